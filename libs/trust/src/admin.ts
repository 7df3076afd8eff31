/** Administration of sites, accounts and tokens. Who may do what is decided in the database (sec.admin_*), from the session's own grants. */
import type { Role } from '@clonewatch/domain';
import { appendAudit, sqlState, type AuditEntry, type Scope, type Store } from '@clonewatch/store';
import { newToken, tokenSha } from './tokens.js';

/** The database said no, in words for a person: 403, 404 or 409. */
export class AdminRefused extends Error {
  override readonly name = 'AdminRefused';
  constructor(readonly status: 403 | 404 | 409, readonly code: string, words: string) {
    super(words);
  }
}

export interface AdminUser {
  readonly id: string; readonly email: string; readonly role: Role; readonly created_at: Date; readonly last_sign_in_at: Date | null; readonly disabled_at: Date | null;
  readonly has_password: boolean; readonly link_until: Date | null; readonly whole_account: boolean;
}
export interface AdminSite { readonly id: string; readonly code: string; readonly name: string; readonly demo: boolean; readonly created_at: Date; readonly users: number; readonly tokens: number }
export interface AdminToken {
  readonly id: string; readonly name: string | null; readonly role: Role; readonly created_by: string | null; readonly created_at: Date; readonly last_used_at: Date | null; readonly expires_at: Date;
}

const rows = <T>(sql: string) => (store: Store, token: string, siteId?: string): Promise<T[]> =>
  store.inSession(token, (scope) => scope.query<T>(sql, siteId === undefined ? [] : [siteId]), { readOnly: true }).catch(refusal);

export const listSites = rows<AdminSite>('select * from sec.admin_sites()');
export const listUsers = rows<AdminUser>('select * from sec.admin_users($1)');
export const listTokens = rows<AdminToken>('select * from sec.admin_tokens($1)');

/** `userId` new in the site; `link` (shown once, valid 24 h) only for an account that was not there. */
export function inviteUser(store: Store, token: string, siteId: string, email: string, role: Role): Promise<{ userId: string; link: string | null }> {
  const link = newToken('cl');
  return store.inSessionWithKey(token, async (scope, key) => {
    const [row] = await scope.query<{ user_id: string; invited: boolean }>('select * from sec.admin_invite($1, $2, $3, $4, $5)', [key, siteId, email.trim(), role, tokenSha(link)]);
    scope.audit({ siteId, action: 'user.invite', target: row!.user_id, details: { role, new_account: row!.invited } });
    return { userId: row!.user_id, link: row!.invited ? link : null };
  }).catch(refusal);
}

/** `was`: the role the administrator saw. The account's sessions end. */
export function setRole(store: Store, token: string, siteId: string, userId: string, role: Role, was: Role | null): Promise<void> {
  return onAccount(store, token, { siteId, action: 'user.set_role', target: userId, details: { role } }, 'select sec.admin_set_role($1, $2, $3, $4)', [siteId, userId, role, was]);
}

export function removeUser(store: Store, token: string, siteId: string, userId: string): Promise<void> {
  return onAccount(store, token, { siteId, action: 'user.remove', target: userId }, 'select sec.admin_remove($1, $2)', [siteId, userId]);
}

export function setDisabled(store: Store, token: string, siteId: string, userId: string, disabled: boolean): Promise<void> {
  return onAccount(store, token, { siteId, action: disabled ? 'user.disable' : 'user.enable', target: userId }, 'select sec.admin_set_disabled($1, $2, $3)', [siteId, userId, disabled]);
}

/** A one-time link with which the person sets a password; shown once, valid 24 h, the last one made is the valid one. */
export function makePasswordLink(store: Store, token: string, siteId: string, userId: string): Promise<{ link: string; until: Date }> {
  const link = newToken('cl');
  const entry = { siteId, action: 'user.password_link', target: userId };
  return store.inSessionWithKey(token, async (scope, key) => {
    const [row] = await scope.query<{ until: Date }>('select sec.admin_password_link($1, $2, $3, $4) as until', [key, siteId, userId, tokenSha(link)]);
    scope.audit(entry);
    return { link, until: row!.until };
  }).catch(refusal);
}

export function createSite(store: Store, token: string, code: string, name: string): Promise<string> {
  return store.inSession(token, async (scope) => {
    const [row] = await scope.query<{ id: string }>('select sec.admin_create_site($1, $2) as id', [code, name]);
    scope.audit({ siteId: row!.id, action: 'site.create', target: row!.id, details: { code } });
    return row!.id;
  }).catch(refusal);
}

export function renameSite(store: Store, token: string, siteId: string, name: string): Promise<void> {
  return store.inSession(token, async (scope) => {
    await scope.query('select sec.admin_rename_site($1, $2)', [siteId, name]);
    scope.audit({ siteId, action: 'site.rename', target: siteId });
  }).catch(refusal);
}

/** Shown once and stored only as a hash. */
export function createSiteToken(store: Store, token: string, siteId: string, made: { name: string; role: Role; days: number }): Promise<{ id: string; token: string }> {
  const fresh = newToken('cw');
  return store.inSessionWithKey(token, async (scope, key) => {
    const [row] = await scope.query<{ id: string }>('select sec.admin_create_token($1, $2, $3, $4, $5, $6) as id', [key, siteId, tokenSha(fresh), made.name, made.role, made.days * 24 * 3600]);
    scope.audit({ siteId, action: 'token.create', target: row!.id, details: { role: made.role } });
    return { id: row!.id, token: fresh };
  }).catch(refusal);
}

export function revokeToken(store: Store, token: string, siteId: string, id: string): Promise<void> {
  return onAccount(store, token, { siteId, action: 'token.revoke', target: id }, 'select sec.admin_revoke_token($1, $2)', [siteId, id]);
}

/** Recorded before it is done: the act may end the administrator's own session, and then nobody is there to record it. One transaction all the same. */
function onAccount(store: Store, token: string, entry: AuditEntry, sql: string, parameters: readonly unknown[]): Promise<void> {
  return store.inSession(token, async (scope: Scope) => {
    await administered(scope, entry.siteId);
    await appendAudit(scope, [entry]);
    await scope.query(sql, parameters);
  }).catch(refusal);
}

async function administered(scope: Scope, siteId: string): Promise<void> {
  const [row] = await scope.query<{ yes: boolean }>('select sec.administers($1) as yes', [siteId]);
  if (!row?.yes) throw new AdminRefused(404, 'not_found', 'not found');
}

function refusal(error: unknown): never {
  throw wordsOf(error) ?? error;
}

function wordsOf(error: unknown): AdminRefused | null {
  if (error instanceof AdminRefused) return error;
  const status = { CW403: 403, CW404: 404, CW409: 409 }[sqlState(error) ?? ''] as 403 | 404 | 409 | undefined;
  if (status === undefined) return null;
  const { message, hint, driverError } = error as { message: string; hint?: string; driverError?: { message: string; hint?: string } };
  return new AdminRefused(status, driverError?.hint ?? hint ?? 'refused', driverError?.message ?? message);
}
