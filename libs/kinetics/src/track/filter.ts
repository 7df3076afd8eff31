/**
 * Sequential Bayesian filter of one variant: joint posterior of ln VAF and growth rate, draw by draw. A clone keeps its course (decay,
 * stable, growth) and now and then changes it; it may arise from nothing. Linear in draws; the past is never fitted again.
 * After Shiryaev's quickest detection (doi:10.1137/1108002) with a switching linear trend; counts as in `likelihoodOf`.
 */
import { engineDefaults } from '../defaults.js';
import { coursePrior, firstGrowth, levelCount as L, levelStep, levels, rateCount as R, rates, stableRate } from './grid.js';
import { likelihoodOf, type TrackObservation } from './likelihood.js';

const { exp, floor, log, max, min } = Math;

/** Posterior after some draws. Never changed in place: a longer history starts from a shorter one's state. */
export interface TrackState {
  /** P(rate, level), row by row; with `clean` it sums to 1. */
  readonly p: Float64Array;
  /** The part of `p`, of the rates below growth alone, that was growing in the interval before the last one: a clone that has just risen and now stands still has risen. */
  readonly grew: Float64Array;
  /** P(no clone at all). */
  readonly clean: number;
  readonly day: number;
  readonly draws: number;
  readonly assays: ReadonlySet<string>;
  readonly course: CourseShares;
}

/** P(growing), P(decaying), P(stable or no clone), and P(growing now or in the interval before). */
export interface CourseShares { readonly growing: number; readonly decaying: number; readonly steady: number; readonly risen: number }

/** What is followed: a clone that treatment selects, the same with that treatment given again, or the tumour itself, which mostly falls and then grows. */
export interface Courses {
  readonly startClean: number;
  readonly treatmentChange: number;
  readonly bornAfterDays: number;
  /** Days a course is kept on average: decay, stable, growth. */
  readonly keptDays: readonly [number, number, number];
  /** P of each rate: of a course that has just changed, and of a clone that has just arisen. */
  readonly changed: Float64Array;
  readonly born: Float64Array;
  /** Before any draw: as likely without a clone, at any level. */
  readonly starting: Float64Array;
}

function coursesOf(t: typeof engineDefaults.track.value): Courses {
  const started = coursePrior(t.startAs.decay, t.startAs.stable, t.startAs.growth);
  return {
    startClean: t.startClean, treatmentChange: t.treatmentChange, bornAfterDays: t.bornAfterDays, keptDays: [t.keptDays.decay, t.keptDays.stable, t.keptDays.growth],
    changed: coursePrior(t.changeTo.decay, t.changeTo.stable, t.changeTo.growth), born: coursePrior(0, t.bornAs.stable, t.bornAs.growth),
    starting: Float64Array.from({ length: R * L }, (_, i) => ((1 - t.startClean) * started[Math.floor(i / L)]!) / L),
  };
}

export const cloneCourses: Courses = coursesOf(engineDefaults.track.value);
export const burdenCourses: Courses = coursesOf(engineDefaults.burdenTrack.value);
export const regrowthCourses: Courses = coursesOf({ ...engineDefaults.track.value, ...engineDefaults.regrowthTrack.value });

/** A new clone is first too small to be seen: anywhere up to a part in 5,000. */
const birthLevels = levels.filter((x) => x <= log(2e-4)).length;

const kindOf = Uint8Array.from({ length: R }, (_, r) => (r < stableRate ? 0 : r === stableRate ? 1 : 2));

/** Room for one step, used again by each: the share of every level that leaves its course, of all and of the growing ones, and a row on its way. */
const leaving = new Float64Array(L);
const leavingGrowth = new Float64Array(L);
const row = new Float64Array(L);

/**
 * Every level of `row` moves by `shift` steps into the `r`th row of `to`, which is empty; what reaches the high end stays there. Returns `lost`
 * and what falls off the low end.
 */
function moveRow(shift: number, to: Float64Array, r: number, lost: number): number {
  const at = r * L;
  const whole = floor(shift);
  const part = shift - whole;
  const rest = 1 - part;
  const low = min(L, max(0, -whole));
  const high = max(low, min(L, L - 1 - whole));
  let sum = lost;
  let carry = 0;
  for (let l = 0; l < low; l += 1) {
    if (l + whole === -1) {
      sum += row[l]! * rest;
      carry = row[l]! * part;
    } else sum += row[l]!;
  }
  for (let l = low; l < high; l += 1) {
    to[at + l + whole] = carry + row[l]! * rest;
    carry = row[l]! * part;
  }
  if (whole < 0) {
    if (L + whole >= 0) to[at + L + whole] = carry;
    return sum;
  }
  for (let l = high; l < L; l += 1) {
    carry += row[l]! * rest;
    carry += row[l]! * part;
  }
  to[at + L - 1] = carry;
  return sum;
}

/**
 * The days between two draws: courses change, each at its own pace and most of them when the treatment did; clones arise from nothing, too small
 * to be seen yet; every level moves by its rate, and what falls off the low end is clean.
 */
function pass(before: Float64Array, wasClean: number, days: number, treatmentChanged: boolean, { keptDays, treatmentChange, bornAfterDays, changed, born }: Courses): Pick<TrackState, 'p' | 'grew' | 'clean'> {
  const leave = keptDays.map((kept) => max(1 - exp(-days / kept), treatmentChanged ? treatmentChange : 0));
  leaving.fill(0);
  leavingGrowth.fill(0);
  for (let r = 0; r < R; r += 1) {
    const share = leave[kindOf[r]!]!;
    for (let l = 0; l < L; l += 1) leaving[l]! += share * before[r * L + l]!;
    if (r >= firstGrowth) for (let l = 0; l < L; l += 1) leavingGrowth[l]! += share * before[r * L + l]!;
  }
  const birth = wasClean * (1 - exp(-days / bornAfterDays));
  const p = new Float64Array(R * L);
  const grew = new Float64Array(firstGrowth * L);
  let lost = 0;
  for (let r = 0; r < R; r += 1) {
    const [stay, to, shift] = [1 - leave[kindOf[r]!]!, changed[r]!, (rates[r]! * days) / levelStep];
    for (let l = 0; l < L; l += 1) row[l] = stay * before[r * L + l]! + to * leaving[l]!;
    const b = (birth * born[r]!) / birthLevels;
    if (b > 0) for (let l = 0; l < birthLevels; l += 1) row[l]! += b;
    lost = moveRow(shift, p, r, lost);
    if (r >= firstGrowth) continue;
    for (let l = 0; l < L; l += 1) row[l] = to * leavingGrowth[l]!;
    moveRow(shift, grew, r, 0);
  }
  return { p, grew, clean: wasClean - birth + lost };
}

/** How far another assay may read from the last one: usual bias, and now and then a laboratory's step. */
const biasKernel: Float64Array = (() => {
  const { sd, stepFactor, stepShare } = engineDefaults.assayChange.value;
  const half = floor(log(stepFactor) / levelStep);
  const w = Float64Array.from({ length: 2 * half + 1 }, (_, i) => exp(-0.5 * (((i - half) * levelStep) / sd) ** 2));
  const sum = w.reduce((a, b) => a + b, 0);
  return w.map((x) => (1 - stepShare) * (x / sum) + stepShare / w.length);
})();

function blur(p: Float64Array): Float64Array {
  const out = new Float64Array(p.length);
  const half = (biasKernel.length - 1) / 2;
  for (let r = 0; r < p.length / L; r += 1) {
    for (let l = 0; l < L; l += 1) {
      const x = p[r * L + l]!;
      if (x < 1e-18) continue;
      for (let j = -half; j <= half; j += 1) out[r * L + min(L - 1, max(0, l + j))]! += x * biasKernel[j + half]!;
    }
  }
  return out;
}

/** The posterior with one more draw. `treatmentChanged`: a line began or ended since the last draw, as known on this one. */
export function follow(before: TrackState | null, o: TrackObservation, treatmentChanged: boolean, courses: Courses = cloneCourses): TrackState {
  if (before === null) return weigh(courses.starting.slice(), new Float64Array(firstGrowth * L), courses.startClean, o, { day: o.day, draws: 1, assays: new Set([o.assay]) });
  const days = o.day - before.day;
  const now = days > 0 ? pass(before.p, before.clean, days, treatmentChanged, courses) : { p: before.p.slice(), grew: before.grew.slice(), clean: before.clean };
  const known = before.assays.has(o.assay);
  return weigh(known ? now.p : blur(now.p), known ? now.grew : blur(now.grew), now.clean, o, { day: o.day, draws: before.draws + 1, assays: known ? before.assays : new Set([...before.assays, o.assay]) });
}

/** Bayes' rule with the draw's counts, in place on arrays of its own. */
function weigh(p: Float64Array, grew: Float64Array, clean: number, o: TrackObservation, rest: Pick<TrackState, 'day' | 'draws' | 'assays'>): TrackState {
  const f = likelihoodOf(o);
  let total = clean * f[L]!;
  for (let r = 0; r < R; r += 1) for (let l = 0; l < L; l += 1) total += p[r * L + l]! *= f[l]!;
  let [growing, decaying, grown] = [0, 0, 0];
  for (let i = 0; i < stableRate * L; i += 1) decaying += p[i]! /= total;
  for (let i = stableRate * L; i < firstGrowth * L; i += 1) p[i]! /= total;
  for (let i = firstGrowth * L; i < R * L; i += 1) growing += p[i]! /= total;
  for (let r = 0; r < firstGrowth; r += 1) for (let l = 0; l < L; l += 1) grown += grew[r * L + l] = (grew[r * L + l]! * f[l]!) / total;
  const course = { growing, decaying, steady: max(0, 1 - growing - decaying), risen: min(1, growing + grown) };
  return { p, grew, clean: (clean * f[L]!) / total, course, ...rest };
}
