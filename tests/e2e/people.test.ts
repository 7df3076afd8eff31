/** People in a real browser: an administrator invites, the link sets a password, and a page left alone signs itself out. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { checkoutRoot } from '@clonewatch/runtime';
import { addMembership } from '@clonewatch/trust';
import { runWaitingJobs } from '@clonewatch/workflows';
import { emergingTreatments, eventually, launchBrowser, newAccount, postImport, seriesFile, startSystem, type Account, type TestSystem } from '@clonewatch/testing';

const shots = join(checkoutRoot, 'dist', 'screenshots');
let system: TestSystem;
let browser: Browser;
let chief: Account;
let link: string;
const errors: string[] = [];

beforeAll(async () => {
  mkdirSync(shots, { recursive: true });
  system = await startSystem({ worker: false, web: true });
  chief = await newAccount(system, 'main', 'admin');
  await addMembership(system.store, chief.id, await system.siteId('north'), 'admin');
  for (const role of ['clinician', 'researcher', 'read_only'] as const) await newAccount(system, 'main', role);
  await addMembership(system.store, (await newAccount(system, 'main', 'clinician')).id, await system.siteId('south'), 'clinician');
  const north = await system.token('north', 'admin');
  for (const ref of ['N1', 'N2', 'N3']) {
    await postImport(system.url, north, { name: `${ref}-t.csv`, content: emergingTreatments.replace('\nP1,', `\n${ref},`) });
    const counts = ref === 'N3' ? [0, 0, 3, 8, 21] : [0, 0, 0, 2, 5];
    await postImport(system.url, north, { name: `${ref}.csv`, content: seriesFile(counts.flatMap((k, i) => { const on = ['2026-01-15', '2026-02-12', '2026-03-12', '2026-04-09', '2026-05-07'][i]!; return [`${ref},S${i + 1},${on},panel,KRAS,p.G12D,${k},4000,0.00003`, `${ref},S${i + 1},${on},panel,TP53,p.R175H,200,4000,0.00003`]; })) });
  }
  await runWaitingJobs(system.store);
  browser = await launchBrowser();
}, 300_000);
afterAll(async () => {
  await browser?.close();
  await system?.stop();
});
afterEach(() => expect(errors.splice(0)).toEqual([]));

async function visit(): Promise<{ context: BrowserContext; page: Page }> {
  const context = await browser.newContext({ viewport: { width: 1366, height: 768 } });
  const page = await context.newPage();
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => {
    if (/Content Security Policy/i.test(message.text())) errors.push(message.text());
  });
  return { context, page };
}

const axe = async (page: Page): Promise<object[]> => (await new AxeBuilder({ page }).analyze()).violations.map((v) => ({ id: v.id, nodes: v.nodes.map((n) => n.html.slice(0, 160)) }));

async function signIn(page: Page, account: { email: string; password: string }): Promise<void> {
  await page.goto(`${system.url}/sign-in`);
  await page.fill('input[name=email]', account.email);
  await page.fill('input[name=password]', account.password);
  await page.keyboard.press('Enter');
  await page.waitForURL((url) => url.pathname === '/');
}

it('an administrator finds Admin in the top bar, invites somebody, makes a token and a site', async () => {
  const { context, page } = await visit();
  await signIn(page, chief);
  await page.getByRole('link', { name: 'Admin' }).click();
  await page.getByLabel('E-mail').fill('colleague@example.org');
  await page.getByTestId('invite').click();
  link = await page.getByTestId('secret').inputValue();
  expect(link).toMatch(new RegExp(`^${system.url}/reset-password#token=cl_`));
  await page.waitForSelector('[data-user="colleague@example.org"]');
  await page.getByLabel('Name of the token').fill('sequencer');
  await page.getByTestId('create-token').click();
  await page.waitForSelector('[data-token="sequencer"]');
  expect(await page.getByTestId('secret').inputValue()).toMatch(/^cw_/);
  await page.getByLabel('Code of the site').fill('west');
  await page.getByLabel('Name of the site').fill('Western hospital');
  await page.getByRole('button', { name: 'Create site' }).click();
  await page.waitForSelector('[data-site="west"]');
  await page.screenshot({ path: join(shots, 'admin.png') });
  expect(await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth)).toBe(false);
  // The last administrator stays, and it is said why.
  await page.locator(`[data-user="${chief.email}"]`).getByLabel('Role').selectOption('clinician');
  await page.getByText('last administrator').waitFor();
  expect(await page.locator(`[data-user="${chief.email}"]`).getByLabel('Role').inputValue()).toBe('admin');
  await context.close();
});

it('an administrator sets the budget of false alerts, with a reason that stays with the version', async () => {
  const { context, page } = await visit();
  await signIn(page, chief);
  await page.goto(`${system.url}/admin?site=main`);
  const policy = page.getByRole('region', { name: 'Alert policy' });
  await policy.getByLabel('At most false').fill('0.5');
  await policy.getByLabel('KRAS, NRAS').fill('5.2');
  await policy.getByLabel('Reason').fill('too many in vain');
  await policy.getByLabel('password').fill(chief.password);
  await page.getByTestId('save-policy').click();
  await page.waitForSelector('[data-policy-version="1"]');
  expect(await page.locator('[data-policy-version="1"]').innerText()).toMatch(/in force\s+0\.5\s+90\s+5\.2 \/ 4\.7 \/ 4\.4\s+too many in vain/);
  await policy.scrollIntoViewIfNeeded();
  await page.screenshot({ path: join(shots, 'alert-policy.png') });
  expect(await axe(page)).toEqual([]);
  await context.close();
});

it('teams and contact points: made, tested and taken away with keys alone; axe finds nothing in either theme', async () => {
  const { context, page } = await visit();
  await signIn(page, chief);
  await page.goto(`${system.url}/admin?site=main`);
  await page.getByRole('link', { name: 'Notices and teams' }).focus();
  await page.keyboard.press('Enter');
  const teams = page.getByRole('region', { name: 'Teams' });
  await teams.getByLabel('Name of the team').focus();
  await page.keyboard.type('Ward 4');
  await page.keyboard.press('Enter');
  await page.waitForSelector('[data-team="Ward 4"]');
  const points = page.getByRole('region', { name: 'Contact points' });
  await points.getByLabel('Webhook address').focus();
  await page.keyboard.type('https://hooks.example.org/clonewatch');
  await page.keyboard.press('Enter');
  expect(await page.getByTestId('secret').inputValue()).toMatch(/^whsec_/);
  const row = page.locator('[data-contact="Ward 4"]');
  await row.getByTestId('test-contact').focus();
  await page.keyboard.press('Enter');
  await page.waitForSelector('[data-delivery=waiting]');
  await page.locator('[data-team="Ward 4"]').getByTestId('assign-patients').focus();
  await page.keyboard.press('Enter');
  await page.keyboard.type('NOBODY');
  await page.getByRole('button', { name: 'Assign', exact: true }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('alert').filter({ hasText: '1 of 1 ids' }).waitFor();
  await page.screenshot({ path: join(shots, 'notices.png') });
  expect(await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth)).toBe(false);
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    expect(await axe(page)).toEqual([]);
  }
  await page.screenshot({ path: join(shots, 'notices-dark.png') });
  await page.emulateMedia({ colorScheme: 'light' });
  await page.keyboard.press('Escape');
  await row.getByRole('button', { name: 'Remove' }).focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  await row.waitFor({ state: 'detached' });
  await context.close();
});

it('a draft is tried on the history, looked at and signed with keys alone; axe finds nothing in either theme', async () => {
  const { context, page } = await visit();
  await signIn(page, chief);
  await page.goto(`${system.url}/back-test?site=north`);
  await page.getByLabel('False alerts of a rise').fill('0.1');
  await page.keyboard.press('Enter');
  await page.waitForSelector('[data-back-test=waiting]');
  await page.screenshot({ path: join(shots, 'back-test-waiting.png') });
  await runWaitingJobs(system.store);
  await page.waitForSelector('[data-bt-kind=resistance_emerging]');
  expect(await page.locator('[data-bt-kind=resistance_emerging]').innerText()).toMatch(/Resistance emerging/i);
  await page.locator('[data-bt-part=gone]').focus();
  await page.keyboard.press('Enter');
  await page.waitForSelector('[data-bt-change=gone] a');
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme });
    expect(await axe(page)).toEqual([]);
  }
  await page.locator('[data-back-test-result]').scrollIntoViewIfNeeded();
  await page.screenshot({ path: join(shots, 'back-test.png'), fullPage: true });
  expect(await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth)).toBe(false);
  await page.getByLabel('Reason').focus();
  await page.keyboard.type('too many in vain');
  await page.keyboard.press('Tab');
  await page.keyboard.type('not my password at all');
  await page.keyboard.press('Enter');
  await page.getByText('The password is not right').waitFor();
  await page.getByLabel('Your password').fill(chief.password);
  await page.keyboard.press('Enter');
  await page.getByText('in force as version 1').waitFor();
  await page.goto(`${system.url}/outcomes?site=north`);
  await page.waitForSelector('[data-rule]');
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme });
    expect(await axe(page)).toEqual([]);
  }
  await context.close();
});

it('the link sets a password once, its secret leaves the address bar, and the account may not administer', async () => {
  const { context, page } = await visit();
  const asked: string[] = [];
  page.on('request', (r) => asked.push(`${r.url()} ${JSON.stringify(r.headers())}`));
  await page.goto(link);
  await page.fill('input[name=password]', 'a few words in a row');
  await page.fill('input[name=again]', 'a few words in a row');
  expect(page.url()).toBe(`${system.url}/reset-password`);
  await page.screenshot({ path: join(shots, 'reset-password.png') });
  await page.keyboard.press('Enter');
  await page.getByText('Your password is set').waitFor();
  expect(asked.filter((line) => line.includes(link.split('#token=')[1]!))).toEqual([]);
  await signIn(page, { email: 'colleague@example.org', password: 'a few words in a row' });
  await page.waitForSelector('.topbar');
  expect(await page.getByRole('link', { name: 'Admin' }).count()).toBe(0);
  await context.close();
});

it('G22 a page left alone for 15 minutes signs itself out, and says so where one signs in', async () => {
  const { context, page } = await visit();
  await page.clock.install();
  await signIn(page, chief);
  await page.waitForSelector('.topbar');
  await page.clock.fastForward('14:00');
  await page.mouse.move(200, 200);
  await page.mouse.move(300, 300);
  await page.clock.fastForward('14:00');
  expect(new URL(page.url()).pathname).toBe('/');
  const cookies = await context.cookies();
  await page.clock.fastForward('01:30');
  await page.getByTestId('ended').waitFor();
  expect(await page.getByTestId('ended').textContent()).toMatch(/signed out after 15 minutes/);
  const old = cookies.find((c) => c.name === 'clonewatch_session')!;
  expect((await fetch(`${system.url}/api/v1/me`, { headers: { cookie: `${old.name}=${old.value}` } })).status).toBe(401);
  await context.close();
});

it('G22 what the page fetches by itself is marked, and does not keep the session alive', async () => {
  const { context, page } = await visit();
  await page.clock.install();
  const marks: (string | undefined)[] = [];
  page.on('request', (r) => {
    if (r.url().includes('/api/v1/imports')) marks.push(r.headers()['clonewatch-background']);
  });
  await signIn(page, chief);
  await page.getByRole('link', { name: 'Imports' }).click();
  // Answered, not only asked for: what is still on its way is not asked for again.
  await page.waitForSelector('#previous-title ~ :is(table, p.quiet)');
  await page.clock.fastForward('02:00');
  await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
  await page.evaluate(() => window.dispatchEvent(new Event('visibilitychange')));
  await eventually(() => Promise.resolve(marks.length), (n) => n > 1);
  expect([marks[0], marks.at(-1)]).toEqual([undefined, '1']);
  await context.close();
});
