/**
 * A Stryker test runner over the harness: the tests that reach a mutant, those that killed the last ones first, then the quickest, until one fails
 * or the time for one mutant is used up. What is not dead by then counts as surviving: the score is a lower bound.
 */
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, relative } from 'node:path';
import { declareClassPlugin, PluginKind } from '@stryker-mutator/api/plugin';
import { determineHitLimitReached, DryRunStatus, TestStatus, toMutantRunResult } from '@stryker-mutator/api/test-runner';
import { harnessOf, loadingId } from './harness.mjs';

/** The name under which Stryker's instrumented code looks for the mutant switched on. */
const state = (globalThis.__stryker__ ??= {});

/** Processor time for one mutant, milliseconds: the same on a busy machine as on an idle one. */
const budget = Number(process.env.MUTATION_BUDGET_MS ?? 3000);
/** Names of the test files to run. Laws over whole simulated histories take seconds each: a mutant that only they would notice deserves a test of its own. */
const chosenTests = process.env.MUTATION_TESTS?.split(',') ?? null;
const wanted = (name) => (chosenTests ? chosenTests.includes(name) : name !== 'laws' && name !== 'properties');
const cpu = () => { const { user, system } = process.cpuUsage(); return (user + system) / 1000; };

class GuidanceRunner {
  #load = null;
  #fileOf = new Map();
  #took = new Map();
  #killers = [];

  /** Every run evaluates the code anew, so a mutant of a constant needs nothing more. */
  capabilities() {
    return { reloadEnvironment: true };
  }

  async init() {
    this.#load = await harnessOf(process.cwd(), wanted);
    state.activeMutant = undefined;
    this.#learn(this.#load(null, () => {}));
  }

  async dryRun() {
    return { ...(await this.#run(null, false)), mutantCoverage: state.mutantCoverage };
  }

  async mutantRun({ activeMutant, testFilter, hitLimit, disableBail }) {
    state.hitCount = hitLimit === undefined ? undefined : 0;
    state.hitLimit = hitLimit;
    state.activeMutant = activeMutant.id;
    try {
      return toMutantRunResult(await this.#run(testFilter ?? null, !disableBail), !disableBail);
    } finally {
      state.activeMutant = undefined;
    }
  }

  #learn(tests) {
    for (const t of tests) {
      this.#fileOf.set(t.id, t.file);
      this.#fileOf.set(loadingId(t.file), t.file);
    }
  }

  async #run(filter, bail) {
    const done = [];
    const start = cpu();
    const report = (id, from, error) => {
      const timeSpentMs = Math.round(cpu() - from);
      this.#took.set(id, timeSpentMs);
      const test = { id, name: id, fileName: this.#fileOf.get(id), timeSpentMs };
      done.push(error === null ? { ...test, status: TestStatus.Success } : { ...test, status: TestStatus.Failed, failureMessage: String(error?.message ?? error).slice(0, 400) });
    };
    let loading = null;
    const note = (id) => {
      if (loading !== null) report(loading.id, loading.from, null);
      loading = id === null ? null : { id, from: cpu() };
      state.currentTestId = id ?? undefined;
    };
    const only = filter && new Set(filter);
    const whole = new Set(filter === null ? [] : filter.filter((id) => id === loadingId(this.#fileOf.get(id) ?? '')).map((id) => this.#fileOf.get(id)));
    let tests;
    state.currentTestId = undefined;
    try {
      tests = this.#load(only && new Set(filter.map((id) => this.#fileOf.get(id))), note);
    } catch (error) {
      // A mutant that breaks the loading is as dead as one that fails a test.
      report(loading?.id ?? 'libraries › loading', cpu(), error);
      return determineHitLimitReached(state.hitCount, state.hitLimit) ?? { status: DryRunStatus.Complete, tests: done };
    }
    if (filter === null && !bail) this.#learn(tests);
    const rank = (t) => { const k = this.#killers.indexOf(t.id); return k >= 0 ? k - 1e9 : (this.#took.get(t.id) ?? 0); };
    const chosen = tests.filter((t) => t.run !== null && (only === null || only.has(t.id) || whole.has(t.file)));
    if (bail) chosen.sort((a, b) => rank(a) - rank(b));
    for (const t of chosen) {
      if (bail && cpu() - start > budget) break;
      const from = cpu();
      state.currentTestId = t.id;
      let failure = null;
      try {
        await t.run();
      } catch (error) {
        failure = error ?? new Error('rejected');
      }
      state.currentTestId = undefined;
      report(t.id, from, failure);
      const over = determineHitLimitReached(state.hitCount, state.hitLimit);
      if (over) return over;
      if (bail && failure !== null) {
        this.#killers = [t.id, ...this.#killers.filter((id) => id !== t.id)].slice(0, 6);
        break;
      }
    }
    return { status: DryRunStatus.Complete, tests: done };
  }
}

/** Writes each mutant down as it is tested (MUTATION_LEDGER): a long run that was ended has still said what it found. */
class Ledger {
  #path = process.env.MUTATION_LEDGER ?? null;

  onMutationTestingPlanReady({ mutantPlans }) {
    if (this.#path === null) return;
    mkdirSync(dirname(this.#path), { recursive: true });
    const planned = {};
    for (const { mutant } of mutantPlans) {
      const file = relative(process.cwd(), mutant.fileName);
      planned[file] = (planned[file] ?? 0) + 1;
    }
    writeFileSync(this.#path, `${JSON.stringify({ planned })}\n`);
  }

  onMutantTested({ fileName, status, mutatorName, replacement, location }) {
    if (this.#path !== null) appendFileSync(this.#path, `${JSON.stringify({ file: relative(process.cwd(), fileName), line: location.start.line, column: location.start.column, status, mutatorName, replacement })}\n`);
  }
}

export const strykerPlugins = [declareClassPlugin(PluginKind.TestRunner, 'guidance', GuidanceRunner), declareClassPlugin(PluginKind.Reporter, 'ledger', Ledger)];
