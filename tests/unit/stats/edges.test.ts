/** Defined edges and properties of libs/stats. */
import fc from 'fast-check';
import {
  betaBinomialCdf, betaBinomialLogPmf, betaBinomialSurvival, binomialCdf, binomialLogPmf, binomialQuantile, binomialSurvival, binomialUpper, blankRate, chiSquareSurvival, clopperPearson, criticalCount, crowdingFactor,
  fractionalAbundance, lodMolecules, lodMoleculesUncertain, logSumExp, negativeBinomialCdf, negativeBinomialCriticalCount, negativeBinomialLogPmf, negativeBinomialSurvival,
  overdispersionByLikelihood, overdispersionByMoments, partitionMolecules, partitionRate, poissonCdf, poissonPmf, poissonQuantile, poissonSurvival, poolDuplexWells, poolWells,
  rateRatio, weightedQuantile,
} from '@clonewatch/stats';

describe('proportions', () => {
  it('gives the published limits at 10 000', () => {
    expect(clopperPearson(0, 10_000)).toEqual({ low: 0, high: expect.closeTo(3.688199146187623e-4, 14) as number });
    expect(clopperPearson(1, 10_000).low).toBeCloseTo(2.531777593474689e-6, 16);
    expect(clopperPearson(5, 10_000).high).toBeCloseTo(1.1664442090665891e-3, 14);
  });
  it('ends at 0 and 1', () => {
    expect(clopperPearson(0, 20).low).toBe(0);
    expect(clopperPearson(20, 20).high).toBe(1);
    expect(binomialUpper(20, 20)).toBe(1);
    expect(binomialUpper(0, 3000)).toBeCloseTo(1 - 0.05 ** (1 / 3000), 15);
  });
  it.each([[0, 0], [1, -5], [-1, 10], [11, 10], [Number.NaN, 10], [1, Infinity]])('refuses %d of %d with the value', (k, n) => {
    expect(() => clopperPearson(k, n)).toThrow(RangeError);
    expect(() => binomialUpper(k, n)).toThrow(/got/);
  });
  it('refuses a level outside (0, 1)', () => expect(() => clopperPearson(1, 2, 1)).toThrow('level must lie between 0 and 1, got 1'));
  it('contains the estimate and narrows with depth', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 5000 }), fc.double({ min: 0, max: 1, noNaN: true }), (n, f) => {
      const k = Math.round(f * n);
      const [a, b] = [clopperPearson(k, n), clopperPearson(10 * k, 10 * n)];
      expect(a.low).toBeLessThanOrEqual(k / n);
      expect(a.high).toBeGreaterThanOrEqual(k / n);
      expect(b.high - b.low).toBeLessThan(a.high - a.low);
    }), { seed: 7, numRuns: 60 });
  });
});

describe('Poisson', () => {
  it('has no mass but at 0 when the mean is 0', () => {
    expect([poissonPmf(0, 0), poissonPmf(1, 0), poissonCdf(3, 0), poissonSurvival(0, 0), poissonSurvival(1, 0)]).toEqual([1, 0, 1, 1, 0]);
  });
  it.each([[-1, 1], [0.5, 1], [1, -1], [1, Number.NaN]])('refuses k=%d, mean=%d', (k, mean) => expect(() => poissonPmf(k, mean)).toThrow(RangeError));
  it('adds up', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 300 }), fc.double({ min: 1e-6, max: 200, noNaN: true }), (k, mean) => {
      expect(poissonCdf(k, mean) + poissonSurvival(k + 1, mean)).toBeCloseTo(1, 10);
    }), { seed: 8, numRuns: 100 });
  });
  it('never calls a single molecule', () => {
    expect(criticalCount(0, 0.05)).toBe(2);
    expect(criticalCount(1e-9, 0.01)).toBe(2);
  });
  it('stays cheap and right at a large background', () => {
    const k = criticalCount(5000, 0.01);
    expect(poissonSurvival(k, 5000)).toBeLessThanOrEqual(0.01);
    expect(poissonSurvival(k - 1, 5000)).toBeGreaterThan(0.01);
  });
  it('reproduces the table of detection limits', () => {
    // Science §4.1: b = 0.1, 0.5, 1 at alpha 0.01.
    expect([0.1, 0.5, 1].map((b) => criticalCount(b, 0.01))).toEqual([2, 4, 5]);
    expect(lodMolecules(0.1, 2)).toBeCloseTo(4.64, 2);
    expect(lodMolecules(1, 5)).toBeCloseTo(8.15, 2);
    expect(lodMolecules(50, 2)).toBe(0);
  });
});

describe('negative binomial', () => {
  it('sums to 1', () => {
    const logs = Array.from({ length: 400 }, (_, k) => negativeBinomialLogPmf(k, 12, 6.25));
    expect(logSumExp(logs)).toBeCloseTo(0, 12);
  });
  it('adds up', () => {
    for (const size of [0.05, 6.25, 1e9, Infinity]) expect(negativeBinomialCdf(7, 5, size) + negativeBinomialSurvival(8, 5, size)).toBeCloseTo(1, 12);
  });
  it('has its edges', () => {
    expect(negativeBinomialLogPmf(0, 0, 6)).toBe(0);
    expect(negativeBinomialLogPmf(1, 0, 6)).toBe(-Infinity);
    expect(negativeBinomialLogPmf(3, 2, Infinity)).toBeCloseTo(Math.log(poissonPmf(3, 2)), 12);
    expect(() => negativeBinomialLogPmf(1, 1, 0)).toThrow('size must be above 0, got 0');
  });
});

describe('binomial and beta-binomial', () => {
  it('have no mass but at the ends when the fraction is 0 or 1', () => {
    expect([binomialLogPmf(0, 5, 0), binomialLogPmf(1, 5, 0), binomialLogPmf(5, 5, 1), binomialLogPmf(4, 5, 1)]).toEqual([0, -Infinity, 0, -Infinity]);
    expect([binomialCdf(0, 5, 0), binomialSurvival(1, 5, 0), binomialCdf(4, 5, 1), binomialSurvival(5, 5, 1), binomialQuantile(0.5, 5, 1)]).toEqual([1, 0, 0, 1, 5]);
  });
  it('without overdispersion are one', () => {
    for (const k of [0, 1, 9, 40]) {
      expect(betaBinomialLogPmf(k, 40, 0.2, 0)).toBe(binomialLogPmf(k, 40, 0.2));
      expect(betaBinomialSurvival(k, 40, 0.2, 0)).toBe(binomialSurvival(k, 40, 0.2));
    }
  });
  it('sum to 1, whatever the shape', () => {
    for (const [mean, rho] of [[3e-5, 3e-4], [0.5, 0.9], [0.9, 0.3], [0.01, 0.7]] as const) {
      expect(logSumExp(Array.from({ length: 301 }, (_, k) => betaBinomialLogPmf(k, 300, mean, rho)))).toBeCloseTo(0, 12);
      for (const k of [0, 3, 150, 299]) expect(betaBinomialCdf(k, 300, mean, rho) + betaBinomialSurvival(k + 1, 300, mean, rho)).toBeCloseTo(1, 12);
    }
  });
  it.each([[1.5, 10, 0.1, 0.1], [11, 10, 0.1, 0.1], [1, 10, 0, 0.1], [1, 10, 0.1, 1], [1, 10, 0.1, -0.1]])('refuse k=%d, n=%d, mean=%d, rho=%d', (k, n, mean, rho) => {
    expect(() => betaBinomialLogPmf(k, n, mean, rho)).toThrow(RangeError);
  });
  it('a quantile is the least count that reaches its probability', () => {
    fc.assert(fc.property(fc.double({ min: 1e-9, max: 1 - 1e-9, noNaN: true }), fc.integer({ min: 1, max: 3000 }), fc.double({ min: 1e-6, max: 0.999, noNaN: true }), (q, n, p) => {
      const k = binomialQuantile(q, n, p);
      // Either tail may decide; the digits of 1 − q are all that is lost.
      expect(binomialCdf(k, n, p)).toBeGreaterThanOrEqual(q - 1e-12);
      if (k > 0) expect(binomialCdf(k - 1, n, p)).toBeLessThan(q + 1e-12);
      const m = poissonQuantile(q, n * p);
      expect(poissonCdf(m, n * p)).toBeGreaterThanOrEqual(q - 1e-12);
    }), { seed: 12, numRuns: 60 });
  });
});

describe('what blanks teach', () => {
  it('clean blanks leave half a molecule', () => expect(blankRate(0, 20_000)).toMatchObject({ shape: 0.5, mean: 0.5 / 20_000 }));
  it('few blanks ask for more molecules than many of the same mean', () => {
    expect(negativeBinomialCriticalCount(0.1, 0.5, 0.01)).toBeGreaterThan(criticalCount(0.1, 0.01));
    expect(negativeBinomialCriticalCount(0.1, 1e6, 0.01)).toBe(criticalCount(0.1, 0.01));
    expect(lodMoleculesUncertain(0.1, 1e9, 2)).toBeCloseTo(lodMolecules(0.1, 2), 6);
    expect(lodMoleculesUncertain(50, 20.5, 2)).toBe(0);
  });
  it('equal blanks do not clump, one that holds all of it does', () => {
    const equal = Array.from({ length: 20 }, () => ({ mutant: 2, total: 4000 }));
    expect([overdispersionByMoments(equal).rho, overdispersionByLikelihood(equal).rho]).toEqual([0, 0]);
    const one = equal.map((b, i) => ({ ...b, mutant: i === 0 ? 40 : 0 }));
    expect(overdispersionByMoments(one).rho).toBeGreaterThan(1e-3);
    expect(overdispersionByLikelihood(one).rho).toBeGreaterThan(1e-3);
    expect(overdispersionByMoments(equal.map((b) => ({ ...b, mutant: 0 })))).toEqual({ mean: 0, rho: 0, reactions: 20 });
    expect(() => overdispersionByMoments([{ mutant: 1, total: 100 }, { mutant: 0, total: 0 }])).toThrow('at least 2 blanks with molecules, got 1');
  });
});

describe('wells', () => {
  it('splitting a reaction into wells changes no estimate and no limit', () => {
    fc.assert(fc.property(fc.array(fc.tuple(fc.nat(400), fc.nat(9000), fc.integer({ min: 9000, max: 20_000 })), { minLength: 1, maxLength: 6 }), (xs) => {
      const sum = (i: 0 | 1 | 2): number => xs.reduce((s, x) => s + x[i], 0);
      fc.pre(sum(1) > 0);
      const { heterogeneity: _h, ...split } = poolWells(xs.map((x) => ({ positive: x[0], accepted: x[2] })));
      const { heterogeneity: one, ...whole } = poolWells([{ positive: sum(0), accepted: sum(2) }]);
      expect(split).toEqual(whole);
      expect(one).toMatchObject({ df: 0, pValue: 1, dispersion: 1 });
      const f = poolDuplexWells(xs.map(([mutantPositive, wildtypePositive, accepted]) => ({ mutantPositive, wildtypePositive, accepted })));
      expect(f).toMatchObject(fractionalAbundance(sum(0), sum(1), sum(2)));
    }), { seed: 13, numRuns: 40 });
  });
  it('refuse what is no reaction', () => {
    expect(() => poolWells([])).toThrow('wells must not be empty');
    expect(() => poolWells([{ positive: 3, accepted: 2 }])).toThrow(RangeError);
    expect(() => poolWells([{ positive: 0.5, accepted: 2 }])).toThrow(RangeError);
    expect(() => chiSquareSurvival(-1, 2)).toThrow('got -1');
  });
  it('say which way the limits of a share were found', () => {
    expect(fractionalAbundance(5, 9000, 15_000).method).toBe('conditional_binomial');
    expect(fractionalAbundance(8000, 9000, 15_000).method).toBe('log_ratio');
    expect(fractionalAbundance(8000, 15_000, 15_000).method).toBe('conditional_binomial');
  });
});

describe('partitions', () => {
  it('saturates to infinity, and to a finite lower bound of molecules', () => {
    expect(partitionRate(100, 100)).toMatchObject({ lambda: Infinity, high: Infinity });
    expect(partitionRate(100, 100).low).toBeGreaterThan(3);
    expect(Number.isFinite(partitionMolecules(100, 3, 100).total)).toBe(true);
  });
  it('equals plain counting while sparse', () => {
    const f = fractionalAbundance(5, 1000, 1_000_000);
    const plain = clopperPearson(5, 1005);
    expect(f.fraction).toBeCloseTo(5 / 1005, 5);
    expect(f.high / plain.high).toBeCloseTo(1, 2);
  });
  it('widens when partitions crowd', () => {
    const sparse = fractionalAbundance(700, 700, 1_000_000);
    const m = partitionMolecules(9000, 9000, 10_000);
    expect(crowdingFactor(m.mutant, m.total - m.mutant, 10_000)).toBeGreaterThan(3);
    const dense = fractionalAbundance(9000, 9000, 10_000);
    const binomial = clopperPearson(dense.mutant, dense.total);
    expect(dense.high - dense.low).toBeGreaterThan(1.5 * (binomial.high - binomial.low));
    expect(sparse.fraction).toBeCloseTo(0.5, 10);
  });
  it('refuses a fraction of nothing', () => {
    expect(() => fractionalAbundance(0, 0, 15_000)).toThrow(RangeError);
    expect(() => partitionRate(1, 0)).toThrow('n must be a finite number above 0, got 0');
    expect(() => partitionMolecules(1, 20, 10)).toThrow(RangeError);
  });
  it('bounds a clean mutant channel', () => {
    const f = fractionalAbundance(0, 3000, 15_000);
    expect([f.fraction, f.low]).toEqual([0, 0]);
    expect(f.high).toBeGreaterThan(0);
  });
});

describe('grids', () => {
  it('logSumExp survives large and absent values', () => {
    expect(logSumExp([1000, 1000])).toBeCloseTo(1000 + Math.LN2, 12);
    expect([logSumExp([]), logSumExp([-Infinity])]).toEqual([-Infinity, -Infinity]);
  });
  it('weightedQuantile is exact on a symmetric grid and stays inside', () => {
    expect(weightedQuantile([1, 2, 3], [1, 2, 1], 0.5)).toBe(2);
    expect(weightedQuantile([1, 2, 3], [1, 1, 1], 0)).toBe(1);
    expect(weightedQuantile([1, 2, 3], [1, 1, 1], 1)).toBe(3);
    expect(weightedQuantile([5], [3], 0.2)).toBe(5);
    expect(() => weightedQuantile([], [], 0.5)).toThrow(RangeError);
    expect(() => weightedQuantile([1], [0], 0.5)).toThrow(RangeError);
    expect(() => weightedQuantile([1, 2], [1, -1], 0.5)).toThrow(/-1/);
    expect(() => weightedQuantile([1], [1], 1.2)).toThrow(/1.2/);
  });
  it('rateRatio of nothing over something', () => {
    expect(rateRatio(0, 100, 5, 100)).toMatchObject({ ratio: 0, low: 0 });
    expect(() => rateRatio(1, 100, 0, 100)).toThrow('k2');
  });
});
