/** A plate from file to stored rows by keys alone: choose the file, say what is asked, look at the preview, import. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { getJson, launchBrowser, newAccount, signedInPage, startSystem, type TestSystem } from '@clonewatch/testing';

const plate = resolve(import.meta.dirname, '../corpus/quantasoft/plate.csv');
let system: TestSystem;
let browser: Browser;
let page: Page;
let token: string;
let errors: string[];

beforeAll(async () => {
  system = await startSystem({ web: true });
  token = await system.token('main', 'clinician');
  browser = await launchBrowser();
  ({ page, errors } = await signedInPage(browser, system.url, await newAccount(system, 'main', 'clinician'), { locale: 'en-GB' }));
  // As long as somebody listens the browser hands its choosers over: asked for only when the key is pressed, it may come too late.
  page.on('filechooser', () => undefined);
}, 240_000);
afterAll(async () => {
  await browser?.close();
  await system?.stop();
});
afterEach(() => expect(errors.splice(0)).toEqual([]));

/** Tab until the focus is there; what cannot be reached so is not there for who has no mouse. Answers how many were pressed. */
async function tabTo(selector: string, most = 60): Promise<number> {
  for (let i = 0; i <= most; i++) {
    if (await page.evaluate((s) => document.activeElement?.matches(s) ?? false, selector)) return i;
    await page.keyboard.press('Tab');
  }
  throw new Error(`not reached by ${most} tabs: ${selector}`);
}
const labelled = (label: string): string => `[aria-label="${label}"]`;
/** The option of a select by the first letters of its text. */
async function choose(label: string, letters: string, value: string): Promise<void> {
  await tabTo(labelled(label));
  await page.keyboard.type(letters);
  expect({ label, value: await page.inputValue(labelled(label)) }).toEqual({ label, value });
}
async function typeInto(selector: string, text: string): Promise<void> {
  await tabTo(selector);
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type(text);
}
/** What has the focus is seen: an outline or a ring, on itself or on what stands for it. */
const seenFocus = (): Promise<boolean> => page.evaluate(() => {
  const at = document.activeElement!;
  return [at, at.closest('label')].some((e) => { if (e === null) return false; const s = getComputedStyle(e); const box = e.getBoundingClientRect(); return box.width > 10 && (s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0 || s.boxShadow !== 'none'); });
});

const focused = (selector: string): Promise<boolean> => page.evaluate((s) => document.activeElement?.matches(s) ?? false, selector);

describe.each([['Enter', ''], ['Space', '\r\n']])('the file chosen by %s', (key, more) => {
  it('file → what is asked → preview → stored, and the focus never lost', async () => {
    await page.goto(`${system.url}/imports?site=main`);
    await page.getByTestId('import-file').waitFor({ state: 'attached' });
    await tabTo('[data-testid=import-file]');
    expect(await seenFocus()).toBe(true);
    const chooser = page.waitForEvent('filechooser', { timeout: 5000 });
    await page.keyboard.press(key);
    await (await chooser).setFiles({ name: `plate-${key}.csv`, mimeType: 'text/csv', buffer: Buffer.concat([readFileSync(plate), Buffer.from(more)]) });
    await page.getByTestId('mapping').waitFor();

    // From the file on to its first question by a few tabs, and through all of them in the order of the page.
    expect(await tabTo('[data-testid=mapping-assay]')).toBeLessThan(6);
    await page.keyboard.type(`KRAS G12D ${key}`);
    await choose('What KRAS_G12D_FAM is', 'Mut', 'mutant');
    await typeInto(labelled('Gene of KRAS_G12D_FAM'), 'KRAS');
    await typeInto(labelled('Variant of KRAS_G12D_FAM'), 'G12D');
    await tabTo(labelled('What KRAS_WT_HEX is'));
    // The same by arrows: up to the first option, down to the second but one.
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    expect(await page.inputValue(labelled('What KRAS_WT_HEX is'))).toBe('wildtype');
    await tabTo('[data-testid=mapping-all-patients]');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.activeElement?.matches('.mapping-samples input'));
    for (const [i, sample] of (await page.locator('[data-sample]:has(input)').evaluateAll((rows) => rows.map((r) => r.getAttribute('data-sample')!))).entries()) {
      await typeInto(labelled(`Patient of ${sample}`), `${key}-${i}`);
      await typeInto(labelled(`Draw date of ${sample}`), '2026-03-09');
    }
    expect(await page.getByTestId('mapping-missing').innerText()).toBe('Everything is said.');
    await tabTo('[data-testid=mapping-check]');
    await page.keyboard.press('Enter');
    await page.waitForSelector('[data-import-state="checked"]');
    await page.getByTestId('preview').waitFor();
    expect(await focused('h2')).toBe(true);
    expect(await seenFocus()).toBe(true);

    // What was answered can be changed, and nothing answered is lost.
    await tabTo('[data-testid=draft-answers]');
    await page.keyboard.press('Enter');
    await page.getByTestId('mapping').waitFor();
    expect(await focused('h2')).toBe(true);
    await tabTo('[data-testid=mapping-check]');
    await page.keyboard.press('Space');
    await page.getByTestId('preview').waitFor();
    await tabTo('[data-testid=draft-import]');
    await page.keyboard.press('Enter');
    await page.waitForSelector('[data-import-state="evaluated"]', { timeout: 60_000 });
    expect(await focused('h2')).toBe(true);
    await tabTo('[data-import-patient]');
    await page.keyboard.press('Enter');
    await page.waitForURL((url) => url.pathname.startsWith('/patients/'));

    const { items } = await getJson<{ items: { id: string }[] }>(system.url, token, `/patients?site=main&patient_id=${key}-0`);
    const series = await getJson<{ items: unknown[] }>(system.url, token, `/patients/${items[0]!.id}/series`);
    expect(series.items).toMatchObject([{ gene: 'KRAS', variant: 'p.G12D', mutant_count: 62, wildtype_count: 4987, total_count: 54754, collected_on: '2026-03-09' }]);
  }, 120_000);
});
