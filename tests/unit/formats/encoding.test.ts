import { codePageOf } from '../../../libs/formats/src/encoding.js';
import { codes, countsOf, errorsOf, manifestOf, readBytes, textOf } from './support';

const manifest = manifestOf(textOf('quantasoft/manifest.csv'));
const plate = textOf('quantasoft/plate.csv');
const swap = (b: Buffer): Buffer => Buffer.from(b).swap16();
const wide = (text: string): Buffer => Buffer.from(text, 'utf16le');
const undamaged = [['QS-1', 62, 4987, 54754], ['QS-2', 8, 4514, 36277], ['QS-3', 0, 902, 19011]];
const cyrillic = (text: string): Buffer => Buffer.from([...text].map((c) => { const p = c.codePointAt(0)!; return p >= 0x410 && p <= 0x44f ? p - 0x350 : p; }));
const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');

describe('encodings of instruments', () => {
  it.each([
    ['a mark of UTF-8', Buffer.from(`\uFEFF${plate}`), 0], ['UTF-16', wide(`\uFEFF${plate}`), 0], ['UTF-16 big-endian', swap(wide(`\uFEFF${plate}`)), 0], ['UTF-16 without its mark', wide(plate), 1],
    ['UTF-16 big-endian without its mark', swap(wide(plate)), 1], ['tabs, as a spreadsheet\'s Unicode text', wide(`\uFEFF${plate.replaceAll('"', '').replace(/\(([^)]*)\)/g, (m) => m.replaceAll(',', ';')).replaceAll(',', '\t')}`), 0],
    ['a µ of Windows', latin1(plate.replace('Supermix', 'Supermix µL')), 1],
  ])('%s: the same rows, in pieces of any size', async (_, bytes, told) => {
    for (const size of [3, 1000, 65536]) {
      const outcome = await readBytes(bytes, { manifest, size });
      expect(codes(outcome.problems).filter((c) => c === 'encoding_assumed')).toHaveLength(told);
      expect([outcome.format, countsOf(outcome)]).toEqual(['quantasoft', undamaged]);
    }
  });

  it('a name in a code page is read by the company its letters keep, and said with its line', async () => {
    for (const [name, bytes, page] of [['Иванова', cyrillic(plate.replaceAll('24L-0117', 'Иванова')), 'windows-1251'], ['Müller 2', latin1(plate.replaceAll('24L-0117', 'Müller 2')), 'windows-1252']] as const) {
      const outcome = await readBytes(bytes, { manifest: manifest.map((m) => (m.sample === '24L-0117' ? { ...m, sample: name } : m)) });
      expect(countsOf(outcome)).toEqual(undamaged);
      expect(outcome.problems).toContainEqual(expect.objectContaining({ severity: 'warning', code: 'encoding_assumed', line: 2, message: expect.stringContaining(page) as string }));
    }
  });

  it('what cannot be told is refused, not guessed', async () => {
    const outcomes = await Promise.all([
      Buffer.concat([latin1(plate.replaceAll('24L-0117', 'Müller')), cyrillic('Иванова')]), latin1(plate.replaceAll('24L-0117', 'ÿÿ')), Buffer.concat([Buffer.from(plate.replaceAll('24L-0117', 'Müller')), latin1('é')]),
      Buffer.concat([latin1(plate.replace('24L-0117', 'M\u00fcller')), Buffer.from('"Müller"')]),
    ].map((bytes) => readBytes(bytes, { manifest })));
    expect(outcomes.map((o) => codes(errorsOf(o)))).toEqual(Array(4).fill(['invalid_utf8']));
    expect((await readBytes(Buffer.concat([wide(`\uFEFF${plate}`), Buffer.from([0, 0xd8, 0x20, 0])]), { manifest })).problems).toEqual([expect.objectContaining({ code: 'invalid_utf16' })]);
    expect(codes((await readBytes(wide(`\uFEFF${plate.replace('ABS', 'A\0S')}`), { manifest })).problems)).toEqual(plate.includes('ABS') ? ['nul_byte'] : []);
    // The exchange format is UTF-8: nothing else is read there.
    expect(codes((await readBytes(wide(`\uFEFF${textOf('exchange/series.csv')}`))).problems)).toEqual(['utf16_encoding']);
  });

  it('code pages by their bytes', () => {
    const page = (text: string): string | null => codePageOf(latin1(text));
    expect([page('5 \xb5L \xb1 2\xb0'), page('M\xfcller, Jos\xe9'), codePageOf(cyrillic('проба 12; контроль')), page('\xe9'), page('\xcf\xf0\xee M\xfcller'), page('ab\x81c')]).toEqual(['windows-1252', 'windows-1252', 'windows-1251', null, null, null]);
  });
});
