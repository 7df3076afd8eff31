/** What the four tables of the exchange format share: header, rows, batches. */
import type { ParsedRow } from '@clonewatch/domain';
import { headColumns } from '../csv/head.js';
import { csvRecords, isBlank } from '../csv/records.js';
import { Header, Row } from '../csv/table.js';
import { ProblemList } from '../problems.js';
import { batchRows, type Batch, type FormatReader } from '../reader.js';

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
    read: (text) => readTable(kind, text),
  };
}

async function* readTable(kind: ExchangeKind, text: AsyncIterable<string>): AsyncGenerator<Batch> {
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
      const row = new Row(header, record, problems);
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
