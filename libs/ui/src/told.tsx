/** Beside an alert: since when it is in the page, and by which other channel it reached whom, or did not. */
import type { ReactNode } from 'react';
import type { WireAlert, WireTold } from '@clonewatch/contracts';
import { dateText, t } from '@clonewatch/words';

const at = (instant: string): ReactNode => <time dateTime={instant} title={instant} className="nowrap">{dateText(instant.slice(0, 10))} {instant.slice(11, 16)} UTC</time>;

function Channel({ d }: { readonly d: WireTold }): ReactNode {
  const when = d.delivered_at ?? d.tried_at;
  return (
    <li data-told={d.channel} data-told-state={d.state}>
      {t(`notices.${d.channel}`)} ({d.team}): <span className={d.state === 'dead' ? 'overdue' : undefined}>{t(d.state === 'waiting' && d.attempts > 0 ? 'told.again' : `told.${d.state}`)}</span>
      {when !== null && <> {at(when)}</>}{d.attempts > 1 && `, ${t('told.attempts', { count: d.attempts })}`}{d.state !== 'delivered' && d.status !== null && `, ${t('told.answered', { status: d.status })}`}
      {d.next_at !== null && <>; {t('told.next')} {at(d.next_at)}</>}
    </li>
  );
}

/** `told`: of this patient; null while it is not known. */
export function Told({ alert, told }: { readonly alert: WireAlert; readonly told: readonly WireTold[] | null }): ReactNode {
  const own = told?.filter((d) => d.alert === alert.id) ?? [];
  return (
    <ul className="told small quiet" data-told-of={alert.id} aria-label={t('told.title')}>
      <li data-told="page" data-told-state="delivered">{t('told.page')} {at(alert.created_at)}</li>
      {told === null ? null : own.length === 0 ? <li data-told="nobody">{t('told.nobody')}</li> : own.map((d, i) => <Channel key={i} d={d} />)}
    </ul>
  );
}
