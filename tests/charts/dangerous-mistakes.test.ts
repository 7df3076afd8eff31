/** The dangerous mistakes a screen can make, one by one: from a record through the engine to what stands above and in the chart. */
import { describe, expect, it } from '@jest/globals';
import { apply, layoutTrajectory, trajectoryView } from '@clonewatch/charts';
import { toWireEvaluation, toWireGlance, type PatientPage } from '@clonewatch/contracts';
import type { PatientRecord } from '@clonewatch/domain';
import { changesBetween, evaluatePatient, glanceOf } from '@clonewatch/guidance';
import { assessment, readiness, stateOf, today as rechallengeToday } from '../unit/guidance/rechallenge-records.js';
import { confirmedCase, day, draws, goldenCase, line, measure, patient } from '../unit/guidance/records.js';
import { page } from '../unit/ui/page.js';
import { size } from './fixtures.js';

const at = (i: number): number => day('2026-01-01') + 28 * i;
const on = [line(at(0) - 10, null)];

function screen(r: PatientRecord): { words: string; page: PatientPage; glance: NonNullable<PatientPage['glance']>; layout: ReturnType<typeof layoutTrajectory>; kinds: string[] } {
  const e = evaluatePatient(r, null);
  const alerts = e.alerts.map((a) => ({ kind: a.kind, severity: a.severity, state: 'open' as const, gene: a.gene, variant: a.variant, grade: a.grade, firedDay: a.firedDay, members: a.members, evidence: a.evidence }));
  const glance = toWireGlance(e.timeline, glanceOf(e, { today: e.draws.at(-1)?.day ?? null, lines: r.treatments, nextCycleDay: null, pending: [], alerts }));
  const shown = page({ evaluation: toWireEvaluation(e), glance, alerts: [], treatments: [], assessments: [] });
  const layout = layoutTrajectory(trajectoryView(shown), size);
  return { words: JSON.stringify([e.sentence, glance, layout.marks.map((m) => m.title), e.draws.map((d) => d.reason)]), page: shown, glance, layout, kinds: e.alerts.map((a) => a.kind) };
}

describe('a screen never', () => {
  it('1 says wild type, or anything calm, of a draw that shows no tumour DNA', () => {
    const s = screen(patient(draws('KRAS', 'p.G12D', [[at(0), 0, 4000, 0]]), on));
    expect(s.words).not.toMatch(/wild.?type|negative|all clear/i);
    expect(s.glance.reading.kind).toBe('cannot_tell');
    expect(s.glance.test!.kind).toBe('repeat');
    expect(s.page.evaluation!.sentence).toMatch(/^Cannot be assessed/);
  });
  it('1 grants a rechallenge to a draw without tumour DNA, with too little of it, or with a codon that was not read; the same draw with all three is granted one', () => {
    expect(readiness().verdict).toBe('met');
    for (const spoiled of [{ truncal: { k: 0 } }, { depth: 60, truncal: { k: 3, n: 60 } }, { counts: { 'KRAS p.A146T': null } }]) {
      const r = readiness(spoiled);
      expect({ spoiled, verdict: r.verdict }).toEqual({ spoiled, verdict: 'cannot_assess' });
      expect(JSON.stringify(r)).not.toMatch(/wild.?type|all clear/i);
    }
  });
  it('2 draws a non-detect at 0, or leaves it out', () => {
    const shown = screen(patient(draws('KRAS', 'p.G12D', [[at(0), 9, 4000, 200], [at(1), 0, 4000, 200]]), on)).page;
    for (const axis of ['log', 'linear'] as const) {
      const layout = layoutTrajectory(trajectoryView(shown), size, { axis });
      const nd = layout.marks.filter((m) => m.status === 'not_detected');
      expect(nd).toHaveLength(1);
      expect(nd[0]!.shape).toBe('bound');
      // 0 of 4,000: (1 − p)^4000 = 0.05.
      expect(nd[0]!.y).toBeCloseTo(apply(layout.y)(1 - 0.05 ** (1 / 4000)), 1);
      expect(nd[0]!.y).toBeLessThan(layout.plot.y + layout.plot.height - 1);
    }
  });
  it('3 wears a variant of blood cells in the colour or share of resistance', () => {
    const blood = [0, 1, 2].flatMap((i) => [measure(`S${i}`, at(i), 'KRAS', 'p.G12A', 24, 4000, { wbcVafFraction: 0.006 }), measure(`S${i}`, at(i), 'APC', 'p.R1450*', 400, 4000)]);
    const s = screen(patient(blood, on));
    expect(s.layout.marks.filter((m) => m.gene === 'KRAS').every((m) => m.shape === 'diamond')).toBe(true);
    expect(s.glance.shares).toEqual([]);
  });
  it('3, the reverse: dismisses a tumour’s KRAS as blood cells, tested and not found there', () => {
    const rows = [0, 0, 8, 30].flatMap((k, i) => [measure(`S${i}`, at(i), 'KRAS', 'p.G12D', k, 4000, { wbcVafFraction: 0 }), measure(`S${i}`, at(i), 'APC', 'p.R1450*', 400, 4000)]);
    const s = screen(patient(rows, on));
    expect(s.page.evaluation!.series.find((x) => x.gene === 'KRAS')!.role).toBe('resistance');
    expect(s.kinds).toContain('resistance_emerging');
    expect(s.layout.marks.filter((m) => m.gene === 'KRAS' && m.status === 'detected').every((m) => m.shape === 'circle')).toBe(true);
  });
  it('4 rests a rise on one noisy draw, or hides what one draw shows', () => {
    const s = screen(patient(draws('KRAS', 'p.G12D', [[at(0), 0, 4000, 200], [at(1), 0, 4000, 200], [at(2), 6, 4000, 200]]), on));
    expect(s.kinds).not.toContain('resistance_emerging');
    expect(s.glance.trust.find((t) => t.id === 'repeat')!.state).toBe('open');
    expect(s.layout.marks.filter((m) => m.gene === 'KRAS' && m.status === 'detected')).toHaveLength(1);
  });
  it('4, the reverse: smooths a rise away under a long quiet past', () => {
    const past = Array.from({ length: 20 }, (_, i) => [at(i), 0, 4000, 200] as const);
    const s = screen(patient(draws('KRAS', 'p.G12D', [...past, [at(20), 8, 4000, 200], [at(21), 24, 4000, 200]]), [line(at(0) - 10, null)]));
    expect(s.kinds).toContain('resistance_emerging');
  });
  it('5 takes another patient’s blood for a clone: whose it is comes first', () => {
    const rows = [[120, 0], [100, 0], [110, 0], [0, 60]].flatMap(([apc, k], i) => [measure(`S${i}`, at(i), 'APC', 'p.R1450*', apc!, 4000), measure(`S${i}`, at(i), 'KRAS', 'p.G12D', k!, 4000)]);
    const s = screen(patient(rows, on));
    expect(s.kinds).toContain('sample_suspect');
    expect(s.glance.test!.why).toContain('may not be this patient');
  });
  it('6 joins two assays with a line, or keeps a switch to itself', () => {
    const m = draws('KRAS', 'p.G12D', [[at(0), 20, 4000, 200], [at(1), 20, 4000, 200]]).map((x) => (x.specimenId === 'S2' ? { ...x, assay: 'Other' } : x));
    const s = screen(patient(m, on));
    expect(s.layout.segments).toEqual([]);
    expect(s.layout.switches).toHaveLength(1);
    expect(s.glance.trust.find((t) => t.id === 'assay')!.state).toBe('warning');
  });
  it('7 reads dilution as response', () => {
    const d = (i: number, hge: number): ReturnType<typeof measure> => measure(`S${i}`, at(i), 'APC', 'p.R1450*', 240, hge, { plasmaMl: 4, inputHge: hge });
    const s = screen(patient([d(0, 3000), d(1, 3000), d(2, 15000)], [line(at(0) + 1, null)]));
    expect(s.glance.reading.kind).toBe('dilution');
  });
  it('8 shows a fraction as per cent of itself: 0.5 % is 0.005 with its counts beside it', () => {
    const { layout } = screen(patient(draws('KRAS', 'p.G12D', [[at(0), 20, 4000, 200]]), on));
    expect(layout.marks.find((m) => m.gene === 'KRAS')!.title.join(' ').replace(/\u00a0/g, ' ')).toMatch(/0\.50 %.*20 \/ 4,000/);
  });
  it('9 splits one variant into two lines by its names', () => {
    const m = [measure('S1', at(0), 'KRAS', 'p.G12D', 9, 4000), measure('S2', at(1), 'KRAS', 'c.35G>A', 12, 4000)];
    expect(new Set(screen(patient(m, on)).layout.marks.map((x) => x.series)).size).toBe(1);
  });
  it('9, the reverse: merges two changes of one codon into one line', () => {
    const m = [measure('S1', at(0), 'KRAS', 'p.G12D', 9, 4000), measure('S1', at(0), 'KRAS', 'p.G12V', 12, 4000)];
    expect(new Set(screen(patient(m, on)).layout.marks.map((x) => x.series)).size).toBe(2);
  });
  it('10 keeps a readiness that a newer line has made stale: a stopped line’s conflict is gone, anti-EGFR-free time runs', () => {
    const e = evaluatePatient(confirmedCase, null);
    const alerts = e.alerts.map((a) => ({ kind: a.kind, severity: a.severity, state: 'open' as const, gene: a.gene, variant: a.variant, grade: a.grade, firedDay: a.firedDay, members: a.members, evidence: a.evidence }));
    const seen = (stop: number | null): ReturnType<typeof glanceOf> => glanceOf(e, { today: day('2026-09-08'), lines: [line(day('2025-11-06'), stop)], nextCycleDay: null, pending: [], alerts });
    expect(seen(null)).toMatchObject({ conflict: 'On cetuximab against confirmed KRAS p.G12D; no decision recorded', antiEgfr: { state: 'on' } });
    // 92 days of 30.44.
    expect(seen(day('2026-06-08'))).toMatchObject({ conflict: null, antiEgfr: { state: 'off', months: 3 } });
  });
  it('10 grants a rechallenge on a sample that is too old, or from before the last progression', () => {
    const of = (change: Parameters<typeof readiness>[0]): [string, string] => { const r = readiness(change); return [r.verdict, stateOf(r, 'G5')]; };
    expect(of({ age: 28 })).toEqual(['met', 'pass']);
    expect(of({ age: 29 })[0]).not.toBe('met');
    expect(of({ assessments: [assessment(rechallengeToday - 3, 'imaging', 'PD')] })[0]).not.toBe('met');
  });
  it('11 codes EGFR p.S492R as resistance to the panitumumab in use', () => {
    const m = draws('EGFR', 'p.S492R', [[at(0), 0, 4000, 200], [at(1), 12, 4000, 200], [at(2), 40, 4000, 200], [at(3), 120, 4000, 200]]);
    const of = (agent: string): ReturnType<typeof screen> => screen(patient(m, [line(at(0) - 10, null, { agents: [agent], regimen: agent })]));
    const reason = (s: ReturnType<typeof screen>): string => s.page.evaluation!.series.find((x) => x.gene === 'EGFR')!.role_reason;
    const [cetuximab, panitumumab] = [of('cetuximab'), of('panitumumab')];
    expect(cetuximab.kinds).toContain('therapy_conflict');
    expect(cetuximab.glance.conflict).toBe('On cetuximab against confirmed EGFR p.S492R; no decision recorded');
    // It rises all the same, and is told; the drug in use is not said to be against it.
    expect(panitumumab.kinds).toContain('resistance_emerging');
    expect(panitumumab.kinds).not.toContain('therapy_conflict');
    expect(panitumumab.glance.conflict).toBeNull();
    expect(reason(cetuximab)).not.toContain('not given so far');
    expect(reason(panitumumab)).toContain('not given so far');
  });
  it('11 codes class-3 BRAF as V600E: no resistance, and nothing to act on', () => {
    const m = draws('BRAF', 'p.D594G', [[at(0), 0, 4000, 200], [at(1), 12, 4000, 200], [at(2), 40, 4000, 200]]);
    const e = evaluatePatient(patient(m, on), null);
    expect(e.series.find((s) => s.gene === 'BRAF')!.role).not.toBe('resistance');
    expect(e.alerts.filter((a) => a.gene === 'BRAF' && a.severity === 'act')).toEqual([]);
    const v600e = evaluatePatient(patient(m.map((x) => (x.gene === 'BRAF' ? { ...x, variant: 'p.V600E' } : x)), on), null);
    expect(v600e.series.find((s) => s.gene === 'BRAF')!.role).toBe('resistance');
  });
  it('12 passes a prior off as the patient’s own course: a forecast of one detection is grey or silent', () => {
    const s = screen(patient(draws('KRAS', 'p.G12D', [[at(0), 0, 4000, 200], [at(1), 0, 4000, 200], [at(2), 9, 4000, 200]]), on));
    expect(s.layout.fans.every((f) => f.mostlyPrior)).toBe(true);
  });
  it('12, beside it: draws a fall on into the future of a clone that has come up again', () => {
    const rows = (ks: readonly number[]): PatientRecord => patient(draws('KRAS', 'p.G12D', ks.map((k, i) => [at(i), k, 4000, 400] as const)), [line(at(0) - 200, at(0) - 5)]);
    const falling = [300, 150, 75, 38, 19];
    expect(screen(rows(falling)).layout.bands).toHaveLength(1);
    const up = screen(rows([...falling, 60, 180, 500]));
    const kras = up.page.evaluation!.series.find((x) => x.gene === 'KRAS')!;
    expect([kras.trend, kras.decay === null, up.layout.bands]).toEqual(['rising', false, []]);
  });
  it('13 counts one draw sent twice as two', () => {
    const once = draws('KRAS', 'p.G12D', [[at(0), 0, 4000, 200], [at(1), 9, 4000, 200]]);
    const s = screen(patient([...once, ...once], on));
    expect(s.layout.marks).toHaveLength(4);
    expect(s.glance.trust.find((t) => t.id === 'repeat')!.state).toBe('open');
  });
  it('14 cries of a quiet course: nothing to act on where nothing rises', () => {
    const e = evaluatePatient(patient(draws('KRAS', 'p.G12D', Array.from({ length: 13 }, (_, i) => [at(i), i === 5 ? 1 : 0, 4000, 200 + (i % 3)] as const)), on), null);
    expect(e.alerts.filter((a) => a.severity !== 'note')).toEqual([]);
  });
  it('15 takes an amended result in silence', () => {
    const before = evaluatePatient(goldenCase, null);
    const amended = { ...goldenCase.measurements.find((m) => m.specimenId === 'S4' && m.gene === 'KRAS')!, mutantCount: 3, resultVersion: 2 };
    expect(changesBetween(before, evaluatePatient({ ...goldenCase, measurements: [...goldenCase.measurements, amended] }, null)).some((c) => c.kind === 'corrected' && c.text.includes('KRAS p.G12D'))).toBe(true);
  });
});
