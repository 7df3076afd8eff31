/** A file as it comes: what it is packed in and written in is undone, what it is of is recognised, and its rows are read. */
import type { Problem } from '@clonewatch/domain';
import { decodeUtf8 } from './decode.js';
import { decodeAny } from './encoding.js';
import { named, problem, FormatError } from './problems.js';
import type { Batch, FormatReader, ReadContext } from './reader.js';
import { studyFiles, studyText } from './cbioportal/archive.js';
import { fileMark } from './cbioportal/sections.js';
import { Archive, archiveBounds, refuseArchive } from './xlsx/archive.js';
import { findSheet } from './xlsx/text.js';

const headBytes = 64 * 1024;

interface Started { readonly head: Uint8Array; bytes(): AsyncGenerator<Uint8Array> }

/** The first bytes of a file, and all of them. */
async function start(bytes: AsyncIterable<Uint8Array>): Promise<Started> {
  const source = bytes[Symbol.asyncIterator]();
  const pieces: Uint8Array[] = [];
  let length = 0;
  while (length < headBytes) {
    const next = await source.next();
    if (next.done === true) break;
    pieces.push(next.value);
    length += next.value.length;
  }
  return {
    head: Buffer.concat(pieces).subarray(0, headBytes),
    async *bytes() {
      yield* pieces;
      for (let next = await source.next(); next.done !== true; next = await source.next()) yield next.value;
    },
  };
}

/** A zip archive's first entry, or one without any. */
const isZip = (head: Uint8Array): boolean => head[0] === 0x50 && head[1] === 0x4b && ((head[2] === 3 && head[3] === 4) || (head[2] === 5 && head[3] === 6));

async function whole(file: Started): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of file.bytes()) {
    length += piece.length;
    if (length > archiveBounds.packedBytes) refuseArchive('unsafe_archive', `the workbook is larger than ${archiveBounds.packedBytes / 1024 / 1024} MiB; leave out what is not results, or save the sheet as CSV`);
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

/** The first ~64 KiB as text, as forgiving as recognising needs: faults are told where the whole is read. */
async function headText(head: Uint8Array): Promise<string> {
  async function* once(): AsyncGenerator<Uint8Array> {
    yield await Promise.resolve(head);
  }
  let text = '';
  try {
    for await (const piece of decodeAny(once()).text) text += piece;
    return text.replace(/^\uFEFF/, '');
  } catch {
    return Buffer.from(head).toString('utf8').replace(/^[\uFEFF\uFFFD]+/, '');
  }
}

/**
 * The reader among `readers` for a file; null when it is none of the formats known here. Throws FormatError for an archive that is no workbook,
 * or not safe to unpack.
 */
export async function recogniseFile(readers: readonly FormatReader[], bytes: AsyncIterable<Uint8Array>, fileName: string): Promise<FormatReader | null> {
  const file = await start(bytes);
  if (isZip(file.head)) {
    const archive = await Archive.open(await whole(file));
    const study = studyFiles(archive);
    if (study !== null) return readers.find((r) => r.sniff(`${fileMark} ${study[0]!}\n`, fileName)) ?? null;
    const of = (head: string): FormatReader | undefined => readers.find((r) => r.sniff(head, fileName));
    const sheet = await findSheet(archive, (head) => of(head) !== undefined);
    return sheet === null ? null : of(sheet.head) ?? null;
  }
  const head = await headText(file.head);
  return readers.find((r) => r.sniff(head, fileName)) ?? null;
}

/** Rows and located problems of a file whose reader, one of `readers`, is known. What is wrong with its bytes comes as a problem, not as an exception. */
export async function* readFile(readers: readonly FormatReader[], reader: FormatReader, bytes: AsyncIterable<Uint8Array>, context: ReadContext): AsyncGenerator<Batch> {
  try {
    const { text, problems } = await openText(readers, reader, bytes, context.fileName);
    for await (const batch of reader.read(text, context)) yield { rows: batch.rows, problems: [...problems.splice(0), ...batch.problems] };
    if (problems.length > 0) yield { rows: [], problems };
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    yield { rows: [], problems: [...error.problems] };
  }
}

/** Well-formed UTF-8 without zeros, but for a character that the end of the head cuts. */
function isUtf8Head(head: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true });
    return !head.includes(0);
  } catch {
    return false;
  }
}

async function openText(readers: readonly FormatReader[], reader: FormatReader, bytes: AsyncIterable<Uint8Array>, fileName: string): Promise<{ text: AsyncIterable<string>; problems: Problem[] }> {
  const file = await start(bytes);
  if (isZip(file.head)) {
    const archive = await Archive.open(await whole(file));
    const study = studyFiles(archive);
    if (study !== null) {
      const problems: Problem[] = [];
      return { text: studyText(archive, study, problems), problems };
    }
    const sheet = await findSheet(archive, (head) => reader.sniff(head, fileName), (head) => readers.some((r) => r.sniff(head, fileName)));
    if (sheet === null) refuseArchive('unrecognised_format', 'no sheet of the workbook holds such a table');
    // Two plates, or a table and the clusters it was made of, have the same wells: which belong together, and which is an older copy, only the laboratory knows.
    if (sheet.alike.length > 0) refuseArchive('several_sheets', `${sheet.alike.length + 1} sheets of the workbook hold results: ${named([sheet.name, ...sheet.alike])}. Save each as a workbook of its own and import them one by one, or hide the sheets that are not to be read`);
    const told = problem('warning', 'other_sheets', `the sheet "${sheet.name}" was read; the workbook's others were not: ${named(sheet.others)}`, { line: 1 });
    return { text: sheet.text, problems: sheet.others.length > 0 ? [told] : [] };
  }
  return reader.encodings === 'any' || (reader.encodings === 'head' && !isUtf8Head(file.head)) ? decodeAny(file.bytes()) : { text: decodeUtf8(file.bytes()), problems: [] };
}
