/** What a laboratory says once about an assay; and the samples a file holds, for who has to say whose they are. */
import { z } from 'zod';
import { sampleRoles, vafUnits } from '@clonewatch/domain';

const name = z.string().trim().max(200);
const fraction = z.nullish(z.number().gt(0).lt(1));
const volume = z.nullish(z.number().gt(0).max(1e6));

/** In the words of `manifest.csv`. Null or absent: not known; nothing is assumed for it. */
export const assayContentSchema = z.strictObject({
  assay: name.min(1, 'the assay needs a name'), assay_version: name.default(''),
  targets: z.array(z.strictObject({ mutant_target: name.min(1, 'name the mutant target'), wildtype_target: name.default(''), gene: name, variant: name.min(1, 'name the variant') })).max(100).default([]),
  panel: z.array(name.min(1)).max(2000).nullish(), genome_build: z.enum(['', 'GRCh37', 'GRCh38']).default(''),
  partition_nl: volume, background: fraction, lob: fraction, lod: fraction, plasma_ml: volume, elution_ul: volume,
  vaf_unit: z.enum(vafUnits).nullish(),
});
export type AssayContent = z.infer<typeof assayContentSchema>;

const reason = z.string().trim().min(1, 'a reason is needed').max(1000);
export const assayEntrySchema = assayContentSchema.extend({ reason });
/** A new one also says into which site. */
export const newAssaySchema = assayEntrySchema.extend({ site: z.string().max(60).optional() });

export const assaySchema = assayContentSchema.extend({
  id: z.string(), site: z.string(), version: z.number(), retired: z.boolean(), reason: z.string(), actor: z.string(), at: z.string(),
});
export type WireAssay = z.infer<typeof assaySchema>;

export const foundSampleSchema = z.object({
  sample: z.string(), line: z.nullable(z.number()), role: z.nullable(z.enum(sampleRoles)), wells: z.nullable(z.number()),
  /** A row of the manifest says whose it is. */
  in_manifest: z.boolean(),
  targets: z.array(z.object({ target: z.string(), channel: z.string(), positives: z.nullable(z.number()), accepted: z.nullable(z.number()), reference: z.boolean() })),
});
export type WireFoundSample = z.infer<typeof foundSampleSchema>;
