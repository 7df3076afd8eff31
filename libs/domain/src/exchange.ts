/**
 * The exchange format's columns and rows (UTF-8 CSV, RFC 4180, `.` decimal, empty = missing).
 * Column order here is the order of every export; unknown columns follow alphabetically.
 */
import type { DateOrder, VafUnit } from './assay-profile.js';
import type { CallStatus, CountUnit, ManifestRole, Nosology, Response, SampleRole, StopReason, TherapyClass } from './vocabulary.js';

export const seriesColumns = [
  'patient_id', 'specimen_id', 'collected_on', 'assay', 'variant', 'mutant_count', 'total_count', 'vaf', 'gene', 'collected_day', 'anchor',
  'specimen_type', 'assay_version', 'hgvs_c', 'hgvs_p', 'chrom', 'pos', 'ref', 'alt', 'genome_build', 'count_unit', 'wildtype_count', 'vaf_low',
  'vaf_high', 'background', 'lod', 'status', 'input_hge', 'plasma_ml', 'copies_per_ml', 'tumour_fraction', 'copy_number', 'wbc_vaf', 'result_version',
  'received_on', 'reported_on',
] as const;
/** Known, but written by an export only where a row of it has a value. */
export const seriesExtraColumns = ['panel', 'received_day', 'reported_day'] as const;

export const patientColumns = [
  'patient_id', 'nosology', 'sex', 'birth_year', 'sidedness', 'metastatic_sites', 'tissue_ras', 'tissue_braf', 'msi', 'tissue_on', 'draw_interval_days',
  'next_cycle_on',
] as const;
export const patientExtraColumns = ['tissue_day', 'next_draw_on', 'next_draw_day', 'next_cycle_day'] as const;

export const treatmentColumns = [
  'patient_id', 'regimen', 'agents', 'therapy_class', 'started_on', 'stopped_on', 'best_response', 'stop_reason',
] as const;
export const treatmentExtraColumns = ['started_day', 'stopped_day', 'result_version'] as const;

export const assessmentColumns = ['patient_id', 'assessed_on', 'kind', 'gene', 'variant', 'result', 'unit'] as const;
export const assessmentExtraColumns = ['assessed_day', 'result_version'] as const;

export const manifestColumns = [
  'file', 'sample', 'role', 'patient_id', 'specimen_id', 'collected_on', 'collected_day', 'anchor', 'assay', 'assay_version', 'mutant_target',
  'wildtype_target', 'gene', 'variant', 'genome_build', 'panel', 'partition_nl', 'background', 'lod', 'plasma_ml', 'input_hge',
] as const;

/** When something happened, as the file says it. Exactly one of the two forms. */
export type When = { readonly kind: 'date'; readonly date: string } | { readonly kind: 'day'; readonly day: number };

/** A parsed row keeps its place in the file and every cell that was not empty, as written (unknown columns too). */
interface Located {
  /** 1-based line in the file. */
  readonly line: number;
  readonly supplied: Readonly<Record<string, string>>;
}

export interface SeriesRow extends Located {
  readonly kind: 'series';
  readonly patientId: string;
  readonly specimenId: string;
  readonly collected: When;
  /** What day 0 is; null with calendar dates. */
  readonly anchor: string | null;
  readonly assay: string;
  readonly assayVersion: string;
  /** Both empty: the assay detected nothing in this draw. */
  readonly gene: string;
  readonly variant: string;
  readonly countUnit: CountUnit;
  readonly mutantCount: number | null;
  readonly totalCount: number | null;
  readonly wildtypeCount: number | null;
  readonly vafFraction: number | null;
  readonly status: CallStatus | null;
  readonly backgroundFraction: number | null;
  readonly lodFraction: number | null;
  readonly inputHge: number | null;
  readonly plasmaMl: number | null;
  readonly copiesPerMl: number | null;
  readonly tumourFraction: number | null;
  readonly copyNumber: number | null;
  readonly wbcVafFraction: number | null;
  readonly specimenType: string;
  readonly panel: readonly string[] | null;
  /** ≥ 1; a different result with a higher version supersedes. */
  readonly resultVersion: number;
  readonly received: When | null;
  readonly reported: When | null;
}

export interface PatientRow extends Located {
  readonly kind: 'patient';
  readonly patientId: string;
  readonly nosology: Nosology | null;
  readonly sex: string | null;
  readonly birthYear: number | null;
  readonly sidedness: 'left' | 'right' | 'rectum' | null;
  readonly metastaticSites: string | null;
  readonly tissueRas: 'ras_ext_wt' | 'exon2_wt_only' | 'mutant' | 'unknown' | null;
  readonly tissueBraf: 'wt' | 'v600e' | 'other' | 'unknown' | null;
  readonly msi: 'mss' | 'msi_h' | 'unknown' | null;
  readonly tissue: When | null;
  readonly drawIntervalDays: number | null;
  readonly nextDraw: When | null;
  readonly nextCycle: When | null;
}

export interface TreatmentRow extends Located {
  readonly kind: 'treatment';
  readonly patientId: string;
  readonly regimen: string;
  readonly agents: readonly string[];
  readonly therapyClasses: readonly TherapyClass[];
  readonly started: When;
  readonly stopped: When | null;
  readonly bestResponse: Response | null;
  readonly stopReason: StopReason | null;
  /** As of a result; null where the file numbers no versions. */
  readonly resultVersion: number | null;
  /** It was never given: who sent it takes it back. */
  readonly takenBack?: true;
}

export interface AssessmentRow extends Located {
  readonly kind: 'assessment';
  readonly patientId: string;
  readonly assessed: When;
  readonly assessmentKind: string;
  readonly gene: string;
  readonly variant: string;
  readonly result: string;
  readonly unit: string;
  /** As of a result; null where the file numbers no versions. */
  readonly resultVersion: number | null;
  /** Who sent it takes it back: it never was so. */
  readonly takenBack?: true;
}

/** A no-template control, blank or positive control on a plate: it feeds the background, never a patient. */
export interface ControlRow extends Located {
  readonly kind: 'control';
  readonly role: Exclude<SampleRole, 'patient'>;
  readonly sample: string;
  readonly assay: string;
  readonly assayVersion: string;
  readonly gene: string;
  readonly variant: string;
  readonly countUnit: CountUnit;
  readonly mutantCount: number;
  readonly totalCount: number;
  readonly wildtypeCount: number | null;
}

export type ParsedRow = SeriesRow | PatientRow | TreatmentRow | AssessmentRow | ControlRow;

/** One row of `manifest.csv`: what a laboratory file does not say about one sample × target. */
export interface ManifestRow {
  readonly line: number;
  readonly file: string;
  readonly sample: string;
  readonly role: ManifestRole;
  readonly patientId: string;
  readonly specimenId: string;
  readonly collected: When | null;
  readonly anchor: string | null;
  readonly assay: string;
  readonly assayVersion: string;
  readonly mutantTarget: string;
  readonly wildtypeTarget: string;
  readonly gene: string;
  readonly variant: string;
  readonly genomeBuild: string;
  readonly panel: readonly string[] | null;
  readonly partitionNl: number | null;
  readonly backgroundFraction: number | null;
  readonly lodFraction: number | null;
  readonly plasmaMl: number | null;
  readonly inputHge: number | null;
  /** What is kept with the result under its own column name, and not computed with. */
  readonly kept?: Readonly<Record<string, string>>;
  /** Written from an assay's list of targets: of a sample run without this target, it says nothing. */
  readonly ifPresent?: true;
  /** Of the whole file, whichever row says it: the unit of fractions, and the order of dates, that the file does not say itself. */
  readonly vafUnit?: VafUnit;
  readonly dateOrder?: DateOrder;
}
