import type { Scope, Store } from './store.js';

export interface OutboxRow { readonly siteId: string; readonly id: string; readonly job: string; readonly payload: unknown }

/** Write the intent to do a job in the transaction that makes it necessary. */
export async function writeOutbox(scope: Scope, siteId: string, job: string, payload: unknown): Promise<void> {
  await scope.query('insert into ops.outbox (site_id, job, payload) values ($1, $2, $3)', [siteId, job, JSON.stringify(payload)]);
}

/** Rows that wait, over all sites: ids only. Undone rows handed out more than `staleSeconds` ago come again. */
export async function dueOutbox(store: Store, limit: number, staleSeconds: number): Promise<{ siteId: string; id: string; job: string }[]> {
  return store.asService((scope, key) =>
    scope.query('select site_id as "siteId", id, job from ops.outbox_due($1, $2, $3)', [key, limit, staleSeconds]),
  );
}

/** Note that a row was handed to the queue; answers how often that has happened. */
export async function markEnqueued(scope: Scope, ids: readonly string[]): Promise<void> {
  await scope.query('update ops.outbox set enqueued_at = now(), deliveries = deliveries + 1 where id = any($1::uuid[])', [ids]);
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

/** The row will not be tried again by itself; the reason stays readable. */
export async function markFailed(scope: Scope, id: string, reason: string): Promise<void> {
  await scope.query('update ops.outbox set failed_at = now(), last_error = $2 where id = $1', [id, reason.slice(0, 500)]);
}

/** Age of the oldest job that waits, seconds; null when none does. */
export function oldestWaiting(store: Store): Promise<number | null> {
  return store.asService(async (scope, key) => (await scope.query<{ age: number | null }>('select ops.oldest_waiting($1) as age', [key]))[0]?.age ?? null);
}
