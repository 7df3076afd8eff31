/** When a person last looked at a patient, and what is new since. */
import { toWireChanges, type PatientPage, type WireSince } from '@clonewatch/contracts';
import { dayOfDate, variantLabel, type Evaluation, type Timeline } from '@clonewatch/domain';
import { changesBetween, pendingDraws } from '@clonewatch/guidance';
import type { Scope } from '@clonewatch/store';
import { readByFile } from './by-file.js';
import type { Decided } from '../board/decided.js';

/** Who reads the page; null: a token, which is no person. */
export interface Viewer { readonly id: string; readonly email: string }

/** A second look within this time belongs to the first. */
const oneLook = `interval '30 minutes'`;
/** Whether the last look kept is the one to compare with: it was another occasion, or there was none before it (then what came since the very first look is new). */
const lastCounts = `(l.seen_at < now() - ${oneLook} or l.before_at is null)`;

/** Remember that `viewer` saw the page with this evaluation on it. Null: no such patient. */
export async function markSeen(scope: Scope, siteIds: readonly string[], patientId: string, viewer: Viewer | null, evaluationId: string | null): Promise<{ seen_at: string | null } | null> {
  const [patient] = await scope.query<{ siteId: string }>('select site_id as "siteId" from clinical.patient where id = $1 and site_id = any($2::uuid[])', [patientId, siteIds]);
  if (!patient) return null;
  scope.audit({ siteId: patient.siteId, action: 'patient.seen', patients: [patientId] });
  if (!viewer) return { seen_at: null };
  const [row] = await scope.query<{ seen_at: Date }>(
    `insert into clinical.last_look as l (site_id, patient_id, user_id, evaluation_id)
     values ($1, $2, $3, (select id from clinical.evaluation where site_id = $1 and patient_id = $2 and id = $4))
     on conflict (site_id, patient_id, user_id) do update set seen_at = now(), evaluation_id = excluded.evaluation_id,
       before_at = case when ${lastCounts} then l.seen_at else l.before_at end,
       before_evaluation_id = case when ${lastCounts} then l.evaluation_id else l.before_evaluation_id end
     returning seen_at`, [patient.siteId, patientId, viewer.id, evaluationId],
  );
  // When each result first stood before a person: for the time from blood to decision.
  await scope.query(
    `insert into clinical.result_seen (site_id, specimen_id, user_id) select site_id, id, $3 from clinical.specimen_now where site_id = $1 and head_id = $2 on conflict do nothing`, [patient.siteId, patientId, viewer.id],
  );
  return { seen_at: row!.seen_at.toISOString() };
}

/** What is new since the viewer's last look of another occasion: in the evaluation, by files, and by other people's hands. */
export async function readSince(
  scope: Scope, siteId: string, patientId: string, timeline: Timeline, viewer: Viewer | null, now: Evaluation | null, by: Pick<PatientPage, 'alerts' | 'acts'> & { readonly decided: Decided | null },
): Promise<WireSince | null> {
  if (!viewer) return null;
  const [look] = await scope.query<{ at: Date | null; result: Evaluation | null }>(
    `select w.at, e.result from clinical.last_look l
       cross join lateral (select case when ${lastCounts} then l.seen_at else l.before_at end as at,
         case when ${lastCounts} then l.evaluation_id else l.before_evaluation_id end as evaluation_id) w
       left join clinical.evaluation e on e.site_id = l.site_id and e.id = w.evaluation_id
     where l.site_id = $1 and l.patient_id = $2 and l.user_id = $3`, [siteId, patientId, viewer.id],
  );
  if (!look?.at) return { seen_at: null, changes: [] };
  const at = look.at.toISOString();
  const byOthers = (actor: string, when: string): boolean => when > at && actor !== viewer.email;
  const alerts = by.alerts.flatMap((a) => {
    const t = a.transitions.at(-1);
    return t && t.state !== 'open' && t.state !== 'retracted' && byOthers(t.actor, t.at) ? [{ kind: 'alert' as const, text: `${a.gene === null ? '' : `${variantLabel(a.gene, a.variant ?? '')}: `}${a.kind.replaceAll('_', ' ')}: ${t.state.replace('_', ' ')} by ${t.actor}` }] : [];
  });
  const acts = by.acts.filter((a) => byOthers(a.actor, a.at)).map((a) => ({ kind: 'treatment' as const, text: `${a.kind.replaceAll('_', ' ')} by ${a.actor}` }));
  const decision = by.decided && byOthers(by.decided.by, by.decided.signedAt) ? [{ kind: 'decision' as const, text: `Board decision signed by ${by.decided.by}` }] : [];
  const found = now && look.result ? toWireChanges(changesBetween(look.result, now)) : now ? [{ kind: 'draw' as const, text: 'First evaluation since' }] : [];
  return { seen_at: at, changes: [...decision, ...found, ...alerts, ...await readByFile(scope, siteId, patientId, timeline, look.at), ...acts] };
}

interface SpecimenRow { specimen: string; on: string | null; day: number | null; waiting: boolean }
interface Noted { readonly kind: string; readonly result: string; readonly day: number }

/** Drawn by `today`, with no result that counts then: specimens, and notes that blood was drawn of which no specimen is known (without a name, then). In days. */
export async function readPending(scope: Scope, siteId: string, patientId: string, today: string, notes: readonly Noted[]): Promise<{ specimenId: string; day: number }[]> {
  const rows = await scope.query<SpecimenRow>(
    `select e.specimen_ref as specimen, e.collected_on as "on", e.collected_day as day,
       not exists (select from clinical.measurement m where m.site_id = $1 and m.specimen_id = e.id and m.superseded_at is null and m.withdrawn_at is null and not m.retracted
         and coalesce(m.reported_on <= $3::date, true)) as waiting
     from clinical.specimen e
     where e.site_id = $1 and e.patient_id in (select id from clinical.patient where site_id = $1 and coalesce(merged_into, id) = $2) and e.withdrawn_at is null
       and (e.collected_on is null or e.collected_on <= $3::date)
     order by e.collected_on, e.collected_day, e.specimen_ref`, [siteId, patientId, today],
  );
  const specimens = rows.map((r) => ({ specimenId: r.specimen, day: r.on === null ? r.day! : dayOfDate(r.on), waiting: r.waiting }));
  const noted = pendingDraws({ assessments: notes.filter((n) => n.day <= dayOfDate(today)), specimens }).map((day) => ({ specimenId: '', day }));
  return [...specimens.filter((s) => s.waiting).map(({ specimenId, day }) => ({ specimenId, day })), ...noted];
}
