/** Lines of treatment of a file beside those stored: the same, the next version of one, or another. */
import type { Problem } from '@clonewatch/domain';
import type { Scope } from '@clonewatch/store';
import type { ImportKey } from './insert.js';
import { keepReplaced } from './replaced.js';

/** The version a stored row of a file named itself; one that named none is the first. */
export const saidVersion = (row: string): string => `coalesce((${row}.supplied ->> 'result_version')::numeric::int, 1)`;

/**
 * A file knows a line of treatment by patient, regimen and start. A row that says what the last file said is nothing new, so a correction by hand
 * stands; one that says something else is the line's next version. Where regimen or start is what a file corrects (result_version above 1), it
 * means the patient's line of the same start or the same regimen, when there is one such, and only one, that the file does not name itself. A row that
 * takes a line back means the very line, and no other.
 */
export async function insertTreatments(scope: Scope, { siteId, importId, actId, entityId = null }: ImportKey): Promise<Problem[]> {
  await scope.query(`
    create temp table st_line on commit drop as
    select s.*, k.entity_id, v.last_version, v.file_row, v.file_hash, v.now_by_hand, e.entity_id is null and c.n > 1 as ambiguous, c.beside,
      case when c.n = 1 and e.entity_id is null then c.name end as corrects, s.result_version < v.file_version as older, s.taken_back and e.entity_id is null as unknown,
      ($2 or v.file_hash is distinct from s.row_hash) and not (s.taken_back and e.entity_id is null) as fresh, v.file_retracted
    from (select distinct on (w.patient_id, s.regimen, s.started_on, s.started_day) w.patient_id, s.*
          from st_treatment s join st_who w using (patient_ref) order by w.patient_id, s.regimen, s.started_on, s.started_day, s.result_version desc nulls last, s.line desc) s
      left join lateral (select entity_id from clinical.treatment where (site_id = $1) is true and patient_id = s.patient_id and regimen = s.regimen
        and (started_on, started_day) is not distinct from (s.started_on, s.started_day) and withdrawn_at is null
        order by superseded_at is null desc, version desc limit 1 offset 0) e on true
      left join lateral (
        select case when s.result_version > 1 and not s.taken_back then count(*) else 0 end as n, (array_agg(t.entity_id))[1] as entity_id, max(t.regimen || ' of ' || coalesce(t.started_on::text, 'day ' || t.started_day)) as name,
          max(coalesce(t.started_on::text, 'day ' || t.started_day)) filter (where t.regimen = s.regimen and coalesce(t.stopped_on >= s.started_on, t.stopped_day >= s.started_day, true)
            and coalesce(t.started_on <= s.stopped_on, t.started_day <= s.stopped_day, true)) as beside
        from clinical.treatment t where (t.site_id = $1) is true and t.patient_id = s.patient_id and t.superseded_at is null and t.withdrawn_at is null and not t.retracted
          and (t.regimen = s.regimen or (t.started_on, t.started_day) is not distinct from (s.started_on, s.started_day))
          and not exists (select from st_treatment o where o.patient_ref = s.patient_ref and o.regimen = t.regimen and (o.started_on, o.started_day) is not distinct from (t.started_on, t.started_day))
        offset 0) c on e.entity_id is null and not $2
      cross join lateral (select coalesce($3::uuid, e.entity_id, case when c.n = 1 then c.entity_id end) as entity_id) k
      left join lateral (select max(version) as last_version,
          (array_agg(id order by version desc) filter (where withdrawn_at is null and not by_hand))[1] as file_row,
          (array_agg(row_hash order by version desc) filter (where withdrawn_at is null and not by_hand))[1] as file_hash,
          (array_agg(${saidVersion('t')} order by version desc) filter (where withdrawn_at is null and not by_hand))[1] as file_version,
          (array_agg(retracted order by version desc) filter (where withdrawn_at is null and not by_hand))[1] as file_retracted,
          (array_agg(by_hand order by version desc) filter (where withdrawn_at is null))[1] as now_by_hand
        from clinical.treatment t where (site_id = $1) is true and entity_id = k.entity_id offset 0) v on true`, [siteId, actId !== null, entityId]);
  const problems = actId !== null ? [] : await toldOf(scope);
  await scope.query('delete from st_line where older');
  await scope.query(keepReplaced('treatment', `
    update clinical.treatment set superseded_at = now() where (site_id = $1) is true and superseded_at is null and withdrawn_at is null
      and entity_id = any(array(select entity_id from st_line where fresh))`, '$2::uuid'), [siteId, importId]);
  const columns = 'regimen, agents, therapy_class, started_on, started_day, stopped_on, stopped_day, best_response, stop_reason, row_hash, supplied, line';
  await scope.query(`
    insert into clinical.treatment (site_id, import_id, act_id, by_hand, retracted, patient_id, entity_id, version, ${columns})
    select $1::uuid, $2::uuid, $3::uuid, $3::uuid is not null, taken_back, patient_id, coalesce(entity_id, uuidv7()), coalesce(last_version, 0) + 1, ${columns} from st_line where fresh`, [siteId, importId, actId]);
  if (importId !== null) {
    await scope.query(`
      insert into clinical.import_repeat (site_id, import_id, kind, row_id)
      select $1::uuid, $2::uuid, 'treatment', file_row from st_line where file_hash = row_hash on conflict do nothing`, [siteId, importId]);
  }
  return problems;
}

/** What a reader of the report must know of the lines that are new: nothing is replaced without a word. */
function toldOf(scope: Scope): Promise<Problem[]> {
  return scope.query<Problem>(`
    select case when ambiguous then 'error' else 'warning' end as severity, code, line, null as column, 'regimen' as field, regimen as value, message from (
      select line, regimen, coalesce(ambiguous, false) as ambiguous, case when older then 'older_version' when unknown then 'nothing_to_take_back' when taken_back then 'supersedes_earlier' when file_retracted then 'counts_again' when ambiguous then 'conflicting_result' when corrects is not null then 'supersedes_earlier'
          when now_by_hand then 'overrides_correction' when result_version is null and beside is not null then 'beside_another' end as code,
        case when older then 'a newer version of this line is stored; this older one is not taken'
          when unknown then 'taken back by who sent it, but no line with this regimen and start is stored; if it stands under another regimen or start, correct that line by hand'
          when taken_back then 'taken back by who sent it: this line no longer counts, and stays readable'
          when file_retracted then 'an earlier file took this line back; what this file says is new, and the line counts again'
          when ambiguous then 'result_version says that this corrects a line, but several lines of this patient have its regimen or its start; correct the right one by hand'
          when corrects is not null then 'takes the place of ' || corrects || ', which stays readable'
          when now_by_hand then 'this line was corrected by hand; what the file says is new and counts from now on, and the correction stays readable'
          else 'the line with this regimen that began on ' || beside || ' stands as well, and the two overlap; if this row corrects its start, give it result_version 2, or correct the line by hand' end as message
      from st_line where fresh or unknown) t
    where code is not null order by line limit 100`);
}
