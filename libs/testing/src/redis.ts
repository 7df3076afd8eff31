/** A Redis of a test's own: the real server on a free port, in memory only, and everything that can happen to it. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { freePort } from '../../../apps/cli/src/network.js';

export interface TestRedis {
  readonly url: string;
  start(): Promise<void>;
  /** Gone at once, with all it held. */
  stop(): Promise<void>;
  flush(): Promise<void>;
  /** Takes connections and never answers, as a machine that hangs. */
  freeze(): void;
  thaw(): void;
}

/** Where Redis is not installed its tests are left out, in plain words; where everything has to run, that is an error. */
export function redisInstalled(): boolean {
  if (spawnSync('redis-server', ['--version']).status === 0) return true;
  if (process.env.CI === 'true') throw new Error('redis-server is not installed: the tests of the queue on Redis cannot run');
  console.warn('redis-server is not installed: the tests of the queue on Redis are left out');
  return false;
}

/** Not started yet. */
export async function makeRedis(): Promise<TestRedis> {
  const port = await freePort();
  let server: ChildProcess | null = null;
  const stop = async (): Promise<void> => {
    const running = server;
    server = null;
    if (!running || running.exitCode !== null || running.signalCode !== null) return;
    const ended = new Promise((resolve) => running.once('exit', resolve));
    running.kill('SIGKILL');
    await ended;
  };
  return {
    url: `redis://127.0.0.1:${port}`, stop,
    start: async () => {
      if (server) throw new Error('this Redis runs already');
      server = spawn('redis-server', ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', tmpdir()], { stdio: 'ignore' });
      while (!(await say(port, 'PING').then((answer) => answer.startsWith('+PONG'), () => false))) await new Promise((r) => setTimeout(r, 20));
    },
    flush: async () => void (await say(port, 'FLUSHALL')),
    freeze: () => void server?.kill('SIGSTOP'),
    thaw: () => void server?.kill('SIGCONT'),
  };
}

/** One command, one line of answer. */
function say(port: number, command: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(`${command}\r\n`));
    socket.once('error', reject).once('data', (data) => {
      socket.end();
      resolve(data.toString());
    });
  });
}
