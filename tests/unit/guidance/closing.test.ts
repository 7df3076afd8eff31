/** What answers a therapy conflict: the stop of its own line, in words. Two policies beside each other: which alert stands for which. */
import { describe, expect, it } from '@jest/globals';
import type { AlertFinding, Timeline, TreatmentLine } from '@clonewatch/domain';
import { compareAlerts } from '../../../libs/guidance/src/back-test.js';
import { concernedRows, conflictAnsweredBy } from '../../../libs/guidance/src/closing.js';
import { day, line } from './records.js';

const calendar: Timeline = { kind: 'calendar' };
const days: Timeline = { kind: 'days', anchor: 'first dose' };
const start = day('2026-01-05');
const conflict = (evidence: object, kind = 'therapy_conflict'): AlertFinding => ({ kind, evidence }) as unknown as AlertFinding;
const alert = conflict({ line: { regimen: 'FOLFIRI + cetuximab', agents: ['cetuximab', 'irinotecan'], started_on: '2026-01-05' } });
const said = (lines: readonly TreatmentLine[], asOf: number | null = start + 100, a = alert, timeline: Timeline = calendar): string | null => conflictAnsweredBy(a, lines, timeline, asOf);
const stop = start + 60;

describe('the answer to a therapy conflict', () => {
  it.each([['progression', ' for progression'], ['toxicity', ' for toxicity'], ['planned', ' as planned'], ['other', ' for another reason'], [null, '']] as const)('stopped, reason %p', (stopReason, words) => {
    expect(said([line(start, stop, { stopReason })])).toBe(`FOLFIRI + cetuximab stopped on 2026-03-06${words}`);
  });
  it('from the day of the stop on, and not before it or when no day is known', () => {
    expect([stop - 1, stop, null].map((d) => said([line(start, stop)], d) !== null)).toEqual([false, true, false]);
  });
  it('is of the same regimen, drugs and first day, and of nothing else', () => {
    expect(said([line(start, stop, { regimen: 'cetuximab' })])).toBeNull();
    expect(said([line(start, stop, { agents: ['cetuximab'] })])).toBeNull();
    expect(said([line(start + 1, stop)])).toBeNull();
    expect(said([line(start + 1, null), line(start, stop)])).not.toBeNull();
  });
  it('of a line in several rows is the last stop, with the reason of that row', () => {
    expect(said([line(start, stop + 7, { stopReason: 'toxicity' }), line(start, stop, { stopReason: 'planned' })])).toBe('FOLFIRI + cetuximab stopped on 2026-03-13 for toxicity');
    expect(said([line(start, null), line(start, stop)])).toBeNull();
  });
  it('names the drugs where the regimen has no name, and days where there are no dates', () => {
    const unnamed = conflict({ line: { regimen: '', agents: ['cetuximab', 'irinotecan'], started_day: 5 } });
    expect(said([line(5, 65, { regimen: '' })], 100, unnamed, days)).toBe('cetuximab + irinotecan stopped on day 65');
    // A day is no date: the same number under a calendar is another line.
    expect(said([line(5, 65, { regimen: '' })], 100, unnamed, calendar)).toBeNull();
  });
  it('rows are asked of a therapy conflict that names its line', () => {
    expect(concernedRows(alert, [line(start, null), line(start + 3, null)], calendar)).toEqual([line(start, null)]);
    expect(concernedRows(conflict(alert.evidence, 'resistance_emerging'), [line(start, null)], calendar)).toEqual([]);
    expect(concernedRows(conflict({}), [line(start, null)], calendar)).toEqual([]);
  });
});

describe('alerts under two policies', () => {
  const of = (episode: string, knownDay: number, more: object = {}): AlertFinding => ({ kind: 'resistance_emerging', grade: 'rising', gene: 'KRAS', variant: 'p.G12D', episode, knownDay, ...more }) as unknown as AlertFinding;
  const stands = (...alerts: AlertFinding[]): { alerts: AlertFinding[]; retracted: string[] } => ({ alerts, retracted: [] });
  const changes = (a: ReturnType<typeof stands>, b: ReturnType<typeof stands>): unknown[] => compareAlerts(a, b).map((c) => [c.change, c.episode, c.beforeDay, c.afterDay]);
  it('say what the alert is about', () => {
    expect(compareAlerts(stands(of('a', 50)), stands(of('a', 60)))).toEqual([{ kind: 'resistance_emerging', grade: 'rising', gene: 'KRAS', variant: 'p.G12D', change: 'later', episode: 'a', beforeDay: 50, afterDay: 60 }]);
  });
  it('pair what is left of either side in the order known: earlier, same, later, gone, new', () => {
    expect(changes(stands(of('a', 50), of('b', 70)), stands(of('c', 40), of('d', 70), of('e', 90)))).toEqual([['earlier', 'a', 50, 40], ['same', 'b', 70, 70], ['new', 'e', null, 90]]);
    expect(changes(stands(of('a', 50)), stands())).toEqual([['gone', 'a', 50, null]]);
  });
  it.each([['kind', { kind: 'resistance_regrowth' }], ['grade', { grade: 'confirmed' }], ['gene', { gene: 'NRAS' }], ['variant', { variant: 'p.G12V' }]] as const)('of another %s are no counterpart', (_, more) => {
    expect(changes(stands(of('a', 50)), stands(of('b', 50, more)))).toEqual([['gone', 'a', 50, null], ['new', 'b', null, 50]]);
  });
  it('what a corrected result took back is on neither side', () => {
    expect(changes({ alerts: [of('a', 50), of('b', 60)], retracted: ['a'] }, stands(of('b', 60)))).toEqual([['same', 'b', 60, 60]]);
    expect(changes(stands(of('b', 60)), { alerts: [of('a', 50), of('b', 60)], retracted: ['a'] })).toEqual([['same', 'b', 60, 60]]);
  });
});
