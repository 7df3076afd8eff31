import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { verifyChains, type Anchor, type ChainReport } from '@clonewatch/trust';
import type { VerifyChoice } from '../commands/verify-audit.js';
import { UsageError } from '../errors.js';
import { note, say } from '../terminal.js';
import { existingSite, withStore } from './site-session.js';

/** Anchors are only added when everything holds: a broken chain must not become the measure of the next run. */
export async function verifyAudit({ site, anchors: file }: VerifyChoice): Promise<void> {
  const anchors = file === undefined ? [] : readAnchors(file);
  const reports = await withStore(async (store) => verifyChains(store, { anchors, ...(site === undefined ? {} : { siteId: await existingSite(store, site) }) }));
  for (const r of reports) print(r);
  const gone = site === undefined ? anchors.find((a) => !reports.some((r) => r.siteId === a.siteId)) : undefined;
  if (gone) note(`${gone.site}: broken: the site had ${gone.seq} events on ${gone.at} and is not there any more`);
  if (gone || reports.some((r) => r.broken)) process.exitCode = 1;
  else if (file !== undefined) addAnchors(file, anchors, reports);
}

function print(r: ChainReport): void {
  const span = r.firstAt === null ? 'no events' : `${r.events} ${r.events === 1 ? 'event' : 'events'}, ${r.firstAt} to ${r.lastAt}`;
  if (r.broken) note(`${r.site}: broken at event ${r.broken.seq}: ${r.broken.reason} (${r.events} before it hold)`);
  else say(`${r.site}: ${span}, head ${r.head}`);
}

/** One JSON object a line, as written by {@link addAnchors}. */
function readAnchors(file: string): Anchor[] {
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8').split('\n').flatMap((line, i) => (line.trim() === '' ? [] : [anchorOf(line, `${file}, line ${i + 1}`)]));
}

function anchorOf(line: string, place: string): Anchor {
  try {
    const a = JSON.parse(line) as { site?: unknown; site_id?: unknown; seq?: unknown; hash?: unknown; at?: unknown };
    if (typeof a.site === 'string' && typeof a.site_id === 'string' && Number.isSafeInteger(a.seq) && typeof a.hash === 'string' && /^[0-9a-f]{64}$/.test(a.hash) && typeof a.at === 'string') {
      return { site: a.site, siteId: a.site_id, seq: a.seq as number, hash: a.hash, at: a.at };
    }
  } catch { /* told below */ }
  throw new UsageError(`${place}: not an anchor (expected one JSON object with site, site_id, seq, hash, at)`);
}

function addAnchors(file: string, known: readonly Anchor[], reports: readonly ChainReport[]): void {
  const at = new Date().toISOString();
  const fresh = reports.filter((r) => r.events > 0 && !known.some((a) => a.siteId === r.siteId && a.seq === r.events && a.hash === r.head));
  appendFileSync(file, fresh.map((r) => `${JSON.stringify({ site: r.site, site_id: r.siteId, seq: r.events, hash: r.head, at })}\n`).join(''), { mode: 0o600 });
}
