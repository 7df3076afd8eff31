/** Half-life and clearance. */
import fc from 'fast-check';
import { fitDecay, halfLivesOf, persistentHalfLife, type DecayOptions } from '@clonewatch/kinetics';
import { Dice, drawsOf, type Triple } from './support.js';

const options: DecayOptions = { priorMedianDays: 112.6, sheddingKnown: false, asOfDay: 300, clearanceVaf: 0.001, drawOrder: false };
const fit = (rows: readonly Triple[], o: Partial<DecayOptions> = {}) => fitDecay(drawsOf(rows), { ...options, ...o })!;
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

/** Draws every four weeks at these VAFs, about 4,000 molecules. */
const courseAt = (vafs: readonly number[], every = 28): readonly Triple[] => vafs.map((v, i): Triple => [i * every, Math.round(4000 * v), 4000]);
const exponential = (start: number, halfLife: number, draws: number): readonly number[] => Array.from({ length: draws }, (_, i) => start * 2 ** ((-28 * i) / halfLife));

describe('courses other than one exponential', () => {
  it('a clone that does not decay is said not to, and has no date', () => {
    const f = fit(courseAt([0.05, 0.055, 0.048, 0.052, 0.05, 0.053, 0.05, 0.051, 0.049, 0.052]));
    expect(f.reading).toBe('not_decaying');
    expect(f.pNotDecaying).toBeGreaterThan(0.5);
    expect(f.pNeverClears).toBeGreaterThan(0.5);
    expect([f.clearanceDay, f.clearanceDay80, f.halfLifeDays.high]).toEqual([null, null, 3650]);
  });
  it('one that grows is not decaying either; one that falls as usual is', () => {
    expect(fit(courseAt([0.01, 0.014, 0.02, 0.027, 0.038, 0.053]))).toMatchObject({ reading: 'not_decaying', clearanceDay: null });
    expect(fit(courseAt(exponential(0.05, 100, 8)))).toMatchObject({ reading: 'decay' });
    expect(fit(courseAt(exponential(0.05, 100, 8))).pNotDecaying).toBeLessThan(0.03);
  });
  it('a fall that ends in a plateau, or in growth, is said to have changed its pace', () => {
    const slowing = fit(courseAt([0.3, 0.11, 0.04, 0.015, 0.014, 0.015, 0.0145, 0.015, 0.014, 0.0145, 0.015, 0.0145]));
    expect(slowing.reading).toBe('slowing');
    expect(slowing.pNotExponential).toBeGreaterThan(0.8);
    const regrowing = fit(courseAt([0.3, 0.11, 0.04, 0.015, 0.007, 0.01, 0.014, 0.02, 0.028, 0.04, 0.055, 0.08]));
    expect(regrowing.reading).toBe('regrowing');
    expect(regrowing.pNeverClears).toBeGreaterThan(0.5);
    expect(fit(courseAt(exponential(0.3, 60, 12))).pNotExponential).toBeLessThan(0.1);
  });
  it('the published fall under chemotherapy, 70.7 % to 3.0 % in two months, is a response and not the population\'s decay', () => {
    const rows: readonly Triple[] = [[0, 707, 1000], [61, 30, 1000]];
    const under = fit(rows, { therapy: { startDay: 3, stopDay: null, tumourFall: null } });
    expect(under.reading).toBe('response');
    // 13.4 days if the fall was even.
    expect(under.halfLifeDays.low < 13.4 && 13.4 < under.halfLifeDays.high).toBe(true);
    expect(under.halfLifeDays.median).toBeLessThan(25);
    expect(under.pResponse).toBeGreaterThan(0.8);
    // With a tumour that falls as well nothing of the population's 113 days is left.
    const both = fit(rows, { therapy: { startDay: 3, stopDay: null, tumourFall: -3 } });
    expect(both.pResponse).toBeGreaterThan(0.95);
    expect(both.halfLifeDays.high).toBeLessThan(60);
    // What comes after the chemotherapy is open: the date is far from certain.
    expect(under.clearanceDay === null || under.clearanceDay.high - under.clearanceDay.low > 200).toBe(true);
    expect(fit(rows).reading).not.toBe('response');
    expect(fit(rows).pResponse).toBe(0);
  });
  it('a usual fall beside a treatment stays a decay, the more so when the tumour does not fall', () => {
    const rows = courseAt(exponential(0.05, 110, 7));
    const [open, tumourStays, tumourFalls] = [null, 0.1, -3].map((tumourFall) => fit(rows, { therapy: { startDay: 7, stopDay: null, tumourFall } }).pResponse!);
    expect(tumourStays).toBeLessThan(open!);
    expect(open).toBeLessThan(tumourFalls!);
    expect(open).toBeLessThan(0.3);
  });
  it('draws that differ widely widen the interval: by themselves, and by what the truncal variants show', () => {
    const width = (f: { readonly halfLifeDays: { readonly low: number; readonly high: number } }): number => Math.log(f.halfLifeDays.high / f.halfLifeDays.low);
    const even = exponential(0.1, 90, 8);
    const uneven = even.map((v, i) => v * [2.5, 0.4, 1.8, 0.3, 2.2, 0.6, 1.9, 0.4][i]!);
    expect(width(fit(courseAt(uneven)))).toBeGreaterThan(1.4 * width(fit(courseAt(even))));
    const draws = drawsOf(courseAt(even));
    const noisy = fitDecay(draws.map((d) => ({ ...d, sheddingVariance: 0.64 })), options)!;
    expect(width(noisy)).toBeGreaterThan(1.4 * width(fitDecay(draws, options)!));
  });
});

describe('the next draw', () => {
  it('is asked for when the clone is about as likely below the bound as above', () => {
    const f = fit(courseAt(exponential(0.02, 60, 6)), { asOfDay: 140 });
    const { day, pBelow, gain } = f.nextDraw!;
    expect(day).toBeGreaterThan(140);
    expect(pBelow).toBeGreaterThan(0.25);
    expect(pBelow).toBeLessThan(0.75);
    expect(Math.abs(day - f.clearanceDay!.median)).toBeLessThan(60);
    expect(gain).toBeGreaterThan(0.05);
    expect(gain).toBeLessThan(0.5);
  });
  it('is worth less the shallower it will be, and nothing where a year cannot change the answer', () => {
    const shallow = fit(courseAt(exponential(0.02, 60, 6)).map(([d, k, n]): Triple => [d, Math.round(k / 10), n / 10]), { asOfDay: 140 });
    expect(shallow.nextDraw?.gain ?? 0).toBeLessThan(fit(courseAt(exponential(0.02, 60, 6)), { asOfDay: 140 }).nextDraw!.gain);
    expect(fit(courseAt(exponential(0.4, 400, 8)), { asOfDay: 200 }).nextDraw).toBeNull();
  });
});

describe('half-lives alone', () => {
  const of = { priorMedianDays: 112.6, drawOrder: false };
  it('are those of the whole fit', () => {
    expect(halfLivesOf(drawsOf(halving), { ...of, relative: false })).toEqual({ halfLifeDays: fit(halving).halfLifeDays, halfLifeRelativeDays: null });
  });
  it('persist only where the usual decay is surely too fast', () => {
    expect(persistentHalfLife(drawsOf(halving), of)).toBeNull();
    expect(persistentHalfLife(drawsOf([[0, 35, 3500], [60, 30, 3500]]), of)).toBeNull();
    const flat = persistentHalfLife(drawsOf(courseAt([0.05, 0.055, 0.048, 0.052, 0.05, 0.053, 0.05, 0.051, 0.049, 0.052])), of)!;
    expect(flat.pNotDecaying).toBeGreaterThan(0.5);
    expect(flat.days.high).toBe(3650);
  });
});

describe('coverage, simulated (5 draws every 8 weeks, start about 1 %)', () => {
  it('holds its 95 % intervals and beats the prior', () => {
    const patients = 150;
    let [inside, dated, cleared, squared, priorSquared] = [0, 0, 0, 0, 0];
    for (let p = 0; p < patients; p += 1) {
      const dice = new Dice(9000 + p);
      const truth = 112.6 * Math.exp(0.6 * dice.normal());
      const start = 0.01 * Math.exp(0.6 * dice.normal());
      const rows = [0, 56, 112, 168, 224].map((d): Triple => [d, dice.poisson(3500 * start * 2 ** (-d / truth) * Math.exp(0.403 * dice.normal()) + 0.1), 3500]);
      const f = fit(rows, { asOfDay: 224 });
      const clear = Math.ceil(Math.max(0, truth * Math.log2(start / 0.001)));
      if (f.halfLifeDays.low <= truth && truth <= f.halfLifeDays.high) inside += 1;
      // All of them fall, but a series may look as if it did not: no date then.
      if (f.clearanceDay !== null) {
        dated += 1;
        if (f.clearanceDay.low <= clear && clear <= f.clearanceDay.high) cleared += 1;
      }
      squared += Math.log(f.halfLifeDays.median / truth) ** 2;
      priorSquared += Math.log(112.6 / truth) ** 2;
    }
    expect(inside / patients).toBeGreaterThan(0.88);
    expect(dated / patients).toBeGreaterThan(0.97);
    expect(cleared / dated).toBeGreaterThan(0.86);
    expect(squared).toBeLessThan(0.6 * priorSquared);
  });
});
