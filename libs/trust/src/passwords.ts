import { hash, verify } from '@node-rs/argon2';
import { randomBytes } from 'node:crypto';
import { appendAuditAsSystem, type Store } from '@clonewatch/store';
import { tokenSha } from './tokens.js';

/** OWASP's minimum for Argon2id: 19 MiB, two passes, one lane. */
export const argon = { memoryCost: 19456, timeCost: 2, parallelism: 1 };

/** Length alone is asked for: rules of composition make passwords worse, not better. */
export const minPasswordLength = 12;

/** Why this password will not do, or null. */
export function passwordProblem(password: string, email: string): string | null {
  if ([...password].length < minPasswordLength) return `The password needs at least ${minPasswordLength} characters.`;
  if (password.trim().toLowerCase() === email.toLowerCase()) return 'The password may not be the e-mail address.';
  return null;
}

let dummy: Promise<string> | null = null;

/** Whether the password belongs to the hash; without a hash it costs the same time and is wrong. */
export async function verifyPassword(passwordHash: string | null, password: string): Promise<boolean> {
  dummy ??= hash(randomBytes(16), argon);
  const right = await verify(passwordHash ?? (await dummy), password);
  return right && passwordHash !== null;
}

export type LinkUse = { readonly done: true; readonly userId: string } | { readonly done: false; readonly why: 'unknown' } | { readonly done: false; readonly why: 'weak'; readonly words: string };

/** Set a password with the one-time link an administrator handed over; every session and remembered device of the account ends. */
export async function useLink(store: Store, link: string, password: string): Promise<LinkUse> {
  const [account] = await store.asService((scope, key) => scope.query<{ user_id: string; email: string }>('select * from sec.link_account($1, $2)', [key, tokenSha(link)]));
  if (!account) return { done: false, why: 'unknown' };
  const words = passwordProblem(password, account.email);
  if (words) return { done: false, why: 'weak', words };
  const passwordHash = await hash(password, argon);
  return store.asService(async (scope, key): Promise<LinkUse> => {
    const [row] = await scope.query<{ sites: string[] | null }>('select sec.use_link($1, $2, $3) as sites', [key, tokenSha(link), passwordHash]);
    if (!row?.sites) return { done: false, why: 'unknown' };
    await appendAuditAsSystem(scope, key, row.sites.map((siteId) => ({ siteId, action: 'user.set_password', target: account.user_id })));
    return { done: true, userId: account.user_id };
  });
}
