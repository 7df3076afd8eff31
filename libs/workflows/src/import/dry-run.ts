/** The same statements as the real import, then a rollback: what would be stored, and what stands in the way. */
import { randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import type { ManifestRow, Problem } from '@clonewatch/domain';
import type { ImportReport } from '@clonewatch/contracts';
import type { FoundSample } from '@clonewatch/formats';
import type { Store } from '@clonewatch/store';
import { codesOf, touchedPatients } from './audit-import.js';
import { ImportRefused, noCounts, type ImportCounts } from './intake.js';
import { currentProfiles, settingsOf, withProfiles, type Profiles } from './profiles.js';
import { StateTally } from './states.js';
import { replacedRows } from './replaced.js';
import { storeRows } from './store-rows.js';

interface Checked {
  readonly site: { readonly id: string; readonly code: string };
  readonly file: { readonly path: string; readonly name: string; readonly bytes: number };
  readonly format: string;
  readonly manifest: readonly ManifestRow[] | null;
  readonly reason: string | null;
}

/** Samples shown at most: a plate has 96, a study some hundreds. */
const mostSamples = 1000;

export async function dryRun(store: Store, token: string, { site, file, format, manifest, reason }: Checked): Promise<ImportReport> {
  let samples: readonly FoundSample[] | undefined;
  let profiles: Profiles | undefined;
  const known = new Set((manifest ?? []).map((m) => m.sample));
  const tally = new StateTally();
  const watch = { samples: (found: readonly FoundSample[]) => { samples = found.slice(0, mostSamples); }, rows: tally.add.bind(tally) };
  const report = (state: 'stored' | 'failed', counts: ImportCounts, problems: readonly Problem[], more: Partial<ImportReport> = {}): ImportReport => ({
    id: null, state, site: site.code, format, file_name: file.name, created_at: null, created_by: null, dry_run: true, counts, evaluated_patients: 0,
    patients: [], problems: [...problems], withdrawn: null, reason, assays: [...(profiles?.used ?? [])],
    ...(samples === undefined ? {} : { samples: samples.map((s) => ({ ...s, targets: [...s.targets], in_manifest: known.has(s.sample) })) }), ...(tally.result === undefined ? {} : { states: tally.result, first: tally.first }), ...more,
  });
  try {
    return await store.inSessionUndone(token, async (scope) => {
      const unique = randomBytes(32);
      await scope.query('insert into clinical.blob (site_id, sha256, bytes) values ($1, $2, 0)', [site.id, unique]);
      const [row] = await scope.query<{ id: string }>(
        `insert into clinical.import (site_id, content_key, sha256, file_name, format, counts) values ($1, $2, $2, $3, $4, $5) returning id`,
        [site.id, unique, file.name, format, JSON.stringify(noCounts)],
      );
      const key = { siteId: site.id, importId: row!.id, actId: null };
      profiles = await currentProfiles(scope, site.id, manifest);
      const source = { format, fileName: file.name, manifest: withProfiles(manifest, profiles), settings: settingsOf(manifest, profiles), bytes: () => createReadStream(file.path) as AsyncIterable<Uint8Array>, length: file.bytes, watch };
      const { counts, problems } = await storeRows(scope, key, source);
      const patients = await touchedPatients(scope, key, 'known before');
      scope.audit({ siteId: site.id, action: 'import.check', patients, details: { format, ...counts } });
      return report('stored', counts, problems, counts.superseded === undefined ? {} : { supersedes: await replacedRows(scope, key) });
    });
  } catch (error) {
    if (!(error instanceof ImportRefused)) throw error;
    await store.audit(token, [{ siteId: site.id, action: 'import.check', outcome: 'failed', details: { format, ...error.counts, codes: codesOf(error.problems) } }]);
    return report('failed', error.counts, error.problems);
  }
}
