/** @jest-environment jsdom */
import { expect, it } from '@jest/globals';
import { render } from '@testing-library/react';
import { ChartTables } from '@clonewatch/ui';
import { loadLanguage, setLanguage } from '@clonewatch/words';
import { dates, kras, tp53, view } from '../../charts/fixtures.js';

const clone = (id: string, parent: string | null, order: 'nested' | 'undetermined'): NonNullable<Parameters<typeof view>[1]>['clones'] => [{
  id, parent, order, label: `clone ${id}`, tone: { role: 'resistance', shade: 0 }, prevalence: dates.slice(0, 3).map((day, i) => ({ day, median: 0.1 * (i + 1), low: 0.05, high: 0.4 })),
}];
const all = view([kras, tp53], {
  clones: [...clone('C1', null, 'nested')!, ...clone('C2', 'C1', 'nested')!],
  forecast: { fromDay: dates[4]!, clones: [{ key: kras.key, mostlyPrior: true, levels: [{ vaf: 0.01, median: dates[4]! + 20, low: dates[4]! + 10, high: null }] }] },
  alerts: [
    { id: 'a1', day: dates[3]!, end: dates[4]!, kind: 'resistance_detected', severity: 'review', title: 'KRAS p.G12D detected', open: false },
    { id: 'a2', day: dates[4]!, end: null, kind: 'resistance_emerging', severity: 'act', title: 'KRAS p.G12D rising', open: true, taken: true },
  ],
});
const rowsOf = (box: HTMLElement, id: string): string[] => [...box.querySelectorAll(`[data-chart-table=${id}] tbody tr`)].map((r) => [...r.children].map((c) => c.textContent).join(' | ').replace(/\u00a0/g, ' '));

it('what the picture draws beside the readings is there to be read, row by row', () => {
  const { container } = render(<ChartTables view={all} />);
  expect(rowsOf(container, 'clones')).toHaveLength(6);
  expect(rowsOf(container, 'clones').slice(0, 2)).toEqual(['12 Mar 2026 | clone C1 | beside the others | 30 % | 5.0–40', '12 Mar 2026 | clone C2 | within clone C1 | 30 % | 5.0–40']);
  expect(rowsOf(container, 'forecast')).toEqual(['KRAS p.G12D | 1.0 % | 27 May 2026 | 17 May 2026 | not within two years | mostly prior']);
  expect(rowsOf(container, 'alerts')).toEqual(['7 May 2026 | open, in hand | Act | KRAS p.G12D rising', '9 Apr 2026 | 7 May 2026 | Review | KRAS p.G12D detected']);
  for (const table of container.querySelectorAll('table')) {
    expect(table.querySelector('caption')!.textContent).not.toBe('');
    expect(table.querySelectorAll('thead th[scope=col]')).toHaveLength(table.querySelector('tbody tr')!.children.length);
    expect(table.querySelectorAll('tbody th[scope=row]')).toHaveLength(table.querySelectorAll('tbody tr').length);
  }
});
it('in Russian too; nothing drawn, no table', async () => {
  await loadLanguage('ru');
  await setLanguage('ru');
  expect(rowsOf(render(<ChartTables view={all} />).container, 'alerts')[0]).toContain('открыто, в работе');
  await setLanguage('en');
  expect(render(<ChartTables view={view([kras, tp53])} />).container.innerHTML).toBe('');
});
