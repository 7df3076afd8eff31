/** `clonewatch token create`: prints one API token, nothing else, on standard output. */
import type { Command } from 'commander';
import type { Role } from '@clonewatch/domain';
import { roleOption, siteOption } from './options.js';

export interface TokenOptions { readonly role: Role; readonly site: string }

export function registerToken(program: Command): void {
  program.command('token').description('API tokens').command('create').description('print a new API token (shown once)')
    .addOption(roleOption()).addOption(siteOption())
    .action((options: TokenOptions) => createToken(options));
}

/** Loaded when needed: the database's libraries take a second. */
async function createToken(options: TokenOptions): Promise<void> {
  const action = await import('../actions/accounts.js');
  await action.createToken(options);
}
