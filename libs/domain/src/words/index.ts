/** The product's words by key and language, for the screen and for what is printed. */
import { mechanismsEn } from './mechanisms.en.js';
import { mechanismsRu } from './mechanisms.ru.js';

export const languages = ['en', 'ru'] as const;
export type Language = (typeof languages)[number];

const words = { en: { ...mechanismsEn }, ru: { ...mechanismsRu } } as const;
export type WordKey = keyof typeof words.en;

/** The word of a key, with `{name}` filled in; a name that is not given stays visible, so that it is found. */
export function wordsIn(language: Language): (key: WordKey, values?: Readonly<Record<string, string | number>>) => string {
  const own: Readonly<Record<WordKey, string>> = words[language];
  return (key, values = {}) => own[key].replace(/\{(\w+)\}/g, (all, name: string) => (values[name] === undefined ? all : String(values[name])));
}
