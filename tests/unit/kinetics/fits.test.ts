/**
 * Fits against independent ones of the same model (tests/golden/generate_fits.py: general optimisers, integration on a grid 1,100 times as fine).
 * Points: 1e-6 relative. Quantiles of the half-life 1e-3, of a VAF 3e-3: the engine integrates over 80 half-lives × 32 levels a third of a sd apart, and the
 * intervals themselves span 60 % and more.
 */
import { readFileSync } from 'node:fs';
import { fitDecay, type CountDraw } from '@clonewatch/kinetics';
import { logSigma } from '../../../libs/kinetics/src/defaults.js';
import { observe, ordered } from '../../../libs/kinetics/src/draws.js';
import { fitLevel, logLikelihood } from '../../../libs/kinetics/src/likelihood.js';
import { shapeOf } from '../../../libs/kinetics/src/shapes.js';

type Triple = readonly [day: number, k: number, n: number];
interface Limits { readonly low: number; readonly median: number; readonly high: number }
interface Decay extends Limits { readonly name: string; readonly rows: readonly Triple[]; readonly shedding: readonly number[] | null; readonly prior_median: number; readonly posterior_to_prior_sd: number; readonly vaf: readonly ({ readonly day: number } & Limits)[]; readonly clearance: Limits }
interface Level { readonly name: string; readonly half_life: number | null; readonly level: number; readonly lift: number; readonly information: number }
interface Golden { readonly sigma: { readonly wide: number; readonly narrow: number }; readonly series: Readonly<Record<string, readonly Triple[]>>; readonly level: readonly Level[]; readonly decay: readonly Decay[] }
const golden = JSON.parse(readFileSync(new URL('../../golden/fits.json', import.meta.url), 'utf8')) as Golden;

const drawsOf = (rows: readonly Triple[], shedding: readonly number[] | null = null): CountDraw[] =>
  rows.map(([day, k, n], i) => ({ day, specimenId: `S${String(i).padStart(2, '0')}`, assay: 'NGS', k, n, background: 3e-5 * n, called: k >= 2, shedding: shedding?.[i] ?? 1 }));

function close(actual: number, expected: number, tolerance: number): void {
  if (!(Math.abs(actual - expected) <= tolerance * Math.abs(expected))) throw new Error(`expected ${expected}, got ${actual}: off by ${Math.abs(actual / expected - 1)}`);
}

/** Each limit relative to itself, on the scale of its logarithm. */
function closeLimits(actual: Limits, expected: Limits, tolerance: number): void {
  for (const at of ['low', 'median', 'high'] as const) close(actual[at], expected[at], tolerance);
}

it('the noise of a draw is that of the independent fits', () => {
  close(logSigma(false), golden.sigma.wide, 1e-15);
  close(logSigma(true), golden.sigma.narrow, 1e-15);
});

describe('level of a given shape', () => {
  it.each(golden.level)('$name, half-life $half_life', (r) => {
    const o = observe(ordered(drawsOf(golden.series[r.name]!)), { sheddingCorrected: false, drawOrder: false });
    const shape = shapeOf(o, r.half_life ?? Infinity, o.t.at(-1)!);
    const fit = fitLevel(o, shape);
    close(fit.level, r.level, 1e-6);
    // Taken one step before the last, which moved the level by less than 1e-4.
    close(fit.information, r.information, 1e-4);
    close(fit.logLik - logLikelihood(o, r.level - 0.5, shape), r.lift, 1e-6);
  });
});

describe('posterior of a decay', () => {
  it.each(golden.decay)('$name, prior median $prior_median', (r) => {
    const options = { priorMedianDays: r.prior_median, sheddingKnown: r.shedding !== null, asOfDay: 200, clearanceVaf: 0.001, drawOrder: false };
    const draws = drawsOf(r.rows, r.shedding);
    const fit = fitDecay(draws, options)!;
    if (r.shedding !== null) {
      closeLimits(fit.halfLifeRelativeDays!, r, 1e-3);
      return;
    }
    closeLimits(fit.halfLifeDays, r, 1e-3);
    close(fit.posteriorToPriorSd, r.posterior_to_prior_sd, 1e-3);
    for (const at of ['low', 'median', 'high'] as const) {
      // The first whole day on which it is so.
      const late = fit.clearanceDay![at] - r.clearance[at];
      if (!(late > -1e-3 * r.clearance[at] && late < 1 + 1e-3 * r.clearance[at])) throw new Error(`cleared on day ${r.clearance[at]}, got ${fit.clearanceDay![at]}`);
    }
    // The band stands on whole days from the first draw on.
    closeLimits(fit.band[0]!, r.vaf[0]!, 3e-3);
  });
});
