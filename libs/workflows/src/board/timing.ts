/** Collected → received → reported → imported → seen → decided, against the next cycle's date. Dates of the calendar; what is not known stays null. */
import { dayOfDate } from '@clonewatch/domain';
import type { TimedDraw, WireTiming } from '@clonewatch/contracts';
import type { Scope } from '@clonewatch/store';
import { readPlan } from '../record/plan.js';

interface StepRow { specimen: string; collected: string | null; received: string | null; reported: string | null; imported: string | null; seen: string | null; decided: string | null }

/** At most so many draws, the newest. */
const shown = 12;

const between = (from: string | null, to: string | null): number | null => (from === null || to === null ? null : dayOfDate(to) - dayOfDate(from));

/**
 * How a draw stands against the day its answer was needed: the first cycle at or after the draw, as planned. A result that stood before a person on that day
 * came in time; one that did so later, or not by now, did not.
 */
export function stateOf(step: Pick<TimedDraw, 'collected_on' | 'reported_on' | 'imported_on' | 'seen_on'>, neededBy: string | null, today: string): TimedDraw['state'] {
  const there = step.seen_on ?? null;
  if (neededBy === null) return 'not_planned';
  if (there !== null) return there <= neededBy ? 'in_time' : 'too_late';
  const came = step.imported_on ?? step.reported_on;
  if (came !== null && came > neededBy) return 'too_late';
  return today <= neededBy ? 'waiting' : 'overdue';
}

/** For `GET /patients/{id}/timing`; null: no such patient in these sites. */
export async function findTiming(scope: Scope, siteIds: readonly string[], patientId: string, today: string): Promise<WireTiming | null> {
  const [patient] = await scope.query<{ siteId: string }>('select site_id as "siteId" from clinical.patient where id = $1 and site_id = any($2::uuid[])', [patientId, siteIds]);
  if (!patient) return null;
  scope.audit({ siteId: patient.siteId, action: 'patient.timing', patients: [patientId] });
  return readTiming(scope, patient.siteId, patientId, today);
}

export async function readTiming(scope: Scope, siteId: string, patientId: string, today: string): Promise<WireTiming> {
  const plan = await readPlan(scope, siteId, patientId);
  const rows = await scope.query<StepRow>(
    `select e.specimen_ref as specimen, e.collected_on::text as collected, r.received, r.reported, r.imported, to_char(w.seen_at at time zone 'UTC', 'YYYY-MM-DD') as seen, d.decided
     from (select * from clinical.specimen_now where site_id = $1 and head_id = $2 order by collected_on desc nulls last, collected_day desc, specimen_ref collate "C" limit ${shown}) e
       cross join lateral (select min(m.received_on)::text as received, min(m.reported_on)::text as reported, to_char(min(coalesce(i.created_at, a.at)) at time zone 'UTC', 'YYYY-MM-DD') as imported
         from clinical.measurement_now m left join clinical.import i on i.site_id = m.site_id and i.id = m.import_id left join clinical.act a on a.site_id = m.site_id and a.id = m.act_id
         where m.site_id = e.site_id and m.specimen_id = e.id) r
       left join clinical.result_seen w on w.site_id = e.site_id and w.specimen_id = e.id
       -- A decision is one on the newest draw that lay before the board, not on every draw its packet shows.
       cross join lateral (select to_char(least(
           (select min(b.signed_at) from clinical.board_decision b join clinical.board_packet k on k.site_id = b.site_id and k.id = b.packet_id join clinical.patient p on p.site_id = k.site_id and p.id = k.patient_id
             where b.site_id = e.site_id and coalesce(p.merged_into, p.id) = $2 and k.content::json -> 'draws' -> -1 ->> 'specimen' = e.specimen_ref),
           (select min(t.at) from clinical.alert_transition t join clinical.alert l on l.site_id = t.site_id and l.id = t.alert_id
             where t.site_id = e.site_id and l.patient_id = $2 and t.state = 'closed' and t.actor like '%@%' and l.finding ->> 'specimenId' = e.specimen_ref)) at time zone 'UTC', 'YYYY-MM-DD') as decided) d
     order by e.collected_on desc nulls last, e.collected_day desc, e.specimen_ref collate "C"`, [siteId, patientId],
  );
  const next = plan.next_cycle_on ?? null;
  return {
    next_cycle_on: next,
    draws: rows.map((r, i): TimedDraw => {
      // Only the newest draw is judged against the next cycle: for earlier ones the plan of then is not kept by clinical day.
      const neededBy = i === 0 && next !== null && r.collected !== null && next >= r.collected ? next : null;
      const step = { specimen_id: r.specimen, collected_on: r.collected, received_on: r.received, reported_on: r.reported, imported_on: r.imported, seen_on: r.seen, decided_on: r.decided };
      return { ...step, state: stateOf(step, neededBy, today), needed_by: neededBy, days_to_report: between(r.collected, r.reported), days_to_seen: between(r.collected, r.seen), days_to_decision: between(r.collected, r.decided) };
    }),
  };
}
