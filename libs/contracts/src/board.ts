/**
 * The molecular tumour board's packet: what one evaluation says of one patient on one day, with its evidence, limits, methods and versions, stored once and never
 * changed; and what the board decided on it. Days are dates for calendar patients, integers otherwise; VAFs and shares are fractions, input is in haploid genomes.
 */
import { z } from 'zod';
import { callStatuses, chipStatements, informativeness, optionLimits, strategyIds, strategyReasons, trends, variantRoles } from '@clonewatch/domain';
import { furtherEvidenceSchema } from './knowledge.js';
import { mechanismsSchema } from './mechanisms.js';
import { rechallengeSchema } from './rechallenge.js';
import { scenarioSchema } from './scenarios.js';
import { timingSchema } from './timing.js';
import { patientPageSchema } from './wire.js';

const maybe = <T extends z.ZodType>(t: T): z.ZodNullable<T> => z.nullable(t);
const when = z.union([z.string(), z.number()]);
const interval = z.object({ median: z.number(), low: z.number(), high: z.number() });

export const packetFormat = 'clonewatch-board-packet/1';

export const packetContentSchema = z.object({
  format: z.literal(packetFormat), made_at: z.string(), made_by: z.string(), as_of: maybe(when), question: maybe(z.string()), sentence: z.string(),
  informative: z.object({ status: z.enum(informativeness), reason: z.string() }), mechanisms: mechanismsSchema,
  options: z.array(z.object({
    kind: z.enum(['target', 'resistance']), entry: z.string(), gene: z.string(), variant: z.string(), strategy: z.string(), option: maybe(z.string()), tier: z.enum(['A', 'B', 'C', 'D']),
    amp: z.enum(['I-A', 'I-B', 'II-C', 'II-D']), escat: maybe(z.object({ tier: z.string(), source: z.string(), checked: z.enum(['yes', 'no']) })),
    citation: z.string(), citation_verified: z.enum(['yes', 'some', 'no']), limits: z.array(z.enum(optionLimits)),
  })),
  /** Of CIViC, in the release that stood when the packet was made; absent in packets from before there was any. */
  further_evidence: maybe(furtherEvidenceSchema).optional(),
  strategies: z.array(z.object({ id: z.enum(strategyIds), because: z.enum(strategyReasons), changes: z.array(z.string()) })),
  /** Every tracked variant in its last draw; a gap is a gap, never a zero. */
  variants: z.array(z.object({
    gene: z.string(), variant: z.string(), role: z.enum(variantRoles), role_reason: z.string(), collected: maybe(when), status: maybe(z.enum(callStatuses)), vaf: maybe(z.number()), low: maybe(z.number()),
    high: maybe(z.number()), upper95: maybe(z.number()), mutant: maybe(z.number()), total: maybe(z.number()), trend: z.enum(trends), wbc_vaf: maybe(z.number()), share: maybe(interval),
    hgvs_c: maybe(z.string()), copies_per_ml: maybe(z.number()),
    /** Blood cells; absent in packets made before it was asked. `wbc_vaf` is their highest reading over all draws. */
    chip: z.optional(z.enum(chipStatements)),
  })),
  assays: z.array(z.object({ assay: z.string(), version: z.string(), input_hge: maybe(z.number()), plasma_ml: maybe(z.number()), lod95: maybe(z.number()), lod_stated: maybe(z.number()), statuses: z.record(z.string(), z.number()) })),
  draws: z.array(z.object({ specimen: z.string(), collected: when, specimen_type: z.string(), informative: z.enum(informativeness), reason: z.string(), total_molecules: maybe(z.number()), input_hge: maybe(z.number()) })),
  /** How the last draw was handled, as the laboratory wrote it; null: not stated. Absent in packets made before it was asked. */
  handling: z.optional(z.object({ tube: maybe(z.string()), hours_to_plasma: maybe(z.string()) })),
  rechallenge: maybe(rechallengeSchema),
  /** The questions beside rechallenge that the disease and its drugs raise; their history stays on the page. Absent in packets made before they were in it. */
  scenarios: z.optional(z.array(scenarioSchema)),
  /** Collected → received → reported → imported → seen → decided, for the last draws. */
  timing: maybe(timingSchema),
  /** The patient's page as it stood: the timeline picture is drawn from it. */
  page: patientPageSchema.omit({ since: true, acts: true }),
  provenance: z.object({
    data_sha256: z.string(), model_version: z.string(), rules_version: z.string(), criteria_version: maybe(z.string()), catalogue_entries: z.number(), catalogue_sha256: z.string(), software: z.string(),
  }),
});
export type PacketContent = z.infer<typeof packetContentSchema>;

/** Body of `POST /patients/{id}/packets`. `as_of`: a day of the past; absent: everything that stands. */
export const makePacketSchema = z.strictObject({ question: z.nullish(z.string().trim().max(1000)), as_of: z.nullish(z.string().max(20)) });
export type MakePacket = z.infer<typeof makePacketSchema>;

/** A version of the board's decision. Each is kept; the highest counts. `sha256` is over packet, decision, signer and time. */
export const decisionSchema = z.object({
  version: z.number(), decision: z.string(), dissent: maybe(z.string()), follow_up: maybe(z.string()), follow_up_on: maybe(z.string()), present: z.string(), signed_name: z.string(), signed_by: z.string(),
  signed_at: z.string(), sha256: z.string(),
});
export type WireDecision = z.infer<typeof decisionSchema>;

/** Body of `POST /packets/{id}/decisions`; If-Match names the number of the last decision seen (0: none). Signing needs a person, not a token. */
export const decideSchema = z.strictObject({
  decision: z.string().trim().min(1, 'a decision is needed').max(4000), dissent: z.nullish(z.string().trim().max(2000)), follow_up: z.nullish(z.string().trim().max(2000)), follow_up_on: z.nullish(z.string().max(10)),
  present: z.string().trim().min(1, 'say who was present').max(1000), signed_name: z.string().trim().min(1, 'sign with your name').max(200),
});
export type DecideEntry = z.infer<typeof decideSchema>;

export const packetSummarySchema = z.object({
  id: z.string(), patient: z.string(), patient_id: z.string(), site: z.string(), made_at: z.string(), made_by: z.string(), as_of: maybe(when), question: maybe(z.string()), sentence: z.string(), sha256: z.string(),
  decision: maybe(decisionSchema),
});
export type PacketSummary = z.infer<typeof packetSummarySchema>;

export const packetSchema = packetSummarySchema.extend({ content: packetContentSchema, decisions: z.array(decisionSchema) });
export type WirePacket = z.infer<typeof packetSchema>;
