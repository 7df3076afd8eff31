/**
 * Which entries of the catalogue speak about a variant. An entry applies when all its classes are in the regimen;
 * a patient of unknown nosology matches on class alone; an entry limited to named drugs needs one of them, or a drug of the class that nobody named.
 */
import { codonOf, type Nosology, type TherapyClass } from '@clonewatch/domain';
import { breastKidneyLiver } from './breast-kidney-liver.data.js';
import { colorectal } from './colorectal.data.js';
import { decoys } from './decoys.data.js';
import { classDrugs } from './drugs.data.js';
import { lung } from './lung.data.js';
import { melanomaThyroid } from './melanoma-thyroid.data.js';
import { remembered } from '../remember.js';
import type { CatalogueEntry, Matcher } from './types.js';

const byGene = new Map<string, CatalogueEntry[]>();
for (const entry of [...colorectal, ...melanomaThyroid, ...lung, ...breastKidneyLiver, ...decoys]) {
  for (const gene of entry.genes) byGene.set(gene, [...(byGene.get(gene) ?? []), entry]);
}

const truncating = /^p\.[A-Z]\d+(?:\*|fs(?:\*\d*)?|[A-Z]fs(?:\*\d*)?)$/;
const substitution = /^p\.[A-Z]\d+[A-Z]$/;
const silent = /^p\.(?:[A-Z*]\d+)?=$/;

/** Does a coding name (`c.3082+1G>T`, `c.3082_3082+4del`) name a base on the intron side of this exon end? */
function touchesEnd(variant: string, end: string): boolean {
  const at = variant.indexOf('c.');
  return at >= 0 && new RegExp(String.raw`(?:^c\.|_)${end.replace('+', String.raw`\+`)}\d`).test(variant.slice(at));
}

/** Does this matcher recognise the canonical label (`p.G12D`, `amplification`, …)? */
export function matchesVariant(matcher: Matcher, variant: string): boolean {
  switch (matcher.kind) {
    case 'codon': {
      const codon = codonOf(variant);
      return codon !== null && matcher.codons.includes(codon) && !silent.test(variant);
    }
    // A genomic or coding name may carry its reference sequence: NM_198253.3:c.-124C>T.
    case 'exact': return matcher.variants.some((v) => v === variant || (v.startsWith('c.') && variant.endsWith(`:${v}`)));
    case 'amplification': return variant === 'amplification';
    case 'loss': return variant === 'loss' || truncating.test(variant);
    case 'fusion': return variant.startsWith('fusion:');
    case 'exon': {
      const codon = codonOf(variant);
      if (codon === null || codon < matcher.from || codon > matcher.to) return false;
      return matcher.change === 'del' ? variant.includes('del') : matcher.change === 'substitution' ? substitution.test(variant) : !silent.test(variant);
    }
    case 'splice_site': return matcher.ends.some((end) => touchesEnd(variant, end));
    case 'except': return substitution.test(variant) && !matcher.variants.includes(variant);
    case 'gene': return !silent.test(variant);
    case 'any': return matcher.of.some((m) => matchesVariant(m, variant));
    case 'unmatched': return false;
  }
}

/** Classes and drugs given together. `agents` empty: the drugs are not known. */
export interface RegimenView { readonly therapyClasses: readonly TherapyClass[]; readonly agents: readonly string[] }

export interface CatalogueMatch {
  readonly entry: CatalogueEntry;
  /** Does the entry hold for the regimen given (all its classes, its drugs)? False: it matches on nosology only. */
  readonly applies: boolean;
}

/** Of these drugs (any spelling of case) those of the entry's classes. */
export function ofClasses(entry: Pick<CatalogueEntry, 'classes'>, agents: readonly string[]): readonly string[] {
  return agents.map((a) => a.toLowerCase()).filter((a) => entry.classes.some((c) => classDrugs[c]?.includes(a)));
}

/**
 * May these drugs be ones that the entry holds for? Always where it is not limited to some; else one of them is named, or no drug of its classes is: `irinotecan` beside the
 * class anti-EGFR leaves open which antibody was given.
 */
export function drugsHold(entry: Pick<CatalogueEntry, 'classes' | 'agents'>, agents: readonly string[]): boolean {
  const named = ofClasses(entry, agents);
  return entry.agents.length === 0 || named.length === 0 || named.some((a) => entry.agents.includes(a));
}

/** Are all classes of the entry given, and may the drugs be ones that it holds for? */
export function appliesTo(entry: Pick<CatalogueEntry, 'classes' | 'agents'>, regimen: { readonly therapyClasses: readonly string[]; readonly agents: readonly string[] }): boolean {
  return entry.classes.every((c) => regimen.therapyClasses.includes(c)) && drugsHold(entry, regimen.agents);
}

const specificity: Readonly<Record<Matcher['kind'], number>> = { exact: 0, amplification: 0, exon: 1, any: 1, splice_site: 1, codon: 2, fusion: 2, loss: 2, except: 3, gene: 3, unmatched: 4 };
const actions: Readonly<Record<CatalogueEntry['action'], number>> = { exclude: 0, caution: 1, context: 2, never_alert: 3 };

/** Resistance to the drug in question first, then what excludes before what cautions, then the narrower entry; ties by id. */
function order(a: CatalogueMatch, b: CatalogueMatch): number {
  const rank = (m: CatalogueMatch): number => (m.applies ? 0 : 2) + (m.entry.effect === 'resistance' ? 0 : 1);
  return rank(a) - rank(b) || actions[a.entry.action] - actions[b.entry.action]
    || specificity[a.entry.matcher.kind] - specificity[b.entry.matcher.kind]
    || b.entry.classes.length - a.entry.classes.length || (a.entry.id < b.entry.id ? -1 : 1);
}

/** Entries that recognise a variant, whatever the disease: asked again at every draw. The oldest go when a run meets very many variants. */
const recognised = new Map<string, readonly CatalogueEntry[]>();
const mostRecognised = 5000;

function entriesFor(gene: string, variant: string): readonly CatalogueEntry[] {
  const key = `${gene}\n${variant}`;
  let entries = recognised.get(key);
  if (!entries) {
    entries = (byGene.get(gene) ?? []).filter((e) => matchesVariant(e.matcher, variant));
    if (recognised.size >= mostRecognised) recognised.delete(recognised.keys().next().value!);
    recognised.set(key, entries);
  }
  return entries;
}

/**
 * Entries that recognise the variant, most important first. Without a regimen only disease-wide readings apply; with a known
 * nosology, entries of that disease for classes not given are returned too, marked `applies: false`.
 */
export function matchCatalogue(
  gene: string, variant: string, nosology: Nosology | null, therapyClasses: readonly TherapyClass[], agents: readonly string[] = [],
): readonly CatalogueMatch[] {
  const regimen = { therapyClasses, agents };
  const found: CatalogueMatch[] = [];
  for (const entry of entriesFor(gene, variant)) {
    const decoy = entry.effect === 'decoy';
    if (!decoy && nosology !== null && entry.nosology !== nosology) continue;
    const applies = appliesTo(entry, regimen);
    if (!applies && nosology === null) continue;
    found.push({ entry, applies });
  }
  return found.sort(order);
}

/** Of one list of regimens, asked for each variant at every draw. */
const best = remembered((_: readonly RegimenView[]) => new Map<string, readonly CatalogueMatch[]>());

/** The best match over several regimens (a patient's lines); `applies` when any of them brings all classes. */
export function bestMatch(gene: string, variant: string, nosology: Nosology | null, regimens: readonly RegimenView[]): readonly CatalogueMatch[] {
  const known = best(regimens);
  const key = `${nosology ?? ''}\n${gene}\n${variant}`;
  let found = known.get(key);
  if (!found) known.set(key, (found = findBest(gene, variant, nosology, regimens)));
  return found;
}

function findBest(gene: string, variant: string, nosology: Nosology | null, regimens: readonly RegimenView[]): readonly CatalogueMatch[] {
  const byId = new Map<string, CatalogueMatch>();
  for (const r of [...regimens, { therapyClasses: [], agents: [] }]) {
    for (const m of matchCatalogue(gene, variant, nosology, r.therapyClasses, r.agents)) {
      if (m.applies || !byId.has(m.entry.id)) byId.set(m.entry.id, m);
    }
  }
  return [...byId.values()].sort(order);
}
