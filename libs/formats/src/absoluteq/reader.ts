/** Thermo Fisher QuantStudio Absolute Q: four layouts of one instrument, told apart by their headers. */
import { plateReader, type OpenTable } from '../dpcr/reader.js';
import { chambersParser, isChambersHeader } from './chambers.js';
import { channelsParser, isChannelsHeader } from './channels.js';
import { isDyeRow, isSummaryHeader, summaryParser } from './summary.js';
import { openTargets } from './targets.js';

const isTargetsHeader = (cells: readonly string[]): boolean => {
  const names = cells.map((c) => c.trim().toLowerCase());
  return names.includes('dye') && names.includes('target') && names.includes('total') && names.includes('well');
};

function openLayout(): OpenTable {
  let dyes: readonly string[] | null = null;
  return (record, style, problems) => {
    const { cells } = record;
    if (isSummaryHeader(cells)) return summaryParser(dyes, record, style, problems);
    if (isChambersHeader(cells)) return chambersParser(record, style, problems);
    if (isChannelsHeader(cells)) return channelsParser(record, style, problems);
    if (dyes === null && isDyeRow(cells)) {
      dyes = cells;
      return 'preamble';
    }
    return openTargets(record, style, problems);
  };
}

export const absoluteQReader = plateReader({
  id: 'absoluteq',
  instrument: { name: 'Absolute Q', fewest: 10_000, ownTotals: true },
  /** Sixteen wells of some 20,500 chambers, and room for four such plates. */
  mostRows: 1_500_000,
  sniff: (rows) => rows.slice(0, 2).some((cells) => isTargetsHeader(cells) || isSummaryHeader(cells) || isChambersHeader(cells) || isChannelsHeader(cells)),
  open: openLayout,
});
