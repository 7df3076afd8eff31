/** Alerts under two policies, each beside its counterpart; and what budgets and thresholds of grades do to them. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { AlertFinding, Evaluation } from '@clonewatch/domain';
import { compareAlerts, defaultPolicy, evaluatePatient, type Policy } from '@clonewatch/guidance';
import { draws, line, patient } from './records.js';

const alert = (episode: string, knownDay: number, more: object = {}): AlertFinding => ({ kind: 'resistance_emerging', grade: 'rising', gene: 'KRAS', variant: 'p.G12D', episode, knownDay, ...more }) as unknown as AlertFinding;
const said = (...alerts: AlertFinding[]): Evaluation => ({ alerts, retracted: [] }) as unknown as Evaluation;
const changes = (a: Evaluation, b: Evaluation): unknown[] => compareAlerts(a, b).map((c) => [c.change, c.beforeDay, c.afterDay]);

describe('counterparts', () => {
  it('of one episode are known the same day, earlier or later', () => {
    expect(changes(said(alert('a', 50), alert('b', 60, { grade: 'confirmed' })), said(alert('a', 50), alert('b', 90, { grade: 'confirmed' })))).toEqual([['same', 50, 50], ['later', 60, 90]]);
  });
  it('an episode that began at another draw is the same alert; a second one of its kind is another', () => {
    expect(changes(said(alert('S5', 50)), said(alert('S3', 20)))).toEqual([['earlier', 50, 20]]);
    expect(changes(said(alert('S5', 50)), said(alert('S1', 5), alert('S5', 50)))).toEqual([['same', 50, 50], ['new', null, 5]]);
    expect(changes(said(alert('S1', 5), alert('S5', 50)), said(alert('S7', 70)))).toEqual([['later', 5, 70], ['gone', 50, null]]);
  });
  it('another variant, grade or kind is no counterpart; what was retracted is none', () => {
    expect(changes(said(alert('a', 50)), said(alert('b', 50, { gene: 'NRAS' }), alert('c', 50, { grade: 'confirmed' })))).toEqual([['gone', 50, null], ['new', null, 50], ['new', null, 50]]);
    expect(changes({ ...said(alert('a', 50)), retracted: ['a'] }, said())).toEqual([]);
  });
  it('law: every alert of either side is in one change, once', () => {
    const list = fc.uniqueArray(fc.tuple(fc.constantFrom('KRAS', 'NRAS'), fc.integer({ min: 0, max: 6 })), { selector: (x) => x.join() });
    fc.assert(fc.property(list, list, (a, b) => {
      const of = (l: [string, number][]): Evaluation => said(...l.map(([gene, s]) => alert(`${gene}${s}`, 10 * s, { gene })));
      const found = compareAlerts(of(a), of(b));
      expect(found.filter((c) => c.beforeDay !== null)).toHaveLength(a.length);
      expect(found.filter((c) => c.afterDay !== null)).toHaveLength(b.length);
    }));
  });
});

/** Two molecules, then five, of 4,000: faint. */
const faint = patient(draws('KRAS', 'p.G12D', [[10, 0, 4000, 200], [38, 0, 4000, 200], [66, 0, 4000, 200], [94, 2, 4000, 200], [122, 5, 4000, 200], [150, 9, 4000, 200]]), [line(-60, null)]);
const under = (more: Partial<Policy>): Evaluation => evaluatePatient(faint, null, { ...defaultPolicy, ...more });
const days = (e: Evaluation, grade: string): number[] => e.alerts.filter((a) => a.kind === 'resistance_emerging' && a.grade === grade).map((a) => a.knownDay);

describe('a site’s own thresholds', () => {
  const usual = under({});
  const { threshold, score } = usual.alerts.find((a) => a.grade === 'rising')!;
  it('in place of what the budget asks for: a higher one later or never, a lower one earlier; the words say whose it is', () => {
    expect(score! > threshold!).toBe(true);
    expect(days(under({ grades: { rising: threshold, confirmed: null } }), 'rising')).toEqual(days(usual, 'rising'));
    expect(days(under({ grades: { rising: 50, confirmed: null } }), 'rising')).toEqual([]);
    expect(days(under({ grades: { rising: 0.5, confirmed: null } }), 'rising')[0]).toBeLessThanOrEqual(days(usual, 'rising')[0]!);
    expect(under({ grades: { rising: threshold, confirmed: null } }).alerts.find((a) => a.grade === 'rising')!.text).toMatch(/threshold [\d.]+ set by the site/);
    expect(usual.alerts.find((a) => a.grade === 'rising')!.text).toMatch(/≈ 1 false alerts/);
  });
  it('of the grade confirmed alone: the rise is told as before, its confirmation waits', () => {
    const strict = under({ grades: { rising: null, confirmed: 50 } });
    expect(days(strict, 'rising')).toEqual(days(usual, 'rising'));
    expect(days(usual, 'confirmed')).toHaveLength(1);
    expect(days(strict, 'confirmed')).toEqual([]);
  });
  it('of first detections: a small budget waits for a second call', () => {
    const first = (e: Evaluation): number | undefined => e.alerts.find((a) => a.kind === 'resistance_detected')?.knownDay;
    expect(first(under({ falseDetections: 0.1 }))).toBeGreaterThanOrEqual(first(usual)!);
    expect(first(under({ falseDetections: 100 }))).toBeLessThanOrEqual(first(usual)!);
  });
  it('is refused where it is none', () => {
    for (const bad of [{ falseDetections: 0 }, { falseDetections: NaN }, { grades: { rising: 0.4, confirmed: null } }, { grades: { rising: null, confirmed: 51 } }]) expect(() => under(bad)).toThrow(RangeError);
  });
});
