import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Usual half-life of a resistant clone off the drug, months by gene, as a site sets it with its alert policy. Versions from before had the product's. */
export class HalfLifePrior1764000160000 implements MigrationInterface {
  name = 'HalfLifePrior1764000160000';

  async up(q: QueryRunner): Promise<void> {
    const column = (gene: string, months: number): string =>
      `add column half_life_${gene} double precision not null default ${months} check (half_life_${gene} > 0 and half_life_${gene} <= 120)`;
    await q.query(`alter table clinical.alert_policy ${column('ras', 3.7)}, ${column('egfr', 4.7)}, ${column('other', 4.4)}`);
    await q.query('alter table clinical.alert_policy alter column half_life_ras drop default, alter column half_life_egfr drop default, alter column half_life_other drop default');
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query('alter table clinical.alert_policy drop column half_life_ras, drop column half_life_egfr, drop column half_life_other');
  }
}
