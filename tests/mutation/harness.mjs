/**
 * The part of Jest that the unit tests of libs/guidance use, for running them many times in one process: they are bundled once, and each run
 * evaluates the libraries anew, so that no cache of one mutant is left for the next. Under Jest itself a mutant costs a second per test file.
 */
import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { format } from 'node:util';
import { Script } from 'node:vm';
import { expect } from 'expect';
import { rolldown } from 'rolldown';

/** Tests of one evaluation, in order: `{id, file, run}`; `run` null: skipped. */
class Collector {
  tests = [];
  #file = '';
  #path = [];
  #before = [];
  #names = new Map();

  file(path) {
    this.#file = path;
  }

  globals() {
    const it = this.#each((name, run) => this.#add(name, run));
    it.skip = this.#each((name) => this.#add(name, null));
    const describe = this.#each((name, body) => this.#within(name, body));
    describe.skip = () => {};
    return { describe, it, test: it, expect, beforeAll: (run) => { this.#before = [...this.#before, { run, done: false }]; } };
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
      for (const b of before) if (!b.done) { b.done = true; await b.run(); }
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
async function bundle(root, wanted) {
  const folder = join(root, 'tests', 'unit', 'guidance');
  const files = readdirSync(folder).filter((f) => f.endsWith('.test.ts') && wanted(basename(f, '.test.ts'))).sort().map((f) => join(folder, f));
  const own = /^@clonewatch\/([a-z]+)$/;
  const plugin = {
    name: 'mutation',
    resolveId: (id) => (own.test(id) ? join(root, 'libs', own.exec(id)[1], 'src', 'index.ts') : null),
    transform: (code, id) => code.replaceAll('import.meta.url', JSON.stringify(pathToFileURL(id).href)).replaceAll('import.meta.dirname', JSON.stringify(dirname(id))),
  };
  const external = (id) => !id.startsWith('.') && !id.startsWith('/') && !id.startsWith('\0') && !own.test(id);
  const built = await rolldown({ input: files, platform: 'node', plugins: [plugin], external, treeshake: false, tsconfig: join(root, 'tsconfig.base.json') });
  const { output } = await built.generate({ format: 'cjs' });
  return output.filter((o) => o.type === 'chunk');
}

const wrapped = (code) => `(function (require, module, exports) {${code}\n})`;

/**
 * Builds once. Each call of the function it gives evaluates the libraries anew and returns the tests of the files wanted (null: all), ready to run.
 * `loading(id)` is called before a file is evaluated, which may itself reach a mutant, and with null after it.
 */
export async function harnessOf(root, wanted) {
  const chunks = (await bundle(root, wanted)).map((c) => ({ name: c.fileName, entry: c.isEntry ? c.facadeModuleId : null, script: new Script(wrapped(c.code), { filename: join(root, '.mutation', c.fileName) }) }));
  const byName = new Map(chunks.map((c) => [c.name, c]));
  const packages = createRequire(join(root, 'tests', 'package.json'));
  return (wanted, loading) => {
    const collector = new Collector();
    const globals = collector.globals();
    Object.assign(globalThis, globals);
    const loaded = new Map();
    const requireChunk = (name) => {
      if (name === '@jest/globals') return globals;
      const chunk = byName.get(name.replace(/^\.\//, ''));
      if (!chunk) return packages(name);
      const known = loaded.get(chunk.name);
      if (known) return known.exports;
      const module = { exports: {} };
      loaded.set(chunk.name, module);
      chunk.script.runInThisContext()(requireChunk, module, module.exports);
      return module.exports;
    };
    for (const c of chunks) if (c.entry === null) requireChunk(c.name);
    for (const c of chunks) {
      if (c.entry === null || (wanted !== null && !wanted.has(c.entry))) continue;
      collector.file(c.entry);
      loading(loadingId(c.entry));
      requireChunk(c.name);
      loading(null);
    }
    return collector.tests;
  };
}

/** The name under which the evaluation of a test file itself counts as a test. */
export const loadingId = (file) => `${basename(file, '.test.ts')} › loading`;
