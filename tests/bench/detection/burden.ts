/** Rises of the tumour burden: is `burden_rising` said of a tumour that has truly grown? */
import type { Evaluation } from '@clonewatch/domain';
import type { PatientTruth } from '@clonewatch/simulate';
import { trueDayOf } from './truths.js';

export interface BurdenTally {
  /** Days from the draw by which the tumour had grown to the draw that first said so, below 0 when that was said earlier; null when it never was. */
  readonly delayDays: number | null;
}

/** A rise worth saying: threefold the lowest true fraction of an earlier draw, and this much of the plasma DNA. */
const grownFactor = 3;
const visible = 0.005;

/** The first such rise of a patient with a truncal variant tracked, by the draws that were read; null without one. What was said counts after the lowest draw. */
export function tallyBurden(truth: PatientTruth, evaluation: Evaluation): BurdenTally | null {
  if (!truth.variants.some((v) => v.kind === 'truncal')) return null;
  const days = truth.draws.filter((d) => !d.failed).map((d) => d.trueDay).sort((a, b) => a - b);
  let [lowest, lowestDay] = [Infinity, -Infinity];
  let grownDay: number | null = null;
  for (const day of days) {
    const vaf = truth.tumourVafOn(day);
    if (vaf >= visible && vaf >= grownFactor * lowest) { grownDay = day; break; }
    if (vaf < lowest) [lowest, lowestDay] = [vaf, day];
  }
  if (grownDay === null) return null;
  const said = evaluation.alerts.filter((a) => a.kind === 'burden_rising').map((a) => trueDayOf(truth, a.specimenId, a.firedDay)).filter((day) => day > lowestDay);
  return { delayDays: said.length === 0 ? null : Math.min(...said) - grownDay };
}
