import type { CountUnit } from '@clonewatch/domain';

/** Molecules per partition from positive and accepted partitions. */
export const lambda = (positive: number, accepted: number): number => -Math.log1p(-positive / accepted);

/**
 * Does a stated VAF fit the counts beside it? Callers report model estimates, so only a clear contradiction counts, such as a slip
 * of the unit: more than a factor of 1.5 apart and more than three Poisson standard deviations.
 */
export function countsAgree(unit: CountUnit, mutant: number, total: number, wildtype: number | null, vaf: number): boolean {
  let [k, n] = [mutant, total];
  if (unit === 'partitions') {
    if (wildtype === null) return true;
    k = lambda(mutant, total) * total;
    n = k + lambda(wildtype, total) * total;
  }
  if (n === 0) return true;
  const [low, high] = [Math.min(k / n, vaf), Math.max(k / n, vaf)];
  const expected = vaf * n;
  return high <= 1.5 * low || Math.abs(k - expected) <= 3 * Math.sqrt(Math.max(expected, k, 1));
}
