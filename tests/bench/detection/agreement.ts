/** Agreement of two groupings of the same items. */

const pairsOf = (n: number): number => (n * (n - 1)) / 2;

function sizes(labels: readonly string[]): number[] {
  const out = new Map<string, number>();
  for (const l of labels) out.set(l, (out.get(l) ?? 0) + 1);
  return [...out.values()];
}

/**
 * Adjusted Rand index (Hubert & Arabie 1985, doi:10.1007/BF01908075): 1 for the same grouping, about 0 for chance. Two groupings that are both
 * all-apart or both all-together agree (1), where the formula divides zero by zero. Throws RangeError for unequal lengths.
 */
export function adjustedRandIndex(a: readonly string[], b: readonly string[]): number {
  if (a.length !== b.length) throw new RangeError(`${a.length} and ${b.length} labels`);
  const both = sizes(a.map((x, i) => JSON.stringify([x, b[i]]))).reduce((s, n) => s + pairsOf(n), 0);
  const ofA = sizes(a).reduce((s, n) => s + pairsOf(n), 0);
  const ofB = sizes(b).reduce((s, n) => s + pairsOf(n), 0);
  const expected = (ofA * ofB) / pairsOf(a.length);
  const most = (ofA + ofB) / 2;
  return most === expected ? 1 : (both - expected) / (most - expected);
}
