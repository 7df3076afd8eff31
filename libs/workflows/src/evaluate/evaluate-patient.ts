/** Job patient.evaluate: the engine on the data as it stands; result, alerts and events in one transaction. */
import { createHash } from 'node:crypto';
import { dateOfDay, dayOfDate, type Evaluation, type PatientRecord } from '@clonewatch/domain';
import { dueAlerts, dueKinds, engineVersion, evaluatePatient, type DueAlerts } from '@clonewatch/guidance';
import type { JobPayload } from '@clonewatch/contracts';
import { faultPoint, SpokenError } from '@clonewatch/runtime';
import { lockOutbox, markDone, markFailed, settleFailed, type Scope, type Store } from '@clonewatch/store';
import { retractAlerts, settleAlerts, type Cause, type Changed } from './alerts.js';
import { policyOf } from '../alerts/policy.js';
import { writeNotices } from '../delivery/notices.js';
import { loadRecord, patientSql, type PatientRow } from './load-record.js';
import { summarise } from './summary.js';

type Payload = JobPayload<'patient.evaluate'>;

export async function evaluatePatientJob(store: Store, token: string, outboxId: string, today: string): Promise<void> {
  await store.inSession(token, async (scope) => {
    const row = await lockOutbox(scope, outboxId);
    if (!row) return;
    const { patient_id: patientId, import_id: importId, act_id: actId } = row.payload as Payload;
    faultPoint('evaluate.begin', outboxId);
    // The patient's row orders evaluations and imports of the same patient.
    const [patient] = await scope.query<PatientRow>(`${patientSql} where site_id = $1 and id = $2 for update`, [row.siteId, patientId]);
    if (!patient) throw new SpokenError(`patient ${patientId} is not there`);
    const { evaluationId, model, changed, dueOn } = await settle(scope, patient, await reasonOf(scope, row.siteId, actId ?? null), today);
    faultPoint('evaluate.alerts');
    await scope.query(`update clinical.patient set evaluation_id = $3, evaluation_state = $4, due_on = $5 where site_id = $1 and id = $2`, [row.siteId, patientId, evaluationId, evaluationId === null ? 'none' : 'current', dueOn]);
    await markDone(scope, outboxId);
    await settleFailed(scope, row.siteId, 'patient.evaluate', 'patient_id', [patientId]);
    const closed = await closeImports(scope, row.siteId, patientId);
    scope.audit({
      siteId: row.siteId, action: 'patient.evaluate', patients: [patientId], target: evaluationId, details: { import: importId, model, alerts: countStates(changed) },
    });
    for (const alert of changed) scope.emit({ siteId: row.siteId, kind: 'alert', payload: { id: alert.id, patient: patientId, state: alert.state } });
    for (const id of closed) scope.emit({ siteId: row.siteId, kind: 'import', payload: { id, state: 'evaluated' } });
    scope.emit({ siteId: row.siteId, kind: 'evaluation', payload: { id: evaluationId, patient: patientId, import: importId } });
    faultPoint('evaluate.beforeCommit');
  });
  faultPoint('evaluate.afterCommit');
}

/** A record that was merged into another one is read there: it has no evaluation of its own, and its alerts are retracted with that reason. */
async function settle(scope: Scope, patient: PatientRow, because: Cause | null, today: string): Promise<{ evaluationId: string | null; model: string | null; changed: Changed[]; dueOn: string | null }> {
  if (patient.mergedInto !== null) return { evaluationId: null, model: null, dueOn: null, changed: await retractAlerts(scope, patient, because?.words ?? 'the record was merged into another one') };
  const { evaluationId, evaluation, record } = await evaluateOnce(scope, patient);
  const cause = because ?? await updated(scope, patient, engineVersion(evaluation));
  faultPoint('evaluate.stored');
  const due = await dueNow(scope, patient, record, evaluation, today);
  const changed = await settleAlerts(scope, patient, evaluationId, { ...evaluation, alerts: [...evaluation.alerts, ...due.fired] }, record, cause);
  const opened = changed.filter((c) => c.state === 'open').map((c) => c.id);
  await writeNotices(scope, patient.siteId, patient.id, opened, patient.timeline === 'calendar' ? dayOfDate(today) : null, evaluation.asOfDay);
  return { evaluationId, model: evaluation.modelVersion, changed, dueOn: due.nextDay === null ? null : dateOfDay(due.nextDay) };
}

/**
 * What time alone has made due by today. A clock that was set back undoes nothing: what has fired counts as of the day on which it fired. Records in
 * day numbers have no today.
 */
async function dueNow(scope: Scope, patient: PatientRow, record: PatientRecord, evaluation: Evaluation, today: string): Promise<DueAlerts> {
  if (patient.timeline !== 'calendar') return { fired: [], nextDay: null };
  const [row] = await scope.query<{ day: number | null }>(
    `select max(fired_day) as day from clinical.alert where site_id = $1 and patient_id = $2 and kind = any($3) and state <> 'retracted'`, [patient.siteId, patient.id, [...dueKinds]],
  );
  return dueAlerts(record, evaluation, Math.max(dayOfDate(today), row?.day ?? -Infinity));
}

const actWord: Readonly<Record<string, string>> = {
  import_withdrawn: 'import withdrawn', specimen_moved: 'specimen moved', patients_merged: 'records merged', patients_split: 'records split', plan_changed: 'draw plan changed',
  policy_changed: 'alert policy changed',
};

/** In words, for an alert that the act took the ground from. */
async function reasonOf(scope: Scope, siteId: string, actId: string | null): Promise<Cause | null> {
  if (actId === null) return null;
  const [act] = await scope.query<{ kind: string; reason: string }>('select kind, reason from clinical.act where site_id = $1 and id = $2', [siteId, actId]);
  return act ? { words: `${actWord[act.kind] ?? act.kind.replace('_', ' ')}: ${act.reason}`, changed: act.kind === 'policy_changed' ? 'policy' : 'data' } : null;
}

/** Where the data are those of the evaluation before and only the engine is another one: that is why. */
async function updated(scope: Scope, patient: PatientRow, now: string): Promise<Cause | null> {
  const [before] = await scope.query<{ version: string; same: boolean }>(
    `select e.model_version as version, e.input_hash in (select input_hash from clinical.evaluation n where n.site_id = $1 and n.patient_id = $2 and n.model_version = $3) as same
     from clinical.patient p join clinical.evaluation e on e.site_id = p.site_id and e.id = p.evaluation_id where p.site_id = $1 and p.id = $2`, [patient.siteId, patient.id, now],
  );
  return before && before.version !== now && before.same ? { words: `updated from ${before.version} to ${now}`, changed: 'engine' } : null;
}

/** Same measurements, same policy, same rules: the stored result. */
async function evaluateOnce(scope: Scope, patient: PatientRow): Promise<{ evaluationId: string; evaluation: Evaluation; record: PatientRecord }> {
  const record = await loadRecord(scope, patient);
  const policy = await policyOf(scope, patient.siteId);
  const inputHash = createHash('sha256').update(JSON.stringify([record, policy])).digest();
  const evaluation = evaluatePatient(record, null, policy);
  const parameters = [patient.siteId, patient.id, inputHash, engineVersion(evaluation), JSON.stringify(evaluation), JSON.stringify(summarise(evaluation))];
  await scope.query(
    `insert into clinical.evaluation (site_id, patient_id, input_hash, model_version, result, summary) values ($1, $2, $3, $4, $5, $6) on conflict do nothing`, parameters,
  );
  const [stored] = await scope.query<{ id: string }>(
    'select id from clinical.evaluation where site_id = $1 and patient_id = $2 and input_hash = $3 and model_version = $4', parameters.slice(0, 4),
  );
  return { evaluationId: stored!.id, evaluation, record };
}

/** How many alerts came into each state by this evaluation. */
function countStates(changed: readonly { state: string }[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { state } of changed) counts[state] = (counts[state] ?? 0) + 1;
  return counts;
}

/** This evaluation saw everything committed before it: all imports of the patient are served by it. */
async function closeImports(scope: Scope, siteId: string, patientId: string): Promise<string[]> {
  const closed: string[] = [];
  const touched = await scope.query<{ id: string }>(
    `update clinical.import_patient set evaluated_at = now() where site_id = $1 and patient_id = $2 and evaluated_at is null returning import_id as id`,
    [siteId, patientId],
  );
  for (const { id } of touched) {
    // Two last patients of one import may finish at once: the import's row decides who closes it.
    const [entry] = await scope.query<{ state: string }>('select state from clinical.import where site_id = $1 and id = $2 for update', [siteId, id]);
    const [open] = await scope.query<{ n: number }>(
      'select count(*) as n from clinical.import_patient where site_id = $1 and import_id = $2 and evaluated_at is null', [siteId, id],
    );
    if (entry?.state !== 'stored' || Number(open!.n) > 0) continue;
    await scope.query(`update clinical.import set state = 'evaluated' where site_id = $1 and id = $2`, [siteId, id]);
    closed.push(id);
  }
  return closed;
}

/** The last attempt failed: the patient's page must say that there is no evaluation, never "no alert". */
export async function giveUpEvaluation(store: Store, token: string, outboxId: string, reason: string): Promise<void> {
  await store.inSession(token, async (scope) => {
    const row = await lockOutbox(scope, outboxId);
    if (!row) return;
    const patientId = (row.payload as Payload).patient_id;
    await scope.query(`update clinical.patient set evaluation_state = 'failed' where site_id = $1 and id = $2`, [row.siteId, patientId]);
    await markFailed(scope, outboxId, reason);
    scope.audit({ siteId: row.siteId, action: 'patient.evaluate', patients: [patientId], outcome: 'failed' });
    scope.emit({ siteId: row.siteId, kind: 'evaluation', payload: { id: null, patient: patientId, state: 'failed' } });
  });
}
