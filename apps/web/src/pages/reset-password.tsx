import { useState, type FormEvent, type ReactNode } from 'react';
import { Link } from 'react-router';
import { ApiError, send } from '../api.js';
import { Say } from '@clonewatch/ui';
import { t } from '@clonewatch/words';
import { Legal } from '../legal.js';

/** Read once and taken out of the address bar: the secret stands in the fragment, which no browser sends. */
function takeToken(): string {
  const token = new URLSearchParams(window.location.hash.slice(1)).get('token') ?? '';
  if (window.location.hash) window.history.replaceState(null, '', window.location.pathname);
  return token;
}

export function ResetPasswordPage(): ReactNode {
  const [token] = useState(takeToken);
  const [done, setDone] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(token === '' ? t('reset.badLink') : null);
  const submit = (e: FormEvent<HTMLFormElement>): void => {
    e.preventDefault();
    const data = new FormData(e.currentTarget);
    const [password, again] = [data.get('password'), data.get('again')];
    if (password !== again) return setError(t('reset.differ'));
    setBusy(true);
    setError(null);
    send('POST', '/password', { token, password })
      .then(() => setDone(true))
      .catch((cause: unknown) => setError(cause instanceof ApiError ? cause.message : t('say.again')))
      .finally(() => setBusy(false));
  };
  return (
    <main className="signin">
      <div className="signin-box">
        <p className="wordmark"><img src="/favicon.svg" alt="" width="22" height="22" />Clonewatch</p>
        <h1>{t('reset.title')}</h1>
        {done ? <p role="status"><Say k="reset.done" c={{ a: (x) => <Link to="/sign-in">{x}</Link> }} /></p> : (
          <form onSubmit={submit}>
            <label>{t('reset.new')}<input name="password" type="password" autoComplete="new-password" required minLength={12} maxLength={1024} autoFocus /></label>
            <label>{t('reset.again')}<input name="again" type="password" autoComplete="new-password" required minLength={12} maxLength={1024} /></label>
            <p className="quiet small">{t('reset.rule')}</p>
            {error && <p className="form-error" role="alert">{error}</p>}
            <button type="submit" className="button primary" disabled={busy || token === ''}>{busy ? t('reset.setting') : t('reset.set')}</button>
          </form>
        )}
      </div>
      <Legal />
    </main>
  );
}
