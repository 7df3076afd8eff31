import gammaQuantile from '@stdlib/stats-base-dists-gamma-quantile';
import { requireCount, requireNonNegative, requireOpenUnit } from './check.js';
import { criticalOf, lawOf, type Counting } from './discrete.js';
import { rawPoisson } from './saddle-point.js';

/**
 * ln likelihood of a count with mean `mean` ≥ 0, Γ in place of the factorial: k may be real (molecules estimated from partitions).
 * −Infinity where impossible. Throws RangeError for a negative k or mean.
 */
export function poissonLogLikelihood(k: number, mean: number): number {
  requireNonNegative('k', k);
  requireNonNegative('mean', mean);
  if (mean === 0) return k === 0 ? 0 : -Infinity;
  return rawPoisson(k, mean);
}

/** ln P(X = k), X Poisson with mean `mean` ≥ 0; −Infinity where impossible. Throws RangeError for a bad k or mean. */
export function poissonLogPmf(k: number, mean: number): number {
  requireCount('k', k);
  return poissonLogLikelihood(k, mean);
}

/** P(X = k), X Poisson. Throws as {@link poissonLogPmf}. */
export function poissonPmf(k: number, mean: number): number {
  return Math.exp(poissonLogPmf(k, mean));
}

function counting(mean: number): Counting {
  requireNonNegative('mean', mean);
  return {
    mean, last: mean === 0 ? 0 : Infinity, unimodal: true, ratio: (j) => mean / (j + 1),
    pmf: (k) => (mean === 0 ? Number(k === 0) : Math.exp(rawPoisson(k, mean))),
  };
}

const law = lawOf(counting);

/** P(X ≤ k); the lower tail keeps its relative accuracy. Throws RangeError as {@link poissonLogPmf}. */
export const poissonCdf = law.cdf;

/** P(X ≥ k); the upper tail keeps its relative accuracy. Throws RangeError as {@link poissonLogPmf}. */
export const poissonSurvival = law.survival;

/** Least k with P(X ≤ k) ≥ p, p in (0, 1). Throws RangeError for a bad p or mean. */
export const poissonQuantile = law.quantile;

/**
 * Count rule: the least k ≥ 2 with P(Pois(background) ≥ k) ≤ alpha. `background`: expected false-positive molecules.
 * Throws RangeError for a negative background or alpha outside (0, 1). Source: CLSI EP17-A2 LoB, as a Poisson rule.
 */
export function criticalCount(background: number, alpha: number): number {
  requireNonNegative('background', background);
  return criticalOf(counting(background), alpha);
}

/**
 * Molecules λ that a draw must hold on average to be called with probability `power`: P(Pois(λ + background) ≥ critical) = power.
 * 0 when the background alone already reaches it. Poisson tail and Gamma quantile are the same function.
 */
export function lodMolecules(background: number, critical: number, power = 0.95): number {
  requireNonNegative('background', background);
  requireCount('critical', critical);
  requireOpenUnit('power', power);
  if (critical === 0) return 0;
  return Math.max(0, needed(critical, power) - background);
}

/** Critical counts are small and few, and each costs an iteration. */
const known = new Map<number, { readonly power: number; readonly mean: number }>();
const mostKnown = 1000;

/** Mean of a Poisson count that reaches `critical` with probability `power`. */
function needed(critical: number, power: number): number {
  const found = known.get(critical);
  if (found?.power === power) return found.mean;
  const mean = gammaQuantile(power, critical, 1);
  if (known.size < mostKnown || found) known.set(critical, { power, mean });
  return mean;
}
