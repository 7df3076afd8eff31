/**
 * Mutants of a few files against unit tests, in one warm process. For one mutant: the tests that pass it, those that killed the last ones first, then the quick
 * and narrow ones, until one assertion fails or the processor time for one mutant is used up; what is not dead by then counts as surviving. A test that fails under
 * a mutant must pass without it (looked at for the first kill of each test and every tenth), else the process is not clean and everything is evaluated anew.
 */
import { basename, join } from 'node:path';
import { Script } from 'node:vm';
import { fresh } from './caches.mjs';
import { harnessOf } from './harness.mjs';
import { instrumented } from './instrumented.mjs';

/** Processor time for one mutant, milliseconds: the same on a busy machine as on an idle one. */
const budget = Number(process.env.MUTATION_BUDGET_MS ?? 300);
/** … for a mutant that the evaluation of the libraries passes: they are evaluated with it, and every test is then run cold. */
const budgetStatic = 5 * budget;
/** Of so many kills by one test one is followed by the test without the mutant. */
const provedEvery = 10;
/** A test that takes a second more than twenty times what it takes without a mutant does not end. */
const grace = 1000;
/** Ends what loops without passing the mutant again, milliseconds of the clock. */
const watchdog = 60_000;
const cpu = () => { const { user, system } = process.cpuUsage(); return (user + system) / 1000; };

class Endless extends Error {}

/** The mutant switched on, by its number, looked at by the code under test; passing it tells the time now and then. While counting, which mutants are passed. */
class Switch {
  on = null;
  deadline = Infinity;
  counting = true;
  #passes = 0;
  #met = new Uint8Array(1 << 16);

  passed() {
    if ((++this.#passes & 127) === 0 && cpu() > this.deadline) throw new Endless('processor time');
    return true;
  }

  cover(...ids) {
    for (const id of ids) this.#met[id] = 1;
    return true;
  }

  /** The mutants passed since the last call. */
  met() {
    const ids = [];
    this.#met.forEach((x, id) => { if (x === 1) ids.push(id); });
    this.#met.fill(0);
    return ids;
  }
}

const watched = new Script('globalThis.__watched__()');
/** Runs one test; the promise it may give is awaited outside of the watch. */
function started(run) {
  let given;
  globalThis.__watched__ = () => { given = run(); };
  try {
    watched.runInThisContext({ timeout: watchdog });
  } catch (error) {
    if (error?.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw new Endless('the clock');
    throw error;
  }
  return given;
}

export class Trial {
  mutants = [];
  #switch = new Switch();
  #files;
  #evaluate;
  /** Tests by file over libraries evaluated without a mutant, by name, and their times. */
  #clean;
  #tests = new Map();
  #took = new Map();
  /** How many mutants a test passes. */
  #breadth = new Map();
  /** By mutant: the names of the tests that pass it; the test files whose evaluation does; those that the evaluation of the libraries passes. */
  #reached = new Map();
  #filesOf = new Map();
  #static = new Set();
  #killers = [];
  #unproved = new Map();

  /** `tests`: names of test files; `left(name)`: tests among them that are not used. */
  static async of(root, files, tests, left) {
    const trial = new Trial();
    const { sources, mutants } = await instrumented(root, files);
    trial.mutants = mutants;
    const harness = await harnessOf(root, (name) => tests.includes(name), trial.#switch, sources);
    trial.#files = tests.map((name) => join(root, 'tests', 'unit', 'guidance', `${name}.test.ts`)).filter((f) => harness.files.includes(f));
    trial.#evaluate = harness.evaluate;
    await trial.#firstRun(left);
    return trial;
  }

  async #firstRun(left) {
    this.#clean = this.#evaluate();
    this.#static = new Set(this.#switch.met());
    for (const file of this.#files) {
      const from = cpu();
      const tests = this.#clean(file);
      this.#took.set(file, cpu() - from);
      for (const id of this.#switch.met()) this.#filesOf.set(id, [...(this.#filesOf.get(id) ?? []), file]);
      for (const test of tests) {
        if (test.run === null || left(test.id)) continue;
        const start = cpu();
        await test.run();
        this.#took.set(test.id, cpu() - start);
        this.#tests.set(test.id, test);
        const met = this.#switch.met();
        this.#breadth.set(test.id, met.length);
        for (const id of met) this.#reached.set(id, [...(this.#reached.get(id) ?? []), test.id]);
      }
    }
    this.#switch.counting = false;
  }

  /** What becomes of a mutant: `{status: 'killed' | 'endless' | 'survived' | 'not reached', by, ms}`. */
  async fateOf({ id }) {
    const start = cpu();
    fresh();
    try {
      const answer = this.#static.has(id) ? await this.#reloaded(id, start + budgetStatic) : await this.#warm(id, start + budget);
      return { ...answer, ms: Math.round(cpu() - start), static: this.#static.has(id) };
    } finally {
      this.#off();
    }
  }

  #on(id, allowed) {
    this.#switch.on = id;
    this.#switch.deadline = cpu() + grace + 20 * allowed;
  }

  #off() {
    this.#switch.on = null;
    this.#switch.deadline = Infinity;
  }

  /** A mutant that only runs within tests (or the evaluation of a test file): the libraries stay as they are. */
  async #warm(id, until) {
    const tests = this.#reached.get(id) ?? [];
    const files = this.#filesOf.get(id) ?? [];
    if (tests.length + files.length === 0) return { status: 'not reached' };
    const answer = await this.#until(id, until, this.#inOrder(tests), (t) => this.#tests.get(t));
    return answer.status === 'survived' ? this.#loadedUnder(id, until, files, (f) => this.#clean(f, true)) : answer;
  }

  /** A mutant that the evaluation of the libraries passes: they are evaluated with it. */
  async #reloaded(id, until) {
    const first = new Set(this.#inOrder(this.#reached.get(id) ?? []).map((t) => this.#tests.get(t).file));
    const rest = this.#files.filter((f) => !first.has(f));
    let environment;
    this.#on(id, 0);
    try {
      started(() => { environment = this.#evaluate(); });
    } catch (error) {
      return ended(error, 'evaluation of the libraries');
    }
    return this.#loadedUnder(id, until, [...first, ...rest], environment);
  }

  /** Test files evaluated with the mutant, and their tests. */
  async #loadedUnder(id, until, files, environment) {
    for (const file of files) {
      if (cpu() > until) break;
      let tests;
      this.#on(id, this.#took.get(file));
      try {
        started(() => { tests = environment(file); });
      } catch (error) {
        return ended(error, `evaluation of ${basename(file)}`);
      }
      const byId = new Map(tests.map((t) => [t.id, t]));
      const answer = await this.#until(id, until, this.#inOrder([...byId.keys()].filter((t) => this.#tests.has(t))), (t) => byId.get(t));
      if (answer.status !== 'survived') return answer;
    }
    return { status: 'survived' };
  }

  async #until(id, until, names, testOf) {
    for (const name of names) {
      if (cpu() > until) break;
      let failure = null;
      this.#on(id, this.#took.get(name));
      try {
        await started(() => testOf(name).run());
      } catch (error) {
        failure = error ?? new Error('rejected');
      }
      this.#off();
      if (failure === null || !(await this.#cleanPasses(name))) continue;
      this.#killers = [name, ...this.#killers.filter((k) => k !== name)].slice(0, 12);
      return ended(failure, name);
    }
    return { status: 'survived' };
  }

  /** Whether the test passes without the mutant. A process in which it does not is not clean: it is made anew, and the failure does not count. */
  async #cleanPasses(name) {
    const since = this.#unproved.get(name) ?? 0;
    this.#unproved.set(name, (since + 1) % provedEvery);
    if (since !== 0) return true;
    fresh();
    try {
      await this.#tests.get(name).run();
      fresh();
      return true;
    } catch {
      console.error(`not clean after ${name}`);
      this.#clean = this.#evaluate();
      for (const file of this.#files) for (const test of this.#clean(file)) if (this.#tests.has(test.id)) this.#tests.set(test.id, test);
      return false;
    }
  }

  #inOrder(names) {
    // A test that passes few mutants asks about just these: it is worth more of the time than one that passes them all, and so are tests named first.
    const rank = (t) => { const k = this.#killers.indexOf(t); return k >= 0 ? k - 1e9 : (1 + this.#took.get(t)) * this.#breadth.get(t) * (1 + this.#files.indexOf(this.#tests.get(t).file)); };
    return names.map((t) => [rank(t), t]).sort((a, b) => a[0] - b[0]).map(([, t]) => t);
  }
}

const ended = (failure, by) => (failure instanceof Endless ? { status: 'endless', by } : { status: 'killed', by });
