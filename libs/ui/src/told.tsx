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

/** One line in the list of open alerts: how far the notice of it came, worst first. Nothing where nobody was to be told; the list says so once, by `alert` null. */
export function ToldShort({ alert, told }: { readonly alert: WireAlert | null; readonly told: readonly WireTold[] | null }): ReactNode {
  if (told === null || (alert !== null && !told.some((d) => d.alert === alert.id)) || (alert === null && told.length > 0)) return null;
  const own = told.filter((d) => d.alert === alert?.id);
  const channels = (state: WireTold['state']): string => [...new Set(own.filter((d) => d.state === state).map((d) => t(`notices.${d.channel}`)))].join(', ');
  const said = (['dead', 'waiting', 'delivered'] as const).filter((state) => channels(state) !== '');
  return (
    <p className="told-short" data-told-short={said[0] ?? 'nobody'}>
      {said.length === 0 ? t('told.pageOnly') : said.map((state, i) => <span key={state} className={state === 'dead' ? 'overdue' : undefined}>{i > 0 && ' · '}{channels(state)}: {t(`told.${state}`)}</span>)}
    </p>
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
