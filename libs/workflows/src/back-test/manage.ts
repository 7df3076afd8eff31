/** Back-tests of a site: begun, looked at, cancelled. Administrators only: the route says so. */
import { dayField, type BackTestChange, type BackTestKind, type BackTestResult, type RuleDraft, type WireBackTest } from '@clonewatch/contracts';
import { alertKinds, type AlertKind } from '@clonewatch/domain';
import { clopperPearson } from '@clonewatch/stats';
import { sqlState, writeOutbox, type Scope, type Store } from '@clonewatch/store';
import { rulesInForce } from '../alerts/policy.js';
import { timelineOf } from '../evaluate/load-record.js';
import { conflict, notThere } from '../record/refused.js';

/** A new alert is called followed when progression is recorded within this many days. */
const followedDays = 180;

interface Row extends Omit<WireBackTest, 'created_at' | 'finished_at'> { created_at: Date; finished_at: Date | null; counts: Record<string, { same: number; right: number; wrong: number }> }

const testSql = `select t.id, t.draft, t.base, t.base_version, t.state, t.patients, t.done, t.not_computed, t.error, t.created_by, t.created_at, t.finished_at, t.counts,
  (select min(version) from clinical.alert_policy p where p.site_id = t.site_id and p.back_test_id = t.id) as in_force from clinical.back_test t`;
const wireOf = ({ counts: _, ...r }: Row): WireBackTest => ({ ...r, created_at: r.created_at.toISOString(), finished_at: r.finished_at?.toISOString() ?? null });

/** The newest twenty. */
export async function listBackTests(scope: Scope, siteId: string): Promise<WireBackTest[]> {
  return (await scope.query<Row>(`${testSql} where t.site_id = $1 order by t.id desc limit 20`, [siteId])).map(wireOf);
}

/** What the draft leaves out is as it is in force. One at a time for a site. */
export async function startBackTest(store: Store, token: string, siteId: string, draft: RuleDraft): Promise<{ id: string }> {
  return store.inSession(token, async (scope) => {
    const { version, rules } = await rulesInForce(scope, siteId);
    const whole = { ...rules, ...Object.fromEntries(Object.entries(draft).filter(([, v]) => v !== undefined)) };
    const [row] = await scope.query<{ id: string }>(
      `insert into clinical.back_test (site_id, draft, base, base_version, patients)
       select $1, $2, $3, $4, count(*)::int from clinical.patient where site_id = $1 and merged_into is null and withdrawn_at is null returning id`, [siteId, JSON.stringify(whole), JSON.stringify(rules), version],
    );
    await writeOutbox(scope, siteId, 'site.back_test', { back_test_id: row!.id });
    scope.audit({ siteId, action: 'policy.back_test', target: row!.id, details: { draft: whole, base_version: version } });
    scope.emit({ siteId, kind: 'evaluation', payload: { id: null, state: 'back_test' } });
    return row!;
  }).catch((error: unknown) => {
    if (sqlState(error) === '23505') throw conflict('back_test_running', 'A back-test of this site is under way: wait for it, or cancel it.');
    throw error;
  });
}

/** At the end of the patients in hand. What was found until then stays to be read. */
export function cancelBackTest(store: Store, token: string, siteId: string, id: string): Promise<void> {
  return store.inSession(token, async (scope) => {
    const [test] = await scope.query<{ state: string }>('select state from clinical.back_test where site_id = $1 and id = $2 for update', [siteId, id]);
    if (!test) throw notThere();
    if (test.state !== 'waiting' && test.state !== 'running') throw conflict('not_running', `This back-test is ${test.state}.`);
    await scope.query(`update clinical.back_test set state = 'cancelled', finished_at = now() where site_id = $1 and id = $2`, [siteId, id]);
    scope.audit({ siteId, action: 'policy.back_test_cancelled', target: id });
  });
}

interface KindRow { kind: AlertKind; earlier: number; later: number; new: number; gone: number; earlier_days: number | null; later_days: number | null; gone_right: number; gone_wrong: number; moved_right: number; moved_wrong: number; new_followed: number }

const days = (change: string): string => `percentile_cont(0.5) within group (order by abs(after_day - before_day)) filter (where change = '${change}')`;
const many = (where: string): string => `count(*) filter (where ${where})::int`;

/** Kind by kind; null: no such back-test. */
export async function readBackTest(scope: Scope, siteId: string, id: string): Promise<BackTestResult | null> {
  const [row] = await scope.query<Row>(`${testSql} where t.site_id = $1 and t.id = $2`, [siteId, id]);
  if (!row) return null;
  const changed = await scope.query<KindRow>(
    `select kind, ${many(`change = 'earlier'`)} as earlier, ${many(`change = 'later'`)} as later, ${many(`change = 'new'`)} as new, ${many(`change = 'gone'`)} as gone, ${days('earlier')} as earlier_days, ${days('later')} as later_days,
       ${many(`change = 'gone' and verdict = 'right'`)} as gone_right, ${many(`change = 'gone' and verdict = 'wrong'`)} as gone_wrong,
       ${many(`change in ('earlier', 'later') and verdict = 'right'`)} as moved_right, ${many(`change in ('earlier', 'later') and verdict = 'wrong'`)} as moved_wrong, ${many(`change = 'new' and progression_days <= ${followedDays}`)} as new_followed
     from clinical.back_test_alert where site_id = $1 and back_test_id = $2 group by kind`, [siteId, id],
  );
  const byKind = new Map(changed.map((k) => [k.kind, k]));
  const kinds = alertKinds.filter((k) => byKind.has(k) || row.counts[k]).map((k) => kindOf(k, byKind.get(k), row.counts[k] ?? { same: 0, right: 0, wrong: 0 }));
  return { ...wireOf(row), followed_days: followedDays, kinds };
}

const ppvOf = (right: number, wrong: number): BackTestKind['ppv_before'] => (right + wrong === 0 ? null : { value: right / (right + wrong), ...clopperPearson(right, right + wrong), n: right + wrong });

function kindOf(kind: AlertKind, changed: KindRow | undefined, kept: { same: number; right: number; wrong: number }): BackTestKind {
  const c = changed ?? { earlier: 0, later: 0, new: 0, gone: 0, earlier_days: null, later_days: null, gone_right: 0, gone_wrong: 0, moved_right: 0, moved_wrong: 0, new_followed: 0 };
  const [right, wrong] = [kept.right + c.moved_right, kept.wrong + c.moved_wrong];
  const stay = c.earlier + kept.same + c.later;
  return {
    kind, before: stay + c.gone, after: stay + c.new, earlier: c.earlier, same: kept.same, later: c.later, new: c.new, gone: c.gone, earlier_days: c.earlier_days, later_days: c.later_days,
    gone_right: c.gone_right, gone_wrong: c.gone_wrong, new_followed: c.new_followed, ppv_before: ppvOf(right + c.gone_right, wrong + c.gone_wrong), ppv_after: ppvOf(right, wrong),
  };
}

interface ChangeRow extends Omit<BackTestChange, 'before_on' | 'after_on' | 'before_day' | 'after_day' | 'days'> { before_day: number | null; after_day: number | null; timeline: string | null; anchor: string | null; n: number }
export interface ChangesAsked { readonly siteId: string; readonly id: string; readonly kind: string | null; readonly change: string | null; readonly limit: number; readonly after: { readonly patient: string; readonly n: number } | null }

/** Single alerts that would have been others, patient by patient. */
export async function readBackTestChanges(scope: Scope, asked: ChangesAsked): Promise<{ items: BackTestChange[]; next: { patient: string; n: number } | null }> {
  const rows = await scope.query<ChangeRow>(
    `select c.patient_id as patient, p.patient_ref as patient_id, p.timeline, p.anchor, c.n, c.kind, c.grade, c.gene, c.variant, c.change, c.before_day, c.after_day, c.verdict, c.progression_days
     from clinical.back_test_alert c join clinical.patient p on p.site_id = c.site_id and p.id = c.patient_id
     where c.site_id = $1 and c.back_test_id = $2 and ($3::text is null or c.kind = $3) and ($4::text is null or c.change = $4) and ($5::uuid is null or (c.patient_id, c.n) > ($5::uuid, $6::int))
     order by c.patient_id, c.n limit $7`, [asked.siteId, asked.id, asked.kind, asked.change, asked.after?.patient ?? null, asked.after?.n ?? null, asked.limit + 1],
  );
  const shown = rows.slice(0, asked.limit);
  scope.audit({ siteId: asked.siteId, action: 'policy.back_test_read', patients: [...new Set(shown.map((r) => r.patient))], target: asked.id });
  const last = shown.at(-1);
  return { items: shown.map(changeOf), next: rows.length > asked.limit && last ? { patient: last.patient, n: last.n } : null };
}

function changeOf({ before_day: before, after_day: after, timeline, anchor, n: _, ...r }: ChangeRow): BackTestChange {
  const t = timelineOf({ timeline, anchor });
  return { ...r, ...(before === null ? {} : dayField(t, 'before', before)), ...(after === null ? {} : dayField(t, 'after', after)), days: before === null || after === null ? null : after - before };
}
