/** The record behind the evaluation: what was given and found, entered and corrected by hand; what is taken back, and the history of all that. */
import { useState, type ReactNode } from 'react';
import { dateText, resultText, timelineOf } from '@clonewatch/charts';
import { callStatuses, responses, stopReasons, therapyClasses, variantLabel } from '@clonewatch/domain';
import type { PatientPage, WireAct, WireAssessment, WireTeamName, WireTreatment, WireVersion } from '@clonewatch/contracts';
import { Failure, Loading, When } from '@clonewatch/ui';
import { t } from '@clonewatch/words';
import { ApiError, findPatient, get, send } from './api.js';
import type { Ask, Field } from './dialog.js';
import { change, changed, readVersions, useResults, useSpecimens, type Result } from './record-api.js';

export type AskFor = (ask: Ask) => void;
interface Part { readonly page: PatientPage; readonly ask: AskFor; readonly editable: boolean }

const none = ['', '–'] as const;
const words = (list: readonly string[]): readonly (readonly [string, string])[] => [none, ...list.map((w) => [w, w.replaceAll('_', ' ')] as const)];
/** Calendar patients get a date field, the others a day number. */
const when = (page: PatientPage, name: string, label: string, on?: string, day?: number): Field =>
  page.timeline?.kind === 'days' ? { name: `${name}_day`, label: `${label}, day`, kind: 'number', value: day } : { name: `${name}_on`, label, kind: 'date', value: on };
const pathOf = (page: PatientPage, rest: string): string => `/patients/${page.id}/${rest}`;

function treatmentFields(page: PatientPage, t?: WireTreatment): Field[] {
  return [
    { name: 'regimen', label: 'Regimen', value: t?.regimen, required: true }, { name: 'agents', label: 'Agents', hint: 'drug names, ; between', value: t?.agents.join('; ') },
    { name: 'therapy_class', label: 'Class', hint: therapyClasses.join(', '), value: t?.therapy_class.join('; ') },
    when(page, 'started', 'Start', t?.started_on, t?.started_day), when(page, 'stopped', 'Stop', t?.stopped_on, t?.stopped_day),
    { name: 'best_response', label: 'Best response', kind: 'select', options: words(responses), value: t?.best_response ?? '' },
    { name: 'stop_reason', label: 'Stopped for', kind: 'select', options: words(stopReasons), value: t?.stop_reason ?? '' },
  ];
}
function assessmentFields(page: PatientPage, a?: WireAssessment): Field[] {
  return [
    when(page, 'assessed', 'Date', a?.assessed_on, a?.assessed_day), { name: 'kind', label: 'Kind', hint: 'imaging, cea, ldh, clinical, tissue, fish, ihc, sanger, pcr …; with a site: lesion:liver, tissue:lung', value: a?.kind ?? 'imaging', required: true },
    { name: 'gene', label: 'Gene', hint: 'tissue results', value: a?.gene }, { name: 'variant', label: 'Variant', value: a?.variant },
    { name: 'result', label: 'Result', hint: 'CR, PR, SD, PD, a lesion also new; a number; positive, negative', value: a?.result, required: true }, { name: 'unit', label: 'Unit', value: a?.unit },
  ];
}
/** What a correction of the counts leaves as it was. VAF and call follow from the counts and are not carried over. */
const kept = ['input_hge', 'plasma_ml', 'copies_per_ml', 'tumour_fraction', 'copy_number', 'wbc_vaf', 'panel', 'received_on', 'received_day', 'reported_on', 'reported_day'] as const;
const carried = (r: Result): Record<string, string | number> => Object.fromEntries(kept.flatMap((name) => (r[name] === null || r[name] === undefined ? [] : [[name, r[name]]])));

const countFields = (r?: Result): Field[] => [
  { name: 'count_unit', label: 'Counted in', kind: 'select', options: words(['molecules', 'reads', 'partitions']).slice(1), value: r?.count_unit ?? 'partitions' },
  { name: 'mutant_count', label: 'Mutant', kind: 'number', value: r?.mutant_count }, { name: 'total_count', label: 'Total or accepted partitions', kind: 'number', value: r?.total_count },
  { name: 'wildtype_count', label: 'Wild-type-positive partitions', hint: 'partitions only', kind: 'number', value: r?.wildtype_count },
  ...(r && r.total_count !== null ? [] : [{ name: 'vaf', label: 'VAF', hint: 'fraction 0–1, where there are no counts', kind: 'number' as const, value: r?.vaf }, { name: 'status', label: 'Call', kind: 'select' as const, options: words(callStatuses), value: r?.status ?? '' }]),
  { name: 'lod', label: 'LoD', hint: 'fraction 0–1', kind: 'number', value: r?.lod }, { name: 'background', label: 'Background', hint: 'expected false-positive fraction', kind: 'number', value: r?.background },
];

/** Correct, retract, and every version there was. */
function Row({ path, version, title, fields, ask, also }: { readonly path: string; readonly version: number; readonly title: string; readonly fields: readonly Field[]; readonly ask: AskFor; readonly also?: object }): ReactNode {
  return (
    <span className="entry-actions">
      <button type="button" className="link" data-action="correct" onClick={() => ask({ title: `Correct: ${title}`, fields, action: 'Save correction', submit: (v) => change('PUT', path, { ...also, ...v }, version) })}>Correct</button>
      <button type="button" className="link" data-action="retract" onClick={() => ask({
        title: `Retract: ${title}`, fields: [], action: 'Retract', note: 'It leaves the current record and stays in its history. Alerts that rested on it are retracted with this reason.', submit: (v) => change('POST', `${path}/retract`, { reason: v.reason }, version),
      })}>Retract</button>
    </span>
  );
}

function Versions({ path, version, byHand }: { readonly path: string; readonly version: number; readonly byHand: boolean }): ReactNode {
  const [versions, setVersions] = useState<readonly WireVersion[] | null>(null);
  const [error, setError] = useState<string | null>(null);
  if (version === 1 && !byHand) return <span className="quiet">from a file</span>;
  const load = (): void => { readVersions(path).then(setVersions, (e: unknown) => setError(e instanceof ApiError ? e.message : 'could not be read')); };
  return (
    <details className="versions" onToggle={(e) => { if (e.currentTarget.open && !versions) load(); }}>
      <summary>{byHand ? 'by hand' : 'from a file'}, version {version}</summary>
      {error && <p className="form-error">{error}</p>}
      <ol reversed>{versions?.map((v) => (
        <li key={`${v.version} ${v.state}`}>{v.version}, {v.state}{v.at && `, ${dateText(v.at.slice(0, 10))}`}{v.actor && `, ${v.actor}`}{v.reason && `: ${v.reason}`}
          <span className="quiet"> {Object.entries(v.values).filter(([k]) => k !== 'patient_id').map(([k, x]) => `${k} ${typeof x === 'string' ? x : JSON.stringify(x)}`).join(', ')}</span></li>
      ))}</ol>
    </details>
  );
}

function Treatments({ page, ask, editable }: Part): ReactNode {
  const timeline = timelineOf(page);
  return (
    <div className="record-part">
      <div className="record-head"><h3>Treatments</h3>{editable && <button type="button" className="button small" data-action="add-treatment" onClick={() => ask({ title: 'Enter a line of treatment', fields: treatmentFields(page), action: 'Enter', submit: (v) => change('POST', pathOf(page, 'treatments'), v) })}>Enter a line</button>}</div>
      {page.treatments.length === 0 ? <p className="quiet pad">No line is recorded.</p> : (
        <table className="table"><thead><tr><th scope="col">Start</th><th scope="col">Stop</th><th scope="col">Regimen</th><th scope="col">Class</th><th scope="col">Best</th><th scope="col">Stopped for</th><th scope="col">Source</th><th scope="col"><span className="hidden">Actions</span></th></tr></thead>
          <tbody>{page.treatments.map((t) => (
            <tr key={t.id} data-treatment={t.regimen}><td><When timeline={timeline} on={t.started_on} day={t.started_day} /></td><td>{t.stop === null ? <span className="quiet">ongoing</span> : <When timeline={timeline} on={t.stopped_on} day={t.stopped_day} />}</td>
              <td>{t.regimen}</td><td className="quiet">{t.therapy_class.join(', ').replaceAll('_', ' ')}</td><td>{t.best_response}</td><td>{t.stop_reason}</td><td><Versions path={pathOf(page, `treatments/${t.id}`)} version={t.version} byHand={t.by_hand} key={t.version} /></td>
              <td>{editable && <Row path={pathOf(page, `treatments/${t.id}`)} version={t.version} title={t.regimen} fields={treatmentFields(page, t)} ask={ask} />}</td></tr>
          ))}</tbody></table>
      )}
    </div>
  );
}

function Assessments({ page, ask, editable }: Part): ReactNode {
  const timeline = timelineOf(page);
  return (
    <div className="record-part">
      <div className="record-head"><h3>Assessments and tissue</h3>{editable && <button type="button" className="button small" data-action="blood-drawn" onClick={() => ask({
        title: 'Blood was drawn', action: 'Note the draw', note: 'Its result is awaited from then on: shown as pending, late after three weeks. The note is answered by the specimen of that day.',
        fields: [{ ...when(page, 'assessed', 'Drawn', page.timeline?.kind === 'days' ? undefined : page.today), required: true }], submit: (v) => change('POST', pathOf(page, 'assessments'), { ...v, kind: 'blood_drawn', result: 'taken' }),
      })}>Blood was drawn</button>}{editable && <button type="button" className="button small" data-action="add-assessment" onClick={() => ask({ title: 'Enter an assessment', fields: assessmentFields(page), action: 'Enter', submit: (v) => change('POST', pathOf(page, 'assessments'), v) })}>Enter an assessment</button>}</div>
      {page.assessments.length === 0 ? <p className="quiet pad">None is recorded.</p> : (
        <table className="table"><thead><tr><th scope="col">Date</th><th scope="col">Kind</th><th scope="col">Result</th><th scope="col">Source</th><th scope="col"><span className="hidden">Actions</span></th></tr></thead>
          <tbody>{[...page.assessments].sort((a, b) => b.day - a.day).map((a) => (
            <tr key={a.id} data-assessment={a.kind}><td><When timeline={timeline} on={a.assessed_on} day={a.assessed_day} /></td><td>{a.kind}{a.gene && ` ${variantLabel(a.gene, a.variant)}`}</td><td>{resultText(a.result)} {a.unit}</td>
              <td><Versions path={pathOf(page, `assessments/${a.id}`)} version={a.version} byHand={a.by_hand} key={a.version} /></td>
              <td>{editable && <Row path={pathOf(page, `assessments/${a.id}`)} version={a.version} title={`${a.kind} ${a.result}`} fields={assessmentFields(page, a)} ask={ask} />}</td></tr>
          ))}</tbody></table>
      )}
    </div>
  );
}

function Results({ page, ask, editable }: Part): ReactNode {
  const [open, setOpen] = useState(false);
  const results = useResults(page.id, open);
  const timeline = timelineOf(page);
  const enter = (): void => ask({
    title: 'Enter a result', action: 'Enter', submit: (v) => change('POST', pathOf(page, 'measurements'), v),
    fields: [{ name: 'specimen_id', label: 'Specimen', required: true }, when(page, 'collected', 'Drawn'), { name: 'assay', label: 'Assay', required: true }, { name: 'gene', label: 'Gene', required: true }, { name: 'variant', label: 'Variant', hint: 'p.G12D', required: true }, ...countFields(), when(page, 'reported', 'Reported')],
  });
  return (
    <div className="folding">{editable && <button type="button" className="button small beside" data-action="add-result" onClick={enter}>Enter a result</button>}
    <details className="record-part" open={open} onToggle={(e) => setOpen(e.currentTarget.open)} data-part="results">
      <summary className="record-head"><h3>Single results</h3></summary>
      {!open ? null : results.isPending ? <Loading what="results" /> : !results.data ? <Failure title="The results could not be loaded" detail={results.error?.message} again={() => void results.refetch()} /> : (
        <div className="scroll-x tall"><table className="table"><thead><tr><th scope="col">Drawn</th><th scope="col">Specimen</th><th scope="col">Assay</th><th scope="col">Variant</th><th scope="col" className="number">Counts</th><th scope="col">Status</th><th scope="col" className="number">Version</th><th scope="col"><span className="hidden">Actions</span></th></tr></thead>
          <tbody>{[...results.data].reverse().map((r) => (
            <tr key={r.id}><td><When timeline={timeline} on={r.collected_on ?? undefined} day={r.collected_day ?? undefined} /></td><td>{r.specimen_id}</td><td>{r.assay}</td><td>{r.gene ? variantLabel(r.gene, r.variant ?? '') : <span className="quiet">nothing detected</span>}</td>
              <td className="number">{r.mutant_count ?? '–'} / {r.total_count ?? '–'}</td><td>{r.status?.replaceAll('_', ' ')}</td><td className="number">{r.result_version}</td>
              <td>{editable && <Row path={pathOf(page, `measurements/${r.id}`)} version={r.result_version} title={`${r.gene ?? ''} ${r.variant ?? ''} in ${r.specimen_id}`} fields={countFields(r)} also={carried(r)} ask={ask} />}</td></tr>
          ))}</tbody></table></div>
      )}
    </details></div>
  );
}

function Plan({ page, ask, editable }: Part): ReactNode {
  const timeline = timelineOf(page);
  const p = page.plan;
  return (
    <div className="record-part">
      <div className="record-head"><h3>Draw plan</h3>{editable && <button type="button" className="button small" data-action="change-plan" onClick={() => ask({
        title: 'Draw plan', action: 'Save plan', note: 'What is left empty is not planned.', submit: (v) => change('PUT', pathOf(page, 'plan'), { ...v, draw_interval_days: v.draw_interval_days === null ? null : Number(v.draw_interval_days) }, p.version),
        fields: [{ name: 'draw_interval_days', label: 'A draw every … days', kind: 'number', value: p.draw_interval_days }, when(page, 'next_draw', 'Next draw', p.next_draw_on, p.next_draw_day), when(page, 'next_cycle', 'Next cycle', p.next_cycle_on, p.next_cycle_day)],
      })}>Change plan</button>}</div>
      <p className="pad" data-plan>{p.draw_interval_days === null ? 'No interval' : `Every ${p.draw_interval_days} days`} · next draw <When timeline={timeline} on={p.next_draw_on} day={p.next_draw_day} /> · next cycle <When timeline={timeline} on={p.next_cycle_on} day={p.next_cycle_day} /></p>
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
    if (id === null) throw new ApiError(404, 'not_found', `There is no patient “${ref ?? ''}” in this site.`);
    return id;
  };
  return (
    <div className="folding">{editable && <button type="button" className="button small beside" data-action="merge" onClick={() => { ask({
          title: `Merge ${page.patient_id} into another record`, action: 'Merge', note: 'Both are then read as one patient, under the other id. Nothing is rewritten; it can be split again.',
          fields: [{ name: 'into', label: 'Patient id of the record that stays', required: true }], submit: async (v) => change('POST', pathOf(page, 'merge'), { into: await to(v.into ?? null), reason: v.reason }),
        }); }}>Merge into…</button>}
    <details className="record-part" open={open} onToggle={(e) => setOpen(e.currentTarget.open)} data-part="specimens">
      <summary className="record-head"><h3>Specimens{page.merged.length > 0 && <span className="quiet"> · with the {page.merged.length === 1 ? 'record' : 'records'} {page.merged.map((m) => m.patient_id).join(', ')}</span>}</h3></summary>
      {!open ? null : specimens.isPending ? <Loading what="specimens" /> : !specimens.data ? <Failure title="The specimens could not be loaded" detail={specimens.error?.message} again={() => void specimens.refetch()} /> : (
        <table className="table"><tbody>{specimens.data.map((s) => (
          <tr key={s.id} data-specimen={s.specimen_id}><td><When timeline={timeline} on={s.collected_on} day={s.collected_day} /></td><td>{s.specimen_id}</td><td>{s.measurements} {s.measurements === 1 ? 'result' : 'results'}</td><td className="quiet">{s.imported_as && `came as ${s.imported_as}’s`}</td>
            <td>{editable && <button type="button" className="link" data-action="move" onClick={() => ask({
              title: `Move ${s.specimen_id} to another patient`, action: 'Move', note: 'Its results go along; files that name it under this patient will follow it. It can be moved back.',
              fields: [{ name: 'to', label: 'Patient id', required: true }], submit: async (v) => change('POST', `/specimens/${s.id}/move`, { to_patient: await to(v.to ?? null), reason: v.reason }),
            })}>Move</button>}</td></tr>
        ))}</tbody></table>
      )}
      {page.merged.map((m) => (
        <p key={m.id} className="pad">Record {m.patient_id} is read here. {editable && <button type="button" className="link" onClick={() => ask({ title: `Split ${m.patient_id} off again`, fields: [], action: 'Split', submit: (v) => change('POST', `/patients/${m.id}/split`, { reason: v.reason }) })}>Split off</button>}</p>
      ))}
    </details></div>
  );
}

const actText: Readonly<Record<string, string>> = {
  import_withdrawn: 'Import withdrawn', import_reinstated: 'Import brought back', specimen_moved: 'Specimen moved', patients_merged: 'Records merged', patients_split: 'Records split', plan_changed: 'Draw plan changed',
};
const actWord = (a: WireAct): string => actText[a.kind] ?? `${a.kind[0]!.toUpperCase()}${a.kind.slice(1).replace('_', ' ')}`;

function History({ page, ask, editable }: Part): ReactNode {
  if (page.acts.length === 0) return null;
  return (
    <div className="record-part">
      <div className="record-head"><h3>Changes by people</h3></div>
      <table className="table"><tbody>{page.acts.map((a) => (
        <tr key={a.id} data-act={a.kind} data-undone={a.undone}><td className="nowrap"><time dateTime={a.at} title={a.at}>{dateText(a.at.slice(0, 10))} {a.at.slice(11, 16)} <span className="quiet">UTC</span></time></td>
          <td>{actWord(a)}{a.other_patient_id && <span className="quiet"> {a.patient_id} → {a.other_patient_id}</span>}{a.undone && <span className="quiet"> · undone</span>}</td><td>{a.reason}</td><td className="quiet">{a.actor}</td>
          <td>{editable && a.undoable && <button type="button" className="link" data-action="undo" onClick={() => ask({ title: `Undo: ${actWord(a).toLowerCase()}`, fields: [], action: 'Undo', submit: (v) => change('POST', `/acts/${a.id}/undo`, { reason: v.reason }) })}>Undo</button>}</td></tr>
      ))}</tbody></table>
    </div>
  );
}

export function RecordPanel(part: Part): ReactNode {
  return (
    <section className="panel record" id="record" aria-labelledby="record-title">
      <h2 id="record-title">Record <span className="quiet">what the evaluation rests on</span></h2>
      <Treatments {...part} /><Assessments {...part} /><Results {...part} /><Plan {...part} /><Team {...part} /><Places {...part} /><History {...part} />
    </section>
  );
}
