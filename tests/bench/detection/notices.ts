/** False notices of every notifying kind (severity act or review): what each kind claims, and when the claim is untrue at the draw it rests on. */
import type { AlertFinding, AlertKind, Evaluation } from '@clonewatch/domain';
import type { PatientTruth, VariantTruth } from '@clonewatch/simulate';
import { burdenRose, cloneThere, nothingVaf, resistantKind, riseVerdict, trueDayOf } from './truths.js';

/** Usual half-life off the drug, days: what persists decays more slowly (median of the published share half-lives). */
const usualHalfLifeDays = 120;
/** Tumour DNA of this fraction shows itself to any draw of usual depth. */
const plainVaf = 0.01;

interface Claim { readonly alert: AlertFinding; readonly truth: PatientTruth; readonly trueDay: number; readonly variants: readonly (VariantTruth | undefined)[] }

const there = (v: VariantTruth | undefined, day: number): boolean => v !== undefined && v.vafOn(day) >= nothingVaf;
const rising = (c: Claim): boolean => c.variants.some((v) => ['growing', 'after'].includes(riseVerdict(c.truth, v, c.trueDay)));
/** Of the tumour, and truly in the blood: not haematopoietic, not inherited, not a stranger's, not background. */
const ofTumour = (c: Claim): boolean => c.variants.some((v) => v !== undefined && resistantKind(v) && there(v, c.trueDay));

function persists({ variants, truth, trueDay }: Claim): boolean {
  const stop = truth.lines.filter((l) => l.antiEgfr && l.stopDay !== null && l.stopDay < trueDay).at(-1)?.stopDay;
  return stop !== undefined && stop !== null && variants.some((v) => {
    if (!v || !resistantKind(v) || !there(v, trueDay)) return false;
    const half = truth.halfLifeBetween(v, stop, trueDay);
    return half !== null && (half < 0 || half > usualHalfLifeDays);
  });
}

function suspect({ truth, alert }: Claim): boolean {
  const d = truth.draws.find((x) => x.specimenId === alert.specimenId);
  return d !== undefined && (d.swapped || d.misdated || d.diluted || d.contaminated.length > 0);
}

const failed = ({ truth, alert }: Claim): boolean => truth.draws.find((x) => x.specimenId === alert.specimenId)?.failed === true;

/**
 * Kind by kind, when its claim holds. Kinds that state a fact of the file (overdue, late, not covered, what is being read as an open question)
 * cannot be untrue of the patient and count as notices, never as false ones.
 */
const holds: Partial<Record<AlertKind, (c: Claim) => boolean>> = {
  resistance_detected: ofTumour, resistance_at_baseline: ofTumour, resistance_emerging: rising, resistance_regrowth: rising, therapy_conflict: rising,
  resistance_persisting: persists, burden_rising: (c) => burdenRose(c.truth, c.trueDay),
  progression_unexplained: (c) => burdenRose(c.truth, c.trueDay) && !cloneThere(c.truth, c.trueDay),
  rechallenge_criteria_met: (c) => !cloneThere(c.truth, c.trueDay), target_found: (c) => c.variants.some((v) => v !== undefined && v.kind !== 'chip' && there(v, c.trueDay)),
  not_informative: (c) => c.truth.tumourVafOn(c.trueDay) < plainVaf || !c.truth.variants.some((v) => v.kind === 'truncal') || suspect(c) || failed(c),
  origin_unresolved: (c) => c.variants.some((v) => there(v, c.trueDay)), sample_suspect: suspect,
  molecular_response: (c) => !burdenRose(c.truth, c.trueDay), ctdna_not_detected: (c) => c.truth.tumourVafOn(c.trueDay) < plainVaf,
};

/** Words of `holds` for the model card. */
export const noticeWords: Partial<Record<AlertKind, string>> = {
  resistance_detected: 'no resistant tumour clone of that variant is in the blood', resistance_at_baseline: 'as above', resistance_emerging: 'none of its variants is a clone that has grown',
  resistance_regrowth: 'as above', therapy_conflict: 'as above', resistance_persisting: `the clone is none of the tumour, or its true half-life since the stop is below ${usualHalfLifeDays} d`,
  burden_rising: 'the true tumour fraction is less than 1.25 times its lowest at an earlier draw', progression_unexplained: 'as above, or a resistant clone of 0.1 % or a quarter of the tumour is there',
  rechallenge_criteria_met: 'a resistant clone of 0.1 % or a quarter of the tumour is there', target_found: 'the alteration is not of the tumour',
  not_informative: 'the tumour gives 1 % of the plasma DNA, a truncal variant is tracked and the draw is sound', origin_unresolved: 'nothing of that variant is in the blood',
  sample_suspect: 'the draw is the patient\'s, of that day, undiluted and clean', molecular_response: 'the true tumour fraction is 1.25 times its lowest', ctdna_not_detected: 'the tumour gives 1 % of the plasma DNA',
};

export interface NoticeTally { readonly kind: AlertKind; readonly notices: number; readonly untrue: number }

/** Notices (act, review) of a patient by kind; each episode counts once for each of its grades. */
export function tallyNotices(evaluation: Evaluation, truth: PatientTruth): readonly NoticeTally[] {
  const out = new Map<AlertKind, { kind: AlertKind; notices: number; untrue: number }>();
  for (const alert of evaluation.alerts) {
    if (alert.severity === 'note') continue;
    const tally = out.get(alert.kind) ?? { kind: alert.kind, notices: 0, untrue: 0 };
    out.set(alert.kind, tally);
    const trueDay = trueDayOf(truth, alert.specimenId, alert.firedDay);
    const members = alert.members.length > 0 ? alert.members : alert.gene !== null && alert.variant !== null ? [{ gene: alert.gene, variant: alert.variant }] : [];
    tally.notices += 1;
    const claim = { alert, truth, trueDay, variants: members.map((m) => truth.variant(m.gene, m.variant)) };
    if (holds[alert.kind]?.(claim) === false) tally.untrue += 1;
  }
  return [...out.values()];
}
