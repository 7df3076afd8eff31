/** A text that is data with an English wording: of the catalogue of resistance, of a trial, a reference. What has no words in the reader's language is said in English, and marked as such for a screen reader. */
import type { ReactNode } from 'react';
import { fromEngine, spokenNow } from '@clonewatch/words';

export function Quoted({ text }: { readonly text: string }): ReactNode {
  const said = fromEngine(text);
  return said === text && spokenNow() !== 'en' ? <span lang="en">{text}</span> : said;
}
