import { clopperPearson, type Limits } from './binomial.js';
import { requireCount, requirePositive, requireProportion } from './check.js';

const copies = (fraction: number): number => (fraction >= 1 ? Infinity : -Math.log1p(-fraction));

/** Copies per partition with exact limits. */
export interface PartitionRate extends Limits { readonly lambda: number }

/**
 * Copies per partition from p positive of n accepted partitions: λ = −ln(1 − p/n). Interval: Clopper–Pearson on p/n, then the same
 * transform, which keeps its coverage at few positives. p=n is saturated: λ and high are Infinity, low is finite.
 * Throws RangeError for n ≤ 0 or p outside 0…n. Source: digital PCR Poisson correction; Dube 2008, doi:10.1371/journal.pone.0002876.
 */
export function partitionRate(positive: number, accepted: number, level = 0.95): PartitionRate {
  requireProportion(positive, accepted);
  const { low, high } = clopperPearson(positive, accepted, level);
  return { lambda: copies(positive / accepted), low: copies(low), high: copies(high) };
}

/** Mutant and all molecules in the accepted partitions. */
export interface PartitionMolecules { readonly mutant: number; readonly total: number }

/**
 * Molecules behind the positive partitions of a duplex reaction: mutant n·λm, total n·(λm + λw). A saturated channel (all positive)
 * has no finite estimate: it counts as half a partition negative, a lower bound. Throws RangeError as {@link partitionRate}.
 */
export function partitionMolecules(mutantPositive: number, wildtypePositive: number, accepted: number): PartitionMolecules {
  requireProportion(mutantPositive, accepted);
  requireProportion(wildtypePositive, accepted);
  const molecules = (p: number): number => accepted * copies(Math.min(p, accepted - 0.5) / accepted);
  const mutant = molecules(mutantPositive);
  return { mutant, total: mutant + molecules(wildtypePositive) };
}

/** How much wider than Poisson the count of molecules is: several molecules in one partition look like one. 1 when sparse. */
function crowding(molecules: number, accepted: number): number {
  const lambda = molecules / accepted;
  return lambda === 0 ? 1 : Math.expm1(lambda) / lambda;
}

/**
 * Factor ≥ 1 by which the variance of logit F exceeds that of the conditional binomial: Σ crowding/K over Σ 1/K (delta method).
 * A rare mutant dominates both sums, so the factor is 1 where the binomial is exact.
 */
export function crowdingFactor(mutant: number, wildtype: number, accepted: number): number {
  requirePositive('accepted', accepted);
  if (mutant === 0) return 1;
  if (wildtype === 0) return crowding(mutant, accepted);
  const [a, b] = [1 / mutant, 1 / wildtype];
  return (crowding(mutant, accepted) * a + crowding(wildtype, accepted) * b) / (a + b);
}

/** A fraction with its limits, and the molecules it was taken from. */
export interface FractionalAbundance extends Limits, PartitionMolecules {
  readonly fraction: number;
  /** How the limits were found. */
  readonly method: 'conditional_binomial' | 'log_ratio';
}

/** Up to this variance inflation the conditional binomial is taken: its interval is then less than 2.5 % too narrow before the correction. */
const crowded = 1.05;

/**
 * Fractional abundance F = λm/(λm + λw) with its interval.
 * - Sparse partitions ({@link crowdingFactor} ≤ 1.05, which every rare mutant is), or a channel without a positive or a negative partition:
 *   conditional binomial. Given K = Km + Kw molecules, Km ~ Bin(K, F), so Clopper–Pearson on Km of K, both divided by the crowding factor.
 * - Crowded partitions: MOVER on ln(λm/λw), the limits of the ratio recovered from the exact limits of each λ.
 *   Source: Donner & Zou 2012, Stat Methods Med Res 21:347, doi:10.1177/0962280210383082; ratio of two λ: Dube 2008, doi:10.1371/journal.pone.0002876.
 * Throws RangeError when no partition is positive.
 */
export function fractionalAbundance(mutantPositive: number, wildtypePositive: number, accepted: number, level = 0.95): FractionalAbundance {
  requireCount('mutantPositive', mutantPositive);
  requireCount('wildtypePositive', wildtypePositive);
  const { mutant, total } = partitionMolecules(mutantPositive, wildtypePositive, accepted);
  if (total === 0) throw new RangeError(`no positive partition among ${accepted}: a fraction of nothing`);
  const fraction = mutant / total;
  const f = crowdingFactor(mutant, total - mutant, accepted);
  const finite = [mutantPositive, wildtypePositive].every((p) => p > 0 && p < accepted);
  if (f > crowded && finite) return { fraction, ...logRatioLimits(mutantPositive, wildtypePositive, accepted, level), mutant, total, method: 'log_ratio' };
  return { fraction, ...clopperPearson(Math.min(mutant, total) / f, total / f, level), mutant, total, method: 'conditional_binomial' };
}

/** Limits of R/(1 + R), R = λm/λw. Each limit takes the share of the two distances that the Gauss law of errors gives them. */
function logRatioLimits(mutantPositive: number, wildtypePositive: number, accepted: number, level: number): Limits {
  const [m, w] = [partitionRate(mutantPositive, accepted, level), partitionRate(wildtypePositive, accepted, level)];
  const middle = Math.log(m.lambda / w.lambda);
  const down = Math.hypot(Math.log(m.lambda / m.low), Math.log(w.high / w.lambda));
  const up = Math.hypot(Math.log(m.high / m.lambda), Math.log(w.lambda / w.low));
  const share = (logRatio: number): number => 1 / (1 + Math.exp(-logRatio));
  return { low: share(middle - down), high: share(middle + up) };
}
