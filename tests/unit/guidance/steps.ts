/** The draws of a record one by one, as a rule meets them: what became known, and the patient as known then. For tests that ask one rule directly. */
import type { AlertFinding, Measurement, PatientRecord } from '@clonewatch/domain';
import { newestVersions, ReadingCache, type VariantSeries } from '../../../libs/guidance/src/assemble.js';
import { canonicalRecord, drawEvents } from '../../../libs/guidance/src/known.js';
import type { Memory, Step } from '../../../libs/guidance/src/memory.js';
import { defaultPolicy, type Policy } from '../../../libs/guidance/src/policy.js';
import { snapshotOf, type Snapshot } from '../../../libs/guidance/src/snapshot.js';

export const emptyMemory = (): Memory => ({ variants: new Map(), burden: null, notInformativeRun: false, rechallenge: { said: 'nothing', metRun: [] }, targets: new Set() });

/** Steps with one memory for all of them, which the rules under test fill. */
export function stepsOf(record: PatientRecord, policy: Policy = defaultPolicy): readonly Step[] {
  const canonical = canonicalRecord(record);
  const cache = new ReadingCache(canonical.controls, policy);
  const known = new Set<Measurement>();
  const memory = emptyMemory();
  return drawEvents(canonical, Infinity).map((event) => {
    for (const m of event.fresh) known.add(m);
    return { event, snap: snapshotOf(canonical, newestVersions(canonical.measurements.filter((m) => known.has(m))), event.knownDay, cache), memory };
  });
}

/** The same draws again with nothing remembered: snapshots are dear, rules are cheap. */
export function anew(steps: readonly Step[]): readonly Step[] {
  const memory = emptyMemory();
  return steps.map((s) => ({ ...s, memory }));
}

export const lastSnap = (record: PatientRecord, policy?: Policy): Snapshot => stepsOf(record, policy).at(-1)!.snap;
export const seriesIn = (snap: Snapshot, gene: string, variant?: string): VariantSeries => snap.series.find((s) => s.gene === gene && (variant === undefined || s.variant === variant))!;

/** Alerts in short: kind, grade, severity, specimen. */
export const inShort = (alerts: readonly AlertFinding[]): string[] => alerts.map((a) => [a.kind, a.grade ?? '-', a.severity, a.specimenId ?? '-'].join(' '));

/** Made when first asked for and kept: for snapshots of which only the rules over them are under test. */
export function once<T>(make: () => T): () => T {
  let made: { readonly it: T } | null = null;
  return () => (made ??= { it: make() }).it;
}

const kept: Record<string, readonly Step[]> = {};

/** The steps of a record, made once whoever asks: where only rules over them are under test. Nothing is remembered in them. */
export function keptSteps(record: PatientRecord, policy: Policy = defaultPolicy): readonly Step[] {
  return anew((kept[JSON.stringify([record, policy])] ??= stepsOf(record, policy)));
}
