import { renameSync, statSync } from 'node:fs';

/** A log above 10 MB steps aside at start, over the one that did so before. */
export function rotate(file: string, bytes = 10 * 1024 * 1024): void {
  if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > bytes) renameSync(file, `${file}.1`);
}
