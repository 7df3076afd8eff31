/** The patient page in a real browser: every state as a picture, the draw shared by chart and table, settings in the address, replay, files, keys alone, axe. */
import { mkdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import pg from 'pg';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { createUser } from '@clonewatch/trust';
import { emergingRows, emergingTreatments, importAndWait, launchBrowser, patientByRef, seriesFile, startSystem, type TestSystem } from '@clonewatch/testing';

const root = resolve(import.meta.dirname, '../..');
/** `SCREENS=docs/screens` keeps the pictures in the repository. */
const shots = resolve(root, process.env.SCREENS ?? 'dist/screenshots');
/** Of a state that has its story the story's picture is kept, one a state. */
const unkept = resolve(root, 'dist/screenshots');
const kept = ['patient', 'patient-dark', 'patient-replay'];
const axeSource = readFileSync(join(root, 'node_modules', 'axe-core', 'axe.min.js'), 'utf8');

let system: TestSystem;
let browser: Browser;
let context: BrowserContext;
let page: Page;
const ids: Record<string, string> = {};
const errors: string[] = [];
const of = (ref: string, rows: readonly string[]): string[] => rows.map((r) => r.replace(/^P1,/, `${ref},`));
const dark = emergingRows.map((r) => r.replace(/,(\d+),(\d+),0\.00003$/, ',0,$2,0.00003'));

async function signIn(email: string, scheme: 'light' | 'dark' = 'light'): Promise<[BrowserContext, Page]> {
  const c = await browser.newContext({ viewport: { width: 1366, height: 768 }, colorScheme: scheme, acceptDownloads: true });
  const p = await c.newPage();
  p.on('pageerror', (e) => errors.push(e.message));
  p.on('console', (m) => { if (m.type() === 'error' && /Content Security Policy/i.test(m.text())) errors.push(m.text()); });
  await p.goto(`${system.url}/sign-in`);
  await p.fill('input[name=email]', email);
  await p.fill('input[name=password]', 'correct horse battery');
  await p.keyboard.press('Enter');
  await p.waitForURL((u) => u.pathname === '/');
  return [c, p];
}
const open = async (ref: string, query = '', p = page): Promise<void> => {
  await p.goto(`${system.url}/patients/${ids[ref]}?site=main${query}`);
  await p.waitForSelector(`[data-patient-page="${ref}"]`);
};
const shot = async (name: string, p = page): Promise<void> => {
  await p.waitForTimeout(300);
  await p.screenshot({ path: join(kept.includes(name) ? shots : unkept, `${name}.png`) });
  expect(await p.evaluate(() => document.documentElement.scrollWidth > window.innerWidth)).toBe(false);
};
const axe = async (p: Page): Promise<string[]> => {
  await p.evaluate(axeSource);
  return p.evaluate(async () => {
    const run = (window as unknown as { axe: { run(o: object): Promise<{ violations: { id: string; nodes: { target: string[]; html: string }[] }[] }> } }).axe;
    const { violations } = await run.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] });
    return violations.map((v) => `${v.id}: ${v.nodes.slice(0, 8).map((n) => n.html.slice(0, 90)).join(' | ')}`);
  });
};

beforeAll(async () => {
  for (const folder of [shots, unkept]) mkdirSync(folder, { recursive: true });
  system = await startSystem({ web: true });
  const site = await system.siteId('main');
  for (const [name, role] of [['doctor', 'clinician'], ['reader', 'read_only']] as const) await createUser(system.store, { email: `${name}@example.org`, password: 'correct horse battery', siteId: site, role });
  const token = await system.token('main', 'clinician');
  await importAndWait(system, token, { name: 'treatments.csv', content: emergingTreatments + ['EMPTY', 'ONE', 'TWO', 'DARK', 'FAILED'].map((r) => `${r},cetuximab + FOLFIRI,cetuximab;irinotecan,anti_egfr;chemotherapy,2025-11-06,\n`).join('') });
  await importAndWait(system, token, { name: 'series.csv', content: seriesFile([...emergingRows, ...of('ONE', emergingRows.slice(0, 2)), ...of('TWO', emergingRows.slice(6)), ...of('DARK', dark), ...of('FAILED', emergingRows.slice(0, 2))]) });
  for (const ref of ['P1', 'EMPTY', 'ONE', 'TWO', 'DARK', 'FAILED']) ids[ref] = (await patientByRef(system, token, ref)).id;
  const owner = new pg.Client({ connectionString: system.database.ownerUrl });
  await owner.connect();
  await owner.query('alter table clinical.patient no force row level security');
  await owner.query(`update clinical.patient set evaluation_state = 'failed' where id = $1`, [ids.FAILED]);
  await owner.query('alter table ops.outbox no force row level security');
  await owner.query(`insert into ops.outbox (site_id, job, payload, enqueued_at, failed_at, last_error) values ($1, 'patient.evaluate', jsonb_build_object('patient_id', $2::text), now(), '2026-05-19T06:14:00Z', 'the computation took longer than 60 s')`, [site, ids.FAILED]);
  await owner.end();
  browser = await launchBrowser();
  [context, page] = await signIn('doctor@example.org');
}, 180_000);
afterAll(async () => {
  await browser?.close();
  await system?.stop();
});
afterEach(() => expect(errors.splice(0)).toEqual([]));

describe('states', () => {
  it('no draw, one draw, two draws, nothing informative, computation failed', async () => {
    await open('EMPTY');
    expect(await page.textContent('[data-chart]')).toContain('No draws yet');
    await shot('patient-empty');
    await open('ONE');
    expect(await page.locator('[data-segment]').count()).toBe(0);
    await shot('patient-one-draw');
    await open('TWO');
    await shot('patient-two-draws');
    await open('DARK');
    expect(await page.getAttribute('[data-reading]', 'data-reading')).toBe('cannot_tell');
    expect(await page.textContent('body')).not.toMatch(/\bwild.?type\b|\bnegative\b|all clear/i);
    await shot('patient-not-informative');
    await open('FAILED');
    const said = (await page.textContent('[data-evaluation-state="failed"]'))!.replace(/\u00a0/g, ' ');
    for (const part of ['The evaluation of 19 May 2026 06:14 UTC did not complete.', 'the computation took longer than 60 s', 'Shown is the last one that did', 'Try again']) expect(said).toContain(part);
    await shot('patient-computation-failed');
    await page.getByTestId('evaluate-again').click();
    await page.waitForSelector('[data-evaluation-state="failed"]', { state: 'detached' });
  });
  it('loading is places without values', async () => {
    let go: () => void = () => undefined;
    const gate = new Promise<void>((done) => { go = done; });
    await page.route(/\/api\/v1\/patients\/[^/]+$/, async (route) => { await gate; await route.continue(); });
    await page.goto(`${system.url}/patients/${ids.P1}?site=main`);
    await page.waitForSelector('[data-testid="patient-skeleton"]');
    expect(await page.textContent('main')).not.toMatch(/\d/);
    await shot('patient-loading');
    go();
    await page.waitForSelector('[data-patient-page="P1"]');
    await page.unroute(/\/api\/v1\/patients\/[^/]+$/);
  });
  it('offline says since when', async () => {
    await open('P1');
    await context.setOffline(true);
    await page.waitForSelector('[data-offline]');
    expect(await page.textContent('[data-offline]')).toMatch(/loaded at \d\d:\d\d/);
    await shot('patient-offline');
    await context.setOffline(false);
    await page.waitForSelector('[data-offline]', { state: 'detached' });
  });
  it('read only offers nothing that would be refused', async () => {
    const [c, p] = await signIn('reader@example.org');
    await open('P1', '', p);
    await p.waitForSelector('[data-read-only]');
    expect(await p.locator('[data-action]').count()).toBe(0);
    expect(await p.getByTestId('download-series').count()).toBe(0);
    await shot('patient-read-only', p);
    await c.close();
  });
});

describe('chart and table', () => {
  it('a draw chosen in the chart is chosen in the table, and the address keeps it with every setting', async () => {
    await open('P1');
    await shot('patient');
    await page.locator('[data-mark="detected"][data-gene="KRAS"][data-specimen="S5"]').click();
    const day = await page.getAttribute('tr.chosen', 'data-day');
    expect(new URL(page.url()).searchParams.get('draw')).toBe(day);
    expect((await page.textContent('.tooltip.pinned'))!.replace(/\u00a0/g, ' ')).toContain('21 / 3,800');
    await page.getByLabel('What the axis measures').selectOption('relative');
    await page.keyboard.press('Escape');
    await page.waitForSelector('tr.chosen', { state: 'detached' });
    await page.getByRole('button', { name: 'Linear' }).click();
    await page.waitForURL(/axis=linear/);
    expect(new URL(page.url()).searchParams.has('draw')).toBe(false);
    await page.reload();
    await page.waitForSelector('[data-measure="relative"][data-axis="linear"]');
    await page.locator('tbody tr[data-result]').first().click();
    await page.waitForSelector('tr.chosen');
  });
  it('hovering a draw marks its rows', async () => {
    await open('P1');
    await page.locator('[data-draw="S3"]').hover();
    await page.waitForSelector('tr.over');
    expect(await page.locator('tr.over').count()).toBe(2);
  });
  it('the files carry the hash of the data', async () => {
    await open('P1');
    const hash = (await (await context.request.get(`${system.url}/api/v1/patients/${ids.P1}`)).json() as { data_hash: string }).data_hash;
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
    for (const [button, end] of [['download-chart', 'svg'], ['download-png', 'png']] as const) {
      const [file] = await Promise.all([page.waitForEvent('download'), page.getByTestId(button).click()]);
      expect(file.suggestedFilename()).toBe(`clonewatch-P1.${end}`);
      const bytes = readFileSync((await file.path()));
      expect(bytes.includes(hash)).toBe(true);
      if (end === 'png') expect(bytes.subarray(1, 4).toString()).toBe('PNG');
    }
  });
});

describe('replay', () => {
  it('drag "today" back: alerts, sentence and table are those of then; a link keeps it; back to now', async () => {
    await open('P1');
    await page.waitForSelector('[data-alert-kind="resistance_emerging"]');
    await page.getByTestId('replay').focus();
    await page.getByRole('button', { name: '‹' }).click();
    await page.getByRole('button', { name: '‹' }).click();
    await page.waitForSelector('[data-replaying="2026-04-09"]');
    expect(await page.locator('[data-alert-kind="resistance_emerging"]').count()).toBe(0);
    expect(await page.locator('[data-alert-kind="resistance_detected"]').count()).toBe(1);
    expect(await page.locator('[data-conflict]').count()).toBe(0);
    expect(await page.textContent('main')).not.toContain('7 May 2026');
    expect(await page.locator('[data-action]').count()).toBe(0);
    await shot('patient-replay');
    await page.reload();
    await page.waitForSelector('[data-replaying="2026-04-09"]');
    await page.getByTestId('back-to-now').click();
    await page.waitForSelector('[data-alert-kind="resistance_emerging"]');
    expect(new URL(page.url()).searchParams.has('as_of')).toBe(false);
  });
});

describe('keys alone', () => {
  it('step through draws, walk and pin marks, switch the axis, acknowledge', async () => {
    await open('P1');
    await page.keyboard.press('[');
    await page.waitForSelector('tr.chosen');
    await page.keyboard.press('t');
    await page.waitForSelector('[data-axis="linear"]');
    await page.locator('[data-reader]').focus();
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.tooltip.pinned');
    await page.keyboard.press('Escape');
    await page.waitForSelector('.tooltip', { state: 'detached' });
  });
});

describe('axe', () => {
  it.each(['light', 'dark'] as const)('finds nothing in the %s theme, now and in replay', async (scheme) => {
    const [c, p] = await signIn('doctor@example.org', scheme);
    for (const query of ['', '&as_of=2026-04-09&clones=lanes&show=relative']) {
      await open('P1', query, p);
      await p.waitForSelector('[data-chart]');
      expect(await axe(p)).toEqual([]);
    }
    await shot(`patient-${scheme}`, p);
    await c.close();
  });
});
