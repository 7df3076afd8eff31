import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The trail of one patient by its index: the filter stood in an OR that no index could serve, so each page walked the whole trail of the site. */
export class AuditOfAPatient1764000060000 implements MigrationInterface {
  name = 'AuditOfAPatient1764000060000';

  async up(q: QueryRunner): Promise<void> {
    await q.query(up);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(down);
  }
}

const head = `
create or replace function audit.page(p_site uuid, p_before bigint, p_limit int, p_filter jsonb) returns table (seq bigint, body jsonb, hash bytea)
language plpgsql stable security definer set search_path = audit, pg_temp as $$
begin
  if not exists (select from sec.grants() g where g.site_id = p_site and g.role = 'admin') then
    raise exception 'the audit trail is open to administrators of the site' using errcode = 'insufficient_privilege';
  end if;`;

const others = (row: string): string => `${row}.site_id = p_site and (p_before is null or ${row}.seq < p_before)
      and (p_filter ->> 'actor' is null or ${row}.body ->> 'actor' = p_filter ->> 'actor')
      and (p_filter ->> 'action' is null or ${row}.body ->> 'action' = p_filter ->> 'action')
      and (p_filter ->> 'outcome' is null or ${row}.body ->> 'outcome' = p_filter ->> 'outcome')`;

const up = `
create index audit_event_of_site on audit.event (site_id, seq) where body -> 'details' ->> 'scope' = 'site';
${head}
  if p_filter ->> 'patient' is null then
    return query select e.seq, e.body, e.hash from event e where ${others('e')}
    order by e.seq desc limit p_limit;
  else
    -- Materialized: each half by its own index, whatever the limit makes the planner hope for.
    return query with named as materialized (
      select e.seq, e.body, e.hash from event e where e.body -> 'patients' ? (p_filter ->> 'patient') and ${others('e')}
    ), whole_site as materialized (
      select e.seq, e.body, e.hash from event e where e.body -> 'details' ->> 'scope' = 'site' and ${others('e')}
      order by e.seq desc limit p_limit
    )
    select n.seq, n.body, n.hash from named n union select w.seq, w.body, w.hash from whole_site w order by 1 desc limit p_limit;
  end if;
end $$;
`;

const down = `
${head}
  return query select e.seq, e.body, e.hash from event e
    where e.site_id = p_site and (p_before is null or e.seq < p_before)
      and (p_filter ->> 'patient' is null or e.body -> 'patients' ? (p_filter ->> 'patient') or e.body -> 'details' ->> 'scope' = 'site')
      and (p_filter ->> 'actor' is null or e.body ->> 'actor' = p_filter ->> 'actor')
      and (p_filter ->> 'action' is null or e.body ->> 'action' = p_filter ->> 'action')
      and (p_filter ->> 'outcome' is null or e.body ->> 'outcome' = p_filter ->> 'outcome')
    order by e.seq desc limit p_limit;
end $$;
drop index audit.audit_event_of_site;
`;
