import type { ReactNode } from 'react';
import { dateText, dayText, layoutSparkline, paintSparkline } from '@clonewatch/charts';
import type { Timeline } from '@clonewatch/domain';
import type { PatientSummary } from '@clonewatch/contracts';
import { fromEngine, t } from '@clonewatch/words';
import { printSvg } from './svg.js';
import { informativeWord, severityWord } from './words.js';

type Informative = 'informative' | 'limited' | 'not_informative';

/** A word and a swatch: solid, half hatched, hatched. Never green. `reason`: the engine's, which a draw that was not read is named by. */
export function InformativeBadge({ value, reason }: { readonly value: Informative; readonly reason?: string | undefined }): ReactNode {
  return <span className={`badge ${value}`} title={reason && fromEngine(reason)} data-informative={value}><i aria-hidden="true" />{informativeWord(value, reason)}</span>;
}

export function SeverityMark({ severity }: { readonly severity: 'act' | 'review' | 'note' }): ReactNode {
  return (
    <svg className={`severity ${severity}`} width="12" height="12" viewBox="-6 -6 12 12" role="img" aria-label={severityWord(severity)}>
      <path d="M0,-5.2L5.2,0L0,5.2L-5.2,0Z" />
    </svg>
  );
}

export function Sparkline({ series, width = 112, height = 26 }: { readonly series: PatientSummary['sparkline']; readonly width?: number; readonly height?: number }): ReactNode {
  if (series.length === 0) return <span className="quiet">{t('list.noSeries')}</span>;
  return printSvg(paintSparkline(layoutSparkline(series, { width, height })));
}

/** A calendar date with its ISO form behind it. */
export function DateOn({ iso }: { readonly iso: string }): ReactNode {
  return <time dateTime={iso} title={iso} className="nowrap">{dateText(iso)}</time>;
}

/** A day as the wire gives it: date, or day number. */
export function When({ timeline, on, day }: { readonly timeline: Timeline; readonly on?: string | undefined; readonly day?: number | undefined }): ReactNode {
  if (on !== undefined) return <DateOn iso={on} />;
  return day === undefined ? <span className="quiet">–</span> : <span className="nowrap">{dayText(timeline, day)}</span>;
}

export function Loading({ what }: { readonly what: string }): ReactNode {
  return <div className="state loading" role="status" data-state="loading"><span className="bar" aria-hidden="true" />{t('say.loading', { what })}</div>;
}

/** A failure never looks like an empty answer. */
export function Failure({ title, detail, again }: { readonly title: string; readonly detail?: string | undefined; readonly again?: (() => void) | undefined }): ReactNode {
  return (
    <div className="state failure" role="alert" data-state="error">
      <strong>{title}</strong>
      {detail && <p>{detail}</p>}
      <p className="quiet">{t('say.notNone')}</p>
      {again && <button type="button" className="button" onClick={again}>{t('say.tryAgain')}</button>}
    </div>
  );
}
