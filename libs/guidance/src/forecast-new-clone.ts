/**
 * What the forecast of a new resistant clone reads off a patient at the last draw: time on the drug, what is there already, and molecules of variants
 * that were never called, which may be one's first. The fitting script and the engine share this one function.
 */
import { backgroundTail } from '@clonewatch/kinetics';
import { countDraws } from './assemble.js';
import { currentLine, lineKindOf, type LineKind } from './forecast-features.js';
import type { Snapshot } from './snapshot.js';

export interface NewCloneState {
  readonly lineKind: LineKind;
  readonly daysOnLine: number;
  /** Resistance variants called so far; looked for and never called. */
  readonly called: number;
  readonly open: number;
  /** −ln P(as many molecules from background alone) of the last draw: the largest among the variants never called. 0: nothing seen. */
  readonly evidence: number;
}

/** Null without a line, or where no resistance variant is left that could be called for the first time. */
export function newCloneState(snap: Snapshot): NewCloneState | null {
  const current = currentLine(snap);
  const last = snap.draws.at(-1);
  if (!current || !last) return null;
  const watched = snap.series.filter((s) => snap.roles.get(s.key)!.alerting).map((s) => countDraws(s));
  const open = watched.filter((draws) => draws.length > 0 && !draws.some((d) => d.called));
  if (open.length === 0) return null;
  const seen = open.flatMap((draws) => draws.filter((d) => d.day === last.day && d.k > 0).map((d) => -Math.log(Math.max(1e-8, backgroundTail(d)))));
  return {
    lineKind: lineKindOf(snap, current.line, current.index), daysOnLine: Math.max(0, last.day - current.line.startDay), called: watched.length - open.length, open: open.length,
    evidence: Math.min(6, Math.max(0, ...seen)),
  };
}

/** Names of the covariates, in order. */
export const newCloneCovariates = ['log_weeks_ahead', 'log_weeks_on_line', 'log_weeks_squared', 'clones_called', 'log_variants_open', 'evidence'] as const;

/** Covariates for a next draw `days` after the last. */
export function newCloneCovariatesAt(s: NewCloneState, days: number): readonly number[] {
  const weeks = Math.min(2.5, Math.log((s.daysOnLine + 14) / 84));
  return [Math.log(Math.max(7, days) / 28), weeks, weeks * weeks, Math.min(3, s.called), Math.log(s.open), s.evidence];
}
