/** Identity of a row's content: is what a file says the same as what is stored? */
import { hash } from 'node:crypto';

/** Columns whose values the system derives from the counts (a file that brings them along says nothing new), or that only name the row. */
const silent = ['vaf_low', 'vaf_high', 'patient_id', 'specimen_id'];

/** The columns that {@link contentHash} is given as fields; all others of a row count by their text. */
export const said = (...columns: string[]): ReadonlySet<string> => new Set([...silent, ...columns]);

/** The bytes of JSON.stringify, with a short cut for what needs no escaping: a row has two dozen fields, a file millions of rows. */
export function json(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  return typeof value === 'string' && /^[ !#-[\]-~]*$/.test(value) ? `"${value}"` : JSON.stringify(value);
}

/**
 * Two rows with this hash say the same. Spelling of numbers, derived columns, and a VAF or call beside counts do not count; unknown columns do.
 * Stored: a hash that changed would make every re-sent row a conflict. `fields`: JSON texts, comma-separated. Answers a bytea literal.
 */
export function contentHash(fields: string, supplied: Readonly<Record<string, string>>, known: ReadonlySet<string>): string {
  let other: [string, string][] | null = null;
  for (const key in supplied) if (!known.has(key)) (other ??= []).push([key, supplied[key]!]);
  const text = other === null ? '[]' : JSON.stringify(other.sort(([a], [b]) => (a < b ? -1 : 1)));
  return `\\x${hash('sha256', `[[${fields}],${text}]`, 'hex').slice(0, 32)}`;
}
