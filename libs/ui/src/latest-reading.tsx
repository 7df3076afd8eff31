/** What the last draw read of the clone an alert is about: an alert stays open until the data answer it, and its text says only what was known when it fired. */
import type { ReactNode } from 'react';
import { percent, timelineOf } from '@clonewatch/charts';
import type { PatientPage, WireAlert, WirePoint } from '@clonewatch/contracts';
import { When } from './badges.js';
import { Say } from './say.js';
import { statusWord } from './words.js';

/** The value where it was called, the 95 % bound where it was not, the bare state where neither is known: a bound from an assumed depth excludes nothing. */
function valueOf(p: WirePoint): string {
  const bound = p.interval_assumed && p.lod_stated === null ? null : p.upper95;
  const value = p.status === 'detected' ? p.vaf : p.status === 'not_detected' ? bound : null;
  return value === null ? statusWord(p.status) : `${statusWord(p.status)}, ${p.status === 'detected' ? '' : '<\u00a0'}${percent(value)}`;
}

/** Nothing where the alert names no single variant, or fired on the last draw that reads it. Of several assays on one day one that called the clone speaks, then one that could read it. */
export function LatestReading({ page, alert }: { readonly page: PatientPage; readonly alert: WireAlert }): ReactNode {
  const points = page.evaluation?.series.find((s) => s.gene === alert.gene && s.variant === alert.variant)?.points ?? [];
  const day = Math.max(...points.map((p) => p.day));
  const last = points.filter((p) => p.day === day);
  const said = last.find((p) => p.status === 'detected') ?? last.find((p) => p.status === 'not_detected') ?? last[0];
  if (said === undefined || last.some((p) => p.specimen_id === alert.specimen_id)) return null;
  return <span className="latest"><Say k="patient.alertLatest" v={{ when: <When timeline={timelineOf(page)} on={said.collected_on} day={said.collected_day} />, reading: valueOf(said) }} /></span>;
}
