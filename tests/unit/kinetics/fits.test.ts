/**
 * Decays against independent fits of the same model (tests/golden/generate_fits.py: convolution on a step of 0.005, 401 half-lives × 1,101 levels). A draw's
 * ln likelihood 2e-3. Half-lives and dates 2 % (the earliest date 15 %), VAFs 6 %, probabilities 0.01: the engine integrates over 40 half-lives, takes the level under one course as normal,
 * and the intervals themselves span 60 % and more.
 */
import { readFileSync } from 'node:fs';
import { fitDecay, type CountDraw } from '@clonewatch/kinetics';
import { engineDefaults, logSigma } from '../../../libs/kinetics/src/defaults.js';
import { logLikelihoods, sumAt } from '../../../libs/kinetics/src/decay/draw-likelihood.js';

type Triple = readonly [day: number, k: number, n: number];
interface Limits { readonly low: number; readonly median: number; readonly high: number }
interface Decay {
  readonly name: string; readonly rows: readonly Triple[]; readonly shedding: readonly number[] | null; readonly prior_median: number; readonly therapy: { readonly from: number; readonly tumour_fall: number | null } | null;
  readonly half_life: Limits; readonly p_not_decaying: number; readonly p_response: number; readonly p_not_exponential: number; readonly p_never: number; readonly vaf: Limits; readonly clearance?: Limits & { readonly low80: number; readonly high80: number };
}
interface Draw { readonly k: number; readonly n: number; readonly b: number; readonly variance: number; readonly factor: number; readonly x: readonly number[]; readonly log_lik: readonly number[] }
interface Golden { readonly sigma: { readonly wide: number; readonly narrow: number; readonly half_life_prior: number }; readonly draw: readonly Draw[]; readonly decay: readonly Decay[] }
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

it('… and the prior is theirs', () => {
  close(engineDefaults.halfLifePrior.value.logSd, golden.sigma.half_life_prior, 1e-15);
});

describe('what one draw says', () => {
  it.each(golden.draw)('$k of $n, variance $variance × $factor²', (r) => {
    const tables = logLikelihoods([{ k: r.k, exposure: r.n, b: r.b, variance: r.variance }], [r.factor]);
    // Not at the table's end, where it is cut off, nor where the draw says "hardly possible".
    const shown = r.x.flatMap((x, i) => (x > -10 && r.log_lik[i]! > -7 ? [[sumAt(tables, 0, Float64Array.of(0), x), r.log_lik[i]!] as const] : []));
    expect(shown.length).toBeGreaterThan(8);
    expect(Math.max(...shown.map(([said, exact]) => Math.abs(said - exact)))).toBeLessThan(2e-3);
  });
});

/** Both on one scale: within `tolerance` of each other. */
function near(what: string, actual: number | undefined, expected: number, tolerance: number): void {
  if (!(Math.abs(actual! - expected) <= tolerance)) throw new Error(`${what}: expected ${expected}, got ${actual}`);
}

describe('posterior of a decay', () => {
  it.each(golden.decay)('$name, prior median $prior_median', (r) => {
    const therapy = r.therapy && { startDay: r.therapy.from, stopDay: null, tumourFall: r.therapy.tumour_fall };
    const options = { priorMedianDays: r.prior_median, sheddingKnown: r.shedding !== null, asOfDay: 200, clearanceVaf: 0.001, drawOrder: false, therapy };
    const fit = fitDecay(drawsOf(r.rows, r.shedding), options)!;
    if (r.shedding !== null) {
      closeLimits(fit.halfLifeRelativeDays!, r.half_life, 0.02);
      return;
    }
    closeLimits(fit.halfLifeDays, r.half_life, 0.02);
    near('no decay', fit.pNotDecaying, r.p_not_decaying, 0.01);
    near('response', fit.pResponse, r.p_response, 0.01);
    near('not exponential', fit.pNotExponential, r.p_not_exponential, 0.01);
    near('never', fit.pNeverClears, r.p_never, 0.01);
    // The band stands on whole days from the first draw on.
    closeLimits(fit.band[0]!, r.vaf, 0.06);
    const said = { ...fit.clearanceDay!, low80: fit.clearanceDay80!.low, high80: fit.clearanceDay80!.high };
    for (const at of ['low', 'low80', 'median', 'high80', 'high'] as const) near(`cleared (${at})`, said[at], r.clearance![at], 1 + (at === 'low' ? 0.15 : 0.02) * r.clearance![at]);
  });
});
