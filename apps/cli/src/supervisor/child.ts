/** A supervised child process. */
import { closeSync, readFileSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { childEnv, supervised } from '@clonewatch/runtime';
import { openLog, rotate } from '../data/log-file.js';
import { until } from '../wait.js';
import type { RestartPolicy } from './restarts.js';

export interface ChildSpec {
  readonly name: string;
  /** JavaScript file to run. */
  readonly entry: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Started again when it ends by itself; without one its end is the end of all. */
  readonly restarts?: RestartPolicy;
}

export interface Child {
  readonly name: string;
  readonly pid: number;
  readonly logFile: string;
  /** Resolves when it has ended, with how. */
  readonly exited: Promise<string>;
  /** SIGTERM; SIGKILL when it has not ended in time. */
  stop(graceMs?: number): Promise<void>;
}

/**
 * Start it in a session of its own (Ctrl-C reaches only the supervisor) with an IPC channel: when the supervisor is
 * killed the channel closes, and the child ends itself (`onParentGone` of libs/runtime). Its output goes to a file.
 */
export function startChild(spec: ChildSpec, logs: string): Child {
  const logFile = join(logs, `${spec.name}.log`);
  rotate(logFile);
  const log = openLog(logFile);
  const process = spawn(globalThis.process.execPath, ['--enable-source-maps', spec.entry, supervised], { env: childEnv(spec.env), stdio: ['ignore', log, log, 'ipc'], detached: true });
  closeSync(log);
  let ended = false;
  const exited = new Promise<string>((resolve) => {
    const end = (how: string): void => {
      ended = true;
      resolve(how);
    };
    process.once('error', (error) => end(error.message)).once('exit', (code, signal) => end(signal ?? `exit ${code}`));
  });
  const stop = async (graceMs = 10_000): Promise<void> => {
    if (ended) return;
    process.kill('SIGTERM');
    if (await until(() => ended, graceMs, 10)) return;
    if (process.pid) globalThis.process.kill(-process.pid, 'SIGKILL'); // with what it started itself
    await exited;
  };
  return { name: spec.name, pid: process.pid ?? 0, logFile, exited, stop };
}

/** The last lines of a log, for the terminal. */
export function lastLines(file: string, count = 12): string {
  try {
    return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-count).join('\n');
  } catch {
    return '';
  }
}
