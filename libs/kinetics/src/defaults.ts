import type { CountUnit } from '@clonewatch/domain';

/** Version of the statistical model: stored with every result, raised whenever a number could change. */
export const kineticsVersion = 'kinetics-1';

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
  riseThreshold: from(5.4, 'simulated: at most about 2 false alerts in 100 variant-years at draws every 4 weeks'),
  /** Doubling times searched for a rise. */
  doublingRangeDays: from<readonly [number, number]>([10, 63], 'proposal: range of the change-point search'),
  doublingPrior: from({ medianDays: 28, logSd: 0.5 }, 'proposal: no published distribution found'),
  /** Half-lives a decaying clone may have under "not rising". */
  nullHalfLifeDays: from<readonly number[]>([14, 28, 56, 112, 224, 448, 730], 'proposal: two weeks to two years'),
  /** A growth may begin at any of the last draws. */
  changeWindowDraws: from(8, 'proposal'),
  pastDecayPrice: from(2, 'proposal: log-likelihood units a decay before the growth must earn'),
  priorRising: from(0.5, 'proposal: spike at "not rising"'),
  assayBiasSd: from(0.15, 'proposal: between-assay log bias'),
  /** The largest factor a change of assay may explain on its own. */
  assayStepFactor: from(3, 'proposal: a larger step is taken for biology'),
  fallThreshold: from(3, 'proposal: log-likelihood units of decay against flat'),
  /** With an order of draws and no days, one step counts as this many nominal days. */
  drawOrderStepDays: from(28, 'proposal: the usual draw interval'),
  /** Medians of the half-life of the relative allele fraction off the drug, days. */
  halfLifePriorDays: from({ ras: 112.6, egfr: 143.1, pooled: 133.9, logSd: 0.6 }, 'Parseghian 2019, doi:10.1093/annonc/mdy509: 3.7, 4.7, 4.4 months (citation not verified); log-sd proposal'),
} as const;

/**
 * Noise of one draw, sd of ln VAF. Shedding divided out: the clone's own noise and that of the truncal variant which the index was taken
 * from (0.28); not: own and shared together (0.40).
 */
export function logSigma(sheddingMeasured: boolean): number {
  const { sigmaOwn, sigmaShared } = engineDefaults;
  return Math.hypot(sigmaOwn.value, sheddingMeasured ? sigmaOwn.value : sigmaShared.value);
}
