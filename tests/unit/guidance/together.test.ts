/** Several small clones that rise together are one alert that names them, where none alone is shown to rise. */
import type { Measurement } from '@clonewatch/domain';
import { evaluatePatient } from '@clonewatch/guidance';
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
    const first = ['rising S5', 'confirmed S6'];
    expect(after(low)).toEqual({ told: first, sentence: expect.stringContaining('rising together') as string });
    expect(after(low, low)).toEqual({ told: first, sentence: expect.stringMatching(/^No tracked resistance variant called on .* excluded above/) as string });
    expect(after(low, high, high).told).toEqual(first);
    expect(after(low, low, low, low, high, high).told).toEqual([...first, 'rising S12']);
    const episodes = emerging([...small, low, low, low, low, high, high]).map((a) => a.episode);
    expect(new Set(episodes).size).toBe(episodes.length);
  });
});
