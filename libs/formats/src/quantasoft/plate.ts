/** Rows of a QuantaSoft results file as they stand there: one per well and target. */
import { parseNumber } from '../csv/number.js';
import type { ColumnNames } from '../csv/header.js';
import type { Row } from '../csv/row.js';
import { labName, partitionsOf, roleSaid, wellName, type WellRow } from '../dpcr/well.js';

/** Column names of 1.7, and of QuantaSoft up to 1.6. */
export const plateColumns: ColumnNames = {
  Well: ['Well'], Sample: ['Sample'], Target: ['Target', 'Assay'], TargetType: ['TargetType', 'TypeAssay'], Status: ['Status'], Positives: ['Positives'],
  Negatives: ['Negatives'], AcceptedDroplets: ['AcceptedDroplets', 'Accepted Droplets'], Concentration: ['Concentration'], FractionalAbundance: ['FractionalAbundance'],
  MergedWells: ['MergedWells'],
};
export const neededColumns = ['Well', 'Sample', 'Positives', 'AcceptedDroplets', 'Target'] as const;

/** One row per well and target; merged rows are marked as such. */
export function wellRow(row: Row): WellRow | null {
  const well = wellName(row.required('Well'));
  const target = labName(row, 'Target');
  const sample = labName(row, 'Sample');
  const droplets = partitionsOf(row);
  const type = row.text('TargetType');
  if (row.failed) return null;
  return {
    row, line: row.line, well, sample, alsoNamed: sample === '' ? [well] : [], target, channel: /^ch\d/i.exec(type)?.[0] ?? '', role: roleSaid(type), reference: /reference$/i.test(type),
    status: row.text('Status'), droplets, members: membersOf(row, well), abundance: numberText(row, 'FractionalAbundance'), abundanceAgainst: '', concentration: numberText(row, 'Concentration'),
  };
}

/** The cell where it is a number, with a point; else ''. */
export function numberText(row: Row, field: string): string {
  const text = row.header.style.decimalComma ? row.text(field).replace(',', '.') : row.text(field);
  return parseNumber(text) === null ? '' : text;
}

/** `(A01,B01)` lists members; other words there ("Treat as merged") do not make a well a merged one, the name M01 does. */
export function membersOf(row: Row, well: string): string[] | null {
  const listed = /^\(?([A-Z]\d{1,2}(?:[,;][A-Z]\d{1,2})*)\)?$/.exec(row.text('MergedWells').replace(/\s/g, '').toUpperCase());
  if (listed) return [...new Set(listed[1]!.split(/[,;]/).map(wellName))];
  return /^M\d+$/.test(well) ? [] : null;
}
