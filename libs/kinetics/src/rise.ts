import type { Interval, RiseEvidence } from '@clonewatch/domain';
import { engineDefaults } from './defaults.js';
import { observe, ordered, type CountDraw, type Observations } from './draws.js';
import { fallEvidence } from './fall.js';
import { fitWithBias, logLikelihoodClean, type BiasRule, type LevelFit } from './likelihood.js';
import { risePosterior } from './rise-posterior.js';
import { changePoints, doublingGrid, shapeOf } from './shapes.js';

/** Options of {@link testRise}. */
export interface RiseOptions {
  /** Divide the shedding index out, where a draw has one, and expect the clone's own noise only. */
  readonly sheddingCorrected: boolean;
  /** Day numbers only order the draws. */
  readonly drawOrder: boolean;
  /** Log-likelihood units; default 5.4. */
  readonly threshold?: number;
}

/** A change of assay may explain a step up to the factor for free when nothing grows … */
const nullBias: BiasRule = { sd: Infinity, limit: Math.log(engineDefaults.assayStepFactor.value) };
/** … but a growth may borrow only what laboratories usually differ by. */
const growthBias: BiasRule = { sd: engineDefaults.assayBiasSd.value, limit: Math.log(engineDefaults.assayStepFactor.value) };

/** Half-lives before a growth begins: a clone that was decaying may regrow. */
const halfLivesBefore = [Infinity, 28, 56, 112, 224];

/**
 * A decay before the growth is one more thing fitted to noise: without a price it doubles the false alerts of a stable clone, with it they
 * stay those of a constant past, and a true regrowth pays it with ease.
 */
const priceOfPast = (halfLife: number): number => (halfLife === Infinity ? 0 : engineDefaults.pastDecayPrice.value);

/** A fitted growth. */
export interface Growth { readonly doubling: number; readonly tau: number; readonly halfLifeBefore: number; readonly logLik: number }

/** Everything that is not a rise: clean, stable, decaying. */
export interface NullFit { readonly clean: number; readonly levels: readonly LevelFit[]; readonly logLik: number }

export function fitNull(o: Observations): NullFit {
  const clean = logLikelihoodClean(o);
  const grid = [Infinity, ...engineDefaults.nullHalfLifeDays.value];
  const levels = grid.map((h) => fitNullLevel(o, h));
  const best = levels.reduce((top, f, i) => (f.logLik > levels[top]!.logLik ? i : top), 0);
  return { clean, levels, logLik: Math.max(clean, refineNull(o, grid[best]!, levels[best]!.logLik)) };
}

function fitNullLevel(o: Observations, halfLife: number): LevelFit {
  return fitWithBias(o, shapeOf(o, halfLife, 0, o.t.at(-1)!), nullBias);
}

/** A half-life between two grid points must not look like a decay that stopped: halving search in its logarithm. */
function refineNull(o: Observations, start: number, logLik: number): number {
  if (start === Infinity) return logLik;
  let [at, top] = [start, logLik];
  for (let step = Math.SQRT2; step > 1.03; step = Math.sqrt(step)) {
    for (const h of [at * step, at / step]) {
      const found = fitNullLevel(o, h).logLik;
      if (found > top) [at, top] = [h, found];
    }
  }
  return top;
}

/** Growth with one doubling time, begin and past. */
export function fitGrowth(o: Observations, doubling: number, tau: number, halfLifeBefore: number): LevelFit {
  return fitWithBias(o, shapeOf(o, halfLifeBefore, Math.LN2 / doubling, tau), growthBias);
}

/** Best growth on the grid, then refined in the doubling time between its neighbours. */
function bestGrowth(o: Observations): Growth {
  const grid = doublingGrid(7);
  let best: Growth = { doubling: grid[0]!, tau: o.t[0]!, halfLifeBefore: Infinity, logLik: -Infinity };
  for (const tau of changePoints(o)) {
    for (const halfLifeBefore of tau === o.t[0] ? [Infinity] : halfLivesBefore) {
      for (const doubling of grid) {
        const logLik = fitGrowth(o, doubling, tau, halfLifeBefore).logLik - priceOfPast(halfLifeBefore);
        if (logLik > best.logLik) best = { doubling, tau, halfLifeBefore, logLik };
      }
    }
  }
  return refine(o, best, grid[1]! / grid[0]!);
}

/** Halving search in ln doubling time around the best grid point, inside the range. */
function refine(o: Observations, start: Growth, ratio: number): Growth {
  const [low, high] = engineDefaults.doublingRangeDays.value;
  let best = start;
  for (let step = Math.sqrt(ratio); step > 1.01; step = Math.sqrt(step)) {
    for (const factor of [step, 1 / step]) {
      const doubling = Math.min(high, Math.max(low, best.doubling * factor));
      const logLik = fitGrowth(o, doubling, best.tau, best.halfLifeBefore).logLik - priceOfPast(best.halfLifeBefore);
      if (logLik > best.logLik) best = { ...best, doubling, logLik };
    }
  }
  return best;
}

/**
 * Is the clone growing now? Generalised likelihood ratio of a growth that began at one of the last eight draws (from clean, stable or
 * decaying) against everything that is not a rise: clean, stable, decaying. Presence is therefore not a rise.
 * Model: k ~ NegBin(n·v(t)·s_t + background, size 1/σ²), σ as in `logSigma`: 0.28 with a known shedding index, else 0.40.
 * What the draws since any high point say for a decay is taken off the score, so a clone past its peak does not score as rising.
 * One called draw can score high by itself: a rule that alerts must ask for two (`calledDraws`).
 * Doubling time: posterior on a grid, lognormal prior (median 28 d, log-sd 0.5), 95 %; null when days have no unit or nothing grows.
 * Deterministic; the order of `draws` does not matter. Source: change-point GLR, e.g. Siegmund & Venkatraman 1995, doi:10.1214/aos/1176324466.
 */
export function testRise(draws: readonly CountDraw[], options: RiseOptions): RiseEvidence {
  const used = ordered(draws);
  const base = {
    threshold: options.threshold ?? engineDefaults.riseThreshold.value, sheddingCorrected: options.sheddingCorrected, drawsUsed: used.length,
    calledDraws: used.filter((d) => d.called).length,
  };
  const empty: RiseEvidence = { ...base, score: 0, doublingDays: null, growthPerDay: null, pRising: null };
  if (used.length < 2 || used.every((d) => d.k === 0)) return empty;
  const o = observe(used, options);
  if (changePoints(o).length === 0) return empty;
  const none = fitNull(o);
  const growth = bestGrowth(o);
  const fall = fallEvidence(o);
  const score = Math.max(0, growth.logLik - none.logLik - fall);
  const posterior = risePosterior(o, none, growth, fall);
  const hasUnit = score > 0 && !options.drawOrder;
  return { ...base, score, pRising: posterior.pRising, doublingDays: hasUnit ? posterior.doubling : null, growthPerDay: hasUnit ? rateOf(posterior.doubling) : null };
}

/** ln 2 over the doubling time: per day, limits swapped. */
function rateOf(doubling: Interval): Interval {
  return { median: Math.LN2 / doubling.median, low: Math.LN2 / doubling.high, high: Math.LN2 / doubling.low };
}
