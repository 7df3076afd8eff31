/** The record behind the page: acts of people upon it, its specimens, single entries. */
import { dayField, type PatientPage, type WireAct, type WireAssessment, type WireSpecimen, type WireTreatment } from '@clonewatch/contracts';
import { dayOfDate, type TherapyClass, type Timeline } from '@clonewatch/domain';
import { currentAssessments, currentTreatments, type Scope } from '@clonewatch/store';
import { timelineOf } from '../evaluate/load-record.js';
import { undoableKinds } from '../record/undo.js';
import { currentResults } from './current-results.js';
import { listSeries, type SeriesItem } from './export-series.js';

const dayIn = (on: string | null, day: number | null): number | null => (on !== null ? dayOfDate(on) : day);

/** Acts upon a patient's record and those merged into it, the newest first. */
export async function readActs(scope: Scope, siteId: string, patientId: string): Promise<WireAct[]> {
  const rows = await scope.query<Omit<WireAct, 'undoable'>>(
    `select a.id, a.kind, a.patient_id as patient, p.patient_ref as patient_id, a.other_patient_id as other_patient, o.patient_ref as other_patient_id, a.target, a.reason, a.actor, a.at,
       a.details, exists (select from clinical.act u where u.site_id = a.site_id and u.undoes = a.id) as undone
     from clinical.act a left join clinical.patient p on p.site_id = a.site_id and p.id = a.patient_id left join clinical.patient o on o.site_id = a.site_id and o.id = a.other_patient_id
     where a.site_id = $1 and (coalesce(p.merged_into, p.id) = $2 or coalesce(o.merged_into, o.id) = $2 or a.patient_id = $2
       or (a.kind in ('import_withdrawn', 'import_reinstated') and a.target in (select import_id from clinical.import_patient where site_id = $1 and patient_id = $2)))
     order by a.id desc limit 200`, [siteId, patientId],
  );
  return rows.map((a) => ({ ...a, at: new Date(a.at).toISOString(), undoable: undoableKinds.includes(a.kind) && !a.undone }));
}

/** Results that count now in place of an earlier version. */
export async function readCorrected(scope: Scope, siteId: string, patientId: string): Promise<NonNullable<PatientPage['corrected']>> {
  return scope.query<NonNullable<PatientPage['corrected']>[number]>(
    `select m.id, e.specimen_ref as specimen_id, m.assay, m.assay_version, m.gene, m.variant, m.result_version as version
     ${currentResults('(h.site_id = $1) is true and h.id = $2')} and m.result_version > 1 and exists (select from clinical.measurement o where o.site_id = m.site_id and o.specimen_id = m.specimen_id
       and o.assay = m.assay and o.assay_version = m.assay_version and o.gene = m.gene and o.variant = m.variant and o.result_version < m.result_version)`, [siteId, patientId],
  );
}

/** Draws that count now, with where they were imported. */
export async function readSpecimens(scope: Scope, siteId: string, patientId: string, timeline: Timeline): Promise<WireSpecimen[]> {
  const rows = await scope.query<{ id: string; ref: string; on: string | null; day: number | null; type: string; n: number; origin: string | null }>(
    `select e.id, e.specimen_ref as ref, e.collected_on as "on", e.collected_day as day, e.specimen_type as type, case when o.id <> e.head_id then o.patient_ref end as origin,
       (select count(*)::int from clinical.measurement_now m where m.site_id = e.site_id and m.specimen_id = e.id) as n
     from clinical.specimen_now e join clinical.patient o on o.site_id = e.site_id and o.id = e.origin_patient_id
     where e.site_id = $1 and e.head_id = $2 order by e.collected_on, e.collected_day, e.specimen_ref collate "C"`, [siteId, patientId],
  );
  return rows.map((r) => ({ id: r.id, specimen_id: r.ref, ...dayField(timeline, 'collected', dayIn(r.on, r.day)), specimen_type: r.type, measurements: r.n, imported_as: r.origin }));
}

export async function readTreatments(scope: Scope, siteId: string, patientId: string, timeline: Timeline): Promise<WireTreatment[]> {
  const rows = await currentTreatments(scope, siteId, patientId);
  return rows.map((t) => {
    const start = dayIn(t.startedOn, t.startedDay)!;
    const stop = dayIn(t.stoppedOn, t.stoppedDay);
    return {
      id: t.id, version: t.version, by_hand: t.byHand, regimen: t.regimen, agents: t.agents, therapy_class: t.therapyClass as TherapyClass[],
      ...dayField(timeline, 'started', start), ...dayField(timeline, 'stopped', stop), start, stop, best_response: t.bestResponse, stop_reason: t.stopReason,
    };
  });
}

export async function readAssessments(scope: Scope, siteId: string, patientId: string, timeline: Timeline): Promise<WireAssessment[]> {
  const rows = await currentAssessments(scope, siteId, patientId);
  return rows.map((a) => {
    const day = dayIn(a.assessedOn, a.assessedDay)!;
    return { id: a.id, version: a.version, by_hand: a.byHand, ...dayField(timeline, 'assessed', day), day, kind: a.kind, gene: a.gene, variant: a.variant, result: a.result, unit: a.unit };
  });
}

interface Whose { siteId: string; timeline: 'calendar' | 'days' | null; anchor: string | null }

/** One part of a patient's record as it counts now; null: no such patient, or not in these sites. */
export async function readRecord<T>(
  scope: Scope, siteIds: readonly string[], patientId: string, action: string, read: (scope: Scope, siteId: string, patientId: string, timeline: Timeline) => Promise<T>,
): Promise<T | null> {
  const [patient] = await scope.query<Whose>('select site_id as "siteId", timeline, anchor from clinical.patient where id = $1 and site_id = any($2::uuid[])', [patientId, siteIds]);
  if (!patient) return null;
  scope.audit({ siteId: patient.siteId, action, patients: [patientId] });
  return read(scope, patient.siteId, patientId, timelineOf(patient));
}

/** Current results with the version that a correction has to name. */
export async function readMeasurements(scope: Scope, _siteId: string, patientId: string): Promise<SeriesItem[]> {
  return listSeries(scope, patientId, null);
}
