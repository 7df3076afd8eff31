/** The word that stands for a trend on the screen, against the true course over the last draws. */
import type { Evaluation, Trend } from '@clonewatch/domain';
import type { PatientTruth } from '@clonewatch/simulate';
import { resistantKind, trueDayOf } from './truths.js';

/** What the true VAF did, from the first of the last four draws that read the variant to the last, as a factor. */
export type TrueTrend = 'fell to less than a third' | 'fell, by less' | 'moved by less than a third' | 'rose, by less' | 'rose to more than threefold';
export const trueTrends: readonly (readonly [name: TrueTrend, below: number])[] = [
  ['fell to less than a third', 1 / 3], ['fell, by less', 2 / 3], ['moved by less than a third', 3 / 2], ['rose, by less', 3], ['rose to more than threefold', Infinity],
];

export interface TrendTally { readonly what: 'truncal' | 'resistant clone'; readonly truth: TrueTrend; readonly said: Trend }

/** Draws over which the truth is looked at: those the word itself looks at where the assay did not change. */
const window = 4;
/** True VAF that at least one of them had: below it, no word is due. */
const visible = 0.002;

/** Every truncal variant and resistant tumour clone with three draws or more that read it, as of the last draw. */
export function tallyTrends(truth: PatientTruth, evaluation: Evaluation): readonly TrendTally[] {
  return evaluation.series.flatMap((s): TrendTally[] => {
    const v = truth.variant(s.gene, s.variant);
    if (!v || !(v.kind === 'truncal' || resistantKind(v))) return [];
    const read = s.points.filter((p) => p.status === 'detected' || p.status === 'not_detected');
    const days = [...new Set(read.map((p) => trueDayOf(truth, p.specimenId, p.day)))].sort((a, b) => a - b).slice(-window);
    const vafs = days.map((d) => v.vafOn(d));
    if (days.length < 3 || Math.max(...vafs) < visible) return [];
    const factor = vafs.at(-1)! / vafs[0]!;
    return [{ what: v.kind === 'truncal' ? 'truncal' : 'resistant clone', truth: trueTrends.find(([, below]) => factor < below || below === Infinity)![0], said: s.trend }];
  });
}
