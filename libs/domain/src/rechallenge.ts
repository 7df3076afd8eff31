/**
 * Readiness for anti-EGFR rechallenge, as the engine reads it off one sample: gates, verdict, what the sample excludes, and when the known
 * resistance clones are expected below the bound. A verdict speaks of criteria in a sample of a date, never of a response to come.
 */
import type { Interval } from './evaluation.js';

/** `unknown`: not recorded or not tested. `not_informative`: tested, but the sample could not have answered. Neither ever becomes `pass`. */
export const gateStates = ['pass', 'caution', 'fail', 'unknown', 'not_informative'] as const;
export type GateState = (typeof gateStates)[number];

export const rechallengeVerdicts = ['met', 'discuss', 'not_met', 'cannot_assess'] as const;
export type RechallengeVerdict = (typeof rechallengeVerdicts)[number];

/** What would answer an open gate. */
export const openingTests = ['repeat', 'wbc', 'tissue', 'wider_panel', 'record'] as const;
export type OpeningTest = (typeof openingTests)[number];

export interface GateResult {
  readonly id: string;
  readonly name: string;
  readonly state: GateState;
  /** The finding behind the state, in words and numbers. */
  readonly datum: string;
  /** Day of the finding (draw, stop, assessment); null where it has none. */
  readonly day: number | null;
  /** Precedent or reasoning behind the criterion; says so where a citation is not verified. */
  readonly source: string;
  /** What would answer it; null unless unknown or not informative. */
  readonly opens: OpeningTest | null;
}

/** What a trial may ask that its gates here leave out. The first seven are what most of the trials ask. */
export const trialParts = ['tissue', 'plasma', 'prior_response', 'free_interval', 'line_between', 'line', 'ecog', 'assay', 'earlier_regimen', 'between_regimen', 'hyperselection', 'benefit', 'amplifications'] as const;
export type TrialPart = (typeof trialParts)[number];
/** Why: any assay that read the alleles counts; read after the trial and no condition of entry; asked without a definition; not a condition of the trial; our source does not say; details not sure enough to judge by. */
export const leftReasons = ['not_compared', 'afterwards', 'no_definition', 'none_asked', 'not_stated', 'unsure'] as const;
export interface TrialLeft { readonly what: TrialPart; readonly why: (typeof leftReasons)[number] }

/** One trial's criteria, read with the same machinery. */
export interface TrialReadiness {
  readonly id: string;
  readonly name: string;
  readonly verdict: RechallengeVerdict;
  readonly gates: readonly GateResult[];
  /** What of the trial these gates leave out: design, plasma read afterwards only, doubts about a figure. */
  readonly note: string;
  /** Parts of the published criteria that no gate evaluates, each with the reason: a verdict is about the others alone. */
  readonly left: readonly TrialLeft[];
}

/** A resistance clone known in this patient, and when it is expected below the bound. Probabilities 0–1. */
export interface CloneWindow {
  readonly gene: string;
  readonly variant: string;
  /** Given that it clears; null without a decay fit, or when it is likelier not to: the reason stands beside. */
  readonly clearanceDay: Interval | null;
  readonly pBelowNow: number | null;
  /** P(it does not fall below the bound by itself); null without a fit, absent in evaluations of earlier versions. */
  readonly pNeverClears?: number | null;
  readonly reason: string | null;
}

export interface RechallengeResult {
  readonly verdict: RechallengeVerdict;
  /** One sentence, always with the date of the sample where there is one. */
  readonly wording: string;
  readonly sampleDay: number | null;
  readonly sampleSpecimens: readonly string[];
  readonly gates: readonly GateResult[];
  /** The single test that would answer every open gate, where one would; else null. */
  readonly answeredBy: OpeningTest | null;
  /** Day on which the last of all known resistance clones falls below `boundVaf`, given that they do: median and 95 %; null without a date for each. */
  readonly clearance: Interval | null;
  readonly clearanceReason: string | null;
  readonly clones: readonly CloneWindow[];
  /** P(all known resistance clones are below `boundVaf` on the day of the evaluation). */
  readonly pAllBelowNow: number | null;
  /** First day on which that probability exceeds 0.8; null too when one is too likely never to clear. */
  readonly earliestDay: number | null;
  readonly boundVaf: number;
  /** Smallest VAF at which the sample would have called any required RAS/BRAF allele with 95 % probability; null: not all tested, or one called. */
  readonly excludedToVaf: number | null;
  /** The same as a share of the tumour signal, 0–1; null also when not even the whole tumour would have shown. */
  readonly excludedToShare: number | null;
  readonly trials: readonly TrialReadiness[];
  /** What published series saw in patients selected this way: context, not a forecast. */
  readonly context: string;
  readonly criteriaVersion: string;
}
