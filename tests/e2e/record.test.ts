/** The record changed by a person in a real browser: an alert taken up, a stop date corrected, a result entered, an import taken back and brought back. */
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { createUser } from '@clonewatch/trust';
import { emergingRows, emergingTreatments, eventually, importAndWait, launchBrowser, patientByRef, seriesFile, startSystem, type TestSystem } from '@clonewatch/testing';

const shots = resolve(import.meta.dirname, '../../dist/screenshots');

describe('the record in the browser', () => {
  let system: TestSystem;
  let browser: Browser;
  let page: Page;
  let token: string;
  const errors: string[] = [];
  beforeAll(async () => {
    mkdirSync(shots, { recursive: true });
    system = await startSystem({ web: true });
    token = await system.token('main', 'clinician');
    await createUser(system.store, { email: 'doctor@example.org', password: 'correct horse battery', siteId: await system.siteId('main'), role: 'clinician' });
    for (const [name, content] of [['treatments.csv', emergingTreatments], ['series.csv', seriesFile(emergingRows)], ['other.csv', seriesFile(['P2,T1,2026-01-20,panel,TP53,p.R175H,100,4000,0.00003'])]] as const) {
      await importAndWait(system, token, { name, content });
    }
    browser = await launchBrowser();
    page = await browser.newPage({ viewport: { width: 1366, height: 768 } });
    page.on('pageerror', (error) => errors.push(error.message));
    page.on('console', (m) => { if (m.type() === 'error' && /Content Security Policy/i.test(m.text())) errors.push(m.text()); });
    await page.goto(`${system.url}/sign-in`);
    await page.fill('input[name=email]', 'doctor@example.org');
    await page.fill('input[name=password]', 'correct horse battery');
    await page.click('button[type=submit]');
    await page.waitForURL((u) => !u.pathname.startsWith('/sign-in'));
    await page.goto(`${system.url}/patients/${(await patientByRef(system, token, 'P1')).id}?site=main`);
    await page.waitForSelector('[data-patient-page="P1"]');
  });
  afterAll(async () => {
    await browser?.close();
    await system?.stop();
  });
  afterEach(() => expect(errors.splice(0)).toEqual([]));

  const shot = async (name: string): Promise<void> => {
    await page.waitForTimeout(300);
    await page.screenshot({ path: join(shots, `${name}.png`) });
    expect(await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth)).toBe(false);
  };
  const fill = async (values: Record<string, string>): Promise<void> => {
    for (const [name, value] of Object.entries(values)) {
      const field = page.locator(`dialog [name=${name}]`);
      if (await field.evaluate((e) => e.tagName === 'SELECT')) await field.selectOption(value);
      else await field.fill(value);
    }
  };
  const confirm = async (): Promise<void> => {
    await page.click('dialog button[type=submit]');
    await page.waitForSelector('dialog', { state: 'detached' });
  };

  it('the key a acknowledges the first open alert, with a reason; it then shows its owner', async () => {
    await page.keyboard.press('a');
    await page.waitForSelector('dialog[data-dialog="Acknowledge"]');
    await fill({ reason: 'discussed in the ward round' });
    await shot('acknowledge');
    await confirm();
    await page.waitForSelector('[data-alert-state="acknowledged"] [data-owner]');
    expect(await page.textContent('[data-alert-state="acknowledged"] [data-owner]')).toBe('doctor@example.org');
  });

  it('a stop before the start is told beside its field; the right one ends the line and stands in the history', async () => {
    await page.click('[data-treatment] [data-action=correct]');
    await fill({ stopped_on: '2025-01-01', reason: 'imaging' });
    await page.click('dialog button[type=submit]');
    await page.waitForSelector('dialog .form-error');
    await fill({ stopped_on: '2026-05-10', stop_reason: 'progression' });
    await confirm();
    await page.waitForSelector('[data-act=treatment_corrected]');
    await page.click('.versions summary');
    await page.waitForSelector('.versions li:nth-child(2)');
    expect(await page.textContent('.versions ol')).toMatch(/2, current.*doctor@example\.org: imaging.*1, superseded/);
    expect(await page.textContent('.facts')).toMatch(/off.*until\s10\sMay\s2026/);
  });

  it('an assessment and a single result are entered; the draw plan is set', async () => {
    await page.click('[data-action=add-assessment]');
    await fill({ assessed_on: '2026-05-09', kind: 'imaging', result: 'PD', reason: 'CT report' });
    await confirm();
    await page.waitForSelector('[data-assessment=imaging]');
    await page.click('[data-action=add-result]');
    await fill({ specimen_id: 'S6', collected_on: '2026-06-04', assay: 'dPCR KRAS', gene: 'KRAS', variant: 'G12D', count_unit: 'partitions', mutant_count: '14', total_count: '19000', wildtype_count: '3100', reason: 'letter' });
    await confirm();
    await page.waitForSelector('[data-act=measurement_entered]');
    await page.click('[data-action=change-plan]');
    await fill({ draw_interval_days: '28', next_draw_on: '2026-07-02', reason: 'agreed' });
    await confirm();
    await page.waitForSelector('[data-plan]:has-text("Every 28 days")');
    await page.click('[data-action=blood-drawn]');
    await fill({ reason: 'seen in clinic' });
    await confirm();
    await page.waitForSelector('[data-assessment=blood_drawn]');
    await page.waitForSelector('[data-pending]');
    await page.locator('#record').scrollIntoViewIfNeeded();
    await shot('record');
  });

  it('a specimen is moved to another patient and back', async () => {
    await page.click('[data-part=specimens] summary');
    await page.click('[data-specimen=S5] [data-action=move]');
    await fill({ to: 'NOBODY', reason: 'labels swapped' });
    await page.click('dialog button[type=submit]');
    await page.waitForSelector('dialog [data-error=not_found]');
    await fill({ to: 'P2' });
    await confirm();
    await page.waitForSelector('[data-specimen=S5]', { state: 'detached' });
    await page.click('[data-act=specimen_moved] [data-action=undo]');
    await fill({ reason: 'labels were right' });
    await confirm();
    await page.waitForSelector('[data-specimen=S5]');
    await page.waitForSelector('[data-act=specimen_moved][data-undone=true]');
  });

  it('an import is withdrawn with its reason and brought back', async () => {
    await page.goto(`${system.url}/imports?site=main`);
    const row = page.locator('tr[data-import-row]', { hasText: 'series.csv' });
    await row.locator('[data-action=withdraw]').click();
    await fill({ reason: 'wrong patient' });
    await shot('withdraw');
    await confirm();
    await row.locator('[data-action=reinstate]').waitFor();
    await eventually(() => patientByRef(system, token, 'P1'), (p) => p.evaluation_state === 'current' && p.evaluation!.draws.every((d) => d.specimen_id === 'S6'));
    await row.locator('[data-action=reinstate]').click();
    await fill({ reason: 'right after all' });
    await confirm();
    await eventually(() => patientByRef(system, token, 'P1'), (p) => p.evaluation_state === 'current' && p.evaluation!.draws.length === 6);
  });

  it('a researcher is offered none of it', async () => {
    const context = await browser.newContext();
    const other = await context.newPage();
    await context.addCookies([]);
    await other.goto(`${system.url}/sign-in`);
    await other.click('text=API token');
    await other.fill('textarea[name=token]', await system.token('main', 'researcher'));
    await other.click('button[type=submit]');
    await other.waitForURL((u) => !u.pathname.startsWith('/sign-in'));
    await other.goto(`${system.url}/patients/${(await patientByRef(system, token, 'P1')).id}?site=main`);
    await other.waitForSelector('#record');
    expect(await other.locator('[data-action]').count()).toBe(0);
    await context.close();
  });

  it('an alert is put off until the next draw, commented on, and closed with its outcome; the rule’s worth is counted', async () => {
    await page.goto(`${system.url}/patients/${(await patientByRef(system, token, 'P1')).id}?site=main`);
    const detected = '.alerts [data-alert-kind="resistance_detected"]';
    // It stands folded under the rise of the same variant.
    await page.locator(`${detected} summary`).click();
    await page.locator(detected).locator('[data-action=snoozed]').click();
    await fill({ end: 'next_draw', reason: 'draw arranged for Friday' });
    await shot('alert-snooze');
    await confirm();
    await page.waitForSelector(`${detected}[data-alert-state=snoozed]`);
    expect(await page.textContent(`${detected} [data-owner]`)).toContain('until the next draw');
    await page.locator(detected).locator('[data-action=note]').click();
    await fill({ reason: 'the laboratory has the tube' });
    await confirm();
    await page.waitForSelector('[data-evidence-kind="resistance_detected"] [data-step=comment]');
    await page.locator('[data-evidence-kind="resistance_detected"]:not(.closed)').scrollIntoViewIfNeeded();
    await shot('alert-history');
    await page.locator(detected).locator('[data-action=closed]').click();
    await fill({ outcome: 'confirmed_by_imaging', outcome_on: '2026-06-18', reason: 'CT of 18 June' });
    await confirm();
    await page.waitForSelector(detected, { state: 'detached' });
    await page.getByRole('link', { name: 'Outcomes' }).click();
    await page.waitForSelector('[data-rule="resistance_detected"]');
    expect(await page.innerText('[data-rule="resistance_detected"]')).toMatch(/100\s%\s*\(3–100\s%; 1 of 1\)\s+70 d/);
    await shot('outcomes');
  });
});
