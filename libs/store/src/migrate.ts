import pg from 'pg';
import { DataSource } from 'typeorm';
import { migrations } from '@clonewatch/migrations';
import { version } from '@clonewatch/runtime';
import { assertServer, DatabaseRefused } from './check-server.js';

/** Held while the schema changes: others wait. */
export const migrationLock = 727277;
export const migrationsTable = 'schema_migration';

export interface MigrateOptions {
  /** Owner of the schemas; the only role that runs DDL. */
  readonly ownerUrl: string;
  /** Role the api and the worker connect as; it gets exactly what it needs. */
  readonly appRole: string;
  /** Its sha-256 is stored; the key itself never reaches the database but as a parameter. */
  readonly serviceKey: string;
}

/** Bring the schema up to date and renew the application's grants. Safe to run again; concurrent runs wait for each other. */
export async function migrateSchema(options: MigrateOptions): Promise<{ applied: string[] }> {
  const lock = new pg.Client({ connectionString: options.ownerUrl });
  lock.on('error', () => undefined);
  await lock.connect();
  const source = new DataSource({
    type: 'postgres', url: options.ownerUrl, migrations, migrationsTableName: migrationsTable, migrationsTransactionMode: 'each', logging: false,
  });
  try {
    await assertServer(lock);
    await lock.query(`select pg_advisory_lock(${migrationLock})`);
    await assertKnown(lock);
    await source.initialize();
    const applied = (await source.runMigrations({ transaction: 'each' })).map((m) => m.name);
    await grant(lock, options.appRole);
    await letOwnerRead(lock);
    await lock.query(
      `insert into sec.service_key (id, key_sha) values (1, sha256(convert_to($1, 'UTF8'))) on conflict (id) do update set key_sha = excluded.key_sha`,
      [options.serviceKey],
    );
    return { applied };
  } finally {
    if (source.isInitialized) await source.destroy();
    await lock.end();
  }
}

/** Names of the migrations a database has had, in order; none for an empty one. */
export async function appliedMigrations(client: pg.ClientBase): Promise<string[]> {
  const { rows: [there] } = await client.query<{ yes: boolean }>(`select to_regclass('${migrationsTable}') is not null as yes`);
  if (!there?.yes) return [];
  return (await client.query<{ name: string }>(`select name from ${migrationsTable} order by timestamp`)).rows.map((r) => r.name);
}

/** Those of `names` that this release does not have: whoever made them is newer. */
export function unknownMigrations(names: readonly string[]): string[] {
  const ours = new Set(migrations.map((m) => new m().name));
  return names.filter((name) => !ours.has(name));
}

/** A newer release's tables are not guessed at. */
async function assertKnown(client: pg.ClientBase): Promise<void> {
  const [unknown] = unknownMigrations(await appliedMigrations(client));
  if (unknown) throw new DatabaseRefused(`the database was made by a newer release of Clonewatch (this one, ${version}, does not know ${unknown}): start that release or a later one; nothing was changed`);
}

/**
 * Under forced row-level security the owner sees no rows either, so a backup would be empty. This lets it read, and only where it connected itself:
 * in a SECURITY DEFINER function the current user is the owner but the session's user is not, so nothing opens to the application. See docs/adr.
 */
async function letOwnerRead(client: pg.ClientBase): Promise<void> {
  const { rows } = await client.query<{ name: string }>(`
    select c.oid::regclass::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname in ('clinical', 'ops', 'sec', 'audit') and c.relkind = 'r' and c.relrowsecurity
      and not exists (select from pg_policy p where p.polrelid = c.oid and p.polname = 'owner_reads')`);
  for (const { name } of rows) await client.query(`create policy owner_reads on ${name} for select to current_user using (session_user = current_user)`);
}

/** Data, not structure: the application reads and writes rows and calls functions; it owns nothing and truncates nothing. */
async function grant(client: pg.Client, role: string): Promise<void> {
  const app = pg.escapeIdentifier(role);
  await client.query(`
    revoke all on all functions in schema sec, ops, audit from public;
    grant usage on schema clinical, ops, sec, audit to ${app};
    grant select, insert, update on all tables in schema clinical, ops to ${app};
    grant select on sec.site_name to ${app};
    grant delete on ops.outbox, ops.event to ${app};
    grant execute on all functions in schema sec, ops to ${app};
    revoke execute on function sec.assert_service(text) from ${app};
    grant execute on function audit.append(uuid, jsonb), audit.append_system(text, uuid, jsonb), audit.page(uuid, bigint, int, jsonb), audit.heads(text), audit.chain(text, uuid, bigint, int) to ${app};
  `);
}
