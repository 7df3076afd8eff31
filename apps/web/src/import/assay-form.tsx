/** Everything a laboratory can say once about an assay; every field may stay empty, and nothing is assumed for it. */
import { useState, type FormEvent, type ReactNode } from 'react';
import type { WireAssay } from '@clonewatch/contracts';
import { Say } from '@clonewatch/ui';
import { t } from '@clonewatch/words';
import { ApiError, queries, request, send } from '../api.js';

type Target = WireAssay['targets'][number];
const noTarget: Target = { mutant_target: '', wildtype_target: '', gene: '', variant: '' };

interface NumberField { readonly name: 'background' | 'lob' | 'lod' | 'partition_nl' | 'plasma_ml' | 'elution_ul'; readonly word: 'background' | 'lob' | 'lod' | 'droplet' | 'plasma' | 'elution'; readonly unit: string; readonly percent?: true }
const numbers: readonly NumberField[] = [
  { name: 'background', word: 'background', unit: '%', percent: true },
  { name: 'lob', word: 'lob', unit: '%', percent: true },
  { name: 'lod', word: 'lod', unit: '%', percent: true },
  { name: 'partition_nl', word: 'droplet', unit: 'nL' },
  { name: 'plasma_ml', word: 'plasma', unit: 'mL' },
  { name: 'elution_ul', word: 'elution', unit: 'µL' },
];
/** Per cent as people write it; what is no number goes to the server, which says where. */
const decimal = (text: string, percent: boolean): number | null => {
  const written = text.trim().replace(',', '.');
  return written === '' ? null : percent ? Number((Number(written) / 100).toPrecision(12)) : Number(written);
};
const shownPercent = (fraction: number): string => String(Number((100 * fraction).toPrecision(12)));

/** `assay` null: a new one. */
export function AssayForm({ assay, site, onClose }: { readonly assay: WireAssay | null; readonly site: string; readonly onClose: () => void }): ReactNode {
  const [targets, setTargets] = useState<readonly Target[]>(assay && assay.targets.length > 0 ? assay.targets : [noTarget]);
  const [error, setError] = useState<ApiError | null>(null);
  const [busy, setBusy] = useState(false);
  const setTarget = (i: number, more: Partial<Target>): void => setTargets((ts) => ts.map((one, j) => (i === j ? { ...one, ...more } : one)));
  const submit = (e: FormEvent<HTMLFormElement>): void => {
    e.preventDefault();
    const data = new FormData(e.currentTarget);
    const text = (name: string): string => { const v = data.get(name); return typeof v === 'string' ? v.trim() : ''; };
    const wrong = numbers.find((n) => Number.isNaN(decimal(text(n.name), n.percent ?? false)));
    if (wrong) return setError(new ApiError(0, 'bad_number', t('assay.noNumber', { label: t(`assay.${wrong.word}`), text: text(wrong.name) })));
    const list = text('panel').split(/[;,\n]/).map((p) => p.trim()).filter((p) => p !== '');
    const body = {
      assay: text('assay'), assay_version: text('assay_version'), targets: targets.filter((one) => Object.values(one).some((v) => v.trim() !== '')), panel: list.length === 0 ? null : list,
      genome_build: text('genome_build'), ...Object.fromEntries(numbers.map((n) => [n.name, decimal(text(n.name), n.percent ?? false)])),
      vaf_unit: text('vaf_unit') || null, reason: text('reason'),
    };
    setBusy(true);
    setError(null);
    const done = assay === null ? send('POST', '/assays', { site, ...body })
      : request(`/assays/${assay.id}`, { method: 'PUT', headers: { 'content-type': 'application/json', 'if-match': `"${assay.version}"` }, body: JSON.stringify(body) });
    done.then(() => queries.invalidateQueries({ queryKey: ['assays'] })).then(onClose)
      .catch((cause: unknown) => setError(cause instanceof ApiError ? cause : new ApiError(0, 'unknown', t('say.again')))).finally(() => setBusy(false));
  };
  const said = (field: string): ReactNode => { const p = error?.problems?.find((x) => x.field === field); return p && <span className="form-error" role="alert">{p.message}</span>; };
  return (
    <form className="assay-form" onSubmit={submit} aria-label={assay === null ? t('assay.formNew') : t('assay.formOf', { assay: assay.assay })} data-testid="assay-form">
      <div className="assay-row">
        <label><span>{t('assay.name')} <span className="quiet">{t('assay.nameHint')}</span></span><input name="assay" required maxLength={200} defaultValue={assay?.assay ?? ''} autoComplete="off" autoFocus /></label>
        <label><span>{t('assay.version')}</span><input name="assay_version" maxLength={200} defaultValue={assay?.assay_version ?? ''} autoComplete="off" size={6} /></label>
        <label><span>{t('assay.build')}</span><select name="genome_build" defaultValue={assay?.genome_build ?? ''}><option value="">{t('assay.notSaid')}</option><option>GRCh37</option><option>GRCh38</option></select></label>
        <label title={t('assay.vafTitle')}><span>{t('assay.vafUnit')}</span><select name="vaf_unit" defaultValue={assay?.vaf_unit ?? ''}><option value="">{t('assay.notSaidRefuse')}</option><option value="percent">{t('assay.percent')}</option><option value="fraction">{t('assay.fraction')}</option></select></label>
      </div>
      <fieldset><legend>{t('assay.targets')} <span className="quiet">{t('assay.targetsHint')}</span></legend>
        {targets.map((target, i) => (
          <div className="assay-row" key={i}>
            {([['mutant_target', 'mutantTarget'], ['gene', 'gene'], ['variant', 'variant'], ['wildtype_target', 'wildtypeTarget']] as const).map(([name, word]) => (
              <label key={name}><span>{t(`assay.${word}`)}</span><input value={target[name]} maxLength={200} autoComplete="off" size={name === 'gene' ? 8 : 18} onChange={(e) => setTarget(i, { [name]: e.target.value })} />{said(`targets.${i}.${name}`)}</label>
            ))}
            {targets.length > 1 && <button type="button" className="link" onClick={() => setTargets((ts) => ts.filter((_, j) => j !== i))}><Say k="assay.removeTarget" v={{ n: i + 1 }} c={{ h: (x) => <span className="hidden">{x}</span> }} /></button>}
          </div>
        ))}
        <button type="button" className="button small" onClick={() => setTargets((ts) => [...ts, noTarget])}>{t('assay.addTarget')}</button>
      </fieldset>
      <label className="wide"><span>{t('assay.panel')} <span className="quiet">{t('assay.panelHint')}</span></span>
        <textarea name="panel" rows={2} maxLength={100_000} defaultValue={assay?.panel?.join(';') ?? ''} placeholder="KRAS;NRAS;BRAF:600;EGFR:p.S492R" /></label>
      <div className="assay-row">{numbers.map((n) => (
        <label key={n.name} title={t(`assay.${n.word}Hint`)}><span>{t('assay.withUnit', { label: t(`assay.${n.word}`), unit: n.unit })}</span><input name={n.name} inputMode="decimal" size={9} maxLength={20} autoComplete="off" defaultValue={assay?.[n.name] == null ? '' : n.percent ? shownPercent(assay[n.name]!) : String(assay[n.name])} />{said(n.name)}</label>
      ))}</div>
      <label className="wide"><span>{t('assay.reason')} <span className="quiet">{t('assay.keptWith')}</span></span><input name="reason" required maxLength={1000} autoComplete="off" /></label>
      {error && !error.problems?.length && <p className="form-error" role="alert">{error.message}</p>}
      <div className="ask-actions"><button type="button" className="button" onClick={onClose}>{t('say.cancel')}</button><button type="submit" className="button primary" disabled={busy} data-testid="assay-save">{busy ? t('say.saving') : assay === null ? t('say.save') : t('assay.saveAs', { n: assay.version + 1 })}</button></div>
    </form>
  );
}
