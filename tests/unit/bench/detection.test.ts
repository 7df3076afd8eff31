/** What the bench of operating characteristics counts, on examples small enough to check by hand. */
import { describe, expect, it } from '@jest/globals';
import { evaluatePatient, gateIds } from '@clonewatch/guidance';
import { simulateCases, type PatientTruth, type VariantTruth } from '@clonewatch/simulate';
import { adjustedRandIndex } from '../../bench/detection/agreement.js';
import { tallyBurden } from '../../bench/detection/burden.js';
import { callsOf, rules, type Reading } from '../../bench/detection/baselines.js';
import { card, handWritten } from '../../bench/detection/card.js';
import { covers, intervalScore, lnRmse } from '../../bench/detection/decay.js';
import { gateTruths, tallyGates, type GateTally } from '../../bench/detection/gates.js';
import { brier, calibrationSlope, kaplanMeier } from '../../bench/detection/forecast.js';
import { medianOf, ratioOf, shareOf, shareOver } from '../../bench/detection/intervals.js';
import { gateTables } from '../../bench/detection/report-gates.js';
import type { RegimeTallies } from '../../bench/detection/report.js';
import { tallyRegrowth } from '../../bench/detection/regrowth.js';
import { tallyRise } from '../../bench/detection/rise.js';
import { cloneThere, riseVerdict } from '../../bench/detection/truths.js';

/** VAF doubles every 30 days from 0.01 % on day 0 until `stop`, then halves every 60. */
const clone = (kind: VariantTruth['kind'], vafOn: (day: number) => number, crossingDay: number | null = null): VariantTruth => ({
  gene: 'KRAS', variant: 'p.G12D', kind, onsetDay: 0, crossingDay, crossingLine: crossingDay === null ? null : 0, peakVaf: 0.01, doublingDays: 30, halfLifeDays: 60, vafOn,
});
const grown = (day: number): number => 1e-4 * 2 ** (Math.min(day, 150) / 30) * 2 ** (-Math.max(0, day - 150) / 60);

function patient(v: VariantTruth, tumour = 0.05): PatientTruth {
  const days = [0, 30, 60, 90, 120, 150, 180, 365];
  return {
    nonShedder: false, firstDay: 0, lastDay: 365, progressionDays: [], variants: [v], variant: (gene, variant) => (gene === v.gene && variant === v.variant ? v : undefined), tumourVafOn: () => tumour,
    lines: [{ antiEgfr: true, again: false, startDay: 0, stopDay: 150, stopReason: 'progression', bestResponse: 'PR', kills: false }],
    draws: days.map((d, i) => ({ specimenId: `D${i}`, trueDay: d, day: d, contaminated: [], swapped: false, misdated: false, diluted: false, flare: false, failed: false })),
    halfLifeBetween: () => null, fallsBelow: () => Infinity, reachesOn: () => Infinity, progressesOn: () => Infinity,
  };
}
const call = (trueDay: number, gene = 'KRAS'): { trueDay: number; members: { gene: string; variant: string }[] } => ({ trueDay, members: [{ gene, variant: 'p.G12D' }] });

describe('verdicts on a call of rising', () => {
  it('growing on the drug, after it, stable, and noise of every kind', () => {
    const p = patient(clone('resistance', grown, 100));
    expect([60, 150, 180].map((d) => riseVerdict(p, p.variants[0], d))).toEqual(['growing', 'growing', 'after']);
    expect(riseVerdict(p, p.variants[0], 0)).toBe('noise');
    const late = patient(clone('resistance_late', (d) => (d < 100 ? 0 : 1e-3)));
    expect([60, 120].map((d) => riseVerdict(late, late.variants[0], d))).toEqual(['noise', 'growing']);
    for (const [kind, verdict] of [['resistance_stable', 'stable'], ['chip', 'noise'], ['absent', 'noise']] as const) expect(riseVerdict(p, clone(kind, () => 0.003), 90)).toBe(verdict);
    expect(riseVerdict(p, undefined, 90)).toBe('noise');
  });

  it('tallies delay from the crossing, calls before the stop, and years between draws', () => {
    const p = patient(clone('resistance', grown, 100));
    const t = tallyRise(p, [call(120), call(180), call(90, 'NRAS')], () => true);
    expect(t).toMatchObject({ noise: 1, after: 1, stableCalls: 0, clones: [{ called: true, delayDays: 20, beforeStop: true }] });
    expect(t.years).toBeCloseTo(365 / 365.25, 12);
    expect(tallyRise(p, [call(180)], () => true).clones).toEqual([{ called: true, delayDays: 80, beforeStop: false }]);
    expect(tallyRise(p, [], () => true).clones).toEqual([{ called: false, delayDays: null, beforeStop: false }]);
    expect(tallyRise(p, [], () => false).clones).toEqual([]);
    // A call made before the clone had grown at all is noise and finds nothing.
    expect(tallyRise(p, [call(0)], () => true)).toMatchObject({ noise: 1, clones: [{ called: false }] });
    expect(tallyRise(patient(clone('resistance_stable', () => 0.003)), [call(60), call(120)], () => true)).toMatchObject({ noise: 0, stableCalls: 2, stableClones: 1, stableEverCalled: 1 });
  });

  it('a clone is there at 0.1 % of plasma DNA or at a quarter of the tumour', () => {
    const at = (vaf: number, tumour: number): boolean => cloneThere(patient(clone('resistance', () => vaf), tumour), 60);
    expect([at(0.001, 0.2), at(0.0009, 0.2), at(0.0002, 0.0008), at(0.0001, 0.0008), at(0, 0.0008)]).toEqual([true, false, true, false, false]);
  });
});

describe('rises of the tumour burden', () => {
  // Lowest on day 60; threefold of it from day 120 on, of half a per cent from day 150 on.
  const tumour: Readonly<Record<number, number>> = { 0: 0.02, 30: 0.004, 60: 0.001, 90: 0.002, 120: 0.003, 150: 0.006, 180: 0.02, 365: 0.1 };
  const truncal = { ...clone('truncal', (day) => tumour[day]!), gene: 'APC' };
  const truth: PatientTruth = { ...patient(truncal), tumourVafOn: (day) => tumour[day]! };
  const alerts = (...draws: readonly number[]): Parameters<typeof tallyBurden>[1] =>
    ({ alerts: draws.map((i) => ({ kind: 'burden_rising', specimenId: `D${i}`, firedDay: -1 })) }) as unknown as Parameters<typeof tallyBurden>[1];

  it('are told by a notice on a draw after the lowest, early or late; the first one counts', () => {
    expect(tallyBurden(truth, alerts(6, 7))).toEqual({ delayDays: 30 });
    expect(tallyBurden(truth, alerts(4))).toEqual({ delayDays: -30 });
    expect(tallyBurden(truth, alerts(0, 2))).toEqual({ delayDays: null });
    expect(tallyBurden(truth, alerts())).toEqual({ delayDays: null });
  });
  it('are none without a truncal variant, below half a per cent, below threefold, or on a failed draw', () => {
    expect(tallyBurden({ ...truth, variants: [clone('resistance', grown)] }, alerts(6))).toBeNull();
    expect(tallyBurden({ ...truth, tumourVafOn: (day) => tumour[day]! / 21 }, alerts(6))).toBeNull();
    expect(tallyBurden({ ...truth, tumourVafOn: (day) => (day < 90 ? 0.02 : 0.059) }, alerts(6))).toBeNull();
    expect(tallyBurden({ ...truth, draws: truth.draws.map((d, i) => ({ ...d, failed: i > 4 })) }, alerts(6))).toBeNull();
  });
});

describe('growing back under the drug given again', () => {
  // Lowest on day 120; threefold of it and 0.1 % from day 180 on, under the drug given again from day 130 on.
  const vafs: Readonly<Record<number, number>> = { 0: 0.01, 30: 0.006, 60: 0.003, 90: 0.001, 120: 0.0004, 150: 0.0009, 180: 0.002, 365: 0.05 };
  const first = { antiEgfr: true, again: false, startDay: -200, stopDay: 0, stopReason: 'progression', bestResponse: 'PR', kills: false };
  const truth = (over: Partial<PatientTruth> = {}): PatientTruth => ({ ...patient(clone('resistance', (day) => vafs[day] ?? 0.01)), lines: [first, { ...first, again: true, startDay: 130, stopDay: null }], ...over });
  const evaluation = (calledIn: string, ...fired: readonly (readonly [draw: number, gene: string])[]): Parameters<typeof tallyRegrowth>[1] => ({
    series: [{ gene: 'KRAS', variant: 'p.G12D', points: [{ specimenId: 'D3', day: 90, status: 'not_detected' }, { specimenId: calledIn, day: -1, status: 'detected' }] }],
    alerts: fired.map(([i, gene]) => ({ kind: 'resistance_regrowth', specimenId: `D${i}`, firedDay: -1, episode: `${i}${gene}`, gene, variant: 'p.G12D', members: [] })),
  }) as unknown as Parameters<typeof tallyRegrowth>[1];

  it('counts from the draw by which the clone had grown, of calls under the drug', () => {
    expect(tallyRegrowth(truth(), evaluation('D0', [7, 'KRAS']))).toEqual({ years: 235 / 365.25, noise: 0, clones: [{ delayDays: 185 }] });
    expect(tallyRegrowth(truth(), evaluation('D0', [5, 'KRAS']))!.clones).toEqual([{ delayDays: -30 }]);
    expect(tallyRegrowth(truth(), evaluation('D0', [1, 'KRAS'], [6, 'NRAS']))).toMatchObject({ noise: 1, clones: [{ delayDays: null }] });
  });
  it('nothing of a clone that was not called before, of one that does not grow, of a drug never given again, or with no draw under it', () => {
    expect(tallyRegrowth(truth(), evaluation('D5', [7, 'KRAS']))!.clones).toEqual([]);
    expect(tallyRegrowth(truth({ variants: [clone('resistance', (day) => Math.min(vafs[day]!, 0.0009))] }), evaluation('D0'))!.clones).toEqual([]);
    expect(tallyRegrowth(truth({ variants: [clone('resistance_stable', () => 0.01)] }), evaluation('D0'))!.clones).toEqual([]);
    expect(tallyRegrowth(truth({ lines: [first] }), evaluation('D0'))).toBeNull();
    expect(tallyRegrowth(truth({ lines: [first, { ...first, again: true, startDay: 130, stopDay: 140 }] }), evaluation('D0'))).toBeNull();
  });
});

describe('simple rules', () => {
  const series = (...counts: number[]): Reading[] => counts.map((k, i) => ({ specimenId: `D${i}`, day: 28 * i, k, n: 4000, expected: 0.1, called: k >= 2 }));
  const at = (name: string, ...counts: number[]): number[] => callsOf(rules[name]!, series(...counts)).map((x) => x.day / 28);

  it('call at the draws worked out by hand, anew after a draw without the condition', () => {
    expect(at('any call ≥ LoD', 0, 2, 3, 1, 5)).toEqual([1, 4]);
    expect(at('two rising calls', 2, 3, 3, 4)).toEqual([1, 3]);
    // 0.05 %, then 0.125 % and 0.15 %: twice the nadir and above 0.1 % at two draws running.
    expect(at('2× nadir twice', 2, 5, 6)).toEqual([2]);
    expect(at('2× nadir twice', 2, 5, 3, 5)).toEqual([]);
    // Of an expected 0.1: P(≥ 4) = 3.8e-6, P(≥ 5) = 7.7e-8.
    expect(at('Poisson p < 1e-6', 4, 5)).toEqual([1]);
    expect(at('CUSUM', 0, 0, 0, 1, 4)).toEqual([4]);
    expect(at('CUSUM', 4, 4, 4, 4, 5, 4)).toEqual([]);
    expect(at('OLS slope', 1, 2, 4, 8)).toEqual([2]);
    expect(at('OLS slope', 4, 4, 4, 4)).toEqual([]);
  });
});

describe('figures and their intervals', () => {
  it('ratio over patients: two patients of one year, one and three calls', () => {
    // Mean 2, linearised residuals −1 and +1, variance of the mean 1: 2 ± 1.96.
    const f = ratioOf([[1, 1], [3, 1]]);
    expect([f.value, f.low, f.high]).toEqual([2, expect.closeTo(2 - 1.959964, 6), expect.closeTo(2 + 1.959964, 6)]);
    expect(ratioOf([[0, 10], [0, 20]])).toMatchObject({ value: 0, low: 0, high: 0.1 });
    expect(ratioOf([[0, 0]]).value).toBeNaN();
    expect([shareOver([[2, 2], [1, 1]]), shareOver([[0, 10], [0, 20]])]).toEqual([{ value: 1, low: 0, high: 1, n: 3 }, { value: 0, low: 0, high: 0.1, n: 30 }]);
  });

  it('Wilson\'s interval of 1 in 10 (R: binom.confint 0.0179–0.4042), median by order statistics', () => {
    const f = shareOf(1, 10);
    expect([f.low, f.high]).toEqual([expect.closeTo(0.017876, 5), expect.closeTo(0.40415, 5)]);
    expect(medianOf([5, 1, 3])).toMatchObject({ value: 3, n: 3 });
    expect(medianOf([1, 2, 3, 10])).toMatchObject({ value: 2.5 });
    expect(medianOf(Array.from({ length: 100 }, (_, i) => i + 1))).toMatchObject({ value: 50.5, low: 41, high: 61 });
  });

  it('interval score, ln-RMSE, coverage', () => {
    expect(intervalScore(50, 200, 100)).toBeCloseTo(Math.log(4), 12);
    expect(intervalScore(50, 200, 400)).toBeCloseTo(Math.log(4) + 40 * Math.log(2), 12);
    expect(lnRmse([[200, 100], [50, 100]])).toBeCloseTo(Math.LN2, 12);
    expect([covers({ low: 1, high: 2 }, 2), covers({ low: 1, high: 2 }, 2.1)]).toEqual([true, false]);
  });

  it('calibration slope, Brier score, Kaplan–Meier without censoring', () => {
    const group = (p: number, yes: number, of: number): (readonly [number, boolean])[] => Array.from({ length: of }, (_, i) => [p, i < yes] as const);
    // Frequencies equal to the probabilities: slope 1. Said too surely (odds 9 where they are 3): slope ln 3 / ln 9.
    expect(calibrationSlope([...group(0.25, 1, 4), ...group(0.75, 3, 4)])).toBeCloseTo(1, 8);
    expect(calibrationSlope([...group(0.1, 1, 4), ...group(0.9, 3, 4)])).toBeCloseTo(0.5, 8);
    expect(brier([[0.5, true], [1, true], [0.2, false]])).toBeCloseTo((0.25 + 0 + 0.04) / 3, 12);
    expect([kaplanMeier([10, 20, 30], 15, 10), kaplanMeier([10, 20, 30], 15, 15), kaplanMeier([10], 15, 10)]).toEqual([0.5, 1, 0]);
  });

  it('adjusted Rand index: the example of Hubert & Arabie\'s formula, and groupings without pairs', () => {
    // scikit-learn: adjusted_rand_score([0,0,1,2],[0,0,1,1]) = 0.5714…
    expect(adjustedRandIndex(['a', 'a', 'b', 'c'], ['x', 'x', 'y', 'y'])).toBeCloseTo(0.5714285714, 10);
    expect(adjustedRandIndex(['a', 'b', 'c'], ['x', 'y', 'z'])).toBe(1);
    expect(adjustedRandIndex(['a', 'b', 'c'], ['x', 'x', 'z'])).toBe(0);
    expect(() => adjustedRandIndex(['a'], [])).toThrow(RangeError);
  });
});

describe('the model card', () => {
  const input = (earlier: string | null): Parameters<typeof card>[0] => ({
    designSeed: 1, testSeed: 2, earlier, tables: [{ heading: 'Rise', tables: [{ title: 'T', head: ['a'], rows: [['1']] }] }],
    regimes: [{ regime: 'default', seed: 2, tallies: [{ years: 1, milliseconds: 1, rise: {}, notices: [], burden: null, regrowth: null, decays: [], decisions: [], gates: [], trends: [], progressionDay: 100, ari: null, forecast: null, modelVersion: 'kinetics-x', rulesVersion: 'rules-y' }] }],
  });

  it('keeps what a person wrote, and says versions and seed', () => {
    const first = card(input(null));
    const mine = handWritten(first);
    const edited = first.replace(mine, '\nThe delay is long because …\n');
    const again = card(input(edited));
    expect(again).toBe(edited);
    expect(again).toContain('Engine kinetics-x, rules rules-y. Thresholds were fixed beforehand, on other simulated patients, and looked at on seed 1; the figures below are of seed 2 (the test seed).');
  });
});

describe('gates against truth', () => {
  const tally = (truth: string, state: GateTally['state'], id = 'G7'): GateTally => ({ id, truth, state });
  const regime = (gates: readonly (readonly GateTally[])[]): RegimeTallies => ({ regime: 'default', seed: 1, tallies: gates.map((g) => ({ gates: g })) as unknown as RegimeTallies['tallies'] });
  const [there, none] = ['a clone of 0.1 % or a quarter of the tumour', 'none'];

  it('counts states by truth, and as wrong only what the truth forbids', () => {
    const g7 = gateTables([regime([[tally(there, 'fail'), tally(there, 'pass')], [tally(there, 'unknown'), tally(there, 'not_informative')], [tally(none, 'fail'), tally(none, 'pass')]])]).find((t) => t.title.startsWith('Gate G7,'))!;
    expect(g7.head).toEqual(['truth', 'pass', 'caution', 'fail', 'unknown', 'not informative', 'wrong']);
    expect(g7.rows.map((r) => r.slice(0, 6))).toEqual([[there, '1', '0', '1', '1', '1'], [none, '1', '0', '1', '0', '0']]);
    expect(g7.rows.map((r) => Number(r[6]!.split(' ')[0]))).toEqual([0.25, 0.5]);
  });

  it('has truths for every gate, each truth once, and never calls wrong a gate that cannot tell', () => {
    expect([...new Set(gateTruths.map((x) => x.id))]).toEqual([...gateIds]);
    expect(new Set(gateTruths.map((x) => `${x.id} ${x.truth}`)).size).toBe(gateTruths.length);
    expect(gateTruths.flatMap((x) => x.wrong)).not.toContain('unknown');
    expect(gateTruths.flatMap((x) => x.wrong)).not.toContain('not_informative');
  });

  it('every gate of a simulated patient off the drug meets a truth of its own table', () => {
    const known = new Set(gateTruths.map((x) => `${x.id} ${x.truth}`));
    const found = [...simulateCases(3, 20_261, 'rechallenge')].flatMap((c) => tallyGates(c, evaluatePatient(c.record, null)));
    expect(found.length).toBeGreaterThanOrEqual(10);
    expect(found.filter((g) => !known.has(`${g.id} ${g.truth}`))).toEqual([]);
  });
});
