/** Job import.store: the stored bytes become measurements, once, or a failed import with its problems. */
import type { JobPayload } from '@clonewatch/contracts';
import { readManifest } from '@clonewatch/formats';
import type { ManifestRow, Problem } from '@clonewatch/domain';
import { faultPoint } from '@clonewatch/runtime';
import { lockOutbox, markDone, markFailed, readBlob, type Scope, type Store } from '@clonewatch/store';
import { codesOf, touchedPatients } from './audit-import.js';
import { ImportRefused, noCounts, type ImportCounts } from './intake.js';
import { profilesById, settingsOf, withProfiles } from './profiles.js';
import { storeRows } from './store-rows.js';

interface ImportRow { siteId: string; id: string; sha256: Buffer; bytes: number; manifestSha256: Buffer | null; fileName: string; format: string; profileIds: string[] }

const importSql = `select site_id as "siteId", id, sha256, manifest_sha256 as "manifestSha256", file_name as "fileName", format,
  profile_ids as "profileIds", (select b.bytes from clinical.blob b where b.site_id = i.site_id and b.sha256 = i.sha256) as bytes from clinical.import i where id = $1`;

export async function storeImport(store: Store, token: string, outboxId: string): Promise<void> {
  const known = await store.inSession(token, (scope) => announceParsing(scope, outboxId));
  if (!known) return;
  faultPoint('import.parsing', outboxId);
  try {
    await store.inSession(token, async (scope) => {
      const row = await lockOutbox(scope, outboxId);
      if (!row) return;
      const [entry] = await scope.query<ImportRow>(importSql, [(row.payload as JobPayload<'import.store'>).import_id]);
      const { siteId, id } = entry!;
      const profiles = await profilesById(scope, siteId, entry!.profileIds);
      const manifest = await storedManifest(scope, entry!);
      const { counts, problems } = await storeRows(scope, { siteId, importId: id, actId: null }, {
        format: entry!.format, fileName: entry!.fileName, manifest: withProfiles(manifest, profiles), settings: settingsOf(manifest, profiles), bytes: () => readBlob(scope, siteId, entry!.sha256), length: entry!.bytes,
      });
      await finish(scope, siteId, id, counts.patients === 0 ? 'evaluated' : 'stored', counts, problems);
      await markDone(scope, outboxId);
      scope.audit({ siteId, action: 'import.store', target: id, patients: await touchedPatients(scope, { siteId, importId: id }, 'all'), details: { ...counts } });
      scope.emit({ siteId: siteId, kind: 'import', payload: { id, state: counts.patients === 0 ? 'evaluated' : 'stored' } });
      faultPoint('import.beforeCommit');
    });
    faultPoint('import.afterCommit');
  } catch (error) {
    if (!(error instanceof ImportRefused)) throw error;
    await refuseImport(store, token, outboxId, error);
  }
}

/** The rows were refused: the import says so and leaves nothing behind. The job did what it was for. */
async function refuseImport(store: Store, token: string, outboxId: string, error: ImportRefused): Promise<void> {
  await failImport(store, token, outboxId, { ...error.counts, accepted: 0 }, error.problems, markDone);
}

/** The job failed for the last time, for a cause that is ours and not the file's. It can be retried. */
export async function giveUpImport(store: Store, token: string, outboxId: string, reason: string): Promise<void> {
  await failImport(store, token, outboxId, noCounts, [{
    severity: 'error', code: 'processing_failed', line: null, column: null, field: null, value: null,
    message: 'the file could not be processed; nothing of it was stored. It can be tried again on the Operations page; if it fails again, give the import id to your operator',
  }], (scope) => markFailed(scope, outboxId, reason));
}

async function failImport(
  store: Store, token: string, outboxId: string, counts: ImportCounts, problems: readonly Problem[], settle: (scope: Scope, outboxId: string) => Promise<void>,
): Promise<void> {
  await store.inSession(token, async (scope) => {
    const row = await lockOutbox(scope, outboxId);
    if (!row) return;
    const id = (row.payload as JobPayload<'import.store'>).import_id;
    await finish(scope, row.siteId, id, 'failed', counts, problems);
    await settle(scope, outboxId);
    scope.audit({ siteId: row.siteId, action: 'import.store', target: id, outcome: 'failed', details: { ...counts, codes: codesOf(problems) } });
    scope.emit({ siteId: row.siteId, kind: 'import', payload: { id, state: 'failed' } });
    faultPoint('import.failing');
  });
}

async function announceParsing(scope: Scope, outboxId: string): Promise<boolean> {
  const row = await lockOutbox(scope, outboxId);
  if (!row) return false;
  const id = (row.payload as JobPayload<'import.store'>).import_id;
  const moved = await scope.query(`update clinical.import set state = 'parsing' where id = $1 and state = 'received' returning 1`, [id]);
  if (moved.length > 0) scope.emit({ siteId: row.siteId, kind: 'import', payload: { id, state: 'parsing' } });
  return true;
}

async function finish(scope: Scope, siteId: string, id: string, state: string, counts: ImportCounts, problems: readonly Problem[]): Promise<void> {
  await scope.query(
    `update clinical.import set state = $3, counts = $4, problems = $5, stored_at = case when $3 = 'failed' then null else now() end where site_id = $1 and id = $2`,
    [siteId, id, state, JSON.stringify(counts), JSON.stringify(problems)],
  );
}

async function storedManifest(scope: Scope, entry: ImportRow): Promise<ManifestRow[] | null> {
  if (!entry.manifestSha256) return null;
  const pieces: Uint8Array[] = [];
  for await (const piece of readBlob(scope, entry.siteId, entry.manifestSha256)) pieces.push(piece);
  return readManifest(Buffer.concat(pieces).toString('utf8')).rows;
}
