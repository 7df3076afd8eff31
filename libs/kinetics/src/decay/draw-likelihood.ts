/**
 * What one draw says about a clone's VAF when the draw's own noise is lognormal: k ~ Poisson(n·e^(x+ε) + b), ε ~ N(0, σ²), and with a small
 * probability far wider (a flare, a diluted tube, another patient's DNA). As a table over x = ln VAF, so that any course of the VAF costs a look-up a draw.
 */
import { engineDefaults } from '../defaults.js';

/** Taken out of `Math` once: inner loops then do not look the global up each time. */
const { exp, log, sqrt, min, max, ceil } = Math;

const coarse = 0.2;
const finer = 3;
/** From six molecules in a million to above 1: a course may pass above 1 where noise has carried the counts there. */
const lowest = -12;
const cells = 68;
const tableStep = coarse / finer;
/** Points of a table. */
export const tableSize = (cells - 1) * finer + 1;
/** Above this many molecules their logarithm is normal with variance 1/k, which is far below any σ². */
const manyMolecules = 25;
/** ln likelihood below which a draw says "impossible": beyond the wide component nothing is told apart. */
const bottom = -60;

/** Counts of one draw as the decay reads them: mutant molecules, molecules × share of shedding, expected false positives (> 0), variance of ln VAF expected of the draw. */
export interface CountedDraw { readonly k: number; readonly exposure: number; readonly b: number; readonly variance: number }

/** Weights of the Catmull–Rom cubic at the thirds of a step, for the four points around. */
const cubics = Array.from({ length: finer }, (_, i) => {
  const u = i / finer;
  return [0.5 * u * (-1 + u * (2 - u)), 1 + 0.5 * u * u * (-5 + 3 * u), 0.5 * u * (1 + u * (4 - 3 * u)), 0.5 * u * u * (u - 1)] as const;
});

const grid = Float64Array.from({ length: cells }, (_, j) => lowest + j * coarse);
/** Points below the grid that the widest kernel can reach. */
const below = 160;
const vafs = Float64Array.from({ length: cells + below }, (_, j) => exp(lowest + (j - below) * coarse));

/** Half a normal density on the coarse grid; sums to 1 over both sides. */
function kernelOf(variance: number): Float64Array {
  const half = new Float64Array(min(below, ceil((6 * sqrt(variance)) / coarse) + 1));
  for (let j = 0; j < half.length; j += 1) half[j] = exp((-0.5 * (j * coarse) ** 2) / variance);
  const sum = half.reduce((s, x, j) => s + (j === 0 ? x : 2 * x), 0);
  return half.map((x) => x / sum);
}

/** Draws of a patient mostly share a variance, so do their kernels. */
class Kernels {
  private readonly made = new Map<number, Float64Array>();
  of(variance: number): Float64Array {
    let k = this.made.get(variance);
    if (!k) this.made.set(variance, (k = kernelOf(variance)));
    return k;
  }
}

/** `p` (with `pad` points beyond each end) smoothed by a kernel. */
function smooth(p: Float64Array, pad: number, kernel: Float64Array, out: Float64Array): void {
  for (let j = 0; j < cells; j += 1) {
    let sum = kernel[0]! * p[j + pad]!;
    for (let i = 1; i < kernel.length; i += 1) sum += kernel[i]! * (p[j + pad - i]! + p[j + pad + i]!);
    out[j] = sum;
  }
}

/** Working space, written anew by each use: a fit is asked for hundreds of times a patient. */
const [core, wide, logs] = [new Float64Array(cells), new Float64Array(cells), new Float64Array(cells)];
let padded = new Float64Array(0);
let tables = new Float64Array(0);

/** Few molecules: the Poisson itself, smoothed. */
function ofFew(d: CountedDraw, variances: readonly number[], kernels: Kernels, put: (i: number) => void): void {
  const { extraVariance } = engineDefaults.decay.value.outlier;
  const far = kernels.of(d.variance + extraVariance);
  const near = variances.map((v) => kernels.of(v));
  const pad = min(below, near.reduce((m, k) => max(m, k.length), far.length));
  if (padded.length < cells + 2 * pad) padded = new Float64Array(cells + 2 * pad);
  const p = padded;
  // The best a Poisson can do: the same for all variances, so that they compare.
  const best = d.k > d.b ? d.k * log(d.k) - d.k : d.k * log(d.b) - d.b;
  for (let j = -pad; j < cells; j += 1) {
    const mean = d.exposure * vafs[j + below]! + d.b;
    p[j + pad] = exp((d.k > 0 ? d.k * log(mean) : 0) - mean - best);
  }
  // Nothing is so high: the Poisson is 0 there.
  p.fill(p[cells + pad - 1]!, cells + pad, cells + 2 * pad);
  smooth(p, pad, far, wide);
  near.forEach((kernel, i) => { smooth(p, pad, kernel, core); put(i); });
}

/** Many molecules: normal in their logarithm. */
function ofMany(d: CountedDraw, variances: readonly number[], put: (i: number) => void): void {
  const at = log(max(d.k - d.b, d.k / 2) / d.exposure);
  const fill = (out: Float64Array, v: number): void => { for (let j = 0; j < cells; j += 1) out[j] = exp((-0.5 * (grid[j]! - at) ** 2) / v) / sqrt(v); };
  fill(wide, d.variance + engineDefaults.decay.value.outlier.extraVariance + 1 / d.k);
  variances.forEach((v, i) => { fill(core, v + 1 / d.k); put(i); });
}

/**
 * ln likelihood of x = ln VAF of each draw under each factor² of its variance: tables one after the other, by factor, in each by draw. Differences within a
 * draw count; its constant is left out. The array is used again by the next call.
 */
export function logLikelihoods(draws: readonly CountedDraw[], factors: readonly number[]): Float64Array {
  const { share } = engineDefaults.decay.value.outlier;
  const kernels = new Kernels();
  const size = factors.length * draws.length * tableSize;
  if (tables.length < size) tables = new Float64Array(size);
  draws.forEach((d, at) => {
    const variances = factors.map((f) => f * f * d.variance);
    const put = (i: number): void => {
      for (let j = 0; j < cells; j += 1) logs[j] = max(bottom, log((1 - share) * core[j]! + share * wide[j]!));
      refine((i * draws.length + at) * tableSize);
    };
    if (d.k > manyMolecules) ofMany(d, variances, put); else ofFew(d, variances, kernels, put);
  });
  return tables;
}

/** Writes `logs`, the coarse table, at every third of its step, by cubics through its points. */
function refine(to: number): void {
  const [t, out] = [logs, tables];
  for (let j = 0; j < cells - 1; j += 1) {
    const a = t[j === 0 ? 0 : j - 1]!;
    const b = t[j]!;
    const c = t[j + 1]!;
    const e = t[j + 2 < cells ? j + 2 : j + 1]!;
    const o = to + j * finer;
    out[o] = b;
    for (let i = 1; i < finer; i += 1) { const w = cubics[i]!; out[o + i] = w[0] * a + w[1] * b + w[2] * c + w[3] * e; }
  }
  out[to + tableSize - 1] = t[cells - 1]!;
}

/**
 * Sum of the draws' ln likelihoods where each has ln VAF `level + offsets[i]`; `first`: where the tables of the factor begin. Between the points of a table a
 * straight line, beyond its ends its end.
 */
export function sumAt(tables: Float64Array, first: number, offsets: Float64Array, level: number): number {
  let sum = 0;
  for (let i = 0, base = first; i < offsets.length; i += 1, base += tableSize) {
    const u = (level + offsets[i]! - lowest) / tableStep;
    if (u <= 0) { sum += tables[base]!; continue; }
    const j = u | 0;
    if (j >= tableSize - 1) { sum += tables[base + tableSize - 1]!; continue; }
    const low = tables[base + j]!;
    sum += low + (u - j) * (tables[base + j + 1]! - low);
  }
  return sum;
}
