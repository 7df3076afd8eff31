/**
 * Makes docs/screens/patient.png: starts the product on a throw-away database, imports the demonstration below, and takes
 * the patient page at 1366×768. Run it after a change of the page: node scripts/screenshot.mjs
 */
import { spawnSync } from 'node:child_process';
import { copyFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const run = spawnSync(process.execPath, [join(root, 'node_modules', 'jest', 'bin', 'jest.js'), 'tests/e2e/tube-of-blood', '-t', 'a tube of blood'], {
  cwd: root, stdio: 'inherit', env: { ...process.env, NODE_OPTIONS: '--experimental-vm-modules --no-warnings' },
});
if (run.status !== 0) process.exit(run.status ?? 1);
copyFileSync(join(root, 'dist', 'screenshots', 'patient-full.png'), join(root, 'docs', 'screens', 'patient.png'));
