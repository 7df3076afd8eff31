/** Which language the page starts in. */
import { languageOf } from '../../../apps/web/src/language.js';

describe('the language of the page', () => {
  it('is the one chosen before, else the browser’s, else English', () => {
    expect(languageOf('ru', ['en-GB'])).toBe('ru');
    expect(languageOf('en', ['ru-RU'])).toBe('en');
    expect(languageOf(null, ['de-DE', 'ru-RU', 'en'])).toBe('ru');
    expect(languageOf(null, ['RU'])).toBe('ru');
    expect(languageOf(null, ['de'])).toBe('en');
    expect(languageOf('klingon', [])).toBe('en');
  });
});
