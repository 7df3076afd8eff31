import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Who may come in, and who decides it. Everything is decided here from the session's own grants, never from a parameter. Refusals a person should read
 * are raised as CW403, CW404 or CW409 with a code in the hint. What opens a door (a session, a token, a link) needs the service key as well.
 */
export class People1764000030000 implements MigrationInterface {
  name = 'People1764000030000';

  async up(q: QueryRunner): Promise<void> {
    await q.query(sessions);
    await q.query(attempts);
    await q.query(passwords);
    await q.query(administration);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(undo);
  }
}

const sessions = `
alter table sec.user_account alter column password_hash drop not null, add column last_sign_in_at timestamptz;
alter table sec.session add column id uuid not null default uuidv7() unique, add column name text, add column created_by text, add column last_used_at timestamptz,
  add column bound_to bytea references sec.session on delete cascade;
create unique index api_token_name on sec.session (site_id, lower(name)) where kind = 'api_token';
create index session_account on sec.session (user_id);
create index session_bound on sec.session (bound_to);

-- A browser's session ends 15 minutes after its last request that a person caused; one opened with an API token ends with that token.
create function sec.lives(s sec.session) returns boolean language sql stable set search_path = sec, pg_temp as $$
  select s.expires_at > now() and (s.kind <> 'browser' or coalesce(s.last_used_at, s.created_at) > now() - interval '15 minutes')
    and (s.bound_to is null or exists (select from session t where t.token_sha = s.bound_to and t.expires_at > now())) $$;

create or replace function sec.grants() returns table (site_id uuid, role text, kind text, user_id uuid)
language sql stable security definer set search_path = sec, pg_temp as $$
  select m.site_id, coalesce(s.role, m.role), s.kind, s.user_id
    from session s join user_account u on u.id = s.user_id and u.disabled_at is null
    join membership m on m.user_id = s.user_id and (s.site_id is null or s.site_id = m.site_id)
   where s.token_sha = sec.token_sha() and sec.lives(s)
  union all
  select s.site_id, s.role, s.kind, null from session s
   where s.token_sha = sec.token_sha() and sec.lives(s) and s.user_id is null $$;

create or replace function sec.actor() returns text language sql stable security definer set search_path = sec, pg_temp as $$
  select coalesce((select u.email from session s join user_account u on u.id = s.user_id where s.token_sha = sec.token_sha()),
    (select case t.kind when 'api_token' then 'API token ' || coalesce(t.name, t.id::text) else t.kind end
       from session s join session t on t.token_sha = coalesce(s.bound_to, s.token_sha) where s.token_sha = sec.token_sha()), 'unknown') $$;

-- For a stream, which outlives the request that opened it.
create function sec.assert_live() returns void language plpgsql stable security definer set search_path = sec, pg_temp as $$
begin
  if not exists (select from sec.grants()) then
    raise exception 'the session has ended' using errcode = 'CW401';
  end if;
end $$;

-- Somebody is there. Written at most every 20 seconds; a session that has ended stays so.
create function sec.touch() returns void language sql security definer set search_path = sec, pg_temp as $$
  update session s set last_used_at = now()
   where s.token_sha = sec.token_sha() and s.kind in ('browser', 'api_token') and sec.lives(s) and coalesce(s.last_used_at, '-infinity') < now() - interval '20 seconds' $$;

-- All of an account's sessions end; open event streams look again at once, in every process.
create function sec.end_sessions(p_user uuid) returns void language plpgsql set search_path = sec, pg_temp as $$
begin
  delete from session where user_id = p_user;
  perform pg_notify('clonewatch_event', '');
end $$;

create or replace function sec.close_session() returns void language plpgsql security definer set search_path = sec, pg_temp as $$
begin
  delete from session where token_sha = sec.token_sha() and kind <> 'api_token';
  perform pg_notify('clonewatch_event', '');
end $$;

-- For an account whose password was just verified against p_hash: had it been changed or disabled meanwhile, nothing opens.
create function sec.open_account_session(p_key text, p_token_sha bytea, p_user uuid, p_hash text, p_seconds int) returns boolean
language plpgsql security definer set search_path = sec, pg_temp as $$
begin
  perform sec.assert_service(p_key);
  update user_account set last_sign_in_at = now() where id = p_user and password_hash = p_hash and disabled_at is null;
  if not found then return false; end if;
  perform sec.open_session(p_key, p_token_sha, 'browser', p_user, null, null, p_seconds);
  return true;
end $$;

-- A browser session of its own for whoever shows an API token; never longer than the token.
create function sec.open_bound_session(p_key text, p_token_sha bytea, p_api_sha bytea, p_seconds int) returns boolean
language plpgsql security definer set search_path = sec, pg_temp as $$
begin
  perform sec.assert_service(p_key);
  update session set last_used_at = now() where token_sha = p_api_sha and kind = 'api_token' and expires_at > now();
  if not found then return false; end if;
  insert into session (token_sha, kind, site_id, role, expires_at, bound_to)
    select p_token_sha, 'browser', t.site_id, t.role, least(t.expires_at, now() + make_interval(secs => p_seconds)), t.token_sha from session t where t.token_sha = p_api_sha;
  return true;
end $$;
`;

const attempts = `
-- Leaky buckets: level drains by its capacity in 15 minutes. Keys are hashed with the service key: no address or account can be read from them.
create table sec.attempt (key bytea primary key, capacity double precision not null, level double precision not null, at timestamptz not null, told_at timestamptz);
create index attempt_at on sec.attempt (at);
create table sec.device (
  token_sha bytea not null, user_id uuid not null references sec.user_account, created_at timestamptz not null default now(),
  last_used_at timestamptz not null default now(), primary key (token_sha, user_id));
create index device_user on sec.device (user_id);

create function sec.level_now(a sec.attempt) returns double precision language sql volatile set search_path = pg_catalog, pg_temp as $$
  select greatest(0, a.level - a.capacity * greatest(0, extract(epoch from clock_timestamp() - a.at)) / 900) $$;

-- Before a password is verified: counted first, so that a thousand at once are a thousand. An account from one address, one address, one account from
-- everywhere; a device that has signed in to this very account before has a bucket of its own instead, which no stranger can fill.
create function sec.begin_attempt(p_key text, p_email text, p_address text, p_device bytea)
returns table (user_id uuid, password_hash text, email text, site_ids uuid[], keys bytea[], retry_seconds int, first_refusal boolean)
language plpgsql security definer set search_path = sec, pg_temp as $$
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
end $$;

-- It was right: given back.
create function sec.attempt_succeeded(p_key text, p_keys bytea[]) returns void language plpgsql security definer set search_path = sec, pg_temp as $$
begin
  perform sec.assert_service(p_key);
  perform from attempt a where a.key = any (p_keys) order by a.key for update;
  update attempt a set level = greatest(0, a.level - 1) where a.key = any (p_keys);
end $$;

-- The device gets a new secret at each sign-in, and all who signed in on it before keep their place: a planted secret is worth nothing afterwards.
create function sec.remember_device(p_key text, p_user uuid, p_old bytea, p_new bytea) returns void language plpgsql security definer set search_path = sec, pg_temp as $$
begin
  perform sec.assert_service(p_key);
  delete from device where last_used_at < now() - interval '180 days';
  update device set token_sha = p_new where token_sha = p_old and user_id <> p_user;
  delete from device where token_sha = p_old;
  insert into device (token_sha, user_id) values (p_new, p_user);
end $$;
`;

const passwords = `
create table sec.password_link (
  token_sha bytea primary key, user_id uuid not null unique references sec.user_account, created_by text not null default sec.actor(), expires_at timestamptz not null);

create function sec.link_account(p_key text, p_link bytea) returns table (user_id uuid, email text)
language plpgsql stable security definer set search_path = sec, pg_temp as $$
begin
  perform sec.assert_service(p_key);
  return query select u.id, u.email from password_link l join user_account u on u.id = l.user_id where l.token_sha = p_link and l.expires_at > now() and u.disabled_at is null;
end $$;

-- Once: the link is gone, the old sessions and remembered devices with it. The sites of the account, for the record; null when the link is not valid.
create function sec.use_link(p_key text, p_link bytea, p_hash text) returns uuid[] language plpgsql security definer set search_path = sec, pg_temp as $$
declare v_user uuid;
begin
  perform sec.assert_service(p_key);
  delete from password_link l using user_account u where l.token_sha = p_link and l.expires_at > now() and u.id = l.user_id and u.disabled_at is null returning l.user_id into v_user;
  if v_user is null then return null; end if;
  perform sec.set_password(v_user, p_hash);
  return array(select m.site_id from membership m where m.user_id = v_user order by 1);
end $$;

create function sec.set_password(p_user uuid, p_hash text) returns void language plpgsql set search_path = sec, pg_temp as $$
begin
  update user_account set password_hash = p_hash where id = p_user;
  delete from device where user_id = p_user;
  perform sec.end_sessions(p_user);
end $$;

-- On the command line. An existing account gets the new password.
create or replace function sec.create_user(p_key text, p_email text, p_hash text) returns uuid language plpgsql security definer set search_path = sec, pg_temp as $$
declare v uuid;
begin
  perform sec.assert_service(p_key);
  insert into user_account (email, password_hash) values (p_email, p_hash)
    on conflict (lower(email)) do update set password_hash = excluded.password_hash returning id into v;
  delete from password_link where user_id = v;
  perform sec.set_password(v, p_hash);
  return v;
end $$;

create or replace function sec.set_membership(p_key text, p_user uuid, p_site uuid, p_role text) returns void
language plpgsql security definer set search_path = sec, pg_temp as $$
begin
  perform sec.assert_service(p_key);
  insert into membership (user_id, site_id, role) values (p_user, p_site, p_role) on conflict (user_id, site_id) do update set role = excluded.role;
  perform sec.end_sessions(p_user);
end $$;

-- An API token; p_name null: made on the command line.
create function sec.create_token(p_key text, p_token_sha bytea, p_site uuid, p_role text, p_name text, p_by text, p_seconds int) returns uuid
language plpgsql security definer set search_path = sec, pg_temp as $$
declare v uuid;
begin
  perform sec.assert_service(p_key);
  insert into session (token_sha, kind, site_id, role, expires_at, name, created_by)
    values (p_token_sha, 'api_token', p_site, p_role, now() + make_interval(secs => p_seconds), p_name, p_by) returning id into v;
  return v;
end $$;
`;

const administration = `
create function sec.administers(p_site uuid) returns boolean language sql stable security definer set search_path = sec, pg_temp as $$
  select exists (select from sec.grants() g where g.site_id = p_site and g.role = 'admin') $$;

create function sec.need_admin(p_site uuid) returns void language plpgsql stable set search_path = sec, pg_temp as $$
begin
  if p_site is null or not sec.administers(p_site) then raise exception 'not found' using errcode = 'CW404', hint = 'not_found'; end if;
end $$;

-- The account is of this site, and the session administers the site.
create function sec.need_member(p_site uuid, p_user uuid) returns void language plpgsql stable set search_path = sec, pg_temp as $$
begin
  perform sec.need_admin(p_site);
  if not exists (select from membership where site_id = p_site and user_id = p_user) then raise exception 'not found' using errcode = 'CW404', hint = 'not_found'; end if;
end $$;

-- … and every other site of the account: what concerns the whole account is not one site's to decide.
create function sec.need_whole_account(p_site uuid, p_user uuid) returns void language plpgsql stable set search_path = sec, pg_temp as $$
begin
  perform sec.need_member(p_site, p_user);
  if exists (select from membership m where m.user_id = p_user and not sec.administers(m.site_id)) then
    raise exception 'This account also belongs to a site you do not administer. Remove it from yours, or ask an administrator of both.' using errcode = 'CW403', hint = 'account_of_another_site';
  end if;
end $$;

-- Somebody must be able to administer a site: an enabled account with a password. The site's row orders two who would each remove the other.
create function sec.keep_an_admin(p_site uuid, p_without uuid) returns void language plpgsql set search_path = sec, pg_temp as $$
begin
  perform from site where id = p_site for no key update;
  if exists (select from membership m where m.site_id = p_site and m.user_id = p_without and m.role = 'admin')
    and not exists (select from membership m join user_account u on u.id = m.user_id
      where m.site_id = p_site and m.user_id <> p_without and m.role = 'admin' and u.disabled_at is null and u.password_hash is not null) then
    raise exception 'This is the last administrator of the site. Make somebody else an administrator first.' using errcode = 'CW409', hint = 'last_admin';
  end if;
end $$;

create function sec.admin_users(p_site uuid) returns table (
  id uuid, email text, role text, created_at timestamptz, last_sign_in_at timestamptz, disabled_at timestamptz, has_password boolean, link_until timestamptz, whole_account boolean)
language plpgsql stable security definer set search_path = sec, pg_temp as $$
begin
  perform sec.need_admin(p_site);
  return query select u.id, u.email, m.role, u.created_at, u.last_sign_in_at, u.disabled_at, u.password_hash is not null,
      (select l.expires_at from password_link l where l.user_id = u.id and l.expires_at > now()),
      not exists (select from membership o where o.user_id = u.id and not sec.administers(o.site_id))
    from membership m join user_account u on u.id = m.user_id where m.site_id = p_site order by lower(u.email);
end $$;

-- A new account without a password, and the link to set one; an account that is there already only becomes a member.
create function sec.admin_invite(p_key text, p_site uuid, p_email text, p_role text, p_link bytea) returns table (user_id uuid, invited boolean)
language plpgsql security definer set search_path = sec, pg_temp as $$
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
end $$;

-- p_was: the role the administrator saw; another one means that somebody else was faster.
create function sec.admin_set_role(p_site uuid, p_user uuid, p_role text, p_was text) returns void language plpgsql security definer set search_path = sec, pg_temp as $$
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
end $$;

create function sec.admin_remove(p_site uuid, p_user uuid) returns void language plpgsql security definer set search_path = sec, pg_temp as $$
begin
  perform sec.need_member(p_site, p_user);
  perform sec.keep_an_admin(p_site, p_user);
  delete from membership where site_id = p_site and user_id = p_user;
  perform sec.end_sessions(p_user);
end $$;

create function sec.admin_set_disabled(p_site uuid, p_user uuid, p_disabled boolean) returns void language plpgsql security definer set search_path = sec, pg_temp as $$
begin
  perform sec.need_whole_account(p_site, p_user);
  if p_disabled then
    perform sec.keep_an_admin(m.site_id, p_user) from (select site_id from membership where user_id = p_user order by site_id) m;
    delete from password_link where user_id = p_user;
  end if;
  update user_account set disabled_at = case when p_disabled then coalesce(disabled_at, now()) end where id = p_user;
  perform sec.end_sessions(p_user);
end $$;

create function sec.admin_password_link(p_key text, p_site uuid, p_user uuid, p_link bytea) returns timestamptz
language plpgsql security definer set search_path = sec, pg_temp as $$
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
end $$;

create function sec.admin_sites() returns table (id uuid, code text, name text, demo boolean, created_at timestamptz, users bigint, tokens bigint)
language sql stable security definer set search_path = sec, pg_temp as $$
  select s.id, s.code, s.name, s.demo, s.created_at, (select count(*) from membership m where m.site_id = s.id),
      (select count(*) from session t where t.site_id = s.id and t.kind = 'api_token' and t.expires_at > now())
    from site s where sec.administers(s.id) order by s.code $$;

-- Administrators of the site main make sites, and administer what they make.
create function sec.admin_create_site(p_code text, p_name text) returns uuid language plpgsql security definer set search_path = sec, pg_temp as $$
declare v uuid; v_user uuid;
begin
  select g.user_id into v_user from sec.grants() g join site s on s.id = g.site_id where s.code = 'main' and g.role = 'admin';
  if not found then raise exception 'Only an administrator of the site "main" makes sites.' using errcode = 'CW403', hint = 'not_of_main'; end if;
  if v_user is null then raise exception 'A site needs an administrator: make it signed in with an account, not with a token.' using errcode = 'CW403', hint = 'account_needed'; end if;
  insert into site (code, name) values (p_code, p_name) on conflict (code) do nothing returning id into v;
  if v is null then raise exception 'There is a site with this code already.' using errcode = 'CW409', hint = 'site_exists'; end if;
  insert into membership (user_id, site_id, role) values (v_user, v, 'admin');
  return v;
end $$;

create function sec.admin_rename_site(p_site uuid, p_name text) returns void language plpgsql security definer set search_path = sec, pg_temp as $$
begin
  perform sec.need_admin(p_site);
  update site set name = p_name where id = p_site;
end $$;

create function sec.admin_tokens(p_site uuid) returns table (id uuid, name text, role text, created_by text, created_at timestamptz, last_used_at timestamptz, expires_at timestamptz)
language plpgsql stable security definer set search_path = sec, pg_temp as $$
begin
  perform sec.need_admin(p_site);
  return query select t.id, t.name, t.role, t.created_by, t.created_at, t.last_used_at, t.expires_at from session t
    where t.site_id = p_site and t.kind = 'api_token' and t.expires_at > now() order by t.created_at desc;
end $$;

create function sec.admin_create_token(p_key text, p_site uuid, p_token_sha bytea, p_name text, p_role text, p_seconds int) returns uuid
language plpgsql security definer set search_path = sec, pg_temp as $$
begin
  perform sec.need_admin(p_site);
  if exists (select from session t where t.site_id = p_site and t.kind = 'api_token' and lower(t.name) = lower(p_name)) then
    raise exception 'There is a token of this name already.' using errcode = 'CW409', hint = 'token_exists';
  end if;
  return sec.create_token(p_key, p_token_sha, p_site, p_role, p_name, sec.actor(), p_seconds);
end $$;

create function sec.admin_revoke_token(p_site uuid, p_id uuid) returns void language plpgsql security definer set search_path = sec, pg_temp as $$
begin
  perform sec.need_admin(p_site);
  delete from session where site_id = p_site and id = p_id and kind = 'api_token';
  if not found then raise exception 'not found' using errcode = 'CW404', hint = 'not_found'; end if;
  perform pg_notify('clonewatch_event', '');
end $$;
`;

const undo = `
drop function sec.admin_revoke_token, sec.admin_create_token, sec.admin_tokens, sec.admin_rename_site, sec.admin_create_site, sec.admin_sites, sec.admin_password_link,
  sec.admin_set_disabled, sec.admin_remove, sec.admin_set_role, sec.admin_invite, sec.admin_users, sec.keep_an_admin, sec.need_whole_account, sec.need_member,
  sec.need_admin, sec.administers, sec.create_token, sec.set_password, sec.use_link, sec.link_account, sec.remember_device, sec.attempt_succeeded, sec.begin_attempt,
  sec.level_now, sec.open_bound_session, sec.open_account_session, sec.end_sessions, sec.touch, sec.assert_live;
drop table sec.password_link, sec.device, sec.attempt;
create or replace function sec.grants() returns table (site_id uuid, role text, kind text, user_id uuid)
language sql stable security definer set search_path = sec, pg_temp as $$
  select m.site_id, coalesce(s.role, m.role), s.kind, s.user_id
    from session s join user_account u on u.id = s.user_id and u.disabled_at is null
    join membership m on m.user_id = s.user_id and (s.site_id is null or s.site_id = m.site_id)
   where s.token_sha = sec.token_sha() and s.expires_at > now()
  union all
  select s.site_id, s.role, s.kind, null from session s
   where s.token_sha = sec.token_sha() and s.expires_at > now() and s.user_id is null $$;
create or replace function sec.actor() returns text language sql stable security definer set search_path = sec, pg_temp as $$
  select coalesce((select u.email from session s join user_account u on u.id = s.user_id where s.token_sha = sec.token_sha()),
                  (select s.kind from session s where s.token_sha = sec.token_sha()), 'unknown') $$;
create or replace function sec.close_session() returns void language plpgsql security definer set search_path = sec, pg_temp as $$
begin
  delete from session where token_sha = sec.token_sha() and kind <> 'api_token';
end $$;
create or replace function sec.create_user(p_key text, p_email text, p_hash text) returns uuid language plpgsql security definer set search_path = sec, pg_temp as $$
declare v uuid;
begin
  perform sec.assert_service(p_key);
  insert into user_account (email, password_hash) values (p_email, p_hash)
    on conflict (lower(email)) do update set password_hash = excluded.password_hash returning id into v;
  return v;
end $$;
create or replace function sec.set_membership(p_key text, p_user uuid, p_site uuid, p_role text) returns void
language plpgsql security definer set search_path = sec, pg_temp as $$
begin
  perform sec.assert_service(p_key);
  insert into membership (user_id, site_id, role) values (p_user, p_site, p_role) on conflict (user_id, site_id) do update set role = excluded.role;
end $$;
drop function sec.lives;
delete from sec.session where bound_to is not null;
alter table sec.session drop column id, drop column name, drop column created_by, drop column last_used_at, drop column bound_to;
delete from sec.membership where user_id in (select id from sec.user_account where password_hash is null);
delete from sec.user_account where password_hash is null;
alter table sec.user_account drop column last_sign_in_at, alter column password_hash set not null;
`;
