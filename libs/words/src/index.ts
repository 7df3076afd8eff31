/**
 * Every word on a screen, in a mail or in a report, in English and Russian, from one catalogue of keys.
 * 1. Add the key to an area of `en/` and of `ru/` (the compiler asks for both, and for all plural forms): `'list.rows_one'`, `'list.rows_other': '{{count, number}} rows'`.
 * 2. `t('list.rows', { count: n })`; in JSX with markup `<Say k="…" />` of `@clonewatch/ui`. Numbers and dates: `count`, `decimal`, `percent`, `dateText` of here.
 * 3. Server: `await loadLanguage('ru')` once, then `inLanguage('ru', () => …)` around what is written, synchronously. Units, HGVS, drugs, citations and what a laboratory wrote are not translated.
 */
export * from './language.js';
export * from './numbers.js';
export { changeText, variantText } from './change.js';
export { fromEngine, fromServer } from './engine.js';
export type { Key, ParamsOf } from './keys.js';
export { optionAspects, optionSays, toDiscuss, type OptionAspect } from './option.js';
export { foundText, kindText } from './recorded.js';
export { formatName } from './format-name.js';
