/** Observable Plot, as its documentation does it: one mark a kind, symbols by a channel, a tip at the pointer. Another stretch of time is another plot. */
import * as Plot from '@observablehq/plot';
import { floor, margin, size, type PeerChart, type PeerData, type PeerPoint } from '../peer.js';

const symbols = { square: 'square', circle: 'circle', triangle: 'triangle', diamond: 'diamond', plus: 'cross' } as const;

export function drawPlot(container: HTMLElement, data: PeerData): PeerChart {
  const points = data.series.flatMap((s) => s.points);
  const detected = points.filter((p) => p.status === 'detected');
  const bounds = points.filter((p) => p.status === 'not_detected');
  const own = { stroke: (p: PeerPoint) => p.colour } as const;
  const draw = (times: readonly [number, number]): Element => Plot.plot({
    ...size, marginLeft: margin.left, marginRight: margin.right, marginTop: margin.top, marginBottom: margin.bottom,
    x: { type: 'utc', domain: [new Date(times[0]), new Date(times[1])] }, y: { type: 'log', domain: [floor, 1], tickFormat: '%', grid: true, clamp: true }, symbol: { type: 'identity' }, color: { type: 'identity' },
    marks: [
      Plot.ruleY(data.lods, { x1: (d: { time: number }) => new Date(d.time - 3 * 86_400_000), x2: (d: { time: number }) => new Date(d.time + 3 * 86_400_000), y: 'lod', stroke: '#6b7177' }),
      Plot.line(points, { x: (p: PeerPoint) => new Date(p.time), y: 'value', z: 'series', strokeWidth: 1.6, ...own }),
      Plot.ruleX(detected, { x: (p: PeerPoint) => new Date(p.time), y1: 'low', y2: 'high', markerStart: 'tick', markerEnd: 'tick', strokeOpacity: 0.85, ...own }),
      Plot.dot(detected, { x: (p: PeerPoint) => new Date(p.time), y: 'value', r: 4.4, fill: (p: PeerPoint) => p.colour, symbol: (p: PeerPoint) => symbols[p.shape], stroke: '#fff' }),
      Plot.dot(bounds, { x: (p: PeerPoint) => new Date(p.time), y: 'value', r: 4.6, fill: '#fff', symbol: 'triangle', rotate: 180, ...own }),
      Plot.ruleX(points.filter((p) => p.value === null), { x: (p: PeerPoint) => new Date(p.time), y1: () => floor, y2: () => floor * 1.2, stroke: '#6b7177', strokeWidth: 2 }),
      Plot.tip(points.filter((p) => p.value !== null), Plot.pointer({ x: (p: PeerPoint) => new Date(p.time), y: 'value', title: (p: PeerPoint) => `${p.label} ${p.value}` })),
    ],
  });
  let drawn = draw(data.times);
  container.append(drawn);
  return { get over() { return drawn; }, zoom: (from, to) => { const next = draw([from, to]); drawn.replaceWith(next); drawn = next; } };
}
