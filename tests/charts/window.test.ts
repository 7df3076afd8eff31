/** A stretch of the course, and the mark that the pointer means. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { layoutTrajectory, markFinder, type Mark } from '@clonewatch/charts';
import { dates, golden, kras, size, tp53, view } from './fixtures.js';

describe('a stretch of the course', () => {
  const whole = layoutTrajectory(golden, size);
  const part = layoutTrajectory(golden, size, { window: [dates[1]! - 3, dates[3]! + 3] });
  it('holds the readings of its days and no other, within the plot', () => {
    expect([...new Set(part.marks.map((m) => m.day))]).toEqual([dates[1], dates[2], dates[3]]);
    for (const m of part.marks) { expect(m.x).toBeGreaterThanOrEqual(part.plot.x); expect(m.x).toBeLessThanOrEqual(part.plot.x + part.plot.width); }
    expect(part.draws.map((d) => d.day)).toEqual([dates[1], dates[2], dates[3]]);
    expect(part.segments.length).toBe(4);
  });
  it('keeps the value axis of the whole: a reading stays at its height', () => {
    expect(part.y.domain).toEqual(whole.y.domain);
    const heights = new Map(whole.marks.map((m) => [m.id, m.y]));
    for (const m of part.marks) expect(m.y).toBe(heights.get(m.id));
  });
  it('clones outside it are not drawn at its edge', () => {
    const clone = { id: 'C1', parent: null, order: 'undetermined' as const, label: 'KRAS p.G12D', tone: { role: 'resistance' as const, shade: 0 }, prevalence: dates.map((day) => ({ day, median: 0.2, low: 0.1, high: 0.3 })) };
    const l = layoutTrajectory(view([kras, tp53], { clones: [clone] }), { ...size, height: 480 }, { window: [dates[1]! - 3, dates[3]! + 3] });
    expect(l.composition!.draws.map((d) => d.day)).toEqual([dates[1], dates[2], dates[3]]);
  });
});

it('the mark that the pointer means is the nearest within reach, as looking at each would tell', () => {
  const place = fc.record({ x: fc.integer({ min: 0, max: 60 }), y: fc.integer({ min: 0, max: 60 }) });
  fc.assert(fc.property(fc.array(place, { maxLength: 40 }), place, fc.integer({ min: 1, max: 20 }), (places, at, reach) => {
    const marks = places.map((p, i) => ({ ...p, id: String(i) })) as unknown as Mark[];
    const far = (m: Mark): number => (m.x - at.x) ** 2 + (m.y - at.y) ** 2;
    const found = markFinder(marks)(at.x, at.y, reach);
    const nearest = Math.min(...marks.map(far));
    if (nearest > reach ** 2) expect(found).toBeNull();
    else expect(far(found!)).toBe(nearest);
  }), { numRuns: 1000, seed: 20261 });
});
