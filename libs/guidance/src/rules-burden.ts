/** The tumour's own signal: a rise of the leading truncal variant, tested without shedding correction (there is nothing to correct by). */
import { variantLabel, type AlertFinding } from '@clonewatch/domain';
import { isRise } from '@clonewatch/kinetics';
import { patientPhase, seriesText, variantEvidence } from './context.js';
import { courseFor } from './engine.js';
import type { Step } from './memory.js';
import { rules } from './rules.data.js';
import { calledIn, pointsIn } from './snapshot.js';
import { daysText } from './text.js';

export function burdenRules({ event, snap, memory }: Step): readonly AlertFinding[] {
  const lead = snap.lead;
  if (!lead || pointsIn(lead, event.specimenId).length === 0) return [];
  const { rise } = courseFor(snap, lead);
  if (!rise) return [];
  if (memory.burden) {
    memory.burden.lowDraws = rise.score < rise.threshold / 2 ? memory.burden.lowDraws + 1 : 0;
    if (memory.burden.lowDraws >= rules.closingDraws) memory.burden = null;
    return [];
  }
  if (!isRise(rise) || !calledIn(lead, event.specimenId)) return [];
  memory.burden = { kind: 'burden_rising', specimenId: event.specimenId, confirmed: false, lowDraws: 0 };
  const phase = patientPhase(snap, event.day);
  const doubling = rise.doublingDays ? ` Doubling time ${daysText(rise.doublingDays)}.` : '';
  return [{
    kind: 'burden_rising', grade: 'rising', severity: 'review', phase, gene: null, variant: null,
    members: snap.truncal.map((s) => ({ gene: s.gene, variant: s.variant })), clone: 'C0', episode: `burden_rising|${event.specimenId}`,
    firedDay: event.day, knownDay: event.knownDay, specimenId: event.specimenId, score: rise.score, threshold: rise.threshold,
    evidence: variantEvidence(snap, lead, event.specimenId, phase, rise),
    text: `Tumour burden RISING in plasma by truncal ${variantLabel(lead.gene, lead.variant)}. ${seriesText(snap, lead)}.${doubling} `
      + `Evidence: ln odds of growth ${rise.score.toFixed(1)} (threshold ${rise.threshold.toFixed(1)}), not corrected for shedding. `
      + 'Suggested check: imaging or repeat draw; not a treatment instruction.',
  }];
}
