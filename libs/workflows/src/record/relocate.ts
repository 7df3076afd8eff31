/** What stands in the wrong record: a specimen moved to the patient it came from, two records of one patient read as one, and both taken apart again. */
import type { Scope, Store } from '@clonewatch/store';
import { evaluateAfter, findPatient, headsOf, lockPatients, lockSite, recordAct, settlePresence, type PatientHead } from './act.js';
import { conflict, notThere } from './refused.js';
import { change } from './with-patient.js';
import { once, type Writer } from './writer.js';

interface SpecimenRow { id: string; siteId: string; patientId: string; specimenRef: string }

async function findSpecimen(scope: Scope, id: string, siteIds: readonly string[]): Promise<SpecimenRow> {
  const [row] = await scope.query<SpecimenRow>(
    `select id, site_id as "siteId", patient_id as "patientId", specimen_ref as "specimenRef" from clinical.specimen
     where id = $1 and site_id = any($2::uuid[]) and withdrawn_at is null`, [id, siteIds],
  );
  if (!row) throw notThere();
  return row;
}

/** Answers the act. Later files that name the specimen under its old patient follow it. */
export function moveSpecimen(store: Store, writer: Writer, id: string, toPatient: string, reason: string): Promise<{ act: string }> {
  return change(store, writer, async (scope) => {
    const { siteId } = await findSpecimen(scope, id, writer.siteIds);
    return once(scope, siteId, writer, { move: id, toPatient, reason }, () => move(scope, writer, id, toPatient, reason, null));
  });
}

export async function move(scope: Scope, writer: Writer, id: string, toPatient: string, reason: string, undoes: string | null): Promise<{ act: string }> {
  const { siteId } = await findSpecimen(scope, id, writer.siteIds);
  await lockSite(scope, siteId);
  const specimen = await findSpecimen(scope, id, writer.siteIds);
  const to = await findPatient(scope, toPatient, [siteId]);
  const from = await findPatient(scope, specimen.patientId, [siteId]);
  if (to.mergedInto !== null && undoes === null) throw conflict('record_merged', 'That record was merged into another one: move the specimen there.');
  const heads = await headsOf(scope, siteId, [from.id, to.id]);
  if (heads.length < 2) throw conflict('same_patient', 'The specimen is in this record already.');
  await lockPatients(scope, siteId, heads);
  refuseOtherTime(from, to);
  await refuseNames(scope, siteId, [specimen.specimenRef], to.mergedInto ?? to.id);
  await scope.query('update clinical.specimen set patient_id = $3 where site_id = $1 and id = $2', [siteId, id, to.id]);
  await scope.query('update clinical.measurement set patient_id = $3 where site_id = $1 and specimen_id = $2', [siteId, id, to.id]);
  await scope.query(`update clinical.patient set timeline = coalesce(timeline, $3), anchor = coalesce(anchor, $4) where site_id = $1 and id = $2`, [siteId, to.id, from.timeline, from.anchor]);
  await settlePresence(scope, siteId, [from.id, to.id]);
  const act = await recordAct(scope, { siteId, kind: 'specimen_moved', patientId: from.id, otherPatientId: to.id, target: id, reason, undoes });
  await evaluateAfter(scope, siteId, act, heads);
  return { act };
}

/** Read `id`'s record under `into` from now on. Nothing is rewritten, so that {@link split} gives back exactly what was. */
export function mergePatients(store: Store, writer: Writer, id: string, into: string, reason: string): Promise<{ act: string }> {
  return change(store, writer, async (scope) => {
    const { siteId } = await findPatient(scope, id, writer.siteIds);
    return once(scope, siteId, writer, { merge: id, into, reason }, () => merge(scope, siteId, id, into, reason, null));
  });
}

export async function merge(scope: Scope, siteId: string, id: string, into: string, reason: string, undoes: string | null): Promise<{ act: string }> {
  await lockSite(scope, siteId);
  if (id === into) throw conflict('same_patient', 'A record cannot be merged into itself.');
  const [record, head] = [await findPatient(scope, id, [siteId]), await findPatient(scope, into, [siteId])];
  if (record.mergedInto !== null) throw conflict('already_merged', 'This record is merged into another one already: split it first.');
  if (head.mergedInto !== null) throw conflict('record_merged', 'That record was merged into another one: merge into that one.');
  const held = await scope.query('select 1 from clinical.patient where site_id = $1 and merged_into = $2', [siteId, id]);
  if (held.length > 0) throw conflict('holds_merged', 'Other records were merged into this one: split them first, or merge the other way round.');
  await lockPatients(scope, siteId, [id, into]);
  refuseOtherTime(record, head);
  const names = await scope.query<{ ref: string }>('select specimen_ref as ref from clinical.specimen_now where site_id = $1 and head_id = $2', [siteId, id]);
  await refuseNames(scope, siteId, names.map((n) => n.ref), into);
  await scope.query('update clinical.patient set merged_into = $3 where site_id = $1 and id = $2', [siteId, id, into]);
  await scope.query(`update clinical.patient set timeline = coalesce(timeline, $3), anchor = coalesce(anchor, $4) where site_id = $1 and id = $2`, [siteId, into, record.timeline, record.anchor]);
  const act = await recordAct(scope, { siteId, kind: 'patients_merged', patientId: id, otherPatientId: into, reason, undoes });
  await evaluateAfter(scope, siteId, act, [id, into]);
  return { act };
}

/** Two records again. */
export function splitPatients(store: Store, writer: Writer, id: string, reason: string): Promise<{ act: string }> {
  return change(store, writer, async (scope) => {
    const { siteId } = await findPatient(scope, id, writer.siteIds);
    return once(scope, siteId, writer, { split: id, reason }, () => split(scope, siteId, id, reason));
  });
}

export async function split(scope: Scope, siteId: string, id: string, reason: string): Promise<{ act: string }> {
  await lockSite(scope, siteId);
  const record = await findPatient(scope, id, [siteId]);
  if (record.mergedInto === null) throw conflict('not_merged', 'This record is not merged into another one.');
  await lockPatients(scope, siteId, [id, record.mergedInto]);
  const [merged] = await scope.query<{ id: string }>(
    `select id from clinical.act a where site_id = $1 and kind = 'patients_merged' and patient_id = $2
       and not exists (select from clinical.act u where u.site_id = a.site_id and u.undoes = a.id) order by id desc limit 1`, [siteId, id],
  );
  await scope.query('update clinical.patient set merged_into = null where site_id = $1 and id = $2', [siteId, id]);
  await settlePresence(scope, siteId, [id, record.mergedInto]);
  const act = await recordAct(scope, { siteId, kind: 'patients_split', patientId: id, otherPatientId: record.mergedInto, reason, undoes: merged?.id ?? null });
  await evaluateAfter(scope, siteId, act, [id, record.mergedInto]);
  return { act };
}

/** Calendar dates and day numbers, or day numbers from different days 0, cannot stand on one axis. */
function refuseOtherTime(a: PatientHead, b: PatientHead): void {
  if (a.timeline === null || b.timeline === null) return;
  if (a.timeline !== b.timeline || a.anchor !== b.anchor) {
    throw conflict('other_time_basis', 'One record has calendar dates and the other day numbers, or their days 0 differ: they cannot stand on one axis.');
  }
}

/** A specimen's name means one draw within a patient. */
async function refuseNames(scope: Scope, siteId: string, names: readonly string[], headId: string): Promise<void> {
  const taken = await scope.query<{ ref: string }>(
    'select specimen_ref as ref from clinical.specimen_now where site_id = $1 and head_id = $2 and specimen_ref = any($3::text[]) order by 1', [siteId, headId, names],
  );
  if (taken.length > 0) {
    throw conflict('specimen_id_taken', `That record has ${taken.length === 1 ? 'a specimen' : 'specimens'} with the same name already (${taken.slice(0, 5).map((t) => t.ref).join(', ')}): two draws cannot share one.`);
  }
}
