/** Bytes → rows and located problems. Pure: no file, no clock; a reader gets a stream of text and gives batches. */
import type { ParsedRow, Problem } from '@clonewatch/domain';
import { assessmentKind, patientKind, treatmentKind } from './exchange/clinical.js';
import { exchangeReader } from './exchange/kind.js';
import { seriesKind } from './exchange/series.js';
import { absoluteQReader } from './absoluteq/reader.js';
import { archerReader } from './archer/reader.js';
import { nateraReader } from './natera/reader.js';
import { naicaReader } from './naica/reader.js';
import { qiacuityReader } from './qiacuity/reader.js';
import { guardantReader } from './guardant/reader.js';
import { combinedVariantReader } from './tso500/reader.js';
import { catsReader } from './cats/reader.js';
import { cloneReader } from './clones/reader.js';
import { cbioportalReader } from './cbioportal/reader.js';
import { fhirReader } from './fhir/reader.js';
import { hl7Reader } from './hl7/reader.js';
import { foundationReader } from './foundation/reader.js';
import { qciReader } from './qci/reader.js';
import { gsvarReader } from './gsvar/reader.js';
import { mafReader } from './maf/reader.js';
import { smCounterReader } from './smcounter/reader.js';
import { umivarReader } from './umivar/reader.js';
import { vardictReader } from './vardict/reader.js';
import { quantasoftReader } from './quantasoft/reader.js';
import { qxClusterReader } from './qxmanager/clusters.js';
import { qxManagerReader } from './qxmanager/reader.js';
import type { Batch, FormatReader, ReadContext } from './reader.js';
import { readFile as readFileOf, recogniseFile } from './source.js';
import { vcfReader } from './vcf/reader.js';

export { readCivic, type EvidenceFile } from './civic.js';
export { fileMark } from './cbioportal/sections.js';
export { csvCell } from './csv/cell.js';
export { limits as readingLimits } from './csv/records.js';
export { decodeUtf8 } from './decode.js';
export { futureDates } from './exchange/future.js';
export { RecentKeys } from './exchange/recent-keys.js';
export { readManifest } from './manifest/read-manifest.js';
export { completeManifest } from './manifest/complete-manifest.js';
export { FormatError } from './problems.js';
export type { Batch, FormatReader, FoundSample, FoundTarget, ReadContext } from './reader.js';

/** Every format read here, in the order they are tried. */
export const formatReaders: readonly FormatReader[] = [
  cloneReader, cbioportalReader, vcfReader, mafReader, gsvarReader, vardictReader, smCounterReader, umivarReader, archerReader, nateraReader, combinedVariantReader, foundationReader, qciReader, catsReader, fhirReader, hl7Reader, quantasoftReader, qxManagerReader, qxClusterReader, qiacuityReader, absoluteQReader,
  naicaReader, ...[seriesKind, treatmentKind, assessmentKind, patientKind].map(exchangeReader), guardantReader,
];

/** The reader of a file, by its head; null when it is none of the formats known here. */
export function sniffFormat(head: string, fileName: string): FormatReader | null {
  return formatReaders.find((f) => f.sniff(head, fileName)) ?? null;
}

/** The reader of a file, by its bytes, unpacked and decoded as far as needed. Throws FormatError for an archive that cannot be read. */
export const sniffFile = (bytes: AsyncIterable<Uint8Array>, fileName: string): Promise<FormatReader | null> => recogniseFile(formatReaders, bytes, fileName);

/** A whole file at once, where its size is known to be small. */
export async function readAll(reader: FormatReader, text: AsyncIterable<string>, context: ReadContext): Promise<{ rows: ParsedRow[]; problems: Problem[] }> {
  const rows: ParsedRow[] = [];
  const problems: Problem[] = [];
  for await (const batch of reader.read(text, context)) {
    rows.push(...batch.rows);
    problems.push(...batch.problems);
  }
  return { rows, problems };
}

/** Rows and located problems of a file whose reader is known; what is wrong with its bytes comes as a problem, not as an exception. */
export const readFile = (reader: FormatReader, bytes: AsyncIterable<Uint8Array>, context: ReadContext): AsyncGenerator<Batch> => readFileOf(formatReaders, reader, bytes, context);
