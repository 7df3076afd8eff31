/**
 * Fitted forecasts: of progression, a discrete-time hazard with complementary log-log link over 0–8, 8–12 and 12–16 weeks after the last draw, by kind of
 * line and interval; of a new clone, the same link up to the next draw.
 */
import type { ProbabilityInterval } from '@clonewatch/domain';
import { horizonDays } from './forecast.data.js';
import { covariates, covariatesAt, intervalDays, type LineKind, type ProgressionState } from './forecast-features.js';
import { forecastModel } from './forecast-model.data.js';
import { newCloneCovariatesAt, type NewCloneState } from './forecast-new-clone.js';

/** Intercept first. Covariance: sandwich, by patient. */
export interface Coefficients { readonly coefficients: readonly number[]; readonly covariance: readonly (readonly number[])[] }

/** What tests/golden/generate_forecast.py writes into forecast-model.data.ts. */
export interface ForecastModel {
  readonly generatedBy: string;
  /** Raised whenever the coefficients change. */
  readonly version: string;
  readonly population: string;
  readonly designSeed: number;
  readonly testSeed: number;
  readonly designPatients: number;
  readonly designLandmarks: Readonly<Record<LineKind, number>>;
  readonly versions: Readonly<Record<string, string>>;
  /** By kind of line: 0–8, 8–12, 12–16 weeks. */
  readonly progression: { readonly names: readonly string[]; readonly lines: Readonly<Record<LineKind, readonly Coefficients[]>> };
  readonly newClone: { readonly names: readonly string[]; readonly lines: Readonly<Record<Exclude<LineKind, 'not_targeted'>, Coefficients>> };
}

export const model: ForecastModel = forecastModel;

const { exp, expm1, min, max, sqrt } = Math;
const z95 = 1.959963984540054;

function logHazard({ coefficients: b }: Coefficients, x: readonly number[]): number {
  return min(4, max(-20, x.reduce((sum, v, i) => sum + b[i + 1]! * v, b[0]!)));
}

/**
 * P(progression by 8, 12, 16 weeks) on a line of that kind from the covariates of each interval, in the order of `covariates`: what the oracle checks.
 */
export function progressionProbabilities(kind: LineKind, x: readonly (readonly number[])[]): readonly number[] {
  let hazard = 0;
  return x.map((row, i) => -expm1(-(hazard += exp(logHazard(model.progression.lines[kind][i]!, row)))));
}

/**
 * The same for a patient's state, each with a 95 % interval on the log cumulative hazard: covariance of the coefficients (patients, not draws,
 * are independent) plus what the trend of the truncal signal is not sure of.
 */
export function progressionOf(s: ProgressionState): readonly ProbabilityInterval[] {
  let [hazard, variance, level, growth] = [0, 0, 0, 0];
  return horizonDays.map((_, i) => {
    const x = covariatesAt(s, i);
    const own = model.progression.lines[s.lineKind][i]!;
    const part = exp(logHazard(own, x));
    hazard += part;
    variance += part * part * quadratic([1, ...x], own.covariance);
    // The intervals share the trend, so its errors add up: that of the level, and that of its growth.
    const by = (name: (typeof covariates)[number]): number => own.coefficients[1 + covariates.indexOf(name)]!;
    const of = (name: (typeof covariates)[number]): number => x[covariates.indexOf(name)]!;
    const ahead = by('truncal_ahead') + (of('truncal_over') > 0 ? by('truncal_over') : 0) + by('ahead_by_growth_unsure') * of('growth_unsure') + by('ahead_by_weeks') * of('log_weeks_on_line');
    level += part * (ahead + by('truncal_now') + by('now_by_level_unsure') * of('level_unsure') + by('truncal_over_pair')) * s.sdLevel;
    growth += part * ahead * s.sdRate * intervalDays(i).middle;
    return scaledHazard(hazard, sqrt(variance + level * level + growth * growth) / hazard);
  });
}

/** P(a resistance variant is called for the first time in the next draw) on a line of that kind, from covariates in the order of `newCloneCovariates`. */
export function newCloneProbability(kind: Exclude<LineKind, 'not_targeted'>, x: readonly number[]): ProbabilityInterval {
  const own = model.newClone.lines[kind];
  return scaledHazard(exp(logHazard(own, x)), sqrt(quadratic([1, ...x], own.covariance)));
}

/** The same for a patient's state and a next draw `days` after the last; null where no drug selects for a clone. */
export function newCloneOf(s: NewCloneState, days: number): ProbabilityInterval | null {
  return s.lineKind === 'not_targeted' ? null : newCloneProbability(s.lineKind, newCloneCovariatesAt(s, days));
}

function quadratic(v: readonly number[], m: readonly (readonly number[])[]): number {
  let sum = 0;
  for (let i = 0; i < v.length; i += 1) for (let j = 0; j < v.length; j += 1) sum += v[i]! * v[j]! * m[i]![j]!;
  return max(0, sum);
}

/** A probability whose log cumulative hazard is known with a normal error: median and 95 %. */
function scaledHazard(hazard: number, logSd: number): ProbabilityInterval {
  if (!(hazard > 0)) return { p: 0, low: 0, high: 0 };
  const at = (shift: number): number => -expm1(-hazard * exp(shift));
  return { p: at(0), low: at(-z95 * logSd), high: at(z95 * logSd) };
}
