/** Closed lists of the domain. The same word in table, job, URL, chart and text. */

/** What one assay said about one variant in one specimen. Four states; none is 0 and none reads as "wild type". */
export const callStatuses = ['detected', 'not_detected', 'not_covered', 'failed_qc'] as const;
export type CallStatus = (typeof callStatuses)[number];

/** What the counts count. Molecules: consensus families. Partitions: positive and accepted dPCR partitions. */
export const countUnits = ['molecules', 'reads', 'partitions'] as const;
export type CountUnit = (typeof countUnits)[number];

export const nosologies = [
  'mcrc_ras_braf_wt', 'mcrc_braf_v600e', 'melanoma_braf_v600', 'nsclc_egfr', 'thyroid_rair_braf', 'rcc', 'hcc_lenvatinib', 'breast_hrpos_her2neg',
] as const;
export type Nosology = (typeof nosologies)[number];

export const therapyClasses = [
  'anti_egfr', 'braf_inhibitor', 'mek_inhibitor', 'egfr_tki', 'kras_g12c_inhibitor', 'her2', 'vegf', 'multikinase', 'akt_pathway', 'endocrine', 'cdk46',
  'immunotherapy', 'chemotherapy', 'other',
] as const;
export type TherapyClass = (typeof therapyClasses)[number];

/** RECIST 1.1 best response, or not evaluable. */
export const responses = ['CR', 'PR', 'SD', 'PD', 'NE'] as const;
export type Response = (typeof responses)[number];

export const stopReasons = ['progression', 'toxicity', 'planned', 'other'] as const;
export type StopReason = (typeof stopReasons)[number];

/** What a tracked variant means for this patient. */
export const variantRoles = ['truncal', 'resistance', 'sensitising', 'chip', 'germline', 'other'] as const;
export type VariantRole = (typeof variantRoles)[number];

export const trends = ['rising', 'falling', 'stable', 'insufficient'] as const;
export type Trend = (typeof trends)[number];

export const informativeness = ['informative', 'limited', 'not_informative'] as const;
export type Informativeness = (typeof informativeness)[number];

export const alertKinds = [
  'resistance_detected', 'resistance_at_baseline', 'resistance_emerging', 'resistance_persisting', 'resistance_regrowth', 'resistance_below_bound',
  'therapy_conflict', 'burden_rising', 'progression_unexplained', 'molecular_response', 'ctdna_not_detected', 'rechallenge_criteria_met',
  'rechallenge_criteria_lost', 'target_found', 'not_informative', 'origin_unresolved', 'coverage_gap', 'sample_suspect', 'confirmation_overdue',
  'draw_overdue', 'result_late',
] as const;
export type AlertKind = (typeof alertKinds)[number];

export const alertGrades = ['watch', 'present', 'rising', 'confirmed', 'falling', 'below_bound'] as const;
export type AlertGrade = (typeof alertGrades)[number];

/** Most urgent first. */
export const severities = ['act', 'review', 'note'] as const;
export type Severity = (typeof severities)[number];

/**
 * What one draw said of a patient, gravest first, for the cohort's picture. `risen`: it called a resistance clone whose rise stands; `present`: it called one, no rise stands;
 * `standing`: a clone known before was neither called nor put below its bound, whether the draw could not answer or not deeply enough; `burden_rising`: the tumour's own signal rises and no resistance is known; `none_found`, `limited`: no resistance found in a draw that could have shown it well, or
 * only in part; `not_tested`: no tracked resistance variant was read; `not_informative`: the draw could not answer.
 */
export const drawStates = ['risen', 'present', 'standing', 'burden_rising', 'none_found', 'limited', 'not_tested', 'not_informative'] as const;
export type DrawState = (typeof drawStates)[number];

/** Where the patient stood with the drug the variant resists. */
export const phases = ['baseline', 'on', 'off', 'rechallenge'] as const;
export type Phase = (typeof phases)[number];

export const alertStates = ['open', 'acknowledged', 'in_review', 'snoozed', 'closed', 'retracted'] as const;
export type AlertState = (typeof alertStates)[number];

export const importStates = ['received', 'parsing', 'stored', 'evaluated', 'failed', 'withdrawn'] as const;
export type ImportState = (typeof importStates)[number];

export const roles = ['admin', 'clinician', 'researcher', 'read_only'] as const;
export type Role = (typeof roles)[number];

/** Role of a sample on a plate or in a run. */
export const sampleRoles = ['patient', 'ntc', 'blank', 'positive_control', 'normal'] as const;
export type SampleRole = (typeof sampleRoles)[number];
/** …and in a manifest: a sample of the file that is nobody's here. */
export const manifestRoles = [...sampleRoles, 'left_out'] as const;
export type ManifestRole = (typeof manifestRoles)[number];
