/** Alerts with the fields of `replay` and what became of each. They are results of the engine, not data: no import takes them. */
import { toWireAlert } from '@clonewatch/contracts';
import type { AlertFinding, AlertState } from '@clonewatch/domain';
import { timelineOf } from '../evaluate/load-record.js';
import type { ExportedRow, ExportTable } from './export-table.js';

interface AlertRow extends ExportedRow {
  readonly finding: AlertFinding; readonly state: AlertState; readonly timeline: 'calendar' | 'days' | null; readonly anchor: string | null;
  readonly owner: string | null; readonly outcome: string | null; readonly outcome_on: string | null; readonly reason: string | null;
}

const asked = '($1::uuid[] is null or a.site_id = any($1::uuid[])) and ($2::uuid is null or a.patient_id = $2::uuid)';
const whose = 'clinical.alert a join clinical.patient p on p.site_id = a.site_id and p.id = a.patient_id';

export const alertColumns = [
  'patient_id', 'gene', 'variant', 'members', 'clone', 'kind', 'grade', 'severity', 'phase', 'state', 'fired_on', 'known_on', 'score', 'threshold', 'specimen_id', 'evidence',
  'text', 'owner', 'outcome', 'outcome_on', 'reason',
] as const;
/** Of patients with day numbers, whose day 0 is what `anchor` says. */
const days = ['fired_day', 'known_day', 'anchor'] as const;

export const alertTable: ExportTable<AlertRow> = {
  columns: alertColumns, extras: days, numeric: new Set(['score', 'threshold', 'fired_day', 'known_day']),
  keys: `select unnest(array['${days.join("', '")}']) as k where exists (select from ${whose} where p.timeline = 'days' and ${asked})`,
  rows: `select a.site_id, p.patient_ref, a.finding, a.state, p.timeline, p.anchor, a.owner, a.outcome, a.outcome_on, '{}'::jsonb as supplied,
      (select t.reason from clinical.alert_transition t where t.site_id = a.site_id and t.alert_id = a.id order by t.seq desc limit 1) as reason
    from ${whose} where ${asked}
    order by p.patient_ref collate "C", a.fired_day, a.kind, a.gene collate "C", a.variant collate "C", a.episode collate "C", a.site_id, a.id`,
  cells: (r) => ({
    ...toWireAlert(timelineOf(r), r.patient_ref, r.finding, r.state), owner: r.owner, outcome: r.outcome, outcome_on: r.outcome_on, reason: r.reason,
    ...(r.timeline === 'days' ? { anchor: r.anchor } : {}),
  }),
};
