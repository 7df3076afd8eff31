/**
 * G10: a job that cannot be done stops after its attempts, is visible with a reason that quotes nothing, blocks nobody else, and is done after all on
 * request; a job that ends its worker each time stops too; a flood of one site does not keep another waiting. On both backends of the queue.
 */
import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import pg from 'pg';
import type { Page } from 'playwright-core';
import type { Health, ImportReport, Job } from '@clonewatch/contracts';
import { queuePolicy } from '@clonewatch/jobs';
import { checkoutRoot, version } from '@clonewatch/runtime';
import { openServiceSession } from '@clonewatch/trust';
import {
  emergingRows, emergingTreatments, eventually, getJson, importAndWait, launchBrowser, makeRedis, postImport, redisInstalled, seriesFile, startProgram, startSystem, stopProgram, type TestRedis, type TestSystem,
} from '@clonewatch/testing';

const backends = ['postgresql', ...(redisInstalled() ? ['redis'] : [])];

describe.each(backends)('G10 poison and flood, queue on %s', (backend) => {
  let redis: TestRedis | null = null;
  let system: TestSystem;
  let owner: pg.Client;
  let worker: ChildProcess | null = null;
  beforeAll(async () => {
    if (backend === 'redis') {
      redis = await makeRedis();
      await redis.start();
    }
    system = await startSystem({ worker: false, web: true });
    owner = new pg.Client({ connectionString: system.database.ownerUrl });
    await owner.connect();
  });
  afterEach(async () => {
    if (worker) await stopProgram(worker);
    worker = null;
  });
  afterAll(async () => {
    await owner.end();
    await system.stop();
    await redis?.stop();
  });

  const startWorker = (env: Record<string, string> = {}): ChildProcess =>
    (worker = startProgram('worker', { DATABASE_URL: system.database.appUrl, ...(redis ? { REDIS_URL: redis.url } : {}), ...env }));
  /** As our own process in this site: row-level security binds the owner too. */
  async function inSite(site: string, sql: string, ...parameters: unknown[]): Promise<void> {
    const session = await openServiceSession(system.store, await system.siteId(site));
    await system.store.inSession(session, (scope) => scope.query(sql, parameters));
  }
  const fileOf = (patient: string): string => seriesFile(emergingRows).replaceAll('P1,', `${patient},`);
  const health = async (): Promise<Health> => (await fetch(`${system.url}/api/health`)).json() as Promise<Health>;
  const failed = async (token: string): Promise<Job[]> => (await getJson<{ items: Job[] }>(system.url, token, '/jobs?state=failed')).items;
  const retry = (token: string, id: string): Promise<Response> =>
    fetch(`${system.url}/api/v1/jobs/${id}/retry`, { method: 'POST', headers: { authorization: `Bearer ${token}` } });
  /** The Operations page, signed in with this token. */
  async function onOperations(token: string, work: (page: Page) => Promise<void>): Promise<void> {
    const browser = await launchBrowser();
    try {
      const page = await browser.newPage({ viewport: { width: 1366, height: 768 } });
      await page.goto(`${system.url}/sign-in`);
      await page.waitForSelector(`[data-testid=version]:has-text("v${version}")`);
      await page.click('text=API token');
      await page.fill('textarea[name=token]', token);
      await page.click('button[type=submit]');
      await page.click('nav >> text=Operations');
      await work(page);
    } finally {
      await browser.close();
    }
  }
  const importOf = (token: string, id: string): Promise<ImportReport> => getJson<ImportReport>(system.url, token, `/imports/${id}`);

  /** Storing a row of this patient fails, in words that quote it. */
  async function poison(patient: string): Promise<void> {
    await owner.query(`
      create or replace function clinical.poison() returns trigger language plpgsql as $$ begin
        raise exception 'poison in %, KRAS p.G12D', new.patient_ref using errcode = '22000'; end $$;
      create trigger poison before insert on clinical.patient for each row when (new.patient_ref = '${patient}') execute function clinical.poison()`);
  }
  const cure = async (): Promise<void> => void (await owner.query('drop trigger poison on clinical.patient'));

  it('stops after its attempts, says why without quoting, blocks neither site nor patient, and is done on request, once', async () => {
    const token = await system.token('ward', 'clinician');
    await poison('BAD');
    startWorker();
    const sent = (await postImport(system.url, token, { name: 'bad.csv', content: fileOf('BAD') })).body.id!;
    expect(await importAndWait(system, token, { name: 'good.csv', content: fileOf('GOOD') })).toMatchObject({ state: 'evaluated' });
    const [job] = await eventually(() => failed(token), (jobs) => jobs.length > 0);
    expect(job).toMatchObject({ job: 'import.store', site: 'ward', state: 'failed', import_id: sent, patient: null, attempts: queuePolicy.attempts, last_error: 'database error 22000' });
    expect(await importOf(token, sent)).toMatchObject({ state: 'failed', counts: { accepted: 0 }, problems: [{ code: 'processing_failed' }] });
    expect(await health()).toMatchObject({ status: 'degraded', reasons: expect.arrayContaining(['jobs_failed']) });
    // What the queue keeps of it is ours to read as well.
    const kept = await owner.query<{ text: string }>(`select coalesce(string_agg(j::text, ' '), '') as text from bullmq.job j`).then((r) => r.rows[0]!.text);
    expect(kept.includes(job!.id)).toBe(backend === 'postgresql');
    expect(kept).not.toMatch(/poison|KRAS|BAD/);

    await cure();
    expect(await Promise.all([retry(token, job!.id), retry(token, job!.id)]).then((all) => all.map((r) => r.status).sort())).toEqual([200, 409]);
    expect(await eventually(() => importOf(token, sent), (r) => r.state === 'evaluated')).toMatchObject({ counts: { accepted: 10 }, problems: [] });
    expect(await failed(token)).toEqual([]);
    expect((await retry(token, job!.id)).status).toBe(409);
    await eventually(health, (h) => !h.reasons.includes('jobs_failed'));
    const entries = await owner.query<{ body: { outcome: string; target: string } }>(`select body from audit.event where body ->> 'action' = 'job.retry' order by seq`);
    expect(entries.rows.map(({ body }) => [body.outcome, body.target])).toEqual([['ok', job!.id], ['failed', job!.id], ['failed', job!.id]]);
  });

  // The page knows nothing of the backend.
  if (backend === 'postgresql') it('is dismissed with a reason, once, by a click: listed as such, audited, no longer counted as failed', async () => {
    const token = await system.token('leave', 'clinician');
    await poison('BADLEAVE');
    startWorker();
    const sent = (await postImport(system.url, token, { name: 'bad.csv', content: fileOf('BADLEAVE') })).body.id!;
    const [job] = await eventually(() => failed(token), (jobs) => jobs.length > 0);
    await cure();
    const dismiss = (body: object): Promise<Response> => fetch(`${system.url}/api/v1/jobs/${job!.id}/dismiss`, {
      method: 'POST', headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' }, body: JSON.stringify(body),
    });
    expect((await dismiss({})).status).toBe(400);
    await onOperations(token, async (page) => {
      await page.locator(`[data-failed-job="${job!.id}"]`).getByTestId('dismiss').click();
      await page.fill('dialog textarea[name=reason]', 'sent to the wrong hospital');
      await page.click('dialog button[type=submit]');
      expect(await page.locator(`[data-dismissed-job="${job!.id}"]`).innerText()).toMatch(/Storing a file[\s\S]*sent to the wrong hospital[\s\S]*API token/);
      await page.locator('[data-failed-job]').waitFor({ state: 'detached' });
    });
    expect(await failed(token)).toEqual([]);
    expect((await getJson<{ items: Job[] }>(system.url, token, '/jobs?state=dismissed')).items).toMatchObject([{ id: job!.id, state: 'dismissed', dismissed: { by: expect.stringMatching(/^API token /), reason: 'sent to the wrong hospital' } }]);
    expect((await dismiss({ reason: 'again' })).status).toBe(409);
    expect((await retry(token, job!.id)).status).toBe(409);
    expect(await importOf(token, sent)).toMatchObject({ state: 'failed', counts: { accepted: 0 } });
    const entries = await owner.query<{ body: { outcome: string; target: string; reason: string } }>(`select body from audit.event where body ->> 'action' = 'job.dismiss' order by seq`);
    expect(entries.rows.map(({ body }) => [body.outcome, body.target, body.reason]).filter(([outcome]) => outcome === 'ok')).toEqual([['ok', job!.id, 'sent to the wrong hospital']]);
    await eventually(health, (h) => !h.reasons.includes('jobs_failed'));
  });

  if (backend === 'postgresql') it('is on the Operations page with its reason, and a click does it after all', async () => {
    const token = await system.token('page', 'clinician');
    await poison('BADPAGE');
    startWorker();
    const refused = seriesFile(emergingRows).replace('8,3800', '3900,3800');
    await importAndWait(system, token, { name: 'refused.csv', content: refused });
    const sent = (await postImport(system.url, token, { name: 'bad.csv', content: fileOf('BADPAGE') })).body.id!;
    await onOperations(token, async (page) => {
      await page.waitForSelector('[data-health=degraded] [data-reason=jobs_failed]');
      const row = page.locator('[data-failed-job]');
      await row.waitFor();
      expect(await row.innerText()).toMatch(/Storing a file[\s\S]*database error 22000/);
      expect(await page.locator('[data-failed-import]').count()).toBe(2);
      await page.screenshot({ path: join(checkoutRoot, 'dist', 'screenshots', 'operations.png') });
      expect(await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth)).toBe(false);
      await cure();
      await row.getByTestId('retry').click();
      await row.waitFor({ state: 'detached' });
      expect(await eventually(() => importOf(token, sent), (r) => r.state === 'evaluated' || r.state === 'failed')).toMatchObject({ state: 'evaluated' });
      await page.waitForSelector('[data-health=ok]');
    });
  });

  it('sent again meanwhile, the same file counts: the failed job is settled, and its retry refused', async () => {
    const token = await system.token('again', 'clinician');
    await poison('BAD2');
    startWorker();
    const sent = (await postImport(system.url, token, { name: 'bad.csv', content: fileOf('BAD2') })).body.id!;
    const [job] = await eventually(() => failed(token), (jobs) => jobs.length > 0);
    await cure();
    const again = await importAndWait(system, token, { name: 'bad.csv', content: fileOf('BAD2') });
    expect(again).toMatchObject({ state: 'evaluated' });
    expect(again.id).not.toBe(sent);
    expect(await failed(token)).toEqual([]);
    expect((await retry(token, job!.id)).status).toBe(409);
    expect(await importOf(token, sent)).toMatchObject({ state: 'failed' });
  });

  it('ending its worker each time: it runs alone, is given up after its starts, and takes no other job along', async () => {
    const token = await system.token('crash', 'clinician');
    const bad = (await postImport(system.url, token, { name: 'bad.csv', content: fileOf('CRASH') })).body.id!;
    const [outbox] = (await getJson<{ items: Job[] }>(system.url, token, '/jobs?state=waiting')).items;
    const good = (await postImport(system.url, token, { name: 'good.csv', content: fileOf('FINE') })).body.id!;
    // As if it had come near its end in earlier processes: each further start would take seconds and show nothing new.
    await inSite('crash', 'update ops.outbox set starts = $2 where id = $1', outbox!.id, queuePolicy.maxStarts - 3);
    const fault = { FAULT_AT: `import.parsing@${outbox!.id}#1`, QUEUE_LOCK_MS: '1000' };
    let deaths = 0;
    startWorker(fault);
    const watch = setInterval(() => {
      if (worker!.exitCode === null && worker!.signalCode === null) return;
      deaths += 1;
      startWorker(fault);
    }, 20);
    try {
      const [job] = await eventually(() => failed(token), (jobs) => jobs.length > 0, 60);
      expect(job).toMatchObject({ id: outbox!.id, import_id: bad, last_error: expect.stringMatching(/^started 20 times and never came to an end/) });
      expect(deaths).toBe(3);
      expect(await eventually(() => importOf(token, good), (r) => r.state === 'evaluated' || r.state === 'failed')).toMatchObject({ state: 'evaluated' });
    } finally {
      clearInterval(watch);
    }
    await stopProgram(worker!);
    startWorker();
    expect((await retry(token, outbox!.id)).status).toBe(200);
    expect(await eventually(() => importOf(token, bad), (r) => r.state === 'evaluated')).toMatchObject({ counts: { accepted: 10 } });
  }, 120_000);

  it('a flood of 10,000 jobs of one site does not keep another site’s one job waiting', async () => {
    const flooded = await system.token('flooded', 'clinician');
    const siteId = await system.siteId('flooded');
    startWorker();
    await importAndWait(system, flooded, { name: 'treatments.csv', content: emergingTreatments });
    const { id } = (await importAndWait(system, flooded, { name: 'series.csv', content: seriesFile(emergingRows) })).patients[0]!;
    await stopProgram(worker!);
    await inSite('flooded',
      `insert into ops.outbox (site_id, job, payload) select $1, 'patient.evaluate', jsonb_build_object('patient_id', $2::text, 'import_id', null) from generate_series(1, 10000)`, siteId, id);
    const token = await system.token('quiet', 'clinician');
    const waiting = async (): Promise<number> => (await owner.query<{ n: number }>('select count(*)::int as n from ops.outbox where site_id = $1 and done_at is null', [siteId])).rows[0]!.n;
    startWorker();
    await eventually(waiting, (n) => n < 10_000);
    expect(await importAndWait(system, token, { name: 'series.csv', content: fileOf('ONE') })).toMatchObject({ state: 'evaluated' });
    expect(await waiting()).toBeGreaterThan(5_000);
    await inSite('flooded', 'delete from ops.outbox where done_at is null');
  });

  it('several workers at once: each job is done once, none is left', async () => {
    const token = await system.token('crowd', 'clinician');
    const others = [startWorker(), startWorker(), startWorker()];
    try {
      const reports = await Promise.all(Array.from({ length: 12 }, (_, n) => importAndWait(system, token, { name: `${n}.csv`, content: fileOf(`C${n}`) })));
      expect(reports.map((r) => r.state)).toEqual(reports.map(() => 'evaluated'));
      const dump = JSON.parse(await system.dump('crowd')) as { measurements: unknown[]; patients: unknown[]; waiting: unknown[] };
      expect({ measurements: dump.measurements.length, patients: dump.patients.length, waiting: dump.waiting }).toEqual({ measurements: 120, patients: 12, waiting: [] });
    } finally {
      await Promise.all(others.map((w) => stopProgram(w)));
    }
  });
});
