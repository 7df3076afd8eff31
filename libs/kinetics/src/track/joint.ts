/**
 * Several small clones at once: no one of them need be shown to rise for it to be plain that resistance does. Under "resistance emerges" each
 * tracked variant rises with the same probability, so the evidence is a product over variants, and a silent one counts against it.
 */
import { engineDefaults } from '../defaults.js';
import type { TrackState } from './filter.js';
import { riseOdds } from './rise.js';

const { exp, log } = Math;
const logit = (p: number): number => log(p / (1 - p));

/** ln odds of growth before any draw. */
function untested(): number {
  const { startClean, startAs } = engineDefaults.track.value;
  return logit((1 - startClean) * startAs.growth);
}

/** What a variant's draws add to the odds that it rises, ln; 0 before any draw. */
export function riseGain(state: TrackState): number {
  return riseOdds(state) - untested();
}

/**
 * ln odds that resistance emerges, over the variants of a patient that could show it: prior odds × Π(1 − q + q·BF), q the share of them that then
 * rise. Null stands for a variant that was measured and never called: it does not rise. Of no variant the prior odds.
 */
export function jointRiseScore(states: readonly (TrackState | null)[]): number {
  const { prior, share } = engineDefaults.together.value;
  return states.reduce((sum, s) => sum + log(1 - share + (s === null ? 0 : share * exp(riseGain(s)))), logit(prior));
}
