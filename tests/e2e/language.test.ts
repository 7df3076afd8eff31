/** The language of the page in a real browser: the browser's own, the switch, remembered; every page's words from the catalogue; Russian fits and is accessible in both themes. */
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { addMembership } from '@clonewatch/trust';
import { emergingRows, emergingTreatments, importAndWait, launchBrowser, newAccount, patientByRef, seriesFile, startSystem, type Account, type TestSystem } from '@clonewatch/testing';
import { pages } from '../security/hostile-text.js';
import { outsideCatalogue } from './words-outside.js';

/** `SCREENS=docs/screens` keeps the pictures in the repository. */
const shots = resolve(import.meta.dirname, '../..', process.env.SCREENS ?? 'dist/screenshots');
let system: TestSystem;
let browser: Browser;
let chief: Account;
let patient: string;
const errors: string[] = [];
const ours = pages.filter((p) => !/[<#]|javascript:/.test(p));
const of = (ref: string, rows: readonly string[]): string[] => rows.map((r) => r.replace(/^P1,/, `${ref},`));

beforeAll(async () => {
  mkdirSync(shots, { recursive: true });
  system = await startSystem({ web: true });
  chief = await newAccount(system, 'main', 'admin');
  await addMembership(system.store, chief.id, await system.siteId('north'), 'clinician');
  const token = await system.token('main', 'clinician');
  const refs = ['P1', 'P2', 'P3', 'P4', 'P5'];
  await importAndWait(system, token, { name: 'treatments.csv', content: emergingTreatments + refs.slice(1).map((r) => `${r},cetuximab + FOLFIRI,cetuximab;irinotecan,anti_egfr;chemotherapy,2025-11-06,\n`).join('') });
  const dark = emergingRows.map((r) => r.replace(/,(\d+),(\d+),0\.00003$/, ',0,$2,0.00003'));
  await importAndWait(system, token, { name: 'series.csv', content: seriesFile([...emergingRows, ...of('P2', emergingRows.slice(0, 2)), ...of('P3', emergingRows.slice(4)), ...of('P4', dark), ...of('P5', emergingRows.slice(0, 6))]) });
  patient = (await patientByRef(system, token, 'P1')).id;
  browser = await launchBrowser();
}, 240_000);
afterAll(async () => {
  await browser?.close();
  await system?.stop();
});
afterEach(() => expect(errors.splice(0)).toEqual([]));

async function visit(locale: string, spoken?: string): Promise<{ context: BrowserContext; page: Page }> {
  const context = await browser.newContext({ viewport: { width: 1366, height: 768 }, locale });
  if (spoken) await context.addInitScript((l) => localStorage.setItem('clonewatch.language', l), spoken);
  const page = await context.newPage();
  page.on('pageerror', (e) => errors.push(e.message));
  return { context, page };
}

async function signIn(page: Page): Promise<void> {
  await page.goto(`${system.url}/sign-in`);
  await page.fill('input[name=email]', chief.email);
  await page.fill('input[name=password]', chief.password);
  await page.keyboard.press('Enter');
  await page.waitForSelector('.topbar');
}

async function open(page: Page, path: string): Promise<void> {
  await page.goto(system.url + path.replace('SITE', 'main').replace('PATIENT', patient));
  await page.waitForSelector('main');
  await page.waitForLoadState('networkidle', { timeout: 3000 }).catch(() => undefined);
  await page.waitForFunction(() => document.querySelector('[aria-busy=true], .skeleton') === null, null, { timeout: 20_000 });
  await page.waitForTimeout(200);
}

const lang = (page: Page): Promise<string | null> => page.getAttribute('html', 'lang');
const title = (page: Page): Promise<string> => page.locator('h1').first().innerText();

describe('which language', () => {
  it('is the browser’s own until one is chosen', async () => {
    for (const [locale, speaks, says] of [['ru-RU', 'ru', 'Вход'], ['en-GB', 'en', 'Sign in'], ['de-DE', 'en', 'Sign in']] as const) {
      const { context, page } = await visit(locale);
      await page.goto(`${system.url}/sign-in`);
      await page.waitForSelector('h1');
      expect([await lang(page), await title(page)]).toEqual([speaks, says]);
      await context.close();
    }
  });

  it('is switched at once on every page, with the address and what is open kept, and remembered over a reload', async () => {
    const { context, page } = await visit('en-GB');
    await signIn(page);
    await open(page, '/patients/PATIENT?site=main&axis=linear');
    const address = page.url();
    await page.getByTestId('language-select').selectOption('ru');
    await page.getByRole('navigation', { name: 'Главное меню' }).waitFor();
    expect([await lang(page), page.url()]).toEqual(['ru', address]);
    expect(await page.locator('main').innerText()).toMatch(/РАСТЁТ|растёт/);
    expect(await page.locator('main').innerText()).toMatch(/7\u00a0мая\u00a02026/);
    await page.reload();
    await page.getByRole('navigation', { name: 'Главное меню' }).waitFor();
    expect(await lang(page)).toBe('ru');
    await page.getByTestId('language-select').focus();
    await page.keyboard.press('ArrowUp');
    await page.getByRole('navigation', { name: 'Main' }).waitFor();
    expect(await lang(page)).toBe('en');
    expect(await page.locator('main').innerText()).not.toMatch(/[А-Яа-я]/);
    await context.close();
  });
});

describe('every word of a page', () => {
  it('comes from the catalogue, or is data', async () => {
    const { context, page } = await visit('en-GB', 'pseudo');
    await signIn(page);
    const found: string[] = [];
    for (const path of ours) {
      await open(page, path);
      expect(await page.locator('body').innerText()).toContain('⟦');
      found.push(...(await outsideCatalogue(page)).map((x) => `${path.split('?')[0]}: ${x}`));
    }
    await open(page, '/assays?site=SITE');
    await page.getByTestId('assay-new').click();
    found.push(...(await outsideCatalogue(page)).map((x) => `new assay: ${x}`));
    await page.locator('h1').click();
    await page.keyboard.press('?');
    found.push(...(await outsideCatalogue(page)).map((x) => `keys: ${x}`));
    expect([...new Set(found)]).toEqual([]);
    await context.close();
  }, 240_000);
});

describe('Russian', () => {
  it('fits the screen of the ward, and axe finds nothing, light and dark', async () => {
    const { context, page } = await visit('ru-RU');
    await signIn(page);
    const names: Readonly<Record<string, string>> = { '/': 'work-list', '/cohort': 'cohort', '/patients/PATIENT': 'patient', '/imports': 'imports', '/outcomes': 'outcomes', '/admin': 'admin', '/assays': 'assays' };
    const wrong: string[] = [];
    for (const path of ours) {
      await page.emulateMedia({ colorScheme: 'light' });
      await open(page, path);
      const name = names[path.split('?')[0]!];
      if (name) await page.screenshot({ path: join(shots, `ru-${name}.png`) });
      if (await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth)) wrong.push(`${path}: wider than the screen`);
      const cut = await page.locator('.topbar > :not(.legal):not(.user)').evaluateAll((es) => es.filter((e) => e.getBoundingClientRect().right > window.innerWidth || e.scrollWidth > e.clientWidth + 1).map((e) => e.textContent));
      if (cut.length > 0) wrong.push(`${path}: cut in the header: ${cut.join(', ')}`);
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        const { violations } = await new AxeBuilder({ page }).analyze();
        wrong.push(...violations.map((v) => `${path} ${colorScheme} ${v.id}: ${v.nodes.map((n) => n.html.slice(0, 120)).join(' | ')}`));
      }
    }
    expect(wrong).toEqual([]);
    await context.close();
  }, 900_000);
});
