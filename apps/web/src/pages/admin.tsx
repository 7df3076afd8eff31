import { useState, type FormEvent, type ReactNode } from 'react';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import type { WireAdminSite, WireAdminToken, WireAdminUser } from '@clonewatch/contracts';
import { Failure, Loading, Say } from '@clonewatch/ui';
import { dateText, t } from '@clonewatch/words';
import { get, queries, send } from '../api.js';
import type { PageProps } from '../app.js';
import { administers } from '../roles.js';
import { LocalValidation } from './local-validation.js';
import { AlertPolicy } from './alert-policy.js';

type Role = WireAdminUser['role'];
const roles: readonly Role[] = ['admin', 'clinician', 'researcher', 'read_only'];
const roleWord = (role: Role): string => t(`adm.role.${role}`);

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
const linkOfUser = (email: string, link: string): Secret => ({ title: t('adm.linkTitle', { email }), text: linkOf(link), note: t('adm.linkNote') });

function When({ at, none }: { readonly at: string | null; readonly none: string }): ReactNode {
  if (at === null) return <span className="quiet">{none}</span>;
  return <time dateTime={at} title={at}>{dateText(at.slice(0, 10))}</time>;
}

function RoleSelect({ value, name, onChange, disabled }: { readonly value?: Role; readonly name: string; readonly onChange?: (role: Role) => void; readonly disabled?: boolean }): ReactNode {
  const options = roles.map((r) => <option key={r} value={r}>{roleWord(r)}</option>);
  if (!onChange) return <select name={name} defaultValue="clinician" aria-label={t('adm.role')}>{options}</select>;
  return <select name={name} value={value} aria-label={t('adm.role')} disabled={disabled} onChange={(e) => onChange(e.target.value as Role)}>{options}</select>;
}

/** A button that asks once more before it acts. */
export function Sure({ word, question, onSure, disabled }: { readonly word: string; readonly question: string; readonly onSure: () => void; readonly disabled: boolean }): ReactNode {
  const [asked, setAsked] = useState(false);
  if (!asked) return <button type="button" className="link" disabled={disabled} onClick={() => setAsked(true)}>{word}</button>;
  return (
    <span className="sure">{question}
      <button type="button" className="button small" autoFocus onClick={() => { setAsked(false); onSure(); }}>{word}</button>
      <button type="button" className="link" onClick={() => setAsked(false)}>{t('say.cancel')}</button>
    </span>
  );
}

function stateOf(u: WireAdminUser): ReactNode {
  if (u.disabled_at !== null) return <strong><Say k="adm.disabledOn" v={{ day: dateText(u.disabled_at.slice(0, 10)) }} c={{ t: (x) => <time dateTime={u.disabled_at!} title={u.disabled_at!}>{x}</time> }} /></strong>;
  if (!u.has_password) return <span className="quiet">{t(u.link_until === null ? 'adm.inviteExpired' : 'adm.invited')}</span>;
  return t('adm.active');
}

function UserRow({ user, site, act, show, busy }: { readonly user: WireAdminUser; readonly site: string } & Acting): ReactNode {
  const path = `${base(site)}/users/${user.id}`;
  const link = async (): Promise<void> => {
    const made = await send<{ link: string }>('POST', `${path}/password-link`);
    show(linkOfUser(user.email, made.link));
  };
  const disabled = user.disabled_at !== null;
  return (
    <tr data-user={user.email}>
      <td className="ellipsis" title={user.email}>{user.email}</td>
      <td><RoleSelect name="role" value={user.role} disabled={busy} onChange={(role) => act(() => send('PUT', `${path}/role`, { role, was: user.role }))} /></td>
      <td className="nowrap"><When at={user.created_at} none="" /></td><td className="nowrap"><When at={user.last_sign_in_at} none={t('adm.never')} /></td><td className="nowrap">{stateOf(user)}</td>
      <td className="row-actions">
        {user.whole_account ? <>
          {!disabled && <button type="button" className="link" disabled={busy} onClick={() => act(link)}>{t('adm.passwordLink')}</button>}
          {disabled ? <button type="button" className="link" disabled={busy} onClick={() => act(() => send('PUT', `${path}/disabled`, { disabled: false }))}>{t('adm.enable')}</button>
            : <Sure word={t('adm.disable')} question={t('adm.disableAsk')} disabled={busy} onSure={() => act(() => send('PUT', `${path}/disabled`, { disabled: true }))} />}
        </> : <span className="quiet" title={t('adm.elsewhereTitle')}>{t('adm.elsewhere')}</span>}
        <Sure word={t('adm.remove')} question={t('adm.removeAsk')} disabled={busy} onSure={() => act(() => send('DELETE', path))} />
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
      if (made.link !== null) acting.show(linkOfUser(field('email'), made.link));
    });
  };
  return (
    <section className="panel" aria-labelledby="users-title">
      <form className="panel-head" onSubmit={invite}><h2 id="users-title">{t('adm.users')}</h2>
        <span className="grow" /><input name="email" type="email" required maxLength={254} placeholder="name@hospital.org" aria-label={t('adm.email')} autoComplete="off" /><RoleSelect name="role" />
        <button type="submit" className="button primary" disabled={acting.busy} data-testid="invite">{t('adm.invite')}</button></form>
      {users.isPending ? <Loading what={t('adm.usersWhat')} /> : !users.data ? <Failure title={t('adm.usersNotLoaded')} detail={users.error?.message} again={() => void users.refetch()} /> : (
        <table className="table"><thead><tr><th scope="col">{t('adm.email')}</th><th scope="col">{t('adm.role')}</th><th scope="col">{t('adm.created')}</th><th scope="col">{t('adm.lastSignIn')}</th><th scope="col">{t('adm.state')}</th><th scope="col"><span className="hidden">{t('say.actions')}</span></th></tr></thead>
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
      acting.show({ title: t('adm.tokenTitle', { name: field('name') }), text: made.token, note: t('adm.tokenNote') });
    });
  };
  return (
    <section className="panel" aria-labelledby="tokens-title">
      <form className="panel-head" onSubmit={create}><h2 id="tokens-title">{t('adm.tokens')}</h2>
        <span className="grow" /><input name="name" required maxLength={80} placeholder={t('adm.tokenUse')} aria-label={t('adm.tokenName')} autoComplete="off" /><RoleSelect name="role" />
        <select name="days" defaultValue="365" aria-label={t('adm.validFor')}><option value="30">{t('adm.days', { count: 30 })}</option><option value="90">{t('adm.days', { count: 90 })}</option><option value="365">{t('adm.years', { count: 1 })}</option></select>
        <button type="submit" className="button" disabled={acting.busy} data-testid="create-token">{t('adm.create')}</button></form>
      {tokens.isPending ? <Loading what={t('adm.tokensWhat')} /> : !tokens.data ? <Failure title={t('adm.tokensNotLoaded')} detail={tokens.error?.message} again={() => void tokens.refetch()} />
        : tokens.data.items.length === 0 ? <p className="quiet pad">{t('adm.noToken')}</p> : (
          <table className="table"><thead><tr><th scope="col">{t('adm.name')}</th><th scope="col">{t('adm.role')}</th><th scope="col">{t('adm.createdBy')}</th><th scope="col">{t('adm.created')}</th><th scope="col">{t('adm.lastUsed')}</th><th scope="col">{t('adm.expires')}</th><th scope="col"><span className="hidden">{t('say.actions')}</span></th></tr></thead>
            <tbody>{tokens.data.items.map((token) => (
              <tr key={token.id} data-token={token.name ?? token.id}>
                <td className="ellipsis">{token.name ?? <span className="quiet">{t('adm.commandLine')}</span>}</td><td>{roleWord(token.role)}</td><td className="ellipsis" title={token.created_by ?? ''}>{token.created_by ?? <span className="quiet">{t('adm.notRecorded')}</span>}</td>
                <td className="nowrap"><When at={token.created_at} none="" /></td><td className="nowrap"><When at={token.last_used_at} none={t('adm.never')} /></td><td className="nowrap"><When at={token.expires_at} none="" /></td>
                <td className="row-actions"><Sure word={t('adm.revoke')} question={t('adm.revokeAsk')} disabled={acting.busy} onSure={() => acting.act(() => send('DELETE', `${base(site)}/tokens/${token.id}`))} /></td>
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
      <form className="panel-head" onSubmit={create}><h2 id="sites-title">{t('adm.sites')}</h2><span className="grow" />
        {mayCreate && <><input name="code" required pattern="[a-z0-9][a-z0-9_\-]{0,31}" placeholder={t('adm.codeHolder')} title={t('adm.codeTitle')} aria-label={t('adm.siteCode')} autoComplete="off" />
          <input name="name" required maxLength={80} placeholder={t('adm.name')} aria-label={t('adm.siteName')} autoComplete="off" /><button type="submit" className="button" disabled={busy}>{t('adm.createSite')}</button></>}</form>
      {sites.isPending ? <Loading what={t('adm.sitesWhat')} /> : !sites.data ? <Failure title={t('adm.sitesNotLoaded')} detail={sites.error?.message} again={() => void sites.refetch()} /> : (
        <table className="table"><thead><tr><th scope="col">{t('adm.name')}</th><th scope="col">{t('adm.code')}</th><th scope="col">{t('adm.created')}</th><th scope="col" className="number">{t('adm.users')}</th><th scope="col" className="number">{t('adm.tokensHead')}</th><th scope="col"><span className="hidden">{t('say.actions')}</span></th></tr></thead>
          <tbody>{sites.data.items.map((s) => (
            <tr key={s.id} data-site={s.code}>
              <td>{renaming === s.code ? <form className="inline" onSubmit={rename(s.code)}><input name="name" required maxLength={80} defaultValue={s.name} aria-label={t('adm.newName')} autoFocus /><button type="submit" className="button small">{t('say.save')}</button></form> : s.name}</td>
              <td><code>{s.code}</code></td><td className="nowrap"><When at={s.created_at} none="" /></td><td className="number">{s.users}</td><td className="number">{s.tokens}</td>
              <td className="row-actions"><button type="button" className="link" disabled={busy} onClick={() => setRenaming(renaming === s.code ? null : s.code)}>{t(renaming === s.code ? 'say.cancel' : 'adm.rename')}</button></td>
            </tr>
          ))}</tbody></table>
      )}
    </section>
  );
}

export function ShownOnce({ secret, onClose }: { readonly secret: Secret; readonly onClose: () => void }): ReactNode {
  return (
    <section className="secret" aria-label={t('adm.shownOnce')} role="status">
      <div><strong>{secret.title}</strong><span className="quiet">{secret.note}</span></div>
      <input readOnly value={secret.text} aria-label={secret.title} data-testid="secret" onFocus={(e) => e.target.select()} />
      <button type="button" className="button" onClick={() => void navigator.clipboard?.writeText(secret.text)}>{t('adm.copy')}</button>
      <button type="button" className="link" onClick={onClose}>{t('adm.done')}</button>
    </section>
  );
}

/** What the pages of administration share: one thing at a time, what went wrong, and what is shown once. */
export function useActing(): { readonly acting: Acting; readonly error: string | null; readonly secret: Secret | null } {
  const [secret, setSecret] = useState<Secret | null>(null);
  const [error, setError] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const act = (work: () => Promise<unknown>): void => {
    setBusy(true);
    setError(null);
    work().catch((cause: unknown) => setError(cause instanceof Error ? cause.message : t('adm.failed')))
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
      <div className="page-head"><h1>{t('adm.title')}</h1><p className="quiet">{here?.name}{here?.role === 'admin' && <> · <Link to={`/contacts?site=${encodeURIComponent(here.code)}`}>{t('notices.title')}</Link> · <Link to={`/back-test?site=${encodeURIComponent(here.code)}`}>{t('backTest.title')}</Link> · <Link to={`/knowledge?site=${encodeURIComponent(here.code)}`}>{t('know.title')}</Link></>}</p></div>
      {error && <p className="stale" role="alert">{error}</p>}
      {secret && <ShownOnce secret={secret} onClose={() => acting.show(null)} />}
      {here?.role === 'admin' ? <><Users key={here.code} site={here.code} {...acting} /><Tokens key={`${here.code} tokens`} site={here.code} {...acting} /><AlertPolicy key={`${here.code} policy`} site={here.code} /><LocalValidation key={`${here.code} validation`} site={here.code} person={me.user !== null} /></>
        : <p className="state">{t('adm.notYours')}</p>}
      {administers(me) && <Sites mayCreate={me.user !== null && me.sites.some((s) => s.code === 'main' && s.role === 'admin')} {...acting} />}
    </main>
  );
}
