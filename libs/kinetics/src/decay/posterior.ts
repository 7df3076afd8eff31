import { engineDefaults } from '../defaults.js';
import { logLikelihoods, sumAt, tableSize, type CountedDraw } from './draw-likelihood.js';
import { coursesOf, halfLives, logChange, type Course, type Therapy } from './courses.js';

/** Taken out of `Math` once: inner loops then do not look the global up each time. */
const { exp, log, sqrt, min, max, abs } = Math;

/** Levels are this many posterior sd apart, and at most so far: sums of so smooth a density are exact to many digits. */
const stepOfSd = 0.9;
const widestStep = 0.2;
/** Levels whose weight is e⁻⁸ of the best, and courses whose weight is e⁻¹², are left out. */
const thinLevel = 8;
const thinCourse = 12;
const longestWalk = 60;

/** Draws of one clone, in order; `t` in days from the first. */
export interface DecayDraws { readonly t: Float64Array; readonly counts: readonly CountedDraw[] }

/** A course with its posterior weight, and the normal of ln VAF on the day of the first draw under it. */
export interface Weighed { readonly course: Course; readonly weight: number; readonly mean: number; readonly sd: number }

/** Posterior over courses, the likeliest first; `decay`: weights of the population's half-lives, in order. `span`: days from the first draw to the last. */
export interface DecayPosterior { readonly courses: readonly Weighed[]; readonly decay: Float64Array; readonly span: number }

/** Sums over the levels of each course, of weight, weight × level, weight × level²; relative to e^top. */
interface Sums { readonly w: Float64Array; readonly wx: Float64Array; readonly wxx: Float64Array; top: number }

/**
 * Weight and level of every course. k ~ Poisson(exposure·VAF·e^ε + b), ε normal with the draw's variance times an unknown factor² of the patient. Flat in ln VAF.
 * Levels are summed on an even grid outward from the best, guesses of the noise with their weights. Deterministic.
 */
export function decayPosterior(o: DecayDraws, priorMedian: number, therapy: Therapy | null): DecayPosterior {
  const { noiseFactors } = engineDefaults.decay.value;
  const n = o.t.length;
  const span = o.t[n - 1]!;
  const families = coursesOf(priorMedian, span, new Set(o.t).size >= 4, therapy);
  const courses = families.flatMap((f) => f.courses);
  // Levels are pinned where the counts are: there they hardly depend on the course.
  const weight = Float64Array.from(o.counts, (d) => 1 / (1 / (d.k + 0.5) + d.variance));
  let [all, pivot] = [0, 0];
  for (let i = 0; i < n; i += 1) { all += weight[i]!; pivot += weight[i]! * o.t[i]!; }
  pivot /= all;
  const logs = Float64Array.from(o.counts, (d) => log(max(d.k - d.b, 0.3) / d.exposure));
  const factors = noiseFactors.map((f) => f.factor);
  const tables = logLikelihoods(o.counts, factors);
  const sums: Sums = { w: new Float64Array(courses.length), wx: new Float64Array(courses.length), wxx: new Float64Array(courses.length), top: -Infinity };
  const steps = factors.map((f) => {
    let information = 0;
    for (const d of o.counts) information += 1 / (1 / (d.k + 0.5) + f * f * d.variance);
    return min(widestStep, stepOfSd / sqrt(information));
  });
  const offsets = new Float64Array(n);
  let i = -1;
  for (const family of families) for (const c of family.courses) {
    i += 1;
    const at = logChange(c, pivot);
    let start = 0;
    for (let j = 0; j < n; j += 1) { offsets[j] = logChange(c, o.t[j]!) - at; start += weight[j]! * (logs[j]! - offsets[j]!); }
    start /= all;
    for (let g = 0; g < factors.length; g += 1) {
      addLevels(sums, i, { tables, first: g * n * tableSize, offsets, prior: family.logShare + c.logPrior + log(noiseFactors[g]!.weight * steps[g]!), step: steps[g]! }, start);
    }
  }
  return weighed(sums, courses, pivot, span);
}

interface Walk { readonly tables: Float64Array; readonly first: number; readonly offsets: Float64Array; readonly prior: number; readonly step: number }

const values = new Float64Array(2 * longestWalk + 1);

/** Adds the levels of one course under one guess of the noise, outward from `start`. */
function addLevels(s: Sums, i: number, w: Walk, start: number): void {
  const at = (j: number): number => (values[j + longestWalk] = w.prior + sumAt(w.tables, w.first, w.offsets, start + j * w.step));
  let best = at(0);
  if (best < s.top - thinCourse - thinLevel) return;
  let [up, down] = [0, 0];
  while (up < longestWalk) { const v = at(up += 1); if (v > best) best = v; else if (v < best - thinLevel) break; }
  while (down > -longestWalk) { const v = at(down -= 1); if (v > best) best = v; else if (v < best - thinLevel) break; }
  if (best < s.top - thinCourse) return;
  if (best > s.top) {
    const scale = exp(s.top - best);
    for (let c = 0; c <= i; c += 1) { s.w[c]! *= scale; s.wx[c]! *= scale; s.wxx[c]! *= scale; }
    s.top = best;
  }
  for (let j = down; j <= up; j += 1) {
    const x = start + j * w.step;
    const v = exp(values[j + longestWalk]! - s.top);
    s.w[i]! += v;
    s.wx[i]! += v * x;
    s.wxx[i]! += v * x * x;
  }
}

function weighed(s: Sums, courses: readonly Course[], pivot: number, span: number): DecayPosterior {
  const total = s.w.reduce((a, b) => a + b, 0);
  const found: Weighed[] = [];
  courses.forEach((course, i) => {
    if (!(s.w[i]! > 1e-6 * total)) return;
    const mean = s.wx[i]! / s.w[i]!;
    found.push({ course, weight: s.w[i]! / total, mean: mean - logChange(course, pivot), sd: sqrt(max(0, abs(s.wxx[i]! / s.w[i]! - mean * mean))) });
  });
  return { courses: found.sort((a, b) => b.weight - a.weight), decay: s.w.slice(0, halfLives).map((w) => w / total), span };
}
