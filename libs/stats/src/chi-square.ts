import gammainc from '@stdlib/math-base-special-gammainc';
import { requireNonNegative, requirePositive } from './check.js';

/** P(χ² ≥ x) with df > 0 degrees of freedom; the tail keeps its relative accuracy. Throws RangeError for x < 0 or df ≤ 0. */
export function chiSquareSurvival(x: number, df: number): number {
  requireNonNegative('x', x);
  requirePositive('df', df);
  return gammainc(x / 2, df / 2, true, true);
}
