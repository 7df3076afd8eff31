/** Which mark the pointer means: asked of the layout, so that a chart needs no element to point at. */
import { bisector } from 'd3-array';
import type { Mark } from './trajectory-types.js';

const byX = bisector((m: Mark) => m.x);

/** Answers which mark has its centre nearest to a place within `reach` px of it; of several at the same distance the first, which is painted on top. */
export function markFinder(marks: readonly Mark[]): (x: number, y: number, reach: number) => Mark | null {
  let sorted: Mark[] | null = null;
  return (x, y, reach) => {
    // Sorted at the first question; stable, so that the first series stays first among equals.
    sorted ??= [...marks].sort((a, b) => a.x - b.x);
    let best: Mark | null = null;
    let far = reach * reach;
    for (let i = byX.left(sorted, x - reach); i < sorted.length && sorted[i]!.x <= x + reach; i += 1) {
      const m = sorted[i]!;
      const d = (m.x - x) ** 2 + (m.y - y) ** 2;
      if (d < far || (d === far && best === null)) { best = m; far = d; }
    }
    return best;
  };
}
