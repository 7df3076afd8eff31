/** What a draw could have missed, on the evaluation: states apart, shares only where there is something to share. */
import type { Detectability, Measurement } from '@clonewatch/domain';
import { toWireEvaluation } from '@clonewatch/contracts';
import { evaluatePatient } from '@clonewatch/guidance';
import { measure, patient, line } from './records.js';

const at = (ms: readonly Measurement[], gene: string): Detectability => evaluatePatient(patient(ms, [line(0, null)]), null).series.find((s) => s.gene === gene)!.points.at(-1)!.detectability!;
const apc = (k: number): Measurement => measure('S1', 10, 'APC', 'p.R1450*', k, 3800);
const kras = (more: Partial<Measurement> = {}, k: number | null = 0, n: number | null = 3800): Measurement => measure('S1', 10, 'KRAS', 'p.G12D', k, n, more);

describe('detectability of a draw', () => {
  it('says what a non-detect beside 190 truncal molecules could have missed', () => {
    const d = at([apc(190), kras()], 'KRAS');
    expect(d).toMatchObject({ state: 'computed', criticalCount: 2, sharesReason: null });
    expect(d.atVaf![1]!).toBeGreaterThan(0.85);
    expect(d.atVaf![0]!).toBeLessThan(0.65);
    expect(d.atShare![0]!).toBeGreaterThan(0.99);
    expect(d.posterior!.high).toBeLessThan(1e-3);
  });
  it('has no share without a truncal call, nor for a truncal or haematopoietic variant', () => {
    expect(at([apc(0), kras()], 'KRAS')).toMatchObject({ state: 'computed', atShare: null, sharesReason: 'no_truncal_called' });
    expect(at([apc(190), kras()], 'APC')).toMatchObject({ atShare: null, sharesReason: 'is_truncal' });
    expect(at([apc(190), measure('S1', 10, 'DNMT3A', 'p.R882H', 40, 3800)], 'DNMT3A')).toMatchObject({ atShare: null, sharesReason: 'not_tumour' });
  });
  it('keeps not covered, failed and not computed apart, none with a number', () => {
    for (const [m, state, reason] of [
      [kras({ reportedStatus: 'not_covered' }, null, null), 'not_covered', null], [kras({ reportedStatus: 'failed_qc' }, null, null), 'failed_qc', null],
      [kras({ reportedStatus: 'not_detected' }, null, null), 'not_computed', 'depth_assumed'], [kras({ reportedStatus: 'detected', inputHge: null }, null, null), 'not_computed', 'no_counts'],
    ] as const) {
      expect(at([apc(190), m], 'KRAS')).toEqual({ state, reason, criticalCount: null, posterior: null, atVaf: null, atShare: null, sharesReason: null });
    }
  });
  it('is on the wire with its levels beside it', () => {
    const wire = toWireEvaluation(evaluatePatient(patient([apc(190), kras()], [line(0, null)]), null)).series.find((s) => s.gene === 'KRAS')!.points[0]!.detectability!;
    expect(wire.at_vaf!.map((x) => x.vaf)).toEqual([0.0005, 0.001, 0.005]);
    expect(wire.at_share!.map((x) => x.share)).toEqual([0.05, 0.25]);
    expect(wire).toMatchObject({ state: 'computed', reason: null, share_reason: null });
  });
});
