import { logSumExp, weightedQuantile } from '@clonewatch/stats';
import { engineDefaults } from './defaults.js';
import type { Observations } from './draws.js';
import { fitLevel, logLikelihood, logVafFloor, type LevelFit } from './likelihood.js';
import { shapeOf } from './shapes.js';

/** Taken out of `Math` once: inner loops then do not look the global up each time. */
const { exp, log, abs, floor, sqrt, max } = Math;

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

/** Posterior of the level for one half-life: ln VAF on day `pivot` on an even grid, with its distribution function. */
interface Column { readonly rate: number; readonly low: number; readonly step: number; readonly cumulative: Float64Array; readonly mass: number }

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

function columnOf(o: Observations, { shape, fit }: Peak, halfLife: number, pivot: number): { readonly column: Column | null; readonly logMass: number } {
  const end = o.t.at(-1)!;
  const rate = Math.LN2 / halfLife;
  const spread = (reach + 1) / sqrt(max(fit.information, 0.25));
  const low = max(logVafFloor, fit.level - spread);
  const step = max(1e-6, fit.level + spread - low) / (levels - 1);
  const logs = new Float64Array(levels);
  for (let j = 0; j < levels; j += 1) logs[j] = logLikelihood(o, low + j * step, shape);
  const logSum = logSumExp(logs);
  const cumulative = new Float64Array(levels);
  let sum = 0;
  for (let j = 0; j < levels; j += 1) cumulative[j] = sum += exp(logs[j]! - logSum);
  // The shape is 1 on the last day; on the pivot day the same clone was higher.
  return { column: { rate, low: low + rate * (end - pivot), step, cumulative, mass: 1 }, logMass: logSum + log(step) };
}

/** P(level ≤ x) of one column; a grid point's mass reaches half a step to each side. */
function below(c: Column, x: number): number {
  const at = (x - c.low) / c.step + 0.5;
  if (at <= 0) return 0;
  const j = floor(at);
  if (j >= levels) return 1;
  const before = j === 0 ? 0 : c.cumulative[j - 1]!;
  return before + (at - j) * (c.cumulative[j]! - before);
}

/**
 * Root of an increasing function between two ends: chords, with a halving whenever a chord has not halved the bracket. Ends when the function is
 * 1e-12 from its target, or the bracket a part in a thousand million.
 */
function solve(f: (x: number) => number, target: number, low: number, high: number): number {
  let [a, b] = [low, high];
  let [fa, fb] = [f(a) - target, f(b) - target];
  if (fa >= 0) return a;
  if (fb <= 0) return b;
  let halve = true;
  for (let i = 0; i < 200 && b - a > 1e-9 * (1 + abs(a)); i += 1) {
    const width = b - a;
    const x = halve ? a + width / 2 : a - (fa * width) / (fb - fa);
    const fx = f(x) - target;
    if (abs(fx) <= 1e-12) return x;
    if (fx < 0) [a, fa] = [x, fx]; else [b, fb] = [x, fx];
    halve = !halve && b - a > width / 2;
  }
  return (a + b) / 2;
}

/** Grid posterior of the decay: 80 half-lives × 32 levels around each one's best. `priorMedian`: days. Deterministic. */
export function posteriorOf(o: Observations, priorMedian: number): DecayPosterior {
  const { logSd } = engineDefaults.halfLifePriorDays.value;
  const pivot = pivotOf(o);
  const z = Array.from({ length: halfLives }, (_, i) => -reach + (2 * reach * i) / (halfLives - 1));
  const grid = z.map((x) => log(priorMedian) + x * logSd);
  const peaks = grid.map((x) => peakOf(o, exp(x)));
  const rough = peaks.map((p, i) => p.roughMass - 0.5 * z[i]! ** 2);
  const least = max(...rough) - negligible;
  const fitted = grid.map((x, i) => (rough[i]! < least ? { column: null, logMass: peaks[i]!.roughMass } : columnOf(o, peaks[i]!, exp(x), pivot)));
  const logs = fitted.map((f, i) => f.logMass - 0.5 * z[i]! ** 2);
  const total = logSumExp(logs);
  const columns = fitted.flatMap((f, i) => (f.column ? [{ ...f.column, mass: exp(logs[i]! - total) }] : []));
  const weights = logs.map((l) => exp(l - total));
  const mean = grid.reduce((s, x, i) => s + weights[i]! * x, 0);
  // P(VAF on day t ≤ v): each half-life carries its own distribution of levels.
  const cdf = (t: number, logVaf: number): number => {
    let sum = 0;
    for (const c of columns) sum += c.mass * below(c, logVaf + c.rate * (t - pivot));
    return sum;
  };
  const fine = refined(grid, logs);
  return {
    halfLife: (p) => exp(weightedQuantile(fine.x, fine.weights, p)),
    sdLog: sqrt(grid.reduce((s, x, i) => s + weights[i]! * (x - mean) ** 2, 0)),
    vafAt: (t, p) => exp(solve((x) => cdf(t, x), p, 3 * logVafFloor, 0)),
    dayBelow: (vaf, p) => cdf(0, log(vaf)) >= p ? 0 : solve((t) => cdf(t, log(vaf)), p, 0, longest(priorMedian, logSd)),
  };
}

const finer = 8;

/** The density between the half-lives by cubics through its logarithm (Catmull–Rom), so that a quantile does not feel the grid. */
function refined(grid: readonly number[], logs: readonly number[]): { readonly x: Float64Array; readonly weights: Float64Array } {
  const n = (grid.length - 1) * finer + 1;
  const [x, weights] = [new Float64Array(n), new Float64Array(n)];
  const top = max(...logs);
  const at = (i: number): number => logs[max(0, Math.min(logs.length - 1, i))]!;
  for (let j = 0; j < n; j += 1) {
    const i = Math.min(grid.length - 2, floor(j / finer));
    const u = j / finer - i;
    const [a, b, c, d] = [at(i - 1), at(i), at(i + 1), at(i + 2)];
    x[j] = grid[i]! + u * (grid[i + 1]! - grid[i]!);
    weights[j] = exp(b + 0.5 * u * (c - a + u * (2 * a - 5 * b + 4 * c - d + u * (3 * (b - c) + d - a))) - top);
  }
  return { x, weights };
}

/** A clone wholly mutant, decaying at the slowest of the grid, has passed any VAF of interest by then. */
function longest(priorMedian: number, logSd: number): number {
  return (priorMedian * exp(reach * logSd) * -logVafFloor) / Math.LN2;
}
