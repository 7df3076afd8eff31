/** What stands beside plasma: progression as recorded, and molecular results of tissue, FISH, IHC, Sanger or PCR. */
import { variantIdentity, type BesideResult, type Evaluation, type MechanismReading, type PatientRecord } from '@clonewatch/domain';
import { progressionsSeen } from '../known.js';

export const positive = /^(?:positive|detected|mutant|amplified|3\+)$/i;
export const negative = /^(?:negative|not[ _]detected|wild[ -]?type|wt|not amplified|0|1\+)$/i;

/** Molecular results by other means with what plasma said of the same change in its last reading by the day of the evaluation. */
export function besideOf(e: Evaluation, record: PatientRecord): readonly BesideResult[] {
  return record.assessments.filter((a) => a.gene !== '' && (e.asOfDay === null || a.day <= e.asOfDay)).map((a): BesideResult => {
    const named = variantIdentity(a.gene, a.variant);
    const points = e.series.find((s) => s.gene === named.gene && s.variant === named.variant)?.points ?? [];
    const read = points.filter((p) => p.status === 'detected' || p.status === 'not_detected').at(-1) ?? points.at(-1);
    const plasma = read?.status ?? 'not_tested';
    const said = positive.test(a.result.trim()) ? 'detected' : negative.test(a.result.trim()) ? 'not_detected' : null;
    const comparable = said !== null && (plasma === 'detected' || plasma === 'not_detected');
    return { day: a.day, kind: a.kind, gene: named.gene, variant: named.variant, result: a.result, plasma, agrees: comparable ? said === plasma : null };
  }).sort((a, b) => a.day - b.day || (a.kind + a.gene + a.variant < b.kind + b.gene + b.variant ? -1 : 1));
}

/** Progression as recorded (imaging, clinical, a line stopped for it) or as the tumour's own signal shows it, oldest first. */
export function progressionOf(e: Evaluation, record: PatientRecord): MechanismReading['progression'] {
  const known = (day: number): boolean => e.asOfDay === null || day <= e.asOfDay;
  const seen = progressionsSeen(record).filter((a) => known(a.day)).map((a) => ({ basis: a.kind.toLowerCase() as 'imaging' | 'clinical', day: a.day }));
  const stopped = record.treatments.filter((l) => l.stopReason === 'progression' && l.stopDay !== null && known(l.stopDay)).map((l) => ({ basis: 'stopped' as const, day: l.stopDay! }));
  const burden = e.alerts.filter((a) => a.kind === 'burden_rising' && !e.retracted.includes(a.episode)).map((a) => ({ basis: 'burden' as const, day: a.firedDay }));
  return [...seen, ...stopped, ...burden].sort((a, b) => a.day - b.day || (a.basis < b.basis ? -1 : 1));
}
