/** Texts that would act if a page took them for more than text, and a watch for any that does. */
import type { BrowserContext, Page } from 'playwright-core';

/** Each says who it is: `X` becomes its number. */
export const payloads: readonly string[] = [
  '<img src=x onerror=window.ranX=1>', '"><script>window.ranX=1</script>', '\'"onmouseover="window.ranX=1', 'javascript:window.ranX=1', '<svg><foreignObject><iframe srcdoc="<script>parent.ranX=1</script>">',
  '</title></style></textarea><script>window.ranX=1</script>', '<a href="javascript:window.ranX=1">x</a>', '{{constructor.constructor("window.ranX=1")()}}', '${window.ranX=1}', '<!--<img src=x onerror=window.ranX=1>-->',
  '\u202eX gnirts desrever\u202c', ']]><script>window.ranX=1</script>', '<style>@import url(/ranX)</style>', '&lt;script&gt;window.ranX=1&lt;/script&gt;', '%3Cscript%3Ewindow.ranX=1%3C/script%3E', `X${'w'.repeat(190)}`,
].map((p, i) => p.replaceAll('X', String(i)));

/** Pages of the app. A new page belongs here; what is not served as a page must be inert all the same. */
export const pages: readonly string[] = ['/?site=SITE', '/imports?site=SITE', '/assays?site=SITE', '/patients/PATIENT?site=SITE', '/patients/PATIENT/board?site=SITE', '/patients/PATIENT?site=SITE#<img src=x onerror=window.ran=1>', '/sign-in?to=javascript:window.ran=1', '/nothing/<img src=x onerror=window.ran=1>', '/admin?site=SITE', '/audit?site=SITE', '/operations?site=SITE', '/outcomes?site=SITE', '/cohort?site=SITE', '/contacts?site=SITE', '/back-test?site=SITE', '/knowledge?site=SITE'];

/** Whatever acts in a page of this context: script, dialog, refused content, error, another host, a new window. */
export async function watch(context: BrowserContext, origin: string): Promise<{ page: Page; happened: string[] }> {
  const happened: string[] = [];
  const page = await context.newPage();
  page.on('dialog', (d) => { happened.push(`dialog ${d.message()}`); void d.dismiss(); });
  page.on('pageerror', (e) => happened.push(`error ${e.message}`));
  page.on('console', (m) => { if (/Content Security Policy|Refused to/i.test(m.text())) happened.push(`csp ${m.text()}`); });
  page.on('request', (r) => { if (!r.url().startsWith(origin) && !/^(data|blob):/.test(r.url())) happened.push(`request ${r.url()}`); if (/\/ran\d*|\/x$/.test(new URL(r.url()).pathname)) happened.push(`fetched ${r.url()}`); });
  page.on('popup', () => happened.push('popup'));
  return { page, happened };
}

/** Elements and values in a page that only a payload could have made. */
export async function made(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found = Object.keys(window).filter((k) => /^ran\d*$/.test(k));
    for (const e of document.querySelectorAll('body script, iframe, foreignObject, body style, object, embed, img:not([src="/favicon.svg"])')) if (!(e.tagName === 'style' && e.textContent?.startsWith('svg{--chart-'))) found.push(e.outerHTML.slice(0, 100));
    for (const e of document.querySelectorAll('*')) {
      for (const a of e.attributes) if (/^on/i.test(a.name) || (/^(href|src|action|xlink:href)$/i.test(a.name) && /^\s*(javascript|vbscript):/i.test(a.value))) found.push(`${e.tagName} ${a.name}=${a.value.slice(0, 60)}`);
    }
    return found;
  });
}
