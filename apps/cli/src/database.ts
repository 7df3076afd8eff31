/** `withDatabase`: what every command that needs the database calls. */
import { checkoutRoot, readEnv } from '@clonewatch/runtime';
import { checkServer, DatabaseRefused } from '@clonewatch/store';
import { findPlaces, type Places } from './data/places.js';
import type { RunFile } from './data/run-file.js';
import { loadSecrets } from './data/secrets.js';
import { Failure } from './errors.js';
import { packagedBinaries } from './postgres/binaries.js';
import { startEmbedded, urlsOf } from './postgres/embedded.js';
import { migrate } from './steps/migrate.js';
import { endOrphans, joinOrLock } from './supervisor/data-lock.js';
import type { DatabaseUrls } from './supervisor/supervise.js';
import { note } from './terminal.js';

/** DATABASE_URL; else the database of CLONEWATCH_DATA: joined when it runs, else started (and migrated) for this call and stopped after it. */
export async function withDatabase<T>(work: (urls: DatabaseUrls) => Promise<T>): Promise<T> {
  return borrow(work, {
    running: (run, { data }) => work(urlsOf(run.database.port, loadSecrets(data))),
    started: async (urls) => {
      await migrate(urls);
      return work(urls);
    },
  });
}

/** The same database, but nothing may run on it, and it is left unmigrated: `work` replaces what is in it. */
export async function withIdleDatabase<T>(work: (urls: DatabaseUrls) => Promise<T>): Promise<T> {
  return borrow(work, {
    running: (run, { data }) => {
      throw new Failure(`Clonewatch is running on ${data} (process ${run.processes.supervisor?.pid}): stop it first; nothing was changed`);
    },
    started: work,
  });
}

interface Ways<T> {
  readonly running: (run: RunFile, places: Places) => Promise<T>;
  readonly started: (urls: DatabaseUrls) => Promise<T>;
}

async function borrow<T>(external: (urls: DatabaseUrls) => Promise<T>, { running, started }: Ways<T>): Promise<T> {
  const env = readEnv();
  if (env.databaseUrl) return external(await externalDatabase(env.databaseUrl, env.databaseOwnerUrl));
  const binaries = await packagedBinaries();
  const places = findPlaces({ root: checkoutRoot, dataDir: env.dataDir, postgres: binaries.postgres });
  const found = await joinOrLock(places.data);
  if ('run' in found) return running(found.run, places);
  const stop = new AbortController();
  const interrupt = (): void => stop.abort();
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const name of signals) process.on(name, interrupt);
  try {
    await endOrphans(places.data);
    for (const line of places.notes) note(line);
    const embedded = await startEmbedded(places, binaries, env.pgPort, stop.signal);
    try {
      return await interruptible(started(embedded), stop.signal);
    } finally {
      await embedded.server.stop();
    }
  } finally {
    found.lock.release();
    for (const name of signals) process.off(name, interrupt);
  }
}

/** Ctrl-C ends the command, but the database it started is shut down first. */
function interruptible<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  work.catch(() => undefined);
  return Promise.race([
    work,
    new Promise<never>((_, reject) => {
      const stop = (): void => reject(new Failure('interrupted'));
      if (signal.aborted) stop();
      else signal.addEventListener('abort', stop, { once: true });
    }),
  ]);
}

/** A database that is somebody else's: looked at before anything else, so that a wrong one is refused in plain words. */
export async function externalDatabase(appUrl: string, ownerUrl: string | undefined): Promise<DatabaseUrls> {
  try {
    await checkServer(appUrl);
  } catch (error) {
    const reason = (error as Error).message;
    throw new Failure(error instanceof DatabaseRefused ? `DATABASE_URL: ${reason}` : `cannot connect to DATABASE_URL (${new URL(appUrl).host}): ${reason}`);
  }
  return { appUrl, ownerUrl };
}
