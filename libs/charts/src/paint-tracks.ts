/** The tracks beside the plot, and what is expected rather than measured. */
import { boundPath } from './palette.js';
import { round } from './format.js';
import { line, node, text, toneClass, type SvgNode } from './svg-node.js';
import { t } from '@clonewatch/words';
import type { TrajectoryLayout } from './trajectory-types.js';

const g = (cls: string, ...children: (SvgNode | null)[]): SvgNode => node('g', { class: cls }, ...children);

/** From firing to the end: a bar; dashed while somebody has it in hand; pale once closed. */
export function paintAlertBars(l: TrajectoryLayout): SvgNode {
  return g('alerts', ...l.alerts.map((a) => node('g', { class: `alert-mark ${a.severity}${a.open ? '' : ' closed'}${a.taken ? ' taken' : ''}`, 'data-alert-mark': a.id },
    node('title', {}, a.title), a.x1 > a.x0 + 4 ? line('bar', round(a.x0 + 4), a.y, a.x1, a.y) : null, node('path', { transform: `translate(${a.x0},${a.y})`, d: 'M0,-4.2L4.2,0L0,4.2L-4.2,0Z' }))),
  l.hiddenAlerts === 0 ? null : text('label quiet', l.plot.x + l.plot.width + 14, l.alerts[0]?.y ?? l.plot.y, t('chart.moreAlerts', { n: l.hiddenAlerts }), { dy: '0.34em' }));
}

export function paintMarkers(l: TrajectoryLayout): SvgNode {
  return g('markers', ...l.markers.map((m) => node('g', { class: 'marker', 'data-marker': m.name },
    ...m.segments.map((s) => line('marker-line', s.x0, s.y0, s.x1, s.y1)),
    ...m.marks.map((p) => node('g', { transform: `translate(${p.x},${p.y})`, 'data-marker-point': p.id, ...(p.censored ? { 'data-censored': p.censored } : {}) }, node('title', {}, p.title),
      p.censored === 'below' ? node('path', { class: 'marker-open', d: boundPath(3.4) }) : p.censored === 'above' ? node('path', { class: 'marker-open', d: boundPath(3.4), transform: 'scale(1,-1)' }) : node('circle', { class: 'marker-dot', r: 2.2 }))),
    text('label quiet', l.plot.x + l.plot.width + 14, m.y + m.height / 2, m.last, { dy: '0.34em' }),
    // A long name leaves no room for its scale; the last value stands at the right.
    ...(m.name.length + m.top.length > 12 ? [] : [text('label quiet', l.plot.x - 8, m.y + 6, m.top, { 'text-anchor': 'end', dy: '0.34em' }), text('label quiet', l.plot.x - 8, m.y + m.height - 4, '0', { 'text-anchor': 'end', dy: '0.34em' })]))));
}

/** Empty stretches, folded: two wavy edges and how much time is in between. */
export function paintFolds(l: TrajectoryLayout): SvgNode[] {
  return l.x.folds.map((f) => {
    const wave = (x: number): string => `M${x},${l.plot.y}${Array.from({ length: Math.max(1, Math.floor((l.baseline - l.plot.y) / 16)) }, () => 'q4,4 0,8q-4,4 0,8').join('')}`;
    return node('g', { class: 'fold-group', 'data-fold': `${f.from}/${f.to}` }, node('title', {}, t('chart.folded', { count: Math.round(f.to - f.from) })),
      node('rect', { class: 'fold', x: f.x0, y: l.plot.y, width: round(f.x1 - f.x0), height: l.baseline - l.plot.y }), node('path', { class: 'fold-edge', d: wave(f.x0) }), node('path', { class: 'fold-edge', d: wave(f.x1) }),
      text('label quiet', (f.x0 + f.x1) / 2, l.baseline + 15, f.to - f.from >= 700 ? `${Math.round((f.to - f.from) / 365.25)} ${t('unit.y')}` : `${Math.round((f.to - f.from) / 30.44)} ${t('unit.mo')}`, { 'text-anchor': 'middle' }));
  });
}

/** Measured draws are solid columns; the areas between them are pale, for they are drawn. */
export function paintComposition(l: TrajectoryLayout, ids: string): SvgNode {
  const c = l.composition;
  if (!c) return g('composition');
  const end = l.plot.x + l.plot.width;
  const frames = c.lanes.length > 0 ? c.lanes : [{ y: c.y, height: c.height }];
  return node('g', { class: 'composition', 'data-arrangement': c.arrangement, 'data-ids': ids },
    ...frames.map((f) => node('rect', { class: 'clone-frame', x: l.plot.x, y: f.y, width: l.plot.width, height: f.height })),
    ...(c.lanes.length > 0 ? [] : [text('label quiet', l.plot.x - 8, c.y + 4, '100 %', { 'text-anchor': 'end', dy: '0.34em' }), text('label quiet', l.plot.x - 8, c.y + c.height - 3, '0 %', { 'text-anchor': 'end', dy: '0.34em' })]),
    c.note === null ? null : text('label quiet', 0, c.y + 20, c.undetermined ? t('chart.orderOpen1') : c.note, { dy: '0.34em' }), c.undetermined ? text('label quiet', 0, c.y + 33, t('chart.orderOpen2'), { dy: '0.34em' }) : null,
    ...c.areas.map((a) => node('path', { class: `clone-area ${toneClass(a.tone)}`, d: a.path, 'data-clone-area': a.clone })),
    ...c.draws.map((d) => node('rect', { class: `clone-draw ${toneClass(d.tone)}`, x: round(d.x - 3), y: Math.min(d.y0, d.y1), width: 6, height: round(Math.abs(d.y0 - d.y1)), 'data-clone': d.clone, 'data-clone-day': d.day }, node('title', {}, d.title))),
    ...spreadLabels(c.labels.map((e) => e.y), c.y + 4, c.y + c.height).flatMap((y, i) => (y === null ? [] : [node('text', { class: `label ${toneClass(c.labels[i]!.tone)}`, x: end + 14, y, dy: '0.34em' }, node('tspan', { class: 'name' }, c.labels[i]!.text), ' ', c.labels[i]!.value)])));
}

/** Labels of clones at least 12 px apart, in their order; what has no room is left to the table. */
function spreadLabels(ys: readonly number[], top: number, bottom: number): (number | null)[] {
  const order = ys.map((y, i) => ({ y, i })).sort((a, b) => a.y - b.y);
  const out: (number | null)[] = ys.map(() => null);
  let next = top;
  for (const { y, i } of order) {
    const at = Math.max(y, next);
    if (at > bottom + 4) continue;
    out[i] = Math.round(at * 100) / 100;
    next = at + 12;
  }
  return out;
}

/** What is expected is a fan, never a line of data; grey where it is mostly the prior’s. */
export function paintFans(l: TrajectoryLayout): SvgNode {
  const tone = new Map(l.marks.map((m) => [m.series, m.tone]));
  return g('fans', ...l.fans.map((f) => node('g', { class: `fan-group ${f.mostlyPrior ? 'prior' : toneClass(tone.get(f.series)!)}`, 'data-fan': f.series, ...(f.mostlyPrior ? { 'data-prior': 'true' } : {}) },
    node('title', {}, t(f.mostlyPrior ? 'chart.fanPrior' : 'chart.fan', { series: f.series })), node('path', { class: 'fan', d: f.path }), f.median === '' ? null : node('path', { class: 'fan-median', d: f.median }))));
}

export function paintClearances(l: TrajectoryLayout): SvgNode {
  return g('clearances', ...l.clearances.map((c) => node('g', { class: toneClass(c.tone), 'data-clearance': c.series }, node('title', {}, c.title),
    node('path', { class: 'clearance', d: `M${c.x0},${round(c.y - 4)}v8M${c.x0},${c.y}H${c.x1}M${c.x1},${round(c.y - 4)}v8` }), c.at === null ? null : node('path', { class: 'clearance', d: `M${c.at},${round(c.y - 5)}l4,5l-4,5l-4,-5z` }))));
}
