/**
 * The supervisor on a real embedded PostgreSQL, with stub children: nothing left behind, and a start after any kill -9.
 * Each case asks the kernel (processes, ports) and the database (rows), never the supervisor itself.
 */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, readdirSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { identityOf } from '../../apps/cli/bin/lock.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(dirname(here));
const built = join(root, 'dist', '.test', `supervisor-${process.pid}`);

/** In a process of its own: the bundler does not take regular expressions from Jest's realm. */
const bundle = `
import { rolldown } from 'rolldown';
const [input, tsconfig, dir] = process.argv.slice(1);
const external = (id) => !/^[./\\0]|^@clonewatch\\/|^@oxc-project\\//.test(id);
await (await rolldown({ input, tsconfig, external, platform: 'node' })).write({ dir, format: 'esm' });
`;

interface Run { processes: Record<string, { pid: number; identity: string }>; database: { port: number } }
interface Instance { child: ChildProcess; output(): string; ready: Promise<string>; exit: Promise<number | string>; }

let data = '';
let port: number;
const started: Instance[] = [];

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

async function eventually(what: string, answer: () => boolean | Promise<boolean>, ms = 40_000): Promise<void> {
  for (const end = Date.now() + ms; Date.now() < end; await wait(20)) if (await answer()) return;
  throw new Error(`not in time: ${what}`);
}

/** Null: free. Listening is the honest question. */
function listenOn(wanted: number): Promise<number | null> {
  return new Promise((resolve) => {
    const server = createServer().once('error', () => resolve(null));
    server.listen(wanted, '127.0.0.1', () => {
      const got = (server.address() as AddressInfo).port;
      server.close(() => resolve(got));
    });
  });
}

function start(lifetime = ''): Instance {
  const child = spawn(process.execPath, [join(built, 'supervisor-harness.js'), data, join(built, 'supervisor-stub.js'), String(port), lifetime], { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  let onReady: (line: string) => void = () => undefined;
  let onExit: (how: number | string) => void = () => undefined;
  const exit = new Promise<number | string>((resolve) => (onExit = resolve));
  const ready = new Promise<string>((resolve, reject) => {
    onReady = resolve;
    void exit.then((how) => reject(new Error(`ended (${how}) before it was ready:\n${output}`)));
  });
  ready.catch(() => undefined);
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      const line = /READY .*/.exec(output)?.[0];
      if (line) onReady(line);
    });
  }
  child.once('exit', (code, signal) => onExit(code ?? signal ?? '?'));
  const instance = { child, output: () => output, ready, exit };
  started.push(instance);
  return instance;
}

const run = (): Run => JSON.parse(readFileSync(join(data, 'run.json'), 'utf8')) as Run;
const alive = (entry: { pid: number; identity: string }): boolean => identityOf(entry.pid) === entry.identity;
const living = (r: Run): string[] => Object.entries(r.processes).filter(([, entry]) => alive(entry)).map(([name]) => name);
const rows = async (instance: Instance): Promise<number> => Number(/rows=(\d+)/.exec(await instance.ready)?.[1]);

async function stop(instance: Instance, signal: NodeJS.Signals = 'SIGTERM'): Promise<number | string> {
  instance.child.kill(signal);
  return instance.exit;
}

async function expectNothingLeft(r: Run): Promise<void> {
  expect(living(r)).toEqual([]);
  expect(await listenOn(port)).toBe(port);
  expect(await listenOn(r.database.port)).toBe(r.database.port);
  expect(readdirSync(data).filter((name) => /run\.json|lock|pg\.(new|password)/.test(name))).toEqual([]);
  expect(existsSync(join(data, 'pg', 'postmaster.pid'))).toBe(false);
}

beforeAll(async () => {
  for (const program of ['supervisor-harness.ts', 'supervisor-stub.ts']) execFileSync(process.execPath, ['--input-type=module', '-e', bundle, join(here, program), join(root, 'tsconfig.base.json'), built], { cwd: root });
  data = realpathSync(mkdtempSync(join(tmpdir(), 'supervisor-')));
  chmodSync(data, 0o755); // PostgreSQL's own user has to enter it when the tests run as root
  port = (await listenOn(0))!;
});

afterEach(async () => {
  for (const instance of started.splice(0)) if (instance.child.exitCode === null && !instance.child.signalCode) await stop(instance);
});

afterAll(() => {
  if (data) rmSync(data, { recursive: true, force: true });
  rmSync(built, { recursive: true, force: true });
});

describe('supervisor', () => {
  it('starts, keeps secrets to itself, and stops without a trace', async () => {
    const first = start();
    expect(await rows(first)).toBe(1);
    const r = run();
    expect(living(r).sort()).toEqual(['api', 'postgresql', 'supervisor', 'worker']);
    expect((await fetch(`http://127.0.0.1:${port}/api/health`)).status).toBe(200);
    const secrets = JSON.parse(readFileSync(join(data, 'secrets.json'), 'utf8')) as Record<string, string>;
    expect(statSync(join(data, 'secrets.json')).mode & 0o777).toBe(0o600);
    const visible = readFileSync(join(data, 'run.json'), 'utf8') + first.output() + readFileSync(join(data, 'log', 'postgresql.log'), 'utf8');
    for (const role of ['superuser', 'owner', 'app']) expect(visible).not.toContain(secrets[role]);
    expect(await stop(first, 'SIGINT')).toBe(0);
    await expectNothingLeft(r);
  });

  it('stops in order and with 0 when signalled again and again', async () => {
    const again = start();
    expect(await rows(again)).toBe(2);
    const r = run();
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGINT', 'SIGHUP'] as const) again.child.kill(signal);
    expect(await again.exit).toBe(0);
    await expectNothingLeft(r);
  });

  it('stops cleanly when told to half-way through the start', async () => {
    for (const ms of [250, 450, 650, 850]) {
      const early = start();
      await wait(ms);
      const how = await stop(early, 'SIGTERM');
      expect([0, 'SIGTERM']).toContain(how); // before the first handler the signal's default applies
      expect(existsSync(join(data, 'pg', 'postmaster.pid'))).toBe(false);
      expect(await listenOn(port)).toBe(port);
    }
  });

  it('refuses a second start on the same data, which leaves the first alone', async () => {
    const first = start();
    const before = await rows(first);
    const second = start();
    expect(await second.exit).toBe(1);
    expect(second.output()).toMatch(/already running on .*http:\/\/127\.0\.0\.1:\d+ \(process \d+\)/);
    expect(living(run())).toHaveLength(4);
    expect(await stop(first)).toBe(0);
    expect(before).toBeGreaterThan(2);
  });

  it.each(['supervisor', 'postgresql', 'api'])('is whole again after kill -9 of the %s', async (victim) => {
    const first = start();
    const before = await rows(first);
    const r = run();
    process.kill(r.processes[victim]!.pid, 'SIGKILL');
    if (victim === 'supervisor') {
      await first.exit;
      await eventually('children end with their supervisor', () => !living(r).some((name) => name === 'api' || name === 'worker'));
      expect(living(r)).toEqual(['postgresql']);
    } else {
      expect(await first.exit).toBe(1);
      expect(first.output()).toMatch(new RegExp(`${victim} ended unexpectedly \\(SIGKILL\\)`, 'i'));
      expect(living(r)).toEqual([]);
    }
    const next = start();
    expect(await rows(next)).toBe(before + 1);
    expect(alive(r.processes.postgresql!)).toBe(false);
    const r2 = run();
    expect(await stop(next)).toBe(0);
    await expectNothingLeft(r2);
  });

  it('starts a killed worker again, alone, and stops it with the rest', async () => {
    const first = start();
    await rows(first);
    const r = run();
    process.kill(r.processes.worker!.pid, 'SIGKILL');
    await eventually('another worker runs', () => alive(run().processes.worker!) && run().processes.worker!.pid !== r.processes.worker!.pid);
    expect(first.output()).toMatch(/worker ended unexpectedly \(SIGKILL\); it is started again in 0\.05 s, all else runs on/);
    const now = run();
    expect({ ...now.processes, worker: null }).toEqual({ ...r.processes, worker: null });
    expect(living(now)).toHaveLength(4);
    expect((await fetch(`http://127.0.0.1:${port}/api/health`)).status).toBe(200);
    expect(await stop(first)).toBe(0);
    await expectNothingLeft(now);
  });

  it('starts at once after everything was killed', async () => {
    const first = start();
    const before = await rows(first);
    const r = run();
    for (const { pid } of Object.values(r.processes)) process.kill(pid, 'SIGKILL');
    await first.exit;
    const next = start();
    expect(await rows(next)).toBe(before + 1);
    expect(await stop(next)).toBe(0);
  });

  it('does not believe a postmaster.pid or a lock that names a living stranger', async () => {
    const stranger = spawn('sleep', ['60']);
    try {
      const file = join(data, 'pg', 'postmaster.pid');
      writeFileSync(file, `${stranger.pid}\n${join(data, 'pg')}\n1\n5432\n\n127.0.0.1\n       1         1\nready   \n`);
      writeFileSync(join(data, 'clonewatch.lock'), JSON.stringify({ pid: stranger.pid, identity: `${stranger.pid}:1:another-boot`, what: 'up' }));
      const next = start();
      expect(await rows(next)).toBeGreaterThan(3);
      expect(await stop(next)).toBe(0);
      expect(stranger.exitCode).toBeNull();
    } finally {
      stranger.kill();
    }
  });

  it('stops everything when a worker dies again and again, says which and shows its last words', async () => {
    const first = start('300');
    const how = await first.exit;
    expect(how).toBe(1);
    expect(first.output().match(/worker ended unexpectedly \(exit 7\); it is started again/g)).toHaveLength(3);
    expect(first.output()).toMatch(/worker ended unexpectedly \(exit 7\) too often to be started once more; stopping everything/);
    expect(first.output()).toMatch(/stub dies on purpose/);
    expect(await listenOn(port)).toBe(port);
    expect(existsSync(join(data, 'pg', 'postmaster.pid'))).toBe(false);
  });

  it('says so when the port is taken, and starts nothing', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(port, '127.0.0.1', resolve));
    try {
      const refused = start();
      expect(await refused.exit).toBe(1);
      expect(refused.output()).toMatch(new RegExp(`port ${port} on 127\\.0\\.0\\.1 is taken`));
      expect(existsSync(join(data, 'pg', 'postmaster.pid'))).toBe(false);
    } finally {
      await new Promise((resolve) => other.close(resolve));
    }
  });

  it('takes new passwords when the secrets file was replaced', async () => {
    rmSync(join(data, 'secrets.json'));
    const next = start();
    expect(await rows(next)).toBeGreaterThan(3);
    expect(await stop(next)).toBe(0);
  });
});
