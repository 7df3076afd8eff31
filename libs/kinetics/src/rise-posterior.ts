import type { Interval } from '@clonewatch/domain';
import { logSumExp, weightedQuantile } from '@clonewatch/stats';
import { engineDefaults } from './defaults.js';
import type { Observations } from './draws.js';
import { logVafFloor, type LevelFit } from './likelihood.js';
import { fitGrowth, type Growth, type NullFit } from './rise.js';
import { changePoints } from './shapes.js';

/** Doubling times of the posterior: three prior sd to each side. */
const points = 25;
const offsets = Array.from({ length: points }, (_, i) => -3 + (6 * i) / (points - 1));

/** ln ∫ likelihood over a flat prior of the log level (Laplace); a level the data do not hold keeps the whole prior. */
function marginal(fit: LevelFit): number {
  return fit.logLik + Math.min(0, 0.5 * Math.log((2 * Math.PI) / Math.max(fit.information, 1e-9)) - Math.log(-logVafFloor));
}

/** ln evidence of "not rising": clean, stable and decaying share it equally. */
function nullEvidence(none: NullFit): number {
  const [stable, ...decaying] = none.levels.map(marginal) as [number, ...number[]];
  return logSumExp([none.clean, stable, logSumExp(decaying) - Math.log(decaying.length)]) - Math.log(3);
}

/**
 * Posterior of the doubling time (lognormal prior on a grid; level integrated, begin of growth averaged over the last draws) and the
 * probability of a rise with a prior spike of one half at "not rising". The past of the clone is the best-fitting one. `fall`: log
 * evidence of a decay since a peak, taken off the odds.
 */
export function risePosterior(o: Observations, none: NullFit, growth: Growth, fall: number): { readonly doubling: Interval; readonly pRising: number } {
  const { medianDays, logSd } = engineDefaults.doublingPrior.value;
  const taus = changePoints(o);
  const grid = offsets.map((z) => Math.log(medianDays) + z * logSd);
  const prior = offsets.map((z) => -0.5 * z * z);
  const logs = grid.map((x, i) => {
    const fits = taus.map((tau) => marginal(fitGrowth(o, Math.exp(x), tau, growth.halfLifeBefore)));
    return prior[i]! + logSumExp(fits) - Math.log(taus.length);
  });
  const evidence = logSumExp(logs);
  const weights = logs.map((l) => Math.exp(l - evidence));
  const at = (p: number): number => Math.exp(weightedQuantile(grid, weights, p));
  const spike = engineDefaults.priorRising.value;
  const odds = Math.log(spike / (1 - spike)) + evidence - logSumExp(prior) - nullEvidence(none) - fall;
  return { doubling: { median: at(0.5), low: at(0.025), high: at(0.975) }, pRising: 1 / (1 + Math.exp(-odds)) };
}
