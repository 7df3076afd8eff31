import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The first tables. Every clinical key carries site_id: foreign-key checks bypass row-level security, so a key
 * without it could point into another site. Ids are made here (UUIDv7), never by a client.
 */
export class FirstHouse1763942400000 implements MigrationInterface {
  name = 'FirstHouse1763942400000';

  async up(q: QueryRunner): Promise<void> {
    await q.query(security);
    await q.query(clinical);
    await q.query(operations);
    for (const table of scopedTables) await q.query(isolation(table));
    // The relay must see which rows wait, in every site, but never more than their ids: see ops.outbox_due.
    await q.query(`create policy relay_reads on ops.outbox for select to current_user using (true)`);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query('drop schema ops cascade; drop schema clinical cascade; drop schema sec cascade');
  }
}

const security = `
create schema sec;
create table sec.service_key (id int primary key default 1 check (id = 1), key_sha bytea not null);
create table sec.site (
  id uuid primary key default uuidv7(), code text not null unique check (code ~ '^[a-z0-9][a-z0-9_-]{0,31}$'), name text not null,
  demo boolean not null default false, created_at timestamptz not null default now());
create table sec.user_account (
  id uuid primary key default uuidv7(), email text not null, password_hash text not null, disabled_at timestamptz,
  created_at timestamptz not null default now());
create unique index user_account_email on sec.user_account (lower(email));
create table sec.membership (
  user_id uuid not null references sec.user_account, site_id uuid not null references sec.site,
  role text not null check (role in ('admin', 'clinician', 'researcher', 'read_only')), primary key (user_id, site_id));
create table sec.session (
  token_sha bytea primary key, kind text not null check (kind in ('browser', 'api_token', 'service')),
  user_id uuid references sec.user_account, site_id uuid references sec.site, role text check (role in ('admin', 'clinician', 'researcher', 'read_only', 'service')),
  created_at timestamptz not null default now(), expires_at timestamptz not null, check (user_id is not null or (site_id is not null and role is not null)));
create index session_expiry on sec.session (expires_at);

-- The token of this transaction, hashed. After SET LOCAL ends the setting is '' and not NULL: hence nullif.
create function sec.token_sha() returns bytea language sql stable set search_path = pg_catalog, pg_temp as $$
  select sha256(convert_to(nullif(current_setting('app.session', true), ''), 'UTF8')) $$;

-- What the current session may see: one row a site.
create function sec.grants() returns table (site_id uuid, role text, kind text, user_id uuid)
language sql stable security definer set search_path = sec, pg_temp as $$
  select m.site_id, coalesce(s.role, m.role), s.kind, s.user_id
    from session s join user_account u on u.id = s.user_id and u.disabled_at is null
    join membership m on m.user_id = s.user_id and (s.site_id is null or s.site_id = m.site_id)
   where s.token_sha = sec.token_sha() and s.expires_at > now()
  union all
  select s.site_id, s.role, s.kind, null from session s
   where s.token_sha = sec.token_sha() and s.expires_at > now() and s.user_id is null $$;

create function sec.site_ids() returns uuid[] language sql stable security definer set search_path = sec, pg_temp as $$
  select coalesce(array_agg(site_id), '{}') from sec.grants() $$;

create function sec.whoami() returns table (kind text, user_id uuid, email text, site_id uuid, code text, name text, demo boolean, role text)
language sql stable security definer set search_path = sec, pg_temp as $$
  select g.kind, g.user_id, u.email, s.id, s.code, s.name, s.demo, g.role
    from sec.grants() g join site s on s.id = g.site_id left join user_account u on u.id = g.user_id order by s.code $$;

-- Codes and names of the sites this session sees.
create view sec.site_name as select distinct site_id as id, code, name, demo from sec.whoami();

-- Who is behind the current session, for the record: taken from the session, never from a parameter.
create function sec.actor() returns text language sql stable security definer set search_path = sec, pg_temp as $$
  select coalesce((select u.email from session s join user_account u on u.id = s.user_id where s.token_sha = sec.token_sha()),
                  (select s.kind from session s where s.token_sha = sec.token_sha()), 'unknown') $$;

-- Functions below need the service key, which only our processes hold: SQL alone cannot open a session.
create function sec.assert_service(p_key text) returns void language plpgsql stable security definer set search_path = sec, pg_temp as $$
begin
  if not exists (select from service_key where key_sha = sha256(convert_to(p_key, 'UTF8'))) then
    raise exception 'service key refused' using errcode = 'insufficient_privilege';
  end if;
end $$;

create function sec.ensure_site(p_key text, p_code text, p_name text, p_demo boolean) returns uuid
language plpgsql security definer set search_path = sec, pg_temp as $$
declare v uuid;
begin
  perform sec.assert_service(p_key);
  insert into site (code, name, demo) values (p_code, p_name, p_demo) on conflict (code) do nothing;
  select id into v from site where code = p_code;
  return v;
end $$;

create function sec.find_site(p_key text, p_code text) returns uuid language plpgsql stable security definer set search_path = sec, pg_temp as $$
begin
  perform sec.assert_service(p_key);
  return (select id from site where code = p_code);
end $$;

create function sec.create_user(p_key text, p_email text, p_hash text) returns uuid
language plpgsql security definer set search_path = sec, pg_temp as $$
declare v uuid;
begin
  perform sec.assert_service(p_key);
  insert into user_account (email, password_hash) values (p_email, p_hash)
    on conflict (lower(email)) do update set password_hash = excluded.password_hash returning id into v;
  return v;
end $$;

create function sec.user_count(p_key text) returns bigint language plpgsql stable security definer set search_path = sec, pg_temp as $$
begin
  perform sec.assert_service(p_key);
  return (select count(*) from user_account);
end $$;

create function sec.set_membership(p_key text, p_user uuid, p_site uuid, p_role text) returns void
language plpgsql security definer set search_path = sec, pg_temp as $$
begin
  perform sec.assert_service(p_key);
  insert into membership (user_id, site_id, role) values (p_user, p_site, p_role) on conflict (user_id, site_id) do update set role = excluded.role;
end $$;

create function sec.login_lookup(p_key text, p_email text) returns table (user_id uuid, password_hash text)
language plpgsql stable security definer set search_path = sec, pg_temp as $$
begin
  perform sec.assert_service(p_key);
  return query select u.id, u.password_hash from user_account u where lower(u.email) = lower(p_email) and u.disabled_at is null;
end $$;

create function sec.open_session(p_key text, p_token_sha bytea, p_kind text, p_user uuid, p_site uuid, p_role text, p_seconds int) returns void
language plpgsql security definer set search_path = sec, pg_temp as $$
begin
  perform sec.assert_service(p_key);
  delete from session where expires_at < now() - interval '1 day';
  insert into session (token_sha, kind, user_id, site_id, role, expires_at)
    values (p_token_sha, p_kind, p_user, p_site, p_role, now() + make_interval(secs => p_seconds));
end $$;

create function sec.close_session() returns void language sql security definer set search_path = sec, pg_temp as $$
  delete from session where token_sha = sec.token_sha() and kind <> 'api_token' $$;
`;

const clinical = `
create schema clinical;

-- Files as they came, content-addressed, in pieces so that neither side ever holds a whole file in memory.
create table clinical.blob (
  site_id uuid not null references sec.site, sha256 bytea not null, bytes bigint not null, created_at timestamptz not null default now(),
  primary key (site_id, sha256));
create table clinical.blob_piece (
  site_id uuid not null, sha256 bytea not null, piece int not null, bytes bytea not null, primary key (site_id, sha256, piece),
  foreign key (site_id, sha256) references clinical.blob);
alter table clinical.blob_piece alter column bytes set storage external;

create table clinical.import (
  site_id uuid not null references sec.site, id uuid not null default uuidv7(), content_key bytea not null, sha256 bytea not null, manifest_sha256 bytea,
  file_name text not null, format text not null,
  state text not null default 'received' check (state in ('received', 'parsing', 'stored', 'evaluated', 'failed', 'withdrawn')),
  counts json not null, problems json not null default '[]', created_by text not null default sec.actor(), created_at timestamptz not null default now(),
  stored_at timestamptz, primary key (site_id, id),
  foreign key (site_id, sha256) references clinical.blob, foreign key (site_id, manifest_sha256) references clinical.blob (site_id, sha256));
-- The same bytes and manifest are one import; a failed or withdrawn one may be sent again.
create unique index import_content on clinical.import (site_id, content_key) where state not in ('failed', 'withdrawn');
create index import_recent on clinical.import (site_id, created_at desc);

create table clinical.patient (
  site_id uuid not null references sec.site, id uuid not null default uuidv7(), patient_ref text not null,
  timeline text check (timeline in ('calendar', 'days')), anchor text,
  evaluation_id uuid, evaluation_state text not null default 'none' check (evaluation_state in ('none', 'pending', 'current', 'failed')),
  import_id uuid not null, created_at timestamptz not null default now(), primary key (site_id, id), unique (site_id, patient_ref),
  foreign key (site_id, import_id) references clinical.import);

create table clinical.import_patient (
  site_id uuid not null, import_id uuid not null, patient_id uuid not null, evaluated_at timestamptz, primary key (site_id, import_id, patient_id),
  foreign key (site_id, import_id) references clinical.import, foreign key (site_id, patient_id) references clinical.patient);
create index import_patient_waiting on clinical.import_patient (site_id, patient_id) where evaluated_at is null;

create table clinical.patient_profile (
  site_id uuid not null, id uuid not null default uuidv7(), patient_id uuid not null, version int not null,
  nosology text, sex text, birth_year int, sidedness text, metastatic_sites text, tissue_ras text, tissue_braf text, msi text,
  tissue_on date, tissue_day int, draw_interval_days int, next_cycle_on date, next_cycle_day int,
  supplied jsonb not null, import_id uuid not null, created_at timestamptz not null default now(), superseded_at timestamptz,
  primary key (site_id, id), unique (site_id, patient_id, version),
  foreign key (site_id, patient_id) references clinical.patient, foreign key (site_id, import_id) references clinical.import);
create unique index patient_profile_current on clinical.patient_profile (site_id, patient_id) where superseded_at is null;

create table clinical.specimen (
  site_id uuid not null, id uuid not null default uuidv7(), patient_id uuid not null, specimen_ref text not null, collected_on date, collected_day int,
  specimen_type text not null default '', import_id uuid not null, primary key (site_id, id), unique (site_id, patient_id, specimen_ref),
  check (num_nonnulls(collected_on, collected_day) = 1),
  foreign key (site_id, patient_id) references clinical.patient, foreign key (site_id, import_id) references clinical.import);

-- One variant in one specimen by one assay. Gene and variant both empty: the assay detected nothing in this draw.
create table clinical.measurement (
  site_id uuid not null, id uuid not null default uuidv7(), patient_id uuid not null, specimen_id uuid not null,
  assay text not null, assay_version text not null, gene text not null, variant text not null,
  count_unit text not null check (count_unit in ('molecules', 'reads', 'partitions')),
  mutant_count bigint check (mutant_count >= 0), total_count bigint check (total_count >= mutant_count), wildtype_count bigint check (wildtype_count >= 0),
  vaf double precision check (vaf between 0 and 1), status text check (status in ('detected', 'not_detected', 'not_covered', 'failed_qc')),
  background double precision, lod double precision, input_hge double precision, plasma_ml double precision, copies_per_ml double precision,
  tumour_fraction double precision, copy_number double precision, wbc_vaf double precision, panel text[],
  received_on date, received_day int, reported_on date, reported_day int, result_version int not null check (result_version >= 1),
  row_hash bytea not null, supplied jsonb not null, import_id uuid not null, line int not null, superseded_at timestamptz,
  primary key (site_id, id), unique (site_id, specimen_id, assay, assay_version, gene, variant, result_version),
  foreign key (site_id, patient_id) references clinical.patient, foreign key (site_id, specimen_id) references clinical.specimen,
  foreign key (site_id, import_id) references clinical.import);
create index measurement_patient on clinical.measurement (site_id, patient_id);

create table clinical.treatment (
  site_id uuid not null, id uuid not null default uuidv7(), patient_id uuid not null, regimen text not null, agents text[] not null,
  therapy_class text[] not null, started_on date, started_day int, stopped_on date, stopped_day int, best_response text, stop_reason text,
  row_hash bytea not null, supplied jsonb not null, import_id uuid not null, line int not null, created_at timestamptz not null default now(),
  superseded_at timestamptz, primary key (site_id, id), check (num_nonnulls(started_on, started_day) = 1),
  foreign key (site_id, patient_id) references clinical.patient, foreign key (site_id, import_id) references clinical.import);
create unique index treatment_current on clinical.treatment (site_id, patient_id, regimen, started_on, started_day) nulls not distinct where superseded_at is null;

create table clinical.assessment (
  site_id uuid not null, id uuid not null default uuidv7(), patient_id uuid not null, assessed_on date, assessed_day int, kind text not null,
  gene text not null, variant text not null, result text not null, unit text not null, row_hash bytea not null, supplied jsonb not null,
  import_id uuid not null, line int not null, superseded_at timestamptz, primary key (site_id, id), unique (site_id, patient_id, row_hash),
  check (num_nonnulls(assessed_on, assessed_day) = 1),
  foreign key (site_id, patient_id) references clinical.patient, foreign key (site_id, import_id) references clinical.import);

-- No-template controls, blanks and positive controls of a plate: they set the background, never a patient's result.
create table clinical.control_reaction (
  site_id uuid not null, id uuid not null default uuidv7(), import_id uuid not null, line int not null, role text not null, sample text not null,
  assay text not null, assay_version text not null, gene text not null, variant text not null, count_unit text not null,
  mutant_count bigint not null, total_count bigint not null, wildtype_count bigint, primary key (site_id, id),
  foreign key (site_id, import_id) references clinical.import);
create index control_reaction_assay on clinical.control_reaction (site_id, assay, gene, variant);

-- An evaluation is a function of its inputs: stored once per inputs' hash and model, never rewritten. \`json\`, not \`jsonb\`: the bytes are kept.
create table clinical.evaluation (
  site_id uuid not null, id uuid not null default uuidv7(), patient_id uuid not null, input_hash bytea not null, model_version text not null,
  result json not null, summary json not null, created_at timestamptz not null default now(), primary key (site_id, id),
  unique (site_id, patient_id, input_hash, model_version), foreign key (site_id, patient_id) references clinical.patient);
alter table clinical.patient add foreign key (site_id, evaluation_id) references clinical.evaluation (site_id, id);

create table clinical.alert (
  site_id uuid not null, id uuid not null default uuidv7(), patient_id uuid not null, episode text not null, kind text not null, grade text,
  severity text not null, phase text not null, gene text, variant text, fired_day int not null, finding json not null, evaluation_id uuid not null,
  state text not null default 'open' check (state in ('open', 'acknowledged', 'in_review', 'snoozed', 'closed', 'retracted')),
  created_at timestamptz not null default now(), primary key (site_id, id), unique (site_id, patient_id, episode),
  foreign key (site_id, patient_id) references clinical.patient, foreign key (site_id, evaluation_id) references clinical.evaluation);
create index alert_open on clinical.alert (site_id, severity) where state not in ('closed', 'retracted');
create table clinical.alert_transition (
  site_id uuid not null, alert_id uuid not null, seq int not null, state text not null, reason text, actor text not null default sec.actor(),
  at timestamptz not null default now(), primary key (site_id, alert_id, seq), foreign key (site_id, alert_id) references clinical.alert);
`;

const operations = `
create schema ops;
-- The intent to do a job, written in the transaction that makes it necessary. The queue is only a cache of it.
create table ops.outbox (
  site_id uuid not null references sec.site, id uuid not null default uuidv7(), job text not null, payload jsonb not null,
  created_at timestamptz not null default now(), enqueued_at timestamptz, deliveries int not null default 0, done_at timestamptz, failed_at timestamptz,
  last_error text, primary key (site_id, id));
create index outbox_due on ops.outbox (enqueued_at nulls first, id) where done_at is null and failed_at is null;

-- Events per site in commit order: the head row is locked until commit, so a reader who saw n has seen all below n.
create table ops.event_head (site_id uuid primary key references sec.site, seq bigint not null);
create table ops.event (
  site_id uuid not null references sec.site, seq bigint not null, kind text not null, payload jsonb not null, at timestamptz not null default now(),
  primary key (site_id, seq));

create function ops.emit(p_site uuid, p_kind text, p_payload jsonb) returns void language plpgsql set search_path = ops, pg_temp as $$
declare v bigint;
begin
  insert into event_head values (p_site, 1) on conflict (site_id) do update set seq = event_head.seq + 1 returning seq into v;
  insert into event (site_id, seq, kind, payload) values (p_site, v, p_kind, p_payload);
  perform pg_notify('clonewatch_event', '');
end $$;

-- Age of the oldest job that waits, in seconds; null when none does. Tells a worker that is not there.
create function ops.oldest_waiting(p_key text) returns double precision language plpgsql stable security definer set search_path = ops, pg_temp as $$
begin
  perform sec.assert_service(p_key);
  return (select extract(epoch from now() - min(created_at)) from outbox where done_at is null and failed_at is null);
end $$;

create function ops.outbox_due(p_key text, p_limit int, p_stale_seconds double precision) returns table (site_id uuid, id uuid, job text)
language plpgsql stable security definer set search_path = ops, pg_temp as $$
begin
  perform sec.assert_service(p_key);
  return query select o.site_id, o.id, o.job from outbox o
    where o.done_at is null and o.failed_at is null and (o.enqueued_at is null or o.enqueued_at < now() - make_interval(secs => p_stale_seconds))
    order by o.enqueued_at nulls first, o.id limit p_limit;
end $$;
`;

/** Every table that holds a site's rows. */
export const scopedTables = [
  'clinical.blob', 'clinical.blob_piece', 'clinical.import', 'clinical.patient', 'clinical.import_patient', 'clinical.patient_profile', 'clinical.specimen',
  'clinical.measurement', 'clinical.treatment', 'clinical.assessment', 'clinical.control_reaction', 'clinical.evaluation', 'clinical.alert',
  'clinical.alert_transition', 'ops.outbox', 'ops.event_head', 'ops.event',
];

/** The sub-select makes one InitPlan a query, not one look-up a row. */
const isolation = (table: string): string => `
alter table ${table} enable row level security; alter table ${table} force row level security;
create policy site_isolation on ${table} using (site_id = any ((select sec.site_ids())::uuid[])) with check (site_id = any ((select sec.site_ids())::uuid[]));
`;
