/** What only the database can know: does the file contradict what is stored? Located problems, first hundred of each kind. */
import type { Problem } from '@clonewatch/domain';
import type { Scope } from '@clonewatch/store';

interface Conflict { line: number; value: string; message: string }

const error = (code: string, field: string, c: Conflict): Problem => ({
  severity: 'error', code, line: c.line, column: null, field, value: c.value, message: c.message,
});

async function conflicts(scope: Scope, code: string, field: string, sql: string, parameters: readonly unknown[] = []): Promise<Problem[]> {
  return (await scope.query<Conflict>(`${sql} order by line limit 100`, parameters)).map((c) => error(code, field, c));
}

/** Dates and day numbers never mix within a patient, and day 0 means one thing. */
export async function checkTimelines(scope: Scope): Promise<Problem[]> {
  return [
    ...await conflicts(scope, 'mixed_time_basis', 'patient_id', `
      select r.line, r.patient_ref as value, case p.timeline when 'calendar'
        then 'patient ' || r.patient_ref || ' has calendar dates; a day number cannot be placed on them'
        else 'patient ' || r.patient_ref || ' has day numbers only; a calendar date cannot be placed on them' end as message
      from st_ref r join st_who p using (patient_ref) where r.timeline is not null and p.timeline <> r.timeline`),
    ...await conflicts(scope, 'anchor_conflict', 'anchor', `
      select r.line, r.anchor as value, 'day 0 of patient ' || r.patient_ref || ' is "' || p.anchor || '", not "' || r.anchor || '"' as message
      from st_ref r join st_who p using (patient_ref) where r.anchor is not null and p.anchor is distinct from r.anchor`),
  ];
}

/** One specimen is one draw on one day, and one patient's name for it means one draw, also after records were merged or a specimen moved. */
export async function checkSpecimens(scope: Scope, siteId: string): Promise<Problem[]> {
  const dated = await conflicts(scope, 'specimen_date_conflict', 'collected_on', `
    select s.line, coalesce(s.collected_on::text, s.collected_day::text) as value,
      'specimen ' || s.specimen_ref || ' of patient ' || s.patient_ref || ' is already dated ' || coalesce(d.stored_on::text, 'day ' || d.stored_day) as message
    from st_series s join st_draw d using (patient_ref, specimen_ref)
    where (d.stored_on, d.stored_day) is distinct from (s.collected_on, s.collected_day)`);
  // Only where records were merged or specimens moved can two draws of one patient meet under one name.
  const [joined] = await scope.query<{ any: boolean }>(`
    select exists (select from clinical.act where (site_id = $1) is true and kind in ('specimen_moved', 'patients_merged')) as any`, [siteId]);
  if (!joined!.any) return dated;
  return [...dated, ...await conflicts(scope, 'specimen_id_taken', 'specimen_id', `
    select s.line, s.specimen_ref as value, 'another draw of this patient has the name ' || s.specimen_ref || ' already: it came under another record or was moved here' as message
    from st_series s join st_draw d using (patient_ref, specimen_ref) cross join lateral (
      select coalesce(merged_into, id) as head_id from clinical.patient where (site_id = $1) is true and id = d.patient_id offset 0) h
    where exists (select from clinical.specimen_now n where n.site_id = $1 and n.head_id = h.head_id and n.specimen_ref = s.specimen_ref and n.id <> d.specimen_id)`, [siteId])];
}

/**
 * A result differs from the one stored under its key: only a higher result_version may replace it.
 * Needs st_keyed: staged rows joined with their patient and specimen ids.
 */
export async function checkResults(scope: Scope, siteId: string): Promise<Problem[]> {
  // By key, row by row: see upsertPatients.
  await scope.query(`
    create temp table st_stored on commit drop as
    select s.line, s.result_version, s.row_hash <> m.row_hash as differs, m.result_version as stored_version, ${nameOf('s')} as name
    from st_keyed s cross join lateral (select result_version, row_hash from clinical.measurement where (site_id = $1) is true and specimen_id = s.specimen_id
      and assay = s.assay and assay_version = s.assay_version and gene = s.gene and variant = s.variant and withdrawn_at is null offset 0) m`, [siteId]);
  return [
    ...await conflicts(scope, 'conflicting_result', 'result_version', `
      select line, result_version::text as value, name || ' is stored with a different result; a correction needs a higher result_version than ' || stored_version as message
      from st_stored where stored_version = result_version and differs`),
    ...await conflicts(scope, 'conflicting_result', 'result_version', `
      select line, result_version::text as value, name || ' is stored in version ' || max(stored_version) || '; an older version is not taken' as message
      from st_stored group by line, result_version, name
      having max(stored_version) > result_version and not bool_or(stored_version = result_version)`),
    ...await conflicts(scope, 'conflicting_result', 'result_version', `
      select line, result_version::text as value, ${nameOf('d')} || ' stands twice in this file with different results' as message
      from (select specimen_id, specimen_ref, assay, assay_version, gene, variant, result_version, max(line) as line
        from st_keyed group by specimen_id, specimen_ref, assay, assay_version, gene, variant, result_version having min(row_hash) <> max(row_hash)) d`),
  ];
}

/** What a message calls a result. */
const nameOf = (row: string): string => `${row}.gene || ' ' || ${row}.variant || ' in specimen ' || ${row}.specimen_ref || ' by ' || ${row}.assay`;
