import type { MigrationInterface, QueryRunner } from 'typeorm';
import { isolation } from './isolation.js';

/**
 * When a person last looked at a patient, and which evaluation they saw: what is new since then is told to them. A look within half an hour of the one
 * before belongs to it, so that a page loaded again still says what was new; `before_*` is the last look of another occasion.
 */
export class LastLooks1764000120000 implements MigrationInterface {
  name = 'LastLooks1764000120000';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      create table clinical.last_look (
        site_id uuid not null references sec.site, patient_id uuid not null, user_id uuid not null references sec.user_account, seen_at timestamptz not null default now(), evaluation_id uuid,
        before_at timestamptz, before_evaluation_id uuid, primary key (site_id, patient_id, user_id),
        foreign key (site_id, patient_id) references clinical.patient (site_id, id),
        foreign key (site_id, evaluation_id) references clinical.evaluation (site_id, id), foreign key (site_id, before_evaluation_id) references clinical.evaluation (site_id, id));
      ${isolation('clinical.last_look')}`);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query('drop table clinical.last_look');
  }
}

/** Tables of this migration that hold a site's rows. */
export const lookTables = ['clinical.last_look'];
