/** Everything clinical of a site as ordered, id-free JSON: two runs with the same dump did the same. */
import type { Scope } from '@clonewatch/store';

const parts: Readonly<Record<string, string>> = {
  imports: `select i.file_name, i.format, i.state, i.counts, i.problems, encode(i.sha256, 'hex') as sha from clinical.import i where i.state <> 'failed'`,
  patients: `select p.patient_ref, p.timeline, p.anchor, p.evaluation_state, (select h.patient_ref from clinical.patient h where h.site_id = p.site_id and h.id = p.merged_into) as merged_into
    from clinical.patient p where p.withdrawn_at is null`,
  profiles: `select p.patient_ref, f.version, f.nosology, f.tissue_ras, f.draw_interval_days, f.said, f.supplied, f.by_hand, f.withdrawn_at is null as current
    from clinical.patient_profile f join clinical.patient p using (site_id) where p.id = f.patient_id`,
  specimens: `select p.patient_ref, e.specimen_ref, e.collected_on, e.collected_day from clinical.specimen e join clinical.patient p using (site_id) where p.id = e.patient_id and e.withdrawn_at is null`,
  measurements: `select p.patient_ref, e.specimen_ref, m.assay, m.assay_version, m.gene, m.variant, m.count_unit, m.mutant_count, m.total_count, m.wildtype_count, m.vaf,
      m.status, m.background, m.lod, m.result_version, m.supplied, m.by_hand, m.retracted, m.superseded_at is null and m.withdrawn_at is null as current
    from clinical.measurement m join clinical.patient p using (site_id) join clinical.specimen e using (site_id) where p.id = m.patient_id and e.id = m.specimen_id`,
  treatments: `select p.patient_ref, t.regimen, t.agents, t.therapy_class, t.started_on, t.started_day, t.stopped_on, t.stopped_day, t.version, t.by_hand, t.retracted, t.superseded_at is null and t.withdrawn_at is null as current
    from clinical.treatment t join clinical.patient p using (site_id) where p.id = t.patient_id`,
  assessments: `select p.patient_ref, a.assessed_on, a.assessed_day, a.kind, a.gene, a.variant, a.result, a.unit, a.version, a.retracted, a.superseded_at is null and a.withdrawn_at is null as current
    from clinical.assessment a join clinical.patient p using (site_id) where p.id = a.patient_id`,
  controls: `select role, sample, assay, gene, variant, mutant_count, total_count from clinical.control_reaction`,
  evaluations: `select p.patient_ref, e.model_version, encode(e.input_hash, 'hex') as input, md5(e.result::text) as result
    from clinical.patient p join clinical.evaluation e using (site_id) where e.id = p.evaluation_id`,
  alerts: `select p.patient_ref, a.episode, a.kind, a.grade, a.severity, a.phase, a.state, a.finding ->> 'text' as text,
      (select json_agg(json_build_array(t.seq, t.state, t.reason) order by t.seq) from clinical.alert_transition t where t.site_id = a.site_id and t.alert_id = a.id) as transitions
    from clinical.alert a join clinical.patient p using (site_id) where p.id = a.patient_id`,
  waiting: `select job from ops.outbox where done_at is null`,
};

export async function canonicalDump(scope: Scope): Promise<string> {
  const dump: Record<string, unknown[]> = {};
  for (const [name, sql] of Object.entries(parts)) {
    const [row] = await scope.query<{ items: unknown[] }>(`select coalesce(json_agg(x order by x::text collate "C"), '[]') as items from (${sql}) x`);
    dump[name] = row!.items;
  }
  return JSON.stringify(dump, null, 1);
}
