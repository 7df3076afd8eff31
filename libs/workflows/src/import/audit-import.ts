/** What the audit trail says of an import: whose records it touched, and what was wrong, by code. */
import type { Problem } from '@clonewatch/domain';
import type { Scope } from '@clonewatch/store';
import type { ImportKey } from './insert.js';

/** The patients of the file just staged, while its staging tables stand. A dry run says only those it did not make itself: the others go with it. */
export async function touchedPatients(scope: Scope, { siteId, importId }: Pick<ImportKey, 'siteId' | 'importId'>, which: 'all' | 'known before'): Promise<string[]> {
  const rows = which === 'all'
    ? await scope.query<{ id: string }>('select patient_id as id from st_who order by patient_id')
    : await scope.query<{ id: string }>(
        `select p.id from st_who w cross join lateral (select id from clinical.patient where site_id = $1 and id = w.patient_id and import_id <> $2 offset 0) p order by p.id`, [siteId, importId]);
  return rows.map((r) => r.id);
}

/** How often each problem was found; never its value. */
export function codesOf(problems: readonly Problem[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const p of problems) counts[p.code] = (counts[p.code] ?? 0) + 1;
  return counts;
}
