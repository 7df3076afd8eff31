/** From the staging tables into the clinical ones: one insert-select a table, in the import's transaction. */
import type { Scope } from '@clonewatch/store';

export interface ImportKey { readonly siteId: string; readonly importId: string }

/** Every mention of a patient in the file, with the time basis it uses. */
export async function collectReferences(scope: Scope): Promise<void> {
  await scope.query(`
    create temp table st_ref on commit drop as
      select patient_ref, case when collected_day is null then 'calendar' else 'days' end as timeline, anchor, line from st_series
      union all select patient_ref, case when started_day is null then 'calendar' else 'days' end, null, line from st_treatment
      union all select patient_ref, case when assessed_day is null then 'calendar' else 'days' end, null, line from st_assessment
      union all select patient_ref, case when coalesce(tissue_day, next_cycle_day) is not null then 'days'
        when coalesce(tissue_on, next_cycle_on) is not null then 'calendar' end, null, line from st_patient`);
  await scope.query('analyze st_ref');
}

/** Make unknown patients, complete what was open, and lock them all in one order, so that an evaluation waits for us. */
export async function upsertPatients(scope: Scope, { siteId, importId }: ImportKey): Promise<void> {
  await scope.query(`
    insert into clinical.patient (site_id, patient_ref, timeline, anchor, import_id)
    select $1, patient_ref, max(timeline), max(anchor), $2 from st_ref group by patient_ref order by patient_ref on conflict do nothing`, [siteId, importId]);
  await scope.query(`
    select 1 from clinical.patient where site_id = $1 and patient_ref in (select patient_ref from st_ref) order by patient_ref for update`, [siteId]);
  await scope.query(`
    update clinical.patient p set timeline = coalesce(p.timeline, r.timeline), anchor = coalesce(p.anchor, r.anchor), evaluation_state = 'pending'
    from (select patient_ref, max(timeline) as timeline, max(anchor) as anchor from st_ref group by patient_ref) r
    where p.site_id = $1 and p.patient_ref = r.patient_ref`, [siteId]);
  // From here on the file's patients are looked up here. Rows written in this transaction have no statistics: the planner takes a clinical
  // table for one row and loops over it, so every look-up in one goes by its key, row by row (lateral … offset 0), or through such a copy.
  // The row policy compares the site already; a second comparison, if the planner could use it, would make the site alone look as selective
  // as the whole key, and it would walk all rows of the site for each look-up: hence (site_id = $1) is true.
  await scope.query(`
    create temp table st_who on commit drop as select p.id as patient_id, p.patient_ref, p.timeline, p.anchor
    from (select distinct patient_ref from st_ref) r
      cross join lateral (select * from clinical.patient where (site_id = $1) is true and patient_ref = r.patient_ref offset 0) p`, [siteId]);
  await scope.query('analyze st_who');
}

export async function insertSpecimens(scope: Scope, { siteId, importId }: ImportKey): Promise<void> {
  await scope.query(`
    insert into clinical.specimen (site_id, patient_id, specimen_ref, collected_on, collected_day, specimen_type, import_id)
    select distinct on (w.patient_id, s.specimen_ref) $1::uuid, w.patient_id, s.specimen_ref, s.collected_on, s.collected_day, s.specimen_type, $2::uuid
    from st_series s join st_who w using (patient_ref) order by w.patient_id, s.specimen_ref, s.line
    on conflict do nothing`, [siteId, importId]);
  await scope.query(`
    create temp table st_draw on commit drop as select k.*, e.id as specimen_id, e.collected_on as stored_on, e.collected_day as stored_day
    from (select distinct w.patient_id, s.patient_ref, s.specimen_ref from st_series s join st_who w using (patient_ref)) k
      cross join lateral (select * from clinical.specimen where (site_id = $1) is true and patient_id = k.patient_id and specimen_ref = k.specimen_ref offset 0) e`, [siteId]);
  await scope.query('analyze st_draw');
}

/** Staged results with the ids they belong to. */
export async function keyResults(scope: Scope): Promise<void> {
  await scope.query(`
    create temp table st_keyed on commit drop as select s.*, d.patient_id, d.specimen_id from st_series s join st_draw d using (patient_ref, specimen_ref)`);
  await scope.query('analyze st_keyed (specimen_id, gene, variant)');
}

/** An equal row is there already and stays; a higher version supersedes what it corrects, which stays readable. */
export async function insertMeasurements(scope: Scope, { siteId, importId }: ImportKey): Promise<void> {
  const columns = `assay, assay_version, gene, variant, count_unit, mutant_count, total_count, wildtype_count, vaf, status, background, lod, input_hge,
    plasma_ml, copies_per_ml, tumour_fraction, copy_number, wbc_vaf, panel, received_on, received_day, reported_on, reported_day, result_version, row_hash,
    supplied, line`;
  await scope.query(`
    insert into clinical.measurement (site_id, import_id, patient_id, specimen_id, ${columns})
    select $1, $2, patient_id, specimen_id, ${columns} from st_keyed order by line on conflict do nothing`, [siteId, importId]);
  const older = `select v.id from (select distinct specimen_id, assay, assay_version, gene, variant from st_keyed where result_version > 1) s
    cross join lateral (select id, superseded_at, result_version < max(result_version) over () as older from clinical.measurement
      where (site_id = $1) is true and specimen_id = s.specimen_id and assay = s.assay and assay_version = s.assay_version and gene = s.gene
        and variant = s.variant offset 0) v
    where v.older and v.superseded_at is null`;
  await scope.query(`update clinical.measurement set superseded_at = now() where (site_id = $1) is true and id = any(array(${older}))`, [siteId]);
}

/** A line of treatment is known by patient, regimen and start; a row that differs is its next version. */
export async function insertTreatments(scope: Scope, { siteId, importId }: ImportKey): Promise<void> {
  await scope.query(`
    create temp table st_line on commit drop as select s.*, t.id as stored_id, t.row_hash as stored_hash
    from (select distinct on (w.patient_id, s.regimen, s.started_on, s.started_day) w.patient_id, s.*
          from st_treatment s join st_who w using (patient_ref) order by w.patient_id, s.regimen, s.started_on, s.started_day, s.line desc) s
      left join lateral (select id, row_hash from clinical.treatment where (site_id = $1) is true and patient_id = s.patient_id and regimen = s.regimen
        and (started_on, started_day) is not distinct from (s.started_on, s.started_day) and superseded_at is null offset 0) t on true`, [siteId]);
  await scope.query(`
    update clinical.treatment set superseded_at = now()
    where (site_id = $1) is true and id = any(array(select stored_id from st_line where stored_hash <> row_hash))`, [siteId]);
  const columns = 'regimen, agents, therapy_class, started_on, started_day, stopped_on, stopped_day, best_response, stop_reason, row_hash, supplied, line';
  await scope.query(`
    insert into clinical.treatment (site_id, import_id, patient_id, ${columns})
    select $1, $2, patient_id, ${columns} from st_line where stored_hash is distinct from row_hash`, [siteId, importId]);
}

export async function insertAssessments(scope: Scope, { siteId, importId }: ImportKey): Promise<void> {
  const columns = 'assessed_on, assessed_day, kind, gene, variant, result, unit, row_hash, supplied, line';
  await scope.query(`
    insert into clinical.assessment (site_id, import_id, patient_id, ${columns})
    select $1, $2, w.patient_id, ${columns.split(', ').map((c) => `s.${c}`).join(', ')}
    from st_assessment s join st_who w using (patient_ref) order by s.line on conflict do nothing`,
  [siteId, importId]);
}

/** A patient row says what it says; what it leaves empty stays as it was. Each change is a new version. */
export async function insertProfiles(scope: Scope, { siteId, importId }: ImportKey): Promise<void> {
  const fields = ['nosology', 'sex', 'birth_year', 'sidedness', 'metastatic_sites', 'tissue_ras', 'tissue_braf', 'msi', 'tissue_on', 'tissue_day',
    'draw_interval_days', 'next_cycle_on', 'next_cycle_day'];
  const merged = fields.map((f) => `coalesce(s.${f}, c.${f}) as ${f}`).join(', ');
  await scope.query(`
    create temp table st_profile on commit drop as
    select w.patient_id, c.id as previous, coalesce(c.version, 0) + 1 as version, ${merged}, coalesce(c.supplied, '{}') || s.supplied as supplied
    from (select distinct on (patient_ref) * from st_patient order by patient_ref, line desc) s
      join st_who w using (patient_ref)
      left join lateral (select * from clinical.patient_profile where (site_id = $1) is true and patient_id = w.patient_id and superseded_at is null offset 0) c on true
    where c.id is null or not (c.supplied @> s.supplied)`, [siteId]);
  await scope.query(`
    update clinical.patient_profile set superseded_at = now() where (site_id = $1) is true and id = any(array(select previous from st_profile))`, [siteId]);
  await scope.query(`
    insert into clinical.patient_profile (site_id, import_id, patient_id, version, supplied, ${fields.join(', ')})
    select $1, $2, patient_id, version, supplied, ${fields.join(', ')} from st_profile`, [siteId, importId]);
}

export async function insertControls(scope: Scope, { siteId, importId }: ImportKey): Promise<void> {
  const columns = 'line, role, sample, assay, assay_version, gene, variant, count_unit, mutant_count, total_count, wildtype_count';
  await scope.query(`insert into clinical.control_reaction (site_id, import_id, ${columns}) select $1, $2, ${columns} from st_control`, [siteId, importId]);
}

/** One evaluation job a patient, written with the data that makes it necessary. */
export async function requestEvaluations(scope: Scope, { siteId, importId }: ImportKey): Promise<number> {
  const rows = await scope.query(`
    with p as (
      insert into clinical.import_patient (site_id, import_id, patient_id)
      select $1, $2, patient_id from st_who order by patient_id returning patient_id)
    insert into ops.outbox (site_id, job, payload)
    select $1, 'patient.evaluate', jsonb_build_object('patient_id', patient_id, 'import_id', $2::uuid) from p returning 1`, [siteId, importId]);
  return rows.length;
}
