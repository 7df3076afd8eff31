import gammaln from '@stdlib/math-base-special-gammaln';
import type { Limits } from './binomial.js';
import { requireNonNegative, requirePositive } from './check.js';

/** Taken out of `Math` once: inner loops then do not look the global up each time. */
const { exp, log, sqrt, abs, max, min } = Math;

/** Above this shape the Cornish–Fisher series is exact to 1e-7 relative and costs no iteration. */
const seriesFrom = 30;
const z95 = 1.959963984540054;

/** P(Gamma(a, 1) ≤ x), a > 0. Throws RangeError for a not above 0. */
export function gammaBelow(a: number, x: number): number {
  requirePositive('a', a);
  return gammaCdf(a, x, gammaln(a + 1));
}

/** Quantiles of Gamma(a, 1) at the given probabilities, each in (0, 1). Throws RangeError for a not above 0. */
export function gammaQuantiles(a: number, ps: readonly number[]): readonly number[] {
  requirePositive('a', a);
  const next = gammaln(a + 1);
  return ps.map((p) => smallShape(a, p, next));
}

/** Σ x^j / ((a + 1) … (a + j)): some dozen terms for small a and x, about x of them for large. */
function series(a: number, x: number): number {
  let term = 1;
  let sum = 1;
  for (let j = a + 1; term > sum * 1e-16; j += 1) {
    term *= x / j;
    sum += term;
  }
  return sum;
}

/** P(Gamma(a, 1) ≤ x). `next`: lnΓ(a + 1). */
function gammaCdf(a: number, x: number, next: number): number {
  return x > 0 ? min(1, series(a, x) * exp(a * log(x) - x - next)) : 0;
}

/** Rough standard normal quantile (Abramowitz & Stegun 26.2.23, 4.5e-4): a start for Newton's method only. */
function roughNormal(p: number): number {
  const t = sqrt(-2 * log(p < 0.5 ? p : 1 - p));
  const z = t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
  return p < 0.5 ? -z : z;
}

/** Quantile of Gamma(a, 1): Halley's method (cubic) kept inside a bracket. `next`: lnΓ(a + 1). */
function smallShape(a: number, p: number, next: number): number {
  const cube = 1 - 1 / (9 * a) + roughNormal(p) / (3 * sqrt(a));
  // Wilson–Hilferty where it is positive, else the leading term of the series.
  let x = cube > 0.3 ? a * cube * cube * cube : exp((log(p) + next) / a);
  let [low, high] = [0, Infinity];
  for (let i = 0; i < 40; i += 1) {
    // x^a e^(−x) / Γ(a + 1): the series' factor, and the density but for a/x.
    const factor = exp(a * log(x) - x - next);
    const f = factor * series(a, x) - p;
    if (f > 0) high = x; else low = x;
    const u = (f * x) / (factor * a);
    let moved = x - u / (1 - max(-0.5, min(0.5, u * ((a - 1) / x - 1) / 2)));
    if (!(moved > low && moved < high)) moved = high === Infinity ? 2 * x : (low + high) / 2;
    // The error after a step is about the cube of the step.
    if (abs(moved - x) <= 1e-5 * x) return moved;
    x = moved;
  }
  return x;
}

/** Cornish–Fisher for χ² with 2a degrees of freedom, halved. Source: Goldberg & Levine 1946, doi:10.1214/aoms/1177730982. */
function largeShape(a: number, z: number): number {
  const n = 2 * a;
  const r = sqrt(2 * n);
  const z2 = z * z;
  return 0.5 * (n + z * r + (2 / 3) * (z2 - 1) + (z * (z2 - 7)) / (9 * r) - (6 * z2 * z2 + 14 * z2 - 32) / (405 * n)
    + (z * (9 * z2 * z2 + 256 * z2 - 433)) / (4860 * n * r) + (12 * z2 ** 3 - 243 * z2 * z2 - 923 * z2 + 1472) / (25515 * n * n));
}

/** ln P(Gamma(a, 1) > x) for x above a, by Legendre's continued fraction (Lentz): no digits are lost far out in the tail. */
function logSurvival(a: number, x: number, logGamma: number): number {
  const tiny = 1e-300;
  let b = x + 1 - a;
  let c = 1 / tiny;
  let d = 1 / b;
  let h = d;
  for (let i = 1; i < 500; i += 1) {
    const an = -i * (i - a);
    b += 2;
    d = 1 / (an * d + b || tiny);
    c = b + an / c || tiny;
    const step = c * d;
    h *= step;
    if (abs(step - 1) < 1e-14) break;
  }
  return log(h) + a * log(x) - x - logGamma;
}

/** Excess of Gamma(a, 1) over `cut` (above a), given that it exceeds it: ln survival is concave, so Newton's method comes down from the right. */
function excess(a: number, cut: number, p: number): number {
  const logGamma = gammaln(a);
  const target = logSurvival(a, cut, logGamma) + log(1 - p);
  let x = cut;
  for (let i = 0; i < 50; i += 1) {
    const s = logSurvival(a, x, logGamma);
    const hazard = exp((a - 1) * log(x) - x - logGamma - s);
    const moved = max(cut, x + (s - target) / hazard);
    if (abs(moved - x) <= 1e-12 * x) return moved - cut;
    x = moved;
  }
  return x - cut;
}

/**
 * Signal molecules λ behind a count: k ~ Pois(λ + background), half-Jeffreys prior on the whole mean and no signal below 0, so
 * λ + background ~ Gamma(k + ½, 1) cut off at the background. Median and 95 % limits, molecules ≥ 0; `k` may be real.
 * Throws RangeError for a negative k or background.
 * Expected values: tests/golden/detectability.json (SciPy).
 */
export function signalPosterior(k: number, background: number): Limits & { readonly median: number } {
  requireNonNegative('k', k);
  requireNonNegative('background', background);
  const a = k + 0.5;
  if (a >= seriesFrom && background < a - 6 * sqrt(a)) {
    return { median: largeShape(a, 0) - background, low: largeShape(a, -z95) - background, high: largeShape(a, z95) - background };
  }
  if (background > a) return { median: excess(a, background, 0.5), low: excess(a, background, 0.025), high: excess(a, background, 0.975) };
  const next = gammaln(a + 1);
  const cut = gammaCdf(a, background, next);
  const at = (p: number): number => max(0, smallShape(a, cut + p * (1 - cut), next) - background);
  return { median: at(0.5), low: at(0.025), high: at(0.975) };
}
