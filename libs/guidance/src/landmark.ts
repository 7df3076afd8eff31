/** A moment from which progression is forecast: the patient as known on a day, when there is something to say. */
import type { ForecastGap, PatientRecord } from '@clonewatch/domain';
import { newestVersions, ReadingCache } from './assemble.js';
import { forecastNumbers as numbers } from './forecast.data.js';
import { currentLine, progressionState, type ProgressionState } from './forecast-features.js';
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

/** What the fitting script asks: the state from which the engine would forecast on a day, or null where it would be silent. */
export function landmarkOf(record: PatientRecord, day: number): { readonly state: ProgressionState; readonly fromDay: number; readonly lastVaf: number } | null {
  const snap = snapshotAt(record, day);
  if (forecastGap(snap, day) !== null) return null;
  const state = progressionState(snap);
  if (state === null || progressionGap(snap, state) !== null) return null;
  const last = snap.draws.at(-1)!;
  return { state, fromDay: last.day, lastVaf: last.truncalVaf ?? 0 };
}
