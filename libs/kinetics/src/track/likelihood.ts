/** What one draw says about each level of the grid. */
import { engineDefaults } from '../defaults.js';
import { levelCount, levels } from './grid.js';

const { exp, log, log1p, max } = Math;

/** One draw of one variant as the filter reads it. */
export interface TrackObservation {
  readonly day: number;
  readonly assay: string;
  /** Mutant molecules (real where they come from partitions), all molecules, expected false positives. */
  readonly k: number;
  readonly n: number;
  readonly background: number;
  /** Variance of the background over its mean, less one: 0 for a Poisson background. */
  readonly backgroundExcess: number;
  /** ln of the draw's shedding noise as the truncal variants show it, and the variance left of everything multiplicative. */
  readonly logNoise: number;
  readonly noiseVariance: number;
  /** P(the molecules are another sample's), before the counts: `strangeShares`. */
  readonly strange: number;
}

/** ln Γ(x) for x > 0 by Stirling's series after shifting to x ≥ 8: 1e-12 absolute is plenty for a likelihood. */
export function lnGamma(x: number): number {
  let shift = 1;
  let y = x;
  while (y < 8) { shift *= y; y += 1; }
  const z = 1 / (y * y);
  return (y - 0.5) * log(y) - y + 0.9189385332046727 + (1 / 12 - z * (1 / 360 - z * (1 / 1260 - z / 1680))) / y - log(shift);
}

/**
 * ln probability of k with a mean of `signal` (log-sd² `variance`) and a background of its own excess, as a negative binomial of the same
 * mean and variance, without the −ln k! that no level changes.
 */
function logMass(k: number, signal: number, variance: number, b: number, excess: number): number {
  const mean = signal + b;
  return logMassOf(k, mean, k === 0 ? 0 : log(mean), max(signal * signal * variance + b * excess, 1e-6 * mean));
}

/** The same of a mean whose logarithm is known (not read for k = 0); `extra`: by how much the variance is above the mean. */
function logMassOf(k: number, mean: number, logMean: number, extra: number): number {
  const r = (mean * mean) / extra;
  const spread = log1p(mean / r);
  return (k === 0 ? 0 : lnGamma(k + r) - lnGamma(r) - k * log(r) + k * (logMean - spread)) - r * spread;
}

const vafs = levels.map((x) => exp(x));

/** Extra DNA of another sample that may sit in one draw, as VAF of the variant. */
const carriedOver = [1e-4, 3e-4, 1e-3, 3e-3, 1e-2];

/** ln probability of k where the molecules are another sample's. */
function logCarriedOver(o: TrackObservation, b: number): number {
  let sum = 0;
  const top = logMass(o.k, o.k, 1, b, 0);
  for (const v of carriedOver) sum += exp(logMass(o.k, o.n * v, o.noiseVariance, b, o.backgroundExcess) - top);
  return top + log(sum / carriedOver.length);
}

/**
 * Likelihood of every level, last entry: of no clone at all, scaled to a maximum of 1. A draw may, rarely, be an outlier: its noise far
 * wider than usual, or its molecules another sample's. So one strange draw never settles anything.
 */
export function likelihoodOf(o: TrackObservation): Float64Array {
  const { outlierShare, outlierVariance } = engineDefaults.outliers.value;
  const exposure = o.n * exp(o.logNoise);
  const b = max(o.background, 1e-6 * o.n);
  const usual = log((1 - outlierShare) * (1 - o.strange));
  const outlier = log(outlierShare * (1 - o.strange));
  const carried = log(o.strange) + logCarriedOver(o, b);
  const out = new Float64Array(levelCount + 1);
  let top = -Infinity;
  for (let i = 0; i <= levelCount; i += 1) {
    const signal = i === levelCount ? 0 : exposure * vafs[i]!;
    const mean = signal + b;
    const logMean = o.k === 0 ? 0 : log(mean);
    const x = usual + logMassOf(o.k, mean, logMean, max(signal * signal * o.noiseVariance + b * o.backgroundExcess, 1e-6 * mean));
    const y = outlier + logMassOf(o.k, mean, logMean, max(signal * signal * (o.noiseVariance + outlierVariance) + b * o.backgroundExcess, 1e-6 * mean));
    // Carried-over molecules come on top of the clone's own: they explain no draw that has fewer than the level gives.
    const m = max(x, y, signal < o.k ? carried : -Infinity);
    const v = (out[i] = m + log(exp(x - m) + exp(y - m) + (signal < o.k ? exp(carried - m) : 0)));
    if (v > top) top = v;
  }
  for (let i = 0; i <= levelCount; i += 1) out[i] = exp(out[i]! - top);
  return out;
}
