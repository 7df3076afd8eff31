/** Plates as the Windows of a clinic saves them (UTF-16, windows-1251, a workbook) and files that cannot be read, with the web page alone. */
import { mkdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { getJson, launchBrowser, newAccount, signedInPage, startSystem, type TestSystem } from '@clonewatch/testing';
import { rowsOf, workbookOf } from '../unit/formats/workbook';

const root = resolve(import.meta.dirname, '../..');
const shots = join(root, 'dist', 'screenshots');
const plate = readFileSync(join(root, 'tests', 'corpus', 'quantasoft', 'plate.csv'), 'utf8');
const table = readFileSync(join(root, 'tests', 'corpus', 'qxmanager', 'table.csv'), 'utf8');
const cyrillic = (t: string): Buffer => Buffer.from([...t].map((c) => (c === 'ё' ? 0xb8 : c === '№' ? 0xb9 : c >= 'А' && c <= 'я' ? c.charCodeAt(0) - 0x410 + 0xc0 : c.charCodeAt(0))));
const unicodeText = (t: string): Buffer => Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(t, 'utf16le')]);

let system: TestSystem;
let browser: Browser;
let page: Page;
let errors: string[];
let token: string;

beforeAll(async () => {
  mkdirSync(shots, { recursive: true });
  system = await startSystem({ web: true });
  token = await system.token('main', 'clinician');
  browser = await launchBrowser();
  ({ page, errors } = await signedInPage(browser, system.url, await newAccount(system, 'main', 'clinician')));
}, 240_000);
afterAll(async () => {
  await browser?.close();
  await system?.stop();
});
afterEach(() => expect(errors.splice(0)).toEqual([]));

const shot = async (name: string): Promise<void> => {
  await page.waitForTimeout(300);
  await page.screenshot({ path: join(shots, `${name}.png`) });
};
async function send(name: string, buffer: Buffer): Promise<void> {
  await page.goto(`${system.url}/imports?site=main`);
  await page.getByTestId('import-file').setInputFiles({ name, mimeType: 'application/octet-stream', buffer });
}
const plain = plate.replaceAll('"', '').replace(/\(([^)]*)\)/g, (m) => m.replaceAll(',', ';'));

it.each([
  ['utf16', 'plate.txt', (): Buffer => unicodeText(plain.replaceAll('24L-0117', 'Семёнов И. №1').replaceAll(',', '\t')), 'Семёнов И. №1', 'KRAS_G12D_FAM', 'KRAS_WT_HEX', ['24L-0144', '24L-0160'], [62, 4987, 54754]],
  ['cp1251', 'plate.csv', (): Buffer => cyrillic(plate.replaceAll('24L-0117', 'Семёнов И. №2')), 'Семёнов И. №2', 'KRAS_G12D_FAM', 'KRAS_WT_HEX', ['24L-0144', '24L-0160'], [62, 4987, 54754]],
  ['xlsx', 'plate.xlsx', (): Buffer => workbookOf([{ name: 'Титул', rows: [['Отчёт']] }, { name: 'Данные', rows: rowsOf(table, true) }]), 'P26-31', 'L858R', 'EGFR wt', ['P26-32'], [21, 3887, 30353]],
] as const)('%s: the plate\'s own names and counts, to the stored result', async (kind, file, bytes, first, mutant, wildtype, others, counts) => {
  await send(file, bytes());
  await page.getByTestId('mapping').waitFor();
  await shot(`encoding-${kind}-asked`);
  await page.getByTestId('mapping-assay').fill(`assay ${kind}`);
  await page.getByLabel(`What ${mutant} is`, { exact: true }).selectOption('mutant');
  await page.getByLabel(`Gene of ${mutant}`, { exact: true }).fill('KRAS');
  await page.getByLabel(`Variant of ${mutant}`, { exact: true }).fill('G12D');
  await page.getByLabel(`What ${wildtype} is`, { exact: true }).selectOption('wildtype');
  await page.getByLabel(`Wild type of ${mutant}`, { exact: true }).selectOption(wildtype);
  for (const sample of [first, ...others]) {
    await page.getByLabel(`What ${sample} is`, { exact: true }).selectOption('patient');
    await page.getByLabel(`Patient of ${sample}`, { exact: true }).fill(`${kind}-${sample}`);
    await page.getByLabel(`Draw date of ${sample}`, { exact: true }).fill('2026-03-09');
  }
  for (const row of await page.locator('[data-sample]').all()) {
    const select = row.locator('select');
    if ((await select.inputValue()) === '') await select.selectOption('positive_control');
  }
  await page.getByTestId('mapping-check').click();
  await page.waitForSelector('[data-import-state="checked"]');
  await shot(`encoding-${kind}-preview`);
  await page.getByTestId('draft-import').click();
  await page.waitForSelector('[data-import-state="evaluated"]');
  const { items } = await getJson<{ items: { id: string }[] }>(system.url, token, `/patients?site=main&patient_id=${encodeURIComponent(`${kind}-${first}`)}`);
  const series = await getJson<{ items: Record<string, unknown>[] }>(system.url, token, `/patients/${items[0]!.id}/series`);
  expect(series.items[0]).toMatchObject({ mutant_count: counts[0], wildtype_count: counts[1], total_count: counts[2], collected_on: '2026-03-09' });
});

it.each([
  ['amplitudes', 'a_Amplitude.csv', Buffer.from('Ch1 Amplitude,Ch2 Amplitude,Cluster\n1204.2,880.1,1\n'), /droplet amplitude file/],
  ['unknown', 'notes.csv', Buffer.from('a,b\n1,2\n'), /Export the table of results from the instrument's program again/],
  ['mixed', 'plate.csv', Buffer.concat([Buffer.from(plate.replace('24L-0117', 'Müller'), 'latin1'), cyrillic('Иванова')]), /which other encoding it is cannot be told; save the file as "CSV UTF-8"/],
])('a refusal says what to do: %s', async (kind, file, bytes, words) => {
  await send(file, bytes);
  await page.getByText(words).first().waitFor();
  await shot(`refusal-${kind}`);
});
