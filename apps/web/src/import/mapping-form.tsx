/** The file's own rows, and what is still to be said of them. */
import { useRef, useState, type ClipboardEvent, type FormEvent, type ReactNode } from 'react';
import { count, t } from '@clonewatch/words';
import type { WireAssay, WireFoundSample } from '@clonewatch/contracts';
import {
  againstOf, ambiguousDates, askedSamples, duplexesHere, isoDate, manifestRoles, missing, pastedCells, targetsOf, type ManifestRole, type Mapping, type SampleAnswer, type TargetAnswer,
} from './mapping.js';

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
    <form className="mapping" onSubmit={submit} aria-label={t('imp.notSaid')} data-testid="mapping">
      <p className="mapping-intro">{partial ? t('imp.asksRest') : t('imp.asks')}</p>
      <Writing {...{ mapping, onChange }} />
      {found.length > 0 && <AssayChoice {...{ assays, mapping, onChange, manifestAssays }} hasTargets={targetsOf(found).length > 0} />}
      {targets && <Targets {...{ found, mapping, onChange }} />}
      {asked.length > 0 && <Samples {...{ asked, mapping, onChange }} />}
      <div className="mapping-actions">
        <p className={left.length > 0 && tried ? 'form-error' : 'quiet'} role="status" data-testid="mapping-missing">{left.length === 0 ? t('imp.everythingSaid') : left.length > 4 ? t('imp.stillToSayMore', { list: left.slice(0, 4).join(', '), n: left.length - 4 }) : t('imp.stillToSay', { list: left.join(', ') })}</p>
        <button type="submit" className="button primary" disabled={busy} data-testid="mapping-check">{busy ? t('imp.checkingShort') : t('imp.preview')}</button>
      </div>
    </form>
  );
}

/** How the file writes what can be read in two ways, with a value of its own. */
function Writing({ mapping, onChange }: Pick<Props, 'mapping' | 'onChange'>): ReactNode {
  const { unit, date, build } = mapping.open;
  return (
    <>
      {build && <p className="mapping-dates" role="group" aria-label={t('imp.build')} data-testid="mapping-build">{t('imp.build')}{([['GRCh37', 'hg19'], ['GRCh38', 'hg38']] as const).map(([v, also]) => (
        <label key={v}><input type="radio" name="genome-build" value={v} checked={mapping.build === v} onChange={() => onChange({ ...mapping, build: v })} />{`${v} (${also})`}</label>
      ))}</p>}
      {unit !== null && <p className="mapping-dates" role="group" aria-label={t('imp.unit')} data-testid="mapping-unit">{t('imp.unit')} <code>{unit}</code>{(['percent', 'fraction'] as const).map((v) => (
        <label key={v}><input type="radio" name="vaf-unit" value={v} checked={mapping.vafUnit === v} onChange={() => onChange({ ...mapping, vafUnit: v })} />{t(v === 'percent' ? 'imp.unitPercent' : 'imp.unitFraction')}</label>
      ))}</p>}
      {date !== null && <p className="mapping-dates" role="group" aria-label={t('imp.dates')} data-testid="mapping-date-order">{t('imp.dates')} <code>{date}</code>{(['day_first', 'month_first'] as const).map((o) => (
        <label key={o}><input type="radio" name="file-date-order" value={o} checked={mapping.dateOrder === o} onChange={() => onChange({ ...mapping, dateOrder: o })} />{t(o === 'day_first' ? 'imp.dayFirst' : 'imp.monthFirst', { date: isoDate(date, o) })}</label>
      ))}</p>}
    </>
  );
}

function AssayChoice({ assays, mapping, onChange, manifestAssays, hasTargets }: Pick<Props, 'assays' | 'mapping' | 'onChange' | 'manifestAssays'> & { readonly hasTargets: boolean }): ReactNode {
  const profile = assays.find((a) => a.assay === mapping.assay.trim());
  const names = [...new Set([...assays.map((a) => a.assay), ...manifestAssays])];
  return (
    <fieldset className="mapping-assay"><legend>{t('patient.assay')}</legend>
      <label><span>{t('imp.name')}</span><input list="assay-names" value={mapping.assay} maxLength={200} autoComplete="off" placeholder="KRAS G12D ddPCR" data-testid="mapping-assay" onChange={(e) => onChange({ ...mapping, assay: e.target.value })} />
        <datalist id="assay-names">{names.map((n) => <option key={n} value={n} />)}</datalist></label>
      {profile ? <p className="quiet" data-testid="mapping-profile">{t('imp.profile', { n: profile.version, says: profileSays(profile) })}</p> : (
        <>
          <label className="wide"><span>{t('imp.panel')} <span className="quiet">{t('imp.optional')}</span></span><input value={mapping.panel} maxLength={5000} autoComplete="off" placeholder="KRAS;NRAS;BRAF:600" title={t('imp.panelHint')} onChange={(e) => onChange({ ...mapping, panel: e.target.value })} /></label>
          <label className="check"><input type="checkbox" checked={mapping.keep} onChange={(e) => onChange({ ...mapping, keep: e.target.checked })} data-testid="mapping-keep" />{t('imp.keep')}</label>
        </>
      )}
      {!profile && !hasTargets && <p className="quiet small">{t('imp.panelHint')}</p>}
    </fieldset>
  );
}

function profileSays(p: WireAssay): string {
  const said = [
    ...p.targets.map((x) => t('imp.profileTarget', { target: x.mutant_target, variant: `${x.gene} ${x.variant}`.trim(), wildtype: x.wildtype_target || t('imp.nothing') })), p.panel ? t('imp.panelOf', { n: count(p.panel.length) }) : null,
    p.lod == null ? null : t('chart.lod', { lod: p.lod }), p.plasma_ml == null ? null : t('imp.plasma', { n: p.plasma_ml }),
  ].filter((s) => s !== null);
  return said.length === 0 ? t('imp.saysNothing') : said.join('; ');
}

function Targets({ found, mapping, onChange }: Pick<Props, 'found' | 'mapping' | 'onChange'>): ReactNode {
  const targets = targetsOf(found);
  const set = (name: string, more: Partial<TargetAnswer>): void => onChange({ ...mapping, targets: { ...mapping.targets, [name]: { ...mapping.targets[name]!, ...more } } });
  const wildtypes = targets.filter((x) => mapping.targets[x.name]?.as === 'wildtype').map((x) => x.name);
  return (
    <section aria-label={t('imp.targetsOf')}><p>{t('imp.targets')} {Object.values(mapping.targets).some((x) => x.as !== '') && <span className="quiet">{t('imp.suggested')}</span>}</p>
      <table className="table mapping-targets"><thead><tr><th scope="col">{t('imp.target')}</th><th scope="col">{t('imp.dye')}</th><th scope="col" className="number">{t('imp.positives')}</th><th scope="col">{t('imp.is')}</th><th scope="col">{t('rec.gene')}</th><th scope="col">{t('rec.variant')}</th><th scope="col">{t('imp.readAgainst')}</th></tr></thead>
        <tbody>{targets.map((x) => {
          const a = mapping.targets[x.name] ?? { as: '', gene: '', variant: '', against: '' };
          return (
            <tr key={x.name} data-target={x.name}>
              <th scope="row">{x.name}</th><td>{x.channel !== x.name && x.channel}</td><td className="number">{x.accepted === 0 ? <span className="quiet">{t('imp.noCounts')}</span> : `${count(x.positives)} / ${count(x.accepted)}`}</td>
              <td><select value={a.as} aria-label={t('imp.whatIs', { name: x.name })} onChange={(e) => set(x.name, { as: e.target.value as TargetAnswer['as'] })}><option value="">{t('imp.chooseOne')}</option>{(['mutant', 'wildtype', 'unused'] as const).map((v) => <option key={v} value={v}>{t(`imp.as.${v}`)}</option>)}</select></td>
              {a.as === 'mutant' ? <>
                <td><input value={a.gene} aria-label={t('imp.geneOf', { name: x.name })} size={8} maxLength={40} autoComplete="off" placeholder="KRAS" onChange={(e) => set(x.name, { gene: e.target.value })} /></td>
                <td><input value={a.variant} aria-label={t('imp.variantOf', { name: x.name })} size={12} maxLength={200} autoComplete="off" placeholder="p.G12D" onChange={(e) => set(x.name, { variant: e.target.value })} /></td>
                <td><select value={againstOf(mapping, x.name)} aria-label={t('imp.wildtypeOf', { name: x.name })} onChange={(e) => set(x.name, { against: e.target.value })}><option value="">{t('imp.chooseOne')}</option>{wildtypes.map((w) => <option key={w}>{w}</option>)}</select></td>
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
  const table = useRef<HTMLTableElement>(null);
  /** On to the first patient's cell that is empty: the button that was pressed goes. */
  const goOn = (): void => void requestAnimationFrame(() => table.current?.querySelector<HTMLInputElement>('input:placeholder-shown')?.focus());
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
    <input value={answer(s.sample)[column]} aria-label={t('imp.cellOf', { what: label, sample: s.sample })} placeholder={placeholder} maxLength={200} autoComplete="off" onPaste={paste(s.sample, column)} onChange={(e) => set(s.sample, { [column]: e.target.value })} />
  );
  const ambiguous = ambiguousDates(mapping);
  const days = mapping.anchor !== null;
  // A list of changes has no wells, and counts of no sample as a whole.
  const plate = asked.some((s) => s.wells !== null);
  return (
    <section aria-label={t('imp.samplesOf')}>
      <div className="mapping-tools">
        {open.length > 0 && <button type="button" className="button small" data-testid="mapping-all-patients" onClick={() => { change(Object.fromEntries(open.map((s) => [s.sample, { ...answer(s.sample), role: 'patient' as const }]))); goOn(); }}>{open.length === asked.length ? t('imp.allPatients') : t('imp.otherPatients', { count: open.length })}</button>}
        <label>{t('imp.drawsBy')} <select value={days ? 'day' : 'date'} onChange={(e) => onChange({ ...mapping, anchor: e.target.value === 'day' ? '' : null })}><option value="date">{t('imp.byDate')}</option><option value="day">{t('imp.byDay')}</option></select></label>
        {days && <label>{t('imp.dayZero')} <input value={mapping.anchor ?? ''} placeholder={t('imp.firstDose')} maxLength={200} onChange={(e) => onChange({ ...mapping, anchor: e.target.value })} /></label>}
        {!days && undated.length > 1 && <label>{t('imp.sameDate', { n: undated.length })} <input type="date" value={shared} onChange={(e) => setShared(e.target.value)} data-testid="mapping-shared-date" />
          <button type="button" className="button small" disabled={shared === ''} onClick={() => { change(Object.fromEntries(undated.map((s) => [s.sample, { ...answer(s.sample), collected: shared }]))); goOn(); }}>{t('imp.fill')}</button></label>}
        <span className="quiet">{t('imp.pasteHint')}</span>
      </div>
      {ambiguous.length > 0 && <p className="mapping-dates" role="group" aria-label={t('imp.dates')}>{t('imp.dates')} <code>{ambiguous[0]}</code>{(['day_first', 'month_first'] as const).map((o) => (
        <label key={o}><input type="radio" name="date-order" value={o} checked={mapping.dateOrder === o} onChange={() => onChange({ ...mapping, dateOrder: o })} />{t(o === 'day_first' ? 'imp.dayFirst' : 'imp.monthFirst', { date: isoDate(ambiguous[0]!, o) })}</label>
      ))}</p>}
      <div className="scroll-x mapping-scroll"><table ref={table} className="table mapping-samples">
        <thead><tr><th scope="col">{t('imp.sampleInFile')}</th><th scope="col" className="number">{t('imp.line')}</th>{plate && <><th scope="col" className="number">{t('imp.wells')}</th><th scope="col">{t('patient.counts')}</th></>}<th scope="col">{t('imp.is')}</th><th scope="col">{t('list.patient')}</th><th scope="col">{t('patient.specimen')}</th><th scope="col">{days ? t('imp.dayOfDraw') : t('imp.drawnOn')}</th></tr></thead>
        <tbody>{asked.map((s) => {
          const a = answer(s.sample);
          return (
            <tr key={s.sample} data-sample={s.sample}>
              <th scope="row" title={s.sample}>{s.sample === '' ? <span className="quiet">{t('imp.noName')}</span> : s.sample}</th><td className="number">{s.line}</td>
              {plate && <><td className="number">{s.wells}</td><td className="counts">{s.targets.map((x) => <span key={x.target} title={x.target}>{x.target} {x.accepted === null ? t('imp.noCounts') : `${count(x.positives ?? 0)} / ${count(x.accepted)}`}</span>)}</td></>}
              <td><select value={a.role} aria-label={t('imp.whatIs', { name: s.sample })} onChange={(e) => set(s.sample, { role: e.target.value as ManifestRole | '' })}><option value="">{t('imp.chooseOne')}</option>{manifestRoles.map((v) => <option key={v} value={v}>{t(`imp.role.${v}`)}</option>)}</select>{s.role !== null && a.role === s.role && <span className="quiet small"> {t('imp.byTheFile')}</span>}</td>
              {a.role === 'patient' ? <><td>{cell(s, 'patient', t('list.patient'), t('imp.patientId'))}</td><td>{cell(s, 'specimen', t('patient.specimen'), t('imp.specimenId'))}</td><td>{cell(s, 'collected', days ? t('patient.day') : t('imp.drawDate'), days ? '28' : 'YYYY-MM-DD')}</td></> : <td colSpan={3} />}
            </tr>
          );
        })}</tbody>
      </table></div>
    </section>
  );
}
