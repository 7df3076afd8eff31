/** Twelve significant digits at the boundary: the last bits of a float then cannot change the bytes of a result. */
export function roundDeep<T>(value: T): T {
  if (typeof value === 'number') return round(value) as T;
  if (Array.isArray(value)) return value.map((v: unknown) => roundDeep(v)) as T;
  if (value !== null && typeof value === 'object') {
    const out: Record<string, unknown> = {};
    for (const [k, v] of Object.entries(value)) out[k] = roundDeep(v as unknown);
    return out as T;
  }
  return value;
}

/** Counts and days pass as they are: writing them out as text and reading them back would give the same. */
function round(x: number): number | null {
  if (Number.isInteger(x) && Math.abs(x) < 1e12) return x + 0;
  return Number.isFinite(x) ? Number(x.toPrecision(12)) + 0 : null;
}
