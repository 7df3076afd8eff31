/** How this site's alerts turned out, rule by rule: from the outcomes that people recorded when they closed them. */
import type { ReactNode } from 'react';
import { useQuery } from '@tanstack/react-query';
import { count, t } from '@clonewatch/words';
import type { RuleOutcomes } from '@clonewatch/contracts';
import { Failure, Loading, outcomeWord, ruleWord } from '@clonewatch/ui';
import { get } from '../api.js';
import type { PageProps } from '../app.js';

const whole = (x: number): string => `${Math.round(100 * x)} %`;

function Ppv({ rule }: { readonly rule: RuleOutcomes }): ReactNode {
  if (!rule.ppv) return <span className="quiet">{t('outcomes.noneJudged')}</span>;
  const { value, low, high, n } = rule.ppv;
  return (
    <span className="ppv" title={t('outcomes.ofTitle', { right: count(rule.right), n: count(n), low: whole(low), high: whole(high) })}>
      <svg width="80" height="10" viewBox="-4 0 88 10" aria-hidden="true"><line x1="0" x2="80" y1="5" y2="5" className="ppv-rail" /><line x1={80 * low} x2={80 * high} y1="5" y2="5" className="ppv-range" /><circle cx={80 * value} cy="5" r="3" /></svg>
      {whole(value)} <span className="quiet">({Math.round(100 * low)}–{whole(high)}; {t('outcomes.of', { right: count(rule.right), n: count(n) })})</span>
    </span>
  );
}

/** None is said quietly: what fired and was judged stands out. */
const figure = (n: number): ReactNode => <td className={n === 0 ? 'number quiet' : 'number'}>{count(n)}</td>;

function Lead({ lead }: { readonly lead: RuleOutcomes['lead_days'] }): ReactNode {
  if (!lead) return <span className="quiet">–</span>;
  return <>{count(Math.round(lead.median))} {t('unit.d')} <span className="quiet">({count(Math.round(lead.quartile_low))}–{count(Math.round(lead.quartile_high))}; n = {count(lead.n)})</span></>;
}

export function OutcomesPage({ site }: PageProps): ReactNode {
  const rules = useQuery({ queryKey: ['outcomes', site], queryFn: () => get<{ items: RuleOutcomes[] }>(`/alert-outcomes?site=${encodeURIComponent(site!)}`), enabled: site !== null });
  const items = rules.data?.items ?? [];
  const judged = items.reduce((n, r) => n + r.right + r.wrong, 0);
  return (
    <main className="page outcomes">
      <div className="page-head"><h1>{t('outcomes.title')}</h1><p className="quiet">{t('outcomes.what')}</p></div>
      {rules.isPending ? <Loading what={t('outcomes.loading')} /> : !rules.data ? <Failure title={t('outcomes.notLoaded')} detail={rules.error?.message} again={() => void rules.refetch()} />
        : items.length === 0 ? <p className="state">{t('outcomes.none')}</p> : (
          <section className="panel" aria-label={t('outcomes.byRule')}>
            {judged === 0 && <p className="pad" role="status">{t('outcomes.noneJudgedYet')}</p>}
            <table className="table">
              <thead><tr><th scope="col">{t('outcomes.rule')}</th><th scope="col" className="number">{t('outcomes.fired')}</th><th scope="col" className="number">{t('outcomes.live')}</th><th scope="col" className="number">{t('outcomes.right')}</th><th scope="col" className="number">{t('outcomes.wrong')}</th>
                <th scope="col" className="number" title={t('outcomes.notJudgedTitle')}>{t('outcomes.notJudged')}</th><th scope="col" className="number" title={t('outcomes.byDataTitle')}>{t('outcomes.byData')}</th><th scope="col" className="number">{t('outcomes.retracted')}</th>
                <th scope="col" title={t('outcomes.ppvTitle')}>{t('outcomes.ppv')}</th><th scope="col" title={t('outcomes.leadTitle')}>{t('outcomes.lead')}</th><th scope="col">{t('app.outcomes')}</th></tr></thead>
              <tbody>{items.map((r) => (
                <tr key={r.kind} data-rule={r.kind}>
                  <th scope="row" className="nowrap">{ruleWord(r.kind)}</th>{figure(r.fired)}{figure(r.live)}{figure(r.right)}{figure(r.wrong)}{figure(r.unjudged)}{figure(r.by_data)}{figure(r.retracted)}
                  <td className="nowrap"><Ppv rule={r} /></td><td className="nowrap"><Lead lead={r.lead_days} /></td><td className="small">{r.outcomes.map((o) => `${outcomeWord(o.outcome)} ${count(o.alerts)}`).join(' · ')}</td>
                </tr>
              ))}</tbody>
            </table>
          </section>
        )}
    </main>
  );
}
