/**
 * libs/stats against SciPy and 50-digit arithmetic (tests/golden/generate_stats.py). Tolerance 1e-12 relative, tails included: a tail of 1e-100 has to be
 * right in its own digits. A logarithm near 0 is held to 1e-12 absolute, for that is the relative error of its probability.
 */
import { readFileSync } from 'node:fs';
import * as stats from '@clonewatch/stats';

type Row = Readonly<Record<string, number>>;
type Lists = Readonly<Record<string, readonly number[]>>;
const golden = JSON.parse(readFileSync(new URL('../../golden/stats.json', import.meta.url), 'utf8')) as Readonly<Record<string, readonly (Row & Lists)[]>>;
const rows = (name: string): readonly Row[] => golden[name]!;

function close(actual: number, expected: number, tolerance = 1e-12, absolute = 0): void {
  const error = Math.abs(actual - expected);
  if (!(error <= absolute + tolerance * Math.abs(expected))) throw new Error(`expected ${expected}, got ${actual}: off by ${error / Math.abs(expected)}`);
}
const closeLog = (actual: number, expected: number): void => close(actual, expected, 1e-12, 1e-12);

/** A probability below 1e-290 is checked by its logarithm alone: a double near its floor has few digits. */
function closeTails(r: Row, cdf: number, survival: number): void {
  if (r.cdf! > 1e-290) close(cdf, r.cdf!);
  if (r.survival! > 1e-290) close(survival, r.survival!);
}

describe('intervals of a proportion', () => {
  it.each(rows('clopper_pearson'))('Clopper–Pearson $k of $n at $level', (r) => {
    const { low, high } = stats.clopperPearson(r.k!, r.n!, r.level);
    close(low, r.low!);
    close(high, r.high!);
  });
  it.each(rows('binomial_upper'))('upper bound $k of $n', (r) => close(stats.binomialUpper(r.k!, r.n!, r.level), r.upper!));
});

describe('distributions of counts', () => {
  it.each(rows('poisson'))('Poisson $k at $mean', (r) => {
    closeLog(stats.poissonLogPmf(r.k!, r.mean!), r.log_pmf!);
    closeTails(r, stats.poissonCdf(r.k!, r.mean!), stats.poissonSurvival(r.k!, r.mean!));
  });
  it.each(rows('negative_binomial'))('negative binomial $k, mean $mean, size $size', (r) => {
    closeLog(stats.negativeBinomialLogPmf(r.k!, r.mean!, r.size!), r.log_pmf!);
    closeTails(r, stats.negativeBinomialCdf(r.k!, r.mean!, r.size!), stats.negativeBinomialSurvival(r.k!, r.mean!, r.size!));
  });
  it.each(rows('binomial'))('binomial $k of $n at $p', (r) => {
    closeLog(stats.binomialLogPmf(r.k!, r.n!, r.p!), r.log_pmf!);
    closeTails(r, stats.binomialCdf(r.k!, r.n!, r.p!), stats.binomialSurvival(r.k!, r.n!, r.p!));
  });
  it.each(rows('beta_binomial'))('beta-binomial $k of $n, mean $mean, rho $rho', (r) => {
    closeLog(stats.betaBinomialLogPmf(r.k!, r.n!, r.mean!, r.rho!), r.log_pmf!);
    closeTails(r, stats.betaBinomialCdf(r.k!, r.n!, r.mean!, r.rho!), stats.betaBinomialSurvival(r.k!, r.n!, r.mean!, r.rho!));
  });
  it.each(rows('real_counts'))('likelihoods at a count that is not whole, $k of $n', (r) => {
    closeLog(stats.poissonLogLikelihood(r.k!, r.mean!), r.poisson!);
    closeLog(stats.binomialLogLikelihood(r.k!, r.n!, r.p!), r.binomial!);
    closeLog(stats.negativeBinomialLogLikelihood(r.k!, r.mean!, r.size!), r.negative_binomial!);
    closeLog(stats.betaBinomialLogLikelihood(r.k!, r.n!, r.p!, r.rho!), r.beta_binomial!);
  });
  it.each(rows('quantiles'))('quantiles at $p, mean $mean', (r) => {
    expect({
      poisson: stats.poissonQuantile(r.p!, r.mean!), negative_binomial: stats.negativeBinomialQuantile(r.p!, r.mean!, r.size!),
      binomial: stats.binomialQuantile(r.p!, r.n!, r.mean! / r.n!), beta_binomial: stats.betaBinomialQuantile(r.p!, r.n!, r.mean! / r.n!, r.rho!),
    }).toEqual({ poisson: r.poisson, negative_binomial: r.negative_binomial, binomial: r.binomial, beta_binomial: r.beta_binomial });
  });
  it.each(rows('chi_square'))('chi-square $x, df $df', (r) => close(stats.chiSquareSurvival(r.x!, r.df!), r.survival!));
});

describe('count rules', () => {
  it.each(rows('count_rule'))('b=$background, alpha=$alpha', (r) => {
    expect(stats.criticalCount(r.background!, r.alpha!)).toBe(r.critical);
    close(stats.lodMolecules(r.background!, r.critical!), r.lod95!);
  });
  it.each(rows('uncertain_rules'))('background learned or clumped, mean $mean', (r) => {
    expect(stats.negativeBinomialCriticalCount(r.mean!, r.size!, 0.01)).toBe(r.nb_critical);
    expect(stats.betaBinomialCriticalCount(r.n!, r.mean! / r.n!, r.rho!, 0.01)).toBe(r.bb_critical);
    close(stats.lodMoleculesUncertain(r.mean!, r.size!, r.nb_critical!), r.lod95!);
  });
  it.each(golden.blanks!)('rate and overdispersion from blanks, mean $mean', (r) => {
    const blanks = r.mutant!.map((mutant, i) => ({ mutant, total: r.total![i]! }));
    const sum = (pick: (b: stats.Blank) => number): number => blanks.reduce((s, b) => s + pick(b), 0);
    const rate = stats.blankRate(sum((b) => b.mutant), sum((b) => b.total));
    close(rate.shape, r.shape!);
    close(rate.low, r.low!);
    close(rate.high, r.high!);
    close(stats.overdispersionByMoments(blanks).mean, r.mean!);
    close(stats.overdispersionByMoments(blanks).rho, r.moments!, 1e-10);
    // Two searches for the top of one curve agree to the root of the rounding error.
    close(stats.overdispersionByLikelihood(blanks).rho, r.likelihood!, 1e-6);
  });
});

describe('partitions', () => {
  it.each(rows('partitions'))('$positive of $accepted', (r) => {
    const rate = stats.partitionRate(r.positive!, r.accepted!);
    close(rate.lambda, r.lambda!);
    close(rate.low, r.low!);
    close(rate.high, r.high!);
  });
  it.each(golden.wells!)('wells pooled: $positives', (r) => {
    const { heterogeneity: h, ...rate } = stats.poolWells(r.positives!.map((positive, i) => ({ positive, accepted: (r.accepted as unknown as number[])[i]! })));
    close(rate.lambda, r.lambda!);
    close(rate.low, r.low!);
    close(rate.high, r.high!);
    expect(h.df).toBe(r.df);
    close(h.chiSquare, r.chi_square!);
    close(h.pValue, r.p_value!);
  });
  it.each(rows('abundance'))('share of crowded partitions, $mutant and $wildtype of $accepted', (r) => {
    const f = stats.fractionalAbundance(r.mutant!, r.wildtype!, r.accepted!);
    expect(f.method).toBe('log_ratio');
    close(f.fraction, r.fraction!);
    close(f.low, r.low!);
    close(f.high, r.high!);
  });
  it.each(rows('rate_ratio'))('ratio $k1/$n1 over $k2/$n2', (r) => {
    const { ratio, low, high } = stats.rateRatio(r.k1!, r.n1!, r.k2!, r.n2!);
    close(ratio, r.ratio!);
    close(low, r.low!);
    close(high, r.high!);
  });
});
