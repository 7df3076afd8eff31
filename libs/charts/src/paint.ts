/** From layout to SVG elements as plain data: React prints them, and `svgText` writes them to a file. */
import { chartRules, lightTheme, toneRules } from './chart-rules.js';
import { paintAlertBars, paintClearances, paintComposition, paintFans, paintFolds, paintMarkers } from './paint-tracks.js';
import { paintLines, paintMarks, paintWhiskers } from './paint-marks.js';
import { round } from './format.js';
import { hashShown } from './picture.js';
import { node, line, text, toneClass, type SvgNode } from './svg-node.js';
import { t as say } from '@clonewatch/words';
import type { TrajectoryLayout } from './trajectory-types.js';

/** Many strokes of one look as one path; none, no path. */
const strokes = <T>(cls: string, items: readonly T[], draw: (item: T) => string): SvgNode | null => (items.length === 0 ? null : node('path', { class: cls, d: items.map(draw).join('') }));

/** How lines, whiskers and marks are drawn: an element a mark, a path a series, or not at all, for they are drawn on a canvas over the rest. */
export type DataAs = 'marks' | 'paths' | 'canvas';

/** Order: grounds, grid, tracks, bands, lines, whiskers, marks, labels. `ids` keeps pattern ids apart when several charts share a page; `data`: see {@link DataAs}. */
export function paintTrajectory(l: TrajectoryLayout, ids = 'cw', data: DataAs = 'marks'): SvgNode {
  const { plot } = l;
  const endX = plot.x + plot.width;
  const bottom = l.baseline;
  const g = (cls: string, ...children: (SvgNode | null)[]): SvgNode => node('g', { class: cls }, ...children);
  const defs = node('defs', {},
    node('pattern', { id: `${ids}-hatch`, width: 6, height: 6, patternUnits: 'userSpaceOnUse', patternTransform: 'rotate(45)' }, line('hatch', 0, 0, 0, 6)),
    node('pattern', { id: `${ids}-hatch-fine`, width: 3, height: 3, patternUnits: 'userSpaceOnUse', patternTransform: 'rotate(45)' }, line('hatch-strong', 0, 0, 0, 3)),
    ...l.ribbons.filter((r) => r.fades).map((r, i) => node('linearGradient', { id: `${ids}-fade-${i}`, x1: 0, x2: 1, y1: 0, y2: 0 },
      node('stop', { class: r.targeted ? 'ribbon-stop-targeted' : 'ribbon-stop', offset: Math.max(0, 1 - 36 / r.width).toFixed(3), 'stop-opacity': 1 }),
      node('stop', { class: r.targeted ? 'ribbon-stop-targeted' : 'ribbon-stop', offset: 1, 'stop-opacity': 0.15 }))));
  const fading = l.ribbons.filter((r) => r.fades);

  const ground = g('ground',
    l.broken && node('rect', { class: 'broken', x: plot.x, y: l.broken.y, width: plot.width, height: l.broken.height }),
    l.broken && node('rect', { x: plot.x, y: l.broken.y, width: plot.width, height: l.broken.height, fill: `url(#${ids}-hatch)` }),
    ...paintFolds(l),
    strokes('grid', l.y.ticks.filter((t) => t.major), (t) => `M${plot.x},${t.at}H${endX}`),
    strokes('grid grid-x', l.x.ticks, (t) => `M${t.at},${plot.y}V${bottom}`));
  const axis = g('axis',
    strokes('tick', l.y.ticks, (t) => `M${plot.x - (t.major ? 5 : 3)},${t.at}H${plot.x}`),
    ...l.y.ticks.filter((t) => t.label).map((t) => text('label', plot.x - 8, t.at, t.label, { 'text-anchor': 'end', dy: '0.34em' })),
    line('axis-line', plot.x, plot.y, plot.x, plot.y + plot.height),
    // The break: two short strokes across the axis line where the scale ends.
    l.broken && node('path', { class: 'axis-break', d: `M${plot.x - 5},${l.broken.y + 3}l10,-4M${plot.x - 5},${l.broken.y + 7}l10,-4` }),
    l.broken && text('label quiet', plot.x - 8, l.broken.y + l.broken.height / 2 + 3, say('chart.below'), { 'text-anchor': 'end', dy: '0.34em' }),
    line('axis-line', plot.x, bottom, endX, bottom),
    strokes('tick', l.x.ticks, (t) => `M${t.at},${bottom}v4`), ...l.x.ticks.map((t) => text('label', t.at, bottom + 15, t.label, { 'text-anchor': 'middle' })),
    l.xTitle === null ? null : text('label quiet', plot.x + plot.width / 2, bottom + 31, l.xTitle, { 'text-anchor': 'middle' }),
    text('label track', 0, plot.y + 4, l.yTitle, { dy: '0.34em' }), text('label quiet', 0, plot.y + 18, say(`chart.${l.y.type}`), { dy: '0.34em' }));
  const tracks = g('tracks', ...l.tracks.map((t) => text('label track', 0, t.y, t.name, { dy: '0.34em' })));
  const ribbons = g('ribbons', ...l.ribbons.map((r) => node('g', { class: r.targeted ? 'ribbon targeted' : 'ribbon', 'data-therapy': r.id },
    node('title', {}, r.title),
    node('rect', { x: r.x, y: r.y, width: r.width, height: r.height, ...(r.fades ? { fill: `url(#${ids}-fade-${fading.indexOf(r)})` } : { class: 'plain' }) }),
    r.label ? text('label', r.x + 6, r.y + r.height / 2, r.label, { dy: '0.34em' }) : null)));
  // A tick whose word found no room ends below the word of the one before it.
  const assessments = g('assessments', ...l.assessments.map((a) => node('g', { class: 'assessment', 'data-assessment': a.id },
    node('title', {}, a.title), line('tick', a.x, a.label ? a.y - 6 : a.y + 5, a.x, a.y + (a.label ? 6 : 8)), a.label ? text('label', a.before ? a.x - 4 : a.x + 4, a.y, a.label, { dy: '0.34em', ...(a.before ? { 'text-anchor': 'end' } : {}) }) : null)));
  const alerts = paintAlertBars(l);
  const rails = g('rails', ...l.rails.flatMap((r) => [line('rail', plot.x, r.y, endX, r.y), text(`label ${r.series === '' ? 'quiet' : toneClass(r.tone)} rail-label`, endX + 14, r.y, r.label, { dy: '0.34em' })]));
  const draws = g('draws', ...l.draws.map((d) => node('g', { class: `draw ${d.informative}`, 'data-draw': d.specimen, transform: `translate(${d.x},${d.y})` },
    node('title', {}, d.title),
    node('rect', { x: -4, y: -4, width: 8, height: 8, ...(d.informative === 'informative' ? {} : { fill: `url(#${ids}-hatch-fine)` }) }))));
  const bands = g('bands', ...l.bands.map((b) => node('g', { class: toneClass(b.tone), 'data-band': b.series }, node('path', { class: 'band', d: b.area }), node('path', { class: 'band-median', d: b.median }))));
  const lod = g('lods', ...l.lod.map((s) => node('g', { class: 'lod', 'data-lod': s.assay },
    node('title', {}, say('chart.lodTitle', { assay: s.assay })),
    node('path', { d: s.steps.map((p, i) => `${i > 0 && Math.abs(s.steps[i - 1]!.x1 - p.x0) < 0.02 ? `V${p.y}` : `M${p.x0},${p.y}`}H${p.x1}`).join('') }))));
  const guides = g('guides',
    ...l.switches.flatMap((s) => [line('switch', s.x, plot.y - 2, s.x, bottom), text('label quiet', s.end ? s.x - 4 : s.x + 4, plot.y - 4, s.label, { 'text-anchor': s.end ? 'end' : 'start' })]),
    l.today === null ? null : line('today', l.today, l.tracks.length > 0 ? 4 : plot.y, l.today, bottom),
    l.today === null ? null : text('label quiet', l.today + 4, 9, say('chart.today'), { dy: '0.34em' }),
    l.selected === null ? null : line('selected', l.selected, plot.y, l.selected, bottom));
  // Thousands of readings: fewer dashes without round caps in place of dots, which are much of the cost of drawing.
  const lines = data === 'canvas' ? null : g(data === 'paths' ? 'data plain' : 'data', ...paintLines(l), ...paintWhiskers(l));
  const labels = g('end-labels', strokes('leader', l.labels.filter((e) => e.from !== null), (e) => `M${round(e.from![0] + 8)},${e.from![1]}L${e.x - 4},${e.y}`), ...l.labels.map((e) =>
    node('text', { class: `label ${e.tone ? toneClass(e.tone) : 'quiet'}`, x: e.x, y: e.y, dy: '0.34em', 'data-label': e.series },
      node('tspan', { class: e.tone ? 'name' : '' }, e.text), ' ', node('tspan', { class: 'value' }, e.value))), l.hidden > 0 ? text('label quiet', endX + 14, plot.y - 8, say('chart.moreLabels', { n: l.hidden })) : null);
  const message = l.message === null ? null : text('message', plot.x + plot.width / 2, plot.y + plot.height / 2, l.message, { 'text-anchor': 'middle' });
  return node('svg', {
    xmlns: 'http://www.w3.org/2000/svg', class: 'cw-chart', viewBox: `0 0 ${l.width} ${l.height}`, width: l.width, height: l.height, 'data-chart': 'trajectory', 'data-axis': l.y.type, 'data-measure': l.measure,
  }, node('title', {}, l.title), node('desc', {}, l.description), defs, ground, guides, tracks, ribbons, assessments, alerts, rails, draws, axis, paintMarkers(l), paintComposition(l, ids), paintFans(l), bands, paintClearances(l), lod, lines, labels, data === 'canvas' ? null : paintMarks(l, data === 'paths'), message);
}

const escape = (s: string): string => s.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');

export function svgText(n: SvgNode): string {
  const attrs = Object.entries(n.attrs).map(([k, v]) => ` ${k}="${escape(String(v))}"`).join('');
  const inner = n.children.map((c) => (typeof c === 'string' ? escape(c) : svgText(c))).join('');
  return inner === '' ? `<${n.tag}${attrs}/>` : `<${n.tag}${attrs}>${inner}</${n.tag}>`;
}

/** A file of its own: fonts, colours and rules inside, light theme, no reference to the page. */
export function standaloneSvg(layout: TrajectoryLayout, heading: string, dataHash: string | null = null): string {
  const painted = paintTrajectory({ ...layout, selected: null }, 'file');
  // Room around it: where Inter is not installed, the next font may be wider.
  const side = 20;
  const head = 44;
  const width = layout.width + 3 * side;
  const total = layout.height + head + side;
  const style = node('style', {}, `svg{${lightTheme}}\n${toneRules('light')}\n${chartRules}`);
  const [title, desc, ...rest] = painted.children;
  return `<?xml version="1.0" encoding="UTF-8"?>\n${svgText({
    ...painted, attrs: { ...painted.attrs, role: 'img', viewBox: `0 0 ${width} ${total}`, width, height: total },
    children: [title!, desc!, ...(dataHash === null ? [] : [node('metadata', {}, `Clonewatch; data SHA-256 ${dataHash}`)]), style, node('rect', { width, height: total, fill: '#ffffff' }),
      node('text', { class: 'label', x: side, y: 26, 'font-size': 13, 'font-weight': 600 }, heading), ...(dataHash === null ? [] : [text('label quiet', width - side, total - 8, hashShown(dataHash), { 'text-anchor': 'end' })]), node('g', { transform: `translate(${side},${head})` }, ...rest)],
  })}\n`;
}
