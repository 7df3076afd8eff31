/**
 * A lock file that a crash cannot leave behind: it names its holder by process id, start time and boot, so a holder that
 * is gone (or whose id now belongs to another process) is recognised and its lock taken over.
 */
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';

const read = (file) => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
};

/** What tells this process from any other that ever had its id; null when it is gone (a zombie is gone). */
export function identityOf(pid) {
  if (!Number.isInteger(pid) || pid <= 0) return null;
  const stat = read(`/proc/${pid}/stat`);
  if (stat !== null) {
    // After the name, which may hold spaces and brackets: state is field 3, start time (in ticks since boot) field 22.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' || fields[0] === 'X' ? null : `${pid}:${fields[19]}:${(read('/proc/sys/kernel/random/boot_id') ?? '').trim()}`;
  }
  if (process.platform === 'linux') return null;
  try {
    process.kill(pid, 0);
    return String(pid);
  } catch (error) {
    return error.code === 'EPERM' ? String(pid) : null;
  }
}

const parse = (text) => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};

/** Who holds the lock now: `{pid, identity, what}`, or null. */
export function lockHolder(file) {
  const holder = parse(read(file));
  return holder && identityOf(holder.pid) === holder.identity ? holder : null;
}

/** Take the lock: `{release}`, or `{holder}` when a living process has it. Never waits. */
export function tryLock(file, what) {
  const mine = `${file}.${process.pid}.${randomBytes(4).toString('hex')}`;
  const content = JSON.stringify({ pid: process.pid, identity: identityOf(process.pid), what });
  writeFileSync(mine, content, { mode: 0o644 });
  try {
    for (let attempt = 0; attempt < 50; attempt++) {
      try {
        linkSync(mine, file); // atomic, and the file is never seen half written
        return { release: () => read(file) === content && rmSync(file, { force: true }) };
      } catch (error) {
        if (error.code !== 'EEXIST') throw error;
      }
      const found = read(file);
      const holder = lockHolder(file);
      if (holder) return { holder };
      if (found !== null) discard(file, found);
    }
    throw new Error(`cannot take the lock ${file}`);
  } finally {
    rmSync(mine, { force: true });
  }
}

/** Remove a dead holder's lock, but not one that another process has put there meanwhile. */
function discard(file, dead) {
  const aside = `${file}.${process.pid}.${randomBytes(4).toString('hex')}.old`;
  try {
    renameSync(file, aside);
    if (read(aside) !== dead) linkSync(aside, file);
  } catch (error) {
    if (error.code !== 'ENOENT' && error.code !== 'EEXIST') throw error;
  }
  rmSync(aside, { force: true });
}
