import { memo, useEffect, useRef, type ReactNode } from 'react';
import { count } from '@clonewatch/charts';
import { dayOfDate } from '@clonewatch/domain';
import type { PatientSummary } from '@clonewatch/contracts';
import { InformativeBadge, SeverityMark, Sparkline, When } from './badges.js';
import { useVirtualRows } from './virtual-rows.js';
import { alertPhrase, alertStateWord, nosologyShort, nosologyWord } from './words.js';

/** Height of a row and its line, px; the table's style keeps to it. */
const rowHeight = 33;

/** `3 d ago`, `today`; null where days have no calendar. */
export function daysAgo(today: string, on: string | undefined): string | null {
  if (on === undefined) return null;
  const n = dayOfDate(today) - dayOfDate(on);
  return n === 0 ? 'today' : n > 0 ? `${count(n)} d ago` : `in ${count(-n)} d`;
}

interface Props {
  readonly items: readonly PatientSummary[]; readonly selected: number; readonly today: string;
  readonly href: (p: PatientSummary) => string; readonly onOpen: (p: PatientSummary) => void;
}

function NextDraw({ p }: { readonly p: PatientSummary }): ReactNode {
  if (p.draw_overdue_days !== null) return <strong className="overdue">overdue {count(p.draw_overdue_days)} d</strong>;
  return p.next_draw_on === null ? <span className="quiet" title="No draw interval is set">–</span> : <When timeline={{ kind: 'calendar' }} on={p.next_draw_on} />;
}

const Row = memo(function Row({ p, index, selected, today, href, onOpen }: Omit<Props, 'items' | 'selected'> & { readonly p: PatientSummary; readonly index: number; readonly selected: boolean }): ReactNode {
  const timeline = p.timeline?.kind === 'days' ? { kind: 'days' as const, anchor: p.timeline.anchor ?? '' } : { kind: 'calendar' as const };
  const regimen = p.line && (p.line.agents.length > 0 ? p.line.agents.join(' + ') : p.line.regimen);
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
      <td className="c-nosology" title={p.nosology ? nosologyWord[p.nosology] : undefined}>{p.nosology ? nosologyShort[p.nosology] : <span className="quiet">not stated</span>}</td>
      <td className="c-line" title={p.line ? `Line ${p.line.number}, ${regimen}, ${p.line.ongoing ? 'running' : 'stopped'}` : undefined}>
        {p.line ? <><span className={`onoff ${p.line.ongoing ? 'on' : 'off'}`}>{p.line.ongoing ? 'on' : 'off'}</span>Line {p.line.number} · {regimen}</> : <span className="quiet">no line recorded</span>}
      </td>
      <td className="c-draw">{p.last_draw
        ? <><When timeline={timeline} on={p.last_draw.collected_on} day={p.last_draw.collected_day} /> <span className="quiet">{daysAgo(today, p.last_draw.collected_on)}</span></>
        : <span className="quiet">no draw</span>}</td>
      <td className="c-informative">{p.last_draw && <InformativeBadge value={p.last_draw.informative} reason={p.last_draw.reason} />}</td>
      <td className="c-spark"><Sparkline series={p.sparkline} /></td>
      <td className="c-alert" title={p.highest_alert?.text}>
        {!computed && <span className={p.highest_alert ? 'badge failed before' : 'badge failed'} title={state === 'failed' ? 'The last evaluation did not complete' : undefined}><i aria-hidden="true" />{state !== 'failed' ? 'Not computed yet' : p.highest_alert ? 'Failed' : 'Evaluation failed'}</span>}
        {p.highest_alert && <><SeverityMark severity={p.highest_alert.severity} /><span className={p.highest_alert.state === 'open' ? 'unread' : ''}>{alertPhrase(p.highest_alert)}</span>
          {p.highest_alert.state !== 'open' && <span className="quiet"> {alertStateWord[p.highest_alert.state].toLowerCase()}</span>}
          {p.result_late && p.highest_alert.kind !== 'result_late' && <span className="quiet"> · result late</span>}{p.open_alerts > 1 && <span className="quiet"> +{p.open_alerts - 1}</span>}</>}
        {!p.highest_alert && computed && <span className="quiet">none open</span>}
        {state === 'pending' && <span className="quiet" title="Newer data than the evaluation shown"> · updating</span>}
      </td>
      <td className="c-next"><NextDraw p={p} /></td>
      <td className="c-egfr number" title="Months since the last anti-EGFR dose">{p.months_since_anti_egfr === null ? <span className="quiet">–</span> : p.months_since_anti_egfr === 0 ? 'on' : p.months_since_anti_egfr.toFixed(1)}</td>
    </tr>
  );
});

export function WorkListTable({ items, selected, today, href, onOpen }: Props): ReactNode {
  const body = useRef<HTMLTableSectionElement>(null);
  const { start, end } = useVirtualRows(items.length, rowHeight, body);
  useEffect(() => {
    if (selected < 0 || !body.current) return;
    const box = body.current.getBoundingClientRect();
    if (box.height === 0) return;
    const top = box.top + selected * rowHeight;
    if (top < 3 * rowHeight) window.scrollBy(0, top - 3 * rowHeight);
    else if (top > window.innerHeight - 2 * rowHeight) window.scrollBy(0, top - window.innerHeight + 2 * rowHeight);
  }, [selected]);
  return (
    <table className="table worklist" aria-label="Patients" aria-rowcount={items.length + 1}>
      <colgroup><col className="w-patient" /><col className="w-nosology" /><col /><col className="w-draw" /><col className="w-informative" /><col className="w-spark" /><col className="w-alert" /><col className="w-next" /><col className="w-egfr" /></colgroup>
      <thead><tr>
        <th scope="col">Patient</th><th scope="col">Tumour</th><th scope="col">Line and drug</th><th scope="col">Last draw</th><th scope="col">Draw is</th>
        <th scope="col" title="Truncal ■ and highest resistance ●, log axis 0.01–100 %">VAF, log</th><th scope="col">Highest alert</th><th scope="col">Next draw</th>
        <th scope="col" className="number" title="Months since the last anti-EGFR dose">Off EGFR, mo</th>
      </tr></thead>
      <tbody ref={body}>
        {start > 0 && <tr aria-hidden="true" className="filler" style={{ height: start * rowHeight }}><td colSpan={9} /></tr>}
        {items.slice(start, end).map((p, i) => <Row key={p.id} p={p} index={start + i} selected={start + i === selected} today={today} href={href} onOpen={onOpen} />)}
        {end < items.length && <tr aria-hidden="true" className="filler" style={{ height: (items.length - end) * rowHeight }}><td colSpan={9} /></tr>}
      </tbody>
    </table>
  );
}
