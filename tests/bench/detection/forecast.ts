/** Forecasts made on a day of the first line that was chosen beforehand, against what happens when that line goes on. */
import type { Evaluation, PatientRecord } from '@clonewatch/domain';
import { evaluatePatient } from '@clonewatch/guidance';
import type { SimulatedCase } from '@clonewatch/simulate';
import { growingKind } from './truths.js';

const never = 1e9;

export interface CrossingTally { readonly vaf: number; readonly trueDays: number; readonly low80: number; readonly high80: number }

/** P(a further resistance variant is called by the planned next draw), and whether one was in the next draw that was taken. */
export interface NewCloneTally { readonly p: number; readonly came: boolean }

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
  readonly newClone: NewCloneTally | null;
}

/** Was a resistance hotspot called for the first time in the draw after this one? Null without such a draw. */
function newCloneTally(evaluation: Evaluation, record: PatientRecord, specimenId: string): NewCloneTally | null {
  const p = evaluation.forecast?.newClone.p?.p;
  const fromDay = record.specimens.find((s) => s.specimenId === specimenId)?.day;
  const days = record.specimens.map((s) => s.day).filter((d) => fromDay !== undefined && d > fromDay);
  if (p === undefined || fromDay === undefined || days.length === 0) return null;
  const next = Math.min(...days);
  const later = evaluatePatient(record, { day: Math.max(...record.measurements.filter((m) => m.day <= next).map((m) => m.knownDay)) });
  const came = later.series.some((s) => s.role === 'resistance' && s.points.some((x) => x.day === next && x.status === 'detected') && !s.points.some((x) => x.day < next && x.status === 'detected'));
  return { p, came };
}

/** `draw`: the draw whose results were the last known; `asOf`: the true day of that draw. */
export function tallyForecast({ truth, record }: SimulatedCase, evaluation: Evaluation, specimenId: string, asOf: number): ForecastTally {
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
    lastVaf: Math.max(0, ...last), crossings, newClone: newCloneTally(evaluation, record, specimenId),
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

/**
 * Kaplan–Meier of the cohort, every first line followed to its progression from its start: P(progression within `horizon` of the draw, none until then).
 * `days`: of everyone, not of those asked alone, who had come through to the day asked.
 */
export function kaplanMeier(days: readonly number[], drawDay: number, horizon: number): number {
  const atRisk = days.filter((d) => d > drawDay).length;
  return atRisk === 0 ? 0 : days.filter((d) => d > drawDay && d <= drawDay + horizon).length / atRisk;
}
