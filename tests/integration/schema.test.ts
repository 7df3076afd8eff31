/** The migrated schema is the reviewed one, and every table that holds a site's rows is closed. */
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import pg from 'pg';
import { scopedTables } from '@clonewatch/migrations';
import { catalogueTables, notInBackup } from '@clonewatch/store';
import { describeSchema, migrateTestDatabase, startDatabase, type TestDatabase } from '@clonewatch/testing';

const file = resolve(import.meta.dirname, '../../migrations/schema.sql');

describe('schema', () => {
  let database: TestDatabase;
  let owner: pg.Client;
  beforeAll(async () => {
    database = await startDatabase();
    owner = new pg.Client({ connectionString: database.ownerUrl });
    await owner.connect();
  });
  afterAll(async () => {
    await owner.end();
    await database.stop();
  });

  it('is the committed migrations/schema.sql', async () => {
    const text = await describeSchema(owner);
    if (process.env.UPDATE_SCHEMA) writeFileSync(file, text);
    expect(text).toBe(readFileSync(file, 'utf8'));
  });

  it('G19 every table of clinical and ops has forced row-level security and site_id in its primary key', async () => {
    const { rows } = await owner.query<{ name: string; closed: boolean; keyed: boolean }>(`
      select n.nspname || '.' || c.relname as name, c.relrowsecurity and c.relforcerowsecurity
          and exists (select from pg_policy p where p.polrelid = c.oid and p.polname = 'site_isolation') as closed,
        exists (select from pg_constraint k join pg_attribute a on a.attrelid = c.oid and a.attnum = any(k.conkey) where k.conrelid = c.oid and k.contype = 'p' and a.attname = 'site_id') as keyed
      from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname in ('clinical', 'ops') and c.relkind = 'r'`);
    expect(rows.filter((r) => !r.closed || !r.keyed)).toEqual([]);
    expect(rows.map((r) => r.name).sort()).toEqual([...scopedTables].sort());
  });

  it('G19 the application role owns nothing, bypasses nothing, and reads no session or password', async () => {
    const app = new pg.Client({ connectionString: database.appUrl });
    await app.connect();
    try {
      const { rows } = await app.query<{ owned: number; bypass: boolean; super: boolean }>(`
        select (select count(*)::int from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname in ('clinical', 'ops', 'sec') and c.relowner = r.oid) as owned,
          r.rolbypassrls as bypass, r.rolsuper as super from pg_roles r where r.rolname = current_user`);
      expect(rows[0]).toEqual({ owned: 0, bypass: false, super: false });
      for (const sql of [
        'select * from sec.session', 'select * from sec.user_account', 'select * from sec.service_key', 'insert into sec.membership select null, null, null',
        `select sec.open_session('guess', '\\x00', 'browser', null, null, null, 10)`, `select * from ops.outbox_due('guess', 1, 0, 1)`, 'set role clonewatch_owner',
        'truncate clinical.patient', 'delete from clinical.measurement', 'alter table clinical.patient disable row level security',
      ]) await expect(app.query(sql)).rejects.toMatchObject({ code: '42501' });
      await app.query('set row_security = off');
      await expect(app.query('select * from clinical.patient')).rejects.toMatchObject({ code: '42501' });
    } finally {
      await app.end();
    }
  });

  it('G19 of sec and audit the application holds no table at all: only functions that ask who it is', async () => {
    const app = new URL(database.appUrl).username;
    const { rows } = await owner.query<{ name: string; kind: string; may: string[] }>(`
      select n.nspname || '.' || c.relname as name, c.relkind as kind, array(select p from unnest(array['select', 'insert', 'update', 'delete', 'truncate', 'references', 'trigger']) p
        where has_table_privilege($1, c.oid, p) or p in ('select', 'insert', 'update', 'references') and has_any_column_privilege($1, c.oid, p)) as may
      from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname in ('sec', 'audit') and c.relkind in ('r', 'p', 'v', 'm') order by 1`, [app]);
    expect(rows.filter((r) => r.kind === 'r').length).toBeGreaterThan(7);
    expect(rows.filter((r) => r.may.length > 0)).toEqual([{ name: 'sec.site_name', kind: 'v', may: ['select'] }]);
    // A view reads as its owner unless it says otherwise, and the owner may read every site.
    const views = await owner.query<{ name: string }>(`select c.oid::regclass::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname in ('clinical', 'ops') and c.relkind in ('v', 'm') and not coalesce(c.reloptions @> array['security_invoker=true'], false)`);
    expect(views.rows).toEqual([]);
    // A function that runs as the owner finds its names where we say, is not everybody's, and nothing is made beside ours.
    const { rows: [open] } = await owner.query<Record<string, number>>(`
      select count(*) filter (where p.prosecdef and not coalesce(p.proconfig::text like '%search_path=%pg_temp%', false))::int as unpinned,
        count(*) filter (where has_function_privilege('public', p.oid, 'execute') and p.prosecdef)::int as everybodys,
        (select count(*)::int from pg_namespace s where s.nspname in ('clinical', 'ops', 'sec', 'audit') and has_schema_privilege($1, s.oid, 'create')) as creatable
      from pg_proc p join pg_namespace n on n.oid = p.pronamespace where n.nspname in ('clinical', 'ops', 'sec', 'audit')`, [app]);
    expect(open).toEqual({ unpinned: 0, everybodys: 0, creatable: 0 });
  });

  it('G35 every table is in a backup, or left out on purpose', async () => {
    // A new table: decide, and write it into tests/corpus/backup-tables.txt. Rows that are somebody's go in by themselves; who is signed in, one-time
    // links and counters of guesses stay out: add them to notInBackup with the reason.
    const names = (await catalogueTables(owner)).map((t) => `${t.name in notInBackup ? 'out' : 'in'} ${t.name}`);
    expect(names).toEqual(readFileSync(resolve(import.meta.dirname, '../corpus/backup-tables.txt'), 'utf8').trim().split('\n'));
    expect(names.filter((n) => n.startsWith('out')).map((n) => n.slice(4))).toEqual(Object.keys(notInBackup).sort());
    // Rows are all there is: a sequence would carry state that no backup takes.
    expect((await owner.query(`select sequencename from pg_sequences where schemaname in ('clinical', 'ops', 'sec', 'audit')`)).rows).toEqual([]);
  });

  it('G19 the owner reads every site for a backup, but not on behalf of the application', async () => {
    const { rows } = await owner.query<{ name: string }>(`select schemaname || '.' || tablename as name from pg_policies where policyname = 'owner_reads'`);
    expect(rows.map((r) => r.name).sort()).toEqual([...scopedTables].sort());
    const app = new pg.Client({ connectionString: database.appUrl });
    await app.connect();
    try {
      // A function that forgets to ask for the site: run for the application it still sees the sites of the session, here none.
      await owner.query(`
        insert into sec.site (code, name) values ('owner-reads', 'x');
        alter table clinical.blob no force row level security;
        insert into clinical.blob (site_id, sha256, bytes) select id, '\\x01', 1 from sec.site where code = 'owner-reads';
        alter table clinical.blob force row level security;
        create function sec.careless() returns bigint language sql security definer as 'select count(*) from clinical.blob';
        grant execute on function sec.careless() to public`);
      const count = async (client: pg.Client): Promise<unknown> => (await client.query('select sec.careless() as n')).rows[0];
      expect(await count(owner)).toEqual({ n: 1 });
      expect(await count(app)).toEqual({ n: 0 });
    } finally {
      await app.end();
      await owner.query('drop function sec.careless()');
    }
  });

  it('G07 refuses a database that a newer release has migrated, and a server that may lose what it acknowledged', async () => {
    const migrate = (): Promise<unknown> => migrateTestDatabase(database);
    await owner.query(`insert into schema_migration (timestamp, name) values (4070908800000, 'FromTheFuture4070908800000')`);
    await expect(migrate()).rejects.toThrow(/newer release of Clonewatch.*does not know FromTheFuture4070908800000/);
    await owner.query(`delete from schema_migration where name like 'FromTheFuture%'`);
    await owner.query('alter role current_user set synchronous_commit = off');
    await expect(migrate()).rejects.toThrow(/synchronous_commit = off: what it acknowledges may be lost/);
    await owner.query('alter role current_user reset synchronous_commit');
    await expect(migrate()).resolves.toEqual({ applied: [] });
  });

  it('migrating down and up again gives the same schema', async () => {
    const before = await describeSchema(owner);
    const { migrations } = await import('@clonewatch/migrations');
    const { DataSource } = await import('typeorm');
    const source = await new DataSource({ type: 'postgres', url: database.ownerUrl, migrations, migrationsTableName: 'schema_migration', logging: false }).initialize();
    try {
      for (const _ of migrations) await source.undoLastMigration();
    } finally {
      await source.destroy();
    }
    await migrateTestDatabase(database);
    expect(await describeSchema(owner)).toBe(before);
  });
});
