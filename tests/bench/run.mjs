/** Bundles the benchmarks, as the programs are bundled, and runs them: `node tests/bench/run.mjs [NAME] [--rows N] [--patients N --seed K --regimes A,B --quick]`. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';
import { ensureBuild } from '../../apps/cli/bin/ensure-build.mjs';

const root = join(import.meta.dirname, '..', '..');
const external = (id) => !id.startsWith('.') && !id.startsWith('/') && !id.startsWith('@clonewatch/') && !id.startsWith('@oxc-project/') && !id.startsWith('\0');

await ensureBuild();
const bundle = await rolldown({ cwd: root, input: { main: 'tests/bench/main.ts', worker: 'tests/bench/detection/worker.ts' }, platform: 'node', external, tsconfig: './tsconfig.base.json' });
await bundle.write({ dir: join(root, 'dist', 'bench'), format: 'esm', sourcemap: true, cleanDir: true });
process.setSourceMapsEnabled(true);
await import(pathToFileURL(join(root, 'dist', 'bench', 'main.js')).href);
