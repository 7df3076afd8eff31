/** Changes that were seen in a draw and are not the tumour's, or were refused by the caller: a known variant of that name is then no "not detected" in it. */
import { canonicalGene } from '@clonewatch/domain';
import { shown, type ProblemList } from '../problems.js';

/** More refused changes than this in one gene, and the gene as a whole is taken back: no list of them is of use to anybody. */
const mostRefused = 200;

export class Refused {
  private readonly places = new Set<string>();
  private readonly found = new Map<string, { readonly variants: Set<string>; readonly line: number }>();

  /** `genes`: those the panel names, canonical and in capitals. */
  constructor(private readonly genes: ReadonlySet<string>) {}

  add(gene: string, variant: string, line: number, mark: '!' | '?' = '?'): void {
    if (gene === '' || !this.genes.has(canonicalGene(gene).toUpperCase())) return;
    const own = this.found.get(gene) ?? { variants: new Set(), line };
    this.found.set(gene, own);
    if (own.variants.size <= mostRefused) own.variants.add(`${mark}${gene}:${variant}`);
  }

  /** A change of the gene, or of one of its codons, that has no name. False: the panel has not the gene. */
  addGene(gene: string, mark: '!' | '?' = '!', codon: number | null = null): boolean {
    const known = gene !== '' && this.genes.has(canonicalGene(gene).toUpperCase());
    if (known) this.places.add(`${mark}${canonicalGene(gene)}${codon === null ? '' : `:${codon}`}`);
    return known;
  }

  /** By position, where no name would find it. Of more than are kept, the file has said enough: the rest is in its notes. */
  addPlace(item: string): void {
    if (this.places.size < 25 * mostRefused) this.places.add(item);
  }

  /** The panel's items that say so, sorted. */
  items(problems: ProblemList): string[] {
    return [...this.places, ...[...this.found].flatMap(([gene, { variants, line: at }]) => {
      if (variants.size <= mostRefused) return [...variants];
      problems.warn('sites_not_read', `more than ${mostRefused} changes of ${shown(gene)} were refused by the caller's filters: the gene is read as failed in this draw, and nothing of it as "not detected"`, { line: at });
      return [`?${gene}`];
    })].sort();
  }
}

/** Of a file that lists changes of the sequence alone: its panel says of no gene that it is not amplified, lost or fused. */
export const sequenceAlone: readonly string[] = ['!*:amplification', '!*:loss', '!*:fusion'];

/** Genes that a panel names. */
export const genesOf = (panel: readonly string[] | null): ReadonlySet<string> => new Set((panel ?? []).map((item) => canonicalGene(item.split(':')[0]!.trim()).toUpperCase()));
