/** `clonewatch up`: everything in one command; what `npm start` runs. */
import type { Command } from 'commander';
import { readEnv } from '@clonewatch/runtime';
import { applyLimits, limitOptions, type LimitOptions } from './options.js';

export function registerUp(program: Command): void {
  const command = program.command('up').description('start everything: database, API, worker and web app (what npm start runs)');
  for (const option of limitOptions()) command.addOption(option);
  command.action(async (options: LimitOptions) => {
    applyLimits(options);
    const env = readEnv();
    const { up } = await import('../supervisor/up.js');
    // Nothing of ours runs any more; a stray timer of a library must not hold the terminal.
    process.exit(await up(env));
  });
}
