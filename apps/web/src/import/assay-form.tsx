/** Everything a laboratory can say once about an assay; every field may stay empty, and nothing is assumed for it. */
import { useState, type FormEvent, type ReactNode } from 'react';
import type { WireAssay } from '@clonewatch/contracts';
import { ApiError, queries, request, send } from '../api.js';

type Target = WireAssay['targets'][number];
const noTarget: Target = { mutant_target: '', wildtype_target: '', gene: '', variant: '' };

interface NumberField { readonly name: 'background' | 'lob' | 'lod' | 'partition_nl' | 'plasma_ml' | 'elution_ul'; readonly label: string; readonly unit: string; readonly hint: string; readonly percent?: true }
const numbers: readonly NumberField[] = [
  { name: 'background', label: 'Background', unit: '%', percent: true, hint: 'Expected share of false mutant signal, from blanks; results are called against it' },
  { name: 'lob', label: 'Limit of blank', unit: '%', percent: true, hint: 'As validated; kept with each result' },
  { name: 'lod', label: 'Limit of detection', unit: '%', percent: true, hint: 'As validated; shown with each result, and used where a file gives no counts' },
  { name: 'partition_nl', label: 'Droplet volume', unit: 'nL', hint: 'Where the file does not say it' },
  { name: 'plasma_ml', label: 'Plasma', unit: 'mL', hint: 'Volume of plasma the DNA came from' },
  { name: 'elution_ul', label: 'Elution', unit: 'µL', hint: 'Volume in which the DNA was eluted; kept with each result' },
];
/** Per cent as people write it; what is no number goes to the server, which says where. */
const decimal = (text: string, percent: boolean): number | null => {
  const t = text.trim().replace(',', '.');
  return t === '' ? null : percent ? Number((Number(t) / 100).toPrecision(12)) : Number(t);
};
const shownPercent = (fraction: number): string => String(Number((100 * fraction).toPrecision(12)));

/** `assay` null: a new one. */
export function AssayForm({ assay, site, onClose }: { readonly assay: WireAssay | null; readonly site: string; readonly onClose: () => void }): ReactNode {
  const [targets, setTargets] = useState<readonly Target[]>(assay && assay.targets.length > 0 ? assay.targets : [noTarget]);
  const [error, setError] = useState<ApiError | null>(null);
  const [busy, setBusy] = useState(false);
  const setTarget = (i: number, more: Partial<Target>): void => setTargets((ts) => ts.map((t, j) => (i === j ? { ...t, ...more } : t)));
  const submit = (e: FormEvent<HTMLFormElement>): void => {
    e.preventDefault();
    const data = new FormData(e.currentTarget);
    const text = (name: string): string => { const v = data.get(name); return typeof v === 'string' ? v.trim() : ''; };
    const wrong = numbers.find((n) => Number.isNaN(decimal(text(n.name), n.percent ?? false)));
    if (wrong) return setError(new ApiError(0, 'bad_number', `${wrong.label}: “${text(wrong.name)}” is no number.`));
    const list = text('panel').split(/[;,\n]/).map((p) => p.trim()).filter((p) => p !== '');
    const body = {
      assay: text('assay'), assay_version: text('assay_version'), targets: targets.filter((t) => Object.values(t).some((v) => v.trim() !== '')), panel: list.length === 0 ? null : list,
      genome_build: text('genome_build'), ...Object.fromEntries(numbers.map((n) => [n.name, decimal(text(n.name), n.percent ?? false)])),
      vaf_unit: text('vaf_unit') || null, reason: text('reason'),
    };
    setBusy(true);
    setError(null);
    const done = assay === null ? send('POST', '/assays', { site, ...body })
      : request(`/assays/${assay.id}`, { method: 'PUT', headers: { 'content-type': 'application/json', 'if-match': `"${assay.version}"` }, body: JSON.stringify(body) });
    done.then(() => queries.invalidateQueries({ queryKey: ['assays'] })).then(onClose)
      .catch((cause: unknown) => setError(cause instanceof ApiError ? cause : new ApiError(0, 'unknown', 'This did not work. Try again.'))).finally(() => setBusy(false));
  };
  const said = (field: string): ReactNode => { const p = error?.problems?.find((x) => x.field === field); return p && <span className="form-error" role="alert">{p.message}</span>; };
  return (
    <form className="assay-form" onSubmit={submit} aria-label={assay === null ? 'New assay profile' : `Profile of ${assay.assay}`} data-testid="assay-form">
      <div className="assay-row">
        <label><span>Name <span className="quiet">as manifests write it</span></span><input name="assay" required maxLength={200} defaultValue={assay?.assay ?? ''} autoComplete="off" autoFocus /></label>
        <label><span>Version</span><input name="assay_version" maxLength={200} defaultValue={assay?.assay_version ?? ''} autoComplete="off" size={6} /></label>
        <label><span>Genome build</span><select name="genome_build" defaultValue={assay?.genome_build ?? ''}><option value="">Not said</option><option>GRCh37</option><option>GRCh38</option></select></label>
        <label title="Only where the column's name does not say it"><span>Tables write VAF as</span><select name="vaf_unit" defaultValue={assay?.vaf_unit ?? ''}><option value="">Not said: refuse</option><option value="percent">Per cent</option><option value="fraction">Fraction, 0 to 1</option></select></label>
      </div>
      <fieldset><legend>Targets <span className="quiet">digital PCR: the name of the target in the file, or its dye</span></legend>
        {targets.map((t, i) => (
          <div className="assay-row" key={i}>
            {([['mutant_target', 'Mutant target'], ['gene', 'Gene'], ['variant', 'Variant'], ['wildtype_target', 'Wild-type target']] as const).map(([name, label]) => (
              <label key={name}><span>{label}</span><input value={t[name]} maxLength={200} autoComplete="off" size={name === 'gene' ? 8 : 18} onChange={(e) => setTarget(i, { [name]: e.target.value })} />{said(`targets.${i}.${name}`)}</label>
            ))}
            {targets.length > 1 && <button type="button" className="link" onClick={() => setTargets((ts) => ts.filter((_, j) => j !== i))}>Remove<span className="hidden"> target {i + 1}</span></button>}
          </div>
        ))}
        <button type="button" className="button small" onClick={() => setTargets((ts) => [...ts, noTarget])}>Add a target</button>
      </fieldset>
      <label className="wide"><span>Panel <span className="quiet">genes or codons, separated by ;  Inside it, what a file does not list is not detected; outside, not covered</span></span>
        <textarea name="panel" rows={2} maxLength={100_000} defaultValue={assay?.panel?.join(';') ?? ''} placeholder="KRAS;NRAS;BRAF:600;EGFR:p.S492R" /></label>
      <div className="assay-row">{numbers.map((n) => (
        <label key={n.name} title={n.hint}><span>{n.label}, {n.unit}</span><input name={n.name} inputMode="decimal" size={9} maxLength={20} autoComplete="off" defaultValue={assay?.[n.name] == null ? '' : n.percent ? shownPercent(assay[n.name]!) : String(assay[n.name])} />{said(n.name)}</label>
      ))}</div>
      <label className="wide"><span>Reason <span className="quiet">kept with the version</span></span><input name="reason" required maxLength={1000} autoComplete="off" /></label>
      {error && !error.problems?.length && <p className="form-error" role="alert">{error.message}</p>}
      <div className="ask-actions"><button type="button" className="button" onClick={onClose}>Cancel</button><button type="submit" className="button primary" disabled={busy} data-testid="assay-save">{busy ? 'Saving…' : assay === null ? 'Save' : `Save as version ${assay.version + 1}`}</button></div>
    </form>
  );
}
