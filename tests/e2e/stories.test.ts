/** One demonstration patient for each disease, from the first draw to the signed decision, in a real browser and in both languages; every page kept as a picture. */
import { mkdirSync } from 'node:fs';
import { resolve, join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { nosologies } from '@clonewatch/domain';
import { columnsOf, csvHeader, csvLines, storyPatients, storyQuestions, type FileName } from '@clonewatch/simulate';
import { addMembership, ensureSite } from '@clonewatch/trust';
import { importAndWait, launchBrowser, newAccount, patientByRef, signedInPage, startSystem, type TestSystem } from '@clonewatch/testing';
import { tellBoards } from '../../apps/cli/src/steps/demo-boards.js';

const shots = resolve(import.meta.dirname, '../..', process.env.SCREENS ?? 'dist/screenshots', 'stories');
const today = new Date().toISOString().slice(0, 10);
/** Words that would make good news of what was not looked for. */
const goodNews = /\ball clear\b|\bwill respond\b|\bis safe\b|\bnegative for\b/i;
let system: TestSystem;
let browser: Browser;
let page: Page;
const ids: Record<string, string> = {};
let errors: string[];

beforeAll(async () => {
  mkdirSync(shots, { recursive: true });
  system = await startSystem({ web: true });
  const site = (await ensureSite(system.store, 'demo', 'Demonstration', true)).id;
  const token = await system.token('demo', 'clinician');
  const patients = [...storyPatients(20261, Math.floor(Date.now() / 86_400_000) - 7)];
  for (const name of (Object.keys(columnsOf) as FileName[]).filter((f) => f !== 'truth.csv')) {
    expect(await importAndWait(system, token, { name, content: csvHeader(name) + patients.map((p) => csvLines(name, p.rows[name])).join('') })).toMatchObject({ state: 'evaluated' });
  }
  for (const s of storyQuestions) ids[s.patientId] = (await patientByRef(system, token, s.patientId)).id;
  expect(await tellBoards(system.store, site, today)).toBe(true);
  const doctor = await newAccount(system, 'main', 'clinician');
  await addMembership(system.store, doctor.id, site, 'clinician');
  browser = await launchBrowser();
  ({ page, errors } = await signedInPage(browser, system.url, doctor));
}, 400_000);
afterAll(async () => {
  await browser?.close();
  await system?.stop();
});
afterEach(() => expect(errors.splice(0)).toEqual([]));

const shot = async (name: string): Promise<void> => {
  await page.waitForTimeout(200);
  await page.screenshot({ path: join(shots, `${name}.png`) });
  expect({ name, wider: await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth) }).toEqual({ name, wider: false });
};
const toTop = async (selector: string): Promise<void> => page.locator(selector).first().evaluate((e) => e.scrollIntoView({ block: 'start' }));

it('each disease of the catalogue has its story', () => {
  expect(new Set(storyQuestions.map((s) => s.nosology))).toEqual(new Set(nosologies));
});

describe.each(storyQuestions.map((s) => [s.patientId, s] as const))('%s', (ref, story) => {
  const short = ref.slice(5).toLowerCase();

  it('the patient page: mechanisms, criteria, intended use, and no good news of what was not looked for', async () => {
    await page.goto(`${system.url}/patients/${ids[ref]!}?site=demo`);
    await page.waitForSelector('[data-mechanisms]');
    await page.waitForSelector('[data-scenario], [data-testid=no-scenario], #rechallenge');
    expect(await page.textContent('main')).not.toMatch(goodNews);
    expect(await page.getByTestId('intended-use').count()).toBe(1);
    expect(await page.getByTestId('intended-use').isVisible()).toBe(true);
    expect(await page.getAttribute('[data-testid=site-switch]', 'data-validated')).toBe('false');
    await shot(`${short}-1-page`);
    await toTop('#mechanisms');
    await shot(`${short}-2-mechanisms`);
    await toTop('[data-scenario], [data-testid=no-scenario], #rechallenge');
    await shot(`${short}-3-criteria`);
  });

  it('the packet with its question and the signed decision, in English and in Russian', async () => {
    await page.getByTestId('board-packets').click();
    await page.locator('[data-packet-row] a').first().click();
    await page.waitForSelector('[data-packet]');
    expect(await page.textContent('[data-packet]')).not.toMatch(/\bwild.?type\b/i);
    expect(await page.getByTestId('packet-question').textContent()).toBe(story.question);
    const decision = await page.textContent('[data-decision="1"]');
    expect(decision).toContain(story.decision.decision);
    expect(decision).toContain(story.decision.followUp);
    if (story.decision.dissent) expect(decision).toContain(story.decision.dissent);
    await page.evaluate(() => window.scrollTo(0, 0));
    await shot(`${short}-4-packet`);
    await toTop('[data-packet-part=options]');
    await shot(`${short}-5-options`);
    await toTop('[data-packet-part=decision]');
    await shot(`${short}-6-decision`);
    await page.getByTestId('language-select').selectOption('ru');
    await page.waitForSelector('html[lang=ru]');
    await toTop('#mechanisms');
    await shot(`${short}-7-packet-ru`);
    await page.getByTestId('language-select').selectOption('en');
    await page.waitForSelector('html[lang=en]');
  });
});

it('told once: a second start adds nothing', async () => {
  const count = async (): Promise<number> => Number((await system.store.inSession(await system.token('demo', 'clinician'), (scope) => scope.query<{ n: string }>('select count(*) as n from clinical.board_packet')))[0]!.n);
  const before = await count();
  expect(await tellBoards(system.store, await system.siteId('demo'), today)).toBe(true);
  expect(await count()).toBe(before);
  expect(before).toBe(storyQuestions.length);
});
