-- Generated from a migrated database by tests/integration/schema.test.ts (UPDATE_SCHEMA=1). Do not edit.

-- tables

create table audit.event (
  site_id uuid not null,
  seq bigint not null,
  body jsonb not null,
  prev bytea not null,
  hash bytea not null
);
create table audit.head (
  site_id uuid not null,
  seq bigint not null,
  hash bytea not null
);
create table clinical.act (
  site_id uuid not null,
  id uuid not null default uuidv7(),
  kind text not null,
  patient_id uuid,
  other_patient_id uuid,
  target uuid,
  reason text not null,
  details jsonb not null default '{}'::jsonb,
  actor text not null default sec.actor(),
  at timestamp with time zone not null default now(),
  undoes uuid
);
create table clinical.alert (
  site_id uuid not null,
  id uuid not null default uuidv7(),
  patient_id uuid not null,
  episode text not null,
  kind text not null,
  grade text,
  severity text not null,
  phase text not null,
  gene text,
  variant text,
  fired_day integer not null,
  finding json not null,
  evaluation_id uuid not null,
  state text not null default 'open'::text,
  created_at timestamp with time zone not null default now(),
  owner text,
  snoozed_until date,
  outcome text,
  due_on date,
  snoozed_draw integer,
  outcome_on date
);
create table clinical.alert_policy (
  site_id uuid not null,
  version integer not null,
  false_alerts double precision not null,
  longest_snooze_days integer not null,
  act_id uuid not null,
  half_life_ras double precision not null,
  half_life_egfr double precision not null,
  half_life_other double precision not null,
  detection_false_alerts double precision not null,
  rising_threshold double precision,
  confirmed_threshold double precision,
  back_test_id uuid,
  signature bytea,
  clearance_vaf double precision not null
);
create table clinical.alert_transition (
  site_id uuid not null,
  alert_id uuid not null,
  seq integer not null,
  state text not null,
  reason text,
  actor text not null default sec.actor(),
  at timestamp with time zone not null default now(),
  owner text,
  until date,
  outcome text,
  due date,
  until_draw boolean not null default false,
  outcome_on date,
  comment text
);
create table clinical.assay_profile (
  site_id uuid not null,
  id uuid not null default uuidv7(),
  profile_id uuid not null,
  version integer not null,
  assay text not null,
  content jsonb not null,
  retired boolean not null default false,
  reason text not null,
  actor text not null default sec.actor(),
  at timestamp with time zone not null default now(),
  superseded_at timestamp with time zone
);
create table clinical.assessment (
  site_id uuid not null,
  id uuid not null default uuidv7(),
  patient_id uuid not null,
  assessed_on date,
  assessed_day integer,
  kind text not null,
  gene text not null,
  variant text not null,
  result text not null,
  unit text not null,
  row_hash bytea not null,
  supplied jsonb not null,
  import_id uuid,
  line integer not null,
  superseded_at timestamp with time zone,
  entity_id uuid not null,
  version integer not null,
  act_id uuid,
  by_hand boolean not null default false,
  retracted boolean not null default false,
  withdrawn_at timestamp with time zone,
  created_at timestamp with time zone not null default now()
);
create table clinical.back_test (
  site_id uuid not null,
  id uuid not null default uuidv7(),
  draft jsonb not null,
  base jsonb not null,
  base_version integer not null,
  state text not null default 'waiting'::text,
  patients integer not null,
  done integer not null default 0,
  not_computed integer not null default 0,
  last_patient uuid,
  counts jsonb not null default '{}'::jsonb,
  error text,
  created_by text not null default sec.actor(),
  created_at timestamp with time zone not null default now(),
  finished_at timestamp with time zone
);
create table clinical.back_test_alert (
  site_id uuid not null,
  back_test_id uuid not null,
  patient_id uuid not null,
  n integer not null,
  kind text not null,
  grade text,
  gene text,
  variant text,
  change text not null,
  before_day integer,
  after_day integer,
  verdict text,
  progression_days integer
);
create table clinical.blob (
  site_id uuid not null,
  sha256 bytea not null,
  bytes bigint not null,
  created_at timestamp with time zone not null default now()
);
create table clinical.blob_piece (
  site_id uuid not null,
  sha256 bytea not null,
  piece integer not null,
  bytes bytea not null
);
create table clinical.board_decision (
  site_id uuid not null,
  packet_id uuid not null,
  version integer not null,
  content text not null,
  sha256 bytea not null,
  user_id uuid not null,
  actor text not null default sec.actor(),
  signed_at timestamp with time zone not null
);
create table clinical.board_packet (
  site_id uuid not null,
  id uuid not null default uuidv7(),
  patient_id uuid not null,
  content text not null,
  sha256 bytea not null,
  actor text not null default sec.actor(),
  made_at timestamp with time zone not null default now()
);
create table clinical.board_pages (
  site_id uuid not null,
  packet_id uuid not null,
  version integer not null,
  language text not null,
  bytes bytea not null,
  sha256 bytea not null
);
create table clinical.contact_point (
  site_id uuid not null,
  id uuid not null default uuidv7(),
  kind text not null,
  target text not null,
  secret text,
  severity text not null,
  created_by text not null default sec.actor(),
  created_at timestamp with time zone not null default now(),
  removed_at timestamp with time zone,
  team_id uuid not null,
  language text not null default 'en'::text
);
create table clinical.control_reaction (
  site_id uuid not null,
  id uuid not null default uuidv7(),
  import_id uuid not null,
  line integer not null,
  role text not null,
  sample text not null,
  assay text not null,
  assay_version text not null,
  gene text not null,
  variant text not null,
  count_unit text not null,
  mutant_count bigint not null,
  total_count bigint not null,
  wildtype_count bigint
);
create table clinical.delivery (
  site_id uuid not null,
  id uuid not null default uuidv7(),
  notice_id uuid,
  contact_id uuid not null,
  state text not null default 'waiting'::text,
  attempts integer not null default 0,
  next_at timestamp with time zone not null default now(),
  last_status integer,
  last_error text,
  created_at timestamp with time zone not null default now(),
  delivered_at timestamp with time zone,
  tried_at timestamp with time zone
);
create table clinical.evaluation (
  site_id uuid not null,
  id uuid not null default uuidv7(),
  patient_id uuid not null,
  input_hash bytea not null,
  model_version text not null,
  result json not null,
  summary json not null,
  created_at timestamp with time zone not null default now()
);
create table clinical.idempotency (
  site_id uuid not null,
  actor text not null default sec.actor(),
  key text not null,
  request_hash bytea not null,
  response json not null,
  created_at timestamp with time zone not null default now()
);
create table clinical.import (
  site_id uuid not null,
  id uuid not null default uuidv7(),
  content_key bytea not null,
  sha256 bytea not null,
  manifest_sha256 bytea,
  file_name text not null,
  format text not null,
  state text not null default 'received'::text,
  counts json not null,
  problems json not null default '[]'::json,
  created_by text not null default sec.actor(),
  created_at timestamp with time zone not null default now(),
  stored_at timestamp with time zone,
  profile_ids uuid[] not null default '{}'::uuid[],
  reason text
);
create table clinical.import_patient (
  site_id uuid not null,
  import_id uuid not null,
  patient_id uuid not null,
  evaluated_at timestamp with time zone
);
create table clinical.import_repeat (
  site_id uuid not null,
  import_id uuid not null,
  kind text not null,
  row_id uuid not null
);
create table clinical.knowledge_item (
  site_id uuid not null,
  release_id uuid not null,
  evidence_id integer not null,
  profile text not null,
  genes text[] not null,
  disease text not null,
  doid text not null,
  therapies text[] not null,
  interaction text not null,
  type text not null,
  direction text not null,
  level text not null,
  significance text not null,
  citation_id text not null,
  citation_source text not null,
  citation text not null,
  rating integer,
  status text not null,
  origin text not null,
  flagged boolean not null,
  reviewed_on date
);
create table clinical.knowledge_release (
  site_id uuid not null,
  id uuid not null default uuidv7(),
  source text not null,
  release text not null,
  released_on date not null,
  sha256 bytea not null,
  file_name text not null,
  items integer not null,
  readings jsonb not null,
  actor text not null default sec.actor(),
  imported_at timestamp with time zone not null default now()
);
create table clinical.last_look (
  site_id uuid not null,
  patient_id uuid not null,
  user_id uuid not null,
  seen_at timestamp with time zone not null default now(),
  evaluation_id uuid,
  before_at timestamp with time zone,
  before_evaluation_id uuid
);
create table clinical.local_validation (
  site_id uuid not null,
  version integer not null,
  alerts boolean not null,
  forecasts boolean not null,
  content text not null,
  sha256 bytea not null,
  user_id uuid not null,
  actor text not null default sec.actor(),
  signed_at timestamp with time zone not null
);
create table clinical.measurement (
  site_id uuid not null,
  id uuid not null default uuidv7(),
  patient_id uuid not null,
  specimen_id uuid not null,
  assay text not null,
  assay_version text not null,
  gene text not null,
  variant text not null,
  count_unit text not null,
  mutant_count bigint,
  total_count bigint,
  wildtype_count bigint,
  vaf double precision,
  status text,
  background double precision,
  lod double precision,
  input_hge double precision,
  plasma_ml double precision,
  copies_per_ml double precision,
  tumour_fraction double precision,
  copy_number double precision,
  wbc_vaf double precision,
  panel text[],
  received_on date,
  received_day integer,
  reported_on date,
  reported_day integer,
  result_version integer not null,
  row_hash bytea not null,
  supplied jsonb not null,
  import_id uuid,
  line integer not null,
  superseded_at timestamp with time zone,
  act_id uuid,
  by_hand boolean not null default false,
  retracted boolean not null default false,
  withdrawn_at timestamp with time zone
);
create table clinical.notice (
  site_id uuid not null,
  id uuid not null default uuidv7(),
  patient_id uuid not null,
  draw text not null,
  severity text not null,
  alerts integer not null,
  created_at timestamp with time zone not null default now()
);
create table clinical.patient (
  site_id uuid not null,
  id uuid not null default uuidv7(),
  patient_ref text not null,
  timeline text,
  anchor text,
  evaluation_id uuid,
  evaluation_state text not null default 'none'::text,
  import_id uuid not null,
  created_at timestamp with time zone not null default now(),
  merged_into uuid,
  withdrawn_at timestamp with time zone,
  due_on date,
  team_id uuid
);
create table clinical.patient_profile (
  site_id uuid not null,
  id uuid not null default uuidv7(),
  patient_id uuid not null,
  version integer not null,
  nosology text,
  sex text,
  birth_year integer,
  sidedness text,
  metastatic_sites text,
  tissue_ras text,
  tissue_braf text,
  msi text,
  tissue_on date,
  tissue_day integer,
  draw_interval_days integer,
  next_cycle_on date,
  next_cycle_day integer,
  supplied jsonb not null,
  import_id uuid,
  created_at timestamp with time zone not null default now(),
  act_id uuid,
  by_hand boolean not null default false,
  said text[] not null,
  next_draw_on date,
  next_draw_day integer,
  withdrawn_at timestamp with time zone
);
create table clinical.result_seen (
  site_id uuid not null,
  specimen_id uuid not null,
  seen_at timestamp with time zone not null default now(),
  user_id uuid not null
);
create table clinical.saved_view (
  site_id uuid not null,
  id uuid not null default uuidv7(),
  user_id uuid not null,
  name text not null,
  asked jsonb not null,
  saved_at timestamp with time zone not null default now(),
  forgotten_at timestamp with time zone
);
create table clinical.specimen (
  site_id uuid not null,
  id uuid not null default uuidv7(),
  patient_id uuid not null,
  specimen_ref text not null,
  collected_on date,
  collected_day integer,
  specimen_type text not null default ''::text,
  import_id uuid,
  origin_patient_id uuid not null,
  withdrawn_at timestamp with time zone,
  act_id uuid
);
create table clinical.team (
  site_id uuid not null,
  id uuid not null default uuidv7(),
  name text not null,
  quiet_from time without time zone,
  quiet_to time without time zone,
  created_by text not null default sec.actor(),
  created_at timestamp with time zone not null default now(),
  removed_at timestamp with time zone
);
create table clinical.treatment (
  site_id uuid not null,
  id uuid not null default uuidv7(),
  patient_id uuid not null,
  regimen text not null,
  agents text[] not null,
  therapy_class text[] not null,
  started_on date,
  started_day integer,
  stopped_on date,
  stopped_day integer,
  best_response text,
  stop_reason text,
  row_hash bytea not null,
  supplied jsonb not null,
  import_id uuid,
  line integer not null,
  created_at timestamp with time zone not null default now(),
  superseded_at timestamp with time zone,
  entity_id uuid not null,
  version integer not null,
  act_id uuid,
  by_hand boolean not null default false,
  retracted boolean not null default false,
  withdrawn_at timestamp with time zone
);
create table ops.event (
  site_id uuid not null,
  seq bigint not null,
  kind text not null,
  payload jsonb not null,
  at timestamp with time zone not null default now()
);
create table ops.event_head (
  site_id uuid not null,
  seq bigint not null
);
create table ops.outbox (
  site_id uuid not null,
  id uuid not null default uuidv7(),
  job text not null,
  payload jsonb not null,
  created_at timestamp with time zone not null default now(),
  enqueued_at timestamp with time zone,
  deliveries integer not null default 0,
  done_at timestamp with time zone,
  failed_at timestamp with time zone,
  last_error text,
  starts integer not null default 0,
  waiting_since timestamp with time zone not null default now(),
  dismissed_by text,
  dismissed_reason text
);
create table sec.attempt (
  key bytea not null,
  capacity double precision not null,
  level double precision not null,
  at timestamp with time zone not null,
  told_at timestamp with time zone
);
create table sec.device (
  token_sha bytea not null,
  user_id uuid not null,
  created_at timestamp with time zone not null default now(),
  last_used_at timestamp with time zone not null default now()
);
create table sec.membership (
  user_id uuid not null,
  site_id uuid not null,
  role text not null
);
create table sec.password_link (
  token_sha bytea not null,
  user_id uuid not null,
  created_by text not null default sec.actor(),
  expires_at timestamp with time zone not null
);
create table sec.service_key (
  id integer not null default 1,
  key_sha bytea not null
);
create table sec.session (
  token_sha bytea not null,
  kind text not null,
  user_id uuid,
  site_id uuid,
  role text,
  created_at timestamp with time zone not null default now(),
  expires_at timestamp with time zone not null,
  id uuid not null default uuidv7(),
  name text,
  created_by text,
  last_used_at timestamp with time zone,
  bound_to bytea
);
create table sec.site (
  id uuid not null default uuidv7(),
  code text not null,
  name text not null,
  demo boolean not null default false,
  created_at timestamp with time zone not null default now()
);
create table sec.user_account (
  id uuid not null default uuidv7(),
  email text not null,
  password_hash text,
  disabled_at timestamp with time zone,
  created_at timestamp with time zone not null default now(),
  last_sign_in_at timestamp with time zone
);
create table sec.worker_beat (
  id uuid not null,
  started_at timestamp with time zone not null,
  beat_at timestamp with time zone not null default now(),
  backend text not null,
  queue_answers boolean not null,
  version text not null
);

-- constraints

alter table audit.event add constraint event_pkey PRIMARY KEY (site_id, seq);
alter table audit.event add constraint event_site_id_fkey FOREIGN KEY (site_id) REFERENCES sec.site(id);
alter table audit.head add constraint head_pkey PRIMARY KEY (site_id);
alter table audit.head add constraint head_site_id_fkey FOREIGN KEY (site_id) REFERENCES sec.site(id);
alter table clinical.act add constraint act_pkey PRIMARY KEY (site_id, id);
alter table clinical.act add constraint act_site_id_fkey FOREIGN KEY (site_id) REFERENCES sec.site(id);
alter table clinical.act add constraint act_site_id_other_patient_id_fkey FOREIGN KEY (site_id, other_patient_id) REFERENCES clinical.patient(site_id, id);
alter table clinical.act add constraint act_site_id_patient_id_fkey FOREIGN KEY (site_id, patient_id) REFERENCES clinical.patient(site_id, id);
alter table clinical.act add constraint act_site_id_undoes_fkey FOREIGN KEY (site_id, undoes) REFERENCES clinical.act(site_id, id);
alter table clinical.act add constraint act_kind_check CHECK ((kind = ANY (ARRAY['treatment_entered'::text, 'treatment_corrected'::text, 'treatment_retracted'::text, 'assessment_entered'::text, 'assessment_corrected'::text, 'assessment_retracted'::text, 'measurement_entered'::text, 'measurement_corrected'::text, 'measurement_retracted'::text, 'plan_changed'::text, 'import_withdrawn'::text, 'import_reinstated'::text, 'specimen_moved'::text, 'patients_merged'::text, 'patients_split'::text, 'policy_changed'::text])));
alter table clinical.act add constraint act_reason_check CHECK ((reason <> ''::text));
alter table clinical.alert add constraint alert_site_id_patient_id_episode_key UNIQUE (site_id, patient_id, episode);
alter table clinical.alert add constraint alert_pkey PRIMARY KEY (site_id, id);
alter table clinical.alert add constraint alert_site_id_evaluation_id_fkey FOREIGN KEY (site_id, evaluation_id) REFERENCES clinical.evaluation(site_id, id);
alter table clinical.alert add constraint alert_site_id_patient_id_fkey FOREIGN KEY (site_id, patient_id) REFERENCES clinical.patient(site_id, id);
alter table clinical.alert add constraint alert_state_check CHECK ((state = ANY (ARRAY['open'::text, 'acknowledged'::text, 'in_review'::text, 'snoozed'::text, 'closed'::text, 'retracted'::text])));
alter table clinical.alert_policy add constraint alert_policy_pkey PRIMARY KEY (site_id, version);
alter table clinical.alert_policy add constraint alert_policy_site_id_act_id_fkey FOREIGN KEY (site_id, act_id) REFERENCES clinical.act(site_id, id);
alter table clinical.alert_policy add constraint alert_policy_site_id_back_test_id_fkey FOREIGN KEY (site_id, back_test_id) REFERENCES clinical.back_test(site_id, id);
alter table clinical.alert_policy add constraint alert_policy_site_id_fkey FOREIGN KEY (site_id) REFERENCES sec.site(id);
alter table clinical.alert_policy add constraint alert_policy_clearance_vaf_check CHECK (((clearance_vaf >= (0.0001)::double precision) AND (clearance_vaf <= (0.01)::double precision)));
alter table clinical.alert_policy add constraint alert_policy_confirmed_threshold_check CHECK ((confirmed_threshold >= (0.5)::double precision));
alter table clinical.alert_policy add constraint alert_policy_detection_false_alerts_check CHECK (((detection_false_alerts > (0)::double precision) AND (detection_false_alerts <= (1000)::double precision)));
alter table clinical.alert_policy add constraint alert_policy_false_alerts_check CHECK (((false_alerts > (0)::double precision) AND (false_alerts <= (1000)::double precision)));
alter table clinical.alert_policy add constraint alert_policy_half_life_egfr_check CHECK (((half_life_egfr > (0)::double precision) AND (half_life_egfr <= (120)::double precision)));
alter table clinical.alert_policy add constraint alert_policy_half_life_other_check CHECK (((half_life_other > (0)::double precision) AND (half_life_other <= (120)::double precision)));
alter table clinical.alert_policy add constraint alert_policy_half_life_ras_check CHECK (((half_life_ras > (0)::double precision) AND (half_life_ras <= (120)::double precision)));
alter table clinical.alert_policy add constraint alert_policy_longest_snooze_days_check CHECK (((longest_snooze_days >= 1) AND (longest_snooze_days <= 366)));
alter table clinical.alert_policy add constraint alert_policy_rising_threshold_check CHECK ((rising_threshold >= (0.5)::double precision));
alter table clinical.alert_policy add constraint alert_policy_version_check CHECK ((version > 0));
alter table clinical.alert_transition add constraint alert_transition_pkey PRIMARY KEY (site_id, alert_id, seq);
alter table clinical.alert_transition add constraint alert_transition_site_id_alert_id_fkey FOREIGN KEY (site_id, alert_id) REFERENCES clinical.alert(site_id, id);
alter table clinical.assay_profile add constraint assay_profile_pkey PRIMARY KEY (site_id, id);
alter table clinical.assay_profile add constraint assay_profile_site_id_fkey FOREIGN KEY (site_id) REFERENCES sec.site(id);
alter table clinical.assay_profile add constraint assay_profile_assay_check CHECK ((assay <> ''::text));
alter table clinical.assay_profile add constraint assay_profile_reason_check CHECK ((reason <> ''::text));
alter table clinical.assay_profile add constraint assay_profile_version_check CHECK ((version > 0));
alter table clinical.assessment add constraint assessment_pkey PRIMARY KEY (site_id, id);
alter table clinical.assessment add constraint assessment_site_id_act_id_fkey FOREIGN KEY (site_id, act_id) REFERENCES clinical.act(site_id, id);
alter table clinical.assessment add constraint assessment_site_id_import_id_fkey FOREIGN KEY (site_id, import_id) REFERENCES clinical.import(site_id, id);
alter table clinical.assessment add constraint assessment_site_id_patient_id_fkey FOREIGN KEY (site_id, patient_id) REFERENCES clinical.patient(site_id, id);
alter table clinical.assessment add constraint assessment_check CHECK ((num_nonnulls(assessed_on, assessed_day) = 1));
alter table clinical.back_test add constraint back_test_pkey PRIMARY KEY (site_id, id);
alter table clinical.back_test add constraint back_test_site_id_fkey FOREIGN KEY (site_id) REFERENCES sec.site(id);
alter table clinical.back_test add constraint back_test_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'running'::text, 'done'::text, 'cancelled'::text, 'failed'::text])));
alter table clinical.back_test_alert add constraint back_test_alert_pkey PRIMARY KEY (site_id, back_test_id, patient_id, n);
alter table clinical.back_test_alert add constraint back_test_alert_site_id_back_test_id_fkey FOREIGN KEY (site_id, back_test_id) REFERENCES clinical.back_test(site_id, id);
alter table clinical.back_test_alert add constraint back_test_alert_site_id_patient_id_fkey FOREIGN KEY (site_id, patient_id) REFERENCES clinical.patient(site_id, id);
alter table clinical.back_test_alert add constraint back_test_alert_change_check CHECK ((change = ANY (ARRAY['earlier'::text, 'later'::text, 'new'::text, 'gone'::text])));
alter table clinical.back_test_alert add constraint back_test_alert_verdict_check CHECK ((verdict = ANY (ARRAY['right'::text, 'wrong'::text])));
alter table clinical.blob add constraint blob_pkey PRIMARY KEY (site_id, sha256);
alter table clinical.blob add constraint blob_site_id_fkey FOREIGN KEY (site_id) REFERENCES sec.site(id);
alter table clinical.blob_piece add constraint blob_piece_pkey PRIMARY KEY (site_id, sha256, piece);
alter table clinical.blob_piece add constraint blob_piece_site_id_sha256_fkey FOREIGN KEY (site_id, sha256) REFERENCES clinical.blob(site_id, sha256);
alter table clinical.board_decision add constraint board_decision_pkey PRIMARY KEY (site_id, packet_id, version);
alter table clinical.board_decision add constraint board_decision_site_id_fkey FOREIGN KEY (site_id) REFERENCES sec.site(id);
alter table clinical.board_decision add constraint board_decision_site_id_packet_id_fkey FOREIGN KEY (site_id, packet_id) REFERENCES clinical.board_packet(site_id, id);
alter table clinical.board_decision add constraint board_decision_user_id_fkey FOREIGN KEY (user_id) REFERENCES sec.user_account(id);
alter table clinical.board_decision add constraint board_decision_check CHECK ((sha256 = sha256(convert_to(content, 'UTF8'::name))));
alter table clinical.board_decision add constraint board_decision_version_check CHECK ((version > 0));
alter table clinical.board_packet add constraint board_packet_pkey PRIMARY KEY (site_id, id);
alter table clinical.board_packet add constraint board_packet_site_id_fkey FOREIGN KEY (site_id) REFERENCES sec.site(id);
alter table clinical.board_packet add constraint board_packet_site_id_patient_id_fkey FOREIGN KEY (site_id, patient_id) REFERENCES clinical.patient(site_id, id);
alter table clinical.board_packet add constraint board_packet_check CHECK ((sha256 = sha256(convert_to(content, 'UTF8'::name))));
alter table clinical.board_pages add constraint board_pages_pkey PRIMARY KEY (site_id, packet_id, version, language);
alter table clinical.board_pages add constraint board_pages_site_id_fkey FOREIGN KEY (site_id) REFERENCES sec.site(id);
alter table clinical.board_pages add constraint board_pages_site_id_packet_id_fkey FOREIGN KEY (site_id, packet_id) REFERENCES clinical.board_packet(site_id, id);
alter table clinical.board_pages add constraint board_pages_check CHECK ((sha256 = sha256(bytes)));
alter table clinical.board_pages add constraint board_pages_language_check CHECK ((language = ANY (ARRAY['en'::text, 'ru'::text])));
alter table clinical.board_pages add constraint board_pages_version_check CHECK ((version >= 0));
alter table clinical.contact_point add constraint contact_point_pkey PRIMARY KEY (site_id, id);
alter table clinical.contact_point add constraint contact_point_site_id_fkey FOREIGN KEY (site_id) REFERENCES sec.site(id);
alter table clinical.contact_point add constraint contact_point_site_id_team_id_fkey FOREIGN KEY (site_id, team_id) REFERENCES clinical.team(site_id, id);
alter table clinical.contact_point add constraint contact_point_key CHECK (((kind = 'webhook'::text) = (secret IS NOT NULL)));
alter table clinical.contact_point add constraint contact_point_kind_check CHECK ((kind = ANY (ARRAY['webhook'::text, 'email'::text])));
alter table clinical.contact_point add constraint contact_point_language_check CHECK ((language = ANY (ARRAY['en'::text, 'ru'::text])));
alter table clinical.contact_point add constraint contact_point_severity_check CHECK ((severity = ANY (ARRAY['act'::text, 'review'::text])));
alter table clinical.control_reaction add constraint control_reaction_pkey PRIMARY KEY (site_id, id);
alter table clinical.control_reaction add constraint control_reaction_site_id_import_id_fkey FOREIGN KEY (site_id, import_id) REFERENCES clinical.import(site_id, id);
alter table clinical.delivery add constraint delivery_site_id_notice_id_contact_id_key UNIQUE (site_id, notice_id, contact_id);
alter table clinical.delivery add constraint delivery_pkey PRIMARY KEY (site_id, id);
alter table clinical.delivery add constraint delivery_site_id_contact_id_fkey FOREIGN KEY (site_id, contact_id) REFERENCES clinical.contact_point(site_id, id);
alter table clinical.delivery add constraint delivery_site_id_notice_id_fkey FOREIGN KEY (site_id, notice_id) REFERENCES clinical.notice(site_id, id);
alter table clinical.delivery add constraint delivery_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'delivered'::text, 'dead'::text])));
alter table clinical.evaluation add constraint evaluation_site_id_patient_id_input_hash_model_version_key UNIQUE (site_id, patient_id, input_hash, model_version);
alter table clinical.evaluation add constraint evaluation_pkey PRIMARY KEY (site_id, id);
alter table clinical.evaluation add constraint evaluation_site_id_patient_id_fkey FOREIGN KEY (site_id, patient_id) REFERENCES clinical.patient(site_id, id);
alter table clinical.idempotency add constraint idempotency_pkey PRIMARY KEY (site_id, actor, key);
alter table clinical.idempotency add constraint idempotency_site_id_fkey FOREIGN KEY (site_id) REFERENCES sec.site(id);
alter table clinical.import add constraint import_pkey PRIMARY KEY (site_id, id);
alter table clinical.import add constraint import_site_id_fkey FOREIGN KEY (site_id) REFERENCES sec.site(id);
alter table clinical.import add constraint import_site_id_manifest_sha256_fkey FOREIGN KEY (site_id, manifest_sha256) REFERENCES clinical.blob(site_id, sha256);
alter table clinical.import add constraint import_site_id_sha256_fkey FOREIGN KEY (site_id, sha256) REFERENCES clinical.blob(site_id, sha256);
alter table clinical.import add constraint import_reason_check CHECK (((length(reason) >= 1) AND (length(reason) <= 1000)));
alter table clinical.import add constraint import_state_check CHECK ((state = ANY (ARRAY['received'::text, 'parsing'::text, 'stored'::text, 'evaluated'::text, 'failed'::text, 'withdrawn'::text])));
alter table clinical.import_patient add constraint import_patient_pkey PRIMARY KEY (site_id, import_id, patient_id);
alter table clinical.import_patient add constraint import_patient_site_id_import_id_fkey FOREIGN KEY (site_id, import_id) REFERENCES clinical.import(site_id, id);
alter table clinical.import_patient add constraint import_patient_site_id_patient_id_fkey FOREIGN KEY (site_id, patient_id) REFERENCES clinical.patient(site_id, id);
alter table clinical.import_repeat add constraint import_repeat_pkey PRIMARY KEY (site_id, import_id, kind, row_id);
alter table clinical.import_repeat add constraint import_repeat_kind_check CHECK ((kind = ANY (ARRAY['measurement'::text, 'treatment'::text, 'assessment'::text])));
alter table clinical.knowledge_item add constraint knowledge_item_pkey PRIMARY KEY (site_id, release_id, evidence_id);
alter table clinical.knowledge_item add constraint knowledge_item_site_id_release_id_fkey FOREIGN KEY (site_id, release_id) REFERENCES clinical.knowledge_release(site_id, id);
alter table clinical.knowledge_item add constraint knowledge_item_level_check CHECK ((level = ANY (ARRAY['A'::text, 'B'::text, 'C'::text, 'D'::text, 'E'::text])));
alter table clinical.knowledge_item add constraint knowledge_item_status_check CHECK ((status = ANY (ARRAY['accepted'::text, 'submitted'::text, 'rejected'::text])));
alter table clinical.knowledge_release add constraint knowledge_release_site_id_source_release_key UNIQUE (site_id, source, release);
alter table clinical.knowledge_release add constraint knowledge_release_site_id_source_released_on_key UNIQUE (site_id, source, released_on);
alter table clinical.knowledge_release add constraint knowledge_release_site_id_source_sha256_key UNIQUE (site_id, source, sha256);
alter table clinical.knowledge_release add constraint knowledge_release_pkey PRIMARY KEY (site_id, id);
alter table clinical.knowledge_release add constraint knowledge_release_site_id_fkey FOREIGN KEY (site_id) REFERENCES sec.site(id);
alter table clinical.knowledge_release add constraint knowledge_release_items_check CHECK ((items > 0));
alter table clinical.knowledge_release add constraint knowledge_release_source_check CHECK ((source = 'civic'::text));
alter table clinical.last_look add constraint last_look_pkey PRIMARY KEY (site_id, patient_id, user_id);
alter table clinical.last_look add constraint last_look_site_id_before_evaluation_id_fkey FOREIGN KEY (site_id, before_evaluation_id) REFERENCES clinical.evaluation(site_id, id);
alter table clinical.last_look add constraint last_look_site_id_evaluation_id_fkey FOREIGN KEY (site_id, evaluation_id) REFERENCES clinical.evaluation(site_id, id);
alter table clinical.last_look add constraint last_look_site_id_fkey FOREIGN KEY (site_id) REFERENCES sec.site(id);
alter table clinical.last_look add constraint last_look_site_id_patient_id_fkey FOREIGN KEY (site_id, patient_id) REFERENCES clinical.patient(site_id, id);
alter table clinical.last_look add constraint last_look_user_id_fkey FOREIGN KEY (user_id) REFERENCES sec.user_account(id);
alter table clinical.local_validation add constraint local_validation_pkey PRIMARY KEY (site_id, version);
alter table clinical.local_validation add constraint local_validation_site_id_fkey FOREIGN KEY (site_id) REFERENCES sec.site(id);
alter table clinical.local_validation add constraint local_validation_user_id_fkey FOREIGN KEY (user_id) REFERENCES sec.user_account(id);
alter table clinical.local_validation add constraint local_validation_check CHECK ((sha256 = sha256(convert_to(content, 'UTF8'::name))));
alter table clinical.local_validation add constraint local_validation_version_check CHECK ((version > 0));
alter table clinical.measurement add constraint measurement_pkey PRIMARY KEY (site_id, id);
alter table clinical.measurement add constraint measurement_check CHECK ((total_count >= mutant_count));
alter table clinical.measurement add constraint measurement_count_unit_check CHECK ((count_unit = ANY (ARRAY['molecules'::text, 'reads'::text, 'partitions'::text])));
alter table clinical.measurement add constraint measurement_mutant_count_check CHECK ((mutant_count >= 0));
alter table clinical.measurement add constraint measurement_result_version_check CHECK ((result_version >= 1));
alter table clinical.measurement add constraint measurement_status_check CHECK ((status = ANY (ARRAY['detected'::text, 'not_detected'::text, 'not_covered'::text, 'failed_qc'::text])));
alter table clinical.measurement add constraint measurement_vaf_check CHECK (((vaf >= (0)::double precision) AND (vaf <= (1)::double precision)));
alter table clinical.measurement add constraint measurement_wildtype_count_check CHECK ((wildtype_count >= 0));
alter table clinical.notice add constraint notice_site_id_patient_id_draw_severity_key UNIQUE (site_id, patient_id, draw, severity);
alter table clinical.notice add constraint notice_pkey PRIMARY KEY (site_id, id);
alter table clinical.notice add constraint notice_site_id_patient_id_fkey FOREIGN KEY (site_id, patient_id) REFERENCES clinical.patient(site_id, id);
alter table clinical.patient add constraint patient_site_id_patient_ref_key UNIQUE (site_id, patient_ref);
alter table clinical.patient add constraint patient_pkey PRIMARY KEY (site_id, id);
alter table clinical.patient add constraint patient_site_id_evaluation_id_fkey FOREIGN KEY (site_id, evaluation_id) REFERENCES clinical.evaluation(site_id, id);
alter table clinical.patient add constraint patient_site_id_fkey FOREIGN KEY (site_id) REFERENCES sec.site(id);
alter table clinical.patient add constraint patient_site_id_import_id_fkey FOREIGN KEY (site_id, import_id) REFERENCES clinical.import(site_id, id);
alter table clinical.patient add constraint patient_site_id_merged_into_fkey FOREIGN KEY (site_id, merged_into) REFERENCES clinical.patient(site_id, id);
alter table clinical.patient add constraint patient_site_id_team_id_fkey FOREIGN KEY (site_id, team_id) REFERENCES clinical.team(site_id, id);
alter table clinical.patient add constraint patient_check CHECK ((merged_into <> id));
alter table clinical.patient add constraint patient_evaluation_state_check CHECK ((evaluation_state = ANY (ARRAY['none'::text, 'pending'::text, 'current'::text, 'failed'::text])));
alter table clinical.patient add constraint patient_timeline_check CHECK ((timeline = ANY (ARRAY['calendar'::text, 'days'::text])));
alter table clinical.patient_profile add constraint patient_profile_site_id_patient_id_version_key UNIQUE (site_id, patient_id, version);
alter table clinical.patient_profile add constraint patient_profile_pkey PRIMARY KEY (site_id, id);
alter table clinical.patient_profile add constraint patient_profile_site_id_act_id_fkey FOREIGN KEY (site_id, act_id) REFERENCES clinical.act(site_id, id);
alter table clinical.patient_profile add constraint patient_profile_site_id_import_id_fkey FOREIGN KEY (site_id, import_id) REFERENCES clinical.import(site_id, id);
alter table clinical.patient_profile add constraint patient_profile_site_id_patient_id_fkey FOREIGN KEY (site_id, patient_id) REFERENCES clinical.patient(site_id, id);
alter table clinical.result_seen add constraint result_seen_pkey PRIMARY KEY (site_id, specimen_id);
alter table clinical.result_seen add constraint result_seen_site_id_fkey FOREIGN KEY (site_id) REFERENCES sec.site(id);
alter table clinical.result_seen add constraint result_seen_site_id_specimen_id_fkey FOREIGN KEY (site_id, specimen_id) REFERENCES clinical.specimen(site_id, id);
alter table clinical.result_seen add constraint result_seen_user_id_fkey FOREIGN KEY (user_id) REFERENCES sec.user_account(id);
alter table clinical.saved_view add constraint saved_view_site_id_user_id_name_key UNIQUE (site_id, user_id, name);
alter table clinical.saved_view add constraint saved_view_pkey PRIMARY KEY (site_id, id);
alter table clinical.saved_view add constraint saved_view_site_id_fkey FOREIGN KEY (site_id) REFERENCES sec.site(id);
alter table clinical.saved_view add constraint saved_view_user_id_fkey FOREIGN KEY (user_id) REFERENCES sec.user_account(id);
alter table clinical.saved_view add constraint saved_view_name_check CHECK ((name <> ''::text));
alter table clinical.specimen add constraint takes_results TRIGGER DEFERRABLE INITIALLY DEFERRED;
alter table clinical.specimen add constraint specimen_pkey PRIMARY KEY (site_id, id);
alter table clinical.specimen add constraint specimen_check CHECK ((num_nonnulls(collected_on, collected_day) = 1));
alter table clinical.team add constraint team_pkey PRIMARY KEY (site_id, id);
alter table clinical.team add constraint team_site_id_fkey FOREIGN KEY (site_id) REFERENCES sec.site(id);
alter table clinical.team add constraint team_check CHECK (((quiet_from IS NULL) = (quiet_to IS NULL)));
alter table clinical.team add constraint team_name_check CHECK ((name <> ''::text));
alter table clinical.treatment add constraint treatment_pkey PRIMARY KEY (site_id, id);
alter table clinical.treatment add constraint treatment_site_id_act_id_fkey FOREIGN KEY (site_id, act_id) REFERENCES clinical.act(site_id, id);
alter table clinical.treatment add constraint treatment_site_id_import_id_fkey FOREIGN KEY (site_id, import_id) REFERENCES clinical.import(site_id, id);
alter table clinical.treatment add constraint treatment_site_id_patient_id_fkey FOREIGN KEY (site_id, patient_id) REFERENCES clinical.patient(site_id, id);
alter table clinical.treatment add constraint treatment_check CHECK ((num_nonnulls(started_on, started_day) = 1));
alter table ops.event add constraint event_pkey PRIMARY KEY (site_id, seq);
alter table ops.event add constraint event_site_id_fkey FOREIGN KEY (site_id) REFERENCES sec.site(id);
alter table ops.event_head add constraint event_head_pkey PRIMARY KEY (site_id);
alter table ops.event_head add constraint event_head_site_id_fkey FOREIGN KEY (site_id) REFERENCES sec.site(id);
alter table ops.outbox add constraint outbox_pkey PRIMARY KEY (site_id, id);
alter table ops.outbox add constraint outbox_site_id_fkey FOREIGN KEY (site_id) REFERENCES sec.site(id);
alter table ops.outbox add constraint outbox_check CHECK (((dismissed_by IS NULL) = (dismissed_reason IS NULL)));
alter table ops.outbox add constraint outbox_check1 CHECK (((dismissed_by IS NULL) OR ((failed_at IS NOT NULL) AND (done_at IS NOT NULL))));
alter table sec.attempt add constraint attempt_pkey PRIMARY KEY (key);
alter table sec.device add constraint device_pkey PRIMARY KEY (token_sha, user_id);
alter table sec.device add constraint device_user_id_fkey FOREIGN KEY (user_id) REFERENCES sec.user_account(id);
alter table sec.membership add constraint membership_pkey PRIMARY KEY (user_id, site_id);
alter table sec.membership add constraint membership_site_id_fkey FOREIGN KEY (site_id) REFERENCES sec.site(id);
alter table sec.membership add constraint membership_user_id_fkey FOREIGN KEY (user_id) REFERENCES sec.user_account(id);
alter table sec.membership add constraint membership_role_check CHECK ((role = ANY (ARRAY['admin'::text, 'clinician'::text, 'researcher'::text, 'read_only'::text])));
alter table sec.password_link add constraint password_link_user_id_key UNIQUE (user_id);
alter table sec.password_link add constraint password_link_pkey PRIMARY KEY (token_sha);
alter table sec.password_link add constraint password_link_user_id_fkey FOREIGN KEY (user_id) REFERENCES sec.user_account(id);
alter table sec.service_key add constraint service_key_pkey PRIMARY KEY (id);
alter table sec.service_key add constraint service_key_id_check CHECK ((id = 1));
alter table sec.session add constraint session_id_key UNIQUE (id);
alter table sec.session add constraint session_pkey PRIMARY KEY (token_sha);
alter table sec.session add constraint session_bound_to_fkey FOREIGN KEY (bound_to) REFERENCES sec.session(token_sha) ON DELETE CASCADE;
alter table sec.session add constraint session_site_id_fkey FOREIGN KEY (site_id) REFERENCES sec.site(id);
alter table sec.session add constraint session_user_id_fkey FOREIGN KEY (user_id) REFERENCES sec.user_account(id);
alter table sec.session add constraint session_check CHECK (((user_id IS NOT NULL) OR ((site_id IS NOT NULL) AND (role IS NOT NULL))));
alter table sec.session add constraint session_kind_check CHECK ((kind = ANY (ARRAY['browser'::text, 'api_token'::text, 'service'::text])));
alter table sec.session add constraint session_role_check CHECK ((role = ANY (ARRAY['admin'::text, 'clinician'::text, 'researcher'::text, 'read_only'::text, 'service'::text])));
alter table sec.site add constraint site_code_key UNIQUE (code);
alter table sec.site add constraint site_pkey PRIMARY KEY (id);
alter table sec.site add constraint site_code_check CHECK ((code ~ '^[a-z0-9][a-z0-9_-]{0,31}$'::text));
alter table sec.user_account add constraint user_account_pkey PRIMARY KEY (id);
alter table sec.worker_beat add constraint worker_beat_pkey PRIMARY KEY (id);
alter table sec.worker_beat add constraint worker_beat_backend_check CHECK ((backend = ANY (ARRAY['postgresql'::text, 'redis'::text])));

-- indexes

CREATE INDEX act_other_patient ON clinical.act USING btree (site_id, other_patient_id) WHERE (other_patient_id IS NOT NULL);
CREATE INDEX act_patient ON clinical.act USING btree (site_id, patient_id);
CREATE INDEX alert_open ON clinical.alert USING btree (site_id, severity) WHERE (state <> ALL (ARRAY['closed'::text, 'retracted'::text]));
CREATE INDEX alert_snoozed ON clinical.alert USING btree (site_id, snoozed_until) WHERE (state = 'snoozed'::text);
CREATE INDEX assessment_content ON clinical.assessment USING btree (site_id, patient_id, row_hash);
CREATE INDEX assessment_import ON clinical.assessment USING btree (site_id, import_id);
CREATE INDEX attempt_at ON sec.attempt USING btree (at);
CREATE INDEX audit_event_of_site ON audit.event USING btree (site_id, seq) WHERE (((body -> 'details'::text) ->> 'scope'::text) = 'site'::text);
CREATE INDEX audit_event_patients ON audit.event USING gin (((body -> 'patients'::text)));
CREATE INDEX board_packet_patient ON clinical.board_packet USING btree (site_id, patient_id, id);
CREATE INDEX contact_point_team ON clinical.contact_point USING btree (site_id, team_id);
CREATE INDEX control_reaction_assay ON clinical.control_reaction USING btree (site_id, assay, gene, variant);
CREATE INDEX delivery_contact ON clinical.delivery USING btree (site_id, contact_id);
CREATE INDEX delivery_waiting ON clinical.delivery USING btree (site_id, next_at) WHERE (state = 'waiting'::text);
CREATE INDEX device_user ON sec.device USING btree (user_id);
CREATE INDEX import_patient_waiting ON clinical.import_patient USING btree (site_id, patient_id) WHERE (evaluated_at IS NULL);
CREATE INDEX import_recent ON clinical.import USING btree (site_id, created_at DESC);
CREATE INDEX import_repeat_row ON clinical.import_repeat USING btree (site_id, kind, row_id);
CREATE INDEX knowledge_item_genes ON clinical.knowledge_item USING gin (genes);
CREATE INDEX measurement_import ON clinical.measurement USING brin (import_id) WITH (autosummarize='on');
CREATE INDEX outbox_dismissed ON ops.outbox USING btree (site_id, id) WHERE (dismissed_by IS NOT NULL);
CREATE INDEX outbox_failed ON ops.outbox USING btree (site_id, id) WHERE ((done_at IS NULL) AND (failed_at IS NOT NULL));
CREATE INDEX outbox_undone ON ops.outbox USING btree (site_id, id) WHERE ((done_at IS NULL) AND (failed_at IS NULL));
CREATE INDEX patient_due ON clinical.patient USING btree (site_id, due_on) WHERE (due_on IS NOT NULL);
CREATE INDEX patient_head ON clinical.patient USING btree (site_id, COALESCE(merged_into, id));
CREATE INDEX patient_profile_import ON clinical.patient_profile USING btree (site_id, import_id);
CREATE INDEX patient_team ON clinical.patient USING btree (site_id, team_id) WHERE (team_id IS NOT NULL);
CREATE INDEX session_account ON sec.session USING btree (user_id);
CREATE INDEX session_bound ON sec.session USING btree (bound_to);
CREATE INDEX session_expiry ON sec.session USING btree (expires_at);
CREATE INDEX specimen_patient ON clinical.specimen USING btree (site_id, patient_id);
CREATE INDEX treatment_import ON clinical.treatment USING btree (site_id, import_id);
CREATE INDEX treatment_patient ON clinical.treatment USING btree (site_id, patient_id);
CREATE UNIQUE INDEX act_undone_once ON clinical.act USING btree (site_id, undoes) WHERE (undoes IS NOT NULL);
CREATE UNIQUE INDEX api_token_name ON sec.session USING btree (site_id, lower(name)) WHERE (kind = 'api_token'::text);
CREATE UNIQUE INDEX assay_profile_name ON clinical.assay_profile USING btree (site_id, assay) WHERE ((superseded_at IS NULL) AND (NOT retired));
CREATE UNIQUE INDEX assay_profile_version ON clinical.assay_profile USING btree (site_id, profile_id, version);
CREATE UNIQUE INDEX assessment_version ON clinical.assessment USING btree (site_id, entity_id, version) WHERE (withdrawn_at IS NULL);
CREATE UNIQUE INDEX back_test_one ON clinical.back_test USING btree (site_id) WHERE (state = ANY (ARRAY['waiting'::text, 'running'::text]));
CREATE UNIQUE INDEX import_content ON clinical.import USING btree (site_id, content_key) WHERE (state <> ALL (ARRAY['failed'::text, 'withdrawn'::text]));
CREATE UNIQUE INDEX measurement_key ON clinical.measurement USING btree (site_id, specimen_id, assay, assay_version, gene, variant, result_version) WHERE (withdrawn_at IS NULL);
CREATE UNIQUE INDEX specimen_name ON clinical.specimen USING btree (site_id, origin_patient_id, specimen_ref) WHERE (withdrawn_at IS NULL);
CREATE UNIQUE INDEX team_name ON clinical.team USING btree (site_id, lower(name)) WHERE (removed_at IS NULL);
CREATE UNIQUE INDEX treatment_current ON clinical.treatment USING btree (site_id, patient_id, regimen, started_on, started_day) NULLS NOT DISTINCT WHERE ((superseded_at IS NULL) AND (withdrawn_at IS NULL) AND (NOT retracted));
CREATE UNIQUE INDEX treatment_version ON clinical.treatment USING btree (site_id, entity_id, version) WHERE (withdrawn_at IS NULL);
CREATE UNIQUE INDEX user_account_email ON sec.user_account USING btree (lower(email));

-- views

create view clinical.assessment_now as
 SELECT COALESCE(p.merged_into, p.id) AS head_id,
    a.site_id,
    a.id,
    a.patient_id,
    a.assessed_on,
    a.assessed_day,
    a.kind,
    a.gene,
    a.variant,
    a.result,
    a.unit,
    a.row_hash,
    a.supplied,
    a.import_id,
    a.line,
    a.superseded_at,
    a.entity_id,
    a.version,
    a.act_id,
    a.by_hand,
    a.retracted,
    a.withdrawn_at,
    a.created_at
   FROM clinical.assessment a
     JOIN clinical.patient p ON p.site_id = a.site_id AND p.id = a.patient_id
  WHERE a.superseded_at IS NULL AND a.withdrawn_at IS NULL AND NOT a.retracted;
create view clinical.measurement_now as
 SELECT COALESCE(p.merged_into, p.id) AS head_id,
    m.site_id,
    m.id,
    m.patient_id,
    m.specimen_id,
    m.assay,
    m.assay_version,
    m.gene,
    m.variant,
    m.count_unit,
    m.mutant_count,
    m.total_count,
    m.wildtype_count,
    m.vaf,
    m.status,
    m.background,
    m.lod,
    m.input_hge,
    m.plasma_ml,
    m.copies_per_ml,
    m.tumour_fraction,
    m.copy_number,
    m.wbc_vaf,
    m.panel,
    m.received_on,
    m.received_day,
    m.reported_on,
    m.reported_day,
    m.result_version,
    m.row_hash,
    m.supplied,
    m.import_id,
    m.line,
    m.superseded_at,
    m.act_id,
    m.by_hand,
    m.retracted,
    m.withdrawn_at
   FROM clinical.measurement m
     JOIN clinical.patient p ON p.site_id = m.site_id AND p.id = m.patient_id
  WHERE m.superseded_at IS NULL AND m.withdrawn_at IS NULL AND NOT m.retracted;
create view clinical.profile_now as
 WITH f AS NOT MATERIALIZED (
         SELECT f_1.site_id,
            f_1.id,
            f_1.patient_id,
            f_1.version,
            f_1.nosology,
            f_1.sex,
            f_1.birth_year,
            f_1.sidedness,
            f_1.metastatic_sites,
            f_1.tissue_ras,
            f_1.tissue_braf,
            f_1.msi,
            f_1.tissue_on,
            f_1.tissue_day,
            f_1.draw_interval_days,
            f_1.next_cycle_on,
            f_1.next_cycle_day,
            f_1.supplied,
            f_1.import_id,
            f_1.created_at,
            f_1.act_id,
            f_1.by_hand,
            f_1.said,
            f_1.next_draw_on,
            f_1.next_draw_day,
            f_1.withdrawn_at,
            p.merged_into IS NULL AS own,
            COALESCE(p.merged_into, p.id) AS head_id
           FROM clinical.patient_profile f_1
             JOIN clinical.patient p ON p.site_id = f_1.site_id AND p.id = f_1.patient_id
          WHERE f_1.withdrawn_at IS NULL
        )
 SELECT site_id,
    head_id,
    (array_agg(nosology ORDER BY own DESC, f.version DESC) FILTER (WHERE 'nosology'::text = ANY (said)))[1] AS nosology,
    (array_agg(sex ORDER BY own DESC, f.version DESC) FILTER (WHERE 'sex'::text = ANY (said)))[1] AS sex,
    (array_agg(birth_year ORDER BY own DESC, f.version DESC) FILTER (WHERE 'birth_year'::text = ANY (said)))[1] AS birth_year,
    (array_agg(sidedness ORDER BY own DESC, f.version DESC) FILTER (WHERE 'sidedness'::text = ANY (said)))[1] AS sidedness,
    (array_agg(metastatic_sites ORDER BY own DESC, f.version DESC) FILTER (WHERE 'metastatic_sites'::text = ANY (said)))[1] AS metastatic_sites,
    (array_agg(tissue_ras ORDER BY own DESC, f.version DESC) FILTER (WHERE 'tissue_ras'::text = ANY (said)))[1] AS tissue_ras,
    (array_agg(tissue_braf ORDER BY own DESC, f.version DESC) FILTER (WHERE 'tissue_braf'::text = ANY (said)))[1] AS tissue_braf,
    (array_agg(msi ORDER BY own DESC, f.version DESC) FILTER (WHERE 'msi'::text = ANY (said)))[1] AS msi,
    (array_agg(tissue_on ORDER BY own DESC, f.version DESC) FILTER (WHERE 'tissue_on'::text = ANY (said)))[1] AS tissue_on,
    (array_agg(tissue_day ORDER BY own DESC, f.version DESC) FILTER (WHERE 'tissue_day'::text = ANY (said)))[1] AS tissue_day,
    (array_agg(draw_interval_days ORDER BY own DESC, f.version DESC) FILTER (WHERE 'draw_interval_days'::text = ANY (said)))[1] AS draw_interval_days,
    (array_agg(next_draw_on ORDER BY own DESC, f.version DESC) FILTER (WHERE 'next_draw_on'::text = ANY (said)))[1] AS next_draw_on,
    (array_agg(next_draw_day ORDER BY own DESC, f.version DESC) FILTER (WHERE 'next_draw_day'::text = ANY (said)))[1] AS next_draw_day,
    (array_agg(next_cycle_on ORDER BY own DESC, f.version DESC) FILTER (WHERE 'next_cycle_on'::text = ANY (said)))[1] AS next_cycle_on,
    (array_agg(next_cycle_day ORDER BY own DESC, f.version DESC) FILTER (WHERE 'next_cycle_day'::text = ANY (said)))[1] AS next_cycle_day,
    sum(version)::integer AS version,
    ( SELECT jsonb_strip_nulls(jsonb_object_agg(e.key, e.value ORDER BY g.own, g.version)) AS jsonb_strip_nulls
           FROM f g
             CROSS JOIN LATERAL jsonb_each(g.supplied) e(key, value)
          WHERE g.site_id = f.site_id AND g.head_id = f.head_id) AS supplied
   FROM f
  GROUP BY site_id, head_id;
create view clinical.specimen_now as
 SELECT COALESCE(p.merged_into, p.id) AS head_id,
    e.site_id,
    e.id,
    e.patient_id,
    e.specimen_ref,
    e.collected_on,
    e.collected_day,
    e.specimen_type,
    e.import_id,
    e.origin_patient_id,
    e.withdrawn_at,
    e.act_id
   FROM clinical.specimen e
     JOIN clinical.patient p ON p.site_id = e.site_id AND p.id = e.patient_id
  WHERE e.withdrawn_at IS NULL AND (EXISTS ( SELECT
           FROM clinical.measurement m
          WHERE m.site_id = e.site_id AND m.specimen_id = e.id AND m.superseded_at IS NULL AND m.withdrawn_at IS NULL AND NOT m.retracted));
create view clinical.treatment_now as
 SELECT COALESCE(p.merged_into, p.id) AS head_id,
    t.site_id,
    t.id,
    t.patient_id,
    t.regimen,
    t.agents,
    t.therapy_class,
    t.started_on,
    t.started_day,
    t.stopped_on,
    t.stopped_day,
    t.best_response,
    t.stop_reason,
    t.row_hash,
    t.supplied,
    t.import_id,
    t.line,
    t.created_at,
    t.superseded_at,
    t.entity_id,
    t.version,
    t.act_id,
    t.by_hand,
    t.retracted,
    t.withdrawn_at
   FROM clinical.treatment t
     JOIN clinical.patient p ON p.site_id = t.site_id AND p.id = t.patient_id
  WHERE t.superseded_at IS NULL AND t.withdrawn_at IS NULL AND NOT t.retracted;
create view sec.site_name as
 SELECT DISTINCT site_id AS id,
    code,
    name,
    demo
   FROM sec.whoami() whoami(kind, user_id, email, site_id, code, name, demo, role);

-- functions

CREATE OR REPLACE FUNCTION audit.append(p_site uuid, p_entry jsonb)
 RETURNS bigint
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'audit', 'pg_temp'
AS $function$
begin
  if not p_site = any (sec.site_ids()) then
    raise exception 'this session has no such site' using errcode = 'insufficient_privilege';
  end if;
  return audit.link(p_site, sec.actor(), (select g.kind from sec.grants() g where g.site_id = p_site limit 1), p_entry);
end $function$
;
CREATE OR REPLACE FUNCTION audit.append_system(p_key text, p_site uuid, p_entry jsonb)
 RETURNS bigint
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'audit', 'pg_temp'
AS $function$
begin
  perform sec.assert_service(p_key);
  return audit.link(p_site, 'system', 'system', p_entry);
end $function$
;
CREATE OR REPLACE FUNCTION audit.chain(p_key text, p_site uuid, p_after bigint, p_limit integer)
 RETURNS TABLE(seq bigint, body text, prev bytea, hash bytea)
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'audit', 'pg_temp'
AS $function$
begin
  perform sec.assert_service(p_key);
  return query select e.seq, e.body::text, e.prev, e.hash from event e where e.site_id = p_site and e.seq > p_after order by e.seq limit p_limit;
end $function$
;
CREATE OR REPLACE FUNCTION audit.deny()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  raise exception 'the audit trail is append-only' using errcode = 'insufficient_privilege';
end $function$
;
CREATE OR REPLACE FUNCTION audit.heads(p_key text)
 RETURNS TABLE(site_id uuid, code text, seq bigint, hash bytea)
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'audit', 'pg_temp'
AS $function$
begin
  perform sec.assert_service(p_key);
  return query select s.id, s.code, coalesce(h.seq, 0), h.hash from sec.site s left join head h on h.site_id = s.id order by s.code;
end $function$
;
CREATE OR REPLACE FUNCTION audit.link(p_site uuid, p_actor text, p_via text, p_entry jsonb)
 RETURNS bigint
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'audit', 'pg_temp'
AS $function$
declare h audit.head; v_body jsonb; v_hash bytea;
begin
  insert into head values (p_site, 0, sha256(convert_to(p_site::text, 'UTF8'))) on conflict do nothing;
  select * into h from head where site_id = p_site for update;
  v_body := jsonb_build_object('site', p_site, 'seq', h.seq + 1, 'at', to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
    'actor', p_actor, 'via', p_via, 'action', p_entry ->> 'action', 'outcome', coalesce(p_entry ->> 'outcome', 'ok'), 'patients', coalesce(p_entry -> 'patients', '[]'),
    'target', p_entry -> 'target', 'reason', p_entry -> 'reason', 'request', p_entry -> 'request', 'address', p_entry -> 'address', 'details', coalesce(p_entry -> 'details', '{}'));
  v_hash := sha256(h.hash || convert_to(v_body::text, 'UTF8'));
  insert into event values (p_site, h.seq + 1, v_body, h.hash, v_hash);
  update head set seq = h.seq + 1, hash = v_hash where site_id = p_site;
  return h.seq + 1;
end $function$
;
CREATE OR REPLACE FUNCTION audit.page(p_site uuid, p_before bigint, p_limit integer, p_filter jsonb)
 RETURNS TABLE(seq bigint, body jsonb, hash bytea)
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'audit', 'pg_temp'
AS $function$
begin
  if not exists (select from sec.grants() g where g.site_id = p_site and g.role = 'admin') then
    raise exception 'the audit trail is open to administrators of the site' using errcode = 'insufficient_privilege';
  end if;
  if p_filter ->> 'patient' is null then
    return query select e.seq, e.body, e.hash from event e where e.site_id = p_site and (p_before is null or e.seq < p_before)
      and (p_filter ->> 'actor' is null or e.body ->> 'actor' = p_filter ->> 'actor')
      and (p_filter ->> 'action' is null or e.body ->> 'action' = p_filter ->> 'action')
      and (p_filter ->> 'outcome' is null or e.body ->> 'outcome' = p_filter ->> 'outcome')
    order by e.seq desc limit p_limit;
  else
    -- Materialized: each half by its own index, whatever the limit makes the planner hope for.
    return query with named as materialized (
      select e.seq, e.body, e.hash from event e where e.body -> 'patients' ? (p_filter ->> 'patient') and e.site_id = p_site and (p_before is null or e.seq < p_before)
      and (p_filter ->> 'actor' is null or e.body ->> 'actor' = p_filter ->> 'actor')
      and (p_filter ->> 'action' is null or e.body ->> 'action' = p_filter ->> 'action')
      and (p_filter ->> 'outcome' is null or e.body ->> 'outcome' = p_filter ->> 'outcome')
    ), whole_site as materialized (
      select e.seq, e.body, e.hash from event e where e.body -> 'details' ->> 'scope' = 'site' and e.site_id = p_site and (p_before is null or e.seq < p_before)
      and (p_filter ->> 'actor' is null or e.body ->> 'actor' = p_filter ->> 'actor')
      and (p_filter ->> 'action' is null or e.body ->> 'action' = p_filter ->> 'action')
      and (p_filter ->> 'outcome' is null or e.body ->> 'outcome' = p_filter ->> 'outcome')
      order by e.seq desc limit p_limit
    )
    select n.seq, n.body, n.hash from named n union select w.seq, w.body, w.hash from whole_site w order by 1 desc limit p_limit;
  end if;
end $function$
;
CREATE OR REPLACE FUNCTION clinical.assert_references()
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare wrong text;
begin
  perform clinical.assert_references_of_results();
  select case when exists (select from (select distinct site_id, patient_id as id from clinical.specimen where patient_id is not null) r where not exists (
      select from clinical.patient t where (t.site_id = r.site_id) is true and t.id = r.id offset 0)) or exists (select from (select distinct site_id, origin_patient_id as id from clinical.specimen where origin_patient_id is not null) r where not exists (
      select from clinical.patient t where (t.site_id = r.site_id) is true and t.id = r.id offset 0)) then 'a patient who is not there'
    when exists (select from (select distinct site_id, import_id as id from clinical.specimen where import_id is not null) r where not exists (
      select from clinical.import t where (t.site_id = r.site_id) is true and t.id = r.id offset 0)) then 'an import that is not there'
    when exists (select from (select distinct site_id, act_id as id from clinical.specimen where act_id is not null) r where not exists (
      select from clinical.act t where (t.site_id = r.site_id) is true and t.id = r.id offset 0)) then 'an act that is not there' end into wrong;
  if wrong is not null then raise exception 'a draw refers to %', wrong using errcode = '23503', table = 'specimen'; end if;
end $function$
;
CREATE OR REPLACE FUNCTION clinical.assert_references_of_results()
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare wrong text;
begin
  with d as materialized (select distinct site_id, patient_id, specimen_id, import_id, act_id from clinical.measurement)
  select case when exists (select from (select distinct site_id, patient_id, specimen_id as id from d where specimen_id is not null) r where not exists (
      select from clinical.specimen t where (t.site_id = r.site_id) is true and t.id = r.id and t.patient_id = r.patient_id offset 0)) then 'a specimen that its patient does not have'
    when exists (select from (select distinct site_id, patient_id, import_id as id from d where import_id is not null) r where not exists (
      select from clinical.import t where (t.site_id = r.site_id) is true and t.id = r.id offset 0)) then 'an import that is not there'
    when exists (select from (select distinct site_id, patient_id, act_id as id from d where act_id is not null) r where not exists (
      select from clinical.act t where (t.site_id = r.site_id) is true and t.id = r.id offset 0)) then 'an act that is not there' end into wrong;
  if wrong is not null then raise exception 'a measurement refers to %', wrong using errcode = '23503', table = 'measurement'; end if;
  if exists (select from (select distinct site_id, import_id as id from clinical.import_repeat) r where not exists (
      select from clinical.import t where (t.site_id = r.site_id) is true and t.id = r.id offset 0)) then
    raise exception 'what is said again refers to an import that is not there' using errcode = '23503', table = 'import_repeat'; end if;
end $function$
;
CREATE OR REPLACE FUNCTION clinical.import_repeat_refers()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if exists (select from (select distinct site_id, import_id as id from written) r where not exists (
      select from clinical.import t where (t.site_id = r.site_id) is true and t.id = r.id offset 0)) then
    raise exception 'what is said again refers to an import that is not there' using errcode = '23503', table = 'import_repeat'; end if;
  return null;
end $function$
;
CREATE OR REPLACE FUNCTION clinical.kept()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
      begin
        raise exception '%: a row that was written stays as it is', tg_table_name using errcode = '42501';
      end $function$
;
CREATE OR REPLACE FUNCTION clinical.measurement_refers()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare wrong text;
begin
  with d as materialized (select distinct site_id, patient_id, specimen_id, import_id, act_id from written)
  select case when exists (select from (select distinct site_id, patient_id, specimen_id as id from d where specimen_id is not null) r where not exists (
      select from clinical.specimen t where (t.site_id = r.site_id) is true and t.id = r.id and t.patient_id = r.patient_id offset 0)) then 'a specimen that its patient does not have'
    when exists (select from (select distinct site_id, patient_id, import_id as id from d where import_id is not null) r where not exists (
      select from clinical.import t where (t.site_id = r.site_id) is true and t.id = r.id offset 0)) then 'an import that is not there'
    when exists (select from (select distinct site_id, patient_id, act_id as id from d where act_id is not null) r where not exists (
      select from clinical.act t where (t.site_id = r.site_id) is true and t.id = r.id offset 0)) then 'an act that is not there' end into wrong;
  if wrong is not null then raise exception 'a measurement refers to %', wrong using errcode = '23503', table = 'measurement'; end if;
  return null;
end $function$
;
CREATE OR REPLACE FUNCTION clinical.measurement_still_refers()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if not exists (select from clinical.specimen e where (e.site_id = new.site_id) is true and e.id = new.specimen_id and e.patient_id = new.patient_id)
    or new.import_id is not null and not exists (select from clinical.import i where (i.site_id = new.site_id) is true and i.id = new.import_id)
    or new.act_id is not null and not exists (select from clinical.act a where (a.site_id = new.site_id) is true and a.id = new.act_id) then
    raise exception 'a measurement would refer to what is not there' using errcode = '23503', table = 'measurement'; end if;
  return null;
end $function$
;
CREATE OR REPLACE FUNCTION clinical.refuse_change()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$ begin raise exception 'written once: % is neither changed nor deleted', tg_table_name using errcode = 'insufficient_privilege'; end $function$
;
CREATE OR REPLACE FUNCTION clinical.specimen_refers()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare wrong text;
begin
  select case when exists (select from (select distinct site_id, patient_id as id from written where patient_id is not null) r where not exists (
      select from clinical.patient t where (t.site_id = r.site_id) is true and t.id = r.id offset 0)) or exists (select from (select distinct site_id, origin_patient_id as id from written where origin_patient_id is not null) r where not exists (
      select from clinical.patient t where (t.site_id = r.site_id) is true and t.id = r.id offset 0)) then 'a patient who is not there'
    when exists (select from (select distinct site_id, import_id as id from written where import_id is not null) r where not exists (
      select from clinical.import t where (t.site_id = r.site_id) is true and t.id = r.id offset 0)) then 'an import that is not there'
    when exists (select from (select distinct site_id, act_id as id from written where act_id is not null) r where not exists (
      select from clinical.act t where (t.site_id = r.site_id) is true and t.id = r.id offset 0)) then 'an act that is not there' end into wrong;
  if wrong is not null then raise exception 'a draw refers to %', wrong using errcode = '23503', table = 'specimen'; end if;
  return null;
end $function$
;
CREATE OR REPLACE FUNCTION clinical.specimen_still_refers()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if not exists (select from clinical.patient t where (t.site_id = new.site_id) is true and t.id = new.patient_id) or not exists (select from clinical.patient t where (t.site_id = new.site_id) is true and t.id = new.origin_patient_id)
    or new.import_id is not null and not exists (select from clinical.import t where (t.site_id = new.site_id) is true and t.id = new.import_id)
    or new.act_id is not null and not exists (select from clinical.act t where (t.site_id = new.site_id) is true and t.id = new.act_id) then
    raise exception 'a draw would refer to what is not there' using errcode = '23503', table = 'specimen'; end if;
  return null;
end $function$
;
CREATE OR REPLACE FUNCTION clinical.specimen_takes_results()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if exists (select from clinical.measurement m join clinical.specimen e on e.site_id = m.site_id and e.id = m.specimen_id
    where (m.site_id = new.site_id) is true and m.specimen_id = new.id and m.patient_id <> e.patient_id) then
    raise exception 'a specimen would leave its results behind' using errcode = '23503', table = 'specimen'; end if;
  return null;
end $function$
;
CREATE OR REPLACE FUNCTION clinical.stays()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  raise exception '% rows are neither deleted nor renumbered', tg_table_name using errcode = '23503', table = tg_table_name;
end $function$
;
CREATE OR REPLACE FUNCTION ops.emit(p_site uuid, p_kind text, p_payload jsonb)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'ops', 'pg_temp'
AS $function$
declare v bigint;
begin
  insert into event_head values (p_site, 1) on conflict (site_id) do update set seq = event_head.seq + 1 returning seq into v;
  insert into event (site_id, seq, kind, payload) values (p_site, v, p_kind, p_payload);
  perform pg_notify('clonewatch_event', '');
end $function$
;
CREATE OR REPLACE FUNCTION ops.job_counts(p_key text)
 RETURNS TABLE(waiting bigint, failed bigint, oldest_seconds double precision)
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'ops', 'pg_temp'
AS $function$
begin
  perform sec.assert_service(p_key);
  return query select count(*) filter (where o.failed_at is null), count(*) filter (where o.failed_at is not null),
      extract(epoch from now() - min(o.waiting_since) filter (where o.failed_at is null))::double precision
    from outbox o where o.done_at is null;
end $function$
;
CREATE OR REPLACE FUNCTION ops.outbox_due(p_key text, p_limit integer, p_stale_seconds double precision, p_per_site integer)
 RETURNS TABLE(site_id uuid, id uuid, job text)
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'ops', 'pg_temp'
AS $function$
begin
  perform sec.assert_service(p_key);
  return query select f.site_id, f.id, f.job from sec.site s
      cross join lateral (select w.*, row_number() over (order by w.id) as place from (
        select o.site_id, o.id, o.job, o.enqueued_at from outbox o
         where o.site_id = s.id and o.done_at is null and o.failed_at is null order by o.id limit p_per_site) w) f
    where f.enqueued_at is null or f.enqueued_at < now() - make_interval(secs => p_stale_seconds)
    order by f.place, f.site_id limit p_limit;
end $function$
;
CREATE OR REPLACE FUNCTION ops.sites(p_key text)
 RETURNS SETOF uuid
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'ops', 'pg_temp'
AS $function$
      begin
        perform sec.assert_service(p_key);
        return query select s.id from sec.site s order by s.code;
      end $function$
;
CREATE OR REPLACE FUNCTION sec.actor()
 RETURNS text
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'sec', 'pg_temp'
AS $function$
  select coalesce((select u.email from session s join user_account u on u.id = s.user_id where s.token_sha = sec.token_sha()),
    (select case t.kind when 'api_token' then 'API token ' || coalesce(t.name, t.id::text) else t.kind end
       from session s join session t on t.token_sha = coalesce(s.bound_to, s.token_sha) where s.token_sha = sec.token_sha()), 'unknown') $function$
;
CREATE OR REPLACE FUNCTION sec.admin_create_site(p_code text, p_name text)
 RETURNS uuid
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'sec', 'pg_temp'
AS $function$
declare v uuid; v_user uuid;
begin
  select g.user_id into v_user from sec.grants() g join site s on s.id = g.site_id where s.code = 'main' and g.role = 'admin';
  if not found then raise exception 'Only an administrator of the site "main" makes sites.' using errcode = 'CW403', hint = 'not_of_main'; end if;
  if v_user is null then raise exception 'A site needs an administrator: make it signed in with an account, not with a token.' using errcode = 'CW403', hint = 'account_needed'; end if;
  insert into site (code, name) values (p_code, p_name) on conflict (code) do nothing returning id into v;
  if v is null then raise exception 'There is a site with this code already.' using errcode = 'CW409', hint = 'site_exists'; end if;
  insert into membership (user_id, site_id, role) values (v_user, v, 'admin');
  return v;
end $function$
;
CREATE OR REPLACE FUNCTION sec.admin_create_token(p_key text, p_site uuid, p_token_sha bytea, p_name text, p_role text, p_seconds integer)
 RETURNS uuid
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'sec', 'pg_temp'
AS $function$
begin
  perform sec.need_admin(p_site);
  if exists (select from session t where t.site_id = p_site and t.kind = 'api_token' and lower(t.name) = lower(p_name)) then
    raise exception 'There is a token of this name already.' using errcode = 'CW409', hint = 'token_exists';
  end if;
  return sec.create_token(p_key, p_token_sha, p_site, p_role, p_name, sec.actor(), p_seconds);
end $function$
;
CREATE OR REPLACE FUNCTION sec.admin_invite(p_key text, p_site uuid, p_email text, p_role text, p_link bytea)
 RETURNS TABLE(user_id uuid, invited boolean)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'sec', 'pg_temp'
AS $function$
declare v uuid; v_new boolean := false;
begin
  perform sec.assert_service(p_key);
  perform sec.need_admin(p_site);
  insert into user_account (email) values (p_email) on conflict (lower(email)) do nothing returning id into v;
  v_new := v is not null;
  if v is null then select id into v from user_account where lower(email) = lower(p_email); end if;
  insert into membership (user_id, site_id, role) values (v, p_site, p_role) on conflict do nothing;
  if not found then raise exception 'This account is a member of the site already.' using errcode = 'CW409', hint = 'already_member'; end if;
  if v_new then insert into password_link (token_sha, user_id, expires_at) values (p_link, v, now() + interval '24 hours'); end if;
  return query select v, v_new;
end $function$
;
CREATE OR REPLACE FUNCTION sec.admin_password_link(p_key text, p_site uuid, p_user uuid, p_link bytea)
 RETURNS timestamp with time zone
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'sec', 'pg_temp'
AS $function$
declare v timestamptz;
begin
  perform sec.assert_service(p_key);
  perform sec.need_whole_account(p_site, p_user);
  if exists (select from user_account where id = p_user and disabled_at is not null) then
    raise exception 'The account is disabled. Enable it first.' using errcode = 'CW409', hint = 'account_disabled';
  end if;
  insert into password_link (token_sha, user_id, expires_at) values (p_link, p_user, now() + interval '24 hours')
    on conflict (user_id) do update set token_sha = excluded.token_sha, created_by = excluded.created_by, expires_at = excluded.expires_at returning expires_at into v;
  return v;
end $function$
;
CREATE OR REPLACE FUNCTION sec.admin_remove(p_site uuid, p_user uuid)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'sec', 'pg_temp'
AS $function$
begin
  perform sec.need_member(p_site, p_user);
  perform sec.keep_an_admin(p_site, p_user);
  delete from membership where site_id = p_site and user_id = p_user;
  perform sec.end_sessions(p_user);
end $function$
;
CREATE OR REPLACE FUNCTION sec.admin_rename_site(p_site uuid, p_name text)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'sec', 'pg_temp'
AS $function$
begin
  perform sec.need_admin(p_site);
  update site set name = p_name where id = p_site;
end $function$
;
CREATE OR REPLACE FUNCTION sec.admin_revoke_token(p_site uuid, p_id uuid)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'sec', 'pg_temp'
AS $function$
begin
  perform sec.need_admin(p_site);
  delete from session where site_id = p_site and id = p_id and kind = 'api_token';
  if not found then raise exception 'not found' using errcode = 'CW404', hint = 'not_found'; end if;
  perform pg_notify('clonewatch_event', '');
end $function$
;
CREATE OR REPLACE FUNCTION sec.admin_set_disabled(p_site uuid, p_user uuid, p_disabled boolean)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'sec', 'pg_temp'
AS $function$
begin
  perform sec.need_whole_account(p_site, p_user);
  if p_disabled then
    perform sec.keep_an_admin(m.site_id, p_user) from (select site_id from membership where user_id = p_user order by site_id) m;
    delete from password_link where user_id = p_user;
  end if;
  update user_account set disabled_at = case when p_disabled then coalesce(disabled_at, now()) end where id = p_user;
  perform sec.end_sessions(p_user);
end $function$
;
CREATE OR REPLACE FUNCTION sec.admin_set_role(p_site uuid, p_user uuid, p_role text, p_was text)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'sec', 'pg_temp'
AS $function$
declare v text;
begin
  perform sec.need_member(p_site, p_user);
  if p_role <> 'admin' then perform sec.keep_an_admin(p_site, p_user); end if;
  select role into v from membership where site_id = p_site and user_id = p_user for update;
  if p_was is not null and v <> p_was then
    raise exception 'Somebody else has changed this role meanwhile. Look again.' using errcode = 'CW409', hint = 'changed_meanwhile';
  end if;
  update membership set role = p_role where site_id = p_site and user_id = p_user;
  if v <> p_role then perform sec.end_sessions(p_user); end if;
end $function$
;
CREATE OR REPLACE FUNCTION sec.admin_sites()
 RETURNS TABLE(id uuid, code text, name text, demo boolean, created_at timestamp with time zone, users bigint, tokens bigint)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'sec', 'pg_temp'
AS $function$
  select s.id, s.code, s.name, s.demo, s.created_at, (select count(*) from membership m where m.site_id = s.id),
      (select count(*) from session t where t.site_id = s.id and t.kind = 'api_token' and t.expires_at > now())
    from site s where sec.administers(s.id) order by s.code $function$
;
CREATE OR REPLACE FUNCTION sec.admin_tokens(p_site uuid)
 RETURNS TABLE(id uuid, name text, role text, created_by text, created_at timestamp with time zone, last_used_at timestamp with time zone, expires_at timestamp with time zone)
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'sec', 'pg_temp'
AS $function$
begin
  perform sec.need_admin(p_site);
  return query select t.id, t.name, t.role, t.created_by, t.created_at, t.last_used_at, t.expires_at from session t
    where t.site_id = p_site and t.kind = 'api_token' and t.expires_at > now() order by t.created_at desc;
end $function$
;
CREATE OR REPLACE FUNCTION sec.admin_users(p_site uuid)
 RETURNS TABLE(id uuid, email text, role text, created_at timestamp with time zone, last_sign_in_at timestamp with time zone, disabled_at timestamp with time zone, has_password boolean, link_until timestamp with time zone, whole_account boolean)
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'sec', 'pg_temp'
AS $function$
begin
  perform sec.need_admin(p_site);
  return query select u.id, u.email, m.role, u.created_at, u.last_sign_in_at, u.disabled_at, u.password_hash is not null,
      (select l.expires_at from password_link l where l.user_id = u.id and l.expires_at > now()),
      not exists (select from membership o where o.user_id = u.id and not sec.administers(o.site_id))
    from membership m join user_account u on u.id = m.user_id where m.site_id = p_site order by lower(u.email);
end $function$
;
CREATE OR REPLACE FUNCTION sec.administers(p_site uuid)
 RETURNS boolean
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'sec', 'pg_temp'
AS $function$
  select exists (select from sec.grants() g where g.site_id = p_site and g.role = 'admin') $function$
;
CREATE OR REPLACE FUNCTION sec.assert_live()
 RETURNS void
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'sec', 'pg_temp'
AS $function$
begin
  if not exists (select from sec.grants()) then
    raise exception 'the session has ended' using errcode = 'CW401';
  end if;
end $function$
;
CREATE OR REPLACE FUNCTION sec.assert_service(p_key text)
 RETURNS void
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'sec', 'pg_temp'
AS $function$
begin
  if not exists (select from service_key where key_sha = sha256(convert_to(p_key, 'UTF8'))) then
    raise exception 'service key refused' using errcode = 'insufficient_privilege';
  end if;
end $function$
;
CREATE OR REPLACE FUNCTION sec.attempt_succeeded(p_key text, p_keys bytea[])
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'sec', 'pg_temp'
AS $function$
begin
  perform sec.assert_service(p_key);
  perform from attempt a where a.key = any (p_keys) order by a.key for update;
  update attempt a set level = greatest(0, a.level - 1) where a.key = any (p_keys);
end $function$
;
CREATE OR REPLACE FUNCTION sec.beat(p_key text, p_id uuid, p_started timestamp with time zone, p_backend text, p_answers boolean, p_version text)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'sec', 'pg_temp'
AS $function$
begin
  perform sec.assert_service(p_key);
  insert into worker_beat (id, started_at, backend, queue_answers, version) values (p_id, p_started, p_backend, p_answers, p_version)
    on conflict (id) do update set beat_at = now(), queue_answers = excluded.queue_answers;
  delete from worker_beat where beat_at < now() - interval '1 day';
end $function$
;
CREATE OR REPLACE FUNCTION sec.begin_attempt(p_key text, p_email text, p_address text, p_device bytea)
 RETURNS TABLE(user_id uuid, password_hash text, email text, site_ids uuid[], keys bytea[], retry_seconds integer, first_refusal boolean)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'sec', 'pg_temp'
AS $function$
declare v_user user_account; v_account text := lower(btrim(p_email)); v_known boolean; v_keys bytea[]; v_wait double precision; v_first boolean := false; v_sites uuid[];
begin
  perform sec.assert_service(p_key);
  delete from attempt a where a.key in (select b.key from attempt b where b.at < now() - interval '1 hour' for update skip locked limit 100);
  select * into v_user from user_account u where lower(u.email) = v_account;
  v_sites := array(select m.site_id from membership m where m.user_id = v_user.id order by 1);
  v_known := exists (select from device d where d.token_sha = p_device and d.user_id = v_user.id and d.last_used_at > now() - interval '180 days');
  with bucket as (
    select sha256(convert_to(p_key || ' ' || x.name, 'UTF8')) as key, x.capacity from (
      select 'device ' || encode(p_device, 'hex') || ' ' || v_account, 10 where v_known
      union all select 'address ' || p_address, 30 where not v_known
      union all select 'account ' || v_account, 20 where not v_known and v_account is not null
      union all select 'both ' || p_address || ' ' || v_account, 5 where not v_known and v_account is not null) x(name, capacity)),
  made as (insert into attempt (key, capacity, level, at) select b.key, b.capacity, 0, clock_timestamp() from bucket b order by b.key on conflict do nothing)
  select array_agg(b.key order by b.key) into v_keys from bucket b;
  perform from attempt a where a.key = any (v_keys) order by a.key for update;
  select max((sec.level_now(a) + 1 - a.capacity) * 900 / a.capacity) into v_wait from attempt a where a.key = any (v_keys);
  if v_wait > 0 then
    update attempt a set told_at = now() where a.key = any (v_keys) and sec.level_now(a) + 1 > a.capacity and coalesce(a.told_at, '-infinity') < now() - interval '15 minutes';
    v_first := found;
  else
    update attempt a set level = sec.level_now(a) + 1, at = clock_timestamp() where a.key = any (v_keys);
  end if;
  return query select u.id, case when u.disabled_at is null and cardinality(v_sites) > 0 then u.password_hash end, u.email, v_sites, v_keys,
    greatest(0, ceil(v_wait))::int, v_first from (select v_user.*) u;
end $function$
;
CREATE OR REPLACE FUNCTION sec.close_session()
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'sec', 'pg_temp'
AS $function$
begin
  delete from session where token_sha = sec.token_sha() and kind <> 'api_token';
  perform pg_notify('clonewatch_event', '');
end $function$
;
CREATE OR REPLACE FUNCTION sec.create_token(p_key text, p_token_sha bytea, p_site uuid, p_role text, p_name text, p_by text, p_seconds integer)
 RETURNS uuid
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'sec', 'pg_temp'
AS $function$
declare v uuid;
begin
  perform sec.assert_service(p_key);
  insert into session (token_sha, kind, site_id, role, expires_at, name, created_by)
    values (p_token_sha, 'api_token', p_site, p_role, now() + make_interval(secs => p_seconds), p_name, p_by) returning id into v;
  return v;
end $function$
;
CREATE OR REPLACE FUNCTION sec.create_user(p_key text, p_email text, p_hash text)
 RETURNS uuid
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'sec', 'pg_temp'
AS $function$
declare v uuid;
begin
  perform sec.assert_service(p_key);
  insert into user_account (email, password_hash) values (p_email, p_hash)
    on conflict (lower(email)) do update set password_hash = excluded.password_hash returning id into v;
  delete from password_link where user_id = v;
  perform sec.set_password(v, p_hash);
  return v;
end $function$
;
CREATE OR REPLACE FUNCTION sec.end_sessions(p_user uuid)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'sec', 'pg_temp'
AS $function$
begin
  delete from session where user_id = p_user;
  perform pg_notify('clonewatch_event', '');
end $function$
;
CREATE OR REPLACE FUNCTION sec.ensure_site(p_key text, p_code text, p_name text, p_demo boolean)
 RETURNS uuid
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'sec', 'pg_temp'
AS $function$
declare v uuid;
begin
  perform sec.assert_service(p_key);
  insert into site (code, name, demo) values (p_code, p_name, p_demo) on conflict (code) do nothing;
  select id into v from site where code = p_code;
  return v;
end $function$
;
CREATE OR REPLACE FUNCTION sec.find_site(p_key text, p_code text)
 RETURNS uuid
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'sec', 'pg_temp'
AS $function$
begin
  perform sec.assert_service(p_key);
  return (select id from site where code = p_code);
end $function$
;
CREATE OR REPLACE FUNCTION sec.grants()
 RETURNS TABLE(site_id uuid, role text, kind text, user_id uuid)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'sec', 'pg_temp'
AS $function$
  select m.site_id, coalesce(s.role, m.role), s.kind, s.user_id
    from session s join user_account u on u.id = s.user_id and u.disabled_at is null
    join membership m on m.user_id = s.user_id and (s.site_id is null or s.site_id = m.site_id)
   where s.token_sha = sec.token_sha() and sec.lives(s)
  union all
  select s.site_id, s.role, s.kind, null from session s
   where s.token_sha = sec.token_sha() and sec.lives(s) and s.user_id is null $function$
;
CREATE OR REPLACE FUNCTION sec.keep_an_admin(p_site uuid, p_without uuid)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'sec', 'pg_temp'
AS $function$
begin
  perform from site where id = p_site for no key update;
  if exists (select from membership m where m.site_id = p_site and m.user_id = p_without and m.role = 'admin')
    and not exists (select from membership m join user_account u on u.id = m.user_id
      where m.site_id = p_site and m.user_id <> p_without and m.role = 'admin' and u.disabled_at is null and u.password_hash is not null) then
    raise exception 'This is the last administrator of the site. Make somebody else an administrator first.' using errcode = 'CW409', hint = 'last_admin';
  end if;
end $function$
;
CREATE OR REPLACE FUNCTION sec.leave(p_key text, p_id uuid)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'sec', 'pg_temp'
AS $function$
begin
  perform sec.assert_service(p_key);
  delete from worker_beat where id = p_id;
end $function$
;
CREATE OR REPLACE FUNCTION sec.level_now(a sec.attempt)
 RETURNS double precision
 LANGUAGE sql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  select greatest(0, a.level - a.capacity * greatest(0, extract(epoch from clock_timestamp() - a.at)) / 900) $function$
;
CREATE OR REPLACE FUNCTION sec.link_account(p_key text, p_link bytea)
 RETURNS TABLE(user_id uuid, email text)
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'sec', 'pg_temp'
AS $function$
begin
  perform sec.assert_service(p_key);
  return query select u.id, u.email from password_link l join user_account u on u.id = l.user_id where l.token_sha = p_link and l.expires_at > now() and u.disabled_at is null;
end $function$
;
CREATE OR REPLACE FUNCTION sec.lives(s sec.session)
 RETURNS boolean
 LANGUAGE sql
 STABLE
 SET search_path TO 'sec', 'pg_temp'
AS $function$
  select s.expires_at > now() and (s.kind <> 'browser' or coalesce(s.last_used_at, s.created_at) > now() - interval '15 minutes')
    and (s.bound_to is null or exists (select from session t where t.token_sha = s.bound_to and t.expires_at > now())) $function$
;
CREATE OR REPLACE FUNCTION sec.login_lookup(p_key text, p_email text)
 RETURNS TABLE(user_id uuid, password_hash text)
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'sec', 'pg_temp'
AS $function$
begin
  perform sec.assert_service(p_key);
  return query select u.id, u.password_hash from user_account u where lower(u.email) = lower(p_email) and u.disabled_at is null;
end $function$
;
CREATE OR REPLACE FUNCTION sec.need_admin(p_site uuid)
 RETURNS void
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'sec', 'pg_temp'
AS $function$
begin
  if p_site is null or not sec.administers(p_site) then raise exception 'not found' using errcode = 'CW404', hint = 'not_found'; end if;
end $function$
;
CREATE OR REPLACE FUNCTION sec.need_member(p_site uuid, p_user uuid)
 RETURNS void
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'sec', 'pg_temp'
AS $function$
begin
  perform sec.need_admin(p_site);
  if not exists (select from membership where site_id = p_site and user_id = p_user) then raise exception 'not found' using errcode = 'CW404', hint = 'not_found'; end if;
end $function$
;
CREATE OR REPLACE FUNCTION sec.need_whole_account(p_site uuid, p_user uuid)
 RETURNS void
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'sec', 'pg_temp'
AS $function$
begin
  perform sec.need_member(p_site, p_user);
  if exists (select from membership m where m.user_id = p_user and not sec.administers(m.site_id)) then
    raise exception 'This account also belongs to a site you do not administer. Remove it from yours, or ask an administrator of both.' using errcode = 'CW403', hint = 'account_of_another_site';
  end if;
end $function$
;
CREATE OR REPLACE FUNCTION sec.open_account_session(p_key text, p_token_sha bytea, p_user uuid, p_hash text, p_seconds integer)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'sec', 'pg_temp'
AS $function$
begin
  perform sec.assert_service(p_key);
  update user_account set last_sign_in_at = now() where id = p_user and password_hash = p_hash and disabled_at is null;
  if not found then return false; end if;
  perform sec.open_session(p_key, p_token_sha, 'browser', p_user, null, null, p_seconds);
  return true;
end $function$
;
CREATE OR REPLACE FUNCTION sec.open_bound_session(p_key text, p_token_sha bytea, p_api_sha bytea, p_seconds integer)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'sec', 'pg_temp'
AS $function$
begin
  perform sec.assert_service(p_key);
  update session set last_used_at = now() where token_sha = p_api_sha and kind = 'api_token' and expires_at > now();
  if not found then return false; end if;
  insert into session (token_sha, kind, site_id, role, expires_at, bound_to)
    select p_token_sha, 'browser', t.site_id, t.role, least(t.expires_at, now() + make_interval(secs => p_seconds)), t.token_sha from session t where t.token_sha = p_api_sha;
  return true;
end $function$
;
CREATE OR REPLACE FUNCTION sec.open_session(p_key text, p_token_sha bytea, p_kind text, p_user uuid, p_site uuid, p_role text, p_seconds integer)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'sec', 'pg_temp'
AS $function$
begin
  perform sec.assert_service(p_key);
  delete from session where expires_at < now() - interval '1 day';
  insert into session (token_sha, kind, user_id, site_id, role, expires_at)
    values (p_token_sha, p_kind, p_user, p_site, p_role, now() + make_interval(secs => p_seconds));
end $function$
;
CREATE OR REPLACE FUNCTION sec.remember_device(p_key text, p_user uuid, p_old bytea, p_new bytea)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'sec', 'pg_temp'
AS $function$
begin
  perform sec.assert_service(p_key);
  delete from device where last_used_at < now() - interval '180 days';
  update device set token_sha = p_new where token_sha = p_old and user_id <> p_user;
  delete from device where token_sha = p_old;
  insert into device (token_sha, user_id) values (p_new, p_user);
end $function$
;
CREATE OR REPLACE FUNCTION sec.set_membership(p_key text, p_user uuid, p_site uuid, p_role text)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'sec', 'pg_temp'
AS $function$
begin
  perform sec.assert_service(p_key);
  insert into membership (user_id, site_id, role) values (p_user, p_site, p_role) on conflict (user_id, site_id) do update set role = excluded.role;
  perform sec.end_sessions(p_user);
end $function$
;
CREATE OR REPLACE FUNCTION sec.set_password(p_user uuid, p_hash text)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'sec', 'pg_temp'
AS $function$
begin
  update user_account set password_hash = p_hash where id = p_user;
  delete from device where user_id = p_user;
  perform sec.end_sessions(p_user);
end $function$
;
CREATE OR REPLACE FUNCTION sec.site_ids()
 RETURNS uuid[]
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'sec', 'pg_temp'
AS $function$
  select coalesce(array_agg(site_id), '{}') from sec.grants() $function$
;
CREATE OR REPLACE FUNCTION sec.token_sha()
 RETURNS bytea
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  select sha256(convert_to(nullif(current_setting('app.session', true), ''), 'UTF8')) $function$
;
CREATE OR REPLACE FUNCTION sec.touch()
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'sec', 'pg_temp'
AS $function$
  update session s set last_used_at = now()
   where s.token_sha = sec.token_sha() and s.kind in ('browser', 'api_token') and sec.lives(s) and coalesce(s.last_used_at, '-infinity') < now() - interval '20 seconds' $function$
;
CREATE OR REPLACE FUNCTION sec.use_link(p_key text, p_link bytea, p_hash text)
 RETURNS uuid[]
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'sec', 'pg_temp'
AS $function$
declare v_user uuid;
begin
  perform sec.assert_service(p_key);
  delete from password_link l using user_account u where l.token_sha = p_link and l.expires_at > now() and u.id = l.user_id and u.disabled_at is null returning l.user_id into v_user;
  if v_user is null then return null; end if;
  perform sec.set_password(v_user, p_hash);
  return array(select m.site_id from membership m where m.user_id = v_user order by 1);
end $function$
;
CREATE OR REPLACE FUNCTION sec.user_count(p_key text)
 RETURNS bigint
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'sec', 'pg_temp'
AS $function$
begin
  perform sec.assert_service(p_key);
  return (select count(*) from user_account);
end $function$
;
CREATE OR REPLACE FUNCTION sec.whoami()
 RETURNS TABLE(kind text, user_id uuid, email text, site_id uuid, code text, name text, demo boolean, role text)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'sec', 'pg_temp'
AS $function$
  select g.kind, g.user_id, u.email, s.id, s.code, s.name, s.demo, g.role
    from sec.grants() g join site s on s.id = g.site_id left join user_account u on u.id = g.user_id order by s.code $function$
;
CREATE OR REPLACE FUNCTION sec.workers(p_key text)
 RETURNS TABLE(started_at timestamp with time zone, beat_seconds double precision, backend text, queue_answers boolean, version text)
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'sec', 'pg_temp'
AS $function$
begin
  perform sec.assert_service(p_key);
  return query select w.started_at, extract(epoch from now() - w.beat_at)::double precision, w.backend, w.queue_answers, w.version from worker_beat w order by w.beat_at desc;
end $function$
;

-- triggers

CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON audit.event FOR EACH ROW EXECUTE FUNCTION audit.deny();
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON audit.event FOR EACH STATEMENT EXECUTE FUNCTION audit.deny();
CREATE TRIGGER keeps_number AFTER UPDATE OF site_id, id ON clinical.act FOR EACH ROW WHEN (((old.site_id IS DISTINCT FROM new.site_id) OR (old.id IS DISTINCT FROM new.id))) EXECUTE FUNCTION clinical.stays();
CREATE TRIGGER stays BEFORE DELETE ON clinical.act FOR EACH ROW EXECUTE FUNCTION clinical.stays();
CREATE TRIGGER stays_whole BEFORE TRUNCATE ON clinical.act FOR EACH STATEMENT EXECUTE FUNCTION clinical.stays();
CREATE TRIGGER kept BEFORE DELETE OR UPDATE ON clinical.alert_transition FOR EACH STATEMENT EXECUTE FUNCTION clinical.kept();
CREATE TRIGGER written_once BEFORE DELETE OR UPDATE ON clinical.board_decision FOR EACH ROW EXECUTE FUNCTION clinical.refuse_change();
CREATE TRIGGER written_once BEFORE DELETE OR UPDATE ON clinical.board_packet FOR EACH ROW EXECUTE FUNCTION clinical.refuse_change();
CREATE TRIGGER written_once BEFORE DELETE OR UPDATE ON clinical.board_pages FOR EACH ROW EXECUTE FUNCTION clinical.refuse_change();
CREATE TRIGGER keeps_number AFTER UPDATE OF site_id, id ON clinical.import FOR EACH ROW WHEN (((old.site_id IS DISTINCT FROM new.site_id) OR (old.id IS DISTINCT FROM new.id))) EXECUTE FUNCTION clinical.stays();
CREATE TRIGGER stays BEFORE DELETE ON clinical.import FOR EACH ROW EXECUTE FUNCTION clinical.stays();
CREATE TRIGGER stays_whole BEFORE TRUNCATE ON clinical.import FOR EACH STATEMENT EXECUTE FUNCTION clinical.stays();
CREATE TRIGGER refers_on_insert AFTER INSERT ON clinical.import_repeat REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION clinical.import_repeat_refers();
CREATE TRIGGER refers_on_update AFTER UPDATE ON clinical.import_repeat REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION clinical.import_repeat_refers();
CREATE TRIGGER written_once BEFORE DELETE OR UPDATE ON clinical.knowledge_item FOR EACH ROW EXECUTE FUNCTION clinical.refuse_change();
CREATE TRIGGER written_once BEFORE DELETE OR UPDATE ON clinical.knowledge_release FOR EACH ROW EXECUTE FUNCTION clinical.refuse_change();
CREATE TRIGGER written_once BEFORE DELETE OR UPDATE ON clinical.local_validation FOR EACH ROW EXECUTE FUNCTION clinical.refuse_change();
CREATE TRIGGER refers_on_insert AFTER INSERT ON clinical.measurement REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION clinical.measurement_refers();
CREATE TRIGGER refers_on_update AFTER UPDATE OF site_id, patient_id, specimen_id, import_id, act_id ON clinical.measurement FOR EACH ROW WHEN ((((((old.site_id IS DISTINCT FROM new.site_id) OR (old.patient_id IS DISTINCT FROM new.patient_id)) OR (old.specimen_id IS DISTINCT FROM new.specimen_id)) OR (old.import_id IS DISTINCT FROM new.import_id)) OR (old.act_id IS DISTINCT FROM new.act_id))) EXECUTE FUNCTION clinical.measurement_still_refers();
CREATE TRIGGER keeps_number AFTER UPDATE OF site_id, id ON clinical.patient FOR EACH ROW WHEN (((old.site_id IS DISTINCT FROM new.site_id) OR (old.id IS DISTINCT FROM new.id))) EXECUTE FUNCTION clinical.stays();
CREATE TRIGGER stays BEFORE DELETE ON clinical.patient FOR EACH ROW EXECUTE FUNCTION clinical.stays();
CREATE TRIGGER stays_whole BEFORE TRUNCATE ON clinical.patient FOR EACH STATEMENT EXECUTE FUNCTION clinical.stays();
CREATE TRIGGER keeps_number AFTER UPDATE OF site_id, id ON clinical.specimen FOR EACH ROW WHEN (((old.site_id IS DISTINCT FROM new.site_id) OR (old.id IS DISTINCT FROM new.id))) EXECUTE FUNCTION clinical.stays();
CREATE TRIGGER refers_on_insert AFTER INSERT ON clinical.specimen REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION clinical.specimen_refers();
CREATE TRIGGER refers_on_update AFTER UPDATE OF site_id, patient_id, origin_patient_id, import_id, act_id ON clinical.specimen FOR EACH ROW WHEN ((((((old.site_id IS DISTINCT FROM new.site_id) OR (old.patient_id IS DISTINCT FROM new.patient_id)) OR (old.origin_patient_id IS DISTINCT FROM new.origin_patient_id)) OR (old.import_id IS DISTINCT FROM new.import_id)) OR (old.act_id IS DISTINCT FROM new.act_id))) EXECUTE FUNCTION clinical.specimen_still_refers();
CREATE TRIGGER stays BEFORE DELETE ON clinical.specimen FOR EACH ROW EXECUTE FUNCTION clinical.stays();
CREATE TRIGGER stays_whole BEFORE TRUNCATE ON clinical.specimen FOR EACH STATEMENT EXECUTE FUNCTION clinical.stays();
CREATE CONSTRAINT TRIGGER takes_results AFTER UPDATE OF patient_id ON clinical.specimen DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((old.patient_id IS DISTINCT FROM new.patient_id)) EXECUTE FUNCTION clinical.specimen_takes_results();

-- row-level security

alter table audit.event disable row level security, no force row level security;
alter table audit.head disable row level security, no force row level security;
alter table clinical.act enable row level security, force row level security;
alter table clinical.alert enable row level security, force row level security;
alter table clinical.alert_policy enable row level security, force row level security;
alter table clinical.alert_transition enable row level security, force row level security;
alter table clinical.assay_profile enable row level security, force row level security;
alter table clinical.assessment enable row level security, force row level security;
alter table clinical.back_test enable row level security, force row level security;
alter table clinical.back_test_alert enable row level security, force row level security;
alter table clinical.blob enable row level security, force row level security;
alter table clinical.blob_piece enable row level security, force row level security;
alter table clinical.board_decision enable row level security, force row level security;
alter table clinical.board_packet enable row level security, force row level security;
alter table clinical.board_pages enable row level security, force row level security;
alter table clinical.contact_point enable row level security, force row level security;
alter table clinical.control_reaction enable row level security, force row level security;
alter table clinical.delivery enable row level security, force row level security;
alter table clinical.evaluation enable row level security, force row level security;
alter table clinical.idempotency enable row level security, force row level security;
alter table clinical.import enable row level security, force row level security;
alter table clinical.import_patient enable row level security, force row level security;
alter table clinical.import_repeat enable row level security, force row level security;
alter table clinical.knowledge_item enable row level security, force row level security;
alter table clinical.knowledge_release enable row level security, force row level security;
alter table clinical.last_look enable row level security, force row level security;
alter table clinical.local_validation enable row level security, force row level security;
alter table clinical.measurement enable row level security, force row level security;
alter table clinical.notice enable row level security, force row level security;
alter table clinical.patient enable row level security, force row level security;
alter table clinical.patient_profile enable row level security, force row level security;
alter table clinical.result_seen enable row level security, force row level security;
alter table clinical.saved_view enable row level security, force row level security;
alter table clinical.specimen enable row level security, force row level security;
alter table clinical.team enable row level security, force row level security;
alter table clinical.treatment enable row level security, force row level security;
alter table ops.event enable row level security, force row level security;
alter table ops.event_head enable row level security, force row level security;
alter table ops.outbox enable row level security, force row level security;
alter table sec.attempt disable row level security, no force row level security;
alter table sec.device disable row level security, no force row level security;
alter table sec.membership disable row level security, no force row level security;
alter table sec.password_link disable row level security, no force row level security;
alter table sec.service_key disable row level security, no force row level security;
alter table sec.session disable row level security, no force row level security;
alter table sec.site disable row level security, no force row level security;
alter table sec.user_account disable row level security, no force row level security;
alter table sec.worker_beat disable row level security, no force row level security;

-- policies

create policy owner_reads on clinical.act for select using ((SESSION_USER = CURRENT_USER));
create policy site_isolation on clinical.act for all using ((site_id = ANY (( SELECT sec.site_ids() AS site_ids)::uuid[]))) with check ((site_id = ANY (( SELECT sec.site_ids() AS site_ids)::uuid[])));
create policy owner_reads on clinical.alert for select using ((SESSION_USER = CURRENT_USER));
create policy site_isolation on clinical.alert for all using ((site_id = ANY (( SELECT sec.site_ids() AS site_ids)::uuid[]))) with check ((site_id = ANY (( SELECT sec.site_ids() AS site_ids)::uuid[])));
create policy owner_reads on clinical.alert_policy for select using ((SESSION_USER = CURRENT_USER));
create policy site_isolation on clinical.alert_policy for all using ((site_id = ANY (( SELECT sec.site_ids() AS site_ids)::uuid[]))) with check ((site_id = ANY (( SELECT sec.site_ids() AS site_ids)::uuid[])));
create policy owner_reads on clinical.alert_transition for select using ((SESSION_USER = CURRENT_USER));
create policy site_isolation on clinical.alert_transition for all using ((site_id = ANY (( SELECT sec.site_ids() AS site_ids)::uuid[]))) with check ((site_id = ANY (( SELECT sec.site_ids() AS site_ids)::uuid[])));
create policy owner_reads on clinical.assay_profile for select using ((SESSION_USER = CURRENT_USER));
create policy site_isolation on clinical.assay_profile for all using ((site_id = ANY (( SELECT sec.site_ids() AS site_ids)::uuid[]))) with check ((site_id = ANY (( SELECT sec.site_ids() AS site_ids)::uuid[])));
create policy owner_reads on clinical.assessment for select using ((SESSION_USER = CURRENT_USER));
create policy site_isolation on clinical.assessment for all using ((site_id = ANY (( SELECT sec.site_ids() AS site_ids)::uuid[]))) with check ((site_id = ANY (( SELECT sec.site_ids() AS site_ids)::uuid[])));
create policy owner_reads on clinical.back_test for select using ((SESSION_USER = CURRENT_USER));
create policy site_isolation on clinical.back_test for all using ((site_id = ANY (( SELECT sec.site_ids() AS site_ids)::uuid[]))) with check ((site_id = ANY (( SELECT sec.site_ids() AS site_ids)::uuid[])));
create policy owner_reads on clinical.back_test_alert for select using ((SESSION_USER = CURRENT_USER));
create policy site_isolation on clinical.back_test_alert for all using ((site_id = ANY (( SELECT sec.site_ids() AS site_ids)::uuid[]))) with check ((site_id = ANY (( SELECT sec.site_ids() AS site_ids)::uuid[])));
create policy owner_reads on clinical.blob for select using ((SESSION_USER = CURRENT_USER));
create policy site_isolation on clinical.blob for all using ((site_id = ANY (( SELECT sec.site_ids() AS site_ids)::uuid[]))) with check ((site_id = ANY (( SELECT sec.site_ids() AS site_ids)::uuid[])));
create policy owner_reads on clinical.blob_piece for select using ((SESSION_USER = CURRENT_USER));
create policy site_isolation on clinical.blob_piece for all using ((site_id = ANY (( SELECT sec.site_ids() AS site_ids)::uuid[]))) with check ((site_id = ANY (( SELECT sec.site_ids() AS site_ids)::uuid[])));
create policy owner_reads on clinical.board_decision for select using ((SESSION_USER = CURRENT_USER));
create policy site_isolation on clinical.board_decision for all using ((site_id = ANY (( SELECT sec.site_ids() AS site_ids)::uuid[]))) with check ((site_id = ANY (( SELECT sec.site_ids() AS site_ids)::uuid[])));
create policy owner_reads on clinical.board_packet for select using ((SESSION_USER = CURRENT_USER));
create policy site_isolation on clinical.board_packet for all using ((site_id = ANY (( SELECT sec.site_ids() AS site_ids)::uuid[]))) with check ((site_id = ANY (( SELECT sec.site_ids() AS site_ids)::uuid[])));
create policy owner_reads on clinical.board_pages for select using ((SESSION_USER = CURRENT_USER));
create policy site_isolation on clinical.board_pages for all using ((site_id = ANY (( SELECT sec.site_ids() AS site_ids)::uuid[]))) with check ((site_id = ANY (( SELECT sec.site_ids() AS site_ids)::uuid[])));
create policy owner_reads on clinical.contact_point for select using ((SESSION_USER = CURRENT_USER));
create policy site_isolation on clinical.contact_point for all using ((site_id = ANY (( SELECT sec.site_ids() AS site_ids)::uuid[]))) with check ((site_id = ANY (( SELECT sec.site_ids() AS site_ids)::uuid[])));
create policy owner_reads on clinical.control_reaction for select using ((SESSION_USER = CURRENT_USER));
create policy site_isolation on clinical.control_reaction for all using ((site_id = ANY (( SELECT sec.site_ids() AS site_ids)::uuid[]))) with check ((site_id = ANY (( SELECT sec.site_ids() AS site_ids)::uuid[])));
create policy owner_reads on clinical.delivery for select using ((SESSION_USER = CURRENT_USER));
create policy site_isolation on clinical.delivery for all using ((site_id = ANY (( SELECT sec.site_ids() AS site_ids)::uuid[]))) with check ((site_id = ANY (( SELECT sec.site_ids() AS site_ids)::uuid[])));
create policy owner_reads on clinical.evaluation for select using ((SESSION_USER = CURRENT_USER));
create policy site_isolation on clinical.evaluation for all using ((site_id = ANY (( SELECT sec.site_ids() AS site_ids)::uuid[]))) with check ((site_id = ANY (( SELECT sec.site_ids() AS site_ids)::uuid[])));
create policy owner_reads on clinical.idempotency for select using ((SESSION_USER = CURRENT_USER));
create policy site_isolation on clinical.idempotency for all using ((site_id = ANY (( SELECT sec.site_ids() AS site_ids)::uuid[]))) with check ((site_id = ANY (( SELECT sec.site_ids() AS site_ids)::uuid[])));
create policy owner_reads on clinical.import for select using ((SESSION_USER = CURRENT_USER));
create policy site_isolation on clinical.import for all using ((site_id = ANY (( SELECT sec.site_ids() AS site_ids)::uuid[]))) with check ((site_id = ANY (( SELECT sec.site_ids() AS site_ids)::uuid[])));
create policy owner_reads on clinical.import_patient for select using ((SESSION_USER = CURRENT_USER));
create policy site_isolation on clinical.import_patient for all using ((site_id = ANY (( SELECT sec.site_ids() AS site_ids)::uuid[]))) with check ((site_id = ANY (( SELECT sec.site_ids() AS site_ids)::uuid[])));
create policy owner_reads on clinical.import_repeat for select using ((SESSION_USER = CURRENT_USER));
create policy site_isolation on clinical.import_repeat for all using ((site_id = ANY (( SELECT sec.site_ids() AS site_ids)::uuid[]))) with check ((site_id = ANY (( SELECT sec.site_ids() AS site_ids)::uuid[])));
create policy owner_reads on clinical.knowledge_item for select using ((SESSION_USER = CURRENT_USER));
create policy site_isolation on clinical.knowledge_item for all using ((site_id = ANY (( SELECT sec.site_ids() AS site_ids)::uuid[]))) with check ((site_id = ANY (( SELECT sec.site_ids() AS site_ids)::uuid[])));
create policy owner_reads on clinical.knowledge_release for select using ((SESSION_USER = CURRENT_USER));
create policy site_isolation on clinical.knowledge_release for all using ((site_id = ANY (( SELECT sec.site_ids() AS site_ids)::uuid[]))) with check ((site_id = ANY (( SELECT sec.site_ids() AS site_ids)::uuid[])));
create policy owner_reads on clinical.last_look for select using ((SESSION_USER = CURRENT_USER));
create policy site_isolation on clinical.last_look for all using ((site_id = ANY (( SELECT sec.site_ids() AS site_ids)::uuid[]))) with check ((site_id = ANY (( SELECT sec.site_ids() AS site_ids)::uuid[])));
create policy owner_reads on clinical.local_validation for select using ((SESSION_USER = CURRENT_USER));
create policy site_isolation on clinical.local_validation for all using ((site_id = ANY (( SELECT sec.site_ids() AS site_ids)::uuid[]))) with check ((site_id = ANY (( SELECT sec.site_ids() AS site_ids)::uuid[])));
create policy owner_reads on clinical.measurement for select using ((SESSION_USER = CURRENT_USER));
create policy site_isolation on clinical.measurement for all using ((site_id = ANY (( SELECT sec.site_ids() AS site_ids)::uuid[]))) with check ((site_id = ANY (( SELECT sec.site_ids() AS site_ids)::uuid[])));
create policy owner_reads on clinical.notice for select using ((SESSION_USER = CURRENT_USER));
create policy site_isolation on clinical.notice for all using ((site_id = ANY (( SELECT sec.site_ids() AS site_ids)::uuid[]))) with check ((site_id = ANY (( SELECT sec.site_ids() AS site_ids)::uuid[])));
create policy owner_reads on clinical.patient for select using ((SESSION_USER = CURRENT_USER));
create policy site_isolation on clinical.patient for all using ((site_id = ANY (( SELECT sec.site_ids() AS site_ids)::uuid[]))) with check ((site_id = ANY (( SELECT sec.site_ids() AS site_ids)::uuid[])));
create policy owner_reads on clinical.patient_profile for select using ((SESSION_USER = CURRENT_USER));
create policy site_isolation on clinical.patient_profile for all using ((site_id = ANY (( SELECT sec.site_ids() AS site_ids)::uuid[]))) with check ((site_id = ANY (( SELECT sec.site_ids() AS site_ids)::uuid[])));
create policy owner_reads on clinical.result_seen for select using ((SESSION_USER = CURRENT_USER));
create policy site_isolation on clinical.result_seen for all using ((site_id = ANY (( SELECT sec.site_ids() AS site_ids)::uuid[]))) with check ((site_id = ANY (( SELECT sec.site_ids() AS site_ids)::uuid[])));
create policy owner_reads on clinical.saved_view for select using ((SESSION_USER = CURRENT_USER));
create policy site_isolation on clinical.saved_view for all using ((site_id = ANY (( SELECT sec.site_ids() AS site_ids)::uuid[]))) with check ((site_id = ANY (( SELECT sec.site_ids() AS site_ids)::uuid[])));
create policy owner_reads on clinical.specimen for select using ((SESSION_USER = CURRENT_USER));
create policy site_isolation on clinical.specimen for all using ((site_id = ANY (( SELECT sec.site_ids() AS site_ids)::uuid[]))) with check ((site_id = ANY (( SELECT sec.site_ids() AS site_ids)::uuid[])));
create policy owner_reads on clinical.team for select using ((SESSION_USER = CURRENT_USER));
create policy site_isolation on clinical.team for all using ((site_id = ANY (( SELECT sec.site_ids() AS site_ids)::uuid[]))) with check ((site_id = ANY (( SELECT sec.site_ids() AS site_ids)::uuid[])));
create policy owner_reads on clinical.treatment for select using ((SESSION_USER = CURRENT_USER));
create policy site_isolation on clinical.treatment for all using ((site_id = ANY (( SELECT sec.site_ids() AS site_ids)::uuid[]))) with check ((site_id = ANY (( SELECT sec.site_ids() AS site_ids)::uuid[])));
create policy owner_reads on ops.event for select using ((SESSION_USER = CURRENT_USER));
create policy site_isolation on ops.event for all using ((site_id = ANY (( SELECT sec.site_ids() AS site_ids)::uuid[]))) with check ((site_id = ANY (( SELECT sec.site_ids() AS site_ids)::uuid[])));
create policy owner_reads on ops.event_head for select using ((SESSION_USER = CURRENT_USER));
create policy site_isolation on ops.event_head for all using ((site_id = ANY (( SELECT sec.site_ids() AS site_ids)::uuid[]))) with check ((site_id = ANY (( SELECT sec.site_ids() AS site_ids)::uuid[])));
create policy owner_reads on ops.outbox for select using ((SESSION_USER = CURRENT_USER));
create policy relay_reads on ops.outbox for select using (true);
create policy site_isolation on ops.outbox for all using ((site_id = ANY (( SELECT sec.site_ids() AS site_ids)::uuid[]))) with check ((site_id = ANY (( SELECT sec.site_ids() AS site_ids)::uuid[])));
