/**
 * The window of rechallenge from written-down decay fits, and what else the evaluation of readiness says. The clearance day of a clone is read as two half normals
 * around its median with its 95 % limits; expected days and probabilities are those of the normal distribution (quantiles beside each).
 */
import { describe, expect, it } from '@jest/globals';
import type { DecayFit, GateResult, Interval, Measurement } from '@clonewatch/domain';
import { gatesOn, rechallengeOf, type RechallengeOptions } from '@clonewatch/guidance';
import { newestVersions, ReadingCache } from '../../../libs/guidance/src/assemble.js';
import { canonicalRecord } from '../../../libs/guidance/src/known.js';
import { knownClones, windowOf } from '../../../libs/guidance/src/rechallenge/clearance.js';
import { couldBeMet } from '../../../libs/guidance/src/rechallenge/evaluate.js';
import { answeredBy, wordingOf } from '../../../libs/guidance/src/rechallenge/verdict.js';
import { snapshotOf, type Snapshot } from '../../../libs/guidance/src/snapshot.js';
import { line, measure } from './records.js';
import { candidate, today, usualLines, type Change } from './rechallenge-records.js';

const snapOf = (c: Change = {}): Snapshot => {
  const canonical = canonicalRecord(candidate(c));
  return snapshotOf(canonical, newestVersions(canonical.measurements), today, new ReadingCache(canonical.controls));
};
const early = today - 150;
const kras = (more: Partial<Measurement> = {}): Measurement => measure('E1', early, 'KRAS', 'p.G12D', 40, 3500, { wbcVafFraction: 0, ...more });
const egfr = measure('E1', early, 'EGFR', 'p.S464L', 30, 3500);
/** Clearance so many days from today: median, and 95 % limits so far before and after it. */
const at = (median: number, before: number, after = before): Interval => ({ median: today + median, low: today + median - before, high: today + median + after });
const fit = (clearanceDay: Interval | null, pNeverClears: number | null = 0): DecayFit => ({ clearanceDay, pNeverClears }) as DecayFit;
const windowWith = (fits: Readonly<Record<string, DecayFit | null>>): ReturnType<typeof windowOf> => windowOf(snapOf({ more: [...('KRAS' in fits ? [kras()] : []), ...('EGFR' in fits ? [egfr] : [])] }), (s) => fits[s.gene] ?? null);
const days = (i: Interval | null): readonly number[] | null => i && [i.low - today, i.median - today, i.high - today];

describe('the window', () => {
  it('of one clone is its own, and opens when 80 % of its distribution has passed', () => {
    const w = windowWith({ KRAS: fit(at(100, 40)) });
    expect(days(w.clearance)).toEqual([60, 100, 140]);
    // 0.8416 of 40 / 1.96 days after the median: 17.2.
    expect(w.earliestDay! - today).toBe(118);
    expect(w.clones).toEqual([{ gene: 'KRAS', variant: 'p.G12D', clearanceDay: at(100, 40), pBelowNow: w.clones[0]!.pBelowNow, pNeverClears: 0, reason: null }]);
    expect(w.reason).toBeNull();
  });
  it('of several is that of the last: the product of their distributions', () => {
    const w = windowWith({ KRAS: fit(at(100, 40)), EGFR: fit(at(100, 40)) });
    // Both below with 2.5, 50, 97.5 and 80 %: each with the square root of it, at -1.002, 0.545, 2.239 and 1.250 of 20.41 days.
    expect([days(w.clearance), w.earliestDay! - today]).toEqual([[80, 112, 146], 126]);
    // One that is far away decides alone.
    expect(days(windowWith({ KRAS: fit(at(100, 40)), EGFR: fit(at(900, 80)) }).clearance)).toEqual([820, 900, 980]);
    expect(days(windowWith({ KRAS: fit(at(900, 80)), EGFR: fit(at(100, 40)) }).clearance)).toEqual([820, 900, 980]);
  });
  it('says how likely all are below by today, before and after a median, on the side it lies', () => {
    const before = windowWith({ KRAS: fit(at(10, 20, 40)) });
    // Half the lower limit's distance below: the normal at -0.98.
    expect(before.pAllBelowNow).toBeCloseTo(0.163548, 5);
    const after = windowWith({ KRAS: fit(at(-10, 20, 40)) });
    expect(after.pAllBelowNow).toBeCloseTo(0.687930, 5);
    const both = windowWith({ KRAS: fit(at(10, 20, 40)), EGFR: fit(at(-10, 20, 40)) });
    expect(both.pAllBelowNow).toBeCloseTo(0.163548 * 0.687930, 5);
    expect(both.clones.map((c) => [c.gene, Number(c.pBelowNow!.toFixed(4))])).toEqual([['EGFR', 0.6879], ['KRAS', 0.1635]]);
    const point = (median: number): number => windowWith({ KRAS: fit(at(median, 0)) }).pAllBelowNow!;
    expect([point(1), point(0), point(-1)]).toEqual([0, 0.5, 1]);
  });
  it('counts the chance that one never clears: into today, and into the day that opens it', () => {
    const w = windowWith({ KRAS: fit(at(-10, 20, 40), 0.1) });
    expect(w.pAllBelowNow).toBeCloseTo(0.9 * 0.687930, 5);
    expect(w.clones[0]).toMatchObject({ pNeverClears: 0.09999999999999998 });
    expect(w.clones[0]!.pBelowNow).toBeCloseTo(0.9 * 0.687930, 5);
    // 0.8 / 0.9 of those that clear: 1.2206 of 20.41 days after the median.
    expect(windowWith({ KRAS: fit(at(100, 40), 0.1) }).earliestDay! - today).toBe(125);
    expect([windowWith({ KRAS: fit(at(100, 40), 0.2) }).earliestDay, windowWith({ KRAS: fit(at(100, 40), 0.15), EGFR: fit(at(100, 40), 0.15) }).earliestDay]).toEqual([null, null]);
    expect(windowWith({ KRAS: fit(at(100, 40), null) }).earliestDay! - today).toBe(118);
    expect(days(windowWith({ KRAS: fit(at(100, 40), 0.3) }).clearance)).toEqual([60, 100, 140]);
  });
  it('says why there is none', () => {
    const none = { clearance: null, pAllBelowNow: null, earliestDay: null };
    expect(windowWith({})).toEqual({ ...none, clones: [], reason: 'no resistance clone known' });
    expect(windowWith({ KRAS: null })).toMatchObject({ ...none, reason: 'not every known clone has a decay fit', clones: [{ clearanceDay: null, pBelowNow: null, pNeverClears: null, reason: 'no decay fitted: two draws off the drug are needed' }] });
    expect(windowWith({ KRAS: fit(null, 0.7) })).toMatchObject({ ...none, reason: 'not every known clone clears by itself', clones: [{ pBelowNow: null, reason: 'no date: it does not fall below the bound by itself with a probability of 70 %' }] });
    expect(windowWith({ KRAS: fit(null, null) }).clones[0]!.reason).toBe('no date: it does not fall below the bound by itself with a probability of 100 %');
    expect(windowWith({ KRAS: fit(null, 0.7), EGFR: null }).reason).toBe('not every known clone has a decay fit');
    expect(windowWith({ KRAS: fit(at(100, 40)), EGFR: fit(null, 0.7) })).toMatchObject({ ...none, reason: 'not every known clone clears by itself' });
  });
  it('asks for clones called at some time that exclude anti-EGFR and are not of blood cells', () => {
    const known = (...more: Measurement[]): readonly string[] => knownClones(snapOf({ more })).map((s) => `${s.gene} ${s.variant}`);
    expect(known(kras(), egfr)).toEqual(['EGFR p.S464L', 'KRAS p.G12D']);
    expect(known(kras({ wbcVafFraction: null }))).toEqual(['KRAS p.G12D']);
    expect([known(kras({ wbcVafFraction: 0.012 })), known(kras({ mutantCount: 0 })), known(measure('E1', early, 'PIK3CA', 'p.H1047R', 40, 3500)), known(measure('E1', early, 'APC', 'p.Q1367*', 300, 3500))]).toEqual([[], [], [], []]);
  });
});

describe('what an evaluation of readiness says', () => {
  const told = (c: Change = {}, o: RechallengeOptions = {}) => rechallengeOf(snapOf(c), () => null, o)!;
  const wbc = (f: number) => (m: Measurement): Measurement => (m.gene === 'KRAS' ? { ...m, wbcVafFraction: f } : m);
  it('bounds only where every position was read and no call of RAS or BRAF stands; a share only beside a tumour signal', () => {
    const clear = told();
    expect([clear.excludedToVaf!.toFixed(4), clear.excludedToShare!.toFixed(3)]).toEqual(['0.0018', '0.072']);
    const call = { counts: { 'KRAS p.G12D': 40 } };
    expect([told(call).excludedToVaf, told({ ...call, edit: wbc(0) }).excludedToVaf, told({ counts: { 'NRAS p.K117N': null } }).excludedToVaf]).toEqual([null, null, null]);
    expect(told({ ...call, edit: wbc(0.012) }).excludedToVaf).toBeCloseTo(clear.excludedToVaf!, 4);
    expect([told({ truncal: null }).excludedToVaf!.toFixed(4), told({ truncal: null }).excludedToShare]).toEqual(['0.0018', null]);
  });
  it('the sample, the one test that would answer, and the bound of the window', () => {
    expect(told()).toMatchObject({ verdict: 'met', sampleDay: today - 7, sampleSpecimens: ['S1'], answeredBy: null, boundVaf: 0.001, wording: 'Criteria met in the sample of 25 May 2026', clearanceReason: 'no resistance clone known' });
    expect(told({ counts: { 'KRAS p.G12D': 12 } })).toMatchObject({ verdict: 'cannot_assess', answeredBy: 'wbc' });
    expect(told({ counts: { 'KRAS p.G12D': 12 }, profile: { tissueRas: 'mutant' } })).toMatchObject({ verdict: 'not_met', answeredBy: null });
    expect(told().context).toMatch(/114 patients.*4\.0 months.*promise no response/);
    expect(told({ age: 29 }, { plannedDay: today - 1 }).verdict).toBe('met');
  });
  it('arises in colorectal cancer without a RAS or BRAF driver, or where the disease is not known, once anti-EGFR was given', () => {
    const arises = (c: Change): boolean => gatesOn(candidate(c), today) !== null;
    expect([arises({}), arises({ profile: { nosology: null } }), arises({ profile: { nosology: 'mcrc_braf_v600e' } }), arises({ profile: { nosology: 'nsclc_egfr' } }), arises({ lines: [usualLines()[1]!] }), arises({ lines: [line(today + 1, null)] })]).toEqual([true, true, false, false, false, false]);
    expect(rechallengeOf(snapOf({ profile: { nosology: 'rcc' } }), () => null)).toBeNull();
  });
  it('knows on a day what was reported by then', () => {
    const late = candidate({ edit: (m) => (m.variant === 'p.K117N' ? { ...m, knownDay: today + 3 } : m) });
    const seven = (day: number): string => gatesOn(late, day)!.gates.find((g) => g.id === 'G7')!.state;
    expect([seven(today), seven(today + 3)]).toEqual(['unknown', 'pass']);
  });
  it('could be met only while every criterion outside the plasma passes', () => {
    const could = (c: Change, planned: number | null = null): boolean => couldBeMet(snapOf(c), planned);
    const sd = usualLines().map((l, i) => (i === 0 ? { ...l, bestResponse: 'SD' as const } : l));
    expect([could({}), could({ truncal: null }), could({ counts: { 'KRAS p.G12D': 40 } })]).toEqual([true, true, true]);
    expect([could({ profile: { tissueRas: null } }), could({ lines: sd }), could({ lines: usualLines(121) }), could({ lines: usualLines().slice(0, 1) }), could({ age: 29 }), could({ profile: { nosology: 'rcc' } }), could({ lines: [] })]).toEqual(Array.from({ length: 7 }, () => false));
    expect([could({ lines: usualLines(121) }, today + 1), could({ age: 28 }, today + 1)]).toEqual([true, false]);
  });
  it('what would answer, and what is open, is asked of the open gates alone', () => {
    const gates = [{ id: 'G1', state: 'pass', datum: 'a', opens: null }, { id: 'G10', state: 'unknown', datum: 'Origin of KRAS p.G12D not resolved', opens: 'wbc' }] as unknown as readonly GateResult[];
    expect(answeredBy(gates)).toBe('wbc');
    expect(wordingOf('cannot_assess', gates, null)).toBe('Cannot be assessed: origin of KRAS p.G12D not resolved. Sequencing of white blood cells would answer');
  });
});
