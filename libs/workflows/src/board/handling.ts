/**
 * Tube and time to plasma of the last draw, in the laboratory's own words. They are no columns of the exchange format: a series file may carry them as columns of
 * its own, which are kept with each row, under these names.
 */
import type { Evaluation } from '@clonewatch/domain';
import type { Scope } from '@clonewatch/store';
import type { PatientRow } from '../evaluate/load-record.js';
import type { Handling } from './content.js';

/** Different words in the rows of one draw are all said; null: no row says it. */
export async function handlingOf(scope: Scope, patient: PatientRow, e: Evaluation): Promise<Handling> {
  const last = e.draws.at(-1)?.day;
  const specimens = e.draws.filter((d) => d.day === last).map((d) => d.specimenId);
  const rows = await scope.query<{ tube: string | null; hours: string | null }>(
    `select distinct nullif(trim(m.supplied->>'tube_type'), '') as tube, nullif(trim(m.supplied->>'hours_to_plasma'), '') as hours from clinical.measurement m join clinical.specimen s on s.site_id = m.site_id and s.id = m.specimen_id
     where (m.site_id = $1) is true and m.patient_id in (select id from clinical.patient where (site_id = $1) is true and coalesce(merged_into, id) = $2)
       and m.withdrawn_at is null and m.superseded_at is null and s.specimen_ref = any($3) order by 1, 2`, [patient.siteId, patient.id, specimens],
  );
  const said = (xs: readonly (string | null)[]): string | null => { const words = [...new Set(xs.filter((x) => x !== null))]; return words.length === 0 ? null : words.join('; '); };
  return { tube: said(rows.map((r) => r.tube)), hours_to_plasma: said(rows.map((r) => r.hours)) };
}
