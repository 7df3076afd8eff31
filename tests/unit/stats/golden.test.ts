/** libs/stats against SciPy (tests/golden/generate_stats.py). Tolerance: 1e-9 relative, 1e-12 absolute. */
import { readFileSync } from 'node:fs';
import {
  binomialUpper, clopperPearson, criticalCount, lodMolecules, negativeBinomialLogPmf, partitionRate, poissonCdf, poissonLogPmf, poissonSurvival, rateRatio,
} from '@clonewatch/stats';

type Row = Readonly<Record<string, number>>;
const golden = JSON.parse(readFileSync(new URL('../../golden/stats.json', import.meta.url), 'utf8')) as Readonly<Record<string, readonly Row[]>>;
const rows = (name: string): readonly Row[] => golden[name]!;

function close(actual: number, expected: number): void {
  const error = Math.abs(actual - expected);
  if (error > 1e-12 + 1e-9 * Math.abs(expected)) throw new Error(`expected ${expected}, got ${actual}`);
}

describe('golden values', () => {
  it.each(rows('clopper_pearson'))('Clopper–Pearson $k of $n at $level', (r) => {
    const { low, high } = clopperPearson(r.k!, r.n!, r.level);
    close(low, r.low!);
    close(high, r.high!);
  });
  it.each(rows('binomial_upper'))('upper bound $k of $n', (r) => close(binomialUpper(r.k!, r.n!, r.level), r.upper!));
  it.each(rows('poisson'))('Poisson $k at $mean', (r) => {
    close(poissonLogPmf(r.k!, r.mean!), r.log_pmf!);
    close(poissonCdf(r.k!, r.mean!), r.cdf!);
    close(poissonSurvival(r.k!, r.mean!), r.survival!);
    // A tail of 1e-20 must be right in its own digits, not only absolutely.
    if (r.survival! < 0.1) expect(poissonSurvival(r.k!, r.mean!) / r.survival!).toBeCloseTo(1, 9);
  });
  it.each(rows('negative_binomial'))('negative binomial $k, mean $mean, size $size', (r) => close(negativeBinomialLogPmf(r.k!, r.mean!, r.size!), r.log_pmf!));
  it.each(rows('count_rule'))('count rule at b=$background, alpha=$alpha', (r) => {
    expect(criticalCount(r.background!, r.alpha!)).toBe(r.critical);
    close(lodMolecules(r.background!, r.critical!), r.lod95!);
  });
  it.each(rows('partitions'))('$positive of $accepted partitions', (r) => {
    const rate = partitionRate(r.positive!, r.accepted!);
    close(rate.lambda, r.lambda!);
    close(rate.low, r.low!);
    close(rate.high, r.high!);
  });
  it.each(rows('rate_ratio'))('ratio $k1/$n1 over $k2/$n2', (r) => {
    const { ratio, low, high } = rateRatio(r.k1!, r.n1!, r.k2!, r.n2!);
    close(ratio, r.ratio!);
    close(low, r.low!);
    close(high, r.high!);
  });
});
