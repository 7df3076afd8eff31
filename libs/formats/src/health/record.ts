/** What a health record says, before it becomes rows: whose, when, and what was found or done. Both FHIR and HL7 v2 are read into this. */
import type { StopReason } from '@clonewatch/domain';
import type { Finding } from '../ngs/document.js';
import type { LeftOut } from '../ngs/origin.js';
import type { TableCall } from '../ngs/table.js';
import type { Moment } from './moment.js';

export interface HealthPatient {
  /** Every name the document has for the patient; the first is the one a record of ours would go by. Empty where it has none. */
  readonly names: readonly string[];
  readonly sex: string;
  /** `YYYY-MM-DD`, `YYYY`, or ''. */
  readonly born: string;
  readonly line: number;
}

/** One specimen and one assay, with what was found in it. */
export interface HealthDraw {
  readonly patient: HealthPatient;
  /** Names of the specimen, then of the report: by any of them a manifest may mean it. The first is its own. */
  readonly names: readonly string[];
  readonly collected: Moment;
  readonly assay: string;
  readonly specimenType: string;
  readonly line: number;
  /** Genes said to have been looked at. */
  readonly panel: readonly string[];
  readonly findings: readonly HealthFinding[];
  /** The document says that it looked for what the tumour carries: without a finding, nothing was found. */
  readonly looked: boolean;
  /** Genes of results that are not final yet, '' for one that names none: till they are, a panel that has the gene says of nothing that it is absent. */
  readonly pending: readonly string[];
  /** Genes of which the document has a change that it does not name. */
  readonly unnamed: readonly string[];
  /** What the document says in several ways of which one must be chosen: the kinds of its specimens, its days. Null or absent: it does not. */
  readonly severalKinds?: string | null;
  readonly severalDays?: string | null;
}

export interface HealthFinding extends Finding {
  readonly said: TableCall;
  /** 1, or more for a correction. */
  readonly version: number;
  readonly reported: Moment;
}

/** A change that is not the tumour's. It is in every draw of the patient, whatever specimen it was found in. */
export interface HealthLeftOut { readonly patient: HealthPatient; readonly line: number; readonly said: LeftOut }

/** A drug given once, or from a day to another. */
export interface HealthTreatment {
  readonly patient: HealthPatient;
  readonly line: number;
  readonly agents: readonly string[];
  readonly started: Moment;
  /** Null: open, or one of a series of which the last is not known to be the last. */
  readonly stopped: Moment | null;
  readonly once: boolean;
  readonly reason: StopReason | null;
  readonly what: string;
  /** Null: it stands. Else it was never given, and this is the version that says so. */
  readonly takenBack: number | null;
}

export interface HealthAssessment {
  readonly patient: HealthPatient;
  readonly line: number;
  readonly on: Moment;
  readonly kind: string;
  readonly gene: string;
  readonly variant: string;
  readonly result: string;
  readonly unit: string;
  /** 1, or more for a correction. */
  readonly version: number;
  /** It never was so. */
  readonly takenBack: boolean;
}

export interface HealthRecord {
  readonly patients: readonly HealthPatient[];
  readonly draws: readonly HealthDraw[];
  readonly leftOut: readonly HealthLeftOut[];
  readonly treatments: readonly HealthTreatment[];
  readonly assessments: readonly HealthAssessment[];
}
