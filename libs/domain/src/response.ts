/** Molecular response to each line of therapy: what the burden in plasma did against the draw at its start. */
import type { Interval } from './evaluation.js';

/**
 * ctMoniTR classes by the highest VAF of the variants frozen at baseline: `cleared` (100 %: none called, all covered), falls of at least 90 and
 * 50 %, `none` (less, or a rise). The class is of the samples as measured; whether the bound supports it is said beside (`provableFall`).
 */
export const responseClasses = ['cleared', 'fall_90', 'fall_50', 'none'] as const;
export type ResponseClass = (typeof responseClasses)[number];

/** Why a line, or a draw of it, has no ratio. None of them is a change of 0 %. */
export type ResponseGap =
  | 'no_baseline_draw' | 'baseline_not_covered' | 'baseline_failed_qc' | 'baseline_not_detected' | 'not_covered' | 'failed_qc' | 'not_computed';

/** How much tumour DNA a draw holds, over the variants frozen at baseline. */
export interface BurdenLevel {
  /** Mean VAF: posterior median and 95 %, background subtracted; a fraction. */
  readonly meanVaf: Interval;
  /** Mean tumour molecules per mL of plasma: mean VAF × input genome equivalents / plasma volume; null without both. */
  readonly mtmPerMl: Interval | null;
  /** Mean of the mutant copies per mL as the laboratory gave them; null unless given for every variant used. */
  readonly copiesPerMl: number | null;
  /** Some depth was assumed because the file gave a VAF only: every number of the draw rests on it. */
  readonly depthAssumed: boolean;
}

export interface ResponseDraw {
  readonly specimenId: string;
  readonly day: number;
  /** T1: up to 7 weeks from the start of the line, T2: up to 13. The last draw inside each counts as the landmark. */
  readonly landmark: 't1' | 't2' | null;
  /** Null when evaluable. */
  readonly reason: ResponseGap | null;
  /** Variants of the frozen set that this draw could read. */
  readonly variantsRead: number;
  readonly burden: BurdenLevel | null;
  /** Mean VAF over mean VAF at baseline, same variants: 95 %, counting error of both draws. */
  readonly ratio: Interval | null;
  /** P(ratio < 0.5) and P(ratio < 0.1), counting error only. */
  readonly pHalved: number | null;
  readonly pTenth: number | null;
  /** P that the tumour's own signal halved: counting error and the draw-to-draw variation of shedding. */
  readonly pTumourHalved: number | null;
  /** Change of the highest VAF as measured: −1 … ∞. */
  readonly maxChange: number | null;
  readonly class: ResponseClass | null;
  /** P(fall of the highest VAF ≥ 50 %), P(≥ 90 %), counting error. */
  readonly pFall50: number | null;
  readonly pFall90: number | null;
  /** Largest fall the upper bound supports against the baseline as measured, 0–1. A class beyond it is not provable in this draw. */
  readonly provableFall: number | null;
  readonly classProvable: boolean | null;
  /** Cleared only: P that the draw would have called something had a tenth of the baseline remained. */
  readonly pSeenTenth: number | null;
  /** Another assay than at baseline: laboratories differ, by about 15 % where nothing else is known. */
  readonly assayChanged: boolean;
}

export interface LineResponse {
  readonly regimen: string;
  readonly startDay: number;
  readonly stopDay: number | null;
  /** Why the line cannot be evaluated; null when it can. */
  readonly reason: ResponseGap | null;
  readonly baseline: {
    readonly specimenId: string;
    readonly day: number;
    /** The variants called then, without haematopoietic, inherited and amplified ones: the set stays frozen. */
    readonly variants: readonly { readonly gene: string; readonly variant: string }[];
    readonly maxVaf: number;
    readonly burden: BurdenLevel;
  } | null;
  /** Draws of the line after the baseline, oldest first. */
  readonly draws: readonly ResponseDraw[];
}

export interface PatientResponse {
  /** Index of the line in focus (in use at the last draw, else the last begun); null without a line. */
  readonly focus: number | null;
  readonly lines: readonly LineResponse[];
}
