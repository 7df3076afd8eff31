/**
 * The alerts of a patient, by folding the draws in the order in which they became known: each is judged with what was known then and
 * with the memory of what has fired. Evaluation and replay both read this one list, so they cannot disagree.
 */
import type { AlertFinding, Measurement } from '@clonewatch/domain';
import { newestVersions, type ReadingCache } from './assemble.js';
import { drawEvents, linesKnown, type CanonicalRecord } from './known.js';
import type { Memory } from './memory.js';
import { burdenRules } from './rules-burden.js';
import { rechallengeRules } from './rules-rechallenge.js';
import { informativenessRules, overdueFindings } from './rules-patient.js';
import { responseRules } from './rules-response.js';
import { suspectRules } from './rules-suspect.js';
import { variantRules } from './rules-variant.js';
import { snapshotOf, type Snapshot } from './snapshot.js';

export interface Folded { readonly alerts: readonly AlertFinding[]; readonly memory: Memory; readonly snap: Snapshot }

export function foldDraws(record: CanonicalRecord, asOf: number, cache: ReadingCache): Folded {
  const memory: Memory = { variants: new Map(), burden: null, notInformativeRun: false, rechallenge: { said: 'nothing', metRun: [] } };
  const known: Measurement[] = [];
  const alerts: AlertFinding[] = [];
  let last: Snapshot | null = null;
  const overdue = [...overdueFindings(record, asOf, (day) => linesKnown(record.treatments, day))];
  for (const event of drawEvents(record, asOf)) {
    while (overdue.length > 0 && overdue[0]!.knownDay < event.knownDay) alerts.push(overdue.shift()!);
    known.push(...event.fresh);
    const snap = snapshotOf(record, sorted(record, known), event.knownDay, cache);
    last = snap;
    const step = { event, snap, memory };
    const suspect = suspectRules(step);
    alerts.push(...suspect);
    if (suspect.length === 0) for (const s of snap.series) alerts.push(...variantRules(step, s));
    alerts.push(...burdenRules(step), ...informativenessRules(step), ...responseRules(step));
    alerts.push(...rechallengeRules(step, suspectOf(alerts)));
  }
  alerts.push(...overdue);
  // What the last draw's rules asked for on the same day need not be worked out again.
  return { alerts, memory, snap: last?.day === asOf ? last : snapshotOf(record, sorted(record, known), asOf, cache) };
}

/** Specimens whose identity, date or dilution an alert put in doubt. */
export function suspectOf(alerts: readonly AlertFinding[]): ReadonlySet<string> {
  return new Set(alerts.flatMap((a) => (a.kind === 'sample_suspect' && a.specimenId !== null ? [a.specimenId] : [])));
}

/** The known measurements, each in its newest known version, in the record's canonical order, whatever the order in which they became known. */
function sorted(record: CanonicalRecord, known: readonly Measurement[]): readonly Measurement[] {
  const set = new Set(known);
  return newestVersions(record.measurements.filter((m) => set.has(m)));
}
