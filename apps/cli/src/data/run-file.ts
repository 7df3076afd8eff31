/** `run.json`: how other commands find a running instance. No secrets in it; it is believed only when its processes live. */
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { identityOf } from '../../bin/lock.mjs';
import { answers } from '../network.js';

export interface RunFile {
  readonly version: string;
  readonly instance: string;
  /** Process name → what {@link identityOf} says of it: an id alone may belong to another process by now. */
  readonly processes: Readonly<Record<string, { readonly pid: number; readonly identity: string | null }>>;
  readonly database: { readonly host: string; readonly port: number; readonly name: string };
  readonly http: { readonly host: string; readonly port: number } | null;
  readonly startedAt: string;
}

const fileOf = (data: string): string => join(data, 'run.json');

export const processEntry = (pid: number): { pid: number; identity: string | null } => ({ pid, identity: identityOf(pid) });

export function writeRunFile(data: string, run: RunFile): void {
  const draft = `${fileOf(data)}.${process.pid}`;
  writeFileSync(draft, `${JSON.stringify(run, null, 2)}\n`, { mode: 0o644 });
  renameSync(draft, fileOf(data));
}

export const removeRunFile = (data: string): void => rmSync(fileOf(data), { force: true });

export function readRunFile(data: string): RunFile | null {
  try {
    return JSON.parse(readFileSync(fileOf(data), 'utf8')) as RunFile;
  } catch {
    return null;
  }
}

export const lives = (entry: { pid: number; identity: string | null } | undefined): boolean => !!entry?.identity && identityOf(entry.pid) === entry.identity;

/** The running instance of this data folder, or null: its supervisor lives and its database answers. */
export async function runningInstance(data: string): Promise<RunFile | null> {
  const run = readRunFile(data);
  if (!run || !lives(run.processes.supervisor)) return null;
  return (await answers(run.database.host, run.database.port)) ? run : null;
}
