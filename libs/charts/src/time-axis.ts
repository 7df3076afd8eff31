/** The one time axis that all tracks share: true time, in calendar days or days from an event, long empty stretches folded and said to be folded. */
import { isDrawOrder, type Timeline } from '@clonewatch/domain';
import { dayText, round, timeAxisTitle } from './format.js';
import { scaleLinear } from 'd3-scale';
import { t } from '@clonewatch/words';
import { timeTicks, type Tick } from './scales.js';
import type { TrajectoryView } from './view.js';

/** What day 0 is. `calendar`: dates as they are (day numbers for patients without dates). */
export const timeOrigins = ['calendar', 'tissue', 'anti_egfr', 'rechallenge'] as const;
export type TimeOrigin = (typeof timeOrigins)[number];
export const originWord = (origin: TimeOrigin): string => t(`chart.origin.${origin}`);

/** A stretch of days without any event, drawn in a fixed width. */
export interface Fold { readonly from: number; readonly to: number; readonly x0: number; readonly x1: number }
/** Piecewise linear: `knots` are (day, x) pairs, rising in both. */
export interface TimeScale {
  readonly type: 'linear'; readonly domain: readonly [number, number]; readonly range: readonly [number, number];
  readonly knots: readonly (readonly [day: number, x: number])[]; readonly folds: readonly Fold[]; readonly origin: TimeOrigin; readonly originDay: number | null; readonly ticks: readonly Tick[];
}

/** Width of a fold, px; a stretch is folded where it is longer than this many days and than a fifth of the whole. */
const foldWidth = 26;
const foldDays = 365;

/** Day of the origin in this patient's timeline; null: this patient has none, or the timeline only orders draws. */
export function originDay(view: Pick<TrajectoryView, 'timeline' | 'therapies' | 'tissueDay'>, origin: TimeOrigin): number | null {
  if (origin === 'calendar' || isDrawOrder(view.timeline)) return null;
  if (origin === 'tissue') return view.tissueDay ?? null;
  const lines = view.therapies.filter((t) => t.antiEgfr === true).map((t) => t.start).sort((a, b) => a - b);
  return (origin === 'anti_egfr' ? lines[0] : lines[1]) ?? null;
}

/** Empty stretches between events (days, in any order), within the domain. */
export function emptyStretches(domain: readonly [number, number], events: readonly number[]): [number, number][] {
  const inside = [...new Set([domain[0], ...events.filter((d) => d > domain[0] && d < domain[1]), domain[1]])].sort((a, b) => a - b);
  const least = Math.max(foldDays, (domain[1] - domain[0]) / 5);
  return inside.slice(1).flatMap((d, i): [number, number][] => {
    const from = inside[i]!;
    // A month on either side stays in true time, so that what stands at the edge is not crushed.
    return d - from > least ? [[from + 30, d - 30]] : [];
  });
}

export function timeScale(view: Pick<TrajectoryView, 'timeline' | 'therapies' | 'tissueDay'>, domain: readonly [number, number], range: readonly [number, number], options: {
  readonly origin: TimeOrigin; readonly events: readonly number[]; readonly drawDays: readonly number[]; readonly fold: boolean;
}): TimeScale {
  const day0 = originDay(view, options.origin);
  const stretches = options.fold && !isDrawOrder(view.timeline) ? emptyStretches(domain, options.events) : [];
  const shown = domain[1] - domain[0] - stretches.reduce((sum, [a, b]) => sum + (b - a), 0);
  const perDay = Math.max(0, range[1] - range[0] - stretches.length * foldWidth) / Math.max(1e-9, shown);
  const knots: [number, number][] = [[domain[0], range[0]]];
  const folds: Fold[] = [];
  let x = range[0];
  let at = domain[0];
  for (const [a, b] of stretches) {
    x += (a - at) * perDay;
    knots.push([a, round(x)], [b, round(x + foldWidth)]);
    folds.push({ from: a, to: b, x0: round(x), x1: round(x + foldWidth) });
    x += foldWidth;
    at = b;
  }
  knots.push([domain[1], range[1]]);
  const scale = { type: 'linear' as const, domain, range, knots, folds, origin: day0 === null ? 'calendar' as const : options.origin, originDay: day0, ticks: [] as Tick[] };
  const place = applyTime(scale);
  const segments = knots.slice(1).flatMap((k, i): [number, number][] => (folds.some((f) => f.from === knots[i]![0] && f.to === k[0]) ? [] : [[knots[i]![0], k[0]]]));
  const timeline: Timeline = day0 === null ? view.timeline : { kind: 'days', anchor: originWord(options.origin) };
  const ticks = segments.flatMap(([a, b]) => timeTicks(timeline, [a - (day0 ?? 0), b - (day0 ?? 0)], (v) => place(v + (day0 ?? 0)), place(b) - place(a), options.drawDays));
  return { ...scale, ticks };
}

/** Day → x; clamps to the domain. */
export function applyTime(s: Pick<TimeScale, 'knots'>): (day: number) => number {
  const f = scaleLinear(s.knots.map((k) => k[0]), s.knots.map((k) => k[1])).clamp(true);
  return (d) => round(f(d));
}

/** x → day (not rounded): the inverse of {@link applyTime} within the plot. */
export function invertTime(s: Pick<TimeScale, 'knots'>): (x: number) => number {
  const f = scaleLinear(s.knots.map((k) => k[1]), s.knots.map((k) => k[0])).clamp(true);
  return (x) => f(x);
}

/** Title of the axis; null for calendar dates, which name themselves. */
export function timeTitle(view: Pick<TrajectoryView, 'timeline'>, s: Pick<TimeScale, 'origin' | 'originDay'>): string | null {
  return s.originDay === null ? timeAxisTitle(view.timeline) : t('chart.dayZero', { title: originWord(s.origin), day: dayText(view.timeline, s.originDay) });
}
