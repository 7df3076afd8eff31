/** What VEP (CSQ) and SnpEff (ANN, EFF) say about an allele: one transcript, chosen the same way each time, or one variant becomes several. */
import { canonicalGene } from '@clonewatch/domain';
import { isManeSelect, type Annotated } from '../ngs/naming.js';
import { infoValue, unescapeVcf } from './fields.js';

/** Which annotation a file has, and where its fields stand. */
export interface AnnotationFields {
  readonly csq: readonly string[] | null;
  readonly ann: boolean;
  readonly eff: boolean;
}

/** Field names of VEP's `Format: Allele|Consequence|…`. */
export function csqFields(description: string): string[] | null {
  const m = /Format:\s*([^"]+)/i.exec(description);
  return m === null ? null : m[1]!.trim().split('|').map((f) => f.trim().replace(/^'|'$/g, ''));
}

/** SnpEff's sixteen fields are fixed; these are the ones read. */
const annFields = { allele: 0, gene: 3, featureType: 5, feature: 6, hgvsC: 9, hgvsP: 10 } as const;

interface Candidate extends Annotated { readonly allele: string; readonly rank: number }

/** The best transcript of the allele, or null where nothing is said about it. */
export function annotationOf(info: string, fields: AnnotationFields, ref: string, alt: string, onlyOne: boolean): Annotated | null {
  const found: Candidate[] = [];
  if (fields.csq !== null) found.push(...vep(infoValue(info, 'CSQ'), fields.csq));
  if (fields.ann && found.length === 0) found.push(...snpEff(infoValue(info, 'ANN')));
  if (fields.eff && found.length === 0) found.push(...oldSnpEff(infoValue(info, 'EFF')));
  let best: Candidate | null = null;
  for (const c of found) {
    if (c.gene === '' || (!onlyOne && !isOf(c.allele, ref, alt))) continue;
    if (best === null || c.rank > best.rank) best = c;
  }
  return best;
}

/** VEP writes an indel without its first base, and `-` for nothing. */
function isOf(allele: string, ref: string, alt: string): boolean {
  if (allele === alt || allele === '') return true;
  return ref.length !== alt.length && ref[0] === alt[0] && allele === (alt.length === 1 ? '-' : alt.slice(1));
}

function vep(text: string | undefined, names: readonly string[]): Candidate[] {
  if (text === undefined || text === '') return [];
  const at = (name: string): number => names.indexOf(name);
  const [allele, symbol, feature, c, p, mane, plus, pick, canonical] = ['Allele', 'SYMBOL', 'Feature', 'HGVSc', 'HGVSp', 'MANE_SELECT', 'MANE_PLUS_CLINICAL', 'PICK', 'CANONICAL'].map(at) as [number, number, number, number, number, number, number, number, number];
  return text.split(',').map((entry) => {
    const cells = entry.split('|');
    const get = (i: number): string => (i < 0 ? '' : cells[i] ?? '');
    const gene = canonicalGene(get(symbol));
    const selected = get(mane) !== '' || isManeSelect(gene, get(feature));
    const hgvsP = unescapeVcf(get(p));
    const rank = (selected ? 64 : 0) + (get(plus) !== '' ? 32 : 0) + (get(pick) === '1' ? 16 : 0) + (get(canonical) === 'YES' ? 8 : 0) + (hgvsP !== '' ? 4 : 0) + (get(c) !== '' ? 2 : 0);
    return { allele: get(allele), gene, transcript: get(feature), hgvsC: unescapeVcf(get(c)), hgvsP, mane: selected, rank };
  });
}

function snpEff(text: string | undefined): Candidate[] {
  if (text === undefined || text === '') return [];
  return text.split(',').map((entry, i) => {
    const cells = entry.split('|');
    const get = (k: number): string => cells[k]?.trim() ?? '';
    const gene = canonicalGene(get(annFields.gene));
    const transcript = get(annFields.feature);
    const hgvsC = unescapeVcf(get(annFields.hgvsC));
    const hgvsP = unescapeVcf(get(annFields.hgvsP));
    const mane = isManeSelect(gene, transcript);
    // SnpEff lists the gravest first: between equals the first stays.
    const rank = get(annFields.featureType) === 'transcript' ? (mane ? 64 : 0) + (hgvsP !== '' ? 4 : 0) + (hgvsC !== '' ? 2 : 0) - Math.min(i, 999) / 1000 : -1;
    return { allele: get(annFields.allele), gene, transcript, hgvsC, hgvsP, mane, rank };
  });
}

/** Before 2015: `missense_variant(MODERATE|MISSENSE|gGt/gAt|p.Gly12Asp/c.35G>A|188|KRAS|protein_coding|CODING|ENST00000256078|2|1)`. */
function oldSnpEff(text: string | undefined): Candidate[] {
  if (text === undefined || text === '') return [];
  return text.split(/,(?![^(]*\))/).flatMap((entry, i) => {
    const m = /^[^(]*\(([^)]*)\)/.exec(entry);
    if (m === null) return [];
    const cells = m[1]!.split('|');
    const change = cells[3] ?? '';
    const [p, c] = change.includes('/') ? change.split('/') as [string, string] : change.startsWith('p.') ? [change, ''] : ['', change];
    const gene = canonicalGene(cells[5] ?? '');
    const transcript = cells[8] ?? '';
    const mane = isManeSelect(gene, transcript);
    return [{ allele: '', gene, transcript, hgvsC: c, hgvsP: p, mane, rank: (mane ? 64 : 0) + (p !== '' ? 4 : 0) + (c !== '' ? 2 : 0) - Math.min(i, 999) / 1000 }];
  });
}
