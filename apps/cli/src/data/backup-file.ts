/** Backup files: gzip on disk, readable by their owner only, under their name only when whole. */
import { closeSync, createReadStream, createWriteStream, fstatSync, fsyncSync, openSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { BackupRefused } from '@clonewatch/store';
import { codeOf, Failure, UsageError } from '../errors.js';

/** Write FILE.part, then give it its name. Whatever goes wrong, nothing new is called FILE. Its size in bytes. */
export async function writeBackupFile(file: string, bytes: AsyncIterable<Buffer>): Promise<number> {
  const part = `${file}.part`;
  const fd = openPart(part);
  try {
    const { ino } = fstatSync(fd);
    await pipeline(Readable.from(bytes), createGzip(), createWriteStream(part, { fd, flush: true }));
    const written = statSync(part, { throwIfNoEntry: false });
    if (written?.ino !== ino) throw new Failure(`another backup writes to ${file} at the same time`);
    renameSync(part, file);
    syncFolder(dirname(file));
    return written.size;
  } catch (error) {
    rmSync(part, { force: true });
    if (codeOf(error) === 'ENOSPC' || codeOf(error) === 'EDQUOT') throw new Failure(`no space left for ${file}: nothing was written; the database is as it was`);
    throw error;
  }
}

/** Exclusive and 0600 from its first byte; what an earlier attempt left is thrown away. */
function openPart(part: string): number {
  try {
    rmSync(part, { force: true });
    return openSync(part, 'wx', 0o600);
  } catch (error) {
    throw new UsageError(`cannot write ${part} (${codeOf(error) ?? 'unknown'})`);
  }
}

/** The name, too, survives a power cut. */
function syncFolder(folder: string): void {
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** The backup in a file, unzipped piece by piece. A file cut short or with a wrong checksum is a {@link BackupRefused}. */
export async function* readBackupFile(file: string): AsyncGenerator<Buffer> {
  const gunzip = createGunzip();
  const read = createReadStream(file);
  read.on('error', (error) => gunzip.destroy(error)).pipe(gunzip);
  try {
    for await (const piece of gunzip) yield piece as Buffer;
  } catch (error) {
    const code = codeOf(error);
    if (code?.startsWith('Z_')) throw new BackupRefused(`this is no backup of Clonewatch, or it is damaged or cut short (${(error as Error).message})`);
    if (code === 'ENOENT' || code === 'EACCES' || code === 'EISDIR') throw new UsageError(`cannot read ${file} (${code})`);
    throw error;
  } finally {
    read.destroy();
  }
}
