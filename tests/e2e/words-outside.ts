/** What a page in the pseudo-language says outside ⟦ and ⟧, and what may stand there: data. */
import type { Page } from 'playwright-core';

/** What is data, and so the same in every language. Each names what it is; a page's own word belongs in none of them. */
const data: readonly (readonly [string, RegExp])[] = [
  ['the name of the product and its version', /^Clonewatch$|^v\d*[\d.]*$/],
  ['a person, a token, a program that acted', /[\w.+-]+@[\w.-]+|^API token [\da-f-]{36}$|^(system|worker)$/g],
  ['a day or a month, by Intl', /\b(\d{1,2}\s)?(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)(\s\d{4})?\b|\d{4}-\d{2}-\d{2}[T\d:.Z]*|\bUTC\b/g],
  ['a site', /^(main|north)( \(\d+\))?$/],
  ['a patient, a specimen, a gate', /^([PSG]\d+)$/],
  ['a variant, by HGVS; a gene', /\b(KRAS|NRAS|BRAF|EGFR|TP53)\b|\bp\.[A-Z]\d+[A-Z]\b/g],
  ['a drug, and the regimen as it was written', /^cetuximab( \+ (FOLFIRI|irinotecan))?$/],
  ['an assay, its detection limit, and an assay where a mark is read out', /^(LoD )?panel$|(?<=\. )panel(?= ·)/],
  ['a file and its format', /^(series|treatments)\.csv$|^exchange-(series|treatments)$|^(SVG|PNG)$/],
  ['a key', /^(Ctrl K|[a-z]|Enter|Esc)$/],
  ['an action of the audit trail, by its code', /^[a-z_]+\.[a-z_]+$/],
  ['another product', /^PostgreSQL$/],
  ['an example of how it is written', /^KRAS;NRAS;BRAF:600;EGFR:p\.S492R$|^name@hospital\.org$/],
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
  const wrong = outside.filter((line) => {
    const text = line.slice(line.indexOf(' ') + 1);
    return /\p{L}/u.test(data.reduce((s, [, form]) => s.replace(form, ''), text));
  });
  return [...new Set(wrong)];
}
