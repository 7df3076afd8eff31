import { requireCount, requireProportion } from './check.js';
import { criticalOf, lawOf, type Counting } from './discrete.js';
import { rawBinomial } from './saddle-point.js';

const { exp, log } = Math;

/** Beta weights a, b and their sum from mean and overdispersion ρ = 1/(a + b + 1): the correlation of two molecules of one reaction. */
interface Weights { readonly a: number; readonly b: number; readonly s: number; readonly mean: number }

function weightsOf(mean: number, rho: number): Weights {
  if (!(mean > 0 && mean < 1)) throw new RangeError(`mean must lie between 0 and 1, got ${mean}`);
  if (!(rho > 0 && rho < 1)) throw new RangeError(`rho must lie in [0, 1), got ${rho}`);
  const s = (1 - rho) / rho;
  return { a: mean * s, b: (1 - mean) * s, s, mean };
}

/**
 * C(n, k) B(k + a, n − k + b) / B(a, b) as binomials at the one probability p = (k + a)/(n + s), where p cancels: no lnΓ of a large number is
 * ever subtracted from another.
 */
function rawBetaBinomial(k: number, n: number, w: Weights): number {
  const { a, b, s } = w;
  const [p, q] = [(k + a) / (n + s), (n - k + b) / (n + s)];
  const diff = (s / (n + s)) * (k - n * w.mean);
  const inside = ((k + a) / (n + s)) * (n - k + b);
  return rawBinomial(k, n, p, q, diff) + rawBinomial(a, s, p, q, -diff) - rawBinomial(k + a, n + s, p, q, 0) + log((a / s) * b) - log(inside);
}

/**
 * ln likelihood of k of n, beta-binomial with mean fraction `mean` in (0, 1) and overdispersion `rho` in [0, 1): variance
 * n·mean·(1 − mean)·(1 + (n − 1)·rho). Γ in place of factorials: k and n may be real. rho 0 is the binomial.
 * Throws RangeError for n ≤ 0, k outside 0…n, a bad mean or rho.
 */
export function betaBinomialLogLikelihood(k: number, n: number, mean: number, rho: number): number {
  requireProportion(k, n);
  if (rho === 0) return rawBinomial(k, n, mean, 1 - mean, k - n * mean);
  return rawBetaBinomial(k, n, weightsOf(mean, rho));
}

/** ln P(X = k), X beta-binomial. Throws RangeError for counts that are not whole, and as {@link betaBinomialLogLikelihood}. */
export function betaBinomialLogPmf(k: number, n: number, mean: number, rho: number): number {
  requireCount('k', k);
  requireCount('n', n);
  return betaBinomialLogLikelihood(k, n, mean, rho);
}

function counting(n: number, mean: number, rho: number): Counting {
  requireCount('n', n);
  const w = weightsOf(mean, rho === 0 ? Number.EPSILON / 2 : rho);
  const odds = mean / (1 - mean);
  return {
    mean: n * mean, last: n,
    // With b ≥ 1 the probabilities fall for good; below, they rise again towards n.
    unimodal: w.b >= 1,
    pmf: (k) => exp(rho === 0 ? rawBinomial(k, n, mean, 1 - mean, k - n * mean) : rawBetaBinomial(k, n, w)),
    ratio: (j) => (rho === 0 ? ((n - j) / (j + 1)) * odds : ((n - j) / (j + 1)) * ((j + w.a) / (n - j - 1 + w.b))),
  };
}

const law = lawOf(counting);

/** P(X ≤ k); the lower tail keeps its relative accuracy. Throws RangeError as {@link betaBinomialLogPmf}. */
export const betaBinomialCdf = law.cdf;

/** P(X ≥ k); the upper tail keeps its relative accuracy. Throws RangeError as {@link betaBinomialLogPmf}. */
export const betaBinomialSurvival = law.survival;

/** Least k with P(X ≤ k) ≥ p, p in (0, 1). Throws RangeError for a bad p, n, mean or rho. */
export const betaBinomialQuantile = law.quantile;

/** Count rule for an overdispersed background of a sequencing assay: least k ≥ 2 with P(X ≥ k) ≤ alpha among n molecules. Throws as {@link betaBinomialQuantile}. */
export function betaBinomialCriticalCount(n: number, mean: number, rho: number, alpha: number): number {
  return criticalOf(counting(n, mean, rho), alpha);
}
