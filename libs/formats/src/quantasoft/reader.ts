/** Bio-Rad QuantaSoft results (QX100/QX200), exports of 1.6 and 1.7. The manifest says whose samples they are and which target is mutant. */
import { isAmplitude, refuseAmplitude } from '../dpcr/amplitude.js';
import { plateReader } from '../dpcr/reader.js';
import { rowParser } from '../dpcr/table.js';
import { neededColumns, plateColumns, wellRow } from './plate.js';

export const quantasoftReader = plateReader({
  id: 'quantasoft',
  instrument: { name: 'QuantaSoft', fewest: 10_000, ownTotals: false },
  mostRows: 50_000,
  sniff: ([columns = []]) => isPlateHeader(new Set(columns)) || isAmplitude(columns),
  open: () => (record, style, problems) => (isAmplitude(record.cells) ? refuseAmplitude(record, problems) : rowParser(record, plateColumns, neededColumns, style, problems, wellRow)),
});

const isPlateHeader = (columns: ReadonlySet<string>): boolean =>
  columns.has('Well') && columns.has('Sample') && columns.has('AcceptedDroplets') && ['Target', 'Assay', 'TargetType', 'TypeAssay'].some((n) => columns.has(n));
