/** The tumour board's packets of a patient: made, opened as they were made, decided upon, printed and taken away. */
import { useState, type ReactNode } from 'react';
import { Link, useNavigate, useParams } from 'react-router';
import { useQuery } from '@tanstack/react-query';
import type { PacketSummary, WirePacket } from '@clonewatch/contracts';
import { Failure, Loading, PacketView } from '@clonewatch/ui';
import { dateText, fromEngine, t } from '@clonewatch/words';
import { ApiError, base, get, queries, request, send, usePatient } from '../api.js';
import type { PageProps } from '../app.js';
import { ActionDialog, type Ask } from '../dialog.js';

const packetsKey = (id: string): readonly string[] => ['patient', id, 'packets'];

/** A decision names the last version its author saw. */
async function decide(packet: WirePacket, values: Readonly<Record<string, string | null>>, decision: string): Promise<void> {
  const { reason: _, ...fields } = values;
  await request(`/packets/${packet.id}/decisions`, { method: 'POST', headers: { 'content-type': 'application/json', 'if-match': `"${packet.decisions.length}"` }, body: JSON.stringify({ ...fields, decision }) });
  await queries.invalidateQueries({ queryKey: ['packet', packet.id] });
}

function Packet({ id, me }: { readonly id: string; readonly me: PageProps['me'] }): ReactNode {
  const packet = useQuery({ queryKey: ['packet', id], queryFn: () => get<WirePacket>(`/packets/${encodeURIComponent(id)}`) });
  const [ask, setAsk] = useState<Ask | null>(null);
  if (packet.isPending) return <main className="page"><Loading what="the packet" /></main>;
  if (!packet.data) return <main className="page"><Failure title="The packet could not be opened" detail={packet.error instanceof ApiError ? packet.error.message : undefined} again={() => void packet.refetch()} /></main>;
  const p = packet.data;
  const role = me.sites.find((s) => s.code === p.site)?.role;
  const file = (query: string): string => `${base}/packets/${p.id}/file?${query}`;
  const back = `/patients/${p.patient}?site=${encodeURIComponent(p.site)}`;
  const mayDecide = (role === 'admin' || role === 'clinician') && me.user !== null;
  return (
    <main className="page patient board-page">
      <p className="no-print"><Link to={back}>{t('board.backToPatient')}</Link> · <Link to={`/patients/${p.patient}/board?site=${encodeURIComponent(p.site)}`}>{t('board.packets')}</Link></p>
      <PacketView packet={p} actions={<span className="no-print packet-actions">
        <button type="button" className="button" onClick={() => window.print()} data-testid="print">{t('board.print')}</button>
        {role !== 'read_only' && <><a className="button" href={file('format=pdf&language=en')} download data-testid="pdf-en">{t('board.downloadPdf')}</a><a className="button" href={file('format=pdf&language=ru')} download data-testid="pdf-ru">{t('board.downloadPdfRu')}</a><a className="button" href={file('format=json')} download data-testid="json">{t('board.downloadJson')}</a></>}</span>}
      decide={mayDecide && <p className="pad no-print"><button type="button" className="button primary" data-testid="decide" onClick={() => setAsk({
        title: t('board.decision'), action: t('board.decide'), reasonLabel: t('board.decisionText'), submit: ({ reason, ...values }) => decide(p, values, reason),
        fields: [{ name: 'dissent', label: t('board.dissent') }, { name: 'follow_up', label: t('board.followUp') }, { name: 'follow_up_on', label: t('board.followUpOn'), kind: 'date' }, { name: 'present', label: t('board.present'), required: true }, { name: 'signed_name', label: t('board.signedName'), required: true }],
      })}>{t(p.decisions.length === 0 ? 'board.decide' : 'board.decideAgain')}</button></p>} />
      {ask && <ActionDialog key={ask.title} ask={ask} onClose={() => setAsk(null)} />}
    </main>
  );
}

export function BoardPage({ me, site }: PageProps): ReactNode {
  const { id = '', packet } = useParams();
  return packet === undefined ? <Packets id={id} me={me} site={site} /> : <Packet id={packet} me={me} />;
}

function Packets({ id, me, site }: PageProps & { readonly id: string }): ReactNode {
  const navigate = useNavigate();
  const patient = usePatient(id);
  const list = useQuery({ queryKey: packetsKey(id), queryFn: () => get<{ items: PacketSummary[] }>(`/patients/${encodeURIComponent(id)}/packets`) });
  const [ask, setAsk] = useState<Ask | null>(null);
  const role = me.sites.find((s) => s.code === patient.data?.site)?.role;
  const query = `?site=${encodeURIComponent(patient.data?.site ?? site ?? '')}`;
  const make = (): void => setAsk({
    title: t('board.make'), action: t('board.make'), reasonLabel: t('board.question'), reasonValue: t('board.defaultQuestion'), note: t('board.questionHint'), fields: [],
    submit: async ({ reason }) => {
      // The usual question is kept as such, so that each reader has it in his language.
      const made = await send<WirePacket>('POST', `/patients/${id}/packets`, { question: reason === t('board.defaultQuestion') ? null : reason });
      await queries.invalidateQueries({ queryKey: packetsKey(id) });
      void navigate(`/patients/${id}/board/${made.id}${query}`);
    },
  });
  return (
    <main className="page">
      <div className="page-head"><h1>{t('board.packets')}{patient.data && <>: {patient.data.patient_id}</>}</h1><span className="actions"><Link to={`/patients/${id}${query}`}>{t('board.backToPatient')}</Link>{' '}
        {(role === 'admin' || role === 'clinician') && <button type="button" className="button primary" onClick={make} data-testid="make-packet">{t('board.make')}</button>}</span></div>
      {list.isPending ? <Loading what="packets" /> : !list.data ? <Failure title="The packets could not be loaded" detail={list.error?.message} again={() => void list.refetch()} />
        : list.data.items.length === 0 ? <p className="state" data-testid="no-packets">{t('board.none')}</p> : (
          <section className="panel" aria-label={t('board.packets')}><table className="table packet-list"><thead><tr><th scope="col">{t('board.madeOn')}</th><th scope="col">{t('board.asOf')}</th><th scope="col">{t('board.question')}</th><th scope="col">{t('board.reading')}</th><th scope="col">{t('board.decision')}</th></tr></thead>
            <tbody>{list.data.items.map((p) => (
              <tr key={p.id} data-packet-row={p.id}><td className="nowrap"><Link to={`/patients/${id}/board/${p.id}${query}`}>{dateText(p.made_at.slice(0, 10))}, {p.made_at.slice(11, 16)} UTC</Link><div className="quiet small">{p.made_by}</div></td>
                <td className="nowrap">{typeof p.as_of === 'string' ? dateText(p.as_of) : p.as_of}</td><td>{p.question === null ? t('board.defaultQuestion') : <q>{p.question}</q>}</td><td className="small">{fromEngine(p.sentence)}</td><td>{p.decision ? <q>{p.decision.decision}</q> : <span className="quiet">{t('board.decisionNone')}</span>}</td></tr>
            ))}</tbody></table></section>
        )}
      {ask && <ActionDialog key={ask.title} ask={ask} onClose={() => setAsk(null)} />}
    </main>
  );
}
