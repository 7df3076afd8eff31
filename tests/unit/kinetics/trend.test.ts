/** Present level and growth against a dense grid (tests/golden/generate_trend.py), and the dates that follow from them. */
import { readFileSync } from 'node:fs';
import { crossingLaw, momentsOf, trendPosterior, type TrendPosterior } from '@clonewatch/kinetics';
import { drawsOf, type Triple } from './support.js';

interface Case { readonly draws: readonly Triple[]; readonly prior: readonly [number, number]; readonly level: readonly [number, number]; readonly rate: readonly [number, number] }
const golden = JSON.parse(readFileSync(new URL('../../golden/trend.json', import.meta.url), 'utf8')) as { cases: readonly Case[] };
const point = (level: number, rate: number): TrendPosterior => ({ logLevels: Float64Array.of(Math.log(level)), rates: Float64Array.of(rate), weights: Float64Array.of(1) });

describe('trendPosterior', () => {
  it.each(golden.cases)('draws $draws', (c) => {
    const p = trendPosterior(drawsOf(c.draws), { mean: c.prior[0], sd: c.prior[1] })!;
    for (const [values, of] of [[p.logLevels, c.level], [p.rates, c.rate]] as const) {
      const m = momentsOf(values, p.weights);
      // A twentieth of the posterior's own sd.
      expect(Math.abs(m.mean - of[0]) / of[1]).toBeLessThan(0.05);
      expect(Math.abs(m.sd / of[1] - 1)).toBeLessThan(0.06);
    }
  });
  it('needs two days, and does not mind the order of draws', () => {
    expect(trendPosterior(drawsOf([[0, 5, 3000]]), { mean: 0, sd: 0.015 })).toBeNull();
    const rows: readonly Triple[] = [[0, 5, 3000], [28, 9, 3000], [56, 30, 3100]];
    expect(trendPosterior(drawsOf([...rows].reverse()), { mean: 0, sd: 0.015 })).toEqual(trendPosterior(drawsOf(rows), { mean: 0, sd: 0.015 }));
  });
});

describe('crossingLaw', () => {
  it('puts the median where the line crosses, and widens with distance', () => {
    const rate = Math.LN2 / 28;
    const [near, far] = [crossingLaw(point(0.005, rate), 0.01), crossingLaw(point(0.0005, rate), 0.01)];
    expect(Math.abs(near.quantile(0.5)! - 28)).toBeLessThan(2);
    expect(Math.abs(far.quantile(0.5)! - 121)).toBeLessThan(6);
    expect(far.quantile(0.9)! - far.quantile(0.1)!).toBeGreaterThan(near.quantile(0.9)! - near.quantile(0.1)!);
    expect(near.by(28)).toBeCloseTo(0.5, 1);
  });
  it('never comes for a falling clone, and is there for one above', () => {
    expect(crossingLaw(point(0.001, -0.01), 0.01).quantile(0.1)).toBeNull();
    expect(crossingLaw(point(0.05, 0), 0.01).by(0)).toBeCloseTo(1, 6);
    expect(crossingLaw(point(0.05, 0), 0.01).quantile(0.5)).toBe(0);
    expect(() => crossingLaw(point(0.05, 0), 0)).toThrow('got 0');
  });
});
