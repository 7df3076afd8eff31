/**
 * The grid on which a clone is tracked: ln VAF × growth rate. One posterior on it answers whether the clone rises, how fast, when it
 * crosses a limit, and what the next draw should show. Fixed and small, so that a step costs microseconds and is the same everywhere.
 */
import { engineDefaults } from '../defaults.js';

/** ln VAF of the lowest level: a part in a million, clean for every assay. */
export const lowestLevel = Math.log(1e-6);
export const levelStep = 0.25;
export const levelCount = 56;
/** ln VAF of each level. */
export const levels: Float64Array = Float64Array.from({ length: levelCount }, (_, i) => lowestLevel + i * levelStep);

/** Doubling times of growth and half-lives of decay, days, each with its prior weight within its kind. */
const doublings = [7, 10, 14, 20, 28, 40, 56, 80];
const halfLives = [7, 14, 28, 56, 112, 224];

/** Growth per day of each rate: decays first, then 0, then growths from slow to fast. */
export const rates: Float64Array = Float64Array.from([...halfLives.map((h) => -Math.LN2 / h), 0, ...doublings.map((d) => Math.LN2 / d).reverse()]);
export const rateCount = rates.length;
export const stableRate = halfLives.length;
export const firstGrowth = stableRate + 1;

/** Weight of each growth: lognormal in the doubling time, wide, since no distribution is published. */
function growthWeights(): readonly number[] {
  const { medianDays, logSd } = engineDefaults.doublingPrior.value;
  const w = doublings.map((d) => Math.exp(-0.5 * (Math.log(d / medianDays) / logSd) ** 2)).reverse();
  const sum = w.reduce((a, b) => a + b, 0);
  return w.map((x) => x / sum);
}

/** Where a clone goes when its course changes: P(decay), P(stable), P(growth) of the new course. */
export function coursePrior(decay: number, stable: number, growth: number): Float64Array {
  return Float64Array.from([...halfLives.map(() => decay / halfLives.length), stable, ...growthWeights().map((w) => growth * w)]);
}
