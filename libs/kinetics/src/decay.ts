import type { DecayFit, Interval } from '@clonewatch/domain';
import { posteriorOf, roughlyShorter, type DecayPosterior } from './decay-posterior.js';
import { engineDefaults } from './defaults.js';
import { observe, ordered, type CountDraw } from './draws.js';

/** Options of {@link fitDecay}. */
export interface DecayOptions {
  /** Prior median of the half-life, days, above 0. */
  readonly priorMedianDays: number;
  /** Is the shedding index of the draws a measured one? */
  readonly sheddingKnown: boolean;
  readonly asOfDay: number;
  /** VAF below which the clone counts as cleared, a fraction above 0. */
  readonly clearanceVaf: number;
  /** Day numbers only order the draws: there is no half-life then. */
  readonly drawOrder: boolean;
}

const bandPoints = 25;
const daysAhead = 90;

/**
 * Half-life of a clone off the drug and the day it falls below `clearanceVaf`, from k ~ NegBin(n·(r0·s_t·2^(−t/T½)) + background,
 * size 1/σ²). A non-detect enters as its count of 0 or 1 with its depth; nothing is substituted. Prior ln T½ ~ N(ln priorMedianDays, 0.6²),
 * flat in ln r0. The published half-lives are of the clone's share of the tumour signal, so the prior belongs to the relative fit (with s_t);
 * for the clone itself there is no published value and the same prior is used. All intervals are 95 % posterior intervals.
 * Null for fewer than two days with molecules, no called draw, or a mere order of draws.
 * Throws RangeError for a prior median or clearance VAF that is not above 0.
 */
export function fitDecay(draws: readonly CountDraw[], o: DecayOptions): DecayFit | null {
  if (!(o.clearanceVaf > 0)) throw new RangeError(`clearance VAF must be above 0, got ${o.clearanceVaf}`);
  const used = fittable(draws, o);
  if (used === null) return null;
  const fit = (sheddingCorrected: boolean): DecayPosterior => posteriorOf(observe(used, { sheddingCorrected, drawOrder: false }), o.priorMedianDays);
  const own = fit(false);
  const first = used[0]!.day;
  const below = (p: number): number => first + Math.ceil(own.dayBelow(o.clearanceVaf, p));
  return {
    halfLifeDays: intervalOf(own.halfLife),
    halfLifeRelativeDays: o.sheddingKnown ? intervalOf(fit(true).halfLife) : null,
    clearanceDay: intervalOf(below),
    clearanceDay80: { low: below(0.1), high: below(0.9) },
    clearanceVaf: o.clearanceVaf,
    posteriorToPriorSd: own.sdLog / engineDefaults.halfLifePriorDays.value.logSd,
    band: bandDays(first, o.asOfDay + daysAhead).map((day) => ({ day, ...intervalOf((p) => own.vafAt(day - first, p)) })),
  };
}

/** Half-lives of {@link fitDecay} alone, days, without dates and band. `relative`: is that of the share of the tumour signal asked for? */
export function halfLivesOf(draws: readonly CountDraw[], o: Pick<DecayOptions, 'priorMedianDays' | 'drawOrder'> & { readonly relative: boolean }): Pick<DecayFit, 'halfLifeDays' | 'halfLifeRelativeDays'> | null {
  const used = fittable(draws, o);
  if (used === null) return null;
  const of = (sheddingCorrected: boolean): Interval => intervalOf(posteriorOf(observe(used, { sheddingCorrected, drawOrder: false }), o.priorMedianDays).halfLife);
  return { halfLifeDays: of(false), halfLifeRelativeDays: o.relative ? of(true) : null };
}

/** Rough probability of a shorter half-life that settles the question: eight times the 2.5 % at which the exact one does; the two differ by a fifth. */
const clearlyFalling = 0.2;

/**
 * The clone's own half-life when it is surely longer than the prior's median (97.5 %), days; else null. Asked at every draw off the drug, so that the
 * usual answer, a clone that falls as usual, comes from a rough posterior. Throws as {@link fitDecay}.
 */
export function persistentHalfLife(draws: readonly CountDraw[], o: Pick<DecayOptions, 'priorMedianDays' | 'drawOrder'>): Interval | null {
  const used = fittable(draws, o);
  if (used === null) return null;
  const seen = observe(used, { sheddingCorrected: false, drawOrder: false });
  if (roughlyShorter(seen, o.priorMedianDays) > clearlyFalling) return null;
  const halfLife = intervalOf(posteriorOf(seen, o.priorMedianDays).halfLife);
  return halfLife.low > o.priorMedianDays ? halfLife : null;
}

/** The draws in order, when a half-life can be asked of them. */
function fittable(draws: readonly CountDraw[], o: Pick<DecayOptions, 'priorMedianDays' | 'drawOrder'>): readonly CountDraw[] | null {
  if (!(o.priorMedianDays > 0)) throw new RangeError(`prior median must be above 0, got ${o.priorMedianDays}`);
  const used = ordered(draws);
  return o.drawOrder || new Set(used.map((d) => d.day)).size < 2 || !used.some((d) => d.called) ? null : used;
}

function intervalOf(quantile: (p: number) => number): Interval {
  return { median: quantile(0.5), low: quantile(0.025), high: quantile(0.975) };
}

/** Whole days from `first` to `last`, evenly, each once. */
function bandDays(first: number, last: number): readonly number[] {
  const end = Math.max(last, first + daysAhead);
  return [...new Set(Array.from({ length: bandPoints }, (_, i) => Math.round(first + ((end - first) * i) / (bandPoints - 1))))];
}
