/** What a correction leaves to be read, in a real browser: that a result is corrected, why, and what it said before; and tumour DNA found in a draw without a variant. */
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { createUser } from '@clonewatch/trust';
import { emergingRows, eventually, importAndWait, launchBrowser, patientByRef, seriesFile, startSystem, type TestSystem } from '@clonewatch/testing';

const shots = resolve(import.meta.dirname, '../../dist/screenshots');
const head = 'patient_id,specimen_id,collected_on,assay,gene,variant,mutant_count,total_count,result_version,status,tumour_fraction,lod';
const file = (...rows: readonly string[]): string => `${head}\n${rows.join('\n')}\n`;

describe('a corrected result', () => {
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
    await importAndWait(system, token, { name: 'series.csv', content: seriesFile(emergingRows) });
    await importAndWait(system, token, { name: 'mrd.csv', content: file('M1,A,2026-01-10,PCM MRD,,,,,,not_detected,,0.0001', 'M1,B,2026-04-10,PCM MRD,,,,,,detected,0.0004,0.0001') });
    browser = await launchBrowser();
    page = await browser.newPage({ viewport: { width: 1366, height: 768 } });
    page.on('pageerror', (error) => errors.push(error.message));
    await page.goto(`${system.url}/sign-in`);
    await page.fill('input[name=email]', 'doctor@example.org');
    await page.fill('input[name=password]', 'correct horse battery');
    await page.click('button[type=submit]');
    await page.waitForURL((u) => !u.pathname.startsWith('/sign-in'));
  });
  afterAll(async () => {
    await browser?.close();
    await system?.stop();
  });
  afterEach(() => expect(errors.splice(0)).toEqual([]));

  const open = async (ref: string): Promise<void> => {
    const { id } = await eventually(() => patientByRef(system, token, ref), (p) => p.evaluation_state === 'current');
    await page.goto(`${system.url}/patients/${id}?site=main`);
    await page.waitForSelector(`[data-patient-page="${ref}"]`);
  };
  const shot = async (name: string): Promise<void> => {
    await page.waitForTimeout(300);
    await page.screenshot({ path: join(shots, `${name}.png`) });
    expect(await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth)).toBe(false);
  };

  it('by a file is marked on the patient’s page, and the old one is read with its reason', async () => {
    const [first] = emergingRows.map((r) => r.split(',')).filter((r) => r[0] === 'P1' && r[4] === 'KRAS');
    const [ref, specimen, drawn, assay, gene, variant, mutant, total] = first as string[];
    await page.goto(`${system.url}/imports?site=main`);
    const corrected = file(`${ref},${specimen},${drawn},${assay},${gene},${variant},${Number(mutant) + 3},${total},2,,,`);
    await page.getByTestId('import-file').setInputFiles({ name: 'corrected.csv', mimeType: 'text/csv', buffer: Buffer.from(corrected) });
    await page.waitForSelector('[data-import-state="checked"]');
    // Which result, what it says and would say, and that the file leaves out a background that is stored; why is asked, and nothing goes without.
    expect(await page.locator('[data-superseded]').evaluateAll((rows) => rows.map((r) => [...r.querySelectorAll('td')].map((c) => (c as HTMLElement).innerText).join(' | ')))).toEqual([expect.stringMatching(new RegExp(`^2 \\| P1 \\| KRAS p\\.G12D .*${specimen} · ${assay}.* \\| Mutant ${mutant}\\s+Background 0\\.0030.% \\| Mutant ${Number(mutant) + 3}\\s+Background –$`))]);
    await page.getByTestId('draft-import').click();
    expect(await page.evaluate(() => document.activeElement?.getAttribute('data-testid'))).toBe('draft-reason');
    await shot('corrected-preview');
    await page.keyboard.type('positives counted anew');
    await page.getByTestId('draft-import').click();
    await page.waitForSelector('[data-import-state="evaluated"]');
    await open('P1');
    const mark = page.locator('#counts .versions summary');
    expect(await mark.allTextContents()).toEqual(['corrected, version 2']);
    await mark.click();
    await page.waitForSelector('#counts .versions li:nth-child(2)');
    const said = await page.innerText('#counts .versions ol');
    expect(said).toMatch(new RegExp(`2, current.*positives counted anew[^]*Mutant ${Number(mutant) + 3}[^]*1, superseded[^]*Mutant ${mutant}`));
    await mark.scrollIntoViewIfNeeded();
    await shot('corrected-result');
  });

  it('by hand likewise; a retracted one stands in the history with what it said', async () => {
    await open('P1');
    await page.click('[data-part=results] summary');
    await page.locator('[data-part=results] tbody tr').first().locator('[data-action=retract]').click();
    await page.fill('dialog [name=reason]', 'wrong tube');
    await page.click('dialog button[type=submit]');
    await page.waitForSelector('[data-act=measurement_retracted]');
    const act = page.locator('[data-act=measurement_retracted]');
    await act.locator('.versions summary').click();
    await act.locator('.versions li').first().waitFor();
    expect(await act.innerText()).toMatch(/wrong tube[^]*retracted[^]*Gene TP53[^]*Mutant \d+/);
    await act.scrollIntoViewIfNeeded();
    await shot('retracted-result');
  });

  it('tumour DNA found again without a variant is an alert, a sentence and a row of its own, and nowhere nothing', async () => {
    await open('M1');
    expect(await page.innerText('[data-testid=sentence]')).toMatch(/Tumour DNA detected again by PCM MRD \(tumour fraction 0\.040 %\)/);
    expect(await page.locator('[data-alert-kind=burden_rising]').count()).toBe(1);
    await shot('whole-draw');
    const rows = page.locator('[data-tumour-dna]');
    expect(await rows.evaluateAll((all) => all.map((r) => (r as HTMLElement).dataset.tumourDna))).toEqual(['detected', 'not_detected']);
    expect(await rows.first().innerText()).toMatch(/Detected\s+0\.040\s%\s+–\s+0\.010\s%/);
    await rows.first().scrollIntoViewIfNeeded();
    await shot('whole-draw-table');
    await page.click('[data-part=results] summary');
    await page.waitForSelector('[data-part=results] tbody tr');
    expect(await page.innerText('[data-part=results] tbody')).not.toContain('nothing detected\t – / –\tdetected');
    expect(await page.innerText('[data-part=results] tbody')).toMatch(/the draw as a whole/);
  });
});
