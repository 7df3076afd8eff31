/** Forecasts made on a day of the first line that was chosen beforehand, against what happens when that line goes on. */
import type { Evaluation } from '@clonewatch/domain';
import type { PatientTruth } from '@clonewatch/simulate';
import { growingKind } from './truths.js';

export const horizonDays = [56, 84, 112] as const;
const never = 1e9;

export interface CrossingTally { readonly vaf: number; readonly trueDays: number; readonly low80: number; readonly high80: number }

export interface ForecastTally {
  /** Does the engine have forecasts at all? */
  readonly offered: boolean;
  /** P(progression by 8, 12, 16 weeks); null: not answered. */
  readonly p: readonly number[] | null;
  /** Days from the start of the line: of the draw, and of the image that shows progression when the line goes on. */
  readonly drawDay: number;
  readonly progressionDay: number;
  /** Largest VAF called in the last draw; 0: none. */
  readonly lastVaf: number;
  readonly crossings: readonly CrossingTally[];
}

/** `draw`: the draw whose results were the last known; `asOf`: the true day of that draw. */
export function tallyForecast(truth: PatientTruth, evaluation: Evaluation, specimenId: string, asOf: number): ForecastTally {
  const start = truth.lines[0]!.startDay;
  const { forecast } = evaluation;
  const last = evaluation.series.flatMap((s) => s.points.filter((p) => p.specimenId === specimenId && p.status === 'detected').map((p) => p.vaf ?? 0));
  const crossings = (forecast?.clones ?? []).flatMap((c) => {
    const v = truth.variant(c.gene, c.variant);
    if (!v || !growingKind(v)) return [];
    return c.crossings.flatMap((x): CrossingTally[] => {
      if (x.above || !x.dates || v.vafOn(asOf) >= x.vaf) return [];
      const days = (d: number | null): number => (d === null ? never : d - asOf);
      return [{ vaf: x.vaf, trueDays: Math.min(never, truth.reachesOn(v, x.vaf, asOf) - asOf), low80: days(x.dates.low80), high80: days(x.dates.high80) }];
    });
  });
  return {
    offered: forecast !== undefined, p: forecast?.progression.within?.map((w) => w.p) ?? null, drawDay: asOf - start, progressionDay: Math.min(never, truth.progressesOn(asOf) - start),
    lastVaf: Math.max(0, ...last), crossings,
  };
}

/** Slope of the logistic regression of the outcome on logit p (1: well calibrated; below 1: too sure), by Newton's method. NaN when it cannot be fitted. */
export function calibrationSlope(pairs: readonly (readonly [p: number, outcome: boolean])[]): number {
  const x = pairs.map(([p]) => Math.log(p / (1 - p)));
  let [a, b] = [0, 1];
  for (let step = 0; step < 50; step += 1) {
    let [ga, gb, haa, hab, hbb] = [0, 0, 0, 0, 0];
    pairs.forEach(([, y], i) => {
      const q = 1 / (1 + Math.exp(-(a + b * x[i]!)));
      const w = q * (1 - q);
      const r = (y ? 1 : 0) - q;
      ga += r; gb += r * x[i]!; haa += w; hab += w * x[i]!; hbb += w * x[i]! ** 2;
    });
    const det = haa * hbb - hab * hab;
    if (!(Math.abs(det) > 1e-12)) return Number.NaN;
    const [da, db] = [(hbb * ga - hab * gb) / det, (haa * gb - hab * ga) / det];
    a += da; b += db;
    if (Math.abs(da) + Math.abs(db) < 1e-10) return b;
  }
  return Number.NaN;
}

export const brier = (pairs: readonly (readonly [p: number, outcome: boolean])[]): number => pairs.reduce((s, [p, y]) => s + (p - (y ? 1 : 0)) ** 2, 0) / pairs.length;

/** Kaplan–Meier of the cohort, every line followed to its progression: P(progression within `horizon` of the draw, none until then). */
export function kaplanMeier(days: readonly number[], drawDay: number, horizon: number): number {
  const atRisk = days.filter((d) => d > drawDay).length;
  return atRisk === 0 ? 0 : days.filter((d) => d > drawDay && d <= drawDay + horizon).length / atRisk;
}
