import { logSumExp, weightedQuantile } from '@clonewatch/stats';
import { engineDefaults } from './defaults.js';
import type { Observations } from './draws.js';
import { fitLevel, logLikelihood, logVafFloor, type LevelFit } from './likelihood.js';
import { shapeOf } from './shapes.js';

/** Taken out of `Math` once: inner loops then do not look the global up each time. */
const { exp, log, abs, floor, sqrt, max, min } = Math;

const halfLives = 80;
/** A third of a posterior sd apart: the trapezoid rule is exact to many digits on so smooth a density. */
const levels = 32;
/** Prior sd that the grid of half-lives spans to each side, and posterior sd of the level. */
const reach = 4;
/** A half-life with less than e⁻²⁵ of the best one's weight needs no levels of its own. */
const negligible = 25;

/** Joint posterior of half-life and level. Times are days from the first draw. */
export interface DecayPosterior {
  /** Quantile of the half-life, days. */
  readonly halfLife: (p: number) => number;
  readonly sdLog: number;
  /** Quantile of the VAF at a day. */
  readonly vafAt: (t: number, p: number) => number;
  /** Quantile of the first day with a VAF at or below `vaf`; 0 when it began there. */
  readonly dayBelow: (vaf: number, p: number) => number;
}

/**
 * Posterior of the level for each half-life that weighs anything, one after another: ln VAF on day `pivot` on an even grid, with its distribution
 * function, `levels` of it a half-life.
 */
interface Columns { count: number; readonly rate: Float64Array; readonly low: Float64Array; readonly step: Float64Array; readonly cumulative: Float64Array; readonly mass: Float64Array }

/** The level is pinned where the counts are: there it hardly depends on the half-life, so few points are exact. */
function pivotOf(o: Observations): number {
  let [weight, at] = [0, 0];
  for (let i = 0; i < o.t.length; i += 1) {
    const w = o.k[i]! / (1 + o.k[i]! / o.r[i]!);
    weight += w;
    at += w * o.t[i]!;
  }
  return weight > 0 ? at / weight : 0;
}

/** The best level of one half-life, and about how much the half-life weighs (Laplace). */
interface Peak { readonly shape: Float64Array; readonly fit: LevelFit; readonly roughMass: number }

function peakOf(o: Observations, halfLife: number): Peak {
  const shape = shapeOf(o, halfLife, o.t.at(-1)!);
  const fit = fitLevel(o, shape);
  return { shape, fit, roughMass: fit.logLik + 0.5 * log((2 * Math.PI) / max(fit.information, 0.25)) };
}

/** ln likelihoods of one column's levels: room used again by each. */
const logs = new Float64Array(levels);

/** Takes the levels of one half-life in; returns its ln mass. */
function addColumn(into: Columns, o: Observations, { shape, fit }: Peak, halfLife: number, pivot: number): number {
  const end = o.t.at(-1)!;
  const rate = Math.LN2 / halfLife;
  const spread = (reach + 1) / sqrt(max(fit.information, 0.25));
  const low = max(logVafFloor, fit.level - spread);
  const step = max(1e-6, fit.level + spread - low) / (levels - 1);
  for (let j = 0; j < levels; j += 1) logs[j] = logLikelihood(o, low + j * step, shape);
  const logSum = logSumExp(logs);
  const c = into.count;
  let sum = 0;
  for (let j = 0; j < levels; j += 1) into.cumulative[c * levels + j] = sum += exp(logs[j]! - logSum);
  into.rate[c] = rate;
  // The shape is 1 on the last day; on the pivot day the same clone was higher.
  into.low[c] = low + rate * (end - pivot);
  into.step[c] = step;
  into.count += 1;
  return logSum + log(step);
}

/** P(ln VAF ≤ x) `t` days after the pivot: each half-life carries its own distribution of levels; a grid point's mass reaches half a step to each side. */
function levelCdf({ count, rate, low, step, mass, cumulative }: Columns, t: number, x: number): number {
  let sum = 0;
  for (let i = 0; i < count; i += 1) {
    const at = (x + rate[i]! * t - low[i]!) / step[i]! + 0.5;
    if (at <= 0) continue;
    if (at >= levels) { sum += mass[i]!; continue; }
    const j = floor(at);
    const before = j === 0 ? 0 : cumulative[i * levels + j - 1]!;
    sum += mass[i]! * (before + (at - j) * (cumulative[i * levels + j]! - before));
  }
  return sum;
}

/** {@link levelCdf} of one day: below the lowest and above the highest level of any half-life the sums are not made again. */
function dayCdf(c: Columns, t: number): (x: number) => number {
  let [lowest, highest] = [Infinity, -Infinity];
  for (let i = 0; i < c.count; i += 1) {
    const low = c.low[i]! - c.rate[i]! * t;
    // A step more than the mass reaches: the ends must not hang on the last bit.
    lowest = min(lowest, low - 1.5 * c.step[i]!);
    highest = max(highest, low + (levels + 0.5) * c.step[i]!);
  }
  const [none, all, whole] = [lowest, highest, levelCdf(c, t, highest)];
  return (x) => (x <= none ? 0 : x >= all ? whole : levelCdf(c, t, x));
}

/**
 * Root of an increasing function between two ends: chords, with a halving whenever a chord has not halved the bracket. Ends when the function is
 * 1e-12 from its target, or the bracket a part in a thousand million.
 */
function solve(f: (x: number) => number, target: number, low: number, high: number): number {
  let a = low;
  let b = high;
  let fa = f(a) - target;
  let fb = f(b) - target;
  if (fa >= 0) return a;
  if (fb <= 0) return b;
  let halve = true;
  for (let i = 0; i < 200 && b - a > 1e-9 * (1 + abs(a)); i += 1) {
    const width = b - a;
    const x = halve ? a + width / 2 : a - (fa * width) / (fb - fa);
    const fx = f(x) - target;
    if (abs(fx) <= 1e-12) return x;
    if (fx < 0) {
      a = x;
      fa = fx;
    } else {
      b = x;
      fb = fx;
    }
    halve = !halve && b - a > width / 2;
  }
  return (a + b) / 2;
}

const z = Float64Array.from({ length: halfLives }, (_, i) => -reach + (2 * reach * i) / (halfLives - 1));

/** P(half-life ≤ the prior's median), roughly: each level by its best value and width alone, on every fifth half-life. */
export function roughlyShorter(o: Observations, priorMedian: number): number {
  const { logSd } = engineDefaults.halfLifePriorDays.value;
  const at = Array.from(z).filter((_, i) => i % 5 === 2);
  const mass = at.map((x) => peakOf(o, exp(log(priorMedian) + x * logSd)).roughMass - 0.5 * x * x);
  return exp(logSumExp(mass.slice(0, at.length / 2)) - logSumExp(mass));
}

/** Grid posterior of the decay: 80 half-lives × 32 levels around each one's best. `priorMedian`: days. Deterministic. */
export function posteriorOf(o: Observations, priorMedian: number): DecayPosterior {
  const { logSd } = engineDefaults.halfLifePriorDays.value;
  const pivot = pivotOf(o);
  const grid = z.map((x) => log(priorMedian) + x * logSd);
  const peaks = Array.from(grid, (x) => peakOf(o, exp(x)));
  const rough = peaks.map((p, i) => p.roughMass - 0.5 * z[i]! ** 2);
  const least = max(...rough) - negligible;
  const room = (): Float64Array => new Float64Array(halfLives);
  const columns: Columns = { count: 0, rate: room(), low: room(), step: room(), mass: room(), cumulative: new Float64Array(halfLives * levels) };
  const logMasses = room();
  for (let i = 0; i < halfLives; i += 1) {
    const fitted = rough[i]! >= least;
    logMasses[i] = (fitted ? addColumn(columns, o, peaks[i]!, exp(grid[i]!), pivot) : peaks[i]!.roughMass) - 0.5 * z[i]! ** 2;
    if (fitted) columns.mass[columns.count - 1] = logMasses[i]!;
  }
  const total = logSumExp(logMasses);
  for (let c = 0; c < columns.count; c += 1) columns.mass[c] = exp(columns.mass[c]! - total);
  const weights = logMasses.map((l) => exp(l - total));
  const mean = grid.reduce((s, x, i) => s + weights[i]! * x, 0);
  const fine = refined(grid, logMasses);
  // The three quantiles of a day are asked one after the other.
  let day: { readonly t: number; readonly cdf: (x: number) => number } | null = null;
  const on = (t: number): ((x: number) => number) => (day?.t === t ? day : (day = { t, cdf: dayCdf(columns, t - pivot) })).cdf;
  return {
    halfLife: (p) => exp(weightedQuantile(fine.x, fine.weights, p)),
    sdLog: sqrt(grid.reduce((s, x, i) => s + weights[i]! * (x - mean) ** 2, 0)),
    vafAt: (t, p) => exp(solve(on(t), p, 3 * logVafFloor, 0)),
    dayBelow: (vaf, p) => on(0)(log(vaf)) >= p ? 0 : solve((t) => levelCdf(columns, t - pivot, log(vaf)), p, 0, longest(priorMedian, logSd)),
  };
}

const finer = 8;

/** The density between the half-lives by cubics through its logarithm (Catmull–Rom), so that a quantile does not feel the grid. */
function refined(grid: Float64Array, logs: Float64Array): { readonly x: Float64Array; readonly weights: Float64Array } {
  const last = grid.length - 1;
  const n = last * finer + 1;
  const [x, weights] = [new Float64Array(n), new Float64Array(n)];
  const top = max(...logs);
  for (let j = 0; j < n; j += 1) {
    const i = min(last - 1, floor(j / finer));
    const u = j / finer - i;
    const [a, b, c, d] = [logs[max(0, i - 1)]!, logs[i]!, logs[i + 1]!, logs[min(last, i + 2)]!];
    x[j] = grid[i]! + u * (grid[i + 1]! - grid[i]!);
    weights[j] = exp(b + 0.5 * u * (c - a + u * (2 * a - 5 * b + 4 * c - d + u * (3 * (b - c) + d - a))) - top);
  }
  return { x, weights };
}

/** A clone wholly mutant, decaying at the slowest of the grid, has passed any VAF of interest by then. */
function longest(priorMedian: number, logSd: number): number {
  return (priorMedian * exp(reach * logSd) * -logVafFloor) / Math.LN2;
}
