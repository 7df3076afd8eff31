/** The forecast of progression: a discrete-time hazard with complementary log-log link over 0–8, 8–12 and 12–16 weeks after the last draw, each with coefficients of its own. */
import type { ProbabilityInterval } from '@clonewatch/domain';
import { horizonDays } from './forecast.data.js';
import { covariates, covariatesAt, intervalDays, type LineKind, type ProgressionState } from './forecast-features.js';
import { progressionModel } from './forecast-model.data.js';

/** What tests/golden/generate_forecast.py writes into forecast-model.data.ts: coefficients fitted to simulated patients, no patient's data. */
export interface ProgressionModel {
  readonly generatedBy: string;
  readonly population: string;
  readonly designSeed: number;
  readonly testSeed: number;
  readonly designPatients: number;
  readonly designLandmarks: Readonly<Record<LineKind, number>>;
  readonly versions: Readonly<Record<string, string>>;
  readonly names: readonly string[];
  /** By kind of line: 0–8, 8–12, 12–16 weeks; the intercept first. Covariance: sandwich, by patient. */
  readonly lines: Readonly<Record<LineKind, readonly { readonly coefficients: readonly number[]; readonly covariance: readonly (readonly number[])[] }[]>>;
}

const model: ProgressionModel = progressionModel;

const { exp, expm1, min, max, sqrt, log1p } = Math;
const z95 = 1.959963984540054;

/** ln hazard of one interval. */
function logHazard(kind: LineKind, x: readonly number[], interval: number): number {
  const b = model.lines[kind][interval]!.coefficients;
  return min(4, max(-20, x.reduce((sum, v, i) => sum + b[i + 1]! * v, b[0]!)));
}

/**
 * P(progression by 8, 12, 16 weeks) on a line of that kind from the covariates of each interval, in the order of `covariates`: what the oracle checks.
 */
export function progressionProbabilities(kind: LineKind, x: readonly (readonly number[])[]): readonly number[] {
  let hazard = 0;
  return x.map((row, i) => -expm1(-(hazard += exp(logHazard(kind, row, i)))));
}

/**
 * The same for a patient's state, each with a 95 % interval on the log cumulative hazard: covariance of the coefficients (patients, not draws,
 * are independent) plus what the trend of the truncal signal is not sure of.
 */
export function progressionOf(s: ProgressionState): readonly ProbabilityInterval[] {
  let [hazard, variance, trend] = [0, 0, 0];
  return horizonDays.map((_, i) => {
    const x = covariatesAt(s, i);
    const part = exp(logHazard(s.lineKind, x, i));
    hazard += part;
    variance += part * part * quadratic([1, ...x], model.lines[s.lineKind][i]!.covariance);
    // The intervals share the trend, so its error adds up.
    trend += part * slopeOf(s.lineKind, x, i) * sqrt(s.sdLevel ** 2 + (s.sdRate * intervalDays(i).middle) ** 2);
    return scaledHazard(hazard, sqrt(variance + trend * trend) / hazard);
  });
}

/** Change of ln hazard with the truncal signal ahead: its own coefficient, and the further one beyond the step. */
function slopeOf(kind: LineKind, x: readonly number[], interval: number): number {
  const b = model.lines[kind][interval]!.coefficients;
  return b[1]! + (x[covariates.indexOf('truncal_over')]! > 0 ? b[1 + covariates.indexOf('truncal_over')]! : 0);
}

function quadratic(v: readonly number[], m: readonly (readonly number[])[]): number {
  let sum = 0;
  for (let i = 0; i < v.length; i += 1) for (let j = 0; j < v.length; j += 1) sum += v[i]! * v[j]! * m[i]![j]!;
  return max(0, sum);
}

/** A probability whose log cumulative hazard is known with a normal error: median and 95 %. */
export function scaledHazard(hazard: number, logSd: number): ProbabilityInterval {
  if (!(hazard > 0)) return { p: 0, low: 0, high: 0 };
  const at = (shift: number): number => -expm1(-hazard * exp(shift));
  return { p: at(0), low: at(-z95 * logSd), high: at(z95 * logSd) };
}

/** Cumulative hazard of a first resistant clone by a day on the drug: rising with time to `levelDays`, then level. */
export function newCloneHazard(days: number, o: { readonly probability: number; readonly days: number; readonly levelDays: number }): number {
  const scale = -log1p(-o.probability) / o.days ** 2;
  const t = max(0, days);
  return t <= o.levelDays ? scale * t * t : scale * o.levelDays * (2 * t - o.levelDays);
}
