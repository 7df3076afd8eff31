/** `clonewatch export`: research export from the database. */
import { Argument, Option, type Command } from 'commander';
import { siteOption } from './options.js';

export const exportKinds = ['series', 'treatments', 'assessments', 'patients', 'alerts'] as const;
export const exportFormats = ['csv', 'ndjson', 'parquet'] as const;
export interface ExportOptions { readonly format: (typeof exportFormats)[number]; readonly out: string; readonly site: string }

export function registerExport(program: Command): void {
  program.command('export').description('export from the database').addArgument(new Argument('<what>', 'which rows').choices([...exportKinds]))
    .addOption(new Option('--format <format>', 'file format').choices([...exportFormats]).makeOptionMandatory())
    .requiredOption('--out <file>', 'where to write').addOption(siteOption())
    .action((what: (typeof exportKinds)[number], options: ExportOptions) => exportRows(what, options));
}

/** Loaded when needed: the database's libraries take a second. */
async function exportRows(what: (typeof exportKinds)[number], options: ExportOptions): Promise<void> {
  const action = await import('../actions/export-rows.js');
  await action.exportRows(what, options);
}
