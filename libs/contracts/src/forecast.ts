/** `forecast` of an evaluation. The fields are explained in `libs/domain/src/forecast.ts`. */
import { z } from 'zod';
import { forecastWeeks, type Crossing, type PatientForecast, type ProbabilityInterval, type Timeline } from '@clonewatch/domain';
import { wireDay } from '@clonewatch/domain';
import { dayField } from './days.js';

const gap = z.nullable(z.enum([
  'too_few_draws', 'not_informative', 'regimen_changed', 'draw_order', 'no_line', 'progressed', 'no_truncal', 'not_called', 'off_drug', 'no_interval', 'no_variant_left',
]));
const when = z.nullable(z.union([z.string(), z.number()]));
const probability = z.object({ p: z.number(), low: z.number(), high: z.number() });
const within = z.array(probability.extend({ weeks: z.number() }));

const crossingSchema = z.object({
  vaf: z.number(), above: z.boolean(), p_within: z.array(z.object({ weeks: z.number(), p: z.number() })),
  /** Dates (or day numbers); null: not within two years. */
  dates: z.nullable(z.object({ median: when, low80: when, high80: when, low95: when, high95: when })),
});

export const forecastSchema = z.object({
  from_on: z.string().optional(), from_day: z.number().int().optional(), reason: gap,
  clones: z.array(z.object({ gene: z.string(), variant: z.string(), reason: gap, crossings: z.array(crossingSchema), mostly_prior: z.boolean() })),
  progression: z.object({ reason: gap, within: z.nullable(within), mostly_prior: z.boolean() }),
  new_clone: z.object({ reason: gap, by_on: z.string().optional(), by_day: z.number().int().optional(), p: z.nullable(probability), mostly_prior: z.boolean() }),
  calibration: z.string(),
});
export type WireForecast = z.infer<typeof forecastSchema>;

const weekly = <T extends object>(items: readonly T[]): (T & { weeks: number })[] => items.map((x, i) => ({ ...x, weeks: forecastWeeks[i]! }));
const probabilities = (ps: readonly ProbabilityInterval[]): z.infer<typeof within> => weekly(ps);

function crossing(t: Timeline, c: Crossing): z.infer<typeof crossingSchema> {
  const on = (d: number | null): string | number | null => (d === null ? null : wireDay(t, d));
  const d = c.dates;
  return {
    vaf: c.vaf, above: c.above, p_within: weekly(c.pWithin.map((p) => ({ p }))),
    dates: d && { median: on(d.median), low80: on(d.low80), high80: on(d.high80), low95: on(d.low95), high95: on(d.high95) },
  };
}

export function toWireForecast(t: Timeline, f: PatientForecast): WireForecast {
  return {
    ...dayField(t, 'from', f.fromDay), reason: f.reason,
    clones: f.clones.map((c) => ({ gene: c.gene, variant: c.variant, reason: c.reason, crossings: c.crossings.map((x) => crossing(t, x)), mostly_prior: c.mostlyPrior })),
    progression: { reason: f.progression.reason, within: f.progression.within && probabilities(f.progression.within), mostly_prior: f.progression.mostlyPrior },
    new_clone: { reason: f.newClone.reason, ...dayField(t, 'by', f.newClone.byDay), p: f.newClone.p, mostly_prior: f.newClone.mostlyPrior }, calibration: f.calibration,
  };
}
