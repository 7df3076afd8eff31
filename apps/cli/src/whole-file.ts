/** Files that commands read and write, as their arguments name them. */
import { existsSync, statSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { UsageError } from './errors.js';

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;

/** There, and no folder. */
export function checkInput(path: string): void {
  if (!existsSync(path)) throw new UsageError(`no such file: ${path}`);
  if (isFolder(path)) throw new UsageError(`${path} is a folder, not a file`);
}

/** Told before any work is done: a file can be written here. */
export function checkOutput(path: string): void {
  if (isFolder(path)) throw new UsageError(`--out: ${path} is a folder, not a file`);
  if (!isFolder(dirname(resolve(path)))) throw new UsageError(`--out: there is no folder ${dirname(resolve(path))}`);
}

/** The file gets its name only when it is whole: what was there before stays until then, and stays for good when this fails. */
export async function writeWhole(path: string, write: (draft: string) => Promise<void>): Promise<void> {
  const draft = `${path}.part`;
  try {
    await write(draft);
    await rename(draft, path);
  } finally {
    await rm(draft, { force: true });
  }
}
