/** From a measurement to molecules, background, call and interval. */
import fc from 'fast-check';
import { backgroundOf, engineDefaults, moleculesOf, shareOfTumour, sheddingIndex, toSeriesPoint } from '@clonewatch/kinetics';
import { binomialUpper, clopperPearson } from '@clonewatch/stats';
import { control, drawsOf, measurement } from './support.js';

const point = (over: Parameters<typeof measurement>[0], controls = [] as ReturnType<typeof control>[]) => toSeriesPoint(measurement(over), controls);

describe('moleculesOf', () => {
  it('takes counts as they are', () => expect(moleculesOf(measurement({ mutantCount: 8, totalCount: 3800 }))).toEqual({ mutant: 8, total: 3800, assumed: false }));
  it('corrects partitions by Poisson, both channels', () => {
    const m = moleculesOf(measurement({ countUnit: 'partitions', mutantCount: 12, totalCount: 15_000, wildtypeCount: 4000 }))!;
    expect(m.mutant).toBeCloseTo(-15_000 * Math.log(1 - 12 / 15_000), 9);
    expect(m.total - m.mutant).toBeCloseTo(-15_000 * Math.log(1 - 4000 / 15_000), 6);
    expect(m.assumed).toBe(false);
  });
  it('takes partitions without a wild-type count from the VAF, marked', () => {
    const m = moleculesOf(measurement({ countUnit: 'partitions', mutantCount: 12, totalCount: 15_000, vafFraction: 0.004 }))!;
    expect(m.mutant / m.total).toBeCloseTo(0.004, 12);
    expect(m.assumed).toBe(true);
    expect(moleculesOf(measurement({ countUnit: 'partitions', mutantCount: 0, totalCount: 15_000 }))).toEqual({ mutant: 0, total: 1000, assumed: true });
  });
  it('assumes a depth for a VAF, never above the input', () => {
    expect(moleculesOf(measurement({ vafFraction: 0.01 }))).toEqual({ mutant: 10, total: 1000, assumed: true });
    expect(moleculesOf(measurement({ vafFraction: 0.01, inputHge: 300 }))).toEqual({ mutant: 3, total: 300, assumed: true });
    expect(moleculesOf(measurement({ reportedStatus: 'not_detected' }))).toEqual({ mutant: 0, total: 1000, assumed: true });
  });
  it('counts nothing where there is nothing', () => {
    for (const over of [{}, { reportedStatus: 'failed_qc', mutantCount: 0, totalCount: 90 }, { reportedStatus: 'not_covered' }, { mutantCount: 0, totalCount: 0 }, { reportedStatus: 'detected' }] as const) {
      expect(moleculesOf(measurement(over))).toBeNull();
    }
  });
  it('refuses contradicting counts with the values', () => expect(() => moleculesOf(measurement({ mutantCount: 9, totalCount: 8 }))).toThrow('9 of 8'));
});

describe('backgroundOf', () => {
  const counts = { mutantCount: 3, totalCount: 4000 };
  it('prefers the file, then controls, then the default of the unit', () => {
    expect(backgroundOf(measurement({ ...counts, backgroundFraction: 1e-4 }), [control()])).toEqual({ expected: 0.4, source: 'file', excess: 0 });
    expect(backgroundOf(measurement(counts), [control()])).toEqual({ expected: expect.closeTo((2.5 / 10_000) * 4000, 12) as number, source: 'controls', excess: expect.closeTo(4000 / (10_000 + 0.35 / 3e-5), 12) as number });
    expect(backgroundOf(measurement(counts), [])).toEqual({ expected: expect.closeTo(0.12, 12) as number, source: 'default', excess: 0 });
    expect(backgroundOf(measurement({ ...counts, countUnit: 'reads' }), []).expected).toBeCloseTo(4, 12);
  });
  it('uses only controls of the same assay, variant and unit, and the own version first', () => {
    const m = measurement(counts);
    for (const other of [{ assay: 'X' }, { variant: 'p.G12V' }, { gene: 'NRAS' }, { countUnit: 'reads' as const }, { totalCount: 0 }]) {
      expect(backgroundOf(m, [control(other)]).source).toBe('default');
    }
    const noisy = control({ assayVersion: '0', mutantCount: 500 });
    expect(backgroundOf(m, [noisy, control()]).expected).toBeCloseTo(1, 12);
    expect(backgroundOf(m, [noisy]).expected).toBeGreaterThan(100);
  });
  it('asks for more molecules when few blanks speak, or when their false positives clump', () => {
    const m = measurement({ mutantCount: 6, totalCount: 4000 });
    const same = { mutantCount: 10, totalCount: 40_000 };
    const [few, many] = [control({ mutantCount: 1, totalCount: 4000, reactions: 1 }), control({ mutantCount: 100, totalCount: 270_000, reactions: 60 })];
    expect(backgroundOf(m, [many]).excess).toBeLessThan(backgroundOf(m, [few]).excess / 10);
    const spread = (squares: number): number => backgroundOf(m, [control({ ...same, reactions: 40, mutantSquares: squares })]).excess;
    // Ten false positives: one in each of ten blanks, or all in one.
    expect(spread(10)).toBe(backgroundOf(m, [control({ ...same, reactions: 40 })]).excess);
    expect(spread(100)).toBeGreaterThan(spread(10) + 3);
    const at = (squares: number): ReturnType<typeof point> => point({ mutantCount: 6, totalCount: 4000 }, [control({ ...same, reactions: 40, mutantSquares: squares })]);
    expect([at(10).status, at(100).status]).toEqual(['detected', 'not_detected']);
    expect(at(100).lod95!).toBeGreaterThan(at(10).lod95!);
  });
  it('multiplies a rate per partition with partitions', () => {
    const m = measurement({ countUnit: 'partitions', mutantCount: 3, totalCount: 15_000, wildtypeCount: 2000 });
    expect(backgroundOf(m, [control({ countUnit: 'partitions', mutantCount: 1, totalCount: 45_000 })]).expected).toBeCloseTo(0.5, 12);
  });
});

describe('toSeriesPoint', () => {
  it('calls 8 of 3 800 with the exact interval', () => {
    const p = point({ mutantCount: 8, totalCount: 3800 });
    const { low, high } = clopperPearson(8, 3800);
    expect(p).toMatchObject({ status: 'detected', vaf: 8 / 3800, low, high, upper95: null, intervalAssumed: false, mutantMolecules: 8, totalMolecules: 3800 });
    expect(p.pValue).toBeLessThan(1e-10);
    expect(p.lod95).toBeCloseTo(4.64 / 3800, 4);
  });
  it('gives a non-detect its upper bound, never a 0 alone', () => {
    const p = point({ mutantCount: 0, totalCount: 3900 });
    expect(p).toMatchObject({ status: 'not_detected', vaf: 0, low: 0, upper95: binomialUpper(0, 3900) });
    expect(p.upper95).toBeCloseTo(7.68e-4, 6);
  });
  it('never calls a single molecule, whatever the laboratory says', () => {
    const p = point({ mutantCount: 1, totalCount: 9000, reportedStatus: 'detected', backgroundFraction: 0 });
    expect(p.status).toBe('not_detected');
    expect(p.upper95).toBeGreaterThan(p.vaf!);
  });
  it('lets counts overrule a reported non-detect and a noisy background a reported call', () => {
    expect(point({ mutantCount: 9, totalCount: 3000, reportedStatus: 'not_detected' }).status).toBe('detected');
    expect(point({ mutantCount: 4, totalCount: 3000, reportedStatus: 'detected' }, [control({ mutantCount: 10 })]).status).toBe('not_detected');
  });
  it.each(['failed_qc', 'not_covered'] as const)('keeps %s without any number', (reportedStatus) => {
    const p = point({ reportedStatus, mutantCount: 5, totalCount: 1000, vafFraction: 0.005 });
    expect(p).toMatchObject({ status: reportedStatus, vaf: null, low: null, high: null, upper95: null, pValue: null, lod95: null, totalMolecules: null, mutantCount: 5 });
  });
  it('keeps a reported call without counts; the interval is assumed', () => {
    expect(point({ vafFraction: 0.0008, reportedStatus: 'detected' })).toMatchObject({ status: 'detected', vaf: 0.0008, intervalAssumed: true, pValue: null, lod95: null });
    expect(point({ reportedStatus: 'not_detected' })).toMatchObject({ status: 'not_detected', intervalAssumed: true, upper95: binomialUpper(0, 1000) });
    expect(point({ reportedStatus: 'detected' })).toMatchObject({ status: 'detected', vaf: null, low: null });
  });
  it('takes a bare VAF as the laboratory means it: above 0 and not below its LoD is a detection, whatever depth we assume', () => {
    expect(point({ vafFraction: 0.01 })).toMatchObject({ status: 'detected', intervalAssumed: true, totalMolecules: null });
    expect(point({ vafFraction: 0.0005, lodFraction: 0.0001 }).status).toBe('detected');
    expect(point({ vafFraction: 0.0005, lodFraction: 0.001 }).status).toBe('not_detected');
  });
  it('lets no assumed depth exclude what the stated LoD does not', () => {
    expect(point({ vafFraction: 0, lodFraction: 0.01 })).toMatchObject({ status: 'not_detected', upper95: 0.01, totalMolecules: null });
    expect(point({ reportedStatus: 'not_detected', lodFraction: 0.01 })).toMatchObject({ status: 'not_detected', upper95: 0.01 });
  });
  it('says not covered when nothing was measured, and never invents a failure or a 0', () => {
    expect(point({})).toMatchObject({ status: 'not_covered', vaf: null });
    expect(point({ mutantCount: 0, totalCount: 0, reportedStatus: 'not_detected' })).toMatchObject({ status: 'not_covered', vaf: null });
    expect(point({ countUnit: 'partitions', mutantCount: 0, wildtypeCount: 0, totalCount: 15_000, reportedStatus: 'not_detected' }).status).toBe('not_covered');
  });
  it('treats a partition reaction with the raw count and molecules', () => {
    const p = point({ countUnit: 'partitions', mutantCount: 12, totalCount: 15_000, wildtypeCount: 4000 });
    expect(p.status).toBe('detected');
    expect(p.vaf).toBeCloseTo(12.005 / (12.005 + 4652.3), 5);
    expect(p.low! < p.vaf! && p.vaf! < p.high!).toBe(true);
  });
  it('holds for any counts: interval around the VAF, called only from two molecules', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 20_000 }), fc.double({ min: 0, max: 1, noNaN: true }), fc.constantFrom('molecules' as const, 'reads' as const), (n, f, countUnit) => {
      const k = Math.floor(n * f ** 4);
      const p = point({ mutantCount: k, totalCount: n, countUnit });
      expect(p.low! <= p.vaf! && p.vaf! <= p.high!).toBe(true);
      expect((p.status === 'detected') === (k >= 2 && p.pValue! <= engineDefaults.alpha.value)).toBe(true);
      expect(p.upper95 === null).toBe(p.status === 'detected');
    }), { seed: 3, numRuns: 100 });
  });
});

describe('sheddingIndex and shareOfTumour', () => {
  it('is the shared movement of the truncal variants, geometric mean 1', () => {
    const s = sheddingIndex([drawsOf([[0, 100, 1000], [28, 200, 1000]]), drawsOf([[0, 10, 1000], [28, 20, 1000]])]);
    expect(s.get('S0')).toBeCloseTo(Math.SQRT1_2, 12);
    expect(s.get('S28')).toBeCloseTo(Math.SQRT2, 12);
  });
  it('has no entry without a truncal call and does not jump when a variant drops out', () => {
    const s = sheddingIndex([drawsOf([[0, 100, 1000], [28, 100, 1000], [56, 1, 1000]]), drawsOf([[0, 10, 1000], [28, 0, 1000]])]);
    expect(s.has('S56')).toBe(false);
    expect(s.get('S28')).toBeCloseTo(1, 12);
    expect(sheddingIndex([]).size).toBe(0);
  });
  it('gives the share with an interval, above 1 uncut, and refuses a share of nothing', () => {
    const s = shareOfTumour({ mutant: 8, total: 3800 }, { mutant: 400, total: 3800 });
    expect(s.median).toBeCloseTo(0.02, 12);
    expect(s.low > 0.008 && s.high < 0.041).toBe(true);
    expect(shareOfTumour({ mutant: 12, total: 100 }, { mutant: 10, total: 100 }).median).toBeCloseTo(1.2, 12);
    expect(shareOfTumour({ mutant: 0, total: 100 }, { mutant: 10, total: 100 })).toMatchObject({ median: 0, low: 0 });
    expect(() => shareOfTumour({ mutant: 1, total: 100 }, { mutant: 0, total: 100 })).toThrow(RangeError);
  });
});
