/** The `clonewatch` command. Exit codes: 0 done, 1 failed, 2 wrong usage or input. */
import { Command, CommanderError } from 'commander';
import { envHelp, EnvError, version } from '@clonewatch/runtime';
import { registerAnalyse } from './commands/analyse.js';
import { registerBackup } from './commands/backup.js';
import { registerBench } from './commands/bench.js';
import { registerExport } from './commands/export.js';
import { registerImport } from './commands/import.js';
import { registerKnowledge } from './commands/knowledge.js';
import { registerMigrate } from './commands/migrate.js';
import { registerReplay } from './commands/replay.js';
import { registerRun } from './commands/run.js';
import { registerSimulate } from './commands/simulate.js';
import { registerToken } from './commands/token.js';
import { registerUp } from './commands/up.js';
import { registerUser } from './commands/user.js';
import { registerVerifyAudit } from './commands/verify-audit.js';
import { Failure, UsageError } from './errors.js';
import { note, surviveClosedTerminal } from './terminal.js';

const commands = [
  registerUp, registerMigrate, registerRun, registerToken, registerUser, registerImport, registerAnalyse, registerReplay, registerSimulate, registerExport,
  registerVerifyAudit, registerBackup, registerBench, registerKnowledge,
];

export function makeProgram(): Command {
  const program = new Command('clonewatch').description('Watches tumour DNA in blood over time.').version(version)
    .showHelpAfterError('(add --help for more)').exitOverride().addHelpText('after', `\nEnvironment:\n${envHelp()}`);
  for (const register of commands) register(program);
  return program;
}

/** Run the command line; the exit code. */
export async function main(args: readonly string[]): Promise<number> {
  surviveClosedTerminal();
  process.umask(0o022); // folders PostgreSQL's user walks through; what is secret gets its own mode
  try {
    await makeProgram().parseAsync([...args], { from: 'user' });
    return Number(process.exitCode ?? 0);
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2; // it has printed the reason
    if (error instanceof UsageError || error instanceof EnvError) {
      note(`clonewatch: ${error.message}`);
      return 2;
    }
    note(`clonewatch: ${error instanceof Failure ? error.message : error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    return 1;
  }
}

process.exitCode = await main(process.argv.slice(2));
