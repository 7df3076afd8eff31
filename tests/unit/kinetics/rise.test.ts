/** Growth against clean, stable and decaying: the sequential filter of one variant. */
import fc from 'fast-check';
import type { RiseEvidence, Trend } from '@clonewatch/domain';
import { isRise, riseEvidence, sheddingNoise, supports, Tracks, trendOf, type CountDraw, type SheddingNoise, type TrackOptions, type TrackState } from '@clonewatch/kinetics';
import { drawsOf, simulate, type Triple } from './support.js';

interface Options { readonly noise?: ReadonlyMap<string, SheddingNoise>; readonly drawOrder?: boolean; readonly treatmentDays?: readonly number[]; readonly rechallenges?: TrackOptions['rechallenges']; readonly shedding?: TrackOptions['shedding']; readonly tracks?: Tracks }
const threshold = 2;

function read(draws: readonly CountDraw[], o: Options = {}): { readonly state: TrackState | null; readonly rise: RiseEvidence; readonly trend: Trend } {
  const noise = o.noise ?? new Map<string, SheddingNoise>();
  const state = (o.tracks ?? new Tracks()).of('v', draws, {
    noise, shedding: o.shedding ?? 'corrected', treatmentDays: o.treatmentDays ?? [], rechallenges: o.rechallenges ?? [], drawOrder: o.drawOrder ?? false,
  });
  const rise = riseEvidence(state, {
    threshold, calledDraws: draws.filter((d) => d.called).length, supportingDraws: draws.filter(supports).length, sheddingCorrected: noise.size > 0, drawOrder: o.drawOrder ?? false,
  });
  return { state, rise, trend: trendOf(state, rise, 'level') };
}
const score = (rows: readonly Triple[]): number => read(drawsOf(rows)).rise.score;
const golden = drawsOf([[0, 0, 4100], [28, 0, 3600], [56, 0, 3900], [84, 8, 3800], [112, 21, 3800]]);

describe('the golden case: three non-detects, 8 of 3 800, 21 of 3 800', () => {
  const { rise, trend } = read(golden);
  it('rises, on two called draws', () => {
    expect(rise).toMatchObject({ threshold, drawsUsed: 5, calledDraws: 2, supportingDraws: 2, sheddingCorrected: false });
    expect(rise.score).toBeGreaterThan(2 * threshold);
    expect(rise.pRising).toBeGreaterThan(0.97);
    expect(trend).toBe('rising');
  });
  it('doubles faster than the last two points alone would say, thanks to the non-detects', () => {
    const last = read(golden.slice(3)).rise;
    // The 9 days of the published template lie inside; the two points alone say 20 days.
    expect(rise.doublingDays!.low).toBeLessThan(9);
    expect(rise.doublingDays!.median).toBeLessThan(15);
    expect(rise.doublingDays!.high).toBeLessThan(32);
    expect(last.doublingDays === null || last.doublingDays.median > rise.doublingDays!.median).toBe(true);
    expect(rise.growthPerDay!.median).toBeCloseTo(Math.LN2 / rise.doublingDays!.median, 12);
  });
  it('scores higher with the shedding known, and with draw order alone gives no rates', () => {
    const noise = new Map(golden.map((d) => [d.specimenId, { log: 0, variance: 0.01, whole: 0.12 }]));
    expect(read(golden, { noise }).rise.score).toBeGreaterThan(rise.score);
    const order = read(golden.map((d, i) => ({ ...d, day: i + 1 })), { drawOrder: true }).rise;
    expect(order.score).toBeCloseTo(rise.score, 9);
    expect([order.doublingDays, order.growthPerDay]).toEqual([null, null]);
  });
});

describe('what is not a rise', () => {
  it('a first single detection, whatever it scores', () => {
    const { rise, trend } = read(golden.slice(0, 4));
    expect(rise.supportingDraws).toBe(1);
    expect(isRise(rise)).toBe(false);
    expect(isRise({ ...rise, score: 99 })).toBe(false);
    expect(trend).not.toBe('rising');
  });
  it.each<readonly [string, readonly Triple[]]>([
    ['stable', [[0, 11, 3800], [28, 9, 3800], [56, 14, 3800], [84, 10, 3800]]],
    ['decaying', [[0, 200, 3800], [56, 120, 3800], [112, 80, 3800], [168, 60, 3800]]],
    ['decaying to nothing', [[0, 200, 3800], [56, 20, 3800], [112, 2, 3800], [168, 0, 3800]]],
    ['past its peak', [[0, 0, 3800], [28, 0, 3800], [56, 0, 3800], [84, 60, 3800], [112, 30, 3800], [140, 10, 3800], [168, 3, 3800]]],
    ['one draw of another sample', [[0, 0, 3800], [28, 1, 3800], [56, 0, 3800], [84, 30, 3800], [112, 0, 3800], [140, 1, 3800]]],
    ['a stable clone with one draw that doubles', [[0, 30, 3800], [28, 34, 3800], [56, 29, 3800], [84, 64, 3800]]],
    ['clean', [[0, 0, 3800], [28, 1, 3800], [56, 0, 3800], [84, 0, 3800]]],
  ])('%s', (_, rows) => expect(score(rows)).toBeLessThan(1));
  it('nothing to test', () => {
    for (const rows of [[], [[0, 9, 3800]], [[0, 0, 3800], [28, 0, 3800]]] as Triple[][]) {
      expect(read(drawsOf(rows)).rise).toMatchObject({ score: 0, doublingDays: null, growthPerDay: null, pRising: null });
    }
    expect(read([]).trend).toBe('insufficient');
    expect(trendOf(null, null, 'level')).toBe('insufficient');
  });
});

describe('what is a rise', () => {
  it('regrowth after a decay', () => {
    expect(score([[0, 200, 3800], [56, 80, 3800], [112, 30, 3800], [168, 10, 3800], [224, 12, 3800], [252, 40, 3800], [280, 120, 3800]])).toBeGreaterThan(threshold);
  });
  it('growth out of a stable clone', () => expect(score([[0, 10, 3800], [28, 12, 3800], [56, 9, 3800], [84, 25, 3800], [112, 70, 3800], [140, 200, 3800]])).toBeGreaterThan(threshold));
  it('a clone that came up between two draws and stands', () => expect(score([[0, 0, 3800], [28, 0, 3800], [56, 0, 3800], [112, 90, 3800], [140, 80, 3800]])).toBeGreaterThan(threshold));
  it('names a fall and a plateau', () => {
    const trend = (rows: readonly Triple[]): string => read(drawsOf(rows)).trend;
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
      for (const looks of [4, 5, 6]) expect(read([...before, ...after].slice(0, looks)).rise.score).toBeLessThan(threshold);
    }
  });
  it('does not hide growth that goes on with the new assay', () => {
    const after = drawsOf([[84, 24, 3800], [112, 66, 3800], [140, 190, 3800]], 'NGS');
    expect(read([...before, ...after]).rise.score).toBeGreaterThan(threshold);
    const fresh = [...drawsOf([[0, 0, 3800], [28, 0, 3800]], 'dPCR'), ...drawsOf([[84, 8, 3800], [112, 21, 3800], [140, 60, 3800]], 'NGS')];
    expect(read(fresh).rise.score).toBeGreaterThan(threshold);
  });
});

describe('a clone that grew or fell before, with the drug given again', () => {
  const [start, stop] = [200, 320];
  const treatmentDays = [-20, 10, start];
  const again = { treatmentDays, rechallenges: [{ startDay: start, stopDay: null }] };
  const fallen: readonly Triple[] = [[0, 200, 3800], [56, 70, 3800], [112, 25, 3800], [168, 9, 3800]];
  const regrown = drawsOf([...fallen, [224, 12, 3800], [252, 30, 3800]]);
  it('is expected to grow: the same draws say so sooner', () => {
    expect(read(regrown, again).rise.score).toBeGreaterThan(read(regrown, { treatmentDays }).rise.score + 0.5);
    // Every draw before the drug is read as ever.
    expect(read(regrown.slice(0, 4), again)).toEqual(read(regrown.slice(0, 4), { treatmentDays }));
  });
  it('does not grow because it is expected to', () => {
    for (const later of [[[224, 9, 3800], [252, 8, 3800], [280, 9, 3800]], [[224, 5, 3800], [252, 3, 3800], [280, 2, 3800]], [[224, 0, 3800], [252, 0, 3800], [280, 1, 3800]]] as Triple[][]) {
      expect(read(drawsOf([...fallen, ...later]), again).rise.score).toBeLessThan(threshold / 2);
    }
  });
  it('one never seen before, or called once of so many draws that it is more likely chance, is read as ever', () => {
    for (const before of [[[0, 0, 3800], [56, 0, 3800], [112, 1, 3800], [168, 0, 3800]], [[0, 0, 3800], [56, 2, 3800], [112, 0, 3800], [168, 0, 3800]]] as Triple[][]) {
      const draws = drawsOf([...before, [224, 5, 3800], [252, 14, 3800]]);
      expect(read(draws, again)).toEqual(read(draws, { treatmentDays }));
    }
    // Nor is one that stood, though it was surely there, when it grows for once.
    const stood = drawsOf([[-56, 21, 3800], [0, 20, 3800], [56, 22, 3800], [112, 19, 3800], [168, 21, 3800], [224, 26, 3800], [252, 33, 3800]]);
    expect(read(stood, again)).toEqual(read(stood, { treatmentDays }));
    // Nor is one that came up under the drug itself.
    const under = drawsOf([[0, 0, 3800], [168, 0, 3800], [210, 40, 3800], [238, 90, 3800]]);
    expect(read(under, again)).toEqual(read(under, { treatmentDays }));
  });
  it('only draws under the drug are read so: not those after its stop, of the tumour itself, or of an order without days', () => {
    const off = drawsOf([...fallen, [324, 12, 3800], [352, 30, 3800]]);
    const days = [...treatmentDays, stop];
    expect(read(off, { treatmentDays: days, rechallenges: [{ startDay: start, stopDay: stop }] })).toEqual(read(off, { treatmentDays: days }));
    const lastDay = drawsOf([...fallen, [224, 12, 3800], [stop, 30, 3800]]);
    expect(read(lastDay, { treatmentDays: days, rechallenges: [{ startDay: start, stopDay: stop }] })).toEqual(read(lastDay, { ...again, treatmentDays: days }));
    for (const other of [{ shedding: 'whole' }, { drawOrder: true }] as const) expect(read(regrown, { ...again, ...other })).toEqual(read(regrown, { treatmentDays, ...other }));
  });
  it('a line that becomes known later is followed from there as if it had been known', () => {
    const tracks = new Tracks();
    read(regrown, { treatmentDays, tracks });
    expect(read(regrown, { ...again, tracks })).toEqual(read(regrown, again));
    expect(read(regrown, { treatmentDays, tracks })).toEqual(read(regrown, { treatmentDays }));
  });
});

describe('properties', () => {
  const rows = fc.array(fc.tuple(fc.integer({ min: 0, max: 4000 }), fc.integer({ min: 4000, max: 8000 })), { minLength: 2, maxLength: 9 })
    .map((xs) => drawsOf(xs.map(([k, n], i): Triple => [i * 28, k, n])));
  it('does not depend on the order of the draws or the first day', () => {
    fc.assert(fc.property(rows, fc.integer({ min: -5000, max: 20_000 }), (draws, shift) => {
      const a = read(draws);
      expect(read([...draws].reverse()).rise).toEqual(a.rise);
      expect(read(draws.map((d) => ({ ...d, day: d.day + shift }))).rise).toEqual(a.rise);
    }), { seed: 5, numRuns: 25 });
  });
  it('is a distribution, finite, and the same twice', () => {
    fc.assert(fc.property(rows, (draws) => {
      const { state, rise } = read(draws);
      expect(state!.p.reduce((a, b) => a + b, state!.clean)).toBeCloseTo(1, 9);
      const c = state!.course;
      expect(c.risen).toBeGreaterThanOrEqual(c.growing);
      expect(Number.isFinite(rise.score) && rise.score >= 0).toBe(true);
      expect(read(draws)).toEqual(read(draws));
      if (rise.doublingDays) expect(rise.doublingDays.low <= rise.doublingDays.median && rise.doublingDays.median <= rise.doublingDays.high).toBe(true);
    }), { seed: 6, numRuns: 40 });
  });
  it('a history continued gives what one followed from the start gives, also when a draw in its middle is corrected', () => {
    fc.assert(fc.property(rows, fc.nat(), (draws, at) => {
      const tracks = new Tracks();
      for (let i = 1; i <= draws.length; i += 1) expect(read(draws.slice(0, i), { tracks }).rise).toEqual(read(draws.slice(0, i)).rise);
      const corrected = draws.map((d, i) => (i === at % draws.length ? { ...d, k: d.k + 7 } : d));
      expect(read(corrected, { tracks }).rise).toEqual(read(corrected).rise);
    }), { seed: 7, numRuns: 20 });
  });
});

describe('shedding noise', () => {
  const truncal = (vafs: readonly number[]): ReadonlyMap<string, SheddingNoise> =>
    sheddingNoise(vafs.map((v, i) => ({ specimenId: `S${28 * i}`, day: 28 * i, treatmentChanged: false, variants: [{ key: 'APC', k: 3500 * v, n: 3500 }] })));
  it('takes part of a single low draw for shedding, and next to nothing of a steady fall', () => {
    const dip = truncal([0.05, 0.05, 0.05, 0.05, 0.05, 0.02]).get('S140')!;
    expect(dip.log).toBeLessThan(-0.2);
    expect(dip.log).toBeGreaterThan(Math.log(0.4));
    const steady = truncal([0.2, 0.1, 0.05, 0.025, 0.0125, 0.00625]).get('S140')!;
    expect(Math.abs(steady.log)).toBeLessThan(0.15);
  });
  it('learns a noisy shedder, and never looks ahead', () => {
    const noisy = [0.05, 0.15, 0.02, 0.12, 0.015, 0.1, 0.02];
    const all = truncal(noisy);
    expect(all.get('S168')!.whole).toBeGreaterThan(2 * truncal(noisy.map(() => 0.05)).get('S168')!.whole);
    expect([...truncal(noisy.slice(0, 4)).entries()]).toEqual([...all.entries()].slice(0, 4));
  });
  it('a draw without truncal calls keeps the whole variance', () => {
    const noise = sheddingNoise([{ specimenId: 'A', day: 0, treatmentChanged: false, variants: [] }]).get('A')!;
    expect(noise).toEqual({ log: 0, variance: noise.whole, whole: noise.whole });
  });
});

/** Patients with any rise over all looks. */
function alerted(patients: number, draws: number, vaf: (day: number) => number, corrected: boolean, shared = 0.35): number {
  let count = 0;
  for (let p = 0; p < patients; p += 1) {
    const { clone, truncal } = simulate(p, draws, vaf, { shared });
    const noise = corrected ? sheddingNoise(truncal.map((d) => ({ specimenId: d.specimenId, day: d.day, treatmentChanged: false, variants: [{ key: 'APC', k: d.k, n: d.n }] }))) : undefined;
    const tracks = new Tracks();
    const rises = clone.some((d, i) => supports(d) && isRise(read(clone.slice(0, i + 1), { tracks, ...(noise ? { noise } : {}) }).rise));
    if (rises) count += 1;
  }
  return count / patients;
}

/** The long run is larger; the short one guards against a change by a factor. Figures: docs/model-card.md. */
const long = process.env['CLONEWATCH_TEST_LONG'] === '1';

describe('operating characteristics, simulated (26 draws every 4 weeks, 3 500 molecules)', () => {
  it('a stable 0.3 % clone alerts in at most 10 % of patients in two years', () => expect(alerted(long ? 600 : 120, 26, () => 0.003, false)).toBeLessThanOrEqual(0.1));
  it('corrected also where shedding is twice as noisy', () => expect(alerted(long ? 400 : 80, 26, () => 0.003, true, 0.7)).toBeLessThanOrEqual(0.15));
  it('a decaying clone hardly ever', () => expect(alerted(long ? 400 : 80, 26, (d) => 0.01 * 2 ** (-d / 134), false)).toBeLessThanOrEqual(0.04));
  it('a clone that doubles every 28 days is found', () => expect(alerted(long ? 200 : 40, 16, (d) => Math.min(0.3, 1e-5 * 2 ** (d / 28)), false)).toBeGreaterThanOrEqual(0.95));
});
