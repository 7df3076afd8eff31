/**
 * Every function of libs/stats against two oracles on the same calls: R's own routines (tests/golden/generate_stats.R) and 50-digit arithmetic from the
 * definitions (tests/golden/generate_stats_calls.py, SciPy agreeing). A function without a call is an error: what is exported is what is checked.
 */
import { readFileSync } from 'node:fs';
import * as stats from '@clonewatch/stats';

type Value = number | readonly Value[] | { readonly [name: string]: Value };
interface Call { readonly fn: string; readonly args: readonly unknown[]; readonly value: Value }
const read = <T>(name: string): T => JSON.parse(readFileSync(new URL(`../../golden/${name}`, import.meta.url), 'utf8')) as T;
const { calls, versions } = read<{ calls: readonly Call[]; versions: Readonly<Record<string, string>> }>('stats_r.json');
const exact = read<{ values: readonly Value[] }>('stats_calls.json').values;
const functions = Object.fromEntries(Object.entries(stats).filter(([, f]) => typeof f === 'function')) as unknown as Readonly<Record<string, (...args: unknown[]) => unknown>>;

/** Relative tolerances; absolute for a logarithm near 0, for that is the relative error of its probability. */
const tight = 1e-12;
const looser: Readonly<Record<string, readonly [relative: number, why: string]>> = {
  signalPosterior: [2e-7, 'from a shape of 30 on a Cornish–Fisher series stands in for iteration'],
  overdispersionByLikelihood: [1e-6, 'two searches for the top of one curve agree to the root of the rounding error'],
};

/** Largest error of any number of `of`; the other members of an object (a method's name) are not asked. */
function error(got: unknown, of: Value, absolute: number): number {
  if (typeof of === 'number') return typeof got === 'number' ? Math.max(0, Math.abs(got - of) - absolute) / (of === 0 ? 1 : Math.abs(of)) : Infinity;
  const entries = Object.entries(of);
  return Math.max(...entries.map(([name, value]) => error((got as Readonly<Record<string, unknown>>)[name], value, absolute)));
}

function check(call: Call, of: Value, tolerance: number): void {
  const got = functions[call.fn]!(...call.args);
  const off = error(got, of, /^log|Log/.test(call.fn) ? tight : 0);
  if (!(off <= tolerance)) throw new Error(`${call.fn}(${JSON.stringify(call.args)}): expected ${JSON.stringify(of)}, got ${JSON.stringify(got)}, off by ${off}`);
}

const of = (fn: string): readonly number[] => calls.flatMap((c, i) => (c.fn === fn ? [i] : []));

it('has calls of every public function, and of no other', () => {
  expect([...new Set(calls.map((c) => c.fn))].sort()).toEqual(Object.keys(functions).sort());
  expect(exact).toHaveLength(calls.length);
  expect(versions).toMatchObject({ R: expect.stringMatching(/^\d+\.\d+\.\d+$/) as string });
});

describe.each(Object.keys(functions))('%s', (fn) => {
  const [tolerance] = looser[fn] ?? [tight];
  it('as R has it', () => { for (const i of of(fn)) check(calls[i]!, calls[i]!.value, tolerance); });
  it('as 50 digits have it', () => { for (const i of of(fn)) check(calls[i]!, exact[i]!, tolerance); });
});
