/** The operating-system user that runs PostgreSQL when we are root. */
import { execFileSync, spawnSync } from 'node:child_process';
import { Failure } from '../errors.js';

export interface Account { readonly uid: number; readonly gid: number; readonly name: string }

function idOf(flag: '-u' | '-g'): number | null {
  const result = spawnSync('id', [flag, 'postgres'], { encoding: 'utf8' });
  return result.status === 0 ? Number(result.stdout) : null;
}

/** Null for an ordinary user, who runs PostgreSQL as itself; for root the user `postgres`, made when absent. */
export function postgresAccount(): Account | null {
  if (process.getuid?.() !== 0) return null;
  if (idOf('-u') === null) {
    try {
      execFileSync('groupadd', ['-f', 'postgres'], { stdio: 'pipe' });
      execFileSync('useradd', ['-g', 'postgres', '-M', '-s', '/usr/sbin/nologin', 'postgres'], { stdio: 'pipe' });
    } catch {
      // Another start may have made it a moment ago.
      if (idOf('-u') === null) throw new Failure('PostgreSQL does not run as root, and the user "postgres" cannot be created here: create it, or run clonewatch as an ordinary user');
    }
  }
  return { uid: idOf('-u')!, gid: idOf('-g')!, name: 'postgres' };
}

/** Options that start a process as this user; ours when null. */
export const asAccount = (account: Account | null): { uid?: number; gid?: number } => (account ? { uid: account.uid, gid: account.gid } : {});

const succeeds = (account: Account, command: string, args: string[]): boolean =>
  spawnSync(command, args, { ...asAccount(account), cwd: '/', stdio: 'ignore' }).status === 0;

/** Asked of the kernel and not of mode bits: access lists and mounts count too. */
export const canEnter = (account: Account, folder: string): boolean => succeeds(account, '/bin/sh', ['-c', 'cd -- "$0"', folder]);
export const canRun = (account: Account, program: string): boolean => succeeds(account, program, ['--version']);
