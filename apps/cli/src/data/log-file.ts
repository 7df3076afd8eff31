/** Log files of the data folder. */
import { fchownSync, openSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/** A log above 10 MB steps aside at start, over the one that did so before. */
export function rotate(file: string, bytes = 10 * 1024 * 1024): void {
  if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > bytes) renameSync(file, `${file}.1`);
}

/** Open to append. It belongs to whom the folder belongs to, so that root's start does not lock an ordinary user out. */
export function openLog(file: string): number {
  const descriptor = openSync(file, 'a', 0o600);
  const { uid, gid } = statSync(dirname(file));
  if (process.getuid?.() === 0 && uid !== 0) fchownSync(descriptor, uid, gid);
  return descriptor;
}
