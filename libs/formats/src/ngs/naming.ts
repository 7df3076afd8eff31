/** The name a variant gets: by the table of reference codons where that reaches, else by the file's annotation, else by its place on the genome. */
import { bareChromosome, canonicalGene, canonicalVariant, chromosomeAccession, genomicName, maneSelect, nearTable, variantIdentity } from '@clonewatch/domain';
import type { Build } from './build.js';
import type { Place } from './call.js';

/** What an annotation says about one transcript. */
export interface Annotated { readonly gene: string; readonly transcript: string; readonly hgvsC: string; readonly hgvsP: string; readonly mane: boolean }

export interface Name { readonly gene: string; readonly variant: string }

/** Is this transcript (with or without version) the MANE Select one of its gene? */
export function isManeSelect(gene: string, transcript: string): boolean {
  const known = Object.hasOwn(maneSelect, gene) ? maneSelect[gene]! : null;
  return known?.includes(transcript.split('.')[0]!) ?? false;
}

/** The reference a genomic name stands on: RefSeq where the build is known, else the file's chromosome; null for what is no assembled chromosome. */
function referenceOf(chrom: string, build: Build | null): string | null {
  if (build !== null) return chromosomeAccession(chrom, build) ?? (/^(?:chr)?MT?$/i.test(chrom) ? 'chrM' : null);
  return null;
}

/** The table's name for a change at a place, or null where the table does not reach, or the build is not known and the bases do not prove it. */
export function tableName(place: Place, build: Build | null): Name | null {
  const chrom = bareChromosome(place.chrom);
  if (!nearTable(chrom, place.pos, place.ref.length)) return null;
  const reference = build === null ? `chr${chrom}` : chromosomeAccession(chrom, build);
  if (reference === null) return null;
  const { gene, variant } = variantIdentity('', genomicName(reference, place.pos, place.ref, place.alt));
  return gene === '' ? null : { gene, variant };
}

/**
 * Gene and canonical name, or the reason why there is none. A name on a transcript that is not MANE Select keeps its transcript: the same words on another
 * transcript mean another place.
 */
export function nameOf(place: Place | null, build: Build | null, said: Annotated | null): Name | 'no build' | 'no chromosome' {
  const known = place === null ? null : tableName(place, build);
  if (known !== null) return known;
  const gene = said === null ? '' : canonicalGene(said.gene);
  if (said !== null && gene !== '') {
    const identity = annotatedName(gene, said);
    if (identity !== null) return identity;
  }
  const reference = place === null ? null : referenceOf(place.chrom, build);
  if (place === null || reference === null) {
    const coding = said === null || said.transcript === '' || gene === '' ? null : canonicalVariant(`${said.transcript}:${said.hgvsC.replace(/^[^:]*:/, '')}`);
    return coding?.includes(':c.') ? { gene, variant: coding } : place === null || build === null ? 'no build' : 'no chromosome';
  }
  return { gene, variant: genomicName(reference, place.pos, place.ref, place.alt) };
}

function annotatedName(gene: string, said: Annotated): Name | null {
  const protein = said.hgvsP === '' || /p\.(?:\(?\?\)?|=|\(=\))$/.test(said.hgvsP) ? null : canonicalVariant(said.hgvsP);
  if (protein?.startsWith('p.')) return { gene, variant: variantIdentity(gene, protein).variant };
  const coding = said.hgvsC === '' ? null : canonicalVariant(said.hgvsC);
  if (coding === null) return null;
  const bare = coding.replace(/^[^:]*:/, '');
  if (!/^[cn]\./.test(bare)) return null;
  const mane = said.mane || isManeSelect(gene, said.transcript);
  if (!mane) return said.transcript === '' ? { gene, variant: bare } : null;
  return { gene, variant: variantIdentity(gene, bare).variant };
}
