/** Simple rules for "rising", on the same readings as the engine: what a laboratory might do without a model. Each judges every draw with the past only. */
import type { SeriesResult } from '@clonewatch/domain';
import { poissonSurvival } from '@clonewatch/stats';

/** One draw of one variant, assays of the draw pooled. Molecules; `expected`: false positives. */
export interface Reading { readonly specimenId: string; readonly day: number; readonly k: number; readonly n: number; readonly expected: number; readonly called: boolean }

/** Is the rule's condition met at the last of the readings? */
export type Rule = (past: readonly Reading[]) => boolean;

const vaf = (x: Reading): number => x.k / x.n;
const consecutive = (count: number, met: (past: readonly Reading[]) => boolean): Rule => (past) =>
  Array.from({ length: count }, (_, i) => past.slice(0, past.length - i)).every((p) => p.length > 0 && met(p));

const twiceNadir = (past: readonly Reading[]): boolean => {
  const nadir = Math.min(...past.slice(0, -1).map(vaf));
  const now = vaf(past.at(-1)!);
  return past.length > 1 && now > 0.001 && now >= 2 * nadir;
};

/** Pearson residual of a draw against the rate of the first three, with the noise of shedding (log-sd 0.4). */
function residual(base: readonly Reading[], x: Reading): number {
  const rate = base.reduce((s, b) => s + Math.max(0, b.k - b.expected), 0) / base.reduce((s, b) => s + b.n, 0);
  const mean = x.n * rate + x.expected;
  return (x.k - mean) / Math.sqrt(mean + (0.4 * x.n * rate) ** 2 + 0.1);
}

const cusum: Rule = (past) => {
  if (past.length < 4) return false;
  const base = past.slice(0, 3);
  return past.slice(3).reduce((s, x) => Math.max(0, s + residual(base, x) - 0.5), 0) > 5;
};

/** One-sided 5 % points of Student's t by degrees of freedom 1 to 6. */
const t95 = [6.314, 2.92, 2.353, 2.132, 2.015, 1.943];

/** Least squares of ln VAF (non-detects at half a molecule) over up to eight draws. */
const slope: Rule = (past) => {
  const window = past.slice(-8);
  const m = window.length;
  if (m < 3 || !past.at(-1)!.called) return false;
  const x = window.map((r) => r.day);
  const y = window.map((r) => Math.log(Math.max(0.5, r.k) / r.n));
  const mean = (v: readonly number[]): number => v.reduce((a, b) => a + b, 0) / m;
  const [mx, my] = [mean(x), mean(y)];
  const sxx = x.reduce((s, v) => s + (v - mx) ** 2, 0);
  if (sxx === 0) return false;
  const b = x.reduce((s, v, i) => s + (v - mx) * (y[i]! - my), 0) / sxx;
  const rss = y.reduce((s, v, i) => s + (v - my - b * (x[i]! - mx)) ** 2, 0);
  return b > 0 && b / Math.sqrt(Math.max(1e-12, rss / (m - 2)) / sxx) > t95[m - 3]!;
};

export const rules: Readonly<Record<string, Rule>> = {
  'any call ≥ LoD': (past) => past.at(-1)!.called,
  'two rising calls': (past) => past.length > 1 && past.at(-1)!.called && past.at(-2)!.called && vaf(past.at(-1)!) > vaf(past.at(-2)!),
  '2× nadir twice': consecutive(2, twiceNadir),
  'Poisson p < 1e-6': (past) => poissonSurvival(past.at(-1)!.k, past.at(-1)!.expected) < 1e-6,
  CUSUM: cusum,
  'OLS slope': slope,
};

/** Readings of a series, in the order of their days; draws without a count are left out, as a chart would. */
export function readingsOf(series: SeriesResult, background: ReadonlyMap<string, number>): readonly Reading[] {
  const draws = new Map<string, { specimenId: string; day: number; k: number; n: number; expected: number; called: boolean }>();
  for (const p of series.points) {
    if (p.mutantMolecules === null || p.totalMolecules === null || p.totalMolecules <= 0) continue;
    const d = draws.get(p.specimenId) ?? { specimenId: p.specimenId, day: p.day, k: 0, n: 0, expected: 0, called: false };
    d.k += Math.round(p.mutantMolecules);
    d.n += p.totalMolecules;
    d.expected += (background.get(`${p.specimenId}|${p.assay}|${p.assayVersion}`) ?? 3e-5) * p.totalMolecules;
    d.called ||= p.status === 'detected';
    draws.set(p.specimenId, d);
  }
  return [...draws.values()].sort((a, b) => a.day - b.day);
}

/** Draws at which the rule's condition becomes true: a call begins anew after a draw without it. */
export function callsOf(rule: Rule, readings: readonly Reading[]): readonly Reading[] {
  const out: Reading[] = [];
  let open = false;
  readings.forEach((x, i) => {
    const met = rule(readings.slice(0, i + 1));
    if (met && !open) out.push(x);
    open = met;
  });
  return out;
}
