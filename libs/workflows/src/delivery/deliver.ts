/** Deliveries go out as signed webhooks (Standard Webhooks 1.0.0) or by e-mail, are tried again after growing pauses, and are dead letters when that did not help. */
import { createHmac, randomBytes } from 'node:crypto';
import { startRepeating } from '@clonewatch/runtime';
import { listSiteIds, type Scope, type Store } from '@clonewatch/store';
import type { Channel } from '@clonewatch/contracts';
import type { Language } from '@clonewatch/words';
import { sendMail, type MailServer } from './mail.js';
import { postSafely, type SafeOptions } from './safe-request.js';

/** Pauses after each failed attempt, s; about two days in all. */
const pauses = [5, 60, 300, 1800, 7200, 28_800, 86_400];
/** A sender that dies with a delivery in hand: it goes out again after this, with the same id. */
const inHandSeconds = 120;

export const newSecret = (): string => `whsec_${randomBytes(24).toString('base64')}`;

/** `v1,` and the HMAC-SHA256 of id, time (s) and body, as the Standard Webhooks specification has it. */
export function signature(secret: string, id: string, seconds: number, body: string): string {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  return `v1,${createHmac('sha256', key).update(`${id}.${seconds}.${body}`).digest('base64')}`;
}

interface Due { id: string; attempts: number; kind: Channel; target: string; secret: string | null; patientId: string | null; severity: string | null; alerts: number | null; createdAt: Date; site: string; language: Language }

export interface DeliverOptions extends SafeOptions {
  /** Where people open Clonewatch; null: links are paths. */
  readonly origin: string | null;
  /** Null: no mail is sent. */
  readonly mail: MailServer | null;
}

/** Send what is due in every site, once. Answers how many were tried. */
export async function deliverDue(store: Store, session: (siteId: string) => Promise<string>, options: DeliverOptions): Promise<number> {
  let tried = 0;
  for (const siteId of await listSiteIds(store)) {
    const due = await store.inSession(await session(siteId), (scope) => claim(scope, siteId));
    for (const d of due) {
      const outcome = await send(d, options);
      await store.inSession(await session(siteId), (scope) => note(scope, siteId, d, outcome));
      tried += 1;
    }
  }
  return tried;
}

function claim(scope: Scope, siteId: string): Promise<Due[]> {
  return scope.query<Due>(
    `with due as (select d.id from clinical.delivery d where d.site_id = $1 and d.state = 'waiting' and d.next_at <= now() order by d.next_at limit 20 for update skip locked),
       mine as (update clinical.delivery d set attempts = attempts + 1, next_at = now() + make_interval(secs => $2) from due where d.site_id = $1 and d.id = due.id returning d.*)
     select m.id, m.attempts, c.kind, c.target, c.secret, c.language, n.patient_id as "patientId", n.severity, n.alerts, m.created_at as "createdAt", s.code as site
     from mine m join clinical.contact_point c on c.site_id = m.site_id and c.id = m.contact_id join sec.site_name s on s.id = m.site_id
       left join clinical.notice n on n.site_id = m.site_id and n.id = m.notice_id`, [siteId, inHandSeconds],
  );
}

/** `final`: trying again would not help. */
export interface Outcome { readonly status: number | null; readonly error: string | null; readonly final?: boolean }

/** No patient's data leaves: how severe, how many, and a link that only works for who may read it. */
async function send(d: Due, options: DeliverOptions): Promise<Outcome> {
  const link = `${options.origin ?? ''}${d.patientId === null ? '/' : `/patients/${d.patientId}?site=${encodeURIComponent(d.site)}`}`;
  try {
    if (d.kind === 'webhook') return await sendWebhook(d, link, options);
    return options.mail === null ? { status: null, error: 'this installation sends no mail' } : await sendMail(options.mail, d.target, { id: d.id, site: d.site, severity: d.severity, alerts: d.alerts, link, language: d.language });
  } catch (error) {
    return { status: null, error: oneLine((error as Error).message) || 'could not be reached' };
  }
}

const oneLine = (text: string): string => text.replace(/[\p{Cc}\s]+/gu, ' ').trim().slice(0, 300);

async function sendWebhook(d: Due, link: string, options: DeliverOptions): Promise<Outcome> {
  const body = JSON.stringify({ type: d.patientId === null ? 'test' : 'alert.notice', timestamp: d.createdAt.toISOString(), data: { site: d.site, severity: d.severity, alerts: d.alerts, link } });
  const seconds = Math.floor(Date.now() / 1000);
  const status = await postSafely(d.target, body, { 'webhook-id': d.id, 'webhook-timestamp': String(seconds), 'webhook-signature': signature(d.secret!, d.id, seconds, body) }, options);
  return { status, error: status >= 200 && status < 300 ? null : `answered ${status}`, final: status === 410 };
}

async function note(scope: Scope, siteId: string, d: Due, { status, error, final = false }: Outcome): Promise<void> {
  const pause = pauses[d.attempts - 1];
  const state = error === null ? 'delivered' : pause === undefined || d.patientId === null || final ? 'dead' : 'waiting';
  await scope.query(
    `update clinical.delivery set state = $3, tried_at = now(), last_status = $4, last_error = $5, delivered_at = case when $3 = 'delivered' then now() end, next_at = now() + make_interval(secs => $6)
     where site_id = $1 and id = $2`, [siteId, d.id, state, status, error, pause ?? 0],
  );
  scope.audit({ siteId, action: 'notice.deliver', patients: d.patientId === null ? [] : [d.patientId], target: d.id, outcome: state === 'delivered' ? 'ok' : 'failed', details: { state, attempt: d.attempts, ...(status === null ? {} : { status }) } });
}

/** Look every few seconds whether something is to be sent. */
export function startDeliveries(store: Store, session: (siteId: string) => Promise<string>, options: DeliverOptions, everyMs = 5000): { close(): Promise<void> } {
  return startRepeating('delivery', everyMs, () => deliverDue(store, session, options));
}
