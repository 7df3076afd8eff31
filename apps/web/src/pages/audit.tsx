import { useState, type FormEvent, type ReactNode } from 'react';
import { Link, useSearchParams } from 'react-router';
import { AuditTable, auditPhrase, auditWord, Failure, Loading, outcomeWord } from '@clonewatch/ui';
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
  if (!admin) return <main className="page"><h1>Audit trail</h1><p className="state">The audit trail of this site is open to its administrators.</p></main>;
  const items = trail.data?.items ?? [];
  const name = items.flatMap((i) => i.patients).find((p) => p.id === asked.patient)?.patient_id;
  const actions = [...new Set([...Object.keys(auditWord), ...items.map((i) => i.action), ...(asked.action ? [asked.action] : [])])];
  const active = filters.filter((f) => asked[f]);
  return (
    <main className="page">
      <div className="page-head"><h1>Audit trail</h1><p className="quiet">Every read and write of patient data in this site, newest first. Append-only; <code>clonewatch verify-audit</code> recomputes the chain.</p></div>
      <div className="audit-filters">
        <form onSubmit={(e) => void choosePatient(e)} role="search"><label><span className="hidden">Patient</span><input type="search" value={wanted} onChange={(e) => setWanted(e.target.value)} placeholder="Patient…" data-testid="audit-patient" /></label></form>
        <label><span className="hidden">Action</span><select value={asked.action ?? ''} onChange={(e) => go({ action: e.target.value })} data-testid="audit-action"><option value="">Every action</option>{actions.map((a) => <option key={a} value={a}>{auditPhrase({ action: a, details: {} })}</option>)}</select></label>
        <label><span className="hidden">Outcome</span><select value={asked.outcome ?? ''} onChange={(e) => go({ outcome: e.target.value })} data-testid="audit-outcome"><option value="">Every outcome</option>{Object.entries(outcomeWord).map(([o, word]) => <option key={o} value={o}>{word}</option>)}</select></label>
        {asked.patient && <Chip word={`Patient ${name ?? asked.patient.slice(0, 8)}`} onClear={() => go({ patient: null })} />}
        {asked.actor && <Chip word={`By ${asked.actor}`} onClear={() => go({ actor: null })} />}
        {active.length > 0 && <button type="button" className="link" onClick={() => go({ patient: null, actor: null, action: null, outcome: null })}>Show everything</button>}
        {missing !== null && <span className="quiet" role="status">No patient “{missing}” in this site.</span>}
      </div>
      {asked.patient && <p className="quiet small audit-note">What touched this record, and what touched every record of the site.</p>}
      {trail.isPending ? <Loading what="the trail" />
        : trail.isError ? <Failure title="The audit trail could not be loaded" detail={trail.error.message} again={() => void trail.refetch()} />
          : items.length === 0 ? <p className="state">No event matches.</p>
            : <div className="panel scroll-x"><AuditTable items={items} patientHref={(id) => `/patients/${id}?site=${encodeURIComponent(site!)}`} onFilter={go} link={(href, text) => <Link to={href}>{text}</Link>} /></div>}
      <p className="pager">{cursor && <button type="button" className="button" onClick={() => go({ cursor: null })}>Newest</button>}{trail.data?.next && <button type="button" className="button" onClick={() => go({ cursor: trail.data.next })} data-testid="audit-older">Older</button>}</p>
    </main>
  );
}

function Chip({ word, onClear }: { readonly word: string; readonly onClear: () => void }): ReactNode {
  return <span className="chip">{word}<button type="button" className="link" onClick={onClear} aria-label={`Do not filter: ${word}`}>×</button></span>;
}
