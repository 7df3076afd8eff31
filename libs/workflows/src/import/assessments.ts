/** Assessments of a file beside those stored: the same, a correction, or one more of that day. */
import type { Problem } from '@clonewatch/domain';
import type { Scope } from '@clonewatch/store';
import type { ImportKey } from './insert.js';
import { keepReplaced } from './replaced.js';
import { saidVersion } from './treatments.js';

/**
 * An assessment is known by its content: a row that a file said before, in whatever version, is nothing new. What differs under the same day, kind, gene
 * and variant is a correction where the file says so (result_version above 1; a corrected message), and where it says no version and a number or a
 * response stands against one other of its sort. Else it is one more of that day. Corrected ones stay readable; each case is told.
 */
export async function insertAssessments(scope: Scope, key: ImportKey): Promise<Problem[]> {
  const problems: Problem[] = [];
  // A file may hold a result and its correction: the lower version is stored first.
  for (const { version } of await scope.query<{ version: number }>('select distinct coalesce(result_version, 1) as version from st_assessment order by 1')) {
    await compare(scope, key, version);
    if (key.actId === null) problems.push(...await toldOf(scope));
    if (problems.some((p) => p.severity === 'error')) break;
    await store(scope, key);
  }
  return problems;
}

/** Sorts of results of which two on one day contradict each other. */
const sortOf = (result: string): string => `case when ${result} ~ '^[<>]?=?\\s*[0-9.]+(e[+-]?[0-9]+)?$' then 'number' when ${result} in ('CR', 'PR', 'SD', 'PD', 'NE') then 'response'
  when ${result} in ('positive', 'negative') then 'finding' end`;

/** st_event: the rows of one version, each with what stands under its day, kind, gene and variant that the file does not say as well, and its fate. */
async function compare(scope: Scope, { siteId, actId, entityId = null }: ImportKey, version: number): Promise<void> {
  await scope.query('drop table if exists st_event');
  await scope.query(`
    create temp table st_event on commit drop as
    select n.*, case when not fresh then 'known' when $2 then 'new' when older then 'older' when stored = 0 then case when taken_back then 'none' else 'new' end
        when result_version > 1 and old_version >= result_version then 'conflict' when result_version > 1 and (stored > 1 or arrived > 1) then 'ambiguous' when result_version > 1 then 'next'
        when result_version is null and stored = 1 and arrived = 1 and alike then 'next' when alike then 'beside' else 'new' end as fate
    from (
      select e.*, coalesce(o.n, 0) as stored, o.entity_id as old_entity, o.result as old_result, o.version as old_version, coalesce(o.version > e.result_version, false) as older,
        coalesce(${sortOf('e.result')} = o.sort, false) as alike,
        count(*) filter (where e.fresh) over (partition by e.patient_id, e.assessed_on, e.assessed_day, e.kind, e.gene, e.variant) as arrived
      from (
        select distinct on (w.patient_id, s.row_hash) w.patient_id, s.*, k.id as known_id, coalesce($3::uuid, case when $2 then k.entity_id end) as entity_id, $2 or k.id is null as fresh, uuidv7() as new_id
        from st_assessment s join st_who w using (patient_ref)
          left join lateral (select a.id, a.entity_id from clinical.assessment a where (a.site_id = $1) is true and a.patient_id = w.patient_id and a.row_hash = s.row_hash
            and a.withdrawn_at is null and (s.result_version is null or ${saidVersion('a')} = s.result_version) limit 1 offset 0) k on true
        where coalesce(s.result_version, 1) = $4 order by w.patient_id, s.row_hash, s.line) e
      left join lateral (
        select count(*) as n, (array_agg(a.entity_id order by a.id))[1] as entity_id, max(a.result) as result, max(${saidVersion('a')}) as version, max(${sortOf('a.result')}) as sort
        from clinical.assessment a where (a.site_id = $1) is true and a.patient_id = e.patient_id and (a.assessed_on, a.assessed_day) is not distinct from (e.assessed_on, e.assessed_day)
          and a.kind = e.kind and a.gene = e.gene and a.variant = e.variant and a.superseded_at is null and a.withdrawn_at is null and not a.retracted
          and not exists (select from st_assessment x where x.patient_ref = e.patient_ref and x.row_hash = a.row_hash and coalesce(x.result_version, 1) >= $4)
        offset 0) o on e.fresh and not $2) n`, [siteId, actId !== null, entityId, version]);
  await scope.query(`update st_event set entity_id = old_entity where fate = 'next'`);
}

function toldOf(scope: Scope): Promise<Problem[]> {
  return scope.query<Problem>(`
    select case when fate in ('conflict', 'ambiguous') then 'error' else 'warning' end as severity,
      case fate when 'next' then 'supersedes_earlier' when 'beside' then 'beside_another' when 'older' then 'older_version' else 'conflicting_result' end as code, line, null as column,
      case when fate in ('conflict', 'ambiguous') then 'result_version' else 'result' end as field, case when fate in ('conflict', 'ambiguous') then result_version::text else result end as value,
      case fate when 'next' then case when taken_back then 'taken back by who sent it: ' || kind || ' ' || old_result || ' of this day no longer counts, and stays readable'
          else kind || ' of this day was ' || old_result || ' in an earlier file; ' || result || ' counts from now on, and the earlier one stays readable' end
        when 'beside' then kind || ' ' || old_result || ' of this day stands as well; if this row corrects it, give it a higher result_version, or correct it by hand'
        when 'older' then 'a newer version of this ' || kind || ' is stored (' || old_result || '); this older one is not taken'
        when 'conflict' then kind || ' of this day is ' || old_result || ' in the stored version ' || old_version || '; a correction needs a higher result_version'
        else 'several results of ' || kind || ' stand on this day, so it is open which of them this corrects; correct the right one by hand' end as message
    from st_event where fate in ('next', 'beside', 'older', 'conflict', 'ambiguous') order by line limit 100`);
}

async function store(scope: Scope, { siteId, importId, actId }: ImportKey): Promise<void> {
  await scope.query(keepReplaced('assessment', `
    update clinical.assessment set superseded_at = now() where (site_id = $1) is true and superseded_at is null and withdrawn_at is null
      and entity_id = any(array(select entity_id from st_event where fate in ('new', 'next') and entity_id is not null))`, '$2::uuid'), [siteId, importId]);
  const columns = 'assessed_on, assessed_day, kind, gene, variant, result, unit, row_hash, supplied, line';
  await scope.query(`
    insert into clinical.assessment (site_id, id, entity_id, version, import_id, act_id, by_hand, retracted, patient_id, ${columns})
    select $1::uuid, s.new_id, coalesce(s.entity_id, s.new_id), coalesce(v.version, 0) + 1, $2::uuid, $3::uuid, $3::uuid is not null, s.taken_back, patient_id, ${columns}
    from st_event s left join lateral (select max(version) as version from clinical.assessment where (site_id = $1) is true and entity_id = s.entity_id offset 0) v on true
    where s.fate in ('new', 'next', 'beside') order by s.line`, [siteId, importId, actId]);
  if (importId !== null) {
    await scope.query(`
      insert into clinical.import_repeat (site_id, import_id, kind, row_id)
      select $1::uuid, $2::uuid, 'assessment', known_id from st_event where known_id is not null on conflict do nothing`, [siteId, importId]);
  }
}
