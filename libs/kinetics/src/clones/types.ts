import type { Interval } from '@clonewatch/domain';
import type { CountDraw } from '../draws.js';

/** What is known of a variant beside its counts: truncal by gene, tissue or target; a resistance variant; neither. */
export type CloneRole = 'truncal' | 'resistance' | 'other';

/** One tumour variant to be grouped. Haematopoietic and germline variants do not belong here. */
export interface CloneVariant {
  /** Unique among the variants; decides ties, so the order in which variants are given does not matter. */
  readonly key: string;
  readonly role: CloneRole;
  /** Pooled counts, at most one entry a specimen; a draw that did not cover the variant has none. A call without counts has depth 0. */
  readonly draws: readonly CountDraw[];
}

export interface CloneOptions {
  /** Prior median of a variant's own noise, sd of ln VAF, above 0; the counts decide how far from it to go. */
  readonly ownLogSd: number;
  /** Day numbers only order the draws. */
  readonly drawOrder: boolean;
}

/** Share of the tumour's cells that carry the clone in one draw. */
export interface ClonePrevalence { readonly day: number; readonly specimenId: string; readonly share: Interval; readonly called: boolean }

export interface Clone {
  /** `C0` for the truncal cluster; else `C` and the place of its first variant in the order of first calls. */
  readonly id: string;
  /** Keys of its variants, in order of first call. */
  readonly variants: readonly string[];
  readonly parent: string | null;
  readonly order: 'nested' | 'undetermined';
  /** Draws that can say something, oldest first; empty without a truncal cluster. */
  readonly prevalence: readonly ClonePrevalence[];
}
