/** The cohort's heat map: every draw in the column of its date, the gravest of a period shown, and nothing where nothing was drawn. */
import * as fc from 'fast-check';
import { dateOfDay, dayOfDate, drawStates, type DrawState } from '@clonewatch/domain';
import type { HeatRow } from '@clonewatch/contracts';
import { heatOrders, layoutHeatMap, orderHeatRows } from '@clonewatch/charts';

const row = (id: string, states: [string, DrawState][] | null, antiEgfr: string[] = []): HeatRow => ({
  id, patient_id: id, site: 'main', nosology: null, timeline: { kind: 'calendar', anchor: null }, anti_egfr_days: antiEgfr.map(dayOfDate), states: states?.map(([d, s]) => [dayOfDate(d), s]) ?? null, evaluation_state: 'current',
});
const shown = (cells: ReturnType<typeof layoutHeatMap>['rows'][number]['cells']): string[] => cells.map((c) => (c ? `${c.state}${c.draws > 1 ? `×${c.draws}` : ''}` : ''));
const today = '2026-04-10';

describe('the heat map of a cohort', () => {
  it('puts months across, the gravest state of a month in its cell, and leaves months without a draw empty', () => {
    const { columns, rows } = layoutHeatMap([row('A', [['2025-12-31', 'none_found'], ['2026-02-01', 'limited'], ['2026-02-28', 'present']])], { origin: 'calendar', columns: 36, today });
    expect(columns.map((c) => c.key)).toEqual(['2025-12', '2026-01', '2026-02', '2026-03']);
    expect(columns.map((c) => c.year)).toEqual(['2025', '2026', null, null]);
    expect(shown(rows[0]!.cells)).toEqual(['none_found', '', 'present×2', '']);
    expect(columns[2]!.totals).toEqual({ risen: 0, present: 1, standing: 0, burden_rising: 0, none_found: 0, limited: 0, not_tested: 0, not_informative: 0 });
    expect(columns.map((c) => c.drawn)).toEqual([1, 0, 1, 0]);
  });

  it('ends with the latest draws, not with an empty present, and shows the newest months of a long history', () => {
    const { columns, rows } = layoutHeatMap([row('A', [['2019-01-10', 'risen'], ['2020-06-10', 'none_found']])], { origin: 'calendar', columns: 6, today });
    expect([columns[0]!.key, columns.at(-1)!.key]).toEqual(['2020-02', '2020-07']);
    expect(shown(rows[0]!.cells)).toEqual(['', '', '', '', 'none_found', '']);
    expect(rows[0]!.last).toBe('none_found');
  });

  it('counts four-week periods from an event; who has not had it is named, not drawn', () => {
    const { columns, rows, unplaced } = layoutHeatMap([
      row('A', [['2026-01-01', 'none_found'], ['2026-01-29', 'present'], ['2026-02-25', 'risen']], ['2026-01-01', '2026-02-26']), row('B', [['2026-01-01', 'limited']]), row('C', null, ['2026-01-01']),
    ], { origin: 'anti_egfr', columns: 36, today });
    expect(columns.map((c) => c.label)).toEqual(['0', '4']);
    expect(shown(rows[0]!.cells)).toEqual(['none_found', 'risen×2']);
    expect(unplaced.map((r) => r.id)).toEqual(['B', 'C']);
  });

  it('keeps patients in day numbers out of the calendar, not out of their own axis', () => {
    const numbered: HeatRow = { ...row('D', [], []), timeline: { kind: 'days', anchor: 'diagnosis' }, states: [[14, 'none_found'], [42, 'present']] };
    expect(layoutHeatMap([numbered], { origin: 'calendar', columns: 12, today })).toMatchObject({ columns: [], rows: [], unplaced: [numbered] });
    expect(shown(layoutHeatMap([numbered], { origin: 'first_draw', columns: 12, today }).rows[0]!.cells)).toEqual(['none_found', 'present']);
  });

  const draws = fc.array(fc.tuple(fc.integer({ min: 18000, max: 21000 }), fc.constantFrom(...drawStates)), { minLength: 1, maxLength: 12 })
    .map((d) => d.sort((a, b) => a[0] - b[0]).map(([day, s]): [string, DrawState] => [dateOfDay(day), s]));

  it('loses and invents no draw: with room for all, the draws in the cells are the draws of the patient', () => {
    fc.assert(fc.property(fc.array(draws, { minLength: 1, maxLength: 6 }), fc.constantFrom('calendar' as const, 'first_draw' as const), (patients, origin) => {
      const { columns, rows } = layoutHeatMap(patients.map((d, i) => row(`P${i}`, d)), { origin, columns: 400, today });
      for (const [i, r] of rows.entries()) {
        expect(r.cells).toHaveLength(columns.length);
        expect(r.cells.reduce((n, c) => n + (c?.draws ?? 0), 0)).toBe(patients[i]!.length);
        if (origin === 'calendar') for (const [date] of patients[i]!) expect(r.cells[columns.findIndex((c) => c.key === date.slice(0, 7))]).not.toBeNull();
      }
      expect(columns.reduce((n, c) => n + c.drawn, 0)).toBe(rows.reduce((n, r) => n + r.cells.filter((c) => c !== null).length, 0));
    }));
  });

  it('orders without losing anybody; the gravest last draw first', () => {
    fc.assert(fc.property(fc.array(draws, { minLength: 1, maxLength: 8 }), fc.constantFrom(...heatOrders), (patients, order) => {
      const { rows } = layoutHeatMap(patients.map((d, i) => row(`P${i}`, d)), { origin: 'calendar', columns: 24, today });
      const ordered = orderHeatRows(rows, order);
      expect(ordered.map((r) => r.row.id).sort()).toEqual(rows.map((r) => r.row.id).sort());
      if (order === 'need') expect(ordered.map((r) => drawStates.indexOf(r.last!))).toEqual(ordered.map((r) => drawStates.indexOf(r.last!)).sort((a, b) => a - b));
    }));
  });
});
