/** From a change of bases to the protein change it makes, within the stretches of reference codons of variants.data.ts. */
import { reverseComplement, writeChange } from './hgvs.js';
import { stretches, tableGenes, type Stretch } from './variants.data.js';

const order = 'TCAG';
const residues = 'FFLLSSSSYY**CC*WLLLLPPPPHHQQRRRRIIIMTTTTNNKKSSRRVVVVAAAADDEEGGGG';

/** One-letter residues of whole codons, the stop as `*`. */
export function translate(bases: string): string {
  let out = '';
  for (let i = 0; i + 2 < bases.length; i += 3) {
    const [a, b, c] = [order.indexOf(bases[i]!), order.indexOf(bases[i + 1]!), order.indexOf(bases[i + 2]!)];
    out += a < 0 || b < 0 || c < 0 ? '?' : residues[16 * a + 4 * b + c]!;
  }
  return out;
}

/** A change of the coding strand: `ref` at coding position `start` becomes `alt`. */
export interface CodingChange { readonly gene: string; readonly start: number; readonly ref: string; readonly alt: string }

const firstBase = ([, codon]: Stretch): number => 3 * (codon - 1) + 1;
const byGene = new Map<string, Stretch[]>();
for (const s of stretches) byGene.set(s[0], [...(byGene.get(s[0]) ?? []), s]);

/** The stretch of a gene that holds coding positions `start` to `end`. */
function stretchOf(gene: string, start: number, end: number): Stretch | undefined {
  return byGene.get(gene)?.find((s) => start >= firstBase(s) && end <= firstBase(s) + s[2].length - 1);
}

/** Reference bases at coding positions of a gene; null outside the table. */
export function codingBases(gene: string, start: number, end: number): string | null {
  const s = stretchOf(gene, start, end);
  return s === undefined ? null : s[2].slice(start - firstBase(s), end - firstBase(s) + 1);
}

interface Located { readonly s: Stretch; readonly forward: boolean }
const byChrom = new Map<string, Located[]>();
for (const s of stretches) {
  const { chrom, forward } = tableGenes[s[0]]!;
  byChrom.set(chrom, [...(byChrom.get(chrom) ?? []), { s, forward }]);
}

/** Of a chromosome, first and last base of each stretch on each build, one after the other. */
const reaches = new Map([...byChrom].map(([chrom, list]) => [chrom, list.flatMap(({ s: [, , bases, at37, at38], forward }) =>
  [at37, at38].flatMap((first) => (forward ? [first, first + bases.length - 1] : [first - bases.length + 1, first])))] as const));

/** Does a place on either build lie in a stretch of the table, or within `margin` bases of one? For leaving early: most places do not. */
export function nearTable(chrom: string, pos: number, margin = 0): boolean {
  const list = reaches.get(chrom);
  if (list === undefined) return chrom === '5' && ((pos >= 1295228 && pos <= 1295250) || (pos >= 1295113 && pos <= 1295135));
  for (let i = 0; i < list.length; i += 2) if (pos >= list[i]! - margin && pos <= list[i + 1]! + margin) return true;
  return false;
}

const promoterSites = [['GRCh37', 1295228, 'c.-124C>T'], ['GRCh37', 1295250, 'c.-146C>T'], ['GRCh38', 1295113, 'c.-124C>T'], ['GRCh38', 1295135, 'c.-146C>T']] as const;

/** A place of the table: its base on the genome, and what a panel calls it (`KRAS:12`, `TERT:c.-124C>T`). */
export interface TableSite { readonly gene: string; readonly pos: number; readonly name: string }

/** Places of the table from base `from` to base `to`, 1-based and both included. Build not known: those on either. Empty outside the table. */
export function tableSites(chrom: string, build: 'GRCh37' | 'GRCh38' | null, from: number, to: number): readonly TableSite[] {
  const out: TableSite[] = [];
  for (const { s, forward } of byChrom.get(chrom) ?? []) {
    for (const [name, first] of [['GRCh37', s[3]], ['GRCh38', s[4]]] as const) {
      if (build !== null && build !== name) continue;
      const last = first + (forward ? 1 : -1) * (s[2].length - 1);
      for (let pos = Math.max(from, Math.min(first, last)); pos <= Math.min(to, Math.max(first, last)); pos++) out.push({ gene: s[0], pos, name: `${s[0]}:${s[1] + Math.floor(Math.abs(pos - first) / 3)}` });
    }
  }
  if (chrom === '5') for (const [name, pos, change] of promoterSites) if ((build === null || build === name) && pos >= from && pos <= to) out.push({ gene: 'TERT', pos, name: `TERT:${change}` });
  return out;
}

/** The change in the coding strand that a change on the genome makes, or null outside the table, or where the reference bases are others. */
export function codingChange(chrom: string, build: 'GRCh37' | 'GRCh38' | null, pos: number, ref: string, alt: string): CodingChange | null {
  // Bases prove the build where it is not said; an insertion has none.
  if (ref === '' && build === null) return null;
  for (const { s, forward } of byChrom.get(chrom) ?? []) {
    for (const [name, first] of [['GRCh37', s[3]], ['GRCh38', s[4]]] as const) {
      if (build !== null && build !== name) continue;
      const index = forward ? pos - first : first - (pos + ref.length - 1);
      const coding = forward ? ref : reverseComplement(ref);
      if (index < 0 || index + coding.length > s[2].length || s[2].slice(index, index + coding.length) !== coding) continue;
      return { gene: s[0], start: firstBase(s) + index, ref: coding, alt: forward ? alt : reverseComplement(alt) };
    }
  }
  return null;
}

/** Coding position of a place on the genome within the table. */
export function codingPlace(chrom: string, build: 'GRCh37' | 'GRCh38', pos: number): { gene: string; position: number } | null {
  for (const { s, forward } of byChrom.get(chrom) ?? []) {
    const first = build === 'GRCh37' ? s[3] : s[4];
    const index = forward ? pos - first : first - pos;
    if (index >= 0 && index < s[2].length) return { gene: s[0], position: firstBase(s) + index };
  }
  return null;
}

/** The change written as `c.`, in one way: a deletion or insertion in a repeat stands at its far end, a copy of what stands before is a dup. */
export function codingName(c: CodingChange): string {
  const s = stretchOf(c.gene, c.start, c.start + Math.max(c.ref.length, 1) - 1);
  const trimmed = trimEnds(c);
  if (s === undefined || (trimmed.ref !== '') === (trimmed.alt !== '')) return `c.${writeChange(c.start, c.ref, c.alt)}`;
  let { start } = trimmed;
  let moved = trimmed.ref + trimmed.alt;
  const base = (position: number): string | undefined => s[2][position - firstBase(s)];
  while (base(start + trimmed.ref.length) === moved[0]) [start, moved] = [start + 1, moved.slice(1) + moved[0]!];
  if (trimmed.ref !== '') return `c.${writeChange(start, moved, '')}`;
  const copied = s[2].slice(start - firstBase(s) - moved.length, start - firstBase(s)) === moved && start - moved.length >= firstBase(s);
  if (!copied) return `c.${writeChange(start, '', moved)}`;
  return moved.length === 1 ? `c.${start - 1}dup` : `c.${start - moved.length}_${start - 1}dup`;
}

function trimEnds(c: CodingChange): { start: number; ref: string; alt: string } {
  let { start, ref, alt } = c;
  while (ref.length > 0 && alt.length > 0 && ref.endsWith(alt.at(-1)!)) [ref, alt] = [ref.slice(0, -1), alt.slice(0, -1)];
  while (ref.length > 0 && alt.length > 0 && ref[0] === alt[0]) [ref, alt, start] = [ref.slice(1), alt.slice(1), start + 1];
  return { start, ref, alt };
}

/** The protein change in one-letter code (`p.G12D`, `p.E746_A750del`), or null where the table does not reach. */
export function proteinChange(c: CodingChange): string | null {
  const s = stretchOf(c.gene, c.start, c.start + Math.max(c.ref.length, 1) - 1);
  if (s === undefined) return null;
  const at = c.start - firstBase(s);
  if (s[2].slice(at, at + c.ref.length) !== c.ref) return null;
  const changed = s[2].slice(0, at) + c.alt + s[2].slice(at + c.ref.length);
  const [before, after] = [translate(s[2]), translate(changed)];
  if ((c.alt.length - c.ref.length) % 3 !== 0) return frameshift(before, after, s[1]);
  return describe(before, after, s[1], Math.floor(at / 3));
}

/**
 * A protein change of several residues (`p.D770_N771insSVD`) in the one way in which a change of bases would be named: an insertion that copies what stands before it
 * is a dup (`p.S768_D770dup`), what is repeated changes at its far end. The name as it is outside the table, and where the table has other residues.
 */
export function proteinInOneWay(gene: string, variant: string): string {
  const m = /^p\.([A-Z])(\d+)(?:_([A-Z])(\d+))?(delins|del|dup|ins)([A-Z]*)$/.exec(variant);
  if (m === null) return variant;
  const [, first, start, last = first, end = start, kind, sequence] = m as unknown as [string, string, string, string | undefined, string | undefined, string, string];
  const [from, to] = [Number(start), Number(end)];
  const s = stretchOf(gene, 3 * from - 2, 3 * to);
  if (s === undefined || to < from || (kind === 'ins' && to !== from + 1)) return variant;
  const before = translate(s[2]);
  const [at, behind] = [from - s[1], to - s[1] + 1];
  const named = before.slice(at, behind);
  if (!named.startsWith(first) || !named.endsWith(last)) return variant;
  const becomes = kind === 'dup' ? named + named : kind === 'ins' ? named[0]! + sequence + named[1]! : sequence;
  return describe(before, before.slice(0, at) + becomes + before.slice(behind), s[1], at);
}

function frameshift(before: string, after: string, codon: number): string | null {
  for (let i = 0; i < Math.min(before.length, after.length); i++) {
    if (before[i] !== after[i]) return after[i] === '*' ? `p.${before[i]!}${codon + i}*` : `p.${before[i]!}${codon + i}fs`;
  }
  return null;
}

/** Common ends cut off, first the front: what is repeated is then said to change at its far end, as HGVS asks. */
function describe(before: string, after: string, codon: number, silent: number): string {
  let [i, tail] = [0, 0];
  const shorter = Math.min(before.length, after.length);
  while (i < shorter && before[i] === after[i]) i++;
  while (tail < shorter - i && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail++;
  const [gone, come] = [before.slice(i, before.length - tail), after.slice(i, after.length - tail)];
  const name = (k: number): string => `${before[k] ?? '?'}${codon + k}`;
  const span = (from: number, to: number): string => (from === to ? name(from) : `${name(from)}_${name(to)}`);
  if (gone === '' && come === '') return `p.${name(silent)}=`;
  if (gone === '') {
    const copy = before.slice(i - come.length, i) === come && i >= come.length;
    return copy ? `p.${span(i - come.length, i - 1)}dup` : `p.${span(i - 1, i)}ins${come}`;
  }
  if (come === '') return `p.${span(i, i + gone.length - 1)}del`;
  // What follows a new stop is not made: the change is named by the stop.
  if (come.startsWith('*')) return `p.${name(i)}*`;
  return gone.length === 1 && come.length === 1 ? `p.${name(i)}${come}` : `p.${span(i, i + gone.length - 1)}delins${come}`;
}
