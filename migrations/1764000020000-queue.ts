import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A queue that is fair between sites, jobs that are counted, workers that say they live. */
export class Queue1764000020000 implements MigrationInterface {
  name = 'Queue1764000020000';

  async up(q: QueryRunner): Promise<void> {
    await q.query(outbox);
    await q.query(workers);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`
      drop function sec.beat, sec.leave, sec.workers, ops.job_counts, ops.outbox_due;
      drop table sec.worker_beat;
      drop index ops.outbox_undone, ops.outbox_failed;
      alter table ops.outbox drop column starts, drop column waiting_since;
      create index outbox_due on ops.outbox (enqueued_at nulls first, id) where done_at is null and failed_at is null;`);
    await q.query(before);
  }
}

const outbox = `
-- starts: how often a handler began, counted before its work. waiting_since: when it was written, or retried by a person.
alter table ops.outbox add column starts int not null default 0, add column waiting_since timestamptz not null default now();
drop index ops.outbox_due;
create index outbox_undone on ops.outbox (site_id, id) where done_at is null and failed_at is null;
create index outbox_failed on ops.outbox (site_id, id) where done_at is null and failed_at is not null;

-- What to hand to the queue: of each site the first rows only, and all sites in turn, so that no site waits behind another's flood.
drop function ops.outbox_due(text, int, double precision);
create function ops.outbox_due(p_key text, p_limit int, p_stale_seconds double precision, p_per_site int) returns table (site_id uuid, id uuid, job text)
language plpgsql stable security definer set search_path = ops, pg_temp as $$
begin
  perform sec.assert_service(p_key);
  return query select f.site_id, f.id, f.job from sec.site s
      cross join lateral (select w.*, row_number() over (order by w.id) as place from (
        select o.site_id, o.id, o.job, o.enqueued_at from outbox o
         where o.site_id = s.id and o.done_at is null and o.failed_at is null order by o.id limit p_per_site) w) f
    where f.enqueued_at is null or f.enqueued_at < now() - make_interval(secs => p_stale_seconds)
    order by f.place, f.site_id limit p_limit;
end $$;

-- How many wait and have failed for good, over all sites, and the age in seconds of the oldest that waits.
drop function ops.oldest_waiting(text);
create function ops.job_counts(p_key text) returns table (waiting bigint, failed bigint, oldest_seconds double precision)
language plpgsql stable security definer set search_path = ops, pg_temp as $$
begin
  perform sec.assert_service(p_key);
  return query select count(*) filter (where o.failed_at is null), count(*) filter (where o.failed_at is not null),
      extract(epoch from now() - min(o.waiting_since) filter (where o.failed_at is null))::double precision
    from outbox o where o.done_at is null;
end $$;
`;

const workers = `
create table sec.worker_beat (
  id uuid primary key, started_at timestamptz not null, beat_at timestamptz not null default now(),
  backend text not null check (backend in ('postgresql', 'redis')), queue_answers boolean not null, version text not null);

create function sec.beat(p_key text, p_id uuid, p_started timestamptz, p_backend text, p_answers boolean, p_version text) returns void
language plpgsql security definer set search_path = sec, pg_temp as $$
begin
  perform sec.assert_service(p_key);
  insert into worker_beat (id, started_at, backend, queue_answers, version) values (p_id, p_started, p_backend, p_answers, p_version)
    on conflict (id) do update set beat_at = now(), queue_answers = excluded.queue_answers;
  delete from worker_beat where beat_at < now() - interval '1 day';
end $$;

create function sec.leave(p_key text, p_id uuid) returns void language plpgsql security definer set search_path = sec, pg_temp as $$
begin
  perform sec.assert_service(p_key);
  delete from worker_beat where id = p_id;
end $$;

create function sec.workers(p_key text) returns table (started_at timestamptz, beat_seconds double precision, backend text, queue_answers boolean, version text)
language plpgsql stable security definer set search_path = sec, pg_temp as $$
begin
  perform sec.assert_service(p_key);
  return query select w.started_at, extract(epoch from now() - w.beat_at)::double precision, w.backend, w.queue_answers, w.version from worker_beat w order by w.beat_at desc;
end $$;
`;

/** As the first migration had them. */
const before = `
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
