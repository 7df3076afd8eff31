import { cellsOf, type Cells } from './cells.js';
import { referenceOf, single, type Cluster } from './clusters.js';
import { compare } from './compare.js';
import { groupVariants } from './group.js';
import { parentsOf, truncalOf } from './order.js';
import { prevalenceOf } from './prevalence.js';
import type { Clone, CloneOptions, CloneVariant } from './types.js';

/** Which clone each called variant belongs to, and what it takes to say more. */
export interface CloneGrouping {
  /** Clone id of each variant called at least once, by key. */
  readonly ids: ReadonlyMap<string, string>;
  /** Own noise that the counts speak for, sd of ln VAF. */
  readonly ownLogSd: number;
  /** The clones with parents and prevalence: truncal cluster first, then by id. Worked out when asked. */
  readonly clones: () => readonly Clone[];
}

/** Places in the order of first calls, from 1; equal draws by key. */
function places(c: Cells, of: (row: number) => boolean): ReadonlyMap<number, number> {
  const rows = c.variants.map((_, row) => row).filter(of).sort((a, b) => c.first[a]! - c.first[b]! || a - b);
  return new Map(rows.map((row, i) => [row, i + 1]));
}

/**
 * Ids that later draws change as little as can be: numbers are places among all variants without a truncal role, so a clone keeps its own
 * when others merge or appear. A cluster of truncal genes only that is not the truncal one is `T1`, `T2`…
 */
function naming(c: Cells, truncal: Cluster | null): (x: Cluster) => string {
  const plain = places(c, (row) => c.variants[row]!.role !== 'truncal');
  const genes = places(c, (row) => c.variants[row]!.role === 'truncal');
  const lowest = (x: Cluster, of: ReadonlyMap<number, number>): number => Math.min(...x.rows.map((row) => of.get(row) ?? Infinity));
  return (x) => (x === truncal ? 'C0' : lowest(x, plain) < Infinity ? `C${lowest(x, plain)}` : `T${lowest(x, genes)}`);
}

const rank = (id: string): number => (id.startsWith('T') ? 1e6 : 0) + Number(id.slice(1));

/**
 * Groups the tumour variants of a patient into clones by their joint trajectory in the counts, and orders the clones as far as the counts
 * force an order. From one draw and one variant up: without evidence for more, each variant is its own clone, and a tree is never a condition.
 * Shedding is shared by the variants of a draw and cancels. Deterministic; the order of variants and draws and a shift of all days change nothing.
 * Throws RangeError for an own noise that is not above 0.
 */
export function groupClones(variants: readonly CloneVariant[], o: CloneOptions): CloneGrouping {
  if (!(o.ownLogSd > 0 && o.ownLogSd < Infinity)) throw new RangeError(`own noise must be above 0, got ${o.ownLogSd}`);
  const c = cellsOf(variants, o);
  const { clusters, ownLogSd } = groupVariants(c, o.ownLogSd);
  const truncal = truncalOf(c, clusters);
  const idOf = naming(c, truncal);
  const ids = new Map(clusters.flatMap((x) => x.rows.map((row) => [c.variants[row]!.key, idOf(x)] as const)));
  return { ids, ownLogSd, clones: () => describe(c, clusters, truncal, idOf, ownLogSd) };
}

/**
 * ln of the evidence that two variants sit in the same cells, over two clones of their own, from their counts alone (no prior odds); 0 where
 * either was never called. Draws that show one of them only count through the molecules in which the other was not found.
 */
export function sameCloneEvidence(a: CloneVariant, b: CloneVariant, o: CloneOptions): number {
  const c = cellsOf([a, b], o);
  return c.variants.length < 2 ? 0 : compare(single(c, 0, o.ownLogSd), single(c, 1, o.ownLogSd), c.gap, referenceOf(c)).logBayes;
}

function describe(c: Cells, clusters: readonly Cluster[], truncal: Cluster | null, idOf: (x: Cluster) => string, ownLogSd: number): readonly Clone[] {
  const parents = truncal ? parentsOf(c, clusters, truncal) : new Map<Cluster, Cluster>();
  return clusters.map((x): Clone => {
    const parent = parents.get(x) ?? null;
    return {
      id: idOf(x), parent: parent && idOf(parent), order: parent && parent !== truncal ? 'nested' : 'undetermined',
      variants: [...x.rows].sort((a, b) => c.first[a]! - c.first[b]! || a - b).map((row) => c.variants[row]!.key),
      prevalence: truncal ? prevalenceOf(c, x, truncal, ownLogSd ** 2) : [],
    };
  }).sort((a, b) => rank(a.id) - rank(b.id));
}
