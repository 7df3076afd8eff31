/** Contact points of a site and what was sent to them. Administrators only: the route says so. */
import { mailAddressSchema, type AddContact, type AddedContact, type WireContactPoint, type WireDelivery } from '@clonewatch/contracts';
import type { Scope, Store } from '@clonewatch/store';
import { RecordRefused, conflict, notThere } from '../record/refused.js';
import { newSecret } from './deliver.js';
import { Unsafe, checkedTarget } from './safe-request.js';
import { lockTeam, removeContacts } from './teams.js';

export async function listContacts(scope: Scope, siteId: string): Promise<WireContactPoint[]> {
  const rows = await scope.query<Omit<WireContactPoint, 'created_at' | 'last_delivered_at'> & { created_at: Date; last_delivered_at: Date | null }>(
    `select c.id, c.team_id, t.name as team, c.kind, c.target, c.severity, c.language, c.created_by, c.created_at,
       count(*) filter (where d.state = 'waiting')::int as waiting, count(*) filter (where d.state = 'dead')::int as dead, max(d.delivered_at) as last_delivered_at
     from clinical.contact_point c join clinical.team t on t.site_id = c.site_id and t.id = c.team_id left join clinical.delivery d on d.site_id = c.site_id and d.contact_id = c.id
     where c.site_id = $1 and c.removed_at is null group by c.site_id, c.id, t.name order by lower(t.name), c.id`, [siteId],
  );
  return rows.map((r) => ({ ...r, created_at: r.created_at.toISOString(), last_delivered_at: r.last_delivered_at?.toISOString() ?? null }));
}

/** The newest hundred. */
export async function listDeliveries(scope: Scope, siteId: string): Promise<WireDelivery[]> {
  interface Row extends Omit<WireDelivery, 'created_at' | 'delivered_at' | 'next_at'> { created_at: Date; delivered_at: Date | null; next_at: Date }
  const rows = await scope.query<Row>(
    `select d.id, d.contact_id as contact, t.name as team, c.kind, c.target, d.notice_id is null as test, d.state, n.severity, n.alerts, d.attempts, d.next_at, d.last_status, d.last_error, d.created_at, d.delivered_at
     from clinical.delivery d join clinical.contact_point c on c.site_id = d.site_id and c.id = d.contact_id join clinical.team t on t.site_id = c.site_id and t.id = c.team_id
       left join clinical.notice n on n.site_id = d.site_id and n.id = d.notice_id
     where d.site_id = $1 order by d.id desc limit 100`, [siteId],
  );
  return rows.map((r) => ({ ...r, created_at: r.created_at.toISOString(), delivered_at: r.delivered_at?.toISOString() ?? null, next_at: r.state === 'waiting' ? r.next_at.toISOString() : null }));
}

function refuseTarget(target: string, message: string): never {
  throw new RecordRefused('invalid', 'bad_target', message, [{ severity: 'error', code: 'bad_target', line: null, column: null, field: 'target', value: target, message }]);
}

/** `allowed`: origins inside the house that the operator has opened; `email`: this installation can send mail. Throws RecordRefused for a target that will not do. */
function checkTarget({ kind, target }: AddContact, { allowed, email }: ContactOptions): void {
  if (kind === 'email') {
    if (!email) throw conflict('mail_not_set_up', 'This installation sends no mail yet: whoever runs it sets CLONEWATCH_SMTP_URL and CLONEWATCH_PUBLIC_URL.');
    if (!mailAddressSchema.safeParse(target).success) refuseTarget(target, 'that is not one mail address, such as name@hospital.org');
    return;
  }
  try {
    checkedTarget(target, { allowed });
  } catch (error) {
    if (!(error instanceof Unsafe)) throw error;
    refuseTarget(target, error.message);
  }
}

export interface ContactOptions { readonly allowed: readonly string[]; readonly email: boolean }

/** Answers the signing key of a webhook, which is not shown again. */
export async function addContact(store: Store, token: string, siteId: string, entry: AddContact, options: ContactOptions): Promise<AddedContact> {
  checkTarget(entry, options);
  const secret = entry.kind === 'webhook' ? newSecret() : null;
  return store.inSession(token, async (scope) => {
    await lockTeam(scope, siteId, entry.team);
    const [row] = await scope.query<{ id: string }>(
      'insert into clinical.contact_point (site_id, team_id, kind, target, secret, severity, language) values ($1, $2, $3, $4, $5, $6, $7) returning id', [siteId, entry.team, entry.kind, entry.target, secret, entry.severity, entry.language],
    );
    scope.audit({ siteId, action: 'contact.create', target: row!.id, details: { team: entry.team, kind: entry.kind, severity: entry.severity } });
    return { id: row!.id, secret };
  });
}

/** It is told of nothing more; what was sent stays on record. */
export function removeContact(store: Store, token: string, siteId: string, id: string): Promise<void> {
  return store.inSession(token, async (scope) => {
    if (await removeContacts(scope, siteId, 'id', id) === 0) throw notThere();
    scope.audit({ siteId, action: 'contact.remove', target: id });
  });
}

/** Send it a test now, in quiet hours too; tried once. */
export function testContact(store: Store, token: string, siteId: string, id: string): Promise<{ id: string }> {
  return store.inSession(token, async (scope) => {
    const [row] = await scope.query<{ id: string }>(
      `insert into clinical.delivery (site_id, contact_id) select site_id, id from clinical.contact_point where site_id = $1 and id = $2 and removed_at is null returning id`, [siteId, id],
    );
    if (!row) throw notThere();
    scope.audit({ siteId, action: 'contact.test', target: id, details: { delivery: row.id } });
    return row;
  });
}

/** A dead letter goes out again, with its own id. */
export function retryDelivery(store: Store, token: string, siteId: string, id: string): Promise<void> {
  return store.inSession(token, async (scope) => {
    const rows = await scope.query<{ state: string }>('select state from clinical.delivery where site_id = $1 and id = $2 for update', [siteId, id]);
    if (rows.length === 0) throw notThere();
    if (rows[0]!.state !== 'dead') throw conflict('not_dead', `This delivery is ${rows[0]!.state}.`);
    await scope.query(`update clinical.delivery set state = 'waiting', attempts = 0, next_at = now() where site_id = $1 and id = $2`, [siteId, id]);
    scope.audit({ siteId, action: 'delivery.retry', target: id });
  });
}
