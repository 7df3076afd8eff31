/** Making a cluster, and what must be done to one while its server is down. */
import { chownSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { Failure, Stopped } from '../errors.js';
import { asAccount, type Account } from './account.js';
import type { Binaries } from './binaries.js';

/** `initdb`, unless the cluster is there. Whole or not at all: it gets its name only when it is complete. True when it was made. */
export async function ensureCluster(cluster: string, account: Account | null, binaries: Binaries, password: string, signal?: AbortSignal): Promise<boolean> {
  if (existsSync(join(cluster, 'PG_VERSION'))) return false;
  const home = dirname(cluster);
  for (const left of readdirSync(home)) if (/^pg\.new\.|^pg\.password\./.test(left)) rmSync(join(home, left), { recursive: true, force: true });
  const draft = join(home, `pg.new.${process.pid}`);
  const passwordFile = join(home, `pg.password.${process.pid}`);
  mkdirSync(draft, { mode: 0o700 });
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  if (account) for (const path of [draft, passwordFile]) chownSync(path, account.uid, account.gid);
  try {
    // The built-in provider: text sorts by code point on every machine, whatever the C library's version.
    const args = ['-D', draft, '-U', 'postgres', '-A', 'scram-sha-256', `--pwfile=${passwordFile}`, '-E', 'UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
    await runOnce(binaries.initdb, args, account, '', signal);
    if (existsSync(cluster)) rmSync(cluster, { recursive: true }); // an older start was cut short here
    renameSync(draft, cluster);
  } finally {
    rmSync(passwordFile, { force: true });
    rmSync(draft, { recursive: true, force: true });
  }
  return true;
}

/** Set the superuser's password without knowing the old one (restored or lost secrets): only the files' owner can. */
export async function resetSuperuser(cluster: string, account: Account | null, binaries: Binaries, password: string): Promise<void> {
  await runOnce(binaries.postgres, ['--single', '-D', cluster, 'postgres'], account, `alter role postgres password '${password.replaceAll(`'`, `''`)}'\n`);
}

function runOnce(program: string, args: string[], account: Account | null, input: string, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    // A session of its own: Ctrl-C reaches the supervisor, which then decides.
    const child = spawn(program, args, { ...asAccount(account), cwd: '/', stdio: ['pipe', 'pipe', 'pipe'], detached: true, ...(signal ? { signal } : {}) });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => { output = (output + chunk.toString()).slice(-4_000); });
    child.once('error', (error) => reject(signal?.aborted ? new Stopped() : error));
    child.once('close', (code) => (code === 0 ? resolve() : reject(signal?.aborted ? new Stopped() : new Failure(`${program} failed:\n${output.trim()}`))));
    child.stdin.on('error', () => undefined).end(input);
  });
}
