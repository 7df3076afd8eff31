/**
 * What a molecular profile of CIViC names, as a gene and a matcher of our catalogue's kind. Pure. Compound profiles and categories ("Mutation", "Expression") are
 * never matched by a part of their text: what is not one of the forms below speaks about no variant of a patient.
 */
import { canonicalGene, canonicalVariant, variantIdentity } from '@clonewatch/domain';
import { catalogue } from '../catalogue/index.js';
import type { Matcher } from '../catalogue/types.js';

export interface ProfileTarget { readonly gene: string; readonly matcher: Matcher }
/** `single`: one change or one class of changes; `compound`: several together; `category`: neither, so nothing is matched. */
export interface ProfileReading { readonly kind: 'single' | 'compound' | 'category'; readonly targets: readonly ProfileTarget[] }

const category: ProfileReading = { kind: 'category', targets: [] };
const matcherOf = (id: string): Matcher => catalogue.find((e) => e.id === id)!.matcher;
/** EGFR exon 19 is codons 729 to 761; the ends of MET exon 14 are those of the catalogue. */
const exons: Readonly<Record<string, () => Matcher>> = {
  'EGFR EXON 19 DELETION': () => ({ kind: 'exon', from: 729, to: 761, change: 'del' }),
  'MET EXON 14 SKIPPING MUTATION': () => matcherOf('nsclc.met.exon14'),
};

/** Words for a copy number or a product that CIViC uses for nothing else. */
const classes: Readonly<Record<string, Matcher>> = { AMPLIFICATION: { kind: 'amplification' }, LOSS: { kind: 'exact', variants: ['loss'] }, DELETION: { kind: 'exact', variants: ['loss'] }, 'LOSS-OF-FUNCTION': { kind: 'loss' } };

/** `Y772_A775DUP` as `Y772_A775dup`; the letters of residues stay. */
const lowered = (text: string): string => text.replace(/^([A-Z]\d+(?:_[A-Z]\d+)?)(DELINS|DEL|DUP|INS)(?=[A-Z]*$)/, (_, at: string, what: string) => at + what.toLowerCase()).replace(/^([A-Z]\d+[A-Z]?)FS(?=\*|\d|X|$)/, '$1fs');

function changeOf(gene: string, variant: string): Matcher | null {
  const text = lowered(variant.replace(/\s*\(c\.[^()]*\)$/, '').trim());
  if (/^[A-Z]\d+(?:\/[A-Z]\d+)*$/.test(text)) return { kind: 'codon', codons: text.split('/').map((c) => Number(c.slice(1))) };
  const several = /^([A-Z]\d+)([A-Z*](?:\/[A-Z*])+)$/.exec(text);
  if (several) return { kind: 'exact', variants: several[2]!.split('/').map((to) => `p.${several[1]!}${to}`) };
  if (!/^[A-Z*]\d+/.test(text) && !/^c\./.test(text)) return null;
  const canonical = canonicalVariant(text);
  // As the record is read: an insertion that copies what stands before it is a dup.
  return canonical === null ? null : { kind: 'exact', variants: [canonical.startsWith('p.') ? variantIdentity(gene, canonical).variant : canonical] };
}

/** `EML4::ALK Fusion` is of both genes; `v::ALK Fusion` and `ALK Fusion` of one, whichever the partner. */
function fusionOf(genes: string): readonly ProfileTarget[] {
  const [five = '', three] = genes.split('::');
  const any = (gene: string): ProfileTarget => ({ gene: canonicalGene(gene), matcher: { kind: 'fusion' } });
  if (three === undefined) return [any(five)];
  const open = (x: string): boolean => x === 'v' || x === '?';
  if (open(five) || open(three)) return [five, three].filter((x) => !open(x)).map(any);
  const one = (gene: string, partner: string): ProfileTarget => ({ gene: canonicalGene(gene), matcher: { kind: 'exact', variants: [`fusion:${canonicalGene(partner).toUpperCase()}`] } });
  return [one(five, three), one(three, five)];
}

/** Never throws; the same text reads the same. */
export function readProfile(profile: string): ProfileReading {
  const text = profile.trim();
  if (/\b(?:AND|OR|NOT)\b/.test(text)) return { kind: 'compound', targets: [] };
  const cut = text.indexOf(' ');
  if (cut < 0) return category;
  const [genes, variant] = [text.slice(0, cut), text.slice(cut + 1).trim()];
  if (/^fusion$/i.test(variant)) return { kind: 'single', targets: fusionOf(genes) };
  if (genes.includes('::')) return category;
  const gene = canonicalGene(genes);
  const matcher = classes[variant.toUpperCase()] ?? exons[`${gene} ${variant.toUpperCase()}`]?.() ?? changeOf(gene, variant);
  return matcher ? { kind: 'single', targets: [{ gene, matcher }] } : category;
}
