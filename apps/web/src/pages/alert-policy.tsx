/** The site's budget of false alerts, the half-lives a decay is expected to have, and the longest snooze: what is in force, what it was, who changed it and why. */
import { useState, type FormEvent, type ReactNode } from 'react';
import { useMutation, useQuery } from '@tanstack/react-query';
import type { WireAlertPolicy } from '@clonewatch/contracts';
import { Failure, Loading } from '@clonewatch/ui';
import { dateText, pointed, t } from '@clonewatch/words';
import { get, queries, request } from '../api.js';

/** Genes with a half-life of their own. */
const genes = ['ras', 'egfr', 'other'] as const;
const genesText = (gene: (typeof genes)[number]): string => ({ ras: 'KRAS, NRAS', egfr: 'EGFR', other: t('policy.other') })[gene];
const number = (n: number): string => pointed(String(n));

const pathOf = (site: string): string => `/admin/sites/${encodeURIComponent(site)}/alert-policy`;

async function save(site: string, version: number, body: object): Promise<WireAlertPolicy> {
  const response = await request(pathOf(site), { method: 'PUT', headers: { 'content-type': 'application/json', 'if-match': `"${version}"` }, body: JSON.stringify(body) });
  return response.json() as Promise<WireAlertPolicy>;
}

function Versions({ policy }: { readonly policy: WireAlertPolicy }): ReactNode {
  if (policy.versions.length === 0) return <p className="quiet pad">{t('policy.never')}</p>;
  return (
    <table className="table">
      <thead><tr><th scope="col" className="number">{t('policy.version')}</th><th scope="col" className="number">{t('policy.perYears')}</th><th scope="col" className="number">{t('policy.longest')}</th><th scope="col" className="number">{t('policy.halfLives')}</th><th scope="col">{t('policy.reason')}</th><th scope="col">{t('policy.by')}</th><th scope="col">{t('policy.signature')}</th><th scope="col">{t('policy.when')}</th></tr></thead>
      <tbody>{policy.versions.map((v) => (
        <tr key={v.version} data-policy-version={v.version}>
          <td className="number">{v.version}{v.version === policy.version && <strong> {t('policy.inForce')}</strong>}</td><td className="number">{number(v.false_alerts)}</td><td className="number">{v.longest_snooze_days}</td>
          <td className="number">{genes.map((gene) => number(v.half_life_months[gene])).join(' / ')}</td>
          <td className="reason">{v.reason}</td><td className="ellipsis" title={v.actor}>{v.actor}</td>
          <td data-signed={v.signature !== null}>{v.signature === null ? <span className="quiet">{t('policy.unsigned')}</span> : <code title={v.signature}>{v.signature.slice(0, 12)}</code>}</td><td className="nowrap"><time dateTime={v.at} title={v.at}>{dateText(v.at.slice(0, 10))}</time></td>
        </tr>
      ))}</tbody>
    </table>
  );
}

function PolicyForm({ site, policy }: { readonly site: string; readonly policy: WireAlertPolicy }): ReactNode {
  const [reason, setReason] = useState('');
  const [password, setPassword] = useState('');
  const change = useMutation({
    mutationFn: (body: object) => save(site, policy.version, body),
    onSuccess: () => setReason(''), onSettled: () => { setPassword(''); return queries.invalidateQueries({ queryKey: ['admin', 'policy', site] }); },
  });
  const submit = (e: FormEvent<HTMLFormElement>): void => {
    e.preventDefault();
    const data = new FormData(e.currentTarget);
    change.mutate({ false_alerts: Number(data.get('false_alerts')), longest_snooze_days: Number(data.get('longest_snooze_days')), half_life_months: Object.fromEntries(genes.map((gene) => [gene, Number(data.get(`half_life_${gene}`))])), reason: reason.trim(), password });
  };
  return (
    <form className="policy-form pad" onSubmit={submit} key={policy.version}>
      <label><span>{t('policy.atMost')}</span> <input name="false_alerts" type="number" step="0.1" min="0.1" max="100" required defaultValue={policy.false_alerts} /> <span>{t('policy.falseAlerts')}</span></label>
      <p className="quiet small">{t('policy.budgetHint', { n: number(policy.default_false_alerts) })}</p>
      <label><span>{t('policy.putOff')}</span> <input name="longest_snooze_days" type="number" step="1" min="1" max="366" required defaultValue={policy.longest_snooze_days} /> <span>{t('policy.daysAtMost')}</span></label>
      <fieldset>
        <legend>{t('policy.halfLife')}</legend>
        {genes.map((gene) => (
          <label key={gene}><span>{genesText(gene)}</span> <input name={`half_life_${gene}`} type="number" step="0.1" min="0.5" max="60" required defaultValue={policy.half_life_months[gene]} /></label>
        ))}
        <p className="quiet small">{t('policy.halfLifeHint', { list: genes.map((gene) => `${genesText(gene)} ${number(policy.default_half_life_months[gene])}`).join('; ') })}</p>
      </fieldset>
      <label className="wide"><span>{t('policy.reason')}</span> <input name="reason" required maxLength={1000} value={reason} onChange={(e) => setReason(e.target.value)} autoComplete="off" placeholder={t('policy.kept')} /></label>
      <label className="wide"><span>{t('policy.password')}</span> <input name="password" type="password" required value={password} onChange={(e) => setPassword(e.target.value)} autoComplete="current-password" /></label>
      <button type="submit" className="button primary" disabled={change.isPending} data-testid="save-policy">{t(change.isPending ? 'say.saving' : 'policy.save')}</button>
      {change.isError && <p className="form-error" role="alert">{change.error.message}</p>}
      {policy.pending > 0 && <p role="status" data-testid="policy-pending">{t('policy.pending', { count: policy.pending })}</p>}
    </form>
  );
}

export function AlertPolicy({ site }: { readonly site: string }): ReactNode {
  const policy = useQuery({
    queryKey: ['admin', 'policy', site], queryFn: () => get<WireAlertPolicy>(pathOf(site)), refetchInterval: (q) => ((q.state.data?.pending ?? 0) > 0 ? 2000 : false),
  });
  return (
    <section className="panel" aria-labelledby="policy-title">
      <div className="panel-head"><h2 id="policy-title">{t('policy.title')}</h2></div>
      {policy.isPending ? <Loading what={t('policy.what')} /> : !policy.data ? <Failure title={t('policy.notLoaded')} detail={policy.error?.message} again={() => void policy.refetch()} />
        : <><PolicyForm site={site} policy={policy.data} /><Versions policy={policy.data} /></>}
    </section>
  );
}
