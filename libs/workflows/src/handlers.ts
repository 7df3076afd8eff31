/** Each job name has exactly one handler. Every job runs in a short session of its own site. */
import type { JobName } from '@clonewatch/contracts';
import { Gate, migrateQueue, queuePolicy, runJob, type JobWork } from '@clonewatch/jobs';
import { reasonOf, today, withContext } from '@clonewatch/runtime';
import { beginJob, dueOutbox, migrateSchema, type Store } from '@clonewatch/store';
import { openServiceSession } from '@clonewatch/trust';
import { backTestJob, giveUpBackTest } from './back-test/run.js';
import { evaluatePatientJob, giveUpEvaluation } from './evaluate/evaluate-patient.js';
import { giveUpImport, storeImport } from './import/store-import.js';

type Work = (store: Store, token: string, outboxId: string, today: string) => Promise<void>;

const work: Readonly<Record<JobName, Work>> = { 'import.store': storeImport, 'patient.evaluate': evaluatePatientJob, 'site.back_test': backTestJob };

/** Tried often enough: the reason is written where a person will look. */
const giveUp: Readonly<Record<JobName, (store: Store, token: string, outboxId: string, reason: string) => Promise<void>>> = {
  'import.store': giveUpImport, 'patient.evaluate': giveUpEvaluation, 'site.back_test': giveUpBackTest,
};

/** Service sessions by site, each used for a minute: a job of a few milliseconds need not open its own. */
export function siteSessions(store: Store): (siteId: string) => Promise<string> {
  const kept = new Map<string, { token: Promise<string>; until: number }>();
  return (siteId) => {
    const found = kept.get(siteId);
    if (found && found.until > Date.now()) return found.token;
    const token = openServiceSession(store, siteId);
    kept.set(siteId, { token, until: Date.now() + 60_000 });
    token.catch(() => kept.delete(siteId));
    return token;
  };
}

/** What the worker does with a job. `clock`: the calendar date here and now. */
export function jobWork(store: Store, clock: () => string = today): JobWork {
  const session = siteSessions(store);
  const bind = (name: JobName) => async (outboxId: string, siteId: string): Promise<void> => {
    await withContext({ requestId: outboxId, address: 'worker' }, async () => work[name](store, await session(siteId), outboxId, clock()));
  };
  return {
    handlers: { 'import.store': bind('import.store'), 'patient.evaluate': bind('patient.evaluate'), 'site.back_test': bind('site.back_test') },
    begin: async (outboxId, siteId, below) => store.inSession(await session(siteId), (scope) => beginJob(scope, outboxId, below)),
    giveUp: async (name, outboxId, siteId, reason) => {
      await withContext({ requestId: outboxId, address: 'worker' }, async () => giveUp[name](store, await session(siteId), outboxId, reason));
    },
  };
}

/** Do everything that waits, here and now, without the queue: the command line uses it, beside a running worker or alone. */
export async function runWaitingJobs(store: Store, clock: () => string = today): Promise<void> {
  const tasks = jobWork(store, clock);
  const gate = new Gate();
  for (;;) {
    const due = await dueOutbox(store, { limit: 200, staleSeconds: 0, perSite: 200 });
    if (due.length === 0) return;
    for (const row of due) {
      const job = row.job as JobName;
      try {
        await runJob(tasks, queuePolicy, gate, job, row.id, row.siteId);
      } catch (error) {
        await tasks.giveUp(job, row.id, row.siteId, reasonOf(error));
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
