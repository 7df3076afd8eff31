/** Acts: what a person did to the record, why and when. Every row that an act brings points back to it. */
import type { Scope } from '@clonewatch/store';
import { requestEvaluationOf } from '../import/insert.js';
import { conflict, notThere } from './refused.js';

export type ActKind =
  | `${'treatment' | 'assessment' | 'measurement'}_${'entered' | 'corrected' | 'retracted'}` | 'plan_changed'
  | 'import_withdrawn' | 'import_reinstated' | 'specimen_moved' | 'patients_merged' | 'patients_split' | 'policy_changed';

export interface Act {
  readonly siteId: string;
  readonly kind: ActKind;
  readonly reason: string;
  readonly patientId?: string | null;
  readonly otherPatientId?: string | null;
  readonly target?: string | null;
  readonly undoes?: string | null;
  /** Patients concerned, when there are others than the two. */
  readonly patients?: readonly string[];
  /** Ids and counts. */
  readonly details?: Readonly<Record<string, unknown>>;
}

/** Note the act; the audit trail gets it with the same transaction. Answers its id. */
export async function recordAct(scope: Scope, act: Act): Promise<string> {
  if (act.undoes) {
    const done = await scope.query('select 1 from clinical.act where site_id = $1 and undoes = $2', [act.siteId, act.undoes]);
    if (done.length > 0) throw conflict('already_undone', 'This was taken back already.');
  }
  const [row] = await scope.query<{ id: string }>(
    `insert into clinical.act (site_id, kind, patient_id, other_patient_id, target, reason, details, undoes) values ($1, $2, $3, $4, $5, $6, $7, $8) returning id`,
    [act.siteId, act.kind, act.patientId ?? null, act.otherPatientId ?? null, act.target ?? null, act.reason, JSON.stringify(act.details ?? {}), act.undoes ?? null],
  );
  const patients = act.patients ?? [act.patientId, act.otherPatientId].filter((p): p is string => typeof p === 'string');
  scope.audit({
    siteId: act.siteId, action: auditAction(act.kind), patients, target: act.target ?? row!.id, reason: act.reason,
    details: { act: row!.id, ...(act.undoes ? { undoes: act.undoes } : {}), ...act.details },
  });
  return row!.id;
}

/** `treatment_corrected` → `treatment.corrected`. */
const auditAction = (kind: ActKind): string => kind.replace('_', '.');

/** All changes to patients' records of a site wait for each other here, imports included. */
export async function lockSite(scope: Scope, siteId: string): Promise<void> {
  await scope.query('select pg_advisory_xact_lock(hashtextextended($1, 7))', [siteId]);
}

export interface PatientHead {
  readonly id: string; readonly siteId: string; readonly patientRef: string; readonly timeline: 'calendar' | 'days' | null; readonly anchor: string | null;
  readonly mergedInto: string | null;
}

/** A patient this writer may change; throws when there is none, or when it is not theirs. */
export async function findPatient(scope: Scope, id: string, siteIds: readonly string[]): Promise<PatientHead> {
  const [row] = await scope.query<PatientHead>(
    `select id, site_id as "siteId", patient_ref as "patientRef", timeline, anchor, merged_into as "mergedInto" from clinical.patient
     where id = $1 and site_id = any($2::uuid[])`, [id, siteIds],
  );
  if (!row) throw notThere();
  return row;
}

/** In one order, and after {@link lockSite}: evaluations of these patients wait for us. */
export async function lockPatients(scope: Scope, siteId: string, ids: readonly string[]): Promise<void> {
  await scope.query('select 1 from clinical.patient where site_id = $1 and id = any($2::uuid[]) order by id for update', [siteId, ids]);
}

/** The records these ids are read under, without repetition. */
export async function headsOf(scope: Scope, siteId: string, ids: readonly string[]): Promise<string[]> {
  const rows = await scope.query<{ id: string }>(
    'select distinct coalesce(merged_into, id) as id from clinical.patient where site_id = $1 and id = any($2::uuid[]) order by 1', [siteId, ids],
  );
  return rows.map((r) => r.id);
}

/** A record of which nothing is left leaves the lists; it comes back with its data. Its kind of time goes with the last dated row. */
export async function settlePresence(scope: Scope, siteId: string, ids: readonly string[]): Promise<void> {
  const any = (table: string, live: string): string => `exists (select from clinical.${table} x where x.site_id = p.site_id and x.patient_id = p.id and ${live})`;
  const dated = `(${any('specimen', 'x.withdrawn_at is null')} or ${any('treatment', 'x.withdrawn_at is null')} or ${any('assessment', 'x.withdrawn_at is null')})`;
  await scope.query(
    `update clinical.patient p set withdrawn_at = case when ${dated} or ${any('patient_profile', 'x.withdrawn_at is null')} then null else coalesce(withdrawn_at, now()) end,
       timeline = case when ${dated} then timeline end, anchor = case when ${dated} then anchor end
     where p.site_id = $1 and p.id = any($2::uuid[])`, [siteId, ids],
  );
}

/** Evaluate these records anew because of this act. */
export function evaluateAfter(scope: Scope, siteId: string, actId: string, ids: readonly string[]): Promise<void> {
  return requestEvaluationOf(scope, { siteId, importId: null, actId }, [...new Set(ids)]);
}
