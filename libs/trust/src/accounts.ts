import { hash, verify } from '@node-rs/argon2';
import { randomBytes } from 'node:crypto';
import type { Role } from '@clonewatch/domain';
import type { Store } from '@clonewatch/store';
import { newToken, tokenSha } from './tokens.js';

/** OWASP's minimum for Argon2id: 19 MiB, two passes, one lane. */
const argon = { memoryCost: 19456, timeCost: 2, parallelism: 1 };

const seconds = { browser: 12 * 3600, apiToken: 365 * 24 * 3600, service: 1800 };

/** The site of this code, made when absent. */
export async function ensureSite(store: Store, code: string, name: string, demo = false): Promise<{ id: string; made: boolean }> {
  const found = await findSite(store, code);
  if (found !== null) return { id: found, made: false };
  return store.asService(async (scope, key) => {
    const [row] = await scope.query<{ id: string }>('select sec.ensure_site($1, $2, $3, $4) as id', [key, code, name, demo]);
    return { id: row!.id, made: true };
  });
}

export function findSite(store: Store, code: string): Promise<string | null> {
  return store.asService(async (scope, key) => (await scope.query<{ id: string | null }>('select sec.find_site($1, $2) as id', [key, code]))[0]?.id ?? null);
}

/** A local account with a role in one site; an existing address gets the new password and the role. */
export async function createUser(store: Store, options: { email: string; password: string; siteId: string; role: Role }): Promise<string> {
  const passwordHash = await hash(options.password, argon);
  return store.asService(async (scope, key) => {
    const [row] = await scope.query<{ id: string }>('select sec.create_user($1, $2, $3) as id', [key, options.email.trim(), passwordHash]);
    await scope.query('select sec.set_membership($1, $2, $3, $4)', [key, row!.id, options.siteId, options.role]);
    return row!.id;
  });
}

export function addMembership(store: Store, userId: string, siteId: string, role: Role): Promise<void> {
  return store.asService(async (scope, key) => {
    await scope.query('select sec.set_membership($1, $2, $3, $4)', [key, userId, siteId, role]);
  });
}

export function countUsers(store: Store): Promise<number> {
  return store.asService(async (scope, key) => Number((await scope.query<{ n: number }>('select sec.user_count($1) as n', [key]))[0]?.n ?? 0));
}

/** An API token for one site; it is shown once and stored only as a hash. Valid one year. */
export async function createApiToken(store: Store, siteId: string, role: Role): Promise<string> {
  const token = newToken('cw');
  await openSession(store, token, 'api_token', { siteId, role }, seconds.apiToken);
  return token;
}

/** A short session of our own worker for one site: there is no session that sees all sites. */
export async function openServiceSession(store: Store, siteId: string): Promise<string> {
  const token = newToken('cv');
  await openSession(store, token, 'service', { siteId, role: 'service' }, seconds.service);
  return token;
}

/** Email and password → a fresh browser session token, or null. An unknown address costs the same time as a wrong password. */
export async function signIn(store: Store, email: string, password: string): Promise<string | null> {
  const [user] = await store.asService((scope, key) =>
    scope.query<{ user_id: string; password_hash: string }>('select user_id, password_hash from sec.login_lookup($1, $2)', [key, email.trim()]),
  );
  const ok = await verify(user?.password_hash ?? (await dummyHash()), password);
  if (!ok || !user) return null;
  const token = newToken('cs');
  await openSession(store, token, 'browser', { userId: user.user_id }, seconds.browser);
  return token;
}

export function signOut(store: Store, token: string): Promise<void> {
  return store.inSession(token, async (scope) => {
    await scope.query('select sec.close_session()');
  });
}

let dummy: Promise<string> | null = null;
function dummyHash(): Promise<string> {
  dummy ??= hash(randomBytes(16), argon);
  return dummy;
}

async function openSession(
  store: Store, token: string, kind: 'browser' | 'api_token' | 'service', who: { userId?: string; siteId?: string; role?: Role | 'service' }, ttl: number,
): Promise<void> {
  await store.asService(async (scope, key) => {
    await scope.query('select sec.open_session($1, $2, $3, $4, $5, $6, $7)', [
      key, tokenSha(token), kind, who.userId ?? null, who.siteId ?? null, who.role ?? null, ttl,
    ]);
  });
}
