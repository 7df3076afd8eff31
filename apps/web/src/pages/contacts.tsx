/** Teams, whom of them the site tells of alerts outside the page, and whether it reached them. */
import { useState, type FormEvent, type ReactNode } from 'react';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { count, dateText, language, languageName, languages, t } from '@clonewatch/words';
import type { AddedContact, Channel, WireContactList, WireContactPoint, WireDelivery, WireTeam, WireTeamList } from '@clonewatch/contracts';
import { Failure, Loading, Say } from '@clonewatch/ui';
import { get, send } from '../api.js';
import type { PageProps } from '../app.js';
import { ShownOnce, Sure, useActing, type Acting } from './admin.js';

type Props = { readonly base: string } & Acting;

const stateWord = (state: WireDelivery['state']): string => t(`notices.${state}`);
const severityWord = (severity: 'act' | 'review'): string => t(`notices.${severity}`);
const channelWord = (kind: Channel): string => t(`notices.${kind}`);
const quietText = (hours: Pick<WireTeam, 'quiet_from' | 'quiet_to'>): ReactNode => (hours.quiet_from === null ? <span className="quiet">{t('notices.none')}</span> : `${hours.quiet_from}–${hours.quiet_to}`);

const fieldsOf = (form: HTMLFormElement): ((name: string) => string) => {
  const data = new FormData(form);
  return (name) => { const v = data.get(name); return typeof v === 'string' ? v.trim() : ''; };
};
const teamOf = (form: HTMLFormElement): object => {
  const field = fieldsOf(form);
  return { name: field('name'), quiet_from: field('quiet_from') || null, quiet_to: field('quiet_to') || null };
};

function When({ at }: { readonly at: string | null }): ReactNode {
  return at === null ? <span className="quiet">–</span> : <time dateTime={at} title={at} className="nowrap">{dateText(at.slice(0, 10))} {at.slice(11, 16)} <span className="quiet">{t('notices.utc')}</span></time>;
}

function TeamFields({ team }: { readonly team?: WireTeam }): ReactNode {
  return <>
    <input name="name" required maxLength={80} placeholder={t('notices.team')} aria-label={t('notices.teamName')} autoComplete="off" defaultValue={team?.name} />
    <label className="quiet small">{t('notices.quiet')} <input name="quiet_from" type="time" className="short" aria-label={t('notices.quietBegin')} defaultValue={team?.quiet_from ?? ''} />–<input name="quiet_to" type="time" className="short" aria-label={t('notices.quietEnd')} defaultValue={team?.quiet_to ?? ''} /></label>
  </>;
}

/** Which patients are this team's: pasted, by the ids of the files. */
function Assign({ team, base, act, busy, onDone }: Props & { readonly team: WireTeam; readonly onDone: () => void }): ReactNode {
  const submit = (e: FormEvent<HTMLFormElement>): void => {
    e.preventDefault();
    const ids = fieldsOf(e.currentTarget)('patients').split(/[\n,;]+/).map((x) => x.trim()).filter(Boolean);
    if (ids.length > 0) act(() => send('POST', `${base}/teams/${team.id}/patients`, { patient_ids: ids }).then(onDone));
  };
  return (
    <form className="assign" onSubmit={submit}>
      <label>{t('notices.assignIds', { team: team.name })}<textarea name="patients" rows={4} required autoFocus data-testid="team-patients" /></label>
      <button type="submit" className="button small" disabled={busy}>{t('notices.assignDo')}</button><button type="button" className="link" onClick={onDone}>{t('notices.cancel')}</button>
    </form>
  );
}

function TeamRow({ team, ...acting }: Props & { readonly team: WireTeam }): ReactNode {
  const { base, act, busy } = acting;
  const [open, setOpen] = useState<'change' | 'assign' | null>(null);
  const close = (): void => setOpen(null);
  const change = (e: FormEvent<HTMLFormElement>): void => {
    e.preventDefault();
    const body = teamOf(e.currentTarget);
    act(() => send('PUT', `${base}/teams/${team.id}`, body).then(close));
  };
  return (
    <tr data-team={team.name}>
      {open === 'change' ? <td colSpan={2}><form className="inline" onSubmit={change}><TeamFields team={team} /><button type="submit" className="button small" disabled={busy}>{t('notices.save')}</button></form></td> : <><td>{team.name}</td><td>{quietText(team)}</td></>}
      <td className="number">{open === 'assign' ? null : count(team.patients)}</td><td className="number">{team.contacts === 0 ? <strong className="overdue" title={t('notices.noPoint')}>{t('notices.none')}</strong> : count(team.contacts)}</td>
      <td className="row-actions">{open === 'assign' ? <Assign team={team} {...acting} onDone={close} /> : <>
        <button type="button" className="link" onClick={() => setOpen(open === 'change' ? null : 'change')}>{open === 'change' ? t('notices.cancel') : t('notices.change')}</button>
        <button type="button" className="link" data-testid="assign-patients" onClick={() => setOpen('assign')}>{t('notices.assign')}</button>
        <Sure word={t('notices.remove')} question={t('notices.removeTeam')} disabled={busy} onSure={() => act(() => send('DELETE', `${base}/teams/${team.id}`))} />
      </>}</td>
    </tr>
  );
}

function Teams({ teams, ...acting }: Props & { readonly teams: WireTeamList }): ReactNode {
  const add = (e: FormEvent<HTMLFormElement>): void => {
    e.preventDefault();
    const form = e.currentTarget;
    acting.act(() => send('POST', `${acting.base}/teams`, teamOf(form)).then(() => form.reset()));
  };
  return (
    <section className="panel" aria-labelledby="teams-title">
      <form className="panel-head" onSubmit={add}><h2 id="teams-title">{t('notices.teams')}</h2><span className="grow" /><TeamFields /><button type="submit" className="button" disabled={acting.busy} data-testid="add-team">{t('notices.addTeam')}</button></form>
      {teams.items.length === 0 ? <p className="quiet pad">{t('notices.noTeam')}</p> : (
        <table className="table" aria-label={t('notices.teams')}><thead><tr><th scope="col">{t('notices.team')}</th><th scope="col">{t('notices.quietHours')}</th><th scope="col" className="number">{t('notices.patients')}</th><th scope="col" className="number">{t('notices.points')}</th><th scope="col"><span className="hidden">{t('notices.actions')}</span></th></tr></thead>
          <tbody>{teams.items.map((x) => <TeamRow key={x.id} team={x} {...acting} />)}</tbody></table>
      )}
      {teams.without_team > 0 && <p className="quiet pad small" data-without-team={teams.without_team}>{t('notices.withoutTeam', { count: teams.without_team })}</p>}
    </section>
  );
}

function ContactRow({ contact: c, base, act, busy }: Props & { readonly contact: WireContactPoint }): ReactNode {
  return (
    <tr data-contact={c.team}>
      <td>{c.team}</td><td>{channelWord(c.kind)}{c.kind === 'email' && <span className="quiet"> {languageName[c.language]}</span>}</td><td className="ellipsis" title={c.target}>{c.target}</td><td>{severityWord(c.severity)}</td>
      <td><When at={c.last_delivered_at} /></td><td className="number">{count(c.waiting)}</td><td className="number">{c.dead > 0 ? <strong className="overdue">{count(c.dead)}</strong> : 0}</td>
      <td className="row-actions"><button type="button" className="link" disabled={busy} onClick={() => act(() => send('POST', `${base}/contacts/${c.id}/test`))} data-testid="test-contact">{t('notices.test')}</button><Sure word={t('notices.remove')} question={t('notices.removePoint')} disabled={busy} onSure={() => act(() => send('DELETE', `${base}/contacts/${c.id}`))} /></td>
    </tr>
  );
}

function Contacts({ teams, list, show, ...acting }: Props & { readonly teams: WireTeamList; readonly list: WireContactList }): ReactNode {
  const [kind, setKind] = useState<Channel>('webhook');
  const add = (e: FormEvent<HTMLFormElement>): void => {
    e.preventDefault();
    const form = e.currentTarget;
    const field = fieldsOf(form);
    acting.act(async () => {
      const made = await send<AddedContact>('POST', `${acting.base}/contacts`, { team: field('team'), kind, target: field('target'), severity: field('severity'), ...(kind === 'email' ? { language: field('language') } : {}) });
      const team = teams.items.find((x) => x.id === field('team'))?.name ?? '';
      form.reset();
      if (made.secret !== null) show({ title: t('notices.key', { team }), text: made.secret, note: t('notices.keyOnce') });
    });
  };
  return (
    <section className="panel" aria-labelledby="contacts-title">
      <form className="panel-head" onSubmit={add}><h2 id="contacts-title">{t('notices.points')}</h2><span className="grow" />
        {teams.items.length > 0 && <>
          <select name="team" aria-label={t('notices.team')} data-testid="contact-team">{teams.items.map((x) => <option key={x.id} value={x.id}>{x.name}</option>)}</select>
          <select value={kind} onChange={(e) => setKind(e.target.value as Channel)} aria-label={t('notices.toldBy')} data-testid="contact-kind"><option value="webhook">{channelWord('webhook')}</option><option value="email" disabled={!list.email}>{channelWord('email')}</option></select>
          {kind === 'webhook' ? <input name="target" type="url" required maxLength={500} placeholder="https://…" aria-label={t('notices.webhookAddress')} autoComplete="off" /> : <input name="target" type="email" required maxLength={254} placeholder="team@hospital.org" aria-label={t('notices.mailAddress')} autoComplete="off" />}
          <select name="severity" defaultValue="act" aria-label={t('notices.toldOf')}><option value="act">{severityWord('act')}</option><option value="review">{severityWord('review')}</option></select>
          {kind === 'email' && <select name="language" defaultValue={language()} aria-label={t('notices.language')}>{languages.map((l) => <option key={l} value={l}>{languageName[l]}</option>)}</select>}
          <button type="submit" className="button" disabled={acting.busy} data-testid="add-contact">{t('notices.add')}</button></>}</form>
      <p className="quiet pad small">{t('notices.rule')}{!list.email && <> <Say k="notices.mailOff" c={{ code: (x) => <code>{x}</code>, i: (x) => <code>{x}</code> }} /></>}</p>
      {list.items.length === 0 ? <p className="quiet pad">{t('notices.nobody')}</p> : (
        <table className="table" aria-label={t('notices.points')}><thead><tr><th scope="col">{t('notices.team')}</th><th scope="col">{t('notices.by')}</th><th scope="col">{t('notices.address')}</th><th scope="col">{t('notices.toldOf')}</th><th scope="col">{t('notices.lastDelivered')}</th><th scope="col" className="number">{t('notices.waiting')}</th><th scope="col" className="number">{t('notices.dead')}</th><th scope="col"><span className="hidden">{t('notices.actions')}</span></th></tr></thead>
          <tbody>{list.items.map((c) => <ContactRow key={c.id} contact={c} show={show} {...acting} />)}</tbody></table>
      )}
    </section>
  );
}

function Deliveries({ base, act, busy }: Props): ReactNode {
  const list = useQuery({ queryKey: ['admin', 'deliveries', base], queryFn: () => get<{ items: WireDelivery[] }>(`${base}/deliveries`), refetchInterval: (q) => (q.state.data?.items.some((d) => d.state === 'waiting') ? 2000 : 30_000) });
  if (!list.data || list.data.items.length === 0) return null;
  return (
    <section className="panel" aria-labelledby="deliveries-title"><div className="panel-head"><h2 id="deliveries-title">{t('notices.deliveries')}</h2></div>
      <table className="table" aria-label={t('notices.deliveries')}>
        <thead><tr><th scope="col">{t('notices.made')}</th><th scope="col">{t('notices.to')}</th><th scope="col">{t('notices.by')}</th><th scope="col">{t('notices.saidWhat')}</th><th scope="col">{t('notices.state')}</th><th scope="col" className="number">{t('notices.attempts')}</th><th scope="col">{t('notices.answer')}</th><th scope="col">{t('notices.next')}</th><th scope="col"><span className="hidden">{t('notices.actions')}</span></th></tr></thead>
        <tbody>{list.data.items.slice(0, 20).map((d) => (
          <tr key={d.id} data-delivery={d.state}>
            <td><When at={d.created_at} /></td><td className="ellipsis" title={d.target}>{d.team}</td><td>{channelWord(d.kind)}</td><td>{d.test ? t('notices.test') : t('notices.alerts', { severity: d.severity === 'act' ? t('notices.act') : t('notices.review'), count: d.alerts ?? 0 })}</td>
            <td>{d.state === 'dead' ? <strong className="overdue">{stateWord('dead')}</strong> : stateWord(d.state)}</td><td className="number">{count(d.attempts)}</td>
            <td className="reason">{d.last_error ?? (d.last_status === null ? <span className="quiet">–</span> : d.last_status)}</td><td><When at={d.delivered_at ?? d.next_at} /></td>
            <td className="row-actions">{d.state === 'dead' && <button type="button" className="link" disabled={busy} onClick={() => act(() => send('POST', `${base}/deliveries/${d.id}/retry`))}>{t('notices.again')}</button>}</td>
          </tr>
        ))}</tbody>
      </table>
    </section>
  );
}

export function ContactsPage({ me, site }: PageProps): ReactNode {
  const { acting, error, secret } = useActing();
  const base = `/admin/sites/${encodeURIComponent(site ?? '')}`;
  const mine = me.sites.some((s) => s.code === site && s.role === 'admin');
  const teams = useQuery({ queryKey: ['admin', 'teams', site], queryFn: () => get<WireTeamList>(`${base}/teams`), enabled: mine });
  const contacts = useQuery({ queryKey: ['admin', 'contacts', site], queryFn: () => get<WireContactList>(`${base}/contacts`), enabled: mine });
  const failed = [teams, contacts].find((q) => q.isError && !q.data);
  const parts: Props = { base, ...acting };
  return (
    <main className="page admin contacts">
      <div className="page-head"><h1>{t('notices.title')}</h1><p className="quiet">{me.sites.find((s) => s.code === site)?.name} · <Link to={`/admin?site=${encodeURIComponent(site ?? '')}`}>{t('notices.admin')}</Link></p></div>
      {error && <p className="stale" role="alert">{error}</p>}
      {secret && <ShownOnce secret={secret} onClose={() => acting.show(null)} />}
      {!mine ? <p className="state">{t('notices.notYours')}</p>
        : failed ? <Failure title={t('notices.notLoaded')} detail={failed.error?.message} again={() => { void teams.refetch(); void contacts.refetch(); }} />
          : !teams.data || !contacts.data ? <Loading what={t('notices.what')} />
            : <><Teams teams={teams.data} {...parts} /><Contacts key={site} teams={teams.data} list={contacts.data} {...parts} /><Deliveries {...parts} /></>}
    </main>
  );
}
