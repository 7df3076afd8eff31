import { requirePositive } from './check.js';

/**
 * Quantile of a distribution given as weights on an ascending grid: each weight sits on its grid point and the distribution function
 * is joined by straight lines at mid-mass, so the result moves smoothly with the weights. p in [0, 1]; the result stays inside the grid.
 * Throws RangeError for an empty grid, unequal lengths, a weight below 0, no mass, or p outside [0, 1].
 */
export function weightedQuantile(grid: ArrayLike<number>, weights: ArrayLike<number>, p: number): number {
  const n = grid.length;
  if (n === 0 || weights.length !== n) throw new RangeError(`grid and weights must have the same length above 0, got ${n} and ${weights.length}`);
  if (!(p >= 0 && p <= 1)) throw new RangeError(`p must lie in [0, 1], got ${p}`);
  const total = massOf(weights);
  let below = 0;
  let previousMid = -Infinity;
  let previousX = grid[0]!;
  for (let i = 0; i < n; i += 1) {
    const mid = (below + weights[i]! / 2) / total;
    if (mid >= p) return previousMid === -Infinity || mid === previousMid ? grid[i]! : previousX + ((p - previousMid) / (mid - previousMid)) * (grid[i]! - previousX);
    if (weights[i]! > 0) {
      previousMid = mid;
      previousX = grid[i]!;
    }
    below += weights[i]!;
  }
  return previousX;
}

function massOf(weights: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < weights.length; i += 1) {
    if (!(weights[i]! >= 0)) throw new RangeError(`a weight must be at least 0, got ${weights[i]}`);
    total += weights[i]!;
  }
  requirePositive('sum of weights', total);
  return total;
}
