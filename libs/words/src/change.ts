import { t } from './language.js';

/** `GENE amplification`, `GENE loss`, `GENE fusion:PARTNER`; anything else is HGVS, the same in every language. */
const counted = /^(\S*) ?(amplification|loss|fusion):?(\S*)$/;

/** The name of a change as the engine and the wire have it (`MET amplification`), in the reader's language; HGVS stays. */
export function changeText(label: string): string {
  const [, gene, kind, partner] = counted.exec(label) ?? [];
  // `kinase fusion` names no gene: it is a word of the criteria, said where they are.
  if (kind === 'fusion' && /^[a-z]/.test(gene!)) return label;
  if (kind === 'fusion') return (partner === '' ? t('change.fusionAny', { gene: gene! }) : t('change.fusion', { gene: gene!, partner: partner! })).trim();
  return kind === undefined || partner !== '' ? label : t(`change.${kind as 'amplification' | 'loss'}`, { gene: gene! }).trim();
}

/** A variant by its gene and canonical name; either may be empty (FISH names a gene alone). */
export const variantText = (gene: string, variant: string): string => changeText(`${gene} ${variant}`.trim());
