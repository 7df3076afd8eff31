/** Treatments, assessments, tissue results and single measurements, entered, corrected and retracted by a person: versioned, with a reason. */
import type { ParsedRow, SeriesRow } from '@clonewatch/domain';
import { type Scope, type Store } from '@clonewatch/store';
import { storeEntered } from '../import/store-rows.js';
import { evaluateAfter, recordAct, type PatientHead } from './act.js';
import { entryRow, type EntryKind, type Fields } from './entry-row.js';
import { currentEntry, measurementKey, type CurrentEntry } from './entries.js';
import { conflict, expectVersion, notThere } from './refused.js';
import { withPatient } from './with-patient.js';
import type { Writer } from './writer.js';

export interface EntryRequest { readonly patientId: string; readonly kind: EntryKind; readonly fields: Fields; readonly reason: string }

/** A new entry. Answers its id and version. */
export function enterByHand(store: Store, writer: Writer, request: EntryRequest): Promise<{ id: string; version: number }> {
  return withPatient(store, writer, request.patientId, request, async (scope, patient) => {
    const { row } = await entryRow(request.kind, patient.patientRef, dated(patient, request.fields));
    if (row.kind === 'series') await freeName(scope, patient, row);
    const version = row.kind === 'series' ? await nextVersion(scope, patient, row) : 1;
    await refuseDouble(scope, patient, row);
    const actId = await recordAct(scope, { siteId: patient.siteId, kind: `${request.kind}_entered`, patientId: patient.id, reason: request.reason });
    await storeEntry(scope, patient.siteId, actId, null, row.kind === 'series' ? { ...row, resultVersion: version } : row);
    return entryOfAct(scope, patient.siteId, request.kind, actId);
  });
}

/** The next version of an entry, which must still be the version the writer saw. */
export function correctByHand(store: Store, writer: Writer, request: EntryRequest & { readonly id: string; readonly version: number | null }): Promise<{ id: string; version: number }> {
  return withPatient(store, writer, request.patientId, request, async (scope, patient) => {
    const before = await mustBeCurrent(scope, patient, request);
    const fields = request.kind === 'measurement' ? { ...request.fields, ...measurementKey(before, request.fields), result_version: before.version + 1 } : request.fields;
    const { row } = await entryRow(request.kind, before.recordRef, fields);
    const actId = await recordAct(scope, { siteId: patient.siteId, kind: `${request.kind}_corrected`, patientId: patient.id, target: request.id, reason: request.reason, details: { version: before.version + 1 } });
    await storeEntry(scope, patient.siteId, actId, before.entityId, row);
    return entryOfAct(scope, patient.siteId, request.kind, actId);
  });
}

/** It was never so: a version that says this, and the entry leaves the current view. Its history stays readable. */
export function retractByHand(store: Store, writer: Writer, request: Omit<EntryRequest, 'fields'> & { readonly id: string; readonly version: number | null }): Promise<{ id: string; version: number }> {
  return withPatient(store, writer, request.patientId, { retract: request }, async (scope, patient) => {
    const before = await mustBeCurrent(scope, patient, request);
    const actId = await recordAct(scope, { siteId: patient.siteId, kind: `${request.kind}_retracted`, patientId: patient.id, target: request.id, reason: request.reason });
    await tombstone(scope, patient.siteId, request.kind, before, actId);
    await evaluateAfter(scope, patient.siteId, actId, [patient.id]);
    return { id: request.id, version: before.version + 1 };
  });
}

/** One row down the path of an import. */
async function storeEntry(scope: Scope, siteId: string, actId: string, entityId: string | null, row: ParsedRow): Promise<void> {
  await storeEntered(scope, { siteId, importId: null, actId, entityId }, [row]);
}

async function entryOfAct(scope: Scope, siteId: string, kind: EntryKind, actId: string): Promise<{ id: string; version: number }> {
  const sql = kind === 'measurement' ? 'select id, result_version as version from clinical.measurement where site_id = $1 and act_id = $2'
    : `select entity_id as id, version from clinical.${kind} where site_id = $1 and act_id = $2`;
  const [row] = await scope.query<{ id: string; version: number }>(sql, [siteId, actId]);
  if (!row) throw conflict('nothing_new', 'The record says exactly this already.');
  return row;
}

async function mustBeCurrent(scope: Scope, patient: PatientHead, request: { kind: EntryKind; id: string; version: number | null }): Promise<CurrentEntry> {
  const before = await currentEntry(scope, patient.siteId, patient.id, request.kind, request.id);
  if (!before) throw notThere();
  if (before.retracted) throw conflict('retracted', 'This entry was retracted: enter it anew.');
  expectVersion(request.version, before.version, 'The entry');
  return before;
}

/** A line of treatment that is there already is corrected, not entered a second time; likewise an assessment. */
async function refuseDouble(scope: Scope, patient: PatientHead, row: ParsedRow): Promise<void> {
  const when = row.kind === 'treatment' ? row.started : row.kind === 'assessment' ? row.assessed : null;
  if (when === null) return;
  const day = [when.kind === 'date' ? when.date : null, when.kind === 'day' ? when.day : null];
  const [double] = row.kind === 'treatment'
    ? await scope.query('select 1 from clinical.treatment_now where site_id = $1 and head_id = $2 and regimen = $3 and (started_on, started_day) is not distinct from ($4::date, $5::int)', [patient.siteId, patient.id, row.regimen, ...day])
    : row.kind === 'assessment' ? await scope.query(
      'select 1 from clinical.assessment_now where site_id = $1 and head_id = $2 and kind = $3 and gene = $4 and variant = $5 and result = $6 and unit = $7 and (assessed_on, assessed_day) is not distinct from ($8::date, $9::int)',
      [patient.siteId, patient.id, row.assessmentKind, row.gene, row.variant, row.result, row.unit, ...day]) : [];
  if (double) throw conflict('already_there', row.kind === 'treatment' ? 'This patient has a line with this regimen and start already: correct that one.' : 'This assessment is recorded already.');
}

/** What day 0 is stands in the record. */
function dated(patient: PatientHead, fields: Fields): Fields {
  return fields.collected_day !== undefined && fields.collected_day !== null && patient.anchor !== null ? { ...fields, anchor: patient.anchor } : fields;
}

/** The version after one that was retracted, else the first; a result that counts is corrected, not entered a second time. */
async function nextVersion(scope: Scope, patient: PatientHead, row: SeriesRow): Promise<number> {
  const [top] = await scope.query<{ version: number; retracted: boolean }>(
    `select m.result_version as version, m.retracted from clinical.measurement m join clinical.specimen e on e.site_id = m.site_id and e.id = m.specimen_id
     where m.site_id = $1 and e.origin_patient_id = $2 and e.specimen_ref = $3 and e.withdrawn_at is null and m.assay = $4 and m.assay_version = $5 and m.gene = $6 and m.variant = $7
       and m.withdrawn_at is null order by m.result_version desc limit 1`,
    [patient.siteId, patient.id, row.specimenId, row.assay, row.assayVersion, row.gene, row.variant],
  );
  if (top && !top.retracted) throw conflict('already_there', 'This specimen has a result of this variant by this assay already: correct that one.');
  return top ? top.version + 1 : 1;
}

/** A specimen whose results were all retracted gives its name free, so that one entered on a wrong day can be entered anew. */
async function freeName(scope: Scope, patient: PatientHead, row: SeriesRow): Promise<void> {
  await scope.query(
    `update clinical.specimen e set withdrawn_at = now() where e.site_id = $1 and e.origin_patient_id = $2 and e.specimen_ref = $3 and e.withdrawn_at is null
       and coalesce(e.collected_on::text, e.collected_day::text) <> $4
       and not exists (select from clinical.measurement_now m where m.site_id = e.site_id and m.specimen_id = e.id)`,
    [patient.siteId, patient.id, row.specimenId, row.collected.kind === 'date' ? row.collected.date : String(row.collected.day)],
  );
}

const copied: Readonly<Record<EntryKind, string>> = {
  treatment: 'patient_id, regimen, agents, therapy_class, started_on, started_day, stopped_on, stopped_day, best_response, stop_reason, row_hash, supplied, line',
  assessment: 'patient_id, assessed_on, assessed_day, kind, gene, variant, result, unit, row_hash, supplied, line',
  measurement: `patient_id, specimen_id, assay, assay_version, gene, variant, count_unit, mutant_count, total_count, wildtype_count, vaf, status, background, lod, input_hge,
    plasma_ml, copies_per_ml, tumour_fraction, copy_number, wbc_vaf, panel, received_on, received_day, reported_on, reported_day, row_hash, supplied, line`,
};

/** The version that says: this was never so. */
async function tombstone(scope: Scope, siteId: string, kind: EntryKind, before: CurrentEntry, actId: string): Promise<void> {
  await scope.query(`update clinical.${kind} set superseded_at = now() where site_id = $1 and id = $2`, [siteId, before.rowId]);
  const numbered = kind === 'measurement' ? ['result_version', 'result_version + 1'] : ['entity_id, version', 'entity_id, version + 1'];
  await scope.query(
    `insert into clinical.${kind} (site_id, act_id, by_hand, retracted, ${numbered[0]}, ${copied[kind]})
     select site_id, $3, true, true, ${numbered[1]}, ${copied[kind]} from clinical.${kind} where site_id = $1 and id = $2`, [siteId, before.rowId, actId],
  );
}
