import pg from 'pg';
import { DataSource } from 'typeorm';
import { migrations } from '@clonewatch/migrations';

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
    type: 'postgres', url: options.ownerUrl, migrations, migrationsTableName: 'schema_migration', migrationsTransactionMode: 'each', logging: false,
  });
  try {
    await assertVersion(lock);
    await lock.query('select pg_advisory_lock(727277)');
    await source.initialize();
    const applied = (await source.runMigrations({ transaction: 'each' })).map((m) => m.name);
    await grant(lock, options.appRole);
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

/** `uuidv7()` and virtual generated columns need 18. */
async function assertVersion(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ server_version_num: string }>('show server_version_num');
  const number = Number(rows[0]?.server_version_num ?? 0);
  if (number < 180000) throw new Error(`PostgreSQL 18 or newer is needed; this server is ${Math.floor(number / 10000)}.${number % 10000}`);
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
    grant execute on function audit.append(uuid, jsonb), audit.append_system(text, uuid, jsonb), audit.page(uuid, bigint, int, uuid), audit.heads(text), audit.chain(text, uuid, bigint, int) to ${app};
  `);
}
