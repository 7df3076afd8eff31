/** When the next draw is due, and whether somebody arranged that day. */
import type { ReactNode } from 'react';
import { count, timelineOf } from '@clonewatch/charts';
import type { PatientPage } from '@clonewatch/contracts';
import { t } from '@clonewatch/words';
import { When } from './badges.js';
import { Say } from './say.js';

/** The day follows from the last draw and the interval: nobody arranged it. */
export const dueByInterval = (page: Pick<PatientPage, 'next_draw_on' | 'plan'>): boolean => page.next_draw_on !== null && page.next_draw_on !== page.plan.next_draw_on;

/** For the head of the page: overdue since, arranged for, or due about a day. */
export function NextDraw({ page }: { readonly page: PatientPage }): ReactNode {
  if (page.draw_overdue_days !== null) return <strong className="overdue">{t('list.overdue', { n: count(page.draw_overdue_days) })}</strong>;
  if (page.next_draw_on === null) return <span className="quiet">{t('patient.notScheduled')}</span>;
  const when = <When timeline={timelineOf(page)} on={page.next_draw_on} />;
  if (!dueByInterval(page)) return <span data-next-draw="arranged">{when}</span>;
  return <span data-next-draw="interval" title={t('patient.byInterval', { count: page.plan.draw_interval_days ?? 0 })}><Say k="patient.about" v={{ when }} /></span>;
}
