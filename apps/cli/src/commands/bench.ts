/** `clonewatch bench`: the benchmarks of tests/bench, in a process of their own; nothing of them is in this program. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Argument, type Command } from 'commander';
import { checkoutRoot } from '@clonewatch/runtime';
import { Failure } from '../errors.js';
import { whole } from './options.js';

const names = ['start', 'import', 'latency', 'read', 'export', 'engine', 'formats', 'safety', 'detection'] as const;

export function registerBench(program: Command): void {
  program.command('bench').description('measure this machine: each figure beside its floor or a peer, from the same run')
    .addArgument(new Argument('[name]', 'one of them; without it, all but detection, which takes long and writes docs/model-card.md').choices(names))
    .option('--rows <n>', 'measurements in the files of import and export (BENCH_ROWS; 50000)', whole(1000))
    .option('--patients <n>', 'detection: patients a regime (3000 in default, 1000 in each other)', whole(1))
    .option('--seed <k>', 'detection: seed of the populations (the test seed)', whole(0)).option('--regimes <names>', 'detection: some of the regimes, comma-separated')
    .option('--out <file>', 'detection: where the model card goes (docs/model-card.md)')
    .option('--tallies <folder>', 'detection: keep what is done there, and go on from it with the same engine')
    .option('--quick', 'detection: 300 patients of the design seed, rises and notices only, nothing written')
    .action(bench);
}

interface BenchOptions { readonly rows?: number; readonly patients?: number; readonly seed?: number; readonly regimes?: string; readonly out?: string; readonly tallies?: string; readonly quick?: boolean }

async function bench(name: string | undefined, options: BenchOptions): Promise<void> {
  const script = join(checkoutRoot, 'tests', 'bench', 'run.mjs');
  if (!existsSync(script)) throw new Failure('the benchmarks are not part of this installation: run them in a checkout of the sources');
  const told = (['rows', 'patients', 'seed', 'regimes', 'out', 'tallies'] as const).flatMap((o) => (options[o] === undefined ? [] : [`--${o}`, String(options[o])]));
  const args = [script, ...(name === undefined ? [] : [name]), ...told, ...(options.quick === true ? ['--quick'] : [])];
  const child = spawn(process.execPath, args, { stdio: 'inherit' });
  // Ctrl-C reaches both; a signal to this process alone is handed on, so that the servers it started end too.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  process.exitCode = await new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}
