import type { Scope } from '@clonewatch/store';

export interface Touched { readonly siteId: string; readonly patientId: string }

/**
 * A list was read: one event for each site with patients on this page. Where the answer is empty, one for each site that was asked: to look for
 * somebody and find nobody is a look as well.
 */
export function auditList(scope: Scope, action: string, siteIds: readonly string[], touched: readonly Touched[], details: Readonly<Record<string, unknown>> = {}): void {
  const bySite = new Map<string, Set<string>>(touched.length === 0 ? siteIds.map((id) => [id, new Set<string>()]) : []);
  for (const t of touched) bySite.set(t.siteId, (bySite.get(t.siteId) ?? new Set()).add(t.patientId));
  for (const [siteId, patients] of bySite) scope.audit({ siteId, action, patients: [...patients], details });
}
