/** One tube of blood through the whole house, in a real browser: sign in, drop a file, see the clone, get the alert. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { createUser } from '@clonewatch/trust';
import { emergingRows, emergingTreatments, importAndWait, launchBrowser, patientByRef, seriesFile, startSystem, type TestSystem } from '@clonewatch/testing';

const root = resolve(import.meta.dirname, '../..');
const corpus = join(root, 'tests', 'corpus');
const examples = resolve(root, '../shared/formats/examples');
const shots = join(root, 'dist', 'screenshots');
const real = existsSync(examples) ? describe : describe.skip;

const fixture = (name: string): string => readFileSync(join(corpus, name), 'utf8');
// Four draws by hand, the fifth while the page is open.
const early = seriesFile(emergingRows.slice(0, 8));
const late = seriesFile(emergingRows.slice(8));

let system: TestSystem;
let browser: Browser;
let page: Page;
const errors: string[] = [];

beforeAll(async () => {
  mkdirSync(shots, { recursive: true });
  system = await startSystem({ web: true });
  await createUser(system.store, { email: 'doctor@example.org', password: 'correct horse battery', siteId: await system.siteId('main'), role: 'clinician' });
  browser = await launchBrowser();
  page = await browser.newPage({ viewport: { width: 1366, height: 768 } });
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' && /Content Security Policy/i.test(message.text())) errors.push(message.text());
  });
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await system?.stop();
});
afterEach(() => expect(errors.splice(0)).toEqual([]));

const shot = async (name: string): Promise<void> => {
  await page.waitForTimeout(400); // the one animation there is, a fade of what changed, has ended
  await page.screenshot({ path: join(shots, `${name}.png`) });
  const wide = await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
  expect({ name, scrollsSideways: wide }).toEqual({ name, scrollsSideways: false });
};

/** Pick the files in the import page and send them. */
async function choose(file: { name: string; content: string | Buffer }, manifest?: string, sends = true): Promise<void> {
  await page.goto(`${system.url}/imports?site=main`);
  const asFile = (name: string, content: string | Buffer) => ({ name, mimeType: 'text/csv', buffer: Buffer.from(content as string) });
  if (manifest) await page.getByTestId('import-manifest').setInputFiles(asFile('manifest.csv', manifest));
  await page.getByTestId('import-file').setInputFiles(asFile(file.name, file.content));
  if (sends) await page.getByTestId('draft-import').click();
}

const openPatient = async (ref: string): Promise<void> => {
  await page.goto(`${system.url}/?site=main`);
  await page.locator(`[data-patient="${ref}"]`).click();
  await page.waitForSelector('[data-chart="trajectory"]');
};

describe('a tube of blood', () => {
  it('is behind a sign-in that refuses a wrong password in words', async () => {
    await page.goto(system.url);
    await page.waitForSelector('input[name=email]');
    await shot('sign-in');
    await page.fill('input[name=email]', 'doctor@example.org');
    await page.fill('input[name=password]', 'wrong');
    await page.keyboard.press('Enter');
    await page.getByText(/do not belong together/i).waitFor();
    await page.fill('input[name=password]', 'correct horse battery');
    await page.keyboard.press('Enter');
    await page.waitForURL((url) => url.pathname === '/');
    await shot('work-list-empty');
  });

  it('arrives by the import page, dragged or chosen, with live progress to the end', async () => {
    await page.goto(`${system.url}/imports?site=main`);
    const dragged = await page.evaluateHandle((text) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([text], 'treatments.csv', { type: 'text/csv' }));
      return transfer;
    }, emergingTreatments);
    await page.dispatchEvent('.drop', 'drop', { dataTransfer: dragged });
    await page.getByTestId('draft-import').click();
    await page.waitForSelector('[data-import-state="evaluated"]');
    await choose({ name: 'series.csv', content: early });
    await page.waitForSelector('[data-import-state="evaluated"]');
  });

  it('shows each draw as what it is: three open triangles at their bound, one detection with its interval', async () => {
    await openPatient('P1');
    const kras = page.locator('[data-gene="KRAS"]');
    expect(await kras.and(page.locator('[data-mark="not_detected"]')).count()).toBe(3);
    expect(await kras.and(page.locator('[data-mark="detected"]')).count()).toBe(1);
    await page.waitForSelector('[data-alert-kind="resistance_detected"]');
    expect(await page.locator('[data-alert-kind="resistance_emerging"]').count()).toBe(0);
    expect(await page.textContent('body')).not.toMatch(/\bwild.?type\b|\bnegative\b|all clear/i);
    await shot('patient-four-draws');
  });

  it('alerts without a reload when the next draw shows the clone rising', async () => {
    const token = await system.token('main', 'clinician');
    await importAndWait(system, token, { name: 'late.csv', content: late });
    await page.waitForSelector('[data-alert-kind="resistance_emerging"]', { timeout: 15_000 });
    expect(await page.textContent('body')).toContain('8/3,800');
    await shot('patient-full');
  });

  it('gives out what it shows', async () => {
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByTestId('download-series').click()]);
    const text = readFileSync(await download.path(), 'utf8');
    expect(text.split('\n').filter((l) => l.startsWith('P1,'))).toHaveLength(10);
    expect(text.split('\n')[0]).toMatch(/^patient_id,specimen_id,collected_on,/);
  });

  it('a bad file shows where it is bad, and stores nothing', async () => {
    await choose({ name: 'bad.csv', content: early.replace('8,3800', '9000,3800').replaceAll('P1,', 'P9,') }, undefined, false);
    await page.waitForSelector('[data-import-state="failed"]');
    await page.waitForSelector('[data-problem-code="count_exceeds_total"]');
    await shot('import-problems');
    await page.goto(`${system.url}/?site=main`);
    await page.waitForSelector('[data-patient="P1"]');
    expect(await page.locator('[data-patient="P9"]').count()).toBe(0);
    await shot('work-list');
  });

  it('one draw alone already makes an honest page', async () => {
    const one = early.split('\n').slice(0, 3).join('\n').replaceAll('P1,', 'P2,');
    await importAndWait(system, await system.token('main', 'clinician'), { name: 'one.csv', content: `${one}\n` });
    await openPatient('P2');
    expect(await page.locator('[data-mark]').count()).toBeGreaterThanOrEqual(2);
    await shot('patient-one-draw');
  });

  it('a QuantaSoft plate with its manifest goes in: merged wells once, controls apart', async () => {
    const files = quantasoftFixture();
    await choose({ name: files.name, content: files.content }, files.manifest);
    await page.waitForSelector('[data-import-state="evaluated"]');
  });

  it('draws without dates stay draws: no date is invented, no rate reported', async () => {
    const token = await system.token('main', 'clinician');
    const report = await importAndWait(system, token, { name: 'draw-order.csv', content: fixture('exchange/draw-order-series.csv') });
    expect(report.problems).toEqual([]);
    const ref = report.patients[0]!.patient_id;
    await openPatient(ref);
    const { evaluation } = await patientByRef(system, token, ref);
    expect(evaluation!.series.every((s) => s.growth_per_day === null && s.doubling_days === null && s.half_life_days === null)).toBe(true);
    expect(await page.textContent('[data-chart="trajectory"]')).toMatch(/draw/i);
    await shot('patient-draw-order');
  });
});

interface Plate { name: string; content: string; manifest: string }
function quantasoftFixture(): Plate {
  return { name: 'plate.csv', content: fixture('quantasoft/plate.csv'), manifest: fixture('quantasoft/manifest.csv') };
}

real('real laboratory files', () => {
  it('CLL003: five draws of read counts without dates, as published', async () => {
    const converted = execFileSync(process.execPath, [join(root, 'scripts', 'convert-cll003.mjs'), join(examples, 'cll003_calder', 'CLL003_clustered.txt')]).toString();
    const token = await system.token('main', 'clinician');
    const report = await importAndWait(system, token, { name: 'CLL003.csv', content: converted });
    expect(report).toMatchObject({ state: 'evaluated', problems: [], counts: { specimens: 5, patients: 1 } });
    await openPatient('CLL003');
    const { evaluation } = await patientByRef(system, token, 'CLL003');
    const musk = evaluation!.series.find((s) => s.gene === 'MUSK_SEMA3E')!;
    expect(musk.points.map((p) => p.mutant_count)).toEqual(expect.arrayContaining([2326, 1450, 12673, 20091]));
    expect(evaluation!.series.every((s) => s.doubling_days === null)).toBe(true);
    await shot('patient-cll003');
    writeFileSync(join(shots, 'cll003.csv'), converted);
  });

  it('a QuantaSoft cfDNA plate', async () => {
    const plate = join(examples, 'biorad-quantasoft', 'nhs_20-3756_SNP_unquoted_nocall.csv');
    const content = readFileSync(plate, 'utf8');
    const manifest = [
      'file,sample,role,patient_id,specimen_id,collected_on,assay,mutant_target,wildtype_target,gene,variant',
      ...plateManifest(content),
    ].join('\n');
    await choose({ name: 'plate-real.csv', content }, `${manifest}\n`);
    await page.waitForSelector('[data-import-state="evaluated"]', { timeout: 20_000 });
    const token = await system.token('main', 'clinician');
    const { evaluation } = await patientByRef(system, token, 'NHS-14637');
    const point = evaluation!.series[0]!.points[0]!;
    // Row M01 of the file: 146 mutant-positive of 110,400 accepted droplets, 2.48 % by the instrument itself.
    expect(point).toMatchObject({ status: 'detected', mutant_count: 146, total_count: 110400, count_unit: 'partitions' });
    expect(point.vaf! * 100).toBeCloseTo(2.48, 1);
    await openPatient('NHS-14637');
    await shot('patient-quantasoft');
  });
});

/** A manifest row for every sample × assay of the plate: the file has laboratory numbers and target names only. */
function plateManifest(content: string): string[] {
  const [header, ...rows] = content.split(/\r?\n/).filter((l) => l.trim() !== '').map((l) => l.split(','));
  const at = (name: string): number => header!.indexOf(name);
  const pairs = new Set(rows.map((r) => `${r[at('Sample')]!},${r[at('Target')]!.split('_')[0]!}`));
  return [...pairs].map((pair) => {
    const [sample, snp] = pair.split(',') as [string, string];
    const targets = `${snp}_G,${snp}_C,${snp},c.1C>G`;
    return sample === 'NTC' ? `,NTC,ntc,,,,${snp} ddPCR,${targets}` : `,${sample},patient,NHS-${sample},${sample},2020-06-01,${snp} ddPCR,${targets}`;
  });
}
