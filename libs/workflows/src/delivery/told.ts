/** Who was told of a patient's alerts, and whether it reached them, as every reader of the patient may see it: no address, no key, no answer of a server. */
import type { WireTold } from '@clonewatch/contracts';
import type { Scope } from '@clonewatch/store';
import { drawKeySql } from './notices.js';

interface Row { alert: string; team: string; kind: WireTold['channel']; state: WireTold['state']; attempts: number; status: number | null; triedAt: Date | null; deliveredAt: Date | null; nextAt: Date }

/** A notice is of the alerts of one draw that one evaluation opened, so of their openings at that instant. Null when there is no such patient. */
export async function readTold(scope: Scope, siteIds: readonly string[], patientId: string): Promise<WireTold[] | null> {
  const [patient] = await scope.query<{ siteId: string }>('select site_id as "siteId" from clinical.patient where site_id = any($1::uuid[]) and id = $2', [siteIds, patientId]);
  if (!patient) return null;
  scope.audit({ siteId: patient.siteId, action: 'patient.told', patients: [patientId] });
  const rows = await scope.query<Row>(
    `select a.id as alert, t.name as team, c.kind, d.state, d.attempts, d.last_status as status, d.tried_at as "triedAt", d.delivered_at as "deliveredAt", d.next_at as "nextAt"
     from clinical.notice n join clinical.delivery d on d.site_id = n.site_id and d.notice_id = n.id join clinical.contact_point c on c.site_id = d.site_id and c.id = d.contact_id
       join clinical.team t on t.site_id = c.site_id and t.id = c.team_id
       join clinical.alert a on a.site_id = n.site_id and a.patient_id = n.patient_id and ${drawKeySql('a')} = n.draw and a.severity in ('act', 'review')
         and exists (select from clinical.alert_transition o where o.site_id = a.site_id and o.alert_id = a.id and o.state = 'open' and o.at = n.created_at)
     where n.site_id = any($1::uuid[]) and n.patient_id = $2 order by a.id, d.id`, [siteIds, patientId],
  );
  return rows.map((r) => ({
    alert: r.alert, channel: r.kind, team: r.team, state: r.state, attempts: r.attempts, status: r.status, tried_at: r.triedAt?.toISOString() ?? null, delivered_at: r.deliveredAt?.toISOString() ?? null,
    next_at: r.state === 'waiting' ? r.nextAt.toISOString() : null,
  }));
}
