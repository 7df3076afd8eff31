/** Small whole histories through the single entry: in which order alerts stand, what a suspect draw silences, what each series is given by its course, what a correction takes back. */
import { describe, expect, it } from '@jest/globals';
import type { AlertFinding, Measurement, PatientRecord, SeriesResult } from '@clonewatch/domain';
import { evaluatePatient } from '@clonewatch/guidance';
import { growthOf } from '@clonewatch/kinetics';
import { ReadingCache } from '../../../libs/guidance/src/assemble.js';
import { courseFor, decayOf, fallOf, sincePeak } from '../../../libs/guidance/src/engine.js';
import { foldDraws, suspectOf } from '../../../libs/guidance/src/fold.js';
import { canonicalRecord } from '../../../libs/guidance/src/known.js';
import { memoryOf } from '../../../libs/guidance/src/memory.js';
import { defaultPolicy } from '../../../libs/guidance/src/policy.js';
import { remembered, oncePerSeries, oncePerSnapshot } from '../../../libs/guidance/src/remember.js';
import { testDraws } from '../../../libs/guidance/src/snapshot.js';
import { candidate } from './rechallenge-records.js';
import { day, line, measure, patient } from './records.js';
import { emptyMemory, keptSteps, seriesIn } from './steps.js';

const at = (n: number): number => day('2026-01-08') + 28 * (n - 1);
const beside = (name: string, counts: readonly number[], more: Partial<Measurement> = {}, n = 4000): Measurement[] =>
  counts.map((k, i) => measure(`S${i + 1}`, at(i + 1), name.split(' ')[0]!, name.split(' ')[1]!, k, n, more));
const on = [line(at(1) - 30, null)];
const off = [line(at(1) - 300, at(1))];
const of = (r: PatientRecord, gene: string, variant?: string): SeriesResult => evaluatePatient(r, null).series.find((s) => s.gene === gene && (variant === undefined || s.variant === variant))!;
const kinds = (alerts: readonly AlertFinding[]): string[] => alerts.map((a) => `${a.kind} ${a.specimenId ?? '-'}`);

describe('nothing yet', () => {
  it('a record without results cannot be assessed, and has no day', () => {
    const e = evaluatePatient(patient([], []), null);
    expect([e.asOfDay, e.informative, e.draws, e.series, e.clones, e.alerts, e.retracted, e.leadingClone, e.sentence]).toEqual([null, { status: 'not_informative', reason: 'Cannot be assessed: no results yet' }, [], [], [], [], [], null, 'No results yet.']);
    expect(e.forecast!.reason).toBe('too_few_draws');
  });
  it('results that are there later than the day asked are not', () => {
    const r = patient(beside('KRAS p.G12D', [40]).map((m) => ({ ...m, knownDay: at(1) + 9 })), on);
    expect([evaluatePatient(r, { day: at(1) + 8 }).series.length, evaluatePatient(r, { day: at(1) + 9 }).series.length]).toEqual([0, 1]);
  });
});

describe('what each series is given by its course', () => {
  const rising = patient([...beside('KRAS p.G12D', [0, 0, 9, 40, 160]), ...beside('APC p.R1450*', [80, 78, 80, 82, 80])], on);
  const falling = patient([...beside('KRAS p.G12D', [800, 400, 200, 100, 50]), ...beside('APC p.R1450*', [80, 78, 80, 82, 80])], off);
  it('what rises: growth and doubling given that it grows, no half-life', () => {
    const s = of(rising, 'KRAS');
    const { snap } = keptSteps(rising).at(-1)!;
    const { rise } = courseFor(snap, seriesIn(snap, 'KRAS'));
    expect([s.trend, s.doublingDays!.median, s.growthPerDay!.low, s.pRising]).toEqual(['rising', expect.closeTo(rise!.doublingDays!.median, 8), expect.closeTo(rise!.growthPerDay!.low, 8), expect.closeTo(rise!.pRising!, 8)]);
    expect([s.halfLifeDays, s.halfLifeRelativeDays, s.decay]).toEqual([null, null, null]);
    expect(s.growthPerDay!.median).toBeGreaterThan(0);
  });
  it('a resistant clone off the drug: half-lives of the draws since the last dose, growth their negative, no doubling', () => {
    const s = of(falling, 'KRAS');
    const { snap } = keptSteps(falling).at(-1)!;
    const series = seriesIn(snap, 'KRAS');
    // The draw of the last dose itself counts.
    const fit = decayOf(snap, series, testDraws(snap, series), snap.day)!;
    expect(s.trend).toBe('falling');
    for (const k of ['median', 'low', 'high'] as const) {
      expect(s.decay!.halfLifeDays[k]).toBeCloseTo(fit.halfLifeDays[k], 6);
      expect(s.halfLifeDays![k]).toBeCloseTo(fit.halfLifeDays[k], 6);
      expect(s.halfLifeRelativeDays![k]).toBeCloseTo(fit.halfLifeRelativeDays![k], 6);
      expect(s.growthPerDay![k]).toBeCloseTo(-Math.LN2 / fit.halfLifeDays[k], 10);
    }
    expect([s.doublingDays, s.growthPerDay!.low < s.growthPerDay!.high]).toEqual([null, true]);
    const since = patient(falling.measurements, [line(at(1) - 300, at(1) + 1)]);
    expect(of(since, 'KRAS').decay!.halfLifeDays.median).toBeCloseTo(decayOf(snap, series, testDraws(snap, series).slice(1), snap.day)!.halfLifeDays.median, 1);
    expect(of(since, 'KRAS').decay!.halfLifeDays.median).not.toBeCloseTo(fit.halfLifeDays.median, 1);
  });
  it('on the drug no decay is fitted, even of what falls; another series’ fall counts from its peak', () => {
    const under = patient([...beside('KRAS p.G12D', [800, 400, 200, 100, 50]), ...beside('APC p.R1450*', [400, 800, 400, 200, 100])], on);
    const { snap } = keptSteps(under).at(-1)!;
    const [clone, trunk] = [of(under, 'KRAS'), of(under, 'APC')];
    expect([clone.decay, trunk.decay]).toEqual([null, null]);
    const fall = (gene: string): number => { const s = seriesIn(snap, gene); return fallOf(snap, s, sincePeak(testDraws(snap, s)))!.halfLifeDays.median; };
    expect([trunk.trend, clone.trend]).toEqual(['falling', 'falling']);
    expect(trunk.halfLifeDays!.median).toBeCloseTo(fall('APC'), 6);
    expect(clone.halfLifeDays!.median).toBeCloseTo(fall('KRAS'), 6);
    // Relative to itself the trunk has no half-life.
    expect([trunk.halfLifeRelativeDays, clone.halfLifeRelativeDays === null]).toEqual([null, false]);
  });
  it('what stands: its growth whatever its course, no doubling time, no half-life on the drug', () => {
    const still = patient([...beside('KRAS p.G12D', Array<number>(8).fill(200)), ...beside('APC p.R1450*', Array<number>(8).fill(800))], on);
    const { snap } = keptSteps(still).at(-1)!;
    const s = of(still, 'KRAS');
    const growth = growthOf(courseFor(snap, seriesIn(snap, 'KRAS')).state!)!;
    expect([s.trend, s.doublingDays, s.halfLifeDays]).toEqual(['stable', null, null]);
    expect([s.growthPerDay!.low, s.growthPerDay!.median, s.growthPerDay!.high]).toEqual([growth.low, growth.median, growth.high].map((x) => expect.closeTo(x, 8)));
  });
  it('what is open: growth given that it grows where the odds lean to it, else whatever its course; of one draw none', () => {
    const said = (counts: readonly number[]): { s: SeriesResult; snap: ReturnType<typeof keptSteps>[number]['snap'] } => {
      const r = patient([...beside('KRAS p.G12D', counts), ...beside('APC p.R1450*', counts.map(() => 800))], on);
      return { s: of(r, 'KRAS'), snap: keptSteps(r).at(-1)!.snap };
    };
    expect(said([9]).s.growthPerDay).toBeNull();
    const two = said([200, 200]);
    const growth = growthOf(courseFor(two.snap, seriesIn(two.snap, 'KRAS')).state!)!;
    expect([two.s.trend === 'rising', two.s.growthPerDay!.median, two.s.doublingDays]).toEqual([false, expect.closeTo(growth.median, 8), null]);
    const leaning = [1.5, 1.56, 1.6, 1.64, 1.68].map((f) => said([0, 1, 2, 3].map((i) => Math.round(50 * f ** i)))).find(({ s }) => s.rise!.score > 0 && s.rise!.score <= s.rise!.threshold)!;
    const { rise } = courseFor(leaning.snap, seriesIn(leaning.snap, 'KRAS'));
    expect([leaning.s.trend, leaning.s.growthPerDay!.low, leaning.s.growthPerDay!.high, leaning.s.doublingDays]).toEqual(['insufficient', expect.closeTo(rise!.growthPerDay!.low, 8), expect.closeTo(rise!.growthPerDay!.high, 8), null]);
    expect(rise!.doublingDays).not.toBeNull();
  });
  it('off the drug is asked of the last draw', () => {
    const late = patient(falling.measurements, [line(at(1) - 300, at(3) + 1)]);
    expect(of(late, 'KRAS').decay).not.toBeNull();
    const back = patient(falling.measurements, [line(at(1) - 300, at(1)), line(at(4) + 1, null)]);
    expect(of(back, 'KRAS').decay).toBeNull();
  });
  it('what fell and rises again has no half-life and no day of clearance', () => {
    const again = patient([...beside('KRAS p.G12D', [800, 400, 200, 100, 300, 900, 2400]), ...beside('APC p.R1450*', [800, 800, 800, 800, 800, 800, 800])], off);
    const s = of(again, 'KRAS');
    expect(s.trend).toBe('rising');
    expect([s.halfLifeDays, s.decay!.clearanceDay, s.decay!.clearanceDay80, s.decay!.reading === 'regrowing' || s.decay!.reading === 'not_decaying']).toEqual([null, null, null, true]);
    expect(of(falling, 'KRAS').decay!.clearanceDay).not.toBeNull();
  });
  it('a variant never called has no evidence of a rise; one called has', () => {
    const r = patient([...rising.measurements, ...beside('NRAS p.Q61K', [0, 0, 0, 0, 0])], on);
    expect([of(r, 'NRAS').rise, of(r, 'NRAS').trend, of(r, 'KRAS').rise!.calledDraws]).toEqual([null, 'insufficient', 3]);
  });
  it('a share of the tumour is of tumour parts alone: not of the trunk, of blood cells, of what is inherited', () => {
    const r = patient([
      ...rising.measurements, ...beside('DNMT3A p.R882H', [40, 40, 40, 40, 40]), ...beside('BRCA2 p.S1982fs', [2000, 2000, 2000, 2000, 2000], { wbcVafFraction: 0.5 }), ...beside('PIK3CA p.H1047R', [20, 20, 20, 20, 20]),
    ], on);
    const e = evaluatePatient(r, null);
    expect(Object.fromEntries(e.series.map((s) => [`${s.gene} ${s.role}`, s.shareOfTumour !== null]))).toEqual({ 'APC truncal': false, 'BRCA2 germline': false, 'DNMT3A chip': false, 'KRAS resistance': true, 'PIK3CA resistance': true });
  });
  it('P(blood cells) is given where a course tells, else null', () => {
    expect(of(rising, 'APC').pBloodByCourse).toBeNull();
  });
});

describe('clones', () => {
  it('are said of each series in two draws already', () => {
    const e = evaluatePatient(patient([...beside('APC p.R1450*', [800, 790]), ...beside('KRAS p.G12D', [9, 60]), ...beside('DNMT3A p.R882H', [40, 40])], on), null);
    const of = (gene: string): string | null => e.series.find((s) => s.gene === gene)!.clone;
    const holding = (gene: string): string | undefined => e.clones.find((c) => c.variants.some((v) => v.gene === gene))?.id;
    expect([of('APC'), of('KRAS'), of('DNMT3A')]).toEqual(['C0', holding('KRAS'), null]);
    expect(holding('KRAS')).not.toBe('C0');
    expect(e.series.find((s) => s.gene === 'KRAS')!.doublingDays === null).toBe(e.series.find((s) => s.gene === 'KRAS')!.trend !== 'rising');
  });
  it('a series is of the clone that holds its gene and its variant', () => {
    const r = patient([...beside('KRAS p.G12D', [0, 0, 9, 40, 160]), ...beside('KRAS p.Q61H', [160, 80, 40, 20, 10]), ...beside('NRAS p.G12D', [60, 60, 60, 60, 60]), ...beside('APC p.R1450*', [800, 780, 800, 820, 800]), ...beside('TP53 p.R175H', [800, 790, 800, 820, 800])], on);
    const e = evaluatePatient(r, null);
    for (const s of e.series) expect(e.clones.filter((c) => c.id === s.clone).flatMap((c) => c.variants.filter((v) => v.gene === s.gene && v.variant === s.variant))).toHaveLength(1);
    expect(new Set(e.series.filter((s) => s.gene !== 'APC' && s.gene !== 'TP53').map((s) => s.clone)).size).toBe(3);
    expect([of(r, 'APC').clone, of(r, 'TP53').clone]).toEqual(['C0', 'C0']);
    // One that is part of no clone has none.
    expect(of(patient([...r.measurements, ...beside('DNMT3A p.R882H', [40, 40, 40, 40, 40])], on), 'DNMT3A').clone).toBeNull();
  });
});

describe('the fold', () => {
  const odd = (specimen: number): Measurement[] => [1, 2, 3, 4, 5].flatMap((n) => [
    ...['KRAS p.G12D', 'NRAS p.Q61K', 'EGFR p.S464L'].map((v) => measure(`S${n}`, at(n), v.split(' ')[0]!, v.split(' ')[1]!, n === specimen ? 80 : 0, 4000)), measure(`S${n}`, at(n), 'APC', 'p.R1450*', 80, 4000),
  ]);
  it('a suspect draw raises no alert of a clone and none of several together', () => {
    const e = evaluatePatient(patient(odd(5), on), null);
    expect(kinds(e.alerts).filter((k) => k.endsWith('S5') && /sample_suspect|resistance|target/.test(k))).toEqual(['sample_suspect S5']);
    const plain = evaluatePatient(patient([...beside('KRAS p.G12D', [0, 0, 0, 0, 80]), ...beside('APC p.R1450*', [80, 80, 80, 80, 80])], on), null);
    expect(kinds(plain.alerts)).toContain('resistance_detected S5');
  });
  it('several too weak alone, rising together, are told', () => {
    const e = evaluatePatient(patient([...['KRAS p.G12D', 'NRAS p.Q61K', 'EGFR p.S464L', 'MAP2K1 p.K57N'].flatMap((v) => beside(v, [0, 0, 0, 0, 3, 5, 9])), ...beside('APC p.R1450*', Array<number>(7).fill(80))], on), null);
    expect(e.alerts.some((a) => a.kind === 'resistance_emerging')).toBe(true);
  });
  it('alerts stand by the day they were known; of one day those of draws first', () => {
    const r = patient([...beside('KRAS p.G12D', [0]), ...beside('APC p.R1450*', [80]), measure('S9', at(5), 'KRAS', 'p.G12D', 40, 4000), measure('S9', at(5), 'APC', 'p.R1450*', 80, 4000)], on, { drawIntervalDays: 28 });
    const e = evaluatePatient(r, { day: at(5) + 60 });
    // Overdue from 1.25 intervals on: day 35 after the first draw, 77 days before the second; and again after that.
    expect(e.alerts.filter((a) => a.kind === 'draw_overdue' || a.kind === 'resistance_detected').map((a) => [a.kind, a.knownDay - at(1)])).toEqual([['draw_overdue', 35], ['resistance_detected', 112], ['draw_overdue', 147]]);
    expect([...e.alerts].map((a) => a.knownDay)).toEqual([...e.alerts].map((a) => a.knownDay).sort((a, b) => a - b));
  });
  it('what is suspect is what an alert of a specimen says so of', () => {
    const alert = (kind: string, specimenId: string | null): AlertFinding => ({ kind, specimenId }) as unknown as AlertFinding;
    expect([...suspectOf([alert('sample_suspect', 'S1'), alert('sample_suspect', null), alert('not_informative', 'S2')])]).toEqual(['S1']);
    expect(suspectOf([]).size).toBe(0);
  });
  it('begins with nothing remembered, and ends with the day asked', () => {
    const record = canonicalRecord(patient([], []));
    const fold = (r: PatientRecord, asOf: number) => foldDraws(canonicalRecord(r), asOf, new ReadingCache(record.controls, defaultPolicy));
    expect(fold(record, at(1)).memory).toEqual(emptyMemory());
    expect(memoryOf(emptyMemory(), 'x')).toEqual({ detected: false, originOpen: false, called: false, lastCalledVaf: null, clearRun: [], episode: null, persistedSince: null, conflicts: new Set(), baselines: new Set() });
    const r = patient([...beside('KRAS p.G12D', [0, 9])], [line(at(1) - 30, at(2) + 10)]);
    expect([fold(r, at(2)).snap.day, fold(r, at(2) + 30).snap.day]).toEqual([at(2), at(2) + 30]);
    // A stop that lies after the last draw is known on the day asked.
    expect([fold(r, at(2)).snap.lines[0]!.stopDay, fold(r, at(2) + 30).snap.lines[0]!.stopDay]).toEqual([null, at(2) + 10]);
  });
  it('rechallenge criteria that one sample meets are told at once, and a suspect sample meets none', () => {
    const e = evaluatePatient(candidate(), null);
    expect(kinds(e.alerts)).toContain('rechallenge_criteria_met S1');
    expect(e.rechallenge!.verdict).toBe('met');
  });
  it('what was asked once is not worked out again', () => {
    let asked = 0;
    const once = remembered((x: { n: number }) => { asked += 1; return x.n; });
    const [a, b] = [{ n: 1 }, { n: 2 }];
    expect([once(a), once(a), once(b), once(a), asked]).toEqual([1, 1, 2, 1, 2]);
    const snap = { answers: new Map<unknown, unknown>() };
    const bySnap = oncePerSnapshot(() => { asked += 1; return asked; });
    const bySeries = oncePerSeries((_: typeof snap, s: { n: number }) => { asked += 1; return s.n + asked; });
    expect([bySnap(snap) === bySnap(snap), bySeries(snap, a) === bySeries(snap, a), bySeries(snap, a) === bySeries(snap, b)]).toEqual([true, true, false]);
    expect(bySnap({ answers: new Map() })).not.toBe(bySnap(snap));
  });
});

describe('what a correction takes back', () => {
  const base = [...beside('KRAS p.G12D', [0, 0, 9, 40]), ...beside('APC p.R1450*', [80, 80, 80, 80])];
  const corrected = (n: number, known: number, k: number): Measurement => measure(`S${n}`, at(n), 'KRAS', 'p.G12D', k, 4000, { resultVersion: 2, knownDay: known });
  it('nothing where nothing was corrected, or not yet', () => {
    expect(evaluatePatient(patient(base, on), null).retracted).toEqual([]);
    expect(evaluatePatient(patient([...base, corrected(4, at(4) + 9, 0)], on), { day: at(4) + 8 }).retracted).toEqual([]);
  });
  it('what fired on the first version and would not have fired on the second, and only that', () => {
    const e = evaluatePatient(patient([...base, corrected(3, at(4) + 9, 0), corrected(4, at(4) + 9, 0)], on), null);
    const fired = e.alerts.filter((a) => a.kind.startsWith('resistance_') && a.gene === 'KRAS').map((a) => a.episode);
    expect(fired.length).toBeGreaterThan(0);
    expect([...e.retracted].sort()).toEqual([...fired].sort());
    // What stands without the corrected results is not taken back.
    const kept = e.alerts.filter((a) => !e.retracted.includes(a.episode));
    expect(kept.every((a) => a.gene !== 'KRAS')).toBe(true);
  });
  it('a correction that leaves the call standing takes nothing of it back', () => {
    const e = evaluatePatient(patient([...base, corrected(4, at(4) + 9, 44)], on), null);
    expect(e.retracted).toEqual([]);
    expect(e.alerts.some((a) => a.gene === 'KRAS')).toBe(true);
  });
});
