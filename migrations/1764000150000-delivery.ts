import type { MigrationInterface, QueryRunner } from 'typeorm';
import { isolation } from './isolation.js';

/**
 * Who is told of alerts outside the page, and whether it reached them. A notice is of one patient and draw, whatever the number of alerts; its
 * deliveries are written in the transaction that opens the alerts, and are their own outbox.
 */
export class Delivery1764000150000 implements MigrationInterface {
  name = 'Delivery1764000150000';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      create table clinical.contact_point (
        site_id uuid not null references sec.site, id uuid not null default uuidv7(), team text not null check (team <> ''), kind text not null check (kind in ('webhook')),
        target text not null, secret text not null, severity text not null check (severity in ('act', 'review')), quiet_from time, quiet_to time,
        created_by text not null default sec.actor(), created_at timestamptz not null default now(), removed_at timestamptz,
        primary key (site_id, id), check ((quiet_from is null) = (quiet_to is null)));
      create table clinical.notice (
        site_id uuid not null, id uuid not null default uuidv7(), patient_id uuid not null, draw text not null, severity text not null, alerts int not null,
        created_at timestamptz not null default now(), primary key (site_id, id), unique (site_id, patient_id, draw, severity), foreign key (site_id, patient_id) references clinical.patient);
      -- notice_id null: a test. state: waiting until next_at, delivered, or dead after the last attempt.
      create table clinical.delivery (
        site_id uuid not null, id uuid not null default uuidv7(), notice_id uuid, contact_id uuid not null, state text not null default 'waiting' check (state in ('waiting', 'delivered', 'dead')),
        attempts int not null default 0, next_at timestamptz not null default now(), last_status int, last_error text, created_at timestamptz not null default now(), delivered_at timestamptz,
        primary key (site_id, id), unique (site_id, notice_id, contact_id),
        foreign key (site_id, notice_id) references clinical.notice, foreign key (site_id, contact_id) references clinical.contact_point);
      create index delivery_waiting on clinical.delivery (site_id, next_at) where state = 'waiting';
      create index delivery_contact on clinical.delivery (site_id, contact_id);`);
    for (const table of deliveryTables) await q.query(isolation(table));
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query('drop table clinical.delivery, clinical.notice, clinical.contact_point');
  }
}

/** Tables of this migration that hold a site's rows. */
export const deliveryTables = ['clinical.contact_point', 'clinical.notice', 'clinical.delivery'];
