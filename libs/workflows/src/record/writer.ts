/** Who writes, and the promise that a request sent twice acts once. */
import { createHash } from 'node:crypto';
import type { Scope } from '@clonewatch/store';
import { RecordRefused } from './refused.js';

export interface Writer {
  readonly token: string;
  /** Sites in which this caller may write. */
  readonly siteIds: readonly string[];
  /** The request's Idempotency-Key, when it has one. */
  readonly idempotencyKey: string | null;
}

/**
 * The answer to the first request with this key, kept in the transaction of its effect. Two at once meet in the primary key: the second waits for
 * the first. The same key with another request is refused.
 */
export async function once<T>(scope: Scope, siteId: string, writer: Writer, request: unknown, work: () => Promise<T>): Promise<T> {
  if (writer.idempotencyKey === null) return work();
  const hash = createHash('sha256').update(JSON.stringify(request)).digest();
  const made = await scope.query(
    `insert into clinical.idempotency (site_id, key, request_hash, response) values ($1, $2, $3, 'null') on conflict do nothing returning 1`, [siteId, writer.idempotencyKey, hash],
  );
  const mine = 'site_id = $1 and key = $2 and actor = sec.actor()';
  if (made.length === 0) {
    const [kept] = await scope.query<{ hash: Buffer; response: T }>(`select request_hash as hash, response from clinical.idempotency where ${mine}`, [siteId, writer.idempotencyKey]);
    if (!kept?.hash.equals(hash)) throw new RecordRefused('invalid', 'idempotency_key_reused', 'This Idempotency-Key was used for another request.');
    return kept.response;
  }
  const answer = await work();
  await scope.query(`update clinical.idempotency set response = $3 where ${mine}`, [siteId, writer.idempotencyKey, JSON.stringify(answer)]);
  return answer;
}
