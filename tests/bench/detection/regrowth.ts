/** The drug given again: is a clone that was there before told when it grows back? */
import type { Evaluation } from '@clonewatch/domain';
import type { PatientTruth } from '@clonewatch/simulate';
import { engineCalls } from './rise.js';
import { growingKind, riseVerdict, trueDayOf } from './truths.js';

export interface RegrowthTally {
  /** Years on the drug given again, up to the last draw in it. */
  readonly years: number;
  /** Calls of a rise in those years of which no member has grown. */
  readonly noise: number;
  /** Clones called before the drug was given again that grew back under it: days from the draw by which one had to the draw of the first call under the drug; null when there was none. */
  readonly clones: readonly { readonly delayDays: number | null }[];
}

/** Grown back: threefold the lowest true VAF of any draw so far, and visible to every assay. */
const grownFactor = 3;
const visible = 0.001;

/** Null without a draw under an anti-EGFR line after the first one. A clone whose earlier rise is still open is not called anew, and counts as not called. */
export function tallyRegrowth(truth: PatientTruth, evaluation: Evaluation): RegrowthTally | null {
  const line = truth.lines.find((l) => l.antiEgfr && l.again);
  if (!line) return null;
  const stop = line.stopDay ?? Infinity;
  const days = truth.draws.filter((d) => !d.failed && d.trueDay <= stop).map((d) => d.trueDay).sort((a, b) => a - b);
  const under = days.filter((d) => d > line.startDay);
  if (under.length === 0) return null;
  const calls = engineCalls(evaluation, truth).filter((c) => c.trueDay > line.startDay && c.trueDay <= stop);
  const before = (gene: string, variant: string): boolean => evaluation.series
    .some((s) => s.gene === gene && s.variant === variant && s.points.some((p) => p.status === 'detected' && trueDayOf(truth, p.specimenId, p.day) <= line.startDay));
  return {
    years: (under.at(-1)! - line.startDay) / 365.25,
    noise: calls.filter((c) => c.members.every((m) => riseVerdict(truth, truth.variant(m.gene, m.variant), c.trueDay) === 'noise')).length,
    clones: truth.variants.filter((v) => growingKind(v) && before(v.gene, v.variant)).flatMap((v) => {
      const grown = under.find((d) => v.vafOn(d) >= Math.max(visible, grownFactor * Math.min(...days.filter((x) => x < d).map((x) => v.vafOn(x)))));
      const said = calls.filter((c) => c.members.some((m) => m.gene === v.gene && m.variant === v.variant)).map((c) => c.trueDay);
      return grown === undefined ? [] : [{ delayDays: said.length === 0 ? null : Math.min(...said) - grown }];
    }),
  };
}
