/** The file's own rows, and what is still to be said of them. */
import { useState, type ClipboardEvent, type FormEvent, type ReactNode } from 'react';
import { count } from '@clonewatch/charts';
import type { WireAssay, WireFoundSample } from '@clonewatch/contracts';
import {
  againstOf, ambiguousDates, askedSamples, duplexesHere, isoDate, missing, pastedCells, targetsOf, type ManifestRole, type Mapping, type SampleAnswer, type TargetAnswer,
} from './mapping.js';
import { roleWords, targetWords, words } from './words.js';

interface Props {
  readonly found: readonly WireFoundSample[];
  readonly assays: readonly WireAssay[];
  readonly mapping: Mapping;
  /** A manifest was sent along and says some of it. */
  readonly partial: boolean;
  /** Assays that the manifest sent along names. */
  readonly manifestAssays: readonly string[];
  readonly onChange: (mapping: Mapping) => void;
  readonly onDone: () => void;
  readonly busy: boolean;
}
type Column = 'patient' | 'specimen' | 'collected';

/** The targets are asked when the chosen profile names none that this file has. */
export function asksTargets(mapping: Mapping, found: readonly WireFoundSample[], assays: readonly WireAssay[]): boolean {
  const targets = targetsOf(found);
  return targets.length > 0 && duplexesHere(assays.find((a) => a.assay === mapping.assay.trim()), targets).length === 0;
}

export function MappingForm({ found, assays, mapping, partial, manifestAssays, onChange, onDone, busy }: Props): ReactNode {
  const [tried, setTried] = useState(false);
  const asked = askedSamples(found);
  const targets = asksTargets(mapping, found, assays);
  const left = missing(mapping, found, targets);
  const submit = (e: FormEvent): void => {
    e.preventDefault();
    setTried(true);
    if (left.length === 0) onDone();
  };
  return (
    <form className="mapping" onSubmit={submit} aria-label="What the file does not say" data-testid="mapping">
      <p className="mapping-intro">{partial ? words.asksRest : words.asks}</p>
      <AssayChoice {...{ assays, mapping, onChange, manifestAssays }} hasTargets={targetsOf(found).length > 0} />
      {targets && <Targets {...{ found, mapping, onChange }} />}
      {asked.length > 0 && <Samples {...{ asked, mapping, onChange }} />}
      <div className="mapping-actions">
        <p className={left.length > 0 && tried ? 'form-error' : 'quiet'} role="status" data-testid="mapping-missing">{left.length === 0 ? 'Everything is said.' : `Still to say: ${left.slice(0, 4).join(', ')}${left.length > 4 ? ` and ${left.length - 4} more` : ''}.`}</p>
        <button type="submit" className="button primary" disabled={busy} data-testid="mapping-check">{busy ? 'Checking…' : 'Preview'}</button>
      </div>
    </form>
  );
}

function AssayChoice({ assays, mapping, onChange, manifestAssays, hasTargets }: Pick<Props, 'assays' | 'mapping' | 'onChange' | 'manifestAssays'> & { readonly hasTargets: boolean }): ReactNode {
  const profile = assays.find((a) => a.assay === mapping.assay.trim());
  const names = [...new Set([...assays.map((a) => a.assay), ...manifestAssays])];
  return (
    <fieldset className="mapping-assay"><legend>Assay</legend>
      <label><span>Name</span><input list="assay-names" value={mapping.assay} maxLength={200} autoComplete="off" placeholder="KRAS G12D ddPCR" data-testid="mapping-assay" onChange={(e) => onChange({ ...mapping, assay: e.target.value })} />
        <datalist id="assay-names">{names.map((n) => <option key={n} value={n} />)}</datalist></label>
      {profile ? <p className="quiet" data-testid="mapping-profile">Profile version {profile.version}: {profileSays(profile)}</p> : (
        <>
          <label className="wide"><span>Panel <span className="quiet">optional</span></span><input value={mapping.panel} maxLength={5000} autoComplete="off" placeholder="KRAS;NRAS;BRAF:600" title={words.panelHint} onChange={(e) => onChange({ ...mapping, panel: e.target.value })} /></label>
          <label className="check"><input type="checkbox" checked={mapping.keep} onChange={(e) => onChange({ ...mapping, keep: e.target.checked })} data-testid="mapping-keep" />{words.keep}</label>
        </>
      )}
      {!profile && !hasTargets && <p className="quiet small">{words.panelHint}</p>}
    </fieldset>
  );
}

function profileSays(p: WireAssay): string {
  const said = [
    ...p.targets.map((t) => `${t.mutant_target} is ${`${t.gene} ${t.variant}`.trim()}, read against ${t.wildtype_target || 'nothing'}`), p.panel ? `panel of ${count(p.panel.length)}` : null,
    p.lod == null ? null : `LoD ${p.lod}`, p.plasma_ml == null ? null : `plasma ${p.plasma_ml} mL`,
  ].filter((s) => s !== null);
  return said.length === 0 ? 'says nothing yet' : said.join('; ');
}

function Targets({ found, mapping, onChange }: Pick<Props, 'found' | 'mapping' | 'onChange'>): ReactNode {
  const targets = targetsOf(found);
  const set = (name: string, more: Partial<TargetAnswer>): void => onChange({ ...mapping, targets: { ...mapping.targets, [name]: { ...mapping.targets[name]!, ...more } } });
  const wildtypes = targets.filter((t) => mapping.targets[t.name]?.as === 'wildtype').map((t) => t.name);
  return (
    <section aria-label="Targets of the file"><p>{words.targets} {Object.values(mapping.targets).some((t) => t.as !== '') && <span className="quiet">{words.suggested}</span>}</p>
      <table className="table mapping-targets"><thead><tr><th scope="col">Target</th><th scope="col">Dye</th><th scope="col" className="number">Positive of partitions</th><th scope="col">Is</th><th scope="col">Gene</th><th scope="col">Variant</th><th scope="col">Read against</th></tr></thead>
        <tbody>{targets.map((t) => {
          const a = mapping.targets[t.name] ?? { as: '', gene: '', variant: '', against: '' };
          const of = `of ${t.name}`;
          return (
            <tr key={t.name} data-target={t.name}>
              <th scope="row">{t.name}</th><td>{t.channel !== t.name && t.channel}</td><td className="number">{t.accepted === 0 ? <span className="quiet">no counts</span> : `${count(t.positives)} / ${count(t.accepted)}`}</td>
              <td><select value={a.as} aria-label={`What ${t.name} is`} onChange={(e) => set(t.name, { as: e.target.value as TargetAnswer['as'] })}><option value="">Choose…</option>{Object.entries(targetWords).map(([v, w]) => <option key={v} value={v}>{w}</option>)}</select></td>
              {a.as === 'mutant' ? <>
                <td><input value={a.gene} aria-label={`Gene ${of}`} size={8} maxLength={40} autoComplete="off" placeholder="KRAS" onChange={(e) => set(t.name, { gene: e.target.value })} /></td>
                <td><input value={a.variant} aria-label={`Variant ${of}`} size={12} maxLength={200} autoComplete="off" placeholder="p.G12D" onChange={(e) => set(t.name, { variant: e.target.value })} /></td>
                <td><select value={againstOf(mapping, t.name)} aria-label={`Wild type ${of}`} onChange={(e) => set(t.name, { against: e.target.value })}><option value="">Choose…</option>{wildtypes.map((w) => <option key={w}>{w}</option>)}</select></td>
              </> : <td colSpan={3} />}
            </tr>
          );
        })}</tbody></table>
    </section>
  );
}

const columnsInOrder: readonly Column[] = ['patient', 'specimen', 'collected'];

function Samples({ asked, mapping, onChange }: { readonly asked: readonly WireFoundSample[] } & Pick<Props, 'mapping' | 'onChange'>): ReactNode {
  const [shared, setShared] = useState('');
  const answer = (name: string): SampleAnswer => mapping.samples[name] ?? { role: '', patient: '', specimen: '', collected: '' };
  const change = (more: Readonly<Record<string, SampleAnswer>>): void => onChange({ ...mapping, samples: { ...mapping.samples, ...more } });
  const set = (name: string, more: Partial<SampleAnswer>): void => change({ [name]: { ...answer(name), ...more } });
  const open = asked.filter((s) => answer(s.sample).role === '');
  const patients = asked.filter((s) => answer(s.sample).role === 'patient');
  const undated = patients.filter((s) => answer(s.sample).collected === '');
  /** Fills cells from this one on, downwards and to the right; rows that are no patient's are passed over. */
  const paste = (from: string, column: Column) => (e: ClipboardEvent): void => {
    const cells = pastedCells(e.clipboardData.getData('text'));
    if (cells === null) return;
    e.preventDefault();
    const rows = patients.slice(patients.findIndex((s) => s.sample === from));
    const at = columnsInOrder.indexOf(column);
    change(Object.fromEntries(cells.slice(0, rows.length).map((line, i) => [rows[i]!.sample, { ...answer(rows[i]!.sample), ...Object.fromEntries(line.slice(0, 3 - at).map((text, j) => [columnsInOrder[at + j]!, text])) }])));
  };
  const cell = (s: WireFoundSample, column: Column, label: string, placeholder: string): ReactNode => (
    <input value={answer(s.sample)[column]} aria-label={`${label} of ${s.sample}`} placeholder={placeholder} maxLength={200} autoComplete="off" onPaste={paste(s.sample, column)} onChange={(e) => set(s.sample, { [column]: e.target.value })} />
  );
  const ambiguous = ambiguousDates(mapping);
  const days = mapping.anchor !== null;
  return (
    <section aria-label="Samples of the file">
      <div className="mapping-tools">
        {open.length > 0 && <button type="button" className="button small" data-testid="mapping-all-patients" onClick={() => change(Object.fromEntries(open.map((s) => [s.sample, { ...answer(s.sample), role: 'patient' as const }])))}>{open.length === asked.length ? 'All' : `The other ${open.length}`} are patients’ samples</button>}
        <label>Draws by <select value={days ? 'day' : 'date'} onChange={(e) => onChange({ ...mapping, anchor: e.target.value === 'day' ? '' : null })}><option value="date">date</option><option value="day">day number</option></select></label>
        {days && <label>Day 0 is <input value={mapping.anchor ?? ''} placeholder="first dose" maxLength={200} onChange={(e) => onChange({ ...mapping, anchor: e.target.value })} /></label>}
        {!days && undated.length > 1 && <label>Same draw date for {undated.length} <input type="date" value={shared} onChange={(e) => setShared(e.target.value)} data-testid="mapping-shared-date" />
          <button type="button" className="button small" disabled={shared === ''} onClick={() => change(Object.fromEntries(undated.map((s) => [s.sample, { ...answer(s.sample), collected: shared }])))}>Fill</button></label>}
        <span className="quiet">{words.pasteHint}</span>
      </div>
      {ambiguous.length > 0 && <p className="mapping-dates" role="group" aria-label={words.dates}>{words.dates} <code>{ambiguous[0]}</code>{(['day_first', 'month_first'] as const).map((o) => (
        <label key={o}><input type="radio" name="date-order" value={o} checked={mapping.dateOrder === o} onChange={() => onChange({ ...mapping, dateOrder: o })} />{o === 'day_first' ? 'day first' : 'month first'}: {isoDate(ambiguous[0]!, o)}</label>
      ))}</p>}
      <div className="scroll-x mapping-scroll"><table className="table mapping-samples">
        <thead><tr><th scope="col">Sample in the file</th><th scope="col" className="number">Line</th><th scope="col" className="number">Wells</th><th scope="col">Counts</th><th scope="col">Is</th><th scope="col">Patient</th><th scope="col">Specimen</th><th scope="col">{days ? 'Day of the draw' : 'Drawn on'}</th></tr></thead>
        <tbody>{asked.map((s) => {
          const a = answer(s.sample);
          return (
            <tr key={s.sample} data-sample={s.sample}>
              <th scope="row" title={s.sample}>{s.sample === '' ? <span className="quiet">no name</span> : s.sample}</th><td className="number">{s.line}</td><td className="number">{s.wells}</td>
              <td className="counts">{s.targets.map((t) => <span key={t.target} title={t.target}>{t.target} {t.accepted === null ? 'no counts' : `${count(t.positives ?? 0)} / ${count(t.accepted)}`}</span>)}</td>
              <td><select value={a.role} aria-label={`What ${s.sample} is`} onChange={(e) => set(s.sample, { role: e.target.value as ManifestRole | '' })}><option value="">Choose…</option>{Object.entries(roleWords).map(([v, w]) => <option key={v} value={v}>{w}</option>)}</select>{s.role !== null && a.role === s.role && <span className="quiet small"> by the file</span>}</td>
              {a.role === 'patient' ? <><td>{cell(s, 'patient', 'Patient', 'Patient id')}</td><td>{cell(s, 'specimen', 'Specimen', 'Specimen id')}</td><td>{cell(s, 'collected', days ? 'Day' : 'Draw date', days ? '28' : 'YYYY-MM-DD')}</td></> : <td colSpan={3} />}
            </tr>
          );
        })}</tbody>
      </table></div>
    </section>
  );
}
