/** Jobs that wait, jobs that failed for good and those of them that were dismissed, as a person looks at them: ids, counts and a reason, never a patient's data. */
import type { Job } from '@clonewatch/contracts';
import type { Scope } from '@clonewatch/store';

type Row = Omit<Job, 'created_at' | 'failed_at' | 'dismissed'> & { created_at: Date; failed_at: Date | null; done_at: Date | null; dismissed_by: string | null; dismissed_reason: string | null };

const jobSql = `
  select o.id, o.job, s.code as site, case when o.dismissed_by is not null then 'dismissed' when o.failed_at is null then 'waiting' else 'failed' end as state, o.starts as attempts, o.last_error, o.created_at, o.failed_at,
    o.payload ->> 'import_id' as import_id, o.payload ->> 'patient_id' as patient, o.done_at, o.dismissed_by, o.dismissed_reason
  from ops.outbox o join sec.site_name s on s.id = o.site_id`;

/** Of each state, as the indexes have it. */
const inState: Readonly<Record<Job['state'], string>> = {
  waiting: 'o.done_at is null and o.failed_at is null', failed: 'o.done_at is null and o.failed_at is not null', dismissed: 'o.dismissed_by is not null',
};

const toJob = ({ done_at: at, dismissed_by: by, dismissed_reason: reason, ...r }: Row): Job => ({
  ...r, created_at: r.created_at.toISOString(), failed_at: r.failed_at?.toISOString() ?? null,
  dismissed: by === null ? null : { by, at: at!.toISOString(), reason: reason! },
});

export interface JobsAsked { readonly siteIds: readonly string[]; readonly state: Job['state']; readonly limit: number; readonly before: string | null }

/** Newest first; `before` is the id of the last one seen (ids are in order of making). */
export async function listJobs(scope: Scope, { siteIds, state, limit, before }: JobsAsked): Promise<{ items: Job[]; next: string | null }> {
  const rows = await scope.query<Row>(
    `${jobSql} where ${inState[state]} and o.site_id = any($1::uuid[]) and ($2::uuid is null or o.id < $2::uuid) order by o.id desc limit $3`,
    [siteIds, before, limit + 1],
  );
  const items = rows.slice(0, limit).map(toJob);
  return { items, next: rows.length > limit ? items.at(-1)!.id : null };
}

/** A job that a person may have to look at; `any`: also one that is done. */
export async function readJob(scope: Scope, siteIds: readonly string[], id: string, which: 'open' | 'any' = 'open'): Promise<Job | null> {
  const [row] = await scope.query<Row>(`${jobSql} where o.site_id = any($1::uuid[]) and o.id = $2 ${which === 'any' ? '' : 'and (o.done_at is null or o.dismissed_by is not null)'}`, [siteIds, id]);
  return row ? toJob(row) : null;
}
