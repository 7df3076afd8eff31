/** Bytes → text. Nothing is normalised but the byte order mark; what is not UTF-8 is refused where it stands. */
import { FormatError, problem } from './problems.js';

const saveAs = 'save the file as "CSV UTF-8 (comma separated)" and send it again';

function refuse(code: string, message: string, line: number, value: string | null): never {
  throw new FormatError([problem('error', code, message, { line, value })]);
}

/** Length of the sequence a lead byte opens; 0 for a byte that cannot open one. */
function sequenceLength(lead: number): number {
  if (lead < 0x80) return 1;
  if (lead >= 0xc2 && lead <= 0xdf) return 2;
  if (lead >= 0xe0 && lead <= 0xef) return 3;
  return lead >= 0xf0 && lead <= 0xf4 ? 4 : 0;
}

/** True when the sequence at `i` is well-formed (Unicode 15, table 3-7). */
function wellFormed(b: Uint8Array, i: number, length: number): boolean {
  const [lead, second] = [b[i]!, b[i + 1] ?? 0];
  if (length === 3 && ((lead === 0xe0 && second < 0xa0) || (lead === 0xed && second > 0x9f))) return false;
  if (length === 4 && ((lead === 0xf0 && second < 0x90) || (lead === 0xf4 && second > 0x8f))) return false;
  for (let k = 1; k < length; k++) if ((b[i + k]! & 0xc0) !== 0x80) return false;
  return true;
}

/** ASCII without NUL and CR? */
function isPlain(b: Uint8Array): boolean {
  let bits = 0;
  for (let i = 0; i < b.length; i++) bits |= b[i]!;
  return bits < 0x80 && !b.includes(0) && !b.includes(13);
}

/** Walks the bytes, counting lines as an editor does. */
export class Utf8Scanner {
  private afterCr = false;

  constructor(public line = 1) {}

  /** How many of the bytes, from the first on, are plain ASCII; throws at a NUL. */
  ascii(b: Uint8Array): number {
    let end = 0;
    while (end < b.length && b[end]! < 0x80) end++;
    return this.scan(b.subarray(0, end), true);
  }

  /** Index up to which `b` is whole and well-formed; throws at what never will be. */
  scan(b: Uint8Array, last: boolean): number {
    if (isPlain(b)) return this.plain(b);
    let i = 0;
    while (i < b.length) {
      const byte = b[i]!;
      if (byte < 0x80) {
        if (byte === 0) refuse('nul_byte', `the file contains a NUL byte: it is not plain text, or it is UTF-16; ${saveAs}`, this.line, '0x00');
        if (byte === 13 || (byte === 10 && !this.afterCr)) this.line++;
        this.afterCr = byte === 13;
        i++;
        continue;
      }
      this.afterCr = false;
      const length = sequenceLength(byte);
      if (length > 0 && i + length > b.length && !last) return i;
      if (length === 0 || i + length > b.length || !wellFormed(b, i, length)) this.invalid(byte);
      i += length;
    }
    return i;
  }

  /** As most of most files is: there are only lines to count. */
  private plain(b: Uint8Array): number {
    if (b.length === 0) return 0;
    // The LF of a CRLF whose CR ended the bytes before was counted with it.
    for (let i = b.indexOf(10, this.afterCr && b[0] === 10 ? 1 : 0); i >= 0; i = b.indexOf(10, i + 1)) this.line++;
    this.afterCr = false;
    return b.length;
  }

  private invalid(byte: number): never {
    refuse('invalid_utf8', `the file is not UTF-8: byte 0x${byte.toString(16).toUpperCase()} in line ${this.line} is no character of it (often a µ, ü or é saved by an older program); ${saveAs}`, this.line, `0x${byte.toString(16).toUpperCase()}`);
  }
}

function concat(a: Uint8Array, b: Uint8Array): Uint8Array {
  if (a.length === 0) return b;
  const joined = new Uint8Array(a.length + b.length);
  joined.set(a);
  joined.set(b, a.length);
  return joined;
}

/** Strips a UTF-8 byte order mark; throws {@link FormatError} at a NUL, at UTF-16 and at invalid UTF-8. `from`: the line on which the bytes begin, when they are not the file's first. */
export async function* decodeUtf8(bytes: AsyncIterable<Uint8Array>, from: number | null = null): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  const scanner = new Utf8Scanner(from ?? 1);
  let carry: Uint8Array = new Uint8Array(0);
  let started = from !== null;
  const text = (whole: Uint8Array): string => decoder.decode(whole);
  for await (const chunk of bytes) {
    let piece = concat(carry, chunk);
    if (!started) {
      if (piece.length < 3) {
        carry = piece.slice();
        continue;
      }
      piece = withoutMark(piece);
      started = true;
    }
    const end = scanner.scan(piece, false);
    if (end > 0) yield text(piece.subarray(0, end));
    carry = piece.slice(end);
  }
  if (!started) carry = withoutMark(carry);
  scanner.scan(carry, true);
  if (carry.length > 0) yield text(carry);
}

function withoutMark(b: Uint8Array): Uint8Array {
  if ((b[0] === 0xff && b[1] === 0xfe) || (b[0] === 0xfe && b[1] === 0xff)) refuse('utf16_encoding', `the file is UTF-16 ("Unicode text"), not UTF-8; ${saveAs}`, 1, null);
  return b[0] === 0xef && b[1] === 0xbb && b[2] === 0xbf ? b.subarray(3) : b;
}
