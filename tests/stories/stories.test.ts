/** Every story in a real browser: it draws, says nothing that its state must not say, fits 1366 × 768, and axe finds nothing in both themes. `SCREENS=docs/screens` keeps the pictures. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { AxeBuilder } from '@axe-core/playwright';
import { launchBrowser } from '@clonewatch/testing';
import { storyData } from './data.js';

const root = resolve(import.meta.dirname, '../..');
const built = join(root, 'dist', 'stories');
const shots = join(process.env.SCREENS === undefined ? join(root, 'dist/screenshots') : resolve(root, process.env.SCREENS), 'stories');
const origin = 'http://stories.test';
const types: Readonly<Record<string, string>> = { html: 'text/html', js: 'text/javascript', css: 'text/css', json: 'application/json', woff2: 'font/woff2' };

let browser: Browser;
beforeAll(async () => {
  // A process of its own: the bundler's native part does not take the test runner's objects for its own.
  execFileSync(process.execPath, [join(root, 'node_modules/vite/bin/vite.js'), 'build', join(root, 'apps/web/stories'), '--config', join(root, 'apps/web/stories/vite.config.ts'), '--logLevel', 'warn'], { stdio: 'pipe' });
  writeFileSync(join(built, 'data.json'), JSON.stringify(storyData));
  mkdirSync(shots, { recursive: true });
  browser = await launchBrowser();
}, 300_000);
afterAll(() => browser?.close());

async function opened(scheme: 'light' | 'dark'): Promise<{ page: Page; errors: string[] }> {
  const context = await browser.newContext({ viewport: { width: 1366, height: 768 }, colorScheme: scheme, locale: 'en-US', timezoneId: 'UTC' });
  const page = await context.newPage();
  const errors: string[] = [];
  page.on('pageerror', (e) => errors.push(e.message));
  page.on('console', (m) => { if (m.type() === 'error') errors.push(m.text()); });
  await page.clock.setFixedTime(new Date('2026-06-12T09:00:00Z'));
  // The built files, without a server.
  await page.route(`${origin}/**`, (route) => {
    const name = new URL(route.request().url()).pathname.slice(1) || 'index.html';
    const file = join(built, name);
    return existsSync(file) ? route.fulfill({ body: readFileSync(file), contentType: types[name.split('.').at(-1)!] ?? 'application/octet-stream' }) : route.fulfill({ status: 404, body: '' });
  });
  return { page, errors };
}

const wanted = ['empty', 'loading', 'one-draw', 'two-draws', 'nothing-informative', 'computation-failed', 'offline', 'read-only'];

it('every state of the patient page has its story', async () => {
  const { page } = await opened('light');
  await page.goto(origin);
  await page.waitForSelector('h1');
  const ids = await page.evaluate(() => (window as unknown as { stories: string[] }).stories);
  expect(ids).toEqual(expect.arrayContaining(wanted.map((w) => `patient/${w}`)));
  await page.context().close();
});

it.each(['light', 'dark'] as const)('each opens in the %s theme without an error, fits the screen, and axe finds nothing', async (scheme) => {
  const { page, errors } = await opened(scheme);
  await page.goto(origin);
  await page.waitForSelector('h1');
  const ids = await page.evaluate(() => (window as unknown as { stories: string[] }).stories);
  const found: string[] = [];
  for (const id of ids) {
    await page.goto(`${origin}/?story=${id}`);
    await page.waitForSelector('main');
    await page.evaluate(() => document.fonts.ready);
    if (scheme === 'light') await page.screenshot({ path: join(shots, `${id.replace('/', '-')}.png`) });
    const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']).analyze();
    found.push(...violations.map((v) => `${id} ${v.id}: ${v.nodes[0]?.html}`), ...errors.splice(0).map((e) => `${id} ${e}`));
    if (await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth)) found.push(`${id} is wider than the screen`);
    if (/\bwild.?type\b|\bnegative\b|all clear/i.test((await page.textContent('main')) ?? '')) found.push(`${id} promises absence`);
  }
  expect(found).toEqual([]);
  await page.context().close();
}, 300_000);

it('states say what they are, and not what they are not', async () => {
  const { page } = await opened('light');
  const textOf = async (id: string): Promise<string> => {
    await page.goto(`${origin}/?story=patient/${id}`);
    await page.waitForSelector('main');
    return (await page.textContent('main'))!;
  };
  expect(await textOf('loading')).not.toMatch(/\d/);
  expect(await textOf('computation-failed')).toMatch(/did not complete/);
  expect(await textOf('computation-failed')).not.toMatch(/No alert is open/);
  expect(await textOf('offline')).toMatch(/loaded at/);
  await textOf('read-only');
  expect(await page.locator('[data-action]').count()).toBe(0);
  await textOf('ordinary');
  expect(await page.locator('[data-action]').count()).toBeGreaterThan(0);
  await textOf('one-draw');
  expect(await page.locator('[data-segment]').count()).toBe(0);
  await textOf('two-draws');
  expect(await page.locator('[data-segment]').count()).toBe(2);
  await textOf('nothing-informative');
  expect(await page.locator('[data-mark=detected]').count()).toBe(0);
  await page.context().close();
});
