/** Ratios of burden against SciPy (tests/golden/generate_response.py). */
import { readFileSync } from 'node:fs';
import { maxChange, meanBurden, meanChange, meanVafPosterior, pSeenAt, type BurdenCount } from '@clonewatch/kinetics';
import { betaCdf, gammaBelow, gammaQuantiles, gammaRatioBelow, gammaRatioQuantile } from '@clonewatch/stats';

type Row = Readonly<Record<string, number>>;
interface Fall { readonly base: readonly (readonly [number, number])[]; readonly now: readonly (readonly [number, number])[]; readonly p50: number; readonly p90: number }
const golden = JSON.parse(readFileSync(new URL('../../golden/response.json', import.meta.url), 'utf8')) as { ratio: readonly Row[]; beta_cdf: readonly Row[]; max_fall: readonly Fall[] };
const within = (x: number, of: number, relative: number): void => { if (Math.abs(x - of) > 1e-12 + relative * Math.abs(of)) throw new Error(`expected ${of}, got ${x}`); };
const counts = (rows: readonly (readonly [number, number])[]): readonly BurdenCount[] => rows.map(([mutant, total]) => ({ mutant, total, background: 0 }));
const change = (base: readonly [number, number], now: readonly [number, number]) => meanChange(meanBurden(counts([base])), meanBurden(counts([now])));

describe('ratio of two Gamma beliefs', () => {
  it.each(golden.ratio)('shapes $ax and $ay', (r) => {
    const [x, y] = [{ shape: r.ax!, mean: r.mx! }, { shape: r.ay!, mean: r.my! }];
    within(gammaRatioBelow(0.5, x, y), r.p_half!, 1e-9);
    for (const [p, q] of [[0.5, 'median'], [0.025, 'low'], [0.975, 'high']] as const) within(gammaRatioQuantile(p, x, y), r[q]!, 1e-8);
  });
  it.each(golden.beta_cdf)('incomplete beta at $x of $a, $b', (r) => within(betaCdf(r.x!, r.a!, r.b!), r.p!, 1e-10));
  it('quantiles of a Gamma come back to their probability', () => {
    for (const a of [0.5, 3, 40, 900]) gammaQuantiles(a, [0.01, 0.3, 0.9]).forEach((x, i) => within(gammaBelow(a, x), [0.01, 0.3, 0.9][i]!, 1e-9));
  });
  it('refuses what has no ratio', () => {
    expect(() => gammaRatioBelow(0.5, { shape: 1, mean: 1 }, { shape: 1, mean: 0 })).toThrow(RangeError);
    expect(() => betaCdf(0.5, 0, 1)).toThrow(RangeError);
    expect(gammaRatioBelow(0.5, { shape: 1, mean: 0 }, { shape: 1, mean: 1 })).toBe(1);
  });
});

describe('mean VAF', () => {
  it('is the plain mean, whatever the depths, and all molecules together at equal depth', () => {
    expect(meanBurden(counts([[30, 1000], [10, 4000]])).meanVaf).toBeCloseTo((0.03 + 0.0025) / 2, 15);
    expect(meanBurden(counts([[30, 3000], [12, 3000]]))).toMatchObject({ mutant: expect.closeTo(42, 9) as number, total: expect.closeTo(6000, 9) as number });
    const p = meanVafPosterior(meanBurden(counts([[0, 3000]])));
    expect(p.median > 0 && p.high < 0.0011).toBe(true);
    expect(() => meanBurden([])).toThrow(RangeError);
  });
  it('proves no more than its bound: 0.3 % to not detected in 3 000 molecules is −67 %', () => {
    const c = change([9, 3000], [0, 3000]);
    expect(c.provableFall).toBeCloseTo(1 - (1 - 0.05 ** (1 / 3000)) / 0.003, 12);
    expect(c.provableFall).toBeCloseTo(0.667, 3);
    expect(c.ratio.low > 0 && c.pHalved > 0.99).toBe(true);
    expect(change([9, 3000], [9, 3000]).provableFall).toBe(0);
  });
  it('knows the tumour less well than the sample', () => {
    const c = change([190, 3800], [80, 3800]);
    expect(c.pHalved).toBeGreaterThan(0.85);
    expect(c.pTumourHalved).toBeLessThan(0.7);
    expect(c.pTumourHalved).toBeGreaterThan(0.5);
  });
  it('has no ratio to nothing', () => expect(() => change([0, 3000], [5, 3000])).toThrow('no meaning'));
});

describe('highest VAF', () => {
  it.each(golden.max_fall)('from $base to $now: within 0.006 of the exact integral', (r) => {
    const m = maxChange(counts(r.base), counts(r.now));
    expect(Math.abs(m.pFall50 - r.p50)).toBeLessThan(0.006);
    expect(Math.abs(m.pFall90 - r.p90)).toBeLessThan(0.006);
  });
  it('changes by −1 when nothing is counted', () => expect(maxChange(counts([[9, 3000]]), counts([[0, 3000]]))).toMatchObject({ change: -1, baseMax: 0.003, nowMax: 0 }));
  it('says what a clearance is worth: little when a tenth would leave one molecule, much when it would leave many', () => {
    expect(pSeenAt(0.1, counts([[9, 3000]]), counts([[0, 3000]]))).toBeLessThan(0.3);
    expect(pSeenAt(0.1, counts([[300, 3000]]), counts([[0, 3000]]))).toBeGreaterThan(0.99);
  });
});
