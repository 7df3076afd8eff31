import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { lanes, layoutSparkline, spread, stepAbove, stepBelow } from '@clonewatch/charts';

describe('labels', () => {
  it('stay where they want to be when there is room', () => {
    expect(spread([{ y: 20, priority: 1 }, { y: 60, priority: 1 }], 14, 0, 100)).toEqual([20, 60]);
  });
  it('never touch, stay inside, and keep their order', () => {
    fc.assert(fc.property(fc.array(fc.record({ y: fc.integer({ min: -50, max: 350 }), priority: fc.integer({ min: 0, max: 5 }) }), { maxLength: 40 }), (wanted) => {
      const got = spread(wanted, 14, 10, 290);
      const placed = got.flatMap((y, i) => (y === null ? [] : [{ y, want: wanted[i]!.y }])).sort((a, b) => a.y - b.y);
      for (const [i, p] of placed.entries()) {
        expect(p.y).toBeGreaterThanOrEqual(10 - 1e-6);
        expect(p.y).toBeLessThanOrEqual(290 + 1e-6);
        if (i > 0) {
          expect(p.y - placed[i - 1]!.y).toBeGreaterThanOrEqual(14 - 1e-6);
          expect(p.want).toBeGreaterThanOrEqual(placed[i - 1]!.want);
        }
      }
      expect(placed.length).toBe(Math.min(wanted.length, 21));
    }));
  });
});

describe('small parts', () => {
  it('lines of therapy share a lane only when they do not overlap', () => {
    expect(lanes([{ start: 0, end: 10 }, { start: 5, end: 20 }, { start: 10, end: 12 }])).toEqual([0, 1, 0]);
  });
  it('axis ends are 1 or 3 times a power of ten', () => {
    expect([stepBelow(0.0009), stepBelow(0.003), stepAbove(0.0031), stepAbove(0.011), stepAbove(0.6)]).toEqual([0.0003, 0.003, 0.01, 0.03, 1]);
  });
});

describe('the sparkline', () => {
  const points = (v: (number | null)[]): { day: number; status: 'detected' | 'not_detected' | 'not_covered'; vaf: number | null; upper95: number | null }[] =>
    v.map((x, i) => ({ day: i * 28, status: x === null ? 'not_covered' : x < 0 ? 'not_detected' : 'detected', vaf: x !== null && x > 0 ? x : null, upper95: x !== null && x < 0 ? -x : null }));
  it('has marks by role, open triangles for bounds, and breaks at gaps', () => {
    const l = layoutSparkline([{ role: 'truncal', label: 'TP53 p.R175H', points: points([0.02, 0.02, 0.02, 0.02]) }, { role: 'resistance', label: 'KRAS p.G12D', points: points([-0.001, null, 0.002, 0.006]) }], { width: 112, height: 26 });
    expect(l.marks.map((m) => m.shape)).toEqual(['square', 'square', 'square', 'square', 'bound', 'tick', 'circle', 'circle']);
    expect(l.segments).toHaveLength(4);
    expect(l.description).toContain('KRAS p.G12D: detected');
  });
  it('is the same axis on every row, and empty is empty', () => {
    const at = (v: number): number => layoutSparkline([{ role: 'truncal', label: 'x', points: points([v]) }], { width: 112, height: 26 }).marks[0]!.y;
    expect(at(0.1)).toBeLessThan(at(0.01));
    expect(at(1e-7)).toBe(at(1e-4));
    expect(layoutSparkline([], { width: 112, height: 26 }).marks).toEqual([]);
  });
});
