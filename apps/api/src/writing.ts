/** What every change to the record shares: who writes, which version they saw, and how a refusal is told. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { sitesWith, type Identity } from '@clonewatch/trust';
import { RecordRefused, type RefusalKind, type Writer } from '@clonewatch/workflows';
import { ProblemError } from './problem.js';

export function writerOf(caller: Identity, request: FastifyRequest): Writer {
  const key = request.headers['idempotency-key'];
  if (key !== undefined && (typeof key !== 'string' || !/^[\x21-\x7e]{1,200}$/.test(key))) throw new ProblemError(400, 'bad_idempotency_key', 'Idempotency-Key is 1 to 200 visible ASCII characters.');
  return { token: caller.token, siteIds: sitesWith(caller, 'edit').map((s) => s.id), idempotencyKey: key ?? null };
}

/** The version that If-Match names; null when there is none, or `*`. */
export function ifMatch(request: FastifyRequest): number | null {
  const given = request.headers['if-match'];
  if (given === undefined || given.trim() === '*') return null;
  const number = /^(?:W\/)?"?(\d{1,9})"?$/.exec(given.trim());
  if (!number) throw new ProblemError(412, 'version_conflict', 'If-Match names no version that this ever had.');
  return Number(number[1]);
}

/** A correction without the version it corrects could overwrite what its author never saw; `*` says: whatever is there. */
export function mustMatch(request: FastifyRequest): number | null {
  const version = ifMatch(request);
  if (request.headers['if-match'] === undefined) throw new ProblemError(428, 'version_needed', 'Send If-Match with the version you saw: the ETag of the entry, or its "version".');
  return version;
}

export const tag = (reply: FastifyReply, version: number): void => void reply.header('etag', `"${version}"`);

const status: Readonly<Record<RefusalKind, number>> = { not_found: 404, conflict: 409, version: 412, invalid: 422 };

export function refused(error: unknown): never {
  if (!(error instanceof RecordRefused)) throw error;
  throw new ProblemError(status[error.kind], error.code, error.message, error.problems);
}
