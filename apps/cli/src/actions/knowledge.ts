import { existsSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { today } from '@clonewatch/runtime';
import { readEvidenceChanges, RecordRefused, takeRelease } from '@clonewatch/workflows';
import type { KnowledgeChoice } from '../commands/knowledge.js';
import { UsageError } from '../errors.js';
import { note, say } from '../terminal.js';
import { existingSite, withSite } from './site-session.js';

/** Takes a release into a site that is there; exit code 2 when the file was refused. */
export async function importRelease(path: string, options: KnowledgeChoice): Promise<void> {
  if (!existsSync(path)) throw new UsageError(`no such file: ${path}`);
  await withSite(options.site, async ({ store, token, site }) => {
    try {
      const r = await takeRelease(store, token, site, { name: basename(path), bytes: readFileSync(path), release: options.release ?? null, releasedOn: options.releasedOn ?? null }, today());
      say(`${path}: ${r.known ? 'already here' : 'taken in'} as release ${r.release} of ${r.released_on}; ${r.items} items, ${r.readings.single} of a single change, ${r.readings.compound} compound, ${r.readings.category} of a category (the last two match no variant)`);
    } catch (error) {
      if (!(error instanceof RecordRefused)) throw error;
      note(`${path}: refused: ${error.message} [${error.code}]`);
      for (const p of error.problems) note(`  ${p.line === null ? '' : `line ${p.line}${p.column === null ? '' : `, column ${p.column}`}${p.field === null ? '' : `, ${p.field}`}: `}${p.message} [${p.code}]`);
      process.exitCode = 2;
    }
  }, existingSite);
}

export async function printChanges(options: KnowledgeChoice): Promise<void> {
  await withSite(options.site, async ({ store, token, site }) => {
    const found = await store.inSession(token, (scope) => readEvidenceChanges(scope, site), { readOnly: true });
    if (!found.older || !found.newer) return say('no two releases to compare');
    say(`${found.older.release} to ${found.newer.release}: ${found.changed} items changed, ${found.items.length} of them concern a patient`);
    for (const i of found.items) say(`EID ${i.evidence_id} ${i.profile} (${i.disease}): ${i.before.level} ${i.before.direction} to ${i.after ? `${i.after.level} ${i.after.direction}` : 'no longer there'}; patients ${i.patients.map((p) => p.patient_id).join(', ')}`);
  }, existingSite);
}
