import type { MigrationInterface, QueryRunner } from 'typeorm';
import { isolation } from './isolation.js';

/**
 * Teams: contact points and quiet hours belong to one, and a patient may be of one. Contact points of the same team with different quiet hours become
 * two teams, so that no setting is lost. E-mail beside webhooks. The views of the work list that a person keeps.
 */
export class Teams1764000210000 implements MigrationInterface {
  name = 'Teams1764000210000';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      create table clinical.team (
        site_id uuid not null references sec.site, id uuid not null default uuidv7(), name text not null check (name <> ''), quiet_from time, quiet_to time,
        created_by text not null default sec.actor(), created_at timestamptz not null default now(), removed_at timestamptz,
        primary key (site_id, id), check ((quiet_from is null) = (quiet_to is null)));
      create unique index team_name on clinical.team (site_id, lower(name)) where removed_at is null;
      alter table clinical.contact_point no force row level security;
      create temp table grouped on commit drop as
        select uuidv7() as id, site_id, lower(team) as key, min(team) as name, quiet_from, quiet_to, min(created_by) as created_by, min(created_at) as created_at,
          case when bool_and(removed_at is not null) then max(removed_at) end as removed_at, row_number() over (partition by site_id, lower(team) order by min(created_at)) as n
        from clinical.contact_point group by site_id, lower(team), quiet_from, quiet_to;
      insert into clinical.team (site_id, id, name, quiet_from, quiet_to, created_by, created_at, removed_at)
        select site_id, id, case when n = 1 then name else name || ' (' || n || ')' end, quiet_from, quiet_to, created_by, created_at, removed_at from grouped;
      alter table clinical.contact_point add column team_id uuid;
      update clinical.contact_point c set team_id = g.id from grouped g
        where g.site_id = c.site_id and g.key = lower(c.team) and g.quiet_from is not distinct from c.quiet_from and g.quiet_to is not distinct from c.quiet_to;
      alter table clinical.contact_point force row level security;
      alter table clinical.contact_point alter column team_id set not null, drop column team, drop column quiet_from, drop column quiet_to, alter column secret drop not null,
        add foreign key (site_id, team_id) references clinical.team,
        drop constraint contact_point_kind_check, add constraint contact_point_kind_check check (kind in ('webhook', 'email')),
        add constraint contact_point_key check ((kind = 'webhook') = (secret is not null));
      create index contact_point_team on clinical.contact_point (site_id, team_id);
      alter table clinical.patient add column team_id uuid, add foreign key (site_id, team_id) references clinical.team;
      create index patient_team on clinical.patient (site_id, team_id) where team_id is not null;

      create table clinical.saved_view (
        site_id uuid not null references sec.site, id uuid not null default uuidv7(), user_id uuid not null references sec.user_account, name text not null check (name <> ''),
        asked jsonb not null, saved_at timestamptz not null default now(), forgotten_at timestamptz, primary key (site_id, id), unique (site_id, user_id, name));`);
    for (const table of teamTables) await q.query(isolation(table));
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`
      drop table clinical.saved_view;
      alter table clinical.patient drop column team_id;
      alter table clinical.delivery no force row level security; alter table clinical.contact_point no force row level security; alter table clinical.team no force row level security;
      delete from clinical.delivery d using clinical.contact_point c where c.site_id = d.site_id and c.id = d.contact_id and c.kind = 'email';
      delete from clinical.contact_point where kind = 'email';
      alter table clinical.contact_point add column team text, add column quiet_from time, add column quiet_to time;
      update clinical.contact_point c set team = t.name, quiet_from = t.quiet_from, quiet_to = t.quiet_to from clinical.team t where t.site_id = c.site_id and t.id = c.team_id;
      alter table clinical.contact_point alter column team set not null, add check (team <> ''), drop column team_id, drop constraint contact_point_key, alter column secret set not null,
        drop constraint contact_point_kind_check, add constraint contact_point_kind_check check (kind in ('webhook')), add check ((quiet_from is null) = (quiet_to is null));
      alter table clinical.delivery force row level security; alter table clinical.contact_point force row level security;
      drop table clinical.team;`);
  }
}

/** Tables of this migration that hold a site's rows. */
export const teamTables = ['clinical.team', 'clinical.saved_view'];
