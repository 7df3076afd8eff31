/** How the installation is, in codes: no site's data, no counts of a site. */
import type { HealthReason } from '@clonewatch/contracts';
import { countJobs, listWorkers, type JobCounts, type Store, type WorkerRow } from '@clonewatch/store';

/** A worker says every few seconds that it lives; one silent for this long is dead or cut off. */
export const silentSeconds = 30;
/** A job older than this waits for a worker that is not there, or that cannot keep up. */
export const tooLongSeconds = 120;

export interface HealthReport { readonly reasons: readonly HealthReason[]; readonly workers: readonly WorkerRow[]; readonly jobs: JobCounts }

/** `upSeconds`: since this api started. A worker started with it gets the time to say its first word. */
export async function readHealth(store: Store, upSeconds: number): Promise<HealthReport> {
  const [workers, jobs] = await Promise.all([listWorkers(store), countJobs(store)]);
  const living = workers.filter((w) => w.beat_seconds < silentSeconds);
  const holds: Readonly<Record<HealthReason, boolean>> = {
    no_worker: living.length === 0 && upSeconds > silentSeconds,
    queue_unreachable: living.some((w) => !w.queue_answers),
    jobs_waiting: (jobs.oldest_seconds ?? 0) > tooLongSeconds,
    jobs_failed: jobs.failed > 0,
    database_unreachable: false,
  };
  return { reasons: (Object.keys(holds) as HealthReason[]).filter((r) => holds[r]), workers: living, jobs };
}
