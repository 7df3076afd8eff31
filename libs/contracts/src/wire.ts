/**
 * The wire: one Zod schema per response; types are inferred from it. Names are snake_case.
 * A date-bearing field comes as `x_on` (YYYY-MM-DD) for calendar patients and `x_day` (integer) for day-number
 * patients; exactly one of the two is present. Every low/high is a 95 % interval.
 */
import { z } from 'zod';
import { foundSampleSchema } from './assays.js';
import { actSchema, planSchema } from './entries.js';
import {
  alertGrades, alertKinds, alertStates, callStatuses, countUnits, decayReadings, drawStates, importStates, informativeness, nosologies, phases, roles, severities, therapyClasses,
  trends, variantRoles,
} from '@clonewatch/domain';
import { jobNames } from './jobs.js';
import { forecastSchema } from './forecast.js';
import { siteSwitchSchema } from './local-validation.js';
import { glanceSchema, sinceSchema } from './glance.js';
import { responseSchema } from './response.js';
import { rechallengeSchema } from './rechallenge.js';

export const intervalSchema = z.object({ median: z.number(), low: z.number(), high: z.number() });
const day = z.number().int();
const maybe = <T extends z.ZodType>(t: T): z.ZodNullable<T> => z.nullable(t);

export const problemEntrySchema = z.object({
  severity: z.enum(['error', 'warning']), code: z.string(), line: maybe(z.number()), column: maybe(z.number()), field: maybe(z.string()),
  value: maybe(z.string()), message: z.string(),
});

/** RFC 9457 problem details, with our `code` and, for files, the located `problems`. */
export const problemSchema = z.object({
  type: z.string(), title: z.string(), status: z.number(), detail: z.string().optional(), instance: z.string().optional(), code: z.string(),
  request_id: z.string().optional(), problems: z.array(problemEntrySchema).optional(),
});
export type ProblemDetails = z.infer<typeof problemSchema>;

export const importSchema = z.object({
  id: maybe(z.string()), state: z.enum(importStates), site: z.string(), format: maybe(z.string()), file_name: z.string(), created_at: maybe(z.string()),
  created_by: maybe(z.string()), dry_run: z.boolean(),
  /** `superseded`: stored results, assessments and treatments whose place the file takes; absent where it takes none. */
  counts: z.object({ rows: z.number(), specimens: z.number(), patients: z.number(), accepted: z.number(), rejected: z.number(), superseded: z.number().optional() }),
  /** Patients of this import whose evaluation is done; equals counts.patients once the state is `evaluated`. */
  evaluated_patients: z.number(),
  patients: z.array(z.object({ id: z.string(), patient_id: z.string() })),
  problems: z.array(problemEntrySchema),
  /** Who took it back, when and why; null while it counts. */
  withdrawn: maybe(z.object({ act: z.string(), actor: z.string(), at: z.string(), reason: z.string() })),
  /** Why it corrects what was stored, as who sent it said; null: nothing was said, and the file itself is the reason. */
  reason: maybe(z.string()).optional(),
  /** Versions of the laboratory's assay profiles that said what file and manifest do not. */
  assays: z.array(z.object({ assay: z.string(), version: z.number() })),
  /** A dry run only: the samples of the file; what would be stored, by state, judged by its counts and stated background alone; and its first results. */
  samples: z.array(foundSampleSchema).optional(),
  /** A dry run only: the first entries whose place the file would take, each with what it says now and would say (null: nothing), fields as in the tables of the exchange format. */
  supersedes: z.array(z.object({
    kind: z.enum(['measurement', 'assessment', 'treatment']), line: z.number(), patient_id: z.string(), specimen_id: maybe(z.string()), on_date: maybe(z.string()), on_day: maybe(z.number()), name: z.string(),
    assay: maybe(z.string()), changes: z.array(z.object({ field: z.string(), before: maybe(z.string()), after: maybe(z.string()) })),
  })).optional(),
  states: z.object({ detected: z.number(), not_detected: z.number(), not_covered: z.number(), failed_qc: z.number(), draws: z.number(), controls: z.number() }).optional(),
  first: z.array(z.object({
    line: z.number(), patient_id: z.string(), specimen_id: z.string(), collected_on: maybe(z.string()), collected_day: maybe(z.number()), gene: z.string(), variant: z.string(),
    mutant_count: maybe(z.number()), total_count: maybe(z.number()), state: z.enum([...callStatuses, 'draws']),
    /** Of what is detected its fraction, stated or by its counts; of what is not detected the 95 % bound; else null. */
    vaf: maybe(z.number()), upper95: maybe(z.number()),
  })).optional(),
});
export type ImportReport = z.infer<typeof importSchema>;

/** What one reading could have missed: P(called) of a clone at a VAF, or at a share of the truncal signal of the same draw. */
export const detectabilitySchema = z.object({
  state: z.enum(['computed', 'not_covered', 'failed_qc', 'not_computed']), reason: maybe(z.string()), critical_count: maybe(z.number()), posterior: maybe(intervalSchema),
  at_vaf: maybe(z.array(z.object({ vaf: z.number(), p_detect: z.number() }))), at_share: maybe(z.array(z.object({ share: z.number(), p_detect: z.number() }))),
  share_reason: maybe(z.string()),
});

export const seriesPointSchema = z.object({
  specimen_id: z.string(), collected_on: z.string().optional(), collected_day: day.optional(), day, assay: z.string(), assay_version: z.string(),
  status: z.enum(callStatuses), vaf: maybe(z.number()), low: maybe(z.number()), high: maybe(z.number()), upper95: maybe(z.number()),
  count_unit: z.enum(countUnits), mutant_count: maybe(z.number()), total_count: maybe(z.number()), wildtype_count: maybe(z.number()),
  mutant_molecules: maybe(z.number()), total_molecules: maybe(z.number()), interval_assumed: z.boolean(), p_value: maybe(z.number()),
  lod95: maybe(z.number()), lod_stated: maybe(z.number()), input_hge: maybe(z.number()), plasma_ml: maybe(z.number()).optional(), copies_per_ml: maybe(z.number()), wbc_vaf: maybe(z.number()),
  detectability: detectabilitySchema.optional(),
});
export type WirePoint = z.infer<typeof seriesPointSchema>;

/** What follows `clearance_vaf` up to `next_draw` is absent in evaluations of earlier versions. Days count on the patient's timeline, as `band` does. */
export const decaySchema = z.object({
  half_life_days: intervalSchema, half_life_relative_days: maybe(intervalSchema), clearance_day: maybe(intervalSchema), clearance_vaf: z.number(),
  clearance_day_80: maybe(z.object({ low: z.number(), high: z.number() })).optional(), p_never_clears: z.number().optional(), reading: z.enum(decayReadings).optional(),
  p_not_decaying: z.number().optional(), p_response: z.number().optional(), p_not_exponential: z.number().optional(),
  next_draw: maybe(z.object({ day: z.number(), p_below: z.number(), gain: z.number() })).optional(),
  posterior_to_prior_sd: z.number(), band: z.array(z.object({ day: z.number(), median: z.number(), low: z.number(), high: z.number() })),
});

export const seriesResultSchema = z.object({
  gene: z.string(), variant: z.string(), role: z.enum(variantRoles), role_reason: z.string(), p_blood_by_course: maybe(z.number()).optional(), clone: maybe(z.string()), trend: z.enum(trends),
  growth_per_day: maybe(intervalSchema), doubling_days: maybe(intervalSchema), half_life_days: maybe(intervalSchema),
  half_life_relative_days: maybe(intervalSchema), share_of_tumour: maybe(intervalSchema), p_rising: maybe(z.number()),
  rise: maybe(z.object({
    score: z.number(), threshold: z.number(), shedding_corrected: z.boolean(), draws_used: z.number(), called_draws: z.number(), supporting_draws: z.number(),
  })),
  decay: maybe(decaySchema),
  last: maybe(z.object({
    collected_on: z.string().optional(), collected_day: day.optional(), status: z.enum(callStatuses), vaf: maybe(z.number()), low: maybe(z.number()),
    high: maybe(z.number()), upper95: maybe(z.number()),
  })),
  points: z.array(seriesPointSchema),
});
export type WireSeries = z.infer<typeof seriesResultSchema>;

/** A measurement as `GET /patients/{id}/series` gives it: the exchange columns (numbers as numbers, empty as null), our id, the site. */
export const seriesItemSchema = z.looseObject({
  id: z.string(), patient_id: z.string(), site: z.string(), specimen_id: z.string(), assay: z.string(), gene: maybe(z.string()), variant: maybe(z.string()),
  status: maybe(z.enum(callStatuses)), mutant_count: maybe(z.number()), total_count: maybe(z.number()), vaf: maybe(z.number()), vaf_low: maybe(z.number()),
  vaf_high: maybe(z.number()),
});

/** The fields of one line of `replay`. */
export const alertFindingSchema = z.object({
  patient_id: z.string(), gene: maybe(z.string()), variant: maybe(z.string()), members: z.array(z.object({ gene: z.string(), variant: z.string() })),
  clone: maybe(z.string()), kind: z.enum(alertKinds), grade: maybe(z.enum(alertGrades)), severity: z.enum(severities), phase: z.enum(phases),
  state: z.enum(alertStates), fired_on: z.string().optional(), fired_day: day.optional(), known_on: z.string().optional(), known_day: day.optional(),
  score: maybe(z.number()), threshold: maybe(z.number()), specimen_id: maybe(z.string()), evidence: z.record(z.string(), z.unknown()), text: z.string(),
});
export type WireAlertFinding = z.infer<typeof alertFindingSchema>;

export const alertSchema = alertFindingSchema.extend({
  id: z.string(), patient: z.string(), site: z.string(), created_at: z.string(),
  /** Number of its last transition: what If-Match names. */
  version: z.number(), owner: maybe(z.string()), snoozed_until: maybe(z.string()), outcome: maybe(z.string()),
  /** Put off until the next draw, at `snoozed_until` at the latest; `due`: the day by which its owner wants it settled; `outcome_on`: the day that proved the outcome. */
  snoozed_until_draw: z.boolean(), due: maybe(z.string()), outcome_on: maybe(z.string()),
  transitions: z.array(z.object({
    state: z.enum(alertStates), at: z.string(), reason: maybe(z.string()), actor: z.string(), owner: maybe(z.string()), until: maybe(z.string()), outcome: maybe(z.string()),
    until_draw: z.boolean(), due: maybe(z.string()), outcome_on: maybe(z.string()), comment: maybe(z.string()),
  })),
});
export type WireAlert = z.infer<typeof alertSchema>;

export const drawSchema = z.object({
  specimen_id: z.string(), collected_on: z.string().optional(), collected_day: day.optional(), day, informative: z.enum(informativeness), reason: z.string(),
  truncal_vaf: maybe(z.number()), total_molecules: maybe(z.number()), input_hge: maybe(z.number()),
  /** What assays say of the draw as a whole, no variant named; fractions 0–1, molecules per mL of plasma. Absent where none does. */
  tumour_dna: z.array(z.object({
    assay: z.string(), state: z.enum(['detected', 'not_detected', 'not_evaluable']), tumour_fraction: maybe(z.number()), molecules_per_ml: maybe(z.number()), lod: maybe(z.number()),
  })).optional(),
});

export const cloneSchema = z.object({
  id: z.string(), parent: maybe(z.string()), order: z.enum(['nested', 'undetermined']), variants: z.array(z.object({ gene: z.string(), variant: z.string() })),
  prevalence: z.array(z.object({
    collected_on: z.string().optional(), collected_day: day.optional(), median: z.number(), low: z.number(), high: z.number(),
  })),
});

/** One line of `analyse`. Parts an evaluation of an earlier version did not compute are absent: not computed, never a default. */
export const evaluationSchema = z.object({
  patient_id: z.string(), as_of: z.union([z.string(), z.number(), z.null()]), anchor: z.string().optional(),
  informative: z.object({ status: z.enum(informativeness), reason: z.string() }),
  draws: z.array(drawSchema), series: z.array(seriesResultSchema), clones: z.array(cloneSchema), leading_clone: maybe(z.string()),
  response: responseSchema.optional(), forecast: forecastSchema.optional(),
  alerts: z.array(alertFindingSchema), rechallenge: maybe(rechallengeSchema), sentence: z.string(), model_version: z.string(), rules_version: z.string(),
});
export type WireEvaluation = z.infer<typeof evaluationSchema>;

/** `id` stays through all versions; `version` is what If-Match names. */
export const treatmentSchema = z.object({
  id: z.string(), version: z.number(), by_hand: z.boolean(), regimen: z.string(), agents: z.array(z.string()), therapy_class: z.array(z.enum(therapyClasses)), started_on: z.string().optional(),
  started_day: day.optional(), stopped_on: z.string().optional(), stopped_day: day.optional(), start: day, stop: maybe(day),
  best_response: maybe(z.string()), stop_reason: maybe(z.string()),
});
export type WireTreatment = z.infer<typeof treatmentSchema>;

export const assessmentSchema = z.object({
  id: z.string(), version: z.number(), by_hand: z.boolean(), assessed_on: z.string().optional(), assessed_day: day.optional(), day, kind: z.string(), gene: z.string(), variant: z.string(),
  result: z.string(), unit: z.string(),
});
export type WireAssessment = z.infer<typeof assessmentSchema>;

/** A row of the work list. */
export const patientSummarySchema = z.object({
  id: z.string(), patient_id: z.string(), site: z.string(), demo: z.boolean(), nosology: maybe(z.enum(nosologies)),
  /** Null while nothing dated is known of the patient. */
  timeline: maybe(z.object({ kind: z.enum(['calendar', 'days']), anchor: maybe(z.string()) })),
  /** The line running now, else the last one. `ongoing` false: the patient is off it. */
  line: maybe(z.object({ number: z.number(), regimen: z.string(), agents: z.array(z.string()), ongoing: z.boolean(), start: day, stop: maybe(day) })),
  last_draw: maybe(z.object({
    collected_on: z.string().optional(), collected_day: day.optional(), day, informative: z.enum(informativeness), reason: z.string(),
  })),
  /** Truncal and the highest resistance series, last 12 draws each, for the log-axis sparkline. */
  sparkline: z.array(z.object({
    role: z.enum(variantRoles), label: z.string(),
    points: z.array(z.object({ day, status: z.enum(callStatuses), vaf: maybe(z.number()), upper95: maybe(z.number()) })),
  })),
  highest_alert: maybe(z.object({
    id: z.string(), kind: z.enum(alertKinds), grade: maybe(z.enum(alertGrades)), severity: z.enum(severities), state: z.enum(alertStates),
    gene: maybe(z.string()), variant: maybe(z.string()), text: z.string(),
  })),
  open_alerts: z.number(), next_draw_on: maybe(z.string()), draw_overdue_days: maybe(z.number()),
  /** Blood was drawn and its result has not come in time. */
  result_late: z.boolean(), months_since_anti_egfr: maybe(z.number()),
  /** `pending`: newer data than the evaluation shown; `failed`: the last evaluation did not complete; `none`: not computed yet. */
  evaluation_state: z.enum(['current', 'pending', 'failed', 'none']),
  /** Who looks after this patient and is told of the alerts; null: no team, then every contact point of the site is. */
  team: maybe(z.object({ id: z.string(), name: z.string() })),
});
export type PatientSummary = z.infer<typeof patientSummarySchema>;

/** A patient's row of the cohort's heat map. Days are of the patient's timeline (calendar patients: days since 1970-01-01). */
export const heatRowSchema = z.object({
  id: z.string(), patient_id: z.string(), site: z.string(), nosology: maybe(z.enum(nosologies)), timeline: maybe(z.object({ kind: z.enum(['calendar', 'days']), anchor: maybe(z.string()) })),
  /** First days of the lines with an anti-EGFR drug, in their order. */
  anti_egfr_days: z.array(day),
  /** What each draw said. Null: not computed by this version. */
  states: maybe(z.array(z.tuple([day, z.enum(drawStates)]))),
  /** As of a row of the work list: the states may be of older data, or the last evaluation did not complete. */
  evaluation_state: z.enum(['current', 'pending', 'failed', 'none']),
});
export type HeatRow = z.infer<typeof heatRowSchema>;

export const patientPageSchema = patientSummarySchema.extend({
  sex: maybe(z.string()), birth_year: maybe(z.number()), sidedness: maybe(z.string()), metastatic_sites: maybe(z.string()), tissue_ras: maybe(z.string()),
  tissue_braf: maybe(z.string()), msi: maybe(z.string()), draw_interval_days: maybe(z.number()),
  /** Server's calendar date: the right edge of the chart and the base of "days ago". */
  today: z.string(),
  evaluation: maybe(evaluationSchema), treatments: z.array(treatmentSchema), assessments: z.array(assessmentSchema), alerts: z.array(alertSchema),
  imports: z.array(z.object({ id: z.string(), file_name: z.string(), created_at: z.string() })),
  /** The record this one was merged into, and those merged into this one. */
  merged_into: maybe(z.object({ id: z.string(), patient_id: z.string() })), merged: z.array(z.object({ id: z.string(), patient_id: z.string() })),
  plan: planSchema, acts: z.array(actSchema),
  /** The site's switch; absent in packets from before there was one. */
  site_switch: siteSwitchSchema.optional(),
  /** Results that took the place of an earlier one; their versions are read by `id`. Absent for a page as of a day. */
  corrected: z.array(z.object({ id: z.string(), specimen_id: z.string(), assay: z.string(), assay_version: z.string(), gene: z.string(), variant: z.string(), version: z.number() })).optional(),
  /** Day of the tissue examined, where known. */
  tissue_on: z.string().optional(), tissue_day: day.optional(),
  /** What was known on this day; null: now. */
  as_of: z.union([z.string(), z.number(), z.null()]),
  /** Null before anything was computed. */
  glance: maybe(glanceSchema),
  /** Null for a caller that is no person, and for a page as of a day. */
  since: maybe(sinceSchema),
  /** The evaluation shown, and the SHA-256 of the record it rests on, as hexadecimal digits; null where none is stored (as of a day, not computed). */
  evaluation_id: maybe(z.string()), data_hash: maybe(z.string()),
  /** When the evaluation shown was made; null where none is stored. Absent in packets of earlier versions. */
  evaluated_at: maybe(z.string()).optional(),
  /** What a board last signed. Absent in packets of earlier versions. */
  decision: maybe(z.object({ packet: z.string(), signed_on: z.string(), text: z.string() })).optional(),
  /** Why the last evaluation did not complete; null otherwise. `job` is what can be retried. Absent in packets of earlier versions. */
  failure: maybe(z.object({ at: z.string(), reason: maybe(z.string()), job: z.string() })).optional(),
});
export type PatientPage = z.infer<typeof patientPageSchema>;

export const listOf = <T extends z.ZodType>(item: T): z.ZodObject<{ items: z.ZodArray<T>; next: z.ZodNullable<z.ZodString> }> =>
  z.object({ items: z.array(item), next: z.nullable(z.string()) });

export const meSchema = z.object({
  user: maybe(z.object({ id: z.string(), email: z.string() })),
  /** How the request was signed: a browser session or a token. */
  via: z.enum(['session', 'token']),
  sites: z.array(z.object({ id: z.string(), code: z.string(), name: z.string(), demo: z.boolean(), role: z.enum(roles), patients: z.number() })),
  version: z.string(),
});
export type Me = z.infer<typeof meSchema>;

/** An event of the audit trail. `patients` names at most five of `patient_count`; `details.scope` = `site` when every patient of the site is meant. */
export const auditEntrySchema = z.object({
  seq: z.number(), at: z.string(), actor: z.string(), via: maybe(z.string()), action: z.string(), outcome: z.enum(['ok', 'denied', 'failed']),
  patients: z.array(z.object({ id: z.string(), patient_id: z.string() })), patient_count: z.number(), target: maybe(z.string()), reason: maybe(z.string()),
  request: maybe(z.string()), address: maybe(z.string()), details: z.record(z.string(), z.unknown()), hash: z.string(),
});
export type WireAuditEntry = z.infer<typeof auditEntrySchema>;

/** Body of POST /api/v1/session: an account or a pasted API token. */
export const signInSchema = z.union([
  z.strictObject({ email: z.string().min(3).max(254), password: z.string().min(1).max(1024) }),
  z.strictObject({ token: z.string().min(16).max(256) }),
]);

/** Server-sent events: `event:` is the kind, `data:` this JSON, `id:` the resume point. Ids only; the page fetches what it may see. */
export const serverEventSchema = z.object({
  kind: z.enum(['import', 'alert', 'evaluation']), site: z.string(), id: z.string(), patient: maybe(z.string()), state: maybe(z.string()),
});
export type ServerEvent = z.infer<typeof serverEventSchema>;

/** Why health is `degraded` (`database_unreachable`: `unavailable`). */
export const healthReasons = ['no_worker', 'queue_unreachable', 'jobs_waiting', 'jobs_failed', 'database_unreachable'] as const;
export type HealthReason = (typeof healthReasons)[number];
/** Degraded: files are taken in, but not everything is done with them. Unavailable (503): the database does not answer. */
export const healthSchema = z.object({
  status: z.enum(['ok', 'degraded', 'unavailable']), version: z.string(), reasons: z.array(z.enum(healthReasons)),
  /** Age of the oldest job that waits; null when none does. */
  oldest_waiting_seconds: maybe(z.number()),
});
export type Health = z.infer<typeof healthSchema>;

/** A job as a person looks after it: ids only. `patient` is our id. */
export const jobSchema = z.object({
  id: z.string(), job: z.enum(jobNames), site: z.string(), state: z.enum(['waiting', 'failed', 'dismissed']), attempts: z.number(), last_error: maybe(z.string()),
  created_at: z.string(), failed_at: maybe(z.string()), import_id: maybe(z.string()), patient: maybe(z.string()),
  /** Who decided that it stays undone, when, and why. */
  dismissed: maybe(z.object({ by: z.string(), at: z.string(), reason: z.string() })),
});
export type Job = z.infer<typeof jobSchema>;

/** What stands behind health, for who looks after the installation. Workers serve all sites; jobs are counted over all sites. */
export const operationsSchema = healthSchema.extend({
  workers: z.array(z.object({ started_at: z.string(), last_heard_seconds: z.number(), queue: z.enum(['postgresql', 'redis']), queue_answers: z.boolean(), version: z.string() })),
  jobs: z.object({ waiting: z.number(), failed: z.number() }),
});
export type Operations = z.infer<typeof operationsSchema>;
