/**
 * How much of a draw's signal is shedding: the truncal variants of a draw rise and fall together by it, around a tumour burden that moves
 * smoothly. What they say is taken off the clone's draws, in part, with what stays unknown. Burden itself is not taken off: a clone that
 * grows with the tumour stays a growing clone.
 */
import { engineDefaults } from '../defaults.js';

const { exp, log, max, min } = Math;

/** Called truncal variants of one draw. */
export interface TruncalDraw { readonly specimenId: string; readonly day: number; readonly treatmentChanged: boolean; readonly variants: readonly { readonly key: string; readonly k: number; readonly n: number }[] }

/** ln shedding of a draw against the tumour's own course, the variance left of it, and the patient's whole shedding variance as known by then (ln²). */
export interface SheddingNoise { readonly log: number; readonly variance: number; readonly whole: number }

/** One guess of the patient's shedding sd with its own local linear trend of ln burden. */
interface Guess { readonly variance: number; weight: number; x: number; s: number; pxx: number; pxs: number; pss: number; day: number | null }

const { sds, weights, slopeSd, slopeDriftPerDay, changeSd, jumpShare, jumpSd } = engineDefaults.sheddingTrend.value;

function guesses(): Guess[] {
  return sds.map((sd, i) => ({ variance: sd * sd, weight: weights[i]!, x: 0, s: 0, pxx: 16, pxs: 0, pss: slopeSd ** 2, day: null }));
}

function predict(g: Guess, day: number, treatmentChanged: boolean): void {
  if (g.day !== null && day > g.day) {
    const d = day - g.day;
    const q = slopeDriftPerDay ** 2;
    if (treatmentChanged) g.pss += changeSd ** 2;
    g.x += g.s * d;
    g.pxx += 2 * d * g.pxs + d * d * g.pss + (q * d * d * d) / 3;
    g.pxs += d * g.pss + (q * d * d) / 2;
    g.pss += q * d;
  }
  g.day = day;
}

/** What the draw says where the level had the variance `jump` added. `likelihood` without the constant; `log`, `left`: ln shedding and its variance. */
interface Reading { readonly likelihood: number; readonly x: number; readonly s: number; readonly pxx: number; readonly pxs: number; readonly pss: number; readonly log: number; readonly left: number }

function readingOf(g: Guess, off: number, variance: number, jump: number): Reading {
  const pxx = g.pxx + jump;
  const total = pxx + g.variance + variance;
  const share = g.variance / total;
  return {
    likelihood: exp((-0.5 * off * off) / total) / Math.sqrt(total), x: (pxx / total) * off, s: (g.pxs / total) * off,
    pxx: pxx * (1 - pxx / total), pxs: g.pxs * (1 - pxx / total), pss: g.pss - (g.pxs * g.pxs) / total, log: share * off, left: g.variance * (1 - share),
  };
}

/**
 * Takes the draw in; returns what it says about the shedding under this guess. Where the treatment changed the burden may have jumped: a line that works takes it down within
 * weeks, by any factor, and that is no uneven shedding. What the two readings leave is one normal again, of their mixture's mean and variance (the first-order
 * generalised pseudo-Bayesian filter, Bar-Shalom 2001, doi:10.1002/0471221279).
 */
function update(g: Guess, y: number, variance: number, treatmentChanged: boolean): { readonly log: number; readonly variance: number } {
  const off = y - g.x;
  const share = treatmentChanged ? jumpShare : 0;
  const smooth = readingOf(g, off, variance, 0);
  const jumped = share > 0 ? readingOf(g, off, variance, jumpSd ** 2) : smooth;
  const likelihood = (1 - share) * smooth.likelihood + share * jumped.likelihood;
  // Bounded below: one impossible draw must not settle the noise for good.
  g.weight *= max(likelihood, 1e-6);
  const b = likelihood > 0 ? (share * jumped.likelihood) / likelihood : share > 0 ? 1 : 0;
  const a = 1 - b;
  const [dx, ds, dl] = [jumped.x - smooth.x, jumped.s - smooth.s, jumped.log - smooth.log];
  g.pxx = a * smooth.pxx + b * jumped.pxx + a * b * dx * dx;
  g.pxs = a * smooth.pxs + b * jumped.pxs + a * b * dx * ds;
  g.pss = a * smooth.pss + b * jumped.pss + a * b * ds * ds;
  g.x += a * smooth.x + b * jumped.x;
  g.s += a * smooth.s + b * jumped.s;
  return { log: a * smooth.log + b * jumped.log, variance: a * smooth.left + b * jumped.left + a * b * dl * dl };
}

/** Level of each truncal variant against the others (copy number, subclonal ones), learned from the draws that show several. */
class Offsets {
  private readonly of = new Map<string, { mean: number; n: number }>();

  /** ln VAF of the draw with the variants' own levels taken off, the variance of that mean, and how many variants it rests on. */
  combine(variants: TruncalDraw['variants']): { y: number; variance: number } {
    const own = engineDefaults.sigmaOwn.value ** 2;
    const logs = variants.map((v) => ({ key: v.key, x: log(v.k / v.n), variance: own + 1 / v.k }));
    const known = logs.filter((l) => this.of.has(l.key));
    const base = known.length > 0 ? known : logs;
    const offset = (key: string): number => this.of.get(key)?.mean ?? 0;
    const w = base.map((l) => 1 / l.variance);
    const sum = w.reduce((a, b) => a + b, 0);
    const y = base.reduce((a, l, i) => a + w[i]! * (l.x - offset(l.key)), 0) / sum;
    // Variants that disagree more than their own noise allows say less.
    const spread = base.reduce((a, l, i) => a + w[i]! * (l.x - offset(l.key) - y) ** 2, 0) / max(1, base.length - 1);
    for (const l of logs) {
      const o = this.of.get(l.key) ?? { mean: 0, n: 0 };
      const n = min(o.n + 1, 8);
      this.of.set(l.key, { mean: o.mean + (l.x - y - o.mean) / n, n });
    }
    return { y, variance: max(1, min(spread, 9)) / sum };
  }
}

/**
 * Shedding of each draw from the called truncal variants of it and of the draws before it (never of later ones), draws oldest first.
 * A draw without a called truncal variant has ln 0 and the patient's whole shedding variance. Local linear trend (Kalman filter) of ln
 * burden, which may jump where the treatment changed, averaged over guesses of the patient's shedding sd by how well they have predicted.
 */
export function sheddingNoise(draws: readonly TruncalDraw[]): ReadonlyMap<string, SheddingNoise> {
  const gs = guesses();
  const offsets = new Offsets();
  const out = new Map<string, SheddingNoise>();
  let changed = false;
  for (const d of draws) {
    changed ||= d.treatmentChanged;
    const variants = d.variants.filter((v) => v.k > 0 && v.n > 0);
    if (variants.length === 0) {
      const whole = wholeVariance(gs);
      out.set(d.specimenId, { log: 0, variance: whole, whole });
      continue;
    }
    const { y, variance } = offsets.combine(variants);
    const parts = gs.map((g) => { predict(g, d.day, changed); return update(g, y, variance, changed); });
    changed = false;
    const sum = gs.reduce((a, g) => a + g.weight, 0);
    for (const g of gs) g.weight /= sum;
    const mean = gs.reduce((a, g, i) => a + g.weight * parts[i]!.log, 0);
    const left = gs.reduce((a, g, i) => a + g.weight * (parts[i]!.variance + (parts[i]!.log - mean) ** 2), 0);
    out.set(d.specimenId, { log: mean, variance: left, whole: wholeVariance(gs) });
  }
  return out;
}

/** Shedding variance over the guesses, which carry weights that sum to 1. */
function wholeVariance(gs: readonly Guess[]): number {
  return gs.reduce((a, g) => a + g.weight * g.variance, 0);
}
