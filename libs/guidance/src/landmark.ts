/** A moment from which progression is forecast: the patient as known on a day, when there is something to say. */
import type { ForecastGap, PatientRecord } from '@clonewatch/domain';
import { countDraws, newestVersions, ReadingCache } from './assemble.js';
import { forecastNumbers as numbers } from './forecast.data.js';
import { currentLine, progressionState, type ProgressionState } from './forecast-features.js';
import { newCloneState, type NewCloneState } from './forecast-new-clone.js';
import { canonicalRecord } from './known.js';
import { snapshotOf, type Snapshot } from './snapshot.js';

/** Why nothing can be forecast from this snapshot; null when something can. `today`: the day as of which is asked. */
export function forecastGap(snap: Snapshot, today: number): ForecastGap | null {
  const last = snap.draws.at(-1);
  if (snap.drawOrder) return 'draw_order';
  if (!last || snap.draws.filter((d) => d.totalMolecules !== null).length < numbers.leastDraws) return 'too_few_draws';
  if (last.informative === 'not_informative') return 'not_informative';
  if (snap.lines.some((l) => (l.startDay > last.day && l.startDay <= today) || (l.stopDay !== null && l.stopDay >= last.day && l.stopDay <= today))) return 'regimen_changed';
  return null;
}

/** The gap of a forecast of progression alone. */
export function progressionGap(snap: Snapshot, state: ProgressionState | null): ForecastGap | null {
  if (!currentLine(snap)) return 'no_line';
  if (!snap.lead || state === null) return 'no_truncal';
  return state.image === 'PD' ? 'progressed' : null;
}

/** The patient as known at the end of a day, without the fold over draws: what a forecast needs. */
export function snapshotAt(record: PatientRecord, day: number): Snapshot {
  const canonical = canonicalRecord(record);
  const known = newestVersions(canonical.measurements.filter((m) => Math.max(m.knownDay, m.day) <= day));
  return snapshotOf(canonical, known, day, new ReadingCache(canonical.controls));
}

/** What the fitting script asks: the states from which the engine would forecast on a day, each null where it would be silent. */
export interface Landmark { readonly fromDay: number; readonly lastVaf: number; readonly progression: ProgressionState | null; readonly newClone: NewCloneState | null }

/** Null where nothing would be forecast. */
export function landmarkOf(record: PatientRecord, day: number): Landmark | null {
  const snap = snapshotAt(record, day);
  if (forecastGap(snap, day) !== null) return null;
  const state = progressionState(snap);
  const last = snap.draws.at(-1)!;
  return { fromDay: last.day, lastVaf: last.truncalVaf ?? 0, progression: progressionGap(snap, state) === null ? state : null, newClone: newCloneState(snap) };
}

/** Days on which a resistance variant was called for the first time, all of the record known. */
export function firstCallsOf(record: PatientRecord): readonly number[] {
  const snap = snapshotAt(record, Infinity);
  return snap.series.filter((s) => snap.roles.get(s.key)!.alerting).flatMap((s) => countDraws(s).find((d) => d.called)?.day ?? []);
}
