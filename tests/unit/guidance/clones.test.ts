/** Clones of a patient as the evaluation tells them: who is in, how they are named over time, which leads, and what cannot change them. */
import { describe, expect, it } from '@jest/globals';
import { emptyProfile, type CloneResult, type Evaluation, type Measurement, type PatientRecord } from '@clonewatch/domain';
import { evaluatePatient } from '@clonewatch/guidance';
import { cll003Genes, cll003Table } from '../kinetics/cll003.js';
import { line, measure, patient } from './records.js';

type Row = readonly [gene: string, variant: string, ...counts: readonly (number | null)[]];
/** Counts out of 4,000, four weeks apart; null: not covered. */
const record = (rows: readonly Row[], more: Partial<PatientRecord> = {}): PatientRecord => patient(
  rows.flatMap(([gene, variant, ...counts]) => counts.map((k, i): Measurement => measure(`S${i + 1}`, 20_000 + 28 * i, gene, variant, k, k === null ? null : 4000, k === null ? { reportedStatus: 'not_covered' } : {}))),
  [line(19_950, null)], {}, more,
);
const with_ = (e: Evaluation, gene: string, variant?: string): CloneResult => e.clones.find((c) => c.variants.some((v) => v.gene === gene && (variant === undefined || v.variant === variant)))!;

const base: readonly Row[] = [
  ['APC', 'p.R1450*', 400, 300, 250, 260, 330, 420], ['TP53', 'p.R175H', 420, 280, 240, 280, 310, 440],
  ['KRAS', 'p.G12D', 0, 3, 12, 45, 130, 330], ['NRAS', 'p.Q61K', 0, 0, 8, 9, 11, 15], ['PIK3CA', 'p.H1047R', 0, 2, 14, 40, 140, 310],
];

describe('clones of a patient', () => {
  const e = evaluatePatient(record(base), null);

  it('truncal variants are C0, parallel resistance variants siblings, and a passenger joins the clone it moves with', () => {
    expect(with_(e, 'APC')).toMatchObject({ id: 'C0', parent: null });
    expect(with_(e, 'TP53').id).toBe('C0');
    expect(with_(e, 'KRAS')).toMatchObject({ id: 'C1', parent: 'C0', order: 'undetermined' });
    expect(with_(e, 'PIK3CA').id).toBe('C1');
    expect(with_(e, 'NRAS')).toMatchObject({ parent: 'C0', order: 'undetermined' });
    expect(with_(e, 'NRAS').id).not.toBe('C1');
    for (const s of e.series) expect(s.clone).toBe(with_(e, s.gene, s.variant).id);
  });

  it('the share has an interval; not called it runs from 0 to a bound and is never a bare 0', () => {
    const p = with_(e, 'NRAS').prevalence;
    expect(p.map((x) => x.day)).toEqual([0, 1, 2, 3, 4, 5].map((i) => 20_000 + 28 * i));
    expect(p[0]!.low).toBe(0);
    expect(p[0]!.median).toBeGreaterThan(0);
    // 0 of 4,000 beside a truncal 10 %: three molecules would be 0.75 % of it; own noise and the truncal's widen that.
    expect(p[0]!.high).toBeGreaterThan(0.004);
    expect(p[0]!.high).toBeLessThan(0.02);
    // 15 of 4,000 (less the background of 0.12) over the mean of 420 and 440.
    expect(p[5]!.median).toBeCloseTo(14.9 / 430, 2);
    expect(p[5]!.low).toBeLessThan(p[5]!.median);
    expect(with_(e, 'APC').prevalence.every((x) => x.median === 1 && x.low === 1 && x.high === 1)).toBe(true);
  });

  it('a draw that did not cover the clone, or shows no truncal variant, is not in its prevalence', () => {
    const gaps = base.map((r): Row => (r[0] === 'NRAS' ? ['NRAS', 'p.Q61K', 0, 0, 8, null, 11, 15] : r[0] === 'APC' || r[0] === 'TP53' ? [r[0], r[1], ...r.slice(2, 7), 0] as Row : r));
    expect(with_(evaluatePatient(record(gaps), null), 'NRAS').prevalence.map((x) => (x.day - 20_000) / 28)).toEqual([0, 1, 2, 4]);
  });

  it('the leading clone is the rising one, and alerts name the clone of their variant', () => {
    expect(e.leadingClone).toBe('C1');
    const rise = e.alerts.find((a) => a.kind === 'resistance_emerging')!;
    expect([rise.gene, rise.clone]).toEqual(['KRAS', 'C1']);
    expect(e.alerts.filter((a) => a.gene === 'NRAS').every((a) => a.clone === with_(e, 'NRAS').id)).toBe(true);
  });

  it('a failed draw or one without tumour DNA does not dethrone a clone; one that could have shown it does', () => {
    const flat = (...last: readonly (readonly [number | null, number | null])[]): PatientRecord => record([
      ['APC', 'p.R1450*', 400, 390, 410, ...last.map((x) => x[0])], ['NRAS', 'p.Q61K', 20, 22, 19, ...last.map((x) => x[1])], ['KRAS', 'p.G12D', 9, 11, 10, ...last.map((x) => x[1] === null ? null : 0)],
    ]);
    const nras = (x: Evaluation): string => with_(x, 'NRAS').id;
    for (const last of [[[400, 21]], [[null, null]], [[0, 0]]] as const) {
      const x = evaluatePatient(flat(...last), null);
      expect(x.leadingClone).toBe(nras(x));
    }
    expect(evaluatePatient(flat([400, 0]), null).leadingClone).toBe('C0');
  });

  it('keeps its ids as draws come in', () => {
    const ids = [3, 4, 5, 6].map((n) => evaluatePatient(record(base), { day: 20_000 + 28 * (n - 1) })).map((x) => [with_(x, 'APC').id, with_(x, 'KRAS').id, with_(x, 'NRAS').id]);
    expect(new Set(ids.map((x) => JSON.stringify(x))).size).toBe(1);
  });

  it('a call without a number is a clone of its own without prevalence', () => {
    const ms = [...record(base).measurements, measure('S6', 20_140, 'MET', 'amplification', null, null, { reportedStatus: 'detected' })];
    const x = evaluatePatient({ ...record(base), measurements: ms }, null);
    expect(with_(x, 'MET')).toMatchObject({ variants: [{ gene: 'MET', variant: 'amplification' }], prevalence: [] });
  });

  it('CLL003 comes out of the evaluation as five clusters', () => {
    // SF3B1 is a gene of clonal haematopoiesis here and stays out; in leukaemia it would be shown otherwise (tissue).
    const ms = cll003Genes.flatMap((genes, j) => genes.flatMap((gene) => cll003Table.map((row, t) => {
      const [ref, alt] = row[j]!;
      return measure(`T${t}`, t, gene, 'p.X1Y', Math.round(alt / genes.length), Math.round((ref + alt) / genes.length), { backgroundFraction: 1e-4 });
    })));
    const x = evaluatePatient(patient(ms, [], {}, { profile: emptyProfile, timeline: { kind: 'days', anchor: 'order of time points' } }), null);
    const groups = x.clones.map((c) => c.variants.map((v) => v.gene).sort().join('_')).sort();
    expect(groups).toEqual(cll003Genes.map((g) => g.filter((y) => y !== 'SF3B1').sort().join('_')).sort());
    expect(with_(x, 'ADAD1').id).toBe('C0');
  });
});

describe('clones do not change with', () => {
  const r = record(base);
  const told = (x: PatientRecord): string => JSON.stringify(evaluatePatient(x, null).clones);
  it('order or repetition of rows', () => expect(told({ ...r, measurements: [...r.measurements].reverse().concat(r.measurements) })).toBe(told(r)));
  it('a draw of depth 0', () => expect(told({ ...r, measurements: [...r.measurements, measure('S9', 20_150, 'KRAS', 'p.G12D', 0, 0)] })).toBe(told(r)));
  it('a haematopoietic and an inherited variant', () => expect(told({
    ...r, measurements: [...r.measurements, ...[0, 1, 2, 3, 4, 5].flatMap((i) => [
      measure(`S${i + 1}`, 20_000 + 28 * i, 'DNMT3A', 'p.R882H', 900 + 40 * i, 4000), measure(`S${i + 1}`, 20_000 + 28 * i, 'BRCA2', 'p.K3326*', 1990, 4000, { wbcVafFraction: 0.5 }),
    ])],
  })).toBe(told(r)));
  it('a shift of all days, but for the days', () => {
    const shifted = { ...r, measurements: r.measurements.map((m) => ({ ...m, day: m.day + 77, knownDay: m.knownDay + 77 })), specimens: r.specimens.map((s) => ({ ...s, day: s.day + 77, knownDay: s.knownDay + 77 })), treatments: [line(20_027, null)] };
    expect(evaluatePatient(shifted, null).clones.map((c) => ({ ...c, prevalence: c.prevalence.map((p) => ({ ...p, day: p.day - 77 })) }))).toEqual(evaluatePatient(r, null).clones);
  });
});
