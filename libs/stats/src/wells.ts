import { chiSquareSurvival } from './chi-square.js';
import { requireCount, requireProportion } from './check.js';
import { fractionalAbundance, partitionRate, type FractionalAbundance, type PartitionRate } from './partitions.js';

/** Partitions of one replicate well of a reaction. */
export interface Well { readonly positive: number; readonly accepted: number }

/** Do replicate wells agree with one concentration? */
export interface Heterogeneity {
  /** Pearson's χ² of positive and negative partitions over the wells. */
  readonly chiSquare: number;
  /** Wells less one; 0 when there is nothing to compare. */
  readonly df: number;
  /** P(χ² ≥ the statistic) under one concentration; 1 when there is nothing to compare. */
  readonly pValue: number;
  /** χ²/df: the variance over that of one concentration. 1 when there is nothing to compare. */
  readonly dispersion: number;
  /** An expected count is below 5, so the p-value is only a guide (Cochran 1954, doi:10.2307/3001616). */
  readonly sparse: boolean;
}

/** Copies per partition over all wells, with the test whether one number may stand for them. */
export interface PooledRate extends PartitionRate { readonly positive: number; readonly accepted: number; readonly heterogeneity: Heterogeneity }

/**
 * Replicate wells of one reaction as one: positives and accepted partitions add up, which is exact for wells of one concentration, so the limits
 * are those of {@link partitionRate} on the sums and do not depend on how the partitions were spread over wells.
 * Throws RangeError for no wells, counts that are not whole, or positives above accepted.
 */
export function poolWells(wells: readonly Well[], level = 0.95): PooledRate {
  const { positive, accepted } = sumOf(wells);
  return { ...partitionRate(positive, accepted, level), positive, accepted, heterogeneity: wellHeterogeneity(wells) };
}

function sumOf(wells: readonly Well[]): Well {
  if (wells.length === 0) throw new RangeError('wells must not be empty');
  let [positive, accepted] = [0, 0];
  for (const w of wells) {
    requireCount('positive', w.positive);
    requireCount('accepted', w.accepted);
    requireProportion(w.positive, w.accepted);
    positive += w.positive;
    accepted += w.accepted;
  }
  return { positive, accepted };
}

/** Pearson's test of one share of positive partitions over the wells. Throws as {@link poolWells}. */
export function wellHeterogeneity(wells: readonly Well[]): Heterogeneity {
  const { positive, accepted } = sumOf(wells);
  const [p, df] = [positive / accepted, wells.length - 1];
  const sparse = wells.some((w) => w.accepted * Math.min(p, 1 - p) < 5);
  if (df === 0 || p === 0 || p === 1) return { chiSquare: 0, df, pValue: 1, dispersion: 1, sparse };
  const chiSquare = wells.reduce((s, w) => s + (w.positive - w.accepted * p) ** 2 / (w.accepted * p * (1 - p)), 0);
  return { chiSquare, df, pValue: chiSquareSurvival(chiSquare, df), dispersion: chiSquare / df, sparse };
}

/** Partitions of one duplex well. */
export interface DuplexWell { readonly mutantPositive: number; readonly wildtypePositive: number; readonly accepted: number }

/** Fractional abundance over replicate duplex wells, with the test of each channel. */
export interface PooledAbundance extends FractionalAbundance { readonly mutantHeterogeneity: Heterogeneity; readonly wildtypeHeterogeneity: Heterogeneity }

/** {@link fractionalAbundance} of the summed wells, each channel tested for wells that differ. Throws RangeError as {@link poolWells} and where no partition is positive. */
export function poolDuplexWells(wells: readonly DuplexWell[], level = 0.95): PooledAbundance {
  const mutant = wells.map((w) => ({ positive: w.mutantPositive, accepted: w.accepted }));
  const wildtype = wells.map((w) => ({ positive: w.wildtypePositive, accepted: w.accepted }));
  const [m, w] = [sumOf(mutant), sumOf(wildtype)];
  return { ...fractionalAbundance(m.positive, w.positive, m.accepted, level), mutantHeterogeneity: wellHeterogeneity(mutant), wildtypeHeterogeneity: wellHeterogeneity(wildtype) };
}
