import QueryStream from 'pg-query-stream';
import type { Scope } from './store.js';

/** Rows of a query one at a time through a cursor: memory stays flat whatever the result's size. */
export async function streamRows<T>(scope: Scope, sql: string, parameters: readonly unknown[]): Promise<AsyncIterable<T>> {
  const client = await scope.client();
  return client.query(new QueryStream(sql, [...parameters], { batchSize: 500 }));
}
