/** Tails and quantiles of a count by summing its probabilities from the largest term outwards: every term is positive, so a tail of 1e-200 keeps its digits. */
import { requireCount, requireOpenUnit } from './check.js';

/** A distribution on 0…last as its tails need it. `ratio(j)` = P(j + 1) / P(j). */
export interface Counting {
  readonly mean: number;
  /** Largest possible value; Infinity when there is none. */
  readonly last: number;
  readonly pmf: (k: number) => number;
  readonly ratio: (j: number) => number;
  /** True when the probabilities fall for good once they fall: the sum may then stop early. */
  readonly unimodal: boolean;
}

const negligible = 1e-18;

function sumUp(d: Counting, k: number): number {
  let term = 1;
  let sum = 1;
  for (let j = k; j < d.last; j += 1) {
    const r = d.ratio(j);
    term *= r;
    sum += term;
    // What follows is at most a geometric series with this ratio.
    if (d.unimodal && r < 1 && term * r <= sum * negligible * (1 - r)) break;
  }
  return sum * d.pmf(k);
}

function sumDown(d: Counting, k: number): number {
  let term = 1;
  let sum = 1;
  for (let j = k - 1; j >= 0; j -= 1) {
    const r = 1 / d.ratio(j);
    term *= r;
    sum += term;
    if (d.unimodal && r < 1 && term * r <= sum * negligible * (1 - r)) break;
  }
  return sum * d.pmf(k);
}

/** P(X ≤ k). */
export function lowerTail(d: Counting, k: number): number {
  if (k >= d.last) return 1;
  if (k < d.mean) return Math.min(1, sumDown(d, k));
  return Math.max(0, 1 - sumUp(d, k + 1));
}

/** P(X ≥ k). */
export function upperTail(d: Counting, k: number): number {
  if (k === 0) return 1;
  if (k > d.last) return 0;
  if (k > d.mean) return Math.min(1, sumUp(d, k));
  return Math.max(0, 1 - sumDown(d, k - 1));
}

/** Least k with P(X ≤ k) ≥ p. Throws RangeError for p outside (0, 1). */
export function countQuantile(d: Counting, p: number): number {
  requireOpenUnit('p', p);
  // Above one half the tail that is left decides: 1 − cdf would have no digits there.
  const enough = p < 0.5 ? (k: number) => lowerTail(d, k) >= p : (k: number) => upperTail(d, k + 1) <= 1 - p;
  let high = Math.min(d.last, Math.max(1, Math.ceil(d.mean)));
  let low = -1;
  while (!enough(high)) {
    low = high;
    high = Math.min(d.last, 2 * high + 1);
  }
  while (high - low > 1) {
    const mid = Math.floor((low + high) / 2);
    if (enough(mid)) high = mid; else low = mid;
  }
  return high;
}

/** Both tails and the quantile of a law, each of the law's own parameters: the tail on its side of the mean keeps its relative accuracy. */
export function lawOf<Parameters extends readonly number[]>(counting: (...parameters: Parameters) => Counting) {
  return {
    /** P(X ≤ k). Throws RangeError for a k that is no count, and for what the law's parameters may not be. */
    cdf: (k: number, ...parameters: Parameters): number => {
      requireCount('k', k);
      return lowerTail(counting(...parameters), k);
    },
    /** P(X ≥ k). Throws likewise. */
    survival: (k: number, ...parameters: Parameters): number => {
      requireCount('k', k);
      return upperTail(counting(...parameters), k);
    },
    /** Least k with P(X ≤ k) ≥ p. Throws RangeError for p outside (0, 1), and likewise. */
    quantile: (p: number, ...parameters: Parameters): number => countQuantile(counting(...parameters), p),
  };
}

/** A single molecule is never a detection, however clean the blanks (science §6a). */
const leastMolecules = 2;

/** Least k ≥ 2 with P(X ≥ k) ≤ alpha, alpha in (0, 1): what a false-positive count hardly ever reaches. `last + 1` where it always may. */
export function criticalOf(d: Counting, alpha: number): number {
  requireOpenUnit('alpha', alpha);
  const quantile = alpha < 0.5 ? countQuantile(d, 1 - alpha) : 0;
  // 1 − alpha is rounded, so the neighbours decide by the tail itself.
  let k = Math.max(leastMolecules, quantile - 1);
  while (upperTail(d, k) > alpha) k += 1;
  return k;
}
