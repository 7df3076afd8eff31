import type { MigrationInterface, QueryRunner } from 'typeorm';
import { isolation } from './isolation.js';

/**
 * Drafts of the alert policy tried on a site's own history: what each would have changed, patient by patient, apart from the alerts in force. A policy holds
 * the budget of first detections and the thresholds of the grades too, and may be signed: by whom and why stands in its act, over what in `signature`.
 */
export class BackTests1764000220000 implements MigrationInterface {
  name = 'BackTests1764000220000';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      create table clinical.back_test (
        site_id uuid not null references sec.site, id uuid not null default uuidv7(), draft jsonb not null, base jsonb not null, base_version int not null,
        state text not null default 'waiting' check (state in ('waiting', 'running', 'done', 'cancelled', 'failed')), patients int not null, done int not null default 0, not_computed int not null default 0,
        last_patient uuid, counts jsonb not null default '{}', error text, created_by text not null default sec.actor(), created_at timestamptz not null default now(), finished_at timestamptz, primary key (site_id, id));
      create unique index back_test_one on clinical.back_test (site_id) where state in ('waiting', 'running');
      -- Days of the patient's timeline. n: place within the patient.
      create table clinical.back_test_alert (
        site_id uuid not null, back_test_id uuid not null, patient_id uuid not null, n int not null, kind text not null, grade text, gene text, variant text,
        change text not null check (change in ('earlier', 'later', 'new', 'gone')), before_day int, after_day int, verdict text check (verdict in ('right', 'wrong')), progression_days int,
        primary key (site_id, back_test_id, patient_id, n), foreign key (site_id, back_test_id) references clinical.back_test, foreign key (site_id, patient_id) references clinical.patient);
      alter table clinical.alert_policy add column detection_false_alerts double precision not null default 5 check (detection_false_alerts > 0 and detection_false_alerts <= 1000),
        add column rising_threshold double precision check (rising_threshold >= 0.5), add column confirmed_threshold double precision check (confirmed_threshold >= 0.5),
        add column back_test_id uuid, add column signature bytea, add foreign key (site_id, back_test_id) references clinical.back_test;
      alter table clinical.alert_policy alter column detection_false_alerts drop default;`);
    for (const table of backTestTables) await q.query(isolation(table));
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`
      alter table clinical.alert_policy drop column detection_false_alerts, drop column rising_threshold, drop column confirmed_threshold, drop column back_test_id, drop column signature;
      drop table clinical.back_test_alert, clinical.back_test;`);
  }
}

/** Tables of this migration that hold a site's rows. */
export const backTestTables = ['clinical.back_test', 'clinical.back_test_alert'];
