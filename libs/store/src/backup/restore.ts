import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type pg from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { DataSource, MigrationExecutor, type QueryRunner } from 'typeorm';
import { migrations } from '@clonewatch/migrations';
import { version } from '@clonewatch/runtime';
import { assertServer, DatabaseRefused } from '../check-server.js';
import { migrationLock, migrationsTable, unknownMigrations } from '../migrate.js';
import { sqlState } from '../store.js';
import { chainStates } from './chain.js';
import { counted } from './counted.js';
import { BackupRefused, readBackup, type BackupHeader, type BackupSummary } from './format.js';
import { catalogueTables, columnList, copyOut, notInBackup, plainText, quoted, type BackupTable } from './tables.js';

export interface RestoreOptions {
  readonly ownerUrl: string;
  /** Role of the application: nobody may be connected as it. */
  readonly appRole: string;
  /** Also into a database that holds patients or users, which are then gone. */
  readonly replace: boolean;
  /** The backup's bytes (unzipped) from the beginning; asked for twice. */
  open(): AsyncIterable<Buffer>;
}

/**
 * Put a backup in the place of what the database holds, in one transaction: whole or not at all. Read once before anything is touched, and compared
 * once more with what then lies in the tables. The schema is the backup's own afterwards: call `migrateSchema` next, it also gives the grants.
 */
export async function restoreBackup(options: RestoreOptions): Promise<BackupSummary> {
  const summary = await readBackup(options.open());
  assertKnownSchema(summary.header);
  const names = new Set(summary.header.migrations);
  const source = await new DataSource({
    type: 'postgres', url: options.ownerUrl, migrations: migrations.filter((m) => names.has(new m().name)), migrationsTableName: migrationsTable, logging: false,
    applicationName: 'clonewatch restore',
  }).initialize();
  try {
    await inTransaction(source, async (client, runner) => {
      await assertServer(client);
      await client.query(`${plainText}; set local lock_timeout = '10s'; select pg_advisory_xact_lock(${migrationLock})`);
      await assertAlone(client, options.appRole);
      if (!options.replace) await assertEmpty(client);
      await rebuildSchema(client, source, runner);
      await loadBackup(client, options.open());
    });
  } finally {
    await source.destroy();
  }
  return summary;
}

async function inTransaction(source: DataSource, work: (client: pg.PoolClient, runner: QueryRunner) => Promise<void>): Promise<void> {
  const runner = source.createQueryRunner();
  try {
    await runner.startTransaction();
    await work((await runner.connect()) as pg.PoolClient, runner);
    await runner.commitTransaction();
  } catch (error) {
    if (runner.isTransactionActive) await runner.rollbackTransaction().catch(() => undefined);
    throw sqlState(error) === '55P03' ? new DatabaseRefused('somebody else is working with the database: stop every api, worker and command first; nothing was changed') : error;
  } finally {
    await runner.release().catch(() => undefined);
  }
}

function assertKnownSchema(header: BackupHeader): void {
  const [unknown] = unknownMigrations(header.migrations);
  if (unknown) throw new BackupRefused(`the backup was made by a newer release of Clonewatch (${header.version}; ${version} does not know ${unknown}): restore it with that release or a later one`);
}

async function assertAlone(client: pg.ClientBase, appRole: string): Promise<void> {
  const { rows: [others] } = await client.query<{ n: string | number }>(
    'select count(*) as n from pg_stat_activity where datname = current_database() and usename = $1 and pid <> pg_backend_pid()', [appRole],
  );
  if (Number(others!.n) > 0) throw new DatabaseRefused(`the database is in use (${others!.n} connections as ${appRole}): stop every api and worker first; nothing was changed`);
}

/** An older schema lets its owner see no rows, so FORCE is lifted to count; the transaction ends it or the tables. */
async function assertEmpty(client: pg.ClientBase): Promise<void> {
  for (const [table, what] of [['clinical.patient', 'patients'], ['sec.user_account', 'users']] as const) {
    const { rows: [there] } = await client.query<{ yes: boolean }>('select to_regclass($1) is not null as yes', [table]);
    if (!there?.yes) continue;
    await client.query(`alter table ${table} no force row level security`);
    const { rows: [row] } = await client.query<{ n: string | number }>(`select count(*) as n from ${table}`);
    if (Number(row!.n) > 0) throw new DatabaseRefused(`the database holds ${row!.n} ${what}: restore into an empty one, or say --replace to have the backup in their place; nothing was changed`);
  }
}

/** What was there goes, and the backup's schema comes, by the migrations it was made with. */
async function rebuildSchema(client: pg.ClientBase, source: DataSource, runner: QueryRunner): Promise<void> {
  await client.query(`drop schema if exists clinical, ops, audit, sec, bullmq cascade; drop table if exists ${migrationsTable}`);
  const executor = new MigrationExecutor(source, runner);
  executor.transaction = 'none'; // ours
  await executor.executePendingMigrations();
}

/** Rows into the tables of a schema that has just been made. Tables that are no part of a backup are read over. */
export async function loadBackup(client: pg.ClientBase, bytes: AsyncIterable<Buffer>, excluded: Readonly<Record<string, string>> = notInBackup): Promise<void> {
  const tables = new Map((await catalogueTables(client)).map((t) => [t.name, t]));
  const close = await openForLoading(client, [...tables.values()]);
  const summary = await readBackup(bytes, {
    table: async (name, columns, data) => {
      if (name in excluded) return;
      if (!tables.has(name)) throw new BackupRefused(`the backup holds a table ${name} that its release does not have`);
      await pipeline(Readable.from(data), client.query(copyFrom(`copy ${quoted(client, name)} (${columnList(client, columns)}) from stdin`)));
    },
  });
  await compare(client, tables, summary, excluded);
  // What the queue held is gone: every job that is not done is handed out again.
  await client.query('update ops.outbox set enqueued_at = null where done_at is null and failed_at is null');
  await close();
}

/** What lies in the tables now, read and hashed again, is what the backup says. */
async function compare(client: pg.ClientBase, tables: ReadonlyMap<string, BackupTable>, summary: BackupSummary, excluded: Readonly<Record<string, string>>): Promise<void> {
  for (const said of summary.tables) {
    if (said.table in excluded) continue;
    const found = { rows: 0, bytes: 0, sha256: '' };
    for await (const _ of counted(client.query(copyTo(copyOut(client, tables.get(said.table)!))), found));
    if (found.rows !== said.rows || found.sha256 !== said.sha256) throw new Error(`after loading, ${said.table} differs from the backup (${found.rows} rows, sha-256 ${found.sha256})`);
  }
  const chains = JSON.stringify(await chainStates(client));
  if (chains !== JSON.stringify(summary.closing.audit)) throw new Error('after loading, the audit trail differs from the backup');
}

/**
 * COPY needs tables without row-level security for us, and rows that refer to each other have no order. Foreign keys come back last, and PostgreSQL
 * then checks every row against them; so do triggers and FORCE.
 */
async function openForLoading(client: pg.ClientBase, tables: readonly BackupTable[]): Promise<() => Promise<void>> {
  const { rows: keys } = await client.query<{ table: string; name: string; definition: string }>(`
    select c.conrelid::regclass::text as table, quote_ident(c.conname) as name, pg_get_constraintdef(c.oid) as definition from pg_constraint c
    where c.contype = 'f' and c.conrelid::regclass::text = any ($1)`, [tables.map((t) => t.name)]);
  const { rows: forced } = await client.query<{ name: string }>('select oid::regclass::text as name from pg_class where relforcerowsecurity and oid::regclass::text = any ($1)', [tables.map((t) => t.name)]);
  const run = async (statements: readonly string[]): Promise<void> => {
    for (const sql of statements) await client.query(sql);
  };
  await run(keys.map((k) => `alter table ${k.table} drop constraint ${k.name}`));
  await run(forced.map((t) => `alter table ${t.name} no force row level security`));
  await run(tables.map((t) => `alter table ${quoted(client, t.name)} disable trigger user`));
  return async () => {
    await run(keys.map((k) => `alter table ${k.table} add constraint ${k.name} ${k.definition}`));
    await run(tables.map((t) => `alter table ${quoted(client, t.name)} enable trigger user`));
    // References that triggers keep are checked in the same way.
    const { rows: [kept] } = await client.query<{ yes: boolean }>(`select to_regprocedure('clinical.assert_references()') is not null as yes`);
    if (kept!.yes) await client.query('select clinical.assert_references()');
    await run(tables.map((t) => `analyze ${quoted(client, t.name)}`));
    await run(forced.map((t) => `alter table ${t.name} force row level security`));
  };
}
