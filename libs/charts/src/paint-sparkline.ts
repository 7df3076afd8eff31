/** A row's history: a handful of paths, for a list draws dozens of rows at a time. */
import { boundPath, shapePath, stamp } from './palette.js';
import { gathered } from './paint-marks.js';
import type { SparklineLayout, SparkMark } from './sparkline.js';
import { line, node, toneClass, type SvgNode } from './svg-node.js';

const glyphs: Readonly<Record<SparkMark['shape'], (x: number, y: number) => string>> = {
  square: stamp(shapePath('square', 2.3)), circle: stamp(shapePath('circle', 2.3)), triangle: stamp(shapePath('triangle', 2.3)), diamond: stamp(shapePath('diamond', 2.3)), plus: stamp(shapePath('plus', 2.3)),
  bound: stamp(boundPath(2.7)), tick: stamp('M0,-2v4'),
};

export function paintSparkline(l: SparklineLayout): SvgNode {
  const lines = gathered(l.segments.map((s) => ({ ...s, series: toneClass(s.tone) })), (s) => (s.dotted ? 'dotted' : 'solid'), (s, before) => `${before?.x1 === s.x0 && before.y1 === s.y0 ? '' : `M${s.x0},${s.y0}`}L${s.x1},${s.y1}`);
  const marks = gathered(l.marks.map((m) => ({ ...m, series: toneClass(m.tone) })), (m) => (m.shape === 'bound' ? 'open' : m.shape === 'tick' ? 'rail-tick' : 'filled'), (m) => glyphs[m.shape](m.x, m.y));
  return node('svg', { class: 'cw-spark', viewBox: `0 0 ${l.width} ${l.height}`, width: l.width, height: l.height, role: 'img', 'aria-label': l.description },
    line('spark-base', 0, l.height - 0.5, l.width, l.height - 0.5),
    ...lines.map(({ first, d }) => node('path', { class: `segment ${first.dotted ? 'dotted' : 'solid'} ${first.series}`, d })),
    ...marks.map(({ first, d }) => node('path', { class: `${first.shape === 'bound' ? 'open' : first.shape === 'tick' ? 'rail-tick' : 'filled'} ${first.series}`, d })));
}
