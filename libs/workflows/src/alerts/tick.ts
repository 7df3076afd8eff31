/** What the passing of days does by itself: snoozes end, and records in which something has become due are evaluated. */
import { startRepeating, today } from '@clonewatch/runtime';
import { listSiteIds, type Scope, type Store } from '@clonewatch/store';
import { requestOutdated } from '../evaluate/outdated.js';

export interface Ticked { readonly woken: number; readonly evaluations: number }

/**
 * Bring every site to this day. Safe to run at any time, again, and by several workers at once: what is woken or asked for is so in the transaction
 * that says it. One site's failure stops no other; the first one is thrown at the end. `since`: when the worker began; evaluations of another engine from before are made anew.
 */
export async function tick(store: Store, session: (siteId: string) => Promise<string>, day: string, since: Date): Promise<Ticked> {
  const total = { woken: 0, evaluations: 0 };
  const failures: unknown[] = [];
  for (const siteId of await listSiteIds(store)) {
    try {
      const done = await store.inSession(await session(siteId), (scope) => tickSite(scope, siteId, day, since));
      total.woken += done.woken;
      total.evaluations += done.evaluations;
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
  return total;
}

async function tickSite(scope: Scope, siteId: string, day: string, since: Date): Promise<Ticked> {
  const due = await scope.query<{ id: string }>(
    `update clinical.patient set due_on = null where site_id = $1 and id in (
       select id from clinical.patient where site_id = $1 and due_on <= $2 and merged_into is null and withdrawn_at is null order by id for update skip locked) returning id`, [siteId, day],
  );
  await scope.query(
    `insert into ops.outbox (site_id, job, payload) select $1, 'patient.evaluate', jsonb_build_object('patient_id', id, 'import_id', null, 'act_id', null) from unnest($2::uuid[]) as p(id) order by id`,
    [siteId, due.map((p) => p.id)],
  );
  const outdated = await requestOutdated(scope, siteId, since);
  const woken = await wake(scope, siteId, day);
  if (due.length + outdated > 0) scope.emit({ siteId, kind: 'evaluation', payload: { id: null, state: 'due' } });
  return { woken, evaluations: due.length + outdated };
}

/** A snooze ends on its day, whatever else has happened. */
async function wake(scope: Scope, siteId: string, day: string): Promise<number> {
  const woken = await scope.query<{ id: string; patientId: string; until: string }>(
    `with asleep as (select id, snoozed_until from clinical.alert where site_id = $1 and state = 'snoozed' and snoozed_until <= $2 order by id for update skip locked)
     update clinical.alert a set state = 'open', snoozed_until = null, snoozed_draw = null from asleep
     where a.site_id = $1 and a.id = asleep.id returning a.id, a.patient_id as "patientId", asleep.snoozed_until as until`, [siteId, day],
  );
  for (const { id, patientId, until } of woken) {
    await scope.query(
      `insert into clinical.alert_transition (site_id, alert_id, seq, state, reason)
       select $1, $2, max(seq) + 1, 'open', $3 from clinical.alert_transition where site_id = $1 and alert_id = $2`, [siteId, id, `put off until ${until}: that day has come`],
    );
    scope.audit({ siteId, action: 'alert.wake', patients: [patientId], target: id, details: { until } });
    scope.emit({ siteId, kind: 'alert', payload: { id, patient: patientId, state: 'open' } });
  }
  return woken.length;
}

const everyMs = 60_000;

/** Look every minute whether a day, or an update, has brought something. */
export function startDays(store: Store, session: (siteId: string) => Promise<string>, clock: () => string = today): { close(): Promise<void> } {
  const since = new Date();
  return startRepeating('day', everyMs, () => tick(store, session, clock(), since));
}
