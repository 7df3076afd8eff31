/** Bundles rise_budget.ts as the benchmarks are bundled and runs it: `node tests/golden/rise_budget.mjs [PATIENTS]`. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';

const root = join(import.meta.dirname, '..', '..');
const external = (id) => !id.startsWith('.') && !id.startsWith('/') && !id.startsWith('@clonewatch/') && !id.startsWith('@oxc-project/') && !id.startsWith('\0');
const bundle = await rolldown({ cwd: root, input: 'tests/golden/rise_budget.ts', platform: 'node', external, tsconfig: './tsconfig.base.json' });
await bundle.write({ file: join(root, 'dist', 'golden', 'rise_budget.mjs'), format: 'esm' });
await import(pathToFileURL(join(root, 'dist', 'golden', 'rise_budget.mjs')).href);
