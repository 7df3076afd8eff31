/**
 * Alerts that time alone fires: a planned draw that was not taken, a result that does not come, a confirmation that nobody drew. They follow from
 * the record and from what has fired, so the draws need not be folded again when only a day has passed.
 */
import { isDrawOrder, variantLabel, wireDay, type AlertFinding, type AlertKind, type Evaluation, type Measurement, type PatientRecord } from '@clonewatch/domain';
import { kineticsVersion } from '@clonewatch/kinetics';
import { dayEntry, patientPhase } from './context.js';
import { canonicalRecord, linesKnown, type CanonicalRecord } from './known.js';
import { covers } from './panel.js';
import { rules, rulesVersion } from './rules.data.js';
import { overdueFindings } from './rules-patient.js';
import { dayText } from './text.js';

/** An assessment of this kind says that blood was drawn; its result is awaited until a specimen of about that day is there. */
export const bloodDrawn = 'blood_drawn';

export const dueKinds: ReadonlySet<AlertKind> = new Set(['draw_overdue', 'result_late', 'confirmation_overdue']);

/** All of them up to `asOf`, in firing order. `fired`: the alerts of draws known by then. An order of draws has no days to be late by. */
export function dueFindings(record: CanonicalRecord, fired: readonly AlertFinding[], asOf: number): readonly AlertFinding[] {
  if (isDrawOrder(record.timeline) || asOf === -Infinity) return [];
  const pending = pendingDraws(record);
  // Blood that was drawn is not overdue, though nothing was measured in it yet.
  const withPending: CanonicalRecord = pending.length === 0 ? record
    : { ...record, specimens: [...record.specimens, ...pending.map((day) => ({ specimenId: '', day, knownDay: Infinity, specimenType: '' }))] };
  return [
    ...overdueFindings(withPending, asOf, (day) => linesKnown(record.treatments, day)), ...lateResults(record, pending, asOf), ...lateConfirmations(record, fired, asOf),
  ].sort((a, b) => a.firedDay - b.firedDay);
}

/** Days on which blood was drawn, by a note of kind {@link bloodDrawn}, and of which no specimen is known; oldest first. Both lists in days of one timeline. */
export function pendingDraws(record: { readonly assessments: readonly { readonly kind: string; readonly result: string; readonly day: number }[]; readonly specimens: readonly { readonly day: number }[] }): readonly number[] {
  const days = record.assessments.filter((a) => a.kind === bloodDrawn && !/^(no|negative|not)/i.test(a.result)).map((a) => a.day);
  return [...new Set(days)].filter((day) => !record.specimens.some((s) => isSameDraw(s.day, day))).sort((a, b) => a - b);
}

/** The day of a note and of the specimen may differ by the day the tube was labelled. */
const isSameDraw = (a: number, b: number): boolean => Math.abs(a - b) <= rules.sameDrawDays;

/** A draw's first result is late from `resultDays` after it on, when it was not there by then. */
function lateResults(record: CanonicalRecord, pending: readonly number[], asOf: number): AlertFinding[] {
  const known = new Map<string, number>();
  for (const m of record.measurements) known.set(m.specimenId, Math.min(known.get(m.specimenId) ?? Infinity, Math.max(m.knownDay, m.day)));
  const draws = [...record.specimens.map((s) => ({ day: s.day, known: known.get(s.specimenId) ?? Infinity })), ...pending.map((day) => ({ day, known: Infinity }))];
  const late = new Set(draws.filter((d) => d.known > d.day + rules.resultDays && d.day + rules.resultDays <= asOf).map((d) => d.day));
  return [...late].map((day) => finding(record, {
    kind: 'result_late', gene: null, variant: null, episode: `result_late|${wireDay(record.timeline, day)}`, firedDay: day + rules.resultDays,
    evidence: { ...dayEntry({ record }, 'collected', day), ...dayEntry({ record }, 'late', day + rules.resultDays), result_days: rules.resultDays },
    text: `No result of the draw of ${dayText(record.timeline, day)} after ${rules.resultDays} days. `
      + 'Suggested check: ask the laboratory for the state of the sample; not a treatment instruction.',
  }));
}

/** A first detection asks for a confirmation: overdue when no later draw that tests the variant is known in time. */
function lateConfirmations(record: CanonicalRecord, fired: readonly AlertFinding[], asOf: number): AlertFinding[] {
  const days = confirmationDays(record.profile.drawIntervalDays);
  return fired.filter((a) => a.kind === 'resistance_detected').flatMap((a) => {
    const due = a.knownDay + days;
    if (due > asOf || record.measurements.some((m) => m.day > a.firedDay && Math.max(m.knownDay, m.day) <= due && tests(m, a.gene!, a.variant!))) return [];
    const label = variantLabel(a.gene!, a.variant!);
    return [finding(record, {
      kind: 'confirmation_overdue', gene: a.gene, variant: a.variant, episode: `confirmation_overdue|${a.episode}`, firedDay: due,
      evidence: { ...dayEntry({ record }, 'detected', a.firedDay), ...dayEntry({ record }, 'overdue', due), confirmation_days: days, detected_in: a.specimenId },
      text: `${label} was detected in the draw of ${dayText(record.timeline, a.firedDay)} and no draw since has tested it: confirmation overdue since ${dayText(record.timeline, due)}. `
        + 'Suggested check: repeat the draw, or test the variant by another method; not a treatment instruction.',
    })];
  });
}

/** Days from a detection's result until its confirmation is overdue: the planned interval with its grace, ten weeks at most. */
export function confirmationDays(intervalDays: number | null): number {
  return Math.min(rules.confirmationDays, intervalDays !== null && intervalDays > 0 ? Math.ceil(rules.overdueFactor * intervalDays) : Infinity);
}

/** Does this measurement answer for the variant, one way or the other? */
function tests(m: Measurement, gene: string, variant: string): boolean {
  if (m.reportedStatus === 'not_covered' || m.reportedStatus === 'failed_qc') return false;
  return (m.gene === gene && m.variant === variant) || (m.gene === '' && m.variant === '' && covers(m.panel, gene, variant));
}

type Due = Pick<AlertFinding, 'kind' | 'gene' | 'variant' | 'episode' | 'firedDay' | 'evidence' | 'text'>;

function finding(record: CanonicalRecord, due: Due): AlertFinding {
  const drawDays = [...new Set(record.specimens.map((s) => s.day))].filter((d) => d <= due.firedDay);
  return {
    grade: null, severity: 'review', phase: patientPhase({ lines: linesKnown(record.treatments, due.firedDay), drawDays }, due.firedDay),
    members: due.gene !== null && due.variant !== null ? [{ gene: due.gene, variant: due.variant }] : [], clone: null, knownDay: due.firedDay, specimenId: null, score: null, threshold: null,
    ...due, evidence: { ...due.evidence, model_version: kineticsVersion, rules_version: rulesVersion },
  };
}

/** What has become due since an evaluation was made, and when the next thing will, if nothing comes until then. */
export interface DueAlerts { readonly fired: readonly AlertFinding[]; readonly nextDay: number | null }

/** Farther ahead than anything is planned. */
const horizonDays = 3660;

/**
 * For a day after the last of the record: `today` counts in days as the record does. A record in day numbers has no today and nothing becomes due
 * in it by itself: call it for records of the calendar only. Deterministic.
 */
export function dueAlerts(record: PatientRecord, evaluation: Evaluation, today: number): DueAlerts {
  const from = evaluation.asOfDay ?? -Infinity;
  const later = dueFindings(canonicalRecord(record), evaluation.alerts, today + horizonDays).filter((a) => a.firedDay > from);
  return { fired: later.filter((a) => a.firedDay <= today), nextDay: later.find((a) => a.firedDay > today)?.firedDay ?? null };
}

/** What has come that a due alert asked for, in words; null: it is still missing. */
export function dueSettledBy(finding: AlertFinding, evaluation: Evaluation): string | null {
  const when = (day: number): string => String(wireDay(evaluation.timeline, day));
  if (finding.kind === 'draw_overdue') {
    const drawn = evaluation.draws.find((d) => d.day >= finding.firedDay);
    return drawn ? `drawn: ${when(drawn.day)} (${drawn.specimenId})` : null;
  }
  if (finding.kind === 'result_late') {
    const there = evaluation.draws.find((d) => isSameDraw(d.day, finding.firedDay - rules.resultDays));
    return there ? `the result of the draw of ${when(there.day)} (${there.specimenId}) is there` : null;
  }
  if (finding.kind !== 'confirmation_overdue') return null;
  const detected = evaluation.alerts.find((a) => `confirmation_overdue|${a.episode}` === finding.episode);
  const points = evaluation.series.find((s) => s.gene === finding.gene && s.variant === finding.variant)?.points ?? [];
  const tested = points.find((p) => detected !== undefined && p.day > detected.firedDay && (p.status === 'detected' || p.status === 'not_detected'));
  return tested ? `tested again in the draw of ${when(tested.day)}: ${tested.status.replace('_', ' ')}` : null;
}
