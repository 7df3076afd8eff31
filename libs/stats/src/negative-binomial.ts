import gammaln from '@stdlib/math-base-special-gammaln';
import { requireCount, requireNonNegative } from './check.js';
import { poissonLogPmf } from './poisson.js';

/** Above this size lnΓ(size + k) − lnΓ(size) would lose digits; Stirling's series is exact to 1e-18 there. */
const stirlingFrom = 1e6;

/** lnΓ(r + k) − lnΓ(r) − k ln r. */
function logRising(k: number, r: number): number {
  if (r < stirlingFrom) return gammaln(r + k) - gammaln(r) - k * Math.log(r);
  return (r + k - 0.5) * Math.log1p(k / r) - k + 1 / (12 * (r + k)) - 1 / (12 * r);
}

/**
 * ln P(X = k), X negative binomial with the given mean ≥ 0 and size > 0: variance mean + mean²/size. A multiplicative noise of
 * log-sd σ on a Poisson rate has size 1/σ². Size Infinity is the Poisson; huge sizes approach it without loss of digits.
 * Throws RangeError with the value for a bad k, mean or size.
 */
export function negativeBinomialLogPmf(k: number, mean: number, size: number): number {
  requireCount('k', k);
  requireNonNegative('mean', mean);
  if (!(size > 0)) throw new RangeError(`size must be above 0, got ${size}`);
  if (size === Infinity) return poissonLogPmf(k, mean);
  if (mean === 0) return k === 0 ? 0 : -Infinity;
  const spread = Math.log1p(mean / size);
  return logRising(k, size) - gammaln(k + 1) + k * (Math.log(mean) - spread) - size * spread;
}
