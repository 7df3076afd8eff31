/**
 * The alerts of a patient, by folding the draws in the order in which they became known: each is judged with what was known then and
 * with the memory of what has fired. Evaluation and replay both read this one list, so they cannot disagree.
 */
import type { AlertFinding, Measurement } from '@clonewatch/domain';
import { newestVersions, type ReadingCache } from './assemble.js';
import { dueFindings } from './due.js';
import { drawEvents, type CanonicalRecord } from './known.js';
import type { Memory } from './memory.js';
import { burdenRules } from './rules-burden.js';
import { coverageRules } from './rules-coverage.js';
import { rechallengeRules } from './rules-rechallenge.js';
import { informativenessRules } from './rules-patient.js';
import { responseRules } from './rules-response.js';
import { suspectRules } from './rules-suspect.js';
import { targetRules } from './rules-target.js';
import { togetherRules } from './rules-together.js';
import { variantRules } from './rules-variant.js';
import { wholeDrawRules } from './rules-whole-draw.js';
import { snapshotOf, type Snapshot } from './snapshot.js';

export interface Folded { readonly alerts: readonly AlertFinding[]; readonly memory: Memory; readonly snap: Snapshot }

export function foldDraws(record: CanonicalRecord, asOf: number, cache: ReadingCache): Folded {
  const memory: Memory = { variants: new Map(), burden: null, notInformativeRun: false, rechallenge: { said: 'nothing', metRun: [] }, targets: new Set() };
  const known = new Set<Measurement>();
  const alerts: AlertFinding[] = [];
  let last: Snapshot | null = null;
  for (const event of drawEvents(record, asOf)) {
    for (const m of event.fresh) known.add(m);
    const snap = snapshotOf(record, sorted(record, known), event.knownDay, cache);
    last = snap;
    const step = { event, snap, memory };
    const suspect = suspectRules(step);
    alerts.push(...suspect);
    if (suspect.length === 0) for (const s of snap.series) alerts.push(...variantRules(step, s));
    if (suspect.length === 0) alerts.push(...togetherRules(step), ...targetRules(step));
    alerts.push(...burdenRules(step), ...wholeDrawRules(step), ...informativenessRules(step), ...responseRules(step), ...coverageRules(step));
    alerts.push(...rechallengeRules(step, suspectOf(alerts)));
  }
  // What the last draw's rules asked for on the same day need not be worked out again.
  const snap = last?.day === asOf ? last : snapshotOf(record, sorted(record, known), asOf, cache);
  return { alerts: inFiringOrder([...alerts, ...dueFindings(record, alerts, asOf)]), memory, snap };
}

/** By the day on which it was known; of one day the alerts of draws come first, in their own order. */
const inFiringOrder = (alerts: readonly AlertFinding[]): readonly AlertFinding[] => [...alerts].sort((a, b) => a.knownDay - b.knownDay);

/** Specimens whose identity, date or dilution an alert put in doubt. */
export function suspectOf(alerts: readonly AlertFinding[]): ReadonlySet<string> {
  return new Set(alerts.flatMap((a) => (a.kind === 'sample_suspect' && a.specimenId !== null ? [a.specimenId] : [])));
}

/** The known measurements, each in its newest known version, in the record's canonical order, whatever the order in which they became known. */
function sorted(record: CanonicalRecord, known: ReadonlySet<Measurement>): readonly Measurement[] {
  return newestVersions(record.measurements.filter((m) => known.has(m)));
}
