import { gzipSync } from 'node:zlib';
import { FormatError } from '@clonewatch/formats';
import { unpacked } from '../../../libs/workflows/src/import/unpack';
import { chunks } from '../formats/support';

const bytesOf = async (source: AsyncIterable<Uint8Array>, most?: number): Promise<Buffer> => {
  const pieces: Uint8Array[] = [];
  for await (const piece of unpacked(source, most)) pieces.push(piece);
  return Buffer.concat(pieces);
};
const codeOf = (source: AsyncIterable<Uint8Array>, most?: number): Promise<string> => bytesOf(source, most).then(() => 'taken', (e: unknown) => (e instanceof FormatError ? e.problems[0]!.code : String(e)));

describe('packed files', () => {
  const text = Buffer.from('##fileformat=VCFv4.2\n'.repeat(5000));
  // bgzip writes one member a block and an empty one at the end.
  const blocks = Buffer.concat([...Array.from({ length: 4 }, (_, i) => gzipSync(text.subarray((i * text.length) / 4, ((i + 1) * text.length) / 4))), gzipSync('')]);

  it('come out as they went in, whatever the pieces; others are left alone', async () => {
    for (const size of [1, 1000, 1 << 20]) {
      expect((await bytesOf(chunks(gzipSync(text), size))).equals(text)).toBe(true);
      expect((await bytesOf(chunks(blocks, size))).equals(text)).toBe(true);
      expect((await bytesOf(chunks(text, size))).equals(text)).toBe(true);
    }
    expect((await bytesOf(chunks(Buffer.from('a')))).toString()).toBe('a');
    expect((await bytesOf(chunks(Buffer.alloc(0)))).length).toBe(0);
    // What is packed twice comes out packed once: nothing inside is unpacked.
    expect((await bytesOf(chunks(gzipSync(gzipSync(text))))).equals(gzipSync(text))).toBe(true);
  });

  it('are refused where they are damaged, cut off or too large', async () => {
    const packed = gzipSync(text);
    expect(await codeOf(chunks(packed.subarray(0, packed.length - 20)))).toBe('damaged_gzip');
    const damaged = Buffer.from(packed);
    damaged.fill(0xff, 40, 60);
    expect(await codeOf(chunks(damaged))).toBe('damaged_gzip');
    expect(await codeOf(chunks(Buffer.from([0x1f, 0x8b, 1, 2, 3])))).toBe('damaged_gzip');
    expect(await codeOf(chunks(gzipSync(Buffer.alloc(8 << 20))), 1 << 20)).toBe('unpacked_too_large');
    const failing = (async function* () { yield await Promise.resolve(packed.subarray(0, 10)); throw new Error('the disk is gone'); })();
    expect(await codeOf(failing)).toBe('Error: the disk is gone');
  });
});
