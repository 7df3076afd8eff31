/** The next draw that would change the decision most: is the clone below the bound or not? */
import { detectionProbability } from '../detectability.js';
import { criticalFor } from '../background.js';
import { logSigma } from '../defaults.js';
import { logChange } from './courses.js';
import type { DecayPosterior } from './posterior.js';
import { engineDefaults } from '../defaults.js';

const { exp, log, sqrt, min, max } = Math;

/** Days after today that are looked at, and ln VAFs at which a call is worked out. */
const everyDays = 14;
const horizonDays = 364;
const [lowest, step, cells] = [-14, 0.2, 71];
/** Middles of equal parts of a standard normal. */
const middles = Float64Array.of(-1.5932, -0.9674, -0.5895, -0.2822, 0, 0.2822, 0.5895, 0.9674, 1.5932);
/** Less than this and no draw within the year is worth more than another. */
const leastGain = 0.01;

/** Molecules and false positives that the next draw is expected to have. */
export interface Depth { readonly n: number; readonly background: number }

/** `t`: days from the first draw. `pBelow`: that the clone is below the bound by then. `gain`: by how much likelier the judgement below or not is right with the draw than without. */
export interface NextDraw { readonly t: number; readonly pBelow: number; readonly gain: number }

function callTable(d: Depth): Float64Array {
  const critical = criticalFor({ expected: d.background, excess: 0 });
  return Float64Array.from({ length: cells }, (_, j) => detectionProbability(d.n * exp(lowest + j * step), 1 / logSigma(false) ** 2, d.background, critical));
}

/** Joint chances of a day: below and not called, below and called, above and not called, above and called. Written anew for each day. */
const chances = new Float64Array(4);

function chancesOn(p: DecayPosterior, t: number, bound: number, called: Float64Array): void {
  chances.fill(0);
  for (let c = 0; c < p.courses.length; c += 1) {
    const w = p.courses[c]!;
    if (w.weight < 1e-3) break;
    const sd = sqrt(w.sd ** 2 + engineDefaults.decay.value.drift ** 2 * max(0, t - p.span));
    const at = w.mean + logChange(w.course, t);
    const part = w.weight / middles.length;
    for (let m = 0; m < middles.length; m += 1) {
      const x = at + middles[m]! * sd;
      const j = min(cells - 1.001, max(0, (x - lowest) / step));
      const i = j | 0;
      const seen = called[i]! + (j - i) * (called[i + 1]! - called[i]!);
      const side = x <= bound ? 0 : 2;
      chances[side]! += part * (1 - seen);
      chances[side + 1]! += part * seen;
    }
  }
}

/**
 * The day on which one more draw of that depth raises the chance of judging rightly whether the clone is below `vaf` the most; looked at every two weeks of
 * a year from day `today`. The judgement without a draw is the likelier of the two; with one, the likelier given what it shows. Null where no draw helps.
 */
export function nextDrawOf(p: DecayPosterior, vaf: number, depth: Depth, today: number): NextDraw | null {
  const called = callTable(depth);
  const bound = log(vaf);
  let best: NextDraw | null = null;
  for (let t = today + everyDays; t <= today + horizonDays; t += everyDays) {
    chancesOn(p, t, bound, called);
    const bn = chances[0]!;
    const bc = chances[1]!;
    const an = chances[2]!;
    const ac = chances[3]!;
    const gain = max(bn, an) + max(bc, ac) - max(bn + bc, an + ac);
    if (gain >= leastGain && (best === null || gain > best.gain)) best = { t, pBelow: bn + bc, gain };
  }
  return best;
}
