/** The product's own use of the supervisor: embedded or given database, api and worker, first run, banner. */
import { join } from 'node:path';
import { checkoutRoot, version, type Env } from '@clonewatch/runtime';
import { externalDatabase } from '../database.js';
import { findPlaces, type Places } from '../data/places.js';
import { isLoopback } from '../network.js';
import { packagedBinaries } from '../postgres/binaries.js';
import { firstRun, keptSignIn, type SignIn } from '../steps/first-run.js';
import { migrate } from '../steps/migrate.js';
import { note } from '../terminal.js';
import type { ChildSpec } from './child.js';
import { workerRestarts } from './restarts.js';
import { supervise, type DatabaseUrls } from './supervise.js';

/** Everything, until a signal; the exit code. */
export async function up(env: Env): Promise<number> {
  const binaries = env.databaseUrl ? null : await packagedBinaries();
  const places = findPlaces({ root: checkoutRoot, dataDir: env.dataDir, postgres: binaries?.postgres ?? null });
  const database = binaries ? { binaries, port: env.pgPort } : await externalDatabase(env.databaseUrl!, env.databaseOwnerUrl);
  return supervise({
    places, database, host: env.host, port: env.port, healthPath: '/api/health',
    migrate: async (urls) => {
      if (urls.ownerUrl) await migrate(urls);
      else note('DATABASE_OWNER_URL is not set: the schema is used as it is, without migration');
    },
    children: (urls, port) => [programOf('api', urls, env, places, port), { ...programOf('worker', urls, env, places, port), restarts: workerRestarts }],
    ready: async (urls, url) => {
      const ours = binaries !== null;
      const today = new Intl.DateTimeFormat('sv-SE').format(new Date());
      const signIn = await firstRun({ appUrl: urls.appUrl, data: places.data, demo: env.demo, mayCreateSignIn: ours && isLoopback(env.host), today });
      // Beside everything else: nobody waits for it.
      if (env.demo) void import('../steps/demo-boards.js').then((m) => m.demoBoards(urls.appUrl, today, ownLanguage()));
      return banner(url, signIn, places, env);
    },
  });
}

/** Of this machine, as the operating system has it: what is written once and not translated on the page, the demonstration's boards, is told in it. */
const ownLanguage = (): 'en' | 'ru' => (/^ru\b/i.test(new Intl.DateTimeFormat().resolvedOptions().locale) ? 'ru' : 'en');

/** One of our programs. The owner's URL stays here: api and worker never see it. */
export function programOf(name: 'api' | 'worker', urls: DatabaseUrls, env: Env, places: Pick<Places, 'data'>, port: number): ChildSpec {
  return {
    name, entry: builtProgram(name),
    env: {
      DATABASE_URL: urls.appUrl, DATABASE_OWNER_URL: undefined, PORT: String(port), HOST: env.host, CLONEWATCH_DATA: places.data,
      CLONEWATCH_WEB_DIR: env.webDir ?? join(checkoutRoot, 'dist', 'web'),
    },
  };
}

function builtProgram(name: string): string {
  return join(checkoutRoot, 'dist', name, 'main.js');
}

function banner(url: string, signIn: SignIn | null, places: Places, env: Env): string[] {
  const kept = keptSignIn(places.data);
  const how = signIn
    ? [`  sign in   ${signIn.email}`, `  password  ${signIn.password}   (kept in ${kept ?? places.data}: delete the file once you have your own account)`]
    : kept ? [`  sign in   with your account; the first one is in ${kept}`] : ['  sign in   with your account or an API token (make one: npx clonewatch user create --email YOU --role admin)'];
  const queue = env.redisUrl ? [`  queue     Redis at ${new URL(env.redisUrl).host}`] : [];
  const warning = isLoopback(env.host) ? [] : [`  note      listening on ${env.host}, beyond this machine: no default sign-in is made, and TLS is yours to put in front (then set CLONEWATCH_PUBLIC_URL)`];
  return ['', `Clonewatch ${version} is running`, `  open      ${url}`, ...how, `  data      ${places.data}`, ...queue, `  logs      ${places.logs}`, ...warning, '  stop      Ctrl-C', ''];
}
