/**
 * Lines, whiskers and marks. Each series is one path of each kind, so that a chart of ten thousand readings is a few hundred elements;
 * marks are elements of their own while they are few. The first series matters most and is painted last, on top.
 */
import { boundPath, shapePath } from './palette.js';
import { node, toneClass, type SvgNode } from './svg-node.js';
import type { Mark, TrajectoryLayout } from './trajectory-types.js';

/** Paths that share everything but where they run, in the order in which each kind was first met. */
function gathered<T>(items: readonly T[], kindOf: (item: T) => string, draw: (item: T, before: T | undefined) => string): { first: T; d: string }[] {
  const kinds = new Map<string, { first: T; last: T; d: string[] }>();
  for (const item of items) {
    const kind = kindOf(item);
    const known = kinds.get(kind);
    if (known) { known.d.push(draw(item, known.last)); known.last = item; } else kinds.set(kind, { first: item, last: item, d: [draw(item, undefined)] });
  }
  return [...kinds.values()].map(({ first, d }) => ({ first, d: d.join('') }));
}

export function paintLines(l: TrajectoryLayout): SvgNode[] {
  return gathered(l.segments, (s) => `${s.kind} ${s.series}`, (s, before) => `${before?.x1 === s.x0 && before.y1 === s.y0 ? '' : `M${s.x0},${s.y0}`}L${s.x1},${s.y1}`)
    .reverse().map(({ first: s, d }) => node('path', { class: `segment ${s.kind} ${toneClass(s.tone)}`, 'data-segment': s.series, d }));
}

export function paintWhiskers(l: TrajectoryLayout): SvgNode[] {
  const three = (v: number): number => Math.round((v - 3) * 100) / 100;
  return gathered(l.whiskers, (w) => `${w.dashed ? 'dashed' : ''} ${w.series}`, (w) => `M${three(w.x)},${w.y0}h6M${w.x},${w.y0}V${w.y1}${w.openEnd ? `M${three(w.x)},${three(w.y1)}l3,3l3,-3` : `M${three(w.x)},${w.y1}h6`}`)
    .reverse().map(({ first: w, d }) => node('path', { class: `whisker${w.dashed ? ' dashed' : ''} ${toneClass(w.tone)}`, 'data-whiskers': w.series, d }));
}

const classOf = (m: Mark): string => (m.shape === 'bound' ? 'open' : m.shape === 'tick' ? 'rail-tick' : m.shape === 'cross' ? 'rail-cross' : 'filled');

function markPath(m: Mark): string {
  const at = (v: number, by: number): number => Math.round((v + by) * 100) / 100;
  switch (m.shape) {
    case 'bound': return boundPath(4.6, m.x, m.y);
    case 'tick': return `M${m.x},${at(m.y, -4)}v8`;
    case 'cross': return `M${at(m.x, -3.6)},${at(m.y, -3.6)}l7.2,7.2m-7.2,0l7.2,-7.2`;
    default: return shapePath(m.shape, 4.4, m.x, m.y);
  }
}

export function paintMarks(l: TrajectoryLayout, plain: boolean): SvgNode {
  const drawn = plain
    ? gathered(l.marks, (m) => `${m.shape} ${m.series}`, markPath).map(({ first: m, d }) => node('path', { class: `mark ${classOf(m)} ${toneClass(m.tone)}`, 'data-marks': m.series, d }))
    : l.marks.map((m) => node('path', {
      class: `mark ${classOf(m)} ${toneClass(m.tone)}`, d: markPath(m), 'data-id': m.id, 'data-mark': m.status, 'data-gene': m.gene, 'data-variant': m.variant, 'data-specimen': m.specimen, 'data-day': m.day, 'data-below': m.below && 'true',
    }));
  return node('g', { class: 'marks' }, ...drawn.reverse());
}
