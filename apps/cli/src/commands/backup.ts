/** `clonewatch backup` and `clonewatch restore`: the whole database in one file, without any host tool. */
import type { Command } from 'commander';

export function registerBackup(program: Command): void {
  program.command('backup').description('write the whole database (without sessions) to one file, while everything runs on').argument('<file>', 'where to write, for example clonewatch.backup.gz')
    .action(async (file: string) => {
      // Loaded when needed: the database's libraries take a second.
      const action = await import('../actions/backup.js');
      await action.backup(file);
    });
  program.command('restore').description('put a backup into an empty database; nothing may run on it').argument('<file>', 'what backup wrote')
    .option('--replace', 'also into a database that holds patients or users: they are gone then')
    .action(async (file: string, options: { replace?: true }) => {
      const action = await import('../actions/backup.js');
      await action.restore(file, options);
    });
}
