/**
 * G01: whatever dies at whatever point of receiving, queueing, importing or evaluating, after a restart the same
 * measurements and alerts are there, once, with the queue on PostgreSQL and on Redis. The loop kills at the n-th fault
 * point for n = 1, 2, … until a run meets none; with the queue on Redis, at the first passage of each.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ChildProcess } from 'node:child_process';
import type { ImportReport } from '@clonewatch/contracts';
import { createApiToken, ensureSite, openServiceSession } from '@clonewatch/trust';
import { openStore, type Store } from '@clonewatch/workflows';
import { canonicalDump, emergingRows, emergingTreatments, eventually, getJson, postImport, seriesFile, startDatabase, makeRedis, redisInstalled, startProgram, stopProgram, type TestDatabase, type TestRedis } from '@clonewatch/testing';
import { freePort } from '../../apps/cli/src/network.js';

const refused = 'patient_id,specimen_id,collected_on,assay,gene,variant,mutant_count,total_count\nP2,S1,2026-01-15,panel,KRAS,p.G12D,9000,4100\n';

describe('G01 kill loop', () => {
  let database: TestDatabase;
  let store: Store;
  let redis: TestRedis;
  let folder: string;
  let reference: string;
  beforeAll(async () => {
    redis = await makeRedis();
    database = await startDatabase();
    store = await openStore(database.appUrl, 'kill loop', 4);
    folder = mkdtempSync(join(tmpdir(), 'clonewatch-faults-'));
  });
  afterAll(async () => {
    await store.close();
    await database.stop();
    await redis.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const exited = (p: ChildProcess): boolean => p.exitCode !== null || p.signalCode !== null;
  const logOf = (site: string): string => join(folder, site);

  interface Running { readonly name: 'api' | 'worker'; readonly port: number; child: ChildProcess }
  let onRedis = false;
  const start = (name: 'api' | 'worker', port: number, fault?: { at: string; log: string }): ChildProcess => startProgram(name, {
    DATABASE_URL: database.appUrl, QUEUE_LOCK_MS: '1000', PORT: String(port), ...(onRedis ? { REDIS_URL: redis.url } : {}), ...(fault ? { FAULT_AT: fault.at, FAULT_LOG: fault.log } : {}),
  });

  /** Send the files into a fresh site; whichever program dies is started again, and what was not acknowledged is sent again. */
  async function run(site: string, steady: Running, victim: Running): Promise<{ dump: string; killed: boolean }> {
    const siteId = (await ensureSite(store, site, site)).id;
    const token = await createApiToken(store, siteId, 'clinician');
    const url = `http://127.0.0.1:${(steady.name === 'api' ? steady : victim).port}`;
    let killed = false;
    const watch = setInterval(() => {
      if (!exited(victim.child)) return;
      killed = true;
      victim.child = start(victim.name, victim.port);
    }, 20);
    try {
      const up = (): Promise<boolean> => fetch(`${url}/api/health`).then((r) => r.ok, () => false);
      for (const [name, content] of [['treatments.csv', emergingTreatments], ['series.csv', seriesFile(emergingRows)], ['refused.csv', refused]] as const) {
        const id = await eventually(async () => {
          await eventually(up, (ok) => ok);
          const sent = await postImport(url, token, { name, content, site }).catch(() => null);
          return sent && (sent.status === 202 || sent.status === 200) ? sent.body.id : null;
        }, (answer) => answer !== null);
        await eventually(() => getJson<ImportReport>(url, token, `/imports/${id}`).catch(() => null), (r) => r?.state === 'evaluated' || r?.state === 'failed', 60);
      }
      const dump = await eventually(async () => store.inSession(await openServiceSession(store, siteId), canonicalDump),
        (text) => (JSON.parse(text) as { waiting: unknown[] }).waiting.length === 0);
      return { dump, killed };
    } finally {
      clearInterval(watch);
      await stopProgram(victim.child, 'SIGKILL');
    }
  }

  it('an undisturbed run raises the alerts that the data carry', async () => {
    const ports = [await freePort(), await freePort()] as const;
    const api: Running = { name: 'api', port: ports[0], child: start('api', ports[0]) };
    const { dump, killed } = await run('calm', api, { name: 'worker', port: ports[1], child: start('worker', ports[1]) });
    await stopProgram(api.child);
    reference = dump;
    expect(killed).toBe(false);
    const { alerts, measurements } = JSON.parse(dump) as { alerts: { kind: string }[]; measurements: unknown[] };
    expect(measurements).toHaveLength(10);
    expect(alerts.map((a) => a.kind)).toEqual(expect.arrayContaining(['resistance_detected', 'resistance_emerging']));
  }, 60_000);

  const namesOf = {
    api: ['receive.begin', 'receive.afterBlob', 'receive.beforeCommit', 'receive.afterCommit'],
    worker: ['relay.afterRead', 'relay.afterEnqueue', 'relay.afterMark', 'import.parsing', 'import.staged', 'import.checked', 'import.inserted', 'import.beforeCommit',
      'import.afterCommit', 'import.failing', 'evaluate.begin', 'evaluate.stored', 'evaluate.alerts', 'evaluate.beforeCommit', 'evaluate.afterCommit'],
  } as const;

  let serial = 1;
  /** One run with a fault in it; null when the fault was not met, else the point at which the program died. */
  async function runWithFault(name: 'api' | 'worker', steady: Running, port: number, at: string): Promise<string | null> {
    const site = `${name}-${serial++}`;
    const { dump, killed } = await run(site, steady, { name, port, child: start(name, port, { at, log: logOf(site) }) });
    expect({ at, same: dump === reference, dump: dump === reference ? '' : dump }).toEqual({ at, same: true, dump: '' });
    return killed ? readFileSync(logOf(site), 'utf8').trim().split('\n').at(-1)! : null;
  }

  async function beside(name: 'api' | 'worker', work: (steady: Running, port: number) => Promise<void>): Promise<void> {
    const other = name === 'api' ? 'worker' : 'api';
    const ports = [await freePort(), await freePort()] as const;
    const steady: Running = { name: other, port: ports[0], child: start(other, ports[0]) };
    try {
      await work(steady, ports[1]);
    } finally {
      await stopProgram(steady.child, 'SIGKILL');
    }
  }

  it.each(['worker', 'api'] as const)('the %s dying at any fault point changes nothing', async (name) => {
    const points: (string | null)[] = [];
    await beside(name, async (steady, port) => {
      for (let n = 1; points.at(-1) !== null; n++) points.push(await runWithFault(name, steady, port, `*#${n}`));
    });
    expect(namesOf[name].filter((p) => !points.includes(p))).toEqual([]);
  }, 900_000);

  (redisInstalled() ? it : it.skip)('queue on Redis: the worker dying at each kind of fault point changes nothing', async () => {
    await redis.start();
    onRedis = true;
    await beside('worker', async (steady, port) => {
      for (const point of namesOf.worker) expect(await runWithFault('worker', steady, port, `${point}#1`)).toBe(point);
    });
  }, 900_000);
});
