/** What the picture draws beside the readings, as tables: clone composition, forecast fan, alert bars. From the same view as the picture; the readings themselves have the table of counts. */
import type { ReactNode } from 'react';
import { dayText, isBound, percent, percentRange, shareText, type TrajectoryView } from '@clonewatch/charts';
import { isDrawOrder } from '@clonewatch/domain';
import { t } from '@clonewatch/words';
import { severityWord } from './words.js';

interface TableProps { readonly id: string; readonly caption: string; readonly head: readonly string[]; readonly rows: readonly (readonly [key: string, ...cells: readonly ReactNode[]])[]; readonly note?: string | undefined }

function Table({ id, caption, head, rows, note }: TableProps): ReactNode {
  return (
    <div className="scroll-x tall" tabIndex={0} role="group" aria-label={caption} data-chart-table={id}>
      <table className="table">
        <caption>{caption}{note !== undefined && <span className="quiet"> {note}</span>}</caption>
        <thead><tr>{head.map((h) => <th key={h} scope="col">{h}</th>)}</tr></thead>
        <tbody>{rows.map(([key, first, ...rest]) => <tr key={key}><th scope="row">{first}</th>{rest.map((c, i) => <td key={i}>{c}</td>)}</tr>)}</tbody>
      </table>
    </div>
  );
}

/** Newest draw first; within a draw in the order of the picture. */
function clones(view: TrajectoryView): ReactNode {
  const all = view.clones ?? [];
  if (all.length === 0) return null;
  const nameOf = new Map(all.map((c) => [c.id, c.label]));
  const place = (c: (typeof all)[number]): string => (c.order === 'undetermined' ? t('chart.orderOpen') : c.parent === null ? t('tables.ofAll') : t('tables.within', { parent: nameOf.get(c.parent) ?? c.parent }));
  const rows = all.flatMap((c, i) => c.prevalence.map((p) => ({ c, p, i }))).sort((a, b) => b.p.day - a.p.day || a.i - b.i);
  return <Table id="clones" caption={t('tables.clones')} note={t('tables.clonesNote')} head={[dayWord(view), t('tables.clone'), t('tables.place'), t('tables.share'), '95 %']}
    rows={rows.map(({ c, p }) => [`${c.id} ${p.day}`, dayText(view.timeline, p.day), c.label, place(c), shareText(p), isBound(p) ? '–' : percentRange(p.low, p.high)])} />;
}

function forecast(view: TrajectoryView): ReactNode {
  const f = view.forecast;
  if (!f) return null;
  const when = (day: number | null): string => (day === null ? t('tables.notInTwoYears') : dayText(view.timeline, day));
  const labelOf = new Map(view.series.map((s) => [s.key, s.label]));
  return <Table id="forecast" caption={t('tables.forecast')} note={t('tables.forecastNote', { day: dayText(view.timeline, f.fromDay) })} head={[t('patient.variant'), t('tables.reaches'), t('tables.expected'), t('tables.earliest'), t('tables.latest'), t('decay.carried')]}
    rows={f.clones.flatMap((c) => c.levels.map((l) => [`${c.key} ${l.vaf}`, labelOf.get(c.key) ?? c.key, percent(l.vaf), when(l.median), when(l.low), when(l.high), t(c.mostlyPrior ? 'decay.mostlyPrior' : 'decay.theseDraws')] as const))} />;
}

function alerts(view: TrajectoryView): ReactNode {
  if (view.alerts.length === 0) return null;
  const until = (a: TrajectoryView['alerts'][number]): string => (a.open ? t(a.taken ? 'tables.inHand' : 'tables.open') : a.end === null || a.end === undefined ? t('tables.closed') : dayText(view.timeline, a.end));
  return <Table id="alerts" caption={t('tables.alerts')} head={[t('tables.since'), t('tables.until'), t('tables.severity'), t('list.alert')]}
    rows={[...view.alerts].sort((a, b) => b.day - a.day).map((a) => [a.id, dayText(view.timeline, a.day), until(a), severityWord(a.severity), a.title])} />;
}

const dayWord = (view: TrajectoryView): string => (view.timeline.kind === 'calendar' ? t('patient.date') : isDrawOrder(view.timeline) ? t('patient.draw') : t('patient.day'));

export function ChartTables({ view }: { readonly view: TrajectoryView }): ReactNode {
  const tables = [clones(view), forecast(view), alerts(view)].filter((x) => x !== null);
  if (tables.length === 0) return null;
  return (
    <details className="chart-tables" data-testid="chart-tables">
      <summary>{t('tables.title')} <span className="quiet">{t('tables.what')}</span></summary>
      {tables.map((table, i) => <div key={i}>{table}</div>)}
    </details>
  );
}
