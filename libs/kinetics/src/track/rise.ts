/** What the posterior of a track says in the words of the product: does the clone rise, how fast, where does it stand. */
import type { Interval, RiseEvidence, Trend } from '@clonewatch/domain';
import { weightedQuantile } from '@clonewatch/stats';
import { engineDefaults } from '../defaults.js';
import { type TrackState } from './filter.js';
import type { Change } from './series.js';
import { firstGrowth, levelCount as L, rateCount as R, rates } from './grid.js';

const logDoubling: Float64Array = Float64Array.from({ length: R - firstGrowth }, (_, i) => Math.log(Math.LN2 / rates[R - 1 - i]!));

/** ln odds that the clone grows, now or in the interval before. */
export function riseOdds(s: TrackState): number {
  const { risen } = s.course;
  return Math.log(Math.max(risen, 1e-300) / Math.max(1 - risen, 1e-300));
}

/** The same, at least 0: nothing below even odds is evidence of a rise. */
export function riseScore(s: TrackState): number {
  return Math.max(0, riseOdds(s));
}

/** P of one rate, whatever the level. */
function rowSum(p: Float64Array, r: number): number {
  let sum = 0;
  for (let i = r * L; i < (r + 1) * L; i += 1) sum += p[i]!;
  return sum;
}

/** Doubling time given that it grows, days: posterior median with its 95 % interval. */
export function doublingOf(s: TrackState): Interval {
  const w = new Float64Array(R - firstGrowth);
  for (let i = 0; i < w.length; i += 1) w[i] = rowSum(s.p, R - 1 - i);
  const at = (p: number): number => Math.exp(weightedQuantile(logDoubling, w, p));
  return { median: at(0.5), low: at(0.025), high: at(0.975) };
}

/** Growth of a clone that is there, per day, whatever its course (below 0: it falls): posterior median with its 95 % interval. Null when it is as likely that none is there. */
export function growthOf(s: TrackState): Interval | null {
  if (s.clean >= 0.5) return null;
  const w = new Float64Array(R);
  for (let r = 0; r < R; r += 1) w[r] = rowSum(s.p, r);
  const at = (p: number): number => weightedQuantile(rates, w, p);
  return { median: at(0.5), low: at(0.025), high: at(0.975) };
}

/** What {@link riseEvidence} needs beside the posterior. */
export interface RiseContext { readonly threshold: number; readonly calledDraws: number; readonly supportingDraws: number; readonly sheddingCorrected: boolean; readonly drawOrder: boolean }

/**
 * Evidence of a rise after the last draw of a track. `score`: ln odds of growth against clean, stable and decaying, so that presence is no
 * rise; one strange draw cannot reach it alone, and a rule that alerts asks for two draws that support it, one of them called. Doubling time null when days have
 * no unit or growth is not the likelier reading. `state` null (no draw with molecules): score 0, probability null.
 */
export function riseEvidence(state: TrackState | null, o: RiseContext): RiseEvidence {
  const base = { threshold: o.threshold, sheddingCorrected: o.sheddingCorrected, drawsUsed: state?.draws ?? 0, calledDraws: o.calledDraws, supportingDraws: o.supportingDraws };
  if (state === null || state.draws < 2 || o.calledDraws === 0) return { ...base, score: 0, doublingDays: null, growthPerDay: null, pRising: null };
  const score = riseScore(state);
  const doubling = score > 0 && !o.drawOrder ? doublingOf(state) : null;
  return {
    ...base, score, pRising: state.course.growing, doublingDays: doubling,
    growthPerDay: doubling && { median: Math.LN2 / doubling.median, low: Math.LN2 / doubling.high, high: Math.LN2 / doubling.low },
  };
}

/** A rise: score above its threshold, on at least two draws that support it, one of them called. */
export function isRise(rise: RiseEvidence): boolean {
  return rise.score > rise.threshold && rise.calledDraws >= 1 && rise.supportingDraws >= 2;
}

/**
 * Direction in one word. `rising`: {@link isRise}. `falling`: the last draws exclude that nothing changed ({@link changeOf}), or the odds of a decay pass `fallOdds`. `stable`: the last draws make a
 * threefold change unlikely. Else `insufficient`, the course is open: also where growth is likelier than not, or the draws exclude that nothing changed, upwards, and the rise test does not call it.
 */
export function trendOf(state: TrackState | null, rise: RiseEvidence | null, change: Change): Trend {
  if (state === null || rise === null || rise.drawsUsed < 2 || rise.calledDraws < 1) return 'insufficient';
  if (rise.score > rise.threshold) return isRise(rise) ? 'rising' : 'insufficient';
  if (change === 'fell') return 'falling';
  if (change === 'rose' || rise.score > 0) return 'insufficient';
  const { decaying } = state.course;
  if (Math.log(decaying / Math.max(1 - decaying, 1e-300)) > engineDefaults.fallOdds.value) return 'falling';
  return change === 'level' ? 'stable' : 'insufficient';
}
