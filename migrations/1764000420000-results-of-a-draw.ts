import type { MigrationInterface, QueryRunner } from 'typeorm';

const view = (of: string): string => `
  create or replace view clinical.measurement_now with (security_invoker = true) as
    select coalesce(p.merged_into, p.id) as head_id, m.* from clinical.measurement m ${of}
    where m.superseded_at is null and m.withdrawn_at is null and not m.retracted;`;

/**
 * A patient's results are those of the patient's draws (measurement_refers holds both to the same patient), so they are found by the key they have anyway. The index by
 * patient was the fourth to be written for every result.
 */
export class ResultsOfADraw1764000420000 implements MigrationInterface {
  name = 'ResultsOfADraw1764000420000';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`${view('join clinical.specimen e on e.site_id = m.site_id and e.id = m.specimen_id join clinical.patient p on p.site_id = e.site_id and p.id = e.patient_id')}
      drop index clinical.measurement_patient;`);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`create index measurement_patient on clinical.measurement (site_id, patient_id);
      ${view('join clinical.patient p on p.site_id = m.site_id and p.id = m.patient_id')}`);
  }
}
