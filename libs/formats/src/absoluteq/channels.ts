/** Absolute Q, layout "multichannel": one row per well and set of positive dyes, with how many chambers show just these. Targets are the dyes. */
import { Header, type ColumnNames, type NumberStyle } from '../csv/header.js';
import { Row } from '../csv/row.js';
import type { CsvRecord } from '../csv/records.js';
import type { ProblemList } from '../problems.js';
import type { PlateParser } from '../dpcr/reader.js';
import { requireColumn } from '../dpcr/table.js';
import { checkWellShape, labName, type WellRow } from '../dpcr/well.js';

const columns: ColumnNames = { Run: ['Run'], Plate: ['Plate'], Well: ['Well', 'Well ID'], Sample: ['Sample', 'Name'], Channels: ['Channels'], Count: ['Count'], AcceptedDroplets: ['Total'] };

export const isChannelsHeader = (cells: readonly string[]): boolean => {
  const names = cells.map((c) => c.trim().toLowerCase());
  return names.includes('channels') && names.includes('count') && (names.includes('sample') || names.includes('name'));
};

/** One well: it begins anew where a set of dyes comes a second time for the same sample. */
interface Tally { readonly row: Row; readonly sample: string; readonly well: string; readonly sets: Map<string, number>; total: number; readonly key: string }

export function channelsParser(record: CsvRecord, style: NumberStyle, problems: ProblemList): PlateParser | null {
  const header = Header.labelled(record, columns, style, problems);
  if (header === null || !['Sample', 'Channels', 'Count', 'AcceptedDroplets'].map((n) => requireColumn(header, n, columns, problems)).every(Boolean)) return null;
  const wells: Tally[] = [];
  return {
    add: (r) => addSet(new Row(header, r, problems), wells),
    wells: () => {
      const dyes = [...new Set(wells.flatMap((t) => [...t.sets.keys()].flatMap(dyesOf)))];
      return wells.flatMap((t) => (checkTotal(t) ? dyes.map((dye) => wellOf(t, dye)) : []));
    },
  };
}

const dyesOf = (set: string): string[] => set.split(' ').filter((d) => d !== '');

function addSet(row: Row, wells: Tally[]): void {
  checkWellShape(row);
  const sample = labName(row, 'Sample');
  const set = row.text('Channels').split(/[\s,+;]+/).filter((d) => d !== '').sort().join(' ');
  const count = row.count('Count');
  const total = row.count('AcceptedDroplets');
  if (!row.failed && count === null) row.error('missing_value', 'Count', 'Count is empty; every set of channels needs it');
  if (row.failed || count === null) return;
  const key = [row.text('Run'), row.text('Plate'), row.text('Well'), sample].join('\n');
  const last = wells.at(-1);
  const open = last !== undefined && last.key === key && !last.sets.has(set) ? last : null;
  const tally = open ?? { row, sample, well: row.text('Well') === '' ? `#${wells.length + 1}` : row.text('Well'), sets: new Map<string, number>(), total: 0, key };
  if (open === null) wells.push(tally);
  tally.sets.set(set, count);
  if (total !== null && total > 0 && tally.total > 0 && total !== tally.total) row.error('droplets_disagree', 'AcceptedDroplets', `sample ${sample} has ${tally.total} chambers in an earlier row and ${total} here; export the file again`);
  tally.total = Math.max(tally.total, total ?? 0);
}

/** Every chamber shows one set of dyes: the sets add up to the total. */
function checkTotal(t: Tally): boolean {
  const sum = [...t.sets.values()].reduce((a, b) => a + b, 0);
  if (sum !== t.total) t.row.error('droplets_disagree', 'AcceptedDroplets', `the sets of channels of sample ${t.sample} add up to ${sum} chambers, Total says ${t.total}: rows are missing; export the file again`);
  return sum === t.total;
}

function wellOf({ row, sample, well, sets, total }: Tally, dye: string): WellRow {
  const positives = [...sets].reduce((n, [set, count]) => n + (dyesOf(set).includes(dye) ? count : 0), 0);
  return {
    row, line: row.line, well, sample, alsoNamed: [], target: dye, channel: dye, role: null, reference: false, status: '', droplets: total === 0 ? null : { positives, accepted: total }, members: null,
    abundance: '', abundanceAgainst: '', concentration: '',
  };
}
