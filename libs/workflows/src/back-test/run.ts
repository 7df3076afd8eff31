/** Job site.back_test: a draft on the next few patients of a site, then the next job. Reads records, writes its own tables; the alerts in force are none of its business. */
import { dayOfDate, outcomeOf, type Assessment, type PatientRecord } from '@clonewatch/domain';
import type { JobPayload, RuleDraft } from '@clonewatch/contracts';
import { compareAlerts, dueAlerts, evaluatePatient, type AlertChange, type Policy, type Said } from '@clonewatch/guidance';
import { logger } from '@clonewatch/runtime';
import { lockOutbox, markDone, markFailed, writeOutbox, type Scope, type Store } from '@clonewatch/store';
import { policyFrom } from '../alerts/policy.js';
import { loadRecord, patientSql, type PatientRow } from '../evaluate/load-record.js';

/** Patients of one job: so many records are in memory, one after the other, and so long, at most, does cancelling wait. */
const patientsAJob = 10;

interface TestRow { draft: RuleDraft; base: RuleDraft; state: string; lastPatient: string | null; counts: Counts }
/** Alerts that stay as they are, by kind, and how they were judged. */
type Counts = Record<string, { same: number; right: number; wrong: number }>;

export async function backTestJob(store: Store, token: string, outboxId: string, today: string): Promise<void> {
  await store.inSession(token, async (scope) => {
    const row = await lockOutbox(scope, outboxId);
    if (!row) return;
    const { back_test_id: id } = row.payload as JobPayload<'site.back_test'>;
    const [test] = await scope.query<TestRow>('select draft, base, state, last_patient as "lastPatient", counts from clinical.back_test where site_id = $1 and id = $2 for update', [row.siteId, id]);
    if (test?.state === 'waiting' || test?.state === 'running') await next(scope, row.siteId, id, test, today);
    await markDone(scope, outboxId);
  });
}

async function next(scope: Scope, siteId: string, id: string, test: TestRow, today: string): Promise<void> {
  const patients = await scope.query<PatientRow>(
    `${patientSql} where site_id = $1 and merged_into is null and withdrawn_at is null and ($2::uuid is null or id > $2::uuid) order by id limit $3`, [siteId, test.lastPatient, patientsAJob],
  );
  const policies = [policyFrom(test.base), policyFrom(test.draft)] as const;
  let notComputed = 0;
  for (const patient of patients) {
    try {
      await tryPatient(scope, patient, { id, policies, counts: test.counts, today });
    } catch (error) {
      // The engine refuses a record: it has no alerts under either policy. What the database refuses is no such thing.
      if (!(error instanceof RangeError)) throw error;
      logger.warn({ err: error, patient: patient.id }, 'back-test of a patient');
      notComputed += 1;
    }
  }
  const ended = patients.length < patientsAJob;
  await scope.query(
    `update clinical.back_test set state = $3, done = done + $4, not_computed = not_computed + $5, last_patient = coalesce($6, last_patient), counts = $7, finished_at = case when $3 = 'done' then now() end
     where site_id = $1 and id = $2`, [siteId, id, ended ? 'done' : 'running', patients.length, notComputed, patients.at(-1)?.id ?? null, JSON.stringify(test.counts)],
  );
  scope.audit({ siteId, action: 'policy.back_test', patients: patients.map((p) => p.id), target: id });
  if (!ended) await writeOutbox(scope, siteId, 'site.back_test', { back_test_id: id });
}

/** All that has fired by today under a policy, what time alone has made due included. A record in day numbers has no today. */
function saidUnder(policy: Policy, record: PatientRecord, today: string): Said {
  const evaluation = evaluatePatient(record, null, policy);
  return record.timeline.kind === 'calendar' ? { ...evaluation, alerts: [...evaluation.alerts, ...dueAlerts(record, evaluation, dayOfDate(today)).fired] } : evaluation;
}

interface Trial { readonly id: string; readonly policies: readonly [base: Policy, draft: Policy]; readonly counts: Counts; readonly today: string }

async function tryPatient(scope: Scope, patient: PatientRow, { id, policies: [base, draft], counts, today }: Trial): Promise<void> {
  const record = await loadRecord(scope, patient);
  const changes = compareAlerts(saidUnder(base, record, today), saidUnder(draft, record, today));
  const verdicts = await verdictsOf(scope, patient);
  let n = 0;
  for (const c of changes) {
    const verdict = c.change === 'new' ? null : verdicts.get(c.episode) ?? null;
    if (c.change === 'same') {
      const kept = (counts[c.kind] ??= { same: 0, right: 0, wrong: 0 });
      kept.same += 1;
      if (verdict !== null) kept[verdict] += 1;
      continue;
    }
    await scope.query(
      `insert into clinical.back_test_alert (site_id, back_test_id, patient_id, n, kind, grade, gene, variant, change, before_day, after_day, verdict, progression_days)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
      [patient.siteId, id, patient.id, n++, c.kind, c.grade, c.gene, c.variant, c.change, c.beforeDay, c.afterDay, verdict, progressionAfter(record, c)],
    );
  }
}

/** What people recorded of this patient's alerts, by episode. */
async function verdictsOf(scope: Scope, patient: PatientRow): Promise<Map<string, 'right' | 'wrong'>> {
  const closed = await scope.query<{ episode: string; outcome: string }>(`select episode, outcome from clinical.alert where site_id = $1 and patient_id = $2 and state = 'closed' and outcome is not null`, [patient.siteId, patient.id]);
  return new Map(closed.flatMap(({ episode, outcome }) => {
    const right = outcomeOf(outcome)?.right ?? null;
    return right === null ? [] : [[episode, right ? 'right' as const : 'wrong' as const]];
  }));
}

const isProgression = (a: Assessment): boolean => a.result.trim().toUpperCase() === 'PD';

/** Days from the alert, as the draft has it or else as it was, to the first progression recorded since; null: none. */
function progressionAfter(record: PatientRecord, { afterDay, beforeDay }: AlertChange): number | null {
  const day = (afterDay ?? beforeDay)!;
  const later = record.assessments.filter((a) => isProgression(a) && a.day >= day).map((a) => a.day - day);
  return later.length === 0 ? null : Math.min(...later);
}

/** Tried often enough: the reason stands with the back-test, and with the job. */
export async function giveUpBackTest(store: Store, token: string, outboxId: string, reason: string): Promise<void> {
  await store.inSession(token, async (scope) => {
    const row = await lockOutbox(scope, outboxId);
    if (!row) return;
    const { back_test_id: id } = row.payload as JobPayload<'site.back_test'>;
    await scope.query(`update clinical.back_test set state = 'failed', error = $3, finished_at = now() where site_id = $1 and id = $2 and state in ('waiting', 'running')`, [row.siteId, id, reason.slice(0, 500)]);
    await markFailed(scope, outboxId, reason);
    scope.audit({ siteId: row.siteId, action: 'policy.back_test', target: id, outcome: 'failed' });
  });
}
