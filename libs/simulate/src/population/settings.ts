/**
 * The populations that the model card's figures come from (science §7): each regime is one change to `default`. Nothing about a patient may tell
 * whether a resistant clone is coming, so what is looked for, how often and by which assay is dealt apart from the tumour.
 *
 * What the engine assumes as well, and what it does not:
 *
 * | parameter | here | shared with the engine's assumptions? |
 * |---|---|---|
 * | shedding shared by a draw's tumour variants, and a variant's own | log-sd 0.35 (AR(1) 0.3) and 0.2 | yes, given by the specification; AR(1), flares and the regime `shedding_noise` are not |
 * | doubling time on the drug | gamma, shape 5, mean 34 d, within 10–110 d | no: the engine's prior is lognormal, median 28 d, log-sd 0.7, on eight values of 7–80 d |
 * | half-life off the drug | gamma, shape 3.2, mean 130 d, within 25–500 d, alike for every gene; one in eight does not decay | the one in eight; else no: the engine's prior is lognormal by gene, 3.7 and 4.7 months, log-sd 0.6, and of the share |
 * | background | per assay and position, log-uniform; overdispersed (beta-binomial, rho 1e-4–1e-3; in `ngs` 5e-5–5e-4, at which any call has some 230 false episodes in 100 patient-years); the file states it with an error of 15 % | the stated value is read by the engine; it assumes rho within 1e-4–1e-3 |
 * | molecules | LN(3,500; 0.6) within 300–30,000 | read from the file |
 * | bias of an assay | log-sd 0.15 | yes |
 * | contamination, 1 % of draws; chemotherapy after a line kills in 40 % | below and in deal.ts | yes; roughly how fast and how long it kills as well |
 * | truncal share, CHIP drift, swaps, wrong dates, dilution | below and in deal.ts | no |
 */
export interface PopulationRegime {
  readonly name: string;
  /** One line for the user: what is particular about it. */
  readonly says: string;
  readonly sheddingSd: number;
  readonly ownSd: number;
  /** Days between draws, one of them by patient. */
  readonly intervals: readonly number[];
  /** Share of patients with at least one tracked variant of the whole tumour. */
  readonly truncal: number;
  readonly nonShedders: number;
  /** Share of draws: not taken; failed in the laboratory. */
  readonly missed: number;
  readonly failed: number;
  /** `mixed`: one assay by patient, three in ten digital; `alternating`: digital and panel in turn; `panel`: panels only. */
  readonly assays: 'mixed' | 'alternating' | 'panel';
  /** False-positive fraction of a panel's positions, log-uniform between. */
  readonly background: readonly [number, number];
  /** Its overdispersion from draw to draw (beta-binomial), by assay, log-uniform between. */
  readonly overdispersion: readonly [number, number];
  /** Genome equivalents of a draw: lognormal, clipped. */
  readonly input: { readonly median: number; readonly logSd: number; readonly low: number; readonly high: number };
  /** Share of draws that a second assay measures from the same tube. */
  readonly sharedInput: number;
  /** Share of patients whose assay changes at some draw; share of assays that do not cover one or two of the variants. */
  readonly assaySwitch: number;
  readonly dropOut: number;
  /** Share of patients with variants of clonal haematopoiesis, and with one at a RAS hotspot. */
  readonly chip: number;
  readonly rasChip: number;
  /** Share of patients with growing resistant clones, and with one stable from the start. */
  readonly growing: number;
  readonly stable: number;
  /** Share of patients whose sensitive cells escape the drug without any variant that blood could show. */
  readonly escape: number;
  /** Share of growing clones that arise during the line; of clones that do not decay after the drug. */
  readonly late: number;
  readonly notDecaying: number;
  /** Share of draws: with some of another patient's DNA; of another patient; dated wrongly; haemolysed. */
  readonly contaminated: number;
  readonly swapped: number;
  readonly misdated: number;
  readonly diluted: number;
  /** Share of patients given the drug again, and of those whose chemotherapy in between kills. */
  readonly rechallenge: number;
  readonly killing: number;
  /** Truncal VAF of a shedding tumour at the start: median of a lognormal with log-sd 1.1. */
  readonly baselineVaf: number;
}

const normal: PopulationRegime = {
  name: 'default', says: 'the population of the model card: ten tracked variants, a draw every 2 to 8 weeks, about 3,500 molecules, and everything that misleads',
  sheddingSd: 0.35, ownSd: 0.2, intervals: [14, 28, 42, 56], truncal: 0.9, nonShedders: 0.15, missed: 0.08, failed: 0.03, assays: 'mixed', background: [1e-5, 1e-4], overdispersion: [1e-4, 1e-3],
  input: { median: 3500, logSd: 0.6, low: 300, high: 30_000 }, sharedInput: 0.15, assaySwitch: 0.3, dropOut: 0.1, chip: 0.3, rasChip: 0.05, growing: 0.6, stable: 0.1, escape: 0.2,
  late: 0.3, notDecaying: 0.125, contaminated: 0.01, swapped: 0.01, misdated: 0.01, diluted: 0.03, rechallenge: 0.5, killing: 0.4, baselineVaf: 0.05,
};

/** The default population but for what is given. */
function population<N extends string>(name: N, says: string, differs: Partial<PopulationRegime>): PopulationRegime & { readonly name: N } {
  return { ...normal, ...differs, name, says };
}

export const populations = {
  default: population('default', normal.says, {}),
  dpcr: population('dpcr', 'default, with digital PCR and a panel in turn from draw to draw', { assays: 'alternating', background: [4e-5, 4e-4], assaySwitch: 0, sharedInput: 0 }),
  ngs: population('ngs', 'default, with panels only, whose positions have a background of 4e-5 to 4e-4', { assays: 'panel', background: [4e-5, 4e-4], overdispersion: [5e-5, 5e-4], sharedInput: 0 }),
  low_input: population('low_input', 'default, with about 700 molecules a draw', { input: { median: 700, logSd: 0.5, low: 150, high: 4000 } }),
  shedding_noise: population('shedding_noise', 'default, with shedding that differs by a factor of 2.2 from draw to draw (log-sd 0.8; own 0.3)', { sheddingSd: 0.8, ownSd: 0.3 }),
  truncal_absent: population('truncal_absent', 'default, with no variant of the whole tumour tracked', { truncal: 0 }),
  twelve_weekly: population('twelve_weekly', 'default, with a draw every 12 weeks', { intervals: [84] }),
  changing_assay: population('changing_assay', 'default, with another assay from some draw on in every patient', { assaySwitch: 1 }),
  chip_rich: population('chip_rich', 'default, with clonal haematopoiesis in every patient, in three of ten at a RAS hotspot', { chip: 1, rasChip: 0.3 }),
  contaminated: population('contaminated', 'default, with some of another patient\'s DNA in a tenth of the draws', { contaminated: 0.1 }),
  rechallenge: population('rechallenge', 'default, with the drug given again to every patient, panels only, tumours that shed more and escape without a variant more often', { rechallenge: 1, baselineVaf: 0.15, intervals: [14, 28], assays: 'panel', growing: 0.5, escape: 0.7 }),
} as const satisfies Record<string, PopulationRegime>;

export type PopulationName = keyof typeof populations;
