/** Alerts that time alone fires: late results, confirmations nobody drew, and what becomes due when no file comes. */
import fc from 'fast-check';
import type { AlertFinding, Assessment, PatientRecord } from '@clonewatch/domain';
import { dueAlerts, dueSettledBy, evaluatePatient } from '@clonewatch/guidance';
import { day, draws, line, measure, patient, replayPatient } from './records.js';

const start = day('2025-11-06');
const d0 = day('2026-01-15');
const at = (n: number): number => d0 + n;
const of = (kind: string, alerts: readonly AlertFinding[]): readonly [number, string | null][] => alerts.filter((a) => a.kind === kind).map((a) => [a.firedDay - d0, a.variant]);
/** KRAS beside a truncal variant: [day, k, known after days]. */
const record = (rows: readonly (readonly [number, number, number?])[], profile = {}, more: Partial<PatientRecord> = {}): PatientRecord =>
  patient(rows.flatMap(([n, k, wait = 0], i) => draws('KRAS', 'p.G12D', [[at(n), k, 3800, 160]]).map((m) => ({ ...m, specimenId: `S${i + 1}`, knownDay: at(n + wait) }))), [line(start, null)], profile, more);

describe('a late result', () => {
  it('fires on the 21st day after the draw when it is not there by then, and not on the draw that came in time', () => {
    expect(of('result_late', replayPatient(record([[0, 0, 21], [28, 0, 22], [56, 0, 40]])))).toEqual([[49, null], [77, null]]);
  });
  it('is settled by its result and by nothing else', () => {
    const late = replayPatient(record([[0, 0], [28, 0, 40]])).find((a) => a.kind === 'result_late')!;
    expect(dueSettledBy(late, evaluatePatient(record([[0, 0]]), null))).toBeNull();
    expect(dueSettledBy(late, evaluatePatient(record([[0, 0], [56, 0]]), null))).toBeNull();
    expect(dueSettledBy(late, evaluatePatient(record([[0, 0], [28, 0, 40]]), null))).toMatch(/^the result of the draw of 2026-02-12 \(S2\) is there$/);
  });
  const note = (n: number, result = 'taken'): Assessment => ({ day: at(n), kind: 'blood_drawn', gene: '', variant: '', result, unit: '' });
  it('blood that was drawn is awaited, and not overdue as a draw', () => {
    const drawn = record([[0, 0]], { drawIntervalDays: 28 }, { assessments: [note(28)] });
    const due = (r: PatientRecord, n: number): readonly [string, number][] => dueAlerts(r, evaluatePatient(r, null), at(n)).fired.map((a) => [a.kind, a.firedDay - d0]);
    expect(due(drawn, 60)).toEqual([['result_late', 49]]);
    expect(due(drawn, 63)).toEqual([['result_late', 49], ['draw_overdue', 63]]);
    expect(due(record([[0, 0]], { drawIntervalDays: 28 }), 60)).toEqual([['draw_overdue', 35]]);
    expect(due(record([[0, 0], [29, 0]], { drawIntervalDays: 28 }, { assessments: [note(28)] }), 60)).toEqual([]);
    expect(due(record([[0, 0]], { drawIntervalDays: 28 }, { assessments: [note(28, 'not possible')] }), 40)).toEqual([['draw_overdue', 35]]);
  });
});

describe('a result too late for the next cycle', () => {
  const cycle = (n: number, wait: number, profile = {}): readonly [number, string | null][] => of('result_late', replayPatient(record([[0, 0], [28, 0, wait]], { nextCycleDay: at(n), ...profile })));
  it.each([[42, 14, []], [42, 15, [[43, null]]], [42, 40, [[43, null]]], [60, 21, []], [60, 22, [[49, null]]], [48, 30, [[49, null]]], [28, 5, []], [10, 5, []]] as const)('cycle on day %i, result after %i days: %j', (n, wait, wanted) => {
    expect(cycle(n, wait)).toEqual(wanted);
  });
  it('names the cycle, is settled by the result, and asks only the last draw before it', () => {
    const late = replayPatient(record([[0, 0, 14], [28, 0, 30]], { nextCycleDay: at(35) })).filter((a) => a.kind === 'result_late');
    expect(late.map((a) => [a.firedDay - d0, a.evidence.next_cycle_on])).toEqual([[36, '2026-02-19']]);
    expect(late[0]!.text).toContain('too late for that decision');
    expect(dueSettledBy(late[0]!, evaluatePatient(record([[0, 0], [28, 0, 40]]), null))).toMatch(/\(S2\) is there$/);
    expect(dueSettledBy(late[0]!, evaluatePatient(record([[0, 0]]), null))).toBeNull();
  });
});

describe('the repeat test at progression', () => {
  const pd = (n: number, kind = 'imaging', result = 'PD'): Assessment => ({ day: at(n), kind, gene: '', variant: '', result, unit: '' });
  const due = (rows: readonly (readonly [number, number])[], assessments: readonly Assessment[], n = 300, more: Partial<PatientRecord> = {}): readonly [number, string | null][] => {
    return of('draw_overdue', evaluatePatient(record(rows, {}, { assessments, ...more }), { day: at(n) }).alerts);
  };
  it('is overdue four weeks after progression without a draw, on that day and not before', () => {
    expect(due([[0, 0]], [pd(40)], 67)).toEqual([]);
    expect(due([[0, 0]], [pd(40)], 68)).toEqual([[68, null]]);
  });
  it.each([[27, []], [26, []], [25, [[68, null]]], [68, []]] as const)('a draw on day %i, progression on day 40: %j', (n, wanted) => {
    const r = record([[0, 0], [n, 0]], {}, { assessments: [pd(40)] });
    expect(of('draw_overdue', [...evaluatePatient(r, { day: at(200) }).alerts])).toEqual(wanted);
  });
  it('is asked once for one progression, not for response, nor off every targeted drug, nor of an order of draws', () => {
    expect(due([[0, 0]], [pd(40), pd(50, 'clinical'), pd(68)])).toEqual([[68, null]]);
    expect(due([[0, 0]], [pd(40), pd(69)])).toEqual([[68, null], [97, null]]);
    expect(due([[0, 0]], [pd(40, 'imaging', 'PR'), pd(40, 'cea', 'PD')])).toEqual([]);
    expect(due([[0, 0]], [pd(40)], 300, { treatments: [line(start, null, { therapyClasses: ['chemotherapy'], agents: ['oxaliplatin'] })] })).toEqual([]);
    expect(due([[0, 0]], [], 300, { treatments: [line(start, at(40), { stopReason: 'progression' })] })).toEqual([[68, null]]);
  });
  it('is not said twice where the draw plan says it too', () => {
    const r = record([[0, 0]], { drawIntervalDays: 40 }, { assessments: [pd(40)] });
    expect(of('draw_overdue', dueAlerts(r, evaluatePatient(r, null), at(300)).fired)).toEqual([[50, null]]);
  });
});

describe('a confirmation', () => {
  it('is overdue ten weeks after the detection’s result without a draw that tests the variant; with a planned interval after its grace', () => {
    const detected = record([[0, 0], [28, 0], [56, 12, 5]]);
    const due = (r: PatientRecord, n: number): readonly [number, string | null][] => of('confirmation_overdue', dueAlerts(r, evaluatePatient(r, null), at(n)).fired);
    expect(of('resistance_detected', replayPatient(detected))).toEqual([[56, 'p.G12D']]);
    expect(due(detected, 61 + 69)).toEqual([]);
    expect(due(detected, 61 + 70)).toEqual([[131, 'p.G12D']]);
    expect(due({ ...detected, profile: { ...detected.profile, drawIntervalDays: 28 } }, 200)).toEqual([[61 + 35, 'p.G12D']]);
    expect(due({ ...detected, profile: { ...detected.profile, drawIntervalDays: 84 } }, 200)).toEqual([[131, 'p.G12D']]);
  });
  it('is asked of a draw that tests the variant: one of another gene, or a failed one, is none', () => {
    const detected = record([[0, 0], [28, 0], [56, 12]]);
    const withDraw = (...ms: PatientRecord['measurements']): readonly [number, string | null][] => {
      const r = { ...detected, measurements: [...detected.measurements, ...ms] };
      return of('confirmation_overdue', evaluatePatient(r, { day: at(200) }).alerts);
    };
    expect(withDraw(measure('S9', at(84), 'APC', 'p.R1450*', 160, 3800))).toHaveLength(1);
    expect(withDraw(measure('S9', at(84), 'KRAS', 'p.G12D', null, null, { reportedStatus: 'failed_qc' }))).toHaveLength(1);
    expect(withDraw(measure('S9', at(84), '', '', null, 3800, { panel: ['NRAS'] }))).toHaveLength(1);
    expect(withDraw(measure('S9', at(84), '', '', null, 3800, { panel: ['KRAS:12'] }))).toHaveLength(0);
    expect(withDraw(measure('S9', at(84), 'KRAS', 'p.G12D', 0, 3800))).toHaveLength(0);
  });
  it('is settled by that draw, whatever it shows', () => {
    const overdue = dueAlerts(record([[0, 0], [28, 0], [56, 12]]), evaluatePatient(record([[0, 0], [28, 0], [56, 12]]), null), at(200)).fired[0]!;
    const later = evaluatePatient(record([[0, 0], [28, 0], [56, 12], [150, 0]]), null);
    expect(dueSettledBy(overdue, later)).toMatch(/^tested again in the draw of 2026-06-14: not detected$/);
    expect(dueSettledBy(overdue, evaluatePatient(record([[0, 0], [28, 0], [56, 12]]), null))).toBeNull();
  });
});

it('what becomes due day by day is what an evaluation of that day finds, and the next day is told', () => {
  const days = fc.array(fc.tuple(fc.integer({ min: 7, max: 100 }), fc.constantFrom(0, 0, 3, 12), fc.integer({ min: 0, max: 40 })), { minLength: 1, maxLength: 5 });
  fc.assert(fc.property(days, fc.option(fc.constantFrom(14, 28, 56), { nil: null }), fc.integer({ min: 0, max: 200 }), (steps, drawIntervalDays, ahead) => {
    let n = 0;
    const r = record(steps.map(([gap, k, wait]) => [(n += gap), k, wait]), { drawIntervalDays });
    const e = evaluatePatient(r, null);
    const today = e.asOfDay! + ahead;
    const due = dueAlerts(r, e, today);
    expect([...e.alerts, ...due.fired]).toEqual(evaluatePatient(r, { day: today }).alerts);
    if (due.nextDay === null) return;
    expect(dueAlerts(r, e, due.nextDay - 1).fired).toEqual(due.fired);
    expect(dueAlerts(r, e, due.nextDay).fired.length).toBeGreaterThan(due.fired.length);
  }), { numRuns: 40, seed: 20261 });
});

it('an order of draws is never late', () => {
  const r = record([[0, 0], [28, 0, 40], [56, 12]], { drawIntervalDays: 28 }, { timeline: { kind: 'days', anchor: 'draw order of time points' } });
  expect(dueAlerts(r, evaluatePatient(r, null), at(500))).toEqual({ fired: [], nextDay: null });
});
