import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What a statement wrote is gone through once, not once a reference: draws, imports and acts are looked up from its distinct references. The rows that
 * note what an import says again refer to their import; a foreign key checked each with a query of its own, a third of what sending a file again costs.
 */
export class ReferencesInOneScan1764000340000 implements MigrationInterface {
  name = 'ReferencesInOneScan1764000340000';

  async up(q: QueryRunner): Promise<void> {
    await q.query(up);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(down);
  }
}

/** By key, row by row (offset 0), whatever the planner knows of the tables; (…) is true: the row policy compares the site already. */
const dangling = (column: string, table: string, also = ''): string => `exists (select from (select distinct site_id, patient_id, ${column} as id from d where ${column} is not null) r where not exists (
      select from clinical.${table} t where (t.site_id = r.site_id) is true and t.id = r.id${also} offset 0))`;

/** The first thing that is wrong with what `rows` refer to, in words; null: nothing. */
const wrong = (rows: string): string => `
  with d as materialized (select distinct site_id, patient_id, specimen_id, import_id, act_id from ${rows})
  select case when ${dangling('specimen_id', 'specimen', ' and t.patient_id = r.patient_id')} then 'a specimen that its patient does not have'
    when ${dangling('import_id', 'import')} then 'an import that is not there'
    when ${dangling('act_id', 'act')} then 'an act that is not there' end into wrong;
  if wrong is not null then raise exception 'a measurement refers to %', wrong using errcode = '23503', table = 'measurement'; end if;`;

const repeats = (rows: string): string => `
  if exists (select from (select distinct site_id, import_id as id from ${rows}) r where not exists (
      select from clinical.import t where (t.site_id = r.site_id) is true and t.id = r.id offset 0)) then
    raise exception 'what is said again refers to an import that is not there' using errcode = '23503', table = 'import_repeat'; end if;`;

const up = `
create or replace function clinical.measurement_refers() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
declare wrong text;
begin${wrong('written')}
  return null;
end $$;

alter table clinical.import_repeat drop constraint import_repeat_site_id_import_id_fkey;
create function clinical.import_repeat_refers() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin${repeats('written')}
  return null;
end $$;
create trigger refers_on_insert after insert on clinical.import_repeat referencing new table as written for each statement execute function clinical.import_repeat_refers();
create trigger refers_on_update after update on clinical.import_repeat referencing new table as written for each statement execute function clinical.import_repeat_refers();

create or replace function clinical.assert_references() returns void language plpgsql set search_path = pg_catalog, pg_temp as $$
declare wrong text;
begin${wrong('clinical.measurement')}${repeats('clinical.import_repeat')}
end $$;
`;

/** As 1764000050000 has it. */
const before = (rows: string, column: string, table: string, words: string, also = ''): string => `
  if exists (
    select from (select distinct site_id, patient_id, ${column} as id from ${rows} where ${column} is not null) d where not exists (
      select from clinical.${table} t where (t.site_id = d.site_id) is true and t.id = d.id${also} offset 0)) then
    raise exception 'a measurement refers to ${words}' using errcode = '23503', table = 'measurement'; end if;`;
const check = (rows: string): string => before(rows, 'specimen_id', 'specimen', 'a specimen that its patient does not have', ' and t.patient_id = d.patient_id')
  + before(rows, 'import_id', 'import', 'an import that is not there') + before(rows, 'act_id', 'act', 'an act that is not there');

const down = `
create or replace function clinical.assert_references() returns void language plpgsql set search_path = pg_catalog, pg_temp as $$
begin${check('clinical.measurement')}
end $$;
drop trigger refers_on_insert on clinical.import_repeat;
drop trigger refers_on_update on clinical.import_repeat;
drop function clinical.import_repeat_refers;
alter table clinical.import_repeat add foreign key (site_id, import_id) references clinical.import;
create or replace function clinical.measurement_refers() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin${check('written')}
  return null;
end $$;
`;
