import { useCallback, useEffect, useRef, useState, type DragEvent, type FormEvent, type ReactNode } from 'react';
import { Link } from 'react-router';
import { count, dateText } from '@clonewatch/charts';
import type { ImportReport } from '@clonewatch/contracts';
import { Failure, ImportCounts, importStateWord, ImportSteps, Loading, ProblemTable, type ImportStep, type Problems } from '@clonewatch/ui';
import { ApiError, queries, sendImport, useImport, useImports } from '../api.js';
import type { PageProps } from '../app.js';
import { ActionDialog, type Ask } from '../dialog.js';
import { change } from '../record-api.js';

interface Job {
  readonly key: number; readonly name: string; readonly site: string; readonly dryRun: boolean; readonly sent: number; readonly report: ImportReport | null; readonly known: boolean;
  readonly error: { readonly message: string; readonly problems: Problems } | null;
}

function PatientLinks({ report }: { readonly report: ImportReport }): ReactNode {
  if (report.patients.length === 0) return null;
  const more = report.counts.patients - report.patients.length;
  return <p className="patient-links">Patients: {report.patients.map((p) => <Link key={p.id} to={`/patients/${p.id}?site=${encodeURIComponent(report.site)}`} data-import-patient={p.patient_id}>{p.patient_id}</Link>)}{more > 0 && <span className="quiet">and {count(more)} more</span>}</p>;
}

/** What a report means in one sentence. */
function said(state: ImportStep, job: Job, report: ImportReport | null): string {
  const refused = report?.problems.some((p) => p.severity === 'error') ?? false;
  if (job.error) return job.error.message;
  if (job.dryRun && report) return refused ? 'Checked only: this file would be refused.' : 'Checked only: this file would be accepted. Nothing was stored.';
  if (state === 'failed') return 'Refused: nothing of this file was stored. Correct the lines below and send it again.';
  if (state === 'evaluated') return job.known ? 'Already here: the same file was imported before.' : 'Stored, and every patient is evaluated.';
  return state === 'stored' ? 'Stored; the patients are being evaluated.' : 'The file is on its way.';
}

function JobCard({ job }: { readonly job: Job }): ReactNode {
  const followed = useImport(job.dryRun ? null : job.report?.id ?? null);
  const report = followed.data ?? job.report;
  const refused = job.error !== null || (report?.problems.some((p) => p.severity === 'error') ?? false);
  const state: ImportStep = refused ? 'failed' : report?.state ?? 'uploading';
  const problems = job.error?.problems ?? report?.problems ?? [];
  const done = report?.state === 'evaluated';
  useEffect(() => {
    if (done) void queries.invalidateQueries({ queryKey: ['patients', job.site] });
    if (done) void queries.invalidateQueries({ queryKey: ['me'] });
  }, [done, job.site]);
  return (
    <article className={`job ${state}`} data-import-state={job.dryRun && !refused && report ? 'checked' : state} data-import-file={job.name}>
      <div className="job-head">
        <h3>{job.name}</h3>
        <span className="quiet">{job.site}{report?.format ? ` · ${report.format}` : ''}{job.dryRun ? ' · check only' : ''}</span>
        {state !== 'failed' && !(job.dryRun && report) && <ImportSteps state={state} percentSent={job.sent * 100} evaluated={report?.evaluated_patients ?? 0} patients={report?.counts.patients ?? 0} />}
      </div>
      {state === 'uploading' && <progress max={1} value={job.sent} aria-label={`Sending ${job.name}`} />}
      <p className={state === 'failed' ? 'outcome failed' : 'outcome'} role="status">{said(state, job, report)}</p>
      {followed.isError && <p className="stale" role="alert">Its progress could not be read ({followed.error.message}).</p>}
      {report && report.counts.rows > 0 && <ImportCounts report={report} />}
      {report && !refused && <PatientLinks report={report} />}
      {problems.length > 0 && <ProblemTable problems={problems} />}
    </article>
  );
}

function Previous({ site, editable, ask }: { readonly site: string; readonly editable: boolean; readonly ask: (ask: Ask) => void }): ReactNode {
  const imports = useImports(site);
  if (imports.isPending) return <Loading what="previous imports" />;
  if (!imports.data) return <Failure title="Previous imports could not be loaded" detail={imports.error?.message} again={() => void imports.refetch()} />;
  if (imports.data.items.length === 0) return <p className="quiet pad">Nothing was imported into this site yet.</p>;
  return (
    <table className="table">
      <thead><tr><th scope="col">File</th><th scope="col">Format</th><th scope="col">When</th><th scope="col">By</th><th scope="col">State</th><th scope="col" className="number">Rows</th><th scope="col" className="number">Patients</th><th scope="col" className="number">Problems</th><th scope="col">Patients of it</th><th scope="col"><span className="hidden">Actions</span></th></tr></thead>
      <tbody>{imports.data.items.map((i) => (
        <tr key={i.id} data-import-row={i.id} data-import-row-state={i.state}>
          <td className="ellipsis" title={i.file_name}>{i.file_name}</td><td>{i.format ?? <span className="quiet">–</span>}</td>
          <td className="nowrap">{i.created_at ? <time dateTime={i.created_at} title={i.created_at}>{dateText(i.created_at.slice(0, 10))} {i.created_at.slice(11, 16)} <span className="quiet">UTC</span></time> : ''}</td>
          <td className="ellipsis">{i.created_by}</td><td><span className={`import-state ${i.state}`}>{importStateWord[i.state]}</span></td>
          <td className="number">{count(i.counts.rows)}</td><td className="number">{count(i.counts.patients)}</td><td className="number">{i.problems.length === 0 ? <span className="quiet">–</span> : count(i.problems.length)}</td>
          <td className="ellipsis">{i.patients.slice(0, 3).map((p) => <Link key={p.id} className="spaced" to={`/patients/${p.id}?site=${encodeURIComponent(i.site)}`}>{p.patient_id}</Link>)}{i.counts.patients > 3 && <span className="quiet">+{count(i.counts.patients - 3)}</span>}</td>
          <td className="nowrap">{editable && (i.state === 'stored' || i.state === 'evaluated') && <button type="button" className="link" data-action="withdraw" onClick={() => ask({
            title: `Withdraw ${i.file_name}`, action: 'Withdraw', fields: [], submit: (v) => change('POST', `/imports/${i.id!}/withdraw`, { reason: v.reason }),
            note: `What it brought leaves the current record of ${count(i.counts.patients)} ${i.counts.patients === 1 ? 'patient' : 'patients'} and stays in the history; alerts that rested on it are retracted with this reason. It can be brought back.`,
          })}>Withdraw</button>}
          {editable && i.state === 'withdrawn' && i.withdrawn && <button type="button" className="link" data-action="reinstate" title={`${i.withdrawn.reason} (${i.withdrawn.actor})`} onClick={() => ask({
            title: `Bring ${i.file_name} back`, action: 'Bring back', fields: [], submit: (v) => change('POST', `/acts/${i.withdrawn!.act}/undo`, { reason: v.reason }), note: 'The stored file goes down the whole path again, as a new import.',
          })}>Bring back</button>}</td>
        </tr>
      ))}</tbody>
    </table>
  );
}

export function ImportsPage({ me, site: shown }: PageProps): ReactNode {
  const writable = me.sites.filter((s) => s.role === 'admin' || s.role === 'clinician');
  const site = shown ?? '';
  const allowed = writable.some((s) => s.code === site);
  const [files, setFiles] = useState<readonly File[]>([]);
  const [manifest, setManifest] = useState<File | null>(null);
  const [dryRun, setDryRun] = useState(false);
  const [over, setOver] = useState(false);
  const [jobs, setJobs] = useState<readonly Job[]>([]);
  const [busy, setBusy] = useState(false);
  const [ask, setAsk] = useState<Ask | null>(null);
  const next = useRef(0);
  const picker = useRef<HTMLInputElement>(null);
  const manifestPicker = useRef<HTMLInputElement>(null);

  const take = useCallback((list: FileList | null) => {
    const all = [...(list ?? [])];
    // A file called manifest goes to its own slot when it comes along with others.
    const slot = all.length > 1 ? all.find((f) => /^manifest\b.*\.csv$/i.test(f.name)) : undefined;
    if (slot) setManifest(slot);
    setFiles(all.filter((f) => f !== slot));
  }, []);
  const drop = (e: DragEvent): void => {
    e.preventDefault();
    setOver(false);
    take(e.dataTransfer.files);
  };
  const change = (key: number, more: Partial<Job>): void => setJobs((js) => js.map((j) => (j.key === key ? { ...j, ...more } : j)));
  const send = async (): Promise<void> => {
    setBusy(true);
    const chosen = files;
    const withManifest = manifest;
    setFiles([]);
    setManifest(null);
    if (picker.current) picker.current.value = '';
    if (manifestPicker.current) manifestPicker.current.value = '';
    for (const file of chosen) {
      const key = next.current++;
      setJobs((js) => [{ key, name: file.name, site, dryRun, sent: 0, report: null, known: false, error: null }, ...js]);
      try {
        const { report, known } = await sendImport({ site, file, manifest: withManifest, dryRun }, (sent) => change(key, { sent }));
        change(key, { report, known, sent: 1 });
      } catch (cause) {
        change(key, { error: cause instanceof ApiError ? { message: cause.message, problems: cause.problems ?? [] } : { message: 'Sending did not work.', problems: [] } });
      }
      void queries.invalidateQueries({ queryKey: ['imports'] });
    }
    setBusy(false);
  };
  const submit = (e: FormEvent): void => {
    e.preventDefault();
    if (files.length > 0 && !busy) void send();
  };
  return (
    <main className="page imports">
      <div className="page-head"><h1>Imports</h1><p className="quiet">Series, treatments, assessments, patients, or a Bio-Rad QuantaSoft plate. The format is recognised from the content.</p></div>
      {!allowed ? <p className="state">You may read this site; importing into it takes a clinician’s or administrator’s role.</p> : (
        <form className="import-form" onSubmit={submit}>
          <div className={`drop${over ? ' over' : ''}`} onDragOver={(e) => { e.preventDefault(); setOver(true); }} onDragLeave={() => setOver(false)} onDrop={drop}>
            <p><strong>{files.length === 0 ? 'Drop files here' : files.map((f) => `${f.name} (${count(Math.max(1, f.size / 1024))} kB)`).join(', ')}</strong></p>
            <label className="button">Choose files<input ref={picker} className="hidden" type="file" multiple data-testid="import-file" onChange={(e) => take(e.target.files)} /></label>
          </div>
          <div className="import-options">
            <label className="manifest"><span>Manifest <span className="quiet">for plates: whose samples, which target is the mutant</span></span>
              <input ref={manifestPicker} type="file" accept=".csv,text/csv" data-testid="import-manifest" onChange={(e) => setManifest(e.target.files?.[0] ?? null)} />
              {manifest && <span className="quiet">{manifest.name}</span>}</label>
            <p>Into <strong>{me.sites.find((s) => s.code === site)?.name ?? site}</strong></p>
            <label className="check"><input type="checkbox" checked={dryRun} onChange={(e) => setDryRun(e.target.checked)} data-testid="import-dry-run" />Check only, store nothing</label>
            <button type="submit" className="button primary" disabled={files.length === 0 || busy} data-testid="import-submit">{busy ? 'Sending…' : dryRun ? 'Check' : 'Import'}{files.length > 1 ? ` ${files.length} files` : ''}</button>
          </div>
        </form>
      )}
      <div className="jobs" aria-live="polite">{jobs.map((j) => <JobCard key={j.key} job={j} />)}</div>
      {site !== '' && <section className="panel" aria-labelledby="previous-title"><h2 id="previous-title">Previous imports</h2><Previous site={site} editable={allowed} ask={setAsk} /></section>}
      {ask && <ActionDialog key={ask.title} ask={ask} onClose={() => setAsk(null)} />}
    </main>
  );
}
