/** What a reader with forty seconds needs above the chart: read off an evaluation, never computed twice. Days are of the patient's timeline. */
import type { Interval } from './evaluation.js';
import type { AlertKind, AlertState, Severity, VariantRole } from './vocabulary.js';
import type { OpeningTest } from './rechallenge.js';

/**
 * Truncal signal and resistance read together. `response`: truncal falls, no resistance rises. `clonal_replacement`: truncal falls while a
 * resistant clone rises. `truncal_only`: truncal rises, no resistance variant is called. `progression`: both rise. `dilution`: the fraction fell and
 * the tumour molecules per mL did not. `unmoved`: neither is shown to move. `cannot_tell`: the draw, or their number, does not say.
 */
export const readingKinds = ['response', 'clonal_replacement', 'truncal_only', 'progression', 'emergence', 'dilution', 'unmoved', 'cannot_tell'] as const;
export type ReadingKind = (typeof readingKinds)[number];

/** One clone's share of the truncal signal in the last draw. `upper`: not called there; the bound of its share. Both null: `reason` says why. */
export interface CloneShare {
  readonly clone: string | null;
  readonly label: string;
  readonly role: VariantRole;
  readonly share: Interval | null;
  readonly upper: number | null;
  readonly reason: string | null;
}

/** Largest clone that the last draw would still have missed once in twenty: `vaf` a fraction, `share` of the truncal signal (above 1: not even all of it). */
export interface MissedClone {
  readonly vaf: number | null;
  readonly share: number | null;
  /** Variant that sets it. */
  readonly label: string | null;
  /** Tracked resistance variants that the draw did not look at. */
  readonly unread: readonly string[];
  readonly reason: string | null;
}

/** `good` only for what was shown; `open`: not tested, not repeated; `warning`: speaks against comparing. */
export interface TrustItem { readonly id: 'repeat' | 'wbc' | 'assay' | 'volume'; readonly state: 'good' | 'open' | 'warning'; readonly text: string }

export interface Glance {
  readonly reading: { readonly kind: ReadingKind; readonly text: string };
  readonly shares: readonly CloneShare[];
  /** Months since the last anti-EGFR dose; null months while on it, never given, or without a calendar. */
  readonly antiEgfr: { readonly state: 'on' | 'off' | 'never'; readonly months: number | null };
  readonly missed: MissedClone;
  readonly trust: readonly TrustItem[];
  /** Drawn, and no result yet. */
  readonly pending: readonly { readonly specimenId: string; readonly day: number }[];
  readonly nextCycleInDays: number | null;
  /** On a drug against confirmed resistance, and no decision is recorded. */
  readonly conflict: string | null;
  /** The one test that would change the answer; null: none by itself would. */
  readonly test: { readonly kind: OpeningTest | 'imaging'; readonly text: string; readonly why: string } | null;
}

/** One thing that differs between two evaluations of the same patient. `weight`: 0 matters most. */
export interface Change { readonly kind: 'draw' | 'withdrawn' | 'corrected' | 'alert' | 'first_call' | 'trend' | 'verdict' | 'treatment'; readonly text: string; readonly weight: number }

/** An alert as far as the glance needs it. `members`: the variants it names. `evidence`: of a conflict, the line concerned. */
export interface AlertGlimpse {
  readonly kind: AlertKind; readonly severity: Severity; readonly state: AlertState; readonly gene: string | null; readonly variant: string | null; readonly grade: string | null; readonly firedDay: number;
  readonly members: readonly { readonly gene: string; readonly variant: string }[]; readonly evidence: Readonly<Record<string, unknown>>;
}
