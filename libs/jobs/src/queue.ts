/**
 * The queue: BullMQ on PostgreSQL. It is a cache of intent; ops.outbox is the truth. A job carries the outbox row's id
 * and nothing else, and every handler locks that row, so however often a job is delivered its effect happens once.
 */
import { Queue, Worker, createPostgresBackend, runMigrations, setDefaultBackendFactory, type Job } from 'bullmq';
import pg from 'pg';
import { jobNames, type JobName } from '@clonewatch/contracts';
import { dueOutbox, listen, markEnqueued, type Store } from '@clonewatch/store';
import { faultPoint, logger } from '@clonewatch/runtime';

const queueName = 'clonewatch';
const schema = 'bullmq';

/** One policy for all jobs: handlers are idempotent, so a stalled job is always given again. */
export interface QueuePolicy {
  readonly lockMs: number;
  readonly attempts: number;
  readonly backoffMs: number;
  readonly concurrency: number;
  /** An undone outbox row is handed to the queue again after this long. */
  readonly staleSeconds: number;
}
export const queuePolicy: QueuePolicy = { lockMs: 15_000, attempts: 5, backoffMs: 500, concurrency: 4, staleSeconds: 60 };

/** Handlers get the outbox row's id and its site: ids only, never data. */
export type JobHandler = (outboxId: string, siteId: string) => Promise<void>;
interface JobData { outbox: string; site: string }
export type JobHandlers = Readonly<Record<JobName, JobHandler>>;

/** Make or update BullMQ's own tables, as their owner, and let the application's role use them. */
export async function migrateQueue(ownerUrl: string, appRole: string): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await runMigrations(client, schema);
    const app = pg.escapeIdentifier(appRole);
    // A queue makes a sequence of its own at first use, so the role needs CREATE on this schema too.
    await client.query(`
      grant usage, create on schema ${schema} to ${app};
      grant select, insert, update, delete on all tables in schema ${schema} to ${app};
      grant execute on all functions in schema ${schema} to ${app};
    `);
    // Those sequences belong to the role that made them: only our own can be, and need to be, granted.
    const own = await client.query<{ name: string }>(
      `select c.oid::regclass::text as name from pg_class c where c.relnamespace = $1::regnamespace and c.relkind = 'S' and pg_get_userbyid(c.relowner) = current_user`, [schema],
    );
    for (const { name } of own.rows) await client.query(`grant usage, select, update on sequence ${name} to ${app}`);
  } finally {
    await client.end();
  }
}

function connectionOf(url: string, max: number): never {
  setDefaultBackendFactory(createPostgresBackend as never);
  return { connectionString: url, schema, max, application_name: 'clonewatch queue' } as never;
}

/** Moves waiting outbox rows into the queue: woken by events, and by a timer in case a wake was lost. */
export class OutboxRelay {
  private readonly queue: Queue;
  private readonly ear: { close(): Promise<void> };
  private readonly timer: NodeJS.Timeout;
  private running: Promise<void> | null = null;
  private again = false;
  private closed = false;

  constructor(
    private readonly store: Store,
    private readonly openSession: (siteId: string) => Promise<string>,
    private readonly policy: QueuePolicy,
  ) {
    this.queue = new Queue(queueName, { connection: connectionOf(store.url, 2) });
    this.queue.on('error', (error) => logger.warn({ err: error.message }, 'queue connection'));
    this.ear = listen(store.url, 'clonewatch_event', () => this.wake());
    this.timer = setInterval(() => this.wake(), 2_000);
  }

  wake(): void {
    if (this.closed) return;
    if (this.running) {
      this.again = true;
      return;
    }
    this.running = this.drain()
      .catch((error: unknown) => logger.error({ err: (error as Error).message }, 'relay'))
      .finally(() => {
        this.running = null;
        if (this.again) {
          this.again = false;
          this.wake();
        }
      });
  }

  private async drain(): Promise<void> {
    for (;;) {
      const due = await dueOutbox(this.store, 500, this.policy.staleSeconds);
      if (due.length === 0) return;
      faultPoint('relay.afterRead');
      const bySite = groupBySite(due);
      for (const [siteId, rows] of bySite) await this.hand(siteId, rows);
      if (due.length < 500) return;
    }
  }

  private async hand(siteId: string, rows: readonly { id: string; job: string }[]): Promise<void> {
    const token = await this.openSession(siteId);
    await this.store.inSession(token, async (scope) => {
      // Marked in a transaction that commits only after the queue has the jobs: at least once, never not at all.
      await markEnqueued(scope, rows.map((r) => r.id));
      const delivered = await scope.query<{ id: string; deliveries: number }>('select id, deliveries from ops.outbox where id = any($1::uuid[])', [rows.map((r) => r.id)]);
      const count = new Map(delivered.map((d) => [d.id, d.deliveries]));
      await this.queue.addBulk(rows.map((r) => ({
        name: r.job, data: { outbox: r.id, site: siteId },
        opts: {
          jobId: `${r.id}-${count.get(r.id) ?? 0}`, attempts: this.policy.attempts, backoff: { type: 'exponential', delay: this.policy.backoffMs },
          removeOnComplete: { age: 3600, count: 1000 }, removeOnFail: { age: 7 * 24 * 3600, count: 1000 },
        },
      })));
      faultPoint('relay.afterEnqueue');
    });
    faultPoint('relay.afterMark');
  }

  async close(): Promise<void> {
    this.closed = true;
    clearInterval(this.timer);
    await this.ear.close();
    await this.running;
    await this.queue.close();
  }
}

function groupBySite<T extends { siteId: string }>(rows: readonly T[]): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) groups.set(row.siteId, [...(groups.get(row.siteId) ?? []), row]);
  return groups;
}

/** Consume jobs. `exhausted` is called when a job has failed for the last time. Refuses to start with a handler missing. */
export function startWorker(
  url: string, handlers: JobHandlers, exhausted: (job: JobName, outboxId: string, siteId: string, error: Error) => Promise<void>, policy: QueuePolicy,
): { close(): Promise<void> } {
  for (const name of jobNames) if (!(name in handlers)) throw new Error(`job ${name} has no handler`);
  const worker = new Worker(
    queueName,
    async (job: Job<JobData>) => {
      const handler = (handlers as Readonly<Record<string, JobHandler | undefined>>)[job.name];
      if (!handler) throw new Error(`unknown job ${job.name}`);
      await handler(job.data.outbox, job.data.site);
    },
    {
      connection: connectionOf(url, policy.concurrency + 2), concurrency: policy.concurrency, lockDuration: policy.lockMs,
      stalledInterval: Math.max(1000, policy.lockMs / 2), maxStalledCount: 1000,
    },
  );
  worker.on('error', (error) => logger.warn({ err: error.message }, 'worker connection'));
  worker.on('failed', (job, error) => {
    logger.error({ job: job?.name, attempt: job?.attemptsMade, err: error.message }, 'job failed');
    if (job && job.attemptsMade >= (job.opts.attempts ?? 1)) {
      const { outbox, site } = job.data;
      exhausted(job.name as JobName, outbox, site, error).catch((e: unknown) => logger.error({ err: (e as Error).message }, 'failing a job'));
    }
  });
  return { close: () => worker.close() };
}
