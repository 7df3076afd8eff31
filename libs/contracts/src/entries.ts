/** What a person writes upon the record: entries and corrections by hand, taking back, moving, merging; and the answers. */
import { z } from 'zod';

/** Why something was done: kept with it for good. */
const reason = z.string().trim().min(1, 'a reason is needed').max(1000);
const text = z.nullish(z.string().max(2000));
const number = z.nullish(z.union([z.number(), z.string().max(40)]));
const list = z.nullish(z.union([z.string().max(2000), z.array(z.string().max(200)).max(50)]));
/** An assay may cover hundreds of genes, and a draw of it thousands of places not. */
const panel = z.nullish(z.union([z.string().max(500_000), z.array(z.string().max(250_000)).max(5000)]));
const whole = z.nullish(z.union([z.number().int(), z.string().max(20)]));

/** A line of treatment, in the words of `treatments.csv`. A correction says the whole line anew. */
export const treatmentEntrySchema = z.strictObject({
  regimen: text, agents: list, therapy_class: list, started_on: text, started_day: whole, stopped_on: text, stopped_day: whole, best_response: text, stop_reason: text, reason,
});
export type TreatmentEntry = z.infer<typeof treatmentEntrySchema>;

/** Imaging, a tumour marker, a tissue result: in the words of `assessments.csv`. */
export const assessmentEntrySchema = z.strictObject({
  assessed_on: text, assessed_day: whole, kind: text, gene: text, variant: text, result: z.nullish(z.union([z.number(), z.string().max(2000)])), unit: text, reason,
});
export type AssessmentEntry = z.infer<typeof assessmentEntrySchema>;

/** One result of one variant in one specimen, in the words of `series.csv`. A correction may change all but the specimen, assay and variant. */
export const measurementEntrySchema = z.strictObject({
  specimen_id: text, collected_on: text, collected_day: whole, specimen_type: text, assay: text, assay_version: text, gene: text, variant: text, count_unit: text,
  mutant_count: number, total_count: number, wildtype_count: number, vaf: number, status: text, background: number, lod: number, input_hge: number, plasma_ml: number,
  copies_per_ml: number, tumour_fraction: number, copy_number: number, wbc_vaf: number, panel, received_on: text, received_day: whole, reported_on: text,
  reported_day: whole, reason,
});
export type MeasurementEntry = z.infer<typeof measurementEntrySchema>;

/** When blood is to be drawn. Null clears; what is absent stays as it is. */
export const planEntrySchema = z.strictObject({
  draw_interval_days: z.nullish(z.number().int().min(1).max(3660)), next_draw_on: text, next_draw_day: z.nullish(z.number().int()), next_cycle_on: text,
  next_cycle_day: z.nullish(z.number().int()), reason,
});
export type PlanEntry = z.infer<typeof planEntrySchema>;

export const reasonSchema = z.strictObject({ reason });
export const moveSchema = z.strictObject({ to_patient: z.string().max(60), reason });
export const mergeSchema = z.strictObject({ into: z.string().max(60), reason });

/** States a person can give an alert; the data alone open and retract. */
export const transitionSchema = z.strictObject({
  to: z.enum(['acknowledged', 'in_review', 'snoozed', 'closed']), reason, owner: z.nullish(z.string().trim().min(1).max(254)),
  /** A date, or `next_draw`: when the next draw is there, at the longest snooze the site allows at the latest. */
  until: z.nullish(z.string().max(10)),
  /** An id or the words of the catalogue of outcomes, or a text of its own; `outcome_on`: the day that proved it. */
  outcome: z.nullish(z.string().trim().min(1).max(200)), outcome_on: z.nullish(z.string().max(10)), due: z.nullish(z.string().max(10)),
});
/** A comment on an alert, or another owner or due day, its state as it is. */
export const alertNoteSchema = z.strictObject({ comment: z.string().trim().min(1, 'a comment is needed').max(1000), owner: z.nullish(z.string().trim().min(1).max(254)), due: z.nullish(z.string().max(10)) });
export type AlertNote = z.infer<typeof alertNoteSchema>;
export type TransitionEntry = z.infer<typeof transitionSchema>;

export const planSchema = z.object({
  patient: z.string(), version: z.number(), draw_interval_days: z.nullable(z.number()), next_draw_on: z.string().optional(), next_draw_day: z.number().optional(),
  next_cycle_on: z.string().optional(), next_cycle_day: z.number().optional(),
});
export type WirePlan = z.infer<typeof planSchema>;

/** A draw as a specimen: where it came from, and what was measured in it. */
export const specimenSchema = z.object({
  id: z.string(), specimen_id: z.string(), collected_on: z.string().optional(), collected_day: z.number().optional(), specimen_type: z.string(), measurements: z.number(),
  /** The patient id it was imported under, when that is another one's. */
  imported_as: z.nullable(z.string()),
});
export type WireSpecimen = z.infer<typeof specimenSchema>;

/** An act of a person upon the record. `undoable`: POST /acts/{id}/undo takes it back. */
export const actSchema = z.object({
  id: z.string(), kind: z.string(), patient: z.nullable(z.string()), patient_id: z.nullable(z.string()), other_patient: z.nullable(z.string()),
  other_patient_id: z.nullable(z.string()), target: z.nullable(z.string()), reason: z.string(), actor: z.string(), at: z.string(), details: z.record(z.string(), z.unknown()),
  undone: z.boolean(), undoable: z.boolean(),
});
export type WireAct = z.infer<typeof actSchema>;

/** Every version of one entry, the newest first. */
export const versionSchema = z.object({
  version: z.number(), state: z.enum(['current', 'superseded', 'retracted', 'withdrawn']), by_hand: z.boolean(), actor: z.nullable(z.string()),
  reason: z.nullable(z.string()), at: z.nullable(z.string()), values: z.record(z.string(), z.unknown()),
});
export type WireVersion = z.infer<typeof versionSchema>;
