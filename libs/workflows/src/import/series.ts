/**
 * A part of a file's results into the record, in the import's transaction and under the site's lock. What an earlier part stored is there like anything
 * else, and told apart by who brought it.
 */
import type { Problem } from '@clonewatch/domain';
import { faultPoint } from '@clonewatch/runtime';
import { runScript, type Scope, type Statement } from '@clonewatch/store';
import { checkFor, conflicts, timelineChecks } from './check.js';
import { referencesOfDraws, upsertPatients, type ImportKey } from './insert.js';
import { checkOtherNames } from './other-names.js';
import { keepReplaced } from './replaced.js';
import { saidByColumns } from './stage-series.js';

/** The part in hand. Answers what contradicts the record; then nothing more of the part is stored, and nothing of the import may stay. */
export async function storeSeries(scope: Scope, key: ImportKey, corrects: boolean): Promise<Problem[]> {
  faultPoint('import.staged');
  const writes = [referencesOfDraws, ...upsertPatients(key), ...specimens(key)];
  const [draws, acts, dated, ...timelines] = (await runScript(scope, [
    ...writes, { sql: 'select count(*) as n from st_draw where not fresh' }, { sql: relocated, ids: [key.siteId] }, dateCheck.statement, ...timelineChecks.map((c) => c.statement),
  ])).slice(writes.length);
  // A mixed time basis makes the dates beside it meaningless: it is told alone.
  const mixed = timelineChecks.flatMap((check, i) => check.problems(timelines[i]!));
  if (mixed.length > 0) return mixed;
  const taken = [...dateCheck.problems(dated!), ...(acts![0]!.any === true ? await checkNames(scope, key.siteId) : [])];
  if (taken.length > 0) return taken;
  const known = Number(draws![0]!.n);
  if (known > 0 && corrects) await takeBackRenamed(scope, key);
  if (known > 0) await compareResults(scope, key);
  const results = known > 0 ? [...await checkResults(scope), ...await checkOtherNames(scope, key.siteId)] : [];
  if (results.length > 0) return results;
  faultPoint('import.checked');
  await insertMeasurements(scope, key, known > 0);
  if (known > 0) await noteRepeats(scope, key);
  if (known > 0 || corrects) await supersede(scope, key);
  return [];
}

/**
 * The part's draws, found or made. A specimen is found by the patient it was imported under; a moved one belongs to another by now, and so do its
 * results.
 */
const specimens = ({ siteId, importId, actId }: ImportKey): Statement[] => [
  { ids: [siteId], sql: `
    insert into st_draw select distinct on (n.draw) n.draw, n.patient_ref, n.specimen_ref, w.patient_id, coalesce(e.patient_id, w.patient_id), coalesce(e.id, n.id),
      case when e.id is null then n.collected_on else e.collected_on end, case when e.id is null then n.collected_day else e.collected_day end, n.specimen_type, e.id is null
    from st_drawn n join st_who w using (patient_ref) left join lateral (select id, patient_id, collected_on, collected_day from clinical.specimen
      where (site_id = $1) is true and origin_patient_id = w.patient_id and specimen_ref = n.specimen_ref and withdrawn_at is null offset 0) e on true
    order by n.draw, n.line` },
  { ids: [siteId, importId, actId], sql: `
    insert into clinical.specimen (site_id, id, patient_id, origin_patient_id, specimen_ref, collected_on, collected_day, specimen_type, import_id, act_id)
    select $1, specimen_id, patient_id, origin_id, specimen_ref, stored_on, stored_day, specimen_type, $2, $3 from st_draw where fresh order by draw` },
  { sql: 'insert into st_taken select specimen_id, patient_id from st_draw' },
];

/** One specimen is one draw on one day … */
const dateCheck = checkFor('specimen_date_conflict', 'collected_on', `
  select s.line, coalesce(s.collected_on::text, s.collected_day::text) as value,
    'specimen ' || s.specimen_ref || ' of patient ' || s.patient_ref || ' is already dated ' || coalesce(d.stored_on::text, 'day ' || d.stored_day) as message
  from st_drawn s join st_draw d using (draw) where (d.stored_on, d.stored_day) is distinct from (s.collected_on, s.collected_day)`);

/** Only where records were merged or specimens moved can two draws of one patient meet under one name. */
const relocated = `select exists (select from clinical.act where (site_id = $1) is true and kind in ('specimen_moved', 'patients_merged')) as any`;

/** … and one patient's name for it means one draw, also after records were merged or a specimen moved. */
async function checkNames(scope: Scope, siteId: string): Promise<Problem[]> {
  return conflicts(scope, 'specimen_id_taken', 'specimen_id', `
    select s.line, s.specimen_ref as value, 'another draw of this patient has the name ' || s.specimen_ref || ' already: it came under another record or was moved here' as message
    from st_drawn s join st_draw d using (draw) cross join lateral (
      select coalesce(merged_into, id) as head_id from clinical.patient where (site_id = $1) is true and id = d.patient_id offset 0) h
    where exists (select from clinical.specimen_now n where n.site_id = $1 and n.head_id = h.head_id and n.specimen_ref = s.specimen_ref and n.id <> d.specimen_id)`, [siteId]);
}

/**
 * A correction may be of the name: what the sender called by the same number (`source_result`) and this file calls another variant was never found. It gets a version that
 * says so, as when both messages come in one file; unless the file says it again under another number.
 */
async function takeBackRenamed(scope: Scope, { siteId }: ImportKey): Promise<void> {
  await scope.query(`
    insert into st_series (draw, id, line, assay, assay_version, gene, variant, count_unit, status, result_version, row_hash, supplied)
    select distinct on (m.id) s.draw, uuidv7(), s.line, m.assay, m.assay_version, m.gene, m.variant, m.count_unit, 'failed_qc', s.result_version, sha256(s.row_hash || convert_to(m.gene || ' ' || m.variant, 'UTF8')),
      jsonb_build_object('taken_back', 'C', 'source_result', m.supplied ->> 'source_result')
    from st_series s join st_draw d on d.draw = s.draw and not d.fresh cross join lateral (select * from clinical.measurement
      where (site_id = $1) is true and specimen_id = d.specimen_id and assay = s.assay and assay_version = s.assay_version and (gene, variant) <> (s.gene, s.variant)
        and superseded_at is null and withdrawn_at is null offset 0) m
    where s.result_version > 1 and m.supplied ->> 'source_result' = s.supplied ->> 'source_result' and not m.supplied ? 'taken_back' and m.result_version < s.result_version
      and not exists (select from st_series t where t.draw = s.draw and t.assay = m.assay and t.assay_version = m.assay_version and t.gene = m.gene and t.variant = m.variant)
    order by m.id, s.result_version desc`, [siteId]);
}

const compared = ['count_unit', 'mutant_count', 'total_count', 'wildtype_count', 'background', 'lod', 'input_hge', 'plasma_ml', 'copies_per_ml', 'tumour_fraction', 'copy_number',
  'wbc_vaf', 'received_on', 'received_day', 'reported_on', 'reported_day'];
const counted = (x: string): string => `${x}.mutant_count is not null and ${x}.total_count is not null`;
/** Counts say the fraction and the call; a fraction without a depth says the call (`calledByVaf` of the engine), and a bare "not detected" is a fraction of 0: what an export writes there is nothing new. */
const bare = (x: string): string => `${x}.mutant_count is null and ${x}.total_count is null`;
const callOf = (x: string): string => `case when ${counted(x)} and ${x}.status in ('detected', 'not_detected') then null
  when ${x}.status is null and ${bare(x)} and ${x}.vaf is not null then case when ${x}.vaf > 0 and ${x}.vaf >= coalesce(${x}.lod, 0) then 'detected' else 'not_detected' end
  else ${x}.status end`;
const vafOf = (x: string): string => `case when ${counted(x)} and (${x}.count_unit <> 'partitions' or ${x}.wildtype_count is not null) then null
  when ${bare(x)} and ${x}.vaf = 0 and ${callOf(x)} = 'not_detected' then null else ${x}.vaf end`;
/** A row that does not say what was drawn means what the specimen is. */
const typeOf = (x: string): string => `coalesce(nullif(btrim(${x}.supplied ->> 'specimen_type'), ''), (select specimen_type from clinical.specimen where (site_id = $1) is true and id = d.specimen_id))`;
const fieldsOf = (x: string): string => `(${[...compared.map((c) => `${x}.${c}`), vafOf(x), callOf(x), typeOf(x)].join(', ')})`;
/**
 * Two rows of one key with unlike hashes say the same all the same: in every column, and in all cells that no column says ($4: those that one does). A call of a
 * VCF once carried the draw's panel, which now the draw alone says: the same call without it is the same result.
 */
const sameAllTheSame = `(s.panel is not distinct from m.panel or (s.panel is null and s.variant <> '')) and s.supplied - $4::text[] = m.supplied - $4::text[] and ${fieldsOf('s')} is not distinct from ${fieldsOf('m')}`;

/** What is stored under the keys of the part's results, in draws that were known before: each stored version beside the staged row. */
async function compareResults(scope: Scope, { siteId, importId, actId }: ImportKey): Promise<void> {
  // By key, row by row: see upsertPatients.
  await scope.query(`
    insert into st_stored select s.ctid, s.line, s.result_version, m.id, m.result_version,
      case when s.row_hash = m.row_hash then false else not (${sameAllTheSame}) end,
      m.import_id is not distinct from $2 and m.act_id is not distinct from $3, s.gene || ' ' || s.variant || ' in specimen ' || d.specimen_ref || ' by ' || s.assay
    from st_series s join st_draw d on d.draw = s.draw and not d.fresh cross join lateral (select * from clinical.measurement
      where (site_id = $1) is true and specimen_id = d.specimen_id and assay = s.assay and assay_version = s.assay_version and gene = s.gene and variant = s.variant
        and withdrawn_at is null offset 0) m`, [siteId, importId, actId, [...saidByColumns]]);
}

/** A result differs from the one stored under its key: only a higher result_version may replace it. */
async function checkResults(scope: Scope): Promise<Problem[]> {
  return [
    ...await conflicts(scope, 'conflicting_result', 'result_version', `
      select line, result_version::text as value, name || case when ours then ' stands twice in this file with different results'
        else ' is stored with a different result; a correction needs a higher result_version than ' || stored_version end as message
      from st_stored where stored_version = result_version and differs`),
    ...await conflicts(scope, 'conflicting_result', 'result_version', `
      select line, result_version::text as value, name || ' is stored in version ' || max(stored_version) || '; an older version is not taken' as message
      from st_stored where not ours or stored_version = result_version group by place, line, result_version, name
      having max(stored_version) > result_version and not bool_or(stored_version = result_version)`),
  ];
}

/** A result that is there already, equal, stays as it is; every other one of the part is new. */
async function insertMeasurements(scope: Scope, { siteId, importId, actId }: ImportKey, compared: boolean): Promise<void> {
  const columns = `id, assay, assay_version, gene, variant, count_unit, mutant_count, total_count, wildtype_count, vaf, status, background, lod, input_hge,
    plasma_ml, copies_per_ml, tumour_fraction, copy_number, wbc_vaf, panel, received_on, received_day, reported_on, reported_day, result_version, row_hash,
    supplied, line`;
  await scope.query(`
    insert into clinical.measurement (site_id, import_id, act_id, by_hand, patient_id, specimen_id, ${columns})
    select $1::uuid, $2::uuid, $3::uuid, $3::uuid is not null, d.patient_id, d.specimen_id, ${columns} from st_series s join st_draw d using (draw)
    ${compared ? 'where not exists (select from st_stored x where x.place = s.ctid and x.stored_version = x.result_version)' : ''}`, [siteId, importId, actId]);
}

/** This import says again what another one said first: should that one be withdrawn, the row stays. */
async function noteRepeats(scope: Scope, { siteId, importId }: ImportKey): Promise<void> {
  if (importId === null) return;
  await scope.query(`
    insert into clinical.import_repeat (site_id, import_id, kind, row_id)
    select $1::uuid, $2::uuid, 'measurement', row_id from st_stored where stored_version = result_version and not ours on conflict do nothing`, [siteId, importId]);
}

/** A higher version supersedes what it corrects, which stays readable. */
async function supersede(scope: Scope, { siteId, importId }: ImportKey): Promise<void> {
  const older = `select v.id from (select distinct d.specimen_id, s.assay, s.assay_version, s.gene, s.variant from st_series s join st_draw d using (draw)
      where s.result_version > 1 or exists (select from st_stored x where x.place = s.ctid and x.stored_version > x.result_version)) s
    cross join lateral (select id, superseded_at, result_version < max(result_version) over () as older from clinical.measurement
      where (site_id = $1) is true and specimen_id = s.specimen_id and assay = s.assay and assay_version = s.assay_version and gene = s.gene
        and variant = s.variant and withdrawn_at is null offset 0) v
    where v.older and v.superseded_at is null`;
  await scope.query(keepReplaced('measurement', `update clinical.measurement set superseded_at = now() where (site_id = $1) is true and id = any(array(${older}))`, '$2::uuid'), [siteId, importId]);
}
