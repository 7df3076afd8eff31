/** Rows of a QuantaSoft results file as they stand there: one per well and target. */
import { parseNumber } from '../csv/number.js';
import type { Header, Row } from '../csv/table.js';
import type { ProblemList } from '../problems.js';

export interface Droplets { readonly positives: number; readonly accepted: number }

export interface WellRow {
  readonly row: Row;
  readonly line: number;
  readonly well: string;
  readonly sample: string;
  readonly target: string;
  readonly targetType: string;
  readonly status: string;
  /** Null where the instrument gave no counts. */
  readonly droplets: Droplets | null;
  /** Wells this row is the sum of; null for a single well. Empty when the file does not list them. */
  readonly members: readonly string[] | null;
  /** Percent, as text; '' when absent. */
  readonly abundance: string;
}

/** Column names of QuantaSoft up to 1.6 and of 1.7. */
const targetNames = ['Target', 'Assay'] as const;
const typeNames = ['TargetType', 'TypeAssay'] as const;

export interface PlateColumns { readonly target: string; readonly type: string }

export function plateColumns(header: Header, problems: ProblemList): PlateColumns | null {
  const present = ['Well', 'Sample', 'Positives', 'AcceptedDroplets'].map((name) => header.require(problems, name)).every(Boolean);
  const target = targetNames.find((n) => header.has(n)) ?? (header.require(problems, 'Target', 'there is neither a column "Target" nor "Assay"'), null);
  const type = typeNames.find((n) => header.has(n)) ?? '';
  return present && target !== null ? { target, type } : null;
}

/** QuantaSoft ends rows with one comma more or one cell less than its header: only cells that hold something count as too many. */
export function checkWellShape(row: Row): void {
  const [have, want] = [row.record.cells.length, row.header.names.length];
  if (have < want - 1) row.error('too_few_cells', null, `this row has ${have} cells, the header has ${want} columns: the line is cut off; export the file again`);
  if (row.record.cells.slice(want).some((c) => c.trim() !== '')) row.error('too_many_cells', null, `this row has ${have} cells, the header has ${want} columns: a cell that contains a comma needs quotation marks around it`);
}

export function wellRow(row: Row, columns: PlateColumns): WellRow | null {
  const well = row.required('Well').toUpperCase();
  const target = row.name(columns.target);
  const droplets = dropletsOf(row);
  const abundance = row.text('FractionalAbundance');
  if (row.failed) return null;
  return {
    row, line: row.line, well, sample: row.name('Sample'), target, targetType: columns.type === '' ? '' : row.text(columns.type), status: row.text('Status'), droplets,
    members: membersOf(row, well), abundance: parseNumber(abundance) === null ? '' : abundance,
  };
}

function dropletsOf(row: Row): Droplets | null {
  const positives = row.count('Positives');
  const negatives = row.count('Negatives');
  const accepted = row.count('AcceptedDroplets');
  if (row.failed || positives === null || accepted === null) return null;
  if (positives > accepted) row.error('count_exceeds_total', 'Positives', `${positives} positive of ${accepted} accepted droplets is not possible`);
  else if (negatives !== null && positives + negatives !== accepted) {
    row.error('droplets_disagree', 'AcceptedDroplets', `positives ${positives} and negatives ${negatives} do not add up to the ${accepted} accepted droplets; the file was altered after the export, export it again`);
  }
  return accepted === 0 ? null : { positives, accepted };
}

/** `(A01,B01)` lists members; other words there ("Treat as merged") do not make a well a merged one, the name M01 does. */
function membersOf(row: Row, well: string): string[] | null {
  const listed = /^\(([A-Z]\d{1,2}(?:,[A-Z]\d{1,2})*)\)$/.exec(row.text('MergedWells').replace(/\s/g, '').toUpperCase());
  if (listed) return [...new Set(listed[1]!.split(','))];
  return /^M\d+$/.test(well) ? [] : null;
}

/** True for the header of a per-droplet amplitude file. */
export function isAmplitude(columns: readonly string[]): boolean {
  return columns.filter((c) => /amplitude$/i.test(c)).length >= 1 && columns.some((c) => /^cluster$/i.test(c)) && !columns.includes('Well');
}

export const isPlateHeader = (columns: ReadonlySet<string>): boolean =>
  columns.has('Well') && columns.has('Sample') && columns.has('AcceptedDroplets') && (targetNames.some((n) => columns.has(n)) || typeNames.some((n) => columns.has(n)));
