import { useCallback, useEffect, useState, type ReactNode } from 'react';
import { Link, Navigate, NavLink, Route, Routes, useLocation, useNavigate, useSearchParams } from 'react-router';
import type { Me } from '@clonewatch/contracts';
import { Failure, Loading } from '@clonewatch/ui';
import { t } from '@clonewatch/words';
import { useActivity } from './activity.js';
import { ApiError, queries, signOut, tellPresence, useMe } from './api.js';
import { useLive, type LiveState } from './events.js';
import { KeyMap } from './keys.js';
import { LanguageSwitch, useLanguage } from './language.js';
import * as pages from './pages.js';
import { SignInPage } from './pages/sign-in.js';
import { WorkListPage } from './pages/work-list.js';
import { administers, mayOperate } from './roles.js';

/** The site of the address; else `main` when it has patients, else the demonstration, else the first. */
export function chooseSite(me: Me, asked: string | null): string | null {
  const byCode = (code: string | null): Me['sites'][number] | undefined => me.sites.find((s) => s.code === code);
  const main = byCode('main');
  return (byCode(asked) ?? (main && main.patients > 0 ? main : undefined) ?? me.sites.find((s) => s.demo) ?? main ?? me.sites[0])?.code ?? null;
}



function TopBar({ me, site, live }: { readonly me: Me; readonly site: string | null; readonly live: LiveState }): ReactNode {
  const [search] = useSearchParams();
  const navigate = useNavigate();
  const location = useLocation();
  const query = site === null ? '' : `?site=${encodeURIComponent(site)}`;
  const switchTo = (code: string): void => {
    const next = new URLSearchParams(search);
    next.set('site', code);
    // A patient belongs to one site: another site means its work list.
    const path = location.pathname.startsWith('/patients/') ? '/' : location.pathname;
    void navigate(`${path}?${next.toString()}`);
  };
  const leave = (): void => {
    void signOut().catch(() => undefined).then(() => {
      queries.clear();
      void navigate('/sign-in');
    });
  };
  return (
    <nav className="topbar" aria-label={t('app.main')}>
      <Link to={`/${query}`} className="wordmark" title={`v${me.version}`}><img src="/favicon.svg" alt="" width="18" height="18" />Clonewatch</Link>
      <NavLink to={`/${query}`} end>{t('list.title')}</NavLink>
      <NavLink to={`/cohort${query}`}>{t('cohort.title')}</NavLink>
      <NavLink to={`/imports${query}`}>{t('app.imports')}</NavLink>
      <NavLink to={`/outcomes${query}`}>{t('app.outcomes')}</NavLink>
      {me.sites.some(mayOperate) && <NavLink to={`/operations${query}`}>{t('app.operations')}</NavLink>}
      {administers(me) && <NavLink to={`/admin${query}`}>{t('app.admin')}</NavLink>}
      {me.sites.some((s) => s.code === site && s.role === 'admin') && <NavLink to={`/audit${query}`}>{t('app.audit')}</NavLink>}
      <span className="legal">{t('app.legal')}</span>
      <span className={`live ${live}`} role="status" data-live={live} title={t(live === 'live' ? 'app.liveTitle' : 'app.notLiveTitle')}><i aria-hidden="true" /><span className={live === 'live' ? 'hidden' : undefined}>{t(`app.live.${live}`)}</span></span>
      <label className="site"><span className="hidden">{t('app.site')}</span>
        <select value={site ?? ''} onChange={(e) => switchTo(e.target.value)} data-testid="site-select" name="site">
          {me.sites.map((s) => <option key={s.code} value={s.code}>{s.name} ({s.patients})</option>)}
        </select>
      </label>
      <LanguageSwitch />
      <span className="user" title={me.user?.email ?? t('app.tokenTitle')}>{me.user?.email ?? t('app.token')}</span>
      <button type="button" className="link" onClick={leave} data-testid="sign-out">{t('app.signOut')}</button>
    </nav>
  );
}

export interface PageProps { readonly me: Me; readonly site: string | null }

function SignedIn(): ReactNode {
  const me = useMe();
  const [search] = useSearchParams();
  const location = useLocation();
  const live = useLive(me.isSuccess);
  const navigate = useNavigate();
  const leave = useCallback(() => {
    void signOut().catch(() => undefined).then(() => {
      queries.clear();
      void navigate('/sign-in?ended=idle');
    });
  }, [navigate]);
  useActivity(me.isSuccess, leave, tellPresence);
  const [keys, setKeys] = useState(false);
  useEffect(() => {
    const onKey = (e: KeyboardEvent): void => {
      if ((e.target as Element).closest('input, textarea, select')) return;
      if (e.key === '?') setKeys((k) => !k);
      if (e.key === 'Escape') setKeys(false);
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
  if (me.error instanceof ApiError && me.error.status === 401) {
    const to: Record<string, string> = location.pathname === '/' && location.search === '' ? {} : { to: location.pathname + location.search };
    // It was there before: the session has ended. It never was: nobody has signed in yet.
    const query = new URLSearchParams({ ...(me.data ? { ended: 'session' } : {}), ...to }).toString();
    return <Navigate to={`/sign-in${query === '' ? '' : `?${query}`}`} replace />;
  }
  if (me.error) return <main className="page"><Failure title={t('app.unreachable')} detail={me.error.message} again={() => void me.refetch()} /></main>;
  if (!me.data) return <main className="page"><Loading what="Clonewatch" /></main>;
  const site = chooseSite(me.data, search.get('site'));
  const demo = me.data.sites.find((s) => s.code === site)?.demo ?? false;
  return (
    <>
      <TopBar me={me.data} site={site} live={live} />
      {demo && <aside className="banner" aria-label={t('app.kindOfData')} data-testid="demo-banner">{t('app.demo')}</aside>}
      <Routes>
        <Route path="/" element={<WorkListPage me={me.data} site={site} />} />
        <Route path="/patients/:id" element={<pages.patient.Page me={me.data} site={site} />} />
        <Route path="/patients/:id/board" element={<pages.board.Page me={me.data} site={site} />} />
        <Route path="/patients/:id/board/:packet" element={<pages.board.Page me={me.data} site={site} />} />
        <Route path="/admin" element={<pages.admin.Page me={me.data} site={site} />} />
        <Route path="/imports" element={<pages.imports.Page me={me.data} site={site} />} />
        <Route path="/assays" element={<pages.assays.Page me={me.data} site={site} />} />
        <Route path="/operations" element={<pages.operations.Page me={me.data} site={site} />} />
        <Route path="/cohort" element={<pages.cohort.Page me={me.data} site={site} />} />
        <Route path="/outcomes" element={<pages.outcomes.Page me={me.data} site={site} />} />
        <Route path="/back-test" element={<pages.backTest.Page me={me.data} site={site} />} />
        <Route path="/knowledge" element={<pages.knowledge.Page me={me.data} site={site} />} />
        <Route path="/contacts" element={<pages.contacts.Page me={me.data} site={site} />} />
        <Route path="/audit" element={<pages.audit.Page me={me.data} site={site} />} />
        <Route path="*" element={<main className="page"><h1>{t('app.noPage')}</h1><p><Link to="/">{t('say.toWorkList')}</Link></p></main>} />
      </Routes>
      {keys && <KeyMap onClose={() => setKeys(false)} />}
    </>
  );
}

export function App(): ReactNode {
  useLanguage();
  return <Routes><Route path="/sign-in" element={<SignInPage />} /><Route path="/reset-password" element={<pages.resetPassword.Page />} /><Route path="*" element={<SignedIn />} /></Routes>;
}
