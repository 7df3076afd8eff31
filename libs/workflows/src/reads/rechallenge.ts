/** Rechallenge readiness of one patient, judged on the day it is asked for: intervals and the age of the sample grow with every day. */
import { dayOfDate, wireDay } from '@clonewatch/domain';
import { toWireRechallenge, type RechallengeAnswer } from '@clonewatch/contracts';
import { evaluatePatient } from '@clonewatch/guidance';
import type { Scope } from '@clonewatch/store';
import { policyOf } from '../alerts/policy.js';
import { loadRecord, patientSql, timelineOf, type PatientRow } from '../evaluate/load-record.js';
import { dayOf } from './patients.js';

/** As of `asOf`, else today; a day-number patient has no today: as of the record's last day. Null: no such patient. */
export async function readRechallenge(scope: Scope, id: string, today: string, asOf: string | undefined): Promise<RechallengeAnswer | null> {
  const [patient] = await scope.query<PatientRow & { patientRef: string }>(`${patientSql} where id = $1`, [id]);
  if (!patient) return null;
  scope.audit({ siteId: patient.siteId, action: 'patient.rechallenge', patients: [id], details: asOf === undefined ? {} : { as_of: asOf } });
  const [site] = await scope.query<{ code: string }>('select code from sec.site_name where id = $1', [patient.siteId]);
  const timeline = timelineOf(patient);
  const day = asOf !== undefined ? dayOf(timeline, asOf) : timeline.kind === 'calendar' ? dayOfDate(today) : null;
  const evaluation = evaluatePatient(await loadRecord(scope, patient), day === null ? null : { day }, await policyOf(scope, patient.siteId));
  const found = evaluation.rechallenge;
  return {
    id, patient_id: patient.patientRef, site: site!.code, as_of: evaluation.asOfDay === null ? null : wireDay(timeline, evaluation.asOfDay), arises: found !== null,
    ...(found ? toWireRechallenge(timeline, found) : {}),
  };
}
