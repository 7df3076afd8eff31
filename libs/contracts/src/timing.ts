/** Time to act: what became of a draw, day by day, against the day on which the answer was needed. */
import { z } from 'zod';

const maybe = <T extends z.ZodType>(t: T): z.ZodNullable<T> => z.nullable(t);

/** Steps of one draw. Dates of the calendar; null: not known (for a step that is past) or not done yet. Day-number patients have only what our own clock says. */
export const timingSchema = z.object({
  next_cycle_on: maybe(z.string()),
  draws: z.array(z.object({
    specimen_id: z.string(), collected_on: maybe(z.string()), received_on: maybe(z.string()), reported_on: maybe(z.string()), imported_on: maybe(z.string()), seen_on: maybe(z.string()), decided_on: maybe(z.string()),
    /** `in_time`: seen on the day it was needed by; `too_late`: reported or seen after it; `waiting`: not there yet, and not needed yet; `overdue`: needed and not there; `not_planned`: no day was given. */
    state: z.enum(['in_time', 'too_late', 'waiting', 'overdue', 'not_planned']), needed_by: maybe(z.string()),
    /** Whole days from collection to the step; null where either is not known. */
    days_to_report: maybe(z.number()), days_to_seen: maybe(z.number()), days_to_decision: maybe(z.number()),
  })),
});
export type WireTiming = z.infer<typeof timingSchema>;
export type TimedDraw = WireTiming['draws'][number];
