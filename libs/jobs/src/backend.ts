/**
 * Where the queue stands: PostgreSQL, or Redis when a URL is given. Producers fail fast, because the relay holds a transaction while it hands
 * rows over; consumers wait, for as long as it takes.
 */
import { createHash } from 'node:crypto';
import { createPostgresBackend, createRedisBackend, withBackend, type Processor, type Queue, type Worker, type WorkerOptions } from 'bullmq';
import { Redis } from 'ioredis';
import { logger, serviceKey } from '@clonewatch/runtime';
import type { QueuePolicy } from './policy.js';

export const queueSchema = 'bullmq';
const queueName = 'clonewatch';

export interface QueueTarget { readonly databaseUrl: string; readonly redisUrl: string | undefined }
export type QueueBackendName = 'postgresql' | 'redis';
export const backendOf = (target: QueueTarget): QueueBackendName => (target.redisUrl === undefined ? 'postgresql' : 'redis');

export interface JobData { readonly outbox: string; readonly site: string }
export interface JobToAdd { readonly name: string; readonly data: JobData; readonly opts: Record<string, unknown> }

/** The queue does not answer. Nothing is lost: the rows stay where they are. */
export class QueueUnreachable extends Error {
  override readonly name = 'QueueUnreachable';
}

/** Installations may share a Redis: each has keys of its own, named after its database's secret (braces: one slot of a cluster). */
function prefixOf(target: QueueTarget): string {
  return `{clonewatch:${createHash('sha256').update(serviceKey(target.databaseUrl)).digest('hex').slice(0, 16)}}`;
}

const postgresConnection = (target: QueueTarget, max: number): { connectionString: string } =>
  ({ connectionString: target.databaseUrl, schema: queueSchema, max, application_name: 'clonewatch queue' }) as { connectionString: string };

/** A peer that died without a word is noticed by its silence, ms; the longest blocking read takes ten seconds. */
const socketTimeout = 30_000;
const retryStrategy = (times: number): number => Math.min(times * 200, 2_000);

/** Where jobs are put. Every call ends within the policy's time, by an answer or an error. */
export class Producer {
  private readonly redis: Redis | null;
  private queue: Queue | null = null;

  constructor(private readonly target: QueueTarget, private readonly policy: QueuePolicy) {
    this.redis = target.redisUrl === undefined ? null : new Redis(target.redisUrl, {
      enableOfflineQueue: false, maxRetriesPerRequest: 1, connectTimeout: policy.answerMs, socketTimeout, retryStrategy,
    });
    this.redis?.on('error', (error: Error) => logger.warn({ err: error }, 'queue connection'));
  }

  async add(jobs: readonly JobToAdd[]): Promise<void> {
    await this.ask((queue) => queue.addBulk([...jobs]));
  }

  /** Jobs that wait, run or are to be tried again. */
  async open(): Promise<number> {
    return this.ask((queue) => queue.getJobCountByTypes('waiting', 'active', 'delayed', 'prioritized'));
  }

  async close(): Promise<void> {
    const { queue } = this;
    this.queue = null;
    await within(Promise.resolve(queue?.close()), this.policy.answerMs).catch(() => undefined);
    this.redis?.disconnect();
  }

  private ask<T>(question: (queue: Queue) => Promise<T>): Promise<T> {
    if (this.redis && this.redis.status !== 'ready') return Promise.reject(new QueueUnreachable(`Redis: ${this.redis.status}`));
    return within(this.ready().then(question), this.policy.answerMs);
  }

  /** A queue whose first words with Redis went wrong stays broken: it is made anew. */
  private async ready(): Promise<Queue> {
    const queue = (this.queue ??= this.make());
    try {
      await queue.waitUntilReady();
      return queue;
    } catch (error) {
      if (this.queue === queue) this.queue = null;
      throw error;
    }
  }

  private make(): Queue {
    const queue = this.redis
      ? new (withBackend(createRedisBackend).Queue)(queueName, { connection: this.redis, prefix: prefixOf(this.target) })
      : new (withBackend(createPostgresBackend).Queue)(queueName, { connection: postgresConnection(this.target, 2) });
    queue.on('error', (error: Error) => logger.warn({ err: error }, 'queue connection'));
    return queue as unknown as Queue;
  }
}

/** Where jobs are taken from. It waits through an outage, and takes up again by itself. */
export function makeConsumer(target: QueueTarget, policy: QueuePolicy, process: Processor<JobData>): Worker<JobData> {
  const options: Omit<WorkerOptions, 'connection'> = {
    concurrency: policy.concurrency, lockDuration: policy.lockMs, stalledInterval: Math.max(1_000, policy.lockMs / 2), maxStalledCount: 1_000, runRetryDelay: 1_000,
  };
  if (target.redisUrl === undefined) {
    const { Worker: OnPostgres } = withBackend(createPostgresBackend);
    return new OnPostgres<JobData>(queueName, process as never, { ...options, connection: postgresConnection(target, policy.concurrency + 2) }) as unknown as Worker<JobData>;
  }
  const { Worker: OnRedis } = withBackend(createRedisBackend);
  return new OnRedis<JobData>(queueName, process as never, {
    ...options, prefix: prefixOf(target),
    connection: { url: target.redisUrl, maxRetriesPerRequest: null, retryStrategy, socketTimeout: 30_000 },
  });
}

/** The result, or an error when it takes longer: what comes later is nobody's concern. */
export async function within<T>(work: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  work.catch(() => undefined);
  try {
    return await Promise.race([
      work,
      new Promise<never>((_, reject) => {
        timer = setTimeout(() => reject(new QueueUnreachable(`the queue did not answer within ${ms} ms`)), ms);
      }),
    ]);
  } finally {
    clearTimeout(timer);
  }
}
