import { useState, type FormEvent, type ReactNode } from 'react';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { dateText } from '@clonewatch/charts';
import type { Me, WireAdminSite, WireAdminToken, WireAdminUser } from '@clonewatch/contracts';
import { Failure, Loading } from '@clonewatch/ui';
import { t } from '@clonewatch/words';
import { get, queries, send } from '../api.js';
import type { PageProps } from '../app.js';
import { AlertPolicy } from './alert-policy.js';

type Role = WireAdminUser['role'];
const roleWord: Readonly<Record<Role, string>> = { admin: 'Admin', clinician: 'Clinician', researcher: 'Researcher', read_only: 'Read-only' };
const roles = Object.keys(roleWord) as Role[];

/** What is shown once: a link to hand over, a token to copy. */
export interface Secret { readonly title: string; readonly text: string; readonly note: string }

export interface Acting {
  /** Do it, then show the lists anew; what the server refuses is said in its own words. */
  readonly act: (work: () => Promise<unknown>) => void;
  readonly show: (secret: Secret | null) => void;
  readonly busy: boolean;
}

const base = (site: string): string => `/admin/sites/${encodeURIComponent(site)}`;
const linkOf = (path: string): string => `${window.location.origin}${path}`;
const linkNote = 'Works once, for 24 hours. Hand it over yourself; nothing is mailed, and it is not shown again.';

function When({ at, none }: { readonly at: string | null; readonly none: string }): ReactNode {
  if (at === null) return <span className="quiet">{none}</span>;
  return <time dateTime={at} title={at}>{dateText(at.slice(0, 10))}</time>;
}

function RoleSelect({ value, name, onChange, disabled }: { readonly value?: Role; readonly name: string; readonly onChange?: (role: Role) => void; readonly disabled?: boolean }): ReactNode {
  const options = roles.map((r) => <option key={r} value={r}>{roleWord[r]}</option>);
  if (!onChange) return <select name={name} defaultValue="clinician" aria-label="Role">{options}</select>;
  return <select name={name} value={value} aria-label="Role" disabled={disabled} onChange={(e) => onChange(e.target.value as Role)}>{options}</select>;
}

/** A button that asks once more before it acts. */
export function Sure({ word, question, onSure, disabled }: { readonly word: string; readonly question: string; readonly onSure: () => void; readonly disabled: boolean }): ReactNode {
  const [asked, setAsked] = useState(false);
  if (!asked) return <button type="button" className="link" disabled={disabled} onClick={() => setAsked(true)}>{word}</button>;
  return (
    <span className="sure">{question}
      <button type="button" className="button small" autoFocus onClick={() => { setAsked(false); onSure(); }}>{word}</button>
      <button type="button" className="link" onClick={() => setAsked(false)}>Cancel</button>
    </span>
  );
}

function stateOf(u: WireAdminUser): ReactNode {
  if (u.disabled_at !== null) return <strong>Disabled <When at={u.disabled_at} none="" /></strong>;
  if (!u.has_password) return <span className="quiet">{u.link_until === null ? 'Invited, link expired' : 'Invited'}</span>;
  return 'Active';
}

function UserRow({ user, site, act, show, busy }: { readonly user: WireAdminUser; readonly site: string } & Acting): ReactNode {
  const path = `${base(site)}/users/${user.id}`;
  const link = async (): Promise<void> => {
    const made = await send<{ link: string }>('POST', `${path}/password-link`);
    show({ title: `Link for ${user.email} to set a password`, text: linkOf(made.link), note: linkNote });
  };
  const disabled = user.disabled_at !== null;
  return (
    <tr data-user={user.email}>
      <td className="ellipsis" title={user.email}>{user.email}</td>
      <td><RoleSelect name="role" value={user.role} disabled={busy} onChange={(role) => act(() => send('PUT', `${path}/role`, { role, was: user.role }))} /></td>
      <td className="nowrap"><When at={user.created_at} none="" /></td><td className="nowrap"><When at={user.last_sign_in_at} none="never" /></td><td className="nowrap">{stateOf(user)}</td>
      <td className="row-actions">
        {user.whole_account ? <>
          {!disabled && <button type="button" className="link" disabled={busy} onClick={() => act(link)}>Password link</button>}
          {disabled ? <button type="button" className="link" disabled={busy} onClick={() => act(() => send('PUT', `${path}/disabled`, { disabled: false }))}>Enable</button>
            : <Sure word="Disable" question="Signs out everywhere." disabled={busy} onSure={() => act(() => send('PUT', `${path}/disabled`, { disabled: true }))} />}
        </> : <span className="quiet" title="Only who administers every site of this account may disable it or reset its password">also in another site</span>}
        <Sure word="Remove" question="From this site." disabled={busy} onSure={() => act(() => send('DELETE', path))} />
      </td>
    </tr>
  );
}

const fieldsOf = (e: FormEvent<HTMLFormElement>): ((name: string) => string) => {
  e.preventDefault();
  const data = new FormData(e.currentTarget);
  return (name) => { const v = data.get(name); return typeof v === 'string' ? v.trim() : ''; };
};

function Users({ site, ...acting }: { readonly site: string } & Acting): ReactNode {
  const users = useQuery({ queryKey: ['admin', 'users', site], queryFn: () => get<{ items: WireAdminUser[] }>(`${base(site)}/users`) });
  const invite = (e: FormEvent<HTMLFormElement>): void => {
    const form = e.currentTarget;
    const field = fieldsOf(e);
    acting.act(async () => {
      const made = await send<{ link: string | null }>('POST', `${base(site)}/users`, { email: field('email'), role: field('role') });
      form.reset();
      if (made.link !== null) acting.show({ title: `Link for ${field('email')} to set a password`, text: linkOf(made.link), note: linkNote });
    });
  };
  return (
    <section className="panel" aria-labelledby="users-title">
      <form className="panel-head" onSubmit={invite}><h2 id="users-title">Users</h2>
        <span className="grow" /><input name="email" type="email" required maxLength={254} placeholder="name@hospital.org" aria-label="E-mail" autoComplete="off" /><RoleSelect name="role" />
        <button type="submit" className="button primary" disabled={acting.busy} data-testid="invite">Invite</button></form>
      {users.isPending ? <Loading what="users" /> : !users.data ? <Failure title="Users could not be loaded" detail={users.error?.message} again={() => void users.refetch()} /> : (
        <table className="table"><thead><tr><th scope="col">E-mail</th><th scope="col">Role</th><th scope="col">Created</th><th scope="col">Last sign-in</th><th scope="col">State</th><th scope="col"><span className="hidden">Actions</span></th></tr></thead>
          <tbody>{users.data.items.map((u) => <UserRow key={u.id} user={u} site={site} {...acting} />)}</tbody></table>
      )}
    </section>
  );
}

function Tokens({ site, ...acting }: { readonly site: string } & Acting): ReactNode {
  const tokens = useQuery({ queryKey: ['admin', 'tokens', site], queryFn: () => get<{ items: WireAdminToken[] }>(`${base(site)}/tokens`) });
  const create = (e: FormEvent<HTMLFormElement>): void => {
    const form = e.currentTarget;
    const field = fieldsOf(e);
    acting.act(async () => {
      const made = await send<{ token: string }>('POST', `${base(site)}/tokens`, { name: field('name'), role: field('role'), days: Number(field('days')) });
      form.reset();
      acting.show({ title: `API token “${field('name')}”`, text: made.token, note: 'Copy it now: it is stored only as a hash and not shown again.' });
    });
  };
  return (
    <section className="panel" aria-labelledby="tokens-title">
      <form className="panel-head" onSubmit={create}><h2 id="tokens-title">API tokens</h2>
        <span className="grow" /><input name="name" required maxLength={80} placeholder="What uses it" aria-label="Name of the token" autoComplete="off" /><RoleSelect name="role" />
        <select name="days" defaultValue="365" aria-label="Valid for"><option value="30">30 days</option><option value="90">90 days</option><option value="365">1 year</option></select>
        <button type="submit" className="button" disabled={acting.busy} data-testid="create-token">Create</button></form>
      {tokens.isPending ? <Loading what="tokens" /> : !tokens.data ? <Failure title="Tokens could not be loaded" detail={tokens.error?.message} again={() => void tokens.refetch()} />
        : tokens.data.items.length === 0 ? <p className="quiet pad">No token of this site is valid.</p> : (
          <table className="table"><thead><tr><th scope="col">Name</th><th scope="col">Role</th><th scope="col">Created by</th><th scope="col">Created</th><th scope="col">Last used</th><th scope="col">Expires</th><th scope="col"><span className="hidden">Actions</span></th></tr></thead>
            <tbody>{tokens.data.items.map((t) => (
              <tr key={t.id} data-token={t.name ?? t.id}>
                <td className="ellipsis">{t.name ?? <span className="quiet">made on the command line</span>}</td><td>{roleWord[t.role]}</td><td className="ellipsis" title={t.created_by ?? ''}>{t.created_by ?? <span className="quiet">not recorded</span>}</td>
                <td className="nowrap"><When at={t.created_at} none="" /></td><td className="nowrap"><When at={t.last_used_at} none="never" /></td><td className="nowrap"><When at={t.expires_at} none="" /></td>
                <td className="row-actions"><Sure word="Revoke" question="What uses it stops." disabled={acting.busy} onSure={() => acting.act(() => send('DELETE', `${base(site)}/tokens/${t.id}`))} /></td>
              </tr>
            ))}</tbody></table>
        )}
    </section>
  );
}

function Sites({ mayCreate, act, busy }: { readonly mayCreate: boolean } & Acting): ReactNode {
  const sites = useQuery({ queryKey: ['admin', 'sites'], queryFn: () => get<{ items: WireAdminSite[] }>('/admin/sites') });
  const [renaming, setRenaming] = useState<string | null>(null);
  const create = (e: FormEvent<HTMLFormElement>): void => {
    const form = e.currentTarget;
    const field = fieldsOf(e);
    act(async () => {
      await send('POST', '/admin/sites', { code: field('code'), name: field('name') });
      form.reset();
    });
  };
  const rename = (code: string) => (e: FormEvent<HTMLFormElement>): void => {
    const field = fieldsOf(e);
    setRenaming(null);
    act(() => send('PATCH', base(code), { name: field('name') }));
  };
  return (
    <section className="panel" aria-labelledby="sites-title">
      <form className="panel-head" onSubmit={create}><h2 id="sites-title">Sites you administer</h2><span className="grow" />
        {mayCreate && <><input name="code" required pattern="[a-z0-9][a-z0-9_\-]{0,31}" placeholder="code" title="Lower-case letters, digits, - and _" aria-label="Code of the site" autoComplete="off" />
          <input name="name" required maxLength={80} placeholder="Name" aria-label="Name of the site" autoComplete="off" /><button type="submit" className="button" disabled={busy}>Create site</button></>}</form>
      {sites.isPending ? <Loading what="sites" /> : !sites.data ? <Failure title="Sites could not be loaded" detail={sites.error?.message} again={() => void sites.refetch()} /> : (
        <table className="table"><thead><tr><th scope="col">Name</th><th scope="col">Code</th><th scope="col">Created</th><th scope="col" className="number">Users</th><th scope="col" className="number">Tokens</th><th scope="col"><span className="hidden">Actions</span></th></tr></thead>
          <tbody>{sites.data.items.map((s) => (
            <tr key={s.id} data-site={s.code}>
              <td>{renaming === s.code ? <form className="inline" onSubmit={rename(s.code)}><input name="name" required maxLength={80} defaultValue={s.name} aria-label="New name" autoFocus /><button type="submit" className="button small">Save</button></form> : s.name}</td>
              <td><code>{s.code}</code></td><td className="nowrap"><When at={s.created_at} none="" /></td><td className="number">{s.users}</td><td className="number">{s.tokens}</td>
              <td className="row-actions"><button type="button" className="link" disabled={busy} onClick={() => setRenaming(renaming === s.code ? null : s.code)}>{renaming === s.code ? 'Cancel' : 'Rename'}</button></td>
            </tr>
          ))}</tbody></table>
      )}
    </section>
  );
}

export function ShownOnce({ secret, onClose }: { readonly secret: Secret; readonly onClose: () => void }): ReactNode {
  return (
    <section className="secret" aria-label="Shown once" role="status">
      <div><strong>{secret.title}</strong><span className="quiet">{secret.note}</span></div>
      <input readOnly value={secret.text} aria-label={secret.title} data-testid="secret" onFocus={(e) => e.target.select()} />
      <button type="button" className="button" onClick={() => void navigator.clipboard?.writeText(secret.text)}>Copy</button>
      <button type="button" className="link" onClick={onClose}>Done</button>
    </section>
  );
}

export const administers = (me: Me): boolean => me.sites.some((s) => s.role === 'admin');

/** What the pages of administration share: one thing at a time, what went wrong, and what is shown once. */
export function useActing(): { readonly acting: Acting; readonly error: string | null; readonly secret: Secret | null } {
  const [secret, setSecret] = useState<Secret | null>(null);
  const [error, setError] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const act = (work: () => Promise<unknown>): void => {
    setBusy(true);
    setError(null);
    work().catch((cause: unknown) => setError(cause instanceof Error ? cause.message : 'This did not work.'))
      .finally(() => {
        setBusy(false);
        for (const queryKey of [['admin'], ['me']]) void queries.invalidateQueries({ queryKey });
      });
  };
  return { acting: { act, show: setSecret, busy }, error, secret };
}

export function AdminPage({ me, site }: PageProps): ReactNode {
  const { acting, error, secret } = useActing();
  const here = me.sites.find((s) => s.code === site);
  return (
    <main className="page admin">
      <div className="page-head"><h1>Administration</h1><p className="quiet">{here?.name}{here?.role === 'admin' && <> · <Link to={`/contacts?site=${encodeURIComponent(here.code)}`}>{t('notices.title')}</Link> · <Link to={`/back-test?site=${encodeURIComponent(here.code)}`}>{t('backTest.title')}</Link></>}</p></div>
      {error && <p className="stale" role="alert">{error}</p>}
      {secret && <ShownOnce secret={secret} onClose={() => acting.show(null)} />}
      {here?.role === 'admin' ? <><Users key={here.code} site={here.code} {...acting} /><Tokens key={`${here.code} tokens`} site={here.code} {...acting} /><AlertPolicy key={`${here.code} policy`} site={here.code} /></>
        : <p className="state">You do not administer this site. Choose one you do at the top right.</p>}
      {administers(me) && <Sites mayCreate={me.user !== null && me.sites.some((s) => s.code === 'main' && s.role === 'admin')} {...acting} />}
    </main>
  );
}
