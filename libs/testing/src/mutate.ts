/** Files damaged in ways that happen, and in ways that are meant: seeded, so that a seed tells the whole story. */
import { parse } from 'csv-parse/sync';

export type Random = () => number;

/** Deterministic generator (mulberry32), 0 ≤ x < 1. */
export function seededRandom(seed: number): Random {
  let a = seed;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** What kinds of cells a format has, for mutations that aim. */
export interface TableColumns {
  readonly counts: readonly string[];
  readonly fractions: readonly string[];
  readonly dates: readonly string[];
  readonly names: readonly string[];
  /** None of these may be missing. */
  readonly required: readonly string[];
}

/** `refused`: the file must not go in. `same`: it says what it said before. `any`: either, but cleanly. */
export type Outcome = 'refused' | 'same' | 'any';
interface Mutation { readonly name: string; readonly outcome: Outcome; apply(file: Buffer, random: Random, columns: TableColumns): Buffer | null }

type Table = string[][];

const pick = <T>(items: readonly T[], random: Random): T => items[Math.floor(random() * items.length)]!;
const quoted = (cell: string): string => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
const textOf = (table: Table, end = '\n', separator = ','): Buffer => Buffer.from(table.map((row) => row.map(quoted).join(separator) + end).join(''));
const tableOf = (file: Buffer): Table => parse(file, { relax_column_count: true, relax_quotes: true, bom: true, record_delimiter: ['\r\n', '\n', '\r'] });
const insert = (file: Buffer, at: number, piece: Buffer | string): Buffer => Buffer.concat([file.subarray(0, at), Buffer.from(piece as string), file.subarray(at)]);
const somewhere = (file: Buffer, random: Random): number => Math.floor(random() * (file.length + 1));

/** Put one of `values` into a filled cell below one of the columns; null when the file has none. */
function cell(name: string, outcome: Outcome, kind: keyof TableColumns, values: readonly string[]): Mutation {
  return {
    name, outcome,
    apply: (file, random, columns) => {
      const table = tableOf(file);
      const places = table.flatMap((row, r) => (r === 0 ? [] : columns[kind].map((c) => [r, table[0]!.indexOf(c)] as const).filter(([, c]) => c >= 0 && (row[c] ?? '') !== '')));
      if (places.length === 0) return null;
      const [r, c] = pick(places, random);
      table[r]![c] = pick(values, random);
      return textOf(table);
    },
  };
}

function table(name: string, outcome: Outcome, change: (t: Table, random: Random, columns: TableColumns) => Table | null): Mutation {
  return { name, outcome, apply: (file, random, columns) => { const t = change(tableOf(file), random, columns); return t === null ? null : textOf(t); } };
}

function bytes(name: string, outcome: Outcome, apply: (file: Buffer, random: Random) => Buffer): Mutation {
  return { name, outcome, apply };
}

const withMarkAfter = (b: Buffer): Buffer => { const i = b.indexOf(10); return insert(b, i < 0 ? b.length : i + 1, '\uFEFF'); };
const combining = 'Z\u0351\u036b\u0343\u036a'.repeat(20);
const swap16 = (b: Buffer): Buffer => Buffer.from(b.toString('utf8'), 'utf16le').swap16();

const mutations: readonly Mutation[] = [
  // Bytes.
  bytes('flip', 'any', (b, r) => { const c = Buffer.from(b); for (let i = 0; i < 1 + r() * 4 && c.length > 0; i++) c[Math.floor(r() * c.length)] = Math.floor(r() * 256); return c; }),
  bytes('truncate', 'any', (b, r) => b.subarray(0, somewhere(b, r))),
  bytes('cut out', 'any', (b, r) => { const i = somewhere(b, r); return Buffer.concat([b.subarray(0, i), b.subarray(i + Math.floor(r() * 200))]); }),
  bytes('repeat a part', 'any', (b, r) => { const [i, j] = [somewhere(b, r), somewhere(b, r)]; return Buffer.concat([b.subarray(0, Math.max(i, j)), b.subarray(Math.min(i, j))]); }),
  bytes('sprinkle', 'any', (b, r) => insert(b, somewhere(b, r), pick(['"', '\r', ',', ';', '\n\n', '""', '\uFEFF', '\t', '\u2028', '\u0000', '-', '\\', '\u200b'], r))),
  bytes('nothing at all', 'refused', () => Buffer.alloc(0)),
  bytes('NUL', 'refused', (b, r) => insert(b, somewhere(b, r), '\0')),
  bytes('Latin-1', 'refused', (b, r) => insert(b, somewhere(b.subarray(0, b.length - 1), r), Buffer.from([pick([0xb5, 0xe9, 0xff, 0xc0, 0xfe], r), 0x20]))),
  bytes('overlong and surrogate UTF-8', 'refused', (b, r) => insert(b, somewhere(b, r), Buffer.from(pick([[0xc0, 0xaf], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xe0, 0x80, 0xaf]], r)))),
  bytes('UTF-16', 'refused', (b, r) => Buffer.concat([Buffer.from(r() < 0.5 ? [0xff, 0xfe] : []), Buffer.from(b.toString('utf8'), 'utf16le')])),
  bytes('UTF-16 big-endian', 'refused', (b, r) => Buffer.concat([Buffer.from(r() < 0.5 ? [0xfe, 0xff] : []), swap16(b)])),
  bytes('gzip head', 'refused', (b) => Buffer.concat([Buffer.from([0x1f, 0x8b, 0x08, 0x00]), b])),
  bytes('byte order mark', 'same', (b) => Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), b])),
  bytes('byte order mark below the header', 'any', withMarkAfter),
  bytes('quotation mark never closed', 'any', (b, r) => insert(b, Math.max(b.lastIndexOf(44, somewhere(b, r)) + 1, 0), '"')),
  // Layout.
  { name: 'CRLF', outcome: 'same', apply: (b) => textOf(tableOf(b), '\r\n') },
  { name: 'lone CR', outcome: 'same', apply: (b) => textOf(tableOf(b), '\r') },
  { name: 'blank lines at the end', outcome: 'same', apply: (b, r) => Buffer.concat([textOf(tableOf(b)), Buffer.from(pick(['\n\n', '\r\n', ',,,\n', '  \n'], r))]) },
  { name: 'wrong delimiter', outcome: 'refused', apply: (b, r) => textOf(tableOf(b), '\n', pick([';', '\t', '|'], r)) },
  table('columns in another order', 'same', (t, r) => { const order = t[0]!.map((_, i) => [r(), i] as const).sort((a, b) => a[0] - b[0]).map(([, i]) => i); return t.map((row) => order.map((i) => row[i] ?? '')); }),
  table('a column missing', 'refused', (t, r, c) => { const i = t[0]!.indexOf(pick(c.required, r)); return i < 0 ? null : t.map((row) => row.filter((_, k) => k !== i)); }),
  table('a column twice', 'refused', (t, r) => { const i = Math.floor(r() * t[0]!.length); return t[0]![i]!.trim() === '' ? null : t.map((row, k) => [...row.slice(0, t[0]!.length), ...Array<string>(Math.max(0, t[0]!.length - row.length)).fill(''), k === 0 ? t[0]![i]! : row[i] ?? '']); }),
  table('a column renamed', 'any', (t, r) => { const i = Math.floor(r() * t[0]!.length); t[0]![i] = pick(['', ' ', '__proto__', 'constructor', 'toString', '=1+1', t[0]![i]!.toUpperCase(), ` ${t[0]![i]!} `, '<img src=x onerror=alert(1)>', 'n'.repeat(5000)], r); return t; }),
  table('columns of strange names', 'any', (t, r) => { const names = ['__proto__', 'hasOwnProperty', '"', '\u202egnirts', 'a\nb', '\u0000'.replace('\u0000', '\t'), combining]; return t.map((row, k) => [...row, ...names.map((n) => (k === 0 ? n : pick(['', 'x', '=1', combining], r)))]); }),
  table('very many columns', 'any', (t) => t.map((row, k) => [...row, ...Array.from({ length: 1500 }, (_, i) => (k === 0 ? `c${i}` : ''))])),
  table('a cell too many', 'any', (t, r) => { t[Math.floor(r() * t.length)]!.push('x'); return t; }),
  table('a cell too few', 'any', (t, r) => { t[Math.floor(r() * t.length)]!.pop(); return t; }),
  table('the header twice', 'any', (t, r) => { t.splice(1 + Math.floor(r() * t.length), 0, [...t[0]!]); return t; }),
  table('rows in another order', 'any', (t) => [t[0]!, ...t.slice(1).reverse()]),
  table('the header alone', 'any', (t) => [t[0]!]),
  table('rows without a header', 'any', (t) => t.slice(1)),
  // Cells.
  cell('a count that is no number', 'refused', 'counts', ['NaN', 'nan', 'Infinity', '-Infinity', '1e309', '1e400', '0x1F', '0b1', '1_000', '1 000', '1,000', '12,5', '٣', '1e', '--1', 'null', '-', 'No Call', '12%', '1/2']),
  cell('a count that is none', 'refused', 'counts', ['-1', '-0.5', '0.5', '1e-3', '-9007199254740993', '9007199254740993', '1e300', '123456789012345678901234567890']),
  cell('a count out of all proportion', 'any', 'counts', ['0', '-0', '9007199254740991', '1e15', '1000000000', '999999999999']),
  cell('a fraction that is none', 'refused', 'fractions', ['1.0000001', '2', '12', '-0.1', '-1e-9', '1e309', 'NaN', '0,12', '12%', '0.5%', '<0.01', '1e-400', 'high']),
  cell('a fraction at its edge', 'any', 'fractions', ['0', '1', '-0', '1e-300', '5e-324', '0.9999999999999999', '.5', '1.']),
  cell('a date that is none', 'refused', 'dates', ['2026-02-30', '2025-02-29', '2026-13-01', '2026-00-10', '2026-04-31', '0000-00-00', '1899-12-31', '2200-01-01', '2026-2-3', '20260203', '12/03/2026', '03.12.2026', '2026-03-12T00:00:00Z', '46093', 'yesterday', '２０２６-03-12', '2026−03−12']),
  cell('a date at its edge', 'any', 'dates', ['1900-01-01', '2199-12-31', '2024-02-29', ' 2026-01-05 ', '']),
  cell('a name that is none', 'any', 'names', ['', ' ', '\t', 'a\nb', 'a\r\nb', '1.23457E+12', 'n'.repeat(201), 'n'.repeat(100_000), combining, '\u202eevil', '\u200b', '\u00a0', '\ud83d\ude00'.repeat(60)]),
  cell('a hostile name', 'any', 'names', ['=1+1', '@SUM(A1)', '-2+3', '\'=1', '<img src=x onerror=alert(1)>', '"><script>alert(1)</script>', '\'; drop table clinical.patient; --', '${7*7}', '{{7*7}}', '../../etc/passwd', '%00', '\\N', '\\', 'a\\tb', '\\x41', '{"a":1}', '__proto__']),
];
/** A megabyte and more: once is enough. */
const heavy = cell('a line beyond every bound', 'refused', 'names', ['x'.repeat(1024 * 1024 + 1)]);

/** What an earlier damage has left unreadable as a table is not damaged as one. */
function attempt(apply: () => Buffer | null): Buffer | null {
  try {
    return apply();
  } catch {
    return null;
  }
}

export interface Mutated { readonly bytes: Buffer; readonly names: readonly string[]; readonly outcome: Outcome }

/** The damage of a seed: each kind of it in turn, two seeds of three with more on top (the outcome is then open). */
export function mutate(file: Buffer, seed: number, columns: TableColumns): Mutated {
  const random = seededRandom(seed);
  const first = seed === 1 ? heavy : mutations[seed % mutations.length]!;
  const others = Array.from({ length: Math.floor(seed / mutations.length) % 3 }, () => pick(mutations, random));
  let bytes = file;
  const names: string[] = [];
  for (const m of [first, ...others]) {
    const changed = attempt(() => m.apply(bytes, random, columns));
    if (changed === null) continue;
    bytes = changed;
    names.push(m.name);
  }
  const outcome = names.length === 0 ? 'same' : others.length === 0 ? first.outcome : 'any';
  return { bytes, names, outcome };
}
