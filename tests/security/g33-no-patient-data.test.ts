/** G33: no patient data and no secret in logs, job payloads, events, the queue, URLs or the browser's storage: canaries are sown and looked for. */
import { mkdtempSync, openSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { Browser } from 'playwright-core';
import { createUser, openServiceSession } from '@clonewatch/trust';
import { importAndWait, launchBrowser, patientByRef, postImport, startSystem, type TestSystem } from '@clonewatch/testing';

const password = 'canary-password 7731';
const email = 'canary-mail-7731@example.org';
const header = 'patient_id,specimen_id,collected_on,assay,gene,variant,mutant_count,total_count,note\n';
const row = (patient: string, date: string, k: string): string => `${patient},canary-specimen-${date},${date},canary-assay,KRAS,p.G12D,${k},4000,canary-note\n`;

let system: TestSystem;
let browser: Browser;
let folder: string;
let token: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'clonewatch-g33-'));
  system = await startSystem({ web: true, env: { LOG_LEVEL: 'trace', LOG_FILE: join(folder, 'log.ndjson') }, output: openSync(join(folder, 'output.txt'), 'a') });
  token = await system.token('main', 'clinician');
  await createUser(system.store, { email, password, siteId: await system.siteId('main'), role: 'clinician' });
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await system?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Where a canary or a secret shows, with what stands around it. */
function canaries(where: string, text: string): string[] {
  const found = [...text.matchAll(/canary/gi)].map((m) => text.slice(Math.max(0, m.index - 80), m.index + 60));
  return [...found, ...(text.includes(token) ? ['the token'] : [])].slice(0, 3).map((t) => `${where}: ${t}`);
}

/** Good and bad: files, look-ups, sign-ins. */
async function sow(): Promise<void> {
  const call = (path: string, init: RequestInit = {}): Promise<Response> => fetch(`${system.url}/api/v1${path}`, { ...init, headers: { authorization: `Bearer ${token}`, ...init.headers } });
  const signIn = (body: string): Promise<Response> => fetch(`${system.url}/api/v1/session`, { method: 'POST', body, headers: { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin' } });
  const good = header + row('CANARY-1', '2026-01-15', '0') + row('CANARY-1', '2026-02-12', '9');
  expect((await importAndWait(system, token, { name: 'canary-file.csv', content: good })).state).toBe('evaluated');
  expect((await importAndWait(system, token, { name: 'canary-conflict.csv', content: good.replace(',9,', ',10,') })).state).toBe('failed');
  expect((await importAndWait(system, token, { name: 'canary-bad.csv', content: header + row('CANARY-2', '15.01.2026', 'canary') })).state).toBe('failed');
  for (const [name, content] of [['canary.bin', 'canary'], ['canary.csv', ''], ['canary.gz', '\u001f\u008bcanary']] as const) expect((await postImport(system.url, token, { name, content })).status).toBeGreaterThanOrEqual(400);
  await postImport(system.url, token, { name: 'canary-dry.csv', content: good, dryRun: true });
  for (const path of ['/patients?patient_id=CANARY-1', '/patients?patient_id=canary%00', '/patients/CANARY-1', '/patients?cursor=canary', '/canary', '/exports/series?format=canary', '/patients?canary=1', '/imports/%zzcanary']) await (await call(path)).text();
  for (const body of ['{"token":"canary', `{"email":"${email}","password":"canary-wrong"}`, `{"email":"${email}","password":"${password}"}`, '{"token":"canary-token"}', '{"token":"canary\\u0000"}']) await (await signIn(body)).text();
  await call('/patients', { headers: { authorization: 'Bearer canary-token' } });
}

it('G33 logs, jobs, events and the queue hold none of it', async () => {
  await sow();
  const log = readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')] as const);
  expect(log.map(([, text]) => text).join('')).toContain('api listening');
  const found = log.flatMap(([name, text]) => [...canaries(name, text), ...(text.includes(password) || text.includes(email) ? [`${name}: account`] : [])]);
  // The queue and what it is handed, from the database.
  const session = await openServiceSession(system.store, await system.siteId('main'));
  const jobs = await system.store.inSession(session, (scope) => scope.query<{ t: string }>('select row_to_json(o)::text as t from ops.outbox o union all select row_to_json(e)::text from ops.event e'), { readOnly: true });
  expect(jobs.length).toBeGreaterThan(5);
  found.push(...canaries('jobs and events', jobs.map((j) => j.t).join('\n')));
  const owner = new pg.Client({ connectionString: system.database.ownerUrl });
  await owner.connect();
  try {
    const tables = await owner.query<{ name: string }>(`select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname = 'bullmq'`);
    const rows = (await Promise.all(tables.rows.map(({ name }) => owner.query<{ t: string }>(`select row_to_json(x)::text as t from ${name} x`)))).flatMap((r) => r.rows);
    expect(rows.length).toBeGreaterThan(3);
    found.push(...canaries('queue', rows.map((r) => r.t).join('\n')));
  } finally {
    await owner.end();
  }
  expect(found).toEqual([]);
});

it('G33 the browser keeps none of it, and no URL names a patient', async () => {
  browser = await launchBrowser();
  const context = await browser.newContext();
  const page = await context.newPage();
  const urls: string[] = [];
  page.on('request', (r) => urls.push(r.url()));
  await page.goto(`${system.url}/sign-in`);
  await page.fill('input[name=email]', email);
  await page.fill('input[name=password]', password);
  await page.keyboard.press('Enter');
  await page.waitForURL((url) => url.pathname === '/');
  await page.locator('[data-patient="CANARY-1"]').click();
  await page.waitForSelector('[data-chart="trajectory"]');
  urls.push(page.url());
  await page.goto(`${system.url}/imports?site=main`);
  await page.getByText('canary-file.csv').first().waitFor();
  const kept = await page.evaluate(async () => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie, (await indexedDB.databases()).map((d) => d.name), await caches.keys().catch(() => []), history.state]));
  expect([...canaries('urls', urls.join('\n')), ...canaries('storage', kept)]).toEqual([]);
  // The session itself is out of the page's reach.
  expect(await page.evaluate(() => document.cookie)).toBe('');
  expect((await context.cookies()).every((c) => c.httpOnly && c.sameSite === 'Strict')).toBe(true);
  expect((await patientByRef(system, token, 'CANARY-1')).patient_id).toBe('CANARY-1');
});
