/** A site's policy: what it may be, and that the half-life it states is the prior of every decay, in one place. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { setAlertPolicySchema } from '@clonewatch/contracts';
import type { PatientRecord } from '@clonewatch/domain';
import { clearanceLimits, defaultPolicy, evaluatePatient, halfLifeLimits, type HalfLifeMonths } from '@clonewatch/guidance';
import { fitDecay } from '@clonewatch/kinetics';
import { draws, line, patient } from './records.js';

const off = (gene: string, variant: string, counts: readonly number[]): PatientRecord => patient(draws(gene, variant, counts.map((k, i) => [28 * i + 10, k, 4000, 200] as const)), [line(-300, 0)]);
const halfLife = (r: PatientRecord, halfLifeMonths: HalfLifeMonths): number => evaluatePatient(r, null, { ...defaultPolicy, halfLifeMonths }).series.find((s) => s.gene !== 'APC')!.decay!.halfLifeDays.median;
const months = (ras: number, egfr: number, other: number): HalfLifeMonths => ({ ras, egfr, other });

describe('the half-life of a site', () => {
  it('is the prior of the decay of its gene and of no other', () => {
    for (const [gene, variant, own, others] of [['KRAS', 'p.G12D', months(12, 4.7, 4.4), months(3.7, 12, 12)], ['NRAS', 'p.Q61K', months(12, 4.7, 4.4), months(3.7, 12, 12)],
      ['EGFR', 'p.S464L', months(3.7, 12, 4.4), months(12, 4.7, 12)], ['BRAF', 'p.V600E', months(3.7, 4.7, 12), months(12, 12, 4.4)]] as const) {
      const r = off(gene, variant, [20, 17, 14]);
      const usual = halfLife(r, defaultPolicy.halfLifeMonths);
      expect(halfLife(r, own)).toBeGreaterThan(1.3 * usual);
      expect(halfLife(r, others)).toBe(usual);
    }
  });

  it('gives what the fit gives with that median', () => {
    const r = off('KRAS', 'p.G12D', [40, 30, 22]);
    const own = evaluatePatient(r, null, { ...defaultPolicy, halfLifeMonths: months(6, 4.7, 4.4) }).series.find((s) => s.gene === 'KRAS')!.decay!;
    const points = [40, 30, 22].map((k, i) => ({ day: 28 * i + 10, specimenId: `S${i + 1}`, assay: 'NGS', k, n: 4000, background: 0.12, called: true, shedding: 1 }));
    const fit = fitDecay(points, { priorMedianDays: 6 * 30.4375, sheddingKnown: false, asOfDay: 66, clearanceVaf: 0.001, drawOrder: false })!;
    expect(Math.abs(Math.log(own.halfLifeDays.median / fit.halfLifeDays.median))).toBeLessThan(0.25);
  });

  it('law: a longer expectation never gives a shorter half-life', () => {
    fc.assert(fc.property(fc.double({ min: 1, max: 20, noNaN: true }), fc.double({ min: 1.1, max: 2, noNaN: true }), (m, factor) => {
      const r = off('KRAS', 'p.G12D', [400, 300, 220, 160, 120]);
      expect(halfLife(r, months(m * factor, 4.7, 4.4))).toBeGreaterThanOrEqual(0.999 * halfLife(r, months(m, 4.7, 4.4)));
    }), { numRuns: 8 });
  });

  it('is refused outside its limits, by the engine and at the door alike', () => {
    const r = off('KRAS', 'p.G12D', [40, 30]);
    const body = { false_alerts: 1, longest_snooze_days: 90, reason: 'x' };
    for (const [bad, ok] of [[halfLifeLimits.low - 0.01, halfLifeLimits.low], [halfLifeLimits.high + 0.01, halfLifeLimits.high]] as const) {
      expect(() => evaluatePatient(r, null, { ...defaultPolicy, halfLifeMonths: months(3, bad, 4) })).toThrow(/half-life of egfr/);
      expect(setAlertPolicySchema.safeParse({ ...body, half_life_months: months(3, bad, 4) }).success).toBe(false);
      expect(setAlertPolicySchema.safeParse({ ...body, half_life_months: months(3, ok, 4) }).success).toBe(true);
    }
    expect(() => evaluatePatient(r, null, { ...defaultPolicy, halfLifeMonths: months(NaN, 4, 4) })).toThrow(RangeError);
  });
});

describe('the bound of a site', () => {
  const r = off('KRAS', 'p.G12D', [40, 30, 22]);
  const under = (clearanceVaf?: number): { readonly vaf: number; readonly day: number; readonly bound: number; readonly pBelow: number } => {
    const e = evaluatePatient(r, null, { ...defaultPolicy, ...(clearanceVaf === undefined ? {} : { clearanceVaf }) });
    const d = e.series.find((s) => s.gene === 'KRAS')!.decay!;
    return { vaf: d.clearanceVaf, day: d.clearanceDay!.median, bound: e.rechallenge!.boundVaf, pBelow: e.rechallenge!.pAllBelowNow! };
  };
  it('is what clearance dates and the window of rechallenge are asked about: the lower, the later and the less likely now', () => {
    const [lower, usual, higher] = [under(0.0005), under(), under(0.004)];
    expect([lower, usual, higher].map((x) => [x.vaf, x.bound])).toEqual([[0.0005, 0.0005], [0.001, 0.001], [0.004, 0.004]]);
    expect(lower.day).toBeGreaterThan(usual.day);
    expect(usual.day).toBeGreaterThan(higher.day);
    expect(lower.pBelow).toBeLessThanOrEqual(usual.pBelow);
    expect(usual.pBelow).toBeLessThan(higher.pBelow);
  });
  it('is refused outside its limits, by the engine and at the door alike', () => {
    const body = { false_alerts: 1, longest_snooze_days: 90, reason: 'x' };
    for (const [bad, ok] of [[clearanceLimits.low / 2, clearanceLimits.low], [clearanceLimits.high * 2, clearanceLimits.high]] as const) {
      expect(() => under(bad)).toThrow(/bound of clearance/);
      expect(() => under(ok)).not.toThrow();
      expect(setAlertPolicySchema.safeParse({ ...body, clearance_vaf: bad }).success).toBe(false);
      expect(setAlertPolicySchema.safeParse({ ...body, clearance_vaf: ok }).success).toBe(true);
    }
    expect(() => under(NaN)).toThrow(RangeError);
  });
});
