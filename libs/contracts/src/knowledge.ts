/** Evidence of a release of CIViC (CC0 1.0) on the wire: further evidence beside the catalogue. Fields are explained in `libs/domain/src/knowledge.ts`. */
import { z } from 'zod';
import { evidenceDirections, evidenceLevels, evidenceStatuses, evidenceTypes } from '@clonewatch/domain';
import { problemEntrySchema } from './wire.js';

const maybe = <T extends z.ZodType>(t: T): z.ZodNullable<T> => z.nullable(t);

export const evidenceItemSchema = z.object({
  evidence_id: z.number().int(), profile: z.string(), disease: z.string(), doid: z.string(), therapies: z.array(z.string()), interaction: z.string(), type: z.enum(evidenceTypes), direction: z.enum(evidenceDirections),
  level: z.enum(evidenceLevels), significance: z.string(), citation_id: z.string(), citation_source: z.string(), citation: z.string(), rating: maybe(z.number()), status: z.enum(evidenceStatuses), origin: z.string(),
  flagged: z.boolean(), reviewed_on: maybe(z.string()),
});
export type WireEvidenceItem = z.infer<typeof evidenceItemSchema>;

const releaseName = { source: z.literal('civic'), release: z.string(), released_on: z.string() };
/** Items of the newest release that speak about variants called in this patient. `own`: of the patient's disease; null: the patient's disease is not known. */
export const furtherEvidenceSchema = z.object({ ...releaseName, items: z.array(evidenceItemSchema.extend({ gene: z.string(), variant: z.string(), own: maybe(z.boolean()) })) });
export type WireFurtherEvidence = z.infer<typeof furtherEvidenceSchema>;

/** A release in a site. `readings`: how many profiles name a single change, several together, or neither. */
export const knowledgeReleaseSchema = z.object({
  id: z.string(), site: z.string(), ...releaseName, sha256: z.string(), file_name: z.string(), items: z.number().int(), readings: z.object({ single: z.number(), compound: z.number(), category: z.number() }), imported_by: z.string(), imported_at: z.string(),
});
export type WireKnowledgeRelease = z.infer<typeof knowledgeReleaseSchema>;
/** Answer of `POST /knowledge`. `known`: these bytes were taken in before. */
export const takenReleaseSchema = knowledgeReleaseSchema.extend({ known: z.boolean(), problems: z.array(problemEntrySchema) });
export type TakenRelease = z.infer<typeof takenReleaseSchema>;

const said = z.object({ level: z.enum(evidenceLevels), direction: z.enum(evidenceDirections), significance: z.string(), status: z.enum(evidenceStatuses) });
/** One item that the newest release says otherwise than the one before it, and whose variants were called. `after` null: it is no longer there. */
export const evidenceChangeSchema = z.object({
  evidence_id: z.number().int(), profile: z.string(), disease: z.string(), therapies: z.array(z.string()), type: z.enum(evidenceTypes), citation_id: z.string(), citation_source: z.string(), before: said, after: maybe(said),
  patients: z.array(z.object({ id: z.string(), patient_id: z.string(), variants: z.array(z.string()) })),
});
export type WireEvidenceChange = z.infer<typeof evidenceChangeSchema>;
/** `changed`: items that changed in all; `items`: those that concern a patient of the site. Null releases: there is no older one to compare with. */
export const evidenceChangesSchema = z.object({ site: z.string(), older: maybe(z.object(releaseName)), newer: maybe(z.object(releaseName)), changed: z.number(), items: z.array(evidenceChangeSchema) });
export type WireEvidenceChanges = z.infer<typeof evidenceChangesSchema>;
