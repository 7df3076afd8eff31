/**
 * How safe and how useful "criteria met" is, on simulated decision points: what it says while a tumour clone is there, and while none is.
 * Every clinical criterion of these patients is met, so that the plasma alone decides; a clone is never hidden behind another failed gate.
 */
import type { RechallengeVerdict } from '@clonewatch/domain';
import { gatesOn } from '@clonewatch/guidance';
import { situation, type Situation } from './safety-situations.js';

/** Seeds on which thresholds were chosen, and those that figures come from. */
export const designSeed = 20260101;
export const testSeed = 31415926;

export interface Rate { readonly hits: number; readonly of: number; readonly rate: number; readonly low: number; readonly high: number }

/** A proportion with its 95 % Wilson interval: the Monte-Carlo error of the figure. */
export function rateOf(hits: number, of: number): Rate {
  if (of === 0) return { hits, of, rate: NaN, low: NaN, high: NaN };
  const [p, z] = [hits / of, 1.959963984540054];
  const centre = (p + (z * z) / (2 * of)) / (1 + (z * z) / of);
  const half = (z * Math.sqrt((p * (1 - p)) / of + (z * z) / (4 * of * of))) / (1 + (z * z) / of);
  return { hits, of, rate: p, low: Math.max(0, centre - half), high: Math.min(1, centre + half) };
}

export interface Decision { readonly truth: Situation['truth']; readonly verdict: RechallengeVerdict; readonly states: Readonly<Record<string, string>> }

/** Is a clone there that a wrong "met" would overlook? */
export const present = (t: Situation['truth']): boolean => t.cloneVaf >= 0.001 || t.cloneShare >= 0.25;

export function decide(seed: number, i: number): Decision {
  const s = situation(seed, i);
  const r = gatesOn(s.record, s.asOf)!;
  return { truth: s.truth, verdict: r.verdict, states: Object.fromEntries(r.gates.map((g) => [g.id, g.state])) };
}

export interface SafetyFigures {
  readonly decisions: number;
  /** P(met | a tumour clone of 0.1 % VAF or more, or a quarter of the tumour or more). */
  readonly met: Rate;
  readonly metNonShedders: Rate;
  /** P(met | no clone, truncal 1.5 % or more, 3,000 molecules or more, all else met). */
  readonly useful: Rate;
  readonly verdicts: Readonly<Record<'present' | 'small' | 'clean', Readonly<Record<RechallengeVerdict, number>>>>;
}

export function summarise(decisions: readonly Decision[]): SafetyFigures {
  const rate = (among: (d: Decision) => boolean): Rate => {
    const chosen = decisions.filter(among);
    return rateOf(chosen.filter((d) => d.verdict === 'met').length, chosen.length);
  };
  const kind = (d: Decision): 'present' | 'small' | 'clean' => (present(d.truth) ? 'present' : d.truth.everClone ? 'small' : 'clean');
  const count = (k: string): Record<RechallengeVerdict, number> => {
    const out = { met: 0, discuss: 0, not_met: 0, cannot_assess: 0 };
    for (const d of decisions) if (kind(d) === k) out[d.verdict] += 1;
    return out;
  };
  return {
    decisions: decisions.length, met: rate((d) => present(d.truth)), metNonShedders: rate((d) => d.truth.nonShedder),
    useful: rate((d) => !d.truth.everClone && d.truth.truncalVaf >= 0.015 && d.truth.molecules >= 3000 && d.truth.allElse),
    verdicts: { present: count('present'), small: count('small'), clean: count('clean') },
  };
}

/** Figures of `n` decisions of a seed. */
export function measureSafety(n: number, seed: number = testSeed): SafetyFigures {
  return summarise(Array.from({ length: n }, (_, i) => decide(seed, i)));
}

const show = (r: Rate): string => `${(100 * r.rate).toFixed(2)} % (${(100 * r.low).toFixed(2)}–${(100 * r.high).toFixed(2)}; ${r.hits}/${r.of})`;

/** As printed by the bench and written into the model card. */
export function safetyLines(f: SafetyFigures): readonly string[] {
  const verdicts = (k: 'present' | 'small' | 'clean'): string => Object.entries(f.verdicts[k]).map(([v, n]) => `${v} ${n}`).join(', ');
  return [
    `${f.decisions} decisions, every clinical criterion met`,
    `P(met | tumour clone ≥ 0.1 % or ≥ 25 % of the tumour)          ${show(f.met)}   wanted ≤ 2 %`,
    `P(met | non-shedder)                                           ${show(f.metNonShedders)}   wanted ≤ 1 %`,
    `P(met | clean, truncal ≥ 1.5 %, ≥ 3,000 molecules, all else)   ${show(f.useful)}   wanted ≥ 80 %`,
    `verdicts with a clone: ${verdicts('present')}`, `verdicts with smaller clones only: ${verdicts('small')}`, `verdicts without: ${verdicts('clean')}`,
  ];
}

/** `bench safety`: figures of the test seed. */
export function benchSafety(): Promise<void> {
  for (const line of safetyLines(measureSafety(4000))) console.log(`safety     ${line}`);
  return Promise.resolve();
}
