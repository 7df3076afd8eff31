import betaQuantile from '@stdlib/stats-base-dists-beta-quantile';
import { requireOpenUnit, requireProportion } from './check.js';

/** Two limits of one quantity, in its own unit. */
export interface Limits { readonly low: number; readonly high: number }

/**
 * Exact two-sided interval of a proportion, k of n. k=0 gives low 0, k=n gives high 1.
 * Counts are normally whole; real counts (molecules estimated from partitions) go through the same Beta quantiles.
 * Throws RangeError for n ≤ 0, k outside 0…n, or a level outside (0, 1).
 * Source: Clopper & Pearson 1934, Biometrika 26:404, doi:10.1093/biomet/26.4.404.
 */
export function clopperPearson(k: number, n: number, level = 0.95): Limits {
  requireProportion(k, n);
  requireOpenUnit('level', level);
  const tail = (1 - level) / 2;
  // expm1 keeps all digits of a bound near 0.
  if (k === 0) return { low: 0, high: -Math.expm1(Math.log(tail) / n) };
  if (k === n) return { low: Math.exp(Math.log(tail) / n), high: 1 };
  return { low: betaQuantile(tail, k, n - k + 1), high: betaQuantile(1 - tail, k + 1, n - k) };
}

/**
 * Exact one-sided upper bound of a proportion: the value above which k or fewer of n has probability below 1 − level.
 * k=0 gives 1 − (1 − level)^(1/n), the bound shown instead of "0 %". Throws as {@link clopperPearson}.
 */
export function binomialUpper(k: number, n: number, level = 0.95): number {
  requireProportion(k, n);
  requireOpenUnit('level', level);
  if (k === n) return 1;
  // expm1 keeps all digits of a bound near 0.
  if (k === 0) return -Math.expm1(Math.log(1 - level) / n);
  return betaQuantile(level, k + 1, n - k);
}
