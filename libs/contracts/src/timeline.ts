/** `GET /patients/{id}/timeline`: what happened, in order of the days. Fields are named as in the lists of each sort. */
import { z } from 'zod';
import { alertGrades, alertKinds, alertStates, informativeness, severities, therapyClasses } from '@clonewatch/domain';

const maybe = <T extends z.ZodType>(t: T): z.ZodNullable<T> => z.nullable(t);
/** Exactly one of the two; an alert stands on the day on which it fired. */
const dated = { dated_on: z.string().optional(), dated_day: z.number().int().optional() };

export const timelineItemSchema = z.discriminatedUnion('event', [
  /** `informative` is null while nothing was computed of the draw, or no result of it is known. */
  z.object({ event: z.literal('draw'), ...dated, specimen_id: z.string(), specimen_type: z.string(), informative: maybe(z.enum(informativeness)), reason: maybe(z.string()) }),
  z.object({ event: z.literal('treatment_started'), ...dated, id: z.string(), regimen: z.string(), agents: z.array(z.string()), therapy_class: z.array(z.enum(therapyClasses)) }),
  z.object({ event: z.literal('treatment_stopped'), ...dated, id: z.string(), regimen: z.string(), best_response: maybe(z.string()), stop_reason: maybe(z.string()) }),
  z.object({ event: z.literal('assessment'), ...dated, id: z.string(), kind: z.string(), gene: z.string(), variant: z.string(), result: z.string(), unit: z.string() }),
  z.object({
    event: z.literal('alert'), ...dated, id: z.string(), kind: z.enum(alertKinds), grade: maybe(z.enum(alertGrades)), severity: z.enum(severities), state: z.enum(alertStates),
    gene: maybe(z.string()), variant: maybe(z.string()), text: z.string(),
  }),
]);
export type TimelineItem = z.infer<typeof timelineItemSchema>;
