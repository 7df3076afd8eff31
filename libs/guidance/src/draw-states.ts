/** What each draw said of the patient, as a cohort is looked at: one word a draw. */
import type { AlertFinding, AlertKind, CallStatus, DrawState, Evaluation } from '@clonewatch/domain';

type Named = Pick<AlertFinding, 'gene' | 'variant'>;
const nameOf = (v: Named): string => `${v.gene} ${v.variant}`;
/** The variants a finding is about: its own, or the members that rose together. */
const namedBy = (finding: Pick<AlertFinding, 'gene' | 'variant' | 'members'>): readonly Named[] => (finding.variant === null ? finding.members : [finding]);

/** A rise was called; and: the clone is there, no rise called. */
const risen: ReadonlySet<AlertKind> = new Set(['resistance_emerging', 'resistance_regrowth']);
const present: ReadonlySet<AlertKind> = new Set(['resistance_detected', 'resistance_at_baseline', 'resistance_persisting']);
const burden: ReadonlySet<AlertKind> = new Set(['burden_rising', 'progression_unexplained']);

/**
 * The finding by which everything that this one names was below its bound in two informative draws: the last of them, when several variants are named. Undefined: something of it
 * still stands. The bound after the firing counts, never one before it.
 */
export function belowBoundOf(finding: Pick<AlertFinding, 'gene' | 'variant' | 'members' | 'firedDay'>, alerts: Evaluation['alerts']): AlertFinding | undefined {
  const each = namedBy(finding).map((v) => alerts.find((a) => a.kind === 'resistance_below_bound' && a.gene === v.gene && a.variant === v.variant && a.firedDay > finding.firedDay));
  return each.length === 0 || each.includes(undefined) ? undefined : each.reduce((x, y) => (y!.firedDay > x!.firedDay ? y : x));
}

/** What the draw's readings of resistance variants leave: `all` read and none called, `some` of them not covered or failed, `none` read; and which were called. */
function readingsOf(series: Evaluation['series'], specimenId: string): { readonly called: ReadonlySet<string>; readonly read: 'all' | 'some' | 'none' } {
  const rows = series.filter((s) => s.role === 'resistance').map((s) => ({ name: nameOf(s), statuses: s.points.filter((p) => p.specimenId === specimenId).map((p): CallStatus => p.status) }));
  const read = rows.filter((r) => r.statuses.includes('detected') || r.statuses.includes('not_detected')).length;
  return { called: new Set(rows.filter((r) => r.statuses.includes('detected')).map((r) => r.name)), read: read === 0 ? 'none' : read === rows.length ? 'all' : 'some' };
}

/**
 * One state a draw, in the order of the draws; `day` on the patient's timeline. What was retracted does not count. A rise is shown where the draw itself called the clone; where the
 * clone stands from before and the draw did not call it, the draw says so, whether it could not answer or not deeply enough: missing data resolve nothing. A burden that rose counts
 * at its own draw alone: nothing says when it ended. A variant called without a standing alert (the draw is suspect, say) is there; one that was not read is never among what was not
 * found.
 */
export function drawStatesOf(evaluation: Pick<Evaluation, 'draws' | 'alerts' | 'retracted' | 'series'>): { day: number; state: DrawState }[] {
  const gone = new Set(evaluation.retracted);
  const standing = evaluation.alerts.filter((a) => !gone.has(a.episode))
    .map((a) => ({ kind: a.kind, names: namedBy(a).map(nameOf), from: a.firedDay, until: belowBoundOf(a, evaluation.alerts)?.firedDay ?? Infinity }));
  return evaluation.draws.map(({ day, informative, specimenId }) => {
    const { called, read } = readingsOf(evaluation.series, specimenId);
    const now = standing.filter((a) => a.from <= day && day < a.until);
    if (now.some((a) => risen.has(a.kind) && a.names.some((n) => called.has(n)))) return { day, state: 'risen' };
    if (called.size > 0) return { day, state: 'present' };
    if (now.some((a) => risen.has(a.kind) || present.has(a.kind))) return { day, state: 'standing' };
    if (now.some((a) => burden.has(a.kind) && a.from === day)) return { day, state: 'burden_rising' };
    if (informative === 'not_informative') return { day, state: 'not_informative' };
    if (read === 'none') return { day, state: 'not_tested' };
    return { day, state: informative === 'informative' && read === 'all' ? 'none_found' : 'limited' };
  });
}
