import type { ControlSummary, Measurement } from '@clonewatch/domain';
import {
  criticalCount, lodMolecules, lodMoleculesUncertain, negativeBinomialCriticalCount, negativeBinomialSurvival, poissonSurvival,
} from '@clonewatch/stats';
import { engineDefaults } from './defaults.js';
import { moleculesOf } from './molecules.js';

/** Expected false-positive molecules of one reaction, and what the number rests on. */
export interface Background {
  readonly expected: number;
  readonly source: 'file' | 'controls' | 'default';
  /** Variance of the false positives over their mean, less one: how little is known of a rate learned from blanks, and how they clump. 0: Poisson. */
  readonly excess: number;
}

/**
 * Expected false positives in this reaction, molecules: the fraction in the file × molecules; else the pooled controls of the same
 * assay, gene, variant and unit; else the unit's default × molecules. 0 when there is nothing to count.
 * A rate from controls is known only as well as they tell, so the false positives of a reaction are negative binomial (Gamma posterior of the rate) and few
 * blanks ask for more molecules before something is called. A fraction in the file, or a default, is taken as known.
 */
export function backgroundOf(m: Measurement, controls: readonly ControlSummary[]): Background {
  const total = moleculesOf(m)?.total ?? 0;
  if (m.backgroundFraction !== null) return { expected: m.backgroundFraction * total, source: 'file', excess: 0 };
  const learned = learnedFrom(m, controls);
  if (learned !== null) {
    // Controls count in the assay's own unit: false positives per partition meet partitions, not molecules.
    const read = total === 0 ? 0 : (m.totalCount ?? total);
    return { expected: learned.rate * read, source: 'controls', excess: Math.max(0, read - 1) * learned.rho + read / (learned.exposure + priorExposure(m)) };
  }
  return { expected: engineDefaults.background.value[m.countUnit] * total, source: 'default', excess: 0 };
}

/**
 * (mutant + ½) / total of the matching controls: the half keeps a few clean controls from claiming a background of 0.
 * A background belongs to an assay version; other versions speak only where the own has no controls.
 */
function learnedFrom(m: Measurement, controls: readonly ControlSummary[]): { readonly rate: number; readonly exposure: number; readonly rho: number } | null {
  const same = controls.filter((c) => c.assay === m.assay && c.gene === m.gene && c.variant === m.variant && c.countUnit === m.countUnit && c.totalCount > 0);
  const own = same.filter((c) => c.assayVersion === m.assayVersion);
  const used = own.length > 0 ? own : same;
  if (used.length === 0) return null;
  const sum = (pick: (c: ControlSummary) => number): number => used.reduce((s, c) => s + pick(c), 0);
  const [mutant, exposure] = [sum((c) => c.mutantCount), sum((c) => c.totalCount)];
  return { rate: (mutant + 0.5) / exposure, exposure, rho: clumping(mutant, exposure, sum((c) => c.reactions), sum((c) => c.mutantSquares ?? Number.NaN)) };
}

/**
 * What is known of such assays beside their blanks, as so much more read: rates of one kind of assay lie around the default with log-sd 1, which a Gamma of
 * shape ½ has at an exposure of 0.35 / default (same mean and about the same spread).
 */
function priorExposure(m: Measurement): number {
  return 0.35 / engineDefaults.background.value[m.countUnit];
}

/** "No clumping" weighs as much as this many blanks. */
const priorReactions = 10;

/**
 * Overdispersion ρ between reactions by moments: the variance of their counts over its mean (Fisher's index), less one, over the molecules of a reaction; drawn
 * towards none while blanks are few. Blanks of unequal size make it a little too large, never too small.
 */
function clumping(mutant: number, exposure: number, reactions: number, squares: number): number {
  if (!(squares >= 0) || mutant === 0 || reactions < 2 || exposure <= reactions) return 0;
  const chiSquare = (reactions * squares) / mutant - mutant;
  const index = (priorReactions + chiSquare) / (priorReactions + reactions - 1);
  return Math.max(0, Math.min(0.999, (index - 1) / (exposure / reactions - 1)));
}

type Known = Pick<Background, 'expected' | 'excess'>;

/** P(as many false positives or more): Poisson, or negative binomial where the background is learned or clumps. `k` whole. */
export function falsePositiveTail(k: number, { expected, excess }: Known): number {
  return excess > 0 && expected > 0 ? negativeBinomialSurvival(k, expected, expected / excess) : poissonSurvival(k, expected);
}

/** Least count that is called: at least 2 molecules, and a tail of at most 1 %. */
export function criticalFor({ expected, excess }: Known): number {
  const alpha = engineDefaults.alpha.value;
  return excess > 0 && expected > 0 ? negativeBinomialCriticalCount(expected, expected / excess, alpha) : criticalCount(expected, alpha);
}

/** Molecules that are called with 95 % probability. */
export function lodFor(b: Known): number {
  const power = engineDefaults.lodPower.value;
  const { expected, excess } = b;
  return excess > 0 && expected > 0 ? lodMoleculesUncertain(expected, expected / excess, criticalFor(b), power) : lodMolecules(expected, criticalFor(b), power);
}
