import { useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { t } from '@clonewatch/words';
import type { PatientSummary } from '@clonewatch/contracts';
import { Failure, filterPatients, IntendedUse, Loading, Say, SiteSwitchNote, sortPatients, WorkListTable, type WorkFilter } from '@clonewatch/ui';
import { localToday, usePatients, useSiteSwitch } from '../api.js';
import type { PageProps } from '../app.js';
import { typing, usePageKeys } from '../keys.js';
import { WorkFilters } from '../work-filters.js';

function EmptyList({ site, canImport }: { readonly site: string | null; readonly canImport: boolean }): ReactNode {
  return (
    <section className="empty" data-testid="work-list-empty">
      <h2>{t('list.emptyTitle')}</h2>
      <p>{t('list.emptyWhat')}</p>
      <p><Say k="list.emptyHow" v={{ site: site ?? 'main' }} c={{ a: (x) => (canImport ? <Link to={`/imports?site=${encodeURIComponent(site ?? '')}`}>{x}</Link> : x), code: (x) => <code>{x}</code> }} /></p>
    </section>
  );
}

export function WorkListPage({ me, site }: PageProps): ReactNode {
  const navigate = useNavigate();
  const patients = usePatients(site);
  const siteSwitch = useSiteSwitch(site);
  const [search, setSearch] = useSearchParams();
  const filter = useMemo((): WorkFilter => ({ view: search.get('view') ?? 'all', nosology: search.get('tumour') ?? '', drug: search.get('drug') ?? '', team: search.get('team') ?? '', text: search.get('q') ?? '' }), [search]);
  const ask = (change: Partial<WorkFilter>): void => setSearch((was) => {
    const next = new URLSearchParams(was);
    for (const [field, name] of [['view', 'view'], ['nosology', 'tumour'], ['drug', 'drug'], ['team', 'team'], ['text', 'q']] as const) {
      if (!(field in change)) continue;
      if (change[field] && change[field] !== 'all') next.set(name, change[field]); else next.delete(name);
    }
    return next;
  }, { replace: true });
  const { text } = filter;
  const setText = (q: string): void => ask({ text: q });
  const [selected, setSelected] = useState(-1);
  const box = useRef<HTMLInputElement>(null);
  const sorted = useMemo(() => sortPatients(patients.data?.items ?? []), [patients.data]);
  const shown = useMemo(() => filterPatients(sorted, filter), [sorted, filter]);
  const href = useMemo(() => (p: PatientSummary): string => `/patients/${p.id}?site=${encodeURIComponent(p.site)}`, []);
  const open = useMemo(() => (p: PatientSummary): void => { void navigate(href(p)); }, [navigate, href]);
  const move = (to: number): void => setSelected(Math.max(0, Math.min(shown.length - 1, to)));
  useEffect(() => setSelected(-1), [filter, site]);
  usePageKeys((e) => {
    const find = (e.key === 'k' && (e.ctrlKey || e.metaKey)) || (e.key === '/' && !typing(e));
    if (find) {
      e.preventDefault();
      box.current?.focus();
      box.current?.select();
    } else if (e.key === 'Enter' && shown.length > 0 && (e.target === box.current || (selected >= 0 && (e.target as Element).closest('a, button, input, select') === null))) {
      open(shown[Math.max(0, selected)]!);
    } else if (e.key === 'Escape' && e.target === box.current) {
      setText('');
      box.current?.blur();
    } else if (!typing(e) && !e.ctrlKey && !e.metaKey && !e.altKey) {
      if (e.key === 'j') move(selected + 1);
      if (e.key === 'k') move(selected - 1);
    }
  });
  const role = me.sites.find((s) => s.code === site)?.role;
  const open1 = sorted.filter((p) => p.highest_alert?.state === 'open');
  const overdue = sorted.filter((p) => p.draw_overdue_days !== null).length;
  if (site === null) return <main className="page"><p className="state">{t('list.noSite')}</p></main>;
  return (
    <main className="page">
      <div className="page-head">
        <h1>{t('list.title')}</h1>
        {patients.data && sorted.length > 0 && (
          <p className="quiet">{t('list.sums', { patients: t('list.countPatients', { count: sorted.length }), act: open1.filter((p) => p.highest_alert!.severity === 'act').length, review: open1.filter((p) => p.highest_alert!.severity === 'review').length, overdue })}</p>
        )}
        <label className="find"><span className="hidden">{t('list.find')}</span>
          <input ref={box} type="search" value={text} onChange={(e) => setText(e.target.value)} placeholder={t('list.findHint')} data-testid="find" /><kbd>Ctrl K</kbd></label>
      </div>
      {sorted.length > 0 && <WorkFilters key={site} site={site} person={me.user !== null} patients={sorted} filter={filter} onChange={ask} />}
      {patients.isPending ? <Loading what={t('list.loading')} />
        : patients.isError && !patients.data ? <Failure title={t('list.notLoaded')} detail={patients.error.message} again={() => void patients.refetch()} />
          : sorted.length === 0 ? <EmptyList site={site} canImport={role !== 'read_only' && role !== 'researcher'} />
            : shown.length === 0 ? <p className="state">{text === '' ? t('list.noMatch') : t('list.noMatchText', { text })} <button type="button" className="link" onClick={() => ask({ view: 'all', nosology: '', drug: '', team: '', text: '' })}>{t('list.showAll')}</button></p>
              : <WorkListTable items={shown} selected={selected} today={localToday()} href={href} onOpen={open} />}
      {patients.isError && patients.data && <p className="stale" role="alert">{t('list.notRefreshed', { why: patients.error.message })}</p>}
      {sorted.length > 0 && <><SiteSwitchNote site={siteSwitch.data} /><IntendedUse /></>}
      {patients.data?.more && <p className="quiet">{t('list.first', { count: sorted.length })}</p>}
    </main>
  );
}
