/** The record behind the evaluation: what was given and found, entered and corrected by hand; what is taken back, and the history of all that. */
import { useState, type ReactNode } from 'react';
import { resultText, timelineOf } from '@clonewatch/charts';
import { callStatuses, responses, stopReasons, therapyClasses } from '@clonewatch/domain';
import type { PatientPage, WireAct, WireAssessment, WireTeamName, WireTreatment } from '@clonewatch/contracts';
import { classWord, dueByInterval, Failure, kindWord, Loading, Say, When } from '@clonewatch/ui';
import { dateText, t, textOf, variantText } from '@clonewatch/words';
import { ApiError, findPatient, get, send } from './api.js';
import type { Ask, Field } from './dialog.js';
import { change, changed, useResults, useSpecimens, type Result } from './record-api.js';
import { Versions } from './versions.js';

export type AskFor = (ask: Ask) => void;
interface Part { readonly page: PatientPage; readonly ask: AskFor; readonly editable: boolean }

const none = ['', '–'] as const;
const words = (list: readonly string[], area: string): readonly (readonly [string, string])[] => [none, ...list.map((w) => [w, textOf(`${area}.${w}`) ?? w.replaceAll('_', ' ')] as const)];
/** Calendar patients get a date field, the others a day number. */
const when = (page: PatientPage, name: string, label: string, on?: string, day?: number): Field =>
  page.timeline?.kind === 'days' ? { name: `${name}_day`, label: t('rec.dayOf', { label }), kind: 'number', value: day } : { name: `${name}_on`, label, kind: 'date', value: on };
const pathOf = (page: PatientPage, rest: string): string => `/patients/${page.id}/${rest}`;

function treatmentFields(page: PatientPage, line?: WireTreatment): Field[] {
  return [
    { name: 'regimen', label: t('rec.regimen'), value: line?.regimen, required: true }, { name: 'agents', label: t('rec.agents'), hint: t('rec.agentsHint'), value: line?.agents.join('; ') },
    { name: 'therapy_class', label: t('rec.class'), hint: therapyClasses.join(', '), value: line?.therapy_class.join('; ') },
    when(page, 'started', t('rec.start'), line?.started_on, line?.started_day), when(page, 'stopped', t('rec.stop'), line?.stopped_on, line?.stopped_day),
    { name: 'best_response', label: t('rec.bestResponse'), kind: 'select', options: words(responses, 'response'), value: line?.best_response ?? '' },
    { name: 'stop_reason', label: t('rec.stoppedFor'), kind: 'select', options: words(stopReasons, 'rec.stop'), value: line?.stop_reason ?? '' },
  ];
}
function assessmentFields(page: PatientPage, a?: WireAssessment): Field[] {
  return [
    when(page, 'assessed', t('rec.date'), a?.assessed_on, a?.assessed_day), { name: 'kind', label: t('rec.kind'), hint: t('rec.kindHint'), value: a?.kind ?? 'imaging', required: true },
    { name: 'gene', label: t('rec.gene'), hint: t('rec.tissueHint'), value: a?.gene }, { name: 'variant', label: t('rec.variant'), value: a?.variant },
    { name: 'result', label: t('rec.result'), hint: t('rec.resultHint'), value: a?.result, required: true }, { name: 'unit', label: t('rec.unit'), value: a?.unit },
  ];
}
/** What a correction of the counts leaves as it was. VAF and call follow from the counts and are not carried over. */
const kept = ['input_hge', 'plasma_ml', 'copies_per_ml', 'tumour_fraction', 'copy_number', 'wbc_vaf', 'panel', 'received_on', 'received_day', 'reported_on', 'reported_day'] as const;
const carried = (r: Result): Record<string, string | number> => Object.fromEntries(kept.flatMap((name) => (r[name] === null || r[name] === undefined ? [] : [[name, r[name]]])));

const countFields = (r?: Result): Field[] => [
  { name: 'count_unit', label: t('rec.countedIn'), kind: 'select', options: words(['molecules', 'reads', 'partitions'], 'chart').slice(1), value: r?.count_unit ?? 'partitions' },
  { name: 'mutant_count', label: t('rec.mutant'), kind: 'number', value: r?.mutant_count }, { name: 'total_count', label: t('rec.total'), kind: 'number', value: r?.total_count },
  { name: 'wildtype_count', label: t('rec.wildtype'), hint: t('rec.partitionsOnly'), kind: 'number', value: r?.wildtype_count },
  ...(r && r.total_count !== null ? [] : [{ name: 'vaf', label: t('rec.vaf'), hint: t('rec.vafHint'), kind: 'number' as const, value: r?.vaf }, { name: 'status', label: t('rec.call'), kind: 'select' as const, options: words(callStatuses, 'statusSmall'), value: r?.status ?? '' }]),
  { name: 'lod', label: t('rec.lod'), hint: t('rec.fraction'), kind: 'number', value: r?.lod }, { name: 'background', label: t('rec.background'), hint: t('rec.backgroundHint'), kind: 'number', value: r?.background },
];

/** Correct, retract, and every version there was. */
function Row({ path, version, title, fields, ask, also }: { readonly path: string; readonly version: number; readonly title: string; readonly fields: readonly Field[]; readonly ask: AskFor; readonly also?: object }): ReactNode {
  return (
    <span className="entry-actions">
      <button type="button" className="link" data-action="correct" onClick={() => ask({ title: t('rec.correctTitle', { what: title }), fields, action: t('rec.saveCorrection'), submit: (v) => change('PUT', path, { ...also, ...v }, version) })}>{t('rec.correct')}</button>
      <button type="button" className="link" data-action="retract" onClick={() => ask({
        title: t('rec.retractTitle', { what: title }), fields: [], action: t('rec.retract'), note: t('rec.retractNote'), submit: (v) => change('POST', `${path}/retract`, { reason: v.reason }, version),
      })}>{t('rec.retract')}</button>
    </span>
  );
}

/** Where the entry came from, and its versions where it has any to tell of. */
function Source({ path, version, byHand }: { readonly path: string; readonly version: number; readonly byHand: boolean }): ReactNode {
  return version === 1 && !byHand ? <span className="quiet">{t('rec.fromFile')}</span> : <Versions path={path} label={byHand ? t('rec.byHandVersion', { n: version }) : t('rec.fromFileVersion', { n: version })} />;
}

function Treatments({ page, ask, editable }: Part): ReactNode {
  const timeline = timelineOf(page);
  return (
    <div className="record-part">
      <div className="record-head"><h3>{t('rec.treatments')}</h3>{editable && <button type="button" className="button small" data-action="add-treatment" onClick={() => ask({ title: t('rec.enterTreatment'), fields: treatmentFields(page), action: t('rec.enter'), submit: (v) => change('POST', pathOf(page, 'treatments'), v) })}>{t('rec.enterLine')}</button>}</div>
      {page.treatments.length === 0 ? <p className="quiet pad">{t('rec.noLine')}</p> : (
        <table className="table"><thead><tr><th scope="col">{t('rec.start')}</th><th scope="col">{t('rec.stop')}</th><th scope="col">{t('rec.regimen')}</th><th scope="col">{t('rec.class')}</th><th scope="col">{t('rec.best')}</th><th scope="col">{t('rec.stoppedFor')}</th><th scope="col">{t('rec.source')}</th><th scope="col"><span className="hidden">{t('say.actions')}</span></th></tr></thead>
          <tbody>{page.treatments.map((x) => (
            <tr key={x.id} data-treatment={x.regimen}><td><When timeline={timeline} on={x.started_on} day={x.started_day} /></td><td>{x.stop === null ? <span className="quiet">{t('rec.ongoing')}</span> : <When timeline={timeline} on={x.stopped_on} day={x.stopped_day} />}</td>
              <td>{x.regimen}</td><td className="quiet">{x.therapy_class.map(classWord).join(', ')}</td><td>{x.best_response}</td><td>{x.stop_reason && (textOf(`rec.stop.${x.stop_reason}`) ?? x.stop_reason)}</td><td><Source path={pathOf(page, `treatments/${x.id}`)} version={x.version} byHand={x.by_hand} key={x.version} /></td>
              <td>{editable && <Row path={pathOf(page, `treatments/${x.id}`)} version={x.version} title={x.regimen} fields={treatmentFields(page, x)} ask={ask} />}</td></tr>
          ))}</tbody></table>
      )}
    </div>
  );
}

function Assessments({ page, ask, editable }: Part): ReactNode {
  const timeline = timelineOf(page);
  return (
    <div className="record-part">
      <div className="record-head"><h3>{t('rec.assessments')}</h3>{editable && <button type="button" className="button small" data-action="blood-drawn" onClick={() => ask({
        title: t('rec.bloodDrawn'), action: t('rec.noteDraw'), note: t('rec.bloodNote'),
        fields: [{ ...when(page, 'assessed', t('rec.drawn'), page.timeline?.kind === 'days' ? undefined : page.today), required: true }], submit: (v) => change('POST', pathOf(page, 'assessments'), { ...v, kind: 'blood_drawn', result: 'taken' }),
      })}>{t('rec.bloodDrawn')}</button>}{editable && <button type="button" className="button small" data-action="add-assessment" onClick={() => ask({ title: t('rec.enterAssessment'), fields: assessmentFields(page), action: t('rec.enter'), submit: (v) => change('POST', pathOf(page, 'assessments'), v) })}>{t('rec.enterAssessment')}</button>}</div>
      {page.assessments.length === 0 ? <p className="quiet pad">{t('rec.none')}</p> : (
        <table className="table"><thead><tr><th scope="col">{t('rec.date')}</th><th scope="col">{t('rec.kind')}</th><th scope="col">{t('rec.result')}</th><th scope="col">{t('rec.source')}</th><th scope="col"><span className="hidden">{t('say.actions')}</span></th></tr></thead>
          <tbody>{[...page.assessments].sort((a, b) => b.day - a.day).map((a) => (
            <tr key={a.id} data-assessment={a.kind}><td><When timeline={timeline} on={a.assessed_on} day={a.assessed_day} /></td><td>{kindWord(a.kind)}{a.gene && ` ${variantText(a.gene, a.variant)}`}</td><td>{resultText(a.result)} {a.unit}</td>
              <td><Source path={pathOf(page, `assessments/${a.id}`)} version={a.version} byHand={a.by_hand} key={a.version} /></td>
              <td>{editable && <Row path={pathOf(page, `assessments/${a.id}`)} version={a.version} title={`${a.kind} ${a.result}`} fields={assessmentFields(page, a)} ask={ask} />}</td></tr>
          ))}</tbody></table>
      )}
    </div>
  );
}

function Results({ page, ask, editable }: Part): ReactNode {
  const [open, setOpen] = useState(false);
  const results = useResults(page.id, open);
  const ids = new Set((page.corrected ?? []).map((c) => c.id));
  const corrected = (r: Result): boolean => ids.has(r.id);
  const timeline = timelineOf(page);
  const enter = (): void => ask({
    title: t('rec.enterResult'), action: t('rec.enter'), submit: (v) => change('POST', pathOf(page, 'measurements'), v),
    fields: [{ name: 'specimen_id', label: t('patient.specimen'), required: true }, when(page, 'collected', t('rec.drawn')), { name: 'assay', label: t('patient.assay'), required: true }, { name: 'gene', label: t('rec.gene'), required: true }, { name: 'variant', label: t('rec.variant'), hint: 'p.G12D', required: true }, ...countFields(), when(page, 'reported', t('rec.reported'))],
  });
  return (
    <div className="folding">{editable && <button type="button" className="button small beside" data-action="add-result" onClick={enter}>{t('rec.enterResult')}</button>}
    <details className="record-part" open={open} onToggle={(e) => setOpen(e.currentTarget.open)} data-part="results">
      <summary className="record-head"><h3>{t('rec.singleResults')}</h3></summary>
      {!open ? null : results.isPending ? <Loading what={t('rec.loadingResults')} /> : !results.data ? <Failure title={t('rec.resultsNotLoaded')} detail={results.error?.message} again={() => void results.refetch()} /> : (
        <div className="scroll-x tall"><table className="table"><thead><tr><th scope="col">{t('rec.drawn')}</th><th scope="col">{t('patient.specimen')}</th><th scope="col">{t('patient.assay')}</th><th scope="col">{t('rec.variant')}</th><th scope="col" className="number">{t('patient.counts')}</th><th scope="col">{t('patient.status')}</th><th scope="col">{t('rec.version')}</th><th scope="col"><span className="hidden">{t('say.actions')}</span></th></tr></thead>
          <tbody>{[...results.data].reverse().map((r) => (
            <tr key={r.id}><td><When timeline={timeline} on={r.collected_on ?? undefined} day={r.collected_day ?? undefined} /></td><td>{r.specimen_id}</td><td>{r.assay}</td><td>{r.gene ?? r.variant ? variantText(r.gene ?? '', r.variant ?? '') : <span className="quiet">{t(r.status === null || r.status === 'not_detected' ? 'rec.nothingDetected' : 'rec.wholeDraw')}</span>}</td>
              <td className="number">{r.mutant_count ?? '–'} / {r.total_count ?? '–'}</td><td>{r.status && (textOf(`statusSmall.${r.status}`) ?? r.status)}</td><td>{corrected(r) ? <Versions path={pathOf(page, `measurements/${r.id}`)} label={t('rec.correctedVersion', { n: r.result_version })} key={r.result_version} /> : <span className="quiet">{r.result_version}</span>}</td>
              <td>{editable && <Row path={pathOf(page, `measurements/${r.id}`)} version={r.result_version} title={t('rec.inSpecimen', { variant: `${r.gene ?? ''} ${r.variant ?? ''}`, specimen: r.specimen_id })} fields={countFields(r)} also={carried(r)} ask={ask} />}</td></tr>
          ))}</tbody></table></div>
      )}
    </details></div>
  );
}

function Plan({ page, ask, editable }: Part): ReactNode {
  const timeline = timelineOf(page);
  const p = page.plan;
  const planned = (on: string | undefined, day: number | undefined): ReactNode => (on === undefined && day === undefined ? t('rec.notPlanned') : <When timeline={timeline} on={on} day={day} />);
  const every = p.draw_interval_days === null ? t('rec.noInterval') : t('rec.every', { count: p.draw_interval_days });
  const cycle = planned(p.next_cycle_on, p.next_cycle_day);
  return (
    <div className="record-part">
      <div className="record-head"><h3>{t('rec.plan')}</h3>{editable && <button type="button" className="button small" data-action="change-plan" onClick={() => ask({
        title: t('rec.plan'), action: t('rec.savePlan'), note: t('rec.planNote'), submit: (v) => change('PUT', pathOf(page, 'plan'), { ...v, draw_interval_days: v.draw_interval_days === null ? null : Number(v.draw_interval_days) }, p.version),
        fields: [{ name: 'draw_interval_days', label: t('rec.interval'), kind: 'number', value: p.draw_interval_days }, when(page, 'next_draw', t('rec.nextDraw'), p.next_draw_on, p.next_draw_day), when(page, 'next_cycle', t('rec.nextCycle'), p.next_cycle_on, p.next_cycle_day)],
      })}>{t('rec.changePlan')}</button>}</div>
      <p className="pad" data-plan>{dueByInterval(page) ? <Say k="rec.planDue" v={{ every, draw: <When timeline={timeline} on={page.next_draw_on!} />, cycle }} /> : <Say k="rec.planLine" v={{ every, draw: planned(p.next_draw_on, p.next_draw_day), cycle }} />}</p>
    </div>
  );
}

/** Who looks after the patient and is told of the alerts. */
function Team({ page, ask, editable }: Part): ReactNode {
  const open = async (): Promise<void> => {
    const { items } = await get<{ items: WireTeamName[] }>(`/teams?site=${encodeURIComponent(page.site)}`);
    ask({
      title: t('notices.team'), action: t('team.save'), note: t('team.note'), submit: (v) => changed(send('PUT', pathOf(page, 'team'), { team: v.team, reason: v.reason })),
      fields: [{ name: 'team', label: t('notices.team'), kind: 'select', options: [['', t('team.none')], ...items.map((t) => [t.id, t.name] as const)], value: page.team?.id ?? '' }],
    });
  };
  return (
    <div className="record-part">
      <div className="record-head"><h3>{t('notices.team')}</h3>{editable && <button type="button" className="button small" data-action="change-team" onClick={() => void open()}>{t('team.change')}</button>}</div>
      <p className="pad" data-team={page.team?.name ?? ''}>{page.team?.name ?? <span className="quiet">{t('team.noneTold')}</span>}</p>
    </div>
  );
}

/** A specimen in the wrong record, two records of one patient. */
function Places({ page, ask, editable }: Part): ReactNode {
  const [open, setOpen] = useState(false);
  const specimens = useSpecimens(page.id, open);
  const timeline = timelineOf(page);
  const to = async (ref: string | null): Promise<string> => {
    const id = ref === null ? null : await findPatient(page.site, ref);
    if (id === null) throw new ApiError(404, 'not_found', t('rec.noPatient', { patient: ref ?? '' }));
    return id;
  };
  return (
    <div className="folding">{editable && <button type="button" className="button small beside" data-action="merge" onClick={() => { ask({
          title: t('rec.mergeTitle', { patient: page.patient_id }), action: t('rec.merge'), note: t('rec.mergeNote'),
          fields: [{ name: 'into', label: t('rec.mergeInto'), required: true }], submit: async (v) => change('POST', pathOf(page, 'merge'), { into: await to(v.into ?? null), reason: v.reason }),
        }); }}>{t('rec.mergeButton')}</button>}
    <details className="record-part" open={open} onToggle={(e) => setOpen(e.currentTarget.open)} data-part="specimens">
      <summary className="record-head"><h3>{t('rec.specimens')}{page.merged.length > 0 && <span className="quiet"> · {t('rec.specimensWith', { count: page.merged.length, names: page.merged.map((m) => m.patient_id).join(', ') })}</span>}</h3></summary>
      {!open ? null : specimens.isPending ? <Loading what={t('rec.loadingSpecimens')} /> : !specimens.data ? <Failure title={t('rec.specimensNotLoaded')} detail={specimens.error?.message} again={() => void specimens.refetch()} /> : (
        <table className="table"><tbody>{specimens.data.map((s) => (
          <tr key={s.id} data-specimen={s.specimen_id}><td><When timeline={timeline} on={s.collected_on} day={s.collected_day} /></td><td>{s.specimen_id}</td><td>{t('rec.results', { count: s.measurements })}</td><td className="quiet">{s.imported_as && t('rec.cameAs', { patient: s.imported_as })}</td>
            <td>{editable && <button type="button" className="link" data-action="move" onClick={() => ask({
              title: t('rec.moveTitle', { specimen: s.specimen_id }), action: t('rec.move'), note: t('rec.moveNote'),
              fields: [{ name: 'to', label: t('rec.patientId'), required: true }], submit: async (v) => change('POST', `/specimens/${s.id}/move`, { to_patient: await to(v.to ?? null), reason: v.reason }),
            })}>{t('rec.move')}</button>}</td></tr>
        ))}</tbody></table>
      )}
      {page.merged.map((m) => (
        <p key={m.id} className="pad">{t('rec.readHere', { patient: m.patient_id })} {editable && <button type="button" className="link" onClick={() => ask({ title: t('rec.splitTitle', { patient: m.patient_id }), fields: [], action: t('rec.split'), submit: (v) => change('POST', `/patients/${m.id}/split`, { reason: v.reason }) })}>{t('rec.splitOff')}</button>}</p>
      ))}
    </details></div>
  );
}

const actWord = (a: WireAct): string => textOf(`act.${a.kind}`) ?? `${a.kind[0]!.toUpperCase()}${a.kind.slice(1).replace('_', ' ')}`;

/** The entry that an act changed, as its own page has it; null: the act is of another kind. */
function versioned(a: WireAct): string | null {
  const kind = /^(treatment|assessment|measurement)_(?:corrected|retracted)$/.exec(a.kind);
  return kind && a.target && !a.undone ? `${kind[1]!}s/${a.target}` : null;
}

function History({ page, ask, editable }: Part): ReactNode {
  if (page.acts.length === 0) return null;
  return (
    <div className="record-part">
      <div className="record-head"><h3>{t('rec.changes')}</h3></div>
      <table className="table"><tbody>{page.acts.map((a) => (
        <tr key={a.id} data-act={a.kind} data-undone={a.undone}><td className="nowrap"><time dateTime={a.at} title={a.at}>{dateText(a.at.slice(0, 10))} {a.at.slice(11, 16)} <span className="quiet">UTC</span></time></td>
          <td>{actWord(a)}{a.other_patient_id && <span className="quiet"> {a.patient_id} → {a.other_patient_id}</span>}{a.undone && <span className="quiet"> · {t('rec.undone')}</span>}</td><td>{a.reason}{versioned(a) && <Versions path={pathOf(page, versioned(a)!)} label={t('rec.whatItSaid')} />}</td><td className="quiet">{a.actor}</td>
          <td>{editable && a.undoable && <button type="button" className="link" data-action="undo" onClick={() => ask({ title: t('rec.undoTitle', { what: actWord(a).toLowerCase() }), fields: [], action: t('rec.undo'), submit: (v) => change('POST', `/acts/${a.id}/undo`, { reason: v.reason }) })}>{t('rec.undo')}</button>}</td></tr>
      ))}</tbody></table>
    </div>
  );
}

export function RecordPanel(part: Part): ReactNode {
  return (
    <section className="panel record" id="record" aria-labelledby="record-title">
      <h2 id="record-title">{t('rec.title')} <span className="quiet">{t('rec.what')}</span></h2>
      <Treatments {...part} /><Assessments {...part} /><Results {...part} /><Plan {...part} /><Team {...part} /><Places {...part} /><History {...part} />
    </section>
  );
}
