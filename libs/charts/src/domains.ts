/** How far the two axes reach. */
import { isDrawOrder } from '@clonewatch/domain';
import { lodOf } from './assays.js';
import { measureBounds, measured, type Factor, type Measure } from './measure.js';
import { stepAbove, stepBelow } from './scales.js';
import type { TrajectoryView } from './view.js';

export function timeDomain(view: TrajectoryView, origin: number | null): [number, number] {
  const drawDays = [...view.draws.map((d) => d.day), ...view.series.flatMap((s) => s.points.map((p) => p.day))];
  const order = view.timeline.kind === 'days' && isDrawOrder(view.timeline);
  if (drawDays.length === 0) {
    const anchor = view.today ?? 0;
    return view.timeline.kind === 'calendar' ? [anchor - 28, anchor + 28] : order ? [-0.5, 1.5] : [0, 56];
  }
  const first = Math.min(...drawDays);
  const last = Math.max(...drawDays);
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

export function valueDomain(view: TrajectoryView, type: 'log' | 'linear', measure: Measure, factor: Factor): [number, number] {
  const points = view.series.flatMap((s) => s.points);
  const found = points.map((p) => measured(p, factor));
  const values = found.flatMap((m) => m.value ?? []);
  const highs = found.flatMap((m) => (m.high !== null && m.high > 0 ? [m.high] : []));
  const lods = measure === 'vaf' ? points.flatMap((p) => lodOf(p) ?? []).filter((v) => v > 0) : [];
  const { top: most, floor } = measureBounds[measure];
  const top = Math.max(...values, ...highs, 0);
  if (type === 'linear') return [0, Math.min(most, (top || 0.1) * 1.08)];
  if (values.length === 0) return measure === 'copies' ? [0.1, 1000] : [1e-4, 0.1];
  const lows = found.flatMap((m) => (m.low !== null && m.low > 0 ? [m.low] : []));
  // A whisker may pull the axis one decade below the marks, not further.
  const smallest = Math.min(...values, ...lods);
  const low = Math.max(floor, Math.min(smallest, Math.max(Math.min(...lows, smallest), smallest / 10)));
  const hi = stepAbove(Math.max(top, ...lods) * 1.05, most);
  const lo = stepBelow(low * 0.97);
  return hi / lo < 99 ? [Math.min(lo, stepBelow(hi / 100)), hi] : [lo, hi];
}
