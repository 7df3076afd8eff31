import type { Role } from '@clonewatch/domain';
import type { Store } from '@clonewatch/store';

export interface SiteGrant { readonly id: string; readonly code: string; readonly name: string; readonly demo: boolean; readonly role: Role }

/** Who is behind a token, and where they may act. */
export interface Identity {
  readonly token: string;
  readonly via: 'session' | 'token';
  readonly user: { readonly id: string; readonly email: string } | null;
  readonly sites: readonly SiteGrant[];
}

/**
 * What a route needs. `read`: see clinical data; `import`: bring data in; `edit`: change the record by hand and take alerts up; `export`: take series out; `operate`: look after jobs and workers;
 * `administer`: accounts, tokens and the site itself; `audit`: see who did what.
 */
export type Permission = 'read' | 'import' | 'edit' | 'export' | 'operate' | 'administer' | 'audit';

/** The role matrix is data. */
export const permissionsOf: Readonly<Record<Role, readonly Permission[]>> = {
  admin: ['read', 'import', 'edit', 'export', 'operate', 'administer', 'audit'],
  clinician: ['read', 'import', 'edit', 'export', 'operate'],
  researcher: ['read', 'export'],
  read_only: ['read'],
};

/** Null: nobody, or no longer. `counts`: a person caused this request, so that the session's 15 idle minutes begin again. */
export async function identify(store: Store, token: string, counts = true): Promise<Identity | null> {
  interface WhoRow { kind: string; user_id: string | null; email: string | null; site_id: string; code: string; name: string; demo: boolean; role: Role }
  const rows = await store.inSession(token, async (scope) => {
    if (counts) await scope.query('select sec.touch()');
    return scope.query<WhoRow>('select * from sec.whoami()');
  });
  const first = rows[0];
  if (!first || first.kind === 'service') return null;
  return {
    token, via: first.kind === 'browser' ? 'session' : 'token',
    user: first.user_id && first.email ? { id: first.user_id, email: first.email } : null,
    sites: rows.map((r) => ({ id: r.site_id, code: r.code, name: r.name, demo: r.demo, role: r.role })),
  };
}

/** Sites in which this identity holds the permission. */
export function sitesWith(identity: Identity, permission: Permission): readonly SiteGrant[] {
  return identity.sites.filter((s) => permissionsOf[s.role].includes(permission));
}
