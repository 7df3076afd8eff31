/** Twelve significant digits at the boundary: the last bits of a float then cannot change the bytes of a result. */
export function roundDeep<T>(value: T): T {
  if (typeof value === 'number') return round(value) as T;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((v: unknown) => roundDeep(v)) as T;
  // A copy has its fields in place already: only what may differ is written.
  const out = { ...(value as Record<string, unknown>) };
  for (const k of Object.keys(out)) {
    const v = out[k];
    if (typeof v === 'number' || typeof v === 'object') out[k] = roundDeep(v);
  }
  return out as T;
}

const digits = 12;
/** 10^0 … 10^22: every one of them is exact. */
const powers = Float64Array.from({ length: 23 }, (_, i) => Number(`1e${i}`));

/** Counts and days pass as they are: writing them out as text and reading them back would give the same. */
function round(x: number): number | null {
  if (Number.isInteger(x) && Math.abs(x) < 1e12) return x + 0;
  if (!Number.isFinite(x)) return null;
  return (scaled(x) ?? Number(x.toPrecision(digits))) + 0;
}

/**
 * The same twelve digits without the way through text: the digits as a whole number over a power of ten. Both are exact, so their quotient is the
 * nearest double, as it is for the text. Null where the digits would hang on the last bit of the product, or the power is not exact.
 */
function scaled(x: number): number | null {
  const size = Math.abs(x);
  const power = powers[digits - 1 - Math.floor(Math.log10(size))];
  if (power === undefined) return null;
  const m = size * power;
  const whole = Math.floor(m);
  // A logarithm next to a power of ten may be one off; the product is within 1e-4.
  if (m < 1e11 + 1 || m > 1e12 - 1 || Math.abs(m - whole - 0.5) < 1e-3) return null;
  return (Math.sign(x) * (m - whole < 0.5 ? whole : whole + 1)) / power;
}
