/** From the patient's page to the board's signed decision in a real browser: mechanisms, packet, both languages, files, print, keys of the form, axe. */
import { mkdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { emergingRows, emergingTreatments, importAndWait, launchBrowser, newAccount, patientByRef, seriesFile, signedInPage, startSystem, type Account, type TestSystem } from '@clonewatch/testing';

const root = resolve(import.meta.dirname, '../..');
const shots = resolve(root, process.env.SCREENS ?? 'dist/screenshots');
const axeSource = readFileSync(join(root, 'node_modules', 'axe-core', 'axe.min.js'), 'utf8');

let system: TestSystem;
let browser: Browser;
let page: Page;
let id: string;
let doctor: Account;
let errors: string[];
const shot = async (name: string): Promise<void> => {
  await page.waitForTimeout(300);
  await page.screenshot({ path: join(shots, `${name}.png`) });
  expect(await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth)).toBe(false);
};
const axe = async (): Promise<string[]> => {
  await page.evaluate(axeSource);
  return page.evaluate(async () => {
    const run = (window as unknown as { axe: { run(o: object): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> } }).axe;
    const { violations } = await run.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] });
    return violations.map((v) => `${v.id}: ${v.nodes.slice(0, 5).map((n) => n.html.slice(0, 120)).join(' | ')}`);
  });
};

beforeAll(async () => {
  mkdirSync(shots, { recursive: true });
  system = await startSystem({ web: true });
  const token = await system.token('main', 'clinician');
  doctor = await newAccount(system, 'main', 'clinician');
  await importAndWait(system, token, { name: 'treatments.csv', content: emergingTreatments });
  await importAndWait(system, token, { name: 'patients.csv', content: 'patient_id,nosology,sex,birth_year,sidedness,metastatic_sites,tissue_ras,tissue_braf,msi\nP1,mcrc_ras_braf_wt,f,1961,right,liver;lung,ras_ext_wt,wt,mss\n' });
  await importAndWait(system, token, { name: 'assessments.csv', content: 'patient_id,assessed_on,kind,gene,variant,result,unit\nP1,2026-05-06,lesion:liver s6,,,PD,\nP1,2026-05-06,lesion:lung,,,SD,\nP1,2026-05-06,imaging,,,PD,\nP1,2025-10-20,tissue,KRAS,p.G12D,negative,\n' });
  await importAndWait(system, token, { name: 'series.csv', content: seriesFile(emergingRows) });
  id = (await patientByRef(system, token, 'P1')).id;
  browser = await launchBrowser();
  ({ page, errors } = await signedInPage(browser, system.url, doctor));
}, 180_000);
afterAll(async () => {
  await browser?.close();
  await system?.stop();
});
afterEach(() => expect(errors.splice(0)).toEqual([]));

it('the patient page says which clone leads, what its growth depends on, and what was not looked for', async () => {
  await page.goto(`${system.url}/patients/${id}?site=main`);
  await page.waitForSelector('[data-mechanisms="explained"]');
  expect(await page.getByTestId('leading').textContent()).toContain('KRAS p.G12D');
  expect(await page.getAttribute('[data-foci]', 'data-foci')).toBe('previous_foci');
  expect(await page.textContent('#mechanisms')).toContain('lesions disagree');
  await page.locator('#mechanisms').scrollIntoViewIfNeeded();
  await page.locator('[data-part=tested] summary').click();
  expect(await page.textContent('[data-tested=not_tested]')).toContain('MET');
  await shot('mechanisms');
});
it('a packet is made from the page and opens as it was made', async () => {
  await page.getByTestId('board-packets').click();
  await page.getByTestId('no-packets').waitFor();
  await page.getByTestId('make-packet').click();
  await page.fill('textarea[name=reason]', 'Stop cetuximab, or wait for a repeat draw?');
  await page.locator('dialog button[type=submit]').click();
  await page.waitForSelector('[data-packet]');
  expect(await page.getByTestId('packet-question').textContent()).toBe('Stop cetuximab, or wait for a repeat draw?');
  expect(await page.getByTestId('packet-hash').textContent()).toMatch(/^[0-9a-f]{64}$/);
  expect(await page.locator('[data-strategy]').count()).toBeGreaterThan(0);
  expect(await page.textContent('[data-packet]')).not.toMatch(/\bwild.?type\b|all clear|will respond/i);
  await shot('board-packet');
  expect(await axe()).toEqual([]);
  await page.locator('[data-packet-part=options]').scrollIntoViewIfNeeded();
  await shot('board-packet-options');
});
it('the decision is signed with a name, and stands beside the packet', async () => {
  await page.getByTestId('decide').click();
  await page.fill('textarea[name=reason]', 'Stop cetuximab; KRAS-directed trial');
  await page.fill('input[name=dissent]', 'One member: repeat first');
  await page.fill('input[name=present]', 'Oncology, pathology, genetics');
  await page.fill('input[name=signed_name]', 'Dr A. Doctor');
  await page.locator('dialog button[type=submit]').click();
  await page.waitForSelector('[data-decision="1"]');
  expect(await page.textContent('[data-decision="1"]')).toContain(`Signed by Dr A. Doctor (${doctor.email})`);
  await page.locator('[data-packet-part=decision]').scrollIntoViewIfNeeded();
  await shot('board-decision');
});
it('the files come down, and the page is there in Russian', async () => {
  for (const [button, name] of [['pdf-en', /-en\.pdf$/], ['pdf-ru', /-ru\.pdf$/], ['json', /\.json$/]] as const) {
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByTestId(button).click()]);
    expect(download.suggestedFilename()).toMatch(name);
    await download.saveAs(join(shots, `board.${name.source.includes('json') ? 'json' : `${button.slice(4)}.pdf`}`));
  }
  await page.getByTestId('language-select').selectOption('ru');
  await page.waitForSelector('html[lang=ru]');
  expect(await page.textContent('#mechanisms-title')).toBe('Механизмы резистентности');
  await page.evaluate(() => window.scrollTo(0, 0));
  await shot('board-packet-ru');
});
