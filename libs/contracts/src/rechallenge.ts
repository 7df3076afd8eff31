/** Rechallenge readiness on the wire. A day is a date for calendar patients, an integer for day-number patients. */
import { z } from 'zod';
import { dayField } from './days.js';
import { gateStates, openingTests, rechallengeVerdicts, wireDay, type GateResult, type Interval, type RechallengeResult, type Timeline, type TrialLeft, type TrialPart, leftReasons, trialParts } from '@clonewatch/domain';

const maybe = <T extends z.ZodType>(t: T): z.ZodNullable<T> => z.nullable(t);
const when = z.union([z.string(), z.number()]);
const whenInterval = z.object({ median: when, low: when, high: when });

/** `dated_on` or `dated_day`: the day of the finding, absent where it has none. `opens`: what would answer an open gate. */
export const gateSchema = z.object({
  id: z.string(), name: z.string(), state: z.enum(gateStates), datum: z.string(), dated_on: z.string().optional(), dated_day: z.number().int().optional(),
  source: z.string(), opens: maybe(z.enum(openingTests)),
});
export type WireGate = z.infer<typeof gateSchema>;

export const rechallengeSchema = z.object({
  verdict: z.enum(rechallengeVerdicts), wording: z.string(), sample_on: z.string().optional(), sample_day: z.number().int().optional(), specimens: z.array(z.string()),
  gates: z.array(gateSchema), answered_by: maybe(z.enum(openingTests)),
  /** Day on which the last known resistance clone falls below `bound_vaf`. */
  clearance: maybe(whenInterval), clearance_reason: maybe(z.string()),
  clones: z.array(z.object({ gene: z.string(), variant: z.string(), clearance: maybe(whenInterval), p_below_now: maybe(z.number()), p_never_clears: maybe(z.number()).optional(), reason: maybe(z.string()) })),
  p_all_below_now: maybe(z.number()), earliest: maybe(when), bound_vaf: z.number(), excluded_to_vaf: maybe(z.number()), excluded_to_share: maybe(z.number()),
  trials: z.array(z.object({ id: z.string(), name: z.string(), verdict: z.enum(rechallengeVerdicts), gates: z.array(gateSchema), note: z.string(),
    /** Absent in packets made before it was said. */
    left: z.optional(z.array(z.object({ what: z.enum(trialParts), why: z.enum(leftReasons) }))),
    /** Of these what may be a condition of the trial: a verdict of `met` leaves it open. Absent as above. */
    not_evaluated: z.optional(z.array(z.enum(trialParts))) })),
  context: z.string(), criteria_version: z.string(),
});
export type WireRechallenge = z.infer<typeof rechallengeSchema>;

const interval = (t: Timeline, i: Interval | null): WireRechallenge['clearance'] => i && { median: wireDay(t, i.median), low: wireDay(t, i.low), high: wireDay(t, i.high) };

const gate = (t: Timeline, g: GateResult): WireGate => ({ id: g.id, name: g.name, state: g.state, datum: g.datum, ...dayField(t, 'dated', g.day), source: g.source, opens: g.opens });

/** What of the parts left out may be a condition of the trial: all but what it did not ask, or read afterwards only. */
const notEvaluated = (left: readonly TrialLeft[]): TrialPart[] => left.filter((l) => l.why !== 'none_asked' && l.why !== 'afterwards').map((l) => l.what);

export function toWireRechallenge(t: Timeline, r: RechallengeResult): WireRechallenge {
  return {
    verdict: r.verdict, wording: r.wording, ...dayField(t, 'sample', r.sampleDay), specimens: [...r.sampleSpecimens], gates: r.gates.map((g) => gate(t, g)), answered_by: r.answeredBy,
    clearance: interval(t, r.clearance), clearance_reason: r.clearanceReason,
    clones: r.clones.map((c) => ({ gene: c.gene, variant: c.variant, clearance: interval(t, c.clearanceDay), p_below_now: c.pBelowNow, ...(c.pNeverClears === undefined ? {} : { p_never_clears: c.pNeverClears }), reason: c.reason })),
    p_all_below_now: r.pAllBelowNow, earliest: r.earliestDay === null ? null : wireDay(t, r.earliestDay), bound_vaf: r.boundVaf, excluded_to_vaf: r.excludedToVaf,
    excluded_to_share: r.excludedToShare,
    trials: r.trials.map((x) => ({ id: x.id, name: x.name, verdict: x.verdict, gates: x.gates.map((g) => gate(t, g)), note: x.note, left: x.left.map((l) => ({ ...l })), not_evaluated: notEvaluated(x.left) })),
    context: r.context, criteria_version: r.criteriaVersion,
  };
}

/**
 * `GET /patients/{id}/rechallenge`: the fields of `rechallenge` beside the patient's ids and the day judged. Where the question does not arise
 * (never on anti-EGFR, another disease, no results) `arises` is false and the fields are absent.
 */
export const rechallengeAnswerSchema = rechallengeSchema.partial().extend({ id: z.string(), patient_id: z.string(), site: z.string(), as_of: maybe(when), arises: z.boolean() });
export type RechallengeAnswer = z.infer<typeof rechallengeAnswerSchema>;
