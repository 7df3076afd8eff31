/** `clonewatch simulate`: a seeded cohort with known truth, in the exchange format. */
import type { Command } from 'commander';
import { whole } from './options.js';

export interface SimulateOptions { readonly patients: number; readonly seed: number; readonly regime?: string; readonly out: string }

export function registerSimulate(program: Command): void {
  program.command('simulate').description('write a seeded cohort with known truth, in the exchange format')
    .requiredOption('--patients <n>', 'how many', whole(1)).requiredOption('--seed <k>', 'same seed, same bytes', whole(0))
    .option('--regime <name>', 'kind of cohort').requiredOption('--out <folder>', 'where to write')
    .action((options: SimulateOptions) => simulate(options));
}

/** Loaded when needed: the database's libraries take a second. */
async function simulate(options: SimulateOptions): Promise<void> {
  const action = await import('../actions/simulate.js');
  await action.simulate(options);
}
