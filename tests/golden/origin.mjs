/** Bundles origin.ts as the benchmarks are bundled and runs it: `node tests/golden/origin.mjs [PATIENTS] [SEED]`. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';

const root = join(import.meta.dirname, '..', '..');
const external = (id) => !id.startsWith('.') && !id.startsWith('/') && !id.startsWith('@clonewatch/') && !id.startsWith('@oxc-project/') && !id.startsWith('\0');
const bundle = await rolldown({ cwd: root, input: 'tests/golden/origin.ts', platform: 'node', external, tsconfig: './tsconfig.base.json' });
await bundle.write({ file: join(root, 'dist', 'golden', 'origin.mjs'), format: 'esm' });
await import(pathToFileURL(join(root, 'dist', 'golden', 'origin.mjs')).href);
