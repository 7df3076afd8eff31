/** Starting and stopping the PostgreSQL server of a cluster, whatever an earlier life of it left behind. */
import { closeSync, existsSync, openSync, readFileSync, readSync, rmSync, statSync } from 'node:fs';
import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { identityOf } from '../../bin/lock.mjs';
import { openLog } from '../data/log-file.js';
import { Failure, Stopped } from '../errors.js';
import { freePort } from '../network.js';
import { sleep, until } from '../wait.js';
import { asAccount, type Account } from './account.js';

export interface Server {
  readonly pid: number;
  readonly port: number;
  /** Resolves when the server has ended, with how. */
  readonly exited: Promise<string>;
  /** Fast shutdown: connections are closed, what is committed is on disk. */
  stop(): Promise<void>;
}

export interface ServerOptions {
  readonly postgres: string;
  readonly cluster: string;
  readonly account: Account | null;
  /** 0: any free port. */
  readonly port: number;
  readonly logFile: string;
  readonly signal?: AbortSignal;
}

/** fsync, synchronous_commit and full_page_writes keep their default, on (asserted at each migration): what was acknowledged survives a power cut. */
const settings = {
  listen_addresses: '127.0.0.1', unix_socket_directories: '', max_connections: '60', log_line_prefix: '%m [%p] ',
  // An import fills the default of 4 MB faster than it is emptied, and then stops to empty it itself.
  wal_buffers: '16MB',
  // The log is for operators: neither statements, nor their parameters, nor values of rows go there. An error's own message can quote a value
  // ("invalid input syntax … "), so errors stay out; the program that met one logs its SQLSTATE. What the server says of itself (log, fatal, panic) stays.
  log_min_messages: 'log', log_error_verbosity: 'terse', log_min_error_statement: 'panic', log_statement: 'none', log_min_duration_statement: '-1',
  log_parameter_max_length: '0', log_parameter_max_length_on_error: '0',
};

/** Start the server and wait until it takes connections; a lost race for the port or dying relatives are tried again. */
export async function startServer(options: ServerOptions): Promise<Server> {
  await endEarlierLife(options.cluster);
  for (let attempt = 0; ; attempt++) {
    const port = options.port || (await freePort());
    const outcome = await attemptStart(options, port);
    if (typeof outcome !== 'string') return outcome;
    const lostRace = options.port === 0 && attempt < 5 && /could not bind|Address already in use/i.test(outcome);
    const relatives = attempt < 60 && /shared memory block.*still in use/is.test(outcome);
    if (!lostRace && !relatives) throw new Failure(`PostgreSQL does not start (log: ${options.logFile}):\n${outcome.trim()}`);
    if (relatives) await sleep(250);
  }
}

/** The running server, or the log of the failed attempt. */
async function attemptStart(options: ServerOptions, port: number): Promise<Server | string> {
  const from = existsSync(options.logFile) ? statSync(options.logFile).size : 0;
  const log = openLog(options.logFile);
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  // Its own session: Ctrl-C must end the application before its database. The log is a file and no pipe: it outlives us.
  const child = spawn(options.postgres, ['-D', options.cluster, '-p', String(port), ...flags], { ...asAccount(options.account), cwd: '/', stdio: ['ignore', log, log], detached: true });
  closeSync(log);
  let ended: string | null = null;
  const exited = new Promise<string>((resolve) => {
    const end = (how: string): void => resolve((ended = how));
    child.once('error', (error) => end(error.message)).once('exit', (code, signal) => end(signal ?? `exit ${code}`));
  });
  const server: Server = { pid: child.pid ?? 0, port, exited, stop: () => stopServer(child, exited, () => ended !== null) };
  while (ended === null && !ready(options.cluster, server.pid)) {
    if (options.signal?.aborted) {
      await server.stop();
      throw new Stopped();
    }
    await sleep(15);
  }
  return ended === null ? server : `${tail(options.logFile, from)}\n(${ended as string})`;
}

/** What pg_ctl looks at: the eighth line of postmaster.pid says when connections are taken. */
function ready(cluster: string, pid: number): boolean {
  const lines = pidFile(cluster);
  return Number(lines?.[0]) === pid && lines?.[7]?.trim() === 'ready';
}

function pidFile(cluster: string): string[] | null {
  try {
    return readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n');
  } catch {
    return null;
  }
}

async function stopServer(child: ChildProcess, exited: Promise<string>, ended: () => boolean): Promise<void> {
  for (const [signal, ms] of [['SIGINT', 20_000], ['SIGQUIT', 10_000], ['SIGKILL', 5_000]] as const) {
    if (ended()) return;
    child.kill(signal);
    await Promise.race([exited, until(ended, ms)]);
  }
}

/** A server that outlived its supervisor is shut down; the pid file of a dead one goes, even if its number lives on elsewhere. */
async function endEarlierLife(cluster: string): Promise<void> {
  const pid = Number(pidFile(cluster)?.[0]);
  if (!pid) return;
  if (!isServerOf(pid, cluster)) return rmSync(join(cluster, 'postmaster.pid'), { force: true });
  const identity = identityOf(pid);
  for (const [signal, ms] of [['SIGINT', 20_000], ['SIGQUIT', 10_000]] as const) {
    try {
      process.kill(pid, signal);
    } catch {
      // it has just ended
    }
    if (await until(() => identityOf(pid) !== identity, ms)) return;
  }
  throw new Failure(`a PostgreSQL of an earlier start (process ${pid}) still holds ${cluster} and does not stop`);
}

function isServerOf(pid: number, cluster: string): boolean {
  if (identityOf(pid) === null) return false;
  if (process.platform !== 'linux') return true;
  try {
    const args = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
    return /(^|\/)postgres$/.test(args[0] ?? '') && args.includes(cluster);
  } catch {
    return false;
  }
}

function tail(file: string, from: number): string {
  const length = Math.min(statSync(file).size - from, 4_000);
  const fd = openSync(file, 'r');
  const buffer = Buffer.alloc(Math.max(length, 0));
  readSync(fd, buffer, 0, buffer.length, statSync(file).size - buffer.length);
  closeSync(fd);
  return buffer.toString();
}
