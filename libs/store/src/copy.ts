import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import { from as copyFrom } from 'pg-copy-streams';
import type { Scope } from './store.js';

/** A value of COPY's text format: null is \N; backslash, tab and line ends are escaped. */
export function copyText(value: string | number | boolean | null | undefined): string {
  if (value === null || value === undefined) return '\\N';
  if (typeof value !== 'string') return String(value);
  return /[\\\t\n\r]/.test(value) ? value.replace(/\\/g, '\\\\').replace(/\t/g, '\\t').replace(/\n/g, '\\n').replace(/\r/g, '\\r') : value;
}

/** A text[] literal for COPY, before {@link copyText} escapes it. */
export function arrayText(values: readonly string[] | null): string | null {
  return values === null ? null : `{${values.map((v) => `"${v.replace(/\\/g, '\\\\').replace(/"/g, '\\"')}"`).join(',')}}`;
}

/**
 * COPY lines (each ending in a newline) into a table of this transaction, with backpressure.
 * COPY refuses tables under row-level security, so the target is always a temporary one.
 */
export async function copyInto(scope: Scope, table: string, columns: readonly string[], chunks: Iterable<string | Buffer> | AsyncIterable<string | Buffer>): Promise<void> {
  const client = await scope.client();
  await pipeline(Readable.from(chunks), client.query(copyFrom(`copy ${table} (${columns.join(', ')}) from stdin`)));
}
