/** Teams, whom of them the site tells of alerts outside the page, and whether it reached them. */
import { useState, type FormEvent, type ReactNode } from 'react';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { count, dateText } from '@clonewatch/charts';
import type { AddedContact, Channel, WireContactList, WireContactPoint, WireDelivery, WireTeam, WireTeamList } from '@clonewatch/contracts';
import { Failure, Loading } from '@clonewatch/ui';
import { get, send } from '../api.js';
import type { PageProps } from '../app.js';
import { ShownOnce, Sure, useActing, type Acting } from './admin.js';

type Props = { readonly base: string } & Acting;

const stateWord = { waiting: 'Waiting', delivered: 'Delivered', dead: 'Not delivered' } as const;
const severityWord = { act: 'act', review: 'review and act' } as const;
const channelWord: Readonly<Record<Channel, string>> = { webhook: 'Webhook', email: 'E-mail' };
const quietText = (t: Pick<WireTeam, 'quiet_from' | 'quiet_to'>): ReactNode => (t.quiet_from === null ? <span className="quiet">none</span> : `${t.quiet_from}–${t.quiet_to}`);

const fieldsOf = (form: HTMLFormElement): ((name: string) => string) => {
  const data = new FormData(form);
  return (name) => { const v = data.get(name); return typeof v === 'string' ? v.trim() : ''; };
};
const teamOf = (form: HTMLFormElement): object => {
  const field = fieldsOf(form);
  return { name: field('name'), quiet_from: field('quiet_from') || null, quiet_to: field('quiet_to') || null };
};

function When({ at }: { readonly at: string | null }): ReactNode {
  return at === null ? <span className="quiet">–</span> : <time dateTime={at} title={at} className="nowrap">{dateText(at.slice(0, 10))} {at.slice(11, 16)} <span className="quiet">UTC</span></time>;
}

function TeamFields({ team }: { readonly team?: WireTeam }): ReactNode {
  return <>
    <input name="name" required maxLength={80} placeholder="Team" aria-label="Name of the team" autoComplete="off" defaultValue={team?.name} />
    <label className="quiet small">Quiet <input name="quiet_from" type="time" className="short" aria-label="Quiet hours begin" defaultValue={team?.quiet_from ?? ''} />–<input name="quiet_to" type="time" className="short" aria-label="Quiet hours end" defaultValue={team?.quiet_to ?? ''} /></label>
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
      <label>Patient ids of {team.name}, one a line<textarea name="patients" rows={4} required autoFocus data-testid="team-patients" /></label>
      <button type="submit" className="button small" disabled={busy}>Assign</button><button type="button" className="link" onClick={onDone}>Cancel</button>
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
      {open === 'change' ? <td colSpan={2}><form className="inline" onSubmit={change}><TeamFields team={team} /><button type="submit" className="button small" disabled={busy}>Save</button></form></td> : <><td>{team.name}</td><td>{quietText(team)}</td></>}
      <td className="number">{open === 'assign' ? null : count(team.patients)}</td><td className="number">{team.contacts === 0 ? <strong className="overdue" title="Alerts of its patients go to every contact point of the site">none</strong> : count(team.contacts)}</td>
      <td className="row-actions">{open === 'assign' ? <Assign team={team} {...acting} onDone={close} /> : <>
        <button type="button" className="link" onClick={() => setOpen(open === 'change' ? null : 'change')}>{open === 'change' ? 'Cancel' : 'Change'}</button>
        <button type="button" className="link" data-testid="assign-patients" onClick={() => setOpen('assign')}>Assign patients</button>
        <Sure word="Remove" question="With its contact points; its patients are of no team then." disabled={busy} onSure={() => act(() => send('DELETE', `${base}/teams/${team.id}`))} />
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
      <form className="panel-head" onSubmit={add}><h2 id="teams-title">Teams</h2><span className="grow" /><TeamFields /><button type="submit" className="button" disabled={acting.busy} data-testid="add-team">Add team</button></form>
      {teams.items.length === 0 ? <p className="quiet pad">No team yet. A contact point belongs to one: add it first.</p> : (
        <table className="table" aria-label="Teams"><thead><tr><th scope="col">Team</th><th scope="col">Quiet hours</th><th scope="col" className="number">Patients</th><th scope="col" className="number">Contact points</th><th scope="col"><span className="hidden">Actions</span></th></tr></thead>
          <tbody>{teams.items.map((t) => <TeamRow key={t.id} team={t} {...acting} />)}</tbody></table>
      )}
      {teams.without_team > 0 && <p className="quiet pad small" data-without-team={teams.without_team}>{count(teams.without_team)} {teams.without_team === 1 ? 'patient is' : 'patients are'} of no team: every contact point of the site is told of them. Quiet hours are of the server’s clock.</p>}
    </section>
  );
}

function ContactRow({ contact: c, base, act, busy }: Props & { readonly contact: WireContactPoint }): ReactNode {
  return (
    <tr data-contact={c.team}>
      <td>{c.team}</td><td>{channelWord[c.kind]}</td><td className="ellipsis" title={c.target}>{c.target}</td><td>{severityWord[c.severity]}</td>
      <td><When at={c.last_delivered_at} /></td><td className="number">{count(c.waiting)}</td><td className="number">{c.dead > 0 ? <strong className="overdue">{count(c.dead)}</strong> : 0}</td>
      <td className="row-actions"><button type="button" className="link" disabled={busy} onClick={() => act(() => send('POST', `${base}/contacts/${c.id}/test`))} data-testid="test-contact">Test</button><Sure word="Remove" question="It is told of nothing more." disabled={busy} onSure={() => act(() => send('DELETE', `${base}/contacts/${c.id}`))} /></td>
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
      const made = await send<AddedContact>('POST', `${acting.base}/contacts`, { team: field('team'), kind, target: field('target'), severity: field('severity') });
      const team = teams.items.find((t) => t.id === field('team'))?.name ?? '';
      form.reset();
      if (made.secret !== null) show({ title: `Signing key of “${team}”`, text: made.secret, note: 'Standard Webhooks, HMAC-SHA256. Copy it now: it is not shown again.' });
    });
  };
  return (
    <section className="panel" aria-labelledby="contacts-title">
      <form className="panel-head" onSubmit={add}><h2 id="contacts-title">Contact points</h2><span className="grow" />
        {teams.items.length > 0 && <>
          <select name="team" aria-label="Team" data-testid="contact-team">{teams.items.map((t) => <option key={t.id} value={t.id}>{t.name}</option>)}</select>
          <select value={kind} onChange={(e) => setKind(e.target.value as Channel)} aria-label="Told by" data-testid="contact-kind"><option value="webhook">{channelWord.webhook}</option><option value="email" disabled={!list.email}>{channelWord.email}</option></select>
          {kind === 'webhook' ? <input name="target" type="url" required maxLength={500} placeholder="https://…" aria-label="Webhook address" autoComplete="off" /> : <input name="target" type="email" required maxLength={254} placeholder="team@hospital.org" aria-label="Mail address" autoComplete="off" />}
          <select name="severity" defaultValue="act" aria-label="Told of"><option value="act">{severityWord.act}</option><option value="review">{severityWord.review}</option></select>
          <button type="submit" className="button" disabled={acting.busy} data-testid="add-contact">Add</button></>}</form>
      <p className="quiet pad small">One notice for each patient and draw, to the contact points of the patient’s team. It holds no patient’s data: how severe, how many alerts, and a link that asks to sign in.
        {!list.email && <> E-mail is off: whoever runs this installation sets <code>CLONEWATCH_SMTP_URL</code> and <code>CLONEWATCH_PUBLIC_URL</code>.</>}</p>
      {list.items.length === 0 ? <p className="quiet pad">Nobody is told outside the page.</p> : (
        <table className="table" aria-label="Contact points"><thead><tr><th scope="col">Team</th><th scope="col">By</th><th scope="col">Address</th><th scope="col">Told of</th><th scope="col">Last delivered</th><th scope="col" className="number">Waiting</th><th scope="col" className="number">Not delivered</th><th scope="col"><span className="hidden">Actions</span></th></tr></thead>
          <tbody>{list.items.map((c) => <ContactRow key={c.id} contact={c} show={show} {...acting} />)}</tbody></table>
      )}
    </section>
  );
}

function Deliveries({ base, act, busy }: Props): ReactNode {
  const list = useQuery({ queryKey: ['admin', 'deliveries', base], queryFn: () => get<{ items: WireDelivery[] }>(`${base}/deliveries`), refetchInterval: (q) => (q.state.data?.items.some((d) => d.state === 'waiting') ? 2000 : 30_000) });
  if (!list.data || list.data.items.length === 0) return null;
  return (
    <section className="panel" aria-labelledby="deliveries-title"><div className="panel-head"><h2 id="deliveries-title">Deliveries</h2></div>
      <table className="table" aria-label="Deliveries">
        <thead><tr><th scope="col">Made</th><th scope="col">To</th><th scope="col">By</th><th scope="col">What</th><th scope="col">State</th><th scope="col" className="number">Attempts</th><th scope="col">Last answer</th><th scope="col">Delivered or next</th><th scope="col"><span className="hidden">Actions</span></th></tr></thead>
        <tbody>{list.data.items.slice(0, 20).map((d) => (
          <tr key={d.id} data-delivery={d.state}>
            <td><When at={d.created_at} /></td><td className="ellipsis" title={d.target}>{d.team}</td><td>{channelWord[d.kind]}</td><td>{d.test ? 'Test' : `${d.severity}, ${count(d.alerts ?? 0)} ${d.alerts === 1 ? 'alert' : 'alerts'}`}</td>
            <td>{d.state === 'dead' ? <strong className="overdue">{stateWord.dead}</strong> : stateWord[d.state]}</td><td className="number">{count(d.attempts)}</td>
            <td className="reason">{d.last_error ?? (d.last_status === null ? <span className="quiet">–</span> : d.last_status)}</td><td><When at={d.delivered_at ?? d.next_at} /></td>
            <td className="row-actions">{d.state === 'dead' && <button type="button" className="link" disabled={busy} onClick={() => act(() => send('POST', `${base}/deliveries/${d.id}/retry`))}>Send again</button>}</td>
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
      <div className="page-head"><h1>Notices and teams</h1><p className="quiet">{me.sites.find((s) => s.code === site)?.name} · <Link to={`/admin?site=${encodeURIComponent(site ?? '')}`}>Administration</Link></p></div>
      {error && <p className="stale" role="alert">{error}</p>}
      {secret && <ShownOnce secret={secret} onClose={() => acting.show(null)} />}
      {!mine ? <p className="state">You do not administer this site. Choose one you do at the top right.</p>
        : failed ? <Failure title="Notices could not be loaded" detail={failed.error?.message} again={() => { void teams.refetch(); void contacts.refetch(); }} />
          : !teams.data || !contacts.data ? <Loading what="notices" />
            : <><Teams teams={teams.data} {...parts} /><Contacts key={site} teams={teams.data} list={contacts.data} {...parts} /><Deliveries {...parts} /></>}
    </main>
  );
}
