import { appendAudit, auditAsSystem, type AuditEntry, type Scope, type Store } from '@clonewatch/store';
import { findSite } from './accounts.js';
import { verifyPassword } from './passwords.js';
import { newToken, tokenSha } from './tokens.js';

/** Absolute life of a browser session; it ends earlier after 15 minutes without a person (sec.lives). */
export const sessionSeconds = 12 * 3600;

/** From where somebody tries: bounds how often, per account, address and remembered device. */
export interface Place { readonly address: string; readonly device: string | undefined }

export type SignIn =
  | { readonly outcome: 'in'; readonly token: string; readonly device: string | null }
  | { readonly outcome: 'refused' }
  | { readonly outcome: 'held'; readonly retrySeconds: number };

interface Attempt {
  user_id: string | null; password_hash: string | null; site_ids: string[]; keys: Buffer[]; retry_seconds: number; first_refusal: boolean;
}

/** Email and password → a fresh session, whatever cookie came along. An unknown, disabled or siteless account is answered as a wrong password is. */
export async function signIn(store: Store, email: string, password: string, place: Place): Promise<SignIn> {
  const attempt = await begin(store, email, place);
  if (attempt.retry_seconds > 0) return held(store, attempt);
  if (!(await verifyPassword(attempt.password_hash, password))) return refuse(store, attempt, 'password');
  const token = newToken('cs');
  const device = newToken('cd');
  const opened = await store.asService(async (scope, key) => {
    const [row] = await scope.query<{ ok: boolean }>('select sec.open_account_session($1, $2, $3, $4, $5) as ok', [key, tokenSha(token), attempt.user_id, attempt.password_hash, sessionSeconds]);
    if (!row?.ok) return false;
    await scope.query('select sec.attempt_succeeded($1, $2)', [key, attempt.keys]);
    await scope.query('select sec.remember_device($1, $2, $3, $4)', [key, attempt.user_id, shaOf(place.device), tokenSha(device)]);
    await noteSession(scope, token, 'session.open', attempt.site_ids);
    return true;
  });
  return opened ? { outcome: 'in', token, device } : refuse(store, attempt, 'password');
}

/** A pasted API token → a browser session of its own, which ends with the token. */
export async function signInWithToken(store: Store, apiToken: string, place: Place): Promise<SignIn> {
  const attempt = await begin(store, null, place);
  if (attempt.retry_seconds > 0) return held(store, attempt);
  const token = newToken('cs');
  const opened = await store.asService(async (scope, key) => {
    const [row] = await scope.query<{ ok: boolean }>('select sec.open_bound_session($1, $2, $3, $4) as ok', [key, tokenSha(token), tokenSha(apiToken), sessionSeconds]);
    if (!row?.ok) return false;
    await scope.query('select sec.attempt_succeeded($1, $2)', [key, attempt.keys]);
    await noteSession(scope, token, 'session.open', null);
    return true;
  });
  return opened ? { outcome: 'in', token, device: null } : refuse(store, attempt, 'token');
}

export type Confirmation = { readonly outcome: 'right' | 'wrong' } | { readonly outcome: 'held'; readonly retrySeconds: number };

/** A person who is signed in already gives the password again, as a signature. Guessing is as slow as at the door, and noted as there; no session is opened. */
export async function confirmPassword(store: Store, email: string, password: string, place: Place): Promise<Confirmation> {
  const attempt = await begin(store, email, place);
  if (attempt.retry_seconds > 0) {
    await held(store, attempt);
    return { outcome: 'held', retrySeconds: attempt.retry_seconds };
  }
  if (!(await verifyPassword(attempt.password_hash, password))) {
    await noteRefusal(store, attempt, 'password');
    return { outcome: 'wrong' };
  }
  await store.asService((scope, key) => scope.query('select sec.attempt_succeeded($1, $2)', [key, attempt.keys]));
  return { outcome: 'right' };
}

/** The session ends here and now, in every process. Recorded first: afterwards nobody is there to record it. */
export function signOut(store: Store, token: string): Promise<void> {
  return store.asService(async (scope) => {
    await noteSession(scope, token, 'session.close', null);
    await scope.query('select sec.close_session()');
  });
}

/** From a reset: this browser has shown that it is the account's. */
export async function rememberDevice(store: Store, userId: string, old: string | undefined): Promise<string> {
  const device = newToken('cd');
  await store.asService((scope, key) => scope.query('select sec.remember_device($1, $2, $3, $4)', [key, userId, shaOf(old), tokenSha(device)]));
  return device;
}

async function begin(store: Store, email: string | null, place: Place): Promise<Attempt> {
  const [row] = await store.asService((scope, key) => scope.query<Attempt>('select * from sec.begin_attempt($1, $2, $3, $4)', [key, email, addressBlock(place.address), shaOf(place.device)]));
  return row!;
}

const shaOf = (token: string | undefined): Buffer | null => (token ? tokenSha(token) : null);

/** An IPv6 client has a /64 to itself: its block is what is counted. */
export function addressBlock(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address);
  if (mapped) return mapped[1]!;
  if (!address.includes(':')) return address;
  const [head = '', tail] = address.split('%')[0]!.toLowerCase().split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail ? tail.split(':') : [];
  const groups = tail === undefined ? left : [...left, ...Array<string>(Math.max(0, 8 - left.length - right.length)).fill('0'), ...right];
  return groups.slice(0, 4).map((g) => g.replace(/^0+(?=.)/, '')).join(':');
}

/** In the session just opened, or about to be closed: its own sites, its own actor. */
async function noteSession(scope: Scope, token: string, action: string, siteIds: readonly string[] | null): Promise<void> {
  await scope.query(`select set_config('app.session', $1, true)`, [token]);
  const ids = siteIds ?? (await scope.query<{ id: string }>('select distinct site_id as id from sec.grants()')).map((r) => r.id);
  await appendAudit(scope, ids.map((siteId) => ({ siteId, action })));
}

async function refuse(store: Store, attempt: Attempt, why: string): Promise<SignIn> {
  await noteRefusal(store, attempt, why);
  return { outcome: 'refused' };
}

/** Told to the trail once per quarter of an hour and bucket: a flood of guesses must not become a flood of records. */
async function held(store: Store, attempt: Attempt): Promise<SignIn> {
  if (attempt.first_refusal) await noteRefusal(store, attempt, 'too_many_attempts');
  return { outcome: 'held', retrySeconds: attempt.retry_seconds };
}

/** In the sites of the account; what matches no account goes to `main`, without the address that was typed. */
async function noteRefusal(store: Store, attempt: Attempt, why: string): Promise<void> {
  const main = attempt.site_ids.length > 0 ? null : await findSite(store, 'main');
  const siteIds = main === null ? attempt.site_ids : [main];
  await auditAsSystem(store, siteIds.map((siteId): AuditEntry => ({ siteId, action: 'session.open', target: attempt.user_id, outcome: 'denied', details: { why } })));
}
