/** What a site decides about its alerts, in versions that stay: budgets of false alerts, thresholds of grades, the half-life a decay is expected to have, the bound below which a clone counts as fallen, and for
 * how long an alert may be put off. */
import { createHash } from 'node:crypto';
import type { RuleDraft, SetAlertPolicy, WireAlertPolicy } from '@clonewatch/contracts';
import { defaultPolicy, rules, type HalfLifeMonths, type Policy } from '@clonewatch/guidance';
import type { Scope, Store } from '@clonewatch/store';
import { evaluateAfter, lockSite, recordAct } from '../record/act.js';
import { RecordRefused, conflict, expectVersion, notThere } from '../record/refused.js';
import { change } from '../record/with-patient.js';
import { once, type Writer } from '../record/writer.js';

/** An alert may be put off for so many days at most, unless the site says otherwise. */
const usualSnoozeDays = 90;

/** All that decides which alerts there are, in this order, whatever the database's: the stored evaluation is known by it. */
interface Rules { false_alerts: number; half_life_months: HalfLifeMonths; detection_false_alerts: number; clearance_vaf: number; rising_threshold: number | null; confirmed_threshold: number | null }
interface PolicyRow extends Rules { version: number; longest_snooze_days: number }

const rulesSql = `jsonb_build_object('ras', half_life_ras, 'egfr', half_life_egfr, 'other', half_life_other) as half_life_months, detection_false_alerts, clearance_vaf, rising_threshold, confirmed_threshold`;

async function current(scope: Scope, siteId: string): Promise<PolicyRow> {
  const [row] = await scope.query<PolicyRow>(
    `select version, false_alerts, longest_snooze_days, ${rulesSql} from clinical.alert_policy where site_id = $1 order by version desc limit 1`, [siteId],
  );
  return row ?? {
    version: 0, false_alerts: defaultPolicy.falseRises, longest_snooze_days: usualSnoozeDays, half_life_months: defaultPolicy.halfLifeMonths, detection_false_alerts: rules.falseDetections.budget, clearance_vaf: rules.clearanceVaf, rising_threshold: null, confirmed_threshold: null,
  };
}

const rulesOf = ({ false_alerts, half_life_months: { ras, egfr, other }, detection_false_alerts, clearance_vaf, rising_threshold, confirmed_threshold }: Rules): Rules =>
  ({ false_alerts, half_life_months: { ras, egfr, other }, detection_false_alerts, clearance_vaf, rising_threshold, confirmed_threshold });

const sameRules = (a: Rules, b: Rules): boolean => JSON.stringify(rulesOf(a)) === JSON.stringify(rulesOf(b));

/** The engine's policy. What is as the rules have it is left out: an evaluation made before it could be set is the same one. */
export function policyFrom(draft: RuleDraft): Policy {
  const r = rulesOf({ ...draft, half_life_months: draft.half_life_months ?? defaultPolicy.halfLifeMonths, detection_false_alerts: draft.detection_false_alerts ?? rules.falseDetections.budget, clearance_vaf: draft.clearance_vaf ?? rules.clearanceVaf, rising_threshold: draft.rising_threshold ?? null, confirmed_threshold: draft.confirmed_threshold ?? null });
  const own = r.rising_threshold !== null || r.confirmed_threshold !== null;
  return {
    falseRises: r.false_alerts, halfLifeMonths: r.half_life_months, ...(r.detection_false_alerts === rules.falseDetections.budget ? {} : { falseDetections: r.detection_false_alerts }),
    ...(r.clearance_vaf === rules.clearanceVaf ? {} : { clearanceVaf: r.clearance_vaf }), ...(own ? { grades: { rising: r.rising_threshold, confirmed: r.confirmed_threshold } } : {}),
  };
}

/** The policy each evaluation of this site's patients keeps to. */
export async function policyOf(scope: Scope, siteId: string): Promise<Policy> {
  return policyFrom(await current(scope, siteId));
}

/** What a draft is compared with. */
export async function rulesInForce(scope: Scope, siteId: string): Promise<{ version: number; rules: RuleDraft }> {
  const row = await current(scope, siteId);
  return { version: row.version, rules: rulesOf(row) };
}

/** Days for which an alert of this site may be put off at most. */
export async function longestSnooze(scope: Scope, siteId: string): Promise<number> {
  return (await current(scope, siteId)).longest_snooze_days;
}

/** The policy in force with every version there was, and how many patients still wait to be evaluated. */
export async function readPolicy(scope: Scope, siteId: string): Promise<WireAlertPolicy> {
  const versions = await scope.query<PolicyRow & { reason: string; actor: string; at: Date; signature: string | null }>(
    `select p.version, p.false_alerts, p.longest_snooze_days, ${rulesSql}, a.reason, a.actor, a.at, encode(p.signature, 'hex') as signature from clinical.alert_policy p
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
 * when a rule changes; `signed`: the caller has shown who signs, and no rule changes without. Throws RecordRefused when the caller saw another version.
 */
export function changePolicy(store: Store, writer: Writer, siteId: string, version: number | null, entry: Omit<SetAlertPolicy, 'password'>, signed: boolean): Promise<WireAlertPolicy> {
  return change(store, writer, (scope) => once(scope, siteId, writer, { siteId, version, entry }, async () => {
    await lockSite(scope, siteId);
    const before = await current(scope, siteId);
    expectVersion(version, before.version, 'The alert policy');
    const { reason, ...said } = entry;
    const next = { ...before, ...Object.fromEntries(Object.entries(said).filter(([, v]) => v !== undefined)) };
    if (!signed && !sameRules(before, next)) throw new RecordRefused('invalid', 'signature_needed', 'A change of the rules is signed: send the password of the person who is signed in.');
    await write(scope, siteId, before, next, { reason, backTest: null, signed });
    return readPolicy(scope, siteId);
  }));
}

/** A draft that was tried becomes the next version, signed: the caller has shown who signs. Refused when the policy has changed since the trial, or the trial is not done. */
export function putInForce(store: Store, writer: Writer, siteId: string, backTestId: string, version: number | null, reason: string): Promise<WireAlertPolicy> {
  return change(store, writer, (scope) => once(scope, siteId, writer, { siteId, backTestId, version, reason }, async () => {
    await lockSite(scope, siteId);
    const before = await current(scope, siteId);
    expectVersion(version, before.version, 'The alert policy');
    const [test] = await scope.query<{ state: string; draft: Partial<Rules>; base: number }>('select state, draft, base_version as base from clinical.back_test where site_id = $1 and id = $2', [siteId, backTestId]);
    if (!test) throw notThere();
    if (test.state !== 'done') throw conflict('not_done', `This back-test is ${test.state}: only a draft that was tried on every patient is put in force.`);
    if (test.base !== before.version) throw conflict('policy_changed', `The policy is version ${before.version} now, the draft was compared with version ${test.base}: try it again.`);
    await write(scope, siteId, before, { ...before, ...rulesOf({ ...before, ...test.draft }) }, { reason, backTest: backTestId, signed: true });
    return readPolicy(scope, siteId);
  }));
}

/** `signature`: SHA-256 over site, version, rules, reason, signer and the signature before it; the audit trail holds it too. */
async function write(scope: Scope, siteId: string, before: PolicyRow, next: PolicyRow, { reason, backTest, signed }: { reason: string; backTest: string | null; signed: boolean }): Promise<void> {
  const version = before.version + 1;
  const { version: _, ...was } = before;
  const r = rulesOf(next);
  const signature = signed ? await sign(scope, siteId, { version, rules: r, longest_snooze_days: next.longest_snooze_days, reason, back_test: backTest }) : null;
  const details = { version, ...r, longest_snooze_days: next.longest_snooze_days, was, ...(backTest === null ? {} : { back_test: backTest }), ...(signature === null ? {} : { signature: signature.toString('hex') }) };
  const actId = await recordAct(scope, { siteId, kind: 'policy_changed', reason, details });
  await scope.query(
    `insert into clinical.alert_policy (site_id, version, false_alerts, longest_snooze_days, half_life_ras, half_life_egfr, half_life_other, detection_false_alerts, clearance_vaf, rising_threshold, confirmed_threshold, back_test_id, signature, act_id)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
    [siteId, version, r.false_alerts, next.longest_snooze_days, r.half_life_months.ras, r.half_life_months.egfr, r.half_life_months.other, r.detection_false_alerts, r.clearance_vaf, r.rising_threshold, r.confirmed_threshold, backTest, signature, actId],
  );
  if (!sameRules(before, next)) await evaluateAfter(scope, siteId, actId, await patientsOf(scope, siteId));
}

async function sign(scope: Scope, siteId: string, said: object): Promise<Buffer> {
  const [row] = await scope.query<{ actor: string; before: string | null }>(
    `select sec.actor() as actor, (select encode(signature, 'hex') from clinical.alert_policy where site_id = $1 and signature is not null order by version desc limit 1) as before`, [siteId],
  );
  return createHash('sha256').update(JSON.stringify([siteId, said, row!.actor, row!.before])).digest();
}

async function patientsOf(scope: Scope, siteId: string): Promise<string[]> {
  const rows = await scope.query<{ id: string }>('select id from clinical.patient where site_id = $1 and merged_into is null and withdrawn_at is null order by id for update', [siteId]);
  return rows.map((r) => r.id);
}
