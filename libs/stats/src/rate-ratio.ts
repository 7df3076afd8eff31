import { clopperPearson, type Limits } from './binomial.js';
import { requireNonNegative, requirePositive } from './check.js';

/**
 * Ratio of two rates k1/n1 over k2/n2 with an exact conditional interval: given k1 + k2, k1 is binomial with
 * θ = n1·r/(n1·r + n2). Exact for rare counts; conservative when the rates are not small (binomial counts vary less than Poisson).
 * k1=0 gives ratio 0 and low 0; k2=0 has no finite ratio: RangeError, as for n ≤ 0 or negative counts.
 * Source: Przyborowski & Wilenski 1940, Biometrika 31:313, doi:10.1093/biomet/31.3-4.313.
 */
export function rateRatio(k1: number, n1: number, k2: number, n2: number, level = 0.95): Limits & { readonly ratio: number } {
  requireNonNegative('k1', k1);
  requirePositive('n1', n1);
  requirePositive('k2', k2);
  requirePositive('n2', n2);
  const { low, high } = clopperPearson(k1, k1 + k2, level);
  const odds = (theta: number): number => ((theta / (1 - theta)) * n2) / n1;
  return { ratio: (k1 * n2) / (n1 * k2), low: odds(low), high: odds(high) };
}
