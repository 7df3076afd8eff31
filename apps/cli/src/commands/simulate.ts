/** `clonewatch simulate`: a seeded cohort with known truth, in the exchange format. */
import type { Command } from 'commander';
import { regimes } from '@clonewatch/simulate';
import { whole } from './options.js';

export interface SimulateOptions { readonly patients: number; readonly seed: number; readonly regime: string; readonly out: string }

export function registerSimulate(program: Command): void {
  program.command('simulate').description('write a seeded cohort with known truth, in the exchange format')
    .requiredOption('--patients <n>', 'how many', whole(1)).requiredOption('--seed <k>', 'same seed, same bytes', whole(0))
    .option('--regime <name>', 'kind of cohort, one of those below', 'default').requiredOption('--out <folder>', 'where to write')
    .addHelpText('after', regimeHelp)
    .action((options: SimulateOptions) => simulate(options));
}

const regimeHelp = (): string => {
  const all = Object.values(regimes);
  const width = Math.max(...all.map((r) => r.name.length));
  return `\nRegimes:\n${all.map((r) => `  ${r.name.padEnd(width)}  ${r.says}`).join('\n')}\n\nWhat is true of each patient's variants is in truth.csv (docs/data-dictionary.md).`;
};

/** Loaded when needed: the database's libraries take a second. */
async function simulate(options: SimulateOptions): Promise<void> {
  const action = await import('../actions/simulate.js');
  await action.simulate(options);
}
