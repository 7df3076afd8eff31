/** Who is told of alerts outside the page, and whether it reached them. */
import { z } from 'zod';

const maybe = <T extends z.ZodType>(item: T): z.ZodNullable<T> => z.nullable(item);
const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'expected HH:MM');
const state = z.enum(['waiting', 'delivered', 'dead']);

export const contactPointSchema = z.object({
  id: z.string(), team: z.string(), kind: z.enum(['webhook']), target: z.string(), severity: z.enum(['act', 'review']), quiet_from: maybe(z.string()), quiet_to: maybe(z.string()),
  created_by: z.string(), created_at: z.string(), waiting: z.number(), dead: z.number(), last_delivered_at: maybe(z.string()),
});
export type WireContactPoint = z.infer<typeof contactPointSchema>;
/** `severity`: the least severe alert it is told of. Quiet hours are of the server's clock; what falls into them is sent at their end. */
export const addContactSchema = z.strictObject({
  team: z.string().trim().min(1).max(80), target: z.string().trim().max(500), severity: z.enum(['act', 'review']).default('act'), quiet_from: z.nullish(clock), quiet_to: z.nullish(clock),
}).refine((c) => (c.quiet_from ?? null) === null === ((c.quiet_to ?? null) === null), { error: 'quiet hours have a beginning and an end' });
export type AddContact = z.infer<typeof addContactSchema>;
/** The key that signs, shown once. */
export const addedContactSchema = z.object({ id: z.string(), secret: z.string() });
export type AddedContact = z.infer<typeof addedContactSchema>;

export const deliverySchema = z.object({
  id: z.string(), contact: z.string(), team: z.string(), test: z.boolean(), state, severity: maybe(z.string()), alerts: maybe(z.number()), attempts: z.number(), next_at: maybe(z.string()),
  last_status: maybe(z.number()), last_error: maybe(z.string()), created_at: z.string(), delivered_at: maybe(z.string()),
});
export type WireDelivery = z.infer<typeof deliverySchema>;
