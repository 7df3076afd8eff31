/** A draft of the alert policy, tried on the site's own history before it is put in force. */
import { z } from 'zod';
import { alertGrades, alertKinds } from '@clonewatch/domain';
import { setAlertPolicySchema } from './admin.js';
import { listOf } from './wire.js';

const maybe = <T extends z.ZodType>(t: T): z.ZodNullable<T> => z.nullable(t);
const changes = ['earlier', 'same', 'later', 'new', 'gone'] as const;

/** The rules of a draft: all that an alert policy holds but the longest snooze, which changes no alert. */
export const ruleDraftSchema = setAlertPolicySchema.omit({ reason: true, longest_snooze_days: true, password: true });
export type RuleDraft = z.infer<typeof ruleDraftSchema>;

export const backTestStates = ['waiting', 'running', 'done', 'cancelled', 'failed'] as const;
/** `done` of `patients` looked at; `base_version`: the version of the policy it is compared with. `in_force`: the version that this draft became. */
export const backTestSchema = z.object({
  id: z.string(), draft: ruleDraftSchema, base: ruleDraftSchema, base_version: z.number(), state: z.enum(backTestStates), patients: z.number(), done: z.number(), not_computed: z.number(), error: maybe(z.string()),
  created_by: z.string(), created_at: z.string(), finished_at: maybe(z.string()), in_force: maybe(z.number()),
});
export type WireBackTest = z.infer<typeof backTestSchema>;

const ppv = maybe(z.object({ value: z.number(), low: z.number(), high: z.number(), n: z.number() }));
/**
 * One kind of alert. `gone_right`, `gone_wrong`: of what the draft would not have said, by the outcomes recorded; `new_followed`: of what only the draft
 * says, with progression recorded within `followed_days`. PPV with its exact 95 % interval, of the alerts that were judged: in force, and of those the draft keeps.
 */
export const backTestKindSchema = z.object({
  kind: z.enum(alertKinds), before: z.number(), after: z.number(), earlier: z.number(), same: z.number(), later: z.number(), new: z.number(), gone: z.number(), earlier_days: maybe(z.number()), later_days: maybe(z.number()),
  gone_right: z.number(), gone_wrong: z.number(), new_followed: z.number(), ppv_before: ppv, ppv_after: ppv,
});
export type BackTestKind = z.infer<typeof backTestKindSchema>;
export const backTestResultSchema = backTestSchema.extend({ followed_days: z.number(), kinds: z.array(backTestKindSchema) });
export type BackTestResult = z.infer<typeof backTestResultSchema>;

/** One alert that would have been another. `verdict`: of the outcome recorded; `progression_days`: from the day it was (or would have been) known to the first progression recorded after it. */
export const backTestChangeSchema = z.object({
  patient: z.string(), patient_id: z.string(), kind: z.enum(alertKinds), grade: maybe(z.enum(alertGrades)), gene: maybe(z.string()), variant: maybe(z.string()), change: z.enum(changes),
  before_on: z.string().optional(), before_day: z.number().optional(), after_on: z.string().optional(), after_day: z.number().optional(), days: maybe(z.number()), verdict: maybe(z.enum(['right', 'wrong'])), progression_days: maybe(z.number()),
});
export type BackTestChange = z.infer<typeof backTestChangeSchema>;
export const backTestChangesSchema = listOf(backTestChangeSchema);

/** Signed: who puts a draft in force gives the password again. */
export const putInForceSchema = z.strictObject({ reason: z.string().trim().min(1, 'a reason is needed').max(1000), password: z.string().min(1).max(1024) });
export type PutInForce = z.infer<typeof putInForceSchema>;
