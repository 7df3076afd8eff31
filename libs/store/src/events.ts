import pg from 'pg';
import type { Scope } from './store.js';

export interface EventRow { readonly siteId: string; readonly seq: number; readonly kind: string; readonly payload: Record<string, unknown> }

/** Something the site's listeners are told; ids and states only. */
export interface EventEntry { readonly siteId: string; readonly kind: 'import' | 'alert' | 'evaluation'; readonly payload: Readonly<Record<string, unknown>> }

/** The first one of a site holds its event counter until commit: called last in a transaction, sites in one order. */
export async function appendEvents(scope: Scope, events: readonly EventEntry[]): Promise<void> {
  const ordered = [...events].sort((a, b) => (a.siteId < b.siteId ? -1 : a.siteId > b.siteId ? 1 : 0));
  for (const e of ordered) await scope.query('select ops.emit($1, $2, $3)', [e.siteId, e.kind, JSON.stringify(e.payload)]);
}

/**
 * Events after `after` of the sites this session sees, by number: within a site in commit order, so that the last one handed out says what has been
 * seen. (Their times do not: a transaction that began earlier may commit later.) `after` maps site id to the last seen number.
 */
export async function eventsAfter(scope: Scope, after: Readonly<Record<string, number>>, limit = 500): Promise<EventRow[]> {
  return scope.query<EventRow>(
    `select e.site_id as "siteId", e.seq, e.kind, e.payload from ops.event e
      left join jsonb_each_text($1::jsonb) a(site, seq) on a.site = e.site_id::text
     where e.seq > coalesce(a.seq::bigint, 0) order by e.seq, e.site_id limit $2`,
    [JSON.stringify(after), limit],
  );
}

/** Where each visible site's events stand now. */
export async function eventHeads(scope: Scope): Promise<Record<string, number>> {
  const rows = await scope.query<{ siteId: string; seq: number }>('select site_id as "siteId", seq from ops.event_head');
  return Object.fromEntries(rows.map((r) => [r.siteId, r.seq]));
}

/** One LISTEN connection that reconnects by itself; `wake` is called for every notification and after each reconnect. */
export function listen(url: string, channel: string, wake: () => void): { close(): Promise<void> } {
  let client: pg.Client | null = null;
  let closed = false;
  const connect = async (): Promise<void> => {
    if (closed) return;
    const c = new pg.Client({ connectionString: url, application_name: `clonewatch listen ${channel}` });
    let scheduled = false;
    const again = (): void => {
      if (client === c) client = null;
      if (closed || scheduled) return;
      scheduled = true;
      setTimeout(() => void connect(), 500).unref();
    };
    c.on('notification', wake);
    c.on('error', () => undefined);
    c.once('end', again);
    try {
      await c.connect();
      await c.query(`listen ${pg.escapeIdentifier(channel)}`);
      client = c;
      wake();
      if (closed) await c.end();
    } catch {
      await c.end().catch(() => undefined);
      again();
    }
  };
  void connect();
  return {
    close: async () => {
      closed = true;
      await client?.end().catch(() => undefined);
    },
  };
}
