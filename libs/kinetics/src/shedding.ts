import type { CountDraw } from './draws.js';

const mean = (xs: readonly number[]): number => xs.reduce((s, x) => s + x, 0) / xs.length;

/** ln VAF of each called draw of one variant, less the variant's own mean: variants of different height then compare. */
function centred(variant: readonly CountDraw[]): readonly (readonly [string, number])[] {
  const logs = variant.filter((d) => d.called && d.k > 0 && d.n > 0).map((d) => [d.specimenId, Math.log(d.k / d.n)] as const);
  const middle = mean(logs.map(([, x]) => x));
  return logs.map(([id, x]) => [id, x - middle] as const);
}

/**
 * Shared shedding index s_t of each draw: the geometric mean of its called truncal VAFs, each over that variant's own geometric mean,
 * scaled to a geometric mean of 1 over the draws. A draw without a called truncal variant is not in the map; callers take 1 for it.
 * The index holds everything truncal variants share: shedding, and also the burden of the whole tumour.
 */
export function sheddingIndex(truncal: readonly (readonly CountDraw[])[]): ReadonlyMap<string, number> {
  const found = new Map<string, number[]>();
  for (const [id, x] of truncal.flatMap(centred)) found.set(id, [...(found.get(id) ?? []), x]);
  const logs = [...found].map(([id, xs]) => [id, mean(xs)] as const);
  const middle = mean(logs.map(([, x]) => x));
  return new Map(logs.map(([id, x]) => [id, Math.exp(x - middle)]));
}
