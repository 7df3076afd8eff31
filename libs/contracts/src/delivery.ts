/** Teams, who of them is told of alerts outside the page, and whether it reached them. */
import { z } from 'zod';
import { listOf } from './wire.js';

const maybe = <T extends z.ZodType>(item: T): z.ZodNullable<T> => z.nullable(item);
const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'expected HH:MM');
const state = z.enum(['waiting', 'delivered', 'dead']);
const teamName = z.string().trim().min(1).max(80);
const id = z.string().max(60);

/** One address, plain: no display name, no list, no control character. RFC 5321 allows 254 characters. */
export const mailAddressSchema = z.email().max(254);
/** How somebody can be told. */
export const channels = ['webhook', 'email'] as const;
export type Channel = (typeof channels)[number];

/** A team by its name, as every reader of a site may see it. */
export const teamNameSchema = z.object({ id: z.string(), name: z.string() });
export type WireTeamName = z.infer<typeof teamNameSchema>;
/** As its administrators see it: how many patients it has, and how many contact points. Quiet hours are of the server's clock. */
export const teamSchema = teamNameSchema.extend({ quiet_from: maybe(z.string()), quiet_to: maybe(z.string()), patients: z.number(), contacts: z.number(), created_by: z.string(), created_at: z.string() });
export type WireTeam = z.infer<typeof teamSchema>;
export const teamListSchema = listOf(teamSchema).extend({ /** Patients of no team: every contact point of the site is told of them. */ without_team: z.number() });
export type WireTeamList = z.infer<typeof teamListSchema>;
export const setTeamSchema = z.strictObject({ name: teamName, quiet_from: z.nullish(clock), quiet_to: z.nullish(clock) })
  .refine((c) => (c.quiet_from ?? null) === null === ((c.quiet_to ?? null) === null), { error: 'quiet hours have a beginning and an end' });
export type SetTeam = z.infer<typeof setTeamSchema>;
/** Patients by the ids that the files use. */
export const assignTeamSchema = z.strictObject({ patient_ids: z.array(z.string().trim().min(1).max(200)).min(1).max(20_000) });
export type AssignTeam = z.infer<typeof assignTeamSchema>;
export const assignedSchema = z.object({ patients: z.number() });
/** A patient's team; null: none. */
export const patientTeamSchema = z.strictObject({ team: z.nullable(id), reason: z.string().trim().min(1, 'a reason is needed').max(1000) });
export type PatientTeam = z.infer<typeof patientTeamSchema>;

/** What a contact point is told in. */
export const noticeLanguages = ['en', 'ru'] as const;
export const contactPointSchema = z.object({
  id: z.string(), team_id: z.string(), team: z.string(), kind: z.enum(channels), target: z.string(), severity: z.enum(['act', 'review']), language: z.enum(noticeLanguages),
  created_by: z.string(), created_at: z.string(), waiting: z.number(), dead: z.number(), last_delivered_at: maybe(z.string()),
});
export type WireContactPoint = z.infer<typeof contactPointSchema>;
/** `email`: whether this installation can send mail at all. */
export const contactListSchema = listOf(contactPointSchema).extend({ email: z.boolean() });
export type WireContactList = z.infer<typeof contactListSchema>;
/** `team`: a team's id; `severity`: the least severe alert it is told of. What falls into the team's quiet hours is sent at their end. */
export const addContactSchema = z.strictObject({ team: id, kind: z.enum(channels).default('webhook'), target: z.string().trim().max(500), severity: z.enum(['act', 'review']).default('act'), language: z.enum(noticeLanguages).default('en') });
export type AddContact = z.infer<typeof addContactSchema>;
/** The key that signs, shown once; null where nothing is signed. */
export const addedContactSchema = z.object({ id: z.string(), secret: maybe(z.string()) });
export type AddedContact = z.infer<typeof addedContactSchema>;

export const deliverySchema = z.object({
  id: z.string(), contact: z.string(), team: z.string(), kind: z.enum(channels), target: z.string(), test: z.boolean(), state, severity: maybe(z.string()), alerts: maybe(z.number()), attempts: z.number(), next_at: maybe(z.string()),
  last_status: maybe(z.number()), last_error: maybe(z.string()), created_at: z.string(), delivered_at: maybe(z.string()),
});
export type WireDelivery = z.infer<typeof deliverySchema>;

/** Beside an alert, for every reader of the patient: by which channel it went to which team, and whether it arrived. `status`: of the last answer (HTTP or SMTP). */
export const toldSchema = z.object({
  alert: z.string(), channel: z.enum(channels), team: z.string(), state, attempts: z.number(), status: maybe(z.number()), tried_at: maybe(z.string()), delivered_at: maybe(z.string()), next_at: maybe(z.string()),
});
export type WireTold = z.infer<typeof toldSchema>;

/** A view of the work list under a name. What was searched for is not part of it: it may name a patient. */
const asked = { view: z.string().trim().min(1).max(40), nosology: z.string().max(40), drug: z.enum(['', 'on', 'off']), team: z.string().max(60) };
export const savedViewSchema = z.object({ id: z.string(), name: z.string(), ...asked });
export type WireSavedView = z.infer<typeof savedViewSchema>;
export const saveViewSchema = z.strictObject({ site: z.string().max(60), name: z.string().trim().min(1).max(30), ...asked });
export type SaveView = z.infer<typeof saveViewSchema>;
