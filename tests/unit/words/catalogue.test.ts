/** Both languages say the same: the same keys, the same placeholders, every plural form the language has. */
import { count, dateText, decimal, inLanguage, languages, loadLanguage, monthName, onLanguage, percent, setLanguage, t, type Language } from '@clonewatch/words';
import { en } from '../../../libs/words/src/en/index.js';
import { ru } from '../../../libs/words/src/ru/index.js';

const catalogues: Readonly<Record<Language, Readonly<Record<string, string>>>> = { en, ru };
const form = /_(zero|one|two|few|many|other)$/;
const base = (key: string): string => key.replace(form, '');
const placeholders = (text: string): string => [...text.matchAll(/\{\{\s*([^}]+?)\s*\}\}/g)].map((m) => m[1]!).sort().join(' | ');
const tags = (text: string): string => [...text.matchAll(/<\/?[a-z]+>/g)].map((m) => m[0]).sort().join(' ');

beforeAll(() => loadLanguage('ru'));

describe('the catalogue', () => {
  it('has the same keys in every language', () => {
    const names = (l: Language): string[] => [...new Set(Object.keys(catalogues[l]).map(base))].sort();
    for (const l of languages) expect(names(l)).toEqual(names('en'));
  });

  it.each(languages)('%s has every plural form Intl knows for it, and no other', (l) => {
    const wanted = new Intl.PluralRules(l).resolvedOptions().pluralCategories.slice().sort();
    const plural = new Map<string, string[]>();
    for (const key of Object.keys(catalogues[l])) if (form.test(key)) plural.set(base(key), [...(plural.get(base(key)) ?? []), form.exec(key)![1]!]);
    const wrong = [...plural].filter(([, has]) => has.sort().join() !== wanted.join()).map(([key, has]) => `${key}: ${has.join(', ')}`);
    expect(wrong).toEqual([]);
    expect(Object.keys(catalogues[l]).filter((k) => /\{\{count/.test(catalogues[l][k]!) && !form.test(k))).toEqual([]);
  });

  it('has the same placeholders and the same marks of emphasis', () => {
    const wrong = Object.entries(ru as Readonly<Record<string, string>>).flatMap(([key, text]) => {
      // The singular may leave the number out ("one draw"); what else it holds, it holds in both.
      const english = (en as Readonly<Record<string, string>>)[key] ?? (en as Readonly<Record<string, string>>)[`${base(key)}_other`]!;
      const of = (s: string): string => `${placeholders(form.test(key) ? s.replace(/\{\{count, number\}\}/g, '') : s)} ${tags(s)}`;
      return of(text) === of(english) ? [] : [`${key}: ${of(text)} instead of ${of(english)}`];
    });
    expect(wrong).toEqual([]);
  });

  it('fills a hole with what it is given, as it is', () => {
    for (const l of languages) expect(inLanguage(l, () => t('chart.lodTitle', { assay: "{{n}} $& $t(x) <b>" }))).toBe(catalogues[l]['chart.lodTitle']!.replace('{{assay}}', () => '{{n}} $& $t(x) <b>'));
  });

  it('holds no empty text, no space at an end, and Russian in Russian', () => {
    for (const l of languages) expect(Object.entries(catalogues[l]).filter(([, text]) => text.trim() === '' || text !== text.trim()).map(([k]) => k)).toEqual([]);
    // A text without a Cyrillic letter is allowed where the English one is nothing but names and units, which are not translated; instruments are names.
    const same = Object.entries(ru as Readonly<Record<string, string>>).filter(([k, text]) => !/[А-Яа-яЁё]/.test(text) && !k.startsWith('format.')).map(([k]) => k);
    expect(same.filter((k) => /[a-z]{4,}/.test(((en as Readonly<Record<string, string>>)[k] ?? '').replace(/\{\{[^}]*\}\}|copies\/mL/gi, '')))).toEqual([]);
  });
});

describe('numbers and days', () => {
  it('are written as the language writes them', () => {
    expect([count(12_345), decimal(1.25, 1), percent(0.0021), dateText('2026-11-28'), monthName(5)]).toEqual(['12,345', '1.3', '0.21\u00a0%', '28\u00a0Nov\u00a02026', 'May']);
    expect(inLanguage('ru', () => [count(12_345), decimal(1.25, 1), percent(0.0021), dateText('2026-11-28'), dateText('2026-05-07'), monthName(5)]))
      .toEqual(['12\u00a0345', '1,3', '0,21\u00a0%', '28\u00a0нояб.\u00a02026', '7\u00a0мая\u00a02026', 'май']);
  });

  it('name every month differently, in a date and alone', () => {
    for (const l of languages) {
      const dates = inLanguage(l, () => Array.from({ length: 12 }, (_, i) => dateText(`2026-${String(i + 1).padStart(2, '0')}-01`)));
      expect(new Set(dates).size).toBe(12);
      expect(dates.every((d) => /^1\u00a0\p{L}+\.?\u00a02026$/u.test(d))).toBe(true);
    }
  });
});

describe('the language', () => {
  it('is back as it was after inLanguage, also when writing fails', () => {
    expect(inLanguage('ru', () => t('language.choose'))).toBe('Язык');
    expect(() => inLanguage('ru', () => { throw new Error('x'); })).toThrow('x');
    expect(t('language.choose')).toBe('Language');
  });

  it('tells who listens, and takes a name with braces for what it is', async () => {
    const heard: string[] = [];
    const stop = onLanguage(() => heard.push(t('language.choose')));
    await setLanguage('ru');
    await setLanguage('pseudo');
    stop();
    await setLanguage('en');
    expect(heard).toEqual(['Язык', '⟦Language⟧']);
    expect(t('day.day', { n: '{{n}} $t(language.choose) <b>' })).toBe('day\u00a0{{n}} $t(language.choose) <b>');
  });
});
