/**
 * Alerts that time alone fires: a planned draw that was not taken, a result that does not come, a confirmation that nobody drew. They follow from
 * the record and from what has fired, so the draws need not be folded again when only a day has passed.
 */
import { dayOfDate, isDrawOrder, readsNothing, variantLabel, wireDay, type AlertFinding, type AlertKind, type Evaluation, type Measurement, type PatientRecord } from '@clonewatch/domain';
import { kineticsVersion } from '@clonewatch/kinetics';
import { dayEntry, patientPhase, targetedEver } from './context.js';
import { canonicalRecord, linesKnown, progressionsSeen, type CanonicalRecord } from './known.js';
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
    ...withRepeats(withPending, overdueFindings(withPending, asOf, (day) => linesKnown(record.treatments, day)), asOf), ...lateResults(record, pending, asOf), ...lateConfirmations(record, fired, asOf),
  ].sort((a, b) => a.firedDay - b.firedDay);
}

/** Days on which blood was drawn, by a note of kind {@link bloodDrawn}, and of which no specimen is known; oldest first. Both lists in days of one timeline. */
export function pendingDraws(record: { readonly assessments: readonly { readonly kind: string; readonly result: string; readonly day: number }[]; readonly specimens: readonly { readonly day: number }[] }): readonly number[] {
  const days = record.assessments.filter((a) => a.kind === bloodDrawn && !/^(no|negative|not)/i.test(a.result)).map((a) => a.day);
  return [...new Set(days)].filter((day) => !record.specimens.some((s) => isSameDraw(s.day, day))).sort((a, b) => a - b);
}

/** The day of a note and of the specimen may differ by the day the tube was labelled. */
const isSameDraw = (a: number, b: number): boolean => Math.abs(a - b) <= rules.sameDrawDays;

/**
 * A draw's first result is late from `resultDays` after it on, when it was not there by then; sooner, where the next cycle comes sooner: a result that is
 * not there on the cycle's day comes too late to change it, and the day after is the first on which that is so.
 */
function lateResults(record: CanonicalRecord, pending: readonly number[], asOf: number): AlertFinding[] {
  const known = new Map<string, number>();
  for (const m of record.measurements) known.set(m.specimenId, Math.min(known.get(m.specimenId) ?? Infinity, Math.max(m.knownDay, m.day)));
  const draws = [...record.specimens.map((s) => ({ day: s.day, known: known.get(s.specimenId) ?? Infinity })), ...pending.map((day) => ({ day, known: Infinity }))];
  const cycle = record.profile.nextCycleDay;
  // The last draw before a cycle is the one that was to answer for it.
  const asked = cycle === null ? -Infinity : Math.max(...draws.map((d) => d.day).filter((day) => day < cycle));
  const dueOf = (day: number): number => (cycle !== null && day === asked ? Math.min(day + rules.resultDays, cycle + 1) : day + rules.resultDays);
  // As before the 21st day itself: what comes on it is in time.
  const late = new Set(draws.filter((d) => d.known > (dueOf(d.day) === d.day + rules.resultDays ? dueOf(d.day) : cycle!) && dueOf(d.day) <= asOf).map((d) => d.day));
  return [...late].map((day) => {
    const due = dueOf(day);
    const forCycle = due !== day + rules.resultDays;
    return finding(record, {
      kind: 'result_late', gene: null, variant: null, episode: `result_late|${wireDay(record.timeline, day)}`, firedDay: due,
      evidence: { ...dayEntry({ record }, 'collected', day), ...dayEntry({ record }, 'late', due), result_days: rules.resultDays, ...(forCycle ? dayEntry({ record }, 'next_cycle', cycle!) : {}) },
      text: (forCycle ? `No result of the draw of ${dayText(record.timeline, day)} by the next cycle of ${dayText(record.timeline, cycle!)}: it comes too late for that decision. `
        : `No result of the draw of ${dayText(record.timeline, day)} after ${rules.resultDays} days. `) + 'Suggested check: ask the laboratory for the state of the sample; not a treatment instruction.',
    });
  });
}

/** Days on which progression was recorded by imaging, clinically or by stopping a line for it, oldest first. */
function progressionDays(record: CanonicalRecord): readonly number[] {
  const seen = progressionsSeen(record).map((a) => a.day);
  const stopped = record.treatments.filter((l) => l.stopReason === 'progression' && l.stopDay !== null).map((l) => l.stopDay!);
  return [...seen, ...stopped].sort((a, b) => a - b);
}

/**
 * Overdue draws, and the repeat test that progression under or after a targeted drug asks for, where nobody drew blood for it. One alert for records of one
 * progression, and none where the draw plan has said the same within the window.
 */
function withRepeats(record: CanonicalRecord, overdue: readonly AlertFinding[], asOf: number): readonly AlertFinding[] {
  const drawn = record.specimens.map((s) => s.day);
  const out: AlertFinding[] = [];
  let last = -Infinity;
  for (const day of progressionDays(record)) {
    const due = day + rules.repeatAtProgressionDays;
    if (due > asOf || day <= last + rules.repeatAtProgressionDays || !targetedEver(linesKnown(record.treatments, day), day)) continue;
    last = day;
    // Nothing is repeated where blood was never drawn.
    if (!drawn.some((d) => d <= due)) continue;
    if (drawn.some((d) => d >= day - rules.repeatBeforeDays && d <= due) || overdue.some((a) => a.firedDay >= day && a.firedDay <= due)) continue;
    out.push(finding(record, {
      kind: 'draw_overdue', gene: null, variant: null, episode: `draw_overdue|progression ${dayText(record.timeline, day)}`, firedDay: due,
      evidence: { ...dayEntry({ record }, 'progression', day), ...dayEntry({ record }, 'overdue', due), repeat_days: rules.repeatAtProgressionDays },
      text: `Repeat test at progression overdue since ${dayText(record.timeline, due)}: progression of ${dayText(record.timeline, day)}, and no draw since. `
        + 'Suggested check: draw blood, or test tissue, before the next line; not a treatment instruction.',
    }));
  }
  return [...overdue, ...out];
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
  if (readsNothing(m)) return false;
  return (m.gene === gene && m.variant === variant) || (m.gene === '' && m.variant === '' && covers(m.panel, gene, variant));
}

type Due = Pick<AlertFinding, 'kind' | 'gene' | 'variant' | 'episode' | 'firedDay' | 'evidence' | 'text'>;

function finding(record: CanonicalRecord, due: Due): AlertFinding {
  const drawDays = record.specimens.map((s) => s.day);
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
    const collected = finding.evidence.collected_on ?? finding.evidence.collected_day;
    const day = typeof collected === 'string' ? dayOfDate(collected) : Number(collected);
    const there = evaluation.draws.find((d) => isSameDraw(d.day, day));
    return there ? `the result of the draw of ${when(there.day)} (${there.specimenId}) is there` : null;
  }
  if (finding.kind !== 'confirmation_overdue') return null;
  const detected = evaluation.alerts.find((a) => `confirmation_overdue|${a.episode}` === finding.episode);
  const points = evaluation.series.find((s) => s.gene === finding.gene && s.variant === finding.variant)?.points ?? [];
  const tested = points.find((p) => detected !== undefined && p.day > detected.firedDay && (p.status === 'detected' || p.status === 'not_detected'));
  return tested ? `tested again in the draw of ${when(tested.day)}: ${tested.status.replace('_', ' ')}` : null;
}
