import { hash } from '@node-rs/argon2';
import type { Role } from '@clonewatch/domain';
import { appendAuditAsSystem, type Store } from '@clonewatch/store';
import { argon } from './passwords.js';
import { newToken, tokenSha } from './tokens.js';

const seconds = { apiToken: 365 * 24 * 3600, service: 1800 };

/** The site of this code, made when absent. */
export async function ensureSite(store: Store, code: string, name: string, demo = false): Promise<{ id: string; made: boolean }> {
  const found = await findSite(store, code);
  if (found !== null) return { id: found, made: false };
  return store.asService(async (scope, key) => {
    const [row] = await scope.query<{ id: string }>('select sec.ensure_site($1, $2, $3, $4) as id', [key, code, name, demo]);
    await appendAuditAsSystem(scope, key, [{ siteId: row!.id, action: 'site.create', target: row!.id, details: { code } }]);
    return { id: row!.id, made: true };
  });
}

export function findSite(store: Store, code: string): Promise<string | null> {
  return store.asService(async (scope, key) => (await scope.query<{ id: string | null }>('select sec.find_site($1, $2) as id', [key, code]))[0]?.id ?? null);
}

/** A local account with a role in one site; an existing address gets the new password and the role, and its sessions end. */
export async function createUser(store: Store, options: { email: string; password: string; siteId: string; role: Role }): Promise<string> {
  const passwordHash = await hash(options.password, argon);
  return store.asService(async (scope, key) => {
    const [row] = await scope.query<{ id: string }>('select sec.create_user($1, $2, $3) as id', [key, options.email.trim(), passwordHash]);
    await scope.query('select sec.set_membership($1, $2, $3, $4)', [key, row!.id, options.siteId, options.role]);
    await appendAuditAsSystem(scope, key, [{ siteId: options.siteId, action: 'user.create', target: row!.id, details: { role: options.role } }]);
    return row!.id;
  });
}

export function addMembership(store: Store, userId: string, siteId: string, role: Role): Promise<void> {
  return store.asService(async (scope, key) => {
    await scope.query('select sec.set_membership($1, $2, $3, $4)', [key, userId, siteId, role]);
    await appendAuditAsSystem(scope, key, [{ siteId, action: 'user.add', target: userId, details: { role } }]);
  });
}

export function countUsers(store: Store): Promise<number> {
  return store.asService(async (scope, key) => Number((await scope.query<{ n: number }>('select sec.user_count($1) as n', [key]))[0]?.n ?? 0));
}

/** An API token for one site, made on the command line; it is shown once and stored only as a hash. Valid one year. */
export async function createApiToken(store: Store, siteId: string, role: Role): Promise<string> {
  const token = newToken('cw');
  await store.asService(async (scope, key) => {
    const [row] = await scope.query<{ id: string }>('select sec.create_token($1, $2, $3, $4, null, $5, $6) as id', [key, tokenSha(token), siteId, role, 'system', seconds.apiToken]);
    await appendAuditAsSystem(scope, key, [{ siteId, action: 'token.create', target: row!.id, details: { role } }]);
  });
  return token;
}

/** A short session of our own worker for one site: there is no session that sees all sites. */
export async function openServiceSession(store: Store, siteId: string): Promise<string> {
  const token = newToken('cv');
  await store.asService(async (scope, key) => {
    await scope.query('select sec.open_session($1, $2, $3, null, $4, $5, $6)', [key, tokenSha(token), 'service', siteId, 'service', seconds.service]);
  });
  return token;
}
