/** One file: what it is, what is asked, what would be stored, and how far its import is. */
import { useEffect, useRef, type ReactNode } from 'react';
import { Link } from 'react-router';
import { count, counts, dateText, formatName, percent, t } from '@clonewatch/words';
import type { ImportReport, WireAssay } from '@clonewatch/contracts';
import { ImportCounts, ImportSteps, ProblemTable, statusWord, type ImportStep, type Problems } from '@clonewatch/ui';
import { queries, useImport } from '../api.js';
import { corrects, sound, type Draft, type Drafts } from './drafts.js';
import { manifestAssays } from './mapping.js';
import { MappingForm } from './mapping-form.js';
import { Superseded } from './superseded.js';

interface Props { readonly draft: Draft; readonly drafts: Drafts; readonly assays: readonly WireAssay[]; readonly manifest: File | null; readonly manifestText: string | null; readonly site: string }

export function DraftCard(props: Props): ReactNode {
  const { phase, asking } = props.draft;
  const card = useRef<HTMLDivElement>(null);
  const used = useRef(false);
  // The button that takes a card to its next step goes with the step before: its name takes the focus, so that the next Tab begins there and a reader hears of which file it is.
  useEffect(() => {
    if (used.current && document.activeElement === document.body) card.current?.querySelector('h2')?.focus();
  }, [phase, asking]);
  return <div ref={card} onFocus={() => { used.current = true; }}>{phase === 'sent' ? <SentCard draft={props.draft} site={props.site} /> : <CheckedCard {...props} />}</div>;
}

function CheckedCard({ draft, drafts, assays, manifest, manifestText }: Props): ReactNode {
  const { report, error } = draft;
  const refused = error !== null || (report?.problems.some((p) => p.severity === 'error') ?? false);
  const problems = error?.problems ?? report?.problems ?? [];
  const shown = besideQuestions(draft, toldApart(problems, report));
  const state = draft.phase === 'checking' ? 'checking' : draft.phase === 'sending' ? 'uploading' : draft.asking ? 'asking' : refused ? 'failed' : 'checked';
  return (
    <article className={`job ${state}`} data-import-state={state} data-import-file={draft.file.name}>
      <div className="job-head">
        <h2 tabIndex={-1}>{draft.file.name}</h2>
        <span className="quiet">{report?.format ? t('imp.readAs', { format: formatName(report.format) }) : `${count(Math.max(1, Math.round(draft.file.size / 1024)))} kB`}{report && report.assays.length > 0 && ` · ${t('imp.with', { assays: report.assays.map((a) => t('imp.assayVersion', { assay: a.assay, n: a.version })).join('; ') })}`}</span>
        <span className="grow" />
        {draft.mapping !== null && !draft.asking && draft.phase === 'checked' && <button type="button" className="link" onClick={() => drafts.ask(draft.key)} data-testid="draft-answers">{t('imp.changeAnswers')}</button>}
        {draft.phase === 'checked' && <button type="button" className="link" onClick={() => drafts.remove(draft.key)}>{t('imp.remove')}</button>}
        {sound(draft) && <button type="submit" form={`import-${draft.key}`} className="button primary" data-testid="draft-import">{t('imp.import')}</button>}
      </div>
      {draft.phase === 'sending' && <progress max={1} value={draft.sent} aria-label={t('imp.sending', { file: draft.file.name })} />}
      {draft.phase === 'checking' && <p className="outcome quiet" role="status">{t('imp.checking')}</p>}
      {draft.phase === 'checked' && !draft.asking && <p className={refused ? 'outcome failed' : 'outcome'} role="status">{error ? error.message : refused ? t('imp.wouldRefuse') : report!.counts.rows === 0 ? t('imp.nothingNew') : t('imp.wouldStore')}</p>}
      {draft.asking && draft.mapping && report && (
        <MappingForm found={report.samples ?? []} assays={assays} mapping={draft.mapping} partial={manifest !== null} manifestAssays={manifestText === null ? [] : manifestAssays(manifestText)} busy={draft.phase === 'checking'}
          onChange={(m) => drafts.answer(draft.key, m)} onDone={() => drafts.check(draft.key, manifest)} />
      )}
      {draft.phase === 'checked' && report && !draft.asking && !refused && <form id={`import-${draft.key}`} onSubmit={(e) => { e.preventDefault(); void drafts.commit(draft.key, manifest); }}>
        <Superseded report={report} reason={corrects(report) ? draft.reason : null} onReason={(reason) => drafts.explain(draft.key, reason)} />
        <Preview report={report} />
      </form>}
      {draft.phase !== 'checking' && shown.length > 0 && <ProblemTable problems={shown} />}
    </article>
  );
}

/** What has a table of its own is not told twice. */
const toldApart = (problems: Problems, report: ImportReport | null): Problems => (report?.supersedes ? problems.filter((p) => p.code !== 'supersedes_earlier' || p.severity === 'error') : problems);

/** Beside open questions only what an answer has brought about: that samples are unknown is what the questions say themselves. */
const asked: ReadonlySet<string> = new Set(['manifest_required', 'sample_not_in_manifest', 'vaf_unit_missing', 'genome_build_missing']);
const besideQuestions = (d: Draft, problems: Problems): Problems => (!d.asking || d.error !== null ? problems : problems.some((p) => p.severity === 'error' && !asked.has(p.code)) ? problems.filter((p) => !asked.has(p.code)) : []);

/** The states of results as a preview counts them. */
const states = ['detected', 'not_detected', 'not_covered', 'failed_qc', 'draws', 'controls'] as const;

function Preview({ report }: { readonly report: ImportReport }): ReactNode {
  return (
    <div className="preview" data-testid="preview"><ImportCounts report={report} />
      {report.states && (report.states.draws + report.states.controls + report.states.detected + report.states.not_detected + report.states.not_covered + report.states.failed_qc > 0) && (
        <dl className="figures" aria-label={t('imp.byState')}>{states.filter((k) => k === 'detected' || k === 'not_detected' || report.states![k] > 0).map((k) => <div key={k} data-state={k}><dt>{t(`imp.state.${k}`)}</dt><dd>{count(report.states![k])}</dd></div>)}</dl>
      )}
      {report.first && report.first.length > 0 && <FirstResults rows={report.first} all={report.counts.rows - (report.states?.controls ?? 0)} />}
    </div>
  );
}

function FirstResults({ rows, all }: { readonly rows: NonNullable<ImportReport['first']>; readonly all: number }): ReactNode {
  const cells = (r: (typeof rows)[number]): ReactNode => <><td>{r.specimen_id}</td><td className="nowrap">{r.collected_on === null ? t('day.day', { n: r.collected_day ?? '' }) : <time dateTime={r.collected_on}>{dateText(r.collected_on)}</time>}</td><td>{r.gene} {r.variant}</td></>;
  return (
    <details className="first-results" open={rows.length <= 8}><summary>{rows.length < all ? t('imp.firstResults', { count: rows.length }) : t('imp.results')}</summary>
      <div className="scroll-x mapping-scroll"><table className="table"><thead><tr><th scope="col" className="number">{t('imp.line')}</th><th scope="col">{t('list.patient')}</th><th scope="col">{t('patient.specimen')}</th><th scope="col">{t('imp.drawnOn')}</th><th scope="col">{t('patient.variant')}</th><th scope="col" className="number">{t('imp.mutantTotal')}</th><th scope="col" className="number">{t('rec.vaf')}</th><th scope="col">{t('imp.state')}</th></tr></thead>
        <tbody>{rows.map((r, i) => <tr key={i} data-preview-row={r.patient_id}><td className="number">{r.line}</td><td>{r.patient_id}</td>{cells(r)}<td className="number">{r.mutant_count === null ? '' : counts(r.mutant_count, r.total_count)}</td><td className="number" data-vaf>{fractionText(r)}</td><td>{r.state === 'draws' ? t('imp.drawRow') : statusWord(r.state)}</td></tr>)}</tbody></table></div>
    </details>
  );
}

/** A fraction to hold against the instrument's own; what was not detected is below its bound. */
const fractionText = (r: { readonly vaf: number | null; readonly upper95: number | null }): string => (r.vaf !== null ? percent(r.vaf) : r.upper95 !== null ? `< ${percent(r.upper95)}` : '');

function PatientLinks({ report }: { readonly report: ImportReport }): ReactNode {
  if (report.patients.length === 0) return null;
  const more = report.counts.patients - report.patients.length;
  return <p className="patient-links">{t('imp.patientsAre')} {report.patients.map((p) => <Link key={p.id} to={`/patients/${p.id}?site=${encodeURIComponent(report.site)}`} data-import-patient={p.patient_id}>{p.patient_id}</Link>)}{more > 0 && <span className="quiet">{t('imp.andMore', { n: count(more) })}</span>}</p>;
}

/** What a sent file's report means in one sentence. */
function said(state: ImportStep, known: boolean): string {
  if (state === 'failed') return t('imp.saidRefused');
  if (state === 'evaluated') return known ? t('imp.saidKnown') : t('imp.saidEvaluated');
  return state === 'stored' ? t('imp.saidStored') : t('imp.saidOnWay');
}

function SentCard({ draft, site }: { readonly draft: Draft; readonly site: string }): ReactNode {
  const followed = useImport(draft.report?.id ?? null);
  const report = followed.data ?? draft.report!;
  const state: ImportStep = report.problems.some((p) => p.severity === 'error') ? 'failed' : report.state;
  const done = report.state === 'evaluated';
  useEffect(() => {
    if (done) void queries.invalidateQueries({ queryKey: ['patients', site] });
    if (done) void queries.invalidateQueries({ queryKey: ['me'] });
  }, [done, site]);
  return (
    <article className={`job ${state}`} data-import-state={state} data-import-file={draft.file.name}>
      <div className="job-head">
        <h2 tabIndex={-1}>{draft.file.name}</h2><span className="quiet">{site}{report.format ? ` · ${formatName(report.format)}` : ''}</span>
        {state !== 'failed' && <ImportSteps state={state} percentSent={100} evaluated={report.evaluated_patients} patients={report.counts.patients} />}
      </div>
      <p className={state === 'failed' ? 'outcome failed' : 'outcome'} role="status">{said(state, draft.known)}</p>
      {followed.isError && <p className="stale" role="alert">{t('imp.progressNotRead', { why: followed.error.message })}</p>}
      {report.counts.rows > 0 && <ImportCounts report={report} />}
      {state !== 'failed' && <PatientLinks report={report} />}
      {report.problems.length > 0 && <ProblemTable problems={report.problems} />}
    </article>
  );
}
