/**
 * One patient's record as the engine reads it: plain data, whole days on the patient's own timeline.
 * Everything is readonly; the engine never mutates and never looks anywhere else.
 */
import type { CallStatus, CountUnit, Nosology, Response, StopReason, TherapyClass } from './vocabulary.js';
import type { Timeline } from './time.js';

/** One variant in one specimen by one assay. Counts are the primary record; everything else derives from them. */
export interface Measurement {
  readonly specimenId: string;
  /** Day of the blood draw. */
  readonly day: number;
  /** Day the result was there (reported, else the day of the draw). */
  readonly knownDay: number;
  readonly assay: string;
  readonly assayVersion: string;
  /** Gene symbol; empty when the variant is a genomic name. */
  readonly gene: string;
  /** Canonical label: `p.G12D`, `amplification`, `loss`, `fusion:PARTNER`, or an HGVS c./g. name. */
  readonly variant: string;
  /** As the laboratory said it; null when it left the call to us. */
  readonly reportedStatus: CallStatus | null;
  readonly countUnit: CountUnit;
  /** Mutant molecules or reads; for partitions the mutant-positive partitions. */
  readonly mutantCount: number | null;
  /** Total molecules or reads; for partitions the accepted partitions. */
  readonly totalCount: number | null;
  /** Partitions only: wild-type-positive partitions. */
  readonly wildtypeCount: number | null;
  /** As reported, a fraction 0–1. */
  readonly vafFraction: number | null;
  /** Expected false-positive fraction at this position; null: the assay's default. */
  readonly backgroundFraction: number | null;
  /** Limit of detection as the laboratory states it, a fraction. */
  readonly lodFraction: number | null;
  readonly inputHge: number | null;
  readonly plasmaMl: number | null;
  readonly copiesPerMl: number | null;
  /** Reported tumour fraction of the specimen, 0–1. */
  readonly tumourFraction: number | null;
  /** VAF of the same variant in white blood cells, 0–1: haematopoietic or germline origin. */
  readonly wbcVafFraction: number | null;
  /**
   * Genes or codons (`KRAS`, `KRAS:12`, `EGFR:p.S492R`) the assay covers. A row with empty gene and variant records
   * a draw in which the assay detected nothing: known variants inside its panel are then not detected, others not covered;
   * `!KRAS:12` in it was not covered in this draw, `?KRAS:12` failed.
   * With `reportedStatus` detected it says that tumour DNA was found in the draw as a whole, and of no variant anything.
   */
  readonly panel: readonly string[] | null;
  /** 1, 2, …: of the versions of one result known on a day the highest counts; older ones are what was known before. */
  readonly resultVersion: number;
}

export interface TreatmentLine {
  readonly regimen: string;
  /** Lower-case drug names. */
  readonly agents: readonly string[];
  readonly therapyClasses: readonly TherapyClass[];
  readonly startDay: number;
  readonly stopDay: number | null;
  readonly bestResponse: Response | null;
  readonly stopReason: StopReason | null;
}

/** Imaging, a tumour marker, tissue: anything that is not a measurement in blood. */
export interface Assessment {
  readonly day: number;
  readonly kind: string;
  readonly gene: string;
  readonly variant: string;
  /** `CR|PR|SD|PD`, a number, `<0.1`, `positive|negative`: as written. */
  readonly result: string;
  readonly unit: string;
}

/** A draw of this patient, whether or not it gave any measurement. */
export interface Specimen {
  readonly specimenId: string;
  readonly day: number;
  readonly knownDay: number;
  readonly specimenType: string;
}

export interface PatientProfile {
  readonly nosology: Nosology | null;
  readonly sex: string | null;
  readonly birthYear: number | null;
  readonly sidedness: 'left' | 'right' | 'rectum' | null;
  readonly metastaticSites: string | null;
  readonly tissueRas: 'ras_ext_wt' | 'exon2_wt_only' | 'mutant' | 'unknown' | null;
  readonly tissueBraf: 'wt' | 'v600e' | 'other' | 'unknown' | null;
  readonly msi: 'mss' | 'msi_h' | 'unknown' | null;
  readonly tissueDay: number | null;
  readonly drawIntervalDays: number | null;
  /** The next draw as it was arranged; null: the interval says. */
  readonly nextDrawDay: number | null;
  readonly nextCycleDay: number | null;
}

export interface PatientRecord {
  readonly patientId: string;
  readonly timeline: Timeline;
  readonly profile: PatientProfile;
  readonly treatments: readonly TreatmentLine[];
  readonly assessments: readonly Assessment[];
  readonly specimens: readonly Specimen[];
  readonly measurements: readonly Measurement[];
  readonly controls: readonly ControlSummary[];
}

/**
 * Pooled control reactions of one assay (NTCs and blanks): they set its background, never a patient's result.
 * Counts are in the assay's own unit (partitions: mutant-positive and accepted).
 */
export interface ControlSummary {
  readonly assay: string;
  readonly assayVersion: string;
  readonly gene: string;
  readonly variant: string;
  readonly countUnit: CountUnit;
  readonly reactions: number;
  readonly mutantCount: number;
  readonly totalCount: number;
  /** Sum of the squares of the reactions' mutant counts: whether false positives clump. Absent: not known. */
  readonly mutantSquares?: number;
}

/** A profile about which nothing is known. */
export const emptyProfile: PatientProfile = {
  nosology: null, sex: null, birthYear: null, sidedness: null, metastaticSites: null, tissueRas: null, tissueBraf: null, msi: null,
  tissueDay: null, drawIntervalDays: null, nextDrawDay: null, nextCycleDay: null,
};
