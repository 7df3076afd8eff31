/** Molecular response by line: baseline, frozen set, classes, what is provable, and the states that are no change of 0 %. */
import type { LineResponse, Measurement } from '@clonewatch/domain';
import { evaluationSchema, toWireEvaluation } from '@clonewatch/contracts';
import { evaluatePatient } from '@clonewatch/guidance';
import { line, measure, patient } from './records.js';

type Row = readonly [day: number, apc: number, kras: number];
const rows = (rs: readonly Row[], n = 3800): Measurement[] => rs.flatMap(([d, a, k], i) => [measure(`S${i + 1}`, d, 'APC', 'p.R1450*', a, n), measure(`S${i + 1}`, d, 'KRAS', 'p.G12D', k, n)]);
const first = (ms: readonly Measurement[], lines = [line(0, null)]): LineResponse => evaluatePatient(patient(ms, lines), null).response!.lines[0]!;

describe('molecular response', () => {
  it('takes the set called at baseline and keeps it, with landmarks and the contract’s classes', () => {
    const r = first(rows([[-3, 190, 0], [40, 60, 9], [80, 10, 30], [120, 0, 40], [200, 3, 60]]));
    expect(r.baseline).toMatchObject({ specimenId: 'S1', variants: [{ gene: 'APC', variant: 'p.R1450*' }], maxVaf: 0.05 });
    expect(r.draws.map((d) => [d.landmark, d.class, d.variantsRead])).toEqual([['t1', 'fall_50', 1], ['t2', 'fall_90', 1], [null, 'cleared', 1], [null, 'fall_90', 1]]);
    expect(r.draws[0]).toMatchObject({ classProvable: true, pSeenTenth: null, reason: null });
    expect(r.draws[0]!.ratio!.median).toBeCloseTo(60.5 / 190.5, 2);
    expect(r.draws[2]!.pSeenTenth!).toBeGreaterThan(0.99);
    expect(r.draws[2]!.ratio!.median).toBeGreaterThan(0);
    // 4 mL of plasma, 3 800 genome equivalents: a mean VAF of 5 % is 47.5 tumour molecules a millilitre.
    expect(r.baseline!.burden.mtmPerMl!.median).toBeCloseTo(47.5, 0);
  });
  it('has copies a millilitre where the laboratory counts them, and molecules a millilitre only with volume and input', () => {
    const burden = (apc: Partial<Measurement>, tp53: Partial<Measurement> = apc) => first([
      measure('S1', 0, 'APC', 'p.R1450*', 190, 3800, apc), measure('S1', 0, 'TP53', 'p.R175H', 95, 3800, tp53), measure('S2', 40, 'APC', 'p.R1450*', 60, 3800),
    ]).baseline!.burden;
    // The mean over the variants, as of the VAF; one variant without makes no mean.
    expect(burden({ copiesPerMl: 30 }, { copiesPerMl: 20 }).copiesPerMl).toBe(25);
    expect(burden({ copiesPerMl: 30 }, {}).copiesPerMl).toBeNull();
    // A mean VAF of 3.75 % of 3,800 genomes in 5 mL.
    expect(burden({ plasmaMl: 5 }).mtmPerMl!.median).toBeCloseTo(28.5, 0);
    expect(burden({ plasmaMl: null }).mtmPerMl).toBeNull();
    expect(burden({ inputHge: null }).mtmPerMl).toBeNull();
  });
  it('does not claim what the bound does not support', () => {
    const r = first(rows([[0, 9, 0], [40, 0, 0]], 3000));
    expect(r.draws[0]).toMatchObject({ class: 'cleared', classProvable: false, maxChange: -1 });
    expect(r.draws[0]!.provableFall).toBeCloseTo(0.667, 3);
    expect(r.draws[0]!.pSeenTenth!).toBeLessThan(0.3);
  });
  it('has no ratio without a baseline that shows anything: never 0 %', () => {
    const failed = measure('S0', -1, 'APC', 'p.R1450*', null, null, { reportedStatus: 'failed_qc' });
    const uncovered = measure('S0', -1, 'APC', 'p.R1450*', null, null, { reportedStatus: 'not_covered' });
    for (const [ms, reason] of [
      [rows([[0, 0, 0], [40, 60, 0]]), 'baseline_not_detected'], [rows([[30, 190, 0], [60, 60, 0]]), 'no_baseline_draw'], [[failed, ...rows([[30, 60, 0]])], 'baseline_failed_qc'],
      [[uncovered, ...rows([[30, 60, 0]])], 'baseline_not_covered'],
    ] as const) expect(first(ms)).toMatchObject({ reason, baseline: null, draws: [] });
    // A failed draw gives way to the one before it.
    expect(first([failed, ...rows([[-20, 190, 0], [40, 60, 0]])]).baseline!.day).toBe(-20);
  });
  it('keeps blood cells and amplifications out, and a draw that could not read the set apart', () => {
    const other = [measure('S1', 0, 'DNMT3A', 'p.R882H', 400, 3800), measure('S1', 0, 'ERBB2', 'amplification', 900, 3800)];
    const gap = [measure('S3', 60, 'APC', 'p.R1450*', null, null, { reportedStatus: 'not_covered' }), measure('S4', 80, 'APC', 'p.R1450*', null, null, { reportedStatus: 'failed_qc' })];
    const r = first([...rows([[0, 190, 0], [40, 60, 0]]), ...other, ...gap]);
    expect(r.baseline!.variants).toEqual([{ gene: 'APC', variant: 'p.R1450*' }]);
    expect(r.draws.map((d) => [d.reason, d.ratio === null, d.class])).toEqual([[null, false, 'fall_50'], ['not_covered', true, null], ['failed_qc', true, null]]);
  });
  it('opens a line of its own for each therapy and focuses on the one in use', () => {
    const e = evaluatePatient(patient(rows([[0, 190, 0], [40, 60, 0], [98, 200, 30], [140, 210, 10]]), [line(0, 90), line(100, null, { regimen: 'FOLFOX' })]), null);
    expect(e.response!.focus).toBe(1);
    expect(e.response!.lines.map((l) => [l.regimen, l.baseline?.specimenId, l.draws.map((d) => d.specimenId).join()])).toEqual([['FOLFIRI + cetuximab', 'S1', 'S2'], ['FOLFOX', 'S3', 'S4']]);
    expect(e.response!.lines[1]!.baseline!.variants).toHaveLength(2);
    expect(evaluatePatient(patient(rows([[0, 1, 0]]), []), null).response).toEqual({ focus: null, lines: [] });
  });
  it('goes over the wire as the schema says', () => {
    const wire = toWireEvaluation(evaluatePatient(patient(rows([[0, 190, 0], [40, 60, 9]]), [line(0, null)]), null));
    expect(evaluationSchema.parse(wire).response).toEqual(wire.response);
    expect(wire.response!.lines[0]!.draws[0]).toMatchObject({ collected_on: '1970-02-10', landmark: 't1', class: 'fall_50', reason: null });
  });
});
