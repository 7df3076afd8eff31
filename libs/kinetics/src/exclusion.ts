import { criticalCount, lodMolecules } from '@clonewatch/stats';
import { engineDefaults } from './defaults.js';
import { detectionProbability, sharedSize } from './detectability.js';

/** One reading that could have shown a clone: its depth, its noise, and the size of the test by which it would have been called. */
export interface ExclusionReading {
  /** All molecules, > 0. */
  readonly total: number;
  /** Expected false-positive molecules, ≥ 0. */
  readonly background: number;
  /** Size of the call's test, in (0, 1). */
  readonly alpha: number;
}

/** Pooled molecules of the variants that stand for the whole tumour in the same draw. */
export interface TumourSignal { readonly mutant: number; readonly total: number; readonly background: number }

/** Size of each of `tests` tests that keeps the chance of any false call at `familywise` (Šidák, independent readings). */
export function singleAlpha(familywise: number, tests: number): number {
  return tests <= 1 ? familywise : -Math.expm1(Math.log1p(-familywise) / tests);
}

/** VAF of the tumour signal, its own background subtracted, a fraction. */
export function tumourVaf(t: TumourSignal): number {
  return Math.max(0, t.mutant - t.background) / t.total;
}

/** P(called) for a clone that carries `share` (0–1) of the tumour, at the same zygosity and copy number as the truncal variants. */
export function shareDetection(r: ExclusionReading, tumour: TumourSignal, share: number): number {
  const signal = share * tumourVaf(tumour) * r.total;
  return detectionProbability(signal, sharedSize(tumour.mutant), r.background, criticalCount(r.background, r.alpha));
}

/** Smallest VAF that this reading would have called with 95 % probability (Poisson), a fraction ≤ 1. Source: CLSI EP17-A2. */
export function detectableVaf(r: ExclusionReading): number {
  return Math.min(1, lodMolecules(r.background, criticalCount(r.background, r.alpha), engineDefaults.lodPower.value) / r.total);
}

/** Smallest share of the tumour (0–1) that this reading would have called with 95 % probability; null when not even the whole tumour. */
export function detectableShare(r: ExclusionReading, tumour: TumourSignal): number | null {
  const power = engineDefaults.lodPower.value;
  if (shareDetection(r, tumour, 1) < power) return null;
  let [low, high] = [0, 1];
  // 20 halvings: a share to one part in a million.
  for (let i = 0; i < 20; i += 1) {
    const mid = (low + high) / 2;
    if (shareDetection(r, tumour, mid) < power) low = mid; else high = mid;
  }
  return high;
}
