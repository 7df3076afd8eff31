/** Jobs that wait and jobs that failed for good, as a person looks at them: ids, counts and a reason, never a patient's data. */
import type { Job } from '@clonewatch/contracts';
import type { Scope } from '@clonewatch/store';

type Row = Omit<Job, 'created_at' | 'failed_at'> & { created_at: Date; failed_at: Date | null };

const jobSql = `
  select o.id, o.job, s.code as site, case when o.failed_at is null then 'waiting' else 'failed' end as state, o.starts as attempts, o.last_error, o.created_at, o.failed_at,
    o.payload ->> 'import_id' as import_id, o.payload ->> 'patient_id' as patient
  from ops.outbox o join sec.site_name s on s.id = o.site_id where o.done_at is null`;

const toJob = (r: Row): Job => ({ ...r, created_at: r.created_at.toISOString(), failed_at: r.failed_at?.toISOString() ?? null });

export interface JobsAsked { readonly siteIds: readonly string[]; readonly state: Job['state']; readonly limit: number; readonly before: string | null }

/** Newest first; `before` is the id of the last one seen (ids are in order of making). */
export async function listJobs(scope: Scope, { siteIds, state, limit, before }: JobsAsked): Promise<{ items: Job[]; next: string | null }> {
  const rows = await scope.query<Row>(
    `${jobSql} and o.site_id = any($1::uuid[]) and (o.failed_at is null) = $2 and ($3::uuid is null or o.id < $3::uuid) order by o.id desc limit $4`,
    [siteIds, state === 'waiting', before, limit + 1],
  );
  const items = rows.slice(0, limit).map(toJob);
  return { items, next: rows.length > limit ? items.at(-1)!.id : null };
}

export async function readJob(scope: Scope, siteIds: readonly string[], id: string): Promise<Job | null> {
  const [row] = await scope.query<Row>(`${jobSql} and o.site_id = any($1::uuid[]) and o.id = $2`, [siteIds, id]);
  return row ? toJob(row) : null;
}
