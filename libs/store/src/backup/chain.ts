import type pg from 'pg';

/** Where a site's audit chain stands. */
export interface ChainState {
  readonly site: string;
  readonly code: string;
  readonly events: number;
  /** Hash of the last event, hex; to be kept elsewhere, too: it proves that nothing before it was changed. */
  readonly head: string;
  /** Number of the first event that does not follow from the one before it, or null. */
  readonly brokenAt: number | null;
}

/** Every chain, each hash computed anew, in the transaction's own view of the trail. Sites without events are left out. */
export async function chainStates(client: pg.ClientBase): Promise<ChainState[]> {
  const { rows: [there] } = await client.query<{ yes: boolean }>(`select to_regclass('audit.event') is not null as yes`);
  if (!there?.yes) return []; // made before there was a trail
  const { rows } = await client.query<Omit<ChainState, 'events' | 'brokenAt'> & { events: string | number; brokenAt: string | number | null }>(`
    with link as (
      select site_id, seq, hash, seq = row_number() over chain and prev = coalesce(lag(hash) over chain, sha256(convert_to(site_id::text, 'UTF8')))
          and hash = sha256(prev || convert_to(body::text, 'UTF8')) as sound
      from audit.event window chain as (partition by site_id order by seq)),
    chain as (
      select site_id, count(*) as events, min(seq) filter (where not sound) as broken, (array_agg(hash order by seq desc))[1] as last from link group by site_id)
    select h.site_id as site, s.code, h.seq as events, encode(h.hash, 'hex') as head,
      coalesce(c.broken, case when h.seq <> coalesce(c.events, 0) or (c.last is not null and h.hash <> c.last) then least(h.seq, coalesce(c.events, 0)) + 1 end) as "brokenAt"
    from audit.head h join sec.site s on s.id = h.site_id left join chain c on c.site_id = h.site_id order by s.code`);
  return rows.map((r) => ({ ...r, events: Number(r.events), brokenAt: r.brokenAt === null ? null : Number(r.brokenAt) }));
}
