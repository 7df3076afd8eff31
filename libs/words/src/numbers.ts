/** Numbers and days as the language writes them: `3,800` and `12 Mar 2026`, `3 800` and `12 мар. 2026`. Units stay what they are. */
import { dateOfDay, dayOfDate, isDrawOrder, type Timeline } from '@clonewatch/domain';
import { language, locale, t } from './language.js';

const nbsp = '\u00a0';
const formats = new Map<string, Intl.NumberFormat>();

function formatOf(digits: number): Intl.NumberFormat {
  const name = `${locale()} ${digits}`;
  const known = formats.get(name) ?? new Intl.NumberFormat(locale(), { minimumFractionDigits: digits, maximumFractionDigits: digits });
  formats.set(name, known);
  return known;
}

/** With exactly so many decimals: `1.5`, `1,5`. */
export const decimal = (value: number, digits: number): string => formatOf(digits).format(value).replace('-', '−');

/** A whole number with its thousands apart. */
export const count = (n: number): string => decimal(Math.round(n) || 0, 0);

/** A number already written with a point, as this language writes it; thousands are left as they are. */
export const pointed = (text: string): string => (language() === 'ru' ? text.replace('.', ',') : text);

/** A positive number with two significant figures and no exponent; what rounds up a decade keeps two figures. */
export function twoFigures(value: number): string {
  if (!Number.isFinite(value)) return '–';
  if (value === 0) return '0';
  const rounded = Number(value.toPrecision(2));
  const decimals = Math.max(0, 1 - Math.floor(Math.log10(Math.abs(rounded)) + 1e-9));
  return pointed(rounded.toFixed(Math.min(decimals, 12)));
}

/** A fraction as per cent: 0.0021 → `0.21 %`. */
export const percent = (fraction: number): string => `${twoFigures(fraction * 100)}${nbsp}%`;

/** An interval of fractions as per cent, without the sign: `0.09–0.41`. */
export const percentRange = (low: number, high: number): string => `${twoFigures(low * 100)}–${twoFigures(high * 100)}`;

/** `8 / 3,800`; a total that is not known is a dash. */
export function counts(k: number | null, n: number | null): string {
  if (k === null && n === null) return '–';
  return `${k === null ? '–' : count(k)}${nbsp}/${nbsp}${n === null ? '–' : count(n)}`;
}

/** A duration in days: whole from 10 on, else one decimal. */
export const days = (value: number): string => `${value >= 10 ? count(value) : pointed(String(Number(value.toFixed(1))))}${nbsp}${t('unit.d')}`;

const months = new Map<string, readonly string[]>();

/** Months as they stand in a date of this language. Parts, because a language's own pattern may add words or turn the order. */
function monthsIn(form: 'date' | 'alone'): readonly string[] {
  const name = `${locale()} ${form}`;
  const known = months.get(name) ?? Array.from({ length: 12 }, (_, i) => new Intl.DateTimeFormat(locale(), { month: 'short', timeZone: 'UTC', ...(form === 'date' ? { day: 'numeric' } : {}) })
    .formatToParts(dayOfDate(`2026-${String(i + 1).padStart(2, '0')}-15`) * 86_400_000).find((p) => p.type === 'month')!.value);
  months.set(name, known);
  return known;
}

/** `12 Mar 2026` from `2026-03-12`: the month is a word, so that no reader takes it for the day. */
export function dateText(iso: string): string {
  const [y, m, d] = iso.split('-').map(Number) as [number, number, number];
  return `${d}${nbsp}${monthsIn('date')[m - 1]}${nbsp}${y}`;
}

/** `9 Mar`: a day within its year. */
export const dayMonth = (day: number, month: number): string => `${day} ${monthsIn('date')[month - 1]}`;

/** 1 to 12. */
export const monthName = (month: number): string => monthsIn('alone')[month - 1]!;

/** A day of a patient's timeline in words: a date, `day 42`, or `draw 3`. */
export function dayText(timeline: Timeline, day: number): string {
  if (timeline.kind === 'calendar') return dateText(dateOfDay(day));
  return isDrawOrder(timeline) ? t('day.draw', { n: day }) : t('day.day', { n: day });
}
