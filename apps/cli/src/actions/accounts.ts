import { createApiToken, createUser } from '@clonewatch/trust';
import type { Role } from '@clonewatch/domain';
import { UsageError } from '../errors.js';
import { note, say } from '../terminal.js';
import { siteByCode, withStore } from './site-session.js';

/** Prints the token and nothing else: it can be piped. */
export async function createToken(options: { role: Role; site: string }): Promise<void> {
  say(await withStore(async (store) => createApiToken(store, await siteByCode(store, options.site), options.role)));
}

export async function createAccount(options: { email: string; role: Role; site: string }): Promise<void> {
  const password = (await readAll(process.stdin)).split(/\r?\n/)[0] ?? '';
  if (password.length < 12) throw new UsageError('the password on standard input needs at least 12 characters');
  await withStore(async (store) => createUser(store, { email: options.email, password, siteId: await siteByCode(store, options.site), role: options.role }));
  note(`${options.email} may sign in as ${options.role} in site ${options.site}`);
}

async function readAll(stream: AsyncIterable<Buffer | string>): Promise<string> {
  let text = '';
  for await (const chunk of stream) text += chunk.toString();
  return text;
}
