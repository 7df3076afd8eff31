/** How this site's alerts turned out, rule by rule: from the outcomes that people recorded when they closed them. */
import type { ReactNode } from 'react';
import { useQuery } from '@tanstack/react-query';
import { count } from '@clonewatch/charts';
import type { RuleOutcomes } from '@clonewatch/contracts';
import { Failure, Loading, ruleWord } from '@clonewatch/ui';
import { get } from '../api.js';
import type { PageProps } from '../app.js';

const whole = (x: number): string => `${Math.round(100 * x)} %`;

function Ppv({ rule }: { readonly rule: RuleOutcomes }): ReactNode {
  if (!rule.ppv) return <span className="quiet">none judged</span>;
  const { value, low, high, n } = rule.ppv;
  return (
    <span className="ppv" title={`${rule.right} right of ${n} judged; 95 % interval ${whole(low)} to ${whole(high)}`}>
      <svg width="80" height="10" viewBox="-4 0 88 10" aria-hidden="true"><line x1="0" x2="80" y1="5" y2="5" className="ppv-rail" /><line x1={80 * low} x2={80 * high} y1="5" y2="5" className="ppv-range" /><circle cx={80 * value} cy="5" r="3" /></svg>
      {whole(value)} <span className="quiet">({whole(low)}–{whole(high)}; {count(rule.right)} of {count(n)})</span>
    </span>
  );
}

function Lead({ lead }: { readonly lead: RuleOutcomes['lead_days'] }): ReactNode {
  if (!lead) return <span className="quiet">–</span>;
  return <>{count(Math.round(lead.median))} d <span className="quiet">({count(Math.round(lead.quartile_low))}–{count(Math.round(lead.quartile_high))}; n = {count(lead.n)})</span></>;
}

export function OutcomesPage({ site }: PageProps): ReactNode {
  const rules = useQuery({ queryKey: ['outcomes', site], queryFn: () => get<{ items: RuleOutcomes[] }>(`/alert-outcomes?site=${encodeURIComponent(site!)}`), enabled: site !== null });
  const items = rules.data?.items ?? [];
  const judged = items.reduce((n, r) => n + r.right + r.wrong, 0);
  return (
    <main className="page outcomes">
      <div className="page-head"><h1>Alert outcomes</h1><p className="quiet">How alerts turned out, by the outcome recorded when they were closed. Lead time: from the day the alert was known to the day that proved it.</p></div>
      {rules.isPending ? <Loading what="outcomes" /> : !rules.data ? <Failure title="Outcomes could not be loaded" detail={rules.error?.message} again={() => void rules.refetch()} />
        : items.length === 0 ? <p className="state">No alert has fired in this site yet.</p> : (
          <section className="panel" aria-label="Outcomes by rule">
            {judged === 0 && <p className="pad" role="status">No closed alert has been judged yet. Close alerts with an outcome; their worth is then counted here.</p>}
            <table className="table">
              <thead><tr><th scope="col">Rule</th><th scope="col" className="number">Fired</th><th scope="col" className="number">Live</th><th scope="col" className="number">Right</th><th scope="col" className="number">Wrong</th>
                <th scope="col" className="number" title="Closed by a person, with an outcome that does not judge the alert">Not judged</th><th scope="col" className="number" title="Closed by later data">By data</th><th scope="col" className="number">Retracted</th>
                <th scope="col" title="Right of all judged, exact 95 % interval">PPV (95 %)</th><th scope="col" title="Median and quartiles">Lead time</th><th scope="col">Outcomes</th></tr></thead>
              <tbody>{items.map((r) => (
                <tr key={r.kind} data-rule={r.kind}>
                  <td>{ruleWord(r.kind)}</td><td className="number">{count(r.fired)}</td><td className="number">{count(r.live)}</td><td className="number">{count(r.right)}</td><td className="number">{count(r.wrong)}</td>
                  <td className="number">{count(r.unjudged)}</td><td className="number">{count(r.by_data)}</td><td className="number">{count(r.retracted)}</td>
                  <td className="nowrap"><Ppv rule={r} /></td><td className="nowrap"><Lead lead={r.lead_days} /></td><td>{r.outcomes.map((o) => `${o.outcome} ${count(o.alerts)}`).join(' · ')}</td>
                </tr>
              ))}</tbody>
            </table>
          </section>
        )}
    </main>
  );
}
