import { currentContext } from '@clonewatch/runtime';
import type { Scope, Store } from './store.js';

/** One thing somebody did, or tried to do, in a site. Who did it is read from the session inside the database. */
export interface AuditEntry {
  readonly siteId: string;
  /** `noun.verb`: patient.read, treatment.correct, import.withdraw … */
  readonly action: string;
  /** Our ids of the patients whose data were read or changed. */
  readonly patients?: readonly string[];
  /** Our id of what was acted on, when it is not the patient. */
  readonly target?: string | null;
  /** As the person gave it. */
  readonly reason?: string | null;
  readonly outcome?: 'ok' | 'denied' | 'failed';
  /** Ids, counts and codes; never patient data. */
  readonly details?: Readonly<Record<string, unknown>>;
}

/** Append to the chains, in one order of sites everywhere: two transactions never wait for each other crosswise. */
export async function appendAudit(scope: Scope, entries: readonly AuditEntry[]): Promise<void> {
  for (const entry of inSiteOrder(entries)) await scope.query('select audit.append($1, $2)', [entry.siteId, bodyOf(entry)]);
}

/** What happens outside any session: an account made on the command line, a refused sign-in. The actor is `system`. */
export async function auditAsSystem(store: Store, entries: readonly AuditEntry[]): Promise<void> {
  await store.asService((scope, key) => appendAuditAsSystem(scope, key, entries));
}

/** … in the transaction that does it. */
export async function appendAuditAsSystem(scope: Scope, key: string, entries: readonly AuditEntry[]): Promise<void> {
  for (const entry of inSiteOrder(entries)) await scope.query('select audit.append_system($1, $2, $3)', [key, entry.siteId, bodyOf(entry)]);
}

function inSiteOrder(entries: readonly AuditEntry[]): AuditEntry[] {
  return [...entries].sort((a, b) => (a.siteId < b.siteId ? -1 : a.siteId > b.siteId ? 1 : 0));
}

function bodyOf({ siteId: _, ...entry }: AuditEntry): string {
  const context = currentContext();
  return JSON.stringify({ ...entry, request: context?.requestId ?? null, address: context?.address ?? null });
}
