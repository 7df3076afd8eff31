/** Dates as spreadsheets write them, once somebody has said whether day or month comes first. */
import type { DateOrder } from '@clonewatch/domain';

const slash = /^\s*(\d{1,2})[./-](\d{1,2})[./-](\d{4})\s*$/;
/** A date that only an order of day and month makes one. */
export const isOpenDate = (text: string): boolean => slash.test(text);

/** `YYYY-MM-DD`; a text that is no such date stays as it is. */
export function datedBy(text: string, order: DateOrder): string {
  const m = slash.exec(text);
  if (m === null) return text;
  const [day, month] = order === 'day_first' ? [m[1]!, m[2]!] : [m[2]!, m[1]!];
  return `${m[3]!}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
}
