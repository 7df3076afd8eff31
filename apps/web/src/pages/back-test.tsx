/** A draft of the alert policy on the site's own history: tried, looked at, and put in force with a signature. */
import { useState, type FormEvent, type ReactNode } from 'react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Link, useSearchParams } from 'react-router';
import type { BackTestResult, RuleDraft, WireAlertPolicy, WireBackTest } from '@clonewatch/contracts';
import { Failure, Loading } from '@clonewatch/ui';
import { count, dateText, pointed, t } from '@clonewatch/words';
import { get, queries, request, send } from '../api.js';
import type { PageProps } from '../app.js';
import { BackTestChanges, BackTestTable } from './back-test-result.js';

const genes = [['ras', 'KRAS, NRAS'], ['egfr', 'EGFR'], ['other', null]] as const;
const number = (data: FormData, name: string): number | null => { const v = data.get(name); return typeof v === 'string' && v.trim() !== '' ? Number(v) : null; };
/** A bound is typed as people say it, in per cent, and sent as a fraction. */
const inPercent = (vaf: number | null | undefined): number | null => (vaf === null || vaf === undefined ? null : Number((vaf * 100).toPrecision(6)));
const again = (): Promise<void> => queries.invalidateQueries({ queryKey: ['admin'] });
const open = (x: Pick<WireBackTest, 'state'>): boolean => x.state === 'waiting' || x.state === 'running';
const threshold = (x: number | null | undefined): string => (x === null || x === undefined ? t('backTest.byBudget') : pointed(String(x)));

interface InputProps { readonly name: string; readonly label: string; readonly value: number | null; readonly optional?: boolean; readonly limits?: readonly [number, number]; readonly step?: string }
function Input({ name, label, value, optional = false, limits = [0.1, 100], step = '0.1' }: InputProps): ReactNode {
  return <label><span>{label}</span><input name={name} type="number" step={step} min={limits[0]} max={limits[1]} required={!optional} defaultValue={value ?? ''} /> <span className="quiet">{t('backTest.inForce', { value: threshold(value) })}</span></label>;
}

/** The rules of the policy in force, to be changed; what differs is the draft. */
function DraftForm({ base, policy, busy }: { readonly base: string; readonly policy: WireAlertPolicy; readonly busy: boolean }): ReactNode {
  const [, setSearch] = useSearchParams();
  const start = useMutation({
    mutationFn: (draft: RuleDraft) => send<{ id: string }>('POST', `${base}/back-tests`, draft),
    onSuccess: ({ id }) => setSearch((was) => { const next = new URLSearchParams(was); next.set('test', id); return next; }, { replace: true }), onSettled: again,
  });
  const submit = (e: FormEvent<HTMLFormElement>): void => {
    e.preventDefault();
    const data = new FormData(e.currentTarget);
    const [ras, egfr, other] = genes.map(([g]) => number(data, `half_life_${g}`)!) as [number, number, number];
    start.mutate({
      false_alerts: number(data, 'false_alerts')!, detection_false_alerts: number(data, 'detection_false_alerts')!, rising_threshold: number(data, 'rising_threshold'), confirmed_threshold: number(data, 'confirmed_threshold'), half_life_months: { ras, egfr, other },
      clearance_vaf: Number((number(data, 'clearance')! / 100).toPrecision(6)),
    });
  };
  return (
    <section className="panel" aria-labelledby="draft-title"><div className="panel-head"><h2 id="draft-title">{t('backTest.draft')}</h2></div>
      <form className="draft-form pad" onSubmit={submit} key={policy.version}>
        <Input name="false_alerts" label={t('backTest.falseAlerts')} value={policy.false_alerts} /><Input name="detection_false_alerts" label={t('backTest.detection')} value={policy.detection_false_alerts} />
        <Input name="rising_threshold" label={t('backTest.rising')} value={policy.rising_threshold} optional limits={[0.5, 50]} /><Input name="confirmed_threshold" label={t('backTest.confirmed')} value={policy.confirmed_threshold} optional limits={[0.5, 50]} />
        <Input name="clearance" label={t('backTest.clearance')} value={inPercent(policy.clearance_vaf)} limits={[0.01, 1]} step="0.01" />
        {genes.map(([g, name]) => <Input key={g} name={`half_life_${g}`} label={t('backTest.halfLife', { gene: name ?? t('backTest.otherGene') })} value={policy.half_life_months[g]} limits={[0.5, 60]} />)}
        <button type="submit" className="button primary" disabled={busy || start.isPending} data-testid="start-back-test">{busy ? t('backTest.under') : t('backTest.try')}</button>
        {start.isError && <p className="form-error" role="alert">{start.error.message}</p>}
      </form>
    </section>
  );
}

const fields = [['false_alerts', 'backTest.falseAlerts'], ['detection_false_alerts', 'backTest.detection'], ['rising_threshold', 'backTest.rising'], ['confirmed_threshold', 'backTest.confirmed']] as const;

/** What the draft changes, in words: from → to. */
function differences({ draft, base }: Pick<WireBackTest, 'draft' | 'base'>): readonly string[] {
  const plain = fields.flatMap(([f, key]) => (draft[f] === base[f] ? [] : [`${t(key)}: ${threshold(base[f])} → ${threshold(draft[f])}`]));
  const halves = genes.flatMap(([g, name]) => (draft.half_life_months?.[g] === base.half_life_months?.[g] ? [] : [`${t('backTest.halfLife', { gene: name ?? t('backTest.otherGene') })}: ${threshold(base.half_life_months?.[g])} → ${threshold(draft.half_life_months?.[g])}`]));
  const bound = draft.clearance_vaf === base.clearance_vaf ? [] : [`${t('backTest.clearance')}: ${threshold(inPercent(base.clearance_vaf))} → ${threshold(inPercent(draft.clearance_vaf))}`];
  return [...plain, ...bound, ...halves];
}

function stateText(x: WireBackTest): string {
  if (x.in_force !== null) return t('backTest.becameVersion', { version: x.in_force });
  const done = { done: count(x.done), patients: count(x.patients) };
  if (x.state === 'running') return t('backTest.running', done);
  if (x.state === 'cancelled') return t('backTest.cancelled', done);
  return x.state === 'failed' ? t('backTest.failed', { error: x.error ?? '' }) : t(`backTest.${x.state}`);
}

function Tests({ base, items, shown }: { readonly base: string; readonly items: readonly WireBackTest[]; readonly shown: string | null }): ReactNode {
  const [search] = useSearchParams();
  const cancel = useMutation({ mutationFn: (id: string) => send('POST', `${base}/back-tests/${id}/cancel`), onSettled: again });
  const href = (id: string): string => { const next = new URLSearchParams(search); next.set('test', id); return `/back-test?${next.toString()}`; };
  return (
    <section className="panel" aria-labelledby="tests-title"><div className="panel-head"><h2 id="tests-title">{t('backTest.list')}</h2></div>
      {items.length === 0 ? <p className="quiet pad">{t('backTest.none')}</p> : (
        <table className="table" aria-label={t('backTest.list')}><thead><tr><th scope="col">{t('backTest.when')}</th><th scope="col">{t('backTest.by')}</th><th scope="col">{t('backTest.draft')}</th><th scope="col">{t('backTest.state')}</th><th scope="col"><span className="hidden">{t('notices.actions')}</span></th></tr></thead>
          <tbody>{items.slice(0, 8).map((x) => (
            <tr key={x.id} data-back-test={x.state} aria-current={x.id === shown ? 'true' : undefined}>
              <td className="nowrap"><time dateTime={x.created_at} title={x.created_at}>{dateText(x.created_at.slice(0, 10))} {x.created_at.slice(11, 16)} <span className="quiet">{t('notices.utc')}</span></time></td><td className="ellipsis" title={x.created_by}>{x.created_by}</td>
              <td title={t('backTest.changes', { version: x.base_version })}>{differences(x).map((d) => <div key={d}>{d}</div>)}</td>
              <td>{open(x) ? <><progress value={x.done} max={Math.max(1, x.patients)} aria-label={stateText(x)} /> {stateText(x)}</> : stateText(x)}</td>
              <td className="row-actions">{open(x) ? <button type="button" className="link" disabled={cancel.isPending} onClick={() => cancel.mutate(x.id)} data-testid="cancel-back-test">{t('backTest.cancel')}</button> : <Link to={href(x.id)}>{t('backTest.open')}</Link>}</td>
            </tr>
          ))}</tbody></table>
      )}
    </section>
  );
}

/** Signed with the person's own password. */
function Switch({ base, test, policy, person }: { readonly base: string; readonly test: BackTestResult; readonly policy: WireAlertPolicy; readonly person: boolean }): ReactNode {
  const [reason, setReason] = useState('');
  const [password, setPassword] = useState('');
  const put = useMutation({
    mutationFn: () => request(`${base}/back-tests/${test.id}/put-in-force`, { method: 'POST', headers: { 'content-type': 'application/json', 'if-match': `"${policy.version}"` }, body: JSON.stringify({ reason: reason.trim(), password }) }),
    onSettled: () => { setPassword(''); void again(); },
  });
  if (test.in_force !== null || test.state !== 'done') return null;
  if (test.base_version !== policy.version) return <p className="pad stale" role="status">{t('backTest.stale', { now: policy.version, base: test.base_version })}</p>;
  if (!person) return <p className="pad quiet">{t('backTest.needsPerson')}</p>;
  return (
    <form className="pad switch-form" onSubmit={(e) => { e.preventDefault(); put.mutate(); }} aria-label={t('backTest.switch')}>
      <strong>{t('backTest.switch')}</strong><span className="quiet">{t('backTest.switchNote', { version: policy.version + 1 })}</span>
      <label><span>{t('backTest.reason')}</span><input name="reason" required maxLength={1000} value={reason} onChange={(e) => setReason(e.target.value)} autoComplete="off" /></label>
      <label><span>{t('backTest.password')}</span><input name="password" type="password" required value={password} onChange={(e) => setPassword(e.target.value)} autoComplete="current-password" /></label>
      <button type="submit" className="button primary" disabled={put.isPending} data-testid="put-in-force">{t('backTest.sign')}</button>
      {put.isError && <p className="form-error" role="alert">{put.error.message}</p>}
    </form>
  );
}

export function BackTestPage({ me, site }: PageProps): ReactNode {
  const [search] = useSearchParams();
  const base = `/admin/sites/${encodeURIComponent(site ?? '')}`;
  const mine = me.sites.some((s) => s.code === site && s.role === 'admin');
  const policy = useQuery({ queryKey: ['admin', 'policy', site], queryFn: () => get<WireAlertPolicy>(`${base}/alert-policy`), enabled: mine });
  const tests = useQuery({ queryKey: ['admin', 'back-tests', site], queryFn: () => get<{ items: WireBackTest[] }>(`${base}/back-tests`), enabled: mine, refetchInterval: (q) => (q.state.data?.items.some(open) ? 1000 : false) });
  const items = tests.data?.items ?? [];
  const shown = items.find((x) => x.id === search.get('test')) ?? items.find((x) => !open(x)) ?? null;
  const result = useQuery({ queryKey: ['admin', 'back-test', shown?.id, shown?.state, shown?.in_force], queryFn: () => get<BackTestResult>(`${base}/back-tests/${shown!.id}`), enabled: shown !== null && !open(shown) });
  const failed = [policy, tests].find((q) => q.isError && !q.data);
  return (
    <main className="page admin back-test">
      <div className="page-head"><h1>{t('backTest.title')}</h1><p className="quiet">{me.sites.find((s) => s.code === site)?.name} · <Link to={`/admin?site=${encodeURIComponent(site ?? '')}`}>{t('notices.admin')}</Link></p></div>
      <p className="quiet">{t('backTest.lead')}</p>
      {!mine ? <p className="state">{t('notices.notYours')}</p>
        : failed ? <Failure title={t('backTest.notLoaded')} detail={failed.error?.message} again={() => { void policy.refetch(); void tests.refetch(); }} />
          : !policy.data || !tests.data ? <Loading what={t('backTest.what')} /> : <>
            <DraftForm base={base} policy={policy.data} busy={items.some(open)} />
            <Tests base={base} items={items} shown={shown?.id ?? null} />
            {shown && result.data && (
              <section className="panel" aria-labelledby="result-title" data-back-test-result={shown.id}><div className="panel-head"><h2 id="result-title">{t('backTest.result')}</h2></div>
                {result.data.done < result.data.patients && <p className="pad stale" role="status">{t('backTest.partial', { done: count(result.data.done), patients: count(result.data.patients) })}</p>}
                {result.data.not_computed > 0 && <p className="pad stale" role="status">{t('backTest.notComputed', { count: result.data.not_computed })}</p>}
                <BackTestTable result={result.data} /><Switch key={shown.id} base={base} test={result.data} policy={policy.data} person={me.user !== null} />
              </section>
            )}
            {shown && result.data && <BackTestChanges key={shown.id} path={`${base}/back-tests/${shown.id}/changes`} site={site!} result={result.data} />}
          </>}
    </main>
  );
}
