/** The mechanism reading of one patient: which catalogued mechanisms rose, what was looked for, and what blood cannot show. */
import { wireDay } from '@clonewatch/domain';
import { toWireMechanisms, type MechanismsAnswer } from '@clonewatch/contracts';
import { evaluatePatient, mechanismsOf } from '@clonewatch/guidance';
import type { Scope } from '@clonewatch/store';
import { policyOf } from '../alerts/policy.js';
import { calledVariants, readFurtherEvidence } from '../knowledge/evidence.js';
import { loadRecord, patientSql, timelineOf, type PatientRow } from '../evaluate/load-record.js';
import { dayOf } from './patients.js';

/** As of `asOf`, else of everything in the record. Null: no such patient. Throws WrongDay. */
export async function readMechanisms(scope: Scope, id: string, asOf: string | undefined): Promise<MechanismsAnswer | null> {
  const [patient] = await scope.query<PatientRow>(`${patientSql} where id = $1`, [id]);
  if (!patient) return null;
  scope.audit({ siteId: patient.siteId, action: 'patient.mechanisms', patients: [id], details: asOf === undefined ? {} : { as_of: asOf } });
  const [site] = await scope.query<{ code: string }>('select code from sec.site_name where id = $1', [patient.siteId]);
  const timeline = timelineOf(patient);
  const record = await loadRecord(scope, patient);
  const evaluation = evaluatePatient(record, asOf === undefined ? null : { day: dayOf(timeline, asOf) }, await policyOf(scope, patient.siteId));
  return {
    id, patient_id: patient.patientRef, site: site!.code, as_of: evaluation.asOfDay === null ? null : wireDay(timeline, evaluation.asOfDay),
    ...toWireMechanisms(timeline, mechanismsOf(evaluation, record)),
    further_evidence: await readFurtherEvidence(scope, patient.siteId, calledVariants(evaluation), record.profile.nosology), model_version: evaluation.modelVersion, rules_version: evaluation.rulesVersion,
  };
}
