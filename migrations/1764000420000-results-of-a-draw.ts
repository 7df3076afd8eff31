import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A patient's results are those of the patient's draws (measurement_refers holds both to the same patient), so they are found by the key they have anyway. The index by
 * patient was the fourth to be written for every result.
 */
export class ResultsOfADraw1764000420000 implements MigrationInterface {
  name = 'ResultsOfADraw1764000420000';

  async up(q: QueryRunner): Promise<void> {
    await q.query('drop index clinical.measurement_patient;');
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query('create index measurement_patient on clinical.measurement (site_id, patient_id);');
  }
}
