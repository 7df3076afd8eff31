/** `clonewatch up` as a user starts it: the real programs, killed in every way, find all data again. */
import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import pg from 'pg';
import { eventually, getJson, importAndWait, postImport } from '@clonewatch/testing';
import { loadSecrets } from '../../apps/cli/src/data/secrets.js';
import { freePort } from '../../apps/cli/src/network.js';
import { urlsOf } from '../../apps/cli/src/postgres/embedded.js';

const root = resolve(import.meta.dirname, '../..');
const series = 'patient_id,specimen_id,collected_on,assay,gene,variant,mutant_count,total_count\nP1,S1,2026-01-15,panel,KRAS,p.G12D,0,4100\n';

describe('clonewatch up', () => {
  let folder: string;
  let port: number;
  let output = '';
  let up: ChildProcess;
  const left: string[] = [];
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'clonewatch-up-'));
    chmodSync(folder, 0o755);
    port = await freePort();
  });
  afterAll(async () => {
    if (up.exitCode === null && up.signalCode === null) await end('SIGTERM');
    for (const made of [folder, ...left]) rmSync(made, { recursive: true, force: true });
  });

  const url = (): string => `http://127.0.0.1:${port}`;
  const alive = (pid: number): boolean => {
    try {
      process.kill(pid, 0);
      return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
    } catch {
      return false;
    }
  };
  const env = { ...process.env, NODE_OPTIONS: '', CLONEWATCH_DATA: '', CLONEWATCH_DEMO: 'off', LOG_LEVEL: 'warn' };
  const bin = join(root, 'apps', 'cli', 'bin', 'clonewatch.mjs');

  async function start(): Promise<void> {
    output = '';
    up = spawn(process.execPath, [bin, 'up'], { env: { ...env, CLONEWATCH_DATA: folder, PORT: String(port) }, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [up.stdout!, up.stderr!]) stream.on('data', (chunk: Buffer) => { output += chunk.toString(); });
    await eventually(() => Promise.resolve(output), (text) => text.includes('is running') || up.exitCode !== null, 60);
    expect(output).toContain(`open      ${url()}`);
  }
  async function end(signal: NodeJS.Signals): Promise<number | null> {
    const ended = new Promise<number | null>((done) => up.once('exit', (code) => done(code)));
    up.kill(signal);
    return ended;
  }
  interface RunFile { processes: Record<string, { pid: number }>; database: { port: number } }
  const runFile = (): RunFile => JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8')) as RunFile;
  const processes = (): Record<string, { pid: number }> => runFile().processes;
  const command = async (...args: string[]): Promise<string> => (await run(folder, ...args)).stdout.trim();
  const run = (data: string, ...args: string[]): Promise<{ status: number | null; stdout: string; stderr: string }> => new Promise((done) => {
    const child = spawn(process.execPath, [bin, ...args], { env: { ...env, CLONEWATCH_DATA: data }, stdio: ['ignore', 'pipe', 'pipe'] });
    const text = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const) child[name].on('data', (chunk: Buffer) => { text[name] += chunk.toString(); });
    child.once('close', (status) => done({ status, ...text }));
  });
  const signIn = (email: string, password: string): Promise<number> =>
    fetch(`${url()}/api/v1/session`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ email, password }) }).then((r) => r.status);
  let account: readonly [email: string, password: string];

  it('starts from nothing, prints a sign-in that works, and takes a file', async () => {
    await start();
    const [, email, password] = /sign in {3}(\S+)\n {2}password {2}(\S+)/.exec(output)!;
    account = [email!, password!];
    expect(await signIn(...account)).toBe(204);
    const token = await command('token', 'create', '--role', 'clinician');
    expect(await importAndWait({ url: url() }, token, { name: 'series.csv', content: series })).toMatchObject({ state: 'evaluated' });
  }, 90_000);

  it('says where the logs lie, and no log holds a value that was sent to the database', async () => {
    const [, logs] = /^ {2}logs {6}(.+)$/m.exec(output)!;
    const canary = 'Zq7-Canary-Patient';
    const app = new pg.Client({ connectionString: urlsOf(runFile().database.port, loadSecrets(folder)).appUrl });
    await app.connect();
    try {
      for (const sql of ['select $1::uuid', 'select 1 / length($1) - length($1)::int / 0', 'insert into clinical.blob (site_id, sha256, bytes) select uuidv7(), convert_to($1, \'UTF8\'), 1']) {
        await expect(app.query(sql, [canary])).rejects.toThrow();
      }
      await expect(app.query(`select '${canary}'::int`)).rejects.toThrow(canary);
    } finally {
      await app.end();
    }
    const token = await command('token', 'create', '--role', 'clinician');
    expect(await importAndWait({ url: url() }, token, { name: 'bad.csv', content: series.replace('P1', canary).replace('0,4100', '9000,4100') })).toMatchObject({ state: 'failed' });
    const files = readdirSync(logs!);
    expect(files).toEqual(expect.arrayContaining(['api.log', 'postgresql.log', 'worker.log']));
    expect(files.filter((name) => readFileSync(join(logs!, name), 'utf8').includes(canary))).toEqual([]);
    expect(readFileSync(join(logs!, 'postgresql.log'), 'utf8')).toContain('database system is ready to accept connections');
  });

  it('G35 a backup of the running instance restores into an empty folder, and that one starts', async () => {
    const next = mkdtempSync(join(tmpdir(), 'clonewatch-up-'));
    const aside = mkdtempSync(join(tmpdir(), 'clonewatch-backup-'));
    left.push(aside, folder);
    chmodSync(next, 0o755);
    const [file, cut] = [join(aside, 'all.backup.gz'), join(aside, 'cut.gz')];
    const saved = await run(folder, 'backup', file);
    expect(saved).toMatchObject({ status: 0, stderr: '' });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(aside)).toEqual(['all.backup.gz']);
    const tables = (text: string): string[] => text.split('\n').filter((line) => / sha256 |^audit chain/.test(line));
    expect(tables(saved.stdout).join('\n')).toMatch(/^clinical\.patient +1 rows {2}sha256 [0-9a-f]{64}$[\s\S]*^audit chain of main: \d+ events, whole, head [0-9a-f]{64}$/m);
    const refused = await run(folder, 'restore', '--replace', file);
    expect(refused).toMatchObject({ status: 1, stdout: '' });
    expect(refused.stderr).toContain(`Clonewatch is running on ${folder}`);

    writeFileSync(cut, readFileSync(file).subarray(0, -200));
    expect((await run(next, 'restore', cut)).status).toBe(2);
    const restored = await run(next, 'restore', file);
    expect([restored.status, tables(restored.stdout)]).toEqual([0, tables(saved.stdout)]);
    expect((await run(next, 'restore', file)).stderr).toMatch(/holds 1 patients.*nothing was changed/);

    const token = await command('token', 'create', '--role', 'clinician');
    const patients = (by: string): Promise<number> => fetch(`${url()}/api/v1/patients`, { headers: { authorization: `Bearer ${by}` } }).then((r) => r.status);
    expect(await patients(token)).toBe(200);
    expect(await end('SIGTERM')).toBe(0);
    folder = next;
    await start();
    expect(output).not.toContain('password');
    expect([await signIn(...account), await patients(token)]).toEqual([204, 401]);
  }, 120_000);

  it.each(['supervisor', 'postgresql', 'api'])('kill -9 of the %s: the next start is whole and has all data', async (name) => {
    const pids = Object.values(processes()).map((p) => p.pid);
    const ended = new Promise((done) => up.once('exit', done));
    process.kill(processes()[name]!.pid, 'SIGKILL');
    await ended;
    await start();
    await eventually(() => Promise.resolve(pids.filter(alive)), (left) => left.length === 0);
    const token = await command('token', 'create', '--role', 'clinician');
    const { items } = await getJson<{ items: { patient_id: string }[] }>(url(), token, '/patients');
    expect(items.map((p) => p.patient_id)).toEqual(['P1']);
  }, 90_000);

  it('kill -9 of the worker: another one does its work, all else runs on', async () => {
    if (up.exitCode !== null) await start();
    const before = processes();
    process.kill(before.worker!.pid, 'SIGKILL');
    const token = await command('token', 'create', '--role', 'clinician');
    const content = 'patient_id,specimen_id,collected_on,assay,gene,variant,mutant_count,total_count\nP1,S9,2026-06-15,panel,KRAS,p.G12D,4,4100\n';
    const sent = await postImport(url(), token, { name: 'after.csv', content });
    await eventually(() => getJson<{ state: string }>(url(), token, `/imports/${sent.body.id!}`), (r) => r.state === 'evaluated', 60);
    expect(processes()).toMatchObject({ api: before.api, postgresql: before.postgresql, supervisor: before.supervisor });
    expect(processes().worker!.pid).not.toBe(before.worker!.pid);
  }, 90_000);

  it.each(['SIGINT', 'SIGTERM'] as const)('%s ends all in order: exit 0, no process left, port free', async (signal) => {
    if (up.exitCode !== null) await start();
    const pids = Object.values(processes()).map((p) => p.pid);
    expect(await end(signal)).toBe(0);
    expect(pids.filter(alive)).toEqual([]);
    expect(existsSync(join(folder, 'run.json'))).toBe(false);
    await expect(fetch(`${url()}/api/health`)).rejects.toThrow();
  }, 60_000);
});
