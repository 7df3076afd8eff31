/** Whom the site tells of alerts outside the page, and whether it reached them. */
import type { FormEvent, ReactNode } from 'react';
import { useQuery } from '@tanstack/react-query';
import { count, dateText } from '@clonewatch/charts';
import type { AddedContact, WireContactPoint, WireDelivery } from '@clonewatch/contracts';
import { Failure, Loading } from '@clonewatch/ui';
import { get, send } from '../api.js';

interface Props { readonly site: string; readonly busy: boolean; readonly act: (work: () => Promise<unknown>) => void; readonly show: (secret: { title: string; text: string; note: string }) => void }

const stateWord = { waiting: 'Waiting', delivered: 'Delivered', dead: 'Not delivered' } as const;
const severityWord = { act: 'act', review: 'review and act' } as const;

function When({ at }: { readonly at: string | null }): ReactNode {
  return at === null ? <span className="quiet">–</span> : <time dateTime={at} title={at} className="nowrap">{dateText(at.slice(0, 10))} {at.slice(11, 16)} <span className="quiet">UTC</span></time>;
}

function Deliveries({ base, act, busy }: { readonly base: string } & Pick<Props, 'act' | 'busy'>): ReactNode {
  const list = useQuery({ queryKey: ['admin', 'deliveries', base], queryFn: () => get<{ items: WireDelivery[] }>(`${base}/deliveries`), refetchInterval: (q) => (q.state.data?.items.some((d) => d.state === 'waiting') ? 2000 : 30_000) });
  if (!list.data || list.data.items.length === 0) return null;
  return (
    <table className="table" aria-label="Deliveries">
      <thead><tr><th scope="col">Made</th><th scope="col">To</th><th scope="col">What</th><th scope="col">State</th><th scope="col" className="number">Attempts</th><th scope="col">Last answer</th><th scope="col">Delivered or next</th><th scope="col"><span className="hidden">Actions</span></th></tr></thead>
      <tbody>{list.data.items.slice(0, 20).map((d) => (
        <tr key={d.id} data-delivery={d.state}>
          <td><When at={d.created_at} /></td><td>{d.team}</td><td>{d.test ? 'Test' : `${d.severity}, ${count(d.alerts ?? 0)} ${d.alerts === 1 ? 'alert' : 'alerts'}`}</td>
          <td>{d.state === 'dead' ? <strong className="overdue">{stateWord.dead}</strong> : stateWord[d.state]}</td><td className="number">{count(d.attempts)}</td>
          <td className="reason">{d.last_error ?? (d.last_status === null ? <span className="quiet">–</span> : d.last_status)}</td><td><When at={d.delivered_at ?? d.next_at} /></td>
          <td className="row-actions">{d.state === 'dead' && <button type="button" className="link" disabled={busy} onClick={() => act(() => send('POST', `${base}/deliveries/${d.id}/retry`))}>Send again</button>}</td>
        </tr>
      ))}</tbody>
    </table>
  );
}

export function Contacts({ site, act, show, busy }: Props): ReactNode {
  const base = `/admin/sites/${encodeURIComponent(site)}`;
  const contacts = useQuery({ queryKey: ['admin', 'contacts', site], queryFn: () => get<{ items: WireContactPoint[] }>(`${base}/contacts`) });
  const add = (e: FormEvent<HTMLFormElement>): void => {
    e.preventDefault();
    const form = e.currentTarget;
    const data = new FormData(form);
    const text = (name: string): string => { const v = data.get(name); return typeof v === 'string' ? v.trim() : ''; };
    act(async () => {
      const quiet = text('quiet_from') === '' ? {} : { quiet_from: text('quiet_from'), quiet_to: text('quiet_to') };
      const made = await send<AddedContact>('POST', `${base}/contacts`, { team: text('team'), target: text('target'), severity: text('severity'), ...quiet });
      form.reset();
      show({ title: `Signing key of “${text('team')}”`, text: made.secret, note: 'Standard Webhooks, HMAC-SHA256. Copy it now: it is not shown again.' });
    });
  };
  return (
    <section className="panel" aria-labelledby="contacts-title">
      <form className="panel-head" onSubmit={add}><h2 id="contacts-title">Notices</h2><span className="grow" />
        <input name="team" required maxLength={80} placeholder="Team" aria-label="Team" autoComplete="off" className="short" /><input name="target" type="url" required maxLength={500} placeholder="https://…" aria-label="Webhook address" autoComplete="off" />
        <select name="severity" defaultValue="act" aria-label="Told of"><option value="act">act</option><option value="review">review and act</option></select>
        <label className="quiet small">Quiet <input name="quiet_from" type="time" className="short" aria-label="Quiet hours begin" />–<input name="quiet_to" type="time" className="short" aria-label="Quiet hours end" /></label>
        <button type="submit" className="button" disabled={busy} data-testid="add-contact">Add webhook</button></form>
      <p className="quiet pad small">One notice for each patient and draw. It holds no patient’s data: how severe, how many alerts, and a link that asks to sign in.</p>
      {contacts.isPending ? <Loading what="contact points" /> : !contacts.data ? <Failure title="Contact points could not be loaded" detail={contacts.error?.message} again={() => void contacts.refetch()} />
        : contacts.data.items.length === 0 ? <p className="quiet pad">Nobody is told outside the page.</p> : (
          <table className="table" aria-label="Contact points"><thead><tr><th scope="col">Team</th><th scope="col">Webhook</th><th scope="col">Told of</th><th scope="col">Quiet hours</th><th scope="col">Last delivered</th><th scope="col" className="number">Waiting</th><th scope="col" className="number">Not delivered</th><th scope="col"><span className="hidden">Actions</span></th></tr></thead>
            <tbody>{contacts.data.items.map((c) => (
              <tr key={c.id} data-contact={c.team}>
                <td>{c.team}</td><td className="ellipsis" title={c.target}>{c.target}</td><td>{severityWord[c.severity]}</td><td>{c.quiet_from === null ? <span className="quiet">none</span> : `${c.quiet_from}–${c.quiet_to}`}</td>
                <td><When at={c.last_delivered_at} /></td><td className="number">{count(c.waiting)}</td><td className="number">{c.dead > 0 ? <strong className="overdue">{count(c.dead)}</strong> : 0}</td>
                <td className="row-actions"><button type="button" className="link" disabled={busy} onClick={() => act(() => send('POST', `${base}/contacts/${c.id}/test`))} data-testid="test-contact">Test</button><button type="button" className="link" disabled={busy} onClick={() => act(() => send('DELETE', `${base}/contacts/${c.id}`))}>Remove</button></td>
              </tr>
            ))}</tbody></table>
        )}
      <Deliveries base={base} act={act} busy={busy} />
    </section>
  );
}
