import { engineDefaults } from './defaults.js';
import type { Observations } from './draws.js';
import { fitWithBias, type BiasRule } from './likelihood.js';
import { changePoints, shapeOf } from './shapes.js';

const bias: BiasRule = { sd: engineDefaults.assayBiasSd.value, limit: Math.log(engineDefaults.assayStepFactor.value) };
const halfLives = [7, 14, 28, 56, 112];

/** The observations from one draw on. */
function since(o: Observations, tau: number): Observations {
  const at = o.t.findIndex((t) => t >= tau);
  return {
    t: o.t.subarray(at), k: o.k.subarray(at), exposure: o.exposure.subarray(at), b: o.b.subarray(at), r: o.r.subarray(at), assay: o.assay.subarray(at), assays: o.assays,
  };
}

/**
 * Evidence that the clone has been falling since one of the last draws: the best decay against constant, over those beginnings.
 * Log-likelihood units, at least 0.
 */
export function fallEvidence(o: Observations): number {
  let best = 0;
  for (const tau of changePoints(o)) {
    const part = since(o, tau);
    const flat = fitWithBias(part, shapeOf(part, Infinity, 0, tau), bias).logLik;
    for (const h of halfLives) best = Math.max(best, fitWithBias(part, shapeOf(part, h, 0, part.t.at(-1)!), bias).logLik - flat);
  }
  return best;
}
