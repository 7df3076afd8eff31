/** Each job name has exactly one handler. Every job runs in a short session of its own site. */
import type { JobName } from '@clonewatch/contracts';
import { migrateQueue, type JobHandlers } from '@clonewatch/jobs';
import { withContext } from '@clonewatch/runtime';
import { dueOutbox, markFailed, migrateSchema, type Store } from '@clonewatch/store';
import { openServiceSession } from '@clonewatch/trust';
import { evaluatePatientJob, giveUpEvaluation } from './evaluate/evaluate-patient.js';
import { giveUpImport, storeImport } from './import/store-import.js';

type Work = (store: Store, token: string, outboxId: string) => Promise<void>;

const work: Readonly<Record<JobName, Work>> = { 'import.store': storeImport, 'patient.evaluate': evaluatePatientJob };

/** Tried often enough: the reason is written where a person will look. */
const giveUp: Readonly<Record<JobName, (store: Store, token: string, outboxId: string, reason: string) => Promise<void>>> = {
  'import.store': async (store, token, outboxId, reason) => {
    await giveUpImport(store, token, outboxId);
    await store.inSession(token, (scope) => markFailed(scope, outboxId, reason));
  },
  'patient.evaluate': giveUpEvaluation,
};

export function jobHandlers(store: Store): JobHandlers {
  const bind = (name: JobName) => async (outboxId: string, siteId: string): Promise<void> => {
    await withContext({ requestId: outboxId, address: 'worker' }, async () => work[name](store, await openServiceSession(store, siteId), outboxId));
  };
  return { 'import.store': bind('import.store'), 'patient.evaluate': bind('patient.evaluate') };
}

export async function giveUpJob(store: Store, name: JobName, outboxId: string, siteId: string, error: Error): Promise<void> {
  await withContext({ requestId: outboxId, address: 'worker' }, async () => giveUp[name](store, await openServiceSession(store, siteId), outboxId, error.message));
}

/** Do everything that waits, here and now, without the queue: the command line uses it, beside a running worker or alone. */
export async function runWaitingJobs(store: Store): Promise<void> {
  for (;;) {
    const due = await dueOutbox(store, 200, 0);
    if (due.length === 0) return;
    const handlers = jobHandlers(store);
    for (const row of due) {
      try {
        await handlers[row.job as JobName](row.id, row.siteId);
      } catch (error) {
        await giveUpJob(store, row.job as JobName, row.id, row.siteId, error as Error);
      }
    }
  }
}

/** Bring the database up to this release: our schema and the queue's, by the owner; grants for the application's role. */
export async function migrateDatabase(options: { ownerUrl: string; appUrl: string; serviceKey: string }): Promise<{ applied: string[] }> {
  const appRole = decodeURIComponent(new URL(options.appUrl).username);
  const result = await migrateSchema({ ownerUrl: options.ownerUrl, appRole, serviceKey: options.serviceKey });
  await migrateQueue(options.ownerUrl, appRole);
  return result;
}
