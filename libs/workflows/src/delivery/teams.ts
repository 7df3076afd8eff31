/** Teams of a site: their quiet hours, their patients, and who of them is told. */
import type { SetTeam, WireTeam, WireTeamList, WireTeamName } from '@clonewatch/contracts';
import { sqlState, type Scope, type Store } from '@clonewatch/store';
import { conflict, notThere, RecordRefused } from '../record/refused.js';

/** Names alone, for every reader. */
export function teamNames(scope: Scope, siteIds: readonly string[]): Promise<WireTeamName[]> {
  return scope.query('select id, name from clinical.team where site_id = any($1::uuid[]) and removed_at is null order by lower(name), id', [siteIds]);
}

export async function listTeams(scope: Scope, siteId: string): Promise<WireTeamList> {
  const rows = await scope.query<Omit<WireTeam, 'created_at'> & { created_at: Date }>(
    `select t.id, t.name, to_char(t.quiet_from, 'HH24:MI') as quiet_from, to_char(t.quiet_to, 'HH24:MI') as quiet_to, t.created_by, t.created_at,
       (select count(*)::int from clinical.patient p where p.site_id = t.site_id and p.team_id = t.id and p.merged_into is null and p.withdrawn_at is null) as patients,
       (select count(*)::int from clinical.contact_point c where c.site_id = t.site_id and c.team_id = t.id and c.removed_at is null) as contacts
     from clinical.team t where t.site_id = $1 and t.removed_at is null order by lower(t.name), t.id`, [siteId],
  );
  const [rest] = await scope.query<{ n: number }>('select count(*)::int as n from clinical.patient where site_id = $1 and team_id is null and merged_into is null and withdrawn_at is null', [siteId]);
  return { items: rows.map((r) => ({ ...r, created_at: r.created_at.toISOString() })), next: null, without_team: rest!.n };
}

/** The team, kept from being removed until this transaction ends. Throws where there is none. */
export async function lockTeam(scope: Scope, siteId: string, id: string): Promise<void> {
  const rows = await scope.query('select 1 from clinical.team where site_id = $1 and id = $2 and removed_at is null for share', [siteId, id]);
  if (rows.length === 0) throw notThere();
}

const oneOfAName = (error: unknown): never => {
  if (sqlState(error) === '23505') throw conflict('team_exists', 'There is a team of this name already.');
  throw error;
};

export function addTeam(store: Store, token: string, siteId: string, entry: SetTeam): Promise<{ id: string }> {
  return store.inSession(token, async (scope) => {
    const [row] = await scope.query<{ id: string }>('insert into clinical.team (site_id, name, quiet_from, quiet_to) values ($1, $2, $3, $4) returning id', [siteId, entry.name, entry.quiet_from ?? null, entry.quiet_to ?? null]);
    scope.audit({ siteId, action: 'team.create', target: row!.id, details: { ...entry } });
    return row!;
  }).catch(oneOfAName);
}

/** Another name or other quiet hours; what waits for the end of the old ones still does. */
export function setTeam(store: Store, token: string, siteId: string, id: string, entry: SetTeam): Promise<void> {
  return store.inSession(token, async (scope) => {
    const rows = await scope.query('update clinical.team set name = $3, quiet_from = $4, quiet_to = $5 where site_id = $1 and id = $2 and removed_at is null returning 1', [siteId, id, entry.name, entry.quiet_from ?? null, entry.quiet_to ?? null]);
    if (rows.length === 0) throw notThere();
    scope.audit({ siteId, action: 'team.change', target: id, details: { ...entry } });
  }).catch(oneOfAName);
}

/** Its contact points go with it, and its patients are of no team then: every contact point of the site is told of them. */
export function removeTeam(store: Store, token: string, siteId: string, id: string): Promise<void> {
  return store.inSession(token, async (scope) => {
    const gone = await scope.query('update clinical.team set removed_at = now() where site_id = $1 and id = $2 and removed_at is null returning 1', [siteId, id]);
    if (gone.length === 0) throw notThere();
    const contacts = await removeContacts(scope, siteId, 'team_id', id);
    const patients = await scope.query<{ id: string }>('update clinical.patient set team_id = null where site_id = $1 and team_id = $2 returning id', [siteId, id]);
    scope.audit({ siteId, action: 'team.remove', target: id, patients: patients.map((p) => p.id), details: { contacts } });
  });
}

/** One contact point, or those of a team; what still waits for them is dead. Answers how many. */
export async function removeContacts(scope: Scope, siteId: string, by: 'id' | 'team_id', id: string): Promise<number> {
  const gone = await scope.query<{ id: string }>(`update clinical.contact_point set removed_at = now() where site_id = $1 and ${by} = $2 and removed_at is null returning id`, [siteId, id]);
  await scope.query(`update clinical.delivery set state = 'dead', last_error = 'the contact point was removed' where site_id = $1 and contact_id = any($2::uuid[]) and state = 'waiting'`, [siteId, gone.map((c) => c.id)]);
  return gone.length;
}

/** Put patients, by the ids of the files, into a team; all or none. Throws RecordRefused that names each id nobody has. */
export function assignTeam(store: Store, token: string, siteId: string, id: string, refs: readonly string[]): Promise<{ patients: number }> {
  return store.inSession(token, async (scope) => {
    await lockTeam(scope, siteId, id);
    const wanted = [...new Set(refs)];
    const found = await scope.query<{ id: string; ref: string }>(
      'select coalesce(merged_into, id) as id, patient_ref as ref from clinical.patient where site_id = $1 and patient_ref = any($2) and withdrawn_at is null', [siteId, wanted],
    );
    const known = new Set(found.map((f) => f.ref));
    const unknown = wanted.filter((r) => !known.has(r));
    if (unknown.length > 0) {
      const problems = unknown.slice(0, 100).map((value) => ({ severity: 'error' as const, code: 'unknown_patient', line: null, column: null, field: 'patient_ids', value, message: `there is no patient ${value} in this site` }));
      throw new RecordRefused('invalid', 'unknown_patient', `${unknown.length} of ${wanted.length} ids are of no patient of this site (${unknown.slice(0, 5).join(', ')}${unknown.length > 5 ? ' …' : ''}); nobody was assigned.`, problems);
    }
    const ids = [...new Set(found.map((f) => f.id))];
    await scope.query('update clinical.patient set team_id = $2 where site_id = $1 and id = any($3::uuid[])', [siteId, id, ids]);
    scope.audit({ siteId, action: 'team.assign', target: id, patients: ids });
    scope.emit({ siteId, kind: 'evaluation', payload: { id: null, state: 'team' } });
    return { patients: ids.length };
  });
}

/** One patient's team; null: none. `siteIds`: where the caller may edit. */
export function setPatientTeam(store: Store, token: string, siteIds: readonly string[], patientId: string, team: string | null, reason: string): Promise<void> {
  return store.inSession(token, async (scope) => {
    const [patient] = await scope.query<{ siteId: string; was: string | null; mergedInto: string | null }>(
      'select site_id as "siteId", team_id as was, merged_into as "mergedInto" from clinical.patient where id = $1 and site_id = any($2::uuid[]) for update', [patientId, siteIds],
    );
    if (!patient) throw notThere();
    if (patient.mergedInto !== null) throw conflict('record_merged', 'This record was merged into another one: do it there.');
    if (team !== null) await lockTeam(scope, patient.siteId, team);
    await scope.query('update clinical.patient set team_id = $3 where site_id = $1 and id = $2', [patient.siteId, patientId, team]);
    scope.audit({ siteId: patient.siteId, action: 'patient.team', patients: [patientId], target: team, reason, details: { was: patient.was } });
    scope.emit({ siteId: patient.siteId, kind: 'evaluation', payload: { id: null, patient: patientId, state: 'team' } });
  });
}
