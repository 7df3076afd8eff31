/** Passwords of the embedded database's roles, made once, in a file that only its owner can read. */
import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { randomBytes, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { codeOf, Failure } from '../errors.js';

export interface Secrets {
  readonly instance: string;
  /** PostgreSQL's superuser: only to make the database and its two roles. */
  readonly superuser: string;
  readonly owner: string;
  readonly app: string;
}

const fresh = (): string => randomBytes(24).toString('base64url');

export const secretsFile = (data: string): string => join(data, 'secrets.json');

/** The secrets of this data folder, made at first use. */
export function loadSecrets(data: string): Secrets {
  const file = secretsFile(data);
  return readSecrets(file) ?? create(file);
}

function create(file: string): Secrets {
  const secrets: Secrets = { instance: randomUUID(), superuser: fresh(), owner: fresh(), app: fresh() };
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });
  try {
    linkSync(draft, file); // whole or not at all, and never over another's
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  } finally {
    rmSync(draft, { force: true });
  }
  return readSecrets(file) ?? secrets;
}

function readSecrets(file: string): Secrets | null {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    if (codeOf(error) === 'EACCES') throw new Failure(`${file} belongs to another user: run clonewatch as that user, or set CLONEWATCH_DATA to a folder of your own`);
    throw error;
  }
  const parsed = parse(text);
  if (!parsed?.owner || !parsed.app || !parsed.instance) throw new Failure(`${file} is damaged: restore it from a backup, or move it away to have new passwords made (all sessions and API tokens then end)`);
  return { instance: parsed.instance, owner: parsed.owner, app: parsed.app, superuser: parsed.superuser ?? fresh() };
}

function parse(text: string): Partial<Secrets> | null {
  try {
    return JSON.parse(text) as Partial<Secrets>;
  } catch {
    return null;
  }
}
