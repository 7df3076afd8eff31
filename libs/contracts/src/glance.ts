/** `glance` of a patient's page: what a reader with forty seconds needs. The fields are explained in `libs/domain/src/glance.ts`. */
import { z } from 'zod';
import { openingTests, readingKinds, variantRoles, type Change, type Glance, type Timeline } from '@clonewatch/domain';
import { dayField } from './days.js';

const maybe = <T extends z.ZodType>(t: T): z.ZodNullable<T> => z.nullable(t);
const interval = z.object({ median: z.number(), low: z.number(), high: z.number() });

export const glanceSchema = z.object({
  reading: z.object({ kind: z.enum(readingKinds), text: z.string() }),
  shares: z.array(z.object({ clone: maybe(z.string()), label: z.string(), role: z.enum(variantRoles), share: maybe(interval), upper: maybe(z.number()), reason: maybe(z.string()) })),
  anti_egfr: z.object({ state: z.enum(['on', 'off', 'never']), months: maybe(z.number()) }),
  missed: z.object({ vaf: maybe(z.number()), share: maybe(z.number()), label: maybe(z.string()), unread: z.array(z.string()), reason: maybe(z.string()) }),
  trust: z.array(z.object({ id: z.enum(['repeat', 'wbc', 'assay', 'volume']), state: z.enum(['good', 'open', 'warning']), text: z.string() })),
  pending: z.array(z.object({ specimen_id: z.string(), collected_on: z.string().optional(), collected_day: z.number().int().optional() })),
  next_cycle_in_days: maybe(z.number().int()), conflict: maybe(z.string()),
  test: maybe(z.object({ kind: z.enum([...openingTests, 'imaging']), text: z.string(), why: z.string() })),
});
export type WireGlance = z.infer<typeof glanceSchema>;

/** What is new since the caller's own last look; `seen_at` null: never looked before. Absent for callers that are no person (tokens). */
export const sinceSchema = z.object({
  seen_at: maybe(z.string()), changes: z.array(z.object({ kind: z.enum(['draw', 'withdrawn', 'corrected', 'alert', 'first_call', 'trend', 'verdict', 'treatment', 'decision']), text: z.string() })),
});
export type WireSince = z.infer<typeof sinceSchema>;

/** Body of `POST /patients/{id}/seen`: the evaluation that was on the screen. */
export const seenSchema = z.strictObject({ evaluation: maybe(z.uuid()) });
/** Null: the caller is no person, and nothing is kept. */
export const seenAnswerSchema = z.object({ seen_at: maybe(z.string()) });

export function toWireGlance(t: Timeline, g: Glance): WireGlance {
  return {
    reading: { ...g.reading }, shares: g.shares.map((s) => ({ ...s, share: s.share && { ...s.share } })), anti_egfr: { ...g.antiEgfr }, missed: { ...g.missed, unread: [...g.missed.unread] },
    trust: g.trust.map((x) => ({ ...x })), pending: g.pending.map((p) => ({ specimen_id: p.specimenId, ...dayField(t, 'collected', p.day) })),
    next_cycle_in_days: g.nextCycleInDays, conflict: g.conflict, test: g.test && { ...g.test },
  };
}

export const toWireChanges = (changes: readonly Change[]): WireSince['changes'] => changes.map(({ kind, text }) => ({ kind, text }));
