/** Consume jobs: each is counted before it starts, tried a bounded number of times, and given up with a reason that a person can read. */
import type { Job } from 'bullmq';
import { jobNames, type JobName } from '@clonewatch/contracts';
import { logger, reasonOf } from '@clonewatch/runtime';
import { databaseGone } from '@clonewatch/store';
import { makeConsumer, within, type JobData, type QueueTarget } from './backend.js';
import { Gate } from './gate.js';
import type { QueuePolicy } from './policy.js';

/** Handlers get the outbox row's id and its site: ids only, never data. */
export type JobHandler = (outboxId: string, siteId: string) => Promise<void>;
export type JobHandlers = Readonly<Record<JobName, JobHandler>>;

export interface JobWork {
  readonly handlers: JobHandlers;
  /**
   * Count a start, durably, before the work: a process that dies in it leaves the count behind. Answers the count; null when there is nothing
   * to do, or when `below` is given and the job was started that often already.
   */
  begin(outboxId: string, siteId: string, below: number | null): Promise<number | null>;
  /** The job will not be tried again by itself. */
  giveUp(job: JobName, outboxId: string, siteId: string, reason: string): Promise<void>;
}

/** Start one job: beside others, or alone when it was started often and never ended. */
export async function runJob(work: JobWork, policy: QueuePolicy, gate: Gate, job: JobName, outboxId: string, siteId: string): Promise<void> {
  const handled = await gate.shared(async () => {
    if ((await work.begin(outboxId, siteId, policy.suspectStarts)) === null) return false;
    await work.handlers[job](outboxId, siteId);
    return true;
  });
  if (handled) return;
  await gate.exclusive(async () => {
    const starts = await work.begin(outboxId, siteId, null);
    if (starts === null) return;
    if (starts <= policy.maxStarts) await work.handlers[job](outboxId, siteId);
    else await work.giveUp(job, outboxId, siteId, `started ${policy.maxStarts} times and never came to an end: the process doing it ended each time, perhaps for want of memory`);
  });
}

/** Take jobs and do them, through every outage. Refuses to start with a handler missing. */
export function startConsumer(target: QueueTarget, work: JobWork, policy: QueuePolicy): { close(bound: number | null): Promise<void> } {
  for (const name of jobNames) if (!(name in work.handlers)) throw new Error(`job ${name} has no handler`);
  const gate = new Gate();
  const consumer = makeConsumer(target, policy, async (job) => {
    const { outbox, site } = job.data;
    try {
      if (!isJobName(job.name)) throw new Error('unknown job');
      await runJob(work, policy, gate, job.name, outbox, site);
    } catch (error) {
      logger.error({ job: job.name, outbox, attempt: job.attemptsMade + 1, err: error }, 'job failed');
      await lastAttempt(work, job, error);
      throw spoken(error);
    }
  });
  consumer.on('error', (error) => logger.warn({ err: error }, 'worker connection'));
  return {
    // What runs is finished first. A queue that is away would keep us for ever: with `bound`, ms, what then still runs is delivered again.
    close: (bound) => (bound === null ? consumer.close() : within(consumer.close(), bound).catch(() => undefined)),
  };
}

/** With the database away nothing is wrong with the job: it stays undone and comes again. */
async function lastAttempt(work: JobWork, job: Job<JobData>, error: unknown): Promise<void> {
  if (job.attemptsMade + 1 < (job.opts.attempts ?? 1) || databaseGone(error) || !isJobName(job.name)) return;
  await work.giveUp(job.name, job.data.outbox, job.data.site, reasonOf(error))
    .catch((e: unknown) => logger.error({ outbox: job.data.outbox, err: e }, 'giving up a job'));
}

/** The queue keeps message and stack of what it is given, in clear text: it gets our words only. */
function spoken(error: unknown): Error {
  const said = new Error(reasonOf(error));
  said.stack = said.message;
  return said;
}

function isJobName(name: string): name is JobName {
  return (jobNames as readonly string[]).includes(name);
}
