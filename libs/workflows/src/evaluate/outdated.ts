/**
 * After an update what stands on the screens is what the engine in use says: evaluations made by another engine or other rules are made anew in the background, and the ones before
 * stay readable. A few a minute, so that a new result never waits behind the whole site.
 */
import { engineVersion } from '@clonewatch/guidance';
import type { Scope } from '@clonewatch/store';
import { requestEvaluationOf } from '../import/insert.js';

/** Patients a minute and site: at 0.1 s each a fifth of one core, and a new result waits for twelve seconds at most. */
const aMinute = 120;

/**
 * Asks for the next evaluations of the site that are outdated; returns how many. Only what was evaluated before `since` (this worker's start) counts, so two versions that
 * run side by side while a site is updated do not undo each other's work for ever. What has failed for good is left to the people who see it.
 */
export async function requestOutdated(scope: Scope, siteId: string, since: Date): Promise<number> {
  const old = await scope.query<{ id: string }>(
    `select p.id from clinical.patient p join clinical.evaluation e on e.site_id = p.site_id and e.id = p.evaluation_id
     where p.site_id = $1 and p.evaluation_state = 'current' and p.merged_into is null and p.withdrawn_at is null and e.model_version <> $2 and e.created_at < $3
     order by p.id limit $4 for update of p skip locked`, [siteId, engineVersion(), since, aMinute],
  );
  if (old.length > 0) await requestEvaluationOf(scope, { siteId, importId: null, actId: null }, old.map((p) => p.id));
  return old.length;
}
