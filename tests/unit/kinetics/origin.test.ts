/** Blood cells or tumour by the course: against numerical integration in SciPy, and the laws it keeps. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { bloodOrigin, type OriginDraw } from '@clonewatch/kinetics';

interface Case { readonly kind: string; readonly prior: number; readonly p_blood: number; readonly draws: readonly { day: number; assay: string; k: number; n: number; background: number; truncal_k: number; truncal_n: number }[] }
const { cases } = JSON.parse(readFileSync(new URL('../../golden/origin.json', import.meta.url), 'utf8')) as { cases: readonly Case[] };

describe('P(blood cells) by the course', () => {
  it.each(cases.map((c) => [c.kind, c] as const))('is what numerical integration gives: %s', (_, c) => {
    const draws = c.draws.map((d): OriginDraw => ({ day: d.day, assay: d.assay, k: d.k, n: d.n, background: d.background, truncalK: d.truncal_k, truncalN: d.truncal_n }));
    const p = bloodOrigin(draws, { prior: c.prior })!.pBlood;
    const logit = (x: number): number => Math.log(x / (1 - x));
    expect(Math.abs(logit(p) - logit(c.p_blood))).toBeLessThan(1e-6);
  });

  const courses = fc.array(fc.record({ k: fc.integer({ min: 0, max: 200 }), n: fc.integer({ min: 500, max: 9000 }), truncalK: fc.integer({ min: 0, max: 400 }) }), { minLength: 3, maxLength: 9 });
  const drawsOf = (xs: readonly { k: number; n: number; truncalK: number }[], shift = 0): OriginDraw[] => xs.map((x, i) => ({ ...x, day: shift + 30 * i, assay: 'A', background: 0, truncalN: x.n }));

  it('law: a probability; days moved, or the order of time reversed, change nothing; a higher prior never lowers it', () => {
    fc.assert(fc.property(courses, fc.integer({ min: -5000, max: 5000 }), (xs, shift) => {
      const e = bloodOrigin(drawsOf(xs), { prior: 0.1 });
      fc.pre(e !== null);
      expect(e.pBlood).toBeGreaterThanOrEqual(0);
      expect(e.pBlood).toBeLessThanOrEqual(1);
      expect(Math.abs(bloodOrigin(drawsOf(xs, shift), { prior: 0.1 })!.pBlood - e.pBlood)).toBeLessThan(1e-9);
      const last = 30 * (xs.length - 1);
      const reversed = drawsOf(xs).map((d) => ({ ...d, day: last - d.day })).reverse();
      expect(Math.abs(bloodOrigin(reversed, { prior: 0.1 })!.pBlood - e.pBlood)).toBeLessThan(1e-9);
      expect(bloodOrigin(drawsOf(xs), { prior: 0.4 })!.pBlood).toBeGreaterThanOrEqual(e.pBlood);
    }), { numRuns: 150 });
  });

  it('cannot tell with two draws, a tumour that stands, a variant never seen; refuses a prior that is none', () => {
    const moved = [{ k: 20, n: 4000, truncalK: 400 }, { k: 21, n: 4000, truncalK: 20 }];
    expect(bloodOrigin(drawsOf(moved), { prior: 0.1 })).toBeNull();
    expect(bloodOrigin(drawsOf([...moved, { k: 20, n: 4000, truncalK: 100 }]), { prior: 0.1 })).not.toBeNull();
    expect(bloodOrigin(drawsOf([1, 2, 3].map(() => ({ k: 20, n: 4000, truncalK: 400 }))), { prior: 0.1 })).toBeNull();
    expect(bloodOrigin(drawsOf([...moved, moved[0]!].map((x) => ({ ...x, k: 0 }))), { prior: 0.1 })).toBeNull();
    for (const prior of [0, 1, -0.1, NaN]) expect(() => bloodOrigin(drawsOf(moved), { prior })).toThrow(RangeError);
  });
});
