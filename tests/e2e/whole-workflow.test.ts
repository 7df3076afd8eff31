/** One whole workflow by keys alone: arrive, see the alert, open, understand, acknowledge, close with its outcome; the same in the other language. */
import type { Browser, Page } from 'playwright-core';
import { emergingRows, emergingTreatments, importAndWait, launchBrowser, newAccount, seriesFile, startSystem, type Account, type TestSystem } from '@clonewatch/testing';

let system: TestSystem;
let browser: Browser;
let page: Page;
let doctor: Account;
let token: string;
const errors: string[] = [];

beforeAll(async () => {
  system = await startSystem({ web: true });
  doctor = await newAccount(system, 'main', 'clinician');
  token = await system.token('main', 'clinician');
  await importAndWait(system, token, { name: 'treatments.csv', content: emergingTreatments });
  await importAndWait(system, token, { name: 'early.csv', content: seriesFile(emergingRows.slice(0, 6)) });
  browser = await launchBrowser();
  page = await browser.newPage({ viewport: { width: 1366, height: 768 }, locale: 'en-GB' });
  page.on('pageerror', (e) => errors.push(e.message));
}, 240_000);
afterAll(async () => {
  await browser?.close();
  await system?.stop();
});
afterEach(() => expect(errors.splice(0)).toEqual([]));

/** By Tab alone; what cannot be reached so is not there for who has no mouse. */
async function tabTo(selector: string): Promise<void> {
  for (let i = 0; i < 200; i++) {
    if (await page.evaluate((s) => document.activeElement?.matches(s) ?? false, selector)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`not reached by Tab: ${selector}`);
}
async function typeInto(selector: string, text: string): Promise<void> {
  await tabTo(selector);
  await page.keyboard.type(text);
}
async function confirm(): Promise<void> {
  await tabTo('dialog button[type=submit]');
  await page.keyboard.press('Enter');
  await page.waitForSelector('dialog', { state: 'detached' });
}

it('arrive → see the alert → open → understand → acknowledge → close with its outcome', async () => {
  await page.goto(`${system.url}/sign-in`);
  await page.waitForSelector('input[name=email]');
  await typeInto('input[name=email]', doctor.email);
  await typeInto('input[name=password]', doctor.password);
  await page.keyboard.press('Enter');
  await page.waitForSelector('[data-patient="P1"]');
  expect(await page.getAttribute('[data-patient="P1"]', 'data-alert-severity')).not.toBe('act');

  // The draws that show the rise arrive while the list is open.
  await importAndWait(system, token, { name: 'late.csv', content: seriesFile(emergingRows) });
  await page.waitForSelector('[data-patient="P1"][data-alert-severity="act"]', { timeout: 60_000 });
  await page.keyboard.press('j');
  await page.keyboard.press('k');
  await page.keyboard.press('Enter');
  await page.waitForSelector('[data-patient-page="P1"]');

  // Understand: the one sentence leads to its evidence, with counts, threshold and what to check.
  expect(await page.innerText('[data-testid=sentence]')).toContain('KRAS p.G12D rising');
  await tabTo('[data-testid=sentence] a');
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => /^#alert-/.test(location.hash));
  const evidence = new URL(page.url()).hash;
  await page.waitForFunction((id) => { const box = document.querySelector(id)?.getBoundingClientRect(); return box !== undefined && box.top >= 0 && box.top < window.innerHeight; }, evidence);
  const text = await page.innerText(evidence);
  expect(text).toContain('8/3,800');
  expect(text).toMatch(/threshold.*false alerts?\/100 patient-years/s);
  expect(text).toContain('Suggested check');
  expect(text).toContain('In the page since');
  expect(text).toContain('Nobody was told outside the page');

  await page.keyboard.press('a');
  await page.waitForSelector('dialog');
  await typeInto('dialog textarea[name=reason]', 'discussed in the ward round');
  await confirm();
  const own = `.alerts li:has(a[href="${evidence}"])`;
  await page.waitForSelector(`${own}[data-alert-state="acknowledged"]`);

  await tabTo(`${own} [data-action=closed]`);
  await page.keyboard.press('Enter');
  await page.waitForSelector('dialog');
  await tabTo('dialog select[name=outcome]');
  expect(await page.inputValue('dialog select[name=outcome]')).toBe('confirmed_by_imaging');
  await typeInto('dialog textarea[name=reason]', 'CT of 18 June');
  await confirm();
  await page.waitForSelector(own, { state: 'detached' });
  await page.waitForSelector(`${evidence}.closed`);
  expect(await page.locator(`${evidence} [data-step]`).evaluateAll((steps) => steps.map((s) => s.getAttribute('data-step')))).toEqual(['open', 'acknowledged', 'closed']);

  // The other language, by keys, with the page where it was.
  await tabTo('[data-testid=language-select]');
  await page.keyboard.press('ArrowDown');
  await page.waitForSelector('html[lang=ru]');
  const russian = await page.locator(evidence).textContent();
  expect(russian).toContain('подтверждено визуализацией');
  expect(russian).not.toMatch(/\b(?:rising|Suggested|threshold|doubling)\b/i);
  expect(new URL(page.url()).hash).toBe(evidence);
}, 240_000);
