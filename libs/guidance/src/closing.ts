/** What answers an alert after it has fired, apart from draws that bring it below its bound: the decision about the drug. */
import { wireDay, type AlertFinding, type Timeline, type TreatmentLine } from '@clonewatch/domain';

const reasons: Readonly<Record<NonNullable<TreatmentLine['stopReason']>, string>> = { progression: 'for progression', toxicity: 'for toxicity', planned: 'as planned', other: 'for another reason' };

/** `evidence.line` of a conflict: the line concerned, by regimen, drugs and first day. */
interface ConcernedLine { readonly regimen: string; readonly agents: readonly string[]; readonly started_on?: string; readonly started_day?: number }

/** Rows of the line that a `therapy_conflict` concerns; none of an alert of another kind. */
export function concernedRows(finding: Pick<AlertFinding, 'kind' | 'evidence'>, lines: readonly TreatmentLine[], timeline: Timeline): readonly TreatmentLine[] {
  const line = finding.kind === 'therapy_conflict' ? (finding.evidence.line as ConcernedLine | undefined) : undefined;
  if (!line) return [];
  const start = line.started_on ?? line.started_day;
  return lines.filter((l) => wireDay(timeline, l.startDay) === start && l.regimen === line.regimen && l.agents.join() === line.agents.join());
}

/**
 * Has the line of a `therapy_conflict` been stopped by `asOfDay`? In words, with the reason recorded; null: not stopped as far as is known, or the alert is
 * of another kind. A line in several rows is stopped when each of them is; the stop of another line says nothing.
 */
export function conflictAnsweredBy(finding: AlertFinding, lines: readonly TreatmentLine[], timeline: Timeline, asOfDay: number | null): string | null {
  const rows = concernedRows(finding, lines, timeline);
  const stops = rows.map((l) => (l.stopDay !== null && asOfDay !== null && l.stopDay <= asOfDay ? l.stopDay : null));
  if (stops.length === 0 || stops.includes(null)) return null;
  const stop = Math.max(...stops.map((d) => d!));
  const why = rows.find((l) => l.stopDay === stop)!.stopReason;
  const day = `on ${timeline.kind === 'calendar' ? '' : 'day '}${wireDay(timeline, stop)}`;
  return `${rows[0]!.regimen || rows[0]!.agents.join(' + ')} stopped ${day}${why === null ? '' : ` ${reasons[why]}`}`;
}
