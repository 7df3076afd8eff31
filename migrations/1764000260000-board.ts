import type { MigrationInterface, QueryRunner } from 'typeorm';
import { isolation } from './isolation.js';

/**
 * Packets of the tumour board, what it decided, and the pages that were printed: written once. The database itself checks each content against its SHA-256
 * and refuses to change or delete a row. `result_seen`: when a draw's result first stood before a person.
 */
export class Board1764000260000 implements MigrationInterface {
  name = 'Board1764000260000';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      create table clinical.board_packet (
        site_id uuid not null references sec.site, id uuid not null default uuidv7(), patient_id uuid not null, content text not null, sha256 bytea not null, actor text not null default sec.actor(),
        made_at timestamptz not null default now(), primary key (site_id, id), foreign key (site_id, patient_id) references clinical.patient (site_id, id),
        check (sha256 = pg_catalog.sha256(convert_to(content, 'UTF8'))));
      create index board_packet_patient on clinical.board_packet (site_id, patient_id, id);
      create table clinical.board_decision (
        site_id uuid not null references sec.site, packet_id uuid not null, version int not null check (version > 0), content text not null, sha256 bytea not null,
        user_id uuid not null references sec.user_account, actor text not null default sec.actor(), signed_at timestamptz not null, primary key (site_id, packet_id, version),
        foreign key (site_id, packet_id) references clinical.board_packet (site_id, id), check (sha256 = pg_catalog.sha256(convert_to(content, 'UTF8'))));
      create table clinical.board_pages (
        site_id uuid not null references sec.site, packet_id uuid not null, version int not null check (version >= 0), language text not null check (language in ('en', 'ru')), bytes bytea not null, sha256 bytea not null,
        primary key (site_id, packet_id, version, language), foreign key (site_id, packet_id) references clinical.board_packet (site_id, id), check (sha256 = pg_catalog.sha256(bytes)));
      create table clinical.result_seen (
        site_id uuid not null references sec.site, specimen_id uuid not null, seen_at timestamptz not null default now(), user_id uuid not null references sec.user_account,
        primary key (site_id, specimen_id), foreign key (site_id, specimen_id) references clinical.specimen (site_id, id));
      create function clinical.refuse_change() returns trigger language plpgsql as $$ begin raise exception 'written once: % is neither changed nor deleted', tg_table_name using errcode = 'insufficient_privilege'; end $$;`);
    for (const table of writtenOnce) await q.query(`create trigger written_once before update or delete on ${table} for each row execute function clinical.refuse_change()`);
    for (const table of boardTables) await q.query(isolation(table));
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query('drop table clinical.result_seen, clinical.board_pages, clinical.board_decision, clinical.board_packet; drop function clinical.refuse_change');
  }
}

const writtenOnce = ['clinical.board_packet', 'clinical.board_decision', 'clinical.board_pages'];
/** Tables of this migration that hold a site's rows. */
export const boardTables = [...writtenOnce, 'clinical.result_seen'];
