import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The language a contact point is told in, and when a delivery was last tried: what a clinician sees beside an alert. */
export class NoticeLanguage1764000320000 implements MigrationInterface {
  name = 'NoticeLanguage1764000320000';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      alter table clinical.contact_point add language text not null default 'en' check (language in ('en', 'ru'));
      alter table clinical.delivery add tried_at timestamptz;`);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query('alter table clinical.delivery drop tried_at; alter table clinical.contact_point drop language');
  }
}
