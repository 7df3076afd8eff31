/** How the chart is set, kept in the address: a link shows what its sender saw. */
import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'react-router';
import { measures, timeOrigins, type Measure, type TimeOrigin } from '@clonewatch/charts';

export interface ChartSettings {
  readonly axis: 'log' | 'linear'; readonly measure: Measure; readonly origin: TimeOrigin; readonly clones: 'area' | 'lanes' | 'off'; readonly fold: boolean;
  /** Days shown, from and to, in the patient's timeline; null: the whole course. */
  readonly window: readonly [number, number] | null;
  /** Day of the chosen draw, in the patient's timeline. */
  readonly day: number | null;
  /** What was known on this day; null: now. */
  readonly asOf: string | null;
}

const one = <T extends string>(allowed: readonly T[], given: string | null, usual: T): T => (allowed.includes(given as T) ? (given as T) : usual);

/** `20500..20590`: days from and to, the first before the last. */
function readWindow(given: string | null): readonly [number, number] | null {
  const m = /^(-?\d{1,7})\.\.(-?\d{1,7})$/.exec(given ?? '');
  return m && Number(m[1]) < Number(m[2]) ? [Number(m[1]), Number(m[2])] : null;
}

/** What the address does not say, or says wrongly, is as usual. */
export function readSettings(q: URLSearchParams): ChartSettings {
  const day = q.get('draw');
  const asOf = q.get('as_of');
  return {
    axis: one(['log', 'linear'], q.get('axis'), 'log'), measure: one(measures, q.get('show'), 'vaf'), origin: one(timeOrigins, q.get('time'), 'calendar'), clones: one(['area', 'lanes', 'off'], q.get('clones'), 'area'),
    fold: q.get('fold') !== 'off', window: readWindow(q.get('days')), day: day !== null && /^-?\d{1,7}$/.test(day) ? Number(day) : null, asOf: asOf !== null && /^(-?\d{1,6}|\d{4}-\d{2}-\d{2})$/.test(asOf) ? asOf : null,
  };
}

/** What is as usual is left out of the address. */
export function writeSettings(q: URLSearchParams, change: Partial<ChartSettings>): URLSearchParams {
  const next = new URLSearchParams(q);
  const put = (name: string, value: string | null, usual: string | null): void => { if (value === null || value === usual) next.delete(name); else next.set(name, value); };
  const s = { ...readSettings(q), ...change };
  put('axis', s.axis, 'log');
  put('show', s.measure, 'vaf');
  put('time', s.origin, 'calendar');
  put('clones', s.clones, 'area');
  put('fold', s.fold ? 'on' : 'off', 'on');
  put('days', s.window === null ? null : s.window.join('..'), null);
  put('draw', s.day === null ? null : String(s.day), null);
  put('as_of', s.asOf, null);
  return next;
}

export function useChartSettings(): [ChartSettings, (change: Partial<ChartSettings>) => void] {
  const [query, setQuery] = useSearchParams();
  const settings = useMemo(() => readSettings(query), [query]);
  // The address as it is, not as it was when this was drawn: two changes in a row must not undo one another.
  const set = useCallback((change: Partial<ChartSettings>) => setQuery(() => writeSettings(new URLSearchParams(window.location.search), change), { replace: true, preventScrollReset: true }), [setQuery]);
  return [settings, set];
}
