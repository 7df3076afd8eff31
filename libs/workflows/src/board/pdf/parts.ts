/** Small parts of a printed page: tables, headings, days, in the language spoken. */
import { dateText, fromEngine, language, t, variantText } from '@clonewatch/words';

/** A node of a pdfmake document: plain data. */
export type Piece = string | { readonly [name: string]: unknown } | readonly Piece[];

/** Four lower-case Latin letters in a row that are no name of a drug or a unit: a word of English. */
const english = /(?<![\wа-яё.:/-])(?!(?:vitro|vivo|trans|ctDNA)\b)[a-z]{4,}(?![\w/-]*\.)/;

/** A sentence of the engine or the catalogue in the language spoken; what has no words in it stays as it is and is marked, so that it is seen to be untranslated. */
export function say(text: string): string {
  const said = fromEngine(text);
  return language() !== 'en' && said === text && english.test(text) ? `${text} (англ.)` : together(said);
}

/** A number and its percent sign stay on one line; the font of the pages has no arrow. */
export const together = (text: string): string => text.replace(/(\d) %/g, '$1\u00a0%').replaceAll('→', '—');

/** `7 May 2026`, `day 28`; a dash for null. */
export const dayOf = (when: string | number | null | undefined): string => (when === null || when === undefined ? '–' : typeof when === 'number' ? t('day.day', { n: when }) : dateText(when.slice(0, 10)));

/** `KRAS p.G12D`; what is a word and no name (amplification, loss, exon 14 skipping) in the language spoken. */
export const change = (v: { readonly gene: string; readonly variant: string }): string => variantText(v.gene, /^[a-z]/.test(v.variant) && !/^(?:[cgnp]\.|fusion:)/.test(v.variant) ? say(v.variant) : v.variant);
export const heading = (text: string): Piece => ({ text, style: 'heading' });
export const quiet = (text: string): Piece => ({ text, color: '#6b7177' });

/** Thin lines between rows, none beside; the head is repeated on each page. */
export function table(widths: readonly (number | string)[], head: readonly string[], rows: readonly (readonly Piece[])[]): Piece {
  return { layout: 'lines', style: 'table', table: { headerRows: head.length > 0 ? 1 : 0, keepWithHeaderRows: head.length > 0 ? 1 : 0, dontBreakRows: true, widths, body: [...(head.length > 0 ? [head.map((text) => ({ text, style: 'th' }))] : []), ...rows.map((r) => [...r])] } };
}

/** `name: value` lines. */
export const facts = (pairs: readonly (readonly [string, Piece])[]): Piece => ({
  layout: 'noBorders', style: 'facts', table: { widths: [92, '*'], body: pairs.map(([name, value]) => [{ text: name, color: '#6b7177' }, typeof value === 'string' ? { text: value } : value]) },
});
