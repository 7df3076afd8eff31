import { canonicalVariant } from '@clonewatch/domain';
import { shown } from '../problems.js';
import type { Row } from '../csv/row.js';
import { RecentMap } from './recent.js';

/** A name on a reference (a chromosome, a transcript) says its place itself. A protein change needs the gene beside it, and so does `c.35G>A`: KRAS and NRAS have one each. */
const genomic = /:[cgn]\./;

/** A file names the same few variants over and over: each is read once. */
const canonical = new RecentMap<string | null>(5_000);

function canonicalOf(written: string): string | null {
  const known = canonical.get(written);
  if (known !== undefined) return known;
  const variant = canonicalVariant(written);
  canonical.set(written, variant);
  return variant;
}

/** Gene and canonical variant of a row; both empty when the row names none. Null after a reported error. */
export function variantOf(row: Row, geneAloneIsFine: boolean): { gene: string; variant: string } | null {
  const gene = row.gene('gene');
  const written = row.name('variant');
  if (written === '') {
    if (gene !== '' && !geneAloneIsFine) {
      row.error('missing_value', 'variant', `variant is empty but the gene is ${shown(gene)}; name the variant, or empty both for a draw in which the assay detected nothing`);
      return null;
    }
    return { gene, variant: '' };
  }
  const variant = canonicalOf(written);
  if (variant === null) {
    row.error('bad_variant', 'variant', `variant "${shown(written)}" is not understood; write the protein change (p.G12D), amplification, loss, fusion:PARTNER, or an HGVS c. or g. name`);
    return null;
  }
  // `p.?` says that the effect on the protein is not known; where the coding name stands beside it, that is what was measured: a splice site of MET is told by it alone.
  const coding = variant === 'p.?' && gene !== '' ? canonicalOf(row.name('hgvs_c')) : null;
  if (coding !== null && /(?:^|:)c\./.test(coding)) return { gene, variant: coding };
  if (gene === '' && !genomic.test(variant)) {
    row.error('missing_gene', 'gene', `gene is empty; ${shown(variant)} alone does not say which gene is meant`);
    return null;
  }
  return { gene, variant };
}
