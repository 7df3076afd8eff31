import { describe, expect, it } from '@jest/globals';
import { alertPhrase, daysAgo, filterPatients, sortPatients } from '@clonewatch/ui';
import type { PatientSummary } from '@clonewatch/contracts';
import { page } from './page.js';

const ids = (items: readonly PatientSummary[]): string[] => items.map((p) => p.patient_id);
const top = page().highest_alert!;

describe('who comes first', () => {
  it('unacknowledged severity, then overdue, then the freshest draw', () => {
    const items = [
      page({ patient_id: 'old', highest_alert: null, last_draw: { ...page().last_draw!, day: 100 } }),
      page({ patient_id: 'fresh', highest_alert: null, last_draw: { ...page().last_draw!, day: 200 } }),
      page({ patient_id: 'late', highest_alert: null, draw_overdue_days: 9 }),
      page({ patient_id: 'seen', highest_alert: { ...top, state: 'acknowledged' }, last_draw: { ...page().last_draw!, day: 300 } }),
      page({ patient_id: 'note', highest_alert: { ...top, severity: 'note' } }),
      page({ patient_id: 'act' }),
      page({ patient_id: 'review', highest_alert: { ...top, severity: 'review' } }),
    ];
    expect(ids(sortPatients(items))).toEqual(['act', 'review', 'note', 'late', 'seen', 'fresh', 'old']);
  });
  it('every word of the filter must be found', () => {
    const items = [page({ patient_id: 'A1' }), page({ patient_id: 'A2', draw_overdue_days: 3 })];
    expect(ids(filterPatients(items, 'cetuximab g12d'))).toEqual(['A1', 'A2']);
    expect(ids(filterPatients(items, 'overdue'))).toEqual(['A2']);
    expect(ids(filterPatients(items, 'a1 overdue'))).toEqual([]);
  });
});

describe('words', () => {
  it('days ago', () => {
    expect([daysAgo('2026-05-19', '2026-05-07'), daysAgo('2026-05-19', '2026-05-19'), daysAgo('2026-05-19', undefined)]).toEqual(['12 d ago', 'today', null]);
  });
  it('an alert in one phrase', () => {
    expect(alertPhrase(top)).toBe('KRAS p.G12D rising');
    expect(alertPhrase({ ...top, grade: 'confirmed' })).toBe('KRAS p.G12D rise confirmed');
    expect(alertPhrase({ ...top, kind: 'draw_overdue', gene: null, variant: null })).toBe('Draw overdue');
  });
});
