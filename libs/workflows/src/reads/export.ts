/** An export leaves two entries in each site: that it began, before anything is handed out, and how it ended, with the number of rows. */
import type { AuditEntry, Scope, Store } from '@clonewatch/store';
import { alertTable } from './export-alerts.js';
import { clinicalTables } from './export-clinical.js';
import { seriesTable } from './export-series.js';
import { exportTable, type ExportFormat, type ExportQuery } from './export-table.js';

/** The export names a patient that is not in the sites asked. */
export class NoSuchPatient extends Error {}

export const exportKinds = ['series', 'treatments', 'assessments', 'patients', 'alerts'] as const;
export type ExportKind = (typeof exportKinds)[number];
export interface ExportAsked extends ExportQuery { readonly kind: ExportKind; readonly format: ExportFormat }

function piecesOf(scope: Scope, { kind, format, ...query }: ExportAsked, told: (siteId: string) => void): AsyncGenerator<string | Uint8Array> {
  if (kind === 'series') return exportTable(scope, seriesTable, query, format, told);
  return kind === 'alerts' ? exportTable(scope, alertTable, query, format, told) : exportTable(scope, clinicalTables[kind], query, format, told);
}

/**
 * Hand out the rows as pieces of text or bytes, in one read-only transaction: the file is one moment's truth, and memory stays flat. Whoever takes them
 * says that the file is whole only after this has resolved: by then its end is in the audit trail.
 */
export async function exportRows(store: Store, token: string, wish: ExportAsked, handOut: (pieces: AsyncIterable<string | Uint8Array>) => Promise<void>): Promise<void> {
  const asked = wish.patientId === null ? wish : { ...wish, siteIds: [await siteOfPatient(store, token, wish.siteIds, wish.patientId)] };
  const rows = new Map(asked.siteIds.map((id) => [id, 0]));
  const entries = (outcome: 'ok' | 'failed', phase: 'begun' | 'ended'): AuditEntry[] => asked.siteIds.map((siteId) => ({
    siteId, action: `${asked.kind}.export`, outcome, patients: asked.patientId === null ? [] : [asked.patientId],
    details: { format: asked.format, phase, ...(asked.patientId === null ? { scope: 'site' } : {}), ...(phase === 'ended' ? { rows: rows.get(siteId)! } : {}) },
  }));
  await store.audit(token, entries('ok', 'begun'));
  try {
    await store.inSession(token, (scope) => handOut(piecesOf(scope, asked, (site) => rows.set(site, rows.get(site)! + 1))), { readOnly: true });
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
