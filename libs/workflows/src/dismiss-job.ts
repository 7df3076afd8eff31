/** A person decides that a job which failed for good stays undone, and says why. What it was about stays as it is. */
import type { Job } from '@clonewatch/contracts';
import type { Store } from '@clonewatch/store';
import { readJob } from './reads/jobs.js';

/** `unknown`: no such job for this session; `not_failed`: it waits, runs, is done or was dismissed already. */
export type Dismissed = { readonly job: Job } | { readonly refused: 'unknown' | 'not_failed' };

export function dismissJob(store: Store, token: string, siteIds: readonly string[], id: string, reason: string): Promise<Dismissed> {
  return store.inSession<Dismissed>(token, async (scope) => {
    const [row] = await scope.query<{ siteId: string; job: string }>(
      `update ops.outbox set done_at = now(), dismissed_by = sec.actor(), dismissed_reason = $3
        where id = $1 and site_id = any($2::uuid[]) and failed_at is not null and done_at is null returning site_id as "siteId", job`, [id, siteIds, reason],
    );
    if (!row) return { refused: (await readJob(scope, siteIds, id, 'any')) ? 'not_failed' : 'unknown' };
    scope.audit({ siteId: row.siteId, action: 'job.dismiss', target: id, reason, details: { job: row.job } });
    return { job: (await readJob(scope, siteIds, id))! };
  });
}
