import { resolve } from 'node:path';
import { BackupRefused, backupBytes, DatabaseRefused, restoreBackup, type BackupSummary } from '@clonewatch/store';
import { readBackupFile, writeBackupFile } from '../data/backup-file.js';
import { withDatabase, withIdleDatabase } from '../database.js';
import { Failure, UsageError } from '../errors.js';
import { migrate } from '../steps/migrate.js';
import type { DatabaseUrls } from '../supervisor/supervise.js';
import { note, say } from '../terminal.js';

/** Everything but sessions into FILE, while everything runs on. Exit code 1 when an audit chain is broken: the file is kept, somebody must look. */
export async function backup(file: string): Promise<void> {
  await inPlainWords(() => withDatabase(async (urls) => {
    let summary: BackupSummary | null = null;
    const size = await writeBackupFile(resolve(file), backupBytes(ownerOf(urls, 'back up'), (made) => { summary = made; }));
    report(summary!);
    say(`${file}: ${size} bytes, whole`);
  }));
}

/** FILE into an empty database; then up to this release. */
export async function restore(file: string, options: { replace?: true }): Promise<void> {
  await inPlainWords(() => withIdleDatabase(async (urls) => {
    const appRole = decodeURIComponent(new URL(urls.appUrl).username);
    const summary = await restoreBackup({ ownerUrl: ownerOf(urls, 'restore'), appRole, replace: options.replace ?? false, open: () => readBackupFile(resolve(file)) });
    await migrate(urls);
    report(summary);
    say(`${file}: restored; every table was read again and is what the backup holds`);
    note(`made by Clonewatch ${summary.header.version} at ${summary.header.made_at}. Nobody is signed in and no API token is valid: sign in with your account, make new tokens`);
  }));
}

function ownerOf({ ownerUrl }: DatabaseUrls, verb: string): string {
  if (!ownerUrl) throw new Failure(`DATABASE_OWNER_URL is not set: only the owner can ${verb} the whole database`);
  return ownerUrl;
}

async function inPlainWords(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (error instanceof BackupRefused) throw new UsageError(`${error.message}; nothing was changed`);
    throw error instanceof DatabaseRefused ? new Failure(error.message) : error;
  }
}

function report({ tables, closing }: BackupSummary): void {
  const width = Math.max(...tables.map((t) => t.table.length));
  for (const t of tables) say(`${t.table.padEnd(width)} ${String(t.rows).padStart(10)} rows  sha256 ${t.sha256}`);
  say(`${`${closing.tables} tables`.padEnd(width)} ${String(closing.rows).padStart(10)} rows`);
  for (const chain of closing.audit) {
    say(`audit chain of ${chain.code}: ${chain.events} events, ${chain.brokenAt === null ? 'whole' : `BROKEN at event ${chain.brokenAt}`}, head ${chain.head}`);
    if (chain.brokenAt !== null) process.exitCode = 1;
  }
}
