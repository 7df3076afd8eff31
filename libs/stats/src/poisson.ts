import gammaln from '@stdlib/math-base-special-gammaln';
import gammaQuantile from '@stdlib/stats-base-dists-gamma-quantile';
import { requireCount, requireNonNegative, requireOpenUnit } from './check.js';

/** ln P(X = k), X Poisson with mean `mean` ≥ 0; −Infinity where impossible. Throws RangeError for a bad k or mean. */
export function poissonLogPmf(k: number, mean: number): number {
  requireCount('k', k);
  requireNonNegative('mean', mean);
  if (mean === 0) return k === 0 ? 0 : -Infinity;
  return k * Math.log(mean) - mean - gammaln(k + 1);
}

/** P(X = k), X Poisson. Throws as {@link poissonLogPmf}. */
export function poissonPmf(k: number, mean: number): number {
  return Math.exp(poissonLogPmf(k, mean));
}

/** Σ pmf(j), j ≤ k, from the largest term down; accurate in relative terms for k below the mean. */
function lowerSum(k: number, mean: number): number {
  let term = 1;
  let sum = 1;
  for (let j = k; j > 0 && term > sum * 1e-17; j -= 1) {
    term *= j / mean;
    sum += term;
  }
  return sum * poissonPmf(k, mean);
}

/** Σ pmf(j), j ≥ k, from the largest term up; accurate in relative terms for k above the mean. */
function upperSum(k: number, mean: number): number {
  let term = 1;
  let sum = 1;
  for (let j = k + 1; term > sum * 1e-17; j += 1) {
    term *= mean / j;
    sum += term;
  }
  return sum * poissonPmf(k, mean);
}

/** P(X ≤ k), X Poisson. Throws RangeError for a bad k or mean. */
export function poissonCdf(k: number, mean: number): number {
  requireCount('k', k);
  requireNonNegative('mean', mean);
  if (mean === 0) return 1;
  return k < mean ? lowerSum(k, mean) : 1 - upperSum(k + 1, mean);
}

/** P(X ≥ k), X Poisson: the tail keeps its relative accuracy. Throws RangeError for a bad k or mean. */
export function poissonSurvival(k: number, mean: number): number {
  requireCount('k', k);
  requireNonNegative('mean', mean);
  if (k === 0) return 1;
  if (mean === 0) return 0;
  return k > mean ? upperSum(k, mean) : 1 - lowerSum(k - 1, mean);
}

/** A single molecule is never a detection, however clean the blanks (science §6a). */
const leastMolecules = 2;

/**
 * Count rule: the least k ≥ 2 with P(Pois(background) ≥ k) ≤ alpha. `background`: expected false-positive molecules.
 * Throws RangeError for a negative background or alpha outside (0, 1). Source: CLSI EP17-A2 LoB, as a Poisson rule.
 */
export function criticalCount(background: number, alpha: number): number {
  requireNonNegative('background', background);
  requireOpenUnit('alpha', alpha);
  // P(X ≥ ⌊b⌋) is at least one half, so no smaller k can qualify: a noisy assay with b of thousands stays cheap.
  let k = alpha < 0.5 ? Math.max(leastMolecules, Math.floor(background)) : leastMolecules;
  while (poissonSurvival(k, background) > alpha) k += 1;
  return k;
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
  return Math.max(0, gammaQuantile(power, critical, 1) - background);
}
