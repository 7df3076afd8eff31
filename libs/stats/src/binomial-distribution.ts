import { requireCount, requireProportion } from './check.js';
import { lawOf, type Counting } from './discrete.js';
import { rawBinomial } from './saddle-point.js';

function requireProbability(p: number): void {
  if (!(p >= 0 && p <= 1)) throw new RangeError(`p must lie in [0, 1], got ${p}`);
}

/**
 * ln likelihood of k of n at probability p in [0, 1], Γ in place of factorials: k and n may be real (molecules estimated from partitions).
 * −Infinity where impossible. Throws RangeError for n ≤ 0, k outside 0…n or p outside [0, 1].
 */
export function binomialLogLikelihood(k: number, n: number, p: number): number {
  requireProportion(k, n);
  requireProbability(p);
  return rawBinomial(k, n, p, 1 - p, k - n * p);
}

/** ln P(X = k), X binomial of n ≥ 1 trials at p. Throws RangeError for counts that are not whole, and as {@link binomialLogLikelihood}. */
export function binomialLogPmf(k: number, n: number, p: number): number {
  requireCount('k', k);
  requireCount('n', n);
  return binomialLogLikelihood(k, n, p);
}

function counting(n: number, p: number): Counting {
  requireCount('n', n);
  requireProbability(p);
  const odds = p / (1 - p);
  return {
    mean: n * p, last: n, unimodal: true, ratio: (j) => (p === 1 ? Infinity : ((n - j) / (j + 1)) * odds),
    pmf: (k) => Math.exp(rawBinomial(k, n, p, 1 - p, k - n * p)),
  };
}

const law = lawOf(counting);

/** P(X ≤ k); the lower tail keeps its relative accuracy. Throws RangeError as {@link binomialLogPmf}. */
export const binomialCdf = law.cdf;

/** P(X ≥ k); the upper tail keeps its relative accuracy. Throws RangeError as {@link binomialLogPmf}. */
export const binomialSurvival = law.survival;

/** Least k with P(X ≤ k) ≥ q, q in (0, 1). Throws RangeError for a bad q, n or p. */
export const binomialQuantile = law.quantile;
