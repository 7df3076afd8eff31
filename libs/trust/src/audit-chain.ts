/**
 * The verifier of the audit trail. It takes from the database only the stored bodies and hashes and computes every hash anew here, so that a
 * database that lies about its own chain is found out. What no chain can show by itself, a cut tail with a rewritten head, is shown by anchors:
 * heads written down elsewhere on an earlier day.
 */
import { createHash } from 'node:crypto';
import type { Scope, Store } from '@clonewatch/store';

/** A head as it was seen on an earlier day, kept outside the database. */
export interface Anchor { readonly site: string; readonly siteId: string; readonly seq: number; readonly hash: string; readonly at: string }

export interface ChainReport {
  readonly siteId: string;
  /** Code of the site. */
  readonly site: string;
  /** Events that hold, counted from the first; all of them when nothing is broken. */
  readonly events: number;
  /** UTC instants of the first and the last of them; null in an empty chain. */
  readonly firstAt: string | null;
  readonly lastAt: string | null;
  /** Hash the chain ends in, hexadecimal; of an empty chain its genesis. */
  readonly head: string;
  readonly broken: { readonly seq: number; readonly reason: string } | null;
}

interface HeadRow { site_id: string; code: string; seq: number; hash: Buffer | null }
interface EventRow { seq: number; body: string; prev: Buffer; hash: Buffer }

/** Events fetched at once: memory stays flat however long the chain. */
const batch = 2000;

/** Verify the chains of all sites, or of one, as of one moment. */
export function verifyChains(store: Store, options: { readonly siteId?: string; readonly anchors?: readonly Anchor[] } = {}): Promise<ChainReport[]> {
  return store.asService(async (scope, key) => {
    await scope.query('set transaction isolation level repeatable read, read only');
    const heads = await scope.query<HeadRow>('select * from audit.heads($1)', [key]);
    const reports: ChainReport[] = [];
    for (const head of heads.filter((h) => options.siteId === undefined || h.site_id === options.siteId)) {
      reports.push(await verifyChain(scope, key, head, options.anchors ?? []));
    }
    return reports;
  });
}

async function verifyChain(scope: Scope, key: string, head: HeadRow, anchors: readonly Anchor[]): Promise<ChainReport> {
  const expected = new Map(anchors.filter((a) => a.siteId === head.site_id).map((a) => [`${a.seq} ${a.hash}`, a]));
  let previous: Buffer = createHash('sha256').update(head.site_id, 'utf8').digest();
  let events = 0;
  let firstAt: string | null = null;
  let lastAt: string | null = null;
  const report = (broken: ChainReport['broken']): ChainReport => ({ siteId: head.site_id, site: head.code, events, firstAt, lastAt, head: previous.toString('hex'), broken });
  for (;;) {
    const rows = await scope.query<EventRow>('select * from audit.chain($1, $2, $3, $4)', [key, head.site_id, events, batch]);
    for (const row of rows) {
      const reason = faultOf(row, head.site_id, events + 1, previous);
      if (reason !== null) return report({ seq: events + 1, reason });
      const { at } = JSON.parse(row.body) as { at: string };
      firstAt ??= at;
      lastAt = at;
      previous = row.hash;
      events = row.seq;
      expected.delete(`${row.seq} ${row.hash.toString('hex')}`);
    }
    if (rows.length < batch) break;
  }
  return report(faultOfEnd(head, events, previous, [...expected.values()]));
}

/** What is wrong with one event, given the number and the hash it must follow; null when it holds. */
function faultOf(row: EventRow, siteId: string, seq: number, previous: Buffer): string | null {
  if (row.seq !== seq) return `event ${seq} is missing: the next one stored is ${row.seq}`;
  if (!row.prev.equals(previous)) return 'it does not follow the event before it';
  if (!row.hash.equals(createHash('sha256').update(previous).update(row.body, 'utf8').digest())) return 'its hash is not that of its content: the content was changed';
  const body = JSON.parse(row.body) as { site?: unknown; seq?: unknown };
  if (body.site !== siteId || body.seq !== seq) return `its content is that of event ${String(body.seq)} of site ${String(body.site)}`;
  return null;
}

function faultOfEnd(head: HeadRow, events: number, last: Buffer, missing: readonly Anchor[]): ChainReport['broken'] {
  if (head.seq !== events) return { seq: Math.min(head.seq, events) + 1, reason: `the head says ${head.seq} events, ${events} are stored` };
  if (head.hash !== null && !head.hash.equals(last)) return { seq: events, reason: 'the head is not the hash of the last event' };
  const [anchor] = [...missing].sort((a, b) => a.seq - b.seq);
  if (!anchor) return null;
  return anchor.seq > events
    ? { seq: events + 1, reason: `the chain ended at event ${anchor.seq} on ${anchor.at}; now it ends at ${events}: its tail was cut` }
    : { seq: anchor.seq, reason: `its hash is not the one recorded on ${anchor.at}: the chain was rewritten` };
}
