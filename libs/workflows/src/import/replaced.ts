/** What a file takes the place of: results, assessments and lines of treatment that were stored, beside what counts from now on. */
import type { ImportReport } from '@clonewatch/contracts';
import type { Scope } from '@clonewatch/store';
import type { ImportKey } from './insert.js';

export type Replaced = NonNullable<ImportReport['supersedes']>[number];
type Kind = Replaced['kind'];

/** Shown at most; how many there are is counted apart. */
const mostShown = 100;

/** What each says, as its table has it. What a file supplies beyond is compared by its own names. */
const fields: Readonly<Record<Kind, readonly string[]>> = {
  measurement: ['status', 'mutant_count', 'total_count', 'wildtype_count', 'count_unit', 'vaf', 'background', 'lod', 'input_hge', 'plasma_ml', 'copies_per_ml', 'tumour_fraction', 'copy_number', 'wbc_vaf', 'panel', 'received_on', 'received_day', 'reported_on', 'reported_day'],
  assessment: ['result', 'unit', 'retracted'],
  treatment: ['regimen', 'agents', 'therapy_class', 'started_on', 'started_day', 'stopped_on', 'stopped_day', 'best_response', 'stop_reason', 'retracted'],
};
/** Text of a file that its fields say already, that names the row, or that only numbers the version. */
const said = ['patient_id', 'specimen_id', 'specimen_type', 'collected_on', 'collected_day', 'anchor', 'assay', 'assay_version', 'gene', 'variant', 'vaf_low', 'vaf_high', 'result_version', 'source_result', 'kind', 'assessed_on', 'assessed_day'];

/** The statement that retires rows, with those kept in mind that stood before this import (or act) came. */
export const keepReplaced = (kind: Kind, update: string, importParameter: string): string => `
  with gone as (${update} returning id, import_id) insert into st_replaced select '${kind}', id from gone where import_id is distinct from ${importParameter}`;

const current: Readonly<Record<Kind, string>> = {
  measurement: 'n.specimen_id = o.specimen_id and n.assay = o.assay and n.assay_version = o.assay_version and n.gene = o.gene and n.variant = o.variant',
  assessment: 'n.entity_id = o.entity_id',
  treatment: 'n.entity_id = o.entity_id',
};
const shown: Readonly<Record<Kind, { readonly name: string; readonly on: string; readonly day: string; readonly specimen: string; readonly assay: string }>> = {
  measurement: { name: `btrim(o.gene || ' ' || o.variant)`, on: 'e.collected_on', day: 'e.collected_day', specimen: 'e.specimen_ref', assay: 'o.assay' },
  assessment: { name: `btrim(o.kind || ' ' || o.gene || ' ' || o.variant)`, on: 'o.assessed_on', day: 'o.assessed_day', specimen: 'null', assay: 'null' },
  treatment: { name: 'o.regimen', on: 'o.started_on', day: 'o.started_day', specimen: 'null', assay: 'null' },
};

const sql = (kind: Kind): string => `
  select '${kind}' as kind, n.line, p.patient_ref as patient_id, ${shown[kind].specimen} as specimen_id, ${shown[kind].on}::text as on_date, ${shown[kind].day} as on_day, ${shown[kind].name} as name,
    ${shown[kind].assay} as assay, c.changes
  from st_replaced r cross join lateral (select * from clinical.${kind} where (site_id = $1) is true and id = r.id offset 0) o
    cross join lateral (select * from clinical.${kind} n where (n.site_id = $1) is true and ${current[kind]} and n.superseded_at is null and n.withdrawn_at is null offset 0) n
    cross join lateral (select patient_ref from clinical.patient where (site_id = $1) is true and id = n.patient_id offset 0) p
    ${kind === 'measurement' ? 'cross join lateral (select specimen_ref, collected_on, collected_day from clinical.specimen where (site_id = $1) is true and id = n.specimen_id offset 0) e' : ''}
    cross join lateral (
      select coalesce(json_agg(json_build_object('field', field, 'before', before, 'after', after) order by place, field), '[]') as changes from (
        select place, f as field, to_jsonb(o) ->> f as before, to_jsonb(n) ->> f as after from unnest($2::text[]) with ordinality u(f, place)
        union all select 1000, f, nullif(o.supplied ->> f, ''), nullif(n.supplied ->> f, '') from (select jsonb_object_keys(o.supplied || n.supplied)) s(f) where not f = any ($2) and not f = any ($3)) d
      where before is distinct from after) c
  where r.kind = '${kind}' order by n.line limit ${mostShown}`;

/** The first of them in the order of the file, while the import's staging tables stand. Values as stored, dates as YYYY-MM-DD; null: nothing was said. */
export async function replacedRows(scope: Scope, { siteId }: Pick<ImportKey, 'siteId'>): Promise<Replaced[]> {
  const rows: Replaced[] = [];
  for (const kind of ['measurement', 'assessment', 'treatment'] as const) rows.push(...await scope.query<Replaced>(sql(kind), [siteId, fields[kind], said]));
  return rows.sort((a, b) => a.line - b.line).slice(0, mostShown);
}
