/** Bio-Rad QX Manager (QX200, QX600, QX ONE): the data table, as CSV or from a workbook. Users choose its columns; every number may be text. */
import { isAmplitude, refuseAmplitude } from '../dpcr/amplitude.js';
import { plateReader } from '../dpcr/reader.js';
import { rowParser } from '../dpcr/table.js';
import { labName, partitionsOf, roleSaid, wellName, type WellRow } from '../dpcr/well.js';
import { plainName, type ColumnNames } from '../csv/header.js';
import type { Row } from '../csv/row.js';
import { membersOf, numberText } from '../quantasoft/plate.js';

const columns: ColumnNames = {
  Well: ['Well'], Sample: ['Sample description 1', 'Sample', 'Sample Name'], Second: ['Sample description 2'], Third: ['Sample description 3'], Fourth: ['Sample description 4'],
  Target: ['Target', 'Target Name'], Status: ['Status'], SampleType: ['SampleType'], TargetType: ['TargetType'], Dye: ['DyeName(s)', 'DyeName', 'Dye'],
  AcceptedDroplets: ['Accepted Droplets', 'AcceptedDroplets'], Positives: ['Positives'], Negatives: ['Negatives'],
  Concentration: ['Conc(copies/µL)', 'Conc (copies/µL)', 'Conc(cp/µL)', 'Concentration'], FractionalAbundance: ['Fractional Abundance', 'Fractional Abundance (%)'],
  ReferenceUsed: ['ReferenceUsed', 'Reference Used'], MergedWells: ['MergedWells', 'Merged Wells'],
};
const needed = ['Well', 'Target', 'AcceptedDroplets', 'Positives'] as const;
/** Any of these beside the wells: no other program's table has them. */
const telling = new Set(['sampledescription1', 'conc(copies/ul)', 'conc(cp/ul)', 'dyename(s)', 'accepteddroplets', 'copies/20ulwell', 'referenceused', 'statusreason'].map(plainName));

export const qxManagerReader = plateReader({
  id: 'qxmanager',
  instrument: { name: 'QX Manager', fewest: 10_000, ownTotals: false },
  mostRows: 50_000,
  sniff: ([first = []]) => {
    const names = new Set(first.map(plainName));
    return names.has('well') && names.has('target') && [...telling].filter((t) => names.has(t)).length >= 2;
  },
  open: () => (record, style, problems) => (isAmplitude(record.cells) ? refuseAmplitude(record, problems) : rowParser(record, columns, needed, style, problems, wellRow)),
});

function wellRow(row: Row): WellRow | null {
  const listed = row.required('Well').split(/[,;]\s*/).map(wellName);
  const target = labName(row, 'Target');
  const descriptions = (['Sample', 'Second', 'Third', 'Fourth'] as const).map((f) => labName(row, f)).filter((d) => d !== '');
  const droplets = partitionsOf(row);
  if (row.failed) return null;
  const well = listed.join(',');
  return {
    row, line: row.line, well, sample: descriptions[0] ?? '', alsoNamed: otherNames(descriptions, well), target, channel: row.text('Dye'), role: roleSaid(row.text('SampleType')) ?? roleSaid(row.text('TargetType')),
    reference: /^(?:ch\d)?ref/i.test(row.text('TargetType')), status: row.text('Status'), droplets, members: listed.length > 1 ? listed : membersOf(row, well),
    abundance: numberText(row, 'FractionalAbundance'), abundanceAgainst: row.text('ReferenceUsed'), concentration: numberText(row, 'Concentration'),
  };
}

/** A manifest may name a sample by its first description, by all of them, or, where there is none, by its well. */
function otherNames(descriptions: readonly string[], well: string): string[] {
  if (descriptions.length === 0) return [well];
  return descriptions.length === 1 ? [] : [' | ', ' ', '_', '-', ';', ', '].map((between) => descriptions.join(between));
}
