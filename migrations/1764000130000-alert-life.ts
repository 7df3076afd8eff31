import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * An alert's life in days: what time alone makes due, a snooze that ends by a date or by the next draw, a person's due day and comments, the day on
 * which an outcome was proven. The history of an alert is only ever added to.
 */
export class AlertLife1764000130000 implements MigrationInterface {
  name = 'AlertLife1764000130000';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      -- The next day on which something becomes due in this record by itself; null: nothing, or it is being evaluated.
      alter table clinical.patient add column due_on date;
      create index patient_due on clinical.patient (site_id, due_on) where due_on is not null;
      alter table clinical.patient no force row level security;
      update clinical.patient set due_on = '2000-01-01' where timeline = 'calendar' and evaluation_id is not null;
      alter table clinical.patient force row level security;

      -- snoozed_draw: day of the last draw when the alert was put off until the next one.
      alter table clinical.alert add column due_on date, add column snoozed_draw int, add column outcome_on date;
      create index alert_snoozed on clinical.alert (site_id, snoozed_until) where state = 'snoozed';
      alter table clinical.alert_transition add column due date, add column until_draw boolean not null default false, add column outcome_on date, add column comment text;

      create function clinical.kept() returns trigger language plpgsql as $$
      begin
        raise exception '%: a row that was written stays as it is', tg_table_name using errcode = '42501';
      end $$;
      create trigger kept before update or delete on clinical.alert_transition for each statement execute function clinical.kept();

      create function ops.sites(p_key text) returns setof uuid language plpgsql stable security definer set search_path = ops, pg_temp as $$
      begin
        perform sec.assert_service(p_key);
        return query select s.id from sec.site s order by s.code;
      end $$;`);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`
      drop function ops.sites; drop trigger kept on clinical.alert_transition; drop function clinical.kept;
      alter table clinical.alert_transition drop column due, drop column until_draw, drop column outcome_on, drop column comment;
      alter table clinical.alert drop column due_on, drop column snoozed_draw, drop column outcome_on;
      alter table clinical.patient drop column due_on;`);
  }
}
