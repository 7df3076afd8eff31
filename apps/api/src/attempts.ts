import { logger } from '@clonewatch/runtime';
import type { AuditEntry } from '@clonewatch/workflows';
import type { SignedRequest } from './auth.js';
import type { Database } from './database.js';

/** Refused for who asks or what is asked for; a malformed request (400) touched nothing and leaves nothing. */
const outcomes: Readonly<Record<number, 'denied' | 'failed'>> = { 403: 'denied', 404: 'denied', 409: 'failed', 412: 'failed', 422: 'failed', 428: 'failed' };
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * An identified caller was refused patient data, or the attempt failed: noted in the sites of the caller (the one asked for, when it is one of
 * them), with the id asked for. The answer to the caller stays as it is, also when the note cannot be written: nothing is handed out either way.
 */
export async function recordAttempt(database: Database, request: SignedRequest, status: number, code: string): Promise<void> {
  const { identity, action } = request;
  const outcome = outcomes[status] ?? (status >= 500 ? 'failed' : undefined);
  if (!identity || !action || !outcome) return;
  const { id, site: below } = request.params as { id?: string; site?: string };
  const { site = below } = request.query as { site?: string };
  const sites = identity.sites.some((s) => s.code === site) ? identity.sites.filter((s) => s.code === site) : identity.sites;
  const entry: Omit<AuditEntry, 'siteId'> = { action, outcome, target: id !== undefined && uuid.test(id) ? id : null, details: { status, code } };
  await database.store.audit(identity.token, sites.map((s) => ({ siteId: s.id, ...entry })))
    .catch((error: unknown) => logger.error({ requestId: request.id, err: error }, 'a refused attempt could not be noted'));
}
