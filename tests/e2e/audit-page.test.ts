/** The audit trail in a real browser: an administrator sees who has seen a record, refused attempts marked; nobody else is led there. */
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { createUser } from '@clonewatch/trust';
import { emergingRows, emergingTreatments, eventually, importAndWait, launchBrowser, patientByRef, seriesFile, startSystem, type TestSystem } from '@clonewatch/testing';

const shots = resolve(import.meta.dirname, '../../dist/screenshots');
const people = [['admin@example.org', 'admin'], ['doctor@example.org', 'clinician']] as const;
let system: TestSystem;
let browser: Browser;
beforeAll(async () => {
  mkdirSync(shots, { recursive: true });
  system = await startSystem({ web: true });
  for (const [email, role] of people) await createUser(system.store, { email, password: 'correct horse battery', siteId: await system.siteId('main'), role });
  browser = await launchBrowser();
  const token = await system.token('main', 'clinician');
  for (const [name, content] of [['treatments.csv', emergingTreatments], ['series.csv', seriesFile([...emergingRows, ...emergingRows.map((r) => r.replace('P1', 'P2'))])]] as const) {
    await importAndWait(system, token, { name, content });
  }
  await patientByRef(system, token, 'P2');
  const readOnly = await system.token('main', 'read_only');
  await fetch(`${system.url}/api/v1/exports/series`, { headers: { authorization: `Bearer ${readOnly}` } });
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await system?.stop();
});

async function signedIn(email: string): Promise<Page> {
  const page = await (await browser.newContext({ viewport: { width: 1366, height: 768 }, timezoneId: 'Asia/Yekaterinburg' })).newPage();
  await page.goto(`${system.url}/sign-in`);
  await page.fill('input[name=email]', email);
  await page.fill('input[name=password]', 'correct horse battery');
  await page.keyboard.press('Enter');
  await page.waitForURL((url) => url.pathname === '/');
  await page.waitForSelector('[data-patient="P1"]');
  return page;
}

it('G30 an administrator reads who has seen a record: filtered, refused attempts marked, times in UTC', async () => {
  const page = await signedIn('admin@example.org');
  await page.locator('[data-patient="P1"]').click();
  await page.getByTestId('who-has-seen').click();
  await page.waitForSelector('[data-audit-action="patient.read"]');
  expect(await page.locator('[data-audit-action="patient.read"]').first().textContent()).toMatch(/^\d+\s\w{3}\s\d{4},\s\d\d:\d\d:\d\d\sUTCadmin@example\.orgRead the patient page.*P1.*Done127\.0\.0\.1$/);
  const patients = await page.locator('table.audit tbody tr td:nth-child(4)').allTextContents();
  expect(patients.length).toBeGreaterThan(3);
  expect(patients.filter((t) => !t.startsWith('P1') && t !== 'the whole site')).toEqual([]);
  await page.getByRole('link', { name: 'Audit trail' }).click();
  await page.waitForSelector('[data-audit-outcome="denied"]');
  expect(await page.locator('[data-audit-outcome="denied"]').textContent()).toMatch(/Attempt: exported series.*Refused/);
  await page.waitForTimeout(300);
  await page.screenshot({ path: join(shots, 'audit.png') });
  expect(await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth)).toBe(false);
  await page.getByTestId('audit-patient').fill('P2');
  await page.keyboard.press('Enter');
  await page.locator('.chip', { hasText: 'Patient P2' }).waitFor();
  await page.getByTestId('audit-action').selectOption('patient.read');
  const rows = (): Promise<string[]> => page.locator('table.audit tbody tr').allTextContents();
  expect(await eventually(rows, (r) => r.length > 0 && r.every((t) => t.includes('Read the patient page')), 10)).toEqual([expect.stringMatching(/P2/)]);
  await page.screenshot({ path: join(shots, 'audit-patient.png') });
});

it('nobody but an administrator is led to it, and the page says why it is closed', async () => {
  const page = await signedIn('doctor@example.org');
  expect(await page.getByRole('link', { name: 'Audit trail' }).count()).toBe(0);
  await page.goto(`${system.url}/audit?site=main`);
  await page.getByText(/open to its administrators/).waitFor();
});
