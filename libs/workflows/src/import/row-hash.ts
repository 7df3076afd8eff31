/** Identity of a row's content: is what a file says the same as what is stored? */
import { hash } from 'node:crypto';
import { Bytes } from './bytes.js';

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
 * Stored: a hash that changed would make every re-sent row a conflict. Between {@link start} and {@link of} stand the fields, as JSON, comma-separated.
 */
export class RowHash extends Bytes {
  start(): this {
    this.used = 0;
    return this.plain('[[');
  }

  /** The first 128 bits, as 32 hexadecimal digits. */
  of(supplied: Readonly<Record<string, string>>, known: ReadonlySet<string>): string {
    let other: [string, string][] | null = null;
    for (const key in supplied) if (!known.has(key)) (other ??= []).push([key, supplied[key]!]);
    this.plain('],').plain(other === null ? '[]' : JSON.stringify(other.sort(([a], [b]) => (a < b ? -1 : 1)))).plain(']');
    return hash('sha256', this.piece.subarray(0, this.used), 'hex').slice(0, 32);
  }
}

const row = new RowHash();

/** {@link RowHash} of fields that are JSON texts already, comma-separated, as a bytea literal. */
export const contentHash = (fields: string, supplied: Readonly<Record<string, string>>, known: ReadonlySet<string>): string => `\\x${row.start().plain(fields).of(supplied, known)}`;
