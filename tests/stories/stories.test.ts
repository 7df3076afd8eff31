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
}, 600_000);
afterAll(() => browser?.close());

async function opened(scheme: 'light' | 'dark', ratio = 1): Promise<{ page: Page; errors: string[] }> {
  const context = await browser.newContext({ viewport: { width: 1366, height: 768 }, colorScheme: scheme, deviceScaleFactor: ratio, locale: 'en-US', timezoneId: 'UTC' });
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
}, 600_000);

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

/** Two pictures from afar, twelve pixels of the screen by twelve as one, for a mark may stand half a pixel aside: how many of those differ, and how many are no ground. */
const compare = async (page: Page, a: Buffer, b: Buffer, ratio: number): Promise<{ apart: number; drawn: number }> => page.evaluate(async ([one, other, side]) => {
  const pixels = async (png: string): Promise<Uint8ClampedArray> => {
    const image = await createImageBitmap(await (await fetch(`data:image/png;base64,${png}`)).blob());
    const [wide, high] = [Math.floor(image.width / side), Math.floor(image.height / side)];
    const ctx = new OffscreenCanvas(wide, high).getContext('2d')!;
    ctx.imageSmoothingQuality = 'high';
    ctx.drawImage(image, 0, 0, wide, high);
    return ctx.getImageData(0, 0, wide, high).data;
  };
  const [p, q] = [await pixels(one), await pixels(other)];
  let [apart, drawn] = [0, 0];
  for (let i = 0; i < p.length; i += 4) {
    if ([0, 1, 2].some((k) => Math.abs(p[i + k]! - q[i + k]!) > 24)) apart += 1;
    if ([0, 1, 2].some((k) => Math.abs(p[i + k]! - p[k]!) > 24)) drawn += 1;
  }
  return { apart, drawn };
}, [a.toString('base64'), b.toString('base64'), 12 * ratio] as const);

it.each([['light', 1], ['dark', 2]] as const)('many readings on a canvas are the picture that SVG makes (%s, %d device pixels)', async (scheme, ratio) => {
  const pictureOf = async (canvas: boolean): Promise<{ picture: Buffer; paths: number; canvases: number }> => {
    const { page, errors } = await opened(scheme, ratio);
    if (!canvas) await page.addInitScript('delete globalThis.OffscreenCanvas');
    await page.goto(`${origin}/?story=patient/many-readings`);
    await page.waitForSelector('.cw-chart');
    await page.evaluate(() => document.fonts.ready);
    expect(await page.locator('.chart canvas').count()).toBe(canvas ? 1 : 0); // from the first picture on
    for (const axis of ['Linear', 'Log']) {
      await page.getByRole('button', { name: axis, exact: true }).click();
      await page.waitForFunction((said) => [...document.querySelectorAll('.cw-chart text')].some((text) => text.textContent === said), axis.toLowerCase(), { timeout: 120_000 });
    }
    if (canvas) await page.waitForSelector('.chart canvas');
    await page.mouse.move(0, 0);
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    const picture = await page.locator('.chart').first().screenshot();
    const found = { picture, paths: await page.locator('[data-marks]').count(), canvases: await page.locator('.chart canvas').count() };
    if (canvas) writeFileSync(join(shots, `many-readings-${scheme}.png`), picture);
    // On paper it is SVG, in a browser that draws on a canvas too.
    await page.evaluate(() => window.addEventListener('beforeprint', () => { document.title = `printed with ${document.querySelectorAll('.chart canvas').length} canvases and ${document.querySelectorAll('[data-marks]').length} paths`; }));
    await page.pdf();
    expect(await page.title()).toMatch(/^printed with 0 canvases and [1-9]\d paths$/);
    await page.emulateMedia({ media: 'print' });
    await page.waitForSelector('[data-marks]', { state: 'attached' });
    expect(await page.locator('.chart canvas').count()).toBe(0);
    expect(errors).toEqual([]);
    await page.context().close();
    return found;
  };
  const [canvas, svg] = [await pictureOf(true), await pictureOf(false)];
  expect([canvas.paths, canvas.canvases, svg.canvases]).toEqual([0, 1, 0]);
  expect(svg.paths).toBeGreaterThan(20);
  const { page } = await opened(scheme);
  const { apart, drawn } = await compare(page, canvas.picture, svg.picture, ratio);
  // Without the lines, without most whiskers, in the wrong order or with filled triangles it would be forty or more.
  expect(apart).toBeLessThan(4);
  expect(drawn).toBeGreaterThan(400);
}, 240_000);
