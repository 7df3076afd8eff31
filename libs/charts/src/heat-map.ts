/**
 * The cohort's heat map: patients down, time across, one state a cell. Nothing is carried from one draw to the next: a cell without a draw is empty, and empty means "not drawn".
 */
import { dateOfDay, dayOfDate, drawStates, type DrawState } from '@clonewatch/domain';
import type { HeatRow } from '@clonewatch/contracts';
import { monthName } from './format.js';

/** What the first column stands for. `calendar`: months; else four-week periods from that day of each patient. */
export const heatOrigins = ['calendar', 'first_draw', 'anti_egfr', 'rechallenge'] as const;
export type HeatOrigin = (typeof heatOrigins)[number];

/** Length of a period counted from an event, days: about the time between two draws. */
export const heatPeriodDays = 28;

/** Beside its colour each state has a mark, so that none is told by colour alone. */
export const heatMark: Readonly<Record<DrawState, string>> = { risen: '▲', present: '●', standing: '△', burden_rising: '■', none_found: '○', limited: '◌', not_tested: '–', not_informative: '×' };

/** A column: `key` is `2026-03` or the number of the period; `year` only where a year begins, for the header. */
export interface HeatColumn { readonly key: string; readonly label: string; readonly year: string | null; readonly totals: Readonly<Record<DrawState, number>>; readonly drawn: number }
/** The gravest state of the draws in a period, and how many there were; null: not drawn. */
export interface HeatCell { readonly state: DrawState; readonly draws: number }
export interface HeatMapRow { readonly row: HeatRow; readonly cells: readonly (HeatCell | null)[]; readonly last: DrawState | null }
export interface HeatMapLayout {
  readonly columns: readonly HeatColumn[]; readonly rows: readonly HeatMapRow[];
  /** Patients that have no place on this axis: without the event, without dates, or with nothing computed. */
  readonly unplaced: readonly HeatRow[];
}

const gravity = (s: DrawState): number => drawStates.indexOf(s);
const monthOf = (day: number): number => Number(dateOfDay(day).slice(0, 4)) * 12 + Number(dateOfDay(day).slice(5, 7)) - 1;

/** Period of a day for this patient; null where the patient has no such axis. */
function periodOf(row: HeatRow, origin: HeatOrigin): ((day: number) => number) | null {
  if (row.states === null || row.states.length === 0 || row.timeline === null) return null;
  if (origin === 'calendar') return row.timeline.kind === 'calendar' ? monthOf : null;
  const from = origin === 'first_draw' ? row.states[0]![0] : row.anti_egfr_days[origin === 'anti_egfr' ? 0 : 1];
  return from === undefined ? null : (day) => Math.floor((day - from) / heatPeriodDays);
}

/**
 * Lay out `rows`; at most `columns` periods are shown: the latest months up to `today` (YYYY-MM-DD), or the first periods from the event on. Draws outside are not shown, and
 * patients keep their row. A patient's `last` is the state of the latest draw, shown or not.
 */
export function layoutHeatMap(rows: readonly HeatRow[], { origin, columns, today }: { readonly origin: HeatOrigin; readonly columns: number; readonly today: string }): HeatMapLayout {
  const placed = rows.map((row) => ({ row, period: periodOf(row, origin) }));
  const periods = placed.flatMap(({ row, period }) => (period === null ? [] : row.states!.map(([d]) => period(d))));
  const newest = periods.reduce((m, p) => Math.max(m, p), -Infinity);
  const oldest = periods.reduce((m, p) => Math.min(m, p), Infinity);
  const last = origin === 'calendar' ? Math.max(newest, Math.min(monthOf(dayOfDate(today)), newest + 1)) : Math.min(newest, columns - 1);
  const first = origin === 'calendar' ? Math.max(oldest, last - columns + 1) : 0;
  const n = periods.length === 0 ? 0 : Math.max(0, last - first + 1);
  const totals = Array.from({ length: n }, () => ({ risen: 0, present: 0, standing: 0, burden_rising: 0, none_found: 0, limited: 0, not_tested: 0, not_informative: 0 }));
  const shown = placed.flatMap(({ row, period }): HeatMapRow[] => {
    if (period === null) return [];
    const cells = new Array<HeatCell | null>(n).fill(null);
    for (const [day, state] of row.states!) {
      const i = period(day) - first;
      if (i < 0 || i >= n) continue;
      const was = cells[i] ?? null;
      cells[i] = was === null ? { state, draws: 1 } : { state: gravity(state) < gravity(was.state) ? state : was.state, draws: was.draws + 1 };
    }
    cells.forEach((c, i) => { if (c) totals[i]![c.state] += 1; });
    return [{ row, cells, last: row.states!.at(-1)![1] }];
  });
  const columnsOf = totals.map((t, i): HeatColumn => {
    const at = first + i;
    const calendar = origin === 'calendar';
    const month = ((at % 12) + 12) % 12;
    const year = String(Math.floor(at / 12));
    return {
      key: calendar ? `${year}-${String(month + 1).padStart(2, '0')}` : String(at), label: calendar ? monthName(month + 1) : String(at * (heatPeriodDays / 7)),
      year: calendar && (i === 0 || month === 0) ? year : null, totals: t, drawn: Object.values(t).reduce((a, b) => a + b, 0),
    };
  });
  return { columns: columnsOf, rows: shown, unplaced: placed.filter((p) => p.period === null).map((p) => p.row) };
}

/** How the rows are ordered. `need`: by the last draw's state, gravest first, then the latest draw; `patient`: by the patient's own id; `course`: alike courses beside each other. */
export const heatOrders = ['need', 'patient', 'course'] as const;
export type HeatOrder = (typeof heatOrders)[number];

export function orderHeatRows(rows: readonly HeatMapRow[], order: HeatOrder): HeatMapRow[] {
  const byId = (a: HeatMapRow, b: HeatMapRow): number => (a.row.patient_id < b.row.patient_id ? -1 : a.row.patient_id > b.row.patient_id ? 1 : 0);
  if (order === 'patient') return [...rows].sort(byId);
  const rank = (s: DrawState | null): number => (s === null ? drawStates.length : gravity(s));
  if (order === 'need') return [...rows].sort((a, b) => rank(a.last) - rank(b.last) || b.row.states!.at(-1)![0] - a.row.states!.at(-1)![0] || byId(a, b));
  // When each of the grave states is first seen, then the number of draws.
  const onset = (r: HeatMapRow, state: DrawState): number => {
    const i = r.cells.findIndex((c) => c?.state === state);
    return i < 0 ? Infinity : i;
  };
  const compare = (x: number, y: number): number => (x === y ? 0 : x < y ? -1 : 1);
  return [...rows].sort((a, b) => compare(onset(a, 'risen'), onset(b, 'risen')) || compare(onset(a, 'present'), onset(b, 'present')) || compare(onset(a, 'burden_rising'), onset(b, 'burden_rising'))
    || b.row.states!.length - a.row.states!.length || byId(a, b));
}
