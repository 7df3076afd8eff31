/**
 * Stilla naica (Crystal Miner): tables of droplets by chamber. No export of the program itself is documented openly, so the columns are taken by
 * what they are called: a chamber or a sample, droplets that can be analysed, positive droplets, by target or in a column for each channel.
 * Tables made from it give two rows a sample, the droplets left out and those analysed: the larger number is the analysed one.
 */
import { Header, plainName, type ColumnNames } from '../csv/header.js';
import { Row } from '../csv/row.js';
import type { TableStyle } from '../csv/style.js';
import type { CsvRecord } from '../csv/records.js';
import type { ProblemList } from '../problems.js';
import { plateReader, withPlates, type PlateParser } from '../dpcr/reader.js';
import { requireColumn } from '../dpcr/table.js';
import { checkWellShape, labName, partitionsOf, roleSaid, wellName, type WellRow } from '../dpcr/well.js';
import { numberText } from '../quantasoft/plate.js';

const columns: ColumnNames = {
  Well: ['Chamber ID', 'Chamber Name', 'Chamber', 'Chamber Number', 'Well'], Plate: ['Chip ID', 'Chip Name', 'Chip', 'Experiment'], Sample: ['Sample Name', 'Sample', 'Sample ID'], Type: ['Sample Type', 'Type'],
  Target: ['Target', 'Target Name', 'Marker', 'Channel', 'Detection Channel', 'Color', 'Colour'], Channel: ['Channel', 'Detection Channel', 'Color', 'Colour'],
  AcceptedDroplets: ['Analyzable Droplets', 'Analysable Droplets', 'Number of Analyzable Droplets', 'Analyzed Droplets', 'Total Droplets', 'Number of Droplets', 'Total Number of Droplets', 'Droplets'],
  Positives: ['Positive Droplets', 'Number of Positive Droplets', 'Positives'], Negatives: ['Negative Droplets', 'Number of Negative Droplets', 'Negatives'],
  Concentration: ['Concentration (copies/µL)', 'Concentration (cp/µL)', 'Concentration [copies/µL]', 'Concentration'],
};
/** A column of positives for one channel: `Positive droplets (Blue)`, `Positive_Droplets_Green`. */
const ofChannel = /^(?:number[ _]of[ _])?positive[ _]?droplets[ _]*[-([]*[ _]*([^)\]]+?)[)\]]*$/i;
const isTotal = (name: string): boolean => columns.AcceptedDroplets!.map(plainName).includes(plainName(name));

export const naicaReader = plateReader({
  id: 'naica',
  instrument: { name: 'naica', fewest: 10_000, ownTotals: true },
  mostRows: 50_000,
  sniff: ([first = []]) => first.some(isTotal) && first.some((n) => ofChannel.test(n) || plainName(n) === 'positivedroplets' || plainName(n) === 'numberofpositivedroplets'),
  open: () => parser,
});

interface Told { readonly row: Row; readonly plate: string; readonly well: string; readonly sample: string }

function parser(record: CsvRecord, style: TableStyle, problems: ProblemList): PlateParser | null {
  const header = Header.labelled(record, columns, style, problems);
  const channels = record.cells.flatMap((c, i) => (ofChannel.test(c.trim()) ? [{ name: ofChannel.exec(c.trim())![1]!, column: i }] : []));
  const needed = ['Sample', 'AcceptedDroplets', ...(channels.length === 0 ? ['Positives', 'Target'] : [])];
  if (header === null || !needed.map((n) => requireColumn(header, n, columns, problems)).every(Boolean)) return null;
  const wells: (WellRow & { plate: string })[] = [];
  return {
    add: (r) => {
      const row = new Row(header, r, problems);
      checkWellShape(row);
      const sample = labName(row, 'Sample');
      const well = wellName(row.name('Well'));
      const told: Told = { row, plate: row.text('Plate'), well: well === '' ? sample : well, sample };
      if (row.failed) return;
      if (channels.length === 0) wells.push(ofRow(told, labName(row, 'Target'), row.text('Channel'), partitionsOf(row), numberText(row, 'Concentration')));
      else for (const c of channels) wells.push(ofRow(told, c.name, c.name, partitionsOf(positivesIn(row, c.column, style, problems)), ''));
    },
    wells: () => analysed(withPlates(wells)),
  };
}

/** The same row with the positives of one channel. */
function positivesIn(row: Row, column: number, style: TableStyle, problems: ProblemList): Row {
  const names = { ...row.record, cells: row.header.names.map((n, i) => (i === column ? 'Positives' : isTotal(n) ? n : '')) };
  return new Row(Header.labelled({ ...names, line: row.header.line }, { Positives: ['Positives'], AcceptedDroplets: columns.AcceptedDroplets! }, style, problems)!, row.record, problems);
}

function ofRow({ row, plate, well, sample }: Told, target: string, channel: string, droplets: WellRow['droplets'], concentration: string): WellRow & { plate: string } {
  return {
    plate, row, line: row.line, well, sample, alsoNamed: sample === '' ? [well] : [], target, channel, role: roleSaid(row.text('Type')), reference: false, status: '', droplets, members: null,
    abundance: '', abundanceAgainst: '', concentration,
  };
}

/** Of two rows of one chamber and target, the one with more droplets. */
function analysed(wells: readonly WellRow[]): WellRow[] {
  const groups = new Map<string, WellRow[]>();
  for (const w of wells) {
    const key = JSON.stringify([w.well, w.sample, w.target]);
    groups.set(key, [...(groups.get(key) ?? []), w]);
  }
  return [...groups.values()].flatMap((group) => {
    if (group.length !== 2) return group;
    const [a, b] = group as [WellRow, WellRow];
    const [larger, smaller] = (a.droplets?.accepted ?? 0) >= (b.droplets?.accepted ?? 0) ? [a, b] : [b, a];
    if (larger.droplets === null || 4 * (smaller.droplets?.accepted ?? 0) > larger.droplets.accepted) return group;
    smaller.row.warn('excluded_droplets', 'AcceptedDroplets', `${larger.sample}: two rows for ${larger.target}; the ${smaller.droplets?.accepted ?? 0} droplets of this one are taken as those the instrument excluded, the ${larger.droplets.accepted} in line ${larger.line} as those it analysed`);
    return [larger];
  });
}
