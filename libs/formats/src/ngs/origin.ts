/**
 * Changes that a file says are not the tumour's: inherited, or of blood cells; or that are a part only of what is followed. They are left out, but they are there: a draw that has one never reads it as
 * "not detected", whatever its panel covers.
 */
import type { Build } from './build.js';
import type { Place } from './call.js';
import type { Annotated, Name } from './naming.js';

/** `normal`: it stands in the patient's normal sample. */
export type Origin = 'germline' | 'blood' | 'normal';
/**
 * `partial`: something of the change is there, and it is not the change itself. `copies`: copies of the gene of which nobody says whether they are gained or lost;
 * `joined`: the gene is rearranged, and not with which; `unnamed`: a change of the gene that is not told by name or bases.
 */
export type Reason = Origin | 'partial' | 'copies' | 'joined' | 'unnamed';

export interface LeftOut {
  /** As in a call: the file's name of the sample, null where it has one sample that it does not name. */
  readonly sample: string | null;
  readonly leftOut: Reason;
  readonly place: Place | null;
  readonly said: Annotated | null;
  readonly name: Name | null;
  readonly build: Build | null;
}

/** LOINC LL378-1: germline, likely germline, de novo. */
const inherited = /^(?:(?:likely|presumed|suspected|probable|probably)[\s_-]+)?(?:germ[\s_-]?line|inherited|constitutional|hereditary)(?![a-z])(?!.*somatic)|^LA(?:6683-2|18194-3|26807-0)$/i;
const ofBloodCells = /^(?:(?:likely|presumed|suspected|probable|probably)[\s_-]+)?(?:ch(?:ip)?\b|clonal[\s_-]+ha?ematopoie|ha?ematopoie(?:tic|sis)|(?:white[\s_-]+)?blood[\s_-]+cells?\b|wbcs?\b|leu[ck]ocytes?\b)/i;

/** Where a change is from by the words of a file; null: from the tumour, or nobody says. "Likely" counts as said, "possible" does not. */
export const originIn = (text: string): Origin | null => (inherited.test(text.trim()) ? 'germline' : ofBloodCells.test(text.trim()) ? 'blood' : null);

/** The same from fields of which one may speak of it: `variant-origin="germline"`, `<somaticStatus>Germline</somaticStatus>`, `germline="true"`. */
export function originAmong(fields: Iterable<readonly [name: string, text: string]>): Origin | null {
  for (const [name, text] of fields) {
    if (!/origin|germ-?line|somatic/i.test(name)) continue;
    const said = originIn(text) ?? (/^(?:is[-_]?)?germ-?line$/i.test(name) && /^(?:true|yes|1)$/i.test(text.trim()) ? 'germline' : null);
    if (said !== null) return said;
  }
  return null;
}

/** The note's code and words. */
export const leftOutAs: Readonly<Record<Reason, readonly [code: string, words: string]>> = {
  germline: ['germline_not_imported', 'marked as inherited and not imported; where it is, it is not "not detected" either'],
  partial: ['unsupported_allele', 'copies of a part of a gene, which is not the loss or amplification of the gene, and not imported; that is not "not detected" there either'],
  copies: ['unsupported_allele', 'copy numbers of which it is not said whether they are the amplification or the loss of a gene, not imported; neither is "not detected" there'],
  joined: ['unsupported_allele', 'rearrangements that join no two named genes, not imported; no fusion of the gene is "not detected" there'],
  unnamed: ['unsupported_allele', 'without a name or a change of bases, not imported; no change of the gene is "not detected" there'],
  normal: ['normal_not_imported', 'found in the normal sample and not imported; where it is, it is not "not detected" either'],
  blood: ['blood_cells_not_imported', 'marked as of blood cells (clonal haematopoiesis) and not imported; where it is, it is not "not detected" either'],
};
