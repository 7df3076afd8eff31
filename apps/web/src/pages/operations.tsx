/** Whether everything runs, what failed for good, and the buttons that try it again or leave it. */
import { useState, type ReactNode } from 'react';
import { useMutation } from '@tanstack/react-query';
import { Link } from 'react-router';
import { count, dateText } from '@clonewatch/charts';
import type { ImportReport, Job, Me, Operations } from '@clonewatch/contracts';
import { Failure, healthWord, jobWord, Loading, queueWord } from '@clonewatch/ui';
import { dismissJob, queries, retryJob, useDismissedJobs, useFailedImports, useFailedJobs, useOperations } from '../api.js';
import type { PageProps } from '../app.js';
import { ActionDialog, type Ask } from '../dialog.js';

export const mayOperate = (site: Me['sites'][number]): boolean => site.role === 'admin' || site.role === 'clinician';

const statusWord = { ok: 'Everything runs', degraded: 'Needs attention', unavailable: 'Does not work' } as const;

function When({ at }: { readonly at: string }): ReactNode {
  return <time dateTime={at} title={at} className="nowrap">{dateText(at.slice(0, 10))} {at.slice(11, 16)} <span className="quiet">UTC</span></time>;
}

function Reasons({ report }: { readonly report: Operations }): ReactNode {
  return (
    <div className="health" data-health={report.status}>
      <p className={`health-status ${report.status}`} role="status">{statusWord[report.status]}</p>
      <ul>{report.reasons.map((r) => <li key={r} data-reason={r}><strong>{healthWord[r].what}</strong> <span className="quiet">{healthWord[r].help}</span></li>)}</ul>
      <p className="quiet small">All sites together: {count(report.jobs.waiting)} waiting, {count(report.jobs.failed)} failed for good{report.oldest_waiting_seconds === null ? '' : `; the oldest waits ${count(report.oldest_waiting_seconds)} s`}.</p>
    </div>
  );
}

function Workers({ workers }: { readonly workers: Operations['workers'] }): ReactNode {
  if (workers.length === 0) return <p className="pad">No worker has been heard of lately.</p>;
  return (
    <table className="table">
      <thead><tr><th scope="col">Worker since</th><th scope="col">Queue</th><th scope="col">Queue answers</th><th scope="col" className="number">Last heard</th><th scope="col">Version</th></tr></thead>
      <tbody>{workers.map((w) => (
        <tr key={w.started_at}>
          <td><When at={w.started_at} /></td><td>{queueWord[w.queue]}</td><td>{w.queue_answers ? 'Yes' : <strong className="overdue">No</strong>}</td>
          <td className="number">{count(w.last_heard_seconds)} s ago</td><td>v{w.version}</td>
        </tr>
      ))}</tbody>
    </table>
  );
}

/** What the job is about: a link to the patient, or the id to give to the operator. */
function About({ job }: { readonly job: Job }): ReactNode {
  if (job.patient) return <Link to={`/patients/${job.patient}?site=${encodeURIComponent(job.site)}`}>Open the patient</Link>;
  return <code title="Id of the import">{job.import_id ?? job.id}</code>;
}

const refresh = (): Promise<unknown> => Promise.all(['jobs', 'imports', 'operations', 'patients'].map((key) => queries.invalidateQueries({ queryKey: [key] })));

/** What it means to leave a job undone, before it is done. */
const dismissal = (job: Job): Ask => ({
  title: `Leave undone: ${jobWord[job.job].toLowerCase()}`, action: 'Dismiss', fields: [], submit: ({ reason }) => dismissJob(job.id, reason).finally(() => void refresh()),
  note: job.job === 'import.store' ? 'Nothing of the file is stored. Health no longer counts this job as failed; the file can be sent again at any time.'
    : 'The patient keeps the evaluation there was before. Health no longer counts this job as failed; the next result of the patient evaluates anew.',
});

function FailedJobRow({ job, ask }: { readonly job: Job; readonly ask: (ask: Ask) => void }): ReactNode {
  const again = useMutation({ mutationFn: () => retryJob(job.id), onSettled: refresh });
  return (
    <tr data-failed-job={job.id}>
      <td className="nowrap">{jobWord[job.job]}</td><td><About job={job} /></td>
      <td className="reason">{job.last_error}{again.isError && <p className="form-error" role="alert">{again.error.message}</p>}</td>
      <td className="number">{count(job.attempts)}</td><td>{job.failed_at && <When at={job.failed_at} />}</td>
      <td className="number nowrap"><button type="button" className="link" onClick={() => ask(dismissal(job))} data-testid="dismiss">Dismiss</button> <button type="button" className="button small" disabled={again.isPending} onClick={() => again.mutate()} data-testid="retry">{again.isPending ? 'Retrying…' : 'Retry'}</button></td>
    </tr>
  );
}

function FailedJobs({ site, ask }: { readonly site: string; readonly ask: (ask: Ask) => void }): ReactNode {
  const jobs = useFailedJobs(site);
  if (jobs.isPending) return <Loading what="failed jobs" />;
  if (!jobs.data) return <Failure title="Failed jobs could not be loaded" detail={jobs.error?.message} again={() => void jobs.refetch()} />;
  if (jobs.data.items.length === 0) return <p className="quiet pad">No job of this site has failed for good.</p>;
  return (
    <table className="table">
      <thead><tr><th scope="col">Job</th><th scope="col">About</th><th scope="col">Reason</th><th scope="col" className="number">Starts</th><th scope="col">Given up</th><th scope="col"><span className="hidden">Dismiss or retry</span></th></tr></thead>
      <tbody>{jobs.data.items.map((j) => <FailedJobRow key={j.id} job={j} ask={ask} />)}</tbody>
    </table>
  );
}

/** Nothing when nobody ever left a job undone. */
function DismissedJobs({ site }: { readonly site: string }): ReactNode {
  const jobs = useDismissedJobs(site);
  if (!jobs.data || jobs.data.items.length === 0) return null;
  return (
    <>
      <h3 className="pad">Dismissed</h3>
      <table className="table">
        <thead><tr><th scope="col">Job</th><th scope="col">About</th><th scope="col">Dismissed because</th><th scope="col">By</th><th scope="col">When</th></tr></thead>
        <tbody>{jobs.data.items.map((j) => (
          <tr key={j.id} data-dismissed-job={j.id}>
            <td className="nowrap">{jobWord[j.job]}</td><td><About job={j} /></td><td className="reason" title={j.last_error ?? undefined}>{j.dismissed?.reason}</td>
            <td className="ellipsis">{j.dismissed?.by}</td><td>{j.dismissed && <When at={j.dismissed.at} />}</td>
          </tr>
        ))}</tbody>
      </table>
    </>
  );
}

function FailedImportRow({ entry }: { readonly entry: ImportReport }): ReactNode {
  const [first] = entry.problems;
  const place = first && first.line !== null ? `Line ${count(first.line)}: ` : '';
  return (
    <tr data-failed-import={entry.id}>
      <td className="ellipsis" title={entry.file_name}>{entry.file_name}</td><td>{entry.created_at && <When at={entry.created_at} />}</td>
      <td className="reason">{first ? `${place}${first.message}` : <span className="quiet">–</span>}</td><td className="number">{count(entry.problems.length)}</td>
      <td><code title="Id of the import">{entry.id}</code></td>
    </tr>
  );
}

function FailedImports({ site }: { readonly site: string }): ReactNode {
  const imports = useFailedImports(site);
  if (imports.isPending) return <Loading what="failed imports" />;
  if (!imports.data) return <Failure title="Failed imports could not be loaded" detail={imports.error?.message} again={() => void imports.refetch()} />;
  if (imports.data.items.length === 0) return <p className="quiet pad">Every file sent to this site was stored.</p>;
  return (
    <table className="table">
      <thead><tr><th scope="col">File</th><th scope="col">Sent</th><th scope="col">First problem</th><th scope="col" className="number">Problems</th><th scope="col">Id</th></tr></thead>
      <tbody>{imports.data.items.map((i) => <FailedImportRow key={i.id} entry={i} />)}</tbody>
    </table>
  );
}

export function OperationsPage({ me, site }: PageProps): ReactNode {
  const report = useOperations();
  const [ask, setAsk] = useState<Ask | null>(null);
  const shown = me.sites.find((s) => s.code === site);
  if (!me.sites.some(mayOperate)) return <main className="page"><h1>Operations</h1><p className="state">Looking after the installation takes a clinician’s or administrator’s role.</p></main>;
  return (
    <main className="page operations">
      <div className="page-head"><h1>Operations</h1><p className="quiet">Whether everything runs, and what has to be tried again. Nothing that was received is lost.</p></div>
      <section className="panel" aria-labelledby="health-title"><h2 id="health-title">Health</h2>
        {report.data ? <><Reasons report={report.data} /><Workers workers={report.data.workers} /></>
          : report.isPending ? <Loading what="health" /> : <Failure title="Health could not be read" detail={report.error.message} again={() => void report.refetch()} />}
      </section>
      {shown && mayOperate(shown) ? (
        <>
          <section className="panel" aria-labelledby="jobs-title"><h2 id="jobs-title">Failed jobs · {shown.name}</h2><FailedJobs site={shown.code} ask={setAsk} /><DismissedJobs site={shown.code} /></section>
          <section className="panel" aria-labelledby="imports-title"><div className="panel-head"><h2 id="imports-title">Refused or failed imports · {shown.name}</h2><Link to={`/imports?site=${encodeURIComponent(shown.code)}`}>All imports</Link></div><FailedImports site={shown.code} /></section>
        </>
      ) : <p className="state">You may read this site; looking after its jobs takes a clinician’s or administrator’s role.</p>}
      {ask && <ActionDialog ask={ask} onClose={() => setAsk(null)} />}
    </main>
  );
}
