/** How far the two axes reach. */
import { isDrawOrder } from '@clonewatch/domain';
import { lodOf } from './assays.js';
import { measureBounds, measured, type Factor, type Measure } from './measure.js';
import { stepAbove, stepBelow } from './scales.js';
import type { TrajectoryView } from './view.js';

/** Every day with a draw or a reading, rising. */
export function daysOf(view: Pick<TrajectoryView, 'draws' | 'series'>): number[] {
  const days = new Set(view.draws.map((d) => d.day));
  for (const s of view.series) for (const p of s.points) days.add(p.day);
  return [...days].sort((a, b) => a - b);
}

export function timeDomain(view: TrajectoryView, origin: number | null): [number, number] {
  const drawDays = daysOf(view);
  const order = view.timeline.kind === 'days' && isDrawOrder(view.timeline);
  if (drawDays.length === 0) {
    const anchor = view.today ?? 0;
    return view.timeline.kind === 'calendar' ? [anchor - 28, anchor + 28] : order ? [-0.5, 1.5] : [0, 56];
  }
  const first = drawDays[0]!;
  const last = drawDays.at(-1)!;
  const span = last - first;
  if (order) return [first - 0.4, Math.max(last, first + 1) + 0.4];
  const base = Math.max(span, 28);
  // What began shortly before the first draw is shown whole; older lines are cut at the edge and say so.
  // Of a line that ended just before it, enough is shown to be read.
  const ended = view.therapies.flatMap((t) => (t.stop !== null && t.stop <= first ? [Math.max(t.start, t.stop - Math.round(0.16 * base))] : []));
  const early = [...view.therapies.map((t) => t.start), ...ended, ...view.assessments.map((a) => a.day)].filter((d) => d < first && d >= first - Math.max(0.35 * base, 14));
  const late = [...view.therapies.flatMap((t) => (t.stop === null ? [] : [t.stop])), ...view.assessments.map((a) => a.day), ...view.alerts.map((a) => a.day)]
    .filter((d) => d > last && d <= last + 0.35 * base);
  let start = Math.min(first, ...early);
  let end = Math.max(last, ...late);
  if (view.today !== null && view.today > end && view.today - last <= Math.max(1.2 * base, 90)) end = view.today;
  for (const s of view.series) {
    const to = s.decay?.band.at(-1)?.day;
    if (to !== undefined && to > end) end = Math.min(to, Math.max(end, last + 0.35 * base));
  }
  const expected = (view.forecast?.clones ?? []).flatMap((c) => c.levels.flatMap((l) => l.median ?? []));
  if (expected.length > 0) end = Math.max(end, Math.min(Math.max(...expected), last + Math.max(56, 0.25 * base)));
  if (origin !== null) start = Math.min(start, origin);
  if (span === 0) { start = Math.min(start, first - 28); end = Math.max(end, last + 28); }
  const pad = Math.max(2, (end - start) * 0.025);
  return [Math.floor(start - pad), Math.ceil(end + pad)];
}

const known = new WeakMap<TrajectoryView, Map<string, [number, number]>>();

/** How far the value axis reaches; of one view worked out once, for the same whole is looked at in many windows. `factor`: of the view and measure. */
export function valueDomain(view: TrajectoryView, type: 'log' | 'linear', measure: Measure, factor: Factor): [number, number] {
  const of = known.get(view) ?? new Map<string, [number, number]>();
  const name = `${type} ${measure}`;
  const domain = of.get(name) ?? findValueDomain(view, type, measure, factor);
  known.set(view, of.set(name, domain));
  return domain;
}

function findValueDomain(view: TrajectoryView, type: 'log' | 'linear', measure: Measure, factor: Factor): [number, number] {
  const { top: most, floor } = measureBounds[measure];
  // Extremes in one pass: a chart may hold tens of thousands of readings.
  let [top, topLod, smallest, low] = [0, 0, Infinity, Infinity];
  for (const s of view.series) for (const p of s.points) {
    const m = measured(p, factor);
    if (m.value !== null) { top = Math.max(top, m.value, m.high ?? 0); smallest = Math.min(smallest, m.value); }
    if (m.low !== null && m.low > 0) low = Math.min(low, m.low);
    const lod = measure === 'vaf' ? lodOf(p) : null;
    if (lod !== null && lod > 0) topLod = Math.max(topLod, lod);
  }
  if (type === 'linear') return [0, Math.min(most, (top || 0.1) * 1.08)];
  if (smallest === Infinity) return measure === 'copies' ? [0.1, 1000] : [1e-4, 0.1];
  for (const s of measure === 'vaf' ? view.series : []) for (const p of s.points) { const lod = lodOf(p); if (lod !== null && lod > 0) smallest = Math.min(smallest, lod); }
  // A whisker may pull the axis one decade below the marks, not further.
  const least = Math.max(floor, Math.min(smallest, Math.max(Math.min(low, smallest), smallest / 10)));
  const hi = stepAbove(Math.max(top, topLod) * 1.05, most);
  const lo = stepBelow(least * 0.97);
  return hi / lo < 99 ? [Math.min(lo, stepBelow(hi / 100)), hi] : [lo, hi];
}
