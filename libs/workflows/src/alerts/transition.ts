/** What a person does with an alert: takes it up, puts it off with an end, closes it. The data alone open and retract. */
import type { TransitionEntry, WireAlert } from '@clonewatch/contracts';
import { dateOfDay, dayOfDate, isCalendarDate, type AlertState } from '@clonewatch/domain';
import type { Scope, Store } from '@clonewatch/store';
import { readAlerts } from '../reads/patients.js';
import { longestSnooze } from './policy.js';
import { conflict, expectVersion, notThere, RecordRefused } from '../record/refused.js';
import { change } from '../record/with-patient.js';
import { once, type Writer } from '../record/writer.js';

/** From which states a person may go where; what is put off may be put off anew, to another day. A closed or retracted alert stays so: what comes after is a new alert. */
export const allowed: Readonly<Record<TransitionEntry['to'], readonly AlertState[]>> = {
  acknowledged: ['open', 'snoozed'],
  in_review: ['open', 'acknowledged', 'snoozed'],
  snoozed: ['open', 'acknowledged', 'in_review', 'snoozed'],
  closed: ['open', 'acknowledged', 'in_review', 'snoozed'],
};

interface AlertRow { id: string; siteId: string; patientId: string; state: AlertState; owner: string | null; version: number; lastActor: string; lastAt: Date }

export interface TransitionRequest { readonly id: string; readonly entry: TransitionEntry; /** What If-Match named; null: not sent, the states alone protect. */ readonly version: number | null; readonly today: string }

/** Answers the alert as it stands then. */
export function transitionAlert(store: Store, writer: Writer, request: TransitionRequest): Promise<WireAlert> {
  return change(store, writer, async (scope) => {
    const found = await lockAlert(scope, request.id, writer.siteIds);
    return once(scope, found.siteId, writer, { ...request, today: null }, async () => {
      expectVersion(request.version, found.version, `The alert (now ${found.state}, by ${found.lastActor} at ${found.lastAt.toISOString()})`);
      refuseState(found, request.entry.to);
      await write(scope, found, request);
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
  const until = entry.to === 'snoozed' ? snoozeEnd(entry.until ?? null, today, await longestSnooze(scope, alert.siteId)) : null;
  const parameters = [alert.siteId, alert.id, entry.to, entry.reason, entry.owner ?? null, until, entry.outcome ?? null];
  await scope.query(
    `insert into clinical.alert_transition (site_id, alert_id, seq, state, reason, owner, until, outcome)
     select $1::uuid, $2::uuid, max(seq) + 1, $3, $4, coalesce($5, $8, sec.actor()), $6::date, $7 from clinical.alert_transition where site_id = $1 and alert_id = $2`, [...parameters, alert.owner],
  );
  await scope.query(
    'update clinical.alert set state = $3, owner = coalesce($4, owner, sec.actor()), snoozed_until = $5, outcome = $6 where site_id = $1 and id = $2',
    [alert.siteId, alert.id, entry.to, entry.owner ?? null, until, entry.outcome ?? null],
  );
  scope.audit({ siteId: alert.siteId, action: 'alert.transition', patients: [alert.patientId], target: alert.id, reason: entry.reason, details: { from: alert.state, to: entry.to, ...(until ? { until } : {}) } });
  scope.emit({ siteId: alert.siteId, kind: 'alert', payload: { id: alert.id, patient: alert.patientId, state: entry.to } });
}

/** Putting off needs an end: a day after today, not further away than policy allows. */
function snoozeEnd(until: string | null, today: string, longestDays: number): string {
  const refuse = (message: string): never => {
    throw new RecordRefused('invalid', 'bad_until', message, [{ severity: 'error', code: 'bad_until', line: null, column: null, field: 'until', value: until, message }]);
  };
  if (until === null) return refuse('An alert is put off only with an end: give until, a date.');
  if (!isCalendarDate(until)) return refuse('until must be a date that exists, as YYYY-MM-DD');
  if (until <= today) return refuse('until must be after today');
  const last = dateOfDay(dayOfDate(today) + longestDays);
  return until > last ? refuse(`until may be ${last} at the latest (${longestDays} days)`) : until;
}
