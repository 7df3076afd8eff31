import type { MigrationInterface, QueryRunner } from 'typeorm';
import { isolation } from './isolation.js';

/** What a laboratory says once about each of its assays: in numbered versions, each with who, when and why. An import notes the versions it was read with. */
export class AssayProfiles1764000140000 implements MigrationInterface {
  name = 'AssayProfiles1764000140000';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      create table clinical.assay_profile (
        site_id uuid not null references sec.site, id uuid not null default uuidv7(), profile_id uuid not null, version int not null check (version > 0),
        assay text not null check (assay <> ''), content jsonb not null, retired boolean not null default false, reason text not null check (reason <> ''),
        actor text not null default sec.actor(), at timestamptz not null default now(), superseded_at timestamptz, primary key (site_id, id));
      create unique index assay_profile_version on clinical.assay_profile (site_id, profile_id, version);
      create unique index assay_profile_name on clinical.assay_profile (site_id, assay) where superseded_at is null and not retired;
      alter table clinical.import add column profile_ids uuid[] not null default '{}';`);
    for (const table of profileTables) await q.query(isolation(table));
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query('alter table clinical.import drop column profile_ids; drop table clinical.assay_profile;');
  }
}

/** Tables of this migration that hold a site's rows. */
export const profileTables = ['clinical.assay_profile'];
