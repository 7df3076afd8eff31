/** Absolute Q, layout "fluorescence": one row per microchamber, with `<dye>_pos` for each dye and `Reject` for chambers not to be counted. */
import { Header, type ColumnNames, type NumberStyle } from '../csv/header.js';
import { Row } from '../csv/row.js';
import type { CsvRecord } from '../csv/records.js';
import type { ProblemList } from '../problems.js';
import type { PlateParser } from '../dpcr/reader.js';
import { withPlates } from '../dpcr/reader.js';
import { requireColumn } from '../dpcr/table.js';
import { checkWellShape, labName, wellName, type WellRow } from '../dpcr/well.js';

const columns: ColumnNames = { Run: ['Run'], Plate: ['Plate'], Well: ['Well ID', 'Well'], Sample: ['Sample', 'Name'], Reject: ['Reject'], Index: ['Index'] };
const positiveColumn = /^(.+)_pos$/i;

export const isChambersHeader = (cells: readonly string[]): boolean => cells.some((c) => positiveColumn.test(c.trim())) && cells.some((c) => /^reject$/i.test(c.trim()));

interface Dye { readonly name: string; readonly positive: number; readonly target: number }
interface Tally { readonly row: Row; readonly well: string; readonly sample: string; readonly plate: string; readonly targets: string[]; readonly positives: number[]; accepted: number; rejected: number }

export function chambersParser(record: CsvRecord, style: NumberStyle, problems: ProblemList): PlateParser | null {
  const header = Header.labelled(record, columns, style, problems);
  if (header === null || !['Well', 'Sample', 'Reject'].map((n) => requireColumn(header, n, columns, problems)).every(Boolean)) return null;
  const names = record.cells.map((c) => c.trim());
  const dyes = names.flatMap((n, positive): Dye[] => {
    const name = positiveColumn.exec(n)?.[1];
    return name === undefined ? [] : [{ name, positive, target: names.findIndex((o) => o.toLowerCase() === `${name}_target`.toLowerCase()) }];
  });
  const wells = new Map<string, Tally>();
  return {
    add: (r) => addChamber(new Row(header, r, problems), dyes, wells),
    wells: () => withPlates([...wells.values()].flatMap((t) => dyes.map((dye, i) => ({ ...wellOf(t, dye, i), plate: t.plate })))),
  };
}

const truths: Readonly<Record<string, boolean>> = { true: true, false: false, 1: true, 0: false };
function truth(row: Row, column: number, what: string): boolean {
  const text = (row.record.cells[column] ?? '').trim();
  const value = truths[text.toLowerCase()];
  if (value === undefined) row.error('unknown_value', null, `${what} "${text}" is neither True nor False`);
  return value ?? false;
}

function addChamber(row: Row, dyes: readonly Dye[], wells: Map<string, Tally>): void {
  checkWellShape(row);
  const plate = [row.text('Run'), row.text('Plate')].join(' ').trim();
  const well = wellName(row.required('Well'));
  const rejected = truth(row, row.header.indexOf('Reject'), 'Reject');
  const positive = dyes.map((d) => truth(row, d.positive, `${d.name}_pos`));
  if (row.failed) return;
  const key = `${plate}\n${well}`;
  let tally = wells.get(key);
  if (tally === undefined) {
    tally = { row, well, sample: labName(row, 'Sample'), plate, targets: dyes.map((d) => (row.record.cells[d.target] ?? '').trim() || d.name), positives: dyes.map(() => 0), accepted: 0, rejected: 0 };
    wells.set(key, tally);
  } else if (tally.sample !== row.text('Sample')) row.error('sample_changes', 'Sample', `well ${well} holds sample ${tally.sample} in line ${tally.row.line} and "${row.text('Sample')}" here; one well holds one sample`);
  if (rejected) tally.rejected++;
  else {
    tally.accepted++;
    for (let i = 0; i < positive.length; i++) if (positive[i]!) tally.positives[i]!++;
  }
}

function wellOf({ row, well, sample, targets, positives, accepted }: Tally, dye: Dye, i: number): WellRow {
  return {
    row, line: row.line, well, sample, alsoNamed: sample === '' ? [well] : [], target: targets[i]!, channel: dye.name, role: null, reference: false, status: '',
    droplets: accepted === 0 ? null : { positives: positives[i]!, accepted }, members: null, abundance: '', abundanceAgainst: '', concentration: '',
  };
}
