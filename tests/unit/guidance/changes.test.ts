/** What changed since the reader last looked: each kind of change, its words and its weight, between two evaluations written by hand. */
import { describe, expect, it } from '@jest/globals';
import type { AlertFinding, Evaluation, RechallengeResult, SeriesPoint, Trend, VariantRole } from '@clonewatch/domain';
import { changesBetween } from '@clonewatch/guidance';
import { course, drawn, evaluation, reading, series } from './evaluations.js';

const kras = (points: readonly SeriesPoint[], trend: Trend = 'stable', role: VariantRole = 'resistance'): ReturnType<typeof series> => series('KRAS p.G12D', role, trend, points);
const between = (before: Evaluation, now: Evaluation): string[] => changesBetween(before, now).map((c) => `${c.weight} ${c.kind}: ${c.text}`);
const alert = (episode: string, more: Partial<AlertFinding> = {}): AlertFinding => ({ kind: 'resistance_emerging', severity: 'act', gene: 'KRAS', variant: 'p.G12D', episode, ...more }) as AlertFinding;
const with_ = (more: Partial<Evaluation>): Evaluation => evaluation(2, [], more);
const rechallenge = (verdict: RechallengeResult['verdict']): Partial<Evaluation> => ({ rechallenge: { verdict } as RechallengeResult });

describe('alerts', () => {
  it('new ones, the more severe the more they matter; known ones and retracted ones are not new', () => {
    expect(between(with_({}), with_({ alerts: [alert('a', { severity: 'note', kind: 'coverage_gap', gene: null, variant: null }), alert('b', { severity: 'review', variant: 'p.Q61H' }), alert('c')] }))).toEqual([
      '0 alert: New alert: KRAS p.G12D: resistance emerging', '2 alert: New alert: KRAS p.Q61H: resistance emerging', '5 alert: New alert: coverage gap',
    ]);
    // Of a gene as a whole: its name alone.
    expect(between(with_({}), with_({ alerts: [alert('a', { severity: 'note', kind: 'coverage_gap', variant: null })] }))).toEqual(['5 alert: New alert: KRAS: coverage gap']);
    expect(between(with_({ alerts: [alert('a')] }), with_({ alerts: [alert('a')] }))).toEqual([]);
    expect(between(with_({}), with_({ alerts: [alert('a')], retracted: ['a'] }))).toEqual([]);
  });
  it('those that no longer stand, if the reader had seen them stand', () => {
    const three = { alerts: ['a', 'b', 'c'].map((e) => alert(e)) };
    expect(between(with_(three), with_({ ...three, retracted: ['a'] }))).toEqual(['1 alert: 1 alert retracted: corrected data no longer support it']);
    expect(between(with_(three), with_({ ...three, retracted: ['a', 'b'] }))).toEqual(['1 alert: 2 alerts retracted: corrected data no longer support them']);
    expect(between(with_({ ...three, retracted: ['a'] }), with_({ ...three, retracted: ['a'] }))).toEqual([]);
  });
});

describe('the verdict', () => {
  it('each in its words, from what it was', () => {
    expect(between(with_({}), with_(rechallenge('met')))).toEqual(['1 verdict: Rechallenge: criteria met']);
    expect(between(with_(rechallenge('met')), with_(rechallenge('not_met')))).toEqual(['1 verdict: Rechallenge: criteria met → criteria not met']);
    expect(between(with_(rechallenge('cannot_assess')), with_(rechallenge('discuss')))).toEqual(['1 verdict: Rechallenge: cannot be assessed → to discuss']);
    expect(between(with_(rechallenge('met')), with_(rechallenge('met')))).toEqual([]);
    expect(between(with_(rechallenge('met')), with_({}))).toEqual([]);
  });
});

describe('draws', () => {
  it('a new result, and whether it can answer; one that is gone', () => {
    const one = evaluation(1, []);
    expect(between(one, with_({}))).toEqual(['1 draw: New result: draw of 5 Feb 2026, informative']);
    expect(between(one, evaluation(2, [], {}, { informative: 'not_informative' }))).toEqual(['1 draw: New result: draw of 5 Feb 2026, not informative']);
    expect(between(with_({}), one)).toEqual(['0 withdrawn: The draw of 5 Feb 2026 (S2) is no longer in this record']);
    expect(between(with_({ draws: [] }), with_({ draws: [drawn(1, { day: 3 })], timeline: { kind: 'days', anchor: 'first dose' } }))[0]).toMatch(/^1 draw: New result: draw of day 3, informative$/);
  });
});

describe('variants', () => {
  const of = (points: readonly SeriesPoint[], trend?: Trend, role?: VariantRole): Evaluation => with_({ series: [kras(points, trend, role)] });
  it('a first call: of resistance first of all, of another variant later', () => {
    expect(between(of(course(0)), of(course(0, 0.01)))).toEqual(['0 first_call: KRAS p.G12D called for the first time: 5 Feb 2026 1.0 % (0.8–1.2)']);
    expect(between(with_({}), of(course(0.01, 0.02), 'stable', 'other'))).toEqual(['4 first_call: KRAS p.G12D called for the first time: 8 Jan 2026 1.0 % (0.8–1.2)']);
    expect(between(of(course(0.01)), of(course(0.01, 0.02)))).toEqual([]);
    expect(between(of(course(0)), of(course(0, 0)))).toEqual([]);
    // Another variant of the gene, or the same change of another gene, was called: this one was not.
    expect(between(with_({ series: [series('KRAS p.Q61H', 'resistance', 'stable', course(0.01)), series('NRAS p.G12D', 'resistance', 'stable', course(0.01))] }), of(course(0.01)))).toHaveLength(1);
  });
  it('a corrected reading says what it says now; the same reading by another assay or in another draw corrects nothing', () => {
    expect(between(of(course(0.01, 0.02)), of(course(0.01, 0.03)))).toEqual(['0 corrected: Corrected: KRAS p.G12D 5 Feb 2026 3.0 % (2.4–3.6)']);
    expect(between(of(course(0.01, 0.02)), of(course(0.01, 0)))).toEqual(['0 corrected: Corrected: KRAS p.G12D 5 Feb 2026 ND (<0.10 %)']);
    expect(between(of(course(0.01)), of([...course(0.01), reading(1, 'detected', 0.03, { assay: 'dPCR' }), reading(1, 'detected', 0.03, { assayVersion: '2' })]))).toEqual([]);
    for (const more of [{ mutantCount: 3 }, { totalCount: 3 }, { day: 20000 }]) expect(between(of(course(0.01)), of([reading(1, 'detected', 0.01, more)]))[0]).toMatch(/^0 corrected/);
  });
  it('a trend that changed, from what to what; to an open course is none', () => {
    const points = course(0.01, 0.01);
    expect(between(of(points, 'stable'), of(points, 'rising'))).toEqual(['2 trend: KRAS p.G12D: stable → rising']);
    expect(between(of(points, 'rising', 'truncal'), of(points, 'falling', 'truncal'))).toEqual(['2 trend: KRAS p.G12D: rising → falling']);
    expect(between(of(points, 'insufficient', 'other'), of(points, 'stable', 'other'))).toEqual(['4 trend: KRAS p.G12D: course open → stable']);
    expect(between(of(points, 'rising'), of(points, 'insufficient'))).toEqual([]);
    expect(between(of(points, 'rising'), of(points, 'rising'))).toEqual([]);
  });
  it('what matters most comes first', () => {
    const now = with_({ series: [kras(course(0, 0.01), 'rising')], alerts: [alert('a', { severity: 'review' })], ...rechallenge('not_met') });
    expect(changesBetween(evaluation(1, [kras(course(0))]), now).map((c) => [c.weight, c.kind])).toEqual([[0, 'first_call'], [1, 'verdict'], [1, 'draw'], [2, 'alert'], [2, 'trend']]);
  });
});
