/** Sequencing centres pack their VCFs (gzip, or bgzip's many members): they are unpacked as a stream, up to a bound, and nothing inside them is unpacked again. */
import { open } from 'node:fs/promises';
import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { FormatError } from '@clonewatch/formats';
import { importBounds } from './limits.js';

export const isGzip = (head: Uint8Array): boolean => head[0] === 0x1f && head[1] === 0x8b;

function refuse(code: string, message: string): never {
  throw new FormatError([{ severity: 'error', code, line: null, column: null, field: null, value: null, message }]);
}

/** The bytes as they are, or unpacked; throws {@link FormatError} at a damaged or cut archive and at one that becomes too large. */
export async function* unpacked(bytes: AsyncIterable<Uint8Array>, most = importBounds.unpackedBytes): AsyncGenerator<Uint8Array> {
  const source = bytes[Symbol.asyncIterator]();
  let head = new Uint8Array(0);
  while (head.length < 2) {
    const next = await source.next();
    if (next.done) break;
    head = Buffer.concat([head, next.value]);
  }
  const whole = (async function* () {
    yield head;
    yield* { [Symbol.asyncIterator]: () => source };
  })();
  if (!isGzip(head)) {
    yield* whole;
    return;
  }
  const gunzip = createGunzip();
  // The error, if any, is thrown where the unpacked bytes are taken.
  pipeline(Readable.from(whole, { objectMode: false }), gunzip, () => undefined);
  let length = 0;
  try {
    for await (const chunk of gunzip as AsyncIterable<Buffer>) {
      length += chunk.length;
      if (length > most) refuse('unpacked_too_large', `unpacked, the file is larger than ${Math.round(most / 1024 / 1024)} MiB; split it, or leave out what is no result`);
      yield chunk;
    }
  } catch (error) {
    if (!String((error as NodeJS.ErrnoException).code).startsWith('Z_')) throw error;
    refuse('damaged_gzip', 'the packed file is damaged or cut off: it cannot be unpacked to its end; send it again');
  }
}

/** The first bytes of a packed file, unpacked; empty where it cannot be unpacked at all. */
export async function unpackedHead(path: string, bytes: number): Promise<Buffer> {
  const file = await open(path);
  const pieces: Buffer[] = [];
  let length = 0;
  try {
    for await (const piece of unpacked(file.createReadStream({ autoClose: false }) as AsyncIterable<Uint8Array>)) {
      pieces.push(Buffer.from(piece));
      length += piece.length;
      if (length >= bytes) break;
    }
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
  } finally {
    await file.close();
  }
  return Buffer.concat(pieces).subarray(0, bytes);
}
