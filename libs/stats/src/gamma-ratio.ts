import gammaln from '@stdlib/math-base-special-gammaln';
import betaQuantile from '@stdlib/stats-base-dists-beta-quantile';
import { requireNonNegative, requireOpenUnit, requirePositive } from './check.js';

/** A positive quantity known as a Gamma distribution: relative variance 1/shape. */
export interface GammaBelief { readonly shape: number; readonly mean: number }

/** Continued fraction of the incomplete beta function (Lentz), converging fast for x below (a + 1)/(a + b + 2). */
function betaFraction(a: number, b: number, x: number): number {
  const tiny = 1e-300;
  let c = 1;
  let d = 1 / (1 - ((a + b) * x) / (a + 1) || tiny);
  let h = d;
  for (let m = 1; m <= 10_000; m += 1) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / (1 + even * d || tiny);
    c = 1 + even / c || tiny;
    h *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / (1 + odd * d || tiny);
    c = 1 + odd / c || tiny;
    h *= d * c;
    if (Math.abs(d * c - 1) < 1e-15) break;
  }
  return h;
}

/**
 * P(Beta(a, b) ≤ x), the regularised incomplete beta function. a, b > 0; x outside [0, 1] gives 0 or 1. Throws RangeError for a, b ≤ 0.
 * Source: DLMF 8.17.22.
 */
export function betaCdf(x: number, a: number, b: number): number {
  requirePositive('a', a);
  requirePositive('b', b);
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  const front = Math.exp(gammaln(a + b) - gammaln(a) - gammaln(b) + a * Math.log(x) + b * Math.log1p(-x));
  return x < (a + 1) / (a + b + 2) ? (front * betaFraction(a, b, x)) / a : 1 - (front * betaFraction(b, a, 1 - x)) / b;
}

/**
 * P(X/Y ≤ c) for independent X and Y, each a Gamma belief: exact, as X/(X + Y) of standard Gammas is Beta(shape X, shape Y). c ≥ 0.
 * X of mean 0 gives 1. Throws RangeError for a shape or mean of Y that is not above 0.
 */
export function gammaRatioBelow(c: number, x: GammaBelief, y: GammaBelief): number {
  requireNonNegative('c', c);
  requirePositive('mean', y.mean);
  if (x.mean === 0) return 1;
  const q = (c * y.mean * x.shape) / (x.mean * y.shape);
  return betaCdf(q / (1 + q), x.shape, y.shape);
}

/** Quantile of X/Y; p in (0, 1). Throws as {@link gammaRatioBelow}. */
export function gammaRatioQuantile(p: number, x: GammaBelief, y: GammaBelief): number {
  requireOpenUnit('p', p);
  requirePositive('mean', y.mean);
  const t = betaQuantile(p, x.shape, y.shape);
  return (t / (1 - t)) * ((x.mean * y.shape) / (y.mean * x.shape));
}
