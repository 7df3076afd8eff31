/** HGVS nucleotide names, read in the spellings laboratories use. Positions stay as they are said; nothing is looked up here. */

/** A change of bases at whole positions of a coding or genomic reference. */
export interface NucleotideChange {
  /** First and last replaced position; for a pure insertion the two neighbours. */
  readonly start: number;
  readonly end: number;
  readonly insertion: boolean;
  /** Replaced bases as said, or null where the name does not say them. */
  readonly ref: string | null;
  readonly alt: string;
  readonly kind: 'change' | 'dup';
}

export interface NucleotideName {
  /** `NM_004985.5`, `ENST00000256078.10`, `NC_000012.12`, `chr12`; '' where none is given. */
  readonly reference: string;
  readonly type: 'c' | 'g' | 'n';
  /** The description after `c.`, without redundant text. */
  readonly body: string;
}

const reference = String.raw`(?:[A-Z]{2}_\d+(?:\.\d+)?|ENST\d+(?:\.\d+)?|LRG_\d+(?:t\d+)?|(?:chr)?(?:\d{1,2}|X|Y|MT?))`;
const named = new RegExp(String.raw`^(?:(${reference})(?:\([A-Za-z0-9-]+\))?:)?([cgn])\.\(?([-*]?\d[^\s()]*(?:\(\d+(?:_\d+)?\)[^\s()]*)?)\)?(?:\s*\(?p\..*)?$`);

/** A name with its reference, type and description apart; null when the text is none. A protein change named after it is left out. */
export function readNucleotideName(text: string): NucleotideName | null {
  const m = named.exec(text.trim().replace(/^([^:]+):\s+/, '$1:').replace(/(\d)\s+([ACGT])/g, '$1$2').replace(/\s*(?:->|→|&gt;)\s*/g, '>'));
  return m === null ? null : { reference: m[1] ?? '', type: m[2] as 'c' | 'g' | 'n', body: m[3]! };
}

const bases = '[ACGTacgt]';
const whole = new RegExp(String.raw`^(\d+)(?:_(\d+))?(?:(${bases}+)>(${bases}+)|(del|dup|ins|inv)(${bases}*|\d*)(?:ins(${bases}+))?)$`);

/** What a description changes, where it speaks of whole positions; null for introns, untranslated regions, inversions and what is no change. */
export function readChange(body: string): NucleotideChange | null {
  const m = whole.exec(body);
  if (m === null || m[5] === 'inv') return null;
  const [start, end] = [Number(m[1]), Number(m[2] ?? m[1])];
  const said = /^\d*$/.test(m[6] ?? '') ? null : m[6]!.toUpperCase();
  if (m[3] !== undefined) return end - start + 1 === m[3].length ? { start, end, insertion: false, ref: m[3].toUpperCase(), alt: m[4]!.toUpperCase(), kind: 'change' } : null;
  if (end < start || (m[5] !== 'del' && m[7] !== undefined)) return null;
  if (m[5] === 'ins') return end === start + 1 && said !== null ? { start, end, insertion: true, ref: null, alt: said, kind: 'change' } : null;
  if (said !== null && said.length !== end - start + 1) return null;
  return { start, end, insertion: false, ref: said, alt: (m[7] ?? '').toUpperCase(), kind: m[5] === 'dup' ? 'dup' : 'change' };
}

/** `ref` at `start` replaced by `alt`, written in one way: common ends cut off, a copy of what stands before called so by its caller. */
export function writeChange(start: number, ref: string, alt: string): string {
  let [from, r, a] = [start, ref, alt];
  while (r.length > 0 && a.length > 0 && r.endsWith(a.at(-1)!)) [r, a] = [r.slice(0, -1), a.slice(0, -1)];
  while (r.length > 0 && a.length > 0 && r[0] === a[0]) [r, a, from] = [r.slice(1), a.slice(1), from + 1];
  if (r === '' && a === '') return `${start}=`;
  if (r === '') return `${from - 1}_${from}ins${a}`;
  const to = from + r.length - 1;
  const place = r.length === 1 ? `${from}` : `${from}_${to}`;
  if (a === '') return `${place}del`;
  return r.length === 1 && a.length === 1 ? `${from}${r}>${a}` : `${place}delins${a}`;
}

const complements: Readonly<Record<string, string>> = { A: 'T', C: 'G', G: 'C', T: 'A', N: 'N' };
export function reverseComplement(sequence: string): string {
  let out = '';
  for (let i = sequence.length - 1; i >= 0; i--) out += complements[sequence[i]!] ?? 'N';
  return out;
}
