import { useState, type FormEvent, type ReactNode } from 'react';
import { useNavigate, useSearchParams } from 'react-router';
import { ApiError, queries, signIn } from '../api.js';
import { t } from '@clonewatch/words';
import { LanguageSwitch } from '../language.js';
import { Legal } from '../legal.js';

/** Only a path of this site is followed after signing in. */
export const safePath = (to: string | null): string => (to !== null && /^\/(?![/\\])/.test(to) ? to : '/');

const endedKey: Readonly<Record<string, 'signIn.idle' | 'signIn.session'>> = { idle: 'signIn.idle', session: 'signIn.session' };

export function SignInPage(): ReactNode {
  const navigate = useNavigate();
  const [search] = useSearchParams();
  const [way, setWay] = useState<'account' | 'token'>('account');
  const ended = endedKey[search.get('ended') ?? ''];
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
      .catch((cause: unknown) => setError(cause instanceof ApiError ? cause.message : t('signIn.failed')))
      .finally(() => setBusy(false));
  };
  return (
    <main className="signin">
      <div className="signin-box">
        <p className="wordmark"><img src="/favicon.svg" alt="" width="22" height="22" />Clonewatch</p>
        <h1>{t('signIn.title')}</h1>
        {ended && <p className="quiet" role="status" data-testid="ended">{t(ended)}</p>}
        <div className="segmented" role="group" aria-label={t('signIn.way')}>
          <button type="button" aria-pressed={way === 'account'} onClick={() => { setWay('account'); setError(null); }}>{t('signIn.account')}</button>
          <button type="button" aria-pressed={way === 'token'} onClick={() => { setWay('token'); setError(null); }}>{t('app.token')}</button>
        </div>
        <form onSubmit={submit}>
          {way === 'account' ? (
            <>
              <label>{t('signIn.email')}<input name="email" type="email" autoComplete="username" required autoFocus maxLength={254} /></label>
              <label>{t('signIn.password')}<input name="password" type="password" autoComplete="current-password" required maxLength={1024} /></label>
            </>
          ) : <label>{t('signIn.token')}<textarea name="token" rows={3} required autoFocus spellCheck={false} autoComplete="off" maxLength={256} placeholder="cw_…" /></label>}
          {error && <p className="form-error" role="alert">{error}</p>}
          <button type="submit" className="button primary" disabled={busy}>{busy ? t('signIn.busy') : t('signIn.title')}</button>
        </form>
      </div>
      <div className="signin-foot"><Legal /><LanguageSwitch /></div>
    </main>
  );
}
