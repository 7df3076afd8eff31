/** A real Chromium, from npm and without download; CHROMIUM_PATH names another one. */
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Browser, type BrowserContext, type BrowserContextOptions, type Page } from 'playwright-core';
import { checkoutRoot } from '@clonewatch/runtime';

const flags = ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu', '--hide-scrollbars', '--font-render-hinting=none', '--force-color-profile=srgb'];

/** `more`: further flags of Chromium. */
export async function launchBrowser(more: readonly string[] = []): Promise<Browser> {
  const given = process.env.CHROMIUM_PATH;
  if (given) return chromium.launch({ executablePath: given, args: [...flags, ...more], chromiumSandbox: false });
  const { executablePath, env } = await packagedChromium();
  return chromium.launch({ executablePath, env, args: [...flags, ...more], chromiumSandbox: false });
}

/** The package unpacks into the temporary folder and reuses what it finds there: give it one of our own. */
async function packagedChromium(): Promise<{ executablePath: string; env: Record<string, string> }> {
  const folder = join(checkoutRoot, 'node_modules', '.cache', 'chromium');
  mkdirSync(folder, { recursive: true });
  const before = process.env.TMPDIR;
  process.env.TMPDIR = folder;
  try {
    const module = (await import('@sparticuz/chromium')) as unknown as { default: { executablePath(): Promise<string> }; inflate(path: string): Promise<string> };
    const executablePath = await module.default.executablePath();
    const bin = join(checkoutRoot, 'node_modules', '@sparticuz', 'chromium', 'bin');
    // A bare machine lacks libnss3 and fonts; the package carries both.
    const libraries = await module.inflate(join(bin, 'al2023.tar.br'));
    const fonts = existsSync(join(bin, 'fonts.tar.br')) && !existsSync('/etc/fonts/fonts.conf') ? await module.inflate(join(bin, 'fonts.tar.br')) : null;
    const env = { ...process.env, LD_LIBRARY_PATH: join(libraries, 'lib'), ...(fonts ? { FONTCONFIG_PATH: fonts } : {}) } as Record<string, string>;
    return { executablePath, env };
  } finally {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
  }
}

/**
 * A page of 1366×768 in a context of its own, signed in through the form. `errors` collects what the page throws and what its content policy refuses: a test
 * expects it empty. `more`: locale, colour scheme and the like.
 */
export async function signedInPage(browser: Browser, url: string, account: { readonly email: string; readonly password: string }, more: BrowserContextOptions = {}): Promise<{ page: Page; context: BrowserContext; errors: string[] }> {
  const context = await browser.newContext({ viewport: { width: 1366, height: 768 }, ...more });
  const page = await context.newPage();
  const errors: string[] = [];
  page.on('pageerror', (e) => errors.push(e.message));
  page.on('console', (m) => { if (m.type() === 'error' && /Content Security Policy/i.test(m.text())) errors.push(m.text()); });
  await page.goto(`${url}/sign-in`);
  await page.fill('input[name=email]', account.email);
  await page.fill('input[name=password]', account.password);
  await page.keyboard.press('Enter');
  await page.waitForURL((u) => !u.pathname.startsWith('/sign-in'));
  return { page, context, errors };
}
