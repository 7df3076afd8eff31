/** A plain decimal or exponent number, or null: no NaN, no Infinity, no hex, no thousands separators, nothing that overflows or vanishes. */
export function parseNumber(text: string): number | null {
  if (text.length > 60 || !/^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(text)) return null;
  const value = Number(text);
  if (!Number.isFinite(value)) return null;
  return value === 0 && /[1-9]/.test(text.split(/e/i)[0]!) ? null : value;
}
