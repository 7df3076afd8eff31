/** What a draw could have missed, against SciPy (tests/golden/generate_detectability.py). */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { detectabilityShares, detectabilityVafs } from '@clonewatch/domain';
import { detectabilityOf, detectionProbability, notDetectable, toSeriesPoint, vafPosterior } from '@clonewatch/kinetics';
import { signalPosterior } from '@clonewatch/stats';
import { measurement } from './support.js';

interface Shared { readonly truncal: readonly [number, number]; readonly depth: number; readonly background: number; readonly critical: number; readonly share: number; readonly p: number }
type Row = Readonly<Record<string, number>>;
const golden = JSON.parse(readFileSync(new URL('../../golden/detectability.json', import.meta.url), 'utf8')) as { signal_posterior: readonly Row[]; detection: readonly Row[]; shared: readonly Shared[] };
const within = (x: number, of: number, relative: number): void => { if (Math.abs(x - of) > 1e-12 + relative * Math.abs(of)) throw new Error(`expected ${of}, got ${x}`); };

describe('posterior of the signal', () => {
  it.each(golden.signal_posterior)('$k molecules over a background of $background', (r) => {
    const s = signalPosterior(r.k!, r.background!);
    // From a shape of 30 on the Cornish–Fisher series stands in for iteration: seven digits.
    for (const q of ['median', 'low', 'high'] as const) within(s[q], r[q]!, r.k! >= 30 ? 1e-6 : 1e-9);
  });
  it('never claims less than nothing, and refuses what is no count', () => {
    fc.assert(fc.property(fc.double({ min: 0, max: 500, noNaN: true }), fc.double({ min: 0, max: 300, noNaN: true }), (k, b) => {
      const s = signalPosterior(k, b);
      expect(0 <= s.low && s.low <= s.median && s.median <= s.high && s.high < Infinity).toBe(true);
    }), { seed: 5, numRuns: 300 });
    expect(() => signalPosterior(-1, 0)).toThrow('-1');
    expect(() => signalPosterior(1, Number.NaN)).toThrow(RangeError);
  });
  it('stays a fraction', () => expect(vafPosterior({ mutant: 40, total: 40, background: 0 }).high).toBe(1));
});

describe('probability of detection', () => {
  it.each(golden.detection)('$signal molecules, size $size, background $background, called from $critical', (r) => {
    within(detectionProbability(r.signal!, r.size!, r.background!, r.critical!), r.p!, 1e-7);
  });
  it.each(golden.shared)('a share $share of a truncal $truncal.0 of $truncal.1: within 0.004 of the exact integral', (r) => {
    const d = detectabilityOf({ mutant: 0, total: r.depth, background: r.background }, { mutant: r.truncal[0], total: r.truncal[1], background: 0 });
    expect(Math.abs(d.atShare![detectabilityShares.indexOf(r.share as 0.05)]! - r.p)).toBeLessThan(0.004);
    expect(d.criticalCount).toBe(r.critical);
  });
  it('stands for the rule that calls: the critical count is the first that is called', () => {
    for (const [total, background] of [[3800, 3e-5], [900, 2e-4], [12_000, 4e-4]] as const) {
      const k = detectabilityOf({ mutant: 0, total, background: background * total }, 'no_truncal_called').criticalCount!;
      const called = (n: number): string => toSeriesPoint(measurement({ mutantCount: n, totalCount: total, backgroundFraction: background }), []).status;
      expect([called(k - 1), called(k)]).toEqual(['not_detected', 'detected']);
    }
  });
  it('grows with depth, level and share, falls with background', () => {
    fc.assert(fc.property(fc.integer({ min: 50, max: 20_000 }), fc.double({ min: 0, max: 2, noNaN: true }), fc.integer({ min: 3, max: 900 }), (total, background, truncal) => {
      const at = (n: number, b: number): readonly number[] => {
        const d = detectabilityOf({ mutant: 0, total: n, background: b }, { mutant: truncal, total: 3000, background: 0.1 });
        expect(d.atVaf).toHaveLength(detectabilityVafs.length);
        for (const ps of [d.atVaf!, d.atShare!]) expect([...ps].sort((a, b2) => a - b2)).toEqual(ps);
        return [...d.atVaf!, ...d.atShare!];
      };
      const base = at(total, background);
      at(2 * total, background).forEach((p, i) => expect(p).toBeGreaterThanOrEqual(base[i]! - 1e-12));
      expect(base.every((p) => p >= 0 && p <= 1)).toBe(true);
    }), { seed: 8, numRuns: 100 });
  });
  it('keeps states without molecules free of numbers', () => {
    expect(notDetectable('failed_qc')).toEqual({ state: 'failed_qc', reason: null, criticalCount: null, posterior: null, atVaf: null, atShare: null, sharesReason: null });
    expect(notDetectable('not_computed', 'depth_assumed')).toMatchObject({ state: 'not_computed', reason: 'depth_assumed', atVaf: null });
  });
});
