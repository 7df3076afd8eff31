/** Treatments and findings that came by file: what by hand is an act, and told as one. */
import { dayOfDate, type Timeline } from '@clonewatch/domain';
import { changesByFile, type ByFileFate } from '@clonewatch/guidance';
import type { Scope } from '@clonewatch/store';

interface Row { fate: ByFileFate; from_on: string | null; from_day: number | null; to_on: string | null; to_day: number | null; regimen: string; agents: string[]; kind: string; gene: string; variant: string; result: string; unit: string }

/** Rows that a file brought after `at` and that stand: not replaced since, not withdrawn with their import. What came and went in between is not told. */
const rowsSql = (table: 'treatment' | 'assessment', from: string, to: string, columns: string): string => `
  select * from (
    select case when r.retracted then 'taken_back' when before.was then 'corrected' else 'new' end as fate, r.${from}_on as from_on, r.${from}_day as from_day, ${to}, ${columns}, r.id, r.retracted and not before.was as gone
    from clinical.${table} r join clinical.patient p on p.site_id = r.site_id and p.id = r.patient_id
      cross join lateral (select exists (select from clinical.${table} o where o.site_id = r.site_id and o.entity_id = r.entity_id and o.created_at <= $3) as was) before
    where r.site_id = $1 and coalesce(p.merged_into, p.id) = $2 and r.created_at > $3 and r.import_id is not null and r.superseded_at is null and r.withdrawn_at is null) r
  where not gone order by from_on, from_day, id`;

/** Sentences in the engine's English, of files that came after `at`. */
export async function readByFile(scope: Scope, siteId: string, patientId: string, timeline: Timeline, at: Date): Promise<{ kind: 'treatment'; text: string }[]> {
  const day = (on: string | null, n: number | null): number | null => (on === null ? n : dayOfDate(on));
  const lines = await scope.query<Row>(rowsSql('treatment', 'started', 'r.stopped_on as to_on, r.stopped_day as to_day', 'r.regimen, r.agents'), [siteId, patientId, at]);
  const findings = await scope.query<Row>(rowsSql('assessment', 'assessed', 'null as to_on, null as to_day', 'r.kind, r.gene, r.variant, r.result, r.unit'), [siteId, patientId, at]);
  const told = changesByFile(timeline, lines.map((l) => ({ ...l, startDay: day(l.from_on, l.from_day)!, stopDay: day(l.to_on, l.to_day) })), findings.map((f) => ({ ...f, day: day(f.from_on, f.from_day)! })));
  return told.map(({ text }) => ({ kind: 'treatment', text }));
}
