import type { CountUnit } from '@clonewatch/domain';

/** Version of the statistical model: stored with every result, raised whenever a number could change. */
export const kineticsVersion = 'kinetics-13';

/** A value with the place it was taken from; `proposal` marks our own design choice. */
export interface Sourced<T> { readonly value: T; readonly source: string }
const from = <T>(value: T, source: string): Sourced<T> => ({ value, source });

/**
 * Every number the engine assumes, as data. Times in days, fractions 0–1, sigmas are sd of natural logarithms.
 */
export const engineDefaults = {
  /** Expected false-positive fraction of molecules where neither the file nor controls give one. */
  background: from<Readonly<Record<CountUnit, number>>>(
    { molecules: 3e-5, partitions: 2e-5, reads: 1e-3 },
    'UMI consensus 1e-5–1e-4, no UMI 1e-3 per base; dPCR 0.05–1 false positives a reaction (recalled, not verified)',
  ),
  /** Molecules assumed behind a result given as VAF only; never more than the stated input. */
  assumedDepth: from(1000, 'proposal: a low depth keeps the interval wide; always marked as assumed'),
  alpha: from(0.01, 'proposal after CLSI EP17-A2: monitored known variant'),
  minMolecules: from(2, 'proposal: a single molecule is never a detection'),
  intervalLevel: from(0.95, 'convention'),
  lodPower: from(0.95, 'CLSI EP17-A2'),
  /** Shedding shared by all variants of a draw, and the noise of one variant. */
  sigmaShared: from(0.35, 'proposal: simulation model'),
  sigmaOwn: from(0.2, 'proposal: simulation model'),
  doublingPrior: from({ medianDays: 28, logSd: 0.7 }, 'proposal: no published distribution found'),
  /** A draw supports a rise when its molecules are this unlikely as background: less than a call, more than nothing. */
  supportAlpha: from(0.1, 'proposal: fixed on a design simulation of its own, before docs/model-card.md was measured'),
  /** One draw in so many is not what it seems: noise far wider than usual, or molecules of another sample. */
  outliers: from({ outlierShare: 0.03, outlierVariance: 0.64 }, 'proposal: a treatment flare doubles one draw in twenty'),
  /** See `strangeShares`. `usual`: share of draws with another sample's DNA, which weighs as much as `weight` draws of the patient's own. */
  contamination: from({ usual: 0.01, weight: 10, hits: [0.1, 0.3, 0.6], stray: 0.02, drawsBefore: 2, fall: 0.25, molecules: 3 }, 'proposal: one draw in a hundred carries another sample'),
  /** Reading of an assay not used before in a series: sd of its ln bias, and a step it may take on its own. */
  assayChange: from({ sd: 0.2, stepFactor: 3, stepShare: 0.1 }, 'proposal: between laboratories'),
  /**
   * Guesses of a patient's shedding sd (ln) with their prior weights; sd of the burden's slope (per day) at first, its drift (per day^1.5),
   * what a change of treatment adds to it, and how often such a change makes the burden itself jump, with what sd (ln).
   */
  sheddingTrend: from({ sds: [0.2, 0.35, 0.6, 0.9], weights: [0.25, 0.45, 0.2, 0.1], slopeSd: 0.02, slopeDriftPerDay: 0.0003, changeSd: 0.02, jumpShare: 0.7, jumpSd: 2 }, 'proposal: fixed on a design simulation of its own, before docs/model-card.md was measured'),
  /**
   * Overdispersion ρ of false positives between draws by what is counted, where blanks do not tell: the background b of n molecules has the variance
   * b + (n ρ) b.
   */
  backgroundOverdispersion: from<Readonly<Record<CountUnit, number>>>({ molecules: 3e-4, partitions: 0, reads: 3e-4 }, 'middle of the range of UMI panels, 1e-4–1e-3 (recalled, not verified)'),
  /** What ρ may be, as multiples of the middle of its range, alike likely. */
  overdispersionFactors: from({ factors: [1 / 3, 1, 3] }, 'the range itself'),
  /** Courses a clone may take, how long it keeps one (days), where it goes then; probabilities. */
  track: from({
    startClean: 0.5, startAs: { decay: 0.25, stable: 0.65, growth: 0.1 }, changeTo: { decay: 0.3, stable: 0.45, growth: 0.25 }, bornAs: { stable: 0.1, growth: 0.9 },
    keptDays: { decay: 200, stable: 1000, growth: 800 }, treatmentChange: 0.1, bornAfterDays: 2500,
  }, 'proposal: fixed on a design simulation of its own, before docs/model-card.md was measured'),
  /** The same of the tumour itself, by its truncal variants: it falls under treatment and grows when that fails; a change of treatment turns it more often than not. */
  burdenTrack: from({
    startClean: 0.5, startAs: { decay: 0.25, stable: 0.65, growth: 0.1 }, changeTo: { decay: 0.35, stable: 0.2, growth: 0.45 }, bornAs: { stable: 0.1, growth: 0.9 },
    keptDays: { decay: 300, stable: 600, growth: 1500 }, treatmentChange: 0.6, bornAfterDays: 2500,
  }, 'proposal: fixed on the design seed, before docs/model-card.md was measured'),
  /** What differs from `track` for a clone that had moved before the drug that selects it is given again: that turns every other one, and mostly to growth. */
  regrowthTrack: from({ changeTo: { decay: 0.2, stable: 0.2, growth: 0.6 }, treatmentChange: 0.5 }, 'proposal: fixed on the design seed, before docs/model-card.md was measured'),
  /** P(no clone) and P(stable or no clone) by a clone's track, both at or below these after one draw: it was there and had moved. */
  hadMoved: from({ clean: 0.05, steady: 0.5 }, 'proposal: fixed on the design seed, before docs/model-card.md was measured'),
  /** Several variants rising together: P(resistance emerges) before any draw, and the share of the tracked variants that then rise. */
  together: from({ prior: 0.05, share: 0.3 }, 'proposal: as a single variant before any draw; polyclonal resistance under anti-EGFR has a median of two to three variants'),
  /**
   * Blood cells or tumour from a course: so many draws at least, a truncal signal that moved by this factor; of tumour variants the share that goes with the truncal
   * signal, the others have a slope of their own (sd of ln VAF per day). `driftSd`: of blood cells, so that two sd double in
   * 180 days. `noiseFactors`: of
   * the expected variance; `outlier`: P(one draw of the series is not what it seems) and its extra variance of ln VAF.
   */
  origin: from({ draws: 3, factor: 3, proportional: 0.4, slopeSd: 0.02, driftSd: 0.002, noiseFactors: [{ factor: 1, weight: 0.6 }, { factor: 3, weight: 0.4 }], outlier: { share: 0.4, variance: 2.25 } }, 'proposal: science §4.6 rule 2; fixed on the design seed, regime chip_rich (tests/golden/origin.ts)'),
  assayBiasSd: from(0.15, 'proposal: between-assay log bias'),
  fallOdds: from(2.5, 'proposal: ln odds of a decay from which a clone is said to fall'),
  /** With an order of draws and no days, one step counts as this many nominal days. */
  drawOrderStepDays: from(28, 'proposal: the usual draw interval'),
  /** Spread of the half-life off the drug about its median, which the caller gives: by gene, and a site may set it. */
  halfLifePrior: from({ logSd: 0.6 }, 'proposal: science §6c'),
  /**
   * Courses off the drug beside the population's half-lives, with their prior shares; days. `steady`: no decay, of that a part growing. `twoPhase`: a fall that bends
   * at a part of the span. `response`: of treatments given meanwhile, those that kill; `evenFall`: ln fall of the truncal signal that speaks neither way, `perLog` and `most`:
   * what a further ln says, and the most it may say (ln odds). `noiseFactors`: how much wider than expected a patient's draws are. `drift`: sd of
   * ln VAF after a day beyond the last draw, growing with the root of time.
   */
  decay: from({
    steady: { share: 0.125, growing: 0.2, doublingDays: [60, 180] }, twoPhase: { share: 0.08, firstDays: [15, 30, 60], bendAt: [0.35, 0.6], laterDays: [200, Infinity, -60] },
    response: { share: 0.4, evenFall: -1.2, perLog: 2, most: 2, killDays: [8, 12, 18, 27, 40], lastsDays: [50, 100, 150], laterDays: [60, 140, Infinity] },
    noiseFactors: [{ factor: 0.75, weight: 0.2 }, { factor: 1.1, weight: 0.4 }, { factor: 1.7, weight: 0.27 }, { factor: 2.6, weight: 0.13 }],
    outlier: { share: 0.05, extraVariance: 1 }, drift: 0.01,
  }, 'proposal: fixed on a design simulation of its own, before docs/model-card.md was measured'),
} as const;

/**
 * Noise of one draw, sd of ln VAF. Shedding divided out: the clone's own noise and that of the truncal variant which the index was taken
 * from (0.28); not: own and shared together (0.40).
 */
export function logSigma(sheddingMeasured: boolean): number {
  const { sigmaOwn, sigmaShared } = engineDefaults;
  return Math.hypot(sigmaOwn.value, sheddingMeasured ? sigmaOwn.value : sigmaShared.value);
}
