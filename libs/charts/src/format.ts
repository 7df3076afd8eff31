/** How numbers and days are written. Two significant figures for a VAF, counts in full, dates as `12 Mar 2026`. */
import { format } from 'd3-format';
import { dateOfDay, isDrawOrder, type Timeline } from '@clonewatch/domain';

const nbsp = '\u00a0';
const thousands = format(',d');
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** A positive number with two significant figures and no exponent; what rounds up a decade keeps two figures. */
export function twoFigures(value: number): string {
  if (!Number.isFinite(value)) return '–';
  if (value === 0) return '0';
  const rounded = Number(value.toPrecision(2));
  const decimals = Math.max(0, 1 - Math.floor(Math.log10(Math.abs(rounded)) + 1e-9));
  return rounded.toFixed(Math.min(decimals, 12));
}

/** A VAF fraction as per cent: 0.0021 → `0.21 %`. */
export function percent(fraction: number): string {
  return `${twoFigures(fraction * 100)}${nbsp}%`;
}

/** A 95 % interval of fractions as per cent, without the sign: `0.09–0.41`. */
export function percentRange(low: number, high: number): string {
  return `${twoFigures(low * 100)}–${twoFigures(high * 100)}`;
}

export function count(n: number): string {
  return thousands(Math.round(n));
}

/** `8 / 3,800`; a total that is not known is a dash. */
export function counts(k: number | null, n: number | null): string {
  if (k === null && n === null) return '–';
  return `${k === null ? '–' : count(k)}${nbsp}/${nbsp}${n === null ? '–' : count(n)}`;
}

/** Days, weeks of a duration: whole days from 10 on, else one decimal. */
export function days(value: number): string {
  return `${value >= 10 ? count(value) : String(Number(value.toFixed(1)))}${nbsp}d`;
}

/** `12 Mar 2026` from `2026-03-12`. */
export function dateText(iso: string): string {
  const [y, m, d] = iso.split('-').map(Number);
  return `${d}${nbsp}${months[m! - 1]}${nbsp}${y}`;
}

export function monthName(month: number): string {
  return months[month - 1]!;
}

/** A day of a patient's timeline in words: a date, `day 42`, or `draw 3`. */
export function dayText(timeline: Timeline, day: number): string {
  if (timeline.kind === 'calendar') return dateText(dateOfDay(day));
  return `${isDrawOrder(timeline) ? 'draw' : 'day'}${nbsp}${day}`;
}

/** Title of the time axis; null for calendar dates, which name themselves. */
export function timeAxisTitle(timeline: Timeline): string | null {
  if (timeline.kind === 'calendar') return null;
  return isDrawOrder(timeline) ? 'Draw order (distances have no unit)' : `Days, ${timeline.anchor}`;
}

/** Cut to `max` characters with an ellipsis. */
export function cut(text: string, max: number): string {
  return text.length <= max ? text : `${text.slice(0, Math.max(1, max - 1)).trimEnd()}…`;
}

/** Coordinates are rounded once, so that the same view gives the same bytes on every machine. */
export function round(value: number): number {
  const r = Math.round(value * 100) / 100;
  return Object.is(r, -0) ? 0 : r;
}
