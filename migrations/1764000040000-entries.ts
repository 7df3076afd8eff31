import type { MigrationInterface, QueryRunner } from 'typeorm';
import { isolation } from './isolation.js';

/**
 * What a person does to the record: entries and corrections by hand, an import taken back, a specimen moved, two records merged. Nothing is
 * destroyed: a correction is the next version, a retraction a version that says so, and what a withdrawn import brought is marked, not deleted.
 */
export class Entries1764000040000 implements MigrationInterface {
  name = 'Entries1764000040000';

  async up(q: QueryRunner): Promise<void> {
    await q.query(acts);
    await asOwner(q, versions);
    await q.query(now);
    await q.query(alerts);
    for (const table of entryTables) await q.query(isolation(table));
  }

  async down(q: QueryRunner): Promise<void> {
    await asOwner(q, undo);
  }
}

/** Row-level security is forced on the owner too, who then would change no row at all: lifted for the length of this transaction. */
async function asOwner(q: QueryRunner, sql: string): Promise<void> {
  const tables = ['patient', 'specimen', 'measurement', 'treatment', 'assessment', 'patient_profile'].map((t) => `clinical.${t}`);
  for (const table of tables) await q.query(`alter table ${table} no force row level security`);
  await q.query(sql);
  for (const table of tables) await q.query(`alter table ${table} force row level security`);
}

/** Tables of this migration that hold a site's rows. */
export const entryTables = ['clinical.act', 'clinical.import_repeat', 'clinical.idempotency'];

const acts = `
create table clinical.act (
  site_id uuid not null references sec.site, id uuid not null default uuidv7(), kind text not null check (kind in (
    'treatment_entered', 'treatment_corrected', 'treatment_retracted', 'assessment_entered', 'assessment_corrected', 'assessment_retracted',
    'measurement_entered', 'measurement_corrected', 'measurement_retracted', 'plan_changed', 'import_withdrawn', 'import_reinstated', 'specimen_moved',
    'patients_merged', 'patients_split')),
  patient_id uuid, other_patient_id uuid, target uuid, reason text not null check (reason <> ''), details jsonb not null default '{}',
  actor text not null default sec.actor(), at timestamptz not null default now(), undoes uuid, primary key (site_id, id),
  foreign key (site_id, patient_id) references clinical.patient, foreign key (site_id, other_patient_id) references clinical.patient,
  foreign key (site_id, undoes) references clinical.act);
create unique index act_undone_once on clinical.act (site_id, undoes) where undoes is not null;
create index act_patient on clinical.act (site_id, patient_id);
create index act_other_patient on clinical.act (site_id, other_patient_id) where other_patient_id is not null;

-- A row that another import had brought already: when that import is withdrawn, this one still says it.
create table clinical.import_repeat (
  site_id uuid not null, import_id uuid not null, kind text not null check (kind in ('measurement', 'treatment', 'assessment')), row_id uuid not null,
  primary key (site_id, import_id, kind, row_id), foreign key (site_id, import_id) references clinical.import);
create index import_repeat_row on clinical.import_repeat (site_id, kind, row_id);

-- The answer to a request that carried an Idempotency-Key, kept with the effect it reports.
create table clinical.idempotency (
  site_id uuid not null references sec.site, actor text not null default sec.actor(), key text not null, request_hash bytea not null,
  response json not null, created_at timestamptz not null default now(), primary key (site_id, actor, key));
`;

const versions = `
alter table clinical.patient add column merged_into uuid, add column withdrawn_at timestamptz,
  add foreign key (site_id, merged_into) references clinical.patient, add check (merged_into <> id);
-- The record a patient is read under: itself, or the one it was merged into.
create index patient_head on clinical.patient (site_id, (coalesce(merged_into, id)));

-- Where a specimen was imported stays its name to files; whose it is may change.
alter table clinical.specimen add column origin_patient_id uuid, add column withdrawn_at timestamptz, add column act_id uuid, alter column import_id drop not null;
update clinical.specimen set origin_patient_id = patient_id;
alter table clinical.specimen alter column origin_patient_id set not null, add foreign key (site_id, origin_patient_id) references clinical.patient,
  add foreign key (site_id, act_id) references clinical.act, drop constraint specimen_site_id_patient_id_specimen_ref_key;
create unique index specimen_name on clinical.specimen (site_id, origin_patient_id, specimen_ref) where withdrawn_at is null;
create index specimen_patient on clinical.specimen (site_id, patient_id);

alter table clinical.measurement add column act_id uuid, add column by_hand boolean not null default false, add column retracted boolean not null default false,
  add column withdrawn_at timestamptz, alter column import_id drop not null, add foreign key (site_id, act_id) references clinical.act,
  drop constraint measurement_site_id_specimen_id_assay_assay_version_gene_va_key;
create unique index measurement_key on clinical.measurement (site_id, specimen_id, assay, assay_version, gene, variant, result_version) where withdrawn_at is null;
create index measurement_import on clinical.measurement (site_id, import_id);

-- A line of treatment is one entity in numbered versions; a file knows it by regimen and start.
alter table clinical.treatment add column entity_id uuid, add column version int, add column act_id uuid, add column by_hand boolean not null default false,
  add column retracted boolean not null default false, add column withdrawn_at timestamptz, alter column import_id drop not null,
  add foreign key (site_id, act_id) references clinical.act;
update clinical.treatment t set entity_id = v.entity_id, version = v.version from (
  select site_id, id, first_value(id) over w as entity_id, row_number() over w as version from clinical.treatment
  window w as (partition by site_id, patient_id, regimen, started_on, started_day order by superseded_at nulls last, id)) v
  where v.site_id = t.site_id and v.id = t.id;
alter table clinical.treatment alter column entity_id set not null, alter column version set not null;
create unique index treatment_version on clinical.treatment (site_id, entity_id, version) where withdrawn_at is null;
drop index clinical.treatment_current;
create unique index treatment_current on clinical.treatment (site_id, patient_id, regimen, started_on, started_day) nulls not distinct
  where superseded_at is null and withdrawn_at is null and not retracted;
create index treatment_patient on clinical.treatment (site_id, patient_id);
create index treatment_import on clinical.treatment (site_id, import_id);

alter table clinical.assessment add column entity_id uuid, add column version int not null default 1, add column act_id uuid,
  add column by_hand boolean not null default false, add column retracted boolean not null default false, add column withdrawn_at timestamptz,
  add column created_at timestamptz not null default now(), alter column import_id drop not null, add foreign key (site_id, act_id) references clinical.act,
  drop constraint assessment_site_id_patient_id_row_hash_key;
update clinical.assessment set entity_id = id;
alter table clinical.assessment alter column entity_id set not null, alter column version drop default;
create unique index assessment_version on clinical.assessment (site_id, entity_id, version) where withdrawn_at is null;
create index assessment_content on clinical.assessment (site_id, patient_id, row_hash);
create index assessment_import on clinical.assessment (site_id, import_id);

-- Each version of a profile says something about the columns in \`said\` and nothing about the others; the newest word on each column counts.
alter table clinical.patient_profile add column act_id uuid, add column by_hand boolean not null default false, add column said text[],
  add column next_draw_on date, add column next_draw_day int, add column withdrawn_at timestamptz, alter column import_id drop not null,
  add foreign key (site_id, act_id) references clinical.act;
update clinical.patient_profile f set said = (select coalesce(array_agg(k), '{}') from jsonb_each(to_jsonb(f)) e(k, v) where v <> 'null' and k = any (array[
  'nosology', 'sex', 'birth_year', 'sidedness', 'metastatic_sites', 'tissue_ras', 'tissue_braf', 'msi', 'tissue_on', 'tissue_day', 'draw_interval_days',
  'next_cycle_on', 'next_cycle_day']));
drop index clinical.patient_profile_current;
alter table clinical.patient_profile alter column said set not null, drop column superseded_at;
create index patient_profile_import on clinical.patient_profile (site_id, import_id);
`;

const profileColumns = [
  'nosology', 'sex', 'birth_year', 'sidedness', 'metastatic_sites', 'tissue_ras', 'tissue_braf', 'msi', 'tissue_on', 'tissue_day', 'draw_interval_days',
  'next_draw_on', 'next_draw_day', 'next_cycle_on', 'next_cycle_day',
];
/** The newest word on a column; of merged records the one they were merged into speaks first. */
const newest = (column: string): string =>
  `(array_agg(f.${column} order by f.own desc, f.version desc) filter (where '${column}' = any (f.said)))[1] as ${column}`;

/** What counts now, read under the record's head. `security_invoker`: the reader's own sites, as with the tables. */
const now = `
create view clinical.measurement_now with (security_invoker = true) as
  select coalesce(p.merged_into, p.id) as head_id, m.* from clinical.measurement m join clinical.patient p on p.site_id = m.site_id and p.id = m.patient_id
  where m.superseded_at is null and m.withdrawn_at is null and not m.retracted;
create view clinical.treatment_now with (security_invoker = true) as
  select coalesce(p.merged_into, p.id) as head_id, t.* from clinical.treatment t join clinical.patient p on p.site_id = t.site_id and p.id = t.patient_id
  where t.superseded_at is null and t.withdrawn_at is null and not t.retracted;
create view clinical.assessment_now with (security_invoker = true) as
  select coalesce(p.merged_into, p.id) as head_id, a.* from clinical.assessment a join clinical.patient p on p.site_id = a.site_id and p.id = a.patient_id
  where a.superseded_at is null and a.withdrawn_at is null and not a.retracted;
create view clinical.specimen_now with (security_invoker = true) as
  select coalesce(p.merged_into, p.id) as head_id, e.* from clinical.specimen e join clinical.patient p on p.site_id = e.site_id and p.id = e.patient_id
  where e.withdrawn_at is null and exists (select from clinical.measurement m where m.site_id = e.site_id and m.specimen_id = e.id
    and m.superseded_at is null and m.withdrawn_at is null and not m.retracted);
create view clinical.profile_now with (security_invoker = true) as
  with f as not materialized (
    select f.*, p.merged_into is null as own, coalesce(p.merged_into, p.id) as head_id
    from clinical.patient_profile f join clinical.patient p on p.site_id = f.site_id and p.id = f.patient_id where f.withdrawn_at is null)
  select f.site_id, f.head_id, ${profileColumns.map(newest).join(', ')}, sum(f.version)::int as version,
    (select jsonb_strip_nulls(jsonb_object_agg(e.key, e.value order by g.own, g.version)) from f g cross join lateral jsonb_each(g.supplied) e
     where g.site_id = f.site_id and g.head_id = f.head_id) as supplied
  from f group by f.site_id, f.head_id;
`;

const alerts = `
alter table clinical.alert add column owner text, add column snoozed_until date, add column outcome text;
alter table clinical.alert_transition add column owner text, add column until date, add column outcome text;
`;

const undo = `
drop view clinical.profile_now, clinical.specimen_now, clinical.assessment_now, clinical.treatment_now, clinical.measurement_now;
alter table clinical.alert_transition drop column owner, drop column until, drop column outcome;
alter table clinical.alert drop column owner, drop column snoozed_until, drop column outcome;
delete from clinical.patient_profile where import_id is null or withdrawn_at is not null;
alter table clinical.patient_profile drop column act_id, drop column by_hand, drop column said, drop column next_draw_on, drop column next_draw_day, drop column withdrawn_at,
  alter column import_id set not null, add column superseded_at timestamptz;
update clinical.patient_profile f set superseded_at = now() where exists (
  select from clinical.patient_profile n where n.site_id = f.site_id and n.patient_id = f.patient_id and n.version > f.version);
create unique index patient_profile_current on clinical.patient_profile (site_id, patient_id) where superseded_at is null;
delete from clinical.assessment where import_id is null or withdrawn_at is not null or superseded_at is not null;
alter table clinical.assessment drop column entity_id, drop column version, drop column act_id, drop column by_hand, drop column retracted, drop column withdrawn_at,
  drop column created_at, alter column import_id set not null, add unique (site_id, patient_id, row_hash);
delete from clinical.treatment where import_id is null or withdrawn_at is not null;
drop index clinical.treatment_current;
alter table clinical.treatment drop column entity_id, drop column version, drop column act_id, drop column by_hand, drop column retracted, drop column withdrawn_at,
  alter column import_id set not null;
create unique index treatment_current on clinical.treatment (site_id, patient_id, regimen, started_on, started_day) nulls not distinct where superseded_at is null;
delete from clinical.measurement where import_id is null or withdrawn_at is not null;
drop index clinical.measurement_key;
alter table clinical.measurement drop column act_id, drop column by_hand, drop column retracted, drop column withdrawn_at, alter column import_id set not null,
  add unique (site_id, specimen_id, assay, assay_version, gene, variant, result_version);
delete from clinical.specimen where import_id is null or withdrawn_at is not null;
drop index clinical.specimen_name;
alter table clinical.specimen drop column origin_patient_id, drop column withdrawn_at, drop column act_id, alter column import_id set not null,
  add unique (site_id, patient_id, specimen_ref);
alter table clinical.patient drop column merged_into, drop column withdrawn_at;
drop table clinical.idempotency, clinical.import_repeat, clinical.act;
drop index if exists clinical.measurement_import, clinical.treatment_import, clinical.treatment_patient, clinical.assessment_import, clinical.patient_profile_import, clinical.specimen_patient;
`;
