/** The work list of a site with ten thousand patients, in a real browser on a real database: few rows drawn, every one reached, found and opened. */
import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { AxeBuilder } from '@axe-core/playwright';
import pg from 'pg';
import { emergingRows, emergingTreatments, importAndWait, launchBrowser, newAccount, patientByRef, seriesFile, signedInPage, startSystem, type TestSystem } from '@clonewatch/testing';

const shots = resolve(import.meta.dirname, '../../dist/screenshots');
let system: TestSystem;
let browser: Browser;
let page: Page;
let errors: string[];
beforeAll(async () => {
  mkdirSync(shots, { recursive: true });
  system = await startSystem({ web: true });
  const token = await system.token('main', 'clinician');
  for (const [name, content] of [['t.csv', emergingTreatments], ['s.csv', seriesFile(emergingRows)]] as const) await importAndWait(system, token, { name, content });
  const { id } = await patientByRef(system, token, 'P1');
  // Ten thousand more who read the same evaluation: what the list shows of each is the work of a real one.
  const owner = new pg.Client({ connectionString: system.database.ownerUrl });
  await owner.connect();
  await owner.query('alter table clinical.patient no force row level security');
  await owner.query(
    `insert into clinical.patient (site_id, patient_ref, timeline, evaluation_id, evaluation_state, import_id)
     select site_id, 'N' || to_char(g, 'FM00000'), timeline, evaluation_id, evaluation_state, import_id from clinical.patient, generate_series(1, 10000) g where site_id = $1 and id = $2`, [await system.siteId('main'), id]);
  await owner.query('alter table clinical.patient force row level security');
  await owner.query('analyze clinical.patient');
  await owner.end();
  browser = await launchBrowser();
  ({ page, errors } = await signedInPage(browser, system.url, await newAccount(system, 'main', 'clinician')));
}, 180_000);
afterAll(async () => {
  await browser?.close();
  await system?.stop();
});

afterEach(() => expect(errors.splice(0)).toEqual([]));

const drawn = (): Promise<number> => page.locator('tr[data-patient]').count();

it('draws what is in sight, whoever needs somebody first; the last of ten thousand is there at the end', async () => {
  await page.goto(`${system.url}/?site=main`);
  await page.waitForSelector('tr[data-patient="P1"]', { timeout: 60_000 });
  expect(await page.locator('tr[data-patient]').first().getAttribute('data-patient')).toBe('P1');
  expect(await page.locator('table.worklist').getAttribute('aria-rowcount')).toBe('10002');
  expect(await drawn()).toBeLessThan(120);
  await page.screenshot({ path: `${shots}/ten-thousand.png` });
  await page.evaluate(() => window.scrollTo(0, document.body.scrollHeight));
  await page.waitForSelector('tr[data-patient="N10000"]');
  expect(await drawn()).toBeLessThan(120);
  const frames = await page.evaluate(async () => {
    window.scrollTo(0, 0);
    const times: number[] = [];
    await new Promise<void>((done) => {
      let last = performance.now();
      const step = (now: number): void => {
        times.push(now - last);
        last = now;
        window.scrollBy(0, 400);
        if (times.length < 120) requestAnimationFrame(step); else done();
      };
      requestAnimationFrame(step);
    });
    return times.slice(1).sort((a, b) => a - b);
  });
  console.log(`work list of 10,001: frame ${frames[Math.floor(frames.length / 2)]!.toFixed(1)} ms median, ${frames[Math.floor(frames.length * 0.95)]!.toFixed(1)} ms 95th of ${frames.length} while scrolling`);
});

it('the keyboard reaches rows that were not drawn; a search and a view narrow it, and stand in the address', async () => {
  await page.evaluate(() => window.scrollTo(0, 0));
  for (let i = 0; i < 60; i++) await page.keyboard.press('j');
  const selected = page.locator('tr.selected');
  await selected.waitFor();
  const box = (await selected.boundingBox())!;
  expect(box.y).toBeGreaterThan(0);
  expect(box.y + box.height).toBeLessThanOrEqual(768);
  await page.getByTestId('find').fill('N09876');
  await page.waitForFunction(() => document.querySelectorAll('tr[data-patient]').length === 1);
  expect(page.url()).toContain('q=N09876');
  await page.getByTestId('find').fill('');
  await page.locator('[data-view=needs]').click();
  await page.waitForFunction(() => document.querySelectorAll('tr[data-patient]').length === 1);
  expect(new URL(page.url()).searchParams.get('view')).toBe('needs');
  await page.getByTestId('save-view').click();
  await page.getByLabel('Name of this view').fill('Morning');
  await page.keyboard.press('Enter');
  await page.locator('[data-view=all]').click();
  await page.reload();
  await page.locator('[data-saved-view=Morning]').click();
  await page.waitForFunction(() => document.querySelectorAll('tr[data-patient]').length === 1);
  await page.locator('h1').click();
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  await page.waitForSelector('[data-patient-page="P1"]');
});

it('shows the cohort: a row a patient, few drawn; every cell says its state in words; a row opens its patient', async () => {
  await page.goto(`${system.url}/cohort?site=main&order=patient`);
  await page.waitForSelector('table.heat-map tr[data-patient]', { timeout: 60_000 });
  expect(await page.locator('table.heat-map').getAttribute('aria-rowcount')).toBe('10003');
  expect(await drawn()).toBeLessThan(120);
  const cells = page.locator('table.heat-map tr[data-patient]').first().locator('td[data-state]');
  expect(await cells.count()).toBeGreaterThan(1);
  expect(await cells.last().getAttribute('data-state')).toBe('risen');
  expect(await cells.last().textContent()).toContain('Resistance risen');
  await page.screenshot({ path: `${shots}/cohort-ten-thousand.png` });
  expect((await new AxeBuilder({ page }).analyze()).violations.map((v) => `${v.id}: ${v.nodes[0]?.html}`)).toEqual([]);
  await page.selectOption('[data-testid=heat-origin]', 'rechallenge');
  await page.waitForSelector('text=No patient has a place on this axis.');
  expect(new URL(page.url()).searchParams.get('from')).toBe('rechallenge');
  await page.selectOption('[data-testid=heat-origin]', 'anti_egfr');
  await page.locator('table.heat-map tr[data-patient] a').first().click();
  await page.waitForURL(/\/patients\//);
}, 120_000);
