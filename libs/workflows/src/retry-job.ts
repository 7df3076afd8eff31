/** A person asks for a job that failed for good to be done after all. Asked twice, it is done once. */
import type { Job, JobName, JobPayload } from '@clonewatch/contracts';
import { sqlState, type Scope, type Store } from '@clonewatch/store';
import { noCounts } from './import/intake.js';
import { readJob } from './reads/jobs.js';

/** `unknown`: no such job for this session; `not_failed`: it waits, runs or is done; `sent_again`: the same file came in once more meanwhile. */
export type Retried = { readonly job: Job } | { readonly refused: 'unknown' | 'not_failed' | 'sent_again' };

interface FailedRow { siteId: string; job: JobName; payload: unknown; open: boolean }

export async function retryJob(store: Store, token: string, siteIds: readonly string[], id: string): Promise<Retried> {
  try {
    return await store.inSession(token, async (scope) => {
      const [row] = await scope.query<FailedRow>(
        `select site_id as "siteId", job, payload, failed_at is not null and done_at is null as open from ops.outbox where id = $1 and site_id = any($2::uuid[])`, [id, siteIds],
      );
      if (!row) return { refused: 'unknown' };
      if (!row.open || !(await reopen[row.job](scope, row)) || !(await rearm(scope, id))) return { refused: 'not_failed' };
      scope.audit({ siteId: row.siteId, action: 'job.retry', target: id, details: { job: row.job } });
      return { job: (await readJob(scope, siteIds, id))! };
    });
  } catch (error) {
    // The index of contents: another import of the same file stands.
    if (sqlState(error) === '23505') return { refused: 'sent_again' };
    throw error;
  }
}

/** What the job is about, back to where it stood before; false when that went on without the job. Locked before the job's own row, as everywhere. */
const reopen: Readonly<Record<JobName, (scope: Scope, row: FailedRow) => Promise<boolean>>> = {
  'import.store': async (scope, { siteId, payload }) => {
    const id = (payload as JobPayload<'import.store'>).import_id;
    const moved = await scope.query(
      `update clinical.import set state = 'received', counts = $3, problems = '[]' where site_id = $1 and id = $2 and state = 'failed' returning 1`, [siteId, id, JSON.stringify(noCounts)],
    );
    if (moved.length > 0) scope.emit({ siteId, kind: 'import', payload: { id, state: 'received' } });
    return moved.length > 0;
  },
  'patient.evaluate': async (scope, { siteId, payload }) => {
    const patient = (payload as JobPayload<'patient.evaluate'>).patient_id;
    const moved = await scope.query(
      `update clinical.patient set evaluation_state = 'pending' where site_id = $1 and id = $2 and evaluation_state = 'failed' returning 1`, [siteId, patient],
    );
    if (moved.length > 0) scope.emit({ siteId, kind: 'evaluation', payload: { id: null, patient, state: 'pending' } });
    return moved.length > 0;
  },
  'site.back_test': async (scope, { siteId, payload }) => {
    const moved = await scope.query(
      `update clinical.back_test t set state = 'running', error = null, finished_at = null where site_id = $1 and id = $2 and state = 'failed'
         and not exists (select from clinical.back_test o where o.site_id = t.site_id and o.state in ('waiting', 'running')) returning 1`, [siteId, (payload as JobPayload<'site.back_test'>).back_test_id],
    );
    return moved.length > 0;
  },
};

/** Every event wakes the relay, which finds the row waiting. */
async function rearm(scope: Scope, id: string): Promise<boolean> {
  const rows = await scope.query(
    `update ops.outbox set failed_at = null, last_error = null, enqueued_at = null, starts = 0, waiting_since = now()
      where id = $1 and failed_at is not null and done_at is null returning 1`, [id],
  );
  return rows.length > 0;
}
