/**
 * The default gates of anti-EGFR rechallenge readiness, as data. A product default that a site may configure, not a treatment
 * recommendation. Fractions 0–1, months, days. `mark`: `seen` in a public source, `recalled` or `unsure` = citation not verified,
 * `proposal` = our own choice, `simulated` = computed on simulated decisions.
 */
import { codonOf } from '@clonewatch/domain';

export type EvidenceMark = 'seen' | 'recalled' | 'unsure' | 'proposal' | 'simulated';

/** Version of gates, trial sets and thresholds: changes whenever any of them does. */
export const criteriaVersion = 'rechallenge-2026.3';

export const gateIds = ['G1', 'G2', 'G3', 'G4', 'G5', 'G6', 'G7', 'G8', 'G9', 'G10'] as const;
export type GateId = (typeof gateIds)[number];

interface GateData { readonly name: string; readonly source: string; readonly mark: EvidenceMark }

export const gateData: Readonly<Record<GateId, GateData>> = {
  G1: { name: 'Tissue at baseline', source: 'Extended RAS and BRAF V600E in tissue: PURSUIT, PARERE, VELO, CRICKET', mark: 'seen' },
  G2: { name: 'Benefit from earlier anti-EGFR', source: 'CR or PR: CRICKET, CAVE, CHRONOS, VELO, PURSUIT; SD of 6 months or more: PARERE, FIRE-4', mark: 'seen' },
  G3: { name: 'Free interval', source: '4 months: VELO, PURSUIT; more than 4: CAVE-2; about one half-life of a resistant clone', mark: 'seen' },
  G4: { name: 'Line without anti-EGFR between', source: 'CHRONOS, CRICKET, PARERE, VELO', mark: 'seen' },
  G5: { name: 'Recent sample', source: 'PURSUIT: plasma within 28 days of enrolment', mark: 'seen' },
  G6: { name: 'Sample shows tumour DNA', source: 'Tumour fraction of 1 % or more: Rolfo 2024, doi:10.1158/1078-0432.CCR-23-3321; none of the trials is known to have asked for it', mark: 'seen' },
  G7: { name: 'RAS and BRAF in plasma', source: 'RAS: PURSUIT; with BRAF V600E: PARERE, CAVE-2. That a clone of a quarter of the tumour must have been visible is a proposal without outcome data', mark: 'proposal' },
  G8: { name: 'EGFR ectodomain in plasma', source: 'CHRONOS, CITRIC; S492R and panitumumab: Montagut 2012, doi:10.1038/nm.2609', mark: 'recalled' },
  G9: { name: 'Other mechanisms', source: 'Extended selection analysed in VELO and CAVE-2', mark: 'seen' },
  G10: { name: 'Identity and origin', source: 'KRAS of blood cells after chemotherapy in 3 of 236 patients, PMID 33737000', mark: 'recalled' },
};

/** How a mark is said beside its source; a checked one needs no word. */
export function sourceText(source: string, mark: EvidenceMark): string {
  const words: Readonly<Record<EvidenceMark, string>> = { seen: '', recalled: ' (citation not verified)', unsure: ' (citation not verified, details unsure)', proposal: ' (our proposal)', simulated: ' (simulated)' };
  return `${source}${words[mark]}`;
}

/** Numbers of the gates. */
export const gateRules = {
  /** SD counts with caution from this length of the earlier anti-EGFR treatment, months. */
  stableMonths: 6,
  freeIntervalMonths: { pass: 4, caution: 3 },
  sampleDays: 28,
  tumourFraction: 0.01,
  /** Chance of any false call per draw over alleles never seen in this patient. */
  familywiseAlpha: 0.05,
  /** The clone that the sample must have been able to show, as a share of the tumour, and with what probability. */
  cloneShare: 0.25,
  detection: { pass: 0.95, caution: 0.8 },
  /**
   * A sample that excludes no smaller VAF than these gives caution, not pass: in a tumour that sheds much, a quarter of it is seen by any
   * sample, while a clone of 0.1–0.3 % VAF slips through a shallow one: mostly one called before in this patient, so the bound is lower then.
   * On 5,000 decisions of the design seed P(met | clone) is 2.0 % without, 1.4 % with 0.4 % alone, 0.4 % with both; usefulness 92, 92, 89 % [simulated].
   */
  passVaf: { any: 0.004, known: 0.0025 },
  /** A variant moves when its highest draw is this multiple of its lowest, and surely above the second number: blood cells and inheritance do not [proposal]. */
  moves: { ratio: 3, surely: 1.5 },
  /** Window: probability at which the known clones count as below the bound. */
  windowProbability: 0.8,
  /** A site may let untested mechanisms of G9 stand as shown without holding up the verdict. */
  ignoreUntestedMechanisms: false,
} as const;

/** A codon that must have been read, with the changes catalogued at it: an allele-specific assay has read the codon only with all of them. */
export interface RequiredCodon { readonly gene: string; readonly codon: number; readonly alleles: readonly string[] }

const codon = (gene: string, wild: string, at: number, changes: string): RequiredCodon => ({ gene, codon: at, alleles: [...changes].map((c) => `p.${wild}${at}${c}`) });
const ras = (gene: string): readonly RequiredCodon[] => [
  codon(gene, 'G', 12, 'ACDRSV'), codon(gene, 'G', 13, 'CDRV'), codon(gene, 'A', 59, 'EGT'), codon(gene, 'Q', 61, 'EHKLPR'), codon(gene, 'K', 117, 'ENR'), codon(gene, 'A', 146, 'PTV'),
];

/** Does the change lie at one of these codons? One that leaves the protein as it is does not count. */
export const changesOneOf = (codons: readonly RequiredCodon[], gene: string, variant: string): boolean => !variant.endsWith('=') && codons.some((c) => c.gene === gene && c.codon === codonOf(variant));

/** KRAS and NRAS codons 12, 13, 59, 61, 117, 146 (exons 2–4). */
export const rasExtended: readonly RequiredCodon[] = [...ras('KRAS'), ...ras('NRAS')];
export const brafV600: readonly RequiredCodon[] = [codon('BRAF', 'V', 600, 'E')];
export const egfrEctodomain: readonly RequiredCodon[] = [
  codon('EGFR', 'V', 441, 'DFG'), codon('EGFR', 'R', 451, 'C'), codon('EGFR', 'S', 464, 'L'), codon('EGFR', 'G', 465, 'ERV'), codon('EGFR', 'K', 467, 'T'), codon('EGFR', 'K', 489, 'E'),
  codon('EGFR', 'I', 491, 'KM'), codon('EGFR', 'S', 492, 'GR'),
];

/** Ectodomain changes that leave panitumumab its binding. */
export const panitumumabBinds: readonly string[] = ['p.S492R', 'p.K467T'];

/** A further mechanism: which changes it means, and what its call does. `from`–`to`: codons of the exon meant. */
export interface Mechanism {
  readonly label: string;
  readonly genes: readonly string[];
  readonly change: 'any' | 'amplification' | 'fusion' | 'loss' | 'codons';
  readonly from?: number;
  readonly to?: number;
  readonly call: 'fail' | 'caution';
}

export const mechanisms: readonly Mechanism[] = [
  { label: 'MAP2K1', genes: ['MAP2K1'], change: 'any', call: 'fail' },
  { label: 'ERBB2 amplification', genes: ['ERBB2'], change: 'amplification', call: 'fail' },
  { label: 'MET amplification', genes: ['MET'], change: 'amplification', call: 'fail' },
  { label: 'kinase fusion', genes: ['ALK', 'ROS1', 'RET', 'NTRK1', 'NTRK2', 'NTRK3', 'FGFR2', 'FGFR3', 'BRAF'], change: 'fusion', call: 'fail' },
  { label: 'PIK3CA exon 20', genes: ['PIK3CA'], change: 'codons', from: 979, to: 1068, call: 'caution' },
  { label: 'PTEN loss', genes: ['PTEN'], change: 'loss', call: 'caution' },
  { label: 'AKT1 E17K', genes: ['AKT1'], change: 'codons', from: 17, to: 17, call: 'caution' },
  { label: 'NF1', genes: ['NF1'], change: 'any', call: 'caution' },
];

/** Pooled individual data of CAVE, VELO, CRICKET and CHRONOS: 114 patients selected by plasma. */
export const pooledContext = 'In 114 patients of four trials without RAS or BRAF mutation in plasma the median progression-free survival was 4.0 months (3.2–4.7) '
  + '(Ciardiello 2024, doi:10.1001/jamanetworkopen.2024.5635) and about 18 % responded (citation not verified): criteria that are met promise no response.';
