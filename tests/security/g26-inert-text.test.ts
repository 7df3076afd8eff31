/** G26: what a file says is text on every screen, in the chart that is downloaded, and nothing else. */
import { readFileSync } from 'node:fs';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { csvCell } from '@clonewatch/formats';
import { getJson, importAndWait, launchBrowser, send, startSystem, type TestSystem } from '@clonewatch/testing';
import { made, pages, payloads, watch } from './hostile-text';

let system: TestSystem;
let browser: Browser;
let context: BrowserContext;
let page: Page;
let happened: string[];

/** `p` where the parser takes it; in names a control character or a blank at the edge is not taken. */
const row = (...cells: string[]): string => `${cells.map(csvCell).join(',')}\n`;
const days = ['2026-01-15', '2026-02-12', '2026-03-12'];

beforeAll(async () => {
  system = await startSystem({ web: true });
  const token = await system.token('hostile', 'admin');
  const send = (name: string, content: string): Promise<unknown> => importAndWait(system, token, { name, content });
  await send(`${payloads[0]!}.csv`, row('patient_id', 'specimen_id', 'collected_on', 'assay', 'assay_version', 'gene', 'variant', 'mutant_count', 'total_count', 'specimen_type', 'panel', payloads[1]!)
    + payloads.flatMap((p, i) => days.flatMap((d, k) => [
      row(p, `${p} ${k}`.slice(0, 200), d, p, p, p, k === 0 ? `fusion:EML${i}` : 'p.G12D', `${10 * k}`, '4000', p, p, p), row(p, `${p} ${k}`.slice(0, 200), d, 'panel', '', 'KRAS', 'p.G12D', `${9 * k}`, '3900', '', '', ''),
    ])).join(''));
  await send(`t ${payloads[1]!}.csv`, row('patient_id', 'regimen', 'agents', 'therapy_class', 'started_on', 'stopped_on') + payloads.map((p) => row(p, p, `${p.replaceAll(';', ',')};x`, 'anti_egfr', '2025-11-06', '2026-03-01')).join(''));
  await send('a.csv', row('patient_id', 'assessed_on', 'kind', 'gene', 'variant', 'result', 'unit') + payloads.map((p) => row(p, '2026-02-01', p, p, 'p.G12D', p, p)).join(''));
  await send('p.csv', row('patient_id', 'sex', 'metastatic_sites') + payloads.map((p) => row(p, p, p)).join(''));
  // Refused, each value echoed in its problem.
  await send(`bad ${payloads[4]!}.csv`, row('patient_id', 'specimen_id', 'collected_on', 'assay', 'gene', 'variant', 'mutant_count', 'total_count', 'status') + payloads.map((p) => row('P', 'S', p, 'a', 'KRAS', p, p, '1', p)).join(''));
  browser = await launchBrowser();
  context = await browser.newContext({ viewport: { width: 1366, height: 900 } });
  ({ page, happened } = await watch(context, system.url));
  await page.goto(`${system.url}/sign-in`);
  await page.getByText('API token').click();
  await page.fill('textarea[name=token]', token);
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.waitForURL((url) => url.pathname === '/');
}, 180_000);
afterAll(async () => {
  await browser?.close();
  await system?.stop();
});

const settle = async (): Promise<void> => {
  await page.waitForSelector('main, .signin', { timeout: 20_000 });
  await page.waitForFunction(() => !document.querySelector('.loading, [aria-busy="true"]'), undefined, { timeout: 20_000 });
};
const expectInert = async (where: string): Promise<void> => expect({ where, made: await made(page), happened: happened.splice(0) }).toEqual({ where, made: [], happened: [] });

it('G26 every payload on every page is text', async () => {
  const token = await system.token('hostile', 'clinician');
  const { items } = await getJson<{ items: { id: string; patient_id: string }[] }>(system.url, token, '/patients?limit=200');
  expect(items.map((p) => p.patient_id).sort()).toEqual([...payloads].map((p) => p.trim()).sort());
  for (const path of pages) {
    for (const { id } of path.includes('PATIENT') ? (path.includes('#') ? items.slice(0, 1) : items) : [items[0]!]) {
      // Away first: a changed fragment alone would load nothing.
      await page.goto('about:blank');
      const answer = await page.goto(`${system.url}${path.replace('SITE', 'hostile').replace('PATIENT', id)}`);
      if (answer?.headers()['content-type']?.startsWith('text/html')) await settle();
      if (path.includes('/board')) {
        const packet = await send<{ id?: string }>(system.url, token, 'POST', `/patients/${id}/packets`, { question: payloads[0] });
        if (packet.body.id === undefined) continue;
        await page.goto(`${system.url}/patients/${id}/board/${packet.body.id}?site=hostile`);
      }
      if (path.startsWith('/patients/')) {
        await page.waitForSelector('[data-chart="trajectory"]');
        const mark = page.locator('[data-reader]');
        if (await mark.count() > 0) await mark.focus();
        await page.keyboard.press(']');
      }
      await expectInert(path.startsWith('/patients/') ? `${path} ${items.find((p) => p.id === id)!.patient_id}` : path);
    }
  }
}, 180_000);

it('G26 the texts are there to be read, and a refused file echoes its values as text', async () => {
  await page.goto(`${system.url}/?site=hostile`);
  await page.waitForSelector('[data-patient]');
  const shown = await page.locator('[data-patient]').evaluateAll((rows) => rows.map((r) => r.getAttribute('data-patient')));
  expect(shown).toEqual(expect.arrayContaining([...payloads].map((p) => p.trim())));
  await page.goto(`${system.url}/imports?site=hostile`);
  const bad = row('patient_id', 'specimen_id', 'collected_on', 'assay', 'gene', 'variant', 'mutant_count', 'total_count', payloads[0]!, payloads[0]!) + row('P', 'S', '2026-01-15', 'a', 'KRAS', payloads[1]!, '1', '2', '', '');
  for (const [name, content] of [[`${payloads[0]!.replaceAll('/', '_')}.csv`, bad], ['v.csv', row('patient_id', 'specimen_id', 'collected_on', 'assay', 'gene', 'variant', 'mutant_count', 'total_count') + payloads.map((p) => row('P', 'S', p, 'a', 'KRAS', p, p, '1')).join('')]] as const) {
    await page.getByTestId('import-file').setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(content) });
    await page.waitForSelector('[data-problem-code]', { timeout: 30_000 });
  }
  await page.getByText('bad_variant').first().waitFor();
  await expectInert('problems of a file');
});

it('G26 the downloaded chart is a drawing without script, link or foreign content', async () => {
  await page.goto(`${system.url}/?site=hostile`);
  for (const p of payloads.slice(0, 6)) {
    await page.locator('[data-patient]').filter({ hasText: p.slice(0, 12) }).first().click();
    await page.waitForSelector('[data-chart="trajectory"]');
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByTestId('download-chart').click()]);
    expect(download.suggestedFilename()).toMatch(/^[\w.-]+\.svg$/);
    const svg = readFileSync(await download.path(), 'utf8');
    // Opened as a document of its own, where nothing of ours would stop it.
    const alone = await (await browser.newContext()).newPage();
    const acted: string[] = [];
    alone.on('dialog', (d) => { acted.push(d.message()); void d.dismiss(); });
    await alone.setContent(svg);
    expect({ p, acted, made: await made(alone), parses: await alone.evaluate((text) => new DOMParser().parseFromString(text, 'image/svg+xml').querySelector('parsererror, script, foreignObject, a, image, iframe')?.outerHTML ?? null, svg) }).toEqual({ p, acted: [], made: [], parses: null });
    await alone.context().close();
    await page.goBack();
    await page.waitForSelector('[data-patient]');
  }
  await expectInert('downloads');
});
