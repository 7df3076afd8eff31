/** A cBioPortal study folder, or Pairtree's two files, as the one file that is imported: all of its files or nothing. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { fileMark } from '@clonewatch/formats';
import { UsageError } from '../errors.js';

export interface StudyFile { readonly path: string; readonly name: string; remove(): void }

/** Every text of the folder and of its case_lists, each under its name. Throws UsageError for a folder without any. */
export function studyFile(folder: string): StudyFile {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((e) => e.isFile() && /^[^.].*\.(?:txt|tsv|maf|ssm|params\.json)$/i.test(e.name)).map((e) => join(e.parentPath, e.name)).sort();
  if (files.length === 0) throw new UsageError(`${folder} holds no files of a study (.txt)`);
  const place = mkdtempSync(join(tmpdir(), 'clonewatch-study-'));
  const name = `${basename(resolve(folder))}.study.txt`;
  writeFileSync(join(place, name), Buffer.concat(files.flatMap((f) => [Buffer.from(`${fileMark} ${basename(f)}\n`), readFileSync(f), Buffer.from('\n')])));
  return { path: join(place, name), name, remove: () => { rmSync(place, { recursive: true, force: true }); } };
}

export const isFolder = (path: string): boolean => statSync(path).isDirectory();
