/** What counts as true, false and beside the point in the bench of operating characteristics: one place, so that every figure uses the same words. */
import type { PatientTruth, VariantTruth } from '@clonewatch/simulate';

/** Does the simulated variant sit at a hotspot the engine watches for resistance? */
export const watched = (gene: string): boolean => gene === 'KRAS' || gene === 'NRAS' || gene === 'EGFR' || gene === 'BRAF' || gene === 'MAP2K1';
export const growingKind = (v: VariantTruth): boolean => v.kind === 'resistance' || v.kind === 'resistance_late';
export const resistantKind = (v: VariantTruth): boolean => growingKind(v) || v.kind === 'resistance_stable';
/** A true VAF below this is nothing that blood could hold a molecule of. */
export const nothingVaf = 1e-6;
/** Growth is a true VAF this much above the lowest at an earlier draw. */
const grownFactor = 1.25;

/**
 * A call of "rising", against the truth at its draw: `growing` on the drug; `after` it (the clone had grown and the drug is stopped); a `stable` clone;
 * `noise`: absent, haematopoietic, inherited, another patient's, or a clone that has not grown yet.
 */
export type RiseVerdict = 'growing' | 'after' | 'stable' | 'noise';

export function trueDayOf(truth: PatientTruth, specimenId: string | null, day: number): number {
  return truth.draws.find((d) => d.specimenId === specimenId)?.trueDay ?? day;
}

export function riseVerdict(truth: PatientTruth, v: VariantTruth | undefined, trueDay: number): RiseVerdict {
  if (v?.kind === 'resistance_stable') return 'stable';
  if (!v || !growingKind(v) || v.vafOn(trueDay) < nothingVaf) return 'noise';
  const earlier = truth.draws.filter((d) => d.trueDay < trueDay).map((d) => v.vafOn(d.trueDay));
  const lowest = Math.min(...earlier, v.vafOn(truth.firstDay));
  const top = Math.max(v.vafOn(trueDay), ...earlier);
  if (!truth.lines.some((l) => l.antiEgfr && l.startDay <= trueDay && (l.stopDay === null || trueDay <= l.stopDay))) return top >= grownFactor * lowest ? 'after' : 'noise';
  return v.vafOn(trueDay) >= grownFactor * lowest ? 'growing' : 'noise';
}

/** Burden has truly risen since the lowest earlier draw. */
export function burdenRose(truth: PatientTruth, trueDay: number): boolean {
  const earlier = truth.draws.filter((d) => d.trueDay < trueDay).map((d) => truth.tumourVafOn(d.trueDay));
  return earlier.length > 0 && truth.tumourVafOn(trueDay) >= grownFactor * Math.min(...earlier);
}

/** A resistant tumour clone that a decision must not miss: 0.1 % of plasma DNA, or a quarter of the tumour. */
export function cloneThere(truth: PatientTruth, trueDay: number): boolean {
  return truth.variants.some((v) => resistantKind(v) && (v.vafOn(trueDay) >= 0.001 || (v.vafOn(trueDay) >= nothingVaf && v.vafOn(trueDay) >= 0.25 * truth.tumourVafOn(trueDay))));
}
