/** What time alone makes due, asked directly: late results, repeat tests at progression, confirmations nobody drew; what settles each, on both sides of each day. */
import { describe, expect, it } from '@jest/globals';
import type { AlertFinding, Assessment, Evaluation, Measurement, PatientProfile, PatientRecord, TreatmentLine } from '@clonewatch/domain';
import { confirmationDays, dueAlerts, dueFindings, dueKinds, dueSettledBy, pendingDraws } from '../../../libs/guidance/src/due.js';
import { canonicalRecord } from '../../../libs/guidance/src/known.js';
import { line, measure, patient } from './records.js';

const day0 = 20_000;
const chemo = (start: number, stop: number | null = null): TreatmentLine => line(start, stop, { regimen: 'FOLFOX', agents: ['oxaliplatin'], therapyClasses: ['chemotherapy'] });
const versions = { model_version: expect.any(String) as unknown, rules_version: expect.any(String) as unknown };

describe('what time makes due', () => {
  const drawn = (at: number, result = 'taken', kind = 'blood_drawn'): Assessment => ({ day: day0 + at, kind, gene: '', variant: '', result, unit: '' });
  const record = (days: readonly (readonly [number, number?])[], profile: Partial<PatientProfile> = {}, more: Partial<PatientRecord> = {}): PatientRecord =>
    patient(days.map(([d, wait = 0], i) => measure(`S${i + 1}`, day0 + d, 'KRAS', 'p.G12D', 0, 4000, { knownDay: day0 + d + wait })), [line(day0 - 50, null)], profile, more);
  const due = (r: PatientRecord, asOf: number, fired: readonly AlertFinding[] = []): readonly AlertFinding[] => dueFindings(canonicalRecord(r), fired, day0 + asOf);
  const short = (r: PatientRecord, asOf: number, fired: readonly AlertFinding[] = []): string[] => due(r, asOf, fired).map((a) => `${a.kind} ${a.firedDay - day0}`);

  it('blood drawn and not in the laboratory\'s files yet: by a note of that kind, "no" excepted, unless a specimen is within three days', () => {
    const pending = (notes: readonly Assessment[], specimens: readonly number[] = []): number[] => pendingDraws({ assessments: notes, specimens: specimens.map((d) => ({ day: day0 + d })) }).map((d) => d - day0);
    expect(pending([drawn(40), drawn(10), drawn(40)])).toEqual([10, 40]);
    expect(pending([drawn(10, 'No'), drawn(11, 'negative'), drawn(12, 'not possible'), drawn(13, 'planned, no'), drawn(14, 'yes', 'imaging')])).toEqual([13]);
    expect([6, 7, 13, 14].map((d) => pending([drawn(10)], [d]).length)).toEqual([1, 0, 0, 1]);
  });
  it('a late result, in words', () => {
    expect(due(record([[0, 30]]), 21)).toEqual([{
      kind: 'result_late', grade: null, severity: 'review', phase: 'on', gene: null, variant: null, members: [], clone: null, episode: 'result_late|2024-10-04', firedDay: day0 + 21, knownDay: day0 + 21, specimenId: null, score: null, threshold: null,
      evidence: { collected_on: '2024-10-04', late_on: '2024-10-25', result_days: 21, ...versions },
      text: 'No result of the draw of 4 Oct 2024 after 21 days. Suggested check: ask the laboratory for the state of the sample; not a treatment instruction.',
    }]);
    expect([short(record([[0, 30]]), 20), short(record([[0, 21]]), 60), short(record([[0, 22]]), 60)]).toEqual([[], [], ['result_late 21']]);
  });
  it('the first result of a draw counts, whichever row brings it; two tubes of a day are one draw', () => {
    const two = record([[0, 30]]);
    expect(short({ ...two, measurements: [...two.measurements, measure('S1', day0, 'APC', 'p.R1450*', 8, 4000, { knownDay: day0 + 5 })] }, 60)).toEqual([]);
    expect(short(record([[0, 30], [0, 30]]), 60)).toEqual(['result_late 21']);
  });
  it('too late for the next cycle, in words', () => {
    const [a] = due(record([[0, 30]], { nextCycleDay: day0 + 10 }), 11);
    expect(a).toMatchObject({ kind: 'result_late', firedDay: day0 + 11, evidence: { next_cycle_on: '2024-10-14', late_on: '2024-10-15' } });
    expect(a!.text).toBe('No result of the draw of 4 Oct 2024 by the next cycle of 14 Oct 2024: it comes too late for that decision. Suggested check: ask the laboratory for the state of the sample; not a treatment instruction.');
    // Of two draws before the cycle the later was to answer for it; one on its day was not.
    expect(short(record([[0, 30], [5, 30]], { nextCycleDay: day0 + 10 }), 22)).toEqual(['result_late 11', 'result_late 21']);
    expect(short(record([[10, 30]], { nextCycleDay: day0 + 10 }), 31)).toEqual(['result_late 31']);
    expect([9, 10, 11].map((wait) => short(record([[0, wait]], { nextCycleDay: day0 + 10 }), 60).length)).toEqual([0, 0, 1]);
  });
  it('blood noted as drawn: late as any draw, and no draw that is overdue', () => {
    const r = record([[0]], { drawIntervalDays: 28 }, { assessments: [drawn(30)] });
    expect(short(r, 50)).toEqual([]);
    expect(short(r, 51)).toEqual(['result_late 51']);
    expect(short(r, 65)).toEqual(['result_late 51', 'draw_overdue 65']);
    // Between two specimens it fills the gap.
    expect(short(record([[0], [40]], { drawIntervalDays: 28 }, { assessments: [drawn(20)] }), 70)).toEqual(['result_late 41']);
    expect([...dueKinds].sort()).toEqual(['confirmation_overdue', 'draw_overdue', 'result_late']);
  });
  const pd = (at: number, more: Partial<Assessment> = {}): Assessment => ({ day: day0 + at, kind: 'imaging', gene: '', variant: '', result: 'PD', unit: '', ...more });
  it('a repeat test at progression: imaging, the clinic or a line stopped for it; in words', () => {
    const at = (assessments: readonly Assessment[], lines: readonly TreatmentLine[] = [line(day0 - 50, null)]): string[] => short({ ...record([[0]], {}, { assessments }), treatments: lines }, 200);
    expect(at([pd(40)])).toEqual(['draw_overdue 68']);
    expect(at([pd(40, { kind: 'Clinical', result: ' pd ' })])).toEqual(['draw_overdue 68']);
    for (const more of [{ kind: 'cea' }, { kind: 'imaging ct' }, { kind: 'old imaging' }, { result: 'PDX' }, { result: 'no PD' }, { result: 'SD' }]) expect(at([pd(40, more)])).toEqual([]);
    expect(at([], [line(day0 - 50, day0 + 40, { stopReason: 'progression' })])).toEqual(['draw_overdue 68']);
    expect(at([], [line(day0 - 50, day0 + 40, { stopReason: 'toxicity' })])).toEqual([]);
    expect(at([], [line(day0 - 50, null, { stopReason: 'progression' })])).toEqual([]);
    expect(at([pd(40)], [chemo(day0 - 50)])).toEqual([]);
    const [a] = due(record([[0]], {}, { assessments: [pd(40)] }), 68);
    expect(a).toMatchObject({ kind: 'draw_overdue', severity: 'review', episode: 'draw_overdue|progression 13 Nov 2024', firedDay: day0 + 68, evidence: { progression_on: '2024-11-13', overdue_on: '2024-12-11', repeat_days: 28 } });
    expect(a!.text).toBe('Repeat test at progression overdue since 11 Dec 2024: progression of 13 Nov 2024, and no draw since. Suggested check: draw blood, or test tissue, before the next line; not a treatment instruction.');
  });
  it('… not where blood was never drawn by then, nor with a draw from two weeks before to four weeks after', () => {
    expect(short({ ...record([[100]], {}, { assessments: [pd(40)] }) }, 200)).toEqual([]);
    expect([25, 26, 40, 68, 69].map((d) => short(record([[0], [d]], {}, { assessments: [pd(40)] }), 200).length)).toEqual([1, 0, 0, 0, 1]);
    expect([67, 68].map((d) => short(record([[0]], {}, { assessments: [pd(40)] }), d).length)).toEqual([0, 1]);
  });
  it('… one alert for records of one progression, another after four weeks', () => {
    expect(short(record([[0]], {}, { assessments: [pd(68), pd(40), pd(40, { kind: 'clinical' })] }), 200)).toEqual(['draw_overdue 68']);
    expect(short(record([[0]], {}, { assessments: [pd(40), pd(69)] }), 200)).toEqual(['draw_overdue 68', 'draw_overdue 97']);
    // The image came after the line was stopped for progression: the stop was first.
    expect(short({ ...record([[0]], {}, { assessments: [pd(60)] }), treatments: [line(day0 - 50, day0 + 40, { stopReason: 'progression' })] }, 200)).toEqual(['draw_overdue 68']);
  });
  it('… and not where the plan of draws says the same within the window', () => {
    expect(short(record([[0]], { drawIntervalDays: 32 }, { assessments: [pd(40)] }), 200)).toEqual(['draw_overdue 40']);
    expect(short(record([[0]], { drawIntervalDays: 31 }, { assessments: [pd(40)] }), 200)).toEqual(['draw_overdue 39', 'draw_overdue 68']);
    expect(short(record([[5]], { drawIntervalDays: 50 }, { assessments: [pd(40)] }), 200)).toEqual(['draw_overdue 68']);
    expect(short(record([[4]], { drawIntervalDays: 51 }, { assessments: [pd(40)] }), 200)).toEqual(['draw_overdue 68']);
  });
  const detected = (knownAt: number): AlertFinding => ({ kind: 'resistance_detected', gene: 'KRAS', variant: 'p.G12D', firedDay: day0, knownDay: day0 + knownAt, specimenId: 'S1', episode: 'resistance_detected|KRAS p.G12D|S1' }) as unknown as AlertFinding;
  it('a confirmation, in words', () => {
    expect(due(record([[0, 5]]), 75, [detected(5)])).toMatchObject([{
      kind: 'confirmation_overdue', severity: 'review', gene: 'KRAS', variant: 'p.G12D', members: [{ gene: 'KRAS', variant: 'p.G12D' }], episode: 'confirmation_overdue|resistance_detected|KRAS p.G12D|S1', firedDay: day0 + 75, knownDay: day0 + 75, specimenId: null,
      evidence: { detected_on: '2024-10-04', overdue_on: '2024-12-18', confirmation_days: 70, detected_in: 'S1' },
      text: 'KRAS p.G12D was detected in the draw of 4 Oct 2024 and no draw since has tested it: confirmation overdue since 18 Dec 2024. Suggested check: repeat the draw, or test the variant by another method; not a treatment instruction.',
    }]);
    expect(short(record([[0, 5]]), 74, [detected(5)])).toEqual([]);
    expect(short(record([[0, 5]]), 200, [{ ...detected(5), kind: 'resistance_at_baseline' }])).toEqual([]);
  });
  it('… by a draw after the detection that tests the variant and is known in time', () => {
    const with_ = (...ms: Measurement[]): number => short({ ...record([[0]]), measurements: [...record([[0]]).measurements, ...ms] }, 200, [detected(0)]).filter((x) => x.startsWith('confirmation')).length;
    const later = (at: number, more: Partial<Measurement> = {}): Measurement => measure('S9', day0 + at, 'KRAS', 'p.G12D', 0, 4000, more);
    expect(with_(later(30))).toBe(0);
    expect(with_(later(0))).toBe(1);
    expect([70, 71].map((d) => with_(later(30, { knownDay: day0 + d })))).toEqual([0, 1]);
    expect(with_(later(30, { gene: 'NRAS' }))).toBe(1);
    expect(with_(later(30, { variant: 'p.G12V' }))).toBe(1);
    for (const reportedStatus of ['failed_qc', 'not_covered'] as const) expect(with_(later(30, { reportedStatus, mutantCount: null, totalCount: null }))).toBe(1);
    const panel = { gene: '', variant: '', mutantCount: null } as const;
    expect(with_(later(30, { ...panel, panel: ['KRAS:12'] }))).toBe(0);
    expect(with_(later(30, { ...panel, panel: ['KRAS:13'] }))).toBe(1);
    expect(with_(later(30, { gene: '', variant: 'chr5:g.112839942C>T', panel: ['KRAS:12'] }))).toBe(1);
    expect(with_(later(30, { gene: 'NRAS', panel: ['KRAS:12'] }))).toBe(1);
  });
  it.each([[null, 70], [28, 35], [30, 38], [56, 70], [57, 70], [0, 70], [-3, 70]] as const)('planned every %p days: %i days', (interval, days) => expect(confirmationDays(interval)).toBe(days));
  it('come in the order of their days; an order of draws has none, nor has a record without a day', () => {
    const all = short(record([[0, 30]], { drawIntervalDays: 28 }, { assessments: [pd(40)] }), 200, [detected(0)]);
    expect(all).toEqual(['result_late 21', 'draw_overdue 35', 'confirmation_overdue 35', 'draw_overdue 68']);
    expect(short(record([[0, 30]], { drawIntervalDays: 28 }, { timeline: { kind: 'days', anchor: 'draw order' } }), 900, [detected(0)])).toEqual([]);
    expect(dueFindings(canonicalRecord(record([[0, 30]], { drawIntervalDays: 28 })), [], -Infinity)).toEqual([]);
  });
  it('today\'s are those since the evaluation; the next day something falls due is told', () => {
    const r = record([[0]], { drawIntervalDays: 28 }, { assessments: [pd(40)] });
    const of = (asOf: number | null, day: number): unknown[] => { const d = dueAlerts(r, { asOfDay: asOf === null ? null : day0 + asOf, alerts: [] } as unknown as Evaluation, day0 + day); return [d.fired.map((a) => a.firedDay - day0), d.nextDay === null ? null : d.nextDay - day0]; };
    expect(of(0, 34)).toEqual([[], 35]);
    expect(of(0, 35)).toEqual([[35], 68]);
    expect(of(0, 68)).toEqual([[35, 68], null]);
    expect(of(35, 68)).toEqual([[68], null]);
    expect(of(34, 40)).toEqual([[35], 68]);
    expect(of(null, 40)).toEqual([[35], 68]);
  });
  it('is settled by what it asked for', () => {
    const told = (kind: string, more: object = {}): AlertFinding => ({ kind, firedDay: day0 + 35, gene: null, variant: null, episode: 'x', evidence: {}, ...more }) as unknown as AlertFinding;
    const e = (draws: readonly (readonly [string, number])[], more: object = {}): Evaluation => ({ timeline: { kind: 'calendar' }, draws: draws.map(([specimenId, d]) => ({ specimenId, day: day0 + d })), alerts: [], series: [], ...more }) as unknown as Evaluation;
    expect(dueSettledBy(told('draw_overdue'), e([['S1', 34]]))).toBeNull();
    expect(dueSettledBy(told('draw_overdue'), e([['S1', 34], ['S2', 35], ['S3', 60]]))).toBe('drawn: 2024-11-08 (S2)');
    for (const evidence of [{ collected_on: '2024-10-04' }, { collected_day: day0 }]) {
      expect([-4, -3, 3, 4].map((d) => dueSettledBy(told('result_late', { evidence }), e([['S1', d]])) !== null)).toEqual([false, true, true, false]);
      expect(dueSettledBy(told('result_late', { evidence }), e([['S1', 0]]))).toBe('the result of the draw of 2024-10-04 (S1) is there');
    }
    const confirm = told('confirmation_overdue', { gene: 'KRAS', variant: 'p.G12D', episode: 'confirmation_overdue|D' });
    const points = (status: string, at: number, gene = 'KRAS', variant = 'p.G12D'): object => ({ alerts: [{ episode: 'D', firedDay: day0 }], series: [{ gene, variant, points: [{ day: day0 + at, status }] }] });
    expect(dueSettledBy(confirm, e([], points('not_detected', 30)))).toBe('tested again in the draw of 2024-11-03: not detected');
    expect(dueSettledBy(confirm, e([], points('detected', 30)))).toBe('tested again in the draw of 2024-11-03: detected');
    for (const status of ['not_covered', 'failed_qc']) expect(dueSettledBy(confirm, e([], points(status, 30)))).toBeNull();
    expect(dueSettledBy(confirm, e([], points('detected', 0)))).toBeNull();
    expect(dueSettledBy(confirm, e([], points('detected', 30, 'NRAS')))).toBeNull();
    expect(dueSettledBy(confirm, e([], points('detected', 30, 'KRAS', 'p.G12V')))).toBeNull();
    expect(dueSettledBy(confirm, e([], { ...points('detected', 30), alerts: [{ episode: 'other', firedDay: day0 }] }))).toBeNull();
    expect(dueSettledBy(told('resistance_detected', { gene: 'KRAS', variant: 'p.G12D', episode: 'confirmation_overdue|D' }), e([['S1', 40]], points('detected', 30)))).toBeNull();
  });
});
