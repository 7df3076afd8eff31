import type { DecayFit, DecayReading, Interval } from '@clonewatch/domain';
import { engineDefaults, logSigma } from '../defaults.js';
import { ordered, type CountDraw } from '../draws.js';
import { longestHalfLife, type Therapy } from './courses.js';
import { clearanceOf, halfLifeOf, pOfKind, shareOf, vafBand } from './law.js';
import { nextDrawOf } from './next-draw.js';
import { decayPosterior, type DecayDraws, type DecayPosterior } from './posterior.js';

/** A treatment in use while the clone falls, other than the drug it resists. Days of the timeline. */
export interface DecayTherapy { readonly startDay: number; readonly stopDay: number | null; /** ln of the lowest truncal VAF under it over the one before; null: not measured. */ readonly tumourFall: number | null }

/** What a half-life is asked with. */
export interface HalfLifeOptions {
  /** Prior median of the half-life, days, above 0. */
  readonly priorMedianDays: number;
  /** Day numbers only order the draws: there is no half-life then. */
  readonly drawOrder: boolean;
  /** Absent or null: no treatment runs that could have made it fall. */
  readonly therapy?: DecayTherapy | null;
}

/** Options of {@link fitDecay}. */
export interface DecayOptions extends HalfLifeOptions {
  /** Is the shedding index of the draws a measured one? */
  readonly sheddingKnown: boolean;
  readonly asOfDay: number;
  /** VAF below which the clone counts as cleared, a fraction above 0. */
  readonly clearanceVaf: number;
}

const bandPoints = 25;
const daysAhead = 90;
/** No decay this likely is part of the interval; a reading this likely is said; a date is given while a clearance is likelier than none. */
const countsAsSteady = 0.2;
const said = 0.8;
const saidNotDecaying = 0.5;

/** The draws in order, when a half-life can be asked of them. */
function fittable(draws: readonly CountDraw[], o: HalfLifeOptions): readonly CountDraw[] | null {
  if (!(o.priorMedianDays > 0)) throw new RangeError(`prior median must be above 0, got ${o.priorMedianDays}`);
  const used = ordered(draws);
  return o.drawOrder || new Set(used.map((d) => d.day)).size < 2 || !used.some((d) => d.called) ? null : used;
}

/** The clone's own draws, or with the shedding of each divided out: its share of the truncal signal. A shedding index of exactly 1 is one that is not known. */
function decayDraws(used: readonly CountDraw[], relative: boolean): DecayDraws {
  const first = used[0]!.day;
  const own = engineDefaults.sigmaOwn.value ** 2;
  const known = (d: CountDraw): boolean => relative && d.shedding !== 1;
  return {
    t: Float64Array.from(used, (d) => d.day - first),
    // Without any background a molecule in a "clean" draw would be impossible: one false positive in a million draws is always left.
    counts: used.map((d) => ({
      k: d.k, exposure: d.n * (relative ? d.shedding : 1), b: Math.max(d.background, 1e-6),
      variance: known(d) ? logSigma(true) ** 2 : d.sheddingVariance === undefined ? logSigma(false) ** 2 : d.sheddingVariance + own,
    })),
  };
}

function posteriorOf(used: readonly CountDraw[], o: HalfLifeOptions, relative: boolean): DecayPosterior {
  const first = used[0]!.day;
  const { therapy } = o;
  // What kills all tumour cells leaves a clone's share of them as it was.
  const running: Therapy | null = therapy && !relative ? { from: therapy.startDay - first, to: (therapy.stopDay ?? Infinity) - first, tumourFall: therapy.tumourFall } : null;
  return decayPosterior(decayDraws(used, relative), o.priorMedianDays, running);
}

/** Half-life given that the clone falls; the upper limit is ten years once no fall has a chance of 20 %. `pLonger`: than the prior's median, no decay included. */
function answerOf(p: DecayPosterior, priorMedian: number): { readonly days: Interval; readonly sdLog: number; readonly pNotDecaying: number; readonly pLonger: number } {
  const { days, sdLog, pLonger, pFlat } = halfLifeOf(p, priorMedian);
  const pNotDecaying = pOfKind(p, 'steady');
  return { days: pNotDecaying + pFlat >= countsAsSteady ? { ...days, high: longestHalfLife } : days, sdLog, pNotDecaying, pLonger };
}

/** What the draws say most plainly of the course; one exponential where nothing else is likely enough. */
function readingOf(p: DecayPosterior): DecayReading {
  if (pOfKind(p, 'steady') >= saidNotDecaying) return 'not_decaying';
  if (pOfKind(p, 'response') >= saidNotDecaying) return 'response';
  const [slows, regrows] = [pOfKind(p, 'slowing'), pOfKind(p, 'regrowing')];
  return slows + regrows >= said ? (regrows > slows ? 'regrowing' : 'slowing') : 'decay';
}

/**
 * Half-life of a clone off the drug and the day it falls below `clearanceVaf`, from counts, non-detects with their depth; nothing is substituted. The course is
 * one of: a single exponential (prior ln T½ ~ N(ln priorMedianDays, 0.6²)), none or growth, a fall in two phases, and, while another treatment runs, a response to
 * it; each with its posterior probability ({@link decayPosterior}). The published half-lives are of the clone's share of the tumour signal, so the prior belongs to
 * the relative fit; for the clone itself there is no published value and the same prior is used. Half-lives are 95 % intervals given that the clone falls, of the whole
 * fall over the draws; dates are given that it clears, with the probability that it does not beside them.
 * Null for fewer than two days with molecules, no called draw, or a mere order of draws.
 * Throws RangeError for a prior median or clearance VAF that is not above 0.
 */
export function fitDecay(draws: readonly CountDraw[], o: DecayOptions): DecayFit | null {
  if (!(o.clearanceVaf > 0)) throw new RangeError(`clearance VAF must be above 0, got ${o.clearanceVaf}`);
  const used = fittable(draws, o);
  if (used === null) return null;
  const p = posteriorOf(used, o, false);
  const own = answerOf(p, o.priorMedianDays);
  const first = used[0]!.day;
  const cleared = clearanceOf(p, o.clearanceVaf);
  const by = (q: number): number => first + cleared.day(q);
  const dated = cleared.pNever < saidNotDecaying;
  const next = nextDrawOf(p, o.clearanceVaf, depthOf(used), Math.max(o.asOfDay, used.at(-1)!.day) - first);
  return {
    halfLifeDays: own.days, halfLifeRelativeDays: o.sheddingKnown ? answerOf(posteriorOf(used, o, true), o.priorMedianDays).days : null,
    clearanceDay: dated ? { median: by(0.5), low: by(0.025), high: by(0.975) } : null, clearanceDay80: dated ? { low: by(0.1), high: by(0.9) } : null,
    pNeverClears: cleared.pNever, clearanceVaf: o.clearanceVaf, reading: readingOf(p), pNotDecaying: own.pNotDecaying, pResponse: pOfKind(p, 'response'),
    pNotExponential: pOfKind(p, 'slowing', 'regrowing') + shareOf(p, (c) => c.kind === 'response' && c.bends),
    posteriorToPriorSd: own.sdLog / engineDefaults.halfLifePrior.value.logSd, nextDraw: next && { day: first + next.t, pBelow: next.pBelow, gain: next.gain },
    band: bandOf(p, first, o.asOfDay + daysAhead),
  };
}

/** Half-lives of {@link fitDecay} alone, days, without dates and band. `relative`: is that of the share of the tumour signal asked for? */
export function halfLivesOf(draws: readonly CountDraw[], o: HalfLifeOptions & { readonly relative: boolean }): Pick<DecayFit, 'halfLifeDays' | 'halfLifeRelativeDays'> | null {
  const used = fittable(draws, o);
  if (used === null) return null;
  const of = (relative: boolean): Interval => answerOf(posteriorOf(used, o, relative), o.priorMedianDays).days;
  return { halfLifeDays: of(false), halfLifeRelativeDays: o.relative ? of(true) : null };
}

/** How sure a half-life must be longer than the prior's median before the clone is said to persist. */
const surely = 0.975;

/**
 * The clone's own half-life when it is surely longer than the prior's median (97.5 %, no decay included), days; else null. Asked at every draw off the
 * drug, so that the usual answer, a clone that falls as usual, comes from a straight line. Throws as {@link fitDecay}.
 */
export function persistentHalfLife(draws: readonly CountDraw[], o: HalfLifeOptions): { readonly days: Interval; readonly pNotDecaying: number } | null {
  const used = fittable(draws, o);
  if (used === null) return null;
  const seen = decayDraws(used, false);
  if (slowness(seen, o.priorMedianDays) < 1) return null;
  const { days, pNotDecaying, pLonger } = answerOf(posteriorOf(used, o, false), o.priorMedianDays);
  return pLonger >= surely ? { days, pNotDecaying } : null;
}

/** By how many sd a weighted straight line through ln VAF falls more slowly than the prior's median: below 1 no posterior is sure (that asks for about 2). */
function slowness(o: DecayDraws, priorMedian: number): number {
  const w = o.counts.map((d) => 1 / (1 / (d.k + 0.5) + d.variance));
  const y = o.counts.map((d) => Math.log((Math.max(0, d.k - d.b) + 0.5) / d.exposure));
  const all = w.reduce((a, b) => a + b, 0);
  const middle = o.t.reduce((a, t, i) => a + (w[i]! * t) / all, 0);
  const sxx = o.t.reduce((a, t, i) => a + w[i]! * (t - middle) ** 2, 0);
  const sxy = o.t.reduce((a, t, i) => a + w[i]! * (t - middle) * y[i]!, 0);
  return (sxy / sxx + Math.LN2 / priorMedian) * Math.sqrt(sxx);
}

/** The depth that the series has had in the middle. */
function depthOf(used: readonly CountDraw[]): { readonly n: number; readonly background: number } {
  const middle = (xs: readonly number[]): number => [...xs].sort((a, b) => a - b)[Math.floor((xs.length - 1) / 2)]!;
  return { n: middle(used.map((d) => d.n)), background: middle(used.map((d) => d.background)) };
}

/** Whole days from `first` to `last`, evenly, each once, with the VAF on them. */
function bandOf(p: DecayPosterior, first: number, last: number): DecayFit['band'] {
  const end = Math.max(last, first + daysAhead);
  const days = [...new Set(Array.from({ length: bandPoints }, (_, i) => Math.round(first + ((end - first) * i) / (bandPoints - 1))))];
  return vafBand(p, days.map((day) => day - first)).map((vaf, i) => ({ day: days[i]!, ...vaf }));
}
