/** `clonewatch run api|worker`: one process of the application, as many as wanted. */
import { Argument, type Command } from 'commander';
import { readEnv } from '@clonewatch/runtime';
import { applyLimits, limitOptions, type LimitOptions } from './options.js';

export function registerRun(program: Command): void {
  const command = program.command('run').description('start one process: api or worker').addArgument(new Argument('<program>', 'which one').choices(['api', 'worker']));
  for (const option of limitOptions()) command.addOption(option);
  command.action(async (name: 'api' | 'worker', options: LimitOptions) => {
    applyLimits(options);
    const env = readEnv();
    const { runProgram } = await import('../supervisor/foreground.js');
    process.exitCode = await runProgram(name, env);
  });
}
