/** What a page in the pseudo-language says outside ⟦ and ⟧, and what may stand there: data. */
import type { Page } from 'playwright-core';

/** What is data, and so the same in every language. Each names what it is; a page's own word belongs in none of them. */
const data: readonly (readonly [string, RegExp])[] = [
  ['an address of a person', /[\w.+-]+@[\w.-]+/g],
  ['a day', /\b\d{1,2}\s[A-Z][a-z]{2}\s\d{4}\b|\d{4}-\d{2}-\d{2}[T\d:.Z]*/g],
];

/** Letters outside the brackets, in what is read and in what is told of it (title, label, placeholder, alt), without the data above. Brackets may span elements: counted in the order of the document. */
export async function outsideCatalogue(page: Page): Promise<string[]> {
  const outside = await page.evaluate(() => {
    const found: string[] = [];
    const shown = (e: Element): boolean => e.closest('script, style, noscript, [lang]:not(html)') === null && e.checkVisibility();
    let depth = 0;
    const rest = (text: string): string => [...text].filter((c) => { if (c === '⟦') depth += 1; if (c === '⟧') depth -= 1; return depth === 0 && c !== '⟧'; }).join('');
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) {
      const node = walk.currentNode;
      if (!shown(node.parentElement!)) continue;
      const text = rest(node.textContent ?? '').trim();
      if (/\p{L}/u.test(text)) found.push(`${node.parentElement!.tagName.toLowerCase()} ${text}`);
    }
    if (depth !== 0) found.push(`brackets do not close: ${depth}`);
    depth = 0;
    for (const e of document.querySelectorAll('body *')) {
      if (!shown(e)) continue;
      for (const name of ['title', 'aria-label', 'placeholder', 'alt']) {
        const text = rest(e.getAttribute(name) ?? '').trim();
        depth = 0;
        if (/\p{L}/u.test(text)) found.push(`${e.tagName.toLowerCase()}[${name}] ${text}`);
      }
    }
    return found;
  });
  const wrong = outside.filter((line) => /\p{L}/u.test(data.reduce((s, [, form]) => s.replace(form, ''), line.slice(line.indexOf(' ') + 1))));
  return [...new Set(wrong)];
}
