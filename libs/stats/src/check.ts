/** Guards shared by this library: a wrong number is refused with its value, never repaired. */

/** Throws unless `n` is a finite number above 0. */
export function requirePositive(name: string, n: number): void {
  if (!(Number.isFinite(n) && n > 0)) throw new RangeError(`${name} must be a finite number above 0, got ${n}`);
}

/** Throws unless `x` is finite and at least 0. */
export function requireNonNegative(name: string, x: number): void {
  if (!(Number.isFinite(x) && x >= 0)) throw new RangeError(`${name} must be a finite number of at least 0, got ${x}`);
}

/** Throws unless `x` lies strictly between 0 and 1. */
export function requireOpenUnit(name: string, x: number): void {
  if (!(x > 0 && x < 1)) throw new RangeError(`${name} must lie between 0 and 1, got ${x}`);
}

/** Throws unless `x` is a whole number of at least 0. */
export function requireCount(name: string, x: number): void {
  if (!(Number.isSafeInteger(x) && x >= 0)) throw new RangeError(`${name} must be a whole number of at least 0, got ${x}`);
}

/** Throws unless 0 ≤ k ≤ n and n > 0. */
export function requireProportion(k: number, n: number): void {
  requirePositive('n', n);
  requireNonNegative('k', k);
  if (k > n) throw new RangeError(`k must not exceed n, got k=${k}, n=${n}`);
}
