/**
 * Blood cells or tumour, from the course alone (science §4.6 rule 2): blood cells give a level fraction, or one that drifts slowly, whatever the tumour does; a tumour's variant goes with
 * the truncal signal, or takes a course of its own. Three Gaussian models of ln VAF with their levels integrated out; the level has the same flat prior in each.
 */
import { engineDefaults } from './defaults.js';

/** One draw of the variant beside the pooled truncal molecules of the same draw. Counts; `background`: expected false positives. */
export interface OriginDraw { readonly day: number; readonly assay: string; readonly k: number; readonly n: number; readonly background: number; readonly truncalK: number; readonly truncalN: number }

export interface OriginOptions {
  /** P(blood cells) before any draw: by gene. */
  readonly prior: number;
}

export interface OriginEvidence {
  /** P(blood cells). */
  readonly pBlood: number;
  /** ln likelihoods with the level integrated out, up to one constant. */
  readonly logFlat: number; readonly logProportional: number; readonly logOwn: number;
  /** Highest over lowest truncal fraction of the draws. */
  readonly truncalFactor: number;
}

const z95 = 1.959963984540054;

/** ln of a fraction with half a molecule added, and the variance of counting it. */
function logOf(k: number, n: number, background: number): { readonly log: number; readonly variance: number } {
  return { log: Math.log((Math.max(0, k - background) + 0.5) / n), variance: 1 / (k + 0.5) };
}

/** ln of a mean of likelihoods. */
function logMean(parts: readonly { readonly log: number; readonly weight: number }[]): number {
  const top = parts.reduce((m, p) => Math.max(m, p.log), -Infinity);
  return top + Math.log(parts.reduce((sum, p) => sum + p.weight * Math.exp(p.log - top), 0));
}

/**
 * ln marginal likelihood of the model, whatever the patient's noise (one of several factors) and with at most one draw that is not what it seems: diluted, another
 * day's or another sample's. Without both, anything that happens to a draw would speak against the model with least noise.
 */
function robust(y: readonly number[], counting: readonly number[], noise: number, x: readonly number[], slopeVariance: number): number {
  const { noiseFactors, outlier } = engineDefaults.origin.value;
  return logMean(noiseFactors.flatMap(({ factor, weight }) => {
    const usual = counting.map((c) => said(c + factor * noise));
    const read = usual.slice();
    const all = { log: marginal(y, read, x, slopeVariance), weight: weight * (1 - outlier.share) };
    const each = (weight * outlier.share) / usual.length;
    return [all, ...usual.map((u, i) => {
      read[i] = said(u.variance + outlier.variance);
      const one = { log: marginal(y, read, x, slopeVariance), weight: each };
      read[i] = u;
      return one;
    })];
  }));
}

/** A variance, and what is asked of it each time it is summed with those of the other draws. */
interface Said { readonly variance: number; readonly precision: number; readonly log: number }
const said = (variance: number): Said => ({ variance, precision: 1 / variance, log: Math.log(variance) });

/** ln marginal likelihood of y ~ N(level + slope · x, variances), level flat, slope N(0, slopeVariance); 0 variance: no slope. */
function marginal(y: readonly number[], v: readonly Said[], x: readonly number[], slopeVariance: number): number {
  let [w, wy, wx, wxx, wxy, wyy, logs] = [0, 0, 0, 0, 0, 0, 0];
  for (let i = 0; i < y.length; i += 1) {
    const { precision: p, log } = v[i]!;
    w += p; wy += p * y[i]!; wx += p * x[i]!; wxx += p * x[i]! ** 2; wxy += p * x[i]! * y[i]!; wyy += p * y[i]! ** 2; logs += log;
  }
  const rest = wyy - wy ** 2 / w;
  const level = -0.5 * logs - 0.5 * Math.log(w);
  if (slopeVariance === 0) return level - 0.5 * rest;
  const [sxx, sxy] = [wxx - wx ** 2 / w, wxy - (wx * wy) / w];
  const precision = sxx + 1 / slopeVariance;
  return level - 0.5 * (rest - sxy ** 2 / precision) - 0.5 * Math.log(slopeVariance * precision);
}

/**
 * P(blood cells) of a variant, or null where its course cannot tell: fewer than `draws` draws with both it and the tumour measured, or a truncal signal that did
 * not move by `factor` and surely by more than nothing. Deterministic. Throws RangeError for a prior outside 0–1.
 */
export function bloodOrigin(draws: readonly OriginDraw[], o: OriginOptions): OriginEvidence | null {
  if (!(o.prior > 0 && o.prior < 1)) throw new RangeError(`prior must be between 0 and 1, got ${o.prior}`);
  const { draws: least, factor, proportional, slopeSd, driftSd } = engineDefaults.origin.value;
  const used = draws.filter((d) => d.n > 0 && d.truncalN > 0);
  if (used.length < least || !used.some((d) => d.k > d.background)) return null;
  const truncal = used.map((d) => logOf(d.truncalK, d.truncalN, 0));
  const [low, high] = [truncal.reduce((a, b) => (b.log < a.log ? b : a)), truncal.reduce((a, b) => (b.log > a.log ? b : a))];
  const moved = high.log - low.log;
  if (moved < Math.log(factor) || moved < z95 * Math.sqrt(high.variance + low.variance)) return null;
  const several = new Set(used.map((d) => d.assay)).size > 1;
  const own = engineDefaults.sigmaOwn.value ** 2 + (several ? engineDefaults.assayBiasSd.value ** 2 : 0);
  const shared = engineDefaults.sigmaShared.value ** 2;
  const seen = used.map((d) => logOf(d.k, d.n, d.background));
  const y = seen.map((s) => s.log);
  const zero = used.map(() => 0);
  const day = used.map((d) => d.day - used[0]!.day);
  const logFlat = robust(y, seen.map((s) => s.variance), own, day, driftSd ** 2);
  // Shedding is in both signals and goes out of their ratio; each keeps its own noise.
  const logProportional = robust(y.map((v, i) => v - truncal[i]!.log), seen.map((s, i) => s.variance + truncal[i]!.variance), 2 * own, zero, 0);
  const logOwn = robust(y, seen.map((s) => s.variance), own + shared, day, slopeSd ** 2);
  const top = Math.max(logFlat, logProportional, logOwn);
  const blood = o.prior * Math.exp(logFlat - top);
  const tumour = (1 - o.prior) * (proportional * Math.exp(logProportional - top) + (1 - proportional) * Math.exp(logOwn - top));
  return { pBlood: blood / (blood + tumour), logFlat, logProportional, logOwn, truncalFactor: Math.exp(moved) };
}
