/** What blank reactions teach about an assay's false positives at one position: their rate, and how much they clump. */
import gammaQuantile from '@stdlib/stats-base-dists-gamma-quantile';
import { betaBinomialLogLikelihood } from './beta-binomial.js';
import { requireNonNegative, requireOpenUnit, requirePositive } from './check.js';
import type { Limits } from './binomial.js';
import { negativeBinomialLogPmf } from './negative-binomial.js';
import { poissonSurvival } from './poisson.js';

/** One blank: false-positive molecules (or partitions, or reads) of all that were read. */
export interface Blank { readonly mutant: number; readonly total: number }

/** Gamma posterior of a rate of false positives per molecule read; the limits are of the rate. */
export interface RatePosterior extends Limits { readonly shape: number; readonly exposure: number; readonly mean: number }

/**
 * Rate of false positives from blanks with `mutant` of `total` read: Gamma(mutant + ½, total), the Jeffreys posterior of a Poisson rate; equal-tailed limits.
 * The half keeps a few clean blanks from claiming that there is no background. Throws RangeError for total ≤ 0 or mutant < 0.
 */
export function blankRate(mutant: number, total: number, level = 0.95): RatePosterior {
  requireNonNegative('mutant', mutant);
  requirePositive('total', total);
  requireOpenUnit('level', level);
  const shape = mutant + 0.5;
  const at = (p: number): number => gammaQuantile(p, shape, total);
  return { shape, exposure: total, mean: shape / total, low: at((1 - level) / 2), high: at((1 + level) / 2) };
}

/** Overdispersion of false positives between reactions. `rho` as in the beta-binomial; `reactions` that could tell. */
export interface Overdispersion { readonly mean: number; readonly rho: number; readonly reactions: number }

function usable(blanks: readonly Blank[]): readonly Blank[] {
  const used = blanks.filter((b) => b.total > 0);
  for (const b of used) requireNonNegative('mutant', b.mutant);
  if (used.length < 2) throw new RangeError(`overdispersion needs at least 2 blanks with molecules, got ${used.length}`);
  return used;
}

/**
 * Overdispersion by moments: Pearson's X² over its degrees of freedom is about 1 + (n − 1)ρ, so ρ = (X²/df − 1)/(n̄ − 1), never below 0, where n̄ is the
 * size that makes the expectation exact for blanks of unequal size. 0 when no blank holds a false positive (nothing to clump).
 * Throws RangeError for fewer than two blanks with molecules. Source: Williams 1982, Appl Stat 31:144, doi:10.2307/2347977.
 */
export function overdispersionByMoments(blanks: readonly Blank[]): Overdispersion {
  const used = usable(blanks);
  const total = used.reduce((s, b) => s + b.total, 0);
  const mean = used.reduce((s, b) => s + b.mutant, 0) / total;
  if (mean === 0 || mean === 1) return { mean, rho: 0, reactions: used.length };
  const chi = used.reduce((s, b) => s + (b.mutant - b.total * mean) ** 2 / (b.total * mean * (1 - mean)), 0);
  const spread = used.reduce((s, b) => s + (b.total - 1) * (1 - b.total / total), 0);
  return { mean, rho: spread > 0 ? Math.min(0.999, Math.max(0, (chi - (used.length - 1)) / spread)) : 0, reactions: used.length };
}

/** ln ρ is searched between these: below, a clump of two molecules is too rare to matter at any depth. */
const [leastRho, mostRho] = [1e-9, 0.99];

/**
 * Overdispersion by maximum likelihood of the beta-binomial, the mean held at its pooled value: 0 where no ρ in (1e-9, 0.99) is more likely than the binomial.
 * Throws RangeError for fewer than two blanks with molecules.
 */
export function overdispersionByLikelihood(blanks: readonly Blank[]): Overdispersion {
  const used = usable(blanks);
  const mean = used.reduce((s, b) => s + b.mutant, 0) / used.reduce((s, b) => s + b.total, 0);
  if (mean === 0 || mean === 1) return { mean, rho: 0, reactions: used.length };
  const at = (rho: number): number => used.reduce((s, b) => s + betaBinomialLogLikelihood(b.mutant, b.total, mean, rho), 0);
  const top = highest((x) => at(Math.exp(x)), Math.log(leastRho), Math.log(mostRho));
  return { mean, rho: at(Math.exp(top)) > at(0) ? Math.exp(top) : 0, reactions: used.length };
}

/** Where a function of one peak is highest: a coarse look, then golden sections to 1e-10. */
function highest(f: (x: number) => number, low: number, high: number): number {
  const points = 60;
  const step = (high - low) / points;
  let best = 0;
  let top = -Infinity;
  for (let i = 0; i <= points; i += 1) {
    const y = f(low + i * step);
    if (y > top) [best, top] = [i, y];
  }
  let [a, b] = [Math.max(low, low + (best - 1) * step), Math.min(high, low + (best + 1) * step)];
  const g = (Math.sqrt(5) - 1) / 2;
  let [c, d] = [b - g * (b - a), a + g * (b - a)];
  let [fc, fd] = [f(c), f(d)];
  while (b - a > 1e-10) {
    if (fc >= fd) [b, d, fd, c, fc] = [d, c, fc, d - g * (d - a), f(d - g * (d - a))];
    else [a, c, fc, d, fd] = [c, d, fd, c + g * (b - c), f(c + g * (b - c))];
  }
  return (a + b) / 2;
}

/**
 * {@link lodMolecules} for a background that is itself uncertain (negative binomial with this mean and size): molecules λ with
 * P(Pois(λ) + false positives ≥ critical) = power; 0 where the background alone reaches it. Throws RangeError for a bad number.
 */
export function lodMoleculesUncertain(mean: number, size: number, critical: number, power = 0.95): number {
  requireOpenUnit('power', power);
  const background = Array.from({ length: critical }, (_, f) => Math.exp(negativeBinomialLogPmf(f, mean, size)));
  const beyond = Math.max(0, 1 - background.reduce((s, p) => s + p, 0));
  const reached = (lambda: number): number => background.reduce((s, p, f) => s + p * poissonSurvival(critical - f, lambda), beyond);
  if (reached(0) >= power) return 0;
  let [low, high] = [0, critical + 1];
  while (reached(high) < power) high *= 2;
  for (let i = 0; i < 80 && high - low > 1e-13 * high; i += 1) {
    const mid = (low + high) / 2;
    if (reached(mid) < power) low = mid; else high = mid;
  }
  return (low + high) / 2;
}
