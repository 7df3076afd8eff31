/**
 * Fits and probabilities of libs/kinetics against R (tests/golden/generate_kinetics.R): integrals of the same likelihoods to 1e-6, distributions to 1e-9,
 * the shedding filter against conditional normal laws in one step.
 */
import { readFileSync } from 'node:fs';
import * as kinetics from '@clonewatch/kinetics';
import { logSigma } from '../../../libs/kinetics/src/defaults.js';
import { logLikelihoods, sumAt } from '../../../libs/kinetics/src/decay/draw-likelihood.js';
import { drawsOf, type Triple } from './support.js';

type Value = number | readonly Value[] | { readonly [name: string]: Value };
interface Call { readonly fn: string; readonly args: readonly unknown[]; readonly value: Value }
interface Draw { readonly k: number; readonly n: number; readonly b: number; readonly variance: number; readonly factor: number; readonly at: readonly number[]; readonly log_lik: readonly number[] }
interface Change { readonly draws: readonly Triple[]; readonly last: readonly [day: number, n: number]; readonly change: 'fell' | 'rose'; readonly count: number }
interface Trend { readonly draws: readonly Triple[]; readonly prior: readonly [number, number]; readonly level: readonly [number, number]; readonly rate: readonly [number, number] }
interface Shedding { readonly days: readonly number[]; readonly k: readonly number[]; readonly n: readonly number[]; readonly changed: readonly number[]; readonly noise: readonly kinetics.SheddingNoise[]; readonly exact: readonly kinetics.SheddingNoise[] }
const golden = JSON.parse(readFileSync(new URL('../../golden/kinetics_r.json', import.meta.url), 'utf8')) as { readonly draws: readonly Draw[]; readonly trends: readonly Trend[]; readonly shedding: readonly Shedding[]; readonly changes: readonly Change[]; readonly calls: readonly Call[] };

function error(got: unknown, of: Value): number {
  if (typeof of === 'number') return typeof got === 'number' ? Math.abs(got - of) / (of === 0 ? 1 : Math.abs(of)) : Infinity;
  return Math.max(...Object.entries(of).map(([name, value]) => error((got as Readonly<Record<string, unknown>>)[name], value)));
}
function close(got: unknown, of: Value, tolerance: number): void {
  const off = error(got, of);
  if (!(off <= tolerance)) throw new Error(`expected ${JSON.stringify(of)}, got ${JSON.stringify(got)}, off by ${off}`);
}

describe('what one draw of a decaying clone says', () => {
  it.each(golden.draws)('$k of $n, variance $variance × $factor²', (r) => {
    const tables = logLikelihoods([{ k: r.k, exposure: r.n, b: r.b, variance: r.variance }], [r.factor]);
    // With twenty and more the Poisson is about as narrow as the engine's step.
    close(r.at.map((x) => sumAt(tables, 0, Float64Array.of(0), x)), r.log_lik, r.k > 20 ? 1e-4 : 1e-6);
  });
  it('is of draws as noisy as R was told', () => close(logSigma(false), Math.hypot(0.2, 0.35), 1e-15));
});

describe('present level and growth', () => {
  it.each(golden.trends)('draws $draws', (t) => {
    const p = kinetics.trendPosterior(drawsOf(t.draws), { mean: t.prior[0], sd: t.prior[1] })!;
    for (const [values, of] of [[p.logLevels, t.level], [p.rates, t.rate]] as const) {
      const m = kinetics.momentsOf(values, p.weights);
      // A grid of 15 × 15: a twentieth of the posterior's own sd.
      expect(Math.abs(m.mean - of[0]) / of[1]).toBeLessThan(0.05);
      expect(Math.abs(m.sd / of[1] - 1)).toBeLessThan(0.06);
    }
  });
});

describe('a change of the last draws', () => {
  const of = (c: Change, k: number): string => kinetics.changeOf(drawsOf([...c.draws, [c.last[0], k, c.last[1]]]), { noise: new Map(), shedding: 'whole', treatmentDays: [], rechallenges: [], drawOrder: false });
  // R's lm puts the edge of 95 % at this count of the last draw: a millionth to each side of it the word changes.
  it.each(golden.changes)('$change after $draws from $count molecules on', (c) => {
    const sure = c.change === 'fell' ? 1 - 1e-6 : 1 + 1e-6;
    expect([of(c, c.count * sure), of(c, c.count / sure)]).toEqual([c.change, 'open']);
  });
});

it.each(golden.shedding)('shedding of draws on days $days: the filter in matrices, and near the law of all histories of jumps', (s) => {
  const found = kinetics.sheddingNoise(s.days.map((day, i) => ({ specimenId: `S${day}`, day, treatmentChanged: s.changed[i] === 1, variants: [{ key: 'APC', k: s.k[i]!, n: s.n[i]! }] })));
  expect([...found.keys()]).toEqual(s.days.map((d) => `S${d}`));
  s.noise.forEach((of, i) => close(found.get(`S${s.days[i]!}`), { ...of }, 1e-9));
  // Without a jump the same law; with one normal for two branches within a tenth of the sd of what is not known.
  const jumps = s.changed.indexOf(1);
  s.exact.forEach((of, i) => {
    const { log, variance } = found.get(`S${s.days[i]!}`)!;
    const tolerance = jumps < 0 || i < jumps ? 1e-9 : 0.1;
    expect(Math.abs(log - of.log) / Math.sqrt(of.variance)).toBeLessThan(tolerance);
    expect(Math.abs(Math.sqrt(variance / of.variance) - 1)).toBeLessThan(tolerance);
  });
});

describe('probabilities and intervals', () => {
  const tolerance: Readonly<Record<string, number>> = {
    // Seven digits from a count of 30 on, where a series stands in for iteration.
    meanVafPosterior: 2e-7, vafPosterior: 2e-7,
    // Twenty halvings: a part in a million of the whole tumour.
    detectableShare: 4e-5,
  };
  const functions = kinetics as unknown as Readonly<Record<string, (...args: unknown[]) => unknown>>;
  it.each([...new Set(golden.calls.map((c) => c.fn))])('%s', (fn) => {
    for (const c of golden.calls.filter((x) => x.fn === fn)) close(functions[fn]!(...c.args), c.value, tolerance[fn] ?? 1e-9);
  });
});
