/**
 * Lines, whiskers and marks. Each series is one path of each kind, so that a chart of ten thousand readings is a few hundred elements;
 * marks are elements of their own while they are few; where there are thousands the page draws all three on a canvas. The first series matters most and is painted last, on top.
 */
import { boundPath, shapePath, stamp } from './palette.js';
import { node, toneClass, type SvgNode } from './svg-node.js';
import type { Mark, TrajectoryLayout } from './trajectory-types.js';

/** One path for all items of a series and kind, in the order in which each was first met. */
export function gathered<T extends { readonly series: string }>(items: readonly T[], kindOf: (item: T) => string, draw: (item: T, before: T | undefined) => string): { first: T; d: string }[] {
  const paths: { first: T; last: T; d: string }[] = [];
  let series: string | null = null;
  const bySeries = new Map<string, Map<string, (typeof paths)[number]>>();
  let kinds: Map<string, (typeof paths)[number]> | undefined;
  for (const item of items) {
    // Mostly the same series as before.
    if (item.series !== series) {
      series = item.series;
      kinds = bySeries.get(series);
      if (!kinds) bySeries.set(series, kinds = new Map<string, (typeof paths)[number]>());
    }
    const kind = kindOf(item);
    const path = kinds!.get(kind);
    if (path) { path.d += draw(item, path.last); path.last = item; } else { const made = { first: item, last: item, d: draw(item, undefined) }; kinds!.set(kind, made); paths.push(made); }
  }
  return paths;
}

export function paintLines(l: TrajectoryLayout): SvgNode[] {
  return gathered(l.segments, (s) => s.kind, (s, before) => `${before?.x1 === s.x0 && before.y1 === s.y0 ? '' : `M${s.x0},${s.y0}`}L${s.x1},${s.y1}`)
    .reverse().map(({ first: s, d }) => node('path', { class: `segment ${s.kind} ${toneClass(s.tone)}`, 'data-segment': s.series, d }));
}

export function paintWhiskers(l: TrajectoryLayout): SvgNode[] {
  const three = (v: number): number => Math.round((v - 3) * 100) / 100;
  return gathered(l.whiskers, (w) => (w.dashed ? 'dashed' : ''), (w) => `M${three(w.x)},${w.y0}h6M${w.x},${w.y0}V${w.y1}${w.openEnd ? `M${three(w.x)},${three(w.y1)}l3,3l3,-3` : `M${three(w.x)},${w.y1}h6`}`)
    .reverse().map(({ first: w, d }) => node('path', { class: `whisker${w.dashed ? ' dashed' : ''} ${toneClass(w.tone)}`, 'data-whiskers': w.series, d }));
}

const classOf = (m: Mark): string => (m.shape === 'bound' ? 'open' : m.shape === 'tick' ? 'rail-tick' : m.shape === 'cross' ? 'rail-cross' : 'filled');

/** The outline of each mark around 0,0; the canvas of the page draws the same. */
export const markOutlines: Readonly<Record<Mark['shape'], string>> = {
  square: shapePath('square', 4.4), circle: shapePath('circle', 4.4), triangle: shapePath('triangle', 4.4), diamond: shapePath('diamond', 4.4), plus: shapePath('plus', 4.4),
  bound: boundPath(4.6), tick: 'M0,-4v8', cross: 'M-3.6,-3.6l7.2,7.2m-7.2,0l7.2,-7.2',
};
const glyphs = Object.fromEntries(Object.entries(markOutlines).map(([shape, outline]) => [shape, stamp(outline)])) as Readonly<Record<Mark['shape'], (x: number, y: number) => string>>;
const markPath = (m: Mark): string => glyphs[m.shape](m.x, m.y);

export function paintMarks(l: TrajectoryLayout, plain: boolean): SvgNode {
  const drawn = plain
    ? gathered(l.marks, (m) => m.shape, markPath).map(({ first: m, d }) => node('path', { class: `mark ${classOf(m)} ${toneClass(m.tone)}`, 'data-marks': m.series, d }))
    : l.marks.map((m) => node('path', {
      class: `mark ${classOf(m)} ${toneClass(m.tone)}`, d: markPath(m), 'data-id': m.id, 'data-mark': m.status, 'data-gene': m.gene, 'data-specimen': m.specimen,
    }));
  return node('g', { class: plain ? 'marks plain' : 'marks' }, ...drawn.reverse());
}
