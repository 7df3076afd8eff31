import { useState, type FormEvent, type ReactNode } from 'react';
import { Link } from 'react-router';
import { ApiError, send } from '../api.js';
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
  const [error, setError] = useState<string | null>(token === '' ? 'This link is not complete. Copy the whole of it, or ask your administrator for a new one.' : null);
  const submit = (e: FormEvent<HTMLFormElement>): void => {
    e.preventDefault();
    const data = new FormData(e.currentTarget);
    const [password, again] = [data.get('password'), data.get('again')];
    if (password !== again) return setError('The two passwords differ.');
    setBusy(true);
    setError(null);
    send('POST', '/password', { token, password })
      .then(() => setDone(true))
      .catch((cause: unknown) => setError(cause instanceof ApiError ? cause.message : 'This did not work. Try again.'))
      .finally(() => setBusy(false));
  };
  return (
    <main className="signin">
      <div className="signin-box">
        <p className="wordmark"><img src="/favicon.svg" alt="" width="22" height="22" />Clonewatch</p>
        <h1>Set a password</h1>
        {done ? <p role="status">Your password is set, and you are signed out everywhere else. <Link to="/sign-in">Sign in</Link></p> : (
          <form onSubmit={submit}>
            <label>New password<input name="password" type="password" autoComplete="new-password" required minLength={12} maxLength={1024} autoFocus /></label>
            <label>The same again<input name="again" type="password" autoComplete="new-password" required minLength={12} maxLength={1024} /></label>
            <p className="quiet small">At least 12 characters. A few words in a row are good.</p>
            {error && <p className="form-error" role="alert">{error}</p>}
            <button type="submit" className="button primary" disabled={busy || token === ''}>{busy ? 'Setting…' : 'Set password'}</button>
          </form>
        )}
      </div>
      <Legal />
    </main>
  );
}
