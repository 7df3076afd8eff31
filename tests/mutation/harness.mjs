/**
 * The part of Jest that the unit tests of libs/guidance use, for running them many times in one warm process: they are bundled and evaluated once, and a
 * mutant is only switched on and off between runs. Under Jest itself a mutant costs a second per test file.
 */
import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { format } from 'node:util';
import { Script } from 'node:vm';
import { GenerationMap, GenerationWeakMap, keepLoaded } from './caches.mjs';
import { expect } from 'expect';
import { rolldown } from 'rolldown';

/** Tests of one file, in order: `{id, file, run}`; `run` null: skipped. */
class Collector {
  tests = [];
  #file;
  #path = [];
  #before = [];
  #names = new Map();

  constructor(path) {
    this.#file = path;
  }

  globals() {
    const it = this.#each((name, run) => this.#add(name, run));
    it.skip = this.#each((name) => this.#add(name, null));
    const describe = this.#each((name, body) => this.#within(name, body));
    describe.skip = () => {};
    return { describe, it, test: it, expect, beforeAll: (run) => { this.#before = [...this.#before, { run, done: new GenerationMap() }]; } };
  }

  #within(name, body) {
    const before = this.#before;
    this.#path.push(name);
    body();
    this.#path.pop();
    this.#before = before;
  }

  #add(name, run) {
    const said = [basename(this.#file, '.test.ts'), ...this.#path, name].join(' › ');
    const times = (this.#names.get(said) ?? 0) + 1;
    this.#names.set(said, times);
    const before = this.#before;
    const whole = run === null ? null : async () => {
      for (const b of before) if (!b.done.has(b)) { b.done.set(b, true); await b.run(); }
      await run();
    };
    this.tests.push({ id: times === 1 ? said : `${said} (${times})`, file: this.#file, run: whole });
  }

  #each(one) {
    return Object.assign((name, body) => one(name, body), {
      each: (rows) => (name, body) => rows.forEach((row, i) => {
        const cells = Array.isArray(row) ? row : [row];
        const pattern = name.replaceAll('%#', String(i));
        const used = (pattern.match(/%[sdifjoOpc]/g) ?? []).length;
        one(format(pattern.replaceAll('%p', '%j'), ...cells.slice(0, used)), () => body(...cells));
      }),
    });
  }
}

/** The unit tests of libs/guidance whose names are wanted, each its own script, and the libraries they share, from the folder given: packages of node_modules stay outside. */
async function bundle(root, wanted, sources) {
  const folder = join(root, 'tests', 'unit', 'guidance');
  const files = readdirSync(folder).filter((f) => f.endsWith('.test.ts') && wanted(basename(f, '.test.ts'))).sort().map((f) => join(folder, f));
  const own = /^@clonewatch\/([a-z]+)$/;
  const plugin = {
    name: 'mutation',
    load: (id) => (sources.has(id) ? { code: sources.get(id), moduleType: 'ts' } : null),
    resolveId: (id) => (own.test(id) ? join(root, 'libs', own.exec(id)[1], 'src', 'index.ts') : null),
    // What a module keeps between calls must not outlive a mutant: see caches.mjs.
    transform: (code, id) => code.replaceAll('import.meta.url', JSON.stringify(pathToFileURL(id).href)).replaceAll('import.meta.dirname', JSON.stringify(dirname(id)))
      .replaceAll(/^((?:export )?const \w+(?:: [^=\n]+)? = new )Map\b/gm, '$1GenerationMap'),
  };
  const external = (id) => !id.startsWith('.') && !id.startsWith('/') && !id.startsWith('\0') && !own.test(id);
  const built = await rolldown({ input: files, platform: 'node', plugins: [plugin], external, treeshake: false, tsconfig: join(root, 'tsconfig.base.json') });
  const { output } = await built.generate({ format: 'cjs' });
  return output.filter((o) => o.type === 'chunk');
}

const wrapped = (code) => `(function (require, module, exports, WeakMap, GenerationMap, __mutant__) {${code}\n})`;

/**
 * Builds once. Each call of the function it gives evaluates the libraries anew and returns what takes a test file's path and gives its tests, ready to run;
 * `anew`: evaluates that file again over the same libraries. `sources`: by path, in place of what is on the
 * disk; what in them looks at `__mutant__` is given `mutant`.
 */
export async function harnessOf(root, wanted, mutant = {}, sources = new Map()) {
  const chunks = (await bundle(root, wanted, sources)).map((c) => ({ name: c.fileName, entry: c.isEntry ? c.facadeModuleId : null, script: new Script(wrapped(c.code), { filename: join(root, '.mutation', c.fileName) }) }));
  const byName = new Map(chunks.map((c) => [c.name, c]));
  const byFile = new Map(chunks.filter((c) => c.entry !== null).map((c) => [c.entry, c]));
  const packages = createRequire(join(root, 'tests', 'package.json'));
  const { default: fc } = packages('fast-check');
  // One seed, so that a mutant's fate is the same every time; the first counterexample is enough.
  fc.configureGlobal({ seed: 20261, endOnFailure: true });
  const evaluate = () => {
    const loaded = new Map();
    let globals = null;
    const requireChunk = (name) => {
      if (name === '@jest/globals') return globals;
      const chunk = byName.get(name.replace(/^\.\//, ''));
      if (!chunk) return packages(name);
      const known = loaded.get(chunk.name);
      if (known) return known.exports;
      const module = { exports: {} };
      loaded.set(chunk.name, module);
      chunk.script.runInThisContext()(requireChunk, module, module.exports, GenerationWeakMap, GenerationMap, mutant);
      return module.exports;
    };
    for (const c of chunks) if (c.entry === null) requireChunk(c.name);
    keepLoaded();
    const read = new Map();
    return (file, anew = false) => {
      const before = read.get(file);
      if (before && !anew) return before;
      const chunk = byFile.get(file);
      const collector = new Collector(file);
      globals = collector.globals();
      Object.assign(globalThis, globals);
      loaded.delete(chunk.name);
      requireChunk(chunk.name);
      keepLoaded();
      if (!anew) read.set(file, collector.tests);
      return collector.tests;
    };
  };
  return { files: [...byFile.keys()], evaluate };
}
