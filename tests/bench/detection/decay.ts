/** Decay after the drug's stop: what was answered about each clone, and what was true. */
import type { Evaluation, Interval } from '@clonewatch/domain';
import type { PatientTruth } from '@clonewatch/simulate';
import { resistantKind } from './truths.js';

export interface DecayTally {
  readonly kind: string;
  /** Chemotherapy killed all tumour cells meanwhile. */
  readonly kills: boolean;
  readonly nonShedder: boolean;
  /** True half-life of the VAF from the stop to the last draw; negative or `never`: it did not fall. */
  readonly trueDays: number;
  readonly answer: Interval | null;
  /** As said with the answer: no decay at all; a response to another treatment. */
  readonly pNotDecaying: number | null;
  readonly pResponse: number | null;
  /** Mutant molecules counted off the drug: what the answer can rest on. */
  readonly information: number;
  /** Of `clearanceVaf`, when the clone was above it at the last draw: intervals as offered, days from that draw. */
  readonly clearance: { readonly trueDays: number; readonly low: number; readonly high: number; readonly low80: number | null; readonly high80: number | null } | null;
}

/** Least true VAF at the stop, and draws after it, for an answer to be due. */
const leastVaf = 0.002;
const leastDraws = 3;

/** Is there a clone at the stop whose decay could be asked for? */
export const decayDue = (truth: PatientTruth, stopDay: number): boolean => truth.variants.some((v) => resistantKind(v) && v.vafOn(stopDay) >= leastVaf);

/** Tallies travel as JSON, which has no infinity: this many days say "never". */
export const never = 1e9;
const days = (x: number): number => Math.max(-never, Math.min(never, x));

/** `lastDraw`: true day of the last draw off the drug; `evaluation`: as of its results. */
export function tallyDecay(truth: PatientTruth, evaluation: Evaluation, stopDay: number, lastDraw: number, kills: boolean): readonly DecayTally[] {
  return truth.variants.filter((v) => resistantKind(v) && v.vafOn(stopDay) >= leastVaf).flatMap((v): DecayTally[] => {
    const series = evaluation.series.find((s) => s.gene === v.gene && s.variant === v.variant);
    const points = (series?.points ?? []).filter((p) => p.day > stopDay && p.mutantMolecules !== null);
    if (new Set(points.map((p) => p.specimenId)).size < leastDraws) return [];
    const trueDays = truth.halfLifeBetween(v, stopDay, lastDraw);
    if (trueDays === null) return [];
    const fit = series!.decay;
    const below = fit && v.vafOn(lastDraw) > fit.clearanceVaf ? truth.fallsBelow(v, fit.clearanceVaf, lastDraw) : null;
    const eighty = fit?.clearanceDay80 ?? null;
    return [{
      kind: v.kind, kills, nonShedder: truth.nonShedder, trueDays: days(trueDays), answer: fit?.halfLifeDays ?? null, pNotDecaying: fit?.pNotDecaying ?? null, pResponse: fit?.pResponse ?? null, information: points.reduce((s, p) => s + p.mutantMolecules!, 0),
      clearance: fit?.clearanceDay && below !== null
        ? { trueDays: days(below - lastDraw), low: days(fit.clearanceDay.low - lastDraw), high: days(fit.clearanceDay.high - lastDraw), low80: eighty && eighty.low - lastDraw, high80: eighty && eighty.high - lastDraw } : null,
    }];
  });
}

/** A half-life of this length or none is "does not decay". */
export const flatDays = 1000;
export const decays = (d: DecayTally): boolean => d.trueDays > 0 && d.trueDays <= flatDays;

/** Interval score of a 95 % interval on ln scale (Gneiting & Raftery 2007, doi:10.1198/016214506000001437): width, plus 40 times what it misses by. Lower is better. */
export function intervalScore(low: number, high: number, truth: number): number {
  const [l, u, x] = [Math.log(low), Math.log(high), Math.log(truth)];
  return u - l + 40 * Math.max(0, l - x) + 40 * Math.max(0, x - u);
}

/** Root of the mean squared error of ln half-life. */
export function lnRmse(pairs: readonly (readonly [said: number, truth: number])[]): number {
  return Math.sqrt(pairs.reduce((s, [a, b]) => s + Math.log(a / b) ** 2, 0) / pairs.length);
}

export const covers = (i: { readonly low: number; readonly high: number }, x: number): boolean => i.low <= x && x <= i.high;
