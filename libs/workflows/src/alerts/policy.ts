/** What a site decides about its alerts, in versions that stay: the budget of false alerts, the half-life a decay is expected to have, and for
 * how long an alert may be put off. */
import type { SetAlertPolicy, WireAlertPolicy } from '@clonewatch/contracts';
import { defaultPolicy, type HalfLifeMonths, type Policy } from '@clonewatch/guidance';
import type { Scope, Store } from '@clonewatch/store';
import { evaluateAfter, lockSite, recordAct } from '../record/act.js';
import { expectVersion } from '../record/refused.js';
import { change } from '../record/with-patient.js';
import { once, type Writer } from '../record/writer.js';

/** An alert may be put off for so many days at most, unless the site says otherwise. */
const usualSnoozeDays = 90;

interface PolicyRow { version: number; false_alerts: number; longest_snooze_days: number; half_life_months: HalfLifeMonths }

const halfLives = `jsonb_build_object('ras', half_life_ras, 'egfr', half_life_egfr, 'other', half_life_other) as half_life_months`;

async function current(scope: Scope, siteId: string): Promise<PolicyRow> {
  const [row] = await scope.query<PolicyRow>(
    `select version, false_alerts, longest_snooze_days, ${halfLives} from clinical.alert_policy where site_id = $1 order by version desc limit 1`, [siteId],
  );
  return row ?? { version: 0, false_alerts: defaultPolicy.falseRises, longest_snooze_days: usualSnoozeDays, half_life_months: defaultPolicy.halfLifeMonths };
}

/** The policy each evaluation of this site's patients keeps to. */
export async function policyOf(scope: Scope, siteId: string): Promise<Policy> {
  const { false_alerts: falseRises, half_life_months: { ras, egfr, other } } = await current(scope, siteId);
  // In this order, whatever the database's: the stored evaluation is known by it.
  return { falseRises, halfLifeMonths: { ras, egfr, other } };
}

/** Days for which an alert of this site may be put off at most. */
export async function longestSnooze(scope: Scope, siteId: string): Promise<number> {
  return (await current(scope, siteId)).longest_snooze_days;
}

/** The policy in force with every version there was, and how many patients still wait to be evaluated. */
export async function readPolicy(scope: Scope, siteId: string): Promise<WireAlertPolicy> {
  const versions = await scope.query<PolicyRow & { reason: string; actor: string; at: Date }>(
    `select p.version, p.false_alerts, p.longest_snooze_days, ${halfLives}, a.reason, a.actor, a.at from clinical.alert_policy p
       join clinical.act a on a.site_id = p.site_id and a.id = p.act_id where p.site_id = $1 order by p.version desc`, [siteId],
  );
  const [waiting] = await scope.query<{ n: number }>(`select count(*)::int as n from clinical.patient where site_id = $1 and evaluation_state = 'pending'`, [siteId]);
  return {
    ...await current(scope, siteId), default_false_alerts: defaultPolicy.falseRises, default_half_life_months: defaultPolicy.halfLifeMonths, pending: waiting!.n,
    versions: versions.map((v) => ({ ...v, at: v.at.toISOString() })),
  };
}

/**
 * The next version of the policy, in one transaction with the act that says who and why, and with the evaluation of every patient of the site
 * when the budget or a half-life changes. Throws RecordRefused when the caller saw another version.
 */
export function changePolicy(store: Store, writer: Writer, siteId: string, version: number | null, entry: SetAlertPolicy): Promise<WireAlertPolicy> {
  return change(store, writer, (scope) => once(scope, siteId, writer, { siteId, version, entry }, async () => {
    await lockSite(scope, siteId);
    const before = await current(scope, siteId);
    expectVersion(version, before.version, 'The alert policy');
    const { version: seen, ...was } = before;
    const half = entry.half_life_months ?? was.half_life_months;
    const details = { version: seen + 1, false_alerts: entry.false_alerts, longest_snooze_days: entry.longest_snooze_days, half_life_months: half, was };
    const actId = await recordAct(scope, { siteId, kind: 'policy_changed', reason: entry.reason, details });
    await scope.query(
      `insert into clinical.alert_policy (site_id, version, false_alerts, longest_snooze_days, half_life_ras, half_life_egfr, half_life_other, act_id)
       values ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [siteId, seen + 1, entry.false_alerts, entry.longest_snooze_days, half.ras, half.egfr, half.other, actId],
    );
    const other = entry.false_alerts !== was.false_alerts || half.ras !== was.half_life_months.ras || half.egfr !== was.half_life_months.egfr || half.other !== was.half_life_months.other;
    if (other) await evaluateAfter(scope, siteId, actId, await patientsOf(scope, siteId));
    return readPolicy(scope, siteId);
  }));
}

async function patientsOf(scope: Scope, siteId: string): Promise<string[]> {
  const rows = await scope.query<{ id: string }>('select id from clinical.patient where site_id = $1 and merged_into is null and withdrawn_at is null order by id for update', [siteId]);
  return rows.map((r) => r.id);
}
