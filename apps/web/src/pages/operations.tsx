/** Whether everything runs, what failed for good, and the buttons that try it again or leave it. */
import { useState, type ReactNode } from 'react';
import { useMutation } from '@tanstack/react-query';
import { Link } from 'react-router';
import { count, dateText, fromServer, t } from '@clonewatch/words';
import type { ImportReport, Job, Operations } from '@clonewatch/contracts';
import { Failure, healthWord, jobWord, Loading, queueWord } from '@clonewatch/ui';
import { dismissJob, queries, retryJob, useDismissedJobs, useFailedImports, useFailedJobs, useOperations } from '../api.js';
import type { PageProps } from '../app.js';
import { ActionDialog, type Ask } from '../dialog.js';
import { mayOperate } from '../roles.js';
function When({ at }: { readonly at: string }): ReactNode {
  return <time dateTime={at} title={at} className="nowrap">{dateText(at.slice(0, 10))} {at.slice(11, 16)} <span className="quiet">UTC</span></time>;
}

function Reasons({ report }: { readonly report: Operations }): ReactNode {
  return (
    <div className="health" data-health={report.status}>
      <p className={`health-status ${report.status}`} role="status">{t(`ops.${report.status}`)}</p>
      <ul>{report.reasons.map((r) => <li key={r} data-reason={r}><strong>{healthWord(r).what}</strong> <span className="quiet">{healthWord(r).help}</span></li>)}</ul>
      <p className="quiet small">{report.oldest_waiting_seconds === null ? t('ops.sums', { waiting: count(report.jobs.waiting), failed: count(report.jobs.failed) }) : t('ops.sumsOldest', { waiting: count(report.jobs.waiting), failed: count(report.jobs.failed), seconds: count(report.oldest_waiting_seconds) })}</p>
    </div>
  );
}

function Workers({ workers }: { readonly workers: Operations['workers'] }): ReactNode {
  if (workers.length === 0) return <p className="pad">{t('ops.noWorker')}</p>;
  return (
    <table className="table">
      <thead><tr><th scope="col">{t('ops.workerSince')}</th><th scope="col">{t('ops.queue')}</th><th scope="col">{t('ops.queueAnswers')}</th><th scope="col" className="number">{t('ops.lastHeard')}</th><th scope="col">{t('ops.version')}</th></tr></thead>
      <tbody>{workers.map((w) => (
        <tr key={w.started_at}>
          <td><When at={w.started_at} /></td><td>{queueWord[w.queue]}</td><td>{w.queue_answers ? t('ops.yes') : <strong className="overdue">{t('ops.no')}</strong>}</td>
          <td className="number">{t('ops.secondsAgo', { n: count(w.last_heard_seconds) })}</td><td>v{w.version}</td>
        </tr>
      ))}</tbody>
    </table>
  );
}

/** What the job is about: a link to the patient, or the id to give to the operator. */
function About({ job }: { readonly job: Job }): ReactNode {
  if (job.patient) return <Link to={`/patients/${job.patient}?site=${encodeURIComponent(job.site)}`}>{t('ops.openPatient')}</Link>;
  return <code title={t('ops.importId')}>{job.import_id ?? job.id}</code>;
}

const refresh = (): Promise<unknown> => Promise.all(['jobs', 'imports', 'operations', 'patients'].map((key) => queries.invalidateQueries({ queryKey: [key] })));

/** What it means to leave a job undone, before it is done. */
const dismissal = (job: Job): Ask => ({
  title: t('ops.leaveTitle', { job: jobWord(job.job).toLowerCase() }), action: t('ops.dismiss'), fields: [], submit: ({ reason }) => dismissJob(job.id, reason).finally(() => void refresh()),
  note: job.job === 'import.store' ? t('ops.leaveStore') : t('ops.leaveEvaluate'),
});

function FailedJobRow({ job, ask }: { readonly job: Job; readonly ask: (ask: Ask) => void }): ReactNode {
  const again = useMutation({ mutationFn: () => retryJob(job.id), onSettled: refresh });
  return (
    <tr data-failed-job={job.id}>
      <td className="nowrap">{jobWord(job.job)}</td><td><About job={job} /></td>
      <td className="reason">{job.last_error}{again.isError && <p className="form-error" role="alert">{again.error.message}</p>}</td>
      <td className="number">{count(job.attempts)}</td><td>{job.failed_at && <When at={job.failed_at} />}</td>
      <td className="number nowrap"><button type="button" className="link" onClick={() => ask(dismissal(job))} data-testid="dismiss">{t('ops.dismiss')}</button> <button type="button" className="button small" disabled={again.isPending} onClick={() => again.mutate()} data-testid="retry">{again.isPending ? t('ops.retrying') : t('ops.retry')}</button></td>
    </tr>
  );
}

function FailedJobs({ site, ask }: { readonly site: string; readonly ask: (ask: Ask) => void }): ReactNode {
  const jobs = useFailedJobs(site);
  if (jobs.isPending) return <Loading what={t('ops.loadingJobs')} />;
  if (!jobs.data) return <Failure title={t('ops.jobsNotLoaded')} detail={jobs.error?.message} again={() => void jobs.refetch()} />;
  if (jobs.data.items.length === 0) return <p className="quiet pad">{t('ops.noFailedJobs')}</p>;
  return (
    <table className="table">
      <thead><tr><th scope="col">{t('ops.job')}</th><th scope="col">{t('ops.about')}</th><th scope="col">{t('ops.reason')}</th><th scope="col" className="number">{t('ops.starts')}</th><th scope="col">{t('ops.givenUp')}</th><th scope="col"><span className="hidden">{t('ops.dismissOrRetry')}</span></th></tr></thead>
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
      <h3 className="pad">{t('ops.dismissed')}</h3>
      <table className="table">
        <thead><tr><th scope="col">{t('ops.job')}</th><th scope="col">{t('ops.about')}</th><th scope="col">{t('ops.dismissedBecause')}</th><th scope="col">{t('ops.by')}</th><th scope="col">{t('ops.when')}</th></tr></thead>
        <tbody>{jobs.data.items.map((j) => (
          <tr key={j.id} data-dismissed-job={j.id}>
            <td className="nowrap">{jobWord(j.job)}</td><td><About job={j} /></td><td className="reason" title={j.last_error ?? undefined}>{j.dismissed?.reason}</td>
            <td className="ellipsis">{j.dismissed?.by}</td><td>{j.dismissed && <When at={j.dismissed.at} />}</td>
          </tr>
        ))}</tbody>
      </table>
    </>
  );
}

function FailedImportRow({ entry }: { readonly entry: ImportReport }): ReactNode {
  const [first] = entry.problems;
  const message = first && fromServer(first.code, first.message);
  return (
    <tr data-failed-import={entry.id}>
      <td className="ellipsis" title={entry.file_name}>{entry.file_name}</td><td>{entry.created_at && <When at={entry.created_at} />}</td>
      <td className="reason">{first ? (first.line === null ? message : t('ops.lineAt', { line: count(first.line), message: message! })) : <span className="quiet">–</span>}</td><td className="number">{count(entry.problems.length)}</td>
      <td><code title={t('ops.importId')}>{entry.id}</code></td>
    </tr>
  );
}

function FailedImports({ site }: { readonly site: string }): ReactNode {
  const imports = useFailedImports(site);
  if (imports.isPending) return <Loading what={t('ops.loadingImports')} />;
  if (!imports.data) return <Failure title={t('ops.importsNotLoaded')} detail={imports.error?.message} again={() => void imports.refetch()} />;
  if (imports.data.items.length === 0) return <p className="quiet pad">{t('ops.allStored')}</p>;
  return (
    <table className="table">
      <thead><tr><th scope="col">{t('ops.file')}</th><th scope="col">{t('ops.sent')}</th><th scope="col">{t('ops.firstProblem')}</th><th scope="col" className="number">{t('ops.problems')}</th><th scope="col">{t('ops.id')}</th></tr></thead>
      <tbody>{imports.data.items.map((i) => <FailedImportRow key={i.id} entry={i} />)}</tbody>
    </table>
  );
}

export function OperationsPage({ me, site }: PageProps): ReactNode {
  const report = useOperations();
  const [ask, setAsk] = useState<Ask | null>(null);
  const shown = me.sites.find((s) => s.code === site);
  if (!me.sites.some(mayOperate)) return <main className="page"><h1>{t('app.operations')}</h1><p className="state">{t('ops.roleNeeded')}</p></main>;
  return (
    <main className="page operations">
      <div className="page-head"><h1>{t('app.operations')}</h1><p className="quiet">{t('ops.what')}</p></div>
      <section className="panel" aria-labelledby="health-title"><h2 id="health-title">{t('ops.health')}</h2>
        {report.data ? <><Reasons report={report.data} /><Workers workers={report.data.workers} /></>
          : report.isPending ? <Loading what={t('ops.loadingHealth')} /> : <Failure title={t('ops.healthNotRead')} detail={report.error.message} again={() => void report.refetch()} />}
      </section>
      {shown && mayOperate(shown) ? (
        <>
          <section className="panel" aria-labelledby="jobs-title"><h2 id="jobs-title">{t('ops.failedJobs', { site: shown.name })}</h2><FailedJobs site={shown.code} ask={setAsk} /><DismissedJobs site={shown.code} /></section>
          <section className="panel" aria-labelledby="imports-title"><div className="panel-head"><h2 id="imports-title">{t('ops.failedImports', { site: shown.name })}</h2><Link to={`/imports?site=${encodeURIComponent(shown.code)}`}>{t('ops.allImports')}</Link></div><FailedImports site={shown.code} /></section>
        </>
      ) : <p className="state">{t('ops.readOnly')}</p>}
      {ask && <ActionDialog ask={ask} onClose={() => setAsk(null)} />}
    </main>
  );
}
