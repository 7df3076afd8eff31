/** Assay profiles of a laboratory: what its files never say, said once. */
import { useState, type ReactNode } from 'react';
import { Link } from 'react-router';
import { useQuery } from '@tanstack/react-query';
import type { WireAssay } from '@clonewatch/contracts';
import { Failure, Loading } from '@clonewatch/ui';
import { dateText, percent, pointed, t } from '@clonewatch/words';
import { get, queries, send, useAssays } from '../api.js';
import type { PageProps } from '../app.js';
import { ActionDialog, type Ask } from '../dialog.js';
import { AssayForm } from '../import/assay-form.js';

const When = ({ at }: { readonly at: string }): ReactNode => <time dateTime={at} title={at}>{dateText(at.slice(0, 10))}</time>;
const none = <span className="quiet">–</span>;
const limits = (a: WireAssay): string => [a.lob == null ? null : `LoB ${percent(a.lob)}`, a.lod == null ? null : `LoD ${percent(a.lod)}`].filter((said) => said !== null).join(', ');
const volumes = (a: WireAssay): string => [a.plasma_ml == null ? null : t('assay.plasmaMl', { n: pointed(String(a.plasma_ml)) }), a.elution_ul == null ? null : `${pointed(String(a.elution_ul))} µL`, a.partition_nl == null ? null : `${pointed(String(a.partition_nl))} nL`].filter((said) => said !== null).join(', ');

function Versions({ id }: { readonly id: string }): ReactNode {
  const versions = useQuery({ queryKey: ['assays', 'versions', id], queryFn: () => get<{ items: WireAssay[] }>(`/assays/${id}/versions`) });
  if (versions.isPending) return <Loading what={t('assay.versionsWhat')} />;
  if (!versions.data) return <Failure title={t('assay.versionsNotLoaded')} detail={versions.error?.message} again={() => void versions.refetch()} />;
  return (
    <table className="table" data-testid="assay-versions"><thead><tr><th scope="col" className="number">{t('assay.version')}</th><th scope="col">{t('assay.targets')}</th><th scope="col">{t('assay.limits')}</th><th scope="col">{t('assay.volumes')}</th><th scope="col">{t('assay.reason')}</th><th scope="col">{t('assay.by')}</th><th scope="col">{t('assay.when')}</th></tr></thead>
      <tbody>{versions.data.items.map((v) => (
        <tr key={v.version}><td className="number">{v.version}{v.retired && ` ${t('assay.outOfUse')}`}</td><td>{targetsText(v) || none}</td><td>{limits(v) || none}</td><td>{volumes(v) || none}</td><td className="reason">{v.reason}</td><td className="ellipsis" title={v.actor}>{v.actor}</td><td className="nowrap"><When at={v.at} /></td></tr>
      ))}</tbody></table>
  );
}

const targetsText = (a: WireAssay): string => a.targets.map((target) => `${target.gene} ${target.variant}`.trim()).join(', ');

/** The first few; a whole panel fills the screen. */
function panelText(a: WireAssay): string | null {
  if (!a.panel) return null;
  const list = a.panel.slice(0, 4).join(', ');
  return a.panel.length > 4 ? t('assay.andMore', { list, n: a.panel.length - 4 }) : list;
}

export function AssaysPage({ me, site: shown }: PageProps): ReactNode {
  const site = shown ?? '';
  const editable = me.sites.some((s) => s.code === site && (s.role === 'admin' || s.role === 'clinician'));
  const assays = useAssays(site === '' ? null : site);
  const [editing, setEditing] = useState<WireAssay | 'new' | null>(null);
  const [history, setHistory] = useState<string | null>(null);
  const [ask, setAsk] = useState<Ask | null>(null);
  const retire = (a: WireAssay): void => setAsk({
    title: t('assay.retireTitle', { assay: a.assay }), action: t('assay.retire'), fields: [], note: t('assay.retireNote'),
    submit: async (v) => { await send('POST', `/assays/${a.id}/retire`, { reason: v.reason }); await queries.invalidateQueries({ queryKey: ['assays'] }); },
  });
  return (
    <main className="page assays">
      <div className="page-head"><h1>{t('assay.title')}</h1><p className="quiet">{t('assay.intro')}</p><span className="grow" />
        <Link className="button" to={`/imports?site=${encodeURIComponent(site)}`}>{t('app.imports')}</Link>
        {editable && editing === null && <button type="button" className="button primary" onClick={() => setEditing('new')} data-testid="assay-new">{t('assay.new')}</button>}</div>
      {editing !== null && <section className="panel pad" key={editing === 'new' ? 'new' : editing.id}><AssayForm assay={editing === 'new' ? null : editing} site={site} onClose={() => setEditing(null)} /></section>}
      <section className="panel" aria-labelledby="assays-title"><h2 id="assays-title">{t('assay.inUse')}</h2>
        {assays.isPending && site !== '' ? <Loading what={t('assay.what')} /> : !assays.data ? <Failure title={t('assay.notLoaded')} detail={assays.error?.message} again={() => void assays.refetch()} />
          : assays.data.items.length === 0 ? <p className="quiet pad">{t('assay.none')}</p> : (
            <table className="table"><thead><tr><th scope="col">{t('assay.assay')}</th><th scope="col" className="number">{t('assay.version')}</th><th scope="col">{t('assay.targets')}</th><th scope="col">{t('assay.panel')}</th><th scope="col">{t('assay.limits')}</th><th scope="col">{t('assay.volumes')}</th><th scope="col">{t('assay.lastChanged')}</th><th scope="col"><span className="hidden">{t('say.actions')}</span></th></tr></thead>
              <tbody>{assays.data.items.map((a) => (
                <tr key={a.id} data-assay={a.assay}>
                  <th scope="row">{a.assay} {a.assay_version}</th><td className="number">{a.version}</td><td className="ellipsis" title={a.targets.map((g) => t('assay.readAgainst', { target: g.mutant_target, variant: `${g.gene} ${g.variant}`, wildtype: g.wildtype_target })).join('\n')}>{targetsText(a) || none}</td>
                  <td className="ellipsis" title={a.panel?.join(';')}>{panelText(a) ?? none}</td><td>{limits(a) || none}</td><td>{volumes(a) || none}</td>
                  <td className="nowrap" title={`${a.reason} (${a.actor})`}><When at={a.at} /></td>
                  <td className="row-actions">{editable && <><button type="button" className="link" onClick={() => setEditing(a)}>{t('assay.change')}</button> <button type="button" className="link" onClick={() => retire(a)}>{t('assay.retire')}</button> </>}
                    <button type="button" className="link" aria-expanded={history === a.id} onClick={() => setHistory(history === a.id ? null : a.id)}>{t('assay.versions')}</button></td>
                </tr>
              ))}</tbody></table>
          )}
        {history !== null && <Versions id={history} />}
      </section>
      {ask && <ActionDialog key={ask.title} ask={ask} onClose={() => setAsk(null)} />}
    </main>
  );
}
