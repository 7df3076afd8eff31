/** The real thing for tests: embedded PostgreSQL, migrated; api on a free port; worker in this process or in its own. */
import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ImportReport, PatientPage } from '@clonewatch/contracts';
import type { Role } from '@clonewatch/domain';
import { checkoutRoot, serviceKey } from '@clonewatch/runtime';
import { createApiToken, ensureSite, openServiceSession } from '@clonewatch/trust';
import { migrateDatabase, openStore, type Store } from '@clonewatch/workflows';
import { freePort } from '../../../apps/cli/src/network.js';
import { findPlaces } from '../../../apps/cli/src/data/places.js';
import { packagedBinaries } from '../../../apps/cli/src/postgres/binaries.js';
import { startEmbedded } from '../../../apps/cli/src/postgres/embedded.js';
import { canonicalDump } from './canonical-dump.js';

export interface TestDatabase { readonly appUrl: string; readonly ownerUrl: string; stop(): Promise<void> }

/** A cluster of its own with nothing in it, fsync on as in production. */
export async function startCluster(): Promise<TestDatabase> {
  const folder = mkdtempSync(join(tmpdir(), 'clonewatch-test-'));
  chmodSync(folder, 0o755);
  const binaries = await packagedBinaries();
  const embedded = await startEmbedded(findPlaces({ root: checkoutRoot, dataDir: folder, postgres: binaries.postgres, shared: folder }), binaries, 0);
  const stop = async (): Promise<void> => {
    await embedded.server.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  return { appUrl: embedded.appUrl, ownerUrl: embedded.ownerUrl, stop };
}

/** As `clonewatch migrate` does it. */
export const migrateTestDatabase = ({ ownerUrl, appUrl }: TestDatabase): Promise<{ applied: string[] }> => migrateDatabase({ ownerUrl, appUrl, serviceKey: serviceKey(appUrl) });

/** A cluster with the schema in it. About two seconds. */
export async function startDatabase(): Promise<TestDatabase> {
  const database = await startCluster();
  try {
    await migrateTestDatabase(database);
  } catch (error) {
    await database.stop();
    throw error;
  }
  return database;
}

export interface TestSystem {
  readonly database: TestDatabase;
  readonly store: Store;
  /** http://127.0.0.1:port */
  readonly url: string;
  /** Process ids of api and worker. */
  readonly pids: readonly number[];
  token(site: string, role: Role): Promise<string>;
  siteId(code: string): Promise<string>;
  dump(site: string): Promise<string>;
  stop(): Promise<void>;
}

export interface SystemOptions {
  readonly worker?: boolean;
  readonly web?: boolean;
  /** The queue on this Redis instead of PostgreSQL. */
  readonly redisUrl?: string | undefined;
  /** More variables for the programs. */
  readonly env?: Readonly<Record<string, string>>;
  /** Descriptor of a file for all they write to standard output and error. */
  readonly output?: number;
}

/** Database, api and worker, the last two as the built programs in processes of their own. */
export async function startSystem(options: SystemOptions = {}): Promise<TestSystem> {
  const database = await startDatabase();
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const env = { DATABASE_URL: database.appUrl, ...(options.redisUrl === undefined ? {} : { REDIS_URL: options.redisUrl }), ...options.env };
  const programs = [
    startProgram('api', { ...env, PORT: String(port), ...(options.web ? { CLONEWATCH_WEB_DIR: join(checkoutRoot, 'dist', 'web') } : {}) }, options.output),
    ...(options.worker === false ? [] : [startProgram('worker', env, options.output)]),
  ];
  const store = await openStore(database.appUrl, 'test', 8);
  const stop = async (): Promise<void> => {
    await Promise.all(programs.map((p) => stopProgram(p)));
    await store.close();
    await database.stop();
  };
  try {
    await eventually(() => {
      if (programs.some((p) => p.exitCode !== null)) throw new Error('a program did not start; it has said why');
      return fetch(`${url}/api/health`).then((r) => r.ok, () => false);
    }, (ok) => ok, 90);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    database, store, url, stop, pids: programs.map((p) => p.pid!),
    siteId: async (code) => (await ensureSite(store, code, code)).id,
    token: async (code, role) => createApiToken(store, (await ensureSite(store, code, code)).id, role),
    dump: async (code) => store.inSession(await openServiceSession(store, (await ensureSite(store, code, code)).id), canonicalDump, { readOnly: true }),
  };
}

export interface FileToSend { readonly name: string; readonly content: string | Buffer<ArrayBuffer>; readonly manifest?: string | Buffer<ArrayBuffer>; readonly site?: string; readonly dryRun?: boolean; readonly reason?: string }

/** POST /api/v1/imports as a client would. */
export async function postImport(url: string, token: string, file: FileToSend): Promise<{ status: number; body: ImportReport & { code?: string; detail?: string }; location: string | null }> {
  const form = new FormData();
  if (file.site) form.set('site', file.site);
  if (file.dryRun) form.set('dry_run', 'true');
  if (file.reason !== undefined) form.set('reason', file.reason);
  if (file.manifest !== undefined) form.set('manifest', new Blob([file.manifest]), 'manifest.csv');
  form.set('file', new Blob([file.content]), file.name);
  const response = await fetch(`${url}/api/v1/imports`, { method: 'POST', body: form, headers: { authorization: `Bearer ${token}` } });
  return { status: response.status, body: (await response.json()) as never, location: response.headers.get('location') };
}

export async function getJson<T>(url: string, token: string, path: string): Promise<T> {
  const response = await fetch(`${url}/api/v1${path}`, { headers: { authorization: `Bearer ${token}` } });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as T;
}

/** Ask until it is so; the failure shows the last answer. */
export async function eventually<T>(ask: () => Promise<T>, good: (answer: T) => boolean, seconds = 30): Promise<T> {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const answer = await ask();
    if (good(answer)) return answer;
    if (Date.now() > end) throw new Error(`not within ${seconds} s; last: ${JSON.stringify(answer)?.slice(0, 2000)}`);
    await new Promise((r) => setTimeout(r, 50));
  }
}

/** Send a file and wait until it is evaluated or refused. */
export async function importAndWait(system: Pick<TestSystem, 'url'>, token: string, file: FileToSend): Promise<ImportReport> {
  const sent = await postImport(system.url, token, file);
  if (sent.status !== 202 && sent.status !== 200) throw new Error(`${sent.status}: ${JSON.stringify(sent.body)}`);
  return eventually(() => getJson<ImportReport>(system.url, token, `/imports/${sent.body.id}`), (r) => r.state === 'evaluated' || r.state === 'failed', 60);
}

/** The page of the patient the file calls `ref`. */
export async function patientByRef(system: Pick<TestSystem, 'url'>, token: string, ref: string): Promise<PatientPage> {
  const { items } = await getJson<{ items: { id: string }[] }>(system.url, token, `/patients?patient_id=${encodeURIComponent(ref)}`);
  if (!items[0]) throw new Error(`no patient ${ref}`);
  return getJson<PatientPage>(system.url, token, `/patients/${items[0].id}`);
}

/** A program of dist/ in its own process: it can be killed. */
export function startProgram(name: 'api' | 'worker', env: Record<string, string>, output?: number): ChildProcess {
  return spawn(process.execPath, [join(checkoutRoot, 'dist', name, 'main.js')], {
    env: { ...process.env, LOG_LEVEL: process.env.TEST_LOG ?? 'silent', NODE_OPTIONS: '', ...env }, stdio: ['ignore', output ?? 'inherit', output ?? 'inherit'],
  });
}

/** SIGTERM and wait: an orderly end. */
export async function stopProgram(child: ChildProcess, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill(signal);
  await ended;
}
