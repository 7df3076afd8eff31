/**
 * QIAGEN QIAcuity Software Suite results. Three generations of header: an unnamed first column for the well and `Concentration (copies/µL)`;
 * `Conc. [copies/µL]` with columns of the replicates' mean; 25 columns with `Target (Name)` and `Partitions (Valid)`, in which a sample stands in
 * the first row of its well only. Valid partitions are counted by channel, so each target has its own total.
 */
import { plateReader, withPlates } from '../dpcr/reader.js';
import { rowParser } from '../dpcr/table.js';
import { labName, partitionsOf, roleSaid, wellName, type WellRow } from '../dpcr/well.js';
import { plainName, type ColumnNames } from '../csv/header.js';
import type { Row } from '../csv/row.js';
import type { CsvRecord } from '../csv/records.js';
import type { TableStyle } from '../csv/style.js';
import type { ProblemList } from '../problems.js';
import { numberText } from '../quantasoft/plate.js';

const columns: ColumnNames = {
  Well: ['Well', 'Well Name', ''], Sample: ['Sample/NTC/Control', 'Sample/NTC/Control (Name)', 'Sample (Name)', 'Sample Name', 'Sample'], Type: ['Type', 'Sample Type', 'Sample (Type)', 'Sample/NTC/Control (Type)'],
  Plate: ['Plate ID', 'Plate (ID)', 'Plate Name', 'Plate'], Target: ['Target', 'Target (Name)', 'Target Name'], Channel: ['Channel', 'Target (Channel)', 'Dye', 'Target (Dye)'],
  Concentration: ['Conc. [cp/µL] (dPCR reaction)', 'Conc. [copies/µL]', 'Concentration (copies/µL)', 'Conc. [copies/µL] (dPCR reaction)', 'Conc [copies/µL]', 'Concentration [copies/µL]'],
  AcceptedDroplets: ['Partitions (valid)'], Positives: ['Partitions (positive)'], Negatives: ['Partitions (negative)'],
};
const needed = ['Well', 'Sample', 'Target', 'AcceptedDroplets', 'Positives'] as const;

export const qiacuityReader = plateReader({
  id: 'qiacuity',
  instrument: { name: 'QIAcuity', fewest: 4000, ownTotals: true },
  mostRows: 50_000,
  sniff: ([first = []]) => {
    const names = new Set(first.map(plainName));
    return names.has('partitions(valid)') || (names.has('partitions(positive)') && names.has('sample/ntc/control'));
  },
  open: () => parser,
});

function parser(record: CsvRecord, style: TableStyle, problems: ProblemList): ReturnType<typeof rowParser> {
  const plates = new Map<WellRow, string>();
  const above = { well: '', sample: '', plate: '' };
  return rowParser(record, columns, needed, style, problems, (row) => {
    const well = wellRow(row, above);
    if (well !== null) plates.set(well, above.plate);
    return well;
  }, (wells) => withPlates(wells.map((w) => ({ ...w, plate: plates.get(w) ?? '' }))));
}

/** A dash is an empty cell of this program. */
const said = (text: string): string => (text === '-' ? '' : text);

function wellRow(row: Row, above: { well: string; sample: string; plate: string }): WellRow | null {
  const own = row.text('Well') === '' ? above.well : wellName(row.name('Well'));
  if (own === '') row.required('Well', 'the well (first column)');
  const given = labName(row, 'Sample');
  const target = labName(row, 'Target');
  const partitions = partitionsOf(row);
  if (row.failed) return null;
  const sample = given === '' && own === above.well ? above.sample : given;
  Object.assign(above, { well: own, sample, plate: said(row.text('Plate')) || (own === above.well ? above.plate : '') });
  return {
    row, line: row.line, well: own, sample, alsoNamed: sample === '' ? [own, own.replace(/^([A-Z]+)0/, '$1')] : [], target, channel: said(row.text('Channel')), role: roleSaid(row.text('Type')) ?? roleSaid(sample),
    reference: false, status: '', droplets: partitions, members: null, abundance: '', abundanceAgainst: '', concentration: numberText(row, 'Concentration'),
  };
}
