/** What each draw said of the patient, as a cohort is looked at: one word a draw. */
import type { AlertFinding, AlertKind, CallStatus, DrawState, Evaluation } from '@clonewatch/domain';

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

/** What the draw's readings of resistance variants leave: `called` one, `all` read and none called, `some` of them not covered or failed, `none` read. */
function readingsOf(series: Evaluation['series'], specimenId: string): 'called' | 'all' | 'some' | 'none' {
  const statuses = series.filter((s) => s.role === 'resistance').map((s): readonly CallStatus[] => s.points.filter((p) => p.specimenId === specimenId).map((p) => p.status));
  if (statuses.some((of) => of.includes('detected'))) return 'called';
  const read = statuses.filter((of) => of.includes('not_detected')).length;
  return read === 0 ? 'none' : read === statuses.length ? 'all' : 'some';
}

/**
 * One state a draw, in the order of the draws; `day` on the patient's timeline. What was retracted does not count. A burden that rose counts at its own draw alone: nothing says when
 * it ended. A variant called without a standing alert (the draw is suspect, say) is there; one that was not read in a draw is never among what was not found.
 */
export function drawStatesOf(evaluation: Pick<Evaluation, 'draws' | 'alerts' | 'retracted' | 'series'>): { day: number; state: DrawState }[] {
  const gone = new Set(evaluation.retracted);
  const standing = evaluation.alerts.filter((a) => !gone.has(a.episode)).map((a) => ({ kind: a.kind, from: a.firedDay, until: belowBoundOf(a, evaluation.alerts)?.firedDay ?? Infinity }));
  return evaluation.draws.map(({ day, informative, specimenId }) => {
    const read = readingsOf(evaluation.series, specimenId);
    const now = standing.filter((a) => a.from <= day && day < a.until);
    if (now.some((a) => risen.has(a.kind))) return { day, state: 'risen' };
    if (read === 'called' || now.some((a) => present.has(a.kind))) return { day, state: 'present' };
    if (now.some((a) => burden.has(a.kind) && a.from === day)) return { day, state: 'burden_rising' };
    if (informative === 'not_informative') return { day, state: 'not_informative' };
    if (read === 'none') return { day, state: 'not_tested' };
    return { day, state: informative === 'informative' && read === 'all' ? 'none_found' : 'limited' };
  });
}
