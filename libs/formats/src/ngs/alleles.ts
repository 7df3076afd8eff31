/** Alleles of tables that write an insertion or deletion with a dash instead of the base before it. */
import type { Place } from './call.js';

const bases = /^[ACGTN]+$/i;

/**
 * A place with the dash resolved: an insertion stands after the base `start` (as MAF, GSvar and others have it), a deletion begins at `start`.
 * Null for what is no change of bases.
 */
export function dashedPlace(chrom: string, start: number, ref: string, alt: string): Place | null {
  const [r, a] = [ref === '-' ? '' : ref.toUpperCase(), alt === '-' ? '' : alt.toUpperCase()];
  if ((r === '' && a === '') || (r !== '' && !bases.test(r)) || (a !== '' && !bases.test(a)) || r === a) return null;
  return { chrom, pos: r === '' ? start + 1 : start, ref: r, alt: a };
}
