import { useEffect, useMemo, useState, type ReactNode } from 'react';
import { Link, useLocation, useNavigate, useParams } from 'react-router';
import { dayText, layoutTrajectory, standaloneSvg, trajectoryView } from '@clonewatch/charts';
import type { PatientPage } from '@clonewatch/contracts';
import { AlertPanel, alertPhrase, openAlerts, CountsTable, DecayPanel, EvidenceList, Failure, Loading, PatientHeader, RechallengePanel, RoleGlyph, TrajectoryChart } from '@clonewatch/ui';
import { ApiError, base, usePatient, useRechallenge } from '../api.js';
import { useSeen } from '../seen.js';
import type { PageProps } from '../app.js';
import { ActionDialog, type Ask } from '../dialog.js';
import { AlertActions, alertAsk } from '../alert-actions.js';
import { RecordPanel } from '../record.js';
import { typing, usePageKeys } from '../keys.js';

function save(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'image/svg+xml' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}

const roleKey = [['resistance', 'resistance'], ['truncal', 'truncal'], ['sensitising', 'sensitising'], ['chip', 'blood or germline'], ['other', 'unclassified']] as const;

function ChartKey({ page }: { readonly page: PatientPage }): ReactNode {
  const roles = new Set((page.evaluation?.series ?? []).map((s) => (s.role === 'germline' ? 'chip' : s.role)));
  return (
    <p className="chart-key">
      {roleKey.filter(([r]) => roles.has(r)).map(([r, word]) => <span key={r}><RoleGlyph role={r} />{word}</span>)}
      <span><svg width="12" height="11" viewBox="-6 -3 12 11" aria-hidden="true"><path className="key-open" d="M-4.5,-1H4.5L0,6Z" /></svg>not detected, at its 95 % bound</span>
    </p>
  );
}

/** The chart's height leaves header and axis on one 1366 × 768 screen. */
const chartHeight = (page: PatientPage): number => Math.min(560, 392 + Math.max(0, (page.evaluation?.series.length ?? 0) - 14) * 14);

function Chart({ page }: { readonly page: PatientPage }): ReactNode {
  const view = useMemo(() => trajectoryView(page), [page]);
  const [axis, setAxis] = useState<'log' | 'linear'>('log');
  const [selected, setSelected] = useState<number | null>(null);
  const drawDays = useMemo(() => [...new Set(view.draws.map((d) => d.day))].sort((a, b) => a - b), [view]);
  const step = (by: number): void => {
    if (drawDays.length === 0) return;
    const at = selected === null ? (by > 0 ? -1 : drawDays.length) : drawDays.indexOf(selected);
    setSelected(drawDays[Math.max(0, Math.min(drawDays.length - 1, at + by))]!);
  };
  usePageKeys((e) => {
    if (typing(e) || e.ctrlKey || e.metaKey || e.altKey) return;
    if (e.key === 't') setAxis((a) => (a === 'log' ? 'linear' : 'log'));
    if (e.key === '[') step(-1);
    if (e.key === ']') step(1);
    if (e.key === 'Escape') setSelected(null);
  });
  const draw = view.draws.find((d) => d.day === selected);
  const exportSvg = (): void => save(`clonewatch-${page.patient_id}.svg`.replace(/[^\w.-]+/g, '_'),
    standaloneSvg(layoutTrajectory(view, { width: 1100, height: 460 }, { axis }), `${page.patient_id} · VAF of tracked variants${page.demo ? ' · demonstration data' : ''} · ${page.today}`));
  return (
    <section className="panel chart-panel" aria-labelledby="chart-title">
      <div className="panel-head">
        <h2 id="chart-title">Trajectory</h2>
        <ChartKey page={page} />
        <div className="segmented small" role="group" aria-label="Axis (key t)">
          <button type="button" aria-pressed={axis === 'log'} onClick={() => setAxis('log')}>Log</button>
          <button type="button" aria-pressed={axis === 'linear'} onClick={() => setAxis('linear')}>Linear</button>
        </div>
        <button type="button" className="button small" onClick={exportSvg} data-testid="download-chart">Download chart (SVG)</button>
      </div>
      <TrajectoryChart view={view} height={chartHeight(page)} axis={axis} selectedDay={selected} />
      {draw && <p className="selected-draw" role="status"><strong>{dayText(view.timeline, draw.day)}, {draw.specimenId}</strong> {draw.reason}</p>}
    </section>
  );
}

/** A failure is said; while it loads nothing stands there, for nothing is known. */
function Rechallenge({ page }: { readonly page: PatientPage }): ReactNode {
  const answer = useRechallenge(page.id);
  if (answer.isError) return <Failure title="Rechallenge readiness could not be loaded" detail={answer.error.message} again={() => void answer.refetch()} />;
  return answer.data ? <RechallengePanel answer={answer.data} timeline={trajectoryView(page).timeline} /> : null;
}

export function PatientPageView({ me, site }: PageProps): ReactNode {
  const { id = '' } = useParams();
  const navigate = useNavigate();
  const { hash } = useLocation();
  const patient = usePatient(id);
  const [ask, setAsk] = useState<Ask | null>(null);
  const role = me.sites.find((s) => s.code === patient.data?.site)?.role;
  const editable = (role === 'admin' || role === 'clinician') && patient.data?.merged_into === null;
  const back = `/?site=${encodeURIComponent(patient.data?.site ?? site ?? '')}`;
  const loaded = patient.data !== undefined;
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
  if (patient.isPending) return <main className="page"><Loading what="the patient" /></main>;
  if (!patient.data) {
    const missing = patient.error instanceof ApiError && patient.error.status === 404;
    return <main className="page"><Failure title={missing ? 'This patient is not known, or not open to you' : 'The patient could not be loaded'} detail={missing ? undefined : patient.error?.message} again={missing ? undefined : () => void patient.refetch()} /><p><Link to={back}>To the work list</Link></p></main>;
  }
  const page = patient.data;
  const csv = `${base}/exports/series?format=csv&site=${encodeURIComponent(page.site)}&patient=${encodeURIComponent(page.id)}`;
  return (
    <main className="page patient" data-patient-page={page.patient_id}>
      {patient.isError && <p className="stale" role="alert">The page could not be refreshed ({patient.error.message}); what is shown may be out of date.</p>}
      {page.merged_into && <p className="stale" role="status">This record was merged into <Link to={`/patients/${page.merged_into.id}?site=${encodeURIComponent(page.site)}`}>{page.merged_into.patient_id}</Link> and is read there.</p>}
      <PatientHeader page={page} actions={<a className="button" href={csv} download data-testid="download-series">Download series (CSV)</a>} />
      <div className="patient-grid"><Chart page={page} /><AlertPanel page={page} {...(editable ? { actions: (a) => <AlertActions alert={a} phrase={alertPhrase(a)} ask={setAsk} /> } : {})} /></div>
      <CountsTable page={page} />
      <EvidenceList page={page} />
      <DecayPanel page={page} />
      <Rechallenge page={page} />
      <RecordPanel page={page} ask={setAsk} editable={editable} />
      <p className="quiet provenance">
        {page.evaluation ? `Model ${page.evaluation.model_version}, rules ${page.evaluation.rules_version}, as of ${page.evaluation.as_of ?? 'the last result'}.` : 'Not computed yet.'}
        {page.imports.length > 0 && ` From ${page.imports.map((i) => i.file_name).join(', ')}.`}
        {me.sites.some((s) => s.code === page.site && s.role === 'admin') && <> <Link to={`/audit?site=${encodeURIComponent(page.site)}&patient=${page.id}`} data-testid="who-has-seen">Who has seen this record</Link></>}
      </p>
      {ask && <ActionDialog key={ask.title} ask={ask} onClose={() => setAsk(null)} />}
    </main>
  );
}
