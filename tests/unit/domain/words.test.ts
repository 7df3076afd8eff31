/** Every key in both languages, with the same places to fill in. */
import { languages, wordsIn } from '@clonewatch/domain';
import { mechanismsEn } from '../../../libs/domain/src/words/mechanisms.en.js';
import { mechanismsRu } from '../../../libs/domain/src/words/mechanisms.ru.js';

const places = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map((m) => m[1]!).sort();

it.each([['mechanisms', mechanismsEn, mechanismsRu]] as const)('%s: the same keys and places in English and Russian, none empty', (_, en: Readonly<Record<string, string>>, ru: Readonly<Record<string, string>>) => {
  expect(Object.keys(ru).sort()).toEqual(Object.keys(en).sort());
  for (const key of Object.keys(en)) {
    expect({ key, places: places(ru[key]!) }).toEqual({ key, places: places(en[key]!) });
    expect(ru[key]!.trim()).not.toBe('');
    expect({ key, russian: /[а-яё]/i.test(ru[key]!) || ru[key] === en[key] }).toEqual({ key, russian: true });
  }
});
it('fills in what is given and leaves the rest visible', () => {
  expect(languages.map((l) => wordsIn(l)('mechanisms.tier', { tier: 'A' }))).toEqual(['tier A', 'уровень A']);
  expect(wordsIn('en')('mechanisms.tier')).toBe('tier {tier}');
});
