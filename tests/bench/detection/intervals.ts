/** Figures with their 95 % Monte-Carlo intervals: patients are the independent units, so each interval is taken over patients. */

export interface Figure { readonly value: number; readonly low: number; readonly high: number; readonly n: number }

const z = 1.959964;

/** Ratio of two sums over patients (a rate, a share), with the interval of its linearised variance. NaN without a denominator. */
export function ratioOf(pairs: readonly (readonly [top: number, bottom: number])[], floor = 0): Figure {
  const bottom = pairs.reduce((s, p) => s + p[1], 0);
  const top = pairs.reduce((s, p) => s + p[0], 0);
  const value = top / bottom;
  const mean = bottom / pairs.length;
  const variance = pairs.reduce((s, [a, b]) => s + ((a - value * b) / mean) ** 2, 0) / Math.max(1, pairs.length - 1) / pairs.length;
  // With nothing seen the linearised variance is zero: the rule of three says what remains possible.
  const high = top === 0 ? 3 / bottom : value + z * Math.sqrt(variance);
  return { value, low: Math.max(floor, value - z * Math.sqrt(variance)), high, n: bottom };
}

/** A share over patients, each with several items: {@link ratioOf} within 0 and 1; with none or all seen, the rule of three says what remains possible. */
export function shareOver(pairs: readonly (readonly [yes: number, of: number])[]): Figure {
  const f = ratioOf(pairs);
  return { ...f, low: f.value === 1 ? Math.max(0, 1 - 3 / f.n) : f.low, high: Math.min(1, f.high) };
}

/** A share of yes among yes and no, each its own patient: Wilson's interval. */
export function shareOf(yes: number, n: number): Figure {
  const p = yes / n;
  const centre = (p + (z * z) / (2 * n)) / (1 + (z * z) / n);
  const half = (z / (1 + (z * z) / n)) * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n));
  return { value: p, low: Math.max(0, centre - half), high: Math.min(1, centre + half), n };
}

/** Median with the order statistics that bound it with 95 % confidence (binomial, normal approximation). */
export function medianOf(values: readonly number[]): Figure {
  const sorted = [...values].sort((a, b) => a - b);
  const n = sorted.length;
  const at = (i: number): number => sorted[Math.min(n - 1, Math.max(0, i))] ?? Number.NaN;
  const half = (z * Math.sqrt(n)) / 2;
  return { value: n % 2 === 1 ? at((n - 1) / 2) : (at(n / 2 - 1) + at(n / 2)) / 2, low: at(Math.floor(n / 2 - half)), high: at(Math.ceil(n / 2 + half)), n };
}

/** Mean over patients with its normal interval. */
export function meanOf(values: readonly number[]): Figure {
  const n = values.length;
  const mean = values.reduce((a, b) => a + b, 0) / n;
  const se = Math.sqrt(values.reduce((s, v) => s + (v - mean) ** 2, 0) / Math.max(1, n - 1) / n);
  return { value: mean, low: mean - z * se, high: mean + z * se, n };
}
