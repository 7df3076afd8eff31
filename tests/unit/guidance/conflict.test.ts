/** A drug in use against CONFIRMED resistance to it: when that is said, when it is not, and what answers it. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { AlertFinding, PatientRecord, TreatmentLine } from '@clonewatch/domain';
import { conflictAnsweredBy, evaluatePatient } from '@clonewatch/guidance';
import { confirmedCase, day, goldenCase, line, measure, patient, replayPatient } from './records.js';

const conflicts = (r: PatientRecord): readonly AlertFinding[] => replayPatient(r).filter((a) => a.kind === 'therapy_conflict');
const on = (lines: readonly TreatmentLine[]): PatientRecord => ({ ...confirmedCase, treatments: lines });
const start = day('2025-11-06');
const later = (from: number, counts: readonly (readonly [string, number, number])[]): PatientRecord['measurements'] =>
  counts.flatMap(([date, k, truncal], i) => [measure(`S${from + i}`, day(date), 'KRAS', 'p.G12D', k, 3900), measure(`S${from + i}`, day(date), 'TP53', 'p.R175H', truncal, 3900)]);

describe('a therapy conflict', () => {
  it('is said with the draw that confirms the rise, not with the one that shows it', () => {
    expect(conflicts(goldenCase)).toEqual([]);
    expect(conflicts(confirmedCase)).toMatchObject([{ grade: 'confirmed', severity: 'act', specimenId: 'S6', gene: 'KRAS', variant: 'p.G12D', evidence: { line: { regimen: 'FOLFIRI + cetuximab', started_on: '2025-11-06' } } }]);
  });

  it('is not said of a drug that was stopped by then, of a drug the variant does not resist, or of no drug', () => {
    expect(conflicts(on([line(start, day('2026-05-20'))]))).toEqual([]);
    expect(conflicts(on([line(start, null, { regimen: 'FOLFIRI + bevacizumab', agents: ['bevacizumab', 'irinotecan'], therapyClasses: ['vegf', 'chemotherapy'] })]))).toEqual([]);
    expect(conflicts(on([]))).toEqual([]);
  });

  it('is not said of a stable clone, however long it is there', () => {
    const stable = patient(later(1, ['2026-01-15', '2026-02-12', '2026-03-12', '2026-04-09', '2026-05-07', '2026-06-04'].map((d, i) => [d, [21, 18, 23, 20, 22, 19][i]!, 80] as const)), [line(start, null)]);
    expect(conflicts(stable)).toEqual([]);
  });

  it('is said once a line while the clone keeps rising, and once more when the drug is given again', () => {
    const more = [...confirmedCase.measurements, ...later(7, [['2026-07-02', 150, 80], ['2026-07-30', 350, 82]])];
    expect(conflicts({ ...patient(more, [line(start, null)]) }).map((a) => a.specimenId)).toEqual(['S6']);
    const again = patient(more, [line(start, day('2026-06-10')), line(day('2026-07-20'), null, { regimen: 'cetuximab', agents: ['cetuximab'], therapyClasses: ['anti_egfr'] })]);
    expect(conflicts(again).map((a) => [a.specimenId, (a.evidence.line as { regimen: string }).regimen])).toEqual([['S6', 'FOLFIRI + cetuximab'], ['S8', 'cetuximab']]);
  });

  it('is said anew of a clone that two informative draws had below their bound and that came back, under another name', () => {
    const back = patient([...confirmedCase.measurements, ...later(7, [
      ['2026-07-02', 0, 90], ['2026-07-30', 0, 85], ['2026-08-27', 9, 84], ['2026-09-24', 30, 88], ['2026-10-22', 90, 90], ['2026-11-19', 200, 90]])]
      .map((m) => (m.gene === 'TP53' ? { ...m, gene: 'APC', variant: 'p.R1450*' } : m)), [line(start, null)]);
    const [first, second, ...rest] = conflicts(back);
    expect(rest).toEqual([]);
    expect(first!.specimenId).toBe('S6');
    expect(second!.firedDay).toBeGreaterThan(day('2026-08-27'));
    expect(second!.episode).not.toBe(first!.episode);
  });
});

describe('its answer', () => {
  const alert = conflicts(confirmedCase)[0]!;
  const end = day('2026-07-01');
  const answered = (lines: readonly TreatmentLine[], asOf: number | null = end): string | null => conflictAnsweredBy(alert, lines, { kind: 'calendar' }, asOf);

  it('is the stop of the line concerned, with the reason recorded', () => {
    expect(answered([line(start, day('2026-06-10'), { stopReason: 'progression' })])).toBe('FOLFIRI + cetuximab stopped on 2026-06-10 for progression');
    expect(answered([line(start, day('2026-06-10'))])).toBe('FOLFIRI + cetuximab stopped on 2026-06-10');
  });

  it('is not the stop of another line, a stop to come, a stop of one of two rows, or another kind of alert', () => {
    const other = line(start, day('2026-06-10'), { regimen: 'bevacizumab', agents: ['bevacizumab'], therapyClasses: ['vegf'] });
    expect(answered([line(start, null), other])).toBeNull();
    expect(answered([line(start, day('2026-07-02'))])).toBeNull();
    expect(answered([line(start, day('2026-06-10')), line(start, null)])).toBeNull();
    expect(answered([])).toBeNull();
    expect(answered([line(start, day('2026-06-10'))], null)).toBeNull();
    const rise = replayPatient(confirmedCase).find((a) => a.kind === 'resistance_emerging')!;
    expect(conflictAnsweredBy(rise, [line(start, day('2026-06-10'))], { kind: 'calendar' }, end)).toBeNull();
  });

  it('counts in days where the record does', () => {
    const shifted: PatientRecord = { ...confirmedCase, timeline: { kind: 'days', anchor: 'first dose' } };
    const [found] = conflicts(shifted);
    expect(conflictAnsweredBy(found!, [line(start, start + 230)], shifted.timeline, start + 300)).toBe(`FOLFIRI + cetuximab stopped on day ${start + 230}`);
  });

  it('law: whatever the day of the stop, there is either no conflict, or an open one before the stop and an answered one from it on', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 300 }), (after) => {
      const stop = start + after;
      const r = on([line(start, stop)]);
      const found = evaluatePatient(r, { day: end }).alerts.filter((a) => a.kind === 'therapy_conflict');
      expect(found.length).toBe(stop > day('2026-06-04') ? 1 : 0);
      for (const a of found) for (const asOf of [day('2026-06-04'), stop - 1, stop, end]) expect(conflictAnsweredBy(a, r.treatments, r.timeline, asOf) !== null).toBe(stop <= asOf);
    }), { numRuns: 40 });
  });
});
