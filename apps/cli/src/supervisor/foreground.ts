/** One program in the foreground, for `clonewatch run`. */
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { join } from 'node:path';
import { checkoutRoot, childEnv, type Env } from '@clonewatch/runtime';
import { withDatabase } from '../database.js';
import type { ChildSpec } from './child.js';
import { programOf } from './up.js';

/** Run api or worker on the database that is there; its exit code, or 0 when a signal asked it to end. */
export function runProgram(name: 'api' | 'worker', env: Env): Promise<number> {
  const data = env.dataDir ?? join(checkoutRoot, '.data');
  return withDatabase((urls) => inForeground(programOf(name, urls, env, { data }, env.port)));
}

/** In the foreground: its output is ours, our signals are its. */
function inForeground(spec: ChildSpec): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--enable-source-maps', spec.entry], { env: childEnv(spec.env), stdio: ['ignore', 'inherit', 'inherit', 'ipc'], detached: true });
    const pass = (signal: NodeJS.Signals): void => void child.kill(signal === 'SIGHUP' ? 'SIGTERM' : signal);
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
    let told = false;
    const on = (signal: NodeJS.Signals): void => {
      told = true;
      pass(signal);
    };
    for (const name of signals) process.on(name, on);
    child.once('error', reject).once('exit', (code, signal) => {
      for (const name of signals) process.off(name, on);
      resolve(told ? 0 : (code ?? 128 + (constants.signals[signal ?? 'SIGTERM'] ?? 0)));
    });
  });
}
