/** `burden_rising`: the tumour's own signal, by its truncal variants. When it is said, of which variant, and how a rise ends. */
import { describe, expect, it } from '@jest/globals';
import type { AlertFinding, Measurement, PatientRecord } from '@clonewatch/domain';
import { evaluatePatient } from '@clonewatch/guidance';
import { line, measure, patient, replayPatient } from './records.js';

type Counts = Readonly<Record<string, readonly (number | null)[]>>;
const step = 28;
/** Counts of 4,000 in draws every four weeks; null: not covered in that draw. */
const rows = (counts: Counts): Measurement[] => Object.entries(counts).flatMap(([name, ks]) => ks.map((k, i) => {
  const [gene, variant] = name.split(' ') as [string, string];
  return k === null ? measure(`S${i + 1}`, step * i, gene, variant, null, null, { reportedStatus: 'not_covered' }) : measure(`S${i + 1}`, step * i, gene, variant, k, 4000);
}));
const of = (counts: Counts, lines = [line(-10, null)]): PatientRecord => patient(rows(counts), lines);
const said = (r: PatientRecord): AlertFinding[] => replayPatient(r).filter((a) => a.kind === 'burden_rising');
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
  it('another, where the leading one scatters and half of those read grow', () => {
    // APC leads (most calls) and has fallen in the last draw; TP53 grows all along.
    const scattering: Counts = { 'APC p.R1450*': [160, 40, 36, 90, 170, 50], 'TP53 p.R175H': [null, 40, 38, 85, 190, 420] };
    expect(said(of(scattering)).map((a) => [a.specimenId, /truncal (\S+)/.exec(a.text)![1]])).toContainEqual(['S6', 'TP53']);
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
  it('a draw that does not read the tumour ends nothing', () => {
    expect(draws({ 'TP53 p.R175H': [...up, null, null, null, 300, 420] })).toEqual(['S6']);
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
