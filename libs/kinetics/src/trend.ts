import type { RiseEvidence, Trend } from '@clonewatch/domain';
import { engineDefaults } from './defaults.js';
import { observe, ordered, type CountDraw } from './draws.js';
import { fallEvidence } from './fall.js';

/** What a trend may use beside the rise: without the draws a fall cannot be told from stable. */
export interface TrendOptions { readonly draws?: readonly CountDraw[]; readonly drawOrder?: boolean }

/**
 * Direction in one word. `rising`: score above its threshold with at least two called draws. `falling`: the draws since some high point
 * speak for a decay by more than 3 log-likelihood units. `stable`: at least two draws, one called, and neither. Otherwise `insufficient`:
 * nothing called, or a single draw.
 */
export function trendOf(rise: RiseEvidence | null, o: TrendOptions = {}): Trend {
  if (rise === null || rise.drawsUsed < 2 || rise.calledDraws < 1) return 'insufficient';
  if (rise.score > rise.threshold) return rise.calledDraws >= 2 ? 'rising' : 'insufficient';
  return fallOf(rise, o) > engineDefaults.fallThreshold.value ? 'falling' : 'stable';
}

function fallOf(rise: RiseEvidence, o: TrendOptions): number {
  const used = ordered(o.draws ?? []);
  if (used.length < 2) return 0;
  return fallEvidence(observe(used, { sheddingCorrected: rise.sheddingCorrected, drawOrder: o.drawOrder ?? false }));
}
