import { detectabilityShares, detectabilityVafs, type Detectability, type Interval } from '@clonewatch/domain';
import { negativeBinomialCdf, poissonCdf, signalPosterior } from '@clonewatch/stats';
import { criticalFor } from './background.js';
import { engineDefaults } from './defaults.js';

/** Taken out of `Math` once: inner loops then do not look the global up each time. */
const { exp, log1p, min, max } = Math;

/** One assay's reading of one variant in one draw. */
export interface DepthView {
  /** Mutant molecules counted, ≥ 0. */
  readonly mutant: number;
  /** All molecules, > 0. */
  readonly total: number;
  /** Expected false-positive molecules, ≥ 0. */
  readonly background: number;
  /** Variance of the false positives over their mean, less one; absent or 0: Poisson. */
  readonly backgroundExcess?: number;
}

/** P(false positives ≤ j) for j = 0 … top: Poisson, or negative binomial where they are learned or clump. */
function noiseCdf(mean: number, top: number, excess = 0): Float64Array {
  const out = new Float64Array(top + 1);
  if (excess > 0 && mean > 0) return out.map((_, j) => negativeBinomialCdf(j, mean, mean / excess));
  if (mean > 600) return out.map((_, j) => poissonCdf(j, mean));
  let term = exp(-mean);
  let sum = 0;
  for (let j = 0; j <= top; j += 1) {
    sum += term;
    out[j] = min(1, sum);
    term *= mean / (j + 1);
  }
  return out;
}

/** P(NegBin(signal, size) + noise ≥ critical), `noise` being the distribution function of the noise up to critical − 1. */
function reaches(signal: number, size: number, noise: Float64Array): number {
  const top = noise.length - 1;
  const odds = signal / (signal + size);
  // P(NegBin = 0); through log1p, so that a huge size is the Poisson's.
  let mass = exp(-size * log1p(signal / size));
  let below = 0;
  for (let i = 0; i <= top; i += 1) {
    below += mass * noise[top - i]!;
    mass *= (odds * (i + size)) / (i + 1);
  }
  return min(1, max(0, 1 - below));
}

/**
 * P(called) for a clone that leaves `signal` molecules in the tube on average: k = NegBin(signal, size) + Pois(background) reaches the
 * `critical` count (≥ 1) of the call rule. `size`: 1/relative variance of the signal about its mean. Exact sum over the counts below
 * critical. 0 ≤ result ≤ 1; a background that itself passes the rule counts as detected, as the rule would call it.
 */
export function detectionProbability(signal: number, size: number, background: number, critical: number): number {
  return reaches(signal, size, noiseCdf(background, critical - 1));
}

const ownVariance = engineDefaults.sigmaOwn.value ** 2;

/** Size of a signal whose mean is known: only the clone's own noise is left (log-sd 0.2). */
const knownSize = 1 / ownVariance;

/**
 * Size of a signal read off a truncal variant: the truncal count's own uncertainty (Gamma, shape k + ½), the truncal variant's own noise
 * and the clone's. The product of the three is taken as one Gamma of the same mean and variance (within 0.004 of the exact integral).
 */
export function sharedSize(truncalMutant: number): number {
  return 1 / ((1 + 1 / (truncalMutant + 0.5)) * (1 + ownVariance) ** 2 - 1);
}

/** Posterior of the VAF behind a count, a fraction 0–1: the signal molecules of {@link signalPosterior} over the depth. */
export function vafPosterior(d: DepthView): Interval {
  const s = signalPosterior(d.mutant, d.background);
  const f = (x: number): number => Math.min(1, x / d.total);
  return { median: f(s.median), low: f(s.low), high: f(s.high) };
}

/**
 * What one reading could have missed. `truncal`: pooled molecules of the truncal variants called in the same draw, or the reason why there
 * is no share to speak of. A clone at a share f of the truncal signal has mean VAF f × truncal VAF (same zygosity and copy number assumed).
 * Throws RangeError through the count rule for a negative background.
 */
export function detectabilityOf(d: DepthView, truncal: DepthView | Exclude<Detectability['sharesReason'], null>): Detectability {
  const excess = d.backgroundExcess ?? 0;
  const critical = criticalFor({ expected: d.background, excess });
  const noise = noiseCdf(d.background, critical - 1, excess);
  const at = (vaf: number, size: number): number => reaches(d.total * vaf, size, noise);
  const base = { state: 'computed', reason: null, criticalCount: critical, posterior: vafPosterior(d), atVaf: detectabilityVafs.map((v) => at(v, knownSize)) } as const;
  if (typeof truncal === 'string') return { ...base, atShare: null, sharesReason: truncal };
  const vaf = Math.max(0, truncal.mutant + 0.5 - truncal.background) / truncal.total;
  return { ...base, atShare: detectabilityShares.map((f) => at(f * vaf, sharedSize(truncal.mutant))), sharesReason: null };
}

/** A reading without molecules of its own: the state is said, and no number. */
export function notDetectable(state: Exclude<Detectability['state'], 'computed'>, reason: Detectability['reason'] = null): Detectability {
  return { state, reason, criticalCount: null, posterior: null, atVaf: null, atShare: null, sharesReason: null };
}
