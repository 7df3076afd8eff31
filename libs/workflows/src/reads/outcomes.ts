/** PPV and lead time of each rule, from the outcomes that people recorded. */
import type { RuleOutcomes } from '@clonewatch/contracts';
import { alertKinds, outcomeOf, type AlertKind, type AlertState } from '@clonewatch/domain';
import { clopperPearson } from '@clonewatch/stats';
import type { Scope } from '@clonewatch/store';

interface Row { kind: AlertKind; state: AlertState; outcome: string | null; by_person: boolean; lead: number | null }

/** Rules that have fired in these sites, in the catalogue's order. */
export async function readOutcomes(scope: Scope, siteIds: readonly string[]): Promise<RuleOutcomes[]> {
  const rows = await scope.query<Row>(
    `select a.kind, a.state, a.outcome, a.owner is not null as by_person,
       case when a.outcome is not null then coalesce(a.outcome_on - date '1970-01-01', (
         select min(coalesce(x.assessed_on - date '1970-01-01', x.assessed_day)) from clinical.assessment_now x
         where x.site_id = a.site_id and x.head_id = a.patient_id and upper(x.result) = 'PD' and coalesce(x.assessed_on - date '1970-01-01', x.assessed_day) >= (a.finding ->> 'knownDay')::int))
         - (a.finding ->> 'knownDay')::int end as lead
     from clinical.alert a where a.site_id = any($1::uuid[])`, [siteIds],
  );
  return alertKinds.flatMap((kind) => {
    const of = rows.filter((r) => r.kind === kind);
    return of.length === 0 ? [] : [ruleOf(kind, of)];
  });
}

function ruleOf(kind: AlertKind, all: readonly Row[]): RuleOutcomes {
  const rows = all.filter((r) => r.state !== 'retracted');
  const closed = rows.filter((r) => r.state === 'closed');
  const judged = (right: boolean): Row[] => closed.filter((r) => r.outcome !== null && outcomeOf(r.outcome)?.right === right);
  const [right, wrong] = [judged(true), judged(false)];
  const byData = closed.filter((r) => r.outcome === null && !r.by_person).length;
  const n = right.length + wrong.length;
  const words = new Map<string, number>();
  for (const { outcome } of closed) if (outcome !== null) words.set(outcomeOf(outcome)?.words ?? outcome, (words.get(outcomeOf(outcome)?.words ?? outcome) ?? 0) + 1);
  return {
    kind, fired: rows.length, live: rows.length - closed.length, by_data: byData, retracted: all.length - rows.length, right: right.length, wrong: wrong.length,
    unjudged: closed.length - byData - n, ppv: n === 0 ? null : { value: right.length / n, ...clopperPearson(right.length, n), n },
    lead_days: quartiles(right.flatMap((r) => (r.lead === null ? [] : [r.lead]))),
    outcomes: [...words].map(([outcome, alerts]) => ({ outcome, alerts })).sort((a, b) => b.alerts - a.alerts || (a.outcome < b.outcome ? -1 : 1)),
  };
}

/** Median and quartiles, linear between order statistics (Hyndman & Fan type 7, as R's default). */
function quartiles(days: readonly number[]): RuleOutcomes['lead_days'] {
  if (days.length === 0) return null;
  const sorted = [...days].sort((a, b) => a - b);
  const at = (p: number): number => {
    const h = p * (sorted.length - 1);
    const below = Math.floor(h);
    return sorted[below]! + (h - below) * ((sorted[below + 1] ?? sorted[below]!) - sorted[below]!);
  };
  return { median: at(0.5), quartile_low: at(0.25), quartile_high: at(0.75), n: sorted.length };
}
