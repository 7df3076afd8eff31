/** The questions beside rechallenge that one patient raises, judged on the day asked for, as rechallenge is. */
import { dayOfDate, wireDay } from '@clonewatch/domain';
import { toWireScenario, type ScenariosAnswer } from '@clonewatch/contracts';
import { evaluatePatient, scenariosOf } from '@clonewatch/guidance';
import type { Scope } from '@clonewatch/store';
import { policyOf } from '../alerts/policy.js';
import { loadRecord, patientSql, timelineOf, type PatientRow } from '../evaluate/load-record.js';
import { dayOf } from './patients.js';

/** As of `asOf`, else today; a day-number patient has no today: as of the record's last day. Null: no such patient. Throws WrongDay. */
export async function readScenarios(scope: Scope, id: string, today: string, asOf: string | undefined): Promise<ScenariosAnswer | null> {
  const [patient] = await scope.query<PatientRow>(`${patientSql} where id = $1`, [id]);
  if (!patient) return null;
  scope.audit({ siteId: patient.siteId, action: 'patient.scenarios', patients: [id], details: asOf === undefined ? {} : { as_of: asOf } });
  const [site] = await scope.query<{ code: string }>('select code from sec.site_name where id = $1', [patient.siteId]);
  const timeline = timelineOf(patient);
  const day = asOf !== undefined ? dayOf(timeline, asOf) : timeline.kind === 'calendar' ? dayOfDate(today) : null;
  const record = await loadRecord(scope, patient);
  const evaluation = evaluatePatient(record, day === null ? null : { day }, await policyOf(scope, patient.siteId));
  return {
    id, patient_id: patient.patientRef, site: site!.code, as_of: evaluation.asOfDay === null ? null : wireDay(timeline, evaluation.asOfDay),
    items: scenariosOf(evaluation, record).map((s) => toWireScenario(timeline, s)),
  };
}
