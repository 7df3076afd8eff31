import { createHash, randomBytes } from 'node:crypto';

/** 256 random bits, url-safe; only its sha-256 is stored. */
export function newToken(prefix: 'cw' | 'cs' | 'cv' | 'cd' | 'cl'): string {
  return `${prefix}_${randomBytes(32).toString('base64url')}`;
}

export function tokenSha(token: string): Buffer {
  return createHash('sha256').update(token, 'utf8').digest();
}
