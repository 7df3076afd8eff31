/** ln Σ exp(x) without overflow: sums probabilities given as logarithms. Empty or all −Infinity gives −Infinity. */
export function logSumExp(values: readonly number[] | Float64Array): number {
  let top = -Infinity;
  for (const v of values) if (v > top) top = v;
  if (!Number.isFinite(top)) return top;
  let sum = 0;
  for (const v of values) sum += Math.exp(v - top);
  return top + Math.log(sum);
}
