/** Plates of digital PCR as other versions, languages and spreadsheets write them: the same counts for the same sample, or a refusal that says what is missing. */
import { basename } from 'node:path';
import { delimitedCells } from '../../../libs/formats/src/ngs/delimited.js';
import { bytesOf, codes, controlsOf, countsOf, errorsOf, manifestOf, readBytes, textOf, type Outcome } from './support';
import { meaningOf, quoted, readVariation, reordered, reversed, spaced, widened, written, type Edit } from './variations';
import { workbookOf, type Cell } from './workbook';

interface Plate { readonly path: string; readonly header: (line: string) => boolean; readonly delimiter?: string; readonly decimalComma?: true }
const named: readonly Plate[] = [
  { path: 'quantasoft/plate.csv', header: (l) => l.startsWith('Well') }, { path: 'quantasoft/plate-old-cr.csv', header: (l) => l.startsWith('Well') }, { path: 'qxmanager/table.csv', header: (l) => l.startsWith('Well') },
  { path: 'qxmanager/table-semicolon.csv', header: (l) => l.startsWith('Well'), delimiter: ';', decimalComma: true }, { path: 'qiacuity/typed.csv', header: (l) => l.startsWith(',Sample') }, { path: 'qiacuity/replicates.csv', header: (l) => /Partitions/i.test(l) },
  { path: 'qiacuity/named-columns.csv', header: (l) => l.startsWith('Well') }, { path: 'absoluteq/per-dye.csv', header: (l) => l.startsWith('Run') }, { path: 'absoluteq/multichannel.csv', header: (l) => l.startsWith('Run') },
  { path: 'absoluteq/chambers.csv', header: (l) => l.startsWith('Run') }, { path: 'naica/chambers.csv', header: (l) => l.startsWith('Chip') }, { path: 'naica/channels.csv', header: (l) => l.startsWith('Sample'), delimiter: ';' },
];
/** Whose columns have places as well as names. */
const placed: readonly Plate[] = [{ path: 'absoluteq/summary.csv', header: (l) => l.startsWith('Run name') }, { path: 'qxmanager/clusters.csv', header: (l) => l.startsWith('Well,L858R') }];
const manifestFor = (path: string): string => (path === 'qxmanager/clusters.csv' ? 'qxmanager/manifest-wells.csv' : `${path.split('/')[0]!}/manifest.csv`);

const lines = (t: string): string[] => t.replace(/^\uFEFF/, '').trimEnd().split(/\r\n|\n|\r/);
/** The plate's rows from its header on, cell by cell. */
function grid({ path, header, delimiter = ',' }: Plate): { above: string[]; rows: string[][] } {
  const all = lines(textOf(path));
  const at = all.findIndex(header);
  expect(at).toBeGreaterThanOrEqual(0);
  return { above: all.slice(0, at), rows: all.slice(at).map((l) => delimitedCells(l, delimiter)) };
}
const cell = (c: string, delimiter: string): string => (/["\n]/.test(c) || c.includes(delimiter) ? `"${c.replaceAll('"', '""')}"` : c);
const text = (above: readonly string[], rows: readonly (readonly string[])[], delimiter = ','): string => [...above, ...rows.map((r) => r.map((c) => cell(c, delimiter)).join(delimiter)), ''].join('\n');
const rewritten = (p: Plate, edit: (rows: string[][]) => string[][]): string => {
  const { above, rows } = grid(p);
  const d = p.delimiter ?? ',';
  return [...above, ...edit(rows).map((r) => r.map((c) => (/^".*"$/.test(c) ? c : cell(c, d))).join(d)), ''].join('\n');
};
const toComma = (c: string): string => (/^-?\d+\.\d+(?:e[+-]?\d+)?%?$/i.test(c) ? c.replace('.', ',') : c);
const toPoint = (c: string): string => (/^-?\d+,\d+(?:e[+-]?\d+)?%?$/i.test(c) ? c.replace(',', '.') : c);

const asRead = (p: Plate, bytes: Buffer | string, fileName = basename(p.path)): Promise<Outcome> => readBytes(Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes), { fileName, manifest: manifestOf(textOf(manifestFor(p.path))) });
async function same(p: Plate, bytes: Buffer | string, fileName?: string): Promise<void> {
  const [own, other] = [await readBytes(bytesOf(p.path), { fileName: basename(p.path), manifest: manifestOf(textOf(manifestFor(p.path))) }), await asRead(p, bytes, fileName)];
  expect(own.rows.length).toBeGreaterThan(1);
  expect(meaningOf(other)).toEqual(meaningOf(own));
}

describe.each(named)('$path', (p) => {
  it.each([['columns reversed', reversed], ['columns in another order (1)', reordered(1)], ['columns in another order (2)', reordered(2)], ['every cell quoted', quoted], ['further columns', widened], ['blanks around the cells', spaced]] as const)('%s', (_, edit) => same(p, rewritten(p, edit)));
  it('parted by tabs', () => same(p, text(grid(p).above.filter((l) => !/^sep=/i.test(l)), grid(p).rows, '\t')));
  it('parted by semicolons, with a decimal comma', () => same(p, text(grid(p).above.filter((l) => !/^sep=/i.test(l)), grid(p).rows.map((r) => r.map(toComma)), ';')));
  it('parted by commas, with a decimal point', () => same(p, text([], grid(p).rows.map((r) => r.map(toPoint)), ',')));
  it('with the separator in the first line', () => same(p, text(['sep=;'], grid(p).rows.map((r) => r.map(toComma)), ';')));
});

describe.each([...named, ...placed])('$path, as bytes', (p) => {
  it.each(written)('%s', async (_, edit) => same(p, edit(textOf(p.path))));
  const sheet = (numeric: boolean): Cell[][] => [...grid(p).above.filter((l) => !/^sep=/i.test(l)).map((l) => delimitedCells(l, p.delimiter ?? ',')), ...grid(p).rows].map((r) => r.map(toPoint)).map((r) => r.map((c) => (numeric && /^-?\d+(?:\.\d+)?$/.test(c) && String(Number(c)) === c ? Number(c) : c)));
  it('a workbook of numbers', () => same(p, workbookOf([{ name: 'Data', rows: sheet(true) }]), 'plate.xlsx'));
  it('a workbook of texts, in place', () => same(p, workbookOf([{ name: 'Data', rows: sheet(false) }], true), 'plate.xlsx'));
  it('a workbook with an older table in a hidden sheet', () => same(p, workbookOf([{ name: 'Old', hidden: true, rows: sheet(true).map((r, i) => (i > 2 ? r.map((c) => (typeof c === 'number' ? c + 1 : c)) : r)) }, { name: 'Data', rows: sheet(true) }]), 'plate.xlsx'));
  it('a workbook with a cover sheet: it is named, and not read', async () => {
    const o = await asRead(p, workbookOf([{ name: 'Cover', rows: [['Report of the plate'], ['made by', 'A']] }, { name: 'Data', rows: sheet(true) }]), 'plate.xlsx');
    expect(o.problems.filter((x) => x.code === 'other_sheets')).toMatchObject([{ message: expect.stringContaining('Cover') as string }]);
    expect(countsOf(o)).toEqual(countsOf(await readVariation(p.path, manifestFor(p.path))));
  });
});

describe('columns that have places as well as names', () => {
  const [summary, clusters] = placed as [Plate, Plate];
  /** The dyes' row is above the header, and its cells move along. */
  const moved = (places: (names: readonly string[]) => readonly number[]): string => {
    const { above, rows } = grid(summary);
    const all = [delimitedCells(above.at(-1)!, ','), ...rows];
    const order = places(rows[0]!);
    return text([], all.map((r) => order.map((i) => (i < 0 ? '' : r[i] ?? ''))));
  };
  const blocks = (names: readonly string[]): { before: number[]; own: number[][]; behind: number[] } => {
    const at = names.flatMap((n, i) => (n === 'Target' ? [i] : []));
    const width = at[1]! - at[0]!;
    const end = at.at(-1)! + width;
    return { before: names.flatMap((_, i) => (i < at[0]! ? [i] : [])), own: at.map((from) => Array.from({ length: width }, (_, k) => from + k)), behind: names.flatMap((_, i) => (i >= end ? [i] : [])) };
  };
  // The dye stands above the first column of its block: where the columns of a block move, it stays.
  const [dyes] = grid(summary).above.slice(-1).map((l) => delimitedCells(l, ','));
  it.each([
    ['the dyes in another order', (n: readonly string[]) => { const b = blocks(n); return [...b.before, ...[...b.own].reverse().flat(), ...b.behind]; }],
    ['the wells\' columns behind the dyes', (n: readonly string[]) => { const b = blocks(n); return [-1, ...b.own.flat(), ...b.behind, ...b.before]; }],
    ['the wells\' columns in another order', (n: readonly string[]) => { const b = blocks(n); return [...[...b.before].reverse(), ...b.own.flat(), ...b.behind]; }],
  ] as const)('Absolute Q summary: %s', (_, places) => same(summary, moved(places)));
  it('Absolute Q summary: the columns of each dye in another order, and further ones', () => {
    const { rows } = grid(summary);
    const b = blocks(rows[0]!);
    const order = [...b.before, ...b.own.flatMap((own) => [...own].reverse()), ...b.behind];
    const above = order.map((i) => { const block = b.own.find((own) => own.at(-1) === i); return block === undefined ? '' : dyes![block[0]!]!; });
    return same(summary, text([above.join(',')], rows.map((r, i) => [...order.map((k) => r[k] ?? ''), i === 0 ? 'Remark' : 'seen'])));
  });
  it.each([['columns reversed', reversed], ['further columns', widened], ['the cluster\'s own number between the targets', (rows: string[][]) => rows.map((r) => [0, 1, 7, 2, 3, 4, 5].map((i) => r[i] ?? ''))]] as const)('QX cluster data: %s', (_, edit) => same(clusters, rewritten(clusters, edit)));
});

/** Text in windows-1251. */
const cyrillic = (t: string): Buffer => Buffer.from([...t].map((c) => (c === 'µ' ? 0xb5 : c === 'ё' ? 0xb8 : c === '№' ? 0xb9 : c >= 'А' && c <= 'я' ? c.charCodeAt(0) - 0x410 + 0xc0 : c.charCodeAt(0))));
describe('names of samples in Russian', () => {
  const cases: readonly (readonly [string, string, string])[] = [['quantasoft/plate.csv', '24L-0117', 'Иванова А.'], ['quantasoft/plate.csv', '24L-0144', 'Семёнов И. П. №2'], ['qxmanager/table.csv', 'P26-31', 'Проба 31'], ['qiacuity/typed.csv', 'LQ-101', 'Плазма 101'], ['absoluteq/per-dye.csv', 'AQ 7', 'Проба 7'], ['naica/chambers.csv', 'N-11', 'Больной 11']];
  const plain = (t: string, from: string, to: string): string => t.replaceAll(from, to);
  it.each(cases)('%s: %s as %s, in windows-1251 and in UTF-16', async (path, from, to) => {
    const manifest = manifestOf(plain(textOf(manifestFor(path)), `,${from},patient`, `,${to},patient`));
    const own = await readVariation(path, manifestFor(path));
    for (const bytes of [cyrillic(plain(textOf(path), from, to)), Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(plain(textOf(path), from, to), 'utf16le')])]) {
      const o = await readBytes(bytes, { fileName: basename(path), manifest });
      expect(errorsOf(o)).toEqual([]);
      expect([countsOf(o), controlsOf(o).length]).toEqual([countsOf(own), controlsOf(own).length]);
    }
    expect(codes((await readBytes(cyrillic(plain(textOf(path), from, to)), { fileName: basename(path), manifest })).problems)).toContain('encoding_assumed');
  });
});

describe('numbers that could be read in two ways are refused, with their place', () => {
  const edit = (path: string, from: string | RegExp, to: string): Edit => (t) => { const made = t.replace(from, to); expect(made).not.toBe(t); return made; };
  it.each([
    ['thousands with a comma, quoted', 'qxmanager/table.csv', ',14820,9,', ',"14,820",9,', 'ambiguous_number'], ['thousands with a point, parted by ;', 'qxmanager/table-semicolon.csv', ';14820;9;', ';14.820;9;', 'ambiguous_number'],
    ['thousands with a blank', 'quantasoft/plate.csv', ',54692,', ',54 692,', 'ambiguous_number'], ['thousands with a no-break space', 'quantasoft/plate.csv', ',54692,', ',54\u00a0692,', 'ambiguous_number'], ['counts with decimals', 'qiacuity/typed.csv', ',25391,41,', ',25391.5,41,', 'bad_integer'],
    ['a shortened count', 'qiacuity/typed.csv', ',25391,41,', ',2.5E+04,41,', ''], ['counts of positives and negatives that do not add up', 'qiacuity/typed.csv', ',25391,41,', ',25391,14,', 'droplets_disagree'],
  ])('%s', async (_, path, from, to, code) => {
    const o = await readVariation(path, manifestFor(path), edit(path, from, to));
    expect(o.rows).toEqual([]);
    expect(errorsOf(o).length).toBeGreaterThan(0);
    expect(errorsOf(o)[0]).toMatchObject({ ...(code === '' ? {} : { code }), line: expect.any(Number) as number });
  });
});

describe('who is a control', () => {
  it.each(['NTC', 'ntc', 'NTC-1', 'NTC 2', 'NTC_3', 'No template control', 'no-template-control 1'])('%s is one by its name, though no row of the manifest speaks of it', async (name) => {
    const o = await readBytes(Buffer.from(textOf('quantasoft/plate.csv').replaceAll('"NTC"', `"${name}"`)), { fileName: 'plate.csv', manifest: manifestOf(textOf('quantasoft/manifest.csv').split('\n').filter((l) => !l.includes(',ntc,')).join('\n')) });
    expect([errorsOf(o), controlsOf(o).filter((c) => c.sample === name).map((c) => c.role)]).toEqual([[], expect.arrayContaining(['ntc']) as string[]]);
  });

  it.each(['Water', 'H2O', 'Neg ctrl', 'К-'])('%s is asked about: a clean blank is not guessed to be one, and a patient not to be a blank', async (name) => {
    const o = await readBytes(Buffer.from(textOf('quantasoft/plate.csv').replaceAll('"NTC"', `"${name}"`).replaceAll(/,Ch(\d)NTC,/g, ',Ch$1Unknown,')), { fileName: 'plate.csv', manifest: manifestOf(textOf('quantasoft/manifest.csv')) });
    expect(o.rows).toEqual([]);
    expect(errorsOf(o)).toMatchObject([{ code: 'sample_not_in_manifest', line: expect.any(Number) as number, message: expect.stringContaining(name) as string }]);
  });
});
