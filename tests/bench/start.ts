/** `clonewatch up` on a fresh data folder and on one that is there already, to the first answer. Floor: PostgreSQL alone, made and started the same way. */
import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkoutRoot } from '@clonewatch/runtime';
import { freePort, stopProgram } from '@clonewatch/testing';
import { findPlaces } from '../../apps/cli/src/data/places.js';
import { packagedBinaries } from '../../apps/cli/src/postgres/binaries.js';
import { startEmbedded } from '../../apps/cli/src/postgres/embedded.js';
import { print, timed, whileRunning } from './support.js';

export async function benchStart(): Promise<void> {
  const postgres = await inFolder(async (folder) => [await postgresAlone(folder), await postgresAlone(folder)]);
  const bare = await inFolder(async (folder) => [await untilAnswer(folder, 'off'), await untilAnswer(folder, 'off'), await untilAnswer(folder, 'off')]);
  const demo = await inFolder(async (folder) => [await untilAnswer(folder, 'on'), await untilAnswer(folder, 'on')]);
  const s = (seconds: number | undefined): string => `${seconds!.toFixed(2)} s`;
  print('start: programs built, from the command to the first 200', [
    ['PostgreSQL alone, fresh folder', `${s(postgres[0])}   (floor)`], ['PostgreSQL alone, warm', `${s(postgres[1])}   (floor)`],
    ['clonewatch up, fresh folder', s(bare[0])], ['clonewatch up, warm', `${s(Math.min(...bare.slice(1)))}`],
    ['with the demonstration cohort, fresh folder', s(demo[0])], ['with the demonstration cohort, warm', s(demo[1])],
  ]);
}

async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'clonewatch-bench-'));
  chmodSync(folder, 0o755); // PostgreSQL's own user walks through it
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function postgresAlone(folder: string): Promise<number> {
  const binaries = await packagedBinaries();
  const places = findPlaces({ root: checkoutRoot, dataDir: folder, postgres: binaries.postgres, shared: folder });
  const { seconds, answer } = await timed(() => startEmbedded(places, binaries, 0));
  await answer.server.stop();
  return seconds;
}

async function untilAnswer(folder: string, demo: 'on' | 'off'): Promise<number> {
  const port = await freePort();
  const up = spawn(process.execPath, [join(checkoutRoot, 'apps', 'cli', 'bin', 'clonewatch.mjs'), 'up'], {
    env: { ...process.env, NODE_OPTIONS: '', LOG_LEVEL: 'silent', CLONEWATCH_DATA: folder, CLONEWATCH_DEMO: demo, PORT: String(port), DATABASE_URL: '', DATABASE_OWNER_URL: '' },
    stdio: 'ignore',
  });
  return whileRunning(() => stopProgram(up), async () => (await timed(() => firstAnswer(`http://127.0.0.1:${port}/api/health`, () => up.exitCode))).seconds);
}

async function firstAnswer(url: string, ended: () => number | null): Promise<void> {
  while (!await fetch(url).then((r) => r.ok, () => false)) {
    if (ended() !== null) throw new Error(`clonewatch up ended with ${ended()}`);
    await new Promise((resolve) => { setTimeout(resolve, 10); });
  }
}
