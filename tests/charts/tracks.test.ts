/** The tracks on one axis: laws that hold whatever comes in, and the words where something cannot be drawn. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  applyTime, arrangementOf, invertTime, layoutComposition, layoutTrajectory, numberOf, originDay, paintTrajectory, standaloneSvg, svgText, timeScale, type TrajectoryView, type ViewClone,
} from '@clonewatch/charts';
import { textWidth } from '../../libs/charts/src/labels.js';
import { bound, dates, detected, kras, on, point, series, size, tp53, view } from './fixtures.js';

const tone = { role: 'resistance', shade: 0 } as const;
const clone = (id: string, prevalence: readonly (readonly [number, number])[], parent: string | null = null, order: ViewClone['order'] = 'undetermined'): ViewClone =>
  ({ id, parent, order, label: id, tone, prevalence: prevalence.map(([day, median]) => ({ day, median, low: median / 2, high: Math.min(1, median * 2) })) });
const box = { y: 300, height: 64 };
const x = (d: number): number => d;
const word = (d: number): string => `day ${d}`;

describe('clone composition', () => {
  const anyClones = fc.array(fc.array(fc.option(fc.double({ min: 0.001, max: 1, noNaN: true }), { nil: null, freq: 5 }), { minLength: 6, maxLength: 6 }), { minLength: 1, maxLength: 5 });
  it('height at a measured draw is its prevalence, within a pixel, in every arrangement; nothing leaves the track', () => {
    fc.assert(fc.property(anyClones, fc.constantFrom('area', 'lanes' as const), (rows, as) => {
      const days = [0, 28, 56, 84, 112, 140];
      const clones = rows.map((r, i) => clone(`C${i + 1}`, r.flatMap((m, k) => (m === null ? [] : [[days[k]!, m] as const])))).filter((c) => c.prevalence.length > 0);
      const l = layoutComposition(clones, box, x, days, as, word);
      const h = l.lanes[0]?.height ?? box.height;
      expect(l.draws).toHaveLength(clones.flatMap((c) => c.prevalence).length);
      for (const d of l.draws) {
        expect(Math.abs(d.y0 - d.y1 - d.prevalence * h)).toBeLessThanOrEqual(1);
        expect(Math.min(d.y0, d.y1)).toBeGreaterThanOrEqual(box.y - 0.02);
        expect(Math.max(d.y0, d.y1)).toBeLessThanOrEqual(box.y + box.height + 0.02);
      }
    }), { numRuns: 100 });
  });
  it('stacks what fits beside one another, takes lanes where it does not, and says that the order is not determined', () => {
    expect(arrangementOf([clone('C1', [[0, 0.4]]), clone('C2', [[0, 0.5]])])).toBe('stacked');
    expect(arrangementOf([clone('C1', [[0, 0.7]]), clone('C2', [[0, 0.5]])])).toBe('lanes');
    expect(layoutComposition([clone('C1', [[0, 0.7]]), clone('C2', [[0, 0.5]])], box, x, [0], 'area', word).note).toBe('order not determined');
  });
  it('nests a child inside its parent where the order is shown', () => {
    const both = [clone('C1', [[0, 0.8], [28, 0.6]], null, 'nested'), clone('C2', [[0, 0.2], [28, 0.5]], 'C1', 'nested')];
    const l = layoutComposition(both, box, x, [0, 28], 'area', word);
    expect(l.arrangement).toBe('nested');
    const at = (id: string, d: number): { y0: number; y1: number } => l.draws.find((e) => e.clone === id && e.day === d)!;
    for (const d of [0, 28]) {
      expect(at('C2', d).y0).toBeLessThanOrEqual(at('C1', d).y0);
      expect(at('C2', d).y1).toBeGreaterThanOrEqual(at('C1', d).y1);
    }
  });
  it('an area never crosses a draw that did not measure the clone', () => {
    const l = layoutComposition([clone('C1', [[0, 0.4], [56, 0.5], [84, 0.5]])], box, x, [0, 28, 56, 84], 'area', word);
    expect(l.areas).toHaveLength(1);
    expect(l.areas[0]!.path).not.toMatch(/^M0,/);
  });
});

describe('the time axis', () => {
  const therapy = (id: string, start: number, stop: number | null, antiEgfr: boolean): TrajectoryView['therapies'][number] => ({ id, label: id, start, stop, targeted: antiEgfr, antiEgfr });
  it('place and its inverse agree, with folds and without, day 0 and negative days included', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: -4000, max: 4000 }), { minLength: 1, maxLength: 20 }), fc.boolean(), fc.integer({ min: -4000, max: 4000 }), (events, fold, day) => {
      const domain: [number, number] = [Math.min(0, ...events) - 10, Math.max(0, ...events) + 10];
      const s = timeScale({ timeline: { kind: 'days', anchor: 'first dose' }, therapies: [] }, domain, [92, 900], { origin: 'calendar', events: [...events, 0], drawDays: events, fold });
      const at = Math.min(domain[1], Math.max(domain[0], day));
      const px = applyTime(s)(at);
      expect(px).toBeGreaterThanOrEqual(92);
      expect(px).toBeLessThanOrEqual(900);
      // A hundredth of a pixel of rounding, in days of the steepest stretch.
      const steepest = Math.max(...s.knots.slice(1).map((k, i) => (k[0] - s.knots[i]![0]) / Math.max(0.01, k[1] - s.knots[i]![1])));
      expect(Math.abs(invertTime(s)(px) - at)).toBeLessThanOrEqual(steepest * 0.02 + 1e-6);
    }), { numRuns: 200 });
  });
  it('empty years fold, are said, and keep the order of days', () => {
    const late = [0, 30, 60, 1500, 1530].map((d) => on('2020-01-10') + d);
    const v = view([series('KRAS', 'p.G12D', 'resistance', late.map((d, i) => detected(`S${i}`, d, 20, 3800, 0.003, 0.008)))], { therapies: [], today: late[4]! + 5 });
    const folded = layoutTrajectory(v, size);
    const straight = layoutTrajectory(v, size, { fold: false });
    expect(folded.x.folds).toHaveLength(1);
    expect(straight.x.folds).toHaveLength(0);
    const xs = (l: typeof folded): number[] => l.marks.map((m) => m.x);
    expect(xs(folded)).toEqual([...xs(folded)].sort((a, b) => a - b));
    expect(xs(folded)[1]! - xs(folded)[0]!).toBeGreaterThan(5 * (xs(straight)[1]! - xs(straight)[0]!));
    expect(svgText(paintTrajectory(folded))).toContain('days without any event, folded');
  });
  it('day 0 is the first anti-EGFR line, or the second at rechallenge; without one the choice does not exist', () => {
    const lines = [therapy('a', on('2026-01-10'), on('2026-02-10'), true), therapy('b', on('2026-02-15'), on('2026-04-01'), false), therapy('c', on('2026-04-02'), null, true)];
    const v = view([kras, tp53], { therapies: lines });
    expect(originDay(v, 'anti_egfr')).toBe(on('2026-01-10'));
    expect(originDay(v, 'rechallenge')).toBe(on('2026-04-02'));
    expect(originDay(view([kras]), 'rechallenge')).toBeNull();
    const l = layoutTrajectory(v, size, { origin: 'rechallenge' });
    const zero = l.x.ticks.find((t) => t.label === '0')!;
    expect(zero.at).toBe(applyTime(l.x)(on('2026-04-02')));
    expect(l.xTitle).toContain('2\u00a0Apr\u00a02026');
  });
});

describe('what the axis measures', () => {
  it('copies per mL need a volume: without one the reading stands on the rail with the reason, not at 0', () => {
    const s = series('KRAS', 'p.G12D', 'resistance', [detected('S1', dates[0]!, 20, 4000, 0.003, 0.008, { plasma_ml: 4, input_hge: 4000 }), detected('S2', dates[1]!, 20, 4000, 0.003, 0.008), bound('S3', dates[2]!, 4000, { plasma_ml: 4, input_hge: 4000 })]);
    const l = layoutTrajectory(view([s]), size, { measure: 'copies' });
    expect(l.marks[0]!.title.join(' ')).toContain('5.0\u00a0/mL');
    expect(l.marks[1]!.shape).toBe('tick');
    expect(l.marks[1]!.title.join(' ')).toContain('plasma volume or input not given');
    expect(l.marks[2]!.shape).toBe('bound');
    expect(l.y.domain[0]).toBeGreaterThan(0);
  });
  it('relative to truncal: 20 of 3,800 beside 78 of 3,800 is 26 %; a draw without a truncal call has no place', () => {
    const s = series('KRAS', 'p.G12D', 'resistance', [detected('S1', dates[0]!, 20, 3800, 0.003, 0.008), detected('S2', dates[1]!, 20, 3800, 0.003, 0.008)]);
    const v = view([s]);
    const l = layoutTrajectory({ ...v, draws: v.draws.map((d, i) => ({ ...d, truncalVaf: i === 0 ? 78 / 3800 : null })) }, size, { measure: 'relative' });
    expect(l.marks[0]!.title.join(' ')).toContain('26\u00a0% of the truncal signal');
    expect(l.marks[1]!.shape).toBe('tick');
  });
  it('whatever is measured, a non-detect is never at 0 and no mark leaves the picture', () => {
    const reading = fc.record({ day: fc.integer({ min: 20000, max: 21500 }), status: fc.constantFrom('detected', 'not_detected', 'not_covered', 'failed_qc' as const), v: fc.double({ min: 1e-7, max: 1, noNaN: true }), ml: fc.option(fc.double({ min: 0.5, max: 10, noNaN: true }), { nil: null }), truncal: fc.option(fc.double({ min: 1e-4, max: 1, noNaN: true }), { nil: null }) });
    fc.assert(fc.property(fc.array(reading, { minLength: 1, maxLength: 12 }), fc.constantFrom('vaf', 'copies', 'relative' as const), fc.constantFrom('log', 'linear' as const), (rows, measure, axis) => {
      const s = series('KRAS', 'p.G12D', 'resistance', [...rows].sort((a, b) => a.day - b.day).map((r, i) => point(`S${i}`, r.day, {
        status: r.status, plasma_ml: r.ml, vaf: r.status === 'detected' ? r.v : null, low: r.status === 'detected' ? r.v / 3 : null, high: r.status === 'detected' ? Math.min(1, r.v * 3) : null, upper95: r.status === 'not_detected' ? r.v : null,
      })));
      const v = view([s], { today: 21500 });
      const sorted = [...rows].sort((a, b) => a.day - b.day);
      const l = layoutTrajectory({ ...v, draws: v.draws.map((d) => ({ ...d, truncalVaf: sorted[Number(d.specimenId.slice(1))]!.truncal })) }, size, { measure, axis });
      const zero = axis === 'linear' ? l.plot.y + l.plot.height : null;
      for (const m of l.marks) {
        expect(m.x).toBeGreaterThanOrEqual(l.plot.x - 0.01);
        expect(m.x).toBeLessThanOrEqual(l.plot.x + l.plot.width + 0.01);
        expect(m.y).toBeGreaterThanOrEqual(l.plot.y - 0.01);
        expect(m.y).toBeLessThanOrEqual(l.height);
        if (m.shape === 'bound' && zero !== null) expect(m.y).toBeLessThanOrEqual(zero);
        if (m.shape === 'bound') expect(m.title.join(' ')).not.toMatch(/< 0\u00a0/);
      }
      expect(svgText(paintTrajectory(l))).not.toMatch(/NaN|Infinity|undefined/);
    }), { numRuns: 80 });
  });
});

describe('words beside their ticks', () => {
  const image = (day: number, result: string): TrajectoryView['assessments'][number] => ({ id: `${day}`, day, kind: 'imaging', track: 'Imaging', label: result, title: `Imaging: ${result}`, result });
  const laid = (days: readonly number[], today: number): ReturnType<typeof layoutTrajectory> => layoutTrajectory(view([kras, tp53], { assessments: days.map((d) => image(d, 'PD')), today }), size);
  it('no word lies across the line of today: it stands left of its tick, and its neighbour keeps clear', () => {
    const today = dates.at(-1)! + 1;
    const l = laid([dates[1]!, today - 1], today);
    const [first, last] = l.assessments;
    expect([first!.label, first!.before ?? false, last!.label, last!.before]).toEqual(['PD', false, 'PD', true]);
    expect(last!.x).toBeLessThanOrEqual(l.today!);
    expect(svgText(paintTrajectory(l, 'c'))).toMatch(new RegExp(`x="${last!.x - 4}"[^>]*text-anchor="end"|text-anchor="end"[^>]*x="${last!.x - 4}"`));
  });
  it('where an earlier word leaves no room on the left, the newest keeps its word and the earlier one is left to the tooltip', () => {
    const today = dates.at(-1)! + 1;
    const l = laid([today - 2, today - 1], today);
    expect(l.assessments.map((a) => [a.label, a.before ?? false])).toEqual([['', true], ['PD', true]]);
  });
  it('never crosses the line of today or another word, and the newest before today has its word', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: 140 }), { minLength: 1, maxLength: 12 }), fc.array(fc.constantFrom('PD', 'SD', 'mixed response', 'CR'), { minLength: 12, maxLength: 12 }), (ago, words) => {
      const today = dates.at(-1)! + 1;
      const l = layoutTrajectory(view([kras, tp53], { assessments: [...ago].sort((a, b) => b - a).map((d, i) => ({ ...image(today - d, words[i]!), id: `${i}` })), today }), size);
      const spans = l.assessments.filter((a) => a.label !== '').map((a) => (a.before ? [a.x - 4 - textWidth(a.label), a.x - 4] as const : [a.x + 4, a.x + 4 + textWidth(a.label)] as const));
      for (const [from, to] of spans) expect(from >= l.today! || to <= l.today!).toBe(true);
      for (let i = 1; i < spans.length; i += 1) expect(spans[i]![0]).toBeGreaterThanOrEqual(spans[i - 1]![1]);
      expect(l.assessments.at(-1)!.before === true ? l.assessments.at(-1)!.label : 'told').not.toBe('');
    }), { numRuns: 200 });
  });
});

describe('markers and alert bars', () => {
  it('`<0.1` is a bound, not a 0.1; words are no numbers', () => {
    expect(numberOf('<0.1')).toEqual({ value: 0.1, censored: 'below' });
    expect(numberOf('12.4')).toEqual({ value: 12.4, censored: null });
    expect(numberOf('SD')).toBeNull();
  });
  const cea = (day: number, result: string): TrajectoryView['assessments'][number] => ({ id: `${day}`, day, kind: 'cea', track: 'CEA', label: result, title: `CEA: ${result}`, result, unit: 'ng/mL' });
  it('a marker below its limit is an open triangle, and no line is drawn to it', () => {
    const l = layoutTrajectory(view([kras, tp53], { assessments: [cea(dates[0]!, '<0.5'), cea(dates[1]!, '4'), cea(dates[2]!, '8')] }), size);
    expect(l.markers[0]!.marks.map((m) => m.censored)).toEqual(['below', null, null]);
    expect(l.markers[0]!.segments).toHaveLength(1);
    expect(l.markers[0]!.last).toBe('8 ng/mL');
  });
  it('an alert is a bar from its firing to its end; open ones reach today; bars of one row never overlap', () => {
    const alert = (id: string, day: number, end: number | null): TrajectoryView['alerts'][number] => ({ id, day, end, kind: 'resistance_emerging', severity: 'act', title: id, open: end === null });
    const many = Array.from({ length: 12 }, (_, i) => alert(`a${i}`, dates[0]! + i * 9, i % 3 === 0 ? dates[0]! + i * 9 + 5 : null));
    const l = layoutTrajectory(view([kras, tp53], { alerts: many }), size);
    expect(l.alerts.length + l.hiddenAlerts).toBe(12);
    for (const a of l.alerts.filter((b) => b.open)) expect(a.x1).toBeCloseTo(l.today!, 1);
    for (const y of new Set(l.alerts.map((a) => a.y))) {
      const inRow = l.alerts.filter((a) => a.y === y).sort((a, b) => a.x0 - b.x0);
      for (let i = 1; i < inRow.length; i += 1) expect(inRow[i]!.x0).toBeGreaterThanOrEqual(inRow[i - 1]!.x1);
    }
  });
});

describe('forecast and clearance', () => {
  const d5 = dates[4]!;
  const fanOf = (mostlyPrior: boolean): TrajectoryView => view([kras, tp53], { forecast: { fromDay: d5, clones: [{ key: kras.key, mostlyPrior, levels: [{ vaf: 0.01, median: d5 + 20, low: d5 + 10, high: d5 + 50 }, { vaf: 0.02, median: null, low: d5 + 40, high: null }] }] } });
  it('a fan begins at the last detection, is inside the plot, and is grey where it is mostly the prior’s', () => {
    const l = layoutTrajectory(fanOf(false), size);
    expect(l.fans).toHaveLength(1);
    const last = l.marks.filter((m) => m.gene === 'KRAS').at(-1)!;
    expect(l.fans[0]!.path.startsWith(`M${last.x},${last.y}`)).toBe(true);
    const numbers = l.fans[0]!.path.match(/-?\d+(\.\d+)?/g)!.map(Number);
    for (let i = 0; i < numbers.length; i += 2) { expect(numbers[i]).toBeLessThanOrEqual(l.plot.x + l.plot.width); expect(numbers[i + 1]).toBeGreaterThanOrEqual(l.plot.y); }
    expect(svgText(paintTrajectory(layoutTrajectory(fanOf(true), size)))).toContain('fan-group prior');
    expect(svgText(paintTrajectory(l))).not.toContain('fan-group prior');
  });
  it('no fan on an axis that is no VAF', () => expect(layoutTrajectory(fanOf(false), size, { measure: 'relative' }).fans).toEqual([]));
});

describe('the file', () => {
  it('carries the hash of the data it was drawn from', () => {
    const text = standaloneSvg(layoutTrajectory(view([kras, tp53]), size), 'P1', 'ab12'.repeat(16));
    expect(text).toContain(`<metadata>Clonewatch; data SHA-256 ${'ab12'.repeat(16)}</metadata>`);
  });
});
