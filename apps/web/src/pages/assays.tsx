/** Assay profiles of a laboratory: what its files never say, said once. */
import { useState, type ReactNode } from 'react';
import { Link } from 'react-router';
import { useQuery } from '@tanstack/react-query';
import { dateText, percent } from '@clonewatch/charts';
import type { WireAssay } from '@clonewatch/contracts';
import { Failure, Loading } from '@clonewatch/ui';
import { get, queries, send, useAssays } from '../api.js';
import type { PageProps } from '../app.js';
import { ActionDialog, type Ask } from '../dialog.js';
import { AssayForm } from '../import/assay-form.js';

const When = ({ at }: { readonly at: string }): ReactNode => <time dateTime={at} title={at}>{dateText(at.slice(0, 10))}</time>;
const none = <span className="quiet">–</span>;
const limits = (a: WireAssay): string => [a.lob == null ? null : `LoB ${percent(a.lob)}`, a.lod == null ? null : `LoD ${percent(a.lod)}`].filter((t) => t !== null).join(', ');
const volumes = (a: WireAssay): string => [a.plasma_ml == null ? null : `${a.plasma_ml} mL plasma`, a.elution_ul == null ? null : `${a.elution_ul} µL`, a.partition_nl == null ? null : `${a.partition_nl} nL`].filter((t) => t !== null).join(', ');

function Versions({ id }: { readonly id: string }): ReactNode {
  const versions = useQuery({ queryKey: ['assays', 'versions', id], queryFn: () => get<{ items: WireAssay[] }>(`/assays/${id}/versions`) });
  if (versions.isPending) return <Loading what="versions" />;
  if (!versions.data) return <Failure title="The versions could not be loaded" detail={versions.error?.message} again={() => void versions.refetch()} />;
  return (
    <table className="table" data-testid="assay-versions"><thead><tr><th scope="col" className="number">Version</th><th scope="col">Targets</th><th scope="col">Limits</th><th scope="col">Volumes</th><th scope="col">Reason</th><th scope="col">By</th><th scope="col">When</th></tr></thead>
      <tbody>{versions.data.items.map((v) => (
        <tr key={v.version}><td className="number">{v.version}{v.retired && ' out of use'}</td><td>{targetsText(v) || none}</td><td>{limits(v) || none}</td><td>{volumes(v) || none}</td><td className="reason">{v.reason}</td><td className="ellipsis" title={v.actor}>{v.actor}</td><td className="nowrap"><When at={v.at} /></td></tr>
      ))}</tbody></table>
  );
}

const targetsText = (a: WireAssay): string => a.targets.map((t) => `${t.gene} ${t.variant}`.trim()).join(', ');

export function AssaysPage({ me, site: shown }: PageProps): ReactNode {
  const site = shown ?? '';
  const editable = me.sites.some((s) => s.code === site && (s.role === 'admin' || s.role === 'clinician'));
  const assays = useAssays(site === '' ? null : site);
  const [editing, setEditing] = useState<WireAssay | 'new' | null>(null);
  const [history, setHistory] = useState<string | null>(null);
  const [ask, setAsk] = useState<Ask | null>(null);
  const retire = (a: WireAssay): void => setAsk({
    title: `Take ${a.assay} out of use`, action: 'Take out of use', fields: [], note: 'Imports that were read with it keep it; later ones have to say everything themselves.',
    submit: async (v) => { await send('POST', `/assays/${a.id}/retire`, { reason: v.reason }); await queries.invalidateQueries({ queryKey: ['assays'] }); },
  });
  return (
    <main className="page assays">
      <div className="page-head"><h1>Assay profiles</h1><p className="quiet">What the laboratory’s files never say, said once. A profile fills in what file and manifest leave open for samples of its assay.</p><span className="grow" />
        <Link className="button" to={`/imports?site=${encodeURIComponent(site)}`}>Imports</Link>
        {editable && editing === null && <button type="button" className="button primary" onClick={() => setEditing('new')} data-testid="assay-new">New profile</button>}</div>
      {editing !== null && <section className="panel pad" key={editing === 'new' ? 'new' : editing.id}><AssayForm assay={editing === 'new' ? null : editing} site={site} onClose={() => setEditing(null)} /></section>}
      <section className="panel" aria-labelledby="assays-title"><h2 id="assays-title">In use</h2>
        {assays.isPending && site !== '' ? <Loading what="assay profiles" /> : !assays.data ? <Failure title="The profiles could not be loaded" detail={assays.error?.message} again={() => void assays.refetch()} />
          : assays.data.items.length === 0 ? <p className="quiet pad">None yet. Answers given while importing a plate become one, too.</p> : (
            <table className="table"><thead><tr><th scope="col">Assay</th><th scope="col" className="number">Version</th><th scope="col">Targets</th><th scope="col">Panel</th><th scope="col">Limits</th><th scope="col">Volumes</th><th scope="col">Last changed</th><th scope="col"><span className="hidden">Actions</span></th></tr></thead>
              <tbody>{assays.data.items.map((a) => (
                <tr key={a.id} data-assay={a.assay}>
                  <th scope="row">{a.assay} {a.assay_version}</th><td className="number">{a.version}</td><td className="ellipsis" title={a.targets.map((t) => `${t.mutant_target}: ${t.gene} ${t.variant}, read against ${t.wildtype_target}`).join('\n')}>{targetsText(a) || none}</td>
                  <td className="ellipsis" title={a.panel?.join(';')}>{a.panel?.slice(0, 4).join(', ') ?? none}{(a.panel?.length ?? 0) > 4 && ` and ${a.panel!.length - 4} more`}</td><td>{limits(a) || none}</td><td>{volumes(a) || none}</td>
                  <td className="nowrap" title={`${a.reason} (${a.actor})`}><When at={a.at} /></td>
                  <td className="row-actions">{editable && <><button type="button" className="link" onClick={() => setEditing(a)}>Change</button> <button type="button" className="link" onClick={() => retire(a)}>Take out of use</button> </>}
                    <button type="button" className="link" aria-expanded={history === a.id} onClick={() => setHistory(history === a.id ? null : a.id)}>Versions</button></td>
                </tr>
              ))}</tbody></table>
          )}
        {history !== null && <Versions id={history} />}
      </section>
      {ask && <ActionDialog key={ask.title} ask={ask} onClose={() => setAsk(null)} />}
    </main>
  );
}
