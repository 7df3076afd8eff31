/** `clonewatch verify-audit`: recomputes the audit chain and says exactly where it is broken. */
import type { Command } from 'commander';

export interface VerifyChoice { readonly site?: string; readonly anchors?: string }

export function registerVerifyAudit(program: Command): void {
  program.command('verify-audit').description('check the audit chain; exit code 1 and the exact place when it is broken')
    .option('--site <code>', 'only this site')
    .option('--anchors <file>', 'heads recorded by earlier runs must still be in the chain; the present ones are added. Keep it on another machine')
    .action((options: VerifyChoice) => verify(options));
}

/** Loaded when needed: the database's libraries take a second. */
async function verify(options: VerifyChoice): Promise<void> {
  const action = await import('../actions/verify-audit.js');
  await action.verifyAudit(options);
}
