import { requireCount, requireNonNegative } from './check.js';
import { criticalOf, lawOf, type Counting } from './discrete.js';
import { poissonLogLikelihood } from './poisson.js';
import { deviance, stirlingError } from './saddle-point.js';

const { exp, log, log1p, PI } = Math;

function requireSize(size: number): void {
  if (!(size > 0)) throw new RangeError(`size must be above 0, got ${size}`);
}

/** The probability as size/(size + k) of a binomial's, with every difference taken before it is rounded: exact up to size 1e300. */
function rawNegativeBinomial(k: number, mean: number, size: number): number {
  if (size === Infinity) return poissonLogLikelihood(k, mean);
  if (mean === 0) return k === 0 ? 0 : -Infinity;
  const m = mean / size;
  if (k === 0) return -size * log1p(m);
  const diff = (k - mean) / (1 + m);
  const growth = (1 + k / size) / (1 + m);
  return stirlingError(size + k) - stirlingError(size) - stirlingError(k) - deviance(k, mean * growth, diff)
    - deviance(size, size * growth, -diff) - 0.5 * (log1p(k / size) + log(2 * PI * k));
}

/**
 * ln likelihood of a count, negative binomial with the given mean ≥ 0 and size > 0 (variance mean + mean²/size); Γ in place of factorials:
 * k may be real (molecules estimated from partitions). Size Infinity is the Poisson. Throws RangeError for a negative k or mean, or a bad size.
 */
export function negativeBinomialLogLikelihood(k: number, mean: number, size: number): number {
  requireNonNegative('k', k);
  requireNonNegative('mean', mean);
  requireSize(size);
  return rawNegativeBinomial(k, mean, size);
}

/**
 * ln P(X = k), X negative binomial with the given mean ≥ 0 and size > 0: variance mean + mean²/size. A multiplicative noise of
 * log-sd σ on a Poisson rate has size 1/σ². Size Infinity is the Poisson; huge sizes approach it without loss of digits.
 * Throws RangeError with the value for a bad k, mean or size.
 */
export function negativeBinomialLogPmf(k: number, mean: number, size: number): number {
  requireCount('k', k);
  return negativeBinomialLogLikelihood(k, mean, size);
}

function counting(mean: number, size: number): Counting {
  requireNonNegative('mean', mean);
  requireSize(size);
  const step = mean / (1 + mean / size);
  return { mean, last: mean === 0 ? 0 : Infinity, unimodal: true, pmf: (k) => exp(rawNegativeBinomial(k, mean, size)), ratio: (j) => ((1 + j / size) * step) / (j + 1) };
}

const law = lawOf(counting);

/** P(X ≤ k); the lower tail keeps its relative accuracy. Throws RangeError as {@link negativeBinomialLogPmf}. */
export const negativeBinomialCdf = law.cdf;

/** P(X ≥ k); the upper tail keeps its relative accuracy. Throws RangeError as {@link negativeBinomialLogPmf}. */
export const negativeBinomialSurvival = law.survival;

/** Least k with P(X ≤ k) ≥ p, p in (0, 1). Throws RangeError for a bad p, mean or size. */
export const negativeBinomialQuantile = law.quantile;

/**
 * Count rule for a background known from blanks only: its Gamma posterior makes the false positives of a reaction negative binomial, with
 * the posterior's shape as size. Least k ≥ 2 with P(X ≥ k) ≤ alpha. Throws RangeError for a bad mean, size or alpha.
 */
export function negativeBinomialCriticalCount(mean: number, size: number, alpha: number): number {
  return criticalOf(counting(mean, size), alpha);
}
