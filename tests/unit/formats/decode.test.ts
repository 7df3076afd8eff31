import { decodeUtf8, FormatError } from '@clonewatch/formats';
import { chunks } from './support';

async function decode(bytes: Uint8Array, size = 3): Promise<string> {
  let text = '';
  for await (const piece of decodeUtf8(chunks(bytes, size))) text += piece;
  return text;
}
const refused = (bytes: number[] | string, size?: number) => decode(typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : Uint8Array.from(bytes), size).then(
  () => { throw new Error('was accepted'); },
  (e: FormatError) => {
    expect(e).toBeInstanceOf(FormatError);
    return e.problems[0]!;
  },
);

describe('bytes to text', () => {
  it('strips the byte order mark and nothing else, whatever the chunks', async () => {
    const text = 'aµ€😀,ü\r\nx\ry\uFEFF\n';
    for (const size of [1, 2, 3, 4, 5, 100]) {
      expect(await decode(Buffer.from(text), size)).toBe(text);
      expect(await decode(Buffer.from(`\uFEFF${text}`), size)).toBe(text);
    }
    expect(await decode(new Uint8Array(0))).toBe('');
    expect(await decode(Buffer.from('a'))).toBe('a');
    expect(await decode(Buffer.from('\uFEFF'))).toBe('');
  });

  it('refuses what is not UTF-8, where it stands', async () => {
    for (const size of [1, 2, 7, 100]) {
      expect(await refused('a,b\r\nc\rd\n1,\xb5L\n', size)).toMatchObject({ severity: 'error', code: 'invalid_utf8', line: 4, value: '0xB5' });
      expect(await refused('a\nb\0', size)).toMatchObject({ code: 'nul_byte', line: 2 });
      expect(await refused('abc\xe2\x82', size)).toMatchObject({ code: 'invalid_utf8', line: 1 });
    }
    expect(await refused([0xff, 0xfe, 0x61, 0])).toMatchObject({ code: 'utf16_encoding', line: 1 });
    expect(await refused([0xfe, 0xff, 0, 0x61])).toMatchObject({ code: 'utf16_encoding', line: 1 });
    // Overlong forms, surrogates and what lies beyond Unicode.
    for (const bytes of [[0xc0, 0x80], [0xe0, 0x80, 0x80], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xf0, 0x80, 0x80, 0x80], [0x61, 0x62, 0x80]]) {
      expect((await refused(bytes)).code).toBe('invalid_utf8');
    }
  });
});
