/** Where a patient stood with a drug: exposures, the phase of a draw, the baseline of a line, regimens entered one row a drug. Days on both sides of each boundary. */
import { describe, expect, it } from '@jest/globals';
import type { TherapyClass, TreatmentLine } from '@clonewatch/domain';
import { baselineLineOf, exposuresTo, inUse, offSince, phaseOf, regimensOf, undecidedLine } from '../../../libs/guidance/src/phases.js';
import { line } from './records.js';

const egfr = { classes: ['anti_egfr'], agents: [] } as const;
const chemo = (start: number, stop: number | null): TreatmentLine => line(start, stop, { regimen: 'FOLFOX', agents: ['oxaliplatin'], therapyClasses: ['chemotherapy'] });
const drug = (agent: string, cls: TherapyClass, start: number, stop: number | null): TreatmentLine => line(start, stop, { regimen: agent, agents: [agent], therapyClasses: [cls] });
const spans = (lines: readonly TreatmentLine[], entry: Parameters<typeof exposuresTo>[0] = egfr): unknown[] => exposuresTo(entry, lines).map((e) => [e.startDay, e.stopDay, e.lines.length]);

describe('in use', () => {
  it.each([[9, false], [10, true], [50, true], [51, false]] as const)('from day 10 to day 50: on day %i %p', (day, is) => expect(inUse(line(10, 50), day)).toBe(is));
  it('without a stop: from its start on', () => expect([inUse(line(10, null), 9), inUse(line(10, null), 10), inUse(line(10, null), 9000)]).toEqual([false, true, true]));
});

describe('exposure to the drugs of an entry', () => {
  it('is none without classes, without such a line', () => {
    expect(spans([line(0, null)], { classes: [], agents: [] })).toEqual([]);
    expect(spans([chemo(0, null)])).toEqual([]);
  });
  it('is one stretch where lines are less than four weeks apart, two from four weeks on', () => {
    expect(spans([line(0, 50), line(77, 120)])).toEqual([[0, 120, 2]]);
    expect(spans([line(0, 50), line(78, 120)])).toEqual([[0, 50, 1], [78, 120, 1]]);
  });
  it('comes oldest first whatever the order of rows, and ends when its last line does', () => {
    expect(spans([line(200, 260), line(0, 50)])).toEqual([[0, 50, 1], [200, 260, 1]]);
    expect(spans([line(0, 100), line(20, 60)])).toEqual([[0, 100, 2]]);
    expect(spans([line(0, 60), line(20, 100)])).toEqual([[0, 100, 2]]);
    // A line without a stop is still on, whatever begins or ends beside it.
    expect(spans([line(0, null), line(20, 60)])).toEqual([[0, null, 2]]);
    expect(spans([line(0, 60), line(20, null)])).toEqual([[0, null, 2]]);
    expect(spans([line(0, null), line(200, 260)])).toEqual([[0, null, 2]]);
    // Of lines of one day the one that ends first comes first: an open one after it holds the stretch open.
    expect(exposuresTo(egfr, [line(0, null), line(0, 30), line(0, 10)])[0]!.lines.map((l) => l.stopDay)).toEqual([10, 30, null]);
  });
  it('of named drugs: one of them, or a line that names none', () => {
    const gefitinib = { classes: ['egfr_tki'], agents: ['gefitinib', 'erlotinib'] } as const;
    expect(spans([drug('Erlotinib', 'egfr_tki', 0, 50), drug('osimertinib', 'egfr_tki', 100, null)], gefitinib)).toEqual([[0, 50, 1]]);
    expect(spans([line(0, null, { regimen: 'TKI', agents: [], therapyClasses: ['egfr_tki'] })], gefitinib)).toEqual([[0, null, 1]]);
  });
  it('of several classes: all of them together, in one row or a row each', () => {
    const pair = { classes: ['braf_inhibitor', 'anti_egfr'], agents: [] } as const;
    const both = [drug('encorafenib', 'braf_inhibitor', 10, 90), drug('cetuximab', 'anti_egfr', 10, 90)];
    expect(spans(both, pair)).toEqual([[10, 90, 2]]);
    expect(spans(both.slice(0, 1), pair)).toEqual([]);
    // Cetuximab begun while encorafenib is given; on the day encorafenib ends it is not given any more.
    expect(spans([drug('encorafenib', 'braf_inhibitor', 0, 60), drug('cetuximab', 'anti_egfr', 59, 90)], pair)).toEqual([[59, 90, 1]]);
    expect(spans([drug('encorafenib', 'braf_inhibitor', 0, 60), drug('cetuximab', 'anti_egfr', 60, 90)], pair)).toEqual([]);
    expect(spans([drug('encorafenib', 'braf_inhibitor', 0, null), drug('cetuximab', 'anti_egfr', 300, 390)], pair)).toEqual([[300, 390, 1]]);
  });
});

describe('regimens', () => {
  it('are what was given together, classes and drugs once each and in order, drugs in small letters', () => {
    const rows = [drug('Encorafenib', 'braf_inhibitor', 10, null), drug('Cetuximab', 'anti_egfr', 10, null), drug('cetuximab', 'anti_egfr', 10, null)];
    expect(regimensOf(rows)[0]).toEqual({ therapyClasses: ['anti_egfr', 'braf_inhibitor'], agents: ['cetuximab', 'encorafenib'] });
  });
  it('a line before its partner began is alone; one stopped by then is not counted', () => {
    expect(regimensOf([drug('encorafenib', 'braf_inhibitor', 0, null), drug('cetuximab', 'anti_egfr', 10, null)]).map((r) => r.therapyClasses)).toEqual([['braf_inhibitor'], ['anti_egfr', 'braf_inhibitor']]);
    expect(regimensOf([drug('encorafenib', 'braf_inhibitor', 0, 10), drug('cetuximab', 'anti_egfr', 10, null)])[1]!.therapyClasses).toEqual(['anti_egfr']);
  });
  it('a row without drug names leaves the drugs open; one without drugs and classes says nothing', () => {
    const cetuximab = drug('cetuximab', 'anti_egfr', 0, null);
    expect(regimensOf([cetuximab, line(0, null, { regimen: 'FOLFOX', agents: [], therapyClasses: ['chemotherapy'] })])[0]!.agents).toEqual([]);
    expect(regimensOf([cetuximab, line(0, null, { regimen: 'observation', agents: [], therapyClasses: [] })])[0]!.agents).toEqual(['cetuximab']);
  });
});

describe('the baseline draw of a line', () => {
  const of = (day: number, drawDays: readonly number[], lines = [line(100, null)]): number | null => baselineLineOf(day, drawDays, lines)?.startDay ?? null;
  it.each([[99, null], [100, 100], [128, 100], [129, null]] as const)('begun on day 100, drawn on day %i: %p', (day, start) => expect(of(day, [day])).toBe(start));
  it('is the first draw of the line: one between, or on the first day, is it instead', () => {
    expect(of(120, [99, 120])).toBe(100);
    expect(of(120, [100, 120])).toBeNull();
    expect(of(120, [119, 120])).toBeNull();
    expect(of(120, [120, 150])).toBe(100);
  });
  it('of two lines the later; of a line that was stopped before the draw none', () => {
    expect(of(115, [115], [line(110, null), line(100, null)])).toBe(110);
    expect(of(115, [115], [line(100, null), line(110, null)])).toBe(110);
    expect(of(115, [115], [line(100, 114)])).toBeNull();
    expect(of(115, [115], [line(100, 115)])).toBe(100);
  });
});

describe('a line nothing is decided about', () => {
  const of = (day: number, lines: readonly TreatmentLine[]): number | null => undecidedLine(day, exposuresTo(egfr, lines))?.startDay ?? null;
  it('is in use without a stop recorded, the last begun of several', () => {
    expect(of(50, [line(0, null)])).toBe(0);
    expect(of(50, [line(0, 100)])).toBeNull();
    expect(of(50, [line(60, null)])).toBeNull();
    expect(of(60, [line(60, null)])).toBe(60);
    expect(of(50, [line(0, null), line(20, null)])).toBe(20);
    expect(of(50, [line(0, null), line(20, 40)])).toBe(0);
    expect(of(50, [])).toBeNull();
  });
});

describe('the phase of a draw', () => {
  const of = (day: number, lines: readonly TreatmentLine[], drawDays: readonly number[] = [0]): string => phaseOf(day, exposuresTo(egfr, lines), drawDays);
  it('before the drug, and at the first draw under it: baseline', () => {
    expect(of(50, [])).toBe('baseline');
    expect(of(99, [line(100, null)])).toBe('baseline');
    expect(of(120, [line(100, null)], [50, 120])).toBe('baseline');
  });
  it('on it; on the day of the stop still; the day after: off', () => {
    expect(of(150, [line(100, null)], [120, 150])).toBe('on');
    expect(of(200, [line(100, 200)], [120, 200])).toBe('on');
    expect(of(201, [line(100, 200)], [120, 201])).toBe('off');
    // A first draw later than the baseline of the line is on it.
    expect(of(129, [line(100, null)], [129])).toBe('on');
  });
  it('given again: baseline at its first draw, then rechallenge, then off', () => {
    const twice = [line(100, 200), line(300, 400)];
    expect(of(250, twice, [120, 250])).toBe('off');
    expect(of(299, twice, [120, 299])).toBe('off');
    expect(of(310, twice, [120, 310])).toBe('baseline');
    expect(of(340, twice, [120, 310, 340])).toBe('rechallenge');
    expect(of(401, twice, [120, 310, 401])).toBe('off');
    expect(of(150, twice, [120, 150])).toBe('on');
  });
});

describe('off since', () => {
  const of = (day: number, lines: readonly TreatmentLine[]): number | null => offSince(day, exposuresTo(egfr, lines));
  it('is the last stop, the day after it and later; nothing on the drug, before it or without it', () => {
    const twice = [line(100, 200), line(300, 400)];
    expect([50, 100, 200, 201, 299, 300, 350, 400, 401, 900].map((d) => of(d, twice))).toEqual([null, null, null, 200, 200, null, null, null, 400, 400]);
    expect(of(500, [line(100, null)])).toBeNull();
    expect(of(500, [])).toBeNull();
  });
});
