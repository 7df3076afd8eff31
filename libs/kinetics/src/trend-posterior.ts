import { logSigma } from './defaults.js';
import { ordered, type CountDraw } from './draws.js';

/** Taken out of `Math` once: inner loops then do not look the global up each time. */
const { exp, log, log1p, sqrt, max, min } = Math;

/** Joint posterior of ln VAF and growth per day at the last draw: points with weights that sum to 1. */
export interface TrendPosterior { readonly logLevels: Float64Array; readonly rates: Float64Array; readonly weights: Float64Array }

/** Normal prior of the growth rate, per day. */
export interface RatePrior { readonly mean: number; readonly sd: number }

/** Draws that speak for the present trend, and how fast older ones lose their say: sd of ln VAF per day of age (growth rates change). */
const windowDraws = 6;
const driftPerDay = 0.005;
const floor = log(1e-6);
const ceiling = log(0.95);

interface Points { readonly age: Float64Array; readonly k: Float64Array; readonly n: Float64Array; readonly b: Float64Array; readonly r: Float64Array }

function pointsOf(draws: readonly CountDraw[]): Points {
  const used = draws.slice(-windowDraws);
  const last = used.at(-1)!.day;
  const age = Float64Array.from(used, (d) => last - d.day);
  return {
    age, k: Float64Array.from(used, (d) => d.k), n: Float64Array.from(used, (d) => d.n), b: Float64Array.from(used, (d) => max(d.background, 1e-6)),
    r: age.map((a) => 1 / (logSigma(false) ** 2 + (driftPerDay * a) ** 2)),
  };
}

function logLik(o: Points, level: number, rate: number): number {
  let sum = 0;
  for (let i = 0; i < o.k.length; i += 1) {
    const mean = o.n[i]! * exp(min(ceiling, level - rate * o.age[i]!)) + o.b[i]!;
    sum -= (o.k[i]! + o.r[i]!) * log1p(mean / o.r[i]!);
    if (o.k[i]! > 0) sum += o.k[i]! * log(mean);
  }
  return sum;
}

interface Box { readonly level: readonly [number, number]; readonly rate: readonly [number, number] }

function gridOver(o: Points, box: Box, levels: number, rates: number, prior: RatePrior): TrendPosterior {
  const size = levels * rates;
  const out = { logLevels: new Float64Array(size), rates: new Float64Array(size), weights: new Float64Array(size) };
  let top = -Infinity;
  for (let i = 0, at = 0; i < rates; i += 1) {
    const rate = box.rate[0] + ((box.rate[1] - box.rate[0]) * i) / (rates - 1);
    for (let j = 0; j < levels; j += 1, at += 1) {
      const level = box.level[0] + ((box.level[1] - box.level[0]) * j) / (levels - 1);
      out.logLevels[at] = level;
      out.rates[at] = rate;
      out.weights[at] = logLik(o, level, rate) - 0.5 * ((rate - prior.mean) / prior.sd) ** 2;
      top = max(top, out.weights[at]!);
    }
  }
  let sum = 0;
  for (let at = 0; at < size; at += 1) sum += out.weights[at] = exp(out.weights[at]! - top);
  for (let at = 0; at < size; at += 1) out.weights[at]! /= sum;
  return out;
}

/** Mean and sd of one coordinate. */
export function momentsOf(values: Float64Array, weights: Float64Array): { readonly mean: number; readonly sd: number } {
  let [mean, square] = [0, 0];
  for (let i = 0; i < values.length; i += 1) mean += weights[i]! * values[i]!;
  for (let i = 0; i < values.length; i += 1) square += weights[i]! * (values[i]! - mean) ** 2;
  return { mean, sd: sqrt(square) };
}

/**
 * Present level and growth of a variant from its last six draws: ln VAF is a straight line around the last draw, counts are negative binomial
 * about it (log-sd 0.40, and more the older the draw, for growth rates change), flat prior of the level, normal prior of the rate. A coarse
 * grid finds the mass, a second one of 15 × 15 covers ± 4 sd of it. Null for fewer than two days with molecules. Deterministic.
 */
export function trendPosterior(draws: readonly CountDraw[], prior: RatePrior): TrendPosterior | null {
  const used = ordered(draws);
  if (new Set(used.map((d) => d.day)).size < 2) return null;
  const o = pointsOf(used);
  const wide = gridOver(o, { level: [floor, ceiling], rate: [prior.mean - 4 * prior.sd, prior.mean + 4 * prior.sd] }, 21, 13, prior);
  const [l, r] = [momentsOf(wide.logLevels, wide.weights), momentsOf(wide.rates, wide.weights)];
  // A mass narrower than the coarse step shows no spread of its own there.
  const [ls, rs] = [max(l.sd, 0.3), max(r.sd, prior.sd / 5)];
  return gridOver(o, { level: [max(floor, l.mean - 4 * ls), min(ceiling, l.mean + 4 * ls)], rate: [r.mean - 4 * rs, r.mean + 4 * rs] }, 15, 15, prior);
}
