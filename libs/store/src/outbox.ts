import type { Scope, Store } from './store.js';

export interface OutboxRow { readonly siteId: string; readonly id: string; readonly job: string; readonly payload: unknown }

/** Write the intent to do a job in the transaction that makes it necessary. */
export async function writeOutbox(scope: Scope, siteId: string, job: string, payload: unknown): Promise<void> {
  await scope.query('insert into ops.outbox (site_id, job, payload) values ($1, $2, $3)', [siteId, job, JSON.stringify(payload)]);
}

export interface DueOptions {
  readonly limit: number;
  /** Undone rows handed out longer ago than this come again. */
  readonly staleSeconds: number;
  /** Only the first so many undone rows of a site are looked at: that many stand in the queue at most, whatever waits behind them. */
  readonly perSite: number;
}

/** Rows to hand to the queue, over all sites in turn: ids only. */
export async function dueOutbox(store: Store, { limit, staleSeconds, perSite }: DueOptions): Promise<{ siteId: string; id: string; job: string }[]> {
  return store.asService((scope, key) =>
    scope.query('select site_id as "siteId", id, job from ops.outbox_due($1, $2, $3, $4)', [key, limit, staleSeconds, perSite]),
  );
}

/** Note that rows go to the queue; answers those that are still due, with how often each went. What another transaction has in hand is left to it. */
export async function markEnqueued(scope: Scope, ids: readonly string[], staleSeconds: number): Promise<{ id: string; job: string; deliveries: number }[]> {
  return scope.query(
    `update ops.outbox set enqueued_at = now(), deliveries = deliveries + 1
      where id in (select id from ops.outbox where id = any($1::uuid[]) and done_at is null and failed_at is null
        and (enqueued_at is null or enqueued_at < now() - make_interval(secs => $2)) order by id for update skip locked)
     returning id, job, deliveries`, [ids, staleSeconds],
  );
}

/** Count a start. Null: the row is done, given up or unknown; or, with `below`, it was started that often already. */
export async function beginJob(scope: Scope, id: string, below: number | null): Promise<number | null> {
  const [row] = await scope.query<{ starts: number }>(
    `update ops.outbox set starts = starts + 1 where id = $1 and done_at is null and failed_at is null and ($2::int is null or starts < $2) returning starts`, [id, below],
  );
  return row?.starts ?? null;
}

/**
 * Lock one row for its handler. Null when it is done already (the queue delivers at least once) or unknown.
 * A second handler of the same row waits here and then finds it done.
 */
export async function lockOutbox(scope: Scope, id: string): Promise<OutboxRow | null> {
  const [row] = await scope.query<OutboxRow>(
    `select site_id as "siteId", id, job, payload from ops.outbox where id = $1 and done_at is null and failed_at is null for update`, [id],
  );
  return row ?? null;
}

export async function markDone(scope: Scope, id: string): Promise<void> {
  await scope.query('update ops.outbox set done_at = now(), last_error = null where id = $1', [id]);
}

/** The row will not be tried again by itself; the reason stays readable. Failed and not done: a person is asked for. */
export async function markFailed(scope: Scope, id: string, reason: string): Promise<void> {
  await scope.query('update ops.outbox set failed_at = now(), last_error = $2 where id = $1', [id, reason.slice(0, 500)]);
}

/** A job that failed for good and that something later has answered: it needs nobody any more. */
export async function settleFailed(scope: Scope, siteId: string, job: string, key: 'import_id' | 'patient_id', ids: readonly string[]): Promise<void> {
  await scope.query(
    `update ops.outbox set done_at = now() where site_id = $1 and failed_at is not null and done_at is null and job = $2 and payload ->> $3 = any($4)`, [siteId, job, key, ids],
  );
}
