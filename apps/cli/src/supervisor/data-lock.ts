/** One process at a time may start the database of a data folder. */
import { join } from 'node:path';
import { tryLock, type Lock } from '../../bin/lock.mjs';
import { lives, readRunFile, removeRunFile, runningInstance, type RunFile } from '../data/run-file.js';
import { Failure } from '../errors.js';
import { note } from '../terminal.js';
import { sleep, until } from '../wait.js';

const fileOf = (data: string): string => join(data, 'clonewatch.lock');

/** For `up`: a second one refuses; a command that only borrows the database is waited for. */
export async function lockForUp(data: string, signal: AbortSignal, patienceMs = 60_000): Promise<Lock> {
  for (let end = Date.now() + patienceMs, told = false; ; told = true) {
    const lock = tryLock(fileOf(data), 'up');
    if (lock.release) return lock;
    if (lock.holder?.what === 'up' || Date.now() > end || signal.aborted) {
      const run = readRunFile(data);
      const where = run?.http && lives(run.processes.supervisor) ? ` at http://${run.http.host}:${run.http.port}` : '';
      throw new Failure(`already running on ${data}${where} (process ${lock.holder?.pid}): stop it first, or set CLONEWATCH_DATA to another folder`);
    }
    if (!told) note(`waiting for another clonewatch command (process ${lock.holder?.pid}) to finish with ${data}…`);
    await sleep(100);
  }
}

/** For a command: the running instance, else the lock to start the database itself. */
export async function joinOrLock(data: string, patienceMs = 120_000): Promise<{ run: RunFile } | { lock: Lock }> {
  for (let end = Date.now() + patienceMs, told = false; ; ) {
    const run = await runningInstance(data);
    if (run) return { run };
    const lock = tryLock(fileOf(data), 'command');
    if (lock.release) return { lock };
    const owner = readRunFile(data);
    if (owner?.database.port === 0 && lives(owner.processes.supervisor)) throw new Failure(`the instance on ${data} uses a database of its own choice: set the same DATABASE_URL`);
    if (Date.now() > end) throw new Failure(`${data} is in use by process ${lock.holder?.pid}, which does not answer`);
    if (!told && lock.holder?.what === 'command') {
      note(`waiting for another clonewatch command (process ${lock.holder.pid}) to finish with ${data}…`);
      told = true;
    }
    await sleep(100);
  }
}

/** After a kill -9 of the supervisor its children end by themselves; wait for it, and insist in the end. */
export async function endOrphans(data: string): Promise<void> {
  const run = readRunFile(data);
  if (!run || lives(run.processes.supervisor)) return;
  for (const [name, entry] of Object.entries(run.processes)) {
    if (name === 'supervisor' || name === 'postgresql' || !lives(entry)) continue;
    if (await until(() => !lives(entry), 8_000)) continue;
    try {
      process.kill(entry.pid, 'SIGKILL');
    } catch {
      // it has just ended
    }
  }
  removeRunFile(data);
}
