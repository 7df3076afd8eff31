/** A table of the research export: streamed row by row as CSV, as JSON lines or as Parquet, what was supplied echoed as given. */
import { csvCell } from '@clonewatch/formats';
import { streamRows, type Scope } from '@clonewatch/store';
import { parquetFile } from './parquet.js';

export const exportFormats = ['csv', 'ndjson', 'parquet'] as const;
export type ExportFormat = (typeof exportFormats)[number];
export interface ExportQuery { readonly siteIds: readonly string[]; readonly patientId: string | null }

/** What every row of every table brings; `supplied`: the cells of the file or entry it came from. */
export interface ExportedRow { readonly site_id: string; readonly patient_ref: string; readonly supplied: Readonly<Record<string, string>> }
export type Cell = string | number | null | object;

export interface ExportTable<R extends ExportedRow> {
  /** Always written, in this order. */
  readonly columns: readonly string[];
  /** Known, and written only where a row of the export has a value. */
  readonly extras: readonly string[];
  /** Rows in the order of the export. `$1`: sites, `$2`: one patient, or null. */
  readonly rows: string;
  /** One text column `k`: the names of all columns in which a row of this export has a value. Null: no more than the fixed ones. */
  readonly keys: string | null;
  /** Columns that hold a number, which JSON and Parquet write as one. */
  readonly numeric: ReadonlySet<string>;
  /** What the file left open: canonical names, and what follows from the counts. */
  readonly cells: (row: R) => Readonly<Record<string, Cell>>;
  /** Cells to be echoed, when they are not all that were supplied. */
  readonly supplied?: (row: R) => Readonly<Record<string, string>>;
}

/** Rows of one moment; `told` is told the site of every row handed out. Memory does not grow with the rows. */
export async function* exportTable<R extends ExportedRow>(
  scope: Scope, table: ExportTable<R>, { siteIds, patientId }: ExportQuery, format: ExportFormat, told: (siteId: string) => void = () => undefined,
): AsyncGenerator<string | Uint8Array> {
  const parameters = [siteIds, patientId];
  const columns = [...table.columns, ...await extraColumns(scope, table, parameters)];
  const rows = async function* (): AsyncGenerator<Cell[]> {
    for await (const row of await streamRows<R>(scope, table.rows, parameters)) {
      yield valuesOf(table, columns, row);
      told(row.site_id);
    }
  };
  if (format === 'parquet') {
    yield* parquetFile(columns.map((name) => ({ name, numeric: table.numeric.has(name) })), parquetRows(rows(), columns, table.numeric));
    return;
  }
  if (format === 'csv') yield `${columns.map(csvCell).join(',')}\n`;
  let piece = '';
  for await (const values of rows()) {
    piece += format === 'csv' ? csvLine(values) : jsonLine(values, columns, table.numeric);
    if (piece.length > 65536) {
      yield piece;
      piece = '';
    }
  }
  if (piece !== '') yield piece;
}

/** Columns beyond the fixed ones: known extras first, then unknown ones alphabetically. */
async function extraColumns<R extends ExportedRow>(scope: Scope, table: ExportTable<R>, parameters: readonly unknown[]): Promise<string[]> {
  if (table.keys === null) return [];
  const present = new Set((await scope.query<{ k: string }>(table.keys, parameters)).map((r) => r.k));
  const fixed = new Set([...table.columns, ...table.extras]);
  return [...table.extras.filter((c) => present.has(c)), ...[...present].filter((k) => !fixed.has(k)).sort()];
}

/** A column may be called `constructor`: only what the row itself has is its value. */
const own = <T>(of: Readonly<Record<string, T>>, column: string): T | undefined => (Object.hasOwn(of, column) ? of[column] : undefined);

/** What stands in each column. A record that others were merged into goes under its own name. */
function valuesOf<R extends ExportedRow>(table: ExportTable<R>, columns: readonly string[], row: R): Cell[] {
  const [cells, supplied] = [table.cells(row), table.supplied?.(row) ?? row.supplied];
  return columns.map((c) => (c === 'patient_id' ? row.patient_ref : own(supplied, c) ?? own(cells, c) ?? null));
}

function csvLine(values: readonly Cell[]): string {
  return `${values.map((v) => (v === null ? '' : csvCell(typeof v === 'object' ? JSON.stringify(v) : String(v)))).join(',')}\n`;
}

/** As JSON and Parquet say it: empty is null, and a number is one. */
const said = (column: string, v: Cell, numeric: ReadonlySet<string>): Cell => (v === '' ? null : numeric.has(column) && typeof v === 'string' ? Number(v) : v);

function jsonLine(values: readonly Cell[], columns: readonly string[], numeric: ReadonlySet<string>): string {
  return `${JSON.stringify(Object.fromEntries(columns.map((c, i) => [c, said(c, values[i]!, numeric)])))}\n`;
}

async function* parquetRows(rows: AsyncIterable<readonly Cell[]>, columns: readonly string[], numeric: ReadonlySet<string>): AsyncGenerator<(string | number | null)[]> {
  for await (const values of rows) {
    yield columns.map((c, i) => {
      const v = said(c, values[i]!, numeric);
      if (numeric.has(c)) return typeof v === 'number' && Number.isFinite(v) ? v : null;
      return v === null ? null : typeof v === 'object' ? JSON.stringify(v) : String(v);
    });
  }
}
