/** Shape of a catalogue entry. Data carry over facts and citations; code decides nothing the data could say. */
import type { Nosology, TherapyClass } from '@clonewatch/domain';

/** How an entry recognises a variant. `unmatched`: no variant of plasma can show it; kept, listed, and the reason is said. */
export type Matcher =
  /** Any protein-changing substitution or indel at one of these codons. */
  | { readonly kind: 'codon'; readonly codons: readonly number[] }
  | { readonly kind: 'exact'; readonly variants: readonly string[] }
  | { readonly kind: 'amplification' }
  /** Loss of the gene, or a truncating change (nonsense, frameshift). */
  | { readonly kind: 'loss' }
  /** A fusion of the gene, whichever partner. */
  | { readonly kind: 'fusion' }
  /** A change that starts in this range of codons: an in-frame deletion (with or without insertion), a substitution of one residue by another, or any protein change. */
  | { readonly kind: 'exon'; readonly from: number; readonly to: number; readonly change: 'del' | 'substitution' | 'any' }
  /** A coding name that touches the intron side of these exon ends (`3082+` is c.3082+1, c.3082+2, …). */
  | { readonly kind: 'splice_site'; readonly ends: readonly string[] }
  /** A substitution anywhere in the gene other than these. */
  | { readonly kind: 'except'; readonly variants: readonly string[] }
  /** Any change of the gene. */
  | { readonly kind: 'gene' }
  | { readonly kind: 'any'; readonly of: readonly Matcher[] }
  | { readonly kind: 'unmatched'; readonly reason: string };

export type CatalogueAction = 'exclude' | 'caution' | 'context' | 'never_alert';
export type CatalogueEffect = 'resistance' | 'resistance_marker' | 'sensitivity' | 'uncertain' | 'prognostic' | 'tracker' | 'decoy';

export interface CatalogueEntry {
  readonly id: string;
  /** Null: whatever the disease (haematopoietic decoys). */
  readonly nosology: Nosology | null;
  /** All of these must be in the regimen. Empty: whatever the regimen. */
  readonly classes: readonly TherapyClass[];
  /** Named by the entry as "with or without": not required. */
  readonly optionalClasses: readonly TherapyClass[];
  readonly genes: readonly string[];
  readonly alteration: string;
  readonly matcher: Matcher;
  /** The entry's own words for the variants it means. */
  readonly described: string;
  readonly mechanism: string;
  readonly effect: CatalogueEffect;
  /** A label, guideline or randomised; B prospective or large retrospective; C case series; D preclinical or case. */
  readonly tier: 'A' | 'B' | 'C' | 'D';
  readonly action: CatalogueAction;
  /** When not empty: it holds for these drugs only (lower case). */
  readonly agents: readonly string[];
  /** What can be done about it, in a few words; says "trial" where nothing is established. Never an order. */
  readonly strategy: string;
  /** A drug option that this change itself opens beside the strategy, with what limits it; null: none. */
  readonly option: string | null;
  readonly citation: string;
  /** Whether the citation was checked against a source; `no` is shown as "citation not verified". */
  readonly citationChecked: 'yes' | 'some' | 'no';
}
