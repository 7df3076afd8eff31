import type pg from 'pg';

/** What stays out of a backup, and why. A table that is not here goes in, also one that a later migration makes. */
export const notInBackup: Readonly<Record<string, string>> = {
  'sec.session': 'who is signed in, and API tokens: a copy must not open with them',
  'sec.password_link': 'one-time links to set a password: a copy must not open with them',
  'sec.device': 'which devices are known: no secret of one belongs in a copy',
  'sec.attempt': 'counters of guesses: gone in an hour',
  'sec.worker_beat': 'which workers live now',
  'sec.service_key': 'follows the password of its own database and is written at each migration',
};

/** The queue's own schema stays out too: its jobs are rebuilt from ops.outbox. */
const schemas = `('clinical', 'ops', 'sec', 'audit')`;

export interface BackupTable {
  /** schema.table */
  readonly name: string;
  /** Without generated ones: they cannot be copied in. */
  readonly columns: readonly string[];
  /** Primary key in order, as SQL: the order of the rows in a backup, so that equal contents give equal bytes. */
  readonly order: readonly string[];
}

/** Every table that holds something of ours, from the catalogue. */
export async function catalogueTables(client: pg.ClientBase): Promise<BackupTable[]> {
  const { rows } = await client.query<BackupTable>(`
    select n.nspname || '.' || c.relname as name,
      array(select a.attname::text from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '' order by a.attnum) as columns,
      array(select quote_ident(a.attname) || case when a.attcollation = 0 then '' else ' collate "C"' end
        from pg_index i cross join unnest(i.indkey) with ordinality k(attnum, n) join pg_attribute a on a.attrelid = c.oid and a.attnum = k.attnum
        where i.indrelid = c.oid and i.indisprimary order by k.n) as order
    from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname in ${schemas} and c.relkind in ('r', 'p') order by name`);
  return rows;
}

/** The tables of a backup. */
export async function tablesToBackUp(client: pg.ClientBase): Promise<BackupTable[]> {
  return (await catalogueTables(client)).filter((t) => !(t.name in notInBackup));
}

/** A catalogue name as SQL. */
export const quoted = (client: pg.ClientBase, name: string): string => name.split('.').map((part) => client.escapeIdentifier(part)).join('.');

/** COPY of a table's rows in key order. The text of a value does not depend on the server: see {@link plainText}. */
export function copyOut(client: pg.ClientBase, table: BackupTable): string {
  if (table.order.length === 0) throw new Error(`${table.name} has no primary key: its rows have no order`);
  return `copy (select ${columnList(client, table.columns)} from ${quoted(client, table.name)} order by ${table.order.join(', ')}) to stdout`;
}

export const columnList = (client: pg.ClientBase, columns: readonly string[]): string => columns.map((c) => client.escapeIdentifier(c)).join(', ');

/** For the length of a transaction: how values are written as text, and no time limit of the role. */
export const plainText = `
  set local datestyle = 'ISO, YMD'; set local timezone = 'UTC'; set local intervalstyle = 'iso_8601'; set local bytea_output = 'hex'; set local extra_float_digits = 1;
  set local statement_timeout = 0; set local idle_in_transaction_session_timeout = 0; set local transaction_timeout = 0`;
