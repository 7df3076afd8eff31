/** Blood cells or tumour by the course, where white blood cells were not tested: what is said, what is not, and that it neither denies nor grants. */
import { describe, expect, it } from '@jest/globals';
import type { Evaluation, Measurement, PatientRecord } from '@clonewatch/domain';
import { evaluatePatient } from '@clonewatch/guidance';
import { draws, line, patient, replayPatient } from './records.js';

const start = 20_000;
/** Ten draws: truncal falls twenty-fold and comes back. */
const tumour = [800, 400, 160, 80, 40, 40, 90, 200, 400, 800];
const level = [21, 18, 23, 20, 17, 22, 19, 21, 24, 20];
const going = tumour.map((t) => Math.round(t / 20));
const rows = (gene: string, variant: string, counts: readonly number[], truncal: readonly number[] = tumour, more: Partial<Measurement> = {}): Measurement[] =>
  draws(gene, variant, counts.map((k, i) => [start + 28 * i, k, 4000, truncal[i]!] as const)).map((m) => (m.gene === gene ? { ...m, ...more } : m));
const on = [line(start + 1, null)];
const record = (m: readonly Measurement[], more: Partial<PatientRecord> = {}): PatientRecord => patient(m, on, {}, more);
const seriesOf = (e: Evaluation, gene: string): Evaluation['series'][number] => e.series.find((s) => s.gene === gene)!;
const read = (m: readonly Measurement[], more: Partial<PatientRecord> = {}): Evaluation['series'][number] => seriesOf(evaluatePatient(record(m, more), null), m.find((x) => x.gene !== 'APC')!.gene);

describe('a RAS variant whose white blood cells were not tested', () => {
  it('that stays level while the tumour moves twenty-fold is more probably of blood cells: said with its probability, hidden nowhere', () => {
    const s = read(rows('KRAS', 'p.G12D', level));
    expect(s.pBloodByCourse!).toBeGreaterThan(0.9);
    expect(s.role).toBe('resistance');
    expect(s.roleReason).toMatch(/its course stays level while truncal APC p\.R1450\* moved 20-fold: P\(blood cells\) (0\.9\d|> 0\.99) \(prior 0\.1\)/);
    const alerts = replayPatient(record(rows('KRAS', 'p.G12D', level)));
    expect(alerts.map((a) => a.kind)).toContain('resistance_at_baseline');
    const open = alerts.filter((a) => a.kind === 'origin_unresolved');
    expect(open).toHaveLength(1);
    expect(open[0]!.text).toContain('P(blood cells)');
    expect(open[0]!.evidence).toMatchObject({ wbc: { state: 'not_tested', p_blood_by_course: expect.any(Number) as unknown } });
  });
  it('that goes with the tumour, or rises against it, is not', () => {
    expect(read(rows('KRAS', 'p.G12D', going)).pBloodByCourse!).toBeLessThan(0.05);
    expect(read(rows('KRAS', 'p.G12D', [0, 0, 0, 3, 8, 20, 45, 90, 200, 400])).pBloodByCourse!).toBeLessThan(0.05);
    expect(replayPatient(record(rows('KRAS', 'p.G12D', going))).map((a) => a.kind)).not.toContain('origin_unresolved');
  });
  it('is not judged where the tumour did not move, with two draws, never called, or without a truncal variant', () => {
    expect(read(rows('KRAS', 'p.G12D', level, level.map((k) => 10 * k))).pBloodByCourse).toBeNull();
    expect(read(rows('KRAS', 'p.G12D', [20, 21], [800, 40])).pBloodByCourse).toBeNull();
    expect(read(rows('KRAS', 'p.G12D', level.map(() => 0))).pBloodByCourse).toBeNull();
    expect(read(rows('KRAS', 'p.G12D', level).filter((m) => m.gene === 'KRAS')).pBloodByCourse).toBeNull();
  });
  it('is not judged against TP53, which blood cells carry too', () => {
    const m = draws('KRAS', 'p.G12D', level.map((k, i) => [start + 28 * i, k, 4000, tumour[i]!] as const), ['TP53', 'p.R175H']);
    expect(seriesOf(evaluatePatient(record(m), null), 'KRAS').pBloodByCourse).toBeNull();
  });
  it('white blood cells and tissue come first', () => {
    expect(read(rows('KRAS', 'p.G12D', level, tumour, { wbcVafFraction: 0 })).pBloodByCourse).toBeNull();
    expect(read(rows('KRAS', 'p.G12D', level, tumour, { wbcVafFraction: 0.005 }))).toMatchObject({ role: 'chip', pBloodByCourse: null });
    expect(read(rows('KRAS', 'p.G12D', level), { assessments: [{ day: start - 9, kind: 'tissue', gene: 'KRAS', variant: 'p.G12D', result: 'positive', unit: '' }] }).pBloodByCourse).toBeNull();
  });
  it('one draw swapped or diluted takes nothing back', () => {
    const odd = level.map((k, i) => (i === 5 ? 0 : k));
    expect(read(rows('KRAS', 'p.G12D', odd)).pBloodByCourse!).toBeGreaterThan(0.5);
  });
  it('failed and not covered draws are no draws: the same as without them', () => {
    const m = rows('KRAS', 'p.G12D', level);
    const lost = m.map((x) => (x.gene === 'KRAS' && (x.specimenId === 'S3' || x.specimenId === 'S6') ? { ...x, reportedStatus: x.specimenId === 'S3' ? 'failed_qc' as const : 'not_covered' as const, mutantCount: null, totalCount: null } : x));
    const without = m.filter((x) => !(x.gene === 'KRAS' && (x.specimenId === 'S3' || x.specimenId === 'S6')));
    expect(read(lost).pBloodByCourse).toBe(read(without).pBloodByCourse);
  });
  it('neither denies nor grants: the gate of rechallenge stays unknown, not failed and not passed', () => {
    const off = patient(rows('KRAS', 'p.G12D', level), [line(start - 300, start - 200, { bestResponse: 'PR' })]);
    const gate = evaluatePatient(off, null).rechallenge!.gates.find((g) => g.id === 'G7')!;
    expect(gate.state).toBe('unknown');
    expect(gate.datum).toContain('P(blood cells)');
  });
  it('an earlier evaluation does not know a later course', () => {
    const e = evaluatePatient(record(rows('KRAS', 'p.G12D', level)), { day: start + 28 });
    expect(seriesOf(e, 'KRAS').pBloodByCourse).toBeNull();
  });
});

describe('another gene of clonal haematopoiesis', () => {
  it('that stays level is said to be so, with its probability', () => {
    const s = read(rows('SF3B1', 'p.K700E', level));
    expect(s.role).toBe('chip');
    expect(s.roleReason).toContain('P(blood cells)');
  });
  it('that goes with the tumour is no longer said to be haematopoietic, and shows no tumour DNA either', () => {
    const s = read(rows('GNAS', 'p.R201H', tumour.map((t) => Math.round(t / 4))));
    expect(s.role).toBe('other');
    expect(s.roleReason).toMatch(/listed as haematopoietic, yet its course does not stay level/);
  });
  it('DNMT3A never drives anything, whatever its course', () => expect(read(rows('DNMT3A', 'p.R882H', going))).toMatchObject({ role: 'chip', pBloodByCourse: null }));
});
