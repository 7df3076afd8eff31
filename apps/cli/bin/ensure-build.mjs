/**
 * Build when the sources changed since the last build, and only then. Plain JavaScript: it runs before there is a build.
 * The stamp holds a quick hash (path, size, time of every source file) and one of their contents, so that a copied
 * checkout, whose times differ, does not build again.
 */
import { accessSync, constants, existsSync, mkdirSync, readFileSync, readdirSync, realpathSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { tryLock } from './lock.mjs';

const root = dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))));
const dist = join(root, 'dist');
const stampFile = join(dist, 'stamp.json');
const watched = ['apps', 'libs', 'migrations', 'package.json', 'package-lock.json', 'tsconfig.base.json', 'rolldown.config.mjs', 'nx.json'];
/** The built command; the bundler names it after its entry or after the app. */
export const program = () => (existsSync(join(dist, 'cli', 'main.js')) ? join(dist, 'cli', 'main.js') : null);
const note = (text) => process.stderr.write(`${text}\n`);

function* filesUnder(path) {
  if (!existsSync(path)) return;
  if (!statSync(path).isDirectory()) return yield path;
  for (const entry of readdirSync(path, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (entry.name === 'node_modules' || entry.name === 'dist' || entry.name.startsWith('.')) continue;
    if (entry.isDirectory()) yield* filesUnder(join(path, entry.name));
    else if (entry.isFile()) yield join(path, entry.name);
  }
}

const hashOf = (describe) => {
  const hash = createHash('sha256');
  for (const top of watched) for (const file of filesUnder(join(root, top))) hash.update(`${relative(root, file)}\0`).update(describe(file)).update('\0');
  return hash.digest('hex');
};
const quickHash = () => hashOf((file) => { const s = statSync(file); return `${s.size}:${s.mtimeMs}`; });
const contentHash = () => hashOf((file) => readFileSync(file));

function readStamp() {
  try {
    return JSON.parse(readFileSync(stampFile, 'utf8'));
  } catch {
    return null;
  }
}

function writeStamp(stamp) {
  const draft = `${stampFile}.${process.pid}`;
  writeFileSync(draft, JSON.stringify(stamp));
  renameSync(draft, stampFile);
}

/** The build is there and made from these sources. */
function fresh() {
  const stamp = readStamp();
  if (!stamp || !program()) return false;
  if (stamp.quick === quickHash()) return true;
  if (stamp.content !== contentHash()) return false;
  try {
    writeStamp({ ...stamp, quick: quickHash() });
  } catch {
    // A read-only checkout: the contents are hashed again next time, which costs some 50 ms.
  }
  return true;
}

/** Run a command; its output is shown only when it fails. */
function run(command, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => { output += chunk; });
    child.once('error', reject);
    child.once('close', (code, signal) => {
      if (code === 0) return resolve();
      note(output.trimEnd());
      reject(new Error(`the build failed (${signal ?? `exit ${code}`})`));
    });
  });
}

async function build() {
  const nx = join(root, 'node_modules', '.bin', 'nx');
  if (existsSync(nx)) return run(process.execPath, [realpathSync(nx), 'run-many', '-t', 'build', '--outputStyle=stream']);
  // Installed without development packages: the same commands, without Nx's cache.
  for (const app of readdirSync(join(root, 'apps')).sort()) {
    const project = JSON.parse(readFileSync(join(root, 'apps', app, 'project.json'), 'utf8'));
    const command = project.targets.build?.command?.replaceAll('{projectRoot}', `apps/${app}`);
    if (command) await run('/bin/sh', ['-c', `PATH="$PWD/node_modules/.bin:$PATH"; ${command}`]);
  }
}

const writable = () => {
  try {
    mkdirSync(dist, { recursive: true });
    accessSync(dist, constants.W_OK);
    accessSync(root, constants.W_OK); // Nx keeps its cache beside the sources
    return true;
  } catch {
    return false;
  }
};

/** Make sure dist/ holds a build of these sources. Two first uses at once build once. */
export async function ensureBuild() {
  if (fresh()) return;
  if (!writable()) {
    if (!program()) throw new Error(`clonewatch is not built yet and ${root} cannot be written to: run it once as the owner of that folder`);
    note('clonewatch: the sources changed since the build, but the checkout cannot be written to: using the build as it is');
    return;
  }
  for (let told = false; ; told = true) {
    const lock = tryLock(join(dist, 'build.lock'), 'build');
    if (lock.release) {
      try {
        if (fresh()) return;
        note(readStamp() ? 'building (sources changed)…' : 'building (first start)…');
        const stamp = { quick: quickHash(), content: contentHash() };
        await build();
        writeStamp(stamp);
        return;
      } finally {
        lock.release();
      }
    }
    if (!told) note('waiting for a build that is under way…');
    await new Promise((resolve) => { setTimeout(resolve, 200); });
    if (fresh()) return;
  }
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  await ensureBuild().catch((error) => {
    note(`clonewatch: ${error.message}`);
    process.exit(1);
  });
}
