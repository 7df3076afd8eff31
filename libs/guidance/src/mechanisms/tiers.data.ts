/**
 * Published scales beside the catalogue's own tier. AMP/ASCO/CAP 2017 (Li, J Mol Diagn 19:4, doi:10.1016/j.jmoldx.2016.10.002) rates evidence of response and of
 * resistance alike; ESCAT (Mateo, Ann Oncol 2018;29:1895, doi:10.1093/annonc/mdy263) ranks targets only: a change that only closes a drug has no ESCAT tier.
 */
import type { CatalogueEntry } from '../catalogue/index.js';

export type AmpTier = 'I-A' | 'I-B' | 'II-C' | 'II-D';

/** The catalogue's tier in the words of AMP/ASCO/CAP 2017: guideline or label; well-powered studies; small studies; preclinical or case. */
export const ampTierOf = (tier: CatalogueEntry['tier']): AmpTier => ({ A: 'I-A', B: 'I-B', C: 'II-C', D: 'II-D' } as const)[tier];

/** A rank as published for this disease; `checked` says whether it was read in the source. */
export interface EscatRank { readonly tier: string; readonly source: string; readonly checked: 'yes' | 'no' }

const mosele = 'Mosele Ann Oncol 2020 doi:10.1016/j.annonc.2020.07.014';
const rank = (tier: string): EscatRank => ({ tier, source: mosele, checked: 'no' });
/** The rank was read in this source: an abstract or a notice of ESMO, not the table of the recommendations itself. */
const seen = (tier: string, source: string): EscatRank => ({ tier, source, checked: 'yes' });

/** By entry of the catalogue. What is not here was not ranked by the source for this disease, or only closes a drug. */
export const escatRanks: Readonly<Record<string, EscatRank>> = {
  'mcrc_braf.braf.v600e': rank('I-A'), 'mcrc_wt.braf.v600e': rank('I-A'), 'mcrc_wt.msi': rank('I-A'), 'nsclc.egfr.any': rank('I-A'), 'nsclc.egfr.t790m': rank('I-A'),
  'breast.pik3ca.e542k': seen('I-A', 'Crimini Cancer Treat Rev 2021 doi:10.1016/j.ctrv.2021.102223'), 'breast.esr1.e380q': seen('I-A', 'ESMO Daily Reporter 2024'), 'breast.akt1.e17k': rank('II-B'), 'breast.pten.loss': rank('II-A'),
};
