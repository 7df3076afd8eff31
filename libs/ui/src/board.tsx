/** A packet as it was made: the same content that is printed, in the same order. Nothing here is computed; what has no value says so. */
import { Fragment, type ReactNode } from 'react';
import { chartHeight, trajectoryView } from '@clonewatch/charts';
import type { Timeline } from '@clonewatch/domain';
import type { PacketContent, WireDecision, WirePacket } from '@clonewatch/contracts';
import { changeText, count, dateText, dayText, fromEngine, optionSays, percent, percentRange, t, toDiscuss, variantText } from '@clonewatch/words';
import { Quoted } from './quoted.js';
import { TimingPanel } from './timing.js';
import { EvidenceMark } from './further-evidence.js';
import { IntendedUse } from './intended-use.js';
import { MechanismsPanel } from './mechanisms.js';
import { RechallengePanel } from './rechallenge.js';
import { ScenarioPanels } from './scenarios.js';
import { TrajectoryChart } from './trajectory-chart.js';

interface Part { readonly c: PacketContent; readonly timeline: Timeline }

const dayWord = (timeline: Timeline, day: string | number | null | undefined): string => (day === null || day === undefined ? '–' : typeof day === 'string' ? dateText(day.slice(0, 10)) : dayText(timeline, day));

function Panel({ title, id, children }: { readonly title: string; readonly id: string; readonly children: ReactNode }): ReactNode {
  return <section className="panel" aria-labelledby={`${id}-title`} data-packet-part={id}><h2 id={`${id}-title`}>{title}</h2>{children}</section>;
}

function Head({ names }: { readonly names: readonly string[] }): ReactNode {
  return <thead><tr>{names.map((n, i) => <th scope="col" key={i}>{n}</th>)}</tr></thead>;
}

function Options({ c }: Part): ReactNode {
  if (c.options.length === 0) return <p className="pad small">{t('board.optionsNone')}</p>;
  return (
    <table className="table packet-table"><Head names={[t('board.gene'), t('board.amp'), t('board.escat'), t('board.discuss'), t('mechanisms.evidence'), t('board.limits')]} />
      <tbody>{c.options.map((o) => (
        <Fragment key={o.entry + o.variant}><tr data-option={o.entry} data-kind={o.kind}>
          <td><strong>{variantText(o.gene, o.variant)}</strong><div className="quiet small">{t(`board.${o.kind}`)}</div></td><td className="nowrap">{o.amp}</td>
          <td>{o.escat ? <>{o.escat.tier}{o.escat.checked === 'no' && <div className="unverified small">{t('board.escatUnchecked')}</div>}</> : <span className="quiet">{o.kind === 'target' ? t('board.escatNone') : '–'}</span>}</td>
          <td>{toDiscuss(o).map((x) => <div key={x}><Quoted text={x} /></div>)}</td><td className="small"><span className="quiet" lang="en">{t('mechanisms.tier', { tier: o.tier })} {o.citation}</span><EvidenceMark further={c.further_evidence} gene={o.gene} variant={o.variant} /></td>
          <td className="small">{o.limits.map((l) => <div key={l} className={l.startsWith('citation') ? 'unverified' : undefined}>{t(`board.limit.${l}`)}</div>)}</td>
        </tr>
        <tr className="option-says"><td /><td colSpan={5}><dl className="option-aspects small">{optionSays(o, c).map((x) => <div key={x.aspect} data-aspect={x.aspect}><dt>{t(`board.${x.aspect}`)}</dt><dd className={x.known ? undefined : 'quiet'}>{x.text}</dd></div>)}</dl></td></tr></Fragment>
      ))}</tbody></table>
  );
}

function Strategies({ c }: Part): ReactNode {
  if (c.strategies.length === 0) return null;
  return (
    <Panel title={t('board.strategies')} id="strategies">
      <table className="table packet-table"><Head names={(['strategy', 'because', 'basis', 'expected', 'limitation', 'burden'] as const).map((k) => t(`board.${k}`))} />
        <tbody>{c.strategies.map((s) => (
          <tr key={s.id} data-strategy={s.id}><td><strong>{t(`board.s.${s.id}`)}</strong></td><td>{t(`board.because.${s.because}`, { x: s.changes.map(changeText).join(', ') })}</td>
            {(['basis', 'expected', 'limitation', 'burden'] as const).map((k) => <td key={k} className="small">{t(`board.s.${s.id}.${k}`)}</td>)}</tr>
        ))}</tbody></table>
    </Panel>
  );
}

function Variants({ c, timeline }: Part): ReactNode {
  const value = (v: PacketContent['variants'][number]): ReactNode => {
    if (v.status === 'detected') return v.vaf === null ? t('mechanisms.status.detected') : <>{percent(v.vaf)}{v.low !== null && v.high !== null && <span className="quiet"> ({percentRange(v.low, v.high)})</span>}</>;
    if (v.status === 'not_detected') return <>{t('mechanisms.status.not_detected')}{v.upper95 !== null ? <>, &lt; {percent(v.upper95)}</> : <span className="quiet">, {t('board.noBound')}</span>}</>;
    return v.status === null ? '–' : t(`mechanisms.status.${v.status}`);
  };
  return (
    <table className="table"><Head names={[t('board.gene'), t('board.role'), t('board.drawn'), t('board.vaf'), t('board.counts'), t('mechanisms.share'), t('mechanisms.trend'), t('board.wbc')]} />
      <tbody>{c.variants.map((v) => (
        <tr key={`${v.gene} ${v.variant}`} title={fromEngine(v.role_reason)}><td><strong>{variantText(v.gene, v.variant)}</strong></td><td>{t(`board.role.${v.role}`)}</td><td className="nowrap">{dayWord(timeline, v.collected)}</td><td>{value(v)}</td>
          <td className="nowrap">{v.total === null ? '–' : `${v.mutant === null ? '–' : count(v.mutant)} / ${count(v.total)}`}</td><td className="nowrap">{v.share ? `${percent(v.share.median)} (${percentRange(v.share.low, v.share.high)})` : <span className="quiet">{t('mechanisms.notComputed')}</span>}</td>
          <td>{t(`mechanisms.trend.${v.trend}`)}</td><td><span data-chip={v.chip}>{v.chip === undefined ? t('board.chip.notAsked') : t(`board.chip.${v.chip}`, { x: percent(v.wbc_vaf ?? 0) })}</span></td></tr>
      ))}</tbody></table>
  );
}

function Assays({ c }: Part): ReactNode {
  const none = <span className="quiet">{t('board.notReported')}</span>;
  const said = (x: string | null | undefined): ReactNode => x ?? <span className="quiet">{t('board.notStated')}</span>;
  return (<>
    <table className="table"><Head names={[t('board.assay'), t('board.input'), t('board.plasma'), t('board.lod'), t('board.lodStated')]} />
      <tbody>{c.assays.map((a) => <tr key={`${a.assay} ${a.version}`}><td>{a.assay} {a.version}</td><td>{a.input_hge === null ? none : count(a.input_hge)}</td><td>{a.plasma_ml ?? none}</td><td>{a.lod95 === null ? none : percent(a.lod95)}</td><td>{a.lod_stated === null ? none : percent(a.lod_stated)}</td></tr>)}</tbody></table>
    <p className="pad small" data-testid="handling">{t('board.tube')}: {said(c.handling?.tube)}; {t('board.hoursToPlasma')}: {said(c.handling?.hours_to_plasma)}</p>
  </>);
}

export function DecisionView({ decision: d }: { readonly decision: WireDecision }): ReactNode {
  return (
    <article className="pad decision" data-decision={d.version}>
      <p><strong><q>{d.decision}</q></strong> <span className="quiet">{t('board.version', { n: d.version })}</span></p>
      <dl className="decision-facts">{([['dissent', d.dissent ?? t('board.dissentNone')], ['followUp', `${d.follow_up ?? '–'}${d.follow_up_on ? ` (${dateText(d.follow_up_on)})` : ''}`], ['present', d.present]] as const).map(([k, v]) => <div key={k}><dt>{t(`board.${k}`)}</dt><dd>{v}</dd></div>)}</dl>
      <p className="small quiet">{t('board.signed', { name: d.signed_name, account: d.signed_by, at: `${dateText(d.signed_at.slice(0, 10))}, ${d.signed_at.slice(11, 16)} UTC` })} · {t('board.signature', { x: d.sha256.slice(0, 16) })}</p>
    </article>
  );
}

/** `actions`: downloads and the like; `decide`: the form, where the reader may sign. */
export function PacketView({ packet, actions, decide }: { readonly packet: WirePacket; readonly actions?: ReactNode; readonly decide?: ReactNode }): ReactNode {
  const c = packet.content;
  const view = trajectoryView({ ...c.page, since: null, acts: [] });
  const part: Part = { c, timeline: view.timeline };
  const answer = { ...c.mechanisms, further_evidence: c.further_evidence, id: packet.patient, patient_id: packet.patient_id, site: packet.site, as_of: c.as_of, model_version: c.provenance.model_version, rules_version: c.provenance.rules_version };
  const missing = c.mechanisms.tested.filter((x) => x.state !== 'called' && x.state !== 'not_called').length;
  return (
    <div className="packet" data-packet={packet.id} data-sha256={packet.sha256}>
      <header className="patient-header"><div className="who"><h1>{t('board.title')}: {packet.patient_id}</h1><span>{t(`board.nosology.${c.page.nosology ?? 'unknown'}`)}</span><div className="actions">{actions}</div></div>
        <p className="as-of" role="status">{t('board.frozen', { x: `${dateText(c.made_at.slice(0, 10))}, ${c.made_at.slice(11, 16)} UTC` })} {t('board.asOf')} {dayWord(view.timeline, c.as_of)}.</p>
        <p className="pad small"><span className="quiet">{t('board.question')}</span> <strong data-testid="packet-question">{c.question === null ? t('board.defaultQuestion') : <q>{c.question}</q>}</strong></p>
      </header>
      <IntendedUse />
      <section className="panel" data-packet-part="picture" aria-label={t('board.timeline')}><TrajectoryChart view={view} height={chartHeight(view, 'area')} axis="log" /></section>
      <MechanismsPanel answer={answer} timeline={view.timeline} colorectal={c.page.nosology?.startsWith('mcrc') ?? false} />
      <Panel title={t('board.options')} id="options"><Options {...part} /></Panel>
      <Strategies {...part} />
      <Panel title={t('board.unknown')} id="unknown"><ul className="pad small">
        {c.informative.status !== 'informative' && <li>{fromEngine(c.informative.reason)}</li>}
        {missing > 0 && <li>{t('board.unknownTested', { n: missing, m: c.mechanisms.tested.length })}</li>}
        {c.mechanisms.not_in_blood.length > 0 && <li>{t('board.unknownBlood', { n: c.mechanisms.not_in_blood.length })}</li>}
        {c.mechanisms.progression.length === 0 && <li>{t('mechanisms.progression')}: {t('mechanisms.noProgression')}</li>}
      </ul></Panel>
      {c.rechallenge && <RechallengePanel answer={{ id: packet.patient, patient_id: packet.patient_id, site: packet.site, as_of: c.as_of, arises: true, ...c.rechallenge }} timeline={view.timeline} />}
      <ScenarioPanels answer={{ id: packet.patient, patient_id: packet.patient_id, site: packet.site, as_of: c.as_of, criteria_exist: true, items: c.scenarios ?? [] }} timeline={view.timeline} />
      <Panel title={t('board.variants')} id="variants"><Variants {...part} /></Panel>
      <Panel title={t('board.assays')} id="assays"><Assays {...part} /></Panel>
      {c.timing && <TimingPanel timing={c.timing} />}
      <Panel title={t('board.decision')} id="decision">
        {packet.decisions.length === 0 && <p className="pad quiet">{t('board.decisionNone')}</p>}
        {packet.decisions.map((d) => <DecisionView key={d.version} decision={d} />)}
        {decide}
      </Panel>
      <p className="quiet provenance small">{[t('board.software', { x: c.provenance.software }), t('board.model', { x: c.provenance.model_version }), t('board.rules', { x: c.provenance.rules_version }), t('board.catalogue', { n: c.provenance.catalogue_entries, x: c.provenance.catalogue_sha256.slice(0, 16) }),
        t('board.dataHash', { x: c.provenance.data_sha256.slice(0, 16) })].join('; ')}. {t('board.packetHash')} <code data-testid="packet-hash">{packet.sha256}</code></p>
    </div>
  );
}
