/**
 * Makes release-VERSION.txt (every row of a database) and release-VERSION.json (what its api answered) with the released code itself:
 *
 *   git clone . /tmp/released && cd /tmp/released && git checkout COMMIT && npm ci && cd -
 *   RELEASED=/tmp/released NODE_OPTIONS=--experimental-vm-modules npx jest --testMatch '<rootDir>/tests/corpus/upgrade/generate.ts'
 *
 * 0.1.0 is commit f847b2c. A committed file is never made again: it is what that release left behind.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import pg from 'pg';
import { catalogueTables, snapshotBytes } from '@clonewatch/store';
import { emergingRows, emergingTreatments, eventually, getJson, importAndWait, patientByRef, postImport, seriesFile, seriesHeader } from '@clonewatch/testing';
import { freePort } from '../../../apps/cli/src/network.js';

const released = resolve(process.env.RELEASED ?? 'nowhere');
const { version } = JSON.parse(readFileSync(join(released, 'package.json'), 'utf8')) as { version: string };
const corpus = (name: string): string => readFileSync(join(import.meta.dirname, '..', name), 'utf8');

/** What a clinic's first weeks leave: two time axes, a plate with controls, a corrected result and a corrected treatment, a refused file. */
const files: readonly { name: string; content: string; manifest?: string }[] = [
  ...['patients', 'treatments', 'assessments', 'series'].flatMap((n) => [n, `${n}-days`]).map((n) => ({ name: `${n}.csv`, content: corpus(`exchange/${n}.csv`) })),
  { name: 'emerging-treatments.csv', content: emergingTreatments },
  { name: 'emerging.csv', content: seriesFile(emergingRows) },
  { name: 'corrected.csv', content: `${seriesHeader},result_version\nP1,S4,2026-04-09,panel,KRAS,p.G12D,0,3800,0.00003,2\nP1,S5,2026-05-07,panel,KRAS,p.G12D,0,3800,0.00003,2\n` },
  { name: 'stopped.csv', content: emergingTreatments.replace(/,\n$/, ',2026-05-20\n') },
  { name: 'plate.csv', content: corpus('quantasoft/plate.csv'), manifest: corpus('quantasoft/manifest.csv') },
  { name: 'refused.csv', content: seriesFile(['P9,S1,2026-01-15,panel,KRAS,p.G12D,9000,4100,']) },
];
/** Received while no worker ran. */
const waiting = { name: 'waiting.csv', content: seriesFile(['P1,S6,2026-06-04,panel,KRAS,p.G12D,31,3900,0.00003', 'P1,S6,2026-06-04,panel,TP53,p.R175H,188,3900,0.00003']) };

it('leaves its data behind', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'clonewatch-released-'));
  chmodSync(folder, 0o755);
  const [port, pgPort] = [await freePort(), await freePort()];
  const url = `http://127.0.0.1:${port}`;
  const env = { ...process.env, NODE_OPTIONS: '', CLONEWATCH_DATA: folder, CLONEWATCH_DEMO: 'off', PORT: String(port), CLONEWATCH_PGPORT: String(pgPort), DATABASE_URL: '', LOG_LEVEL: 'warn' };
  const start = (...args: string[]): ChildProcess => spawn(process.execPath, [join(released, 'apps/cli/bin/clonewatch.mjs'), ...args], { env, stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = (child: ChildProcess): Promise<void> => new Promise((done) => void child.once('exit', () => done()));
  const command = async (input: string, ...args: string[]): Promise<string> => {
    const child = start(...args);
    let text = '';
    child.stdout!.on('data', (chunk: Buffer) => { text += chunk.toString(); });
    child.stdin!.end(input);
    await ended(child);
    return text.trim();
  };
  const healthy = (): Promise<boolean> => eventually(() => fetch(`${url}/api/health`).then((r) => r.ok, () => false), (ok) => ok, 120);

  const up = start('up');
  await healthy();
  await command('correct horse battery\n', 'user', 'create', '--email', 'doctor@example.org', '--role', 'clinician');
  const token = await command('', 'token', 'create', '--role', 'clinician');
  await fetch(`${url}/api/v1/session`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ email: 'doctor@example.org', password: 'correct horse battery' }) });
  for (const file of files) await importAndWait({ url }, token, file);
  const answers: Record<string, unknown> = { imports: await getJson(url, token, '/imports'), patients: {} };
  for (const { patient_id: ref } of (await getJson<{ items: { patient_id: string }[] }>(url, token, '/patients')).items) {
    const { today: _, ...page } = await patientByRef({ url }, token, ref);
    (answers.patients as Record<string, unknown>)[ref] = { page, series: await getJson(url, token, `/patients/${page.id}/series`) };
  }
  up.kill('SIGTERM');
  await ended(up);

  const api = start('run', 'api');
  await healthy();
  expect((await postImport(url, token, waiting)).status).toBe(202);
  const { superuser } = JSON.parse(readFileSync(join(folder, 'secrets.json'), 'utf8')) as { superuser: string };
  const client = new pg.Client({ connectionString: `postgres://postgres:${encodeURIComponent(superuser)}@127.0.0.1:${pgPort}/clonewatch` });
  await client.connect();
  await client.query('begin isolation level repeatable read read only');
  const pieces: Buffer[] = [];
  for await (const piece of snapshotBytes(client, await catalogueTables(client), () => undefined)) pieces.push(piece);
  await client.end();
  api.kill('SIGTERM');
  await ended(api);
  writeFileSync(join(import.meta.dirname, `release-${version}.txt`), Buffer.concat(pieces));
  writeFileSync(join(import.meta.dirname, `release-${version}.json`), `${JSON.stringify(answers)}\n`);
  rmSync(folder, { recursive: true });
}, 300_000);
