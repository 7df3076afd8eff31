/** What is new to a person since their own last look, in a real browser: nothing the first time, then what a result and other people changed, in both languages. */
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { createUser } from '@clonewatch/trust';
import type { PatientPage } from '@clonewatch/contracts';
import { emergingRows, emergingTreatments, getJson, importAndWait, launchBrowser, patientByRef, send, seriesFile, sessionToken, signedInPage, startSystem, type TestSystem } from '@clonewatch/testing';

const shots = resolve(import.meta.dirname, '../..', process.env.SCREENS ?? 'dist/screenshots');
const password = 'correct horse battery';

let system: TestSystem;
let browser: Browser;
let page: Page;
let errors: string[];
let token: string;
let boris: string;
let id: string;

beforeAll(async () => {
  mkdirSync(shots, { recursive: true });
  system = await startSystem({ web: true });
  token = await system.token('main', 'clinician');
  for (const email of ['anna@example.org', 'boris@example.org']) await createUser(system.store, { email, password, siteId: await system.siteId('main'), role: 'clinician' });
  boris = await sessionToken(system.store, { email: 'boris@example.org', password });
  await importAndWait(system, token, { name: 'treatments.csv', content: emergingTreatments });
  await importAndWait(system, token, { name: 'early.csv', content: seriesFile(emergingRows.slice(0, 8)) });
  id = (await patientByRef(system, token, 'P1')).id;
  browser = await launchBrowser();
  ({ page, errors } = await signedInPage(browser, system.url, { email: 'anna@example.org', password }));
}, 180_000);
afterAll(async () => {
  await browser?.close();
  await system?.stop();
});
afterEach(() => expect(errors.splice(0)).toEqual([]));

/** Opens the page and stays until the look is told to the server. */
async function look(): Promise<void> {
  const told = page.waitForResponse((r) => r.url().endsWith(`/patients/${id}/seen`) && r.ok());
  await page.goto(`${system.url}/patients/${id}?site=main`);
  await page.waitForSelector('[data-patient-page="P1"]');
  await page.mouse.move(300, 300);
  await told;
}
const away = (): Promise<unknown> => page.goto(`${system.url}/?site=main`);
const lastLook = (): Promise<string | null> => page.getAttribute('[data-since]', 'data-since');
async function shot(name: string): Promise<void> {
  await page.waitForTimeout(300);
  await page.screenshot({ path: join(shots, `${name}.png`) });
  expect(await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth)).toBe(false);
}

it('the first look has nothing to compare with; opened again, its time is said and that nothing is new', async () => {
  await look();
  expect(await lastLook()).toBe('first');
  await away();
  await look();
  expect(await lastLook()).toBe('nothing');
  expect(await page.textContent('[data-since]')).toMatch(/Your last looktoday, \d\d:\d\d nothing new/);
  expect(await page.locator('.since').count()).toBe(0);
});

it('a result, what another did to an alert and a decision the board signed are new, on the same day too', async () => {
  await away();
  await importAndWait(system, token, { name: 'late.csv', content: seriesFile(emergingRows.slice(8)) });
  const { alerts } = await getJson<PatientPage>(system.url, boris, `/patients/${id}`);
  const alert = alerts.find((a) => a.kind === 'resistance_emerging')!;
  expect((await send(system.url, boris, 'POST', `/alerts/${alert.id}/transitions`, { to: 'acknowledged', reason: 'seen' })).status).toBe(200);
  const packet = await send<{ id: string }>(system.url, boris, 'POST', `/patients/${id}/packets`, { question: 'Stop cetuximab?' });
  const decision = await send(system.url, boris, 'POST', `/packets/${packet.body.id}/decisions`,
    { decision: 'Stop cetuximab', present: 'Oncology', signed_name: 'Dr Boris' }, { 'if-match': '"0"' });
  expect([packet.status, decision.status]).toEqual([201, 201]);
  await look();
  expect(await lastLook()).toBe('changed');
  expect(await page.getAttribute('.since', 'title')).toMatch(/Board decision signed by boris@example\.org/);
  expect(await page.getAttribute('.since', 'title')).toMatch(/New alert: KRAS p\.G12D: resistance emerging/);
  expect(await page.getAttribute('.since', 'title')).toMatch(/New result: draw of 7 May 2026/);
  expect(await page.getAttribute('.since', 'title')).toMatch(/KRAS p\.G12D: resistance emerging: acknowledged by boris@example\.org/);
  await shot('patient-since');
});

it('loaded again it still says so, and in Russian no word of it stays English', async () => {
  await page.reload();
  await page.waitForSelector('[data-since=changed]');
  await page.getByTestId('language-select').selectOption('ru');
  await page.waitForSelector('html[lang=ru]');
  const said = (await page.getAttribute('.since', 'title'))!;
  expect(said).toMatch(/Подписано решение консилиума \(boris@example\.org\)/);
  expect(said.replaceAll('boris@example.org', '')).not.toMatch(/[a-z]{3,}/);
  await shot('patient-since-ru');
});
