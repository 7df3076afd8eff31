/** The mechanism reading on the wire: `GET /patients/{id}/mechanisms`. The fields are explained in `libs/domain/src/mechanisms.ts`. */
import { z } from 'zod';
import { callStatuses, mechanismVerdicts, trends, wireDay, type MechanismReading, type Timeline } from '@clonewatch/domain';
import { dayField } from './days.js';
import { furtherEvidenceSchema } from './knowledge.js';

const maybe = <T extends z.ZodType>(t: T): z.ZodNullable<T> => z.nullable(t);
const interval = z.object({ median: z.number(), low: z.number(), high: z.number() });
const when = z.union([z.string(), z.number()]);
const named = { gene: z.string(), variant: z.string() };

/** A day is a date for calendar patients, an integer for day-number patients. Shares and VAFs are fractions. */
export const mechanismsSchema = z.object({
  verdict: z.enum(mechanismVerdicts), wording: z.string(), sample_on: z.string().optional(), sample_day: z.number().int().optional(), therapy: z.array(z.string()), on_therapy: z.boolean(),
  progression: z.array(z.object({ basis: z.enum(['imaging', 'clinical', 'stopped', 'burden']), at: when })),
  called: z.array(z.object({
    ...named, entry: z.string(), mechanism: z.string(), action: z.enum(['exclude', 'caution']), applies: z.boolean(), order: z.number(), first: when, origin: z.enum(['emerged', 'from_start']),
    trend: z.enum(trends), last: when, last_status: z.enum(callStatuses), last_vaf: maybe(z.number()), share_of_tumour: maybe(interval), clone: maybe(z.string()), strategy: z.string(),
    option: maybe(z.string()), tier: z.enum(['A', 'B', 'C', 'D']), citation: z.string(), citation_checked: z.enum(['yes', 'some', 'no']),
  })),
  leading: maybe(z.object({ clone: z.string(), variants: z.array(z.string()), target: maybe(z.string()), dependence: z.string() })),
  tested: z.array(z.object({ entry: z.string(), label: z.string(), state: z.enum(['called', 'not_called', 'partly', 'not_tested', 'failed_qc']), read: z.array(z.string()), excluded_to_vaf: maybe(z.number()) })),
  not_in_blood: z.array(z.object({ entry: z.string(), label: z.string(), reason: z.string() })),
  further_tests: z.array(z.object({ test: z.enum(['repeat_draw', 'white_blood_cells', 'wider_panel', 'fish_or_ihc', 'tissue']), shows: z.string() })),
  beside: z.array(z.object({ at: when, kind: z.string(), ...named, result: z.string(), plasma: z.enum([...callStatuses, 'not_tested']), agrees: maybe(z.boolean()) })),
  /** Absent in packets made before it was said. */
  in_tissue: z.array(z.object({
    at: when, kind: z.string(), ...named, entry: z.string(), mechanism: z.string(), action: z.enum(['exclude', 'caution']), strategy: z.string(), option: maybe(z.string()), tier: z.enum(['A', 'B', 'C', 'D']),
    citation: z.string(), citation_checked: z.enum(['yes', 'some', 'no']),
  })).optional(),
  foci: z.object({
    pattern: z.enum(['previous_foci', 'new_foci', 'both', 'no_progression', 'not_recorded']), at: maybe(when), discordant: z.boolean(),
    lesions: z.array(z.object({ site: z.string(), result: z.enum(['CR', 'PR', 'SD', 'PD', 'NE', 'new']) })),
    tissue_discordance: z.array(z.object({ ...named, positive: z.array(z.string()), negative: z.array(z.string()) })),
  }),
  sidedness: maybe(z.enum(['left', 'right', 'rectum'])),
});
export type WireMechanisms = z.infer<typeof mechanismsSchema>;

/** As {@link mechanismsSchema}, beside the patient's ids and the day judged. */
export const mechanismsAnswerSchema = mechanismsSchema.extend({ id: z.string(), patient_id: z.string(), site: z.string(), as_of: maybe(when), further_evidence: maybe(furtherEvidenceSchema), model_version: z.string(), rules_version: z.string() });
export type MechanismsAnswer = z.infer<typeof mechanismsAnswerSchema>;

export function toWireMechanisms(t: Timeline, m: MechanismReading): WireMechanisms {
  const at = (day: number): string | number => wireDay(t, day);
  return {
    verdict: m.verdict, wording: m.wording, ...dayField(t, 'sample', m.day), therapy: [...m.therapy], on_therapy: m.onTherapy,
    progression: m.progression.map((p) => ({ basis: p.basis, at: at(p.day) })),
    called: m.called.map((c) => ({
      gene: c.gene, variant: c.variant, entry: c.entry, mechanism: c.mechanism, action: c.action, applies: c.applies, order: c.order, first: at(c.firstDay), origin: c.origin, trend: c.trend,
      last: at(c.lastDay), last_status: c.lastStatus, last_vaf: c.lastVaf, share_of_tumour: c.shareOfTumour && { ...c.shareOfTumour }, clone: c.clone, strategy: c.strategy, option: c.option, tier: c.tier,
      citation: c.citation, citation_checked: c.citationChecked,
    })),
    leading: m.leading && { ...m.leading, variants: [...m.leading.variants] },
    tested: m.tested.map((x) => ({ entry: x.entry, label: x.label, state: x.state, read: [...x.read], excluded_to_vaf: x.excludedToVaf })),
    not_in_blood: m.notInBlood.map((n) => ({ ...n })), further_tests: m.furtherTests.map((f) => ({ ...f })),
    beside: m.beside.map((b) => ({ at: at(b.day), kind: b.kind, gene: b.gene, variant: b.variant, result: b.result, plasma: b.plasma, agrees: b.agrees })),
    in_tissue: m.inTissue.map(({ day, citationChecked, ...f }) => ({ at: at(day), ...f, citation_checked: citationChecked })),
    foci: {
      pattern: m.foci.pattern, at: m.foci.day === null ? null : at(m.foci.day), discordant: m.foci.discordant, lesions: m.foci.lesions.map(({ site, result }) => ({ site, result })),
      tissue_discordance: m.foci.tissueDiscordance.map((d) => ({ gene: d.gene, variant: d.variant, positive: [...d.positive], negative: [...d.negative] })),
    },
    sidedness: m.sidedness,
  };
}
