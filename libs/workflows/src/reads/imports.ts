import type { ImportReport } from '@clonewatch/contracts';
import type { Problem } from '@clonewatch/domain';
import type { Scope } from '@clonewatch/store';

interface ImportRow {
  site_id: string; id: string; state: ImportReport['state']; site: string; format: string; file_name: string; created_at: Date; created_by: string;
  counts: ImportReport['counts']; problems: Problem[]; evaluated_patients: number; patients: { id: string; patient_id: string }[]; withdrawn: ImportReport['withdrawn']; reason: string | null; assays: ImportReport['assays'];
}

const sql = (where: string): string => `
  select i.site_id, i.id, i.state, s.code as site, i.format, i.file_name, i.created_at, i.created_by, i.counts, i.problems, i.reason,
    (select count(*)::int from clinical.import_patient p where p.site_id = i.site_id and p.import_id = i.id and p.evaluated_at is not null) as evaluated_patients,
    (select coalesce(json_agg(json_build_object('id', x.id, 'patient_id', x.patient_ref)), '[]') from (
       select q.id, q.patient_ref from clinical.import_patient p join clinical.patient q on q.site_id = p.site_id and q.id = p.patient_id
       where p.site_id = i.site_id and p.import_id = i.id order by q.patient_ref limit 20) x) as patients,
    (select json_build_object('act', a.id, 'actor', a.actor, 'at', a.at, 'reason', a.reason) from clinical.act a
     where a.site_id = i.site_id and a.kind = 'import_withdrawn' and a.target = i.id order by a.id desc limit 1) as withdrawn,
    (select coalesce(json_agg(json_build_object('assay', f.assay, 'version', f.version) order by f.assay), '[]') from clinical.assay_profile f
     where f.site_id = i.site_id and f.id = any (i.profile_ids)) as assays
  from clinical.import i join sec.site_name s on s.id = i.site_id where ${where}`;

const report = ({ site_id: _, ...r }: ImportRow): ImportReport => ({
  ...r, created_at: r.created_at.toISOString(), dry_run: false, problems: [...r.problems],
  withdrawn: r.withdrawn && { ...r.withdrawn, at: new Date(r.withdrawn.at).toISOString() },
});

/** Of an import that this transaction already speaks of in the audit trail. */
export async function importReport(scope: Scope, id: string): Promise<ImportReport | null> {
  const [row] = await scope.query<ImportRow>(sql('i.id = $1'), [id]);
  return row ? report(row) : null;
}

export async function readImport(scope: Scope, id: string): Promise<ImportReport | null> {
  const [row] = await scope.query<ImportRow>(sql('i.id = $1'), [id]);
  if (!row) return null;
  scope.audit({ siteId: row.site_id, action: 'import.read', target: id, patients: row.patients.map((p) => p.id) });
  return report(row);
}

/** Newest first; `before` is the id of the last one seen (ids are in order of making). `state`: only those in it. */
export async function listImports(
  scope: Scope, siteIds: readonly string[], limit: number, before: string | null, state: ImportReport['state'] | null = null,
): Promise<{ items: ImportReport[]; next: string | null }> {
  const rows = await scope.query<ImportRow>(
    `${sql('i.site_id = any($1::uuid[]) and ($2::uuid is null or i.id < $2::uuid) and ($4::text is null or i.state = $4)')} order by i.id desc limit $3`,
    [siteIds, before, limit + 1, state],
  );
  const shown = rows.slice(0, limit);
  const sites = new Set(shown.length === 0 ? siteIds : shown.map((r) => r.site_id));
  for (const siteId of sites) scope.audit({ siteId, action: 'import.list', patients: patientsOf(shown.filter((r) => r.site_id === siteId)) });
  const items = shown.map(report);
  return { items, next: rows.length > limit ? items.at(-1)!.id : null };
}

/** An import without patients, a refused one, is read all the same. */
const patientsOf = (rows: readonly ImportRow[]): string[] => [...new Set(rows.flatMap((r) => r.patients.map((p) => p.id)))];
