/** An export leaves two entries in each site: that it began, before anything is handed out, and how it ended, with the number of rows. */
import type { AuditEntry, Store } from '@clonewatch/store';
import { exportSeriesCsv, type ExportQuery } from './export-series.js';

/** The export names a patient that is not in the sites asked. */
export class NoSuchPatient extends Error {}

/**
 * Hand out the rows as pieces of text, in one read-only transaction: the file is one moment's truth, and memory stays flat. Whoever takes them
 * says that the file is whole only after this has resolved: by then its end is in the audit trail.
 */
export async function exportSeries(store: Store, token: string, query: ExportQuery, handOut: (pieces: AsyncIterable<string>) => Promise<void>): Promise<void> {
  const asked = query.patientId === null ? query : { ...query, siteIds: [await siteOfPatient(store, token, query.siteIds, query.patientId)] };
  const rows = new Map(asked.siteIds.map((id) => [id, 0]));
  const entries = (outcome: 'ok' | 'failed', phase: 'begun' | 'ended'): AuditEntry[] => asked.siteIds.map((siteId) => ({
    siteId, action: 'series.export', outcome, patients: asked.patientId === null ? [] : [asked.patientId],
    details: { format: 'csv', phase, ...(asked.patientId === null ? { scope: 'site' } : {}), ...(phase === 'ended' ? { rows: rows.get(siteId)! } : {}) },
  }));
  await store.audit(token, entries('ok', 'begun'));
  try {
    await store.inSession(token, (scope) => handOut(exportSeriesCsv(scope, asked, (site) => rows.set(site, rows.get(site)! + 1))), { readOnly: true });
  } catch (error) {
    await store.audit(token, entries('failed', 'ended'));
    throw error;
  }
  await store.audit(token, entries('ok', 'ended'));
}

async function siteOfPatient(store: Store, token: string, siteIds: readonly string[], patientId: string): Promise<string> {
  const [row] = await store.inSession(token, (scope) =>
    scope.query<{ site_id: string }>('select site_id from clinical.patient where id = $1 and site_id = any($2::uuid[])', [patientId, siteIds]), { readOnly: true });
  if (!row) throw new NoSuchPatient();
  return row.site_id;
}
