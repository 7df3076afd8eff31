/** What the last draw read of the clone an alert is about: an alert stays open until the data answer it, and its text says only what was known when it fired. */
import type { ReactNode } from 'react';
import { percent, timelineOf } from '@clonewatch/charts';
import type { PatientPage, WireAlert, WirePoint } from '@clonewatch/contracts';
import { When } from './badges.js';
import { Say } from './say.js';
import { statusWord } from './words.js';

/** The value where it was called, the 95 % bound where it was not, the bare state where neither is known. */
function valueOf(p: WirePoint): string {
  const value = p.status === 'detected' ? p.vaf : p.status === 'not_detected' ? p.upper95 : null;
  return value === null ? statusWord(p.status) : `${statusWord(p.status)}, ${p.status === 'detected' ? '' : '<\u00a0'}${percent(value)}`;
}

/** Nothing where the alert names no single variant, or fired on the last draw that reads it. */
export function LatestReading({ page, alert }: { readonly page: PatientPage; readonly alert: WireAlert }): ReactNode {
  const series = page.evaluation?.series.find((s) => s.gene === alert.gene && s.variant === alert.variant);
  const last = series?.points.reduce<WirePoint | undefined>((latest, p) => (latest === undefined || p.day >= latest.day ? p : latest), undefined);
  if (last === undefined || last.specimen_id === alert.specimen_id) return null;
  return <span className="latest"><Say k="patient.alertLatest" v={{ when: <When timeline={timelineOf(page)} on={last.collected_on} day={last.collected_day} />, reading: valueOf(last) }} /></span>;
}
