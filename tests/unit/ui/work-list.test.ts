import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { alertPhrase, daysAgo, drawnWhole, filterPatients, rowsToDraw, sortPatients, workViews } from '@clonewatch/ui';
import type { PatientSummary } from '@clonewatch/contracts';
import { page } from './page.js';

const ids = (items: readonly PatientSummary[]): string[] => items.map((p) => p.patient_id);
const top = page().highest_alert!;

describe('who comes first', () => {
  it('unacknowledged severity, then overdue, then late results, then uninformative draws, then the freshest draw', () => {
    const items = [
      page({ patient_id: 'old', highest_alert: null, last_draw: { ...page().last_draw!, day: 100 } }),
      page({ patient_id: 'fresh', highest_alert: null, last_draw: { ...page().last_draw!, day: 200 } }),
      page({ patient_id: 'late', highest_alert: null, draw_overdue_days: 9 }),
      page({ patient_id: 'seen', highest_alert: { ...top, state: 'acknowledged' }, last_draw: { ...page().last_draw!, day: 300 } }),
      page({ patient_id: 'pending', highest_alert: null, result_late: true }),
      page({ patient_id: 'blind', highest_alert: null, last_draw: { ...page().last_draw!, informative: 'not_informative', day: 1 } }),
      page({ patient_id: 'note', highest_alert: { ...top, severity: 'note' } }),
      page({ patient_id: 'act' }),
      page({ patient_id: 'review', highest_alert: { ...top, severity: 'review' } }),
    ];
    expect(ids(sortPatients(items))).toEqual(['act', 'review', 'note', 'late', 'pending', 'blind', 'seen', 'fresh', 'old']);
  });
  it('every word of the filter must be found', () => {
    const items = [page({ patient_id: 'A1' }), page({ patient_id: 'A2', draw_overdue_days: 3 })];
    const words = (text: string): string[] => ids(filterPatients(items, { view: 'all', nosology: '', drug: '', team: '', text }));
    expect(words('cetuximab g12d')).toEqual(['A1', 'A2']);
    expect(words('overdue')).toEqual(['A2']);
    expect(words('a1 overdue')).toEqual([]);
  });
});

describe('views', () => {
  const off = page({ patient_id: 'off', highest_alert: null, nosology: 'rcc', line: { ...page().line!, ongoing: false } });
  const items = [page({ patient_id: 'act' }), page({ patient_id: 'taken', highest_alert: { ...top, state: 'in_review' } }), page({ patient_id: 'late', highest_alert: null, result_late: true }), page({ patient_id: 'failed', highest_alert: null, evaluation_state: 'failed' }), off];
  const view = (id: string, more = {}): string[] => ids(filterPatients(items, { view: id, nosology: '', drug: '', team: '', text: '', ...more }));
  it('each holds what it says', () => {
    expect(Object.fromEntries(workViews.map((v) => [v.id, view(v.id)]))).toEqual({
      all: ['act', 'taken', 'late', 'failed', 'off'], needs: ['act', 'late'], act: ['act'], review: [], overdue: [], late: ['late'], uninformative: [], failed: ['failed'],
    });
  });
  it('so does the team; who is of none is found too', () => {
    const teams = [...items.slice(0, 1).map((p) => ({ ...p, team: { id: 't1', name: 'Ward 4' } })), ...items.slice(1)];
    const of = (more: object): string[] => ids(filterPatients(teams, { view: 'all', nosology: '', drug: '', team: '', text: '', ...more }));
    expect([of({ team: 't1' }), of({ text: 'ward 4' }), of({ team: 'none' }).length]).toEqual([ids(teams.slice(0, 1)), ids(teams.slice(0, 1)), items.length - 1]);
  });
  it('tumour and drug narrow it further', () => {
    expect([view('all', { nosology: 'rcc' }), view('all', { drug: 'off' }), view('needs', { drug: 'on' })]).toEqual([['off'], ['off'], ['act', 'late']]);
  });
});

describe('rows drawn', () => {
  it('every row in sight is drawn, wherever the page stands, and never more than a screen and its margins', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 20_000 }), fc.integer({ min: -700_000, max: 2000 }), fc.integer({ min: 200, max: 2000 }), (n, top, seen) => {
      const { start, end } = rowsToDraw(n, 33, top, seen);
      expect(start >= 0 && end <= n && start <= end).toBe(true);
      if (n > drawnWhole) expect(end - start).toBeLessThanOrEqual(Math.ceil(seen / 33) + 47);
      for (const y of [0, seen / 2, seen - 1]) {
        const row = Math.floor((y - top) / 33);
        if (row >= 0 && row < n) expect({ n, top, seen, row, drawn: row >= start && row < end }).toEqual({ n, top, seen, row, drawn: true });
      }
    }), { numRuns: 2000, seed: 20261 });
  });
});

describe('words', () => {
  it('days ago', () => {
    expect([daysAgo('2026-05-19', '2026-05-07'), daysAgo('2026-05-19', '2026-05-19'), daysAgo('2026-05-19', undefined)]).toEqual(['12 d ago', 'today', null]);
  });
  it('an alert in one phrase', () => {
    expect(alertPhrase(top)).toBe('KRAS p.G12D rising');
    expect(alertPhrase({ ...top, grade: 'confirmed' })).toBe('KRAS p.G12D rise confirmed');
    expect(alertPhrase({ ...top, grade: 'rising', gene: null, variant: null })).toBe('Several resistance variants rising together');
    expect(alertPhrase({ ...top, grade: 'confirmed', gene: null, variant: null })).toBe('Several resistance variants rising together, confirmed');
    expect(alertPhrase({ ...top, kind: 'draw_overdue', gene: null, variant: null })).toBe('Draw overdue');
  });
});
