/** The reader's language: chosen before, else the browser's, else English. Holds its name and nothing else in the browser's storage. */
import { useSyncExternalStore, type ReactNode } from 'react';
import { language, languageName, languages, onLanguage, setLanguage, spokenNow, t, type Spoken } from '@clonewatch/words';

const key = 'clonewatch.language';

function remembered(): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    // Storage is closed to us: then the browser's language holds.
    return null;
  }
}

/** `asked`: as it was chosen; `offered`: what the browser is set to, most wanted first. */
export function languageOf(asked: string | null, offered: readonly string[]): Spoken {
  if (asked === 'pseudo' || languages.some((l) => l === asked)) return asked as Spoken;
  return languages.find((l) => l === offered.map((o) => o.slice(0, 2).toLowerCase()).find((o) => languages.some((x) => x === o))) ?? 'en';
}

function tell(): void {
  document.documentElement.lang = language();
}

/** Before the first picture, so that nothing is shown in the wrong language. A language that cannot be loaded leaves English. */
export async function startLanguage(): Promise<void> {
  await setLanguage(languageOf(remembered(), navigator.languages)).catch(() => undefined);
  tell();
}

export async function chooseLanguage(wanted: Spoken): Promise<void> {
  await setLanguage(wanted);
  tell();
  try {
    localStorage.setItem(key, wanted);
  } catch {
    // as above
  }
}

/** Draws again what calls it when the language changes. */
export const useLanguage = (): Spoken => useSyncExternalStore(onLanguage, spokenNow);

export function LanguageSwitch(): ReactNode {
  useLanguage();
  return (
    <label className="language"><span className="hidden">{t('language.choose')}</span>
      <select value={language()} onChange={(e) => void chooseLanguage(e.target.value as Spoken)} data-testid="language-select" name="language">
        {languages.map((l) => <option key={l} value={l} lang={l}>{languageName[l]}</option>)}
      </select>
    </label>
  );
}
