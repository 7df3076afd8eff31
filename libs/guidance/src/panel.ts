/**
 * What an assay covers: genes (`KRAS`), codons (`KRAS:12`) or exact variants (`EGFR:p.S492R`). "Not tested" is never "not detected". Of a single draw a reader may
 * take back what its file says was not readable there: `!KRAS:12` was not covered, `?KRAS:12` failed quality control; both count before all else. `!*:amplification`,
 * `!*:loss` and `!*:fusion` are of a file that lists no change of the kind: a gene in its panel says nothing of them, an item that names the change (`ERBB2:amplification`,
 * `ALK:fusion`) does. `!MET:p.?` is of a draw with a change of the gene of which only that is told (a splice site): it may be any of those that are called by their bases.
 */
import { canonicalGene, codonOf, isByBases, variantIdentity } from '@clonewatch/domain';

const marked = (item: string, mark: string): boolean => item.trimStart().startsWith(mark);

/** Is the variant inside the panel? No panel: nothing is known to be covered. */
export function covers(panel: readonly string[] | null, gene: string, variant: string): boolean {
  if (panel === null) return false;
  // An item with a mark names no gene.
  return panel.some((raw) => names(raw.trim(), gene, variant)) && !takenBack(panel, '!', gene, variant) && !takenBack(panel, '?', gene, variant);
}

/** Did the draw's own file say that quality control failed at the variant's place? */
export const failedAt = (panel: readonly string[] | null, gene: string, variant: string): boolean => panel !== null && takenBack(panel, '?', gene, variant);

function takenBack(panel: readonly string[], mark: '!' | '?', gene: string, variant: string): boolean {
  const span = /^p\.[A-Z*](\d+)(?:_[A-Z*](\d+))?/.exec(variant);
  return panel.some((raw) => {
    if (!marked(raw, mark)) return false;
    const item = raw.trim().slice(1);
    if (item.startsWith('*:')) return kindOf(variant) === item.slice(2) && !panel.some((own) => !marked(own, '!') && !marked(own, '?') && own.includes(':') && names(own.trim(), gene, variant));
    const untold = /^([^:]+):p\.\?$/.exec(item);
    if (untold !== null) return canonicalGene(untold[1]!).toUpperCase() === canonicalGene(gene).toUpperCase() && (isByBases(variant) || variant === 'p.?' || /^exon \d+ skipping$/.test(variant));
    const codon = /^([^:]+):(\d+)$/.exec(item);
    // A change over several codons needs them all, and the whole gene (`p.X?`) every one.
    if (codon === null || (span === null && variant !== 'p.X?')) return names(item, gene, variant);
    const at = Number(codon[2]);
    return canonicalGene(codon[1]!).toUpperCase() === canonicalGene(gene).toUpperCase() && (span === null || (at >= Number(span[1]) && at <= Number(span[2] ?? span[1])));
  });
}

const kindOf = (variant: string): string => (variant.startsWith('fusion:') ? 'fusion' : variant);

function names(item: string, gene: string, variant: string): boolean {
  const codon = codonOf(variant);
  const own = canonicalGene(gene).toUpperCase();
  const colon = item.indexOf(':');
  if (colon < 0) return gene !== '' && canonicalGene(item).toUpperCase() === own;
  // A genomic name (chr7:g.140753336A>T) has colons of its own.
  if (gene === '') return item === variant || variantIdentity('', item).variant === variant;
  if (canonicalGene(item.slice(0, colon)).toUpperCase() !== own) return false;
  const target = item.slice(colon + 1).trim();
  if (/^\d+$/.test(target)) return codon === Number(target);
  return target === kindOf(variant) || target === variant || variantIdentity(gene, target).variant === variant;
}
