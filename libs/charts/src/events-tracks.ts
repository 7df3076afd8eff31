/** The tracks above the plot: alert states as bars, tumour markers as small lines, images as words. */
import { pointed } from '@clonewatch/words';
import { round, twoFigures } from './format.js';
import { textWidth } from './labels.js';
import type { AlertBar, MarkerTrack, Event } from './trajectory-types.js';
import type { ViewAlert, ViewAssessment } from './view.js';

/** Bars in as few rows as they need, most urgent first; what does not fit in `rows` is counted. */
export function layoutAlertBars(alerts: readonly ViewAlert[], x: (day: number) => number, domain: readonly [number, number], box: { readonly y: number; readonly rowHeight: number; readonly rows: number }, today: number): { bars: AlertBar[]; rows: number; hidden: number } {
  const order = { act: 0, review: 1, note: 2 } as const;
  const ends: number[] = [];
  const bars: AlertBar[] = [];
  let hidden = 0;
  const shown = alerts.filter((a) => a.day <= domain[1] && (a.end ?? today) >= domain[0]).sort((a, b) => order[a.severity] - order[b.severity] || a.day - b.day);
  for (const a of shown) {
    const x0 = x(Math.max(a.day, domain[0]));
    const x1 = Math.max(x0, x(Math.min(Math.max(a.end ?? today, a.day), domain[1])));
    // A mark of 5 px on either side of the start keeps bars of one row apart.
    const free = ends.findIndex((e) => e <= x0 - 8);
    const row = free === -1 ? ends.length : free;
    if (row >= box.rows) { hidden += 1; continue; }
    ends[row] = x1 + 6;
    bars.push({ id: a.id, x0, x1: round(x1), y: round(box.y + (row + 0.5) * box.rowHeight), severity: a.severity, open: a.open, taken: a.taken ?? false, title: a.title });
  }
  return { bars, rows: ends.length, hidden };
}

/** `12.4`, `<0.1`, `>1000`: the number and whether it is a bound; null: no number. */
export function numberOf(result: string): { value: number; censored: 'below' | 'above' | null } | null {
  const m = /^([<>]?)\s*(\d+(?:\.\d+)?(?:e-?\d+)?)$/i.exec(result.trim());
  return m ? { value: Number(m[2]), censored: m[1] === '<' ? 'below' : m[1] === '>' ? 'above' : null } : null;
}

/** A marker's numbers on a scale of its own, 0 at the bottom; `<0.1` is an open triangle at 0.1, never a 0.1 measured. */
export function layoutMarker(name: string, events: readonly ViewAssessment[], x: (day: number) => number, y: number, height: number): MarkerTrack | null {
  const points = events.flatMap((e) => { const n = numberOf(e.result ?? ''); return n ? [{ e, ...n }] : []; });
  if (points.length === 0 || points.length < events.length) return null;
  const top = Math.max(...points.map((p) => p.value)) || 1;
  const place = (v: number): number => round(y + height - 3 - (v / top) * (height - 8));
  const marks = points.map((p) => ({ id: p.e.id, x: x(p.e.day), y: place(p.value), censored: p.censored, title: p.e.title }));
  const joined = marks.slice(1).flatMap((m, i) => (m.censored || marks[i]!.censored ? [] : [{ x0: marks[i]!.x, y0: marks[i]!.y, x1: m.x, y1: m.y }]));
  const last = points.at(-1)!;
  const unit = last.e.unit ? ` ${last.e.unit}` : '';
  return { name, y, height, marks, segments: joined, last: `${last.censored === 'below' ? '< ' : last.censored === 'above' ? '> ' : ''}${pointed(last.e.result!.trim().replace(/^[<>]\s*/, ''))}${unit}`, top: twoFigures(top) };
}

/**
 * What cannot be a line is told in words beside its tick: right of it, or left where the word would lie across the line of today (`todayX`, px; null: not on the
 * axis). The newest before today matters most: an earlier word in its way is left to the tooltip, as any word without room is, and no word crosses the line.
 */
export function layoutWords(events: readonly ViewAssessment[], x: (day: number) => number, y: number, dayWord: (day: number) => string, todayX: number | null): Event[] {
  const placed: { readonly event: Event; readonly end: number }[] = [];
  let end = -Infinity;
  for (const a of events) {
    const at = x(a.day);
    const reach = 4 + textWidth(a.label);
    const before = todayX !== null && at <= todayX && at + reach > todayX - 2;
    if (before) placed.forEach((p, i) => { if (p.end > at - reach) placed[i] = { event: { ...p.event, label: '' }, end: -Infinity }; });
    const fits = before || at >= end;
    const own = before ? at + 6 : at + reach + 2;
    if (fits) end = own;
    placed.push({ event: { id: a.id, kind: a.kind, x: at, y, label: fits ? a.label : '', ...(before ? { before } : {}), title: `${a.title}, ${dayWord(a.day)}`, severity: null, open: true }, end: fits ? own : -Infinity });
  }
  return placed.map((p) => p.event);
}
