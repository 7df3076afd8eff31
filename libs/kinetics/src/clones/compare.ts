import { absent, called } from './cells.js';
import type { Cluster } from './clusters.js';
import { cloneDefaults } from './defaults.js';

/** Taken out of `Math` once: inner loops then do not look the global up each time. */
const { exp, log, log1p, max, min, round } = Math;
const { ratioLogSd, divergence, driftPerMonth, alleleChange, alleleLogSd, outlierCost, movement } = cloneDefaults;
const logEqual = log(1 - alleleChange);
const logChanged = log(alleleChange);
const halfLogTwoPi = 0.5 * log(2 * Math.PI);

/** ln of the evidence for one clone over two, without prior odds. */
export interface Comparison {
  readonly logBayes: number;
  /** ln of how much higher the first stands than the second, were they one clone: alleles lost or gained. */
  readonly shift: number;
  /** Draws that cover both, where the two move over them; 0 where they do not. */
  readonly moving: number;
}

/** ln P(k) of a negative binomial with variance of ln mean `variance`, up to a term of k alone; k is a small count that was not called. */
function countLog(k: number, mean: number, variance: number): number {
  const size = 1 / variance;
  let rising = 0;
  for (let i = 1; i < k; i += 1) rising += log1p(i / size);
  return rising + (k > 0 ? k * log(mean) : 0) - (k + size) * log1p(mean / size);
}

/** ln likelihood of a draw with one of the two called, when ln of (first over second) is `ratio` ± sqrt(`extra`): the molecules in which the other was not found. */
function uncalled(a: Cluster, b: Cluster, t: number, ratio: number, extra: number): number {
  return a.state[t] !== called ? countLog(round(a.k[t]!), a.n[t]! * exp(b.y[t]! + ratio) + a.b[t]!, b.v[t]! + a.own + extra)
    : countLog(round(b.k[t]!), b.n[t]! * exp(a.y[t]! - ratio) + b.b[t]!, a.v[t]! + b.own + extra);
}

/** ln density of a normal `d` away from its middle. */
const normalLog = (d: number, variance: number): number => -halfLogTwoPi - 0.5 * (log(variance) + (d * d) / variance);

/** ln level of the two, read against what all variants share; `mean`: their log ratio where only one is called. */
function levelOf(a: Cluster, b: Cluster, t: number, mean: number): number {
  if (a.state[t] !== called) return b.y[t]! + mean / 2;
  return b.state[t] === called ? (a.y[t]! + b.y[t]!) / 2 : a.y[t]! - mean / 2;
}

/**
 * One clone: the log ratio of the two stays where it is but for noise, at 0 or where lost and gained alleles put it; shedding cancels in it.
 * Two clones: the ratio starts anywhere within a factor of a few and drifts, the more the clones move. Both are Kalman filters over the
 * ratio. A draw with only one of them called counts through the molecules in which the other was not found. `gap`: months between draws;
 * `reference`: ln of the shared signal, NaN where unknown, used unless one of the two is part of it.
 */
export function compare(a: Cluster, b: Cluster, gap: Float64Array, reference: Float64Array): Comparison {
  const relative = a.truncal === 0 && b.truncal === 0;
  let equal = logEqual;
  let shifted = logChanged;
  let worstEqual = 0;
  let worstShifted = 0;
  let mean = 0;
  let variance = ratioLogSd * ratioLogSd;
  let previous = NaN;
  let shift = 0;
  let doubt = alleleLogSd * alleleLogSd;
  let covered = 0;
  let both = 0;
  let lowest = Infinity;
  let highest = -Infinity;
  for (let t = 0; t < gap.length; t += 1) {
    variance += driftPerMonth * driftPerMonth * gap[t]!;
    const sa = a.state[t]!;
    const sb = b.state[t]!;
    if (sa === absent || sb === absent) continue;
    covered += 1;
    if (sa !== called && sb !== called) {
      lowest = min(lowest, log((a.k[t]! + b.k[t]! + 3) / (a.n[t]! + b.n[t]!)));
      continue;
    }
    const shared = reference[t]!;
    const level = levelOf(a, b, t, mean) - (relative && shared === shared ? shared : 0);
    lowest = min(lowest, level);
    highest = max(highest, level);
    const moved = previous === previous ? level - previous : 0;
    const spread = variance + divergence * divergence * moved * moved;
    if (sa !== called || sb !== called) {
      const free = uncalled(a, b, t, mean, spread);
      const e = uncalled(a, b, t, 0, 0) - free;
      const s = uncalled(a, b, t, shift, doubt) - free;
      equal += e;
      shifted += s;
      if (e < worstEqual) worstEqual = e;
      if (s < worstShifted) worstShifted = s;
      continue;
    }
    const noise = a.v[t]! + b.v[t]!;
    const ratio = a.y[t]! - b.y[t]!;
    const free = normalLog(ratio - mean, noise + spread);
    const e = normalLog(ratio, noise) - free;
    const s = normalLog(ratio - shift, noise + doubt) - free;
    equal += e;
    shifted += s;
    if (e < worstEqual) worstEqual = e;
    if (s < worstShifted) worstShifted = s;
    both += 1;
    previous = level;
    mean += (spread / (spread + noise)) * (ratio - mean);
    variance = spread * (noise / (spread + noise));
    shift += (doubt / (doubt + noise)) * (ratio - shift);
    doubt *= noise / (doubt + noise);
  }
  // One draw may be contaminated: the worst then counts as one that says nothing, at a price.
  equal += max(0, -outlierCost - worstEqual);
  shifted += max(0, -outlierCost - worstShifted);
  const top = max(equal, shifted);
  const moving = highest - lowest < movement ? 0 : both >= 3 ? covered : both;
  return { logBayes: top + log(exp(equal - top) + exp(shifted - top)), shift: top === equal ? 0 : shift, moving };
}
