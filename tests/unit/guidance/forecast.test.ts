/** Forecasts: dates, probabilities, silence with a reason; coefficients against SciPy (tests/golden/generate_forecast.py). */
import { readFileSync } from 'node:fs';
import type { ForecastGap, Measurement, PatientForecast, PatientRecord, TreatmentLine } from '@clonewatch/domain';
import { evaluationSchema, toWireEvaluation } from '@clonewatch/contracts';
import { covariates, evaluatePatient, forecastPatient, newCloneCovariates, progressionProbabilities, type LineKind } from '@clonewatch/guidance';
import { simulateCases } from '@clonewatch/simulate';
import { model, newCloneProbability } from '../../../libs/guidance/src/forecast-model.js';
import { line, measure, patient } from './records.js';

interface Case { readonly kind: LineKind; readonly x: readonly (readonly number[])[]; readonly p: readonly number[] }
interface NewCase { readonly kind: 'first_targeted' | 'later_targeted'; readonly x: readonly number[]; readonly p: number }
const golden = JSON.parse(readFileSync(new URL('../../golden/forecast.json', import.meta.url), 'utf8')) as { cases: readonly Case[]; new_clone_cases: readonly NewCase[] };

type Row = readonly [day: number, apc: number, kras: number];
const rows = (rs: readonly Row[], n = 3800): Measurement[] => rs.flatMap(([d, a, k], i) => [measure(`S${i + 1}`, d, 'APC', 'p.R1450*', a, n), measure(`S${i + 1}`, d, 'KRAS', 'p.G12D', k, n)]);
/** KRAS doubling every 28 days under a stable tumour. */
const doubling = rows([[0, 190, 0], [28, 180, 2], [56, 185, 4], [84, 200, 8], [112, 190, 16], [140, 195, 32]]);
const record = (ms: readonly Measurement[], lines: readonly TreatmentLine[] = [line(0, null)], more: Partial<PatientRecord> = {}): PatientRecord => patient(ms, lines, { drawIntervalDays: 28 }, more);
const forecast = (r: PatientRecord): PatientForecast => evaluatePatient(r, null).forecast!;

describe('crossing of a clone', () => {
  const f = forecast(record(doubling));
  const [k] = f.clones;
  it('is dated with nested intervals around the doubling’s own date', () => {
    expect(k).toMatchObject({ gene: 'KRAS', reason: null });
    expect(k!.crossings.map((c) => [c.vaf, c.above, c.dates === null])).toEqual([[0.001, true, true], [0.01, false, false], [0.05, false, false]]);
    const five = k!.crossings[2]!.dates!;
    // 0.84 % to 5 % is 2.6 doublings: 72 days after day 140.
    expect(five.low80! < 212 && 212 < five.high80!).toBe(true);
    expect(five.low95! <= five.low80! && five.low80! < five.median! && five.median! < five.high80! && five.high80! <= (five.high95 ?? Infinity)).toBe(true);
    for (const c of k!.crossings) expect([...c.pWithin].sort((a, b) => a - b)).toEqual(c.pWithin);
  });
  it('comes later for a clone that stands still, and never for one that falls', () => {
    const still = forecast(record(rows([[0, 190, 8], [28, 180, 9], [56, 185, 8], [84, 200, 8], [112, 190, 7], [140, 195, 8]]))).clones[0]!.crossings[2]!;
    expect(still.pWithin[2]!).toBeLessThan(0.3);
    const falling = forecast(record(rows([[0, 190, 90], [28, 180, 50], [56, 185, 30], [84, 200, 15], [112, 190, 9], [140, 195, 4]]))).clones[0]!.crossings[2]!;
    expect(falling.dates!.low80).toBeNull();
    expect(falling.pWithin[2]!).toBeLessThan(0.05);
  });
});

describe('progression', () => {
  it('has a coefficient of each covariate, by name', () => expect([model.progression.names, model.newClone.names]).toEqual([['intercept', ...covariates], ['intercept', ...newCloneCovariates]]));
  it.each(golden.cases.map((c, i) => [i, c] as const))('case %i as SciPy has it', (_, c) => progressionProbabilities(c.kind, c.x).forEach((p, i) => expect(p).toBeCloseTo(c.p[i]!, 8)));
  it('is likelier when the tumour rises than when it falls, and keeps its order and interval', () => {
    const at = (truncal: readonly number[]) => forecast(record(rows(truncal.map((a, i) => [28 * i, a, 0] as const)))).progression;
    const [up, down] = [at([190, 60, 50, 110, 300, 700]), at([190, 120, 80, 50, 30, 20])];
    expect(up.reason).toBeNull();
    up.within!.forEach((w, i) => {
      expect(w.low <= w.p && w.p <= w.high && w.p > down.within![i]!.p).toBe(true);
      if (i > 0) expect(w.p).toBeGreaterThanOrEqual(up.within![i - 1]!.p);
    });
  });
  it('knows nothing of what comes after the day asked', () => {
    const late = record(doubling, [line(0, 300)], { assessments: [{ day: 200, kind: 'imaging', gene: '', variant: '', result: 'PD', unit: '' }] });
    expect(evaluatePatient(late, { day: 150 }).forecast).toEqual(evaluatePatient(record(doubling), { day: 150 }).forecast);
  });
});

describe('a new clone', () => {
  it.each(golden.new_clone_cases.map((c, i) => [i, c] as const))('case %i as SciPy has it', (_, c) => expect(newCloneProbability(c.kind, c.x).p).toBeCloseTo(c.p, 8));
  /** KRAS as before; NRAS never called. */
  const watched = (nras: number): Measurement[] => [...doubling, ...[0, 28, 56, 84, 112, 140].map((d, i) => measure(`S${i + 1}`, d, 'NRAS', 'p.Q61K', d === 140 ? nras : 0, 3800))];
  it('is likelier when a molecule of a variant never called is there, and the later the next draw', () => {
    const p = (nras: number, more: Partial<PatientRecord['profile']> = { drawIntervalDays: 28 }): PatientForecast['newClone'] => forecast(patient(watched(nras), [line(0, null)], more)).newClone;
    expect(p(0)).toMatchObject({ reason: null, byDay: 168, mostlyPrior: true });
    expect(p(1).p!.p).toBeGreaterThan(1.1 * p(0).p!.p);
    expect(p(1).mostlyPrior).toBe(false);
    expect(p(0, { drawIntervalDays: 84 }).p!.p).toBeGreaterThan(p(0).p!.p);
    for (const { p: x } of [p(0), p(1)]) expect(x!.low < x!.p && x!.p < x!.high).toBe(true);
    expect(p(0, {})).toMatchObject({ reason: 'no_interval', p: null });
  });
  it('is not spoken of without a drug that selects for it, or a variant that could be new', () => {
    expect(forecast(record(watched(0), [line(0, null, { agents: ['irinotecan'], therapyClasses: ['chemotherapy'] })])).newClone).toMatchObject({ reason: 'off_drug', p: null });
    expect(forecast(record(doubling)).newClone).toMatchObject({ reason: 'no_variant_left', p: null });
  });
});

describe('silence', () => {
  const reasons: readonly (readonly [PatientRecord, ForecastGap])[] = [
    [record(doubling.slice(0, 4)), 'too_few_draws'], [record([...doubling, ...rows([[168, 0, 40]]).map((m) => ({ ...m, specimenId: 'S9' }))]), 'not_informative'],
    [record(doubling, [line(0, 150)]), 'regimen_changed'], [record(doubling, [line(0, null), line(145, null, { regimen: 'FOLFOX' })]), 'regimen_changed'],
    [record(doubling.map((m) => ({ ...m, day: m.day / 28 + 1, knownDay: m.day / 28 + 1 })), [line(0, null)], { timeline: { kind: 'days', anchor: 'draw order, not days' } }), 'draw_order'],
  ];
  it.each(reasons)('%# has its word and no number', (r, reason) => {
    expect(forecast(r)).toMatchObject({ reason, clones: [], progression: { reason, within: null }, newClone: { reason, p: null } });
  });
  it('is of each part where only that part has nothing to say', () => {
    expect(forecast(record(doubling, []))).toMatchObject({ reason: null, progression: { reason: 'no_line' }, newClone: { reason: 'no_line' } });
    expect(forecast(record(doubling, [line(0, null)], { assessments: [{ day: 130, kind: 'imaging', gene: '', variant: '', result: 'PD', unit: '' }] })).progression.reason).toBe('progressed');
    expect(forecast(record(rows([[0, 190, 0], [28, 180, 0], [56, 185, 0]]))).clones[0]).toMatchObject({ reason: 'not_called', crossings: [] });
  });
});

describe('on the wire', () => {
  it('is as the schema says, dates as dates', () => {
    const wire = toWireEvaluation(evaluatePatient(record(doubling), null));
    expect(evaluationSchema.parse(wire).forecast).toEqual(wire.forecast);
    expect(wire.forecast!.clones[0]!.crossings[2]!.dates!.median).toMatch(/^1970-0[78]-\d\d$/);
    expect(wire.forecast!.progression.within!.map((w) => w.weeks)).toEqual([8, 12, 16]);
  });
});

describe('on simulated patients of another seed', () => {
  it('speaks of progression in most, and says more where it came', () => {
    let [asked, answered] = [0, 0];
    const p: Record<'came' | 'stayed', number[]> = { came: [], stayed: [] };
    for (const c of simulateCases(10, 777, 'default')) {
      const days = [...new Set(c.record.specimens.map((s) => s.knownDay))].sort((a, b) => a - b);
      let spoke = false;
      for (const day of days.slice(2).filter((_, i) => i % 4 === 0)) {
        const f = forecastPatient(c.record, day);
        if (!f.progression.within) continue;
        spoke = true;
        const came = c.truth.progressionDays.some((d) => d > f.fromDay! && d <= f.fromDay! + 112);
        p[came ? 'came' : 'stayed'].push(f.progression.within[2]!.p);
      }
      if (days.length >= 3) { asked += 1; answered += Number(spoke); }
    }
    const mean = (xs: readonly number[]): number => xs.reduce((a, b) => a + b, 0) / xs.length;
    expect(answered / asked).toBeGreaterThanOrEqual(0.6);
    expect(mean(p.came)).toBeGreaterThan(mean(p.stayed) + 0.1);
  });
});
