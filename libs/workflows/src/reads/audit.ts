/** The audit trail as its page shows it, newest first. To read it is an event of the trail itself. */
import type { WireAuditEntry } from '@clonewatch/contracts';
import type { Scope } from '@clonewatch/store';

export interface AuditQuery {
  readonly siteId: string;
  readonly limit: number;
  /** Number of the last event seen; null begins with the newest. */
  readonly before: number | null;
  readonly filter: { readonly patient?: string | undefined; readonly actor?: string | undefined; readonly action?: string | undefined; readonly outcome?: string | undefined };
}

interface Body {
  seq: number; at: string; actor: string; via: string | null; action: string; outcome: WireAuditEntry['outcome']; patients: string[]; target: string | null;
  reason: string | null; request: string | null; address: string | null; details: Record<string, unknown>;
}
interface Row { body: Body; hash: string }

/** Patients named in one entry; the rest are counted. */
const named = 5;

/** Only for an administrator of the site: the database refuses everybody else. */
export async function readAudit(scope: Scope, { siteId, limit, before, filter }: AuditQuery): Promise<{ items: WireAuditEntry[]; next: string | null }> {
  const rows = await scope.query<Row>(`select body, encode(hash, 'hex') as hash from audit.page($1, $2, $3, $4)`, [siteId, before, limit + 1, JSON.stringify(filter)]);
  const shown = rows.slice(0, limit);
  const names = await namesOf(scope, siteId, shown.flatMap((r) => someOf(r.body, filter.patient)));
  const { patient: _, ...other } = filter;
  scope.audit({ siteId, action: 'audit.read', patients: [...names.keys()], details: { events: shown.length, ...other } });
  return { items: shown.map((r) => entryOf(r, names, filter.patient)), next: rows.length > limit ? String(shown.at(-1)!.body.seq) : null };
}

/** The patient asked for first. */
function someOf({ patients }: Body, asked: string | undefined): string[] {
  return (asked !== undefined && patients.includes(asked) ? [asked, ...patients.filter((p) => p !== asked)] : patients).slice(0, named);
}

async function namesOf(scope: Scope, siteId: string, ids: readonly string[]): Promise<Map<string, string>> {
  const rows = await scope.query<{ id: string; patient_ref: string }>('select id, patient_ref from clinical.patient where site_id = $1 and id = any($2::uuid[])', [siteId, [...new Set(ids)]]);
  return new Map(rows.map((r) => [r.id, r.patient_ref]));
}

function entryOf({ body, hash }: Row, names: ReadonlyMap<string, string>, asked: string | undefined): WireAuditEntry {
  const { seq, at, actor, via, action, outcome, patients, target, reason, request, address, details } = body;
  return {
    seq, at, actor, via, action, outcome, patients: someOf(body, asked).flatMap((id) => (names.has(id) ? [{ id, patient_id: names.get(id)! }] : [])),
    patient_count: patients.length, target, reason, request, address, details, hash,
  };
}
