/** An alert as it stood on a day: what the data said by then, and what people had done with it by the end of that day. */
import { dateOfDay, type AlertFinding, type AlertState, type Evaluation, type PatientRecord } from '@clonewatch/domain';
import type { WireAlert } from '@clonewatch/contracts';
import { today } from '@clonewatch/runtime';
import { closedBy } from '../evaluate/alerts.js';

type Step = WireAlert['transitions'][number];
type Then = Pick<WireAlert, 'state' | 'owner' | 'due' | 'snoozed_until' | 'snoozed_until_draw' | 'outcome' | 'outcome_on' | 'transitions'>;

/** What was known on the day: the evaluation of it with the whole record, and the day on the calendar; null for records in day numbers, to which no step of a person has a place. */
export interface Known { readonly evaluation: Evaluation; readonly record: PatientRecord; readonly calendarDay: number | null }

/** `stored`: the alert now; `finding`: what it said then. Its opening is always among the steps: with results imported later, it was written later than the day it fired. */
export function alertThen(stored: WireAlert, finding: AlertFinding, { evaluation, record, calendarDay }: Known): Then {
  const [opened, ...rest] = stored.transitions;
  const upTo = calendarDay === null ? null : dateOfDay(calendarDay);
  const known = upTo === null ? [] : rest.filter((t) => today(new Date(t.at)) <= upTo);
  const asleepUntil = known.findLast((t) => t.state === 'snoozed' && t.until !== null)?.until ?? null;
  const byPeople = stateOf(known.at(-1), asleepUntil, upTo);
  const byData = evaluation.retracted.includes(finding.episode) ? 'retracted' : byPeople !== 'closed' && closedBy(finding, evaluation, record) !== null ? 'closed' : null;
  const state = byData ?? byPeople;
  // Of the data's own step, the one that is on record says why; it may have been written after that day, with the file.
  const settling = byData === null || known.at(-1)?.state === byData ? [] : rest.filter((t) => t.actor === 'service' && t.state === byData).slice(0, 1);
  const last = known.findLast((t) => t.state === state && t.comment === null);
  const newest = <K extends 'owner' | 'due'>(field: K): Step[K] | null => known.findLast((t) => t[field] !== null)?.[field] ?? null;
  return {
    state, owner: newest('owner'), due: newest('due'), snoozed_until: state === 'snoozed' ? asleepUntil : null, snoozed_until_draw: state === 'snoozed' && last?.until_draw === true,
    outcome: state === 'closed' ? last?.outcome ?? null : null, outcome_on: state === 'closed' ? last?.outcome_on ?? null : null, transitions: [...(opened ? [opened] : []), ...known, ...settling],
  };
}

/** A snooze has ended on its day, also where that step was written on a later one. */
function stateOf(last: Step | undefined, asleepUntil: string | null, upTo: string | null): AlertState {
  if (!last) return 'open';
  return last.state === 'snoozed' && asleepUntil !== null && upTo !== null && asleepUntil <= upTo ? 'open' : last.state;
}
