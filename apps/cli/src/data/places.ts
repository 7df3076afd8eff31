/**
 * Where the data lies and who runs PostgreSQL. PostgreSQL refuses to run as root, so root runs it as another user, and
 * that user must be able to enter the folders: one below /root (mode 0700) it cannot, and then another place is taken.
 */
import { chmodSync, existsSync, mkdirSync, realpathSync, statSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { dirname, join, resolve } from 'node:path';
import { codeOf, Failure } from '../errors.js';
import { canEnter, canRun, postgresAccount, type Account } from '../postgres/account.js';

export interface Places {
  /** Secrets, logs, run.json, lock. */
  readonly data: string;
  readonly logs: string;
  /** Folder of the cluster, and of a copy of the binaries when one is needed. */
  readonly home: string;
  readonly cluster: string;
  /** User of PostgreSQL; null: our own. */
  readonly account: Account | null;
  readonly copyBinaries: boolean;
  /** What the user should be told. */
  readonly notes: readonly string[];
}

export interface PlacesOptions {
  readonly root: string;
  /** CLONEWATCH_DATA. */
  readonly dataDir: string | undefined;
  /** The packaged `postgres` program; null when none is started (DATABASE_URL). */
  readonly postgres: string | null;
  /** Folder for what PostgreSQL's user cannot reach (tests put it elsewhere). */
  readonly shared?: string;
}

const shared = '/var/lib/clonewatch';
const hashOf = (path: string): string => createHash('sha256').update(path).digest('hex').slice(0, 16);

export function findPlaces(options: PlacesOptions): Places {
  const { data, home, account, copyBinaries, notes } = choose(options);
  makeFolder(data, account);
  makeFolder(home, account);
  makeFolder(join(data, 'log'), null);
  const real = realpathSync(home);
  return { data: realpathSync(data), logs: join(realpathSync(data), 'log'), home: real, cluster: join(real, 'pg'), account: ownerOf(join(real, 'pg'), account), copyBinaries, notes };
}

function choose({ root, dataDir, postgres, shared: elsewhere = shared }: PlacesOptions): Omit<Places, 'cluster' | 'logs'> {
  const wanted = dataDir ? resolve(dataDir) : join(root, '.data');
  const base = postgres ? postgresAccount() : null;
  const account = ownerOf(join(wanted, 'pg'), base);
  if (!postgres || !base || !account) return { data: wanted, home: wanted, account: null, copyBinaries: false, notes: [] };
  const reachable = canEnter(account, nearest(wanted));
  const copyBinaries = !canRun(account, postgres);
  if (!dataDir && (!reachable || copyBinaries)) {
    const place = join(elsewhere, hashOf(root));
    const left = existsSync(join(wanted, 'pg')) ? [`the data in ${wanted} stay as they are and are not used: make ${root} accessible to use them`] : [];
    return { data: place, home: place, account: base, copyBinaries, notes: [`PostgreSQL's own user (${account.name}) cannot enter ${root}: programs and data are in ${place}`, ...left] };
  }
  const home = reachable ? wanted : join(elsewhere, hashOf(wanted));
  const notes = [
    ...(reachable ? [] : [`PostgreSQL's own user (${account.name}) cannot enter ${wanted}: the database is in ${home}, all else stays`]),
    ...(copyBinaries && reachable ? [`PostgreSQL's own user (${account.name}) cannot enter ${root}: its programs are copied to ${home}`] : []),
  ];
  return { data: wanted, home, account, copyBinaries, notes };
}

/** The folder itself, or the nearest one above it that exists. */
function nearest(path: string): string {
  return existsSync(path) || path === dirname(path) ? path : nearest(dirname(path));
}

/** Root's folders may be walked through (PostgreSQL's user has to), an ordinary user's are private. */
function makeFolder(path: string, account: Account | null): void {
  if (existsSync(path)) return;
  try {
    mkdirSync(path, { recursive: true });
    chmodSync(path, account ? 0o711 : 0o700);
  } catch (error) {
    const code = codeOf(error);
    if (code === 'EACCES' || code === 'EROFS' || code === 'EPERM') throw new Failure(`cannot create ${path} (${code}): set CLONEWATCH_DATA to a folder this user may write to`);
    throw error;
  }
}

/** Data made before as an ordinary user keep their owner, also when root starts: PostgreSQL insists on it. */
function ownerOf(cluster: string, account: Account | null): Account | null {
  if (!account || !existsSync(cluster)) return account;
  const { uid, gid } = statSync(cluster);
  return uid === 0 || uid === account.uid ? account : { uid, gid, name: `uid ${uid}` };
}
