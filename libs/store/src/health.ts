/** How the installation is: workers say that they live, in the database, because that is what api and workers share. Counts only, no site's data. */
import { sqlState, type Store } from './store.js';

export interface WorkerBeat { readonly id: string; readonly startedAt: Date; readonly backend: string; readonly queueAnswers: boolean; readonly version: string }

export function beatWorker(store: Store, b: WorkerBeat): Promise<void> {
  return store.asService(async (scope, key) => {
    await scope.query('select sec.beat($1, $2, $3, $4, $5, $6)', [key, b.id, b.startedAt, b.backend, b.queueAnswers, b.version]);
  });
}

/** An orderly end is not a death. */
export function leaveWorker(store: Store, id: string): Promise<void> {
  return store.asService(async (scope, key) => {
    await scope.query('select sec.leave($1, $2)', [key, id]);
  });
}

export interface WorkerRow { readonly started_at: Date; readonly beat_seconds: number; readonly backend: 'postgresql' | 'redis'; readonly queue_answers: boolean; readonly version: string }

/** Workers heard of within the last day, the latest first; ages in seconds, by the database's clock. */
export function listWorkers(store: Store): Promise<WorkerRow[]> {
  return store.asService((scope, key) => scope.query('select * from sec.workers($1)', [key]));
}

/** Every site's id: the worker opens a session for each when a day begins. */
export async function listSiteIds(store: Store): Promise<string[]> {
  return store.asService(async (scope, key) => (await scope.query<{ id: string }>('select s as id from ops.sites($1) s', [key])).map((r) => r.id));
}

export interface JobCounts { readonly waiting: number; readonly failed: number; readonly oldest_seconds: number | null }

/** Over all sites. */
export async function countJobs(store: Store): Promise<JobCounts> {
  return store.asService(async (scope, key) => (await scope.query<JobCounts>('select * from ops.job_counts($1)', [key]))[0]!);
}

/** Not the statement's fault: the database was away, going, or out of room. */
export function databaseGone(error: unknown): boolean {
  const state = sqlState(error);
  if (state !== null) return /^(08|53|57P)/.test(state);
  const { code, message } = ((error as { driverError?: object } | null)?.driverError ?? error ?? {}) as { code?: unknown; message?: unknown };
  return ['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN'].includes(String(code)) || /^Connection terminated|^timeout expired/.test(String(message));
}
