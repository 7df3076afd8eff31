/**
 * The relay moves waiting outbox rows into the queue. The queue is a cache of intent, ops.outbox is the truth: what the queue loses is handed
 * over again, and every handler locks its row, so however often a job is delivered its effect happens once.
 */
import { faultPoint, logger } from '@clonewatch/runtime';
import { dueOutbox, listen, markEnqueued, type Store } from '@clonewatch/store';
import { Producer, QueueUnreachable, type JobToAdd, type QueueTarget } from './backend.js';
import type { QueuePolicy } from './policy.js';

const batch = 500;
const pauseMs = 20;

/** Woken by events (every job ends with one, so places that become free are filled), and by a timer in case a wake was lost. */
export class OutboxRelay {
  private readonly producer: Producer;
  private readonly ear: { close(): Promise<void> };
  private readonly timer: NodeJS.Timeout;
  private running: Promise<void> | null = null;
  private again = false;
  private closed = false;
  private reachable = true;

  constructor(
    private readonly store: Store, target: QueueTarget, private readonly openSession: (siteId: string) => Promise<string>, private readonly policy: QueuePolicy,
  ) {
    this.producer = new Producer(target, policy);
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
      .catch((error: unknown) => this.failed(error))
      // Wakes come in bursts, one a job: they are answered together.
      .then(() => new Promise<void>((resolve) => setTimeout(resolve, pauseMs)))
      .finally(() => {
        this.running = null;
        if (this.again) {
          this.again = false;
          this.wake();
        }
      });
  }

  /** Does the queue answer? For the worker's beat. */
  async answers(): Promise<boolean> {
    return this.producer.open().then(() => true, () => false);
  }

  async close(): Promise<void> {
    this.closed = true;
    clearInterval(this.timer);
    await this.ear.close();
    await this.running;
    await this.producer.close();
  }

  private async drain(): Promise<void> {
    // An empty queue holds nothing that was handed to it before: it was flushed, or all of it is done. Either way what is undone goes in (again).
    const staleSeconds = (await this.producer.open()) === 0 ? Math.min(1, this.policy.staleSeconds) : this.policy.staleSeconds;
    this.reachable = true;
    const due = await dueOutbox(this.store, { limit: batch, staleSeconds, perSite: this.policy.perSite });
    if (due.length === 0) return;
    faultPoint('relay.afterRead');
    for (const [siteId, rows] of groupBySite(due)) await this.hand(siteId, rows.map((r) => r.id), staleSeconds);
    if (due.length === batch) this.again = true;
  }

  /** Marked in a transaction that commits only after the queue has the jobs: at least once, never not at all. */
  private async hand(siteId: string, ids: readonly string[], staleSeconds: number): Promise<void> {
    const token = await this.openSession(siteId);
    await this.store.inSession(token, async (scope) => {
      // Another relay may have been here: only what is still due is ours.
      const rows = await markEnqueued(scope, ids, staleSeconds);
      if (rows.length > 0) await this.producer.add(rows.map((r) => this.job(siteId, r)));
      faultPoint('relay.afterEnqueue');
    });
    faultPoint('relay.afterMark');
  }

  private job(siteId: string, row: { id: string; job: string; deliveries: number }): JobToAdd {
    return {
      name: row.job, data: { outbox: row.id, site: siteId },
      opts: {
        jobId: `${row.id}-${row.deliveries}`, attempts: this.policy.attempts, backoff: { type: 'exponential', delay: this.policy.backoffMs },
        removeOnComplete: { age: 3600, count: 1000 }, removeOnFail: { age: 7 * 24 * 3600, count: 1000 },
      },
    };
  }

  /** An outage is said once, not every two seconds. */
  private failed(error: unknown): void {
    if (!(error instanceof QueueUnreachable) || this.reachable) logger.error({ err: error }, 'relay');
    if (error instanceof QueueUnreachable) this.reachable = false;
  }
}

function groupBySite<T extends { siteId: string }>(rows: readonly T[]): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) groups.set(row.siteId, [...(groups.get(row.siteId) ?? []), row]);
  return groups;
}
