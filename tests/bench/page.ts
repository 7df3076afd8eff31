/**
 * The screens in a real browser: first paint, hover and zoom of the trajectory beside bare D3, uPlot and Observable Plot, all drawing the same readings (lines, whiskers,
 * bounds, LoD ticks); the clone composition; the work list of ten thousand beside an empty virtual list; the JavaScript of the first screen.
 * In turn, round after round, so that a slow moment of the machine meets all. No frame limit, so that a time is work and not the wait for the screen.
 * Each part ends when its time is over, so that a busy machine gives fewer rounds and not a longer run.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { CDPSession, Page } from 'playwright-core';
import { rolldown } from 'rolldown';
import { checkoutRoot } from '@clonewatch/runtime';
import { launchBrowser } from '@clonewatch/testing';
import { ms, print, quantile, whileRunning } from './support.js';
import type { PageBench } from './page/browser.js';

/** Variants, draws and rounds: a small chart is quick and its time uncertain. */
const sizes = [[12, 24, 31], [60, 60, 11], [200, 120, 5]] as const;
/** Seconds after which a part begins no further round, and rounds that it makes in any case. */
const enough = 25;
const least = 3;
type InPage = { readonly bench: PageBench };

/** The program of the page, as the web app is bundled: production React. */
async function program(): Promise<string> {
  const bundle = await rolldown({
    cwd: checkoutRoot, input: 'tests/bench/page/browser.tsx', platform: 'browser', tsconfig: './tsconfig.base.json', external: [],
    transform: { define: { 'process.env.NODE_ENV': '"production"' }, jsx: { runtime: 'automatic' } },
  });
  const { output } = await bundle.generate({ format: 'iife', codeSplitting: false, minify: true });
  return output[0].code;
}

async function withPage(flags: readonly string[], code: string, work: (page: Page) => Promise<void>): Promise<void> {
  const browser = await launchBrowser(flags);
  await whileRunning(() => browser.close(), async () => {
    const page = await browser.newPage({ viewport: { width: 1366, height: 768 }, locale: 'en-US' });
    const styles = ['tokens', 'app', 'patient'].map((name) => readFileSync(join(checkoutRoot, 'apps/web/src/styles', `${name}.css`), 'utf8'));
    await page.setContent(`<!doctype html><meta charset="utf-8"><style>${styles.join('\n')}</style><style>${readFileSync(join(checkoutRoot, 'node_modules/uplot/dist/uPlot.min.css'), 'utf8')}</style><body></body>`);
    const errors: string[] = [];
    page.on('pageerror', (e) => errors.push(e.message));
    await page.addScriptTag({ content: code });
    await page.waitForFunction(() => 'bench' in window, undefined, { timeout: 20_000 }).catch(() => { throw new Error(`the page did not start: ${errors.join('; ')}`); });
    await work(page);
  });
}

/**
 * What one way of drawing took: until it was on the screen, by the clock, and on the page's main thread, by the thread's own clock, which other programs do not
 * slow. The system's clock of the thread, for the browser's own count of tasks leaves out what a canvas does after them.
 */
interface Took { readonly wall: number[]; readonly thread: number[]; readonly each: number[] }

const quarters = (values: readonly number[], write: (v: number) => string): string => `${write(quantile(values, 0.5)).padStart(7)} (${write(quantile(values, 0.25))}–${write(quantile(values, 0.75))})`;
/** Median with the quarters around it. */
const figure = (values: readonly number[]): string => quarters(values, ms);
/** Round by round, for what slows one round slows both. */
const ratio = (a: readonly number[], b: readonly number[]): string => quarters(a.map((v, i) => v / b[i]!), (v) => v.toFixed(2));

function against(all: ReadonlyMap<string, Took>): (readonly [string, string])[] {
  const base = all.get('bare D3')!;
  return [...all].map(([name, t]) => [name, `n ${t.wall.length}  main thread ${figure(t.thread)}  ${ratio(t.thread, base.thread)} of bare D3   until shown ${figure(t.wall)}  ${ratio(t.wall, base.wall)}`] as const);
}

/** Processor time of the main threads of the pages so far, ms (Linux: the first field of `schedstat`, ns). */
async function mainThread(browser: CDPSession): Promise<number> {
  const { processInfo } = await browser.send('SystemInfo.getProcessInfo');
  return processInfo.filter((p) => p.type === 'renderer').reduce((sum, { id }) => sum + Number(readFileSync(`/proc/${id}/task/${id}/schedstat`, 'utf8').split(' ')[0]) / 1e6, 0);
}

/** Seconds in which the page must answer: a browser that hangs ends the run and does not hold it. */
const patience = 120;
function answered<T>(work: Promise<T>): Promise<T> {
  let clock: NodeJS.Timeout;
  const late = new Promise<never>((_, fail) => { clock = setTimeout(() => fail(new Error(`the page did not answer for ${patience} s`)), patience * 1000); });
  return Promise.race([work, late]).finally(() => clearTimeout(clock));
}

interface Step { readonly before?: () => Promise<unknown>; readonly work: () => Promise<readonly number[]>; readonly after?: () => Promise<unknown> }

/**
 * Each in turn, in another order each round, up to so many rounds; the first is not counted, for in it the browser compiles. The clock of the main thread runs
 * around `work` alone; a round's wall time is the median of its parts.
 */
async function rounds(page: Page, names: readonly string[], n: number, step: (name: string) => Step): Promise<Map<string, Took>> {
  const cdp = await page.context().browser()!.newBrowserCDPSession();
  const took = new Map(names.map((name): [string, Took] => [name, { wall: [], thread: [], each: [] }]));
  const begun = performance.now();
  for (let round = -1; round < n && (round < least || performance.now() - begun < enough * 1000); round++) {
    const first = (round + 1) % names.length;
    for (const name of [...names.slice(first), ...names.slice(0, first)]) {
      const { before, work, after } = step(name);
      await before?.();
      const start = await mainThread(cdp);
      const each = await answered(work());
      const end = await mainThread(cdp);
      await after?.();
      if (round < 0) continue;
      const t = took.get(name)!;
      t.wall.push(quantile(each, 0.5));
      t.thread.push((end - start) / each.length);
      t.each.push(...each);
    }
  }
  await cdp.detach();
  return took;
}

async function charts(page: Page): Promise<void> {
  const names = await page.evaluate(() => (window as unknown as InPage).bench.charts);
  const after = (): Promise<void> => page.evaluate(() => (window as unknown as InPage).bench.clear());
  const ready = (name: string, variants: number, draws: number): Promise<void> => page.evaluate(([n, v, d]) => (window as unknown as InPage).bench.prepare(n, v, d), [name, variants, draws] as const);
  const paint = (): Promise<number[]> => page.evaluate(() => (window as unknown as InPage).bench.paint());
  for (const [variants, draws, n] of sizes) {
    print(`page: first paint of the trajectory, ${variants} variants × ${draws} draws`, against(await rounds(page, names, n, (name) => ({ before: () => ready(name, variants, draws), work: paint, after }))));
  }
  for (const what of ['hover', 'zoom'] as const) {
    const shown = async (name: string): Promise<void> => { await ready(name, 60, 60); await paint(); };
    const work = (): Promise<number[]> => page.evaluate((w) => (window as unknown as InPage).bench[w](), what);
    print(`page: ${what} at 60 × 60, each`, against(await rounds(page, names, 5, (name) => ({ before: () => shown(name), work, after }))));
  }
  const clones = async (n: number, draws: number): Promise<string> => {
    const before = (): Promise<void> => page.evaluate(([c, d]) => (window as unknown as InPage).bench.prepareClones(c, d), [n, draws] as const);
    const { wall, thread } = (await rounds(page, ['ours'], 15, () => ({ before, work: paint, after }))).get('ours')!;
    return `main thread ${figure(thread)}   until shown ${figure(wall)}`;
  };
  print('page: first paint with the clone composition', [['10 clones × 12 draws (aim 80 ms)', await clones(10, 12)], ['30 clones × 24 draws (aim 250 ms)', await clones(30, 24)]]);
}

async function list(page: Page, how: string): Promise<void> {
  const names = await page.evaluate(() => (window as unknown as InPage).bench.lists);
  const took = await rounds(page, names, 4, (name) => ({ work: () => page.evaluate((n) => (window as unknown as InPage).bench.scroll(n, 100), name) }));
  const base = took.get(names[0]!)!;
  print(`page: ten thousand patients, a frame while 100 px are scrolled each (${how})`, names.map((name) => {
    const t = took.get(name)!;
    const of = (q: number): string => `${ms(quantile(t.each, q))} (${(quantile(t.each, q) / quantile(base.each, q)).toFixed(2)} of the empty list)`;
    return [name, `frame p50 ${of(0.5)} · p95 ${of(0.95)}   main thread ${figure(t.thread)}  ${ratio(t.thread, base.thread)}`] as const;
  }));
}

/** What the browser loads before the first screen: the scripts that `index.html` names and what they import at once; for a reader of Russian, its words too. */
function firstScreen(): void {
  const folder = join(checkoutRoot, 'dist', 'web');
  const all = readdirSync(join(folder, 'assets')).filter((f) => f.endsWith('.js')).map((f) => `assets/${f}`);
  const load = (file: string, seen: Set<string>): Set<string> => {
    if (seen.has(file)) return seen;
    seen.add(file);
    for (const [, next] of readFileSync(join(folder, file), 'utf8').matchAll(/(?:from|import)\s*["'`]\.\/([^"'`]+\.js)["'`]/g)) load(`assets/${next!}`, seen);
    return seen;
  };
  const english = new Set<string>();
  for (const [, file] of readFileSync(join(folder, 'index.html'), 'utf8').matchAll(/<script[^>]*src="\/(assets\/[^"]+\.js)"/g)) load(file!, english);
  const russian = all.filter((f) => /^assets\/ru-/.test(f)).reduce((seen, f) => load(f, seen), new Set(english));
  if (english.size === 0 || russian.size === english.size) throw new Error('the scripts of the first screen were not found in dist/web');
  const size = (files: ReadonlySet<string>): string => `${([...files].reduce((sum, f) => sum + gzipSync(readFileSync(join(folder, f))).length, 0) / 1000).toFixed(0)} kB gzip in ${files.size} files`;
  print('page: JavaScript', [['of the first screen (aim 250 kB gzip)', size(english)], ['of the first screen in Russian', size(russian)], ['of the whole app', size(new Set(all))]]);
}

export async function benchPage(): Promise<void> {
  const code = await program();
  firstScreen();
  await withPage(['--disable-frame-rate-limit', '--disable-gpu-vsync'], code, async (page) => {
    await charts(page);
    await list(page, 'no frame limit: the work alone');
  });
  await withPage([], code, (page) => list(page, '60 Hz: as it is seen'));
}
