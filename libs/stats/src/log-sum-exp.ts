/** ln Σ exp(x) without overflow: sums probabilities given as logarithms. Empty or all −Infinity gives −Infinity. */
export function logSumExp(values: readonly number[] | Float64Array): number {
  let top = -Infinity;
  for (let i = 0; i < values.length; i += 1) if (values[i]! > top) top = values[i]!;
  if (!Number.isFinite(top)) return top;
  let sum = 0;
  for (let i = 0; i < values.length; i += 1) sum += Math.exp(values[i]! - top);
  return top + Math.log(sum);
}
