/**
 * Parts of an exact log-probability that keep their digits at any count: lnΓ(n) − lnΓ(k) − … loses eight of them at a million molecules,
 * the deviance form loses none. Source: Loader 2000, "Fast and accurate computation of binomial probabilities" (the form used by R).
 */
import gammaln from '@stdlib/math-base-special-gammaln';

const { log, log1p, abs, PI } = Math;
const halfLogTwoPi = 0.5 * log(2 * PI);

/** ln Γ(x + 1) less Stirling's (x + ½) ln x − x + ½ ln 2π; x > 0, need not be whole. The series is exact to 1e-16 from 16 on. */
export function stirlingError(x: number): number {
  if (x < 16) return gammaln(x + 1) - (x + 0.5) * log(x) + x - halfLogTwoPi;
  const s = 1 / (x * x);
  return (1 / 12 - s * (1 / 360 - s * (1 / 1260 - s * (1 / 1680 - s * (1 / 1188 - (s * 691) / 360360))))) / x;
}

/** x ln(x/m) + m − x ≥ 0 for x, m > 0. `diff` = x − m, given by the caller, who may know it to more digits than the subtraction. */
export function deviance(x: number, m: number, diff: number): number {
  if (abs(diff) >= 0.1 * (x + m)) return x * log(x / m) - diff;
  const v = diff / (x + m);
  const v2 = v * v;
  let sum = diff * v;
  let term = 2 * x * v;
  for (let j = 3; j < 1000; j += 2) {
    term *= v2;
    const next = sum + term / j;
    if (next === sum) break;
    sum = next;
  }
  return sum;
}

/** ½ ln(n / (2π x (n − x))): the width of the saddle point. */
const width = (x: number, n: number): number => 0.5 * log(n / (x * (n - x))) - halfLogTwoPi;

/**
 * ln of C(n, x) pˣ qⁿ⁻ˣ with Γ in place of factorials; x and n real, 0 ≤ x ≤ n, p + q = 1. `diff` = x − n·p.
 * Unguarded: callers check their arguments.
 */
export function rawBinomial(x: number, n: number, p: number, q: number, diff: number): number {
  if (p === 0) return x === 0 ? 0 : -Infinity;
  if (q === 0) return x === n ? 0 : -Infinity;
  if (x === 0) return n * (p < 0.5 ? log1p(-p) : log(q));
  if (x === n) return n * (q < 0.5 ? log1p(-q) : log(p));
  return stirlingError(n) - stirlingError(x) - stirlingError(n - x) - deviance(x, n * p, diff) - deviance(n - x, n * q, -diff) + width(x, n);
}

/** ln of e⁻ᵐ mˣ / Γ(x + 1) for real x ≥ 0, m > 0. Unguarded. */
export function rawPoisson(x: number, m: number): number {
  return x === 0 ? -m : -stirlingError(x) - deviance(x, m, x - m) - 0.5 * log(x) - halfLogTwoPi;
}
