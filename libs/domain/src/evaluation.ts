/**
 * What the engine says about one patient: the result of `guidance/evaluatePatient`.
 * Days are whole days of the patient's timeline; the wire turns them into `*_on` dates or `*_day` numbers.
 * Every `Interval` is a 95 % interval around a median or a maximum-likelihood point.
 */
import type { AlertGrade, AlertKind, CallStatus, CountUnit, Informativeness, Phase, Severity, Trend, VariantRole } from './vocabulary.js';
import type { PatientForecast } from './forecast.js';
import type { PatientResponse } from './response.js';
import type { TumourDna } from './tumour-dna.js';
import type { RechallengeResult } from './rechallenge.js';
import type { Timeline } from './time.js';

export interface Interval { readonly median: number; readonly low: number; readonly high: number }

/** What each draw says it could have missed: a clone at these VAFs (fractions), or at these shares of the truncal signal of the same draw. */
export const detectabilityVafs = [0.0005, 0.001, 0.005] as const;
export const detectabilityShares = [0.05, 0.25] as const;

/** What one reading of one variant could have seen. Only `computed` carries numbers; the other states say why there are none. */
export interface Detectability {
  readonly state: 'computed' | 'not_covered' | 'failed_qc' | 'not_computed';
  /** `not_computed` only. `depth_assumed`: a VAF without depth; `no_counts`: nothing was counted. */
  readonly reason: 'depth_assumed' | 'no_counts' | null;
  /** Least count that the call rule takes for a detection in this reading. */
  readonly criticalCount: number | null;
  /** Posterior of the VAF given the counts and the background: median and 95 %. */
  readonly posterior: Interval | null;
  /** P(called) of a clone at each of `detectabilityVafs`. */
  readonly atVaf: readonly number[] | null;
  /** P(called) of a clone at each of `detectabilityShares` of the truncal signal; null with the reason beside. */
  readonly atShare: readonly number[] | null;
  /** `no_truncal_called`: this draw shows no tumour DNA to take a share of; `is_truncal`, `not_tumour`: a share has no meaning here. */
  readonly sharesReason: 'no_truncal_called' | 'is_truncal' | 'not_tumour' | null;
}

/** A point of a series as the chart and the table show it. One per measurement. */
export interface SeriesPoint {
  readonly specimenId: string;
  readonly day: number;
  readonly knownDay: number;
  readonly assay: string;
  readonly assayVersion: string;
  readonly status: CallStatus;
  /** Maximum-likelihood VAF, a fraction; null when not covered or failed. Background is not subtracted. */
  readonly vaf: number | null;
  /** Exact 95 % interval of the VAF; null where there are no counts to take it from. */
  readonly low: number | null;
  readonly high: number | null;
  /** One-sided 95 % upper bound of a non-detect, a fraction; null unless not detected. */
  readonly upper95: number | null;
  readonly countUnit: CountUnit;
  readonly mutantCount: number | null;
  readonly totalCount: number | null;
  readonly wildtypeCount: number | null;
  /** Molecules the count rule worked with: mutant and all (partitions go through Poisson). */
  readonly mutantMolecules: number | null;
  readonly totalMolecules: number | null;
  /** True when the depth behind the interval was assumed because the file gave a VAF only. */
  readonly intervalAssumed: boolean;
  /** P(Pois(background) ≥ k); the count rule calls at p ≤ alpha with at least two molecules. */
  readonly pValue: number | null;
  /** VAF that this draw would have called with 95 % probability. */
  readonly lod95: number | null;
  /** LoD as stated by the laboratory, where it was. */
  readonly lodStated: number | null;
  readonly inputHge: number | null;
  /** Plasma behind the input, mL; absent in evaluations of earlier versions. */
  readonly plasmaMl?: number | null;
  readonly copiesPerMl: number | null;
  readonly wbcVaf: number | null;
  /** What this reading could have missed; absent until the whole draw is known (a share needs the draw's truncal variants). */
  readonly detectability?: Detectability;
}

/** What speaks for a rise: growth against clean, stable and decaying. */
export interface RiseEvidence {
  /** ln odds that the variant grows now or grew in the interval before; 0 at even odds and below, and when there was nothing to test. */
  readonly score: number;
  readonly threshold: number;
  /** Doubling time, days: posterior median and 95 % interval. Null when time has no unit or nothing grows. */
  readonly doublingDays: Interval | null;
  readonly growthPerDay: Interval | null;
  readonly pRising: number | null;
  /** Was the truncal signal used to correct for shedding? */
  readonly sheddingCorrected: boolean;
  readonly drawsUsed: number;
  readonly calledDraws: number;
  /** Draws that speak for the variant: called, or with molecules that background seldom gives. A rise rests on at least two. */
  readonly supportingDraws: number;
}

/**
 * What a clone's course off the drug looks most like. `decay`: one exponential, the population's. `not_decaying`: flat or growing, likelier than any fall. `response`: another
 * treatment kills it with the tumour, which says nothing of how fast it decays by itself. `slowing`, `regrowing`: the fall ends in less of one, or in growth.
 */
export const decayReadings = ['decay', 'not_decaying', 'response', 'slowing', 'regrowing'] as const;
export type DecayReading = (typeof decayReadings)[number];

export interface DecayFit {
  /** Half-life of the clone itself over the draws, days, given that it falls; the upper limit is 3,650 once no decay has a chance of 20 %. */
  readonly halfLifeDays: Interval;
  /** Half-life of the clone's share of the truncal signal; null without a truncal signal. */
  readonly halfLifeRelativeDays: Interval | null;
  /** Day on which the clone falls below `clearanceVaf`, given that it does; null when that is not the likelier case. */
  readonly clearanceDay: Interval | null;
  /** Central 80 % of the same date; absent in evaluations of earlier versions, as is what follows but for `clearanceVaf`. */
  readonly clearanceDay80?: { readonly low: number; readonly high: number } | null;
  readonly clearanceVaf: number;
  /** P(it does not fall below that VAF by itself). */
  readonly pNeverClears?: number;
  readonly reading?: DecayReading;
  readonly pNotDecaying?: number;
  readonly pResponse?: number;
  /** P(the fall has changed its pace between the draws). */
  readonly pNotExponential?: number;
  /** The draw within a year that would change most whether the clone is judged below `clearanceVaf`: P(below) by then, and how much likelier the judgement is right with it. */
  readonly nextDraw?: { readonly day: number; readonly pBelow: number; readonly gain: number } | null;
  /** Posterior sd of ln half-life over that of the population's prior: near 1 and above, the interval is mostly prior. */
  readonly posteriorToPriorSd: number;
  /** Fitted median and band over time, for the chart. */
  readonly band: readonly { readonly day: number; readonly median: number; readonly low: number; readonly high: number }[];
}

export interface SeriesResult {
  readonly gene: string;
  readonly variant: string;
  readonly role: VariantRole;
  /** Why this role: the catalogue entry, the gene list, or the WBC result. */
  readonly roleReason: string;
  /** P(blood cells) by the course beside the truncal signal, where white blood cells were not tested; null: it does not tell. Absent in earlier versions. */
  readonly pBloodByCourse?: number | null;
  readonly clone: string | null;
  readonly trend: Trend;
  /** `stable`: whatever the course, so around 0; `falling`: below 0, of `halfLifeDays`; else given that it grows, as `doublingDays`. */
  readonly growthPerDay: Interval | null;
  /** `rising` only; a half-life, where one is said, of any other trend. */
  readonly doublingDays: Interval | null;
  readonly halfLifeDays: Interval | null;
  readonly halfLifeRelativeDays: Interval | null;
  readonly shareOfTumour: Interval | null;
  readonly pRising: number | null;
  readonly rise: RiseEvidence | null;
  readonly decay: DecayFit | null;
  readonly points: readonly SeriesPoint[];
}

export interface DrawResult {
  readonly specimenId: string;
  readonly day: number;
  readonly informative: Informativeness;
  readonly reason: string;
  /** Largest truncal VAF called in this draw. */
  readonly truncalVaf: number | null;
  readonly totalMolecules: number | null;
  readonly inputHge: number | null;
  /** What assays say of the draw as a whole; absent where none does. */
  readonly tumourDna?: readonly TumourDna[];
}

/** One alert transition as the pure engine sees it; the store keys it by `episode`. */
export interface AlertFinding {
  readonly kind: AlertKind;
  readonly grade: AlertGrade | null;
  readonly severity: Severity;
  readonly phase: Phase;
  readonly gene: string | null;
  readonly variant: string | null;
  readonly members: readonly { readonly gene: string; readonly variant: string }[];
  readonly clone: string | null;
  /** Names this alert for ever: kind, variant and the specimen (or line, or day) that fired it. */
  readonly episode: string;
  readonly firedDay: number;
  readonly knownDay: number;
  readonly specimenId: string | null;
  readonly score: number | null;
  readonly threshold: number | null;
  readonly evidence: Readonly<Record<string, unknown>>;
  readonly text: string;
}

export interface CloneResult {
  readonly id: string;
  readonly parent: string | null;
  readonly order: 'nested' | 'undetermined';
  readonly variants: readonly { readonly gene: string; readonly variant: string }[];
  readonly prevalence: readonly { readonly day: number; readonly median: number; readonly low: number; readonly high: number }[];
}

export interface Evaluation {
  readonly patientId: string;
  readonly timeline: Timeline;
  readonly asOfDay: number | null;
  readonly informative: { readonly status: Informativeness; readonly reason: string };
  readonly draws: readonly DrawResult[];
  readonly series: readonly SeriesResult[];
  readonly clones: readonly CloneResult[];
  readonly leadingClone: string | null;
  /** Molecular response by line of therapy; absent in evaluations of earlier versions. */
  readonly response?: PatientResponse;
  /** Crossings, progression, new clones; absent in evaluations of earlier versions. */
  readonly forecast?: PatientForecast;
  /** Everything that has fired, each at the draw that made it true. */
  readonly alerts: readonly AlertFinding[];
  /** Episodes among them that rest on a result which a later version has corrected: they fired, and do not stand. */
  readonly retracted: readonly string[];
  /** Readiness for anti-EGFR rechallenge; null where the question does not arise (never on anti-EGFR, or another disease). */
  readonly rechallenge: RechallengeResult | null;
  /** The one sentence that matters now. */
  readonly sentence: string;
  readonly modelVersion: string;
  /** Version of the rules and catalogue (data). */
  readonly rulesVersion: string;
}
