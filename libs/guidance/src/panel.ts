/** What an assay covers: genes (`KRAS`), codons (`KRAS:12`) or exact variants (`EGFR:p.S492R`). "Not tested" is never "not detected". */
import { canonicalGene, codonOf, variantIdentity } from '@clonewatch/domain';

/** Is the variant inside the panel? No panel: nothing is known to be covered. */
export function covers(panel: readonly string[] | null, gene: string, variant: string): boolean {
  if (panel === null) return false;
  const codon = codonOf(variant);
  const own = canonicalGene(gene).toUpperCase();
  return panel.some((raw) => {
    const item = raw.trim();
    const colon = item.indexOf(':');
    if (colon < 0) return gene !== '' && canonicalGene(item).toUpperCase() === own;
    // A genomic name (chr7:g.140753336A>T) has colons of its own.
    if (gene === '') return item === variant || variantIdentity('', item).variant === variant;
    if (canonicalGene(item.slice(0, colon)).toUpperCase() !== own) return false;
    const target = item.slice(colon + 1).trim();
    if (/^\d+$/.test(target)) return codon === Number(target);
    return target === variant || variantIdentity(gene, target).variant === variant;
  });
}
