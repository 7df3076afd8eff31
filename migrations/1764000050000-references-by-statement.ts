import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A measurement refers to its specimen, patient, import and act. PostgreSQL checks a foreign key row by row, one query a row and key: half the time of
 * an import. Here the same is checked once a statement, for all its rows, and one thing more: the patient is the specimen's own.
 */
export class ReferencesByStatement1764000050000 implements MigrationInterface {
  name = 'ReferencesByStatement1764000050000';

  async up(q: QueryRunner): Promise<void> {
    await q.query(up);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(down);
  }
}

/** Rows of `d` whose reference `column` leads nowhere. By key, row by row (offset 0), whatever the planner knows of the tables; (…) is true: the row policy compares the site already. */
const dangling = (rows: string, column: string, table: string, also = ''): string => `exists (
    select from (select distinct site_id, patient_id, ${column} as id from ${rows} where ${column} is not null) d where not exists (
      select from clinical.${table} t where (t.site_id = d.site_id) is true and t.id = d.id${also} offset 0))`;

const check = (rows: string): string => `
  if ${dangling(rows, 'specimen_id', 'specimen', ' and t.patient_id = d.patient_id')} then
    raise exception 'a measurement refers to a specimen that its patient does not have' using errcode = '23503', table = 'measurement'; end if;
  if ${dangling(rows, 'import_id', 'import')} then
    raise exception 'a measurement refers to an import that is not there' using errcode = '23503', table = 'measurement'; end if;
  if ${dangling(rows, 'act_id', 'act')} then
    raise exception 'a measurement refers to an act that is not there' using errcode = '23503', table = 'measurement'; end if;`;

const up = `
alter table clinical.measurement drop constraint measurement_site_id_patient_id_fkey, drop constraint measurement_site_id_specimen_id_fkey,
  drop constraint measurement_site_id_import_id_fkey, drop constraint measurement_site_id_act_id_fkey;

create function clinical.measurement_refers() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin${check('written')}
  return null;
end $$;
create trigger refers_on_insert after insert on clinical.measurement referencing new table as written for each statement execute function clinical.measurement_refers();

-- An update that changes a reference: a moved specimen (which goes first), an import handed over.
create function clinical.measurement_still_refers() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if not exists (select from clinical.specimen e where (e.site_id = new.site_id) is true and e.id = new.specimen_id and e.patient_id = new.patient_id)
    or new.import_id is not null and not exists (select from clinical.import i where (i.site_id = new.site_id) is true and i.id = new.import_id)
    or new.act_id is not null and not exists (select from clinical.act a where (a.site_id = new.site_id) is true and a.id = new.act_id) then
    raise exception 'a measurement would refer to what is not there' using errcode = '23503', table = 'measurement'; end if;
  return null;
end $$;
create trigger refers_on_update after update of site_id, patient_id, specimen_id, import_id, act_id on clinical.measurement for each row
  when ((old.site_id, old.patient_id, old.specimen_id, old.import_id, old.act_id) is distinct from (new.site_id, new.patient_id, new.specimen_id, new.import_id, new.act_id))
  execute function clinical.measurement_still_refers();

-- A specimen does not go to another patient without its results.
create function clinical.specimen_takes_results() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if exists (select from clinical.measurement m join clinical.specimen e on e.site_id = m.site_id and e.id = m.specimen_id
    where (m.site_id = new.site_id) is true and m.specimen_id = new.id and m.patient_id <> e.patient_id) then
    raise exception 'a specimen would leave its results behind' using errcode = '23503', table = 'specimen'; end if;
  return null;
end $$;
create constraint trigger takes_results after update of patient_id on clinical.specimen deferrable initially deferred for each row
  when (old.patient_id is distinct from new.patient_id) execute function clinical.specimen_takes_results();

-- What measurements refer to stays, and keeps its number: nobody may take it away, the owner included.
create function clinical.stays() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  raise exception '% rows are neither deleted nor renumbered', tg_table_name using errcode = '23503', table = tg_table_name;
end $$;
${['specimen', 'import', 'act'].map((table) => `
create trigger stays before delete on clinical.${table} for each row execute function clinical.stays();
create trigger keeps_number after update of site_id, id on clinical.${table} for each row
  when ((old.site_id, old.id) is distinct from (new.site_id, new.id)) execute function clinical.stays();
create trigger stays_whole before truncate on clinical.${table} for each statement execute function clinical.stays();`).join('')}

-- Every row, as a foreign key that is added checks every row: after rows were loaded with triggers off.
create function clinical.assert_references() returns void language plpgsql set search_path = pg_catalog, pg_temp as $$
begin${check('clinical.measurement')}
end $$;

-- Rows of an import lie side by side: a summary of pages finds them, and costs an insert nothing.
drop index clinical.measurement_import;
create index measurement_import on clinical.measurement using brin (import_id) with (autosummarize = on);
`;

const down = `
drop index clinical.measurement_import;
create index measurement_import on clinical.measurement (site_id, import_id);
${['specimen', 'import', 'act'].map((table) => `drop trigger stays on clinical.${table}; drop trigger keeps_number on clinical.${table}; drop trigger stays_whole on clinical.${table};`).join('\n')}
drop trigger takes_results on clinical.specimen;
drop trigger refers_on_update on clinical.measurement;
drop trigger refers_on_insert on clinical.measurement;
drop function clinical.assert_references, clinical.stays, clinical.specimen_takes_results, clinical.measurement_still_refers, clinical.measurement_refers;
alter table clinical.measurement add foreign key (site_id, patient_id) references clinical.patient, add foreign key (site_id, specimen_id) references clinical.specimen,
  add foreign key (site_id, import_id) references clinical.import, add foreign key (site_id, act_id) references clinical.act;
`;
