/** From the staging tables into the clinical ones: one insert-select a table, in the import's transaction. Results: see series.ts. */
import type { Scope, Statement } from '@clonewatch/store';

/** What brings the rows: an import, or a person's act, exactly one of the two. `entityId`: the entry that an act corrects; null: it makes a new one. */
export interface ImportKey { readonly siteId: string; readonly importId: string | null; readonly actId: string | null; readonly entityId?: string | null }

/** Every mention of a patient in the draws of the part in hand, with the time basis it uses. */
export const referencesOfDraws: Statement = { sql: `insert into st_ref select patient_ref, case when collected_day is null then 'calendar' else 'days' end, anchor, line from st_drawn` };

/** … and in the rows of the other kinds. */
export async function referencesOfOthers(scope: Scope): Promise<void> {
  await scope.query(`
    truncate st_ref;
    insert into st_ref
      select patient_ref, case when started_day is null then 'calendar' else 'days' end, null::text, line from st_treatment
      union all select patient_ref, case when assessed_day is null then 'calendar' else 'days' end, null, line from st_assessment
      union all select patient_ref, case when coalesce(tissue_day, next_draw_day, next_cycle_day) is not null then 'days'
        when coalesce(tissue_on, next_draw_on, next_cycle_on) is not null then 'calendar' end, null, line from st_patient`);
  await scope.query('analyze st_ref');
}

/**
 * Make unknown patients, complete what was open, and lock them, so that an evaluation waits for us. A record that was merged into
 * another keeps its name to files: its rows are read under the other, its head.
 */
export function upsertPatients({ siteId, importId }: ImportKey): Statement[] {
  const ids = [siteId, importId];
  return [
    // A person's act concerns a patient who is there.
    ...(importId === null ? [] : [{ ids, sql: `
      insert into clinical.patient (site_id, patient_ref, timeline, anchor, import_id)
      select $1, patient_ref, max(timeline), max(anchor), $2 from st_ref group by patient_ref order by patient_ref on conflict do nothing` }]),
    { ids, sql: `
      select from clinical.patient where (site_id = $1) is true and patient_ref in (select patient_ref from st_ref) order by patient_ref for update` },
    { ids, sql: `
      update clinical.patient p set timeline = coalesce(p.timeline, r.timeline), anchor = coalesce(p.anchor, r.anchor), withdrawn_at = null
      from (select patient_ref, max(timeline) as timeline, max(anchor) as anchor from st_ref group by patient_ref) r
      where p.site_id = $1 and p.patient_ref = r.patient_ref
        and (p.timeline is null and r.timeline is not null or p.anchor is null and r.anchor is not null or p.withdrawn_at is not null)` },
    // From here on the file's patients are looked up here. Rows written in this transaction have no statistics: the planner takes a clinical
    // table for one row and loops over it, so every look-up in one goes by its key, row by row (lateral … offset 0), or through such a copy.
    // The row policy compares the site already; a second comparison, if the planner could use it, would make the site alone look as selective
    // as the whole key, and it would walk all rows of the site for each look-up: hence (site_id = $1) is true.
    { sql: 'delete from st_who w using st_ref r where w.patient_ref = r.patient_ref' },
    { ids, sql: `
      insert into st_who
      select p.id as patient_id, h.id as head_id, p.patient_ref, coalesce(h.timeline, p.timeline) as timeline, coalesce(h.anchor, p.anchor) as anchor
      from (select distinct patient_ref from st_ref) r
        cross join lateral (select * from clinical.patient where (site_id = $1) is true and patient_ref = r.patient_ref offset 0) p
        cross join lateral (select * from clinical.patient where (site_id = $1) is true and id = coalesce(p.merged_into, p.id) offset 0) h` },
  ];
}

export const profileColumns = ['nosology', 'sex', 'birth_year', 'sidedness', 'metastatic_sites', 'tissue_ras', 'tissue_braf', 'msi', 'tissue_on', 'tissue_day',
  'draw_interval_days', 'next_draw_on', 'next_draw_day', 'next_cycle_on', 'next_cycle_day'] as const;

/** A patient row says what it says; what it leaves empty, or repeats of an earlier file, stays as it is. Each change is a new version. */
export async function insertProfiles(scope: Scope, { siteId, importId, actId }: ImportKey): Promise<void> {
  const ofFiles = profileColumns.map((c) => `(array_agg(f.${c} order by f.version desc) filter (where f.withdrawn_at is null and not f.by_hand and '${c}' = any (f.said)))[1] as ${c}`);
  const said = profileColumns.map((c) => `case when s.${c} is distinct from v.${c} and s.${c} is not null then '${c}' end`);
  await scope.query(`
    create temp table st_profile on commit drop as
    select w.patient_id, coalesce(v.version, 0) + 1 as version, s.*, array_remove(array[${said.join(', ')}], null) as said, v.known
    from (select distinct on (patient_ref) * from st_patient order by patient_ref, line desc) s
      join st_who w using (patient_ref)
      left join lateral (select max(f.version) as version, ${ofFiles.join(', ')},
          (select jsonb_object_agg(e.key, e.value order by g.version) from clinical.patient_profile g cross join lateral jsonb_each(g.supplied) e
           where (g.site_id = $1) is true and g.patient_id = w.patient_id and g.withdrawn_at is null and not g.by_hand) as known
        from clinical.patient_profile f where (f.site_id = $1) is true and f.patient_id = w.patient_id offset 0) v on true`, [siteId]);
  await scope.query(`
    insert into clinical.patient_profile (site_id, import_id, act_id, by_hand, patient_id, version, said, supplied, ${profileColumns.join(', ')})
    select $1::uuid, $2::uuid, $3::uuid, $3::uuid is not null, patient_id, version, said, supplied, ${profileColumns.join(', ')} from st_profile
    where said <> '{}' or not (coalesce(known, '{}') @> supplied)`, [siteId, importId, actId]);
}

export async function insertControls(scope: Scope, { siteId, importId }: ImportKey): Promise<void> {
  if (importId === null) return;
  const columns = 'line, role, sample, assay, assay_version, gene, variant, count_unit, mutant_count, total_count, wildtype_count';
  await scope.query(`insert into clinical.control_reaction (site_id, import_id, ${columns}) select $1, $2, ${columns} from st_control`, [siteId, importId]);
}

/** One evaluation job a patient concerned, written with the data that make it necessary; a moved specimen concerns the patient it went to. */
export async function requestEvaluations(scope: Scope, key: ImportKey): Promise<number> {
  const rows = await scope.query<{ id: string }>(`
    select head_id as id from st_who union select coalesce(p.merged_into, p.id) from (select distinct patient_id from st_taken) d
      cross join lateral (select id, merged_into from clinical.patient where (site_id = $1) is true and id = d.patient_id offset 0) p`, [key.siteId]);
  await requestEvaluationOf(scope, key, rows.map((r) => r.id));
  return rows.length;
}

/** Evaluate these patients anew, because of this import or act. */
export async function requestEvaluationOf(scope: Scope, { siteId, importId, actId }: ImportKey, patientIds: readonly string[]): Promise<void> {
  await scope.query(`update clinical.patient set evaluation_state = 'pending' where site_id = $1 and id = any($2::uuid[])`, [siteId, patientIds]);
  if (importId !== null) {
    await scope.query('insert into clinical.import_patient (site_id, import_id, patient_id) select $1, $2, unnest($3::uuid[]) order by 3', [siteId, importId, patientIds]);
  }
  await scope.query(`
    insert into ops.outbox (site_id, job, payload)
    select $1, 'patient.evaluate', jsonb_build_object('patient_id', id, 'import_id', $2::uuid, 'act_id', $3::uuid) from unnest($4::uuid[]) as p(id) order by id`,
  [siteId, importId, actId, patientIds]);
}
