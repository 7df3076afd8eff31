/** One entry as it counts now, and every version it ever had. */
import type { WireVersion } from '@clonewatch/contracts';
import type { Scope } from '@clonewatch/store';
import type { EntryKind, Fields } from './entry-row.js';
import { RecordRefused } from './refused.js';

export interface CurrentEntry {
  /** Row of the newest version that was not withdrawn. */
  readonly rowId: string;
  readonly entityId: string | null;
  readonly version: number;
  readonly retracted: boolean;
  /** The patient id of the record it stands in: of merged records its own. */
  readonly recordRef: string;
  readonly key: Fields;
}

/**
 * The newest version of an entry of this patient; null: there is none. A measurement is named by the id of its current row (a correction makes a new
 * one), so an id that was superseded names the version that superseded it, and its number then tells.
 */
export async function currentEntry(scope: Scope, siteId: string, patientId: string, kind: EntryKind, id: string): Promise<CurrentEntry | null> {
  const head = 'coalesce(p.merged_into, p.id) = $2';
  const [row] = kind === 'measurement'
    ? await scope.query<CurrentEntry>(
      `select n.id as "rowId", null as "entityId", n.result_version as version, n.retracted, o.patient_ref as "recordRef", json_build_object(
         'specimen_id', e.specimen_ref, 'collected_on', e.collected_on, 'collected_day', e.collected_day, 'anchor', case when e.collected_day is not null then o.anchor end,
         'specimen_type', nullif(e.specimen_type, ''), 'assay', n.assay, 'assay_version', nullif(n.assay_version, ''), 'gene', n.gene, 'variant', n.variant) as key
       from clinical.measurement m join clinical.measurement n using (site_id, specimen_id, assay, assay_version, gene, variant)
         join clinical.specimen e on e.site_id = m.site_id and e.id = m.specimen_id join clinical.patient p on p.site_id = m.site_id and p.id = m.patient_id
         join clinical.patient o on o.site_id = e.site_id and o.id = e.origin_patient_id
       where m.site_id = $1 and ${head} and m.id = $3 and n.withdrawn_at is null and e.withdrawn_at is null order by n.result_version desc limit 1`, [siteId, patientId, id])
    : await scope.query<CurrentEntry>(
      `select t.id as "rowId", t.entity_id as "entityId", t.version, t.retracted, p.patient_ref as "recordRef", '{}'::json as key
       from clinical.${kind} t join clinical.patient p on p.site_id = t.site_id and p.id = t.patient_id
       where t.site_id = $1 and ${head} and t.entity_id = $3 and t.withdrawn_at is null order by t.version desc limit 1`, [siteId, patientId, id]);
  return row ?? null;
}

const textOf = (value: unknown): string => (value === null || value === undefined ? '' : `${value as string | number}`);

/** The key a correction cannot change; a field that says otherwise is refused. */
export function measurementKey(before: CurrentEntry, fields: Fields): Fields {
  for (const [name, stored] of Object.entries(before.key)) {
    const [given, kept] = [textOf(fields[name]), textOf(stored)];
    if (given === '' || given === kept || name === 'specimen_type') continue;
    throw new RecordRefused('invalid', 'key_fixed', `${name} names the result and cannot be corrected: retract the result and enter it anew.`, [
      { severity: 'error', code: 'key_fixed', line: null, column: null, field: name, value: given.slice(0, 200), message: `${name} is "${kept}" and cannot be corrected` },
    ]);
  }
  return before.key;
}

const versionNumber = (kind: EntryKind): string => (kind === 'measurement' ? 'result_version' : 'version');

/** Cells of a result that the record says in its own words: they are not kept a second time (import/kept-cells.ts). */
const recordedSql = `jsonb_build_object('specimen_id', e.specimen_ref, 'collected_on', e.collected_on, 'collected_day', e.collected_day, 'assay', t.assay, 'assay_version', t.assay_version, 'gene', t.gene,
  'variant', t.variant, 'mutant_count', t.mutant_count, 'total_count', t.total_count, 'wildtype_count', t.wildtype_count, 'count_unit', t.count_unit, 'background', t.background, 'lod', t.lod)`;

const said = (recorded: Readonly<Record<string, string | number | null>>): Record<string, string> =>
  Object.fromEntries(Object.entries(recorded).flatMap(([name, value]) => (value === null || value === '' ? [] : [[name, String(value)]])));

/** All versions, the newest first; empty: no such entry of this patient. */
export async function listVersions(scope: Scope, siteIds: readonly string[], patientId: string, kind: EntryKind, id: string): Promise<WireVersion[]> {
  const same = kind === 'measurement'
    ? `exists (select from clinical.measurement m where m.site_id = t.site_id and m.id = $3 and m.specimen_id = t.specimen_id and m.assay = t.assay and m.assay_version = t.assay_version
        and m.gene = t.gene and m.variant = t.variant)`
    : 't.entity_id = $3';
  const rows = await scope.query<WireVersion & { siteId: string; recorded: Readonly<Record<string, string | number | null>> }>(
    `select t.site_id as "siteId", t.${versionNumber(kind)} as version, case when t.withdrawn_at is not null then 'withdrawn' when t.retracted then 'retracted' when t.superseded_at is null then 'current' else 'superseded' end as state,
       t.by_hand, coalesce(a.actor, i.created_by) as actor, coalesce(a.reason, case when t.${versionNumber(kind)} > 1 then coalesce(i.reason, 'file ' || i.file_name || ' said so') end) as reason, coalesce(a.at, i.created_at) as at, t.supplied as values, ${kind === 'measurement' ? recordedSql : "'{}'::jsonb"} as recorded
     from clinical.${kind} t join clinical.patient p on p.site_id = t.site_id and p.id = t.patient_id ${kind === 'measurement' ? 'join clinical.specimen e on e.site_id = t.site_id and e.id = t.specimen_id' : ''}
       left join clinical.act a on a.site_id = t.site_id and a.id = t.act_id left join clinical.import i on i.site_id = t.site_id and i.id = t.import_id
     where t.site_id = any($1::uuid[]) and coalesce(p.merged_into, p.id) = $2 and ${same} order by 2 desc, t.id desc`, [siteIds, patientId, id],
  );
  if (rows[0]) scope.audit({ siteId: rows[0].siteId, action: `${kind}.history`, patients: [patientId], target: id });
  return rows.map(({ siteId: _, recorded, ...v }) => ({ ...v, values: { ...said(recorded), ...v.values }, at: v.at === null ? null : new Date(v.at).toISOString() }));
}
