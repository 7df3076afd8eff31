/** How alerts turned out, rule by rule, from the outcomes that people recorded when closing them. */
import { z } from 'zod';
import { alertKinds } from '@clonewatch/domain';

const maybe = <T extends z.ZodType>(item: T): z.ZodNullable<T> => z.nullable(item);

/**
 * One rule (kind of alert) of a site. `right`, `wrong`: outcomes that judge the alert; `unjudged`: closed by a person with one that does not, or with none;
 * `by_data`: closed by later data. `ppv`: right of all judged, with its exact 95 % interval (Clopper–Pearson); null: none judged. `lead_days`: from the day the
 * alert was known to the day that proved it (the recorded day, else the first PD after it): median and quartiles; null: no such day.
 */
export const ruleOutcomesSchema = z.object({
  kind: z.enum(alertKinds), fired: z.number(), live: z.number(), by_data: z.number(), retracted: z.number(), right: z.number(), wrong: z.number(), unjudged: z.number(),
  ppv: maybe(z.object({ value: z.number(), low: z.number(), high: z.number(), n: z.number() })),
  lead_days: maybe(z.object({ median: z.number(), quartile_low: z.number(), quartile_high: z.number(), n: z.number() })),
  outcomes: z.array(z.object({ outcome: z.string(), alerts: z.number() })),
});
export type RuleOutcomes = z.infer<typeof ruleOutcomesSchema>;
