/** What a site decides about its alerts, in versions that stay: the budget of false alerts, and for how long an alert may be put off. */
import type { SetAlertPolicy, WireAlertPolicy } from '@clonewatch/contracts';
import { defaultPolicy, type Policy } from '@clonewatch/guidance';
import type { Scope, Store } from '@clonewatch/store';
import { evaluateAfter, lockSite, recordAct } from '../record/act.js';
import { expectVersion } from '../record/refused.js';
import { change } from '../record/with-patient.js';
import { once, type Writer } from '../record/writer.js';

/** An alert may be put off for so many days at most, unless the site says otherwise. */
const usualSnoozeDays = 90;

interface PolicyRow { version: number; false_alerts: number; longest_snooze_days: number }

async function current(scope: Scope, siteId: string): Promise<PolicyRow> {
  const [row] = await scope.query<PolicyRow>(
    'select version, false_alerts, longest_snooze_days from clinical.alert_policy where site_id = $1 order by version desc limit 1', [siteId],
  );
  return row ?? { version: 0, false_alerts: defaultPolicy.falseRises, longest_snooze_days: usualSnoozeDays };
}

/** The policy each evaluation of this site's patients keeps to. */
export async function policyOf(scope: Scope, siteId: string): Promise<Policy> {
  return { falseRises: (await current(scope, siteId)).false_alerts };
}

/** Days for which an alert of this site may be put off at most. */
export async function longestSnooze(scope: Scope, siteId: string): Promise<number> {
  return (await current(scope, siteId)).longest_snooze_days;
}

/** The policy in force with every version there was, and how many patients still wait to be evaluated. */
export async function readPolicy(scope: Scope, siteId: string): Promise<WireAlertPolicy> {
  const versions = await scope.query<PolicyRow & { reason: string; actor: string; at: Date }>(
    `select p.version, p.false_alerts, p.longest_snooze_days, a.reason, a.actor, a.at from clinical.alert_policy p
       join clinical.act a on a.site_id = p.site_id and a.id = p.act_id where p.site_id = $1 order by p.version desc`, [siteId],
  );
  const [waiting] = await scope.query<{ n: number }>(`select count(*)::int as n from clinical.patient where site_id = $1 and evaluation_state = 'pending'`, [siteId]);
  return {
    ...await current(scope, siteId), default_false_alerts: defaultPolicy.falseRises, pending: waiting!.n,
    versions: versions.map((v) => ({ ...v, at: v.at.toISOString() })),
  };
}

/**
 * The next version of the policy, in one transaction with the act that says who and why, and with the evaluation of every patient of the site
 * when the budget changes. Throws RecordRefused when the caller saw another version.
 */
export function changePolicy(store: Store, writer: Writer, siteId: string, version: number | null, entry: SetAlertPolicy): Promise<WireAlertPolicy> {
  return change(store, writer, (scope) => once(scope, siteId, writer, { siteId, version, entry }, async () => {
    await lockSite(scope, siteId);
    const before = await current(scope, siteId);
    expectVersion(version, before.version, 'The alert policy');
    const details = { version: before.version + 1, false_alerts: entry.false_alerts, longest_snooze_days: entry.longest_snooze_days, was: { false_alerts: before.false_alerts, longest_snooze_days: before.longest_snooze_days } };
    const actId = await recordAct(scope, { siteId, kind: 'policy_changed', reason: entry.reason, details });
    await scope.query(
      'insert into clinical.alert_policy (site_id, version, false_alerts, longest_snooze_days, act_id) values ($1, $2, $3, $4, $5)',
      [siteId, before.version + 1, entry.false_alerts, entry.longest_snooze_days, actId],
    );
    if (entry.false_alerts !== before.false_alerts) await evaluateAfter(scope, siteId, actId, await patientsOf(scope, siteId));
    return readPolicy(scope, siteId);
  }));
}

async function patientsOf(scope: Scope, siteId: string): Promise<string[]> {
  const rows = await scope.query<{ id: string }>('select id from clinical.patient where site_id = $1 and merged_into is null and withdrawn_at is null order by id for update', [siteId]);
  return rows.map((r) => r.id);
}
