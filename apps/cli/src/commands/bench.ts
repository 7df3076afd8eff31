/** `clonewatch bench`: the benchmarks of tests/bench, in a process of their own; nothing of them is in this program. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Argument, type Command } from 'commander';
import { checkoutRoot } from '@clonewatch/runtime';
import { Failure } from '../errors.js';
import { whole } from './options.js';

const names = ['start', 'import', 'latency', 'read', 'export', 'engine'] as const;

export function registerBench(program: Command): void {
  program.command('bench').description('measure this machine: each figure beside its floor or a peer, from the same run')
    .addArgument(new Argument('[name]', 'one of them; without it, all').choices(names))
    .option('--rows <n>', 'measurements in the files of import and export (BENCH_ROWS; 50000)', whole(1000))
    .action(bench);
}

async function bench(name: string | undefined, options: { rows?: number }): Promise<void> {
  const script = join(checkoutRoot, 'tests', 'bench', 'run.mjs');
  if (!existsSync(script)) throw new Failure('the benchmarks are not part of this installation: run them in a checkout of the sources');
  const args = [script, ...(name === undefined ? [] : [name]), ...(options.rows === undefined ? [] : ['--rows', String(options.rows)])];
  const child = spawn(process.execPath, args, { stdio: 'inherit' });
  // Ctrl-C reaches both; a signal to this process alone is handed on, so that the servers it started end too.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  process.exitCode = await new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}
