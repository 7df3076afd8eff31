/** Growth against clean, stable and decaying. */
import fc from 'fast-check';
import { sheddingIndex, testRise, trendOf, type CountDraw } from '@clonewatch/kinetics';
import { drawsOf, simulate, type Triple } from './support.js';

const plain = { sheddingCorrected: false, drawOrder: false };
const score = (rows: readonly Triple[]): number => testRise(drawsOf(rows), plain).score;
const golden = drawsOf([[0, 0, 4100], [28, 0, 3600], [56, 0, 3900], [84, 8, 3800], [112, 21, 3800]]);

describe('the golden case: three non-detects, 8 of 3 800, 21 of 3 800', () => {
  const r = testRise(golden, plain);
  it('scores far beyond the threshold with two called draws', () => {
    expect(r.score).toBeGreaterThan(12);
    expect(r.score).toBeLessThan(20);
    expect(r).toMatchObject({ threshold: 5.4, drawsUsed: 5, calledDraws: 2, sheddingCorrected: false });
    expect(r.pRising).toBeGreaterThan(0.99);
    expect(trendOf(r)).toBe('rising');
  });
  it('doubles faster than the last two points alone would say, thanks to the non-detects', () => {
    const last = testRise(golden.slice(3), plain);
    expect(r.doublingDays!.median).toBeLessThan(18);
    expect(r.doublingDays!.low).toBeGreaterThan(5);
    // The 9 days of the published template lie inside.
    expect(r.doublingDays!.low < 9 && r.doublingDays!.high < 32).toBe(true);
    expect(last.doublingDays!.median).toBeGreaterThan(r.doublingDays!.median);
    expect(r.growthPerDay!.median).toBeCloseTo(Math.LN2 / r.doublingDays!.median, 12);
  });
  it('scores higher with a known index, and with draw order alone gives no rates', () => {
    expect(testRise(golden.map((d) => ({ ...d, shedding: 1.001 })), { ...plain, sheddingCorrected: true }).score).toBeGreaterThan(r.score);
    const order = testRise(golden.map((d, i) => ({ ...d, day: i + 1 })), { ...plain, drawOrder: true });
    expect(order.score).toBeCloseTo(r.score, 9);
    expect([order.doublingDays, order.growthPerDay]).toEqual([null, null]);
  });
});

describe('what is not a rise', () => {
  it('a first single detection is no rising trend, however high it scores', () => {
    const r = testRise(golden.slice(0, 4), plain);
    expect(r.calledDraws).toBe(1);
    expect(trendOf(r)).not.toBe('rising');
  });
  it.each<readonly [string, readonly Triple[]]>([
    ['stable', [[0, 11, 3800], [28, 9, 3800], [56, 14, 3800], [84, 10, 3800]]],
    ['decaying', [[0, 200, 3800], [56, 120, 3800], [112, 80, 3800], [168, 60, 3800]]],
    ['decaying to nothing', [[0, 200, 3800], [56, 20, 3800], [112, 2, 3800], [168, 0, 3800]]],
    ['past its peak', [[0, 0, 3800], [28, 0, 3800], [56, 0, 3800], [84, 60, 3800], [112, 30, 3800], [140, 10, 3800], [168, 3, 3800]]],
    ['up and down', [[0, 5, 3800], [28, 20, 3800], [56, 60, 3800], [84, 30, 3800], [112, 10, 3800]]],
    ['clean', [[0, 0, 3800], [28, 1, 3800], [56, 0, 3800], [84, 0, 3800]]],
  ])('%s', (_, rows) => expect(score(rows)).toBeLessThan(1));
  it('nothing to test', () => {
    for (const rows of [[], [[0, 9, 3800]], [[0, 0, 3800], [28, 0, 3800]], [[0, 5, 3800], [0, 9, 3800]]] as Triple[][]) {
      expect(testRise(drawsOf(rows), plain)).toMatchObject({ score: 0, doublingDays: null, growthPerDay: null, pRising: null });
    }
    expect(trendOf(testRise([], plain))).toBe('insufficient');
    expect(trendOf(null)).toBe('insufficient');
  });
});

describe('what is a rise', () => {
  it('regrowth after a decay', () => {
    expect(score([[0, 200, 3800], [56, 80, 3800], [112, 30, 3800], [168, 10, 3800], [224, 12, 3800], [252, 40, 3800], [280, 120, 3800]])).toBeGreaterThan(5.4);
  });
  it('growth out of a stable clone', () => expect(score([[0, 10, 3800], [28, 12, 3800], [56, 9, 3800], [84, 25, 3800], [112, 70, 3800], [140, 200, 3800]])).toBeGreaterThan(5.4));
  it('names a fall and a plateau when it has the draws', () => {
    const trend = (rows: readonly Triple[]): string => trendOf(testRise(drawsOf(rows), plain), { draws: drawsOf(rows) });
    expect(trend([[0, 400, 3800], [56, 100, 3800], [112, 20, 3800], [168, 3, 3800]])).toBe('falling');
    expect(trend([[0, 11, 3800], [28, 9, 3800], [56, 14, 3800], [84, 10, 3800]])).toBe('stable');
    expect(trend([[0, 0, 3800], [28, 1, 3800]])).toBe('insufficient');
  });
});

describe('a change of assay', () => {
  const before = drawsOf([[0, 11, 3800], [28, 9, 3800], [56, 14, 3800]], 'dPCR');
  it('cannot raise an alert by its own step', () => {
    for (const k of [15, 24, 30]) {
      const after = drawsOf([[84, k, 3800], [112, k - 2, 3800], [140, k + 2, 3800]], 'NGS');
      expect(testRise([...before, ...after], plain).score).toBeLessThan(1);
    }
  });
  it('does not hide growth that goes on with the new assay', () => {
    const after = drawsOf([[84, 24, 3800], [112, 66, 3800], [140, 190, 3800]], 'NGS');
    expect(testRise([...before, ...after], plain).score).toBeGreaterThan(5.4);
    const fresh = [...drawsOf([[0, 0, 3800], [28, 0, 3800]], 'dPCR'), ...drawsOf([[84, 8, 3800], [112, 21, 3800], [140, 60, 3800]], 'NGS')];
    expect(testRise(fresh, plain).score).toBeGreaterThan(5.4);
  });
});

describe('properties', () => {
  const rows = fc.array(fc.tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 500, max: 8000 })), { minLength: 2, maxLength: 9 })
    .map((xs) => drawsOf(xs.map(([k, n], i): Triple => [i * 28, k, n])));
  it('does not depend on the order of the draws or the first day', () => {
    fc.assert(fc.property(rows, fc.integer({ min: -5000, max: 20_000 }), (draws, shift) => {
      const a = testRise(draws, plain);
      expect(testRise([...draws].reverse(), plain)).toEqual(a);
      expect(testRise(draws.map((d) => ({ ...d, day: d.day + shift })), plain)).toEqual(a);
    }), { seed: 5, numRuns: 15 });
  });
  it('is finite, at least 0, and the same twice', () => {
    fc.assert(fc.property(rows, (draws) => {
      const a = testRise(draws, plain);
      expect(Number.isFinite(a.score) && a.score >= 0).toBe(true);
      expect(testRise(draws, plain)).toEqual(a);
      if (a.doublingDays) expect(a.doublingDays.low <= a.doublingDays.median && a.doublingDays.median <= a.doublingDays.high).toBe(true);
    }), { seed: 6, numRuns: 25 });
  });
  it('a common factor of all shedding indices changes nothing that matters', () => {
    const o = { ...plain, sheddingCorrected: true };
    const index = [0.8, 1.3, 0.7, 1.4, 0.9];
    const at = (f: number): number => testRise(golden.map((d, i) => ({ ...d, shedding: f * index[i]! })), o).score;
    expect(at(1.7)).toBeCloseTo(at(1), 3);
  });
});

/** Patients with any alert (score above threshold, two called draws) over all looks. */
function alerted(patients: number, draws: number, vaf: (day: number) => number, corrected: boolean, shared = 0.35): number {
  let count = 0;
  for (let p = 0; p < patients; p += 1) {
    const { clone, truncal } = simulate(p, draws, vaf, { shared });
    const at = (look: number): readonly CountDraw[] => {
      const index = corrected ? sheddingIndex([truncal.slice(0, look)]) : new Map<string, number>();
      return clone.slice(0, look).map((d) => ({ ...d, shedding: index.get(d.specimenId) ?? 1 }));
    };
    const looks = Array.from({ length: draws - 1 }, (_, i) => i + 2);
    if (looks.some((l) => { const r = testRise(at(l), { sheddingCorrected: corrected, drawOrder: false }); return r.score > r.threshold && r.calledDraws >= 2; })) count += 1;
  }
  return count / patients;
}

/** The long run is larger; the short one guards against a change by a factor. */
const long = process.env['CLONEWATCH_TEST_LONG'] === '1';

describe('operating characteristics, simulated (26 draws every 4 weeks, 3 500 molecules)', () => {
  it('a stable 0.3 % clone alerts in at most 10 % of patients in two years', () => expect(alerted(long ? 300 : 120, 26, () => 0.003, false)).toBeLessThanOrEqual(0.1));
  it('with the shedding index also where shedding is twice as noisy', () => expect(alerted(long ? 100 : 30, 26, () => 0.003, true, 0.7)).toBeLessThanOrEqual(0.15));
  it('a decaying clone hardly ever', () => expect(alerted(long ? 100 : 30, 26, (d) => 0.01 * 2 ** (-d / 134), false)).toBeLessThanOrEqual(0.04));
  it('a clone that doubles every 28 days is found', () => expect(alerted(long ? 60 : 20, 16, (d) => Math.min(0.3, 1e-5 * 2 ** (d / 28)), false)).toBeGreaterThanOrEqual(0.95));
});
