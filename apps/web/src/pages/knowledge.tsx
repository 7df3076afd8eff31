/** Releases of public evidence in a site, and the patients whom a changed level concerns. */
import { useState, type FormEvent, type ReactNode } from 'react';
import { Link } from 'react-router';
import { useQuery } from '@tanstack/react-query';
import type { TakenRelease, WireEvidenceChange, WireEvidenceChanges, WireKnowledgeRelease } from '@clonewatch/contracts';
import { evidenceSays, Failure, Loading } from '@clonewatch/ui';
import { count, dateText, t } from '@clonewatch/words';
import { ApiError, get, queries, request } from '../api.js';
import type { PageProps } from '../app.js';

const siteQuery = (site: string): string => `site=${encodeURIComponent(site)}`;

function Releases({ items }: { readonly items: readonly WireKnowledgeRelease[] }): ReactNode {
  if (items.length === 0) return <p className="pad quiet" data-testid="no-release">{t('know.none')}</p>;
  return (
    <table className="table"><thead><tr><th scope="col">{t('know.release')}</th><th scope="col">{t('know.day')}</th><th scope="col" className="number">{t('know.items')}</th><th scope="col" className="number">{t('know.single')}</th>
      <th scope="col" className="number" title={t('know.unmatchedHint')}>{t('know.compound')}</th><th scope="col" className="number" title={t('know.unmatchedHint')}>{t('know.category')}</th><th scope="col">{t('know.taken')}</th><th scope="col">{t('know.file')}</th></tr></thead>
      <tbody>{items.map((r) => (
        <tr key={r.id} data-release={r.release}><td><strong>{r.release}</strong></td><td className="nowrap">{dateText(r.released_on)}</td><td className="number">{count(r.items)}</td><td className="number">{count(r.readings.single)}</td>
          <td className="number">{count(r.readings.compound)}</td><td className="number">{count(r.readings.category)}</td><td className="nowrap">{dateText(r.imported_at.slice(0, 10))}<div className="quiet small">{r.imported_by}</div></td>
          <td className="small">{r.file_name}<div className="quiet" title={r.sha256}>SHA-256 {r.sha256.slice(0, 16)}</div></td></tr>
      ))}</tbody></table>
  );
}

function Take({ site }: { readonly site: string }): ReactNode {
  const [said, say] = useState<{ text: string; failed: boolean } | null>(null);
  const [busy, setBusy] = useState(false);
  const [file, setFile] = useState<string | null>(null);
  const submit = (e: FormEvent<HTMLFormElement>): void => {
    e.preventDefault();
    const form = e.currentTarget;
    const given = new FormData(form);
    // The file goes last: what is said of it comes before.
    const body = new FormData();
    body.set('site', site);
    for (const name of ['release', 'released_on']) { const v = given.get(name); if (typeof v === 'string' && v.trim() !== '') body.set(name, v.trim()); }
    body.set('file', given.get('file')!);
    setBusy(true);
    request('/knowledge', { method: 'POST', body }).then((r) => r.json() as Promise<TakenRelease>).then((r) => {
      say({ text: r.known ? t('know.known', { release: r.release }) : t('know.takenNow', { release: r.release, items: count(r.items) }), failed: false });
      form.reset();
      setFile(null);
      return queries.invalidateQueries({ queryKey: ['knowledge'] });
    }).catch((error: unknown) => {
      const places = error instanceof ApiError ? (error.problems ?? []).slice(0, 5).map((p) => `${p.line === null ? '' : `${t('know.at', { line: p.line })}: `}${p.message}`) : [];
      say({ text: t('know.refused', { why: places.length > 0 ? places.join('; ') : error instanceof Error ? error.message : String(error) }), failed: true });
    }).finally(() => setBusy(false));
  };
  return (
    <section className="panel" aria-labelledby="take-title"><h2 id="take-title">{t('know.take')}</h2>
      <form className="inline pad" onSubmit={submit} data-testid="take-release">
        <label className="button">{t('imp.chooseFile')}<input className="hidden" type="file" name="file" required accept=".tsv,.txt" aria-label={t('know.file')} onChange={(e) => setFile(e.target.files?.[0]?.name ?? null)} /></label><span className="quiet">{file ?? t('imp.noneChosen')}</span><input name="release" maxLength={80} placeholder={t('know.name')} aria-label={t('know.name')} title={t('know.nameHint')} autoComplete="off" />
        <label className="quiet small">{t('know.day')} <input name="released_on" type="date" title={t('know.dayHint')} /></label><button type="submit" className="button primary" disabled={busy}>{t('know.send')}</button>
      </form>
      <p className="quiet pad small">{t('know.takeHint')}</p>
      {said && <p className={said.failed ? 'pad stale' : 'pad'} role="status" data-testid="release-said">{said.text}</p>}
    </section>
  );
}

function Change({ c, site }: { readonly c: WireEvidenceChange; readonly site: string }): ReactNode {
  const said = (s: WireEvidenceChange['before']): string => `${t('know.level', { x: s.level })} ${evidenceSays(s)}${s.status === 'accepted' ? '' : ` (${s.status})`}`;
  return (
    <tr data-changed={c.evidence_id}><td className="nowrap">EID {c.evidence_id}<div className="quiet small">{c.citation_source === 'PubMed' ? 'PMID' : c.citation_source} {c.citation_id}</div></td><td>{c.profile}</td>
      <td lang="en">{c.disease}<div className="quiet small">{c.therapies.join(', ')}</div></td><td>{said(c.before)}</td><td><strong>{c.after ? said(c.after) : t('know.gone')}</strong></td>
      <td>{c.patients.map((p) => <div key={p.id}><Link to={`/patients/${p.id}?${siteQuery(site)}#mechanisms`}>{p.patient_id}</Link> <span className="quiet small">{p.variants.join(', ')}</span></div>)}</td></tr>
  );
}

function Changes({ answer: a }: { readonly answer: WireEvidenceChanges }): ReactNode {
  const title = a.older && a.newer ? t('know.changes', { older: a.older.release, newer: a.newer.release }) : t('know.changesNone');
  return (
    <section className="panel" aria-labelledby="changes-title" data-testid="evidence-changes"><h2 id="changes-title">{title}</h2>
      {a.older && a.newer && <p className="pad small">{a.items.length === 0 ? t('know.noneConcerned', { n: count(a.changed) }) : t('know.changedOf', { n: count(a.items.length), m: count(a.changed) })}</p>}
      {a.items.length > 0 && <table className="table"><thead><tr>{(['item', 'change', 'disease', 'before', 'after', 'patients'] as const).map((k) => <th scope="col" key={k}>{t(`know.${k}`)}</th>)}</tr></thead>
        <tbody>{a.items.map((c) => <Change key={c.evidence_id} c={c} site={a.site} />)}</tbody></table>}
    </section>
  );
}

export function KnowledgePage({ me, site }: PageProps): ReactNode {
  const releases = useQuery({ queryKey: ['knowledge', site, 'releases'], queryFn: () => get<{ items: WireKnowledgeRelease[] }>(`/knowledge?${siteQuery(site!)}`), enabled: site !== null });
  // Each look at the patients concerned is an event of the audit trail: fetched when the page opens, never by itself.
  const changes = useQuery({ queryKey: ['knowledge', site, 'changes'], queryFn: () => get<{ items: WireEvidenceChanges[] }>(`/knowledge/changes?${siteQuery(site!)}`), enabled: site !== null, staleTime: Infinity, refetchOnWindowFocus: false });
  return (
    <main className="page">
      <div className="page-head"><h1>{t('know.title')}</h1><p className="quiet">{t('know.what')}</p></div>
      {releases.isPending ? <Loading what={t('know.loading')} /> : !releases.data ? <Failure title={t('know.notLoaded')} detail={releases.error?.message} again={() => void releases.refetch()} />
        : <section className="panel" aria-label={t('know.releases')}><Releases items={releases.data.items} /></section>}
      {me.sites.some((s) => s.code === site && s.role === 'admin') && <Take site={site!} />}
      {changes.isError ? <Failure title={t('know.changesNotLoaded')} detail={changes.error.message} again={() => void changes.refetch()} /> : changes.data?.items.map((a) => <Changes key={a.site} answer={a} />)}
    </main>
  );
}
