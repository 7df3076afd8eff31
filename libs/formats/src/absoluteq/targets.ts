/** Thermo Fisher QuantStudio Absolute Q, layout "per dye": one row per well and dye, and rows that average or pool a group, which would count it twice. */
import { rowParser } from '../dpcr/table.js';
import type { OpenTable, PlateParser } from '../dpcr/reader.js';
import { withPlates } from '../dpcr/reader.js';
import { labName, partitionsOf, wellName, type WellRow } from '../dpcr/well.js';
import type { ColumnNames } from '../csv/header.js';
import type { Row } from '../csv/row.js';
import { numberText } from '../quantasoft/plate.js';

const columns: ColumnNames = {
  Run: ['Run', 'Run name'], Plate: ['Plate'], Sample: ['Name', 'Sample', 'Sample Name'], Well: ['Well', 'Well ID'], AcceptedDroplets: ['Total'], Dye: ['Dye'], Target: ['Target'],
  Concentration: ['Conc. cp/µL', 'Conc.'], Positives: ['Positives'], Negatives: ['Negatives'], QC: ['QC'],
};
const needed = ['Well', 'Sample', 'AcceptedDroplets', 'Target', 'Positives'] as const;

/** Rows of a group, not of a well. */
export const isSummary = (well: string): boolean => /^(?:average|pooled|mean|total)?$/i.test(well.trim());

export const openTargets: OpenTable = (record, style, problems) => {
  const plates = new Map<WellRow, string>();
  const inner = rowParser(record, columns, needed, style, problems, (row) => {
    const well = wellRow(row);
    plates.set(well!, `${row.text('Run')} ${row.text('Plate')}`.trim());
    return well;
  }, (wells) => withPlates(wells.map((w) => ({ ...w, plate: plates.get(w) ?? '' }))));
  return inner === null ? null : withoutSummaries(inner, record.cells.findIndex((c) => /^well(?: id)?$/i.test(c.trim())));
};

/** Leaves out the rows that add up others, before anything of them is read: an average has a fractional number of chambers. */
export function withoutSummaries(parser: PlateParser, wellColumn: number): PlateParser {
  return { ...parser, add: (record) => { if (!isSummary(record.cells[wellColumn] ?? '')) parser.add(record); } };
}

function wellRow(row: Row): WellRow | null {
  const target = labName(row, 'Target');
  const dye = row.text('Dye');
  const sample = labName(row, 'Sample');
  const droplets = partitionsOf(row);
  if (row.failed) return null;
  const well = wellName(row.name('Well'));
  return {
    row, line: row.line, well, sample, alsoNamed: sample === '' ? [well, row.text('Well')] : [], target: target === '' ? dye : target, channel: dye, role: null, reference: false, status: row.text('QC'),
    droplets: usable(row) ? droplets : null, members: null, abundance: '', abundanceAgainst: '', concentration: numberText(row, 'Concentration'),
  };
}

/** What the instrument itself has failed is failed, not negative. */
export function usable(row: Row): boolean {
  if (!/^fail/i.test(row.text('QC'))) return true;
  row.warn('instrument_qc_failed', 'QC', `the instrument failed well ${row.text('Well')} (QC ${row.text('QC')}); its counts are not used`);
  return false;
}
