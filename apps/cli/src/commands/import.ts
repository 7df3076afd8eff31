/** `clonewatch import`: files into a site, by the same path as the API's import. */
import type { Command } from 'commander';
import { siteOption, whole } from './options.js';

export interface ImportOptions { readonly site: string; readonly manifest?: string; readonly dryRun?: true; readonly reason?: string; readonly maxRows?: number }

export function registerImport(program: Command): void {
  program.command('import').description('import laboratory files; prints counts and located problems').argument('<file...>', 'files to import; a folder is a cBioPortal study and becomes one import')
    .addOption(siteOption()).option('--manifest <csv>', 'what the files do not say: patients, specimens, dates').option('--dry-run', 'check and report, store nothing')
    .option('--reason <text>', 'why results that are stored are corrected; kept with each of them')
    .option('--max-rows <n>', 'lines a file may have (2000000 unless said); a worker that runs beside this command keeps to its own limit', whole(1))
    .action((files: string[], options: ImportOptions) => importFiles(files, options));
}

/** Loaded when needed: the database's libraries take a second. */
async function importFiles(files: string[], options: ImportOptions): Promise<void> {
  const action = await import('../actions/import-files.js');
  await action.importFiles(files, options);
}
