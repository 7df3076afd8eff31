/** The tumour's own signal: a rise of its truncal variants, tested without shedding correction (there is nothing to correct by). */
import { variantLabel, type AlertFinding, type RiseEvidence } from '@clonewatch/domain';
import { isRise } from '@clonewatch/kinetics';
import type { VariantSeries } from './assemble.js';
import { patientPhase, seriesText, variantEvidence } from './context.js';
import { courseFor } from './engine.js';
import type { Step } from './memory.js';
import { rules } from './rules.data.js';
import { calledIn, pointsIn, type Snapshot } from './snapshot.js';
import { daysText } from './text.js';

interface Read { readonly s: VariantSeries; readonly rise: RiseEvidence }

function truncalIn(snap: Snapshot, specimenId: string): readonly Read[] {
  return snap.truncal.filter((s) => pointsIn(s, specimenId).length > 0).flatMap((s): Read[] => {
    const { rise } = courseFor(snap, s);
    return rise ? [{ s, rise }] : [];
  });
}

/**
 * The truncal variant that shows the burden to rise by this draw: the leading one; where its own counts scatter too much to show it, the surest of the others, as long
 * as at least half of those read in the draw hold growth likelier than not, for truncal variants rise together or one of them is none. Null: none shows it.
 */
export function risingTruncal(snap: Snapshot, specimenId: string): Read | null {
  const read = truncalIn(snap, specimenId);
  const shown = read.filter(({ s, rise }) => isRise(rise) && calledIn(s, specimenId)).sort((a, b) => b.rise.score - a.rise.score);
  const lead = shown.find(({ s }) => s === snap.lead);
  if (lead) return lead;
  return 2 * read.filter(({ rise }) => rise.score > 0).length >= read.length ? shown[0] ?? null : null;
}

export function burdenRules({ event, snap, memory }: Step): readonly AlertFinding[] {
  if (memory.burden) {
    const read = truncalIn(snap, event.specimenId);
    if (read.length === 0) return [];
    memory.burden.lowDraws = read.every(({ rise }) => rise.score < rise.threshold / 2) ? memory.burden.lowDraws + 1 : 0;
    if (memory.burden.lowDraws >= rules.closingDraws) memory.burden = null;
    return [];
  }
  const shown = risingTruncal(snap, event.specimenId);
  if (!shown) return [];
  const { s: lead, rise } = shown;
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
