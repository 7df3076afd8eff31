import type { Interval } from '@clonewatch/domain';
import { binomialUpper, criticalCount, gammaBelow, gammaQuantiles, gammaRatioBelow, gammaRatioQuantile, signalPosterior, type GammaBelief } from '@clonewatch/stats';
import { engineDefaults } from './defaults.js';
import { detectionProbability } from './detectability.js';

/** One variant in one draw: pooled molecules of its assays. `total` > 0. */
export interface BurdenCount { readonly mutant: number; readonly total: number; readonly background: number }

/**
 * The mean VAF of several variants as one count: `mutant` of `total` effective molecules has the same mean and the same Poisson variance
 * (equal depths: simply all molecules together).
 */
export interface MeanBurden { readonly mutant: number; readonly total: number; readonly background: number; readonly meanVaf: number; readonly variants: number }

const { expm1, max, min } = Math;

/** Throws RangeError for no variant: a mean of nothing. */
export function meanBurden(parts: readonly BurdenCount[]): MeanBurden {
  if (parts.length === 0) throw new RangeError('a mean VAF of no variant');
  let [mean, noise, a, b] = [0, 0, 0, 0];
  for (const p of parts) {
    mean += p.mutant / p.total / parts.length;
    noise += p.background / p.total / parts.length;
    // The half of the Jeffreys prior keeps the effective depth defined where nothing was counted.
    a += (p.mutant + 0.5) / p.total;
    b += (p.mutant + 0.5) / (p.total * p.total);
  }
  const total = (parts.length * a) / b;
  return { mutant: mean * total, total, background: noise * total, meanVaf: mean, variants: parts.length };
}

/** Posterior of the mean VAF, a fraction: median and 95 %. */
export function meanVafPosterior(b: MeanBurden): Interval {
  const s = signalPosterior(b.mutant, b.background);
  return { median: min(1, s.median / b.total), low: min(1, s.low / b.total), high: min(1, s.high / b.total) };
}

/** Background is subtracted from the baseline only: then a fall is never overstated. */
function belief(b: MeanBurden, background: number): GammaBelief {
  const shape = max(0, b.mutant - background) + 0.5;
  return { shape, mean: shape / b.total };
}

/** A belief about the tumour's own level: the draw-to-draw variation of shedding is added to the counting error. */
function withVariation(g: GammaBelief, variants: number): GammaBelief {
  const { sigmaShared, sigmaOwn, assayBiasSd } = engineDefaults;
  const variance = sigmaShared.value ** 2 + (sigmaOwn.value ** 2 + assayBiasSd.value ** 2) / variants;
  return { mean: g.mean, shape: 1 / (1 / g.shape + expm1(variance)) };
}

/** How far the mean VAF of the same variants has fallen between two draws. */
export interface MeanChange {
  /** Mean VAF over mean VAF at baseline: counting error of both draws, 95 %. */
  readonly ratio: Interval;
  /** P(ratio < 0.5), P(ratio < 0.1): of the two samples, counting error only. */
  readonly pHalved: number;
  readonly pTenth: number;
  /** P that the tumour's own signal halved: with the draw-to-draw variation of shedding and assay. */
  readonly pTumourHalved: number;
  /** Fall that the upper bound of this draw supports against the baseline as measured, 0–1; 0 when it supports none. */
  readonly provableFall: number;
}

/**
 * Molecular response by mean VAF. Both levels are Gamma posteriors (half-Jeffreys), so the ratio is exact (no simulation).
 * `provableFall` is 1 − U95/baseline, U95 the exact one-sided 95 % bound of the draw: not detected in 3 000 molecules after 0.3 % supports
 * −67 %, no more. Throws RangeError for a baseline without a mutant molecule. Definition: Zhang 2020, doi:10.1158/2159-8290.CD-20-0047.
 */
export function meanChange(base: MeanBurden, now: MeanBurden): MeanChange {
  if (!(base.mutant > 0)) throw new RangeError('baseline without a mutant molecule: the ratio has no meaning');
  const [x, y] = [belief(now, 0), belief(base, base.background)];
  const q = (p: number): number => gammaRatioQuantile(p, x, y);
  return {
    ratio: { median: q(0.5), low: q(0.025), high: q(0.975) }, pHalved: gammaRatioBelow(0.5, x, y), pTenth: gammaRatioBelow(0.1, x, y),
    pTumourHalved: gammaRatioBelow(0.5, withVariation(x, now.variants), withVariation(y, base.variants)),
    provableFall: max(0, 1 - binomialUpper(min(now.mutant, now.total), now.total, engineDefaults.intervalLevel.value) / base.meanVaf),
  };
}

/** P that the tumour's own signal halved, alone: what an alert asks for, draw by draw. */
export function pTumourHalved(base: MeanBurden, now: MeanBurden): number {
  return gammaRatioBelow(0.5, withVariation(belief(now, 0), now.variants), withVariation(belief(base, base.background), base.variants));
}

/** Change of the highest VAF, the quantity of ctMoniTR. */
export interface MaxChange {
  readonly baseMax: number;
  readonly nowMax: number;
  /** Highest VAF now over highest at baseline, less 1: −1 when nothing was counted. As measured. */
  readonly change: number;
  readonly pFall50: number;
  readonly pFall90: number;
}

/** Mid-points of equal parts of the baseline's posterior. */
const parts = 12;
const middles = Array.from({ length: parts }, (_, i) => (i + 0.5) / parts);

/**
 * Highest VAF among the same variants at baseline and now. P(fall) = P(every variant now lies below c × the highest at baseline): the
 * highest at baseline is its leading variant's Gamma posterior, in twelve equal parts, the variants now are independent Gammas.
 * Throws RangeError for a baseline without a mutant molecule.
 * Source of the classes: ctMoniTR (Friends of Cancer Research), ≥ 50 %, ≥ 90 %, 100 % decrease of the maximum VAF.
 */
export function maxChange(base: readonly BurdenCount[], now: readonly BurdenCount[]): MaxChange {
  const vaf = (c: BurdenCount): number => c.mutant / c.total;
  const lead = base.reduce((a, b) => (vaf(b) > vaf(a) ? b : a));
  if (!(lead.mutant > 0)) throw new RangeError('baseline without a mutant molecule: the change has no meaning');
  const nowMax = max(...now.map(vaf));
  const levels = gammaQuantiles(max(0, lead.mutant - lead.background) + 0.5, middles);
  const fall = (c: number): number => levels.reduce((sum, level) =>
    sum + now.reduce((all, v) => all * gammaBelow(v.mutant + 0.5, (c * level * v.total) / lead.total), 1), 0) / parts;
  return { baseMax: vaf(lead), nowMax, change: nowMax / vaf(lead) - 1, pFall50: fall(0.5), pFall90: fall(0.1) };
}

/**
 * P that a draw would have called at least one of the variants had a `share` of the baseline remained: by its best-placed variant alone, as
 * shedding moves all variants of a draw together. What a clearance is worth.
 */
export function pSeenAt(share: number, base: readonly BurdenCount[], now: readonly BurdenCount[]): number {
  const variance = expm1(engineDefaults.sigmaShared.value ** 2 + engineDefaults.sigmaOwn.value ** 2);
  return max(...now.map((v, i) => {
    const b = base[i]!;
    return detectionProbability((share * v.total * b.mutant) / b.total, 1 / variance, v.background, criticalCount(v.background, engineDefaults.alpha.value));
  }));
}
