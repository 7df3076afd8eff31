/** Bio-Rad QuantaSoft results (QX100/QX200), exports of 1.6 and 1.7. The manifest says whose samples they are and which target is mutant. */
import { headColumns } from '../csv/head.js';
import { csvRecords, isBlank } from '../csv/records.js';
import { Header, Row } from '../csv/table.js';
import { ProblemList } from '../problems.js';
import { batchRows, type Batch, type FormatReader, type ReadContext } from '../reader.js';
import { groupSamples, requireManifest, rowsForFile } from './assign.js';
import { checkWellShape, isAmplitude, isPlateHeader, plateColumns, wellRow, type PlateColumns, type WellRow } from './plate.js';
import { plateResults } from './results.js';

/** A plate has a few hundred rows; a file with far more is none. */
const mostRows = 50_000;

export const quantasoftReader: FormatReader = {
  id: 'quantasoft',
  needsManifest: true,
  sniff: (head) => {
    const columns = headColumns(head);
    return isPlateHeader(new Set(columns)) || isAmplitude(columns);
  },
  read: readPlate,
};

async function* readPlate(text: AsyncIterable<string>, context: ReadContext): AsyncGenerator<Batch> {
  const problems = new ProblemList();
  const wells = await readWells(text, problems);
  // Faults of single rows make sums and pairs meaningless: they are told alone.
  const rows = wells === null || problems.failed ? [] : resultsOf(wells, context, problems);
  for (let i = 0; i === 0 || i < rows.length; i += batchRows) yield { rows: problems.failed ? [] : rows.slice(i, i + batchRows), problems: problems.take() };
}

function resultsOf(wells: readonly WellRow[], context: ReadContext, problems: ProblemList): ReturnType<typeof plateResults> {
  if (context.manifest === null || context.manifest.length === 0) {
    requireManifest(groupSamples(wells, []), problems);
    return [];
  }
  const manifest = rowsForFile(context.manifest, context.fileName, problems);
  return manifest === null ? [] : plateResults(groupSamples(wells, manifest), manifest, problems);
}

/** All rows of the plate; null when there is no plate. */
async function readWells(text: AsyncIterable<string>, problems: ProblemList): Promise<WellRow[] | null> {
  let header: Header | null = null;
  let columns: PlateColumns | null = null;
  const wells: WellRow[] = [];
  for await (const records of csvRecords(text, problems)) {
    for (const record of records) {
      if (isBlank(record)) continue;
      if (header === null) {
        if (isAmplitude(record.cells.map((c) => c.trim()))) {
          problems.error('amplitude_file', 'this is a droplet amplitude file, with one line per droplet; export the results table instead (QuantaSoft: Analyze, Export CSV)', { line: record.line });
          return null;
        }
        header = Header.of(record, problems);
        columns = header === null ? null : plateColumns(header, problems);
        if (header === null || columns === null) return null;
        continue;
      }
      const row = new Row(header, record, problems);
      checkWellShape(row);
      const well = row.failed ? null : wellRow(row, columns!);
      if (well !== null) wells.push(well);
      if (wells.length > mostRows) problems.error('too_many_rows', `more than ${mostRows} rows: this is not the results table of a plate`, { line: record.line });
      if (problems.full || wells.length > mostRows) return null;
    }
  }
  if (header === null && !problems.failed) problems.error('empty_file', 'the file has no header row; the first line must name the columns', { line: 1 });
  return wells;
}
