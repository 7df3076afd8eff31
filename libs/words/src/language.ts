/** The language words are in, and the words. */
import i18next, { type TFunction } from 'i18next';
import { en } from './en/index.js';
import type { Key, ParamsOf } from './keys.js';

export const languages = ['en', 'ru'] as const;
export type Language = (typeof languages)[number];
/** How each calls itself. */
export const languageName: Readonly<Record<Language, string>> = { en: 'English', ru: 'Русский' };
/** For tests of the screens: English, every text of the catalogue between ⟦ and ⟧; what stands outside them never went through it. */
export type Spoken = Language | 'pseudo';

const i18n = i18next.createInstance();
void i18n.init({
  lng: 'en', fallbackLng: false, supportedLngs: languages, keySeparator: false, nsSeparator: false, initAsync: false,
  resources: { en: { translation: en } }, interpolation: { escapeValue: false }, showSupportNotice: false,
} as Parameters<typeof i18n.init>[0]);

const bracketed: Readonly<Record<string, boolean>> = { pseudo: true };
const fixed = (spoken: Spoken): TFunction => i18n.getFixedT(spoken === 'pseudo' ? 'en' : spoken);
let spoken: Spoken = 'en';
let translate = fixed(spoken);
/** Texts without holes, looked up once a language: a list says the same words in every row. */
const whole = new Map<string, string>();
/** Texts with plain holes, in pieces: text, name of a hole, text …; null: the text needs more than filling in (plural, format). A chart says the same sentence of every draw. */
const holed = new Map<string, readonly string[] | null>();

/** The pieces of a key's text, found once a language. */
function piecesOf(key: string): readonly string[] | null {
  let pieces = holed.get(key);
  if (pieces === undefined) {
    const text: unknown = i18n.getResource(language(), 'translation', key);
    pieces = typeof text !== 'string' || /\{\{(?!\w+\}\})|\$t\(/.test(text) ? null : text.split(/\{\{(\w+)\}\}/);
    holed.set(key, pieces);
  }
  return pieces;
}

function fill(pieces: readonly string[], params: Readonly<Record<string, unknown>>): string {
  let text = pieces[0]!;
  for (let i = 1; i < pieces.length; i += 2) text += String(params[pieces[i]!]) + pieces[i + 1]!;
  return text;
}
const listeners = new Set<() => void>();

/** The language spoken now. */
export const language = (): Language => (spoken === 'pseudo' ? 'en' : spoken);
export const spokenNow = (): Spoken => spoken;
/** Locale for `Intl`: grouping, decimal sign, month names. */
export const locale = (): string => (language() === 'ru' ? 'ru-RU' : 'en-US');

interface Quotes { readonly whole: Readonly<Record<string, string>>; readonly among: readonly (readonly [RegExp, string])[]; readonly problems: Readonly<Record<string, string>> }
let quotes: Quotes = { whole: {}, among: [], problems: {} };
/** Texts of the catalogue of resistance and of trials by their English, problems by their code; empty until Russian is loaded. */
export const quotesLoaded = (): Quotes => quotes;

/** Loads what a language needs; English is always there. Before {@link setLanguage} or {@link inLanguage}. */
export async function loadLanguage(wanted: Spoken): Promise<void> {
  if (wanted === 'en' || i18n.hasResourceBundle('ru', 'translation')) return;
  const russian = await import('./ru/index.js');
  i18n.addResourceBundle('ru', 'translation', russian.ru);
  quotes = russian.quotes;
}

function speak(wanted: Spoken): void {
  if (wanted === 'ru' && !i18n.hasResourceBundle('ru', 'translation')) throw new Error('loadLanguage(\'ru\') comes first');
  spoken = wanted;
  translate = fixed(wanted);
  whole.clear();
  holed.clear();
}

/** For a page: from now on. Who listens is told. */
export async function setLanguage(wanted: Spoken): Promise<void> {
  await loadLanguage(wanted);
  speak(wanted);
  for (const listener of listeners) listener();
}

export function onLanguage(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** For a server, where each reader has a language: within `write`, which is synchronous, and no longer. */
export function inLanguage<T>(wanted: Language, write: () => T extends PromiseLike<unknown> ? never : T): T {
  const before = spoken;
  speak(wanted);
  try {
    return write();
  } finally {
    speak(before);
  }
}

/** The text of a key that may not be there: codes of lists that are open. Null: no such key. */
export const textOf = (key: string, params?: Readonly<Record<string, string | number>>): string | null => (Object.hasOwn(en, key) ? t(key as Key, ...([params] as unknown as ParamsOf<Key>)) : null);

/** The text of a key in the language spoken now. Plurals by `count`. */
export function t<K extends Key>(key: K, ...[params]: ParamsOf<K>): string {
  const text = params === undefined ? said(key) : filled(key, params);
  return bracketed[spoken] ? `⟦${text}⟧` : text;
}

const asked = (key: string, params?: object): string => (translate as (k: string, p?: object) => string)(key, params);

function said(key: string): string {
  let text = whole.get(key);
  if (text === undefined) whole.set(key, text = asked(key));
  return text;
}

function filled(key: string, params: object): string {
  const pieces = 'count' in params ? null : piecesOf(key);
  return pieces === null ? asked(key, params) : fill(pieces, params as Record<string, unknown>);
}
