import { memo, useMemo, type ReactNode } from 'react';
import { count, counts, days, dayText, percent, percentRange, regimenText, roleWord, timelineOf } from '@clonewatch/charts';
import { isDrawOrder, variantLabel, type Timeline } from '@clonewatch/domain';
import type { PatientPage, WireAlert, WirePoint, WireSeries } from '@clonewatch/contracts';
import { decimal, fromEngine, spokenNow, t, textOf, variantText } from '@clonewatch/words';
import { FailedEvaluation, type TryAgain } from './failed-evaluation.js';
import { GlancePanel, LastLook, SinceLine } from './glance.js';
import { SiteSwitchNote } from './intended-use.js';
import { RoleGlyph } from './role-glyph.js';
import { AlertHistory, outcomeSaid } from './alert-history.js';
import { NextDraw } from './next-draw.js';
import { LatestReading } from './latest-reading.js';
import { noSelection, type Selection } from './trajectory-chart.js';
import { InformativeBadge, SeverityMark, When } from './badges.js';
import { Say } from './say.js';
import { Whole } from './whole.js';
import { daysAgo } from './work-list.js';
import { alertPhrase, alertPhraseShort, alertStateSmall, evaluationStateWord, nosologyWord, phaseWord, severityWord, sexWord, sideWord, statusWord, tissueWord } from './words.js';

const severityOrder = { act: 0, review: 1, note: 2 } as const;
const isOpen = (a: WireAlert): boolean => a.state !== 'closed' && a.state !== 'retracted';
/** Without an evaluation that completed, an empty list of alerts says nothing. */
const isComputed = (page: PatientPage): boolean => page.evaluation_state !== 'none' && page.evaluation_state !== 'failed';
const firedDay = (a: WireAlert): string | number => a.fired_on ?? a.fired_day ?? '';

/** Most urgent first, newest first within. */
export function openAlerts(alerts: readonly WireAlert[]): WireAlert[] {
  return alerts.filter(isOpen).sort((a, b) => severityOrder[a.severity] - severityOrder[b.severity] || (firedDay(a) < firedDay(b) ? 1 : firedDay(a) > firedDay(b) ? -1 : 0));
}

/** Kinds whose members are what is said to rise; members of another kind are what was looked at. */
const ofItsMembers: ReadonlySet<WireAlert['kind']> = new Set(['burden_rising', 'resistance_emerging', 'resistance_regrowth', 'therapy_conflict']);

/** The open alert that the sentence speaks of: of a variant it names, or of the same opening words; the most urgent of several. Undefined: of none. */
export function alertOfSentence(sentence: string, open: readonly WireAlert[]): WireAlert | undefined {
  const named = (a: WireAlert): boolean => (a.variant !== null ? [{ gene: a.gene ?? '', variant: a.variant }] : ofItsMembers.has(a.kind) ? a.members : []).some((m) => sentence.includes(variantLabel(m.gene, m.variant)));
  const opening = sentence.split(/[:;(]/)[0]!.trim();
  return open.find(named) ?? open.find((a) => a.text.startsWith(opening));
}

/** The one sentence with the mark of the alert it speaks of, leading to its evidence; beside it the most urgent alert, where that is another one. */
function Sentence({ page, sentence }: { readonly page: PatientPage; readonly sentence: string }): ReactNode {
  const open = openAlerts(page.alerts);
  const of = alertOfSentence(sentence, open);
  const [first] = open;
  const other = first && first.severity !== 'note' && first !== of && (of === undefined || of.variant === null || first.variant !== of.variant || first.gene !== of.gene) ? first : null;
  return (
    <p className="sentence" data-testid="sentence">
      {of && <SeverityMark severity={of.severity} />}
      <a href={of ? `#alert-${of.id}` : '#counts'} title={t('patient.toEvidence')}>{fromEngine(sentence)}</a>
      {other && <a className="other" href={`#alert-${other.id}`} data-other-alert={other.kind}><SeverityMark severity={other.severity} />{alertPhrase(other)}</a>}
    </p>
  );
}

export function PatientHeader({ page, actions, again, decided }: { readonly page: PatientPage; readonly actions: ReactNode; readonly again?: TryAgain | undefined; readonly decided?: ReactNode }): ReactNode {
  const timeline = timelineOf(page);
  const e = page.evaluation;
  const line = page.line;
  const treatment = line && page.treatments.find((x) => x.start === line.start);
  const regimen = line && regimenText(line);
  const about = [
    page.sex && sexWord(page.sex), page.birth_year && t('patient.born', { year: page.birth_year }), page.sidedness && sideWord(page.sidedness),
    page.metastatic_sites && t('patient.metastases', { sites: page.metastatic_sites.split(/[|;,]/).map((x) => textOf(`organ.${x.trim().toLowerCase().replace(/[ -]/g, '_')}`) ?? x.trim()).join(', ') }), ...[page.tissue_ras, page.tissue_braf, page.msi].map((x) => (x && x !== 'unknown' ? tissueWord(x) : null)),
  ].filter(Boolean).join(' · ');
  const warning = evaluationStateWord(page.evaluation_state);
  return (
    <header className="patient-header">
      <div className="who">
        <h1>{page.patient_id}</h1>
        <span>{page.nosology ? nosologyWord(page.nosology) : t('patient.tumourNotStated')}</span>
        {about && <span className="quiet about" title={about}>{about}</span>}
        <div className="actions">{actions}</div>
      </div>
      <dl className="facts">
        <div><dt>{t('list.line')}</dt><dd>{line
          ? <><span className={`onoff ${line.ongoing ? 'on' : 'off'}`}>{line.ongoing ? t('list.on') : t('list.off')}</span><span title={line.agents.join(' + ')}>{t('list.lineN', { n: line.number, regimen: regimen! })}</span> <span className="quiet">{line.ongoing
            ? treatment?.started_day !== undefined && !isDrawOrder(timeline) ? t('patient.sinceDay', { n: treatment.started_day }) : <Say k="patient.since" v={{ when: <When timeline={timeline} on={treatment?.started_on} day={treatment?.started_day} /> }} />
            : treatment?.stopped_day !== undefined && !isDrawOrder(timeline) ? t('patient.untilDay', { n: treatment.stopped_day }) : <Say k="patient.until" v={{ when: <When timeline={timeline} on={treatment?.stopped_on} day={treatment?.stopped_day} /> }} />}</span></>
          : <span className="quiet">{t('list.noLine')}</span>}</dd></div>
        <div><dt>{t('list.lastDraw')}</dt><dd>{page.last_draw
          ? <><When timeline={timeline} on={page.last_draw.collected_on} day={page.last_draw.collected_day} /> <span className="quiet">{daysAgo(page.today, page.last_draw.collected_on)}</span></>
          : <span className="quiet">{t(e ? 'patient.noDrawYet' : 'patient.notComputed')}</span>}</dd></div>
        <div className="grow"><dt>{t('patient.drawWas')}</dt><dd>{page.last_draw
          ? <><InformativeBadge value={page.last_draw.informative} reason={page.last_draw.reason} /> <span className="quiet reason" title={fromEngine(page.last_draw.reason)}>{fromEngine(page.last_draw.reason)}</span></>
          : <span className="quiet">–</span>}</dd></div>
        <LastLook page={page} />
        <div><dt>{t('list.nextDraw')}</dt><dd><NextDraw page={page} /></dd></div>
      </dl>
      <SinceLine page={page} />
      {page.evaluation_state === 'failed' ? <FailedEvaluation page={page} again={again} /> : warning && <p className={`computed ${page.evaluation_state}`} role="status" data-evaluation-state={page.evaluation_state}><i aria-hidden="true" />{warning}</p>}
      {e && <Sentence page={page} sentence={e.sentence} />}
      {page.decision && decided}
      <GlancePanel page={page} />
    </header>
  );
}

/** Open alerts of one variant stand together under the most urgent of them; alerts of no single variant each stand alone. */
export function groupedAlerts(open: readonly WireAlert[]): readonly (readonly WireAlert[])[] {
  const groups = new Map<string, WireAlert[]>();
  for (const a of open) {
    const key = a.variant === null ? a.id : `${a.gene} ${a.variant}`;
    groups.set(key, [...(groups.get(key) ?? []), a]);
  }
  return [...groups.values()];
}

interface PanelProps {
  readonly page: PatientPage;
  /** What the reader can do with an alert, where they can do anything. */
  readonly actions?: ((alert: WireAlert) => ReactNode) | undefined;
  /** What stands below it of whom it reached. */
  readonly told?: ((alert: WireAlert | null) => ReactNode) | undefined;
}

function OpenAlert({ page, alert: a, actions, told, folded }: PanelProps & { readonly alert: WireAlert; readonly folded: boolean }): ReactNode {
  const when = <When timeline={timelineOf(page)} on={a.fired_on} day={a.fired_day} />;
  const state = a.state === 'open' ? '' : ` · ${alertStateSmall(a.state)}`;
  const phrase = <><SeverityMark severity={a.severity} /><span className={a.state === 'open' ? 'phrase unread' : 'phrase'}>{folded ? alertPhraseShort(a) : alertPhrase(a)}</span></>;
  const body = (
    <>
      <a href={`#alert-${a.id}`}>
        {folded ? null : phrase}
        <span className="meta">{severityWord(a.severity)}{folded ? null : <> · {when}</>} · {phaseWord(a.phase)}{state}</span>
        <span className="excerpt"><Whole text={fromEngine(a.text)} /></span>
        <LatestReading page={page} alert={a} />
      </a>
      {told?.(a)}
      {actions?.(a)}
    </>
  );
  return (
    <li data-alert-kind={a.kind} data-alert-severity={a.severity} data-alert-state={a.state} className={folded ? 'folded' : undefined}>
      {folded ? <details><summary>{phrase}<span className="meta">{when}{state}</span></summary>{body}</details> : body}
    </li>
  );
}

export function AlertPanel({ page, actions, told }: PanelProps): ReactNode {
  const open = openAlerts(page.alerts);
  const closed = page.alerts.length - open.length;
  return (
    <section className="panel alerts-panel" aria-labelledby="alerts-title">
      <h2 id="alerts-title">{t('patient.openAlerts')} <span className="quiet">{open.length === 0 && !isComputed(page) ? t('patient.notComputed') : open.length}</span></h2>
      {open.length === 0 && <p className="quiet pad small">{!isComputed(page)
        ? t('patient.alertsNotComputed') : t(page.last_draw === null ? 'patient.noAlertNoDraw' : 'patient.noAlert')}</p>}
      <ul className="alerts">{groupedAlerts(open).flatMap((group) => group.map((a, i) => <OpenAlert key={a.id} page={page} alert={a} actions={actions} told={told} folded={i > 0} />))}</ul>
      {open.length > 0 && told?.(null)}
      {closed > 0 && <p className="quiet pad small">{t('patient.closedBelow', { n: closed })}</p>}
      <SiteSwitchNote site={page.site_switch} />
    </section>
  );
}

/** `told`: what stands below an alert of whom it reached. */
export function EvidenceList({ page, told }: { readonly page: PatientPage; readonly told?: (alert: WireAlert) => ReactNode }): ReactNode {
  const timeline = timelineOf(page);
  const all = [...openAlerts(page.alerts), ...page.alerts.filter((a) => !isOpen(a)).reverse()];
  return (
    <section className="panel" id="evidence" aria-labelledby="evidence-title">
      <h2 id="evidence-title">{t('patient.evidence')}</h2>
      {all.length === 0 && <p className="quiet pad">{isComputed(page) ? t('patient.noneFired') : t('say.notComputed')}</p>}
      {all.map((a) => (
        <article key={a.id} id={`alert-${a.id}`} className={isOpen(a) ? 'evidence' : 'evidence closed'} data-evidence-kind={a.kind} tabIndex={-1}>
          <h3><SeverityMark severity={a.severity} />{alertPhrase(a)} <span className="quiet">{[`${severityWord(a.severity)}, ${alertStateSmall(a.state)}`, a.state === 'closed' ? outcomeSaid(a) : ''].filter(Boolean).join(' · ')}</span></h3>
          <p><Whole text={fromEngine(a.text)} /></p>
          <p className="meta">{(a.known_on ?? a.known_day) === (a.fired_on ?? a.fired_day) ? <Say k="patient.fired" v={{ when: <When timeline={timeline} on={a.fired_on} day={a.fired_day} /> }} />
            : <Say k="patient.firedKnown" v={{ when: <When timeline={timeline} on={a.fired_on} day={a.fired_day} />, known: <When timeline={timeline} on={a.known_on} day={a.known_day} /> }} />}
            {a.specimen_id && ` · ${t('patient.specimenIs', { id: a.specimen_id })}`}{a.score !== null && ` · ${a.threshold === null ? t('patient.score', { score: decimal(a.score, 1) }) : t('patient.scoreOf', { score: decimal(a.score, 1), threshold: decimal(a.threshold, 1) })}`}</p>
          {told?.(a)}
          <AlertHistory alert={a} />
        </article>
      ))}
    </section>
  );
}

export type Corrected = NonNullable<PatientPage['corrected']>[number];

interface CountRow { readonly s: WireSeries; readonly p: WirePoint }

/** Newest draw first; within a draw in the order of the evaluation. */
export function countRows(page: PatientPage): CountRow[] {
  return (page.evaluation?.series ?? []).flatMap((s) => s.points.map((p) => ({ s, p }))).sort((a, b) => b.p.day - a.p.day);
}

function vafCell(p: WirePoint): ReactNode {
  if (p.status === 'detected') {
    if (p.vaf === null) return <span className="quiet">{t('patient.notStated')}</span>;
    return <>{percent(p.vaf)}{p.low !== null && p.high !== null && <span className="quiet"> ({percentRange(p.low, p.high)}){p.interval_assumed && <abbr title={t('chart.depthAssumed')}>*</abbr>}</span>}</>;
  }
  if (p.status === 'not_detected') return p.upper95 === null ? <span className="quiet">{t('patient.boundNotKnown')}</span> : <>&lt; {percent(p.upper95)}{p.interval_assumed && <abbr title={t('chart.depthAssumed')}>*</abbr>}</>;
  return <span className="quiet">–</span>;
}

/** One result. Drawn again only when it, its mark or the language changes: the pointer over the chart marks rows many times a second. */
const CountLine = memo(function CountLine({ s, p, first, timeline, mark, corrected }: CountRow & { readonly first: boolean; readonly corrected: ReactNode; readonly timeline: Timeline; readonly mark: 'chosen' | 'over' | ''; readonly spoken: string }): ReactNode {
  return (
    <tr className={[first ? 'first' : '', mark].filter(Boolean).join(' ')} data-result={p.status} data-day={p.day}>
      <td>{first ? <When timeline={timeline} on={p.collected_on} day={p.collected_day} /> : <span className="ditto"><When timeline={timeline} on={p.collected_on} day={p.collected_day} /></span>}</td>
      <td>{p.specimen_id}</td><td>{p.assay}{p.assay_version && <span className="quiet"> {/^\d/.test(p.assay_version) ? 'v' : ''}{p.assay_version}</span>}</td>
      <td className="nowrap"><RoleGlyph role={s.role} /> {variantText(s.gene, s.variant)}</td><td title={fromEngine(s.role_reason)}>{roleWord(s.role)}</td>
      <td><span className={`status ${p.status}`}>{statusWord(p.status)}</span>{corrected}</td>
      <td className="number nowrap">{counts(p.mutant_count, p.total_count)}</td><td className="quiet">{p.mutant_count === null && p.total_count === null ? '' : t(`chart.${p.count_unit}`)}</td>
      <td className="number nowrap">{vafCell(p)}</td>
      <td className="number nowrap" title={p.lod_stated !== null ? t('patient.lodStated') : p.lod95 !== null ? t('patient.lodComputed') : undefined}>{p.lod_stated !== null ? percent(p.lod_stated) : p.lod95 !== null ? <>{percent(p.lod95)}<span className="quiet"> c</span></> : <span className="quiet">–</span>}</td>
      <td className="number">{p.input_hge === null ? <span className="quiet">–</span> : count(p.input_hge)}</td>
    </tr>
  );
});

/** `corrected`: what stands under the status of a result that took the place of an earlier one. */
export function CountsTable({ page, selection = noSelection, corrected }: { readonly page: PatientPage; readonly selection?: Selection; readonly corrected?: (entry: Corrected) => ReactNode }): ReactNode {
  const timeline = useMemo(() => timelineOf(page), [page]);
  const rows = useMemo(() => countRows(page), [page]);
  const spoken = spokenNow();
  const dayOf = (e: { readonly target: EventTarget }): number | null => { const day = (e.target as Element).closest('tr')?.getAttribute('data-day'); return day === null || day === undefined ? null : Number(day); };
  const saidOf = (s: WireSeries, p: WirePoint): ReactNode => {
    const entry = page.corrected?.find((c) => c.specimen_id === p.specimen_id && c.assay === p.assay && c.assay_version === p.assay_version && c.gene === s.gene && c.variant === s.variant);
    return entry && corrected ? corrected(entry) : null;
  };
  return (
    <section className="panel" id="counts" aria-labelledby="counts-title">
      <h2 id="counts-title">{t('patient.counts')} {rows.length > 0 && <span className="quiet">{t('patient.results', { count: rows.length })}</span>}</h2>
      {rows.length === 0 ? <p className="quiet pad">{!page.evaluation ? t('say.notComputed') : page.evaluation.draws.some((d) => d.tumour_dna) ? t('patient.noVariantResults') : t('patient.noResults')}</p> : (
        <div className="scroll-x tall" tabIndex={0} role="group" aria-label={t('patient.countsTable')}>
          <table className="table counts">
            <thead><tr>
              <th scope="col">{timeline.kind === 'calendar' ? t('patient.date') : isDrawOrder(timeline) ? t('patient.draw') : t('patient.day')}</th><th scope="col">{t('patient.specimen')}</th><th scope="col">{t('patient.assay')}</th><th scope="col">{t('patient.variant')}</th><th scope="col">{t('patient.role')}</th>
              <th scope="col">{t('patient.status')}</th><th scope="col" className="number">{t('patient.counts')}</th><th scope="col">{t('patient.unit')}</th><th scope="col" className="number">{t('patient.vafOrBound')}</th><th scope="col" className="number">{t('patient.lod')}</th><th scope="col" className="number">{t('patient.input')}</th>
            </tr></thead>
            <tbody onClick={(e) => { const day = dayOf(e); selection.choose(day === selection.day ? null : day); }} onPointerOver={(e) => { const day = dayOf(e); if (day !== selection.over) selection.point(day); }} onPointerLeave={() => selection.point(null)}>
              {rows.map(({ s, p }, i) => <CountLine key={`${s.gene}|${s.variant}|${p.specimen_id}|${p.assay}|${p.assay_version}`} s={s} p={p} timeline={timeline} spoken={spoken} corrected={saidOf(s, p)}
                first={rows[i - 1]?.p.specimen_id !== p.specimen_id || rows[i - 1]?.p.day !== p.day} mark={p.day === selection.day ? 'chosen' : p.day === selection.over ? 'over' : ''} />)}
            </tbody>
          </table>
        </div>
      )}
      {rows.length > 0 && <p className="quiet pad small">{t('patient.countsNote')}{rows.some((r) => r.p.interval_assumed) && ` ${t('patient.countsAssumed')}`}</p>}
    </section>
  );
}

/** A half-life of ten years is no decay. */
const noDecayDays = 3650;
const span = (i: { median: number; low: number; high: number }): string => `${days(i.median)} (${days(i.low)}–${i.high >= noDecayDays ? t('decay.noDecay') : days(i.high)})`.replace(`\u00a0${t('unit.d')}–`, '–');

const chance = (p: number): string => (p < 0.01 ? t('decay.belowOne') : p > 0.99 ? t('decay.above99') : `${(p * 100).toFixed(0)} %`);

/** The date given that it comes, with the chance that it never does. */
function clearance(timeline: Timeline, d: NonNullable<WireSeries['decay']>): ReactNode {
  const [c, never] = [d.clearance_day, d.p_never_clears ?? 0];
  if (!c) return <strong>{never > 0 ? t('decay.notByItself', { chance: chance(never) }) : t('decay.notEstimated')}</strong>;
  return <>{dayText(timeline, Math.round(c.median))} <span className="quiet">({dayText(timeline, Math.round(c.low))} – {dayText(timeline, Math.round(c.high))}){never >= 0.05 && `; ${t('decay.never', { chance: chance(never) })}`}</span></>;
}


/** What the course looks like, and how sure that is. */
function course(d: NonNullable<WireSeries['decay']>): ReactNode {
  if (d.reading === undefined) return <span className="quiet">–</span>;
  const p = d.reading === 'not_decaying' ? d.p_not_decaying : d.reading === 'response' ? d.p_response : d.reading === 'decay' ? undefined : d.p_not_exponential;
  return <>{t(`decay.reading.${d.reading}`)}{p !== undefined && <span className="quiet"> ({chance(p)})</span>}</>;
}

/** The draw that would change most whether the clone is judged below the level. */
function nextDraw(timeline: Timeline, d: NonNullable<WireSeries['decay']>): ReactNode {
  if (!d.next_draw) return <span className="quiet">{d.next_draw === null ? t('decay.noneInYear') : '–'}</span>;
  return <span title={t('decay.nextTitle', { below: chance(d.next_draw.p_below), gain: chance(d.next_draw.gain) })}>{dayText(timeline, d.next_draw.day)}</span>;
}

export function DecayPanel({ page }: { readonly page: PatientPage }): ReactNode {
  const timeline = timelineOf(page);
  const decaying = (page.evaluation?.series ?? []).filter((s) => s.decay !== null);
  if (decaying.length === 0) return null;
  return (
    <section className="panel" id="decay" aria-labelledby="decay-title">
      <h2 id="decay-title">{t('decay.title')}</h2>
      <table className="table">
        <thead><tr><th scope="col">{t('patient.variant')}</th><th scope="col">{t('decay.halfLife')}</th><th scope="col">{t('decay.relative')}</th><th scope="col">{t('decay.course')}</th><th scope="col">{t('decay.below')}</th><th scope="col">{t('decay.telling')}</th><th scope="col">{t('decay.carried')}</th></tr></thead>
        <tbody>{decaying.map((s) => (
          <tr key={`${s.gene} ${s.variant}`}>
            <td className="nowrap"><RoleGlyph role={s.role} /> {variantText(s.gene, s.variant)}</td><td>{span(s.decay!.half_life_days)}</td>
            <td>{s.decay!.half_life_relative_days ? span(s.decay!.half_life_relative_days) : <span className="quiet">{t('decay.noTruncal')}</span>}</td>
            <td>{course(s.decay!)}</td><td>{clearance(timeline, s.decay!)} <span className="quiet">&lt; {percent(s.decay!.clearance_vaf)}</span></td>
            <td className="nowrap">{nextDraw(timeline, s.decay!)}</td>
            <td>{s.decay!.posterior_to_prior_sd > 0.8 ? <span className="badge limited" data-prior="mostly"><i aria-hidden="true" />{t('decay.mostlyPrior')}</span> : t('decay.theseDraws')}</td>
          </tr>
        ))}</tbody>
      </table>
      {decaying.some((s) => s.decay!.posterior_to_prior_sd > 0.8) && <p className="quiet pad small">{t('decay.priorNote')}</p>}
    </section>
  );
}
