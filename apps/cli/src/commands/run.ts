/** `clonewatch run api|worker`: one process of the application, as many as wanted. */
import { Argument, type Command } from 'commander';
import { readEnv } from '@clonewatch/runtime';

export function registerRun(program: Command): void {
  program.command('run').description('start one process: api or worker')
    .addArgument(new Argument('<program>', 'which one').choices(['api', 'worker']))
    .action(async (name: 'api' | 'worker') => {
      const env = readEnv();
      const { runProgram } = await import('../supervisor/foreground.js');
      process.exitCode = await runProgram(name, env);
    });
}
