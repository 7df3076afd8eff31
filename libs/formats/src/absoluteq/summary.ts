/** Absolute Q, layout "summary": two header rows; the first carries a dye over each block of columns, the second repeats the block's names. */
import { Header, type NumberStyle } from '../csv/header.js';
import { Row } from '../csv/row.js';
import type { CsvRecord } from '../csv/records.js';
import type { ProblemList } from '../problems.js';
import { withPlates, type PlateParser } from '../dpcr/reader.js';
import { checkWellShape, labName, partitionsOf, wellName, type WellRow } from '../dpcr/well.js';
import { numberText } from '../quantasoft/plate.js';
import { isSummary, usable } from './targets.js';

const shared = { Run: ['Run name', 'Run'], Sample: ['Sample', 'Name'], Well: ['Well'], QC: ['QC'], AcceptedDroplets: ['Total'] };
const ofBlock = { Target: 'target', Concentration: 'conc.', Positives: 'positives' } as const;

/** True for the row of dyes above the header: names far apart, and nothing under most columns. */
export const isDyeRow = (cells: readonly string[]): boolean => {
  const filled = cells.filter((c) => c.trim() !== '');
  return cells.length >= 20 && filled.length >= 1 && filled.length * 5 <= cells.length && filled.every((c) => /^[A-Za-z][\w .-]{1,14}$/.test(c.trim())) && (cells[0] ?? '').trim() === '';
};
export const isSummaryHeader = (cells: readonly string[]): boolean => {
  const names = cells.map((c) => c.trim().toLowerCase());
  return names.includes('well') && names.includes('total') && names.includes('positives') && names.includes('target') && !names.includes('dye') && (names.includes('df') || names.some((n) => n.startsWith('lambda')));
};

export function summaryParser(dyes: readonly string[] | null, record: CsvRecord, style: NumberStyle, problems: ProblemList): PlateParser | null {
  const names = record.cells.map((c) => c.trim().toLowerCase());
  const starts = blockStarts(names);
  const blocks = starts.map((from, k) => {
    const to = starts[k + 1] ?? names.length;
    return { dye: dyes?.slice(from, to).find((d) => d.trim() !== '')?.trim() ?? '', header: blockHeader(record, from, to, style, problems) };
  });
  if (blocks.some((b) => b.header === null)) return null;
  const wells: (WellRow & { plate: string })[] = [];
  return {
    add: (r) => {
      for (const { dye, header } of blocks) {
        const row = new Row(header!, r, problems);
        if (isSummary(row.text('Well'))) return;
        const well = wellRow(row, dye);
        if (well !== null) wells.push({ ...well, plate: row.text('Run') });
        if (row.failed) return;
      }
    },
    wells: () => withPlates(wells),
  };
}

/** Each block begins with the first of the columns that come again in every other; of a single block, with the first that is one of a block's. */
function blockStarts(names: readonly string[]): number[] {
  const blocks = names.filter((n) => n === 'target').length;
  const first = names.find((n) => (blocks === 1 ? Object.values<string>(ofBlock).includes(n) : n !== '' && names.filter((o) => o === n).length === blocks))!;
  return names.flatMap((n, i) => (n === first ? [i] : []));
}

const sharedNames = new Set(Object.values(shared).flat().map((n) => n.toLowerCase()));

/** The shared columns, wherever they stand, and those of one dye's block, as one header. */
function blockHeader(record: CsvRecord, from: number, to: number, style: NumberStyle, problems: ProblemList): Header | null {
  const inBlock = { ...record, cells: record.cells.map((c, i) => ((i >= from && i < to) || sharedNames.has(c.trim().toLowerCase()) ? c : '')) };
  const columns = { ...shared, ...Object.fromEntries(Object.entries(ofBlock).map(([k, n]) => [k, [n]])) };
  const header = Header.labelled(inBlock, columns, style, problems);
  return header !== null && ['Well', 'AcceptedDroplets', 'Target', 'Positives'].map((n) => header.require(problems, n, `column "${columns[n as keyof typeof columns]?.[0] ?? n}" is missing from the block that begins in column ${from + 1}`)).every(Boolean) ? header : null;
}

function wellRow(row: Row, dye: string): WellRow | null {
  checkWellShape(row);
  const target = labName(row, 'Target');
  const sample = labName(row, 'Sample');
  const droplets = partitionsOf(row);
  if (row.failed || (target === '' && droplets === null)) return null;
  const well = wellName(row.name('Well'));
  return {
    row, line: row.line, well, sample, alsoNamed: sample === '' ? [well, row.text('Well')] : [], target: target === '' ? dye : target, channel: dye, role: null, reference: false,
    status: row.text('QC'), droplets: droplets !== null && usable(row) ? droplets : null, members: null, abundance: '', abundanceAgainst: '', concentration: numberText(row, 'Concentration'),
  };
}
