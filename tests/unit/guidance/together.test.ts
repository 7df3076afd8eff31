/** Several small clones that rise together are one alert that names them, where none alone is shown to rise. */
import type { AlertFinding, Measurement } from '@clonewatch/domain';
import { conflictAnsweredBy, evaluatePatient } from '@clonewatch/guidance';
import { line, measure, patient, replayPatient } from './records.js';

const names = [['APC', 'p.R1450*'], ['KRAS', 'p.G12D'], ['KRAS', 'p.G12V'], ['NRAS', 'p.Q61K'], ['EGFR', 'p.S492R'], ['KRAS', 'p.Q61H']] as const;
type Row = readonly [apc: number, ...resistant: number[]];
const history = (rows: readonly Row[]): Measurement[] => rows.flatMap((row, i) => row.map((k, j) => measure(`S${i + 1}`, 1000 + 28 * i, names[j]![0], names[j]![1], k, 4000)));
const record = (rows: readonly Row[]) => patient(history(rows), [line(990, null)]);
const emerging = (rows: readonly Row[]) => replayPatient(record(rows)).filter((a) => a.kind === 'resistance_emerging');

/** Two molecules, then three, of each: called, and too little for any alone. */
const small: readonly Row[] = [[120, 0, 0, 0, 0, 0], [110, 0, 0, 0, 0, 0], [115, 0, 0, 0, 0, 0], [118, 2, 2, 0, 2, 0], [112, 2, 3, 2, 2, 2], [121, 3, 4, 3, 3, 3]];

describe('several small clones', () => {
  it('are told once, all named, with no gene of its own', () => {
    const [first, ...more] = emerging(small).filter((a) => a.gene === null);
    expect(first).toMatchObject({ variant: null, clone: null, grade: 'rising', severity: 'act' });
    expect(first!.members.length).toBeGreaterThanOrEqual(3);
    expect(first!.score!).toBeGreaterThan(first!.threshold!);
    expect(first!.text).toContain('RISE TOGETHER');
    expect(more.every((a) => a.grade === 'confirmed')).toBe(true);
    const members = (first!.evidence as { members: { score: number; threshold: number }[] }).members;
    expect(members.every((m) => m.score <= m.threshold)).toBe(true);
  });
  it('is what one of them alone is not', () => {
    const alone = small.map((r): Row => [r[0], r[1]!, 0, 0, 0, 0]);
    expect(emerging(alone)).toEqual([]);
  });
  it('confirmed on a drug they resist, with no stop known: a conflict of all of them, once a line', () => {
    const high: Row = [118, 3, 4, 3, 3, 3];
    const conflicts = (stop: number | null): readonly AlertFinding[] => replayPatient({ ...record([...small, high, high]), treatments: [line(990, stop)] }).filter((a) => a.kind === 'therapy_conflict' && a.gene === null);
    const [found, ...more] = conflicts(null);
    expect(more).toEqual([]);
    expect(found).toMatchObject({ grade: 'confirmed', severity: 'act', specimenId: 'S7', variant: null, evidence: { line: { agents: line(990, null).agents } } });
    expect(found!.members.length).toBeGreaterThanOrEqual(2);
    expect(found!.text).toContain('their rise together is confirmed');
    expect(conflicts(1000 + 28 * 5)).toEqual([]);
    const answered = conflictAnsweredBy(found!, [line(990, 1200)], { kind: 'calendar' }, 1300);
    expect(answered).toContain('stopped');
  });
  it('never from one draw', () => {
    expect(emerging([...small.slice(0, 3), [118, 3, 4, 3, 3, 3]])).toEqual([]);
  });
  it('the sentence says what is so while no single one rises', () => {
    const upTo = emerging(small).find((a) => a.gene === null)!;
    const e = evaluatePatient(record(small), { day: upTo.knownDay });
    expect(e.series.filter((s) => s.trend === 'rising')).toEqual([]);
    expect(e.sentence).toContain('rising together');
  });
  it('end by their data: two draws below half the threshold, not one; what comes after is a new alert', () => {
    const low: Row = [118, 0, 0, 0, 0, 0];
    const high: Row = [118, 3, 4, 3, 3, 3];
    const after = (...more: readonly Row[]) => ({
      told: emerging([...small, ...more]).filter((a) => a.gene === null).map((a) => `${a.grade} ${a.specimenId}`), sentence: evaluatePatient(record([...small, ...more]), null).sentence,
    });
    // Three at once for the first time might be another sample's (S4): the draws after it tell.
    const first = ['rising S6', 'confirmed S7'];
    expect(after(high, low)).toEqual({ told: first, sentence: expect.stringContaining('rising together') as string });
    expect(after(high, low, low)).toEqual({ told: first, sentence: expect.stringMatching(/^No tracked resistance variant called on .* excluded above/) as string });
    expect(after(high, low, high, high).told).toEqual(first);
    expect(after(high, low, low, low, low, high, high).told).toEqual([...first, 'rising S13']);
    const episodes = emerging([...small, high, low, low, low, low, high, high, high]).map((a) => a.episode);
    expect(new Set(episodes).size).toBe(episodes.length);
  });
});
