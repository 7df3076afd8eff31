/** The same file as other programs, laboratories and spreadsheets would have written it. What it says must stay what it said. */
import { basename } from 'node:path';
import { errorsOf, manifestOf, readBytes, textOf, type Outcome } from './support';

export type Edit = (text: string) => string | Buffer;

/** What was read, without where in the file it stood and what the sender called it: every row in words, sorted; and the codes of what was told, each once. */
export function meaningOf(o: Outcome, told = true): unknown {
  const rows = o.rows.map(({ line: _, ...r }) => (r.kind === 'control' ? { ...r, supplied: null } : { ...r, supplied: Object.entries(r.supplied).filter(([k]) => k !== 'source_result').sort() })).map((r) => JSON.stringify('panel' in r && r.panel ? { ...r, panel: [...r.panel].sort(), supplied: r.supplied.map(([k, v]) => [k, k === 'panel' ? v.split(';').sort().join(';') : v]) } : r)).sort();
  return { format: o.format, rows, errors: errorsOf(o).map((p) => p.message), ...(told ? { told: [...new Set(o.problems.map((p) => p.code))].filter((c) => c !== 'encoding_assumed').sort() } : {}) };
}

export async function readVariation(path: string, manifest: string | null, edit: Edit = (t) => t): Promise<Outcome> {
  const made = edit(textOf(path));
  return readBytes(Buffer.isBuffer(made) ? made : Buffer.from(made), { fileName: basename(path), manifest: manifest === null ? null : manifestOf(textOf(manifest)) });
}

/** The variation says what the file itself says: at least one row, and no error. */
export async function expectSame(path: string, manifest: string | null, edit: Edit, told = true): Promise<void> {
  const [own, other] = [await readVariation(path, manifest), await readVariation(path, manifest, edit)];
  expect(own.rows.length).toBeGreaterThan(0);
  expect(edit(textOf(path))).not.toEqual(textOf(path));
  expect(meaningOf(other, told)).toEqual(meaningOf(own, told));
}

const swapped = (b: Buffer): Buffer => Buffer.from(b).swap16();
const utf16 = (t: string): Buffer => Buffer.from(t.replace(/^\uFEFF/, ''), 'utf16le');

/** Any text, by its bytes and line ends. */
export const written: readonly (readonly [string, Edit])[] = [
  ['lines end in CRLF', (t) => t.replace(/\r\n?|\n/g, '\r\n')], ['lines end in CR', (t) => t.replace(/\r\n|\n/g, '\r').replace(/$/, t.includes('\n') ? '' : '\r')], ['a byte order mark', (t) => `\uFEFF${t.replace(/^\uFEFF/, '')}`],
  ['UTF-16LE with its mark', (t) => Buffer.concat([Buffer.from([0xff, 0xfe]), utf16(t)])], ['UTF-16BE with its mark', (t) => Buffer.concat([Buffer.from([0xfe, 0xff]), swapped(utf16(t))])],
  ['UTF-16LE without mark', (t) => utf16(t)], ['empty lines at the end', (t) => `${t.trimEnd()}\n\n\n`], ['no line end at the end', (t) => t.trimEnd()],
];

/** The table's lines from its header on, cell by cell; what stands above the header stays as it is. */
export function tableEdit(isHeader: (line: string) => boolean, edit: (rows: string[][]) => string[][], join = '\t', split = '\t'): Edit {
  return (text) => {
    const lines = text.trimEnd().split(/\r\n|\n|\r/);
    const at = lines.findIndex(isHeader);
    expect(at).toBeGreaterThanOrEqual(0);
    const rows = edit(lines.slice(at).map((l) => l.split(split)));
    return [...lines.slice(0, at), ...rows.map((r) => r.join(join)), ''].join('\n');
  };
}

/** 0 … n − 1 in another order, never their own. */
function order(n: number, seed: number): number[] {
  const found = Array.from({ length: n }, (_, i) => [Math.sin(seed * 7919 + i * 104729), i] as const).sort((a, b) => a[0] - b[0]).map(([, i]) => i);
  return found.every((x, i) => x === i) ? found.reverse() : found;
}
const quote = (c: string): string => `"${c.replaceAll('"', '""')}"`;

/** Rows that all have as many cells as the header, their columns in another order. */
export const reordered = (seed: number) => (rows: string[][]): string[][] => {
  const places = order(rows[0]!.length, seed);
  return rows.map((r) => places.map((i) => r[i] ?? ''));
};
export const reversed = (rows: string[][]): string[][] => rows.map((r) => rows[0]!.map((_, i) => r[rows[0]!.length - 1 - i] ?? ''));
export const quoted = (rows: string[][]): string[][] => rows.map((r) => r.map(quote));
export const widened = (rows: string[][]): string[][] => rows.map((r, i) => (r.every((c) => c === '') ? r : [i === 0 ? 'Reviewed by' : 'A. N. Other', ...rows[0]!.map((_, k) => r[k] ?? ''), i === 0 ? 'Remark' : 'seen, "twice"']));
export const spaced = (rows: string[][]): string[][] => rows.map((r) => r.map((c) => (c === '' ? c : ` ${c} `)));
export const without = (...names: readonly string[]) => (rows: string[][]): string[][] => {
  const left = rows[0]!.flatMap((n, i) => (names.includes(n) ? [] : [i]));
  expect(left).toHaveLength(rows[0]!.length - names.length);
  return rows.map((r) => left.map((i) => r[i] ?? ''));
};
