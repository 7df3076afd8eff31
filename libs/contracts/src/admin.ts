/** The wire of administration: accounts, sites, API tokens. */
import { z } from 'zod';
import { roles } from '@clonewatch/domain';

const maybe = <T extends z.ZodType>(t: T): z.ZodNullable<T> => z.nullable(t);
const role = z.enum(roles);
const email = z.string().trim().max(254).regex(/^[^\s@<>]+@[^\s@<>]+$/, 'expected an e-mail address');
const siteName = z.string().trim().min(1).max(80);

export const adminUserSchema = z.object({
  id: z.string(), email: z.string(), role, created_at: z.string(), last_sign_in_at: maybe(z.string()), disabled_at: maybe(z.string()),
  /** False: invited, and no password set yet. */
  has_password: z.boolean(),
  /** Until when a one-time link is valid; null: there is none. */
  link_until: maybe(z.string()),
  /** Whether the caller administers every site of this account, and may so disable it or make a password link. */
  whole_account: z.boolean(),
});
export type WireAdminUser = z.infer<typeof adminUserSchema>;

export const adminSiteSchema = z.object({ id: z.string(), code: z.string(), name: z.string(), demo: z.boolean(), created_at: z.string(), users: z.number(), tokens: z.number() });
export type WireAdminSite = z.infer<typeof adminSiteSchema>;

export const adminTokenSchema = z.object({
  id: z.string(),
  /** Null: made on the command line. */
  name: maybe(z.string()), role, created_by: maybe(z.string()), created_at: z.string(), last_used_at: maybe(z.string()), expires_at: z.string(),
});
export type WireAdminToken = z.infer<typeof adminTokenSchema>;

export const inviteSchema = z.strictObject({ email, role });
/** `link`: path with the one-time secret in its fragment, shown once; null when the account was there already. */
export const invitedSchema = z.object({ id: z.string(), link: maybe(z.string()) });
/** `was`: the role the caller saw; 409 when it is another one by now. */
export const setRoleSchema = z.strictObject({ role, was: role.optional() });
export const setDisabledSchema = z.strictObject({ disabled: z.boolean() });
export const passwordLinkSchema = z.object({ link: z.string(), until: z.string() });
export const createSiteSchema = z.strictObject({ code: z.string().regex(/^[a-z0-9][a-z0-9_-]{0,31}$/, 'expected lower-case letters, digits, - and _'), name: siteName });
export const renameSiteSchema = z.strictObject({ name: siteName });
export const createTokenSchema = z.strictObject({ name: z.string().trim().min(1).max(80), role, days: z.number().int().min(1).max(365).default(365) });
/** The token itself, shown once. */
export const createdTokenSchema = z.object({ id: z.string(), token: z.string() });
const halfLives = z.object({ ras: z.number(), egfr: z.number(), other: z.number() });
const grades = { detection_false_alerts: z.number(), clearance_vaf: z.number(), rising_threshold: maybe(z.number()), confirmed_threshold: maybe(z.number()) };
/** What a site decides about its alerts. `version` 0: never set, the product's defaults; `versions`: every setting there was, the newest first. */
export const alertPolicySchema = z.object({
  version: z.number(), false_alerts: z.number(), longest_snooze_days: z.number(), half_life_months: halfLives, ...grades, default_false_alerts: z.number(), default_half_life_months: halfLives,
  pending: z.number(),
  versions: z.array(z.object({ version: z.number(), false_alerts: z.number(), longest_snooze_days: z.number(), half_life_months: halfLives, ...grades, reason: z.string(), actor: z.string(), at: z.string(), /** Of what was signed, hexadecimal; null: not signed. */ signature: maybe(z.string()) })),
});
export type WireAlertPolicy = z.infer<typeof alertPolicySchema>;
/** Limits of the engine (`leastThreshold`, `halfLifeLimits`, `clearanceLimits`). */
const threshold = z.nullish(z.number().min(0.5).max(50));
const months = z.number().min(0.5).max(60);
/**
 * `false_alerts`: at most so many false alerts of a rise in 100 patient-years; `longest_snooze_days`: an alert may be put off for so long at most;
 * `half_life_months`: usual half-life of a resistant clone off the drug (relative VAF) for KRAS and NRAS, EGFR, and any other gene; absent: as it was.
 * `detection_false_alerts`: at most so many false first detections (grade watch) in 100 patient-years; `rising_threshold`, `confirmed_threshold`: ln odds of these
 * grades, null: as the budget asks; `clearance_vaf`: VAF below which a resistance clone counts as fallen, in clearance dates and the window of rechallenge. What is absent stays as it was. `password`: of the person who is signed in; needed as soon as anything but the longest snooze changes.
 */
export const setAlertPolicySchema = z.strictObject({
  false_alerts: z.number().min(0.1).max(100), longest_snooze_days: z.number().int().min(1).max(366),
  half_life_months: z.strictObject({ ras: months, egfr: months, other: months }).optional(),
  detection_false_alerts: z.number().min(0.1).max(100).optional(), clearance_vaf: z.number().min(0.0001).max(0.01).optional(), rising_threshold: threshold, confirmed_threshold: threshold, reason: z.string().trim().min(1, 'a reason is needed').max(1000),
  password: z.string().min(1).max(1024).optional(),
});
export type SetAlertPolicy = z.infer<typeof setAlertPolicySchema>;

export const madeSchema = z.object({ id: z.string() });

/** Body of POST /api/v1/password: the secret of a one-time link and the new password. */
export const setPasswordSchema = z.strictObject({ token: z.string().min(16).max(256), password: z.string().min(1).max(1024) });
