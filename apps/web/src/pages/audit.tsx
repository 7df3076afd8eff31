import { useState, type FormEvent, type ReactNode } from 'react';
import { Link, useSearchParams } from 'react-router';
import { auditActions, auditOutcomeWord, AuditTable, auditPhrase, Failure, Loading, outcomes, Say } from '@clonewatch/ui';
import { t } from '@clonewatch/words';
import { findPatient, useAudit } from '../api.js';
import type { PageProps } from '../app.js';

const filters = ['patient', 'actor', 'action', 'outcome'] as const;
type Filter = (typeof filters)[number];

/** Who has done what: filters and place are in the address, so that a view can be gone back to. */
export function AuditPage({ me, site }: PageProps): ReactNode {
  const [search, setSearch] = useSearchParams();
  const admin = me.sites.some((s) => s.code === site && s.role === 'admin');
  const asked = Object.fromEntries(filters.flatMap((f) => (search.get(f) ? [[f, search.get(f)!]] : []))) as Partial<Record<Filter, string>>;
  const cursor = search.get('cursor');
  const trail = useAudit(admin ? site : null, { ...asked, ...(cursor ? { cursor } : {}) });
  const [wanted, setWanted] = useState('');
  const [missing, setMissing] = useState<string | null>(null);
  const go = (change: Partial<Record<Filter | 'cursor', string | null>>): void => {
    // From the address as it is then: a patient may be found after another filter was chosen.
    const next = new URLSearchParams(window.location.search);
    if (!('cursor' in change)) next.delete('cursor');
    for (const [key, value] of Object.entries(change)) if (value) next.set(key, value); else next.delete(key);
    setSearch(next);
  };
  const choosePatient = async (e: FormEvent): Promise<void> => {
    e.preventDefault();
    const ref = wanted.trim();
    if (ref === '' || site === null) return;
    const id = await findPatient(site, ref).catch(() => null);
    setMissing(id === null ? ref : null);
    if (id !== null) {
      setWanted('');
      go({ patient: id });
    }
  };
  if (!admin) return <main className="page"><h1>{t('audit.title')}</h1><p className="state">{t('audit.adminsOnly')}</p></main>;
  const items = trail.data?.items ?? [];
  const name = items.flatMap((i) => i.patients).find((p) => p.id === asked.patient)?.patient_id;
  const actions = [...new Set([...auditActions, ...items.map((i) => i.action), ...(asked.action ? [asked.action] : [])])];
  const active = filters.filter((f) => asked[f]);
  return (
    <main className="page">
      <div className="page-head"><h1>{t('audit.title')}</h1><p className="quiet"><Say k="audit.what" c={{ code: (x) => <code>{x}</code> }} /></p></div>
      <div className="audit-filters">
        <form onSubmit={(e) => void choosePatient(e)} role="search"><label><span className="hidden">{t('audit.patient')}</span><input type="search" value={wanted} onChange={(e) => setWanted(e.target.value)} placeholder={t('audit.patientHint')} data-testid="audit-patient" /></label></form>
        <label><span className="hidden">{t('audit.action')}</span><select value={asked.action ?? ''} onChange={(e) => go({ action: e.target.value })} data-testid="audit-action"><option value="">{t('audit.everyAction')}</option>{actions.map((a) => <option key={a} value={a}>{auditPhrase({ action: a, details: {} })}</option>)}</select></label>
        <label><span className="hidden">{t('audit.outcome')}</span><select value={asked.outcome ?? ''} onChange={(e) => go({ outcome: e.target.value })} data-testid="audit-outcome"><option value="">{t('audit.everyOutcome')}</option>{outcomes.map((o) => <option key={o} value={o}>{auditOutcomeWord(o)}</option>)}</select></label>
        {asked.patient && <Chip word={t('audit.chipPatient', { id: name ?? asked.patient.slice(0, 8) })} onClear={() => go({ patient: null })} />}
        {asked.actor && <Chip word={t('audit.chipActor', { name: asked.actor })} onClear={() => go({ actor: null })} />}
        {active.length > 0 && <button type="button" className="link" onClick={() => go({ patient: null, actor: null, action: null, outcome: null })}>{t('audit.showAll')}</button>}
        {missing !== null && <span className="quiet" role="status">{t('audit.noPatient', { id: missing })}</span>}
      </div>
      {asked.patient && <p className="quiet small audit-note">{t('audit.note')}</p>}
      {trail.isPending ? <Loading what={t('audit.loading')} />
        : trail.isError ? <Failure title={t('audit.notLoaded')} detail={trail.error.message} again={() => void trail.refetch()} />
          : items.length === 0 ? <p className="state">{t('audit.noMatch')}</p>
            : <div className="panel scroll-x"><AuditTable items={items} patientHref={(id) => `/patients/${id}?site=${encodeURIComponent(site!)}`} onFilter={go} link={(href, text) => <Link to={href}>{text}</Link>} /></div>}
      <p className="pager">{cursor && <button type="button" className="button" onClick={() => go({ cursor: null })}>{t('audit.newest')}</button>}{trail.data?.next && <button type="button" className="button" onClick={() => go({ cursor: trail.data.next })} data-testid="audit-older">{t('audit.older')}</button>}</p>
    </main>
  );
}

function Chip({ word, onClear }: { readonly word: string; readonly onClear: () => void }): ReactNode {
  return <span className="chip">{word}<button type="button" className="link" onClick={onClear} aria-label={t('audit.unfilter', { what: word })}>×</button></span>;
}
