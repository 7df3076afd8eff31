import { randomUUID } from 'node:crypto';
import { withContext } from '@clonewatch/runtime';
import { openRelaySession, openStore, type Store } from '@clonewatch/workflows';
import { ensureSite, findSite } from '@clonewatch/trust';
import { withDatabase } from '../database.js';
import { UsageError } from '../errors.js';
import { note } from '../terminal.js';

export interface SiteSession { readonly store: Store; readonly token: string; readonly site: { readonly id: string; readonly code: string } }

/** Names of the sites every installation has. */
const wellKnown: Readonly<Record<string, { name: string; demo: boolean }>> = { main: { name: 'Main', demo: false }, demo: { name: 'Demonstration', demo: true } };

/** The site of this code. `main` and `demo` are made when absent; another one too, and then it is said: it may be a slip of the pen. */
export async function siteByCode(store: Store, code: string): Promise<string> {
  if (!/^[a-z0-9][a-z0-9_-]{0,31}$/.test(code)) throw new UsageError(`--site: expected lower-case letters, digits, - and _, not "${code}"`);
  const known = wellKnown[code];
  const { id, made } = await ensureSite(store, code, known?.name ?? code, known?.demo ?? false);
  if (made && !known) note(`site "${code}" was not there and has been made`);
  return id;
}

/** A store, connected as the application, for the length of one command. */
export function withStore<T>(work: (store: Store) => Promise<T>): Promise<T> {
  return withDatabase(async ({ appUrl }) => {
    const store = await openStore(appUrl, 'clonewatch command', 4);
    try {
      return await withContext({ requestId: randomUUID(), address: 'command' }, () => work(store));
    } finally {
      await store.close();
    }
  });
}

/** The id of a site that must be there already: to read from a site never makes one. */
export async function existingSite(store: Store, code: string): Promise<string> {
  const id = await findSite(store, code);
  if (id === null) throw new UsageError(`--site: there is no site "${code}"`);
  return id;
}

/** …and a short session in one site. */
export function withSite<T>(code: string, work: (session: SiteSession) => Promise<T>, find: (store: Store, code: string) => Promise<string> = siteByCode): Promise<T> {
  return withStore(async (store) => {
    const id = await find(store, code);
    return work({ store, token: await openRelaySession(store, id), site: { id, code } });
  });
}
