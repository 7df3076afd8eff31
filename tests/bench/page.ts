/**
 * The screens in a real browser: first paint, hover and zoom of the trajectory beside bare D3, uPlot and Observable Plot, all drawing the same readings (lines, whiskers,
 * bounds, LoD ticks); the clone composition; the work list of ten thousand beside an empty virtual list; the JavaScript of the first screen.
 * In turn, round after round, so that a slow moment of the machine meets all. No frame limit, so that a time is work and not the wait for the screen.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { rolldown } from 'rolldown';
import { checkoutRoot } from '@clonewatch/runtime';
import { launchBrowser } from '@clonewatch/testing';
import { ms, print, quantile, whileRunning } from './support.js';
import type { PageBench } from './page/browser.js';

const sizes = [[12, 24], [60, 60], [200, 120]] as const;
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

/** What one way of drawing took: until it was painted, by the clock, and on the page's main thread, by the thread's own clock, which other programs do not slow. */
interface Took { readonly wall: number[]; readonly thread: number[] }

/** Median with the quarters around it. */
const figure = (values: readonly number[]): string => `${ms(quantile(values, 0.5)).padStart(7)} (${ms(quantile(values, 0.25))}–${ms(quantile(values, 0.75))})`;
const ratio = (a: readonly number[], b: readonly number[]): string => (quantile(a, 0.5) / quantile(b, 0.5)).toFixed(2);

function against(all: ReadonlyMap<string, Took>): (readonly [string, string])[] {
  const base = all.get('bare D3')!;
  return [...all].map(([name, t]) => [name, `main thread ${figure(t.thread)}  ${ratio(t.thread, base.thread)} of bare D3   until painted ${figure(t.wall)}  ${ratio(t.wall, base.wall)}`] as const);
}

/** Each in turn, in another order each round, so many rounds; the first round is warming up. */
async function rounds(page: Page, names: readonly string[], n: number, work: (name: string) => Promise<number | readonly number[]>): Promise<Map<string, Took>> {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('Performance.enable', { timeDomain: 'threadTicks' });
  const spent = async (): Promise<number> => (await cdp.send('Performance.getMetrics')).metrics.find((m) => m.name === 'TaskDuration')!.value * 1000;
  const took = new Map(names.map((name): [string, Took] => [name, { wall: [], thread: [] }]));
  for (let round = 0; round <= n; round++) {
    for (const name of [...names.slice(round % names.length), ...names.slice(0, round % names.length)]) {
      const before = await spent();
      const each = [await work(name)].flat();
      if (round === 0) continue;
      took.get(name)!.wall.push(...each);
      took.get(name)!.thread.push((await spent() - before) / each.length);
    }
  }
  await cdp.detach();
  return took;
}

async function charts(page: Page): Promise<void> {
  const names = await page.evaluate(() => (window as unknown as InPage).bench.charts);
  for (const [variants, draws] of sizes) {
    const took = await rounds(page, names, variants > 100 ? 4 : 11, (name) => page.evaluate(([n, v, d]) => (window as unknown as InPage).bench.paint(n, v, d), [name, variants, draws] as const));
    print(`page: first paint of the trajectory, ${variants} variants × ${draws} draws`, against(took));
  }
  for (const what of ['hover', 'zoom'] as const) {
    const took = await rounds(page, names, 4, (name) => page.evaluate(([w, n]) => (window as unknown as InPage).bench[w](n, 60, 60), [what, name] as const));
    print(`page: ${what} at 60 × 60, each`, against(took));
  }
  const clones = async (n: number, draws: number): Promise<string> => {
    const { wall, thread } = (await rounds(page, ['ours'], 10, () => page.evaluate(([c, d]) => (window as unknown as InPage).bench.clones(c, d), [n, draws] as const))).get('ours')!;
    return `main thread ${figure(thread)}   until painted ${figure(wall)}`;
  };
  print('page: first paint with the clone composition', [['10 clones × 12 draws (aim 80 ms)', await clones(10, 12)], ['30 clones × 24 draws (aim 250 ms)', await clones(30, 24)]]);
}

async function list(page: Page, how: string): Promise<void> {
  const names = await page.evaluate(() => (window as unknown as InPage).bench.lists);
  const took = await rounds(page, names, 3, (name) => page.evaluate((n) => (window as unknown as InPage).bench.scroll(n, 100), name));
  const base = took.get(names[0]!)!;
  print(`page: ten thousand patients, a frame while 100 px are scrolled each (${how})`, names.map((name) => {
    const t = took.get(name)!;
    return [name, `frame p50 ${ms(quantile(t.wall, 0.5))} · p95 ${ms(quantile(t.wall, 0.95))}  ${ratio(t.wall, base.wall)} · ${(quantile(t.wall, 0.95) / quantile(base.wall, 0.95)).toFixed(2)} of the empty list   main thread ${figure(t.thread)}  ${ratio(t.thread, base.thread)}`] as const;
  }));
}

/** What the browser loads before the first screen: the scripts that `index.html` names and what they import at once. */
function firstScreen(): void {
  const folder = join(checkoutRoot, 'dist', 'web');
  const named = [...readFileSync(join(folder, 'index.html'), 'utf8').matchAll(/(?:src|href)="\/(assets\/[^"]+\.js)"/g)].map((m) => m[1]!);
  const seen = new Set<string>();
  const load = (file: string): void => {
    if (seen.has(file)) return;
    seen.add(file);
    for (const [, next] of readFileSync(join(folder, file), 'utf8').matchAll(/(?:from|import)\s*"\.\/([^"]+\.js)"/g)) load(`assets/${next}`);
  };
  named.forEach(load);
  const size = (files: readonly string[]): string => `${(files.reduce((sum, f) => sum + gzipSync(readFileSync(join(folder, f))).length, 0) / 1000).toFixed(0)} kB gzip`;
  const all = readdirSync(join(folder, 'assets')).filter((f) => f.endsWith('.js')).map((f) => `assets/${f}`);
  print('page: JavaScript', [['of the first screen (aim 250 kB gzip)', `${size([...seen])} in ${seen.size} files`], ['of the whole app', `${size(all)} in ${all.length} files`]]);
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
