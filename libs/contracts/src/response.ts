/** `response` of an evaluation: molecular response by line of therapy. The fields are explained in `libs/domain/src/response.ts`. */
import { z } from 'zod';
import { responseClasses, type BurdenLevel, type LineResponse, type PatientResponse, type ResponseDraw, type Timeline } from '@clonewatch/domain';
import { dayField } from './days.js';

const interval = z.object({ median: z.number(), low: z.number(), high: z.number() });
const number = z.nullable(z.number());
const dates = { collected_on: z.string().optional(), collected_day: z.number().int().optional(), day: z.number().int() };
const gap = z.nullable(z.enum([
  'no_baseline_draw', 'baseline_not_covered', 'baseline_failed_qc', 'baseline_not_detected', 'not_covered', 'failed_qc', 'not_computed',
]));

const burdenSchema = z.object({ mean_vaf: interval, mtm_per_ml: z.nullable(interval), copies_per_ml: number, depth_assumed: z.boolean() });

export const responseDrawSchema = z.object({
  specimen_id: z.string(), ...dates, landmark: z.nullable(z.enum(['t1', 't2'])), reason: gap, variants_read: z.number(), burden: z.nullable(burdenSchema),
  ratio: z.nullable(interval), p_halved: number, p_tenth: number, p_tumour_halved: number, max_change: number, class: z.nullable(z.enum(responseClasses)),
  p_fall_50: number, p_fall_90: number, provable_fall: number, class_provable: z.nullable(z.boolean()), p_seen_tenth: number, assay_changed: z.boolean(),
});

export const lineResponseSchema = z.object({
  regimen: z.string(), started_on: z.string().optional(), started_day: z.number().int().optional(), stopped_on: z.string().optional(),
  stopped_day: z.number().int().optional(), reason: gap,
  baseline: z.nullable(z.object({
    specimen_id: z.string(), ...dates, variants: z.array(z.object({ gene: z.string(), variant: z.string() })), max_vaf: z.number(), burden: burdenSchema,
  })),
  draws: z.array(responseDrawSchema),
});

export const responseSchema = z.object({ focus: z.nullable(z.number().int()), lines: z.array(lineResponseSchema) });
export type WireResponse = z.infer<typeof responseSchema>;

function burden(b: BurdenLevel): z.infer<typeof burdenSchema> {
  return { mean_vaf: b.meanVaf, mtm_per_ml: b.mtmPerMl, copies_per_ml: b.copiesPerMl, depth_assumed: b.depthAssumed };
}

function draw(t: Timeline, d: ResponseDraw): z.infer<typeof responseDrawSchema> {
  return {
    specimen_id: d.specimenId, ...dayField(t, 'collected', d.day), day: d.day, landmark: d.landmark, reason: d.reason, variants_read: d.variantsRead,
    burden: d.burden && burden(d.burden), ratio: d.ratio, p_halved: d.pHalved, p_tenth: d.pTenth, p_tumour_halved: d.pTumourHalved, max_change: d.maxChange,
    class: d.class, p_fall_50: d.pFall50, p_fall_90: d.pFall90, provable_fall: d.provableFall, class_provable: d.classProvable, p_seen_tenth: d.pSeenTenth,
    assay_changed: d.assayChanged,
  };
}

function line(t: Timeline, l: LineResponse): z.infer<typeof lineResponseSchema> {
  const b = l.baseline;
  return {
    regimen: l.regimen, ...dayField(t, 'started', l.startDay), ...dayField(t, 'stopped', l.stopDay), reason: l.reason,
    baseline: b && {
      specimen_id: b.specimenId, ...dayField(t, 'collected', b.day), day: b.day, variants: [...b.variants], max_vaf: b.maxVaf, burden: burden(b.burden),
    },
    draws: l.draws.map((d) => draw(t, d)),
  };
}

export function toWireResponse(t: Timeline, r: PatientResponse): WireResponse {
  return { focus: r.focus, lines: r.lines.map((l) => line(t, l)) };
}
