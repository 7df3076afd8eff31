/** What a person does with an alert: takes it up, comments, puts it off with an end, closes it. The data alone open and retract. */
import type { AlertNote, TransitionEntry, WireAlert } from '@clonewatch/contracts';
import { dateOfDay, dayOfDate, isCalendarDate, type AlertState } from '@clonewatch/domain';
import type { Scope, Store } from '@clonewatch/store';
import { readAlerts } from '../reads/patients.js';
import { conflict, expectVersion, notThere, RecordRefused } from '../record/refused.js';
import { change } from '../record/with-patient.js';
import { once, type Writer } from '../record/writer.js';
import { longestSnooze } from './policy.js';

/** From which states a person may go where; what is put off may be put off anew, to another day. A closed or retracted alert stays so: what comes after is a new alert. */
export const allowed: Readonly<Record<TransitionEntry['to'], readonly AlertState[]>> = {
  acknowledged: ['open', 'snoozed'],
  in_review: ['open', 'acknowledged', 'snoozed'],
  snoozed: ['open', 'acknowledged', 'in_review', 'snoozed'],
  closed: ['open', 'acknowledged', 'in_review', 'snoozed'],
};

interface AlertRow { id: string; siteId: string; patientId: string; state: AlertState; owner: string | null; version: number; lastActor: string; lastAt: Date }

/** `version`: what If-Match named; null: not sent, the states alone protect. */
export interface TransitionRequest { readonly id: string; readonly entry: TransitionEntry; readonly version: number | null; readonly today: string }

/** Answers the alert as it stands then. */
export function transitionAlert(store: Store, writer: Writer, request: TransitionRequest): Promise<WireAlert> {
  return onAlert(store, writer, request.id, request.version, { ...request, today: null }, async (scope, alert) => {
    refuseState(alert, request.entry.to);
    await write(scope, alert, request);
  });
}

/** A comment, another owner or due day; the state stays. What is closed or retracted may still be commented on. */
export function noteAlert(store: Store, writer: Writer, request: { readonly id: string; readonly entry: AlertNote; readonly version: number | null }): Promise<WireAlert> {
  return onAlert(store, writer, request.id, request.version, request, async (scope, alert) => {
    const { comment, owner, due } = request.entry;
    const dueOn = checkedDate('due', due ?? null);
    await scope.query(
      `insert into clinical.alert_transition (site_id, alert_id, seq, state, owner, due, comment)
       select $1::uuid, $2::uuid, max(seq) + 1, $3, $4, $5::date, $6 from clinical.alert_transition where site_id = $1 and alert_id = $2`, [alert.siteId, alert.id, alert.state, owner ?? null, dueOn, comment],
    );
    await scope.query('update clinical.alert set owner = coalesce($3, owner), due_on = coalesce($4, due_on) where site_id = $1 and id = $2', [alert.siteId, alert.id, owner ?? null, dueOn]);
    scope.audit({ siteId: alert.siteId, action: 'alert.note', patients: [alert.patientId], target: alert.id, details: { fields: Object.keys(request.entry) } });
    scope.emit({ siteId: alert.siteId, kind: 'alert', payload: { id: alert.id, patient: alert.patientId, state: alert.state } });
  });
}

function onAlert(store: Store, writer: Writer, id: string, version: number | null, request: unknown, work: (scope: Scope, alert: AlertRow) => Promise<void>): Promise<WireAlert> {
  return change(store, writer, async (scope) => {
    const found = await lockAlert(scope, id, writer.siteIds);
    return once(scope, found.siteId, writer, request, async () => {
      expectVersion(version, found.version, `The alert (now ${found.state}, by ${found.lastActor} at ${found.lastAt.toISOString()})`);
      await work(scope, found);
      const [alert] = await readAlerts(scope, { patientId: null, siteIds: [found.siteId], limit: 1, after: null, id: found.id });
      return alert!;
    });
  });
}

async function lockAlert(scope: Scope, id: string, siteIds: readonly string[]): Promise<AlertRow> {
  const [row] = await scope.query<AlertRow>(
    `select a.id, a.site_id as "siteId", a.patient_id as "patientId", a.state, a.owner, t.seq as version, t.actor as "lastActor", t.at as "lastAt"
     from clinical.alert a cross join lateral (select seq, actor, at from clinical.alert_transition where site_id = a.site_id and alert_id = a.id order by seq desc limit 1) t
     where a.id = $1 and a.site_id = any($2::uuid[]) for update of a`, [id, siteIds],
  );
  if (!row) throw notThere();
  // Read again under the lock: the one we waited for may have moved it.
  const [now] = await scope.query<Pick<AlertRow, 'version' | 'lastActor' | 'lastAt'>>(
    'select seq as version, actor as "lastActor", at as "lastAt" from clinical.alert_transition where site_id = $1 and alert_id = $2 order by seq desc limit 1', [row.siteId, id],
  );
  return { ...row, ...now };
}

function refuseState(alert: AlertRow, to: TransitionEntry['to']): void {
  if (allowed[to].includes(alert.state)) return;
  const words = alert.state === to ? `is ${alert.state} already` : `is ${alert.state} and cannot become ${to}`;
  throw conflict('wrong_state', `The alert ${words} (by ${alert.lastActor} at ${alert.lastAt.toISOString()}${alert.owner ? `; owner ${alert.owner}` : ''}).`);
}

async function write(scope: Scope, alert: AlertRow, { entry, today }: TransitionRequest): Promise<void> {
  const untilDraw = entry.to === 'snoozed' && entry.until === 'next_draw';
  const until = entry.to === 'snoozed' ? snoozeEnd(entry.until ?? null, today, await longestSnooze(scope, alert.siteId)) : null;
  const outcomeOn = checkedDate('outcome_on', entry.outcome_on ?? null);
  if (outcomeOn !== null && outcomeOn > today) refuseField('outcome_on', outcomeOn, 'outcome_on must not be after today');
  const due = checkedDate('due', entry.due ?? null);
  await scope.query(
    `insert into clinical.alert_transition (site_id, alert_id, seq, state, reason, owner, until, outcome, until_draw, due, outcome_on)
     select $1::uuid, $2::uuid, max(seq) + 1, $3, $4, coalesce($5, $8, sec.actor()), $6::date, $7, $9, $10::date, $11::date from clinical.alert_transition where site_id = $1 and alert_id = $2`,
    [alert.siteId, alert.id, entry.to, entry.reason, entry.owner ?? null, until, entry.outcome ?? null, alert.owner, untilDraw, due, outcomeOn],
  );
  await scope.query(
    `update clinical.alert set state = $3, owner = coalesce($4, owner, sec.actor()), snoozed_until = $5, outcome = $6, due_on = coalesce($7, due_on), outcome_on = $8, snoozed_draw = $9
     where site_id = $1 and id = $2`,
    [alert.siteId, alert.id, entry.to, entry.owner ?? null, until, entry.outcome ?? null, due, outcomeOn, untilDraw ? await lastDraw(scope, alert) : null],
  );
  scope.audit({ siteId: alert.siteId, action: 'alert.transition', patients: [alert.patientId], target: alert.id, reason: entry.reason, details: { from: alert.state, to: entry.to, ...(until ? { until } : {}), ...(untilDraw ? { until_draw: true } : {}) } });
  scope.emit({ siteId: alert.siteId, kind: 'alert', payload: { id: alert.id, patient: alert.patientId, state: entry.to } });
}

/** Before any draw there was. */
const noDraw = -2_000_000_000;

async function lastDraw(scope: Scope, alert: AlertRow): Promise<number> {
  const [row] = await scope.query<{ day: number | null }>(
    `select (e.summary -> 'lastDraw' ->> 'day')::int as day from clinical.patient p join clinical.evaluation e on e.site_id = p.site_id and e.id = p.evaluation_id
     where p.site_id = $1 and p.id = $2`, [alert.siteId, alert.patientId],
  );
  return row?.day ?? noDraw;
}

function refuseField(field: string, value: string | null, message: string): never {
  const code = `bad_${field}`;
  throw new RecordRefused('invalid', code, message, [{ severity: 'error', code, line: null, column: null, field, value, message }]);
}

function checkedDate(field: string, value: string | null): string | null {
  if (value !== null && !isCalendarDate(value)) refuseField(field, value, `${field} must be a date that exists, as YYYY-MM-DD`);
  return value;
}

/** Putting off needs an end: a day after today, not further away than policy allows; the next draw ends it too, and then policy's last day does. */
function snoozeEnd(until: string | null, today: string, longestDays: number): string {
  const last = dateOfDay(dayOfDate(today) + longestDays);
  if (until === null) return refuseField('until', until, 'An alert is put off only with an end: give until, a date or next_draw.');
  if (until === 'next_draw') return last;
  checkedDate('until', until);
  if (until <= today) return refuseField('until', until, 'until must be after today');
  return until > last ? refuseField('until', until, `until may be ${last} at the latest (${longestDays} days)`) : until;
}
