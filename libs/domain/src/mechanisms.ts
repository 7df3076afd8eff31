/**
 * What led to progression, as far as blood tells: which catalogued mechanisms were called, in what order, how much of the tumour each carries, what
 * was looked for and what was not. A mechanism that was not looked for is never a mechanism that is absent.
 */
import type { Interval } from './evaluation.js';
import type { CallStatus, Trend } from './vocabulary.js';

export const mechanismVerdicts = ['explained', 'unexplained', 'partly_tested', 'cannot_assess', 'no_therapy'] as const;
/**
 * `explained`: a mechanism that excludes the drug rose or stands in the last draw, or tissue showed one since the drug began. `unexplained`: everything blood can show of the catalogue was read in an
 * informative draw, and nothing called. `partly_tested`: nothing called, and some of it was not read. `no_therapy`: no drug the catalogue speaks about.
 */
export type MechanismVerdict = (typeof mechanismVerdicts)[number];

/** A catalogued change called in this patient. Days of the timeline; shares 0–1. */
export interface CalledMechanism {
  readonly gene: string;
  readonly variant: string;
  readonly entry: string;
  readonly mechanism: string;
  readonly action: 'exclude' | 'caution';
  /** Does the entry hold for the drugs asked about? False: it concerns others of the disease. */
  readonly applies: boolean;
  /** Place in the order of first calls, from 1; changes first called in one draw share it. */
  readonly order: number;
  readonly firstDay: number;
  /** `emerged`: an earlier draw read it and did not call it. `from_start`: called when first read. */
  readonly origin: 'emerged' | 'from_start';
  readonly trend: Trend;
  /** Of the last draw that read it: a later draw that did not look says nothing. */
  readonly lastDay: number;
  readonly lastStatus: CallStatus;
  readonly lastVaf: number | null;
  readonly shareOfTumour: Interval | null;
  readonly clone: string | null;
  readonly strategy: string;
  readonly option: string | null;
  readonly tier: 'A' | 'B' | 'C' | 'D';
  readonly citation: string;
  readonly citationChecked: 'yes' | 'some' | 'no';
}

/** A mechanism of the catalogue in the last draw. `not_tested`: no assay of the draw covers it; `partly`: only these of its genes or changes. */
export interface MechanismTested {
  readonly entry: string;
  readonly label: string;
  readonly state: 'called' | 'not_called' | 'partly' | 'not_tested' | 'failed_qc';
  /** For `partly`: what was read. */
  readonly read: readonly string[];
  /** Smallest bound below which a carrying clone is not excluded: largest upper limit of the readings, a VAF; null where none was listed. */
  readonly excludedToVaf: number | null;
}

/** A further test and what it could show that the last draw could not. */
export interface FurtherTest { readonly test: 'repeat_draw' | 'white_blood_cells' | 'wider_panel' | 'fish_or_ihc' | 'tissue'; readonly shows: string }

/** A result of tissue, FISH, IHC, Sanger or PCR beside what plasma said of the same change in its last reading. */
export interface BesideResult {
  readonly day: number;
  readonly kind: string;
  readonly gene: string;
  readonly variant: string;
  readonly result: string;
  readonly plasma: CallStatus | 'not_tested';
  readonly agrees: boolean | null;
}

/**
 * A catalogued mechanism that tissue showed under the drugs asked about, and that plasma does not show in its last reading: FISH for copies, IHC for protein, a biopsy of the
 * lesion that grows. `tier` and what follows are the catalogue's.
 */
export interface FoundInTissue {
  readonly day: number;
  readonly kind: string;
  readonly gene: string;
  readonly variant: string;
  readonly entry: string;
  readonly mechanism: string;
  readonly action: 'exclude' | 'caution';
  readonly strategy: string;
  readonly option: string | null;
  readonly tier: 'A' | 'B' | 'C' | 'D';
  readonly citation: string;
  readonly citationChecked: 'yes' | 'some' | 'no';
}

/** A lesion as one assessment recorded it (kind `lesion:SITE`). `new`: not there before. */
export interface LesionFinding { readonly day: number; readonly site: string; readonly result: 'CR' | 'PR' | 'SD' | 'PD' | 'NE' | 'new' }

/**
 * Where the disease progresses (table 1 of the founding paper). Only lesions recorded one by one can tell; `not_recorded` is no pattern.
 * `discordant`: on one day some lesions progressed or came up while others shrank or stood: one tube of blood mixes them all.
 */
export interface FociReading {
  readonly pattern: 'previous_foci' | 'new_foci' | 'both' | 'no_progression' | 'not_recorded';
  readonly day: number | null;
  readonly lesions: readonly LesionFinding[];
  readonly discordant: boolean;
  /** Changes that tissue of one site showed and tissue of another, tested, did not. */
  readonly tissueDiscordance: readonly { readonly gene: string; readonly variant: string; readonly positive: readonly string[]; readonly negative: readonly string[] }[];
}

export interface MechanismReading {
  readonly verdict: MechanismVerdict;
  /** One sentence; names the draw. */
  readonly wording: string;
  readonly day: number | null;
  /** Classes of the drugs asked about: those in use at the last draw, else those last given. */
  readonly therapy: readonly string[];
  readonly onTherapy: boolean;
  /** Why progression is asked about; empty: none is recorded. */
  readonly progression: readonly { readonly basis: 'imaging' | 'clinical' | 'stopped' | 'burden'; readonly day: number }[];
  readonly called: readonly CalledMechanism[];
  /** Clone to look at first and the target its growth depends on, as far as catalogued; null without a clone. */
  readonly leading: { readonly clone: string; readonly variants: readonly string[]; readonly target: string | null; readonly dependence: string } | null;
  readonly tested: readonly MechanismTested[];
  /** What no variant of plasma shows (plasticity, protein, histology), with the reason. */
  readonly notInBlood: readonly { readonly entry: string; readonly label: string; readonly reason: string }[];
  readonly furtherTests: readonly FurtherTest[];
  readonly beside: readonly BesideResult[];
  readonly inTissue: readonly FoundInTissue[];
  readonly foci: FociReading;
  /** Side of the primary as recorded; null: not recorded. It weighs on anti-EGFR therapy of colorectal cancer only. */
  readonly sidedness: 'left' | 'right' | 'rectum' | null;
}

export const strategyIds = ['initial_extended_profiling', 'repeat_biopsy_or_ctdna', 'next_generation_drug', 'combined_cascade_blockade', 'reintroduction', 'redifferentiation'] as const;
export const strategyReasons = ['no_tissue', 'cannot_assess', 'partly_tested', 'unexplained', 'secondary_target_mutation', 'bypass_activation', 'rechallenge', 'thyroid'] as const;

/** A strategy of the founding paper's table 3 with what brought it up. */
export interface StrategyAdvice { readonly id: (typeof strategyIds)[number]; readonly because: (typeof strategyReasons)[number]; readonly changes: readonly string[] }

/** Why an option of the catalogue is not to be relied on. */
export const optionLimits = ['citation_partly', 'citation_unverified', 'caution_only', 'other_drugs', 'no_share', 'not_in_last_draw', 'in_tissue', 'origin_open'] as const;
/** What is known of a variant and blood cells; see `chipOf` in libs/guidance. */
export const chipStatements = ['not_seen', 'from_blood_cells', 'less_than_plasma', 'inherited', 'not_tested_may_be', 'not_tested'] as const;
export type ChipStatement = (typeof chipStatements)[number];
export type OptionLimit = (typeof optionLimits)[number];
