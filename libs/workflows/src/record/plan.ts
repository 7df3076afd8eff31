/** The draw plan: how often blood is drawn, when next, and when the next cycle begins. It says when a draw is overdue. */
import type { PlanEntry, WirePlan } from '@clonewatch/contracts';
import { isCalendarDate } from '@clonewatch/domain';
import type { Scope, Store } from '@clonewatch/store';
import { evaluateAfter, recordAct, type PatientHead } from './act.js';
import { expectVersion, RecordRefused } from './refused.js';
import { withPatient } from './with-patient.js';
import type { Writer } from './writer.js';

interface PlanRow { version: number; draw_interval_days: number | null; next_draw_on: string | null; next_draw_day: number | null; next_cycle_on: string | null; next_cycle_day: number | null }

export async function readPlan(scope: Scope, siteId: string, patientId: string): Promise<WirePlan> {
  const [row] = await scope.query<PlanRow>(
    `select version, draw_interval_days, next_draw_on, next_draw_day, next_cycle_on, next_cycle_day from clinical.profile_now where site_id = $1 and head_id = $2`, [siteId, patientId],
  );
  const given = Object.fromEntries(Object.entries(row ?? {}).filter(([name, value]) => value !== null && name !== 'draw_interval_days'));
  return { patient: patientId, version: 0, ...given, draw_interval_days: row?.draw_interval_days ?? null };
}

/** A patient's plan for `GET …/plan`; null: no such patient. */
export async function findPlan(scope: Scope, siteIds: readonly string[], patientId: string): Promise<WirePlan | null> {
  const [patient] = await scope.query<{ siteId: string }>('select site_id as "siteId" from clinical.patient where id = $1 and site_id = any($2::uuid[])', [patientId, siteIds]);
  if (!patient) return null;
  scope.audit({ siteId: patient.siteId, action: 'plan.read', patients: [patientId] });
  return readPlan(scope, patient.siteId, patientId);
}

/** The next version of the plan; only the fields that are given change, and null clears one. */
export function changePlan(store: Store, writer: Writer, patientId: string, version: number | null, entry: PlanEntry): Promise<WirePlan> {
  return withPatient(store, writer, patientId, { patientId, version, entry }, async (scope, patient) => {
    expectVersion(version, (await readPlan(scope, patient.siteId, patientId)).version, 'The plan');
    await insertPlan(scope, patient, entry);
    return readPlan(scope, patient.siteId, patientId);
  });
}

async function insertPlan(scope: Scope, patient: PatientHead, entry: PlanEntry): Promise<void> {
  const { reason, ...given } = entry;
  const said = Object.entries(given).filter(([, value]) => value !== undefined);
  if (said.length === 0) throw new RecordRefused('invalid', 'nothing_given', 'Give at least one of draw_interval_days, next_draw_on and next_cycle_on.');
  for (const [name, value] of said) checkDay(patient, name, value);
  const actId = await recordAct(scope, { siteId: patient.siteId, kind: 'plan_changed', patientId: patient.id, reason, details: { fields: said.map(([name]) => name) } });
  const supplied = Object.fromEntries(said.map(([name, value]) => [name, value === null ? null : String(value)]));
  await scope.query(
    `insert into clinical.patient_profile (site_id, patient_id, act_id, by_hand, version, said, supplied, draw_interval_days, next_draw_on, next_draw_day, next_cycle_on, next_cycle_day)
     select $1, $2, $3, true, coalesce(max(version), 0) + 1, $4, $5, $6, $7, $8, $9, $10 from clinical.patient_profile where site_id = $1 and patient_id = $2`,
    [patient.siteId, patient.id, actId, said.map(([name]) => name), JSON.stringify(supplied), given.draw_interval_days ?? null, given.next_draw_on ?? null,
      given.next_draw_day ?? null, given.next_cycle_on ?? null, given.next_cycle_day ?? null],
  );
  await evaluateAfter(scope, patient.siteId, actId, [patient.id]);
}

/** Dates and day numbers never mix within a patient. */
function checkDay(patient: PatientHead, name: string, value: string | number | null | undefined): void {
  if (value === null || value === undefined) return;
  const refuse = (code: string, message: string): never => {
    throw new RecordRefused('invalid', code, message, [{ severity: 'error', code, line: null, column: null, field: name, value: String(value), message }]);
  };
  if (name.endsWith('_on') && !isCalendarDate(String(value))) refuse('bad_date', `${name} must be a date that exists, as YYYY-MM-DD`);
  if (name.endsWith('_on') && patient.timeline === 'days') refuse('mixed_time_basis', 'this patient has day numbers only; a calendar date cannot be placed on them');
  if (name.endsWith('_day') && patient.timeline !== 'days') refuse('mixed_time_basis', 'this patient has calendar dates; a day number cannot be placed on them');
}
