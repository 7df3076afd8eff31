/** The cohort's heat map as a table: each cell says its state in words too, each row leads to its patient. */
import { memo, useRef, type ReactNode } from 'react';
import { count, heatMark, type HeatCell, type HeatColumn, type HeatMapRow } from '@clonewatch/charts';
import { drawStates, type DrawState } from '@clonewatch/domain';
import { t } from '@clonewatch/words';
import { useVirtualRows } from './virtual-rows.js';

/** Height of a row and its line, px; the table's style keeps to it. */
const rowHeight = 25;

export function HeatMark({ state }: { readonly state: DrawState }): ReactNode {
  return <i className={`heat ${state}`} aria-hidden="true">{heatMark[state]}</i>;
}

/** The states with their marks; `latest`: how many patients' last draw says so. */
export function HeatLegend({ latest }: { readonly latest: Readonly<Record<DrawState, number>> }): ReactNode {
  return (
    <ul className="heat-legend" aria-label={t('cohort.latest')}>
      {drawStates.map((s) => <li key={s} data-state={s} title={t(`cohort.means.${s}`)}><HeatMark state={s} />{t(`cohort.state.${s}`)} <span className="quiet">{count(latest[s])}</span></li>)}
      <li title={t('cohort.notDrawn.title')}><i className="heat" aria-hidden="true" />{t('cohort.notDrawn')}</li>
    </ul>
  );
}

const said = (c: HeatCell, column: HeatColumn): string => `${column.key}: ${t(`cohort.state.${c.state}`)}${c.draws > 1 ? ` (${t('cohort.draws', { count: c.draws })})` : ''}`;

const Row = memo(function Row({ r, index, columns, href }: { readonly r: HeatMapRow; readonly index: number; readonly columns: readonly HeatColumn[]; readonly href: string }): ReactNode {
  return (
    <tr aria-rowindex={index + 3} data-patient={r.row.patient_id}>
      <th scope="row"><a href={href}>{r.row.patient_id}</a>{r.row.evaluation_state !== 'current' && <span className="quiet" title={t('cohort.stale.title')}> · {t('cohort.stale')}</span>}</th>
      {r.cells.map((c, i) => <td key={columns[i]!.key} data-state={c?.state} title={c ? said(c, columns[i]!) : undefined}>{c && <><HeatMark state={c.state} /><span className="hidden">{t(`cohort.state.${c.state}`)}</span></>}</td>)}
    </tr>
  );
});

interface Props { readonly rows: readonly HeatMapRow[]; readonly columns: readonly HeatColumn[]; readonly href: (r: HeatMapRow) => string; readonly periods: string }

export function HeatMapTable({ rows, columns, href, periods }: Props): ReactNode {
  const body = useRef<HTMLTableSectionElement>(null);
  const { start, end } = useVirtualRows(rows.length, rowHeight, body);
  return (
    <table className="heat-map" aria-label={t('cohort.table')} aria-rowcount={rows.length + 2}>
      <thead>
        <tr><th scope="col">{periods}</th>{columns.map((c) => <th key={c.key} scope="col" aria-label={c.key}>{c.year !== null && <b>{c.year}</b>}{c.label}</th>)}</tr>
        <tr className="totals"><th scope="row" title={t('cohort.totals.title')}>{t('cohort.totals')}</th>
          {columns.map((c) => <td key={c.key} title={t('cohort.totals.cell', { period: c.key, risen: c.totals.risen, present: c.totals.present, drawn: c.drawn })}>{c.drawn === 0 ? '' : <>{count(c.totals.risen + c.totals.present)}<small>/{count(c.drawn)}</small></>}</td>)}</tr>
      </thead>
      <tbody ref={body}>
        {start > 0 && <tr aria-hidden="true" className="filler" style={{ height: start * rowHeight }}><td colSpan={columns.length + 1} /></tr>}
        {rows.slice(start, end).map((r, i) => <Row key={r.row.id} r={r} index={start + i} columns={columns} href={href(r)} />)}
        {end < rows.length && <tr aria-hidden="true" className="filler" style={{ height: (rows.length - end) * rowHeight }}><td colSpan={columns.length + 1} /></tr>}
      </tbody>
    </table>
  );
}
