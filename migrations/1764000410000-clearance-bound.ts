import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The VAF below which a resistance clone counts as fallen is the site's to choose: 0.1 % until it does, as before. */
export class ClearanceBound1764000410000 implements MigrationInterface {
  name = 'ClearanceBound1764000410000';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      alter table clinical.alert_policy add column clearance_vaf double precision not null default 0.001 check (clearance_vaf >= 0.0001 and clearance_vaf <= 0.01);
      alter table clinical.alert_policy alter column clearance_vaf drop default;`);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query('alter table clinical.alert_policy drop column clearance_vaf;');
  }
}
