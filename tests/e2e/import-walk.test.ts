/** A technician who has only the web page and the instrument's file: nothing prepared, no manifest, no profile. */
import { existsSync, mkdirSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, Page } from 'playwright-core';
import type { WireAssay } from '@clonewatch/contracts';
import { getJson, launchBrowser, newAccount, signedInPage, startSystem, type TestSystem } from '@clonewatch/testing';

const root = resolve(import.meta.dirname, '../..');
const corpus = join(root, 'tests', 'corpus');
const shots = join(root, 'dist', 'screenshots');
/** Plates of laboratories, published by others; skipped where they do not lie beside the repository. */
const examples = resolve(root, '../shared/formats/examples');
const describeExamples = existsSync(examples) ? describe : describe.skip;

interface Walk {
  readonly instrument: string; readonly file: string; readonly assay: string;
  /** What the technician knows: target → what it is. */
  readonly mutant: { target: string; gene: string; variant: string }; readonly wildtype: string;
  readonly patients: readonly string[];
  /** Of the first patient: positive of the mutant, of the wild type, accepted (the counts that docs/formats.md derives from the file). */
  readonly counts: readonly [mutant: number, wildtype: number, accepted: number];
}
const walks: readonly Walk[] = [
  { instrument: 'QuantaSoft', file: 'quantasoft/plate.csv', assay: 'KRAS G12D ddPCR', mutant: { target: 'KRAS_G12D_FAM', gene: 'KRAS', variant: 'p.G12D' }, wildtype: 'KRAS_WT_HEX', patients: ['24L-0117', '24L-0144', '24L-0160'], counts: [62, 4987, 54754] },
  { instrument: 'QX Manager', file: 'qxmanager/table.xlsx', assay: 'EGFR L858R ddPCR', mutant: { target: 'L858R', gene: 'EGFR', variant: 'L858R' }, wildtype: 'EGFR wt', patients: ['P26-31', 'P26-32'], counts: [21, 3887, 30353] },
  { instrument: 'QIAcuity', file: 'qiacuity/typed.csv', assay: 'KRAS G12C dPCR', mutant: { target: 'KRAS G12C MUT', gene: 'KRAS', variant: 'G12C' }, wildtype: 'KRAS G12C WT', patients: ['LQ-101', 'LQ-102', 'LQ-103'], counts: [79, 6196, 50768] },
  { instrument: 'Absolute Q', file: 'absoluteq/per-dye.csv', assay: 'BRAF V600E dPCR', mutant: { target: 'V600E', gene: 'BRAF', variant: 'V600E' }, wildtype: 'BRAF WT', patients: ['AQ 7', 'AQ 8'], counts: [104, 8198, 40871] },
  { instrument: 'naica', file: 'naica/chambers.csv', assay: 'EGFR T790M cdPCR', mutant: { target: 'T790M', gene: 'EGFR', variant: 'T790M' }, wildtype: 'EGFR WT', patients: ['N-11', 'N-12'], counts: [33, 4387, 54201] },
];

const real: readonly Walk[] = [
  { instrument: 'QuantaSoft real', file: join(examples, 'biorad-quantasoft/nhs_20-3575_FAM_HEX.csv'), assay: 'HBB HbS ddPCR', mutant: { target: 'HbS', gene: 'HBB', variant: 'E7V' }, wildtype: 'HbA', patients: ['13751'], counts: [4955, 5762, 128675] },
  { instrument: 'QX Manager real', file: join(examples, 'biorad-qxmanager/q4ddpcr_datatable.xlsx'), assay: 'q4 ddPCR', mutant: { target: 'q4Gag', gene: 'KRAS', variant: 'G12D' }, wildtype: 'q4Pol', patients: ['Sample 1'], counts: [61, 37, 65423] },
  { instrument: 'QIAcuity real', file: join(examples, 'qiagen-qiacuity/somatich_unccdh1_snp.csv'), assay: 'cdh dPCR', mutant: { target: 'cdh snp', gene: 'CDH1', variant: 'c.1A>G' }, wildtype: 'cdh wt', patients: ['ob epb01'], counts: [86, 57, 16315] },
  { instrument: 'Absolute Q real', file: join(examples, 'thermo-absoluteq/example05.csv'), assay: 'Gene A dPCR', mutant: { target: 'Gene A', gene: 'KRAS', variant: 'G12D' }, wildtype: 'Gene B', patients: ['Cell Lysate A'], counts: [3680, 3727, 163549] },
];

let system: TestSystem;
let browser: Browser;
let page: Page;
let token: string;
let errors: string[];

beforeAll(async () => {
  mkdirSync(shots, { recursive: true });
  system = await startSystem({ web: true });
  token = await system.token('main', 'clinician');
  browser = await launchBrowser();
  ({ page, errors } = await signedInPage(browser, system.url, await newAccount(system, 'main', 'clinician')));
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await system?.stop();
});
afterEach(() => expect(errors.splice(0)).toEqual([]));

const shot = async (name: string): Promise<void> => {
  await page.waitForTimeout(300); // the fade of what changed
  await page.screenshot({ path: join(shots, `${name}.png`) });
  expect({ name, scrollsSideways: await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth) }).toEqual({ name, scrollsSideways: false });
};
const accessible = async (): Promise<void> => {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(' ')).join(', ')}`)).toEqual([]);
};
const drop = (file: string): Promise<void> => page.getByTestId('import-file').setInputFiles(resolve(corpus, file));
/** A column out of a spreadsheet, pasted where the cursor is. */
const paste = (label: string, text: string): Promise<void> => page.getByLabel(label, { exact: true }).evaluate((element, data) => {
  const clipboardData = new DataTransfer();
  clipboardData.setData('text', data);
  element.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
}, text);
const slug = (w: Walk): string => w.instrument.toLowerCase().replace(/[^a-z]+/g, '-');

/** From the file to its rows, with what a technician knows of it. */
async function walk(w: Walk): Promise<void> {
  await page.goto(`${system.url}/imports?site=main`);
  await drop(w.file);
  await page.getByTestId('mapping').waitFor();
  await page.getByTestId('mapping-check').click();
  await page.getByText(/^Still to say:/).waitFor();
  await page.getByTestId('mapping-assay').fill(w.assay);
  await page.getByLabel(`What ${w.mutant.target} is`, { exact: true }).selectOption('mutant');
  await page.getByLabel(`Gene of ${w.mutant.target}`, { exact: true }).fill(w.mutant.gene);
  await page.getByLabel(`Variant of ${w.mutant.target}`, { exact: true }).fill(w.mutant.variant);
  await page.getByLabel(`What ${w.wildtype} is`, { exact: true }).selectOption('wildtype');
  // Where the names suggest more than one wild type, it is open which of them is meant.
  await page.getByLabel(`Wild type of ${w.mutant.target}`, { exact: true }).selectOption(w.wildtype);
  for (const sample of w.patients) await page.getByLabel(`What ${sample} is`, { exact: true }).selectOption('patient');
  // Whatever is neither a patient's nor said by the file itself is somebody else's here.
  for (const row of await page.locator('[data-sample]').all()) {
    const select = row.locator('select');
    if ((await select.inputValue()) === '') await select.selectOption('positive_control');
  }
  const [first] = w.patients as [string];
  if (w.patients.length === 1) {
    await page.getByLabel(`Patient of ${first}`, { exact: true }).fill(`${slug(w)}-${first}`);
    await page.getByLabel(`Draw date of ${first}`, { exact: true }).fill('2026-03-09');
  } else {
    await paste(`Patient of ${first}`, w.patients.map((p) => `${slug(w)}-${p}`).join('\n'));
    await page.getByTestId('mapping-shared-date').fill('2026-03-09');
    await page.getByRole('button', { name: 'Fill' }).click();
  }
  await page.getByText('Everything is said.').waitFor();
  await shot(`import-mapping-${slug(w)}`);
  if (w.instrument === 'QuantaSoft') {
    await accessible();
    await page.emulateMedia({ colorScheme: 'dark' });
    await shot(`import-mapping-${slug(w)}-dark`);
    await accessible();
    await page.emulateMedia({ colorScheme: 'light' });
  }
  await page.getByTestId('mapping-check').click();
  await page.waitForSelector('[data-import-state="checked"]');
  const before = await getJson<{ items: { patient_id: string }[] }>(system.url, token, '/patients?site=main');
  expect(before.items.some((p) => p.patient_id.startsWith(`${slug(w)}-${first}`))).toBe(false);
  expect(await page.locator('[data-preview-row]').count()).toBe(w.patients.length);
  await shot(`import-preview-${slug(w)}`);
  await page.getByTestId('draft-import').click();
  await page.waitForSelector('[data-import-state="evaluated"]');
  await shot(`import-done-${slug(w)}`);
  const { items } = await getJson<{ items: { id: string; patient_id: string }[] }>(system.url, token, `/patients?site=main&patient_id=${encodeURIComponent(`${slug(w)}-${w.patients[0]!}`)}`);
  const series = await getJson<{ items: Record<string, unknown>[] }>(system.url, token, `/patients/${items[0]!.id}/series`);
  const [mutant, wildtype, accepted] = w.counts;
  expect(series.items[0]).toMatchObject({ gene: w.mutant.gene, mutant_count: mutant, wildtype_count: wildtype, total_count: accepted, count_unit: 'partitions', collected_on: '2026-03-09' });
}

describe.each(walks)('$instrument, with the page alone', (w) => {
  it('asks about the file’s own samples and targets, previews, stores what the file says', () => walk(w));

  it('next time only asks whose and when: the answers have become the laboratory’s profile', async () => {
    const profiles = await getJson<{ items: WireAssay[] }>(system.url, token, '/assays?site=main');
    expect(profiles.items.find((a) => a.assay === w.assay)).toMatchObject({ version: 1, reason: `Answered when ${basename(w.file)} was imported` });
    await page.goto(`${system.url}/imports?site=main`);
    await drop(w.file);
    await page.getByTestId('mapping-profile').waitFor();
    expect(await page.locator('.mapping-targets').count()).toBe(0);
  });
});

describeExamples('plates of real laboratories, with the page alone', () => {
  it.each(real)('$instrument', walk);
});

it('a day and a month that could be either are asked, not guessed', async () => {
  await page.goto(`${system.url}/imports?site=main`);
  await drop('quantasoft/plate.csv');
  await page.getByTestId('mapping-all-patients').click();
  await paste('Patient of 24L-0117', 'Z1\tS1\t03/04/2026\nZ2\tS2\t05/04/2026\nZ3\tS3\t06/04/2026\nZ4\tS4\t06/04/2026');
  await page.getByText(/the order of day and month/).waitFor();
  await page.getByRole('radio', { name: /day first: 2026-04-03/ }).check();
  await page.getByTestId('mapping-check').click();
  await page.waitForSelector('[data-import-state="checked"]');
});

it('a VCF that does not say its reference genome is asked about once, by the names a laboratory knows', async () => {
  const vcf = (name: string, sample: string): Promise<void> => page.getByTestId('import-file').setInputFiles({ name, mimeType: 'text/plain', buffer: Buffer.from(`##fileformat=VCFv4.2\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\t${sample}\nchr5\t112839942\t.\tC\tT\t.\tPASS\t.\tGT:AD:DP\t0/1:990,10:1000\n`) });
  const answer = async (sample: string, day: string): Promise<void> => {
    await page.getByTestId('mapping').waitFor();
    expect(await page.getByRole('columnheader', { name: 'Wells' }).count()).toBe(0);
    await page.getByTestId('mapping-all-patients').click();
    await page.getByLabel(`Patient of ${sample}`, { exact: true }).fill('build-1');
    await page.getByLabel(`Draw date of ${sample}`, { exact: true }).fill(day);
    await page.getByTestId('mapping-assay').fill('cfDNA sequencing');
    await page.getByTestId('mapping-check').click();
  };
  await page.goto(`${system.url}/imports?site=main`);
  await vcf('draw-1.vcf', 'B-1');
  await answer('B-1', '2026-03-09');
  await page.getByTestId('mapping-build').waitFor();
  await page.getByText(/Still to say: the reference genome/).waitFor();
  expect(await page.getByText('genome_build_missing').count()).toBe(0);
  await page.getByRole('radio', { name: 'GRCh38 (hg38)' }).check();
  await shot('import-mapping-build');
  await accessible();
  await page.getByTestId('mapping-check').click();
  await page.waitForSelector('[data-import-state="checked"]');
  expect(await page.locator('[data-preview-row]').first().innerText()).toContain('NC_000005.10:g.112839942C>T');
  await page.getByTestId('draft-import').click();
  await page.waitForSelector('[data-import-state="evaluated"]');
  expect((await getJson<{ items: WireAssay[] }>(system.url, token, '/assays?site=main')).items.find((a) => a.assay === 'cfDNA sequencing')).toMatchObject({ genome_build: 'GRCh38' });
  await page.goto(`${system.url}/imports?site=main`);
  await vcf('draw-2.vcf', 'B-2');
  await answer('B-2', '2026-04-09');
  await page.waitForSelector('[data-import-state="checked"]');
  expect(await page.locator('[data-preview-row]').first().innerText()).toContain('NC_000005.10:g.112839942C>T');
});

it('a table of fractions without a unit, and dates of the file that could be either, are asked with a value of the file', async () => {
  const send = (name: string, text: string): Promise<void> => page.getByTestId('import-file').setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(text) });
  await page.goto(`${system.url}/imports?site=main`);
  await send('plasma.csv', 'Sample,Gene,Alteration,VAF\nG-1,KRAS,G12D,0.9\n');
  await page.getByTestId('mapping').waitFor();
  await page.getByTestId('mapping-all-patients').click();
  await page.getByLabel('Patient of G-1', { exact: true }).fill('unit-1');
  await page.getByLabel('Draw date of G-1', { exact: true }).fill('2026-03-09');
  await page.getByTestId('mapping-assay').fill('Plasma panel');
  if (!(await page.getByTestId('mapping-unit').isVisible())) await page.getByTestId('mapping-check').click();
  await page.getByTestId('mapping-unit').getByText('0.9').waitFor();
  await page.getByText(/whether fractions are per cent/).waitFor();
  await page.getByRole('radio', { name: 'per cent, 0 to 100' }).check();
  await shot('import-mapping-unit');
  await accessible();
  await page.getByTestId('mapping-check').click();
  await page.waitForSelector('[data-import-state="checked"]');
  expect(await page.locator('[data-preview-row]').first().innerText()).toMatch(/0\.90\s%/);
  await page.getByTestId('draft-import').click();
  await page.waitForSelector('[data-import-state="evaluated"]');
  expect((await getJson<{ items: WireAssay[] }>(system.url, token, '/assays?site=main')).items.find((a) => a.assay === 'Plasma panel')).toMatchObject({ vaf_unit: 'percent' });
  await page.goto(`${system.url}/imports?site=main`);
  await send('cea.csv', 'patient_id,assessed_on,kind,result,unit\nunit-1,03/04/2026,cea,5,ng/ml\n');
  await page.getByTestId('mapping-date-order').getByText('03/04/2026').waitFor();
  await page.getByTestId('mapping-check').click();
  await page.getByText(/the order of day and month/).waitFor();
  // By keyboard alone from here: the first choice, and on to the preview.
  await page.getByRole('radio', { name: /day first: 2026-04-03/ }).focus();
  await page.keyboard.press('Space');
  await shot('import-mapping-date-order');
  await page.keyboard.press('Enter');
  await page.waitForSelector('[data-import-state="checked"]');
  await page.getByTestId('draft-import').focus();
  await page.keyboard.press('Enter');
  await page.waitForSelector('[data-import-state="evaluated"]');
  const [patient] = (await getJson<{ items: { id: string }[] }>(system.url, token, '/patients?site=main&patient_id=unit-1')).items;
  expect((await getJson<{ items: unknown[] }>(system.url, token, `/patients/${patient!.id}/assessments`)).items).toMatchObject([{ assessed_on: '2026-04-03', kind: 'cea', result: '5' }]);
});

it('the assay page shows, changes and keeps every version, by keyboard too', async () => {
  await page.goto(`${system.url}/assays?site=main`);
  const row = page.locator('[data-assay="KRAS G12D ddPCR"]');
  await row.getByRole('button', { name: 'Change' }).focus();
  await page.keyboard.press('Enter');
  await page.fill('input[name=lod]', '0,1');
  await page.fill('input[name=plasma_ml]', '4');
  await page.fill('input[name=reason]', 'Validation of March');
  await shot('assay-profile');
  await accessible();
  await page.getByTestId('assay-save').click();
  await row.getByText('LoD').waitFor();
  expect(await row.innerText()).toMatch(/LoD 0\.1/);
  await row.getByRole('button', { name: 'Versions' }).click();
  await page.getByTestId('assay-versions').getByText('Validation of March').waitFor();
  await shot('assay-versions');
  await page.emulateMedia({ colorScheme: 'dark' });
  await accessible();
  await page.emulateMedia({ colorScheme: 'light' });
});
