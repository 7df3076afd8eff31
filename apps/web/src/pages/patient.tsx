import { useEffect, useMemo, useState, type ReactNode } from 'react';
import { useMutation } from '@tanstack/react-query';
import { Link, useLocation, useNavigate, useParams } from 'react-router';
import { trajectoryView } from '@clonewatch/charts';
import { dateText, t } from '@clonewatch/words';
import type { PatientPage } from '@clonewatch/contracts';
import { AlertPanel, alertPhrase, openAlerts, CountsTable, DecayPanel, EvidenceList, Failure, IntendedUse, MechanismsPanel, PatientHeader, PatientSkeleton, RechallengePanel, Say, ScenarioPanels, TimingPanel, Told, ToldShort, WholeDrawPanel, type Selection } from '@clonewatch/ui';
import { ApiError, base, queries, retryJob, useMechanisms, usePatient, useRechallenge, useScenarios, useTiming, useTold } from '../api.js';
import { useChartSettings } from '../chart-settings.js';
import { useOnline } from '../online.js';
import { useSeen } from '../seen.js';
import { ChartPanel } from './chart-panel.js';
import { Replay } from './replay.js';
import type { PageProps } from '../app.js';
import { ActionDialog, type Ask } from '../dialog.js';
import { AlertActions, alertAsk } from '../alert-actions.js';
import { RecordPanel } from '../record.js';
import { Versions } from '../versions.js';
import { typing, usePageKeys } from '../keys.js';

/** A failure is said; while it loads nothing stands there, for nothing is known. */
function Rechallenge({ page }: { readonly page: PatientPage }): ReactNode {
  const answer = useRechallenge(page.id, page.as_of === null ? null : String(page.as_of));
  if (answer.isError) return <Failure title={t('pp.rechallengeNotLoaded')} detail={answer.error.message} again={() => void answer.refetch()} />;
  return answer.data ? <RechallengePanel answer={answer.data} timeline={trajectoryView(page).timeline} /> : null;
}

function Scenarios({ page }: { readonly page: PatientPage }): ReactNode {
  const answer = useScenarios(page.id, page.as_of === null ? null : String(page.as_of));
  if (answer.isError) return <Failure title={t('sc.notLoaded')} detail={answer.error.message} again={() => void answer.refetch()} />;
  return answer.data ? <ScenarioPanels answer={answer.data} timeline={trajectoryView(page).timeline} /> : null;
}

function Mechanisms({ page }: { readonly page: PatientPage }): ReactNode {
  const answer = useMechanisms(page.id, page.as_of === null ? null : String(page.as_of));
  if (answer.isError) return <Failure title={t('pp.mechanismsNotLoaded')} detail={answer.error.message} again={() => void answer.refetch()} />;
  return answer.data ? <MechanismsPanel answer={answer.data} timeline={trajectoryView(page).timeline} colorectal={page.nosology?.startsWith('mcrc') ?? false} releases={<Link to={`/knowledge?site=${encodeURIComponent(page.site)}`}>{t('know.openChanges')}</Link>} /> : null;
}

function Timing({ page }: { readonly page: PatientPage }): ReactNode {
  const timing = useTiming(page.id, page.as_of === null);
  if (timing.isError) return <Failure title={t('board.timing.notLoaded')} detail={timing.error.message} again={() => void timing.refetch()} />;
  return timing.data && page.as_of === null ? <TimingPanel timing={timing.data} /> : null;
}

export function PatientPageView({ me, site }: PageProps): ReactNode {
  const { id = '' } = useParams();
  const navigate = useNavigate();
  const { hash } = useLocation();
  const [settings, set] = useChartSettings();
  const now = usePatient(id);
  const past = usePatient(id, settings.asOf, settings.asOf !== null);
  const replaying = settings.asOf !== null;
  const patient = replaying && (past.data !== undefined || past.isError) ? past : now;
  const [over, setOver] = useState<number | null>(null);
  const online = useOnline();
  const selection = useMemo((): Selection => ({ day: settings.day, over, choose: (day) => set({ day }), point: setOver }), [settings.day, over, set]);
  const [ask, setAsk] = useState<Ask | null>(null);
  const role = me.sites.find((s) => s.code === patient.data?.site)?.role;
  // A day of the past is read, not changed.
  const editable = (role === 'admin' || role === 'clinician') && patient.data?.merged_into === null && !replaying;
  const back = `/?site=${encodeURIComponent(patient.data?.site ?? site ?? '')}`;
  const loaded = patient.data !== undefined;
  const told = useTold(id);
  const retry = useMutation({ mutationFn: (job: string) => retryJob(job), onSettled: () => queries.invalidateQueries({ queryKey: ['patient', id] }) });
  useSeen(patient.data);
  useEffect(() => {
    if (loaded && hash.length > 1) document.getElementById(decodeURIComponent(hash.slice(1)))?.scrollIntoView({ block: 'start' });
  }, [hash, loaded]);
  usePageKeys((e) => {
    if ((e.key === 'k' && (e.ctrlKey || e.metaKey)) || (e.key === '/' && !typing(e))) {
      e.preventDefault();
      void navigate(back);
    }
    const first = patient.data && openAlerts(patient.data.alerts).find((a) => a.state === 'open');
    if (e.key === 'a' && first && editable && !typing(e) && !e.ctrlKey && !e.metaKey && !e.altKey) {
      e.preventDefault();
      setAsk(alertAsk(first, 'acknowledged', alertPhrase(first)));
    }
  });
  if (patient.isPending && !online) return <main className="page"><Failure title={t('pp.offline')} detail={t('pp.offlineDetail')} /></main>;
  if (patient.isPending) return <main className="page"><PatientSkeleton /></main>;
  if (!patient.data) {
    const missing = patient.error instanceof ApiError && patient.error.status === 404;
    return <main className="page"><Failure title={missing ? t('pp.unknown') : t('pp.notLoaded')} detail={missing ? undefined : patient.error?.message} again={missing ? undefined : () => void patient.refetch()} /><p><Link to={back}>{t('say.toWorkList')}</Link></p></main>;
  }
  const page = patient.data;
  const csv = `${base}/exports/series?format=csv&site=${encodeURIComponent(page.site)}&patient=${encodeURIComponent(page.id)}`;
  return (
    <main className="page patient" data-patient-page={page.patient_id}>
      {!online && <p className="stale" role="alert" data-offline>{t('pp.offlineSince', { time: new Date(patient.dataUpdatedAt).toTimeString().slice(0, 5) })}</p>}
      {patient.isError && <p className="stale" role="alert">{t('pp.notRefreshed', { why: patient.error.message })}</p>}
      {page.merged_into && <p className="stale" role="status"><Say k="pp.merged" v={{ patient: page.merged_into.patient_id }} c={{ a: (x) => <Link to={`/patients/${page.merged_into!.id}?site=${encodeURIComponent(page.site)}`}>{x}</Link> }} /></p>}
      <PatientHeader page={page} decided={page.decision && <p className="decided" data-decided={page.decision.packet} title={page.decision.text}><Link to={`/patients/${page.id}/board/${page.decision.packet}?site=${encodeURIComponent(page.site)}`}>{t('pp.decided', { when: dateText(page.decision.signed_on) })}</Link> <q>{page.decision.text}</q></p>} {...(editable && page.failure ? { again: { run: () => retry.mutate(page.failure!.job), busy: retry.isPending, error: retry.error?.message ?? null } } : {})} actions={<>{!editable && !replaying && page.merged_into === null && <span className="quiet read-only" data-read-only>{t('pp.readOnly')}</span>}<Link className="button" to={`/patients/${page.id}/board?site=${encodeURIComponent(page.site)}`} data-testid="board-packets">{t('board.packets')}</Link>{role !== 'read_only' && <a className="button" href={csv} download data-testid="download-series">{t('pp.downloadSeries')}</a>}</>} />
      {page.as_of !== null && <p className="as-of" role="status" data-replaying={page.as_of}>{t('pp.replay', { day: typeof page.as_of === 'string' ? dateText(page.as_of) : t('day.day', { n: page.as_of }) })} <button type="button" className="link" onClick={() => set({ asOf: null })}>{t('pp.backToNow')}</button></p>}
      <div className="patient-grid"><ChartPanel page={page} settings={settings} set={set} selection={selection} replay={<Replay now={now.data ?? page} asOf={settings.asOf} busy={replaying && past.isFetching} onChange={(asOf) => set({ asOf, day: null })} />} /><AlertPanel page={page} {...(page.as_of === null ? { told: (a) => <ToldShort alert={a} told={told.data?.items ?? null} /> } : {})} {...(editable ? { actions: (a) => <AlertActions alert={a} phrase={alertPhrase(a)} ask={setAsk} /> } : {})} /></div>
      <IntendedUse />
      <CountsTable page={page} selection={selection} corrected={(c) => <Versions key={c.version} path={`/patients/${page.id}/measurements/${c.id}`} label={t('rec.correctedVersion', { n: c.version })} />} />
      <WholeDrawPanel page={page} />
      <EvidenceList page={page} {...(page.as_of === null ? { told: (a) => <Told alert={a} told={told.data?.items ?? null} /> } : {})} />
      <DecayPanel page={page} />
      <Mechanisms page={page} />
      <Rechallenge page={page} />
      <Scenarios page={page} />
      <Timing page={page} />
      <RecordPanel page={page} ask={setAsk} editable={editable} />
      <p className="quiet provenance">
        {page.evaluation ? t('pp.model', { model: page.evaluation.model_version, rules: page.evaluation.rules_version, asOf: page.evaluation.as_of === null ? t('pp.lastResult') : typeof page.evaluation.as_of === 'string' ? dateText(page.evaluation.as_of) : t('day.day', { n: page.evaluation.as_of }) }) : t('say.notComputed')}
        {page.imports.length > 0 && ` ${t('pp.sources', { files: page.imports.map((i) => i.file_name).join(', ') })}`}
        {me.sites.some((s) => s.code === page.site && s.role === 'admin') && <> <Link to={`/audit?site=${encodeURIComponent(page.site)}&patient=${page.id}`} data-testid="who-has-seen">{t('pp.whoHasSeen')}</Link></>}
      </p>
      {ask && <ActionDialog key={ask.title} ask={ask} onClose={() => setAsk(null)} />}
    </main>
  );
}
