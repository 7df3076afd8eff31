/**
 * G08: the queue on Redis may be lost, stopped, hang or be absent at start: what was acknowledged is done in the end, exactly as in an undisturbed
 * run, files are still taken in meanwhile, and health says that something is wrong and what.
 */
import type { ChildProcess } from 'node:child_process';
import pg from 'pg';
import type { Health } from '@clonewatch/contracts';
import { OutboxRelay, policyWithLock } from '@clonewatch/jobs';
import { siteSessions } from '@clonewatch/workflows';
import {
  emergingRows, emergingTreatments, eventually, makeRedis, postImport, redisInstalled, seriesFile, startProgram, startSystem, stopProgram, type TestRedis, type TestSystem,
} from '@clonewatch/testing';

const lockMs = 1000;

(redisInstalled() ? describe : describe.skip)('G08 Redis', () => {
  let redis: TestRedis;
  let system: TestSystem;
  let worker: ChildProcess | null = null;
  let owner: pg.Client;
  let reference: string;
  beforeAll(async () => {
    redis = await makeRedis();
    system = await startSystem({ worker: false, redisUrl: redis.url });
    owner = new pg.Client({ connectionString: system.database.ownerUrl });
    await owner.connect();
    await redis.start();
    startWorker();
    await send('calm');
    reference = await drained('calm');
    expect((JSON.parse(reference) as { alerts: unknown[] }).alerts.length).toBeGreaterThan(0);
    await end();
  });
  const end = async (): Promise<void> => {
    if (worker) await stopProgram(worker);
    worker = null;
    await redis.stop();
  };
  afterEach(end);
  afterAll(async () => {
    await owner.end();
    await system.stop();
  });

  function startWorker(): void {
    worker = startProgram('worker', { DATABASE_URL: system.database.appUrl, REDIS_URL: redis.url, QUEUE_LOCK_MS: String(lockMs) });
  }
  const health = async (): Promise<Health> => (await fetch(`${system.url}/api/health`)).json() as Promise<Health>;
  const degraded = (): Promise<Health> => eventually(health, (h) => h.reasons.includes('queue_unreachable'));
  /** Health is ok, and not only because no worker has spoken yet. */
  async function well(): Promise<void> {
    await eventually(async () => (await owner.query<{ n: number }>('select count(*)::int as n from sec.worker_beat where queue_answers')).rows[0]!.n, (n) => n === 1);
    await eventually(health, (h) => h.status === 'ok');
  }

  /** Both files of the worked example, acknowledged. */
  async function send(site: string): Promise<void> {
    const token = await system.token(site, 'clinician');
    for (const [name, content] of [['treatments.csv', emergingTreatments], ['series.csv', seriesFile(emergingRows)]] as const) {
      expect((await postImport(system.url, token, { name, content, site })).status).toBe(202);
    }
  }
  /** A dump is not one snapshot: it is taken again when nothing waits any more. */
  async function drained(site: string): Promise<string> {
    await eventually(() => system.dump(site), (dump) => (JSON.parse(dump) as { waiting: unknown[] }).waiting.length === 0, 60);
    return system.dump(site);
  }
  const undone = async (): Promise<{ all: number; handed: number }> => (await owner.query<{ all: number; handed: number }>(
    'select count(*)::int as all, count(enqueued_at)::int as handed from ops.outbox where done_at is null')).rows[0]!;

  it('absent at start: the worker starts and waits, files are taken in, health says degraded; once it is there everything is done', async () => {
    startWorker();
    expect((await degraded()).status).toBe('degraded');
    await send('absent');
    expect(worker!.exitCode).toBeNull();
    await redis.start();
    expect(await drained('absent')).toBe(reference);
    await well();
  });

  it('flushed with the jobs in it: they are handed over again', async () => {
    await redis.start();
    // A relay without a consumer: the jobs are in Redis and nowhere else.
    const relay = new OutboxRelay(system.store, { databaseUrl: system.store.url, redisUrl: redis.url }, siteSessions(system.store), policyWithLock(60_000));
    try {
      await send('flushed');
      await eventually(undone, ({ all, handed }) => all === 2 && handed === 2);
    } finally {
      await relay.close();
    }
    await redis.flush();
    startWorker();
    expect(await drained('flushed')).toBe(reference);
  });

  it('flushed again and again while the worker works', async () => {
    await redis.start();
    startWorker();
    await send('mid-run');
    for (let n = 0; n < 10; n++) {
      await system.dump('mid-run');
      await redis.flush();
    }
    expect(await drained('mid-run')).toBe(reference);
  });

  it('stopped and started again, empty: files are taken in meanwhile, the same worker takes up by itself', async () => {
    await redis.start();
    startWorker();
    await well();
    await redis.stop();
    expect((await degraded()).status).toBe('degraded');
    await send('stopped');
    await redis.start();
    expect(await drained('stopped')).toBe(reference);
    expect(worker!.exitCode).toBeNull();
    await well();
  });

  it('hanging: no transaction is held open, health says degraded, and it goes on when it answers again', async () => {
    await redis.start();
    startWorker();
    await well();
    redis.freeze();
    await send('hanging');
    await degraded();
    await eventually(async () => (await owner.query<{ n: number }>(
      `select count(*)::int as n from pg_stat_activity where state like 'idle in transaction%' and application_name = 'clonewatch worker'`)).rows[0]!.n, (n) => n === 0);
    redis.thaw();
    expect(await drained('hanging')).toBe(reference);
    await well();
  });

  it('gone for good: a worker told to end ends', async () => {
    await redis.start();
    startWorker();
    await well();
    await redis.stop();
    await degraded();
    await stopProgram(worker!);
    expect(worker!.exitCode).toBe(0);
  });
});
