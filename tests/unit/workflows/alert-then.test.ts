/** An alert as of a day: the steps that were taken by its end, a snooze that has run out, the data's own closing and retraction. */
import { dayOfDate, type AlertFinding, type Evaluation, type PatientRecord } from '@clonewatch/domain';
import { alert } from '../ui/page';
import { alertThen } from '../../../libs/workflows/src/reads/alert-then.js';

const step = (state: string, on: string, more: object = {}): ReturnType<typeof alert>['transitions'][number] =>
  ({ state, at: `${on}T12:00:00Z`, reason: null, actor: 'anna', owner: 'anna', until: null, outcome: null, until_draw: false, due: null, outcome_on: null, comment: null, ...more }) as never;
const finding = { kind: 'not_informative', episode: 'e', firedDay: dayOfDate('2026-05-07'), gene: null, variant: null, members: [], evidence: {} } as unknown as AlertFinding;
const evaluation = (more: object = {}): Evaluation => ({ timeline: { kind: 'calendar' }, asOfDay: null, alerts: [], retracted: [], draws: [], series: [], ...more }) as unknown as Evaluation;
const record = { treatments: [] } as unknown as PatientRecord;
const steps = [
  step('open', '2026-05-08', { actor: 'service', owner: null }), step('acknowledged', '2026-05-10', { due: '2026-06-01' }), step('snoozed', '2026-05-12', { until: '2026-05-20', owner: 'boris' }), step('snoozed', '2026-05-14', { comment: 'asked' }),
  step('open', '2026-05-21', { actor: 'service', owner: null }), step('closed', '2026-05-30', { outcome: 'false_alarm', outcome_on: '2026-05-29' }),
];
const then = (on: string, more: object = {}, list = steps): ReturnType<typeof alertThen> => alertThen(alert('a', { transitions: list, state: 'closed' }), finding, { evaluation: evaluation(more), record, calendarDay: dayOfDate(on) });
const informative = { draws: [{ day: dayOfDate('2026-05-16'), specimenId: 'S6', informative: 'informative' }] };

it('the state, owner and due day of each day', () => {
  expect(['2026-05-09', '2026-05-10', '2026-05-12', '2026-05-15', '2026-05-20', '2026-05-21', '2026-05-30'].map((d) => { const a = then(d); return [a.state, a.owner, a.due, a.snoozed_until, a.outcome, a.transitions.length]; })).toEqual([
    ['open', null, null, null, null, 1], ['acknowledged', 'anna', '2026-06-01', null, null, 2], ['snoozed', 'boris', '2026-06-01', '2026-05-20', null, 3], ['snoozed', 'anna', '2026-06-01', '2026-05-20', null, 4],
    // The snooze ended on its day, though the step was written on the next.
    ['open', 'anna', '2026-06-01', null, null, 4], ['open', 'anna', '2026-06-01', null, null, 5], ['closed', 'anna', '2026-06-01', null, 'false_alarm', 6],
  ]);
});

it('its opening is there on the day it fired, though results imported later wrote it later', () => {
  expect(then('2026-05-07')).toMatchObject({ state: 'open', transitions: [{ state: 'open' }] });
});

it('what the data of that day close or retract is so on that day, with the step that says why', () => {
  const late = [steps[0]!, step('closed', '2026-11-01', { actor: 'service', owner: null, reason: 'informative again' })];
  expect(then('2026-05-15', {}, late)).toMatchObject({ state: 'open', transitions: [{}] });
  expect(then('2026-05-16', informative, late)).toMatchObject({ state: 'closed', outcome: null, transitions: [{}, { reason: 'informative again' }] });
  expect(then('2026-05-16', { retracted: ['e'] }).state).toBe('retracted');
  // A person's own closing stands, with its outcome.
  expect(then('2026-05-30', informative)).toMatchObject({ state: 'closed', outcome: 'false_alarm' });
});

it('in day numbers no step of a person has a place', () => {
  const a = alertThen(alert('a', { transitions: steps, state: 'closed' }), finding, { evaluation: evaluation(), record, calendarDay: null });
  expect([a.state, a.owner, a.transitions.length]).toEqual(['open', null, 1]);
});
