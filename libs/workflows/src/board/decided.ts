/** What a board last signed of a patient, and the newest draw that lay before it: an alert of that draw or an earlier one is no longer without a decision. */
import type { Scope } from '@clonewatch/store';

export interface Decided { readonly packet: string; readonly signedOn: string; readonly signedAt: string; readonly by: string; readonly text: string; readonly specimen: string | null }

/** `until`: YYYY-MM-DD, decisions signed later are not known yet; null: now. */
export async function readDecided(scope: Scope, siteId: string, patientId: string, until: string | null = null): Promise<Decided | null> {
  const [row] = await scope.query<Decided>(
    `select k.id as packet, to_char(b.signed_at at time zone 'UTC', 'YYYY-MM-DD') as "signedOn", to_char(b.signed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "signedAt", b.actor as by, b.content::json ->> 'decision' as text, k.content::json -> 'draws' -> -1 ->> 'specimen' as specimen
     from clinical.board_decision b join clinical.board_packet k on k.site_id = b.site_id and k.id = b.packet_id join clinical.patient p on p.site_id = k.site_id and p.id = k.patient_id
     where b.site_id = $1 and coalesce(p.merged_into, p.id) = $2 and ($3::date is null or b.signed_at < $3::date + 1) order by b.signed_at desc limit 1`, [siteId, patientId, until],
  );
  return row ?? null;
}
