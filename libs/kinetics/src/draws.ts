import { negativeBinomialSurvival, poissonSurvival } from '@clonewatch/stats';
import { engineDefaults } from './defaults.js';

/** One variant in one draw as the tests over time read it: molecules, and what noise to expect. */
export interface CountDraw {
  /** Day of the draw on the patient's timeline. */
  readonly day: number;
  readonly specimenId: string;
  readonly assay: string;
  /** Mutant molecules, ≥ 0; real when they come from partitions. */
  readonly k: number;
  /** All molecules, > 0. */
  readonly n: number;
  /** Expected false-positive molecules. */
  readonly background: number;
  readonly called: boolean;
  /** Variance of the background over its mean, less one; absent: a Poisson background. */
  readonly backgroundExcess?: number;
  /** The patient's shedding variance (ln²) as the truncal variants show it by this draw; absent: the usual one. */
  readonly sheddingVariance?: number;
  /** Shared shedding index s_t; exactly 1 when unknown. */
  readonly shedding: number;
}

/** Asked of the same draw again and again while a history is folded. */
const tails = new WeakMap<CountDraw, number>();

/**
 * P(as many molecules or more from background alone). Its overdispersion is known to a factor only, so the tail is the mean over what it may be:
 * the one in the middle alone makes a clump of ten molecules ten times rarer than it is. Real counts are rounded.
 */
export function backgroundTail(d: CountDraw): number {
  if (d.k < 0.5) return 1;
  let tail = tails.get(d);
  if (tail === undefined) tails.set(d, (tail = tailOf(d)));
  return tail;
}

function tailOf(d: CountDraw): number {
  const b = Math.max(d.background, 1e-9);
  const excess = d.backgroundExcess ?? 0;
  const k = Math.round(d.k);
  if (excess <= 0) return poissonSurvival(k, b);
  const { factors } = engineDefaults.overdispersionFactors.value;
  return factors.reduce((sum, f) => sum + negativeBinomialSurvival(k, b, b / (f * excess)), 0) / factors.length;
}

/** Does the draw speak for the variant at all? Called, or at least two molecules that background seldom gives. */
export function supports(d: CountDraw): boolean {
  return d.called || (d.k >= engineDefaults.minMolecules.value && backgroundTail(d) <= engineDefaults.supportAlpha.value);
}

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const usable = (d: CountDraw): boolean => d.n > 0 && d.shedding > 0;
const inTime = (a: CountDraw, b: CountDraw): number => a.day - b.day || byText(a.specimenId, b.specimenId) || byText(a.assay, b.assay) || a.k - b.k || a.n - b.n;

/** In order of time, whatever the order given; draws without molecules say nothing and are dropped. */
export function ordered(draws: readonly CountDraw[]): readonly CountDraw[] {
  // Usually they are in order, and all of them.
  if (draws.every((d, i) => usable(d) && (i === 0 || inTime(draws[i - 1]!, d) <= 0))) return draws;
  return draws.filter(usable).sort(inTime);
}
