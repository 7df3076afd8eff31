import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What a draw refers to is checked once a statement, as what a measurement refers to is: four queries a draw, one for each foreign key, were a third of
 * storing a file of one result a draw. A patient, like a draw, an import and an act, is neither deleted nor renumbered.
 */
export class ReferencesOfDraws1764000400000 implements MigrationInterface {
  name = 'ReferencesOfDraws1764000400000';

  async up(q: QueryRunner): Promise<void> {
    await q.query(up);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(down);
  }
}

/** By key, row by row (offset 0), whatever the planner knows of the tables; (…) is true: the row policy compares the site already. */
const dangling = (rows: string, column: string, table: string): string => `exists (select from (select distinct site_id, ${column} as id from ${rows} where ${column} is not null) r where not exists (
      select from clinical.${table} t where (t.site_id = r.site_id) is true and t.id = r.id offset 0))`;

const refused = `using errcode = '23503', table = 'specimen'`;

/** The first thing that is wrong with what `rows` refer to, in words; null: nothing. */
const check = (rows: string): string => `
  select case when ${dangling(rows, 'patient_id', 'patient')} or ${dangling(rows, 'origin_patient_id', 'patient')} then 'a patient who is not there'
    when ${dangling(rows, 'import_id', 'import')} then 'an import that is not there'
    when ${dangling(rows, 'act_id', 'act')} then 'an act that is not there' end into wrong;
  if wrong is not null then raise exception 'a draw refers to %', wrong ${refused}; end if;`;

const columns = ['site_id', 'patient_id', 'origin_patient_id', 'import_id', 'act_id'];
const there = (column: string, table: string): string => `exists (select from clinical.${table} t where (t.site_id = new.site_id) is true and t.id = new.${column})`;

const up = `
alter table clinical.specimen drop constraint specimen_site_id_patient_id_fkey, drop constraint specimen_site_id_origin_patient_id_fkey,
  drop constraint specimen_site_id_import_id_fkey, drop constraint specimen_site_id_act_id_fkey;

create function clinical.specimen_refers() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
declare wrong text;
begin${check('written')}
  return null;
end $$;
create trigger refers_on_insert after insert on clinical.specimen referencing new table as written for each statement execute function clinical.specimen_refers();

-- An update that changes a reference: a draw that goes to another patient, an import handed over.
create function clinical.specimen_still_refers() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if not ${there('patient_id', 'patient')} or not ${there('origin_patient_id', 'patient')}
    or new.import_id is not null and not ${there('import_id', 'import')}
    or new.act_id is not null and not ${there('act_id', 'act')} then
    raise exception 'a draw would refer to what is not there' ${refused}; end if;
  return null;
end $$;
create trigger refers_on_update after update of ${columns.join(', ')} on clinical.specimen for each row
  when ((${columns.map((c) => `old.${c}`).join(', ')}) is distinct from (${columns.map((c) => `new.${c}`).join(', ')}))
  execute function clinical.specimen_still_refers();

create trigger stays before delete on clinical.patient for each row execute function clinical.stays();
create trigger keeps_number after update of site_id, id on clinical.patient for each row
  when ((old.site_id, old.id) is distinct from (new.site_id, new.id)) execute function clinical.stays();
create trigger stays_whole before truncate on clinical.patient for each statement execute function clinical.stays();

alter function clinical.assert_references() rename to assert_references_of_results;
-- Every row, as foreign keys that are added check every row: after rows were loaded with triggers off.
create function clinical.assert_references() returns void language plpgsql set search_path = pg_catalog, pg_temp as $$
declare wrong text;
begin
  perform clinical.assert_references_of_results();${check('clinical.specimen')}
end $$;
`;

const down = `
drop function clinical.assert_references;
alter function clinical.assert_references_of_results() rename to assert_references;
drop trigger stays on clinical.patient; drop trigger keeps_number on clinical.patient; drop trigger stays_whole on clinical.patient;
drop trigger refers_on_update on clinical.specimen;
drop trigger refers_on_insert on clinical.specimen;
drop function clinical.specimen_still_refers, clinical.specimen_refers;
alter table clinical.specimen add foreign key (site_id, patient_id) references clinical.patient, add foreign key (site_id, origin_patient_id) references clinical.patient,
  add foreign key (site_id, import_id) references clinical.import, add foreign key (site_id, act_id) references clinical.act;
`;
