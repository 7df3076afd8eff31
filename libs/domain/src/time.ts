/**
 * Clinical time. A calendar date is a `YYYY-MM-DD` string from end to end and never a JS `Date`;
 * a study without dates gives whole days from a named anchor. The engine only ever sees whole
 * day numbers on one patient's own timeline, so no time zone can move a draw.
 */
export type CalendarDate = string & { readonly __brand: 'CalendarDate' };

/** How a patient's days are to be read. `days`: whole days from `anchor`; a calendar date is then never invented. */
export type Timeline = { kind: 'calendar' } | { kind: 'days'; anchor: string };

const datePattern = /^(\d{4})-(\d{2})-(\d{2})$/;

/** Days in a month of the proleptic Gregorian calendar. */
function daysInMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

/** True for a `YYYY-MM-DD` that exists, years 1900–2199. */
export function isCalendarDate(text: string): text is CalendarDate {
  const m = datePattern.exec(text);
  if (!m) return false;
  const [year, month, day] = [Number(m[1]), Number(m[2]), Number(m[3])];
  return year >= 1900 && year < 2200 && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month);
}

/** Whole days from 1970-01-01 to `date` (may be negative). Throws on a date that does not exist. */
export function dayOfDate(date: string): number {
  if (!isCalendarDate(date)) throw new RangeError(`not a calendar date: "${date}"`);
  const [y, m, d] = date.split('-').map(Number) as [number, number, number];
  // Days from civil, H. Hinnant, https://howardhinnant.github.io/date_algorithms.html: no Date object, no time zone.
  const yy = m <= 2 ? y - 1 : y;
  const era = Math.floor(yy / 400);
  const yoe = yy - era * 400;
  const doy = Math.floor((153 * (m + (m > 2 ? -3 : 9)) + 2) / 5) + d - 1;
  const doe = yoe * 365 + Math.floor(yoe / 4) - Math.floor(yoe / 100) + doy;
  return era * 146097 + doe - 719468;
}

/** The calendar date `day` whole days after 1970-01-01; inverse of {@link dayOfDate}. */
export function dateOfDay(day: number): CalendarDate {
  const z = Math.round(day) + 719468;
  const era = Math.floor(z / 146097);
  const doe = z - era * 146097;
  const yoe = Math.floor((doe - Math.floor(doe / 1460) + Math.floor(doe / 36524) - Math.floor(doe / 146096)) / 365);
  const doy = doe - (365 * yoe + Math.floor(yoe / 4) - Math.floor(yoe / 100));
  const mp = Math.floor((5 * doy + 2) / 153);
  const d = doy - Math.floor((153 * mp + 2) / 5) + 1;
  const m = mp < 10 ? mp + 3 : mp - 9;
  const y = yoe + era * 400 + (m <= 2 ? 1 : 0);
  const pad = (n: number, w: number): string => String(n).padStart(w, '0');
  return `${pad(y, 4)}-${pad(m, 2)}-${pad(d, 2)}` as CalendarDate;
}

/** A day of a patient's timeline as it goes on the wire: a date string, or the integer itself. */
export function wireDay(timeline: Timeline, day: number): CalendarDate | number {
  return timeline.kind === 'calendar' ? dateOfDay(day) : day;
}

/**
 * True when the anchor says that day numbers only order the draws ("draw order, not days"):
 * distances then have no unit, and no rate, doubling time or half-life may be reported.
 */
export function isDrawOrder(timeline: Timeline): boolean {
  return timeline.kind === 'days' && /^draw order\b/i.test(timeline.anchor.trim());
}

/** Mean length of a month in days (365.25 / 12), used wherever the literature counts months. */
export const daysPerMonth = 30.4375;

/** Months that these days make, to a tenth and never rounded up: an interval that falls short of four months is not written as four. */
export const monthsPassed = (days: number): number => Math.floor((days / daysPerMonth) * 10) / 10;
