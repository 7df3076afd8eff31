/** Alerts about the patient's draws: one that cannot answer, one that is overdue. */
import { isDrawOrder, variantLabel, type AlertFinding, type TreatmentLine } from '@clonewatch/domain';
import { kineticsVersion } from '@clonewatch/kinetics';
import { covered, readingsIn } from './assemble.js';
import { dayEntry, patientPhase, targetedEver } from './context.js';
import type { CanonicalRecord } from './known.js';
import type { Step } from './memory.js';
import { rules, rulesVersion } from './rules.data.js';
import { dayText, drawText, percent, thousands } from './text.js';

/** First draw of a run of draws that show no tumour DNA, in a patient on or after a targeted line. One alert a run. */
export function informativenessRules({ event, snap, memory }: Step): readonly AlertFinding[] {
  const draw = snap.draws.find((d) => d.specimenId === event.specimenId);
  if (!draw) return [];
  if (draw.informative !== 'not_informative') { memory.notInformativeRun = false; return []; }
  if (memory.notInformativeRun || !targetedEver(snap.lines, event.day)) return [];
  memory.notInformativeRun = true;
  const phase = patientPhase(snap, event.day);
  // An assay that looks at no truncal variant cannot show tumour DNA: that is no news of the patient, and another result of the draw may still come.
  const looked = snap.truncal.length === 0 || snap.truncal.some((s) => readingsIn(s, event.specimenId).some(covered));
  const depth = draw.totalMolecules === null ? 'depth unknown' : `${thousands(draw.totalMolecules)} molecules`;
  return [{
    kind: 'not_informative', grade: null, severity: phase === 'off' && looked ? 'review' : 'note', phase, gene: null, variant: null,
    members: snap.truncal.map((s) => ({ gene: s.gene, variant: s.variant })), clone: null, episode: `not_informative|${event.specimenId}`,
    firedDay: event.day, knownDay: event.knownDay, specimenId: event.specimenId, score: null, threshold: null,
    evidence: {
      informative: draw.informative, reason: draw.reason, total_molecules: draw.totalMolecules, input_hge: draw.inputHge, truncal_vaf: draw.truncalVaf,
      truncal: snap.truncal.map((s) => variantLabel(s.gene, s.variant)), ...dayEntry(snap, 'collected', event.day), model_version: kineticsVersion, rules_version: rulesVersion,
    },
    text: `${draw.reason}. ${drawText(snap.record.timeline, event.day)} (${depth}); a variant that was not called in it may still be there. `
      + `Tumour DNA counts as shown from a truncal call at ${percent(rules.informativeVaf)} or a tumour fraction of ${percent(rules.informativeTumourFraction)}. `
      + 'Suggested check: repeat the draw, or test tissue; not a treatment instruction.',
  }];
}

/**
 * First overdue day after a draw: last draw + ceil(1.25 × interval); with an arranged next draw that day and the interval's quarter of grace
 * (one day without an interval). Null: nothing was planned.
 */
export function overdueDay(lastDraw: number, intervalDays: number | null, nextDraw: number | null): number | null {
  const interval = intervalDays !== null && intervalDays > 0 ? intervalDays : null;
  if (nextDraw !== null && nextDraw > lastDraw) return nextDraw + (interval === null ? 1 : Math.ceil((rules.overdueFactor - 1) * interval));
  return interval === null ? null : lastDraw + Math.ceil(rules.overdueFactor * interval);
}

/**
 * Days on which a planned draw became overdue, up to `asOf`, when no draw was taken by then. An arranged next draw concerns the last draw only.
 * That blood was drawn counts from the day of the draw, so a pending result is never an overdue draw.
 */
export function overdueFindings(record: CanonicalRecord, asOf: number, linesAt: (day: number) => readonly TreatmentLine[]): readonly AlertFinding[] {
  const { drawIntervalDays: interval, nextDrawDay } = record.profile;
  // An order of draws has no days to be late by.
  if (isDrawOrder(record.timeline)) return [];
  const days = [...new Set(record.specimens.map((s) => s.day))].sort((a, b) => a - b).filter((d) => d <= asOf);
  const out: AlertFinding[] = [];
  days.forEach((day, i) => {
    const next = days[i + 1];
    const arranged = next === undefined && nextDrawDay !== null && nextDrawDay > day ? nextDrawDay : null;
    const due = overdueDay(day, interval, arranged);
    if (due === null || due > asOf || (next !== undefined && next <= due)) return;
    const snap = { record, lines: linesAt(due), drawDays: days };
    out.push({
      kind: 'draw_overdue', grade: null, severity: 'review', phase: patientPhase(snap, due), gene: null, variant: null, members: [], clone: null,
      episode: `draw_overdue|after ${dayText(record.timeline, day)}`, firedDay: due, knownDay: due, specimenId: null, score: null, threshold: null,
      evidence: { ...dayEntry(snap, 'last_draw', day), ...dayEntry(snap, 'overdue', due), draw_interval_days: interval, ...(arranged === null ? {} : dayEntry(snap, 'next_draw', arranged)), factor: rules.overdueFactor, model_version: kineticsVersion, rules_version: rulesVersion },
      text: `Draw overdue since ${dayText(record.timeline, due)}: last draw ${dayText(record.timeline, day)}, ${arranged === null ? `planned every ${interval} days` : `the next arranged for ${dayText(record.timeline, arranged)}`}. `
        + 'Suggested check: arrange the draw or record why it is not planned; not a treatment instruction.',
    });
  });
  return out;
}
