import type { ReactNode } from 'react';
import { count, counts, days, dayText, percent, percentRange, roleWord, timelineOf } from '@clonewatch/charts';
import { isDrawOrder, variantLabel, type Timeline } from '@clonewatch/domain';
import type { PatientPage, WireAlert, WirePoint, WireSeries } from '@clonewatch/contracts';
import { GlancePanel, LastLook, SinceLine } from './glance.js';
import { RoleGlyph } from './role-glyph.js';
import { AlertHistory } from './alert-history.js';
import { noSelection, type Selection } from './trajectory-chart.js';
import { InformativeBadge, SeverityMark, When } from './badges.js';
import { daysAgo } from './work-list.js';
import { alertPhrase, alertStateWord, evaluationStateWord, nosologyWord, phaseWord, severityWord, statusWord } from './words.js';

const severityOrder = { act: 0, review: 1, note: 2 } as const;
const isOpen = (a: WireAlert): boolean => a.state !== 'closed' && a.state !== 'retracted';
/** Without an evaluation that completed, an empty list of alerts says nothing. */
const isComputed = (page: PatientPage): boolean => page.evaluation_state !== 'none' && page.evaluation_state !== 'failed';
const firedDay = (a: WireAlert): string | number => a.fired_on ?? a.fired_day ?? '';

/** Most urgent first, newest first within. */
export function openAlerts(alerts: readonly WireAlert[]): WireAlert[] {
  return alerts.filter(isOpen).sort((a, b) => severityOrder[a.severity] - severityOrder[b.severity] || (firedDay(a) < firedDay(b) ? 1 : firedDay(a) > firedDay(b) ? -1 : 0));
}

const tissueWord: Readonly<Record<string, string>> = {
  ras_ext_wt: 'RAS unmutated (extended panel)', exon2_wt_only: 'KRAS exon 2 unmutated only', mutant: 'RAS mutant', wt: 'BRAF unmutated', v600e: 'BRAF V600E', other: 'BRAF other',
  mss: 'MSS', msi_h: 'MSI-H',
};

export function PatientHeader({ page, actions }: { readonly page: PatientPage; readonly actions: ReactNode }): ReactNode {
  const timeline = timelineOf(page);
  const e = page.evaluation;
  const lead = openAlerts(page.alerts)[0];
  const line = page.line;
  const treatment = line && page.treatments.find((t) => t.start === line.start);
  const regimen = line && (line.agents.length > 0 ? line.agents.join(' + ') : line.regimen);
  const about = [
    page.sex && ({ f: 'female', m: 'male' }[page.sex.toLowerCase()[0]!] ?? page.sex), page.birth_year && `born ${page.birth_year}`, page.sidedness && `${page.sidedness}-sided`,
    page.metastatic_sites && `metastases: ${page.metastatic_sites.replace(/[|;]/g, ', ')}`, ...[page.tissue_ras, page.tissue_braf, page.msi].map((t) => (t && t !== 'unknown' ? tissueWord[t] ?? t : null)),
  ].filter(Boolean).join(' · ');
  const warning = evaluationStateWord[page.evaluation_state];
  return (
    <header className="patient-header">
      <div className="who">
        <h1>{page.patient_id}</h1>
        <span>{page.nosology ? nosologyWord[page.nosology] : 'Tumour not stated'}</span>
        {about && <span className="quiet about" title={about}>{about}</span>}
        <div className="actions">{actions}</div>
      </div>
      <dl className="facts">
        <div><dt>Line and drug</dt><dd>{line
          ? <><span className={`onoff ${line.ongoing ? 'on' : 'off'}`}>{line.ongoing ? 'on' : 'off'}</span>Line {line.number} · {regimen} <span className="quiet">{line.ongoing ? 'since' : 'until'} {line.ongoing
            ? <When timeline={timeline} on={treatment?.started_on} day={treatment?.started_day} /> : <When timeline={timeline} on={treatment?.stopped_on} day={treatment?.stopped_day} />}</span></>
          : <span className="quiet">no line recorded</span>}</dd></div>
        <div><dt>Last draw</dt><dd>{page.last_draw
          ? <><When timeline={timeline} on={page.last_draw.collected_on} day={page.last_draw.collected_day} /> <span className="quiet">{daysAgo(page.today, page.last_draw.collected_on)}</span></>
          : <span className="quiet">no draw yet</span>}</dd></div>
        <div className="grow"><dt>The draw was</dt><dd>{page.last_draw
          ? <><InformativeBadge value={page.last_draw.informative} /> <span className="quiet reason" title={page.last_draw.reason}>{page.last_draw.reason}</span></>
          : <span className="quiet">–</span>}</dd></div>
        <LastLook page={page} />
        <div><dt>Next draw</dt><dd>{page.draw_overdue_days !== null ? <strong className="overdue">overdue {count(page.draw_overdue_days)} d</strong> : page.next_draw_on ? <When timeline={timeline} on={page.next_draw_on} /> : <span className="quiet">not scheduled</span>}</dd></div>
      </dl>
      <SinceLine page={page} />
      {warning && <p className={`computed ${page.evaluation_state}`} role="status" data-evaluation-state={page.evaluation_state}><i aria-hidden="true" />{warning}</p>}
      {e && <p className="sentence" data-testid="sentence">
        {lead && <SeverityMark severity={lead.severity} />}
        <a href={lead ? `#alert-${lead.id}` : '#counts'} title="To the evidence">{e.sentence}</a>
      </p>}
      <GlancePanel page={page} />
    </header>
  );
}

/** `actions`: what the reader can do with an alert, where they can do anything. */
export function AlertPanel({ page, actions }: { readonly page: PatientPage; readonly actions?: (alert: WireAlert) => ReactNode }): ReactNode {
  const open = openAlerts(page.alerts);
  const closed = page.alerts.length - open.length;
  const timeline = timelineOf(page);
  return (
    <section className="panel alerts-panel" aria-labelledby="alerts-title">
      <h2 id="alerts-title">Open alerts <span className="quiet">{open.length === 0 && !isComputed(page) ? 'not computed' : open.length}</span></h2>
      {open.length === 0 && <p className="quiet pad">{!isComputed(page)
        ? 'Alerts were not computed: this is not the same as none.' : 'No alert is open. What was not seen is bounded in the chart and the table, not excluded.'}</p>}
      <ul className="alerts">{open.map((a) => (
        <li key={a.id} data-alert-kind={a.kind} data-alert-severity={a.severity} data-alert-state={a.state}>
          <a href={`#alert-${a.id}`}>
            <SeverityMark severity={a.severity} />
            <span className={a.state === 'open' ? 'phrase unread' : 'phrase'}>{alertPhrase(a)}</span>
            <span className="meta">{severityWord[a.severity]} · <When timeline={timeline} on={a.fired_on} day={a.fired_day} /> · {phaseWord[a.phase]}{a.state === 'open' ? '' : ` · ${alertStateWord[a.state].toLowerCase()}`}</span>
            <span className="excerpt">{a.text}</span>
          </a>
          {actions?.(a)}
        </li>
      ))}</ul>
      {closed > 0 && <p className="quiet pad">{closed} closed, in the evidence below.</p>}
    </section>
  );
}

export function EvidenceList({ page }: { readonly page: PatientPage }): ReactNode {
  const timeline = timelineOf(page);
  const all = [...openAlerts(page.alerts), ...page.alerts.filter((a) => !isOpen(a)).reverse()];
  return (
    <section className="panel" id="evidence" aria-labelledby="evidence-title">
      <h2 id="evidence-title">Evidence</h2>
      {all.length === 0 && <p className="quiet pad">{isComputed(page) ? 'No alert has fired.' : 'Not computed yet.'}</p>}
      {all.map((a) => (
        <article key={a.id} id={`alert-${a.id}`} className={isOpen(a) ? 'evidence' : 'evidence closed'} data-evidence-kind={a.kind} tabIndex={-1}>
          <h3><SeverityMark severity={a.severity} />{alertPhrase(a)} <span className="quiet">{severityWord[a.severity]}, {alertStateWord[a.state].toLowerCase()}</span></h3>
          <p>{a.text}</p>
          <p className="meta">Fired on the draw of <When timeline={timeline} on={a.fired_on} day={a.fired_day} />
            {(a.known_on ?? a.known_day) !== (a.fired_on ?? a.fired_day) && <>, known <When timeline={timeline} on={a.known_on} day={a.known_day} /></>}
            {a.specimen_id && ` · specimen ${a.specimen_id}`}{a.score !== null && ` · score ${a.score.toFixed(1)}${a.threshold === null ? '' : ` (threshold ${a.threshold.toFixed(1)})`}`}</p>
          <AlertHistory alert={a} />
        </article>
      ))}
    </section>
  );
}

interface CountRow { readonly s: WireSeries; readonly p: WirePoint }

/** Newest draw first; within a draw in the order of the evaluation. */
export function countRows(page: PatientPage): CountRow[] {
  return (page.evaluation?.series ?? []).flatMap((s) => s.points.map((p) => ({ s, p }))).sort((a, b) => b.p.day - a.p.day);
}

function vafCell(p: WirePoint): ReactNode {
  if (p.status === 'detected') {
    if (p.vaf === null) return <span className="quiet">not stated</span>;
    return <>{percent(p.vaf)}{p.low !== null && p.high !== null && <span className="quiet"> ({percentRange(p.low, p.high)}){p.interval_assumed && <abbr title="Depth assumed: the file gave a VAF only">*</abbr>}</span>}</>;
  }
  if (p.status === 'not_detected') return p.upper95 === null ? <span className="quiet">bound not known</span> : <>&lt; {percent(p.upper95)}</>;
  return <span className="quiet">–</span>;
}

export function CountsTable({ page, selection = noSelection }: { readonly page: PatientPage; readonly selection?: Selection }): ReactNode {
  const timeline = timelineOf(page);
  const rows = countRows(page);
  return (
    <section className="panel" id="counts" aria-labelledby="counts-title">
      <h2 id="counts-title">Counts {rows.length > 0 && <span className="quiet">{count(rows.length)} {rows.length === 1 ? 'result' : 'results'}, newest draw first</span>}</h2>
      {rows.length === 0 ? <p className="quiet pad">{page.evaluation ? 'No results yet.' : 'Not computed yet.'}</p> : (
        <div className="scroll-x tall" tabIndex={0} role="group" aria-label="Table of counts">
          <table className="table counts">
            <thead><tr>
              <th scope="col">{timeline.kind === 'calendar' ? 'Date' : isDrawOrder(timeline) ? 'Draw' : 'Day'}</th><th scope="col">Specimen</th><th scope="col">Assay</th><th scope="col">Variant</th><th scope="col">Role</th>
              <th scope="col">Status</th><th scope="col" className="number">Counts</th><th scope="col">Unit</th><th scope="col" className="number">VAF (95 %) or bound</th><th scope="col" className="number">LoD</th><th scope="col" className="number">Input, hGE</th>
            </tr></thead>
            <tbody>{rows.map(({ s, p }, i) => {
              const first = rows[i - 1]?.p.specimen_id !== p.specimen_id || rows[i - 1]?.p.day !== p.day;
              return (
                <tr key={`${s.gene}|${s.variant}|${p.specimen_id}|${p.assay}|${p.assay_version}`} className={[first ? 'first' : '', p.day === selection.day ? 'chosen' : p.day === selection.over ? 'over' : ''].filter(Boolean).join(' ')} data-result={p.status} data-day={p.day}
                  onClick={() => selection.choose(p.day === selection.day ? null : p.day)} onPointerEnter={() => selection.point(p.day)} onPointerLeave={() => selection.point(null)}>
                  <td>{first ? <When timeline={timeline} on={p.collected_on} day={p.collected_day} /> : <span className="ditto"><When timeline={timeline} on={p.collected_on} day={p.collected_day} /></span>}</td>
                  <td>{p.specimen_id}</td><td>{p.assay}{p.assay_version && <span className="quiet"> {/^\d/.test(p.assay_version) ? 'v' : ''}{p.assay_version}</span>}</td>
                  <td className="nowrap"><RoleGlyph role={s.role} /> {variantLabel(s.gene, s.variant)}</td><td title={s.role_reason}>{roleWord[s.role]}</td>
                  <td><span className={`status ${p.status}`}>{statusWord[p.status]}</span></td>
                  <td className="number nowrap">{counts(p.mutant_count, p.total_count)}</td><td className="quiet">{p.mutant_count === null && p.total_count === null ? '' : p.count_unit}</td>
                  <td className="number nowrap">{vafCell(p)}</td>
                  <td className="number nowrap" title={p.lod_stated !== null ? 'stated by the laboratory' : p.lod95 !== null ? 'computed from the counts' : undefined}>{p.lod_stated !== null ? percent(p.lod_stated) : p.lod95 !== null ? <>{percent(p.lod95)}<span className="quiet"> c</span></> : <span className="quiet">–</span>}</td>
                  <td className="number">{p.input_hge === null ? <span className="quiet">–</span> : count(p.input_hge)}</td>
                </tr>
              );
            })}</tbody>
          </table>
        </div>
      )}
      {rows.length > 0 && <p className="quiet pad small">Bounds and intervals are 95 %. “c”: LoD computed from the counts, not stated by the laboratory.{rows.some((r) => r.p.interval_assumed) && ' *: depth assumed.'}</p>}
    </section>
  );
}

/** A half-life of ten years is no decay. */
const noDecayDays = 3650;
const span = (i: { median: number; low: number; high: number }): string => `${days(i.median)} (${days(i.low)}–${i.high >= noDecayDays ? 'no decay' : days(i.high)})`.replace(/\u00a0d–/, '–');

const chance = (p: number): string => (p < 0.01 ? 'below 1 %' : p > 0.99 ? 'above 99 %' : `${(p * 100).toFixed(0)} %`);

/** The date given that it comes, with the chance that it never does. */
function clearance(timeline: Timeline, d: NonNullable<WireSeries['decay']>): ReactNode {
  const [c, never] = [d.clearance_day, d.p_never_clears ?? 0];
  if (!c) return <strong>{never > 0 ? `not by itself (${chance(never)})` : 'not estimated'}</strong>;
  return <>{dayText(timeline, Math.round(c.median))} <span className="quiet">({dayText(timeline, Math.round(c.low))} – {dayText(timeline, Math.round(c.high))}){never >= 0.05 && `; never: ${chance(never)}`}</span></>;
}

const readings: Readonly<Record<NonNullable<NonNullable<WireSeries['decay']>['reading']>, string>> = {
  decay: 'decays', not_decaying: 'does not decay', response: 'response to treatment, not decay by itself', slowing: 'fell, then slowed', regrowing: 'fell, grows again',
};

/** What the course looks like, and how sure that is. */
function course(d: NonNullable<WireSeries['decay']>): ReactNode {
  if (d.reading === undefined) return <span className="quiet">–</span>;
  const p = d.reading === 'not_decaying' ? d.p_not_decaying : d.reading === 'response' ? d.p_response : d.reading === 'decay' ? undefined : d.p_not_exponential;
  return <>{readings[d.reading]}{p !== undefined && <span className="quiet"> ({chance(p)})</span>}</>;
}

/** The draw that would change most whether the clone is judged below the level. */
function nextDraw(timeline: Timeline, d: NonNullable<WireSeries['decay']>): ReactNode {
  if (!d.next_draw) return <span className="quiet">{d.next_draw === null ? 'none within a year' : '–'}</span>;
  return <span title={`Below the level by then: ${chance(d.next_draw.p_below)}. The draw makes a right judgement ${chance(d.next_draw.gain)} likelier.`}>{dayText(timeline, d.next_draw.day)}</span>;
}

export function DecayPanel({ page }: { readonly page: PatientPage }): ReactNode {
  const timeline = timelineOf(page);
  const decaying = (page.evaluation?.series ?? []).filter((s) => s.decay !== null);
  if (decaying.length === 0) return null;
  return (
    <section className="panel" id="decay" aria-labelledby="decay-title">
      <h2 id="decay-title">Decay off drug</h2>
      <table className="table">
        <thead><tr><th scope="col">Variant</th><th scope="col">Half-life (95 %)</th><th scope="col">Relative to the tumour</th><th scope="col">Course</th><th scope="col">Below the clearance level (95 %)</th><th scope="col">Most telling draw</th><th scope="col">Carried by</th></tr></thead>
        <tbody>{decaying.map((s) => (
          <tr key={`${s.gene} ${s.variant}`}>
            <td className="nowrap"><RoleGlyph role={s.role} /> {variantLabel(s.gene, s.variant)}</td><td>{span(s.decay!.half_life_days)}</td>
            <td>{s.decay!.half_life_relative_days ? span(s.decay!.half_life_relative_days) : <span className="quiet">no truncal signal</span>}</td>
            <td>{course(s.decay!)}</td><td>{clearance(timeline, s.decay!)} <span className="quiet">&lt; {percent(s.decay!.clearance_vaf)}</span></td>
            <td className="nowrap">{nextDraw(timeline, s.decay!)}</td>
            <td>{s.decay!.posterior_to_prior_sd > 0.8 ? <span className="badge limited" data-prior="mostly"><i aria-hidden="true" />mostly prior</span> : 'this patient’s draws'}</td>
          </tr>
        ))}</tbody>
      </table>
      {decaying.some((s) => s.decay!.posterior_to_prior_sd > 0.8) && <p className="quiet pad small">Mostly prior: these draws hardly narrow what is published for other patients; the dates are theirs more than this patient’s.</p>}
    </section>
  );
}
