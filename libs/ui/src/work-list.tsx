import { memo, useEffect, useRef, type ReactNode } from 'react';
import { regimenText } from '@clonewatch/charts';
import { count, decimal, fromEngine, spokenNow, t } from '@clonewatch/words';
import { dayOfDate } from '@clonewatch/domain';
import type { PatientSummary } from '@clonewatch/contracts';
import { InformativeBadge, SeverityMark, Sparkline, When } from './badges.js';
import { useMedia } from './media.js';
import { useVirtualRows } from './virtual-rows.js';
import { alertPhrase, alertStateSmall, nosologyShort, nosologyWord } from './words.js';

/** Height of a row and its line, px; the table's style keeps to it. On a phone a phrase has three lines. */
const rowHeights = { wide: 33, narrow: 47 } as const;
const narrow = '(max-width: 760px)';

/** `3 d ago`, `today`; null where days have no calendar. */
export function daysAgo(today: string, on: string | undefined, short = false): string | null {
  if (on === undefined) return null;
  const n = dayOfDate(today) - dayOfDate(on);
  return n === 0 ? t('list.today') : n > 0 ? t(short ? 'list.daysAgoShort' : 'list.daysAgo', { n: count(n) }) : t('list.inDays', { n: count(-n) });
}

interface Props {
  readonly items: readonly PatientSummary[]; readonly selected: number; readonly today: string;
  readonly href: (p: PatientSummary) => string; readonly onOpen: (p: PatientSummary) => void;
}

function NextDraw({ p }: { readonly p: PatientSummary }): ReactNode {
  if (p.draw_overdue_days !== null) return <strong className="overdue">{t('list.overdue', { n: count(p.draw_overdue_days) })}</strong>;
  return p.next_draw_on === null ? <span className="quiet" title={t('list.noInterval')}>–</span> : <When timeline={{ kind: 'calendar' }} on={p.next_draw_on} />;
}

/** `spoken`: a row is drawn again when the language changes. */
const Row = memo(function Row({ p, index, selected, today, href, onOpen }: Omit<Props, 'items' | 'selected'> & { readonly p: PatientSummary; readonly index: number; readonly selected: boolean; readonly spoken: string }): ReactNode {
  const timeline = p.timeline?.kind === 'days' ? { kind: 'days' as const, anchor: p.timeline.anchor ?? '' } : { kind: 'calendar' as const };
  const drugs = p.line && (p.line.agents.length > 0 ? p.line.agents.join(' + ') : p.line.regimen);
  const regimen = p.line && regimenText(p.line);
  const state = p.evaluation_state;
  const computed = state !== 'failed' && state !== 'none';
  return (
    <tr aria-rowindex={index + 2} data-patient={p.patient_id} data-alert-severity={p.highest_alert?.severity} className={selected ? 'selected' : ''} aria-selected={selected} onClick={(e) => {
      if (!(e.target as Element).closest('a')) onOpen(p);
    }}>
      <td className="c-patient"><a href={href(p)} onClick={(e) => {
        if (e.metaKey || e.ctrlKey || e.shiftKey) return;
        e.preventDefault();
        onOpen(p);
      }}>{p.patient_id}</a></td>
      <td className="c-nosology" title={p.nosology ? nosologyWord(p.nosology) : undefined}>{p.nosology ? nosologyShort(p.nosology) : <span className="quiet">{t('list.notStated')}</span>}</td>
      <td className="c-line" title={p.line ? t(p.line.ongoing ? 'list.lineRunning' : 'list.lineStopped', { n: p.line.number, regimen: drugs! }) : undefined}>
        {p.line ? <>{!p.line.ongoing && <span className="onoff off">{t('list.off')}</span>}{t('list.lineShort', { n: p.line.number, regimen: regimen! })}</> : <span className="quiet">{t('list.noLine')}</span>}
      </td>
      <td className="c-draw">{p.last_draw
        ? <><When timeline={timeline} on={p.last_draw.collected_on} day={p.last_draw.collected_day} /> <span className="quiet">{daysAgo(today, p.last_draw.collected_on, true)}</span></>
        : <span className="quiet">{t(computed ? 'list.noDraw' : 'list.notComputed')}</span>}</td>
      <td className="c-informative">{p.last_draw && <InformativeBadge value={p.last_draw.informative} reason={p.last_draw.reason} />}</td>
      <td className="c-spark">{computed || p.sparkline.length > 0 ? <Sparkline series={p.sparkline} /> : null}</td>
      <td className="c-alert" title={p.highest_alert ? fromEngine(p.highest_alert.text) : undefined}>
        {!computed && <span className={p.highest_alert ? 'badge failed before' : 'badge failed'} title={state === 'failed' ? t('list.failedTitle') : undefined}><i aria-hidden="true" />{state !== 'failed' ? t('list.notComputed') : p.highest_alert ? t('list.failed') : t('list.evaluationFailed')}</span>}
        {p.highest_alert && <span className="alert-line"><SeverityMark severity={p.highest_alert.severity} /><span className={p.highest_alert.state === 'open' ? 'phrase unread' : 'phrase'}>{alertPhrase(p.highest_alert)}</span>
          {p.highest_alert.state !== 'open' && <span className="quiet"> {alertStateSmall(p.highest_alert.state)}</span>}
          {p.result_late && p.highest_alert.kind !== 'result_late' && <span className="quiet"> · {t('list.late')}</span>}{p.open_alerts > 1 && <span className="quiet"> +{p.open_alerts - 1}</span>}</span>}
        {!p.highest_alert && computed && <span className="quiet">{t('list.noneOpen')}</span>}
        {state === 'pending' && <span className="quiet" title={t('list.updatingTitle')}> · {t('list.updating')}</span>}
      </td>
      <td className="c-next"><NextDraw p={p} /></td>
      <td className="c-egfr number" title={t('list.offEgfrTitle')}>{p.months_since_anti_egfr === null ? <span className="quiet">–</span> : p.months_since_anti_egfr === 0 ? t('list.on') : t('list.offEgfrMonths', { n: decimal(p.months_since_anti_egfr, 1) })}</td>
    </tr>
  );
});

export function WorkListTable({ items, selected, today, href, onOpen }: Props): ReactNode {
  const body = useRef<HTMLTableSectionElement>(null);
  const rowHeight = useMedia(narrow) ? rowHeights.narrow : rowHeights.wide;
  const { start, end } = useVirtualRows(items.length, rowHeight, body);
  useEffect(() => {
    if (selected < 0 || !body.current) return;
    const box = body.current.getBoundingClientRect();
    if (box.height === 0) return;
    const top = box.top + selected * rowHeight;
    if (top < 3 * rowHeight) window.scrollBy(0, top - 3 * rowHeight);
    else if (top > window.innerHeight - 2 * rowHeight) window.scrollBy(0, top - window.innerHeight + 2 * rowHeight);
  }, [selected, rowHeight]);
  return (
    <table className="table worklist" aria-label={t('list.patients')} aria-rowcount={items.length + 1}>
      <colgroup><col className="w-patient" /><col className="w-nosology" /><col /><col className="w-draw" /><col className="w-informative" /><col className="w-spark" /><col className="w-alert" /><col className="w-next" /><col className="w-egfr" /></colgroup>
      <thead><tr>
        <th scope="col">{t('list.patient')}</th><th scope="col">{t('list.tumour')}</th><th scope="col">{t('list.line')}</th><th scope="col">{t('list.lastDraw')}</th><th scope="col">{t('list.drawIs')}</th>
        <th scope="col" title={t('list.sparkTitle')}>{t('list.spark')}</th><th scope="col">{t('list.alert')}</th><th scope="col">{t('list.nextDraw')}</th>
        <th scope="col" className="number" title={t('list.offEgfrTitle')}>{t('list.offEgfr')}</th>
      </tr></thead>
      <tbody ref={body}>
        {start > 0 && <tr aria-hidden="true" className="filler" style={{ height: start * rowHeight }}><td colSpan={9} /></tr>}
        {items.slice(start, end).map((p, i) => <Row key={p.id} p={p} index={start + i} selected={start + i === selected} today={today} href={href} onOpen={onOpen} spoken={spokenNow()} />)}
        {end < items.length && <tr aria-hidden="true" className="filler" style={{ height: (items.length - end) * rowHeight }}><td colSpan={9} /></tr>}
      </tbody>
    </table>
  );
}
