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
  /** The part of `p` that was growing in the interval before the last one: a clone that has just risen and now stands still has risen. */
  readonly grew: Float64Array;
  /** P(no clone at all). */
  readonly clean: number;
  readonly day: number;
  readonly draws: number;
  readonly assays: ReadonlySet<string>;
}

const T = engineDefaults.track.value;
const changed = coursePrior(T.changeTo.decay, T.changeTo.stable, T.changeTo.growth);
const started = coursePrior(T.startAs.decay, T.startAs.stable, T.startAs.growth);
const born = coursePrior(0, T.bornAs.stable, T.bornAs.growth);
/** A new clone is first too small to be seen: anywhere up to a part in 5,000. */
const birthLevels = levels.filter((x) => x <= log(2e-4)).length;

function start(day: number): TrackState {
  const p = new Float64Array(R * L);
  for (let r = 0; r < R; r += 1) for (let l = 0; l < L; l += 1) p[r * L + l] = ((1 - T.startClean) * started[r]!) / L;
  return { p, grew: new Float64Array(R * L), clean: T.startClean, day, draws: 0, assays: new Set() };
}

/** Days a course is kept on average. */
const kept = (r: number): number => (r < stableRate ? T.keptDays.decay : r === stableRate ? T.keptDays.stable : T.keptDays.growth);

/** Courses change: each at its own pace, most of them when the treatment did. Returns a new array. */
function changeCourse(before: Float64Array, days: number, treatmentChanged: boolean): Float64Array {
  const p = new Float64Array(R * L);
  const leaving = new Float64Array(L);
  for (let r = 0; r < R; r += 1) {
    const leave = max(1 - exp(-days / kept(r)), treatmentChanged ? T.treatmentChange : 0);
    for (let l = 0; l < L; l += 1) {
      const x = before[r * L + l]!;
      leaving[l]! += leave * x;
      p[r * L + l] = (1 - leave) * x;
    }
  }
  for (let r = 0; r < R; r += 1) {
    const to = changed[r]!;
    for (let l = 0; l < L; l += 1) p[r * L + l]! += to * leaving[l]!;
  }
  return p;
}

/** Clones that arise from nothing, too small to be seen yet. Returns what is left of "no clone". */
function arise(p: Float64Array, clean: number, days: number): number {
  const birth = clean * (1 - exp(-days / T.bornAfterDays));
  for (let r = 0; r < R; r += 1) {
    const b = (birth * born[r]!) / birthLevels;
    if (b > 0) for (let l = 0; l < birthLevels; l += 1) p[r * L + l]! += b;
  }
  return clean - birth;
}

/** The growing part. */
function growingPart(p: Float64Array): Float64Array {
  const out = new Float64Array(R * L);
  out.set(p.subarray(firstGrowth * L), firstGrowth * L);
  return out;
}

/** Every level moves by its rate; what falls off the low end is clean, what reaches the high end stays there. */
function advance(p: Float64Array, days: number): { p: Float64Array; lost: number } {
  const out = new Float64Array(R * L);
  let lost = 0;
  for (let r = 0; r < R; r += 1) {
    const shift = (rates[r]! * days) / levelStep;
    const whole = floor(shift);
    const part = shift - whole;
    for (let l = 0; l < L; l += 1) {
      const x = p[r * L + l]!;
      const a = l + whole;
      if (a < 0) lost += x * (a === -1 ? 1 - part : 1); else out[r * L + min(a, L - 1)]! += x * (1 - part);
      if (part > 0 && a + 1 >= 0) out[r * L + min(a + 1, L - 1)]! += x * part;
    }
  }
  return { p: out, lost };
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
  const out = new Float64Array(R * L);
  const half = (biasKernel.length - 1) / 2;
  for (let r = 0; r < R; r += 1) {
    for (let l = 0; l < L; l += 1) {
      const x = p[r * L + l]!;
      if (x < 1e-18) continue;
      for (let j = -half; j <= half; j += 1) out[r * L + min(L - 1, max(0, l + j))]! += x * biasKernel[j + half]!;
    }
  }
  return out;
}

/** The posterior with one more draw. `treatmentChanged`: a line began or ended since the last draw, as known on this one. */
export function follow(before: TrackState | null, o: TrackObservation, treatmentChanged: boolean): TrackState {
  const s = before ?? start(o.day);
  const days = o.day - s.day;
  let [p, grew, clean] = [s.p, s.grew, s.clean];
  if (days > 0) {
    const next = changeCourse(p, days, treatmentChanged);
    clean = arise(next, clean, days);
    const moved = advance(next, days);
    grew = advance(changeCourse(growingPart(p), days, treatmentChanged), days).p;
    p = moved.p;
    clean += moved.lost;
  }
  const known = s.assays.has(o.assay);
  const other = !known && s.draws > 0;
  return weigh(other ? blur(p) : Float64Array.from(p), other ? blur(grew) : Float64Array.from(grew), clean, o, { day: o.day, draws: s.draws + 1, assays: known ? s.assays : new Set([...s.assays, o.assay]) });
}

/** Bayes' rule with the draw's counts, in place on arrays of its own. */
function weigh(p: Float64Array, grew: Float64Array, clean: number, o: TrackObservation, rest: Pick<TrackState, 'day' | 'draws' | 'assays'>): TrackState {
  const f = likelihoodOf(o);
  let total = clean * f[L]!;
  for (let r = 0; r < R; r += 1) {
    for (let l = 0; l < L; l += 1) {
      total += p[r * L + l]! *= f[l]!;
      grew[r * L + l]! *= f[l]!;
    }
  }
  for (let i = 0; i < p.length; i += 1) { p[i]! /= total; grew[i]! /= total; }
  return { p, grew, clean: (clean * f[L]!) / total, ...rest };
}

/** P(growing), P(decaying), P(stable or no clone), and P(growing now or in the interval before). */
export function courseOf(s: TrackState): { readonly growing: number; readonly decaying: number; readonly steady: number; readonly risen: number } {
  let [growing, decaying, grew] = [0, 0, 0];
  for (let i = 0; i < firstGrowth * L; i += 1) grew += s.grew[i]!;
  for (let i = firstGrowth * L; i < R * L; i += 1) growing += s.p[i]!;
  for (let i = 0; i < stableRate * L; i += 1) decaying += s.p[i]!;
  return { growing, decaying, steady: max(0, 1 - growing - decaying), risen: min(1, growing + grew) };
}
