/**
 * Adjusted Rand index of two groupings of the same items, given as one label an item: 1 for equal groupings, 0 expected by chance, below 0
 * for worse. Labels themselves do not matter. Two groupings without any pair to tell apart (all single, or all one group, in both) are equal: 1.
 * Throws RangeError for unequal lengths or no item. Source: Hubert & Arabie 1985, J Classif 2:193, doi:10.1007/BF01908075.
 */
export function adjustedRandIndex(a: readonly (string | number)[], b: readonly (string | number)[]): number {
  if (a.length !== b.length || a.length === 0) throw new RangeError(`two groupings of the same items are needed, got ${a.length} and ${b.length}`);
  const joint = new Map<string, number>();
  const [left, right] = [new Map<string | number, number>(), new Map<string | number, number>()];
  a.forEach((x, i) => {
    add(left, x);
    add(right, b[i]!);
    add(joint, JSON.stringify([x, b[i]]));
  });
  const [both, inA, inB] = [pairs(joint), pairs(left), pairs(right)];
  const expected = (inA * inB) / Math.max(1, (a.length * (a.length - 1)) / 2);
  const most = (inA + inB) / 2;
  return most === expected ? 1 : (both - expected) / (most - expected);
}

function add<K>(counts: Map<K, number>, key: K): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

function pairs<K>(counts: ReadonlyMap<K, number>): number {
  let sum = 0;
  for (const n of counts.values()) sum += (n * (n - 1)) / 2;
  return sum;
}
