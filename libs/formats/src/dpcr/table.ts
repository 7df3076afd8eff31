/** The common kind of file: a header, and under it one row per well and target. */
import { Header, type ColumnNames } from '../csv/header.js';
import { Row } from '../csv/row.js';
import type { TableStyle } from '../csv/style.js';
import type { CsvRecord } from '../csv/records.js';
import type { ProblemList } from '../problems.js';
import type { PlateParser } from './reader.js';
import { checkWellShape, type WellRow } from './well.js';

/** A parser of such rows, or null, reported, when a needed column is not there. */
export function rowParser(
  record: CsvRecord, columns: ColumnNames, needed: readonly string[], style: TableStyle, problems: ProblemList,
  read: (row: Row) => WellRow | null, finish: (wells: WellRow[]) => WellRow[] = (wells) => wells,
): PlateParser | null {
  const header = Header.labelled(record, columns, style, problems);
  if (header === null || !needed.map((name) => requireColumn(header, name, columns, problems)).every(Boolean)) return null;
  const wells: WellRow[] = [];
  return {
    add: (r) => {
      const row = new Row(header, r, problems);
      checkWellShape(row);
      const well = row.failed ? null : read(row);
      if (well !== null && !row.failed) wells.push(well);
    },
    wells: () => finish(wells),
  };
}

/** Reports a needed column that is not there, by the names it may have. */
export function requireColumn(header: Header, name: string, columns: ColumnNames, problems: ProblemList): boolean {
  const labels = (columns[name] ?? [name]).filter((l) => l !== '');
  return header.has(name) || header.require(problems, name, `column "${labels[0]!}" is missing${labels.length > 1 ? ` (also known as ${labels.slice(1).map((l) => `"${l}"`).join(', ')})` : ''}`);
}
