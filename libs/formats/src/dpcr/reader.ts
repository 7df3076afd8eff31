/** One way through every digital PCR file: find the header, read wells, ask the manifest whose they are, add up. */
import { headRows, isSeparatorHint, peek, tableStyle, type TableStyle } from '../csv/style.js';
import { csvRecords, isBlank, type CsvRecord } from '../csv/records.js';
import { ProblemList } from '../problems.js';
import { batchRows, type Batch, type FormatReader, type ReadContext } from '../reader.js';
import { groupSamples, requireManifest, rowsForFile } from './assign.js';
import { foundSamples } from './found.js';
import { plateResults } from './results.js';
import type { Instrument, WellRow } from './well.js';

/** Reads the rows under a header it has recognised. */
export interface PlateParser {
  add(record: CsvRecord): void;
  /** All wells, once the last row was added; errors are in the problem list. */
  wells(): WellRow[];
}

/** For each record until one is the header: `preamble` for a line before it, null after a reported error. */
export type OpenTable = (record: CsvRecord, style: TableStyle, problems: ProblemList) => PlateParser | 'preamble' | null;

export interface PlateFormat {
  readonly id: string;
  readonly instrument: Instrument;
  /** By the first rows of the file, the line `sep=` left out. */
  sniff(rows: readonly (readonly string[])[], fileName: string): boolean;
  /** A new file begins. */
  open: () => OpenTable;
  /** A plate has a few hundred rows; more than this is none. */
  readonly mostRows: number;
}

export function plateReader(format: PlateFormat): FormatReader {
  return {
    id: format.id,
    needsManifest: true,
    encodings: 'any',
    sniff: (head, fileName) => format.sniff(headRows(head), fileName),
    read: (text, context) => readPlate(format, text, context),
  };
}

async function* readPlate(format: PlateFormat, text: AsyncIterable<string>, context: ReadContext): AsyncGenerator<Batch> {
  const problems = new ProblemList();
  const wells = await readWells(format, text, problems);
  // Faults of single rows make sums and pairs meaningless: they are told alone.
  const rows = wells === null || problems.failed ? [] : resultsOf(format, wells, context, problems);
  for (let i = 0; i === 0 || i < rows.length; i += batchRows) yield { rows: problems.failed ? [] : rows.slice(i, i + batchRows), problems: problems.take() };
}

function resultsOf(format: PlateFormat, wells: readonly WellRow[], context: ReadContext, problems: ProblemList): ReturnType<typeof plateResults> {
  if (wells.length === 0) {
    problems.error('empty_file', 'the file has a header and no wells under it; export the results of the plate again', { line: 1 });
    return [];
  }
  context.onSamples?.(foundSamples(wells, new Set((context.manifest ?? []).map((m) => m.sample))));
  if (context.manifest === null || context.manifest.length === 0) {
    requireManifest(groupSamples(wells, []), format.instrument.name, problems);
    return [];
  }
  const said = rowsForFile(context.manifest, context.fileName, problems);
  if (said === null) return [];
  const leftOut = new Set(said.filter((m) => m.role === 'left_out').map((m) => m.sample));
  const samples = groupSamples(wells, said).filter((s) => !leftOut.has(s.name));
  return plateResults(samples, said.filter((m) => m.role !== 'left_out'), format.instrument, problems);
}

/** All wells of the plate; null when there is no plate. */
async function readWells(format: PlateFormat, source: AsyncIterable<string>, problems: ProblemList): Promise<WellRow[] | null> {
  const { head, text } = await peek(source);
  const style = tableStyle(head);
  const open = format.open();
  let parser: PlateParser | null = null;
  let rows = 0;
  for await (const records of csvRecords(text, problems, undefined, style.delimiter)) {
    for (const record of records) {
      if (isBlank(record) || (record.line === 1 && isSeparatorHint(record.cells))) continue;
      if (parser === null) {
        const opened = open(record, style, problems);
        if (opened === null) return null;
        if (opened !== 'preamble') parser = opened;
        continue;
      }
      parser.add(record);
      if (++rows > format.mostRows) problems.error('too_many_rows', `more than ${format.mostRows} rows: this is not the results table of a plate`, { line: record.line });
      if (problems.full || rows > format.mostRows) return null;
    }
  }
  if (parser === null && !problems.failed) problems.error('empty_file', 'the file has no header row; the row above the results must name the columns', { line: 1 });
  return parser?.wells() ?? null;
}

/** Well names of several plates in one file are told apart. */
export function withPlates(wells: readonly (WellRow & { readonly plate: string })[]): WellRow[] {
  const several = new Set(wells.map((w) => w.plate)).size > 1;
  return several ? wells.map((w) => ({ ...w, well: `${w.plate} ${w.well}`, members: w.members?.map((m) => `${w.plate} ${m}`) ?? null })) : [...wells];
}
