import { createHmac } from 'node:crypto';

/**
 * Proof that a caller is one of our processes and not merely SQL on the connection: derived from the password of the
 * application's role (else from the whole URL), which PostgreSQL never tells. Hex, 64 characters.
 */
export function serviceKey(databaseUrl: string): string {
  const password = URL.canParse(databaseUrl) ? new URL(databaseUrl).password : '';
  return createHmac('sha256', password ? decodeURIComponent(password) : databaseUrl).update('clonewatch service key').digest('hex');
}
