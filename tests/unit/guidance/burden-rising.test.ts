/** `burden_rising`: the tumour's own signal, by its truncal variants. When it is said, of which variant, and how a rise ends. */
import { describe, expect, it } from '@jest/globals';
import type { AlertFinding, Measurement, PatientRecord } from '@clonewatch/domain';
import { defaultPolicy, evaluatePatient, type Policy } from '@clonewatch/guidance';
import { courseFor } from '../../../libs/guidance/src/engine.js';
import { burdenRules } from '../../../libs/guidance/src/rules-burden.js';
import { line, measure, patient, replayPatient } from './records.js';
import { keptSteps } from './steps.js';

type Counts = Readonly<Record<string, readonly (number | null)[]>>;
const step = 28;
/** Counts of 4,000 in draws every four weeks; null: not covered in that draw. */
const rows = (counts: Counts): Measurement[] => Object.entries(counts).flatMap(([name, ks]) => ks.map((k, i) => {
  const [gene, variant] = name.split(' ') as [string, string];
  return k === null ? measure(`S${i + 1}`, step * i, gene, variant, null, null, { reportedStatus: 'not_covered' }) : measure(`S${i + 1}`, step * i, gene, variant, k, 4000);
}));
const of = (counts: Counts, lines = [line(-10, null)]): PatientRecord => patient(rows(counts), lines);
const said = (r: PatientRecord): AlertFinding[] => keptSteps(r).flatMap((s) => burdenRules(s));
const draws = (counts: Counts): (string | null)[] => said(of(counts)).map((a) => a.specimenId);

describe('when the burden is said to rise', () => {
  it('a response, and then growth in one line: by the third draw above the lowest', () => {
    // 8 %, 2 %, 0.46 %, then 0.97, 2.2 and 5.5 %: unevenness of shedding alone does not do that.
    expect(draws({ 'TP53 p.R175H': [320, 80, 18, 39, 88, 220] })).toEqual(['S6']);
    expect(draws({ 'TP53 p.R175H': [18, 39, 88, 220] })).toEqual(['S4']);
  });
  it.each([['stands', [80, 84, 78, 81, 80, 79]], ['falls', [320, 160, 80, 40, 20, 10]], ['dips in one draw', [200, 210, 60, 205, 195, 200]], ['scatters as shedding does', [80, 120, 70, 110, 65, 90]]] as const)(
    'not where it %s', (_, ks) => expect(draws({ 'TP53 p.R175H': ks })).toEqual([]));
  it('not by one draw of three times the others, nor in a draw that does not call it', () => {
    expect(draws({ 'TP53 p.R175H': [20, 18, 21, 19, 60] })).toEqual([]);
    expect(draws({ 'TP53 p.R175H': [18, 39, 88, null] })).toEqual([]);
  });
  it('not without a truncal variant: a resistant clone alone is not the burden', () => expect(draws({ 'KRAS p.G12D': [0, 0, 8, 25, 80, 240] })).toEqual([]));
});

describe('which truncal variants show it', () => {
  it('the leading one, whatever the others do', () => {
    const [alert] = said(of({ 'APC p.R1450*': [40, 42, 38, 80, 180, 400], 'TP53 p.R175H': [39, 41, null, null, null, null] }));
    expect([alert?.specimenId, /truncal APC p\.R1450\*/.test(alert?.text ?? '')]).toEqual(['S5', true]);
  });
  it('the leading one also where another is surer', () => {
    const both: Counts = { 'APC p.R1450*': [30, 40, 41, 42, 600], 'TP53 p.R175H': [null, 20, 21, 22, 900] };
    expect(said(of(both)).map((a) => [a.specimenId, /truncal (\S+)/.exec(a.text)![1]])).toEqual([['S5', 'APC']]);
  });
  it('another, where the leading one scatters and half of those read grow', () => {
    // APC leads (most calls) and has fallen in the last draw; TP53 grows all along.
    const scattering: Counts = { 'APC p.R1450*': [160, 40, 36, 90, 170, 50], 'TP53 p.R175H': [null, 40, 38, 85, 190, 420] };
    expect(said(of(scattering)).map((a) => [a.specimenId, /truncal (\S+)/.exec(a.text)![1]])).toContainEqual(['S6', 'TP53']);
  });
  it('of two others that show it the surer', () => {
    // APC leads and stands; both others show it from the same draw on.
    const two: Counts = { 'APC p.R1450*': [80, 82, 79, 81, 80], 'SMAD4 p.R361H': [null, 20, 21, 22, 900], 'TP53 p.R175H': [null, 40, 41, 42, 600] };
    expect(said(of(two)).map((a) => /truncal (\S+)/.exec(a.text)![1])).toEqual(['SMAD4']);
    expect(said(of({ ...two, 'SMAD4 p.R361H': two['TP53 p.R175H']!, 'TP53 p.R175H': two['SMAD4 p.R361H']! })).map((a) => /truncal (\S+)/.exec(a.text)![1])).toEqual(['TP53']);
  });
  it('none that the draw did not read or call, however it rose before', () => {
    const unread: Counts = { 'APC p.R1450*': [80, 82, 79, 81], 'SMAD4 p.R361H': [70, 72, 69, 71], 'TP53 p.R175H': [20, 40, 90, null] };
    expect(draws(unread)).toEqual([]);
  });
  it('none, where one of three grows and the others stand: it is a clone, not the tumour', () => {
    expect(draws({ 'APC p.R1450*': [80, 82, 79, 81, 80, 78], 'SMAD4 p.R361H': [70, 68, 71, 69, 70, 72], 'TP53 p.R175H': [60, 62, 58, 130, 290, 640] })).toEqual([]);
  });
});

describe('one rise, one alert', () => {
  const up = [320, 80, 18, 39, 88, 220];
  it('said once while it goes on, again after two draws without it', () => {
    expect(draws({ 'TP53 p.R175H': [...up, 300, 380] })).toEqual(['S6']);
    expect(draws({ 'TP53 p.R175H': [...up, 60, 16, 5, 5, 12, 30, 75, 180] }).length).toBe(2);
    // One such draw is not an end.
    expect(draws({ 'TP53 p.R175H': [...up, 70, 900, 900] })).toEqual(['S6']);
  });
  it('ends by what is read: one that is no longer measured holds no rise open', () => {
    const apart: Counts = { 'APC p.R1450*': [80, 82, 79, 81, 80, 78, 81, 80, 79, 82], 'TP53 p.R175H': [18, 39, 88, 220, null, null, 240, 500, 1000, 1900] };
    expect(draws(apart)).toEqual(['S4', 'S7']);
    // One draw of the standing variant alone is not an end, nor are two between which the growing one is read.
    expect(draws({ ...apart, 'TP53 p.R175H': [18, 39, 88, 220, null, 420, null, 900, 1500, 1900] })).toEqual(['S4']);
  });
  it('a draw that does not read the tumour ends nothing', () => {
    const steady = Array.from({ length: 11 }, () => 0);
    expect(draws({ 'TP53 p.R175H': [...up, null, null, null, 300, 420], 'KRAS p.G12D': steady })).toStrictEqual(['S6']);
  });
  it('ends below half its threshold, not above: growth that slows goes on', () => {
    const strict: Policy = { ...defaultPolicy, grades: { rising: 3, confirmed: null } };
    const slowing = keptSteps(of({ 'TP53 p.R175H': [18, 39, 88, 220, 260, 270, 700, 1500] }), strict);
    expect(slowing.flatMap((s) => burdenRules(s)).map((a) => a.specimenId)).toEqual(['S4']);
    // What the draws between said: less than twice the threshold, more than half of it.
    for (const { snap } of slowing.slice(4, 6)) expect(Math.abs(Math.log2(courseFor(snap, snap.truncal[0]!).rise!.score / 3))).toBeLessThan(1);
  });
  it('tells what it rests on: variants, draws, evidence, and what it is not', () => {
    const [alert] = said(of({ 'TP53 p.R175H': up, 'APC p.R1450*': [300, 90, 20, 36, 95, 200] }));
    expect(alert).toMatchObject({ kind: 'burden_rising', grade: 'rising', severity: 'review', clone: 'C0', gene: null, variant: null, specimenId: 'S6', episode: 'burden_rising|S6', firedDay: 5 * step, knownDay: 5 * step, phase: 'on' });
    expect(alert!.members.map((m) => m.gene).sort()).toEqual(['APC', 'TP53']);
    expect(alert!.score).toBeGreaterThan(alert!.threshold!);
    expect(alert!.text).toMatch(/not corrected for shedding\. Suggested check: imaging or repeat draw; not a treatment instruction\.$/);
    expect(alert!.text).toMatch(/ Doubling time /);
  });
});

it('draws that are only in order have no doubling time', () => {
  const [alert] = said(patient(rows({ 'TP53 p.R175H': [18, 39, 88, 220] }), [], {}, { timeline: { kind: 'days', anchor: 'draw order, not days' } }));
  expect([alert?.specimenId, alert?.text.includes('Doubling time')]).toEqual(['S3', false]);
  expect(alert?.text).toMatch(/\)\. Evidence: ln odds of growth/);
});

it('is among the alerts of the patient', () => {
  expect(replayPatient(of({ 'TP53 p.R175H': [18, 39, 88, 220] })).filter((a) => a.kind === 'burden_rising').map((a) => a.specimenId)).toEqual(['S4']);
});

it('what grows likelier than not, short of the threshold, is open and not stable', () => {
  const strict: Policy = { ...defaultPolicy, grades: { rising: 6, confirmed: null } };
  const read = (ks: readonly number[]): { score: number; trend: string } => {
    const s = evaluatePatient(of({ 'TP53 p.R175H': ks }), null, strict).series[0]!;
    return { score: s.rise!.score, trend: s.trend };
  };
  // Slow rises: of the last draws alone none excludes that nothing changed.
  for (const ks of [[40, 44, 60, 80, 110, 150], [30, 33, 45, 60, 80, 105, 140, 190], [20, 22, 30, 42, 60, 62, 85, 120]]) {
    const { score, trend } = read(ks);
    expect([ks.at(-1), score > 0 && score < 6, trend]).toEqual([ks.at(-1), true, 'insufficient']);
  }
});

it('a tumour that grows by the posterior is not called stable, and one that stands is', () => {
  const trend = (ks: readonly number[]): string => evaluatePatient(of({ 'TP53 p.R175H': ks }), null).series[0]!.trend;
  expect(trend([320, 80, 18, 39, 88, 220])).toBe('rising');
  expect(trend([320, 80, 18, 39])).not.toBe('stable');
  expect(trend([80, 84, 78, 81, 80, 79])).toBe('stable');
});

it('a fall on a new line takes nothing from the rise after it: a second progression is said as the first was', () => {
  // Two lines, each with a fall within one interval, a plateau, and growth.
  const days = [0, 46, 102, 158, 186, 214, 256, 312, 368, 396, 424];
  const counts = [466, 32, 28, 38, 80, 185, 23, 18, 38, 90, 220];
  const r = patient(days.map((d, i) => measure(`S${i + 1}`, d, 'TP53', 'p.R273H', counts[i]!, 4000)), [line(4, 218), line(225, null)]);
  expect(said(r).map((a) => a.specimenId)).toEqual(['S6', 'S11']);
});
