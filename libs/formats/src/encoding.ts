/**
 * Bytes of an instrument's file → text. UTF-8 as ever; UTF-16 by its mark or by the zeros between its letters; else one of the two code
 * pages that Windows programs in our clinics write, if the bytes tell which. Whatever was not plain UTF-8 is said, with its place.
 */
import { decodeUtf8, Utf8Scanner } from './decode.js';
import { FormatError, problem, shown } from './problems.js';
import type { Problem } from '@clonewatch/domain';

/** Bytes looked at to tell a code page, from the first that is not UTF-8 on. */
const windowBytes = 64 * 1024;
const saveAs = 'save the file as "CSV UTF-8" and send it again';

/** Bytes that mean the same in windows-1251 and windows-1252: no-break space, quotation marks, dashes, µ, °, ±, « and » among them. */
const sameInBoth = new Set([0xa0, 0xa6, 0xa7, 0xa9, 0xab, 0xac, 0xad, 0xae, 0xb0, 0xb1, 0xb5, 0xb6, 0xb7, 0xbb, 0x84, 0x85, 0x86, 0x87, 0x89, 0x8b, 0x91, 0x92, 0x93, 0x94, 0x95, 0x96, 0x97, 0x99, 0x9b]);
const isLetter = (byte: number | undefined): boolean => byte !== undefined && ((byte >= 65 && byte <= 90) || (byte >= 97 && byte <= 122));

/** Letters of either page: from 0xC0 on, and the Ё and ё of windows-1251, which lie apart. № of windows-1251 is ¹ in the other. */
const isHigh = (byte: number | undefined): boolean => byte !== undefined && (byte >= 0xc0 || byte === 0xa8 || byte === 0xb8);
const numero = 0xb9;

/**
 * The code page by the company high bytes keep: Cyrillic words are runs of them, Western ones stand alone between plain letters. A letter or two by themselves (an initial)
 * say nothing, and are of the page that the words are of. Null when neither, or both.
 */
export function codePageOf(bytes: Uint8Array): 'windows-1251' | 'windows-1252' | null {
  let [runs, alone, short] = [0, 0, 0];
  for (let i = 0; i < bytes.length; i++) {
    if (bytes[i]! < 0x80 || sameInBoth.has(bytes[i]!)) continue;
    let end = i;
    while (isHigh(bytes[end])) end++;
    const beside = isLetter(bytes[i - 1]) || isLetter(bytes[Math.max(end, i + 1)]);
    if (end - i >= 3 && !beside) runs++;
    else if (end > i && end - i <= 2 && beside && bytes[i]! >= 0xc0) alone++;
    else if ((end > i && end - i <= 2 && !beside) || bytes[i] === numero) short++;
    else return null;
    i = Math.max(end, i + 1) - 1;
  }
  if ((runs > 0 && alone > 0) || (short > 0 && runs === 0)) return null;
  return runs > 0 ? 'windows-1251' : 'windows-1252';
}

export interface Decoded { readonly text: AsyncIterable<string>; readonly problems: Problem[] }

/** Text, and what was found out about its encoding: complete once the text has been read. */
export function decodeAny(bytes: AsyncIterable<Uint8Array>): Decoded {
  const problems: Problem[] = [];
  return { text: decode(bytes, problems), problems };
}

async function* decode(bytes: AsyncIterable<Uint8Array>, problems: Problem[]): AsyncGenerator<string> {
  const source = bytes[Symbol.asyncIterator]();
  const head = await gather(source, 1024);
  const wide = wideEncoding(head, problems);
  if (wide !== null) yield* decodeWide(joined(head, source), wide);
  else yield* decodeNarrow(joined(head, source), problems);
}

/** The next bytes, at least `least` where there are so many. */
async function gather(source: AsyncIterator<Uint8Array>, least: number): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  for (let length = 0; length < least;) {
    const next = await source.next();
    if (next.done === true) break;
    pieces.push(next.value);
    length += next.value.length;
  }
  return Buffer.concat(pieces);
}

async function* joined(head: Uint8Array, source: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield head;
  for (let next = await source.next(); next.done !== true; next = await source.next()) yield next.value;
}

function wideEncoding(head: Uint8Array, problems: Problem[]): 'utf-16le' | 'utf-16be' | null {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
  const pairs = Math.min(Math.floor(head.length / 2), 512);
  let [even, odd] = [0, 0];
  for (let i = 0; i < pairs; i++) {
    if (head[2 * i] === 0) even++;
    if (head[2 * i + 1] === 0) odd++;
  }
  const found = pairs >= 8 && odd > 0.7 * pairs && even === 0 ? 'utf-16le' : pairs >= 8 && even > 0.7 * pairs && odd === 0 ? 'utf-16be' : null;
  if (found !== null) problems.push(problem('warning', 'encoding_assumed', `the file is UTF-16 without its mark; it was read as such. If a name looks wrong, ${saveAs}`, { line: 1 }));
  return found;
}

async function* decodeWide(bytes: AsyncIterable<Uint8Array>, encoding: string): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  let line = 1;
  const checked = (text: string): string => {
    const at = text.indexOf('\0');
    line += (at < 0 ? text : text.slice(0, at)).split('\n').length - 1;
    if (at >= 0) throw new FormatError([problem('error', 'nul_byte', `the file contains a NUL character: it is not plain text; ${saveAs}`, { line, value: '0x00' })]);
    return text;
  };
  try {
    for await (const chunk of bytes) yield checked(decoder.decode(chunk, { stream: true }));
    yield checked(decoder.decode());
  } catch (error) {
    if (error instanceof FormatError) throw error;
    throw new FormatError([problem('error', 'invalid_utf16', `the file begins as UTF-16 and is damaged in or after line ${line}; ${saveAs}`, { line })]);
  }
}

/** UTF-8 for as long as it is; from the first byte that cannot be, a code page, if all before was plain ASCII. */
async function* decodeNarrow(bytes: AsyncIterable<Uint8Array>, problems: Problem[]): AsyncGenerator<string> {
  const source = bytes[Symbol.asyncIterator]();
  const scanner = new Utf8Scanner();
  let begun = false;
  for (let next = await source.next(); next.done !== true; next = await source.next()) {
    const chunk = next.value;
    const ascii = scanner.ascii(chunk);
    begun ||= ascii > 0;
    if (ascii > 0) yield Buffer.from(chunk.buffer, chunk.byteOffset, ascii).toString('latin1');
    if (ascii === chunk.length) continue;
    const rest = Buffer.concat([chunk.subarray(ascii), await gather(source, windowBytes)]);
    const looked = rest.subarray(0, windowBytes);
    if (isUtf8(looked, rest.length > windowBytes)) {
      yield* decodeUtf8(joined(rest, source), begun ? scanner.line : null);
      return;
    }
    yield* decodePage(joined(rest, source), assumedPage(looked, scanner.line, problems));
    return;
  }
}

/** Well-formed, but for a character that the end of the window cuts. */
function isUtf8(bytes: Uint8Array, cut: boolean): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: cut });
    return true;
  } catch {
    return false;
  }
}

function assumedPage(bytes: Buffer, line: number, problems: Problem[]): string {
  const hex = `0x${bytes[0]!.toString(16).toUpperCase()}`;
  const page = /[\u0080-\u00ff]{2}/.test(bytes.toString('latin1')) && mixesUtf8(bytes) ? null : codePageOf(bytes);
  if (page === null) throw new FormatError([problem('error', 'invalid_utf8', `the file is not UTF-8: byte ${hex} in line ${line} is no character of it, and which other encoding it is cannot be told; ${saveAs}`, { line, value: hex })]);
  const sample = new TextDecoder(page).decode(bytes.subarray(0, 200)).split(/[\r\n;,\t"]/)[0]!.trim();
  problems.push(problem('warning', 'encoding_assumed', `the file is not UTF-8 (byte ${hex} in line ${line}); it was read as ${page}, where it says "${shown(sample)}". If that looks wrong, ${saveAs}`, { line, value: sample }));
  return page;
}

/** A character of UTF-8 among bytes that are none: a file put together from two, or damaged. */
const mixesUtf8 = (bytes: Buffer): boolean => /[\u00c2-\u00df][\u0080-\u00bf](?![\u0080-\u00ff])|[\u00e0-\u00ef][\u0080-\u00bf]{2}/.test(bytes.toString('latin1'));

async function* decodePage(bytes: AsyncIterable<Uint8Array>, page: string): AsyncGenerator<string> {
  const decoder = new TextDecoder(page);
  for await (const chunk of bytes) {
    const text = decoder.decode(chunk, { stream: true });
    if (text.includes('\0')) throw new FormatError([problem('error', 'nul_byte', `the file contains a NUL byte: it is not plain text; ${saveAs}`, { line: 1, value: '0x00' })]);
    yield text;
  }
}
