import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The audit trail: one hash chain a site. The application may append to the sites of its session and nothing else; who acted is read from the
 * session here, never taken from a parameter. `body` is what is hashed, as PostgreSQL prints jsonb: hash = sha256(previous hash ‖ body).
 */
export class Audit1764000010000 implements MigrationInterface {
  name = 'Audit1764000010000';

  async up(q: QueryRunner): Promise<void> {
    await q.query(trail);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query('drop schema audit cascade');
  }
}

const trail = `
create schema audit;
create table audit.head (site_id uuid primary key references sec.site, seq bigint not null, hash bytea not null);
create table audit.event (
  site_id uuid not null references sec.site, seq bigint not null, body jsonb not null, prev bytea not null, hash bytea not null, primary key (site_id, seq));
create index audit_event_patients on audit.event using gin ((body -> 'patients'));

create function audit.deny() returns trigger language plpgsql as $$
begin
  raise exception 'the audit trail is append-only' using errcode = 'insufficient_privilege';
end $$;
create trigger append_only before update or delete on audit.event for each row execute function audit.deny();
create trigger no_truncate before truncate on audit.event for each statement execute function audit.deny();

-- The head's row is locked until commit: numbers without gaps, in commit order. Called last in a transaction, so that the lock is short.
create function audit.link(p_site uuid, p_actor text, p_via text, p_entry jsonb) returns bigint
language plpgsql security definer set search_path = audit, pg_temp as $$
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
end $$;

-- For a session: only into its own sites.
create function audit.append(p_site uuid, p_entry jsonb) returns bigint language plpgsql security definer set search_path = audit, pg_temp as $$
begin
  if not p_site = any (sec.site_ids()) then
    raise exception 'this session has no such site' using errcode = 'insufficient_privilege';
  end if;
  return audit.link(p_site, sec.actor(), (select g.kind from sec.grants() g where g.site_id = p_site limit 1), p_entry);
end $$;

-- For what happens outside any session (an account made on the command line, a refused sign-in): only our own processes hold the key.
create function audit.append_system(p_key text, p_site uuid, p_entry jsonb) returns bigint language plpgsql security definer set search_path = audit, pg_temp as $$
begin
  perform sec.assert_service(p_key);
  return audit.link(p_site, 'system', 'system', p_entry);
end $$;

-- The trail as a page shows it: newest first, to an administrator of the site. What concerned the whole site concerned each of its patients.
create function audit.page(p_site uuid, p_before bigint, p_limit int, p_filter jsonb) returns table (seq bigint, body jsonb, hash bytea)
language plpgsql stable security definer set search_path = audit, pg_temp as $$
begin
  if not exists (select from sec.grants() g where g.site_id = p_site and g.role = 'admin') then
    raise exception 'the audit trail is open to administrators of the site' using errcode = 'insufficient_privilege';
  end if;
  return query select e.seq, e.body, e.hash from event e
    where e.site_id = p_site and (p_before is null or e.seq < p_before)
      and (p_filter ->> 'patient' is null or e.body -> 'patients' ? (p_filter ->> 'patient') or e.body -> 'details' ->> 'scope' = 'site')
      and (p_filter ->> 'actor' is null or e.body ->> 'actor' = p_filter ->> 'actor')
      and (p_filter ->> 'action' is null or e.body ->> 'action' = p_filter ->> 'action')
      and (p_filter ->> 'outcome' is null or e.body ->> 'outcome' = p_filter ->> 'outcome')
    order by e.seq desc limit p_limit;
end $$;

-- For the verifier, which computes every hash anew outside the database.
create function audit.heads(p_key text) returns table (site_id uuid, code text, seq bigint, hash bytea)
language plpgsql stable security definer set search_path = audit, pg_temp as $$
begin
  perform sec.assert_service(p_key);
  return query select s.id, s.code, coalesce(h.seq, 0), h.hash from sec.site s left join head h on h.site_id = s.id order by s.code;
end $$;
create function audit.chain(p_key text, p_site uuid, p_after bigint, p_limit int) returns table (seq bigint, body text, prev bytea, hash bytea)
language plpgsql stable security definer set search_path = audit, pg_temp as $$
begin
  perform sec.assert_service(p_key);
  return query select e.seq, e.body::text, e.prev, e.hash from event e where e.site_id = p_site and e.seq > p_after order by e.seq limit p_limit;
end $$;
`;
