/** From layout to SVG elements as plain data: React prints them, and `svgText` writes them to a file. */
import { boundPath, roleShades, roleShadesDark, shapePath } from './palette.js';
import type { SparklineLayout } from './sparkline.js';
import type { Mark, Tone, TrajectoryLayout } from './trajectory.js';

export interface SvgNode { readonly tag: string; readonly attrs: Readonly<Record<string, string | number>>; readonly children: readonly (SvgNode | string)[] }

type Attrs = Readonly<Record<string, string | number | null | undefined | false>>;
export function node(tag: string, attrs: Attrs = {}, ...children: readonly (SvgNode | string | null | false)[]): SvgNode {
  const kept = Object.entries(attrs).filter((e): e is [string, string | number] => e[1] !== null && e[1] !== undefined && e[1] !== false);
  return { tag, attrs: Object.fromEntries(kept), children: children.filter((c): c is SvgNode | string => c !== null && c !== false) };
}

const toneClass = (t: Tone): string => `tone-${t.role}-${t.shade}`;
const text = (cls: string, x: number, y: number, content: string, more: Attrs = {}): SvgNode => node('text', { class: cls, x, y, ...more }, content);
const line = (cls: string, x1: number, y1: number, x2: number, y2: number, more: Attrs = {}): SvgNode => node('line', { class: cls, x1, y1, x2, y2, ...more });

function markShape(m: Mark): SvgNode {
  switch (m.shape) {
    case 'bound': return node('path', { class: 'open', d: boundPath(4.6) });
    case 'tick': return line('rail-tick', 0, -4, 0, 4);
    case 'cross': return node('path', { class: 'rail-cross', d: 'M-3.6,-3.6L3.6,3.6M-3.6,3.6L3.6,-3.6' });
    default: return node('path', { class: 'filled', d: shapePath(m.shape, 4.4) });
  }
}

/** Order: grounds, grid, tracks, bands, lines, whiskers, marks, labels. `ids` keeps pattern ids apart when several charts share a page. */
export function paintTrajectory(l: TrajectoryLayout, ids = 'cw'): SvgNode {
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
    ...l.y.ticks.filter((t) => t.major).map((t) => line('grid', plot.x, t.at, endX, t.at)),
    ...l.x.ticks.map((t) => line('grid grid-x', t.at, plot.y, t.at, bottom)));
  const axis = g('axis',
    ...l.y.ticks.map((t) => line('tick', plot.x - (t.major ? 5 : 3), t.at, plot.x, t.at)),
    ...l.y.ticks.filter((t) => t.label).map((t) => text('label', plot.x - 8, t.at, t.label, { 'text-anchor': 'end', dy: '0.34em' })),
    line('axis-line', plot.x, plot.y, plot.x, plot.y + plot.height),
    // The break: two short strokes across the axis line where the scale ends.
    l.broken && node('path', { class: 'axis-break', d: `M${plot.x - 5},${l.broken.y + 3}l10,-4M${plot.x - 5},${l.broken.y + 7}l10,-4` }),
    l.broken && text('label quiet', plot.x - 8, l.broken.y + l.broken.height / 2 + 3, 'below axis', { 'text-anchor': 'end', dy: '0.34em' }),
    line('axis-line', plot.x, bottom, endX, bottom),
    ...l.x.ticks.flatMap((t) => [line('tick', t.at, bottom, t.at, bottom + 4), text('label', t.at, bottom + 15, t.label, { 'text-anchor': 'middle' })]),
    l.xTitle === null ? null : text('label quiet', plot.x + plot.width / 2, bottom + 31, l.xTitle, { 'text-anchor': 'middle' }),
    text('label track', 0, plot.y + 4, l.yTitle, { dy: '0.34em' }), text('label quiet', 0, plot.y + 18, l.y.type, { dy: '0.34em' }));
  const tracks = g('tracks', ...l.tracks.map((t) => text('label track', 0, t.y, t.name, { dy: '0.34em' })));
  const ribbons = g('ribbons', ...l.ribbons.map((r) => node('g', { class: r.targeted ? 'ribbon targeted' : 'ribbon', 'data-therapy': r.id },
    node('title', {}, r.title),
    node('rect', { x: r.x, y: r.y, width: r.width, height: r.height, ...(r.fades ? { fill: `url(#${ids}-fade-${fading.indexOf(r)})` } : { class: 'plain' }) }),
    r.label ? text('label', r.x + 6, r.y + r.height / 2, r.label, { dy: '0.34em' }) : null)));
  const assessments = g('assessments', ...l.assessments.map((a) => node('g', { class: 'assessment', 'data-assessment': a.id },
    node('title', {}, a.title), line('tick', a.x, a.y - 6, a.x, a.y + 6), a.label ? text('label', a.x + 4, a.y, a.label, { dy: '0.34em' }) : null)));
  const alerts = g('alerts', ...l.alerts.map((a) => node('g', { class: `alert-mark ${a.severity}${a.open ? '' : ' closed'}`, 'data-alert-mark': a.id, transform: `translate(${a.x},${a.y})` },
    node('title', {}, a.title), node('path', { d: 'M0,-5.2L5.2,0L0,5.2L-5.2,0Z' }))));
  const rails = g('rails', ...l.rails.flatMap((r) => [line('rail', plot.x, r.y, endX, r.y), text(`label ${r.series === '' ? 'quiet' : toneClass(r.tone)} rail-label`, endX + 14, r.y, r.label, { dy: '0.34em' })]));
  const draws = g('draws', ...l.draws.map((d) => node('g', { class: `draw ${d.informative}`, 'data-draw': d.specimen, transform: `translate(${d.x},${d.y})` },
    node('title', {}, d.title),
    node('rect', { x: -4, y: -4, width: 8, height: 8, ...(d.informative === 'informative' ? {} : { fill: `url(#${ids}-hatch-fine)` }) }))));
  const bands = g('bands', ...l.bands.map((b) => node('g', { class: toneClass(b.tone), 'data-band': b.series }, node('path', { class: 'band', d: b.area }), node('path', { class: 'band-median', d: b.median }))));
  const lod = g('lods', ...l.lod.map((s) => node('g', { class: 'lod', 'data-lod': s.assay },
    node('title', {}, `Limit of detection, ${s.assay}`),
    node('path', { d: s.steps.map((p, i) => `${i > 0 && Math.abs(s.steps[i - 1]!.x1 - p.x0) < 0.02 ? `V${p.y}` : `M${p.x0},${p.y}`}H${p.x1}`).join('') }))));
  const guides = g('guides',
    ...l.switches.flatMap((s) => [line('switch', s.x, plot.y - 2, s.x, bottom), text('label quiet', s.end ? s.x - 4 : s.x + 4, plot.y - 4, s.label, { 'text-anchor': s.end ? 'end' : 'start' })]),
    l.today === null ? null : line('today', l.today, l.tracks.length > 0 ? 4 : plot.y, l.today, bottom),
    l.today === null ? null : text('label quiet', l.today - 4, bottom - 4, 'today', { 'text-anchor': 'end' }),
    l.selected === null ? null : line('selected', l.selected, plot.y, l.selected, bottom));
  // The first series matters most and is painted last, on top.
  const data = g('data',
    ...[...l.segments].reverse().map((s) => line(`segment ${s.kind} ${toneClass(s.tone)}`, s.x0, s.y0, s.x1, s.y1, { 'data-segment': s.series })),
    ...[...l.whiskers].reverse().map((w) => node('path', {
      class: `whisker${w.dashed ? ' dashed' : ''} ${toneClass(w.tone)}`, 'data-whisker': w.openEnd ? 'open' : 'closed',
      d: `M${w.x - 3},${w.y0}h6M${w.x},${w.y0}V${w.y1}${w.openEnd ? `M${w.x - 3},${w.y1 - 3}l3,3l3,-3` : `M${w.x - 3},${w.y1}h6`}`,
    })));
  const marks = g('marks', ...[...l.marks].reverse().map((m) => node('g', {
    class: `mark ${toneClass(m.tone)}`, transform: `translate(${m.x},${m.y})`, role: 'img', 'aria-label': m.label, 'data-id': m.id, 'data-mark': m.status, 'data-gene': m.gene,
    'data-variant': m.variant, 'data-specimen': m.specimen, 'data-day': m.day, ...(m.below ? { 'data-below': 'true' } : {}),
  }, node('circle', { class: 'ring', r: 10 }), markShape(m))));
  // Targets lie under the marks: a neighbour's target never takes the pointer from a mark itself.
  const hits = g('hits', ...[...l.hits].reverse().map((h) => node('circle', { class: 'hit', cx: h.x, cy: h.y, r: h.r, 'data-hit': h.mark })));
  const labels = g('end-labels', ...l.labels.flatMap((e) => [
    e.from && line('leader', e.from[0] + 8, e.from[1], e.x - 4, e.y),
    node('text', { class: `label ${e.tone ? toneClass(e.tone) : 'quiet'}`, x: e.x, y: e.y, dy: '0.34em', 'data-label': e.series },
      node('tspan', { class: e.tone ? 'name' : '' }, e.text), ' ', node('tspan', { class: 'value' }, e.value)),
  ]), l.hidden > 0 ? text('label quiet', endX + 14, plot.y - 8, `${l.hidden} more: see the table`) : null);
  const message = l.message === null ? null : text('message', plot.x + plot.width / 2, plot.y + plot.height / 2, l.message, { 'text-anchor': 'middle' });
  return node('svg', {
    xmlns: 'http://www.w3.org/2000/svg', class: 'cw-chart', viewBox: `0 0 ${l.width} ${l.height}`, width: l.width, height: l.height, 'data-chart': 'trajectory', 'data-axis': l.y.type,
  }, node('title', {}, l.title), node('desc', {}, l.description), defs, ground, guides, tracks, ribbons, assessments, alerts, rails, draws, axis, bands, lod, data, labels, hits, marks, message);
}

export function paintSparkline(l: SparklineLayout): SvgNode {
  return node('svg', { class: 'cw-spark', viewBox: `0 0 ${l.width} ${l.height}`, width: l.width, height: l.height, role: 'img', 'aria-label': l.description },
    line('spark-base', 0, l.height - 0.5, l.width, l.height - 0.5),
    ...l.segments.map((s) => line(`segment ${s.dotted ? 'dotted' : 'solid'} ${toneClass(s.tone)}`, s.x0, s.y0, s.x1, s.y1)),
    ...l.marks.map((m) => node('g', { class: toneClass(m.tone), transform: `translate(${m.x},${m.y})` },
      m.shape === 'bound' ? node('path', { class: 'open', d: boundPath(2.7) })
        : m.shape === 'tick' ? line('rail-tick', 0, -2, 0, 2) : node('path', { class: 'filled', d: shapePath(m.shape, 2.3) }))));
}

const escape = (s: string): string => s.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');

export function svgText(n: SvgNode): string {
  const attrs = Object.entries(n.attrs).map(([k, v]) => ` ${k}="${escape(String(v))}"`).join('');
  const inner = n.children.map((c) => (typeof c === 'string' ? escape(c) : svgText(c))).join('');
  return inner === '' ? `<${n.tag}${attrs}/>` : `<${n.tag}${attrs}>${inner}</${n.tag}>`;
}

/** Class rules of the tones; one list for the page and for the file. */
export function toneRules(theme: 'light' | 'dark'): string {
  return Object.entries(theme === 'light' ? roleShades : roleShadesDark).flatMap(([role, shades]) => shades.map((c, i) => `.tone-${role}-${i}{color:${c}}`)).join('\n');
}

/** The chart's own rules, on neutral custom properties so that the page may set its theme. */
export const chartRules = `
.cw-chart{font-family:"Inter Variable",Inter,"Helvetica Neue",Arial,sans-serif;font-size:11px;font-variant-numeric:tabular-nums;display:block}
.cw-chart .label{fill:var(--chart-text)}
.cw-chart .label.quiet{fill:var(--chart-quiet)}
.cw-chart .label.track{fill:var(--chart-text);font-weight:550}
.cw-chart .label[class*=tone-]{fill:currentColor}
.cw-chart .end-labels .name{font-weight:600}
.cw-chart .message{fill:var(--chart-quiet);font-size:13px;paint-order:stroke;stroke:var(--chart-surface);stroke-width:8px}
.cw-chart .grid{stroke:var(--chart-grid);stroke-width:1;shape-rendering:crispEdges}
.cw-chart .grid-x{stroke:var(--chart-grid-faint)}
.cw-chart .axis-line,.cw-chart .tick{stroke:var(--chart-axis);stroke-width:1;shape-rendering:crispEdges}
.cw-chart .axis-break{stroke:var(--chart-axis);stroke-width:1;fill:none}
.cw-chart .broken{fill:var(--chart-sunken)}
.cw-chart .hatch{stroke:var(--chart-hatch);stroke-width:1.4}
.cw-chart .hatch-strong{stroke:var(--chart-text);stroke-width:1.4}
.cw-chart .rail{stroke:var(--chart-grid);stroke-width:1;shape-rendering:crispEdges}
.cw-chart .ribbon .plain{fill:var(--chart-ribbon)}
.cw-chart .ribbon.targeted .plain{fill:var(--chart-ribbon-strong)}
.cw-chart .ribbon-stop{stop-color:var(--chart-ribbon)}
.cw-chart .ribbon-stop-targeted{stop-color:var(--chart-ribbon-strong)}
.cw-chart .assessment .tick{stroke:var(--chart-text)}
.cw-chart .alert-mark path{fill:var(--chart-surface);stroke:var(--chart-text);stroke-width:1.3}
.cw-chart .alert-mark.act path{fill:var(--chart-accent);stroke:var(--chart-accent)}
.cw-chart .alert-mark.review path{stroke:var(--chart-accent)}
.cw-chart .alert-mark.note path{stroke:var(--chart-quiet)}
.cw-chart .alert-mark.closed{opacity:.45}
.cw-chart .draw rect{stroke:var(--chart-text);stroke-width:1}
.cw-chart .draw.informative rect{fill:var(--chart-text)}
.cw-chart .draw.not_informative rect{stroke-dasharray:2 1.4}
.cw-chart .today{stroke:var(--chart-quiet);stroke-width:1;stroke-dasharray:1 3}
.cw-chart .switch{stroke:var(--chart-text);stroke-width:1;stroke-dasharray:4 3}
.cw-chart .selected{stroke:var(--chart-text);stroke-width:1}
.cw-chart .lod path{fill:none;stroke:var(--chart-quiet);stroke-width:1;stroke-dasharray:6 3}
.cw-chart .band{fill:currentColor;opacity:.12}
.cw-chart .band-median{fill:none;stroke:currentColor;stroke-width:1;stroke-dasharray:1 2;opacity:.8}
:is(.cw-chart,.cw-spark) .segment{stroke:currentColor;stroke-width:1.6;stroke-linecap:round}
:is(.cw-chart,.cw-spark) .segment.dotted{stroke-width:1.1;stroke-dasharray:1 3.4}
.cw-chart .whisker{stroke:currentColor;stroke-width:1;fill:none;opacity:.85}
.cw-chart .whisker.dashed{stroke-dasharray:3 2}
:is(.cw-chart,.cw-spark) .filled{fill:currentColor;stroke:var(--chart-surface);stroke-width:1}
:is(.cw-chart,.cw-spark) .open{fill:var(--chart-surface);stroke:currentColor;stroke-width:1.5;stroke-linejoin:round}
:is(.cw-chart,.cw-spark) .rail-tick{stroke:var(--chart-quiet);stroke-width:2}
.cw-spark .segment{stroke-width:1.2}
.cw-spark .filled{stroke-width:0}
.cw-spark .open{stroke-width:1}
.cw-spark .spark-base{stroke:var(--chart-grid)}
.cw-chart .rail-cross{stroke:var(--chart-text);stroke-width:1.4;fill:none}
.cw-chart .leader{stroke:var(--chart-grid);stroke-width:1}
.cw-chart .hit{fill:transparent}
.cw-chart .ring{fill:none;stroke:none;pointer-events:none}
`.trim();

const lightTheme = '--chart-text:#2b2f33;--chart-quiet:#6b7177;--chart-axis:#9aa0a6;--chart-grid:#e3e5e8;--chart-grid-faint:#f0f1f3;--chart-sunken:#f6f7f8;--chart-hatch:#dcdfe2;--chart-ribbon:#e4e7ea;--chart-ribbon-strong:#c9d0d7;--chart-surface:#ffffff;--chart-accent:#b3261e';

/** A file of its own: fonts, colours and rules inside, light theme, no reference to the page. */
export function standaloneSvg(layout: TrajectoryLayout, heading: string): string {
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
    children: [title!, desc!, style, node('rect', { width, height: total, fill: '#ffffff' }),
      node('text', { class: 'label', x: side, y: 26, 'font-size': 13, 'font-weight': 600 }, heading), node('g', { transform: `translate(${side},${head})` }, ...rest)],
  })}\n`;
}
