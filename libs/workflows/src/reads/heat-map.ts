/** The rows of the cohort's heat map: what each draw said of each patient, from the summaries of the evaluations. */
import { dayOfDate, type Nosology } from '@clonewatch/domain';
import type { HeatRow } from '@clonewatch/contracts';
import type { Scope } from '@clonewatch/store';
import { auditList } from '../audit-list.js';
import type { EvaluationSummary } from '../evaluate/summary.js';

interface Row {
  id: string; patient_id: string; site: string; site_id: string; nosology: Nosology | null; timeline: 'calendar' | 'days' | null; anchor: string | null;
  evaluation_state: HeatRow['evaluation_state']; lines: { on: string | null; day: number | null }[]; states: EvaluationSummary['states'] | null;
}

/** Patients of these sites in the order of our ids, `limit` of them after `after`; merged and withdrawn records are none. */
export async function listHeatRows(scope: Scope, query: { siteIds: readonly string[]; limit: number; after: string | null }): Promise<{ items: HeatRow[]; next: string | null }> {
  const rows = await scope.query<Row>(
    `select p.id, p.patient_ref as patient_id, s.code as site, p.site_id, f.nosology, p.timeline, p.anchor, p.evaluation_state, e.summary -> 'states' as states,
       (select coalesce(json_agg(json_build_object('on', started_on, 'day', started_day) order by started_on, started_day), '[]') from clinical.treatment_now t
        where t.site_id = p.site_id and t.head_id = p.id and 'anti_egfr' = any(t.therapy_class)) as lines
     from clinical.patient p join sec.site_name s on s.id = p.site_id
       left join lateral (select nosology from clinical.profile_now where site_id = p.site_id and head_id = p.id) f on true
       left join clinical.evaluation e on e.site_id = p.site_id and e.id = p.evaluation_id
     where p.site_id = any($1::uuid[]) and p.merged_into is null and p.withdrawn_at is null and ($2::uuid is null or p.id > $2) order by p.id limit $3`,
    [query.siteIds, query.after, query.limit + 1],
  );
  const shown = rows.slice(0, query.limit);
  auditList(scope, 'patient.heat_map', query.siteIds, shown.map((r) => ({ siteId: r.site_id, patientId: r.id })));
  const items = shown.map((r): HeatRow => ({
    id: r.id, patient_id: r.patient_id, site: r.site, nosology: r.nosology, timeline: r.timeline && { kind: r.timeline, anchor: r.anchor },
    anti_egfr_days: r.lines.map((l) => (l.on === null ? l.day! : dayOfDate(l.on))), states: r.states?.map(([day, state]) => [day, state]) ?? null,
    evaluation_state: r.evaluation_state,
  }));
  return { items, next: rows.length > query.limit ? items.at(-1)!.id : null };
}
