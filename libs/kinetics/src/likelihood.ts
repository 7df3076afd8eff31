import type { Observations } from './draws.js';

/** Taken out of `Math` once: inner loops then do not look the global up each time. */
const { exp, log, max, min, abs } = Math;

/** Smallest and largest ln VAF a fit may take: a part in 10 million is clean for every assay. */
export const logVafFloor = log(1e-7);

/**
 * ln likelihood of k ~ NegBin(mean μ, size r), without the terms that do not depend on μ: differences of fits only need these.
 */
export function logLikelihood(o: Observations, level: number, shape: Float64Array): number {
  const scale = exp(level);
  let sum = 0;
  for (let i = 0; i < shape.length; i += 1) {
    const mean = scale * shape[i]! + o.b[i]!;
    const k = o.k[i]!;
    const r = o.r[i]!;
    // ln(μ + r) for ln(1 + μ/r): the difference does not depend on μ, and a logarithm costs half of log1p.
    sum -= (k + r) * log(mean + r);
    if (k > 0) sum += k * log(mean);
  }
  return sum;
}

/** Best level of one shape. */
export interface LevelFit {
  /** ln of the VAF where the shape is 1. */
  readonly level: number;
  readonly logLik: number;
  /** Expected information of the level: 1/variance. */
  readonly information: number;
}

/** Gradient and expected information of the level. */
function slope(o: Observations, level: number, shape: Float64Array): { g: number; info: number } {
  const scale = exp(level);
  let [g, info] = [0, 0];
  for (let i = 0; i < shape.length; i += 1) {
    const signal = scale * shape[i]!;
    const mean = signal + o.b[i]!;
    const weight = signal / (mean * (1 + mean / o.r[i]!));
    g += (o.k[i]! - mean) * weight;
    info += signal * weight;
  }
  return { g, info };
}

/** Start of the search: moments, each draw weighted by its own noise so that one high draw does not rule. */
function firstLevel(o: Observations, shape: Float64Array): number {
  let [found, exposed] = [0, 0];
  for (let i = 0; i < shape.length; i += 1) {
    const w = 1 / (1 + o.k[i]! / o.r[i]!);
    found += w * max(0, o.k[i]! - o.b[i]!);
    exposed += w * shape[i]!;
  }
  return log(max(found, 0.1) / exposed);
}

const clamp = (x: number, low: number, high: number): number => min(high, max(low, x));

/** Largest level: no draw is more than wholly mutant. */
function ceiling(o: Observations, shape: Float64Array): number {
  let top = 0;
  for (let i = 0; i < shape.length; i += 1) top = max(top, shape[i]! / o.exposure[i]!);
  return -log(top);
}

/** Fisher scoring for the level of one shape: the likelihood is concave in it but for the background, so few steps reach the top. */
export function fitLevel(o: Observations, shape: Float64Array): LevelFit {
  const top = max(logVafFloor, ceiling(o, shape));
  let level = clamp(firstLevel(o, shape), logVafFloor, top);
  let info = 0;
  for (let step = 0; step < 25; step += 1) {
    const s = slope(o, level, shape);
    info = s.info;
    const next = clamp(level + clamp(s.g / (s.info + 1e-9), -2, 2), logVafFloor, top);
    const moved = abs(next - level);
    level = next;
    if (moved < 1e-5) break;
  }
  return { level, logLik: logLikelihood(o, level, shape), information: info };
}
