/** One text for one content: keys in one order at every depth, nothing undefined. What a hash is taken of. */
import { createHash } from 'node:crypto';

export function canonicalJson(value: unknown): string {
  const ordered = (x: unknown): unknown => (Array.isArray(x) ? x.map(ordered) : x !== null && typeof x === 'object'
    ? Object.fromEntries(Object.entries(x).filter(([, v]) => v !== undefined).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([k, v]) => [k, ordered(v)])) : x);
  return `${JSON.stringify(ordered(value))}\n`;
}

export const sha256 = (data: string | Uint8Array): Buffer => createHash('sha256').update(data).digest();
