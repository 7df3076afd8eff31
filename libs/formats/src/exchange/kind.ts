/** What the four tables of the exchange format share: header, rows, batches. */
import type { DateOrder, ParsedRow } from '@clonewatch/domain';
import { headColumns } from '../csv/head.js';
import { csvRecords, isBlank, type CsvRecord } from '../csv/records.js';
import { Header } from '../csv/header.js';
import { Row } from '../csv/row.js';
import { ProblemList } from '../problems.js';
import { batchRows, type Batch, type FormatReader } from '../reader.js';
import { datedBy } from './dates.js';

export interface ExchangeKind {
  readonly id: string;
  sniff(columns: ReadonlySet<string>): boolean;
  /** Reports missing columns; false when rows cannot be read. */
  checkHeader(header: Header, problems: ProblemList): boolean;
  /** A parser for the rows of one file; it may remember earlier rows. */
  rows(): RowParser;
}
export interface RowParser {
  (row: Row): ParsedRow | null;
  /** What only the whole file shows. */
  readonly end?: (problems: ProblemList) => void;
}

export function exchangeReader(kind: ExchangeKind): FormatReader {
  return {
    id: kind.id,
    needsManifest: false,
    sniff: (head) => kind.sniff(new Set(headColumns(head))),
    read: (text, { dateOrder }) => readTable(kind, text, dateOrder ?? null),
  };
}

/** Dates of the known columns in the order that was said; from here on, and in an export, they are written as all dates are. */
function inOrder(header: Header, record: CsvRecord, order: DateOrder): CsvRecord {
  return { ...record, cells: record.cells.map((c, i) => (header.names[i]?.endsWith('_on') ? datedBy(c, order) : c)) };
}

async function* readTable(kind: ExchangeKind, text: AsyncIterable<string>, dateOrder: DateOrder | null): AsyncGenerator<Batch> {
  const problems = new ProblemList();
  const parse = kind.rows();
  let header: Header | null = null;
  let rows: ParsedRow[] = [];
  for await (const records of csvRecords(text, problems)) {
    for (const record of records) {
      if (isBlank(record)) continue;
      if (header === null) {
        header = Header.of(record, problems);
        if (header === null || !kind.checkHeader(header, problems)) {
          yield { rows: [], problems: problems.take() };
          return;
        }
        continue;
      }
      const row = new Row(header, dateOrder === null ? record : inOrder(header, record, dateOrder), problems);
      row.checkShape();
      const parsed = row.failed ? null : parse(row);
      if (parsed !== null && !row.failed) rows.push(parsed);
      if (rows.length >= batchRows) {
        yield { rows, problems: problems.take() };
        rows = [];
      }
      if (problems.full) break;
    }
    if (problems.full) break;
  }
  parse.end?.(problems);
  if (header === null && !problems.failed) problems.error('empty_file', 'the file has no header row; the first line must name the columns', { line: 1 });
  yield { rows, problems: problems.take() };
}
