/**
 * The site's switch of alerts and forecasts and the local validation they rest on. Off: the patient page holds no forecast, and alerts are told to nobody outside the
 * page; they are still raised, listed, exported and kept.
 */
import { z } from 'zod';

const maybe = <T extends z.ZodType>(t: T): z.ZodNullable<T> => z.nullable(t);
const text = (most: number, what: string) => z.string().trim().min(1, what).max(most);

/** What was compared with what, by whom, on how many, with what result, and where the report lies. */
export const validationReportSchema = z.strictObject({
  performed_by: text(200, 'say who did the validation'), performed_on: z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'YYYY-MM-DD'), compared: text(2000, 'say what was compared'),
  sample_size: z.number().int().min(1).max(10_000_000), result: text(2000, 'say what came out'), document: text(500, 'say where the report is'),
});
export type ValidationReport = z.infer<typeof validationReportSchema>;

/** What pages say of it. `version` 0: nothing was ever signed; both are then on. `validated` null: not locally validated. */
export const siteSwitchSchema = z.object({ site: z.string(), version: z.number().int(), alerts: z.boolean(), forecasts: z.boolean(), validated: maybe(validationReportSchema) });
export type WireSiteSwitch = z.infer<typeof siteSwitchSchema>;

export const localValidationSchema = siteSwitchSchema.extend({
  versions: z.array(z.object({
    version: z.number().int(), alerts: z.boolean(), forecasts: z.boolean(), validated: maybe(validationReportSchema), reason: z.string(), signed_name: z.string(), signed_by: z.string(), signed_at: z.string(), sha256: z.string(),
  })),
});
export type WireLocalValidation = z.infer<typeof localValidationSchema>;

/** Body of `PUT /admin/sites/{site}/local-validation`; If-Match names the version seen. `validated` null: none, or the one there is no longer holds. */
export const signValidationSchema = z.strictObject({
  alerts: z.boolean(), forecasts: z.boolean(), validated: maybe(validationReportSchema), reason: text(1000, 'a reason is needed'), signed_name: text(200, 'sign with your name'), password: z.string().max(500),
});
export type SignValidation = z.infer<typeof signValidationSchema>;
