/** Stretches that were not read, against a count base by base. */
import fc from 'fast-check';
import { Spans } from '../../../libs/formats/src/vcf/spans.js';

const record = fc.record({ from: fc.integer({ min: 1, max: 60 }), length: fc.integer({ min: 1, max: 12 }), read: fc.boolean() });
const take = (s: Spans, r: { from: number; length: number; read: boolean }): void => (r.read ? s.read('5', r.from, r.from + r.length - 1) : s.unread('5', r.from, r.from + r.length - 1));
const basesOf = (s: Spans): number[] => s.all.flatMap(([, list]) => list.flatMap(({ from, to }) => Array.from({ length: to - from + 1 }, (_, i) => from + i)));

describe('stretches that were not read', () => {
  it('of a sorted file: every base of an unread record that no record reads', () => {
    fc.assert(fc.property(fc.array(record, { maxLength: 30 }), (all) => {
      const sorted = [...all].sort((a, b) => a.from - b.from);
      const spans = new Spans();
      for (const r of sorted) take(spans, r);
      const has = (read: boolean, base: number): boolean => all.some((r) => r.read === read && base >= r.from && base < r.from + r.length);
      expect(basesOf(spans)).toEqual(Array.from({ length: 80 }, (_, i) => i + 1).filter((b) => has(false, b) && !has(true, b)));
      for (const [, list] of spans.all) list.slice(1).forEach((s, i) => expect(s.from).toBeGreaterThan(list[i]!.to));
    }), { numRuns: 500 });
  });

  it('in any order no base that nothing reads is lost', () => {
    fc.assert(fc.property(fc.array(record, { maxLength: 100 }), (all) => {
      const spans = new Spans();
      for (const r of all) take(spans, r);
      const read = new Set(all.filter((r) => r.read).flatMap((r) => Array.from({ length: r.length }, (_, i) => r.from + i)));
      const kept = new Set(basesOf(spans));
      for (const r of all) if (!r.read) for (let b = r.from; b < r.from + r.length; b++) if (!read.has(b)) expect(kept.has(b)).toBe(true);
    }), { numRuns: 300 });
  });

  it('too many are joined over the shortest gaps, and that is said', () => {
    const spans = new Spans(3);
    for (const from of [10, 20, 100, 104, 200, 300, 340]) spans.unread('5', from, from + 1);
    expect([spans.all, spans.closed]).toEqual([[['5', [{ from: 10, to: 105 }, { from: 200, to: 201 }, { from: 300, to: 341 }]]], true]);
    const few = new Spans(3);
    for (const from of [10, 20, 30]) few.unread('5', from, from + 1);
    expect([few.all[0]![1], few.closed]).toEqual([[{ from: 10, to: 11 }, { from: 20, to: 21 }, { from: 30, to: 31 }], false]);
  });
});
