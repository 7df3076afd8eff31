import { t, textOf } from './language.js';

/** What was assessed, in words: `CEA`, `lesion: bone`; a kind that has none as it was sent. */
export function kindText(kind: string): string {
  const [base, where] = kind.split(':') as [string, string?];
  const word = textOf(`assessed.${base.trim().toLowerCase().replace(/(\d)-(\d)/g, '$1_$2').replaceAll(' ', '_')}`);
  return word === null ? kind : where === undefined ? word : `${word}: ${textOf(`organ.${where.trim().toLowerCase()}`) ?? where.trim()}`;
}

/** A finding that is a word, `detected` or `not detected`; null: it is a number or a text of its own. */
export function foundText(result: string): string | null {
  const plain = result.trim().toLowerCase();
  if (plain === 'negative' || plain === 'not detected') return t('chart.foundNot');
  return plain === 'positive' || plain === 'detected' ? t('chart.found') : null;
}
