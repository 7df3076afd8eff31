/** A wrong import taken back: what it brought leaves the current view, what it had superseded counts again, and its patients are evaluated anew. */
import { createHash } from 'node:crypto';
import { writeOutbox, type Scope, type Store } from '@clonewatch/store';
import { noCounts } from '../import/intake.js';
import { evaluateAfter, headsOf, lockPatients, lockSite, recordAct, settlePresence } from './act.js';
import { conflict, notThere } from './refused.js';
import { change } from './with-patient.js';
import { once, type Writer } from './writer.js';

interface ImportRow { id: string; siteId: string; state: string; sha256: Buffer; manifestSha256: Buffer | null; fileName: string; format: string; profileIds: string[] }

async function findImport(scope: Scope, id: string, siteIds: readonly string[]): Promise<ImportRow> {
  const [row] = await scope.query<ImportRow>(
    `select id, site_id as "siteId", state, sha256, manifest_sha256 as "manifestSha256", file_name as "fileName", format, profile_ids as "profileIds" from clinical.import
     where id = $1 and site_id = any($2::uuid[])`, [id, siteIds],
  );
  if (!row) throw notThere();
  return row;
}

/** Answers the id of the act. A file that is still being stored, that failed or that was withdrawn cannot be taken back. */
export function withdrawImport(store: Store, writer: Writer, id: string, reason: string): Promise<{ act: string }> {
  return change(store, writer, async (scope) => {
    const { siteId } = await findImport(scope, id, writer.siteIds);
    return once(scope, siteId, writer, { withdraw: id, reason }, async () => {
      await lockSite(scope, siteId);
      await scope.query('select 1 from clinical.import where site_id = $1 and id = $2 for update', [siteId, id]);
      refuseState((await findImport(scope, id, writer.siteIds)).state);
      const records = await recordsOf(scope, siteId, id);
      await lockPatients(scope, siteId, await headsOf(scope, siteId, records));
      await handOver(scope, siteId, id);
      const rows = await takeBack(scope, siteId, id);
      await settlePresence(scope, siteId, records);
      const act = await recordAct(scope, { siteId, kind: 'import_withdrawn', target: id, reason, patients: records, details: rows });
      await scope.query(`update clinical.import set state = 'withdrawn' where site_id = $1 and id = $2`, [siteId, id]);
      await evaluateAfter(scope, siteId, act, await headsOf(scope, siteId, records));
      scope.emit({ siteId, kind: 'import', payload: { id, state: 'withdrawn' } });
      return { act };
    });
  });
}

function refuseState(state: string): void {
  if (state === 'withdrawn') throw conflict('already_withdrawn', 'This import was withdrawn already.');
  if (state === 'failed') throw conflict('nothing_stored', 'This import was refused: nothing of it is stored.');
  if (state !== 'stored' && state !== 'evaluated') throw conflict('still_running', 'This import is still being stored: withdraw it when it is.');
}

/** Every record the import touched; with control reactions also those whose background they set. */
async function recordsOf(scope: Scope, siteId: string, importId: string): Promise<string[]> {
  const of = (table: string): string => `select patient_id from clinical.${table} where site_id = $1 and import_id = $2`;
  const rows = await scope.query<{ id: string }>(
    `select distinct patient_id as id from (${['import_patient', 'measurement', 'treatment', 'assessment', 'patient_profile', 'specimen'].map(of).join(' union all ')}
       union all select m.patient_id from clinical.measurement m where m.site_id = $1 and m.assay in (
         select assay from clinical.control_reaction where site_id = $1 and import_id = $2)) x order by 1`, [siteId, importId],
  );
  return rows.map((r) => r.id);
}

/** A row that another import said as well is that one's from now on. */
async function handOver(scope: Scope, siteId: string, importId: string): Promise<void> {
  for (const kind of ['measurement', 'treatment', 'assessment'] as const) {
    await scope.query(
      `update clinical.${kind} t set import_id = r.import_id from (
         select distinct on (r.row_id) r.row_id, r.import_id from clinical.import_repeat r join clinical.import i on i.site_id = r.site_id and i.id = r.import_id
         where r.site_id = $1 and r.kind = $3 and r.import_id <> $2 and i.state in ('stored', 'evaluated') order by r.row_id, r.import_id) r
       where t.site_id = $1 and t.id = r.row_id and t.import_id = $2 and t.withdrawn_at is null`, [siteId, importId, kind],
    );
  }
}

/** Mark what the import brought; the newest version that is left counts again. Answers how many rows of each kind. */
async function takeBack(scope: Scope, siteId: string, importId: string): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  const key: Readonly<Record<string, string>> = { measurement: 'specimen_id, assay, assay_version, gene, variant', treatment: 'entity_id', assessment: 'entity_id' };
  for (const [kind, columns] of Object.entries(key)) {
    const number = kind === 'measurement' ? 'result_version' : 'version';
    const [gone] = await scope.query<{ n: number }>(
      `with gone as (update clinical.${kind} set withdrawn_at = now() where site_id = $1 and import_id = $2 and withdrawn_at is null returning 1) select count(*)::int as n from gone`, [siteId, importId]);
    counts[`${kind}s`] = gone!.n;
    await scope.query(
      `update clinical.${kind} t set superseded_at = null where t.site_id = $1 and t.superseded_at is not null and t.id in (
         select distinct on (${columns.split(', ').map((c) => `v.${c}`).join(', ')}) v.id from (select distinct site_id, ${columns} from clinical.${kind} where site_id = $1 and import_id = $2) k
           join clinical.${kind} v using (site_id, ${columns}) where v.withdrawn_at is null
         order by ${columns.split(', ').map((c) => `v.${c}`).join(', ')}, v.${number} desc)`, [siteId, importId]);
  }
  await scope.query('update clinical.patient_profile set withdrawn_at = now() where site_id = $1 and import_id = $2 and withdrawn_at is null', [siteId, importId]);
  await scope.query(
    `update clinical.specimen e set withdrawn_at = now() where e.site_id = $1 and e.withdrawn_at is null
       and (e.import_id = $2 or e.id in (select specimen_id from clinical.measurement where site_id = $1 and import_id = $2))
       and not exists (select from clinical.measurement m where m.site_id = e.site_id and m.specimen_id = e.id and m.withdrawn_at is null)`, [siteId, importId]);
  return counts;
}

/** The withdrawn file once more, from its stored bytes: a new import down the whole path, with every check against what is stored by now. */
export async function reinstate(scope: Scope, writer: Writer, siteId: string, importId: string, reason: string, undoes: string): Promise<string> {
  const row = await findImport(scope, importId, writer.siteIds);
  if (row.state !== 'withdrawn') throw conflict('not_withdrawn', 'This import is not withdrawn.');
  const contentKey = createHash('sha256').update(row.sha256).update(row.manifestSha256 ?? '').digest();
  const [made] = await scope.query<{ id: string }>(
    `insert into clinical.import (site_id, content_key, sha256, manifest_sha256, file_name, format, counts, profile_ids, reason)
     select $1, $2, $3, $4, $5, $6, $7, $8, reason from clinical.import where site_id = $1 and id = $9
     on conflict (site_id, content_key) where state not in ('failed', 'withdrawn') do nothing returning id`,
    [siteId, contentKey, row.sha256, row.manifestSha256, row.fileName, row.format, JSON.stringify(noCounts), row.profileIds, importId],
  );
  if (!made) throw conflict('sent_again', 'The same file was sent again in the meantime and counts.');
  await recordAct(scope, { siteId, kind: 'import_reinstated', target: made.id, reason, undoes, details: { withdrawn: importId } });
  await writeOutbox(scope, siteId, 'import.store', { import_id: made.id });
  scope.emit({ siteId, kind: 'import', payload: { id: made.id, state: 'received' } });
  return made.id;
}
