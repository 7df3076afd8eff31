import { createHash } from 'node:crypto';
import pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { version } from '@clonewatch/runtime';
import { DatabaseRefused } from '../check-server.js';
import { appliedMigrations, unknownMigrations } from '../migrate.js';
import { chainStates } from './chain.js';
import { counted, type Counted } from './counted.js';
import { endMark, formatVersion, type BackupClosing, type BackupHeader, type BackupSummary, type TableFooter } from './format.js';
import { copyOut, plainText, tablesToBackUp, type BackupTable } from './tables.js';

/**
 * The whole database as bytes, from one snapshot, while everything runs on: no lock is taken that a write would wait for.
 * `done` is called when the last byte has been made. Memory does not grow with the data.
 */
export async function* backupBytes(ownerUrl: string, done: (summary: BackupSummary) => void): AsyncGenerator<Buffer> {
  const client = new pg.Client({ connectionString: ownerUrl, application_name: 'clonewatch backup' });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query('begin isolation level repeatable read read only');
    await assertReadable(client);
    yield* snapshotBytes(client, await tablesToBackUp(client), done);
    await client.query('commit');
  } finally {
    await client.end();
  }
}

/** These tables as this transaction sees them. */
export async function* snapshotBytes(client: pg.Client, list: readonly BackupTable[], done: (summary: BackupSummary) => void): AsyncGenerator<Buffer> {
  await client.query(plainText);
  const whole = createHash('sha256');
  const tables: TableFooter[] = [];
  const line = (value: object): Buffer => Buffer.from(`${JSON.stringify(value)}\n`);
  const header: BackupHeader = { clonewatch_backup: formatVersion, version, made_at: new Date().toISOString(), migrations: await appliedMigrations(client) };
  for await (const piece of pieces()) {
    whole.update(piece);
    yield piece;
  }
  const closing: BackupClosing = {
    tables: tables.length, rows: sum(tables, 'rows'), bytes: sum(tables, 'bytes'), audit: await chainStates(client), sha256: whole.digest('hex'),
  };
  yield line(closing);
  done({ header, tables, closing });

  async function* pieces(): AsyncGenerator<Buffer> {
    yield line(header);
    for (const table of list) {
      yield line({ table: table.name, columns: table.columns });
      const footer: Counted = { rows: 0, bytes: 0, sha256: '' };
      yield* counted(client.query(copyTo(copyOut(client, table))), footer);
      yield endMark;
      yield line(footer);
      tables.push({ table: table.name, ...footer });
    }
  }
}

const sum = (tables: readonly TableFooter[], of: 'rows' | 'bytes'): number => tables.reduce((total, t) => total + t[of], 0);

/** A backup that silently lacks rows would be worse than none. */
async function assertReadable(client: pg.Client): Promise<void> {
  const [unknown] = unknownMigrations(await appliedMigrations(client));
  if (unknown) throw new DatabaseRefused(`the database was made by a newer release of Clonewatch (this one, ${version}, does not know ${unknown}): use that release to back it up`);
  const { rows } = await client.query<{ name: string }>(`
    select c.oid::regclass::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname in ('clinical', 'ops', 'sec', 'audit') and c.relkind in ('r', 'p')
      and (pg_get_userbyid(c.relowner) <> current_user or c.relrowsecurity and not exists (select from pg_policy p where p.polrelid = c.oid and p.polname = 'owner_reads'))`);
  if (rows.length > 0) {
    throw new DatabaseRefused(`${rows[0]!.name} cannot be read whole by this role: migrate with this release first (clonewatch migrate), and give the owner's URL as DATABASE_OWNER_URL`);
  }
  const { rows: [any] } = await client.query<{ yes: boolean }>(`select to_regclass('clinical.patient') is not null as yes`);
  if (!any?.yes) throw new DatabaseRefused('there is nothing of Clonewatch in this database');
}
