/** Bars of a back-test: nothing overlaps, nothing is left out, one scale for all. */
import fc from 'fast-check';
import { backTestBars, barOrder } from '@clonewatch/charts';
import type { BackTestKind } from '@clonewatch/contracts';

const n = fc.integer({ min: 0, max: 2000 });
const kind = fc.record({ earlier: n, same: n, later: n, new: n, gone: n }).map((c) => ({ kind: 'resistance_emerging', ...c }) as unknown as BackTestKind);

it('each count that is not 0 has its segment, side by side within the width, in order; a longer bar is never of fewer alerts', () => {
  fc.assert(fc.property(fc.array(kind, { minLength: 1, maxLength: 6 }), fc.integer({ min: 120, max: 600 }), (kinds, width) => {
    const bars = backTestBars(kinds, width);
    bars.forEach((bar, i) => {
      expect(bar.segments.map((s) => [s.part, s.count])).toEqual(barOrder.filter((p) => kinds[i]![p] > 0).map((p) => [p, kinds[i]![p]]));
      let at = 0;
      for (const s of bar.segments) {
        expect(s.x).toBeCloseTo(at, 6);
        expect(s.width).toBeGreaterThanOrEqual(3);
        at = s.x + s.width;
      }
      expect(at).toBeLessThanOrEqual(width + 1e-6);
    });
  }));
});

it('says by a sign what it is, where there is room', () => {
  const [bar] = backTestBars([{ kind: 'resistance_emerging', earlier: 40, same: 50, later: 0, new: 1, gone: 9 } as unknown as BackTestKind], 260);
  expect(bar!.segments.map((s) => s.label)).toEqual(['−9', '=50', '←40', '']);
});
