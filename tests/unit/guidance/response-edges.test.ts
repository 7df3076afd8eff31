/** Molecular response, asked directly: lines, baseline, landmarks, classes at their boundaries, and the states that are no number. */
import { describe, expect, it } from '@jest/globals';
import type { Measurement, PatientRecord, TreatmentLine } from '@clonewatch/domain';
import { baselineOf, burdenOf, eligible, pooledIn, readTogether, responseOf, therapyLines } from '../../../libs/guidance/src/response.js';
import type { Snapshot } from '../../../libs/guidance/src/snapshot.js';
import { line, measure, patient } from './records.js';
import { lastSnap, seriesIn } from './steps.js';

type Row = readonly [day: number, apc: number | null, kras: number | null, n?: number];
const rows = (rs: readonly Row[], more: Partial<Measurement> = {}): Measurement[] => rs.flatMap(([d, a, k, n = 4000], i) => ([['APC', 'p.R1450*', a], ['KRAS', 'p.G12D', k]] as const).map(([gene, variant, count]) =>
  measure(`S${i + 1}`, d, gene, variant, count, count === null ? null : n, count === null ? { reportedStatus: 'not_covered' } : more)));
const snapOf = (ms: readonly Measurement[], lines: readonly TreatmentLine[] = [line(0, null)], more: Partial<PatientRecord> = {}): Snapshot => lastSnap(patient(ms, lines, {}, more));
const order = { timeline: { kind: 'days', anchor: 'draw order' } } as const;
const other = (start: number, stop: number | null, more: Partial<TreatmentLine> = {}): TreatmentLine => line(start, stop, { regimen: 'bevacizumab', agents: ['bevacizumab'], therapyClasses: ['vegf'], ...more });

describe('lines of therapy', () => {
  const lines = (...ls: TreatmentLine[]): unknown[] => therapyLines({ lines: ls }).map((l) => [l.regimen, l.startDay, l.stopDay]);
  it('rows that begin on one day are one regimen, until the last of its drugs is stopped', () => {
    expect(lines(line(0, 90), other(0, 120))).toEqual([['FOLFIRI + cetuximab + bevacizumab', 0, 120]]);
    expect(lines(line(0, 120), other(0, 90))).toEqual([['FOLFIRI + cetuximab + bevacizumab', 0, 120]]);
    expect(lines(line(0, null), other(0, 90))).toEqual([['FOLFIRI + cetuximab + bevacizumab', 0, null]]);
    expect(lines(line(0, 90), other(0, null))).toEqual([['FOLFIRI + cetuximab + bevacizumab', 0, null]]);
    expect(lines(line(0, 90), other(1, null))).toHaveLength(2);
  });
  it('oldest first; named by regimen, else drugs, else classes', () => {
    expect(lines(other(50, null), line(0, 40))).toEqual([['FOLFIRI + cetuximab', 0, 40], ['bevacizumab', 50, null]]);
    expect(lines(line(0, null, { regimen: '' }))).toEqual([['cetuximab + irinotecan', 0, null]]);
    expect(lines(line(0, null, { regimen: '', agents: [] }))).toEqual([['anti_egfr + chemotherapy', 0, null]]);
  });
});

describe('what may stand for burden', () => {
  it('tumour variants; no blood cells, nothing inherited, no copy number or fusion', () => {
    const snap = snapOf([measure('S1', 0, 'APC', 'p.R1450*', 80, 4000), measure('S1', 0, 'KRAS', 'p.G12D', 80, 4000), measure('S1', 0, 'DNMT3A', 'p.R882H', 80, 4000), measure('S1', 0, 'BRCA2', 'p.K3326*', 2000, 4000, { wbcVafFraction: 0.5 }),
      measure('S1', 0, 'MET', 'amplification', 80, 4000), measure('S1', 0, 'PTEN', 'loss', 80, 4000), measure('S1', 0, 'ALK', 'fusion:EML4', 80, 4000), measure('S1', 0, '', 'chr5:g.112839942C>T', 80, 4000)]);
    expect(snap.series.filter((s) => eligible(snap, s)).map((s) => s.key)).toEqual([' chr5:g.112839942C>T', 'APC p.R1450*', 'KRAS p.G12D']);
  });
  it('the molecules of all assays of a draw together; none without a depth', () => {
    const snap = snapOf([measure('S1', 0, 'APC', 'p.R1450*', 2, 4000, { backgroundFraction: 1e-3 }), measure('S1', 0, 'APC', 'p.R1450*', 40, 8000, { assay: 'X', backgroundFraction: 1e-4 }), measure('S2', 9, 'APC', 'p.R1450*', null, null, { reportedStatus: 'detected', inputHge: null }), measure('S3', 9, 'APC', 'p.R1450*', 0, 0)]);
    const apc = seriesIn(snap, 'APC');
    expect(pooledIn(apc, 'S1')).toMatchObject({ mutant: 42, total: 12_000, called: true, background: expect.closeTo(4.8, 6) as unknown });
    expect([pooledIn(apc, 'S2'), pooledIn(apc, 'S3'), pooledIn(apc, 'S9')]).toEqual([null, null, null]);
  });
});

describe('the baseline of a line', () => {
  const base = (ms: readonly Measurement[], start = 100, more: Partial<PatientRecord> = {}): unknown => {
    const b = baselineOf(snapOf(ms, [line(start, null)], more), { regimen: 'FOLFIRI + cetuximab', startDay: start, stopDay: null });
    return typeof b === 'string' ? b : [b.specimenId, b.day, b.set.map((s) => s.gene)];
  };
  it('is the last draw up to the start, six weeks back at most, else the first within a week after it', () => {
    expect([57, 58, 100].map((d) => base(rows([[d, 80, 0], [150, 40, 0]])))).toEqual(['no_baseline_draw', ['S1', 58, ['APC']], ['S1', 100, ['APC']]]);
    expect([107, 108].map((d) => base(rows([[d, 80, 0], [150, 40, 0]])))).toEqual([['S1', 107, ['APC']], 'no_baseline_draw']);
    expect(base(rows([[60, 80, 0], [90, 80, 0], [103, 70, 0]]))).toEqual(['S2', 90, ['APC']]);
    expect(base(rows([[102, 80, 0], [105, 80, 0]]))).toEqual(['S1', 102, ['APC']]);
  });
  it('counts in draws where numbers only order them: six before, one after', () => {
    expect([93, 94].map((d) => base(rows([[d, 80, 0], [150, 40, 0]]), 100, order))).toEqual(['no_baseline_draw', ['S1', 94, ['APC']]]);
    expect([101, 102].map((d) => base(rows([[d, 80, 0], [150, 40, 0]]), 100, order))).toEqual([['S1', 101, ['APC']], 'no_baseline_draw']);
  });
  it('is frozen with what it called: not what it read and did not call, nor a copy number', () => {
    expect(base([...rows([[95, 80, 12]]), measure('S1', 95, 'SMAD4', 'p.R361C', 0, 4000), measure('S1', 95, 'MET', 'amplification', 300, 4000)])).toEqual(['S1', 95, ['APC', 'KRAS']]);
    // A detection reported over counts of nothing is no level to fall from.
    expect(base([measure('S1', 95, 'APC', 'p.R1450*', null, 4000, { reportedStatus: 'detected', vafFraction: 0, inputHge: 4000 })])).toBe('baseline_not_detected');
  });
  it('a draw that could not read any variant gives way to the next best; one that read and called none does not', () => {
    expect(base(rows([[70, 80, 0], [95, null, null]]))).toEqual(['S1', 70, ['APC']]);
    expect(base(rows([[95, null, null], [103, 80, 0]]))).toEqual(['S2', 103, ['APC']]);
    expect(base(rows([[70, 80, 0], [95, 0, 0]]))).toBe('baseline_not_detected');
  });
  it('failed is said before not covered: a failure may be repeated', () => {
    const failed = measure('S1', 95, 'APC', 'p.R1450*', null, null, { reportedStatus: 'failed_qc' });
    expect(base([failed, ...rows([[150, 80, 0]]).map((m) => ({ ...m, specimenId: 'S2' }))])).toBe('baseline_failed_qc');
    expect(base([failed, measure('S0', 90, 'APC', 'p.R1450*', null, null, { reportedStatus: 'not_covered' })])).toBe('baseline_failed_qc');
    expect(base(rows([[95, null, null], [150, 80, 0]]))).toBe('baseline_not_covered');
  });
});

describe('the level of burden', () => {
  const level = (...ms: Measurement[]): ReturnType<typeof burdenOf> => { const snap = snapOf(ms); return burdenOf(snap.series.map((s) => pooledIn(s, 'S1')!)); };
  it('per mL by the largest input and volume of the draw', () => {
    const l = level(measure('S1', 0, 'APC', 'p.R1450*', 400, 4000, { backgroundFraction: 0, inputHge: 4000, plasmaMl: 4 }));
    expect(l.mtmPerMl!.median / l.meanVaf.median).toBeCloseTo(1000, 6);
    expect(l.mtmPerMl!.low / l.meanVaf.low).toBeCloseTo(1000, 6);
    expect(l.mtmPerMl!.high / l.meanVaf.high).toBeCloseTo(1000, 6);
    expect(l.meanVaf.median).toBeCloseTo(0.1, 2);
    const two = level(measure('S1', 0, 'APC', 'p.R1450*', 400, 4000, { inputHge: 4000, plasmaMl: 2 }), measure('S1', 0, 'APC', 'p.R1450*', 40, 400, { assay: 'X', inputHge: 400, plasmaMl: 4 }));
    expect(two.mtmPerMl!.median / two.meanVaf.median).toBeCloseTo(1000, 6);
    for (const none of [{ inputHge: 0 }, { plasmaMl: 0 }, { inputHge: null }, { plasmaMl: null }]) expect(level(measure('S1', 0, 'APC', 'p.R1450*', 400, 4000, none)).mtmPerMl).toBeNull();
  });
  it('copies of the laboratory as a mean, or not at all; a depth nobody counted is said', () => {
    const l = level(measure('S1', 0, 'APC', 'p.R1450*', 400, 4000, { copiesPerMl: 30 }), measure('S1', 0, 'KRAS', 'p.G12D', 40, 4000, { copiesPerMl: 10 }));
    expect([l.copiesPerMl, l.depthAssumed]).toEqual([20, false]);
    expect(level(measure('S1', 0, 'APC', 'p.R1450*', 400, 4000, { copiesPerMl: 30 }), measure('S1', 0, 'KRAS', 'p.G12D', 40, 4000)).copiesPerMl).toBeNull();
    expect(level(measure('S1', 0, 'APC', 'p.R1450*', 400, 4000), measure('S1', 0, 'APC', 'p.R1450*', 40, 4000, { assay: 'X', copiesPerMl: 7 })).copiesPerMl).toBe(7);
    expect(level(measure('S1', 0, 'APC', 'p.R1450*', null, null, { vafFraction: 0.1 })).depthAssumed).toBe(true);
  });
});

describe('draws of a line', () => {
  const first = (ms: readonly Measurement[], lines: readonly TreatmentLine[] = [line(0, null)], more: Partial<PatientRecord> = {}) => responseOf(snapOf(ms, lines, more)).lines[0]!;
  it('are those after its baseline, from its start to its stop', () => {
    const of = (lines: readonly TreatmentLine[]): string[] => first(rows([[-20, 80, 0], [-5, 80, 0], [3, 70, 0], [50, 40, 0], [90, 30, 0], [91, 30, 0]]), lines).draws.map((d) => d.specimenId);
    expect(of([line(0, null)])).toEqual(['S3', 'S4', 'S5', 'S6']);
    expect(of([line(0, 90)])).toEqual(['S3', 'S4', 'S5']);
    expect(first(rows([[3, 80, 0], [6, 70, 0], [50, 40, 0]])).draws.map((d) => d.specimenId)).toEqual(['S2', 'S3']);
    expect(first(rows([[-5, 80, 0], [0, 70, 0], [50, 40, 0]])).baseline!.specimenId).toBe('S2');
  });
  it('the last of each window is its landmark: up to 7 weeks, then up to 13', () => {
    const marks = (...days: number[]): (string | null)[] => first(rows([[-3, 80, 0], ...days.map((d): Row => [d, 70, 0])])).draws.map((d) => d.landmark);
    expect(marks(10, 30, 60, 80, 120)).toEqual([null, 't1', null, 't2', null]);
    expect(marks(49, 91)).toEqual(['t1', 't2']);
    expect(marks(50, 92)).toEqual(['t2', null]);
    expect(marks(49, 50)).toEqual(['t1', 't2']);
    expect(marks(120)).toEqual([null]);
    // An order of draws has no weeks.
    expect(first(rows([[0, 80, 0], [1, 70, 0], [2, 70, 0]]), [line(0, null)], order).draws.map((d) => d.landmark)).toEqual([null, null]);
  });
  it('the first day of the line is in no window', () => expect(first(rows([[-3, 80, 0], [0, 70, 0], [9, 70, 0]])).draws.map((d) => d.landmark)).toEqual(['t1']));
  it('classes of the highest VAF: a fall of half, of nine tenths, none called', () => {
    const cls = (k: number): unknown => { const d = first(rows([[-3, 200, 0], [40, k, 0]])).draws[0]!; return [d.class, d.classProvable]; };
    expect([201, 101, 100, 21, 20].map((k) => (cls(k) as string[])[0])).toEqual(['none', 'none', 'fall_50', 'fall_50', 'fall_90']);
    expect((cls(0) as string[])[0]).toBe('cleared');
    // 60 of 200: the bound of the draw supports a fall of about 64 %; 95 of 200 less than half; a rise of nothing needs no proof.
    expect([60, 95, 201, 5].map((k) => (cls(k) as unknown[])[1])).toEqual([true, false, true, true]);
    expect(cls(0)).toEqual(['cleared', true]);
    expect(cls(20)).toEqual(['fall_90', false]);
  });
  it('cleared is said of the whole set, read and not called, without tumour DNA found beside it', () => {
    const two = (more: readonly Measurement[], kras: number | null = 0): unknown => first([...rows([[-3, 200, 40], [40, 0, kras]]), ...more]).draws.map((d) => [d.class, d.variantsRead, d.pSeenTenth !== null]);
    expect(two([])).toEqual([['cleared', 2, true]]);
    expect(two([], null)).toEqual([['fall_90', 1, false]]);
    expect(two([], 9)).toEqual([['fall_50', 2, false]].map(() => [expect.any(String), 2, false]));
    expect(two([measure('S2', 40, '', '', null, null, { assay: 'MRD', assayVersion: '', reportedStatus: 'detected', tumourFraction: 0.001, inputHge: null })])).toEqual([['fall_90', 2, false]]);
  });
  it('why a draw gives nothing, and another assay than at baseline', () => {
    const gap = (m: Partial<Measurement>): unknown => { const d = first([...rows([[-3, 200, 0]]), measure('S9', 40, 'APC', 'p.R1450*', null, null, m)]).draws[0]!; return [d.reason, d.variantsRead, d.class, d.ratio, d.burden, d.assayChanged]; };
    expect(gap({ reportedStatus: 'failed_qc' })).toEqual(['failed_qc', 0, null, null, null, false]);
    expect(gap({ reportedStatus: 'not_covered' })).toEqual(['not_covered', 0, null, null, null, false]);
    expect(gap({ reportedStatus: 'detected', inputHge: null })).toEqual(['not_computed', 0, null, null, null, false]);
    const changed = (assay: string): boolean => first([...rows([[-3, 200, 0]]), measure('S9', 40, 'APC', 'p.R1450*', 80, 4000, { assay })]).draws[0]!.assayChanged;
    expect([changed('NGS'), changed('ddPCR')]).toEqual([false, true]);
  });
  it('the highest VAF at baseline is that of the set; both draws are read over the same variants', () => {
    const l = first(rows([[-3, 200, 40], [40, 50, null]]));
    expect(l.baseline).toMatchObject({ specimenId: 'S1', day: -3, maxVaf: 0.05, variants: [{ gene: 'APC', variant: 'p.R1450*' }, { gene: 'KRAS', variant: 'p.G12D' }] });
    const snap = snapOf(rows([[-3, 200, 40], [40, 50, null]]));
    const b = baselineOf(snap, therapyLines(snap)[0]!);
    if (typeof b === 'string') throw new Error(b);
    const both = readTogether(b, 'S2');
    expect([both.base.map((x) => x.mutant), both.now.map((x) => x.mutant)]).toEqual([[200], [50]]);
  });
  it('the line in focus is the one in use at the last draw, the later of two, else the last', () => {
    const focus = (...lines: TreatmentLine[]): number | null => responseOf(snapOf(rows([[0, 80, 0], [50, 70, 0]]), lines)).focus;
    expect(focus()).toBeNull();
    expect(focus(line(0, 50), other(51, null))).toBe(0);
    expect(focus(line(0, 49), other(50, null))).toBe(1);
    expect(focus(line(0, null), other(20, null))).toBe(1);
    expect(focus(line(0, null), other(20, 40))).toBe(0);
    expect(focus(line(-90, -50), other(-20, 10))).toBe(1);
  });
});
