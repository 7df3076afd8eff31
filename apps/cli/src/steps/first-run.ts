/** What a first start prepares, once the application is up. */
import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addMembership, countUsers, createUser } from '@clonewatch/trust';
import { countPatients, describeFile, openRelaySession, openStore, receiveImport, type Store } from '@clonewatch/workflows';
import { dateOfDay, dayOfDate } from '@clonewatch/domain';
import { demoCohort } from '@clonewatch/simulate';
import { siteByCode } from '../actions/site-session.js';

export interface FirstRunOptions {
  readonly appUrl: string;
  /** Data folder: the first sign-in is kept there, readable by its owner only. */
  readonly data: string;
  /** CLONEWATCH_DEMO: load the synthetic cohort into the site `demo`. */
  readonly demo: boolean;
  /** A default account may be made: the database is ours and only this machine can reach the application. */
  readonly mayCreateSignIn: boolean;
  /** Today, YYYY-MM-DD: the demo cohort ends there. */
  readonly today: string;
}

export interface SignIn { readonly email: string; readonly password: string }

const firstAccount = 'admin@clonewatch.local';
const signInFile = (data: string): string => join(data, 'first-sign-in.txt');

/** Sites, the first account when there is none, the demo cohort when its site is empty. The first account's sign-in, or null. */
export async function firstRun(options: FirstRunOptions): Promise<SignIn | null> {
  const store = await openStore(options.appUrl, 'clonewatch first run', 2);
  try {
    const main = await siteByCode(store, 'main');
    const demo = options.demo ? await siteByCode(store, 'demo') : null;
    const signIn = options.mayCreateSignIn && (await countUsers(store)) === 0 ? await firstAdmin(store, main, demo, options.data) : null;
    if (demo) await loadDemo(store, demo, options.today);
    return signIn;
  } finally {
    await store.close();
  }
}

/** Where the first sign-in can be read again, or null when somebody has put it away. */
export function keptSignIn(data: string): string | null {
  return existsSync(signInFile(data)) ? signInFile(data) : null;
}

async function firstAdmin(store: Store, main: string, demo: string | null, data: string): Promise<SignIn> {
  const password = randomBytes(12).toString('base64url');
  // Written first: an account whose password nobody ever saw would be worse than a line in a file.
  writeFileSync(signInFile(data), `${firstAccount}\n${password}\n`, { mode: 0o600 });
  const user = await createUser(store, { email: firstAccount, password, siteId: main, role: 'admin' });
  if (demo) await addMembership(store, user, demo, 'admin');
  return { email: firstAccount, password };
}

/** The synthetic cohort goes in by the same path as any file; the running worker does the rest. */
async function loadDemo(store: Store, siteId: string, today: string): Promise<void> {
  const token = await openRelaySession(store, siteId);
  const counts = await store.inSession(token, countPatients, { readOnly: true });
  if ((counts[siteId] ?? 0) > 0) return;
  const folder = mkdtempSync(join(tmpdir(), 'clonewatch-demo-'));
  try {
    // Results take up to a week: the last draws lie far enough back for every one to be reported by today.
    const { files } = demoCohort(dateOfDay(dayOfDate(today) - 7));
    for (const name of ['patients.csv', 'treatments.csv', 'assessments.csv', 'series.csv'] as const) {
      const path = join(folder, name);
      writeFileSync(path, files[name]);
      await receiveImport(store, token, { site: { id: siteId, code: 'demo' }, file: await describeFile(path, `demo-${name}`), manifest: null, dryRun: false });
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
