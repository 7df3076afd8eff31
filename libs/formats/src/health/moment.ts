/** Times of health records: a clinical day is the day as it was written where it happened, whatever zone it was written in. */
import { dayOfDate, isCalendarDate } from '@clonewatch/domain';

export interface Moment {
  /** `YYYY-MM-DD`; null where the text tells no day. */
  readonly date: string | null;
  /** Orders corrections: minutes since 2000, 0 where unknown. */
  readonly minutes: number;
}
const epoch = dayOfDate('2000-01-01');
export const noMoment: Moment = { date: null, minutes: 0 };

function moment(date: string, hours: string, minutes: string): Moment {
  return isCalendarDate(date) ? { date, minutes: (dayOfDate(date) - epoch) * 1440 + Number(hours || '0') * 60 + Number(minutes || '0') } : noMoment;
}

/** FHIR: `2026-03-02`, `2026-03-02T10:15:00+01:00`; a year or a month alone tells no day. */
export function fhirMoment(text: string): Moment {
  const m = /^(\d{4}-\d{2}-\d{2})(?:T(\d{2}):(\d{2})[\d:.]*(?:Z|[+-]\d{2}:\d{2})?)?$/.exec(text);
  return m === null ? noMoment : moment(m[1]!, m[2] ?? '', m[3] ?? '');
}

/** HL7 v2: `20260302`, `202603021015-0500`. */
export function hl7Moment(text: string): Moment {
  const m = /^(\d{4})(\d{2})(\d{2})(?:(\d{2})(\d{2})?[\d.]*)?(?:[+-]\d{4})?$/.exec(text.trim());
  return m === null ? noMoment : moment(`${m[1]!}-${m[2]!}-${m[3]!}`, m[4] ?? '', m[5] ?? '');
}

/** A correction counts before what it corrects, a later one before an earlier one: its version grows with the time it was issued. */
export const correctionVersion = (issued: Moment): number => Math.max(2, issued.minutes);

/** What is said of a correction without a time: of two, nobody knows which is the later one. */
export const undated = (where: string): string => `corrected or taken back, and ${where} says when: they count as the first correction. Had the same result been corrected before, the file is refused as a conflict; send it again with its time`;
