/** Half-life and clearance. */
import fc from 'fast-check';
import { fitDecay } from '@clonewatch/kinetics';
import { Dice, drawsOf, type Triple } from './support.js';

const options = { priorMedianDays: 112.6, sheddingKnown: false, asOfDay: 300, clearanceVaf: 0.001, drawOrder: false };
const fit = (rows: readonly Triple[], o: Partial<typeof options> = {}) => fitDecay(drawsOf(rows), { ...options, ...o })!;
const halving: readonly Triple[] = [[0, 350, 3500], [60, 175, 3500], [120, 88, 3500], [180, 44, 3500], [240, 22, 3500]];

describe('fitDecay', () => {
  it('recovers a half-life of 60 days and the day of 0.1 %', () => {
    const f = fit(halving);
    expect(f.halfLifeDays.low < 60 && 60 < f.halfLifeDays.high).toBe(true);
    expect(f.halfLifeDays.median).toBeGreaterThan(50);
    expect(f.halfLifeDays.median).toBeLessThan(75);
    // 10 % to 0.1 % is 6.6 half-lives: day 399.
    expect(f.clearanceDay!.low < 399 && 399 < f.clearanceDay!.high).toBe(true);
    expect(f.posteriorToPriorSd).toBeLessThan(0.5);
    expect(f.halfLifeRelativeDays).toBeNull();
  });
  it('a non-detect constrains the fit, more with more depth', () => {
    const seen: readonly Triple[] = [[0, 35, 3500], [60, 8, 3500]];
    const open = fit(seen).halfLifeDays;
    const shallow = fit([...seen, [120, 0, 300]]).halfLifeDays;
    const deep = fit([...seen, [120, 0, 3500], [180, 0, 3500]]).halfLifeDays;
    expect(deep.median).toBeLessThan(open.median);
    expect(deep.high).toBeLessThan(shallow.high);
    expect(shallow.high).toBeLessThanOrEqual(open.high * 1.01);
  });
  it('says when the interval is mostly prior', () => {
    const f = fit([[0, 35, 3500], [60, 20, 3500]]);
    expect(f.posteriorToPriorSd).toBeGreaterThan(0.8);
    expect(f.halfLifeDays.median).toBeGreaterThan(90);
  });
  it('needs two days, a call and a unit of time', () => {
    expect(fitDecay(drawsOf([[0, 35, 3500]]), options)).toBeNull();
    expect(fitDecay(drawsOf([[0, 35, 3500], [0, 30, 3500]]), options)).toBeNull();
    expect(fitDecay(drawsOf([[0, 1, 3500], [60, 0, 3500]]), options)).toBeNull();
    expect(fitDecay(drawsOf(halving), { ...options, drawOrder: true })).toBeNull();
    expect(() => fitDecay(drawsOf(halving), { ...options, priorMedianDays: 0 })).toThrow('got 0');
    expect(() => fitDecay(drawsOf(halving), { ...options, clearanceVaf: -1 })).toThrow('got -1');
  });
  it('a clone already below is cleared at its first draw; whole days only', () => {
    const f = fit([[5, 2, 9000], [60, 0, 9000]]);
    expect(f.clearanceDay!.median).toBe(5);
    expect(Object.values(fit(halving).clearanceDay!).every(Number.isInteger)).toBe(true);
  });
  it('removes the shedding of the tumour from the relative half-life', () => {
    // The tumour sheds half as much every 60 days; the clone keeps its share.
    const index = [4, 2, 1.001, 0.5, 0.25];
    const f = fitDecay(drawsOf(halving, 'NGS', index), { ...options, sheddingKnown: true })!;
    expect(f.halfLifeRelativeDays!.median).toBeGreaterThan(3 * f.halfLifeDays.median);
  });
  it('draws a band of about 25 days that falls from the first draw to 90 days ahead', () => {
    const { band } = fit(halving);
    expect([band[0]!.day, band.at(-1)!.day, band.length]).toEqual([0, 390, 25]);
    band.forEach((b, i) => {
      expect(0 < b.low && b.low <= b.median && b.median <= b.high && b.high <= 1).toBe(true);
      if (i > 0) expect(b.median).toBeLessThan(band[i - 1]!.median);
    });
    expect(band[0]!.median).toBeCloseTo(0.09, 1);
  });
  it('does not depend on the order of the draws; a shift of days shifts the dates', () => {
    fc.assert(fc.property(fc.shuffledSubarray([...halving], { minLength: 3 }), fc.integer({ min: -400, max: 20_000 }), (rows, shift) => {
      const [a, b] = [fit(rows), fit([...rows].reverse().map(([d, k, n]): Triple => [d + shift, k, n]), { asOfDay: 300 + shift })];
      expect(b.halfLifeDays).toEqual(a.halfLifeDays);
      expect(b.clearanceDay!.median - shift).toBe(a.clearanceDay!.median);
    }), { seed: 11, numRuns: 10 });
  });
});

describe('coverage, simulated (5 draws every 8 weeks, start about 1 %)', () => {
  it('holds its 95 % intervals and beats the prior', () => {
    const patients = 150;
    let [inside, cleared, squared, priorSquared] = [0, 0, 0, 0];
    for (let p = 0; p < patients; p += 1) {
      const dice = new Dice(9000 + p);
      const truth = 112.6 * Math.exp(0.6 * dice.normal());
      const start = 0.01 * Math.exp(0.6 * dice.normal());
      const rows = [0, 56, 112, 168, 224].map((d): Triple => [d, dice.poisson(3500 * start * 2 ** (-d / truth) * Math.exp(0.403 * dice.normal()) + 0.1), 3500]);
      const f = fit(rows, { asOfDay: 224 });
      const clear = Math.ceil(Math.max(0, truth * Math.log2(start / 0.001)));
      if (f.halfLifeDays.low <= truth && truth <= f.halfLifeDays.high) inside += 1;
      if (f.clearanceDay!.low <= clear && clear <= f.clearanceDay!.high) cleared += 1;
      squared += Math.log(f.halfLifeDays.median / truth) ** 2;
      priorSquared += Math.log(112.6 / truth) ** 2;
    }
    expect(inside / patients).toBeGreaterThan(0.88);
    expect(cleared / patients).toBeGreaterThan(0.86);
    expect(squared).toBeLessThan(0.6 * priorSquared);
  });
});
