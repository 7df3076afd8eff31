import type { MigrationInterface, QueryRunner } from 'typeorm';
import { isolation } from './isolation.js';

/**
 * The site's switch of alerts and forecasts, with the local validation they rest on: versions, each signed with a password and written once. Without a version both are
 * on and marked as not locally validated.
 */
export class LocalValidation1764000310000 implements MigrationInterface {
  name = 'LocalValidation1764000310000';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      create table clinical.local_validation (
        site_id uuid not null references sec.site, version int not null check (version > 0), alerts boolean not null, forecasts boolean not null,
        content text not null, sha256 bytea not null, user_id uuid not null references sec.user_account, actor text not null default sec.actor(), signed_at timestamptz not null,
        primary key (site_id, version), check (sha256 = pg_catalog.sha256(convert_to(content, 'UTF8'))));
      create trigger written_once before update or delete on clinical.local_validation for each row execute function clinical.refuse_change();`);
    await q.query(isolation('clinical.local_validation'));
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query('drop table clinical.local_validation');
  }
}

/** Tables of this migration that hold a site's rows. */
export const validationTables = ['clinical.local_validation'];
