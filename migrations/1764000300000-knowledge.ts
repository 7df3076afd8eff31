import type { MigrationInterface, QueryRunner } from 'typeorm';
import { isolation } from './isolation.js';

/**
 * Releases of public evidence (CIViC) that a site took in, each whole and written once: further evidence beside the catalogue, with its level, direction and release.
 * `genes`: those a single change of the profile is of; empty where nothing of a patient is matched. `released_on`: of the release's name, else its newest review.
 */
export class Knowledge1764000300000 implements MigrationInterface {
  name = 'Knowledge1764000300000';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      create table clinical.knowledge_release (
        site_id uuid not null references sec.site, id uuid not null default uuidv7(), source text not null check (source in ('civic')), release text not null, released_on date not null, sha256 bytea not null,
        file_name text not null, items int not null check (items > 0), readings jsonb not null, actor text not null default sec.actor(), imported_at timestamptz not null default now(),
        primary key (site_id, id), unique (site_id, source, release), unique (site_id, source, released_on), unique (site_id, source, sha256));
      create table clinical.knowledge_item (
        site_id uuid not null, release_id uuid not null, evidence_id int not null, profile text not null, genes text[] not null, disease text not null, doid text not null, therapies text[] not null, interaction text not null,
        type text not null, direction text not null, level text not null check (level in ('A', 'B', 'C', 'D', 'E')), significance text not null, citation_id text not null, citation_source text not null, citation text not null,
        rating int, status text not null check (status in ('accepted', 'submitted', 'rejected')), origin text not null, flagged boolean not null, reviewed_on date,
        primary key (site_id, release_id, evidence_id), foreign key (site_id, release_id) references clinical.knowledge_release (site_id, id));
      create index knowledge_item_genes on clinical.knowledge_item using gin (genes);`);
    for (const table of knowledgeTables) await q.query(`create trigger written_once before update or delete on ${table} for each row execute function clinical.refuse_change()`);
    for (const table of knowledgeTables) await q.query(isolation(table));
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query('drop table clinical.knowledge_item, clinical.knowledge_release');
  }
}

/** Tables of this migration that hold a site's rows. */
export const knowledgeTables = ['clinical.knowledge_release', 'clinical.knowledge_item'];
