/** One policy for all jobs: handlers are idempotent, so a job may be delivered again at any time. */
export interface QueuePolicy {
  /** After how long a dead worker's job is given to another, ms. */
  readonly lockMs: number;
  /** A job that fails is tried this often before a person has to look at it. */
  readonly attempts: number;
  readonly backoffMs: number;
  readonly concurrency: number;
  /** An undone outbox row is handed to the queue again after this long. */
  readonly staleSeconds: number;
  /** Undone rows of one site that stand in the queue at most: so many, at most, does another site's first job wait for. */
  readonly perSite: number;
  /** From this many starts on, a job runs alone in its process: if it is what ends the process, it takes nobody along. */
  readonly suspectStarts: number;
  /** A job started this often without an end (it ends the process each time) is given up. */
  readonly maxStarts: number;
  /** How long the queue may take to answer, ms. The relay holds a transaction meanwhile. */
  readonly answerMs: number;
  /** Each worker process says this often that it lives, ms. */
  readonly beatMs: number;
}
export const queuePolicy: QueuePolicy = {
  lockMs: 15_000, attempts: 5, backoffMs: 500, concurrency: 4, staleSeconds: 60, perSite: 64, suspectStarts: 5, maxStarts: 20, answerMs: 5_000, beatMs: 5_000,
};

/** The policy with another patience for a dead worker's jobs, and what follows from it. */
export function policyWithLock(lockMs: number | undefined): QueuePolicy {
  if (lockMs === undefined) return queuePolicy;
  return { ...queuePolicy, lockMs, staleSeconds: Math.max(2, lockMs / 500), answerMs: Math.min(queuePolicy.answerMs, lockMs), beatMs: Math.min(queuePolicy.beatMs, lockMs) };
}
