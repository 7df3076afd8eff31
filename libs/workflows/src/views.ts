/** Views of the work list that a person keeps, per site. A token is no person: it keeps none. */
import type { SaveView, WireSavedView } from '@clonewatch/contracts';
import type { Scope, Store } from '@clonewatch/store';
import { conflict, notThere } from './record/refused.js';

/** So many for one person and site: they stand side by side above the list. */
const mostViews = 12;

export async function listViews(scope: Scope, siteIds: readonly string[], userId: string | null): Promise<WireSavedView[]> {
  if (userId === null) return [];
  const rows = await scope.query<{ id: string; name: string; asked: Omit<WireSavedView, 'id' | 'name'> }>('select id, name, asked from clinical.saved_view where site_id = any($1::uuid[]) and user_id = $2 and forgotten_at is null order by saved_at, id', [siteIds, userId]);
  return rows.map(({ asked, ...named }) => ({ ...named, ...asked }));
}

/** Under a name that is there already: in its place. */
export function saveView(store: Store, token: string, siteId: string, userId: string | null, { site: _, name, ...asked }: SaveView): Promise<WireSavedView> {
  return store.inSession(token, async (scope) => {
    if (userId === null) throw conflict('no_person', 'A token is no person: it keeps no views.');
    const before = await scope.query<{ name: string }>('select name from clinical.saved_view where site_id = $1 and user_id = $2 and forgotten_at is null for update', [siteId, userId]);
    if (before.length >= mostViews && !before.some((v) => v.name === name)) throw conflict('too_many_views', `There are ${mostViews} views already: forget one first.`);
    const [row] = await scope.query<{ id: string }>(
      `insert into clinical.saved_view (site_id, user_id, name, asked) values ($1, $2, $3, $4)
       on conflict (site_id, user_id, name) do update set asked = excluded.asked, saved_at = now(), forgotten_at = null returning id`, [siteId, userId, name, JSON.stringify(asked)],
    );
    scope.audit({ siteId, action: 'view.save', target: row!.id });
    return { id: row!.id, name, ...asked };
  });
}

export function forgetView(store: Store, token: string, siteIds: readonly string[], userId: string | null, id: string): Promise<void> {
  return store.inSession(token, async (scope) => {
    const [gone] = await scope.query<{ siteId: string }>('update clinical.saved_view set forgotten_at = now() where site_id = any($1::uuid[]) and user_id = $2 and id = $3 and forgotten_at is null returning site_id as "siteId"', [siteIds, userId, id]);
    if (!gone) throw notThere();
    scope.audit({ siteId: gone.siteId, action: 'view.forget', target: id });
  });
}
