/** What each draw said of the patient, as a cohort is looked at: one word a draw. */
import type { AlertFinding, AlertKind, DrawState, Evaluation } from '@clonewatch/domain';

/** A rise was called; and: the clone is there, no rise called. */
const risen: ReadonlySet<AlertKind> = new Set(['resistance_emerging', 'resistance_regrowth']);
const present: ReadonlySet<AlertKind> = new Set(['resistance_detected', 'resistance_at_baseline', 'resistance_persisting']);
const burden: ReadonlySet<AlertKind> = new Set(['burden_rising', 'progression_unexplained']);

/**
 * The finding by which everything that this one names was below its bound in two informative draws: the last of them, when several variants are named. Undefined: something of it
 * still stands. The bound after the firing counts, never one before it.
 */
export function belowBoundOf(finding: Pick<AlertFinding, 'gene' | 'variant' | 'members' | 'firedDay'>, alerts: Evaluation['alerts']): AlertFinding | undefined {
  const named = finding.variant === null ? finding.members : [{ gene: finding.gene, variant: finding.variant }];
  const each = named.map((v) => alerts.find((a) => a.kind === 'resistance_below_bound' && a.gene === v.gene && a.variant === v.variant && a.firedDay > finding.firedDay));
  return each.length === 0 || each.includes(undefined) ? undefined : each.reduce((x, y) => (y!.firedDay > x!.firedDay ? y : x));
}

/** One state a draw, in the order of the draws; `day` on the patient's timeline. What was retracted does not count. A burden that rose counts at its own draw alone: nothing says when it ended. */
export function drawStatesOf(evaluation: Pick<Evaluation, 'draws' | 'alerts' | 'retracted'>): { day: number; state: DrawState }[] {
  const gone = new Set(evaluation.retracted);
  const standing = evaluation.alerts.filter((a) => !gone.has(a.episode)).map((a) => ({ kind: a.kind, from: a.firedDay, until: belowBoundOf(a, evaluation.alerts)?.firedDay ?? Infinity }));
  return evaluation.draws.map(({ day, informative }) => {
    const now = standing.filter((a) => a.from <= day && day < a.until);
    if (now.some((a) => risen.has(a.kind))) return { day, state: 'risen' };
    if (now.some((a) => present.has(a.kind))) return { day, state: 'present' };
    if (now.some((a) => burden.has(a.kind) && a.from === day)) return { day, state: 'burden_rising' };
    return { day, state: informative === 'informative' ? 'none_found' : informative };
  });
}
