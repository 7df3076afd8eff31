/** `clonewatch user create`: an account; the password comes on standard input, never as an argument others could read. */
import { InvalidArgumentError, type Command } from 'commander';
import { roleOption, siteOption } from './options.js';
import type { TokenOptions } from './token.js';

export interface UserOptions extends TokenOptions { readonly email: string }

export function registerUser(program: Command): void {
  program.command('user').description('accounts').command('create').description('create an account, or give it a new password; the password is read from standard input')
    .requiredOption('--email <address>', 'e-mail address to sign in with', email).addOption(roleOption()).addOption(siteOption())
    .action((options: UserOptions) => createAccount(options));
}

function email(text: string): string {
  if (!/^[^\s@]+@[^\s@]+$/.test(text)) throw new InvalidArgumentError('expected an e-mail address');
  return text;
}

/** Loaded when needed: the database's libraries take a second. */
async function createAccount(options: UserOptions): Promise<void> {
  const action = await import('../actions/accounts.js');
  await action.createAccount(options);
}
