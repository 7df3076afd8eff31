/** Stryker's mutants of the files given: their sources with every mutant in them, each behind a switch of its number. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Stryker's instrumenter is a part of its core: taken without the core's own runs, which start processes and copy the checkout. */
async function instrumenter(root) {
  const core = createRequire(join(root, 'node_modules', '@stryker-mutator', 'core', 'package.json'));
  const [{ createInstrumenter }, { createInjector }] = await Promise.all(['@stryker-mutator/instrumenter', 'typed-inject'].map((name) => import(pathToFileURL(core.resolve(name)).href)));
  const quiet = () => {};
  const log = { isTraceEnabled: quiet, isDebugEnabled: quiet, isInfoEnabled: quiet, trace: quiet, debug: quiet, info: quiet, warn: console.warn, error: console.error };
  return createInjector().provideValue('options', { mutator: { plugins: [], excludedMutations: [] } }).provideValue('logger', log).provideValue('getLogger', () => log).injectFunction(createInstrumenter);
}

/** `sources`: by absolute path. `mutants`: `{id, file, line, column, endLine, endColumn, mutatorName, replacement}`, lines and columns from 1, `file` from the root. */
export async function instrumented(root, files) {
  const own = await instrumenter(root);
  const given = files.map((file) => ({ name: join(root, file), content: readFileSync(join(root, file), 'utf8'), mutate: true }));
  const { files: made, mutants } = await own.instrument(given, { ignorers: [], plugins: null, excludedMutations: [], noHeader: false });
  return {
    sources: new Map(made.map((f) => [f.name, light(f.content)])),
    mutants: mutants.map(({ id, fileName, location: { start, end }, mutatorName, replacement }) => ({
      id: Number(id), file: fileName.slice(root.length + 1), line: start.line + 1, column: start.column + 1, endLine: end.line + 1, endColumn: end.column + 1, mutatorName, replacement,
    })),
  };
}

/**
 * Stryker's own counting and switching are calls at every operator of the rules: too slow in loops. Counting goes to an array and only while it is
 * asked for; a switch is one comparison.
 */
function light(code) {
  return code.replaceAll(/stryCov_9fa48\(((?:"\d+"(?:,\s*)?)+)\)/g, (_, ids) => `(__mutant__.counting && __mutant__.cover(${ids.replaceAll('"', '')}))`)
    .replaceAll(/stryMutAct_9fa48\("(\d+)"\)/g, '(__mutant__.on === $1 && __mutant__.passed())');
}
