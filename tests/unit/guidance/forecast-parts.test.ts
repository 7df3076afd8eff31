/** What the forecast reads off a patient, part by part: lines, images, levels over the nadir, covariates of an interval, the state of a new clone; and the intervals about both. */
import { describe, expect, it } from '@jest/globals';
import type { ForecastGap, Measurement, PatientRecord, TreatmentLine } from '@clonewatch/domain';
import { covariates, covariatesAt, evaluatePatient, firstCallsOf, forecastPatient, landmarkOf, newCloneCovariatesAt, progressionProbabilities, type ProgressionState } from '@clonewatch/guidance';
import { backgroundTail, crossingLaw, momentsOf, trendPosterior } from '@clonewatch/kinetics';
import { countDraws } from '../../../libs/guidance/src/assemble.js';
import { forecastNumbers as numbers } from '../../../libs/guidance/src/forecast.data.js';
import { currentLine, drawsOnLine, intervalDays, lineKindOf, progressionState, trendOnLine } from '../../../libs/guidance/src/forecast-features.js';
import { model, newCloneOf, newCloneProbability, progressionOf } from '../../../libs/guidance/src/forecast-model.js';
import { newCloneState } from '../../../libs/guidance/src/forecast-new-clone.js';
import { forecastGap, progressionGap, snapshotAt } from '../../../libs/guidance/src/landmark.js';
import type { Snapshot } from '../../../libs/guidance/src/snapshot.js';
import { line, measure, patient } from './records.js';
import { seriesIn } from './steps.js';

type Row = readonly [day: number, apc: number, kras: number];
const depth = 20_000;
const rows = (rs: readonly Row[], n = depth): Measurement[] => rs.flatMap(([d, a, k]) => [measure(`D${d}`, d, 'APC', 'p.R1450*', a, n), measure(`D${d}`, d, 'KRAS', 'p.G12D', k, n)]);
const record = (ms: readonly Measurement[], lines: readonly TreatmentLine[] = [line(0, null)], more: Partial<PatientRecord> = {}): PatientRecord => patient(ms, lines, { drawIntervalDays: 28 }, more);
const at = (r: PatientRecord, day: number): Snapshot => snapshotAt(r, day);
const image = (day: number, result: string, kind = 'imaging') => ({ day, kind, gene: '', variant: '', result, unit: '' });
/** Truncal level halved twice, then back to its first: nadir at day 56. */
const course = rows([[0, 2000, 0], [28, 1000, 20], [56, 500, 40], [84, 1000, 80]]);
const state = (r: PatientRecord, day = 84): ProgressionState => progressionState(at(r, day))!;

describe('the line in use', () => {
  const lines = [line(0, 40), line(50, 84), line(100, null)];
  const on = (day: number, of: readonly TreatmentLine[] = lines) => currentLine(at(record(course, of), day));
  it('holds the last draw: its first and its last day are of it, the days between lines of none', () => {
    expect(currentLine(at(record([]), 10))).toBeNull();
    expect(on(28)).toMatchObject({ index: 0, line: { startDay: 0 } });
    // The draw of day 84 falls on the last day of the second line.
    expect(on(90)).toMatchObject({ index: 1, line: { startDay: 50 } });
    expect(on(90, [line(0, 40), line(84, null)])).toMatchObject({ index: 1 });
    expect(on(90, [line(0, 40), line(85, null)])).toBeNull();
    expect(on(90, [line(0, 83)])).toBeNull();
    expect(on(90, [line(0, null), line(50, null)])).toMatchObject({ index: 1 });
  });
  it('is targeted by a drug of its own first day, first or later by its place', () => {
    const kind = (of: readonly TreatmentLine[], index: number): string => { const snap = at(record(course, of), 84); return lineKindOf(snap, { regimen: '', startDay: of[index]!.startDay, stopDay: null }, index); };
    const chemo = { agents: ['irinotecan'], therapyClasses: ['chemotherapy'] as const };
    expect([kind([line(0, null)], 0), kind([line(0, 40, chemo), line(50, null)], 1), kind([line(0, null, chemo)], 0), kind([line(0, 40), line(50, null, chemo)], 1)]).toEqual(['first_targeted', 'later_targeted', 'not_targeted', 'not_targeted']);
    // Two drugs entered as two rows of one day are one line.
    expect(kind([line(0, null, chemo), line(0, null, { therapyClasses: ['anti_egfr'] })], 0)).toBe('first_targeted');
  });
  it('has the draws since it began, and the six weeks before', () => {
    const snap = at(record(rows([[0, 2000, 0], [58, 900, 0], [59, 800, 0], [100, 700, 0]]), [line(101, null)]), 110);
    expect(drawsOnLine(snap.lead!, { regimen: '', startDay: 101, stopDay: null }).map((d) => d.day)).toEqual([59, 100]);
    expect(drawsOnLine(snap.lead!, { regimen: '', startDay: 100, stopDay: null }).map((d) => d.day)).toEqual([58, 59, 100]);
  });
  it('has a trend of the draws since its first day where there are two, else of the weeks before it too', () => {
    const snap = at(record(course), 84);
    const all = countDraws(snap.lead!);
    const asked = (startDay: number) => trendOnLine(snap.lead!, { regimen: '', startDay, stopDay: null }, numbers.truncalRate);
    expect(asked(28)).toEqual(trendPosterior(all.slice(1), numbers.truncalRate));
    expect(asked(56)).toEqual(trendPosterior(all.slice(2), numbers.truncalRate));
    expect(asked(57)).toEqual(trendPosterior(all.slice(1), numbers.truncalRate));
    expect(trendOnLine(snap.lead!, { regimen: '', startDay: 28, stopDay: null }, numbers.cloneRateOff)).toEqual(trendPosterior(all.slice(1), numbers.cloneRateOff));
    expect(trendOnLine(snap.lead!, { regimen: '', startDay: 200, stopDay: null }, numbers.truncalRate)).toBeNull();
  });
});
describe('the state at the last draw', () => {
  it('levels stand over the nadir, and over the lowest pair of neighbours, of the line', () => {
    const s = state(record(course));
    const snap = at(record(course), 84);
    const trend = trendPosterior(countDraws(snap.lead!), numbers.truncalRate)!;
    const [level, rate] = [momentsOf(trend.logLevels, trend.weights), momentsOf(trend.rates, trend.weights)];
    const log = (k: number): number => Math.log((k + 0.5) / depth);
    expect(s.aboveNadir).toBeCloseTo(level.mean - log(500), 9);
    // 1,000 beside 500, twice: the lower pair.
    expect(s.abovePair).toBeCloseTo(level.mean - (log(1000) + log(500)) / 2, 9);
    expect([s.rate, s.sdLevel, s.sdRate]).toEqual([rate.mean, level.sd, rate.sd]);
    expect([s.lineKind, s.daysOnLine, s.image, s.daysSinceImage, s.imageEveryDays]).toEqual(['first_targeted', 84, null, 84, null]);
  });
  it('a clone counts once called on the line, with its level over the truncal nadir', () => {
    const snap = at(record(course), 84);
    const p = trendPosterior(countDraws(seriesIn(snap, 'KRAS')), numbers.cloneRateOn)!;
    expect(state(record(course)).clones).toEqual([{ above: momentsOf(p.logLevels, p.weights).mean - Math.log(500.5 / depth), rate: momentsOf(p.rates, p.weights).mean }]);
    expect(state(record(rows([[0, 2000, 0], [28, 1000, 0], [56, 500, 0], [84, 1000, 0]]))).clones).toEqual([]);
    // Read in one draw alone it has no trend.
    expect(state(record([...rows([[0, 2000, 0], [28, 1000, 0], [56, 500, 0], [84, 1000, 0]]).filter((m) => m.gene === 'APC'), measure('D84', 84, 'KRAS', 'p.G12D', 80, depth)])).clones).toEqual([]);
  });
  it('is null without a line, a truncal variant or a trend of it', () => {
    expect(progressionState(at(record(course, []), 84))).toBeNull();
    expect(progressionState(at(record(course.filter((m) => m.gene === 'KRAS').map((m) => ({ ...m, mutantCount: 0 }))), 84))).toBeNull();
    expect(progressionState(at(record([]), 84))).toBeNull();
    expect(progressionState(at(record(course.slice(0, 2)), 0))).toBeNull();
  });
  it('the last image of the line, as known, and how far apart images have been', () => {
    const seen = (...assessments: PatientRecord['assessments']) => { const s = state(record(course, [line(0, null)], { assessments })); return [s.image, s.daysSinceImage, s.imageEveryDays]; };
    expect(seen(image(0, 'SD'))).toEqual(['SD', 84, null]);
    expect(seen(image(-1, 'SD'))).toEqual([null, 84, null]);
    expect(seen(image(20, 'CR'), image(80, ' PR '))).toEqual(['PR', 4, 60]);
    expect(seen(image(80, 'CR'))).toEqual(['PR', 4, null]);
    expect(seen(image(84, 'PD'))).toEqual(['PD', 0, null]);
    // Not known yet; no image; not read; a word that only holds one.
    expect(seen(image(85, 'PD'))).toEqual([null, 84, null]);
    expect(seen(image(70, 'PD', 'clinical'), image(70, 'NE'), image(70, 'PDX'), image(70, 'XPD'))).toEqual([null, 84, null]);
    // The lower median of 21, 30 and 50 days, before the line too; two images of one look count once.
    expect(seen(image(-30, 'SD'), image(0, 'SD'), image(50, 'SD'), image(51, 'SD'), image(71, 'SD'))).toEqual(['SD', 13, 30]);
    expect(seen(image(0, 'SD'), image(20, 'SD'))).toEqual(['SD', 64, null]);
    expect(seen(image(0, 'SD'), image(21, 'SD'))).toEqual(['SD', 63, 21]);
    expect(seen(image(0, 'SD'), image(30, 'SD'), image(80, 'SD'))).toEqual(['SD', 4, 30]);
  });
});

const some: ProgressionState = { lineKind: 'first_targeted', aboveNadir: 0.4, abovePair: 0.3, rate: 0.01, sdLevel: 0.2, sdRate: 0.004, clones: [{ above: -1, rate: 0.02 }, { above: -2, rate: 0.01 }], daysOnLine: 154, image: 'SD', daysSinceImage: 20, imageEveryDays: 60 };
const named = (s: ProgressionState, interval: number): Record<string, number> => Object.fromEntries(covariatesAt(s, interval).map((x, i) => [covariates[i]!, x]));

describe('covariates of an interval', () => {
  it('stand at its middle: 0 to 8, 8 to 12, 12 to 16 weeks', () => {
    expect([0, 1, 2].map(intervalDays)).toEqual([{ from: 0, middle: 28, to: 56 }, { from: 56, middle: 70, to: 84 }, { from: 84, middle: 98, to: 112 }]);
  });
  it('level and clones grown to the middle, weeks on the line from two twelfths of a quarter, and their products', () => {
    const [ahead, clones, weeks] = [0.4 + 0.28, Math.log(Math.exp(-1 + 0.56) + Math.exp(-2 + 0.28) + 0.01), Math.log(2)];
    const expected = {
      truncal_ahead: ahead, clones_ahead: clones, truncal_now: 0.4, log_weeks_on_line: weeks, log_weeks_squared: weeks ** 2, responding: 0, no_image: 0, truncal_over: ahead - 0.55, images_due: 1, schedule_unknown: 0,
      truncal_over_pair: 0.3, level_unsure: 0.2, growth_unsure: 0.4, clones_by_level_unsure: clones * 0.2, ahead_by_growth_unsure: ahead * 0.4, ahead_by_weeks: ahead * weeks, now_by_level_unsure: 0.4 * 0.2, weeks_by_level_unsure: weeks * 0.2,
    };
    const found = named(some, 0);
    expect(Object.keys(found)).toEqual(Object.keys(expected));
    for (const [name, x] of Object.entries(expected)) expect([name, found[name]]).toEqual([name, expect.closeTo(x, 12)]);
  });
  it('images, and that none is known', () => {
    const of = (more: Partial<ProgressionState>) => { const c = named({ ...some, ...more }, 0); return [c.responding, c.no_image, c.schedule_unknown, c.images_due]; };
    expect([of({ image: 'PR' }), of({ image: null }), of({ imageEveryDays: null })]).toEqual([[1, 0, 0, 1], [0, 1, 0, 1], [0, 0, 1, 0]]);
    const due = (every: number, since: number): (number | undefined)[] => [0, 1, 2].map((i) => named({ ...some, imageEveryDays: every, daysSinceImage: since }, i).images_due);
    // On day 56 exactly: of the first interval. Two in the first at most. Overdue: on the morrow, and on from there.
    expect([due(56, 0), due(57, 0), due(28, 0), due(10, 0), due(60, 200), due(70, 0)]).toEqual([[1, 0, 1], [0, 1, 0], [2, 1, 1], [2, 2, 2], [1, 1, 0], [0, 1, 0]]);
  });
  it('what is far out counts as the bound', () => {
    const low = named({ ...some, aboveNadir: -9, abovePair: -9, rate: 0, clones: [{ above: -40, rate: 0 }], daysOnLine: 0, sdLevel: 9, sdRate: 9 }, 0);
    expect([low.truncal_ahead, low.truncal_now, low.truncal_over_pair, low.truncal_over, low.level_unsure, low.growth_unsure]).toEqual([-2, -2, -2, 0, 1.5, 1.5]);
    expect(low.clones_ahead).toBeCloseTo(Math.log(Math.exp(-8) + 0.01), 12);
    expect(low.log_weeks_on_line).toBeCloseTo(Math.log(14 / 84), 12);
    const high = named({ ...some, aboveNadir: 9, abovePair: 9, clones: [{ above: 40, rate: 0 }, { above: 40, rate: 0 }], daysOnLine: 9000 }, 0);
    expect([high.truncal_ahead, high.truncal_now, high.truncal_over_pair, high.clones_ahead, high.log_weeks_on_line]).toEqual([4, 4, 4, 4, 2.5]);
    expect(named({ ...some, clones: [] }, 0).clones_ahead).toBeCloseTo(Math.log(0.01), 12);
  });
});
describe('the interval about P(progression)', () => {
  /** ln of the cumulative hazard up to an interval, for a level and a growth moved a little: the truncal variant's own, not the clones'. */
  const logHazard = (s: ProgressionState, upTo: number, level: number, growth: number): number => {
    // The posterior's spread of the trend moves what is said of level and growth, not its own statement.
    const moved = [0, 1, 2].map((i) => covariatesAt({ ...s, aboveNadir: s.aboveNadir + level, abovePair: s.abovePair + level, rate: s.rate + growth }, i));
    return Math.log(-Math.log1p(-progressionProbabilities(s.lineKind, moved)[upTo]!));
  };
  const quadratic = (x: readonly number[], m: readonly (readonly number[])[]): number => x.reduce((sum, a, i) => sum + a * x.reduce((t, b, j) => t + b * m[i]![j]!, 0), 0);

  it.each<[string, ProgressionState]>([
    ['first line', some], ['below the step that shows', { ...some, aboveNadir: -0.5, rate: 0.001 }], ['later line', { ...some, lineKind: 'later_targeted', image: null, imageEveryDays: null }],
    ['off targeted drugs', { ...some, lineKind: 'not_targeted', daysOnLine: 40 }],
  ])('by the delta method: coefficients, level and growth (%s)', (_, s) => {
    const told = progressionOf(s);
    const x = [0, 1, 2].map((i) => covariatesAt(s, i));
    const p = progressionProbabilities(s.lineKind, x);
    const cumulative = p.map((q) => -Math.log1p(-q));
    const h = 1e-5;
    [0, 1, 2].forEach((i) => {
      const parts = cumulative.slice(0, i + 1).map((c, j) => c - (cumulative[j - 1] ?? 0));
      const coefficients = parts.reduce((sum, part, j) => sum + part ** 2 * quadratic([1, ...x[j]!], model.progression.lines[s.lineKind][j]!.covariance), 0) / cumulative[i]! ** 2;
      const level = ((logHazard(s, i, h, 0) - logHazard(s, i, -h, 0)) / (2 * h)) * s.sdLevel;
      const growth = ((logHazard(s, i, 0, h / 100) - logHazard(s, i, 0, -h / 100)) / (2 * h / 100)) * s.sdRate;
      const sd = Math.sqrt(coefficients + level ** 2 + growth ** 2);
      expect(told[i]!.p).toBeCloseTo(p[i]!, 12);
      expect(told[i]!.low).toBeCloseTo(-Math.expm1(-cumulative[i]! * Math.exp(-1.959964 * sd)), 5);
      expect(told[i]!.high).toBeCloseTo(-Math.expm1(-cumulative[i]! * Math.exp(1.959964 * sd)), 5);
    });
  });
});
describe('a new clone', () => {
  const open = (nras: readonly [number, number][], n = 3800): Measurement[] => nras.map(([d, k]) => measure(`D${d}`, d, 'NRAS', 'p.Q61K', k, n));
  const of = (ms: readonly Measurement[], lines = [line(0, null)], day = 84) => newCloneState(at(record([...course, ...ms], lines), day));
  const zeros: readonly [number, number][] = [[0, 0], [28, 0], [56, 0], [84, 0]];
  it('state: days on the line, what was called, what is open, and molecules in the last draw', () => {
    expect(of(open(zeros))).toEqual({ lineKind: 'first_targeted', daysOnLine: 84, called: 1, open: 1, evidence: 0 });
    expect(of(open(zeros), [line(-100, -10), line(20, null)])).toMatchObject({ lineKind: 'later_targeted', daysOnLine: 64 });
    const seen = at(record([...course, ...open([[0, 0], [28, 0], [56, 0], [84, 1]])]), 84);
    const tail = backgroundTail(countDraws(seriesIn(seen, 'NRAS')).at(-1)!);
    expect(newCloneState(seen)!.evidence).toBeCloseTo(-Math.log(tail), 12);
    // Molecules of an earlier draw say nothing of the next one.
    expect(of(open([[0, 0], [28, 0], [56, 1], [84, 0]]))!.evidence).toBe(0);
    // A variant that was never read cannot be new; one that was called is not.
    expect(of([measure('D84', 84, 'NRAS', 'p.Q61K', null, null, { reportedStatus: 'not_covered' })])).toBeNull();
    expect(of(open([[0, 0], [28, 40], [56, 60], [84, 90]]))).toBeNull();
    expect(of(open(zeros), [])).toBeNull();
    expect(newCloneState(at(record([]), 84))).toBeNull();
  });
  it('covariates: weeks ahead and on the line, called at most three, the logarithm of the open ones', () => {
    const s = { lineKind: 'first_targeted' as const, daysOnLine: 154, called: 5, open: 4, evidence: 2 };
    const found = newCloneCovariatesAt(s, 56);
    [Math.log(2), Math.log(2), Math.log(2) ** 2, 3, Math.log(4), 2].forEach((x, i) => expect(found[i]).toBeCloseTo(x, 12));
    expect(newCloneCovariatesAt({ ...s, called: 2, daysOnLine: 9000 }, 1).slice(0, 4)).toEqual([Math.log(7 / 28), 2.5, 6.25, 2]);
  });
  it('its interval comes from the coefficients alone; without a targeted drug there is none', () => {
    const s = { lineKind: 'later_targeted' as const, daysOnLine: 100, called: 1, open: 3, evidence: 1 };
    const x = newCloneCovariatesAt(s, 28);
    const { covariance } = model.newClone.lines.later_targeted;
    const v = [1, ...x];
    const sd = Math.sqrt(v.reduce((sum, a, i) => sum + v.reduce((t, b, j) => t + a * b * covariance[i]![j]!, 0), 0));
    const told = newCloneOf(s, 28)!;
    const hazard = -Math.log1p(-told.p);
    expect(told).toEqual(newCloneProbability('later_targeted', x));
    expect([told.low, told.high]).toEqual([-1, 1].map((side) => expect.closeTo(-Math.expm1(-hazard * Math.exp(side * 1.959964 * sd)), 6)));
    expect(newCloneOf({ ...s, lineKind: 'not_targeted' }, 28)).toBeNull();
  });
  it('is asked for the draw arranged, where that is to come, else for the interval', () => {
    const byDay = (profile: Partial<PatientRecord['profile']>) => { const f = evaluatePatient(patient([...course, ...open(zeros)], [line(0, null)], profile), null).forecast!.newClone; return [f.byDay, f.reason]; };
    expect([byDay({ drawIntervalDays: 28, nextDrawDay: 95 }), byDay({ drawIntervalDays: 28, nextDrawDay: 84 }), byDay({ drawIntervalDays: 28.4, nextDrawDay: 80 }), byDay({ nextDrawDay: 85 }), byDay({ drawIntervalDays: 0 })])
      .toEqual([[95, null], [112, null], [112, null], [85, null], [null, 'no_interval']]);
    const f = evaluatePatient(patient([...course, ...open(zeros)], [line(0, null)], { nextDrawDay: 104 }), null).forecast!.newClone;
    expect(f.p!.p).toBeCloseTo(newCloneOf(newCloneState(at(record([...course, ...open(zeros)]), 84))!, 20)!.p, 11);
  });
});
describe('crossings', () => {
  const forecast = (r: PatientRecord) => evaluatePatient(r, null).forecast!;
  it('count from the last draw of the patient, and their dates from the last of the variant', () => {
    // The last draw of the patient does not read the variant.
    const r = record([...course, measure('D98', 98, 'APC', 'p.R1450*', 900, depth)]);
    const law = crossingLaw(trendPosterior(countDraws(seriesIn(at(r, 98), 'KRAS')), numbers.cloneRateOn)!, 0.05);
    const told = forecast(r).clones[0]!.crossings[2]!;
    expect([told.vaf, told.above]).toEqual([0.05, false]);
    [8, 12, 16].forEach((w, i) => expect(told.pWithin[i]).toBeCloseTo(law.by(14 + 7 * w), 11));
    expect([told.dates!.median, told.dates!.low80, told.dates!.high80]).toEqual([0.5, 0.1, 0.9].map((p) => { const d = law.quantile(p); return d === null ? null : 84 + Math.ceil(d); }));
  });
  it('a variant above a level has no date for it; just where it stands decides', () => {
    const [low, mid, high] = forecast(record(rows([[0, 2000, 300], [28, 1000, 300], [56, 500, 300], [84, 1000, 300]]))).clones[0]!.crossings;
    expect([low!.above, mid!.above, high!.above, low!.dates, mid!.dates, high!.dates === null]).toEqual([true, true, false, null, null, false]);
  });
  it('off the drug the prior is of decay, and without a line nothing is said', () => {
    const off = record(course, [line(-100, -10), line(0, null, { therapyClasses: ['chemotherapy'], agents: ['irinotecan'] })]);
    const law = crossingLaw(trendPosterior(countDraws(seriesIn(at(off, 84), 'KRAS')), numbers.cloneRateOff)!, 0.05);
    expect(forecast(off).clones[0]!.crossings[2]!.pWithin[2]).toBeCloseTo(law.by(112), 11);
    expect(forecast(record(course, [line(0, 80)])).clones[0]).toMatchObject({ reason: 'no_line', crossings: [], mostlyPrior: false });
    // Called before the line's six weeks: it was not on this line.
    expect(forecast(record(rows([[-60, 2000, 40], [28, 1000, 0], [56, 500, 0], [84, 1000, 0]]))).clones[0]).toMatchObject({ reason: 'not_called' });
  });
  it('a clone read on one day of the line has no course', () => {
    const r = record([...course.filter((m) => m.gene === 'APC'), measure('D84', 84, 'KRAS', 'p.G12D', 80, depth)]);
    expect(forecast(r).clones[0]).toMatchObject({ reason: 'too_few_draws', crossings: [], mostlyPrior: false });
  });
  it('is mostly prior while the spread of its growth is more than 0.7 of the prior’s', () => {
    const spread = (r: PatientRecord): number => { const p = trendPosterior(countDraws(seriesIn(at(r, 168), 'KRAS')), numbers.cloneRateOn)!; return momentsOf(p.rates, p.weights).sd / 0.015; };
    const [few, many] = [record(rows([[0, 2000, 300], [7, 2000, 300], [14, 2000, 300]])), record(rows([[0, 2000, 300], [56, 1000, 300], [112, 500, 300], [168, 1000, 300]]))];
    expect([spread(few) > 0.75, spread(many) < 0.65]).toEqual([true, true]);
    expect([forecast(few).clones[0]!.mostlyPrior, forecast(many).clones[0]!.mostlyPrior]).toEqual([true, false]);
    expect([forecast(few).progression.mostlyPrior, forecast(many).progression.mostlyPrior]).toEqual([true, false]);
    expect(forecast(record(course, [])).progression.mostlyPrior).toBe(false);
    expect(forecast(record(course, [])).newClone.mostlyPrior).toBe(true);
  });
  it('says how it was fitted, and from which day', () => {
    const f = forecast(record(course));
    expect(f.fromDay).toBe(84);
    expect(f.calibration).toBe(`Progression and new clone (${model.version}): fitted once to ${model.designPatients} simulated patients (${model.population}, seed ${model.designSeed}), judged on other seeds; not calibrated on a site's own patients. Crossings: posterior of level and growth, the regimen unchanged.`);
    expect(forecast(record([]))).toMatchObject({ fromDay: null, reason: 'too_few_draws', newClone: { reason: 'too_few_draws', mostlyPrior: true } });
  });
});
describe('when it is silent', () => {
  const gap = (r: PatientRecord, today = 90): ForecastGap | null => forecastGap(at(r, today), today);
  it('a line begun or ended since the last draw changes what was forecast', () => {
    expect(gap(record(course))).toBeNull();
    expect([gap(record(course, [line(0, null), line(84, null)])), gap(record(course, [line(0, null), line(85, null)])), gap(record(course, [line(0, null), line(90, null)]), 90), gap(record(course, [line(0, null), line(91, null)]), 90)])
      .toEqual([null, 'regimen_changed', 'regimen_changed', null]);
    expect([gap(record(course, [line(0, 83)])), gap(record(course, [line(0, 84)])), gap(record(course, [line(0, 90)]), 90), gap(record(course, [line(0, 91)]), 90)]).toEqual([null, 'regimen_changed', 'regimen_changed', null]);
  });
  it('a draw without molecules is none', () => {
    const bare = [measure('D70', 70, 'APC', 'p.R1450*', null, null, { reportedStatus: 'detected', vafFraction: 0.05 })];
    expect(gap(record([...rows([[0, 2000, 0], [84, 1000, 0]]), ...bare]))).toBe('too_few_draws');
    expect(gap(record(rows([[0, 2000, 0], [28, 2000, 0], [84, 1000, 0]])))).toBeNull();
  });
  it('progression: no line, no truncal variant, progressed already', () => {
    const of = (r: PatientRecord): ForecastGap | null => { const snap = at(r, 84); return progressionGap(snap, progressionState(snap)); };
    expect([of(record(course)), of(record(course, [])), of(record(course.filter((m) => m.gene === 'KRAS').map((m) => ({ ...m, mutantCount: 0 })))), of(record(course, [line(0, null)], { assessments: [image(80, 'PD')] }))])
      .toEqual([null, 'no_line', 'no_truncal', 'progressed']);
    const snap = at(record(course), 84);
    expect(progressionGap(snap, null)).toBe('no_truncal');
  });
  it('nothing later than the day asked is known', () => {
    const late = course.map((m) => (m.day === 84 ? { ...m, knownDay: 95 } : m));
    expect(at(record(late), 94).draws.map((d) => d.day)).toEqual([0, 28, 56]);
    expect(at(record(late), 95).draws.map((d) => d.day)).toEqual([0, 28, 56, 84]);
    expect(forecastPatient(record(late), 94)).toEqual(forecastPatient(record(course.slice(0, 6)), 94));
  });
});
describe('landmarks of the fit', () => {
  it('are what the engine would forecast from, null where it would be silent', () => {
    const r = record([...course, ...[0, 28, 56, 84].map((d) => measure(`D${d}`, d, 'NRAS', 'p.Q61K', 0, depth))]);
    expect(landmarkOf(r, 84)).toEqual({ fromDay: 84, lastVaf: 0.05, progression: progressionState(at(r, 84)), newClone: newCloneState(at(r, 84)) });
    expect(landmarkOf(r, 30)).toBeNull();
    expect(landmarkOf({ ...r, assessments: [image(80, 'PD')] }, 84)).toMatchObject({ progression: null, newClone: { called: 1 } });
  });
  it('first calls: the day of each resistance variant that was ever called', () => {
    expect(firstCallsOf(record([...course, ...[0, 28, 56, 84].map((d) => measure(`D${d}`, d, 'NRAS', 'p.Q61K', d === 84 ? 300 : 0, depth)), ...[0, 84].map((d) => measure(`D${d}`, d, 'BRAF', 'p.V600E', 0, depth))])))
      .toEqual(expect.arrayContaining([28, 84]));
    expect(firstCallsOf(record(rows([[0, 2000, 0], [28, 1000, 0]])))).toEqual([]);
  });
});
