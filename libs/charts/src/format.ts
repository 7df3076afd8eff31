/** How a chart writes what is not a number or a day; those are the language's ({@link @clonewatch/words}). */
import { isDrawOrder, type Timeline } from '@clonewatch/domain';
import { t } from '@clonewatch/words';

export { count, counts, dateText, dayMonth, days, dayText, decimal, monthName, percent, percentRange, twoFigures } from '@clonewatch/words';

/** Title of the time axis; null for calendar dates, which name themselves. */
export function timeAxisTitle(timeline: Timeline): string | null {
  if (timeline.kind === 'calendar') return null;
  return isDrawOrder(timeline) ? t('axis.drawOrder') : t('axis.days', { anchor: timeline.anchor });
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
