import { useRef, useState, type DragEvent, type ReactNode } from 'react';
import { Link } from 'react-router';
import { count, dateText, formatName, t } from '@clonewatch/words';
import { Failure, importStateWord, Loading, Say } from '@clonewatch/ui';
import { useAssays, useImports } from '../api.js';
import type { PageProps } from '../app.js';
import { ActionDialog, type Ask } from '../dialog.js';
import { DraftCard } from '../import/draft-card.js';
import { ready, useDrafts } from '../import/drafts.js';
import { change } from '../record-api.js';

function Previous({ site, editable, ask }: { readonly site: string; readonly editable: boolean; readonly ask: (ask: Ask) => void }): ReactNode {
  const imports = useImports(site);
  if (imports.isPending) return <Loading what={t('imp.loadingPrevious')} />;
  if (!imports.data) return <Failure title={t('imp.previousNotLoaded')} detail={imports.error?.message} again={() => void imports.refetch()} />;
  if (imports.data.items.length === 0) return <p className="quiet pad">{t('imp.nonePrevious')}</p>;
  return (
    <table className="table">
      <thead><tr><th scope="col">{t('ops.file')}</th><th scope="col">{t('imp.format')}</th><th scope="col">{t('ops.when')}</th><th scope="col">{t('ops.by')}</th><th scope="col">{t('imp.state')}</th><th scope="col" className="number">{t('imp.rows')}</th><th scope="col" className="number">{t('imp.patients')}</th><th scope="col" className="number">{t('ops.problems')}</th><th scope="col">{t('imp.patientsOf')}</th><th scope="col"><span className="hidden">{t('say.actions')}</span></th></tr></thead>
      <tbody>{imports.data.items.map((i) => (
        <tr key={i.id} data-import-row={i.id} data-import-row-state={i.state}>
          <td className="ellipsis" title={i.file_name}>{i.file_name}</td><td className="ellipsis" title={i.format ?? undefined}>{i.format ? formatName(i.format) : <span className="quiet">–</span>}</td>
          <td className="nowrap">{i.created_at ? <time dateTime={i.created_at} title={i.created_at}>{dateText(i.created_at.slice(0, 10))} {i.created_at.slice(11, 16)} <span className="quiet">UTC</span></time> : ''}</td>
          <td className="ellipsis">{i.created_by === 'service' ? t('audit.system') : i.created_by}</td><td><span className={`import-state ${i.state}`}>{importStateWord(i.state)}</span></td>
          <td className="number">{count(i.counts.rows)}</td><td className="number">{count(i.counts.patients)}</td><td className="number">{i.problems.length === 0 ? <span className="quiet">–</span> : count(i.problems.length)}</td>
          <td className="ellipsis">{i.patients.slice(0, 3).map((p) => <Link key={p.id} className="spaced" to={`/patients/${p.id}?site=${encodeURIComponent(i.site)}`}>{p.patient_id}</Link>)}{i.counts.patients > 3 && <span className="quiet">+{count(i.counts.patients - 3)}</span>}</td>
          <td className="nowrap">{editable && (i.state === 'stored' || i.state === 'evaluated') && <button type="button" className="link" data-action="withdraw" onClick={() => ask({
            title: t('imp.withdrawTitle', { file: i.file_name }), action: t('imp.withdraw'), fields: [], submit: (v) => change('POST', `/imports/${i.id!}/withdraw`, { reason: v.reason }),
            note: t('imp.withdrawNote', { count: i.counts.patients }),
          })}>{t('imp.withdraw')}</button>}
          {editable && i.state === 'withdrawn' && i.withdrawn && <button type="button" className="link" data-action="reinstate" title={`${i.withdrawn.reason} (${i.withdrawn.actor})`} onClick={() => ask({
            title: t('imp.bringBackTitle', { file: i.file_name }), action: t('imp.bringBack'), fields: [], submit: (v) => change('POST', `/acts/${i.withdrawn!.act}/undo`, { reason: v.reason }), note: t('imp.bringBackNote'),
          })}>{t('imp.bringBack')}</button>}</td>
        </tr>
      ))}</tbody>
    </table>
  );
}

export function ImportsPage({ me, site: shown }: PageProps): ReactNode {
  const writable = me.sites.filter((s) => s.role === 'admin' || s.role === 'clinician');
  const site = shown ?? '';
  const allowed = writable.some((s) => s.code === site);
  const assays = useAssays(allowed ? site : null).data?.items ?? [];
  const drafts = useDrafts(site, assays);
  const [manifest, setManifest] = useState<{ file: File; text: string } | null>(null);
  const [over, setOver] = useState(false);
  const [ask, setAsk] = useState<Ask | null>(null);
  const picker = useRef<HTMLInputElement>(null);
  const given = useRef<File | null>(null);
  const takeManifest = async (file: File | null): Promise<void> => {
    given.current = file;
    setManifest(file === null ? null : { file, text: await file.text() });
    drafts.again(file);
  };
  const take = async (list: FileList | null): Promise<void> => {
    const all = [...(list ?? [])];
    // A file called manifest goes to its own slot when it comes along with others.
    const slot = all.length > 1 ? all.find((f) => /^manifest\b.*\.csv$/i.test(f.name)) : undefined;
    if (slot) {
      given.current = slot;
      setManifest({ file: slot, text: await slot.text() });
    }
    drafts.add(all.filter((f) => f !== slot), given.current);
    if (picker.current) picker.current.value = '';
  };
  const drop = (e: DragEvent): void => {
    e.preventDefault();
    setOver(false);
    void take(e.dataTransfer.files);
  };
  const open = drafts.drafts.filter(ready);
  const file = manifest?.file ?? null;
  const importAll = async (): Promise<void> => { for (const d of open) await drafts.commit(d.key, file); };
  return (
    <main className="page imports">
      <div className="page-head"><h1>{t('app.imports')}</h1><p className="quiet">{t('imp.intro')}</p><span className="grow" /><Link className="button" to={`/assays?site=${encodeURIComponent(site)}`} data-testid="to-assays">{t('imp.assayProfiles')}</Link></div>
      {!allowed ? <p className="state">{t('imp.readOnly')}</p> : (
        <section className={`import-form${drafts.drafts.length > 0 ? ' small' : ''}`} aria-label={t('imp.filesToImport')}>
          <div className={`drop${over ? ' over' : ''}`} onDragOver={(e) => { e.preventDefault(); setOver(true); }} onDragLeave={() => setOver(false)} onDrop={drop}>
            <p><strong>{t('imp.drop')}</strong></p>
            <label className="button">{t('imp.choose')}<input ref={picker} className="hidden" type="file" multiple data-testid="import-file" onChange={(e) => void take(e.target.files)} /></label>
          </div>
          <div className="import-options">
            <div className="manifest"><span>{t('imp.manifest')} <span className="quiet">{t('imp.manifestHint')}</span></span>
              <span><label className="button small">{t('imp.chooseFile')}<input className="hidden" type="file" accept=".csv,text/csv" aria-label={t('imp.manifest')} data-testid="import-manifest" onChange={(e) => void takeManifest(e.target.files?.[0] ?? null)} /></label> <span className="quiet">{manifest ? manifest.file.name : t('imp.noneChosen')}</span></span></div>
            <p><Say k="imp.into" v={{ site: me.sites.find((s) => s.code === site)?.name ?? site }} c={{ b: (x) => <strong>{x}</strong> }} /></p>
            {open.length > 1 && <button type="button" className="button primary" data-testid="import-submit" onClick={() => void importAll()}>{t('imp.importFiles', { count: open.length })}</button>}
          </div>
        </section>
      )}
      <div className="jobs" aria-live="polite">{drafts.drafts.map((d) => <DraftCard key={d.key} draft={d} drafts={drafts} assays={assays} manifest={file} manifestText={manifest?.text ?? null} site={site} />)}</div>
      {site !== '' && <section className="panel" aria-labelledby="previous-title"><h2 id="previous-title">{t('imp.previous')}</h2><Previous site={site} editable={allowed} ask={setAsk} /></section>}
      {ask && <ActionDialog key={ask.title} ask={ask} onClose={() => setAsk(null)} />}
    </main>
  );
}
