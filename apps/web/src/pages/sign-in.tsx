import { useState, type FormEvent, type ReactNode } from 'react';
import { useNavigate, useSearchParams } from 'react-router';
import { ApiError, queries, signIn } from '../api.js';
import { Legal } from '../legal.js';

/** Only a path of this site is followed after signing in. */
export const safePath = (to: string | null): string => (to !== null && /^\/(?![/\\])/.test(to) ? to : '/');

const endedWord: Readonly<Record<string, string>> = { idle: 'You were signed out after 15 minutes without input.', session: 'Your session has ended. Sign in again.' };

export function SignInPage(): ReactNode {
  const navigate = useNavigate();
  const [search] = useSearchParams();
  const [way, setWay] = useState<'account' | 'token'>('account');
  const ended = endedWord[search.get('ended') ?? ''];
  const [error, setError] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const submit = (e: FormEvent<HTMLFormElement>): void => {
    e.preventDefault();
    const data = new FormData(e.currentTarget);
    const field = (name: string): string => { const v = data.get(name); return typeof v === 'string' ? v : ''; };
    setBusy(true);
    setError(null);
    signIn(way === 'account' ? { email: field('email').trim(), password: field('password') } : { token: field('token').trim() })
      .then(() => {
        queries.clear();
        return navigate(safePath(search.get('to')));
      })
      .catch((cause: unknown) => setError(cause instanceof ApiError ? cause.message : 'Signing in did not work. Try again.'))
      .finally(() => setBusy(false));
  };
  return (
    <main className="signin">
      <div className="signin-box">
        <p className="wordmark"><img src="/favicon.svg" alt="" width="22" height="22" />Clonewatch</p>
        <h1>Sign in</h1>
        {ended && <p className="quiet" role="status" data-testid="ended">{ended}</p>}
        <div className="segmented" role="group" aria-label="Way to sign in">
          <button type="button" aria-pressed={way === 'account'} onClick={() => { setWay('account'); setError(null); }}>Account</button>
          <button type="button" aria-pressed={way === 'token'} onClick={() => { setWay('token'); setError(null); }}>API token</button>
        </div>
        <form onSubmit={submit}>
          {way === 'account' ? (
            <>
              <label>E-mail<input name="email" type="email" autoComplete="username" required autoFocus maxLength={254} /></label>
              <label>Password<input name="password" type="password" autoComplete="current-password" required maxLength={1024} /></label>
            </>
          ) : <label>Token<textarea name="token" rows={3} required autoFocus spellCheck={false} autoComplete="off" maxLength={256} placeholder="cw_…" /></label>}
          {error && <p className="form-error" role="alert">{error}</p>}
          <button type="submit" className="button primary" disabled={busy}>{busy ? 'Signing in…' : 'Sign in'}</button>
        </form>
      </div>
      <Legal />
    </main>
  );
}
