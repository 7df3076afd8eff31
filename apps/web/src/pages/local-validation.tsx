/** The site's switch of alerts and forecasts, and the local validation it rests on: what is in force, who signed it, and the next version. */
import { useState, type FormEvent, type ReactNode } from 'react';
import { useMutation, useQuery } from '@tanstack/react-query';
import type { ValidationReport, WireLocalValidation } from '@clonewatch/contracts';
import { Failure, Loading, SiteSwitchNote } from '@clonewatch/ui';
import { count, dateText, t } from '@clonewatch/words';
import { get, localToday, queries, request } from '../api.js';

const pathOf = (site: string): string => `/admin/sites/${encodeURIComponent(site)}/local-validation`;
const onOff = (on: boolean): string => t(on ? 'val.on' : 'val.off');
const textIn = (data: FormData, name: string): string => { const v = data.get(name); return typeof v === 'string' ? v.trim() : ''; };

function Report({ report: v }: { readonly report: ValidationReport | null }): ReactNode {
  if (!v) return <span className="quiet">{t('val.noReport')}</span>;
  return <>{v.performed_by}, {dateText(v.performed_on)}<div className="small">{v.compared}; n = {count(v.sample_size)}; {v.result}</div><div className="quiet small">{v.document}</div></>;
}

function Versions({ state }: { readonly state: WireLocalValidation }): ReactNode {
  if (state.versions.length === 0) return <p className="quiet pad">{t('val.none')}</p>;
  return (
    <table className="table">
      <thead><tr><th scope="col" className="number">{t('val.version')}</th><th scope="col">{t('val.alerts')}</th><th scope="col">{t('val.forecasts')}</th><th scope="col">{t('val.report')}</th><th scope="col">{t('val.reason')}</th><th scope="col">{t('val.signed')}</th></tr></thead>
      <tbody>{state.versions.map((v) => (
        <tr key={v.version} data-validation-version={v.version}><td className="number">{v.version}{v.version === state.version && <strong> {t('policy.inForce')}</strong>}</td><td>{onOff(v.alerts)}</td><td>{onOff(v.forecasts)}</td>
          <td><Report report={v.validated} /></td><td className="reason">{v.reason}</td><td>{v.signed_name}<div className="quiet small">{v.signed_by}, <time dateTime={v.signed_at} title={v.signed_at}>{dateText(v.signed_at.slice(0, 10))}</time></div></td></tr>
      ))}</tbody>
    </table>
  );
}

function SignForm({ site, state }: { readonly site: string; readonly state: WireLocalValidation }): ReactNode {
  const [validated, setValidated] = useState(state.validated !== null);
  const v = state.validated;
  const sign = useMutation({
    mutationFn: async (body: object) => (await request(pathOf(site), { method: 'PUT', headers: { 'content-type': 'application/json', 'if-match': `"${state.version}"` }, body: JSON.stringify(body) })).json() as Promise<WireLocalValidation>,
    onSuccess: () => Promise.all([queries.invalidateQueries({ queryKey: ['admin', 'validation', site] }), queries.invalidateQueries({ queryKey: ['site-switch', site] }), queries.invalidateQueries({ queryKey: ['patient'] })]),
  });
  const submit = (e: FormEvent<HTMLFormElement>): void => {
    e.preventDefault();
    const data = new FormData(e.currentTarget);
    const report = { performed_by: textIn(data, 'performed_by'), performed_on: textIn(data, 'performed_on'), compared: textIn(data, 'compared'), sample_size: Number(data.get('sample_size')), result: textIn(data, 'result'), document: textIn(data, 'document') };
    sign.mutate({ alerts: data.get('alerts') === 'on', forecasts: data.get('forecasts') === 'on', validated: validated ? report : null, reason: textIn(data, 'reason'), signed_name: textIn(data, 'signed_name'), password: String(data.get('password') as string | null ?? '') });
  };
  const field = (name: keyof ValidationReport, word: 'val.by' | 'val.compared' | 'val.result' | 'val.document', most: number): ReactNode =>
    <label className="wide"><span>{t(word)}</span> <input name={name} required maxLength={most} defaultValue={v === null ? '' : String(v[name])} autoComplete="off" /></label>;
  return (
    <form className="policy-form pad" onSubmit={submit} key={state.version} data-testid="sign-validation">
      <label><input type="checkbox" name="alerts" defaultChecked={state.alerts} /> {t('val.alerts')}</label>
      <label><input type="checkbox" name="forecasts" defaultChecked={state.forecasts} /> {t('val.forecasts')}</label>
      <label><input type="checkbox" name="validated" checked={validated} onChange={(e) => setValidated(e.target.checked)} /> {t('val.record')}</label>
      {validated && <fieldset><legend>{t('val.report')}</legend>
        {field('performed_by', 'val.by', 200)}<label><span>{t('val.day')}</span> <input name="performed_on" type="date" required max={localToday()} defaultValue={v?.performed_on} /></label>
        {field('compared', 'val.compared', 2000)}<label><span>{t('val.n')}</span> <input name="sample_size" type="number" min="1" step="1" required defaultValue={v?.sample_size} /></label>
        {field('result', 'val.result', 2000)}{field('document', 'val.document', 500)}
      </fieldset>}
      <label className="wide"><span>{t('val.reason')}</span> <input name="reason" required maxLength={1000} autoComplete="off" /></label>
      <label><span>{t('val.name')}</span> <input name="signed_name" required maxLength={200} autoComplete="off" /></label>
      <label><span>{t('val.password')}</span> <input name="password" type="password" required autoComplete="current-password" /></label>
      <button type="submit" className="button primary" disabled={sign.isPending}>{t(sign.isPending ? 'say.saving' : 'val.sign')}</button>
      {sign.isError && <p className="form-error" role="alert">{sign.error.message}</p>}
    </form>
  );
}

/** `person`: a token cannot sign. */
export function LocalValidation({ site, person }: { readonly site: string; readonly person: boolean }): ReactNode {
  const state = useQuery({ queryKey: ['admin', 'validation', site], queryFn: () => get<WireLocalValidation>(pathOf(site)) });
  return (
    <section className="panel" aria-labelledby="validation-title" data-testid="local-validation">
      <div className="panel-head"><h2 id="validation-title">{t('val.title')}</h2></div>
      {state.isPending ? <Loading what={t('val.what')} /> : !state.data ? <Failure title={t('val.notLoaded')} detail={state.error?.message} again={() => void state.refetch()} />
        : <><SiteSwitchNote site={state.data} />{person && <SignForm key={state.data.version} site={site} state={state.data} />}<Versions state={state.data} /></>}
    </section>
  );
}
