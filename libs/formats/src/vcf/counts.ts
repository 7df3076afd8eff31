/** Mutant and total counts of one alternative allele, each caller by its own fields. A caller is known by what it writes, record by record. */
import type { CountUnit } from '@clonewatch/domain';
import { parseNumber } from '../csv/number.js';
import { derivedCount, share } from '../ngs/call.js';
import { infoValue, type SampleFields, type SampleFormat } from './fields.js';

export interface Allele {
  readonly ref: string;
  readonly alt: string;
  /** Index among the record's alternatives, from 0, and how many there are. */
  readonly index: number;
  readonly of: number;
}

export interface AlleleCounts {
  readonly mutant: number | null;
  readonly total: number | null;
  readonly unit: CountUnit;
  readonly vaf: number | null;
  /** The count was computed from fraction and depth. */
  readonly derived: boolean;
}

/** A value that cannot be what it says: told with its field, and refuses the file. */
export class BadValue extends Error {
  constructor(readonly field: string, readonly value: string, message: string) {
    super(message);
  }
}

/** What a rule reads: the sample's own fields, and those of INFO. */
class Source {
  /** `shared`: the file has several samples, so what INFO counts is of all of them together. */
  constructor(readonly fields: SampleFields | null, readonly infoText: string, readonly germlineCaller: boolean, readonly shared: boolean) {}

  sample(key: string): string | undefined {
    return this.fields === null ? undefined : this.fields.get(key);
  }

  info(key: string): string | undefined {
    return this.shared ? undefined : infoValue(this.infoText, key);
  }

  /** What INFO says of the tumour by name, whatever samples the file has. */
  tumour(key: string): string | undefined {
    return infoValue(this.infoText, key);
  }
}

/** The value of a few digits from `from` to `to`, or -1 for anything else. */
function digits(text: string, from: number, to: number): number {
  if (to === from || to - from > 15) return -1;
  let value = 0;
  for (let i = from; i < to; i++) {
    const c = text.charCodeAt(i) - 48;
    if (c < 0 || c > 9) return -1;
    value = 10 * value + c;
  }
  return value;
}

function count(field: string, text: string | undefined): number | null {
  if (text === undefined || text === '.' || text === '') return null;
  const plain = digits(text, 0, text.length);
  if (plain >= 0) return plain;
  const value = parseNumber(text);
  if (value === null || value < 0 || !Number.isSafeInteger(value)) throw new BadValue(field, text, `${field} "${text}" is not a count; a count is a whole number of 0 or more`);
  return value;
}

function counts(field: string, text: string | undefined): (number | null)[] | null {
  if (text === undefined) return null;
  const out: (number | null)[] = [];
  for (let from = 0; ;) {
    const comma = text.indexOf(',', from);
    const to = comma < 0 ? text.length : comma;
    const plain = digits(text, from, to);
    out.push(plain >= 0 ? plain : count(field, text.slice(from, to)));
    if (comma < 0) return out;
    from = comma + 1;
  }
}

/** A fraction; with a percent sign a percentage. */
function fraction(field: string, text: string | undefined): number | null {
  if (text === undefined || text === '.' || text === '') return null;
  const percent = text.endsWith('%');
  const value = parseNumber(percent ? text.slice(0, -1).replace(',', '.') : text);
  const part = value === null ? null : percent ? Number((value / 100).toPrecision(12)) : value;
  if (part === null || part < 0 || part > 1) throw new BadValue(field, text, `${field} "${text}" is not a fraction between 0 and 1${percent ? ' (0 % to 100 %)' : ''}`);
  return part;
}

const pick = (text: string | undefined, a: Allele): string | undefined => {
  if (text === undefined) return undefined;
  if (!text.includes(',')) return a.of === 1 ? text : undefined;
  const list = text.split(',');
  return list.length === a.of ? list[a.index] : a.of === 1 && list.length === 1 ? list[0] : undefined;
};

/** The fraction the caller states for this allele, in the sample's own fields. */
function stated(s: Source, a: Allele): number | null {
  for (const key of s.fields === null ? [] : s.fields.format.fractions) {
    const text = s.sample(key);
    // FREQ with a decimal comma has a percent sign; elsewhere a comma parts alleles.
    const own = key === 'FREQ' && text !== undefined && /^\d+,\d+%$/.test(text) ? text : pick(text, a);
    const value = fraction(key, own);
    if (value !== null) return value;
  }
  return null;
}

const found = (mutant: number | null, total: number | null, vaf: number | null, unit: CountUnit = 'reads'): AlleleCounts | null =>
  (mutant === null || total === null ? null : { mutant, total, unit, vaf, derived: false });

type Rule = (s: Source, a: Allele) => AlleleCounts | null;

/** smCounter: molecules by their tags; DP is raw reads and must not be mixed with them. */
const smCounter: Rule = (s, a) => {
  const mutant = count('VMT', pick(s.info('VMT'), a));
  const total = count('UMT', s.info('UMT'));
  return mutant === null || total === null ? null : found(mutant, total, null, 'molecules');
};

/** Strelka: tier-1 counts by base; an indel by its supporting (TIR) and contradicting (TAR) reads. */
const strelka: Rule = (s, a) => {
  const tier1 = (key: string): number | null => counts(key, s.sample(key))?.[0] ?? null;
  const [A, C, G, T] = ['AU', 'CU', 'GU', 'TU'].map(tier1);
  if (A !== null && A !== undefined && C !== null && C !== undefined && G !== null && G !== undefined && T !== null && T !== undefined) {
    const of = { A, C, G, T } as Record<string, number>;
    if (a.ref.length !== 1 || a.alt.length !== 1 || of[a.ref] === undefined || of[a.alt] === undefined) return null;
    const both = of[a.alt]! + of[a.ref]!;
    return found(of[a.alt]!, A + C + G + T, share(of[a.alt]!, both));
  }
  const [against, support] = [tier1('TAR'), tier1('TIR')];
  return against === null || support === null ? null : found(support, against + support, share(support, against + support));
};

/** umiVar: consensus of molecules with several reads; its AC and DP stand in either order. */
const umiVar: Rule = (s, a) => {
  const [ref, alt] = [count('M_REF', s.sample('M_REF')), count('M_AC', pick(s.sample('M_AC'), a))];
  return ref === null || alt === null ? null : found(alt, ref + alt, fraction('M_AF', s.sample('M_AF')), 'molecules');
};

/** Ion Torrent: flow-corrected observations. */
const ionTorrent: Rule = (s, a) => found(count('FAO', pick(s.sample('FAO'), a)), count('FDP', s.sample('FDP')), stated(s, a));

/** VarScan: AD is the alternative alone; DP also counts other bases. */
const varScan: Rule = (s, a) => {
  // VarDict also has an RD: of both strands, and an AD of all alleles.
  if (s.sample('RD')?.includes(',') || s.sample('AD')?.includes(',')) return null;
  const [ref, alt] = [count('RD', s.sample('RD')), count('AD', s.sample('AD'))];
  return a.of !== 1 || ref === null || alt === null ? null : found(alt, ref + alt, stated(s, a));
};

/** FreeBayes: reference and alternative observations; its INFO AF is a genotype, not a fraction. */
const freeBayes: Rule = (s, a) => {
  for (const from of ['sample', 'info'] as const) {
    const [ref, alts] = [count('RO', s[from]('RO')), counts('AO', s[from]('AO'))];
    if (ref === null || alts?.length !== a.of || alts.includes(null)) continue;
    const alt = alts[a.index]!;
    return found(alt, ref + alts.reduce<number>((n, x) => n + x!, 0), share(alt, ref + alt));
  }
  return null;
};

/** VarDict: VD of DP. */
const varDict: Rule = (s, a) => found(count('VD', pick(s.sample('VD'), a)), count('DP', s.sample('DP')), stated(s, a));

/** Mutect, DRAGEN, GATK, VarDict and most others: reference and alternatives in AD. */
const alleleDepths: Rule = (s, a) => {
  const text = s.sample('AD');
  const list = counts('AD', text);
  if (list === null) return null;
  const depth = count('DP', s.sample('DP'));
  if (list.length === 1 && a.of === 1) return depth === null ? null : found(list[0]!, depth, stated(s, a));
  // VarScan has one count for two alternatives: of which it is, nothing says.
  if (list.length === 1 && s.sample('RD') !== undefined) return null;
  if (list.length !== a.of + 1) throw new BadValue('AD', text!, `AD has ${list.length} counts for ${a.of + 1} alleles; it must have one for the reference and one for each alternative`);
  const alt = list[a.index + 1]!;
  let sum = 0;
  for (const n of list) sum += n ?? 0;
  return found(alt, depth === null || s.germlineCaller || (alt ?? 0) > depth ? sum : depth, s.germlineCaller ? null : stated(s, a));
};

/** PCGR and CPSR: tumour fields of their own in INFO. */
const pcgr: Rule = (s, a) => {
  const [total, list] = [count('TDP', s.tumour('TDP')), counts('ADT', s.tumour('ADT'))];
  const vaf = fraction('TVAF', pick(s.tumour('TVAF'), a));
  if (total === null || (list === null && vaf === null)) return null;
  const alt = list === null ? null : list.length === a.of + 1 ? list[a.index + 1]! : list.length === 1 ? list[0]! : null;
  return alt === null ? fromFraction(vaf, total) : found(alt, total, vaf);
};

/** LoFreq: no sample column; alternatives forward and reverse of DP4, of the raw depth. */
const loFreq: Rule = (s, a) => {
  const list = counts('DP4', s.info('DP4'));
  const depth = count('DP', s.info('DP'));
  if (a.of !== 1 || list?.length !== 4 || depth === null) return null;
  return found(list[2]! + list[3]!, depth, fraction('AF', s.info('AF')));
};

function fromFraction(vaf: number | null, total: number | null): AlleleCounts | null {
  if (vaf === null) return null;
  return total === null ? { mutant: null, total: null, unit: 'reads', vaf, derived: false } : { mutant: derivedCount(vaf, total), total, unit: 'reads', vaf, derived: true };
}

const byFraction: Rule = (s, a) => fromFraction(stated(s, a), count('DP', s.sample('DP')));

/** Each rule with the keys of the sample, or else of INFO, without which it has nothing to read. The first that reads something decides. */
interface Caller { readonly rule: Rule; readonly sample: readonly string[]; readonly info: readonly string[] }
const callers: readonly Caller[] = [
  { rule: smCounter, sample: [], info: ['UMT='] }, { rule: strelka, sample: ['AU', 'TIR'], info: [] }, { rule: umiVar, sample: ['M_REF'], info: [] }, { rule: ionTorrent, sample: ['FAO'], info: [] },
  { rule: varScan, sample: ['RD'], info: [] }, { rule: freeBayes, sample: ['AO'], info: ['AO='] }, { rule: varDict, sample: ['VD'], info: [] }, { rule: alleleDepths, sample: ['AD'], info: [] },
  { rule: pcgr, sample: [], info: ['TDP='] }, { rule: loFreq, sample: [], info: ['DP4='] }, { rule: byFraction, sample: ['AF', 'FA', 'VF', 'VAF', 'FREQ'], info: [] },
];

/** Only these write counts although they leave the genotype open. */
const callsWithoutGenotype = ['M_REF', 'AU', 'TIR'] as const;

/** Of a FORMAT, or of a file without samples (null): the rules that may read something, those that need a tag of INFO with it. */
const applicable = new WeakMap<SampleFormat, readonly Possible[]>();
interface Possible { readonly rule: Rule; /** Null where the sample has a key of the rule's. */ readonly tags: readonly string[] | null }

function possible(format: SampleFormat | null): readonly Possible[] {
  return callers.flatMap(({ rule, sample, info }): Possible[] => (format !== null && sample.some((k) => format.has(k)) ? [{ rule, tags: null }] : info.length > 0 ? [{ rule, tags: info }] : []));
}
const withoutSample = possible(null);

function rulesOf(sample: SampleFields | null): readonly Possible[] {
  if (sample === null) return withoutSample;
  let found = applicable.get(sample.format);
  if (found === undefined) applicable.set(sample.format, (found = possible(sample.format)));
  return found;
}

const noGenotype = /^\.(?:[/|]\.)*$/;

/** What the genotype says of an allele without a count: it is there, it is not, or it was not called (a cell without anything is not called either). Null where the caller writes no genotypes. */
export function calledWithoutCount(sample: SampleFields | null, allele: Allele): 'present' | 'absent' | 'no call' | null {
  if (sample === null || !sample.format.has('GT') || callsWithoutGenotype.some((k) => sample.format.has(k))) return null;
  const genotype = sample.raw('GT');
  if (genotype === '' || noGenotype.test(genotype)) return 'no call';
  return genotype.split(/[/|]/).includes(String(allele.index + 1)) ? 'present' : 'absent';
}

/** Counts of an allele in a sample (`sample` null: the file names none, all is in INFO); null where it is not called or nothing is counted. */
export function alleleCounts(sample: SampleFields | null, infoText: string, allele: Allele, germlineCaller: boolean, shared = false): AlleleCounts | null {
  const source = new Source(sample, infoText, germlineCaller, shared);
  const genotype = source.sample('GT');
  if (genotype !== undefined && genotype.startsWith('.') && noGenotype.test(genotype) && !callsWithoutGenotype.some((k) => source.sample(k) !== undefined)) return null;
  for (const { rule, tags } of rulesOf(sample)) {
    if (tags !== null && !tags.some((t) => infoText.includes(t))) continue;
    const result = rule(source, allele);
    if (result === null) continue;
    if (result.mutant !== null && result.total !== null && result.mutant > result.total) {
      throw new BadValue('AD', `${result.mutant}/${result.total}`, `${result.mutant} mutant of ${result.total} reads in all is not possible`);
    }
    return result;
  }
  return null;
}
