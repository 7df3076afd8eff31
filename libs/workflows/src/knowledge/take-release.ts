/** A release of CIViC goes into a site: whole, once, and never changed; the newest by its day is the one shown. */
import { createHash } from 'node:crypto';
import type { TakenRelease, WireKnowledgeRelease } from '@clonewatch/contracts';
import { isCalendarDate, type EvidenceItem } from '@clonewatch/domain';
import { decodeUtf8, FormatError, readCivic } from '@clonewatch/formats';
import { readProfile } from '@clonewatch/guidance';
import type { Scope, Store } from '@clonewatch/store';
import { RecordRefused } from '../record/refused.js';

export interface ReleaseFile {
  readonly name: string; readonly bytes: Buffer;
  /** What its importer calls it, and its day; null: as the file's name says, else the newest review in it. */
  readonly release: string | null; readonly releasedOn: string | null;
}

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** `01-May-2026-AcceptedClinicalEvidenceSummaries.tsv` is of 2026-05-01. */
export function dayInName(name: string): string | null {
  const m = /(?:^|[^0-9])(\d{2})-([A-Za-z]{3})-(\d{4})(?:[^0-9]|$)/.exec(name);
  const month = m === null ? -1 : months.indexOf(m[2]!.toLowerCase());
  const day = month < 0 ? null : `${m![3]!}-${String(month + 1).padStart(2, '0')}-${m![1]!}`;
  return day !== null && isCalendarDate(day) ? day : null;
}

const invalid = (code: string, message: string): RecordRefused => new RecordRefused('invalid', code, message);

async function textOf(bytes: Buffer): Promise<string> {
  let text = '';
  const pieces = (async function* () { await Promise.resolve(); yield bytes; })();
  for await (const piece of decodeUtf8(pieces)) text += piece;
  return text;
}

interface Sorted { readonly item: EvidenceItem; readonly genes: readonly string[] }

/**
 * `today`: a release of a later day is refused. The same bytes again: the release that is there, `known`. Throws RecordRefused with located problems; a second release of
 * one name or one day is a conflict, since which of them holds is not guessed.
 */
export async function takeRelease(store: Store, token: string, site: { readonly id: string; readonly code: string }, file: ReleaseFile, today: string): Promise<TakenRelease> {
  const sha256 = createHash('sha256').update(file.bytes).digest();
  const text = await textOf(file.bytes).catch((error: unknown) => {
    if (error instanceof FormatError) throw new RecordRefused('invalid', 'bad_encoding', error.message, error.problems);
    throw error;
  });
  const read = readCivic(text);
  const errors = read.problems.filter((p) => p.severity === 'error');
  if (errors.length > 0) throw new RecordRefused('invalid', errors[0]!.code, errors[0]!.message, read.problems);
  const releasedOn = file.releasedOn ?? dayInName(file.name) ?? read.lastReview;
  if (releasedOn === null || !isCalendarDate(releasedOn)) throw invalid('release_day_needed', 'The day of this release is not said by its name or its reviews: give it as YYYY-MM-DD.');
  if (releasedOn > today) throw invalid('future_date', `This release would be of ${releasedOn}, and today is ${today}.`);
  const release = file.release ?? releasedOn;
  const sorted = read.items.map((item): Sorted & { kind: keyof WireKnowledgeRelease['readings'] } => {
    const { kind, targets } = readProfile(item.profile);
    return { item, kind, genes: [...new Set(targets.map((t) => t.gene))] };
  });
  const readings = { single: 0, compound: 0, category: 0 };
  for (const s of sorted) readings[s.kind] += 1;
  return store.inSession(token, async (scope) => {
    await scope.query('select pg_advisory_xact_lock(hashtextextended($1, 11))', [site.id]);
    const [known] = await scope.query<{ id: string }>(`select id from clinical.knowledge_release where site_id = $1 and source = 'civic' and sha256 = $2`, [site.id, sha256]);
    if (known) return { ...(await listReleases(scope, [site.id])).find((r) => r.id === known.id)!, known: true, problems: [] };
    const [other] = await scope.query<{ release: string }>(`select release from clinical.knowledge_release where site_id = $1 and source = 'civic' and (release = $2 or released_on = $3)`, [site.id, release, releasedOn]);
    if (other) throw new RecordRefused('conflict', 'release_there', `A release "${other.release}" of this name or day is here with other content. Releases are never changed; give this one its own name and day.`);
    const [row] = await scope.query<{ id: string }>(
      `insert into clinical.knowledge_release (site_id, source, release, released_on, sha256, file_name, items, readings) values ($1, 'civic', $2, $3, $4, $5, $6, $7) returning id`,
      [site.id, release, releasedOn, sha256, file.name, sorted.length, JSON.stringify(readings)],
    );
    await insertItems(scope, site.id, row!.id, sorted);
    scope.audit({ siteId: site.id, action: 'knowledge.imported', target: row!.id, details: { release, released_on: releasedOn, rows: sorted.length, sha256: sha256.toString('hex') } });
    return { ...(await listReleases(scope, [site.id])).find((r) => r.id === row!.id)!, known: false, problems: [...read.problems] };
  });
}

async function insertItems(scope: Scope, siteId: string, releaseId: string, sorted: readonly Sorted[]): Promise<void> {
  const rows = sorted.map(({ item: i, genes }) => ({
    evidence_id: i.evidenceId, profile: i.profile, genes, disease: i.disease, doid: i.doid, therapies: i.therapies, interaction: i.interaction, type: i.type, direction: i.direction, level: i.level, significance: i.significance,
    citation_id: i.citationId, citation_source: i.citationSource, citation: i.citation, rating: i.rating, status: i.status, origin: i.origin, flagged: i.flagged, reviewed_on: i.reviewedOn,
  }));
  await scope.query(
    `insert into clinical.knowledge_item (site_id, release_id, evidence_id, profile, genes, disease, doid, therapies, interaction, type, direction, level, significance, citation_id, citation_source, citation, rating, status, origin, flagged, reviewed_on)
     select $1, $2, x.* from jsonb_to_recordset($3::jsonb) as x (evidence_id int, profile text, genes text[], disease text, doid text, therapies text[], interaction text, type text, direction text, level text, significance text,
       citation_id text, citation_source text, citation text, rating int, status text, origin text, flagged boolean, reviewed_on date)`, [siteId, releaseId, JSON.stringify(rows)],
  );
}

/** Releases of these sites, the newest first. */
export function listReleases(scope: Scope, siteIds: readonly string[]): Promise<WireKnowledgeRelease[]> {
  return scope.query<WireKnowledgeRelease>(
    `select r.id, s.code as site, r.source, r.release, to_char(r.released_on, 'YYYY-MM-DD') as released_on, encode(r.sha256, 'hex') as sha256, r.file_name, r.items, r.readings, r.actor as imported_by,
       to_char(r.imported_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as imported_at
     from clinical.knowledge_release r join sec.site_name s on s.id = r.site_id where r.site_id = any($1::uuid[]) order by r.released_on desc, s.code`, [siteIds],
  );
}
