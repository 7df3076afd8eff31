/** A variant from the LOINC-coded answers about it, as FHIR components and HL7 v2 observations give them alike. */
import { canonicalGene, canonicalVariant, chromosomeAccession, variantIdentity, type CallStatus, type VafUnit } from '@clonewatch/domain';
import { dashedPlace } from '../ngs/alleles.js';
import { buildNamed, type Build } from '../ngs/build.js';
import { derivedCount, derivedNote, type Place } from '../ngs/call.js';
import { fusionOf } from '../ngs/fusion.js';
import { isManeSelect, type Name } from '../ngs/naming.js';
import type { Notes } from '../ngs/notes.js';
import { leftOutAs, originIn, type LeftOut, type Origin } from '../ngs/origin.js';
import type { TableCall } from '../ngs/table.js';
import type { Values } from '../ngs/values.js';
import { shown } from '../problems.js';

/** LOINC codes of the answers read. */
export const loinc = {
  gene: '48018-6', coding: '48004-6', protein: '48005-3', genomic: '81290-9', transcript: '51958-7', ref: '69547-8', alt: '69551-0', start: '81254-5', build: '62374-4', vaf: '81258-6', depth: '82121-5',
  source: '48002-0', sequence: '48013-7', chromosome: '48000-4', copies: '82155-3', change: '48019-4', assessment: '69548-6', category: '83005-9', consequence: '48006-1', coordinates: '92822-6', discrete: '81252-9',
} as const;

/** A number with its unit, as written. `bound`: not the number itself is told but that it is below or above (`<`), or where a range begins. */
export interface Quantity { readonly value: string; readonly unit: string; readonly bound: string }

/** `< 0.1 %` in one text: the mark before the number and the percent sign behind it are no part of it. */
export function quantityIn(text: string, unit: string, bound = ''): Quantity {
  const [, mark = '', value = text, percent = ''] = (text.length > 100 ? null : /^\s*([<>]=?|[≤≥~=])?\s*([+-]?[\d.,]+(?:e[+-]?\d+)?)\s*(%)?\s*$/i.exec(text)) ?? [];
  const said = percent === '' || unit === '' || isPercent(unit) ? unit || percent : `${percent} / ${unit}`;
  return { value: value.trim(), unit: said, bound: bound || (mark === '=' ? '' : mark) };
}
export const isPercent = (unit: string): boolean => /^(?:%|percent|percentage)$/i.test(unit);
export const isFraction = (unit: string): boolean => /^(?:1|\{?(?:fraction|ratio)\}?|decimal|relative frequency of a particular allele in the specimen)$/i.test(unit);

/** All that was answered to one question: codes, displays and free text, in the order of their weight. */
export interface Answers {
  all(code: string): readonly string[];
  /** For each thing answered what it may be called by, the most telling first; never the code system. */
  names(code: string): readonly (readonly string[])[];
  /** Every number answered. */
  quantities(code: string): readonly Quantity[];
  /** A fraction without unit is one by the sender's standard. */
  readonly unitless: boolean;
  /** What a laboratory's profile or the manifest says of one without unit. */
  readonly unit: VafUnit | null;
}

const first = (texts: readonly string[], pattern: RegExp): string => texts.find((t) => pattern.test(t)) ?? '';
/** A gene's symbol: not its HGNC number, nor its full name ("KRAS proto-oncogene, GTPase"), nor a code of the answer list. */
const isSymbol = (text: string): boolean => /^[A-Za-z][\w.@-]*$/.test(text) && !/^LA\d+-\d$/.test(text);
const symbols = (a: Answers): string[] => [...new Set(a.names(loinc.gene).flatMap((names) => names.map((t) => t.slice(0, 200).split(/[;,]\s*/).map((x) => x.replace(/\s*\([^)]*\)\s*$/, '').trim())).find((parts) => parts.every(isSymbol)) ?? []).map(canonicalGene))];
export const genesOf = symbols;

/** Present, absent, or what could not be told; null: not said. */
export function presenceOf(texts: readonly string[]): CallStatus | null {
  const said = texts.map((t) => t.trim().replace(/\.$/, '').replace(/^(?:mutation|variant|alteration)s? (?=(?:not )?(?:detected|present|found)$)/i, ''));
  if (said.some((t) => /^(?:LA9634-2|absent|not (?:detected|present|found)|undetected|no (?:mutation|variant|alteration)s? (?:detected|found)|negative|LA6577-6)$/i.test(t))) return 'not_detected';
  if (said.some((t) => /^(?:LA18198-4|LA11884-6|no call|indeterminate|inconclusive|equivocal)$/i.test(t))) return 'failed_qc';
  return said.some((t) => /^(?:LA9633-4|present|detected|found|positive|LA6576-8)$/i.test(t)) ? 'detected' : null;
}

/** Where the report says that a change is from, if it is not the tumour's. */
const originOf = (a: Answers): Origin | null => a.all(loinc.source).map(originIn).find((o) => o !== null) ?? null;

/** The row of a change that is not the tumour's: whether the tumour has it too, this draw cannot say. */
export const rowOfLeftOut = ({ leftOut, ...said }: LeftOut): TableCall => ({ ...said, counts: null, vaf: null, status: 'not_covered', copyNumber: null, wbcVaf: null, extra: { origin: leftOut } });

export const isNameless = (l: LeftOut): boolean => l.name === null && l.place === null && (l.said === null || (l.said.hgvsC === '' && l.said.hgvsP === ''));

/** Null for what is no variant, or after a reported fault. `presence`: what was said of it as a whole. */
export function variantOf(a: Answers, presence: readonly string[], line: number, values: Values, notes: Notes): TableCall | LeftOut | null {
  const genes = symbols(a);
  const gene = genes[0] ?? '';
  const structural = structuralOf(a, genes);
  const origin = originOf(a);
  if (origin !== null) notes.add(leftOutAs[origin][0], line, leftOutAs[origin][1]);
  if (structural !== null && origin !== null) return { sample: null, leftOut: origin, place: null, said: null, name: structural, build: null };
  if (structural !== null) return structuralCall(a, structural, presenceOf(presence), values);
  const transcript = first([...a.all(loinc.transcript), ...a.all(loinc.coding), ...a.all(loinc.discrete)], /^(?:[NX]M_\d+|ENST\d+)/).replace(/[(:].*$/, '');
  const discrete = discreteOf(a);
  const said = { gene, transcript, hgvsC: codingIn(a, gene) || discrete.hgvsC, hgvsP: proteinIn(a, gene) || discrete.hgvsP, mane: isManeSelect(gene, transcript) };
  const { place, build } = placeOf(a);
  const label = `${gene} ${said.hgvsP || said.hgvsC}`.trim();
  const named = canonicalVariant(said.hgvsP) !== null || canonicalVariant(said.hgvsC) !== null;
  const genomic = named || place !== null ? null : genomicNameOf(a, gene);
  const nameless = place === null && !named && genomic === null;
  if (nameless && origin !== null) return { sample: null, leftOut: origin, place: null, said: { ...said, hgvsC: '', hgvsP: '' }, name: null, build: null };
  if (origin !== null) return { sample: null, leftOut: origin, place, said: genomic === null ? said : null, name: genomic, build };
  if (severalVariants(a, values)) return null;
  const status = presenceOf(presence);
  const { vaf, said: bound } = fractionOf(a, status, values, label);
  const depths = oneOf(a, loinc.depth, values, label);
  const depth = depths === null || depths.bound !== '' ? null : values.count(loinc.depth, depths.value);
  if (values.failed) return null;
  if (nameless) {
    notes.add('unsupported_allele', line, 'variants without a name or a change of bases at a position are not imported');
    return null;
  }
  const silent = status === 'not_detected' || status === 'failed_qc';
  const counts = silent || vaf === null || depth === null || depth === 0 ? null : { mutant: derivedCount(vaf, depth), total: depth, unit: 'reads' as const };
  return {
    sample: null, place, said: genomic === null ? said : null, name: genomic, build, counts, vaf: silent ? null : vaf,
    // Without a fraction the report still says that it is there.
    status: silent ? status : vaf === null ? 'detected' : null, copyNumber: null, wbcVaf: null, extra: counts === null ? bound === '' ? {} : { vaf_said: bound } : derivedNote,
  };
}

/** Without the gene that some write before it ("EGFR p.T790M"). */
const bareNames = (texts: readonly string[], gene: string): string[] => texts.map((t) => { const [, before = '', name = ''] = /^([A-Za-z][\w-]*)[\s:]+(\S+)$/.exec(t.slice(0, 500)) ?? []; return gene !== '' && canonicalGene(before) === gene ? name : t; });
/** The question says what the answer is: one without its `p.` or `c.` is read too. */
function proteinIn(a: Answers, gene: string): string {
  const texts = bareNames(a.all(loinc.protein), gene);
  return first(texts, /(?:^|:)p\./) || (texts.find((t) => canonicalVariant(t)?.startsWith('p.') === true) ?? '');
}
function codingIn(a: Answers, gene: string): string {
  const texts = bareNames(a.all(loinc.coding), gene);
  const bare = first(texts, /^[-*]?\d+(?:[+-]\d+)?(?:_[-*]?\d+(?:[+-]\d+)?)?(?:[ACGT]+>[ACGT]+|del|dup|ins)/);
  return first(texts, /(?:^|:)c\./) || (bare === '' ? '' : `c.${bare}`);
}

/** A variant told as a whole, as ClinVar does: `NM_004448.4(ERBB2):c.2264T>C (p.Leu755Ser)`. */
function discreteOf(a: Answers): { hgvsC: string; hgvsP: string } {
  for (const text of a.all(loinc.discrete)) {
    const [, hgvsC, hgvsP = ''] = /^(?:[NX]M_\d+(?:\.\d+)?|ENST\d+(?:\.\d+)?)(?:\([A-Za-z0-9-]+\))?:(c\.\S+)(?:\s+\(?(p\.[^\s)]+)\)?)?$/.exec(text.slice(0, 500).trim()) ?? [];
    if (hgvsC !== undefined) return { hgvsC, hgvsP };
  }
  return { hgvsC: '', hgvsP: '' };
}

/** One answer to a question that has one; null where there is none or, reported, where several differ. */
function oneOf(a: Answers, code: string, values: Values, label: string): Quantity | null {
  const [one = null, ...others] = a.quantities(code).filter((q) => q.value !== '');
  const other = others.find((q) => q.value !== one!.value || q.unit !== one!.unit || q.bound !== one!.bound);
  if (other === undefined) return one;
  return values.error('conflicting_values', `${shown(label)} has two answers to ${code}, ${shown(one!.value)} and ${shown(other.value)}: they are of two variants or samples under one sub-ID (HL7: OBX-4) or in one observation (FHIR); give each its own`, code, other.value);
}

/** Two changes named after the same transcript are two variants: of which one the fraction is, nobody could say. */
function severalVariants(a: Answers, values: Values): boolean {
  for (const [code, pattern] of [[loinc.protein, /(?:^|:)p\./], [loinc.coding, /(?:^|:)c\./]] as const) {
    const named = new Map<string, string>();
    for (const text of a.all(code).filter((t) => pattern.test(t))) {
      const [of, variant] = [text.includes(':') ? text.slice(0, text.lastIndexOf(':')) : '', canonicalVariant(text)];
      if (variant === null || variant === 'p.?') continue;
      if ((named.get(of) ?? variant) !== variant) return values.error('conflicting_values', `${shown(named.get(of)!)} and ${shown(variant)} stand under one sub-ID (HL7: OBX-4) or in one observation (FHIR); each variant needs its own`, code, text) === null;
      named.set(of, variant);
    }
  }
  return false;
}

/** Copies gained or lost, or two genes joined: a change without bases. */
function structuralOf(a: Answers, genes: readonly string[]): Name | null {
  const change = [...a.all(loinc.change), ...a.all(loinc.category), ...a.all(loinc.consequence)].join(' ');
  if (genes.length === 0) return null;
  if (genes.length === 2 && /fusion|rearrange|transloc|structural/i.test(change)) return fusionOf(genes[0]!, genes[1]!);
  if (/amplif|copy[_ ]number[_ ]gain|SO:0001742|LA14033-7/i.test(change)) return { gene: genes[0]!, variant: 'amplification' };
  return /copy[_ ]number[_ ]loss|SO:0001743|homozygous deletion|LA14034-5/i.test(change) ? { gene: genes[0]!, variant: 'loss' } : null;
}

function structuralCall(a: Answers, name: Name, presence: CallStatus | null, values: Values): TableCall | null {
  const copies = values.number(loinc.copies, a.quantities(loinc.copies)[0]?.value ?? '', 0, 100_000);
  if (values.failed) return null;
  return { sample: null, place: null, said: null, name, build: null, counts: null, vaf: null, status: presence ?? 'detected', copyNumber: name.variant.startsWith('fusion') ? null : copies, wbcVaf: null, extra: {} };
}

function genomicNameOf(a: Answers, gene: string): Name | null {
  const canonical = canonicalVariant(first(a.all(loinc.genomic), /:g\./));
  return canonical === null ? null : variantIdentity(gene, canonical);
}

/**
 * UCUM `1` is a fraction, `%` a percentage. Where the standard gives no unit, 0.9 may not become 0.9 %. A bound ("< 0.1 %") is no fraction: it is kept in words
 * beside what was said of the variant, and refused where nobody said whether it was there.
 */
function fractionOf(a: Answers, presence: CallStatus | null, values: Values, label: string): { vaf: number | null; said: string } {
  const none = { vaf: null, said: '' };
  const one = oneOf(a, loinc.vaf, values, label);
  if (one === null) return none;
  const { value, unit, bound } = one;
  if (bound !== '' && presence !== null) return { vaf: null, said: `${bound} ${value} ${unit}`.trim() };
  if (bound !== '') {
    values.error('vaf_bound_only', `the allelic frequency of ${shown(label)} is "${shown(`${bound} ${value}`)}", a bound and no number, and the report does not say whether the variant was detected; say it (69548-6: present or absent), or give the fraction`, loinc.vaf, `${bound} ${value}`);
    return none;
  }
  if (isPercent(unit) || (unit === '' && a.unit === 'percent')) return { vaf: values.percent(loinc.vaf, value), said: '' };
  if (isFraction(unit) || (unit === '' && (a.unit === 'fraction' || (a.unitless && Number(value) <= 1)))) return { vaf: values.fraction(loinc.vaf, value), said: '' };
  values.error('vaf_unit_missing', `the allelic frequency ${shown(value)} of ${shown(label)} has ${unit === '' ? 'no unit' : `the unit "${shown(unit)}"`}; it must be 1 (a fraction) or %; say vaf_unit (fraction or percent) in the manifest, or once in the profile of this assay`, loinc.vaf, value);
  return none;
}

function placeOf(a: Answers): { place: Place | null; build: Build | null } {
  const sequence = /NC_0000(\d\d)\.(\d+)/.exec([...a.all(loinc.sequence), ...a.all(loinc.genomic)].join(' '));
  // Both ways of counting from 0 begin one before the first changed base.
  const fromZero = a.all(loinc.coordinates).some((t) => /^(?:LA30100-4|LA30101-2)$|^0-based/i.test(t)) ? 1 : 0;
  const start = Number(/^\d+/.exec(a.quantities(loinc.start)[0]?.value ?? '')?.[0] ?? '') + fromZero;
  const said = a.all(loinc.build).map(buildNamed).find((b) => b !== null) ?? null;
  const chromosome = /^(?:chr)?(\d{1,2}|[XY])$/i.exec(first(a.all(loinc.chromosome), /^(?:chr)?(?:\d{1,2}|[XY])$/i))?.[1]?.toUpperCase();
  if ((sequence === null && (chromosome === undefined || said === null)) || !Number.isSafeInteger(start) || start < 1) return { place: null, build: said };
  const number = Number(sequence?.[1]);
  const chrom = sequence === null ? chromosome! : number === 23 ? 'X' : number === 24 ? 'Y' : String(number);
  // The version of the chromosome's accession is the build.
  const build = sequence === null ? said : (['GRCh37', 'GRCh38'] as const).find((b) => chromosomeAccession(chrom, b) === sequence[0]) ?? said;
  const bases = (code: string): string => first(a.all(code), /^(?:[ACGTN]+|-)$/i) || '-';
  return { place: dashedPlace(`chr${chrom}`, start, bases(loinc.ref), bases(loinc.alt)), build };
}
