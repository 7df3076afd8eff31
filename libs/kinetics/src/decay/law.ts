/** What a posterior of courses says: half-life, VAF of a day, and the day on which the clone falls below a bound. */
import type { Interval } from '@clonewatch/domain';
import { engineDefaults } from '../defaults.js';
import { halfLifeOver, logChange, logHalfLives, longestHalfLife, type Course, type CourseKind } from './courses.js';
import type { DecayPosterior, Weighed } from './posterior.js';

/** Taken out of `Math` once: inner loops then do not look the global up each time. */
const { exp, log, sqrt, min, max, floor, abs } = Math;

const rootTwoPi = sqrt(2 * Math.PI);

/** Standard normal distribution function, error below 7.5e-8. Source: Abramowitz & Stegun 26.2.17. */
export function phi(z: number): number {
  if (abs(z) > 8) return z > 0 ? 1 : 0;
  const t = 1 / (1 + 0.2316419 * abs(z));
  const tail = (exp((-z * z) / 2) / rootTwoPi) * t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return z >= 0 ? 1 - tail : tail;
}

/** Posterior probability of the courses of a kind. */
export function shareOf(p: DecayPosterior, is: (c: Course) => boolean): number {
  return p.courses.reduce((s, w) => s + (is(w.course) ? w.weight : 0), 0);
}

export const pOfKind = (p: DecayPosterior, ...kinds: readonly CourseKind[]): number => shareOf(p, (c) => kinds.includes(c.kind));

/** Histogram of ln half-life, finer than any posterior. */
const from = log(3);
const bin = 0.01;
const bins = floor((log(longestHalfLife) - from) / bin) + 2;
/** Half-lives of a few courses stand for those between them. */
const spread = 12;

/**
 * Distribution of ln half-life of a clone that falls; its sum is the probability that it does. `flat`: probability of a course in phases that ends no lower
 * than it began, which has no half-life either.
 */
function halfLifeMass(p: DecayPosterior, priorMedian: number): { readonly mass: Float64Array; readonly flat: number } {
  const mass = new Float64Array(bins);
  const put = (x: number, w: number): void => {
    const u = min(bins - 1.001, max(0, (x - from) / bin));
    const j = floor(u);
    mass[j]! += w * (1 - (u - j));
    mass[j + 1]! += w * (u - j);
  };
  const total = p.decay.reduce((s, w) => s + w, 0);
  if (total > 0) {
    const fine = refined(logHalfLives(priorMedian), p.decay);
    let sum = 0;
    for (const w of fine.weights) sum += w;
    for (let i = 0; i < fine.x.length; i += 1) put(fine.x[i]!, (fine.weights[i]! * total) / sum);
  }
  let flat = 0;
  for (const { course, weight } of p.courses) {
    if (course.kind === 'decay' || course.kind === 'steady') continue;
    const days = halfLifeOver(course, p.span);
    if (days >= longestHalfLife) { flat += weight; continue; }
    const x = log(days);
    for (let i = -spread; i <= spread; i += 1) put(x + i * bin, weight / (2 * spread + 1));
  }
  return { mass, flat };
}

const finer = 8;

/** The weights between the half-lives by cubics through their logarithm (Catmull–Rom), so that a quantile does not feel the grid. */
function refined(grid: Float64Array, weights: Float64Array): { readonly x: Float64Array; readonly weights: Float64Array } {
  const n = (grid.length - 1) * finer + 1;
  const [x, out] = [new Float64Array(n), new Float64Array(n)];
  const logs = new Float64Array(grid.length);
  for (let i = 0; i < grid.length; i += 1) logs[i] = log(max(weights[i]!, 1e-12));
  const at = (i: number): number => logs[max(0, min(grid.length - 1, i))]!;
  for (let j = 0; j < n; j += 1) {
    const i = min(grid.length - 2, floor(j / finer));
    const u = j / finer - i;
    const a = at(i - 1);
    const b = at(i);
    const c = at(i + 1);
    const d = at(i + 2);
    x[j] = grid[i]! + u * (grid[i + 1]! - grid[i]!);
    out[j] = exp(b + 0.5 * u * (c - a + u * (2 * a - 5 * b + 4 * c - d + u * (3 * (b - c) + d - a))));
  }
  return { x, weights: out };
}

export interface HalfLife { readonly days: Interval; /** sd of ln half-life. */ readonly sdLog: number; /** P(longer than the prior's median), no fall included. */ readonly pLonger: number; /** P(a course in phases that does not fall). */ readonly pFlat: number }

/** Half-life given that the clone falls: median and central 95 %. */
export function halfLifeOf(p: DecayPosterior, priorMedian: number): HalfLife {
  const { mass, flat } = halfLifeMass(p, priorMedian);
  let total = 0;
  for (let j = 0; j < bins; j += 1) total += mass[j]!;
  // Nothing falls: the half-life is the longest.
  total = max(total, Number.MIN_VALUE);
  const quantile = (q: number): number => {
    let sum = 0;
    for (let j = 0; j < bins; j += 1) {
      const w = mass[j]! / total;
      // A bin's mass reaches half a bin to each side.
      if (sum + w >= q && w > 0) return exp(from + bin * (j - 0.5 + (q - sum) / w));
      sum += w;
    }
    return longestHalfLife;
  };
  const usual = log(priorMedian);
  let mean = 0;
  let square = 0;
  let shorter = 0;
  for (let j = 0; j < bins; j += 1) { mean += (mass[j]! / total) * (from + bin * j); if (from + bin * j < usual) shorter += mass[j]!; }
  for (let j = 0; j < bins; j += 1) square += (mass[j]! / total) * (from + bin * j - mean) ** 2;
  return { days: { median: quantile(0.5), low: quantile(0.025), high: quantile(0.975) }, sdLog: sqrt(square), pLonger: 1 - shorter, pFlat: flat };
}

/** ln VAF of a course on a day, against the level of its first day; `lowest`: the least of it up to that day. */
const lowest = (c: Course, t: number): number => (c.rate > 0 ? min(0, logChange(c, min(t, c.from + c.days))) : logChange(c, t));

/** sd of ln VAF: of its level, and of what a smooth course cannot know of the days after the last draw. */
const spreadAt = (w: Weighed, ahead: number): number => sqrt(max(w.sd, 0.02) ** 2 + engineDefaults.decay.value.drift ** 2 * max(0, ahead));

/** The courses that hold all but a thousandth of the probability. */
function mostOf(p: DecayPosterior): readonly Weighed[] {
  let sum = 0;
  const at = p.courses.findIndex((w) => (sum += w.weight) >= 0.999);
  return at < 0 ? p.courses : p.courses.slice(0, at + 1);
}

/** Root by halving, to `width`; `below`: is the rising function below its target there? */
function solve(below: (x: number) => boolean, low: number, high: number, width: number): number {
  let [a, b] = [low, high];
  while (b - a > width) { const mid = (a + b) / 2; if (below(mid)) a = mid; else b = mid; }
  return b;
}

/** Φ at 256 points a standard deviation from −8 to 8; straight lines between them are within 5e-7 of {@link phi}. */
const tableFrom = -8;
const tablePerSd = 256;
const table = Float64Array.from({ length: 2 * -tableFrom * tablePerSd + 1 }, (_, i) => phi(tableFrom + i / tablePerSd));

function phiFromTable(z: number): number {
  const u = (z - tableFrom) * tablePerSd;
  if (u <= 0) return 0;
  if (u >= table.length - 1) return 1;
  const i = u | 0;
  const low = table[i]!;
  return low + (u - i) * (table[i + 1]! - low);
}

/** A mixture of normals: ln VAF on a day over the courses. `total`: sum of the weights. */
interface Mixture { readonly weights: Float64Array; readonly means: Float64Array; readonly sds: Float64Array; readonly total: number }

/** More than a sum from the table may be off, of a total of at most 1. */
const slack = 1e-6;

/** Is P(X ≤ x) below `q`? The table settles all but the closest answers. */
function isBelow({ weights, means, sds, total }: Mixture, q: number, x: number): boolean {
  let rough = -q * total;
  let left = total;
  // Heavy courses come first: often the light ones behind them cannot turn the answer any more.
  for (let i = 0; i < weights.length && rough <= slack && rough + left >= -slack; i += 1) {
    rough += weights[i]! * phiFromTable((x - means[i]!) / sds[i]!);
    left -= weights[i]!;
  }
  if (rough > slack || rough + left < -slack) return rough <= slack;
  let sum = 0;
  for (let i = 0; i < weights.length; i += 1) sum += weights[i]! * phi((x - means[i]!) / sds[i]!);
  return sum / total < q;
}

/** Quantile of a mixture that lies between two values, within 0.01. */
const quantileOf = (m: Mixture, q: number, low: number, high: number): number => solve((x) => isBelow(m, q, x), low, high, 0.01);

/** VAF on each of some days, days from the first draw: median and central 95 %, each within one per cent of itself. */
export function vafBand(p: DecayPosterior, days: readonly number[]): readonly Interval[] {
  const kept = mostOf(p);
  const m: Mixture = { weights: Float64Array.from(kept, (w) => w.weight), means: new Float64Array(kept.length), sds: new Float64Array(kept.length), total: kept.reduce((s, w) => s + w.weight, 0) };
  return days.map((t) => {
    let low = Infinity;
    let high = -Infinity;
    for (let i = 0; i < kept.length; i += 1) {
      const w = kept[i]!;
      const mean = (m.means[i] = w.mean + logChange(w.course, t));
      const sd = (m.sds[i] = spreadAt(w, t - p.span));
      low = min(low, mean - 3 * sd);
      high = max(high, mean + 3 * sd);
    }
    const median = quantileOf(m, 0.5, low, high);
    const at = (x: number): number => min(1, exp(x));
    return { low: at(quantileOf(m, 0.025, low, median)), median: at(median), high: at(quantileOf(m, 0.975, median, high)) };
  });
}

/** When the clone falls below a VAF. `pNever`: it does not, within what its course says; the days are given that it does. */
export interface ClearanceLaw { readonly pNever: number; readonly day: (q: number) => number }

/** A date further away than this says nothing. */
const furthest = 4000;

/** First day, from the first draw, on which the true VAF is at or below `vaf`; drift beyond the last draw widens it. */
export function clearanceOf(p: DecayPosterior, vaf: number): ClearanceLaw {
  const bound = log(vaf);
  const belowBy = (w: Weighed, t: number): number =>
    phi((bound - w.mean - lowest(w.course, t)) / (w.course.clears ? spreadAt(w, t - p.span) : max(w.sd, 0.02)));
  // A course that does not fall any more, and is above the bound then.
  const kept = mostOf(p);
  const pNever = p.courses.reduce((s, w) => s + (w.course.clears ? 0 : w.weight * (1 - belowBy(w, furthest))), 0);
  const all = kept.reduce((s, w) => s + w.weight * belowBy(w, furthest), 0);
  // The quantiles are looked for by halving the same span, so they ask of the same days.
  const asked = new Map<number, number>();
  const by = (t: number): number => {
    let p = asked.get(t);
    if (p === undefined) {
      let s = 0;
      for (const w of kept) s += w.weight * belowBy(w, t);
      asked.set(t, (p = s / max(all, 1e-9)));
    }
    return p;
  };
  return { pNever, day: (q) => (by(0) >= q ? 0 : Math.ceil(solve((t) => by(t) < q, 0, furthest, 0.5))) };
}
