import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { apply, layoutTrajectory, paintTrajectory, standaloneSvg, svgText, textWidth, type TrajectoryLayout } from '@clonewatch/charts';
import { bound, dates, detected, failed, golden, kras, on, point, series, size, tp53, uncovered, view } from './fixtures.js';

const of = (l: TrajectoryLayout, gene: string): TrajectoryLayout['marks'] => l.marks.filter((m) => m.gene === gene);
const plain = (s: string): string => s.replace(/\u00a0/g, ' ');
const [d1, d2, d3, d4, d5] = dates as [number, number, number, number, number];

describe('the reference case', () => {
  const l = layoutTrajectory(golden, size);
  const y = apply(l.y);

  it('is three open triangles at their 95 % bound, then two filled circles', () => {
    expect(of(l, 'KRAS').map((m) => [m.shape, m.status])).toEqual([['bound', 'not_detected'], ['bound', 'not_detected'], ['bound', 'not_detected'], ['circle', 'detected'], ['circle', 'detected']]);
    for (const [i, m] of of(l, 'KRAS').slice(0, 3).entries()) expect(m.y).toBe(y(kras.points[i]!.upper95!));
    expect(of(l, 'TP53').every((m) => m.shape === 'square')).toBe(true);
  });
  it('has an axis in labelled decades without a zero, low enough for every mark', () => {
    expect(l.y.domain[0]).toBeGreaterThan(0);
    expect(l.y.ticks.every((t) => t.value > 0)).toBe(true);
    expect(l.y.ticks.filter((t) => t.label).map((t) => t.label)).toEqual(['0.1 %', '1 %']);
    expect(l.marks.every((m) => !m.below)).toBe(true);
  });
  it('keeps true time: distances are as the days', () => {
    const xs = of(l, 'TP53').map((m) => m.x);
    expect(xs[1]! - xs[0]!).toBeCloseTo(xs[4]! - xs[3]!, 1);
    expect(l.x.ticks.map((t) => t.label)).toEqual(['Feb 2026', 'Mar', 'Apr', 'May']);
  });
  it('joins detections with a solid line and reaches a bound with a dotted one', () => {
    expect(l.segments.filter((s) => s.series === kras.key).map((s) => s.kind)).toEqual(['dotted', 'dotted', 'dotted', 'solid']);
  });
  it('says counts and units in the mark', () => {
    expect(of(l, 'KRAS')[3]!.title.map(plain)).toEqual(['KRAS p.G12D, 9 Apr 2026', 'Detected, 0.21 % (95 % 0.091–0.41)', '8 / 3,800 molecules', 'NGS v1 · LoD 0.12 % (computed) · 3,800 hGE']);
    expect(of(l, 'KRAS')[2]!.title.map(plain)[1]).toBe('Not detected, < 0.077 % (95 % bound)');
  });
  it('labels the lines at their end', () => {
    expect(l.labels.map((e) => plain(`${e.text} ${e.value}`))).toEqual(['KRAS p.G12D 0.55 %', 'TP53 p.R175H 2.1 %', 'LoD NGS 0.12 %']);
  });
  it('the ongoing line fades at today and says that it began earlier', () => {
    expect(l.ribbons).toHaveLength(1);
    expect(l.ribbons[0]).toMatchObject({ fades: true, clipped: true, targeted: true });
    expect(l.ribbons[0]!.x + l.ribbons[0]!.width).toBeCloseTo(l.today!, 1);
  });
  it('gives the same bytes again, with coordinates of two decimals', () => {
    const text = JSON.stringify(l);
    expect(JSON.stringify(layoutTrajectory(golden, size))).toBe(text);
    for (const m of l.marks) for (const v of [m.x, m.y]) expect(Math.round(v * 100) / 100).toBe(v);
  });
});

describe('what is not a value has no place among the values', () => {
  const broken = series('KRAS', 'p.G12D', 'resistance', [
    detected('S1', d1, 20, 3800, 0.003, 0.008), uncovered('S2', d2), detected('S3', d3, 22, 3800, 0.003, 0.008), failed('S4', d4), detected('S5', d5, 21, 3800, 0.003, 0.008),
  ]);
  const l = layoutTrajectory(view([broken, tp53]), size);
  it('not covered is a tick and failed a cross, on the rail', () => {
    const rail = l.rails[0]!;
    expect(of(l, 'KRAS').filter((m) => m.y === rail.y).map((m) => m.shape)).toEqual(['tick', 'cross']);
    expect(rail.y).toBeGreaterThan(l.plot.y + l.plot.height);
    expect(rail.label).toBe('KRAS p.G12D');
  });
  it('no line crosses either', () => expect(l.segments.filter((s) => s.series === broken.key)).toEqual([]));
  it('nor a draw in which the variant was not looked at', () => {
    const sparse = series('KRAS', 'p.G12D', 'resistance', [detected('S1', d1, 20, 3800, 0.003, 0.008), detected('S3', d3, 22, 3800, 0.003, 0.008)]);
    expect(layoutTrajectory(view([sparse, tp53]), size).segments.filter((s) => s.series === sparse.key)).toEqual([]);
  });
  it('an assay switch breaks the line and is marked', () => {
    const switched = series('KRAS', 'p.G12D', 'resistance', dates.map((d, i) => detected(`S${i}`, d, 20, 3800, 0.003, 0.008, i > 2 ? { assay: 'Panel', assay_version: '2' } : {})));
    const s = layoutTrajectory(view([switched]), size);
    expect(s.segments).toHaveLength(3);
    expect(s.switches.map((w) => w.label)).toEqual(['assay: Panel v2']);
    expect(s.switches[0]!.x).toBeGreaterThan(s.marks[2]!.x);
    expect(s.lod.map((w) => w.assay)).toEqual(['NGS v1', 'Panel v2']);
  });
  it('detected without a VAF is kept, off the axis, as a call: not as the tick of what was not covered, and no older bound is written beside it', () => {
    const s = layoutTrajectory(view([series('ERBB2', 'amplification', 'resistance', [point('S0', d1 - 28, { status: 'not_detected', upper95: 0.003 }), point('S1', d1, {})])]), size);
    expect(s.marks).toMatchObject([{ status: 'not_detected', shape: 'bound' }, { status: 'detected', shape: 'circle' }]);
    expect(s.labels.filter((l) => l.series === 'ERBB2 amplification')).toEqual([]);
    expect(s.rails.map((r) => r.label)).toEqual(['ERBB2 amplification called']);
    expect(s.marks[1]!.y).toBeGreaterThan(s.plot.y + s.plot.height);
  });
  it('on a phone the name of a row is whole or cut with a sign, never by the edge', () => {
    for (const width of [300, 330, 380]) {
      const s = layoutTrajectory(view([series('ERBB2', 'amplification', 'resistance', [point('S1', d1, {})])]), { width, height: 392 });
      const [label] = s.rails.map((r) => r.label);
      expect(s.plot.x + s.plot.width + 14 + textWidth(label!)).toBeLessThanOrEqual(width);
      expect(label).toMatch(/^ERBB2 a.*(?:…|ion|called)$/);
    }
  });
});

describe('the broken band', () => {
  it('takes a whisker that reaches zero, with an open end', () => {
    const l = layoutTrajectory(view([series('KRAS', 'p.G12D', 'resistance', [detected('S1', d1, 1, 3800, 0, 0.0015)])]), size);
    const w = l.whiskers[0]!;
    expect(w.openEnd).toBe(true);
    expect(w.y1).toBeGreaterThan(l.broken!.y);
    expect(w.y1).toBeLessThan(l.broken!.y + l.broken!.height);
    const linear = layoutTrajectory(view([series('KRAS', 'p.G12D', 'resistance', [detected('S1', d1, 1, 3800, 0, 0.0015)])]), size, { axis: 'linear' });
    expect(linear.whiskers[0]!.openEnd).toBe(false);
    expect(linear.broken).toBeNull();
  });
  it('the axis goes honestly below 0.1 %', () => {
    const l = layoutTrajectory(view([series('KRAS', 'p.G12D', 'resistance', [bound('S1', d1, 120_000)])]), size);
    expect(l.y.domain[0]).toBeLessThan(2.5e-5);
    expect(l.y.ticks.map((t) => t.label)).toContain('0.01 %');
  });
  it('holds a bound below one in a million', () => {
    const l = layoutTrajectory(view([series('KRAS', 'p.G12D', 'resistance', [point('S1', d1, { status: 'not_detected', upper95: 2e-7, lod95: null })]), tp53]), size);
    const m = of(l, 'KRAS')[0]!;
    expect(m.below).toBe(true);
    expect(m.y).toBeGreaterThan(l.broken!.y);
    expect(m.y).toBeLessThan(l.broken!.y + l.broken!.height);
  });
  it('an assumed interval is dashed', () => {
    const l = layoutTrajectory(view([series('KRAS', 'p.G12D', 'resistance', [detected('S1', d1, 8, 3800, 0.001, 0.004, { interval_assumed: true })])]), size);
    expect(l.whiskers[0]!.dashed).toBe(true);
  });
});

describe('few draws, many draws', () => {
  it('no draw: an empty frame around today and a word', () => {
    const l = layoutTrajectory(view([], { therapies: [] }), size);
    expect(l.message).toBe('No draws yet');
    expect(l.x.domain).toEqual([on('2026-04-21'), on('2026-06-16')]);
    expect(l.marks).toEqual([]);
  });
  it('one draw: four weeks on either side', () => {
    const l = layoutTrajectory(view([series('KRAS', 'p.G12D', 'resistance', [bound('S1', d5, 3900)])], { therapies: [] }), size);
    expect(l.x.domain[0]).toBeLessThanOrEqual(d5 - 28);
    expect(l.x.domain[1]).toBeGreaterThanOrEqual(d5 + 28);
    expect(l.x.ticks.length).toBeGreaterThan(3);
    expect(l.segments).toEqual([]);
  });
  it('sixty draws of twelve variants: labels never touch', () => {
    const many = Array.from({ length: 12 }, (_, k) => series('KRAS', `p.G${k}D`, 'resistance', Array.from({ length: 60 }, (_x, i) => detected(`S${i}`, d1 + 28 * i, 20 + k, 3800, 0.003, 0.009))));
    const l = layoutTrajectory(view(many, { today: d1 + 28 * 60 }), size);
    const ys = l.labels.map((e) => e.y).sort((a, b) => a - b);
    for (let i = 1; i < ys.length; i += 1) expect(ys[i]! - ys[i - 1]!).toBeGreaterThanOrEqual(13.9);
    const xs = l.x.ticks.map((t) => t.at);
    for (let i = 1; i < xs.length; i += 1) expect(xs[i]! - xs[i - 1]!).toBeGreaterThan(40);
  });
  it('more variants than room: the least are counted, not crammed', () => {
    const many = Array.from({ length: 60 }, (_, k) => series('GENE', `p.A${k}V`, 'other', [detected('S1', d1, 20 + k, 3800, 0.003, 0.009)]));
    const l = layoutTrajectory(view(many), size);
    expect(l.hidden).toBeGreaterThan(0);
    expect(l.labels.length + l.hidden).toBe(61);
  });
  it('bounds that coincide step aside; detections keep their time', () => {
    const twins = ['p.G12D', 'p.G12V', 'p.G13D'].map((v) => series('KRAS', v, 'resistance', [bound('S1', d1, 3900), detected('S2', d2, 9, 3900, 0.001, 0.004)]));
    const l = layoutTrajectory(view(twins), size);
    expect(new Set(l.marks.filter((m) => m.status === 'not_detected').map((m) => m.x)).size).toBe(3);
    expect(new Set(l.marks.filter((m) => m.status === 'detected').map((m) => m.x)).size).toBe(1);
  });
});

describe('time without dates', () => {
  const points = [bound('D0', 0, 2400), detected('D1', 1, 3, 2400, 0.0003, 0.0036), detected('D2', 2, 12, 2400, 0.0026, 0.0087)];
  it('draw order is named as such', () => {
    const l = layoutTrajectory(view([series('NRAS', 'p.Q61K', 'resistance', points)], { timeline: { kind: 'days', anchor: 'draw order, not days' }, today: null, therapies: [] }), size);
    expect(l.x.ticks.map((t) => t.label)).toEqual(['draw\u00a00', 'draw\u00a01', 'draw\u00a02']);
    expect(l.xTitle).toMatch(/no unit/);
    expect(l.today).toBeNull();
  });
  it('days are whole days from their anchor, and no date appears', () => {
    const l = layoutTrajectory(view([series('NRAS', 'p.Q61K', 'resistance', points.map((p, i) => ({ ...p, day: i * 30 })))], { timeline: { kind: 'days', anchor: 'first dose' }, today: null, therapies: [] }), size);
    expect(l.xTitle).toBe('Days, first dose');
    expect(l.x.ticks.every((t) => /^-?\d+$/.test(t.label))).toBe(true);
    expect(JSON.stringify(l)).not.toMatch(/19(69|70)|Jan|Feb/);
  });
});

describe('whatever comes in', () => {
  const anyPoint = fc.record({ day: fc.integer({ min: 20000, max: 21000 }), status: fc.constantFrom('detected', 'not_detected', 'not_covered', 'failed_qc' as const), v: fc.double({ min: 1e-9, max: 1, noNaN: true }), assay: fc.constantFrom('A', 'B') });
  it('every point has exactly one mark, and every coordinate is a number inside the picture', () => {
    fc.assert(fc.property(fc.array(fc.array(anyPoint, { maxLength: 12 }), { maxLength: 6 }), fc.constantFrom('log', 'linear' as const), (all, axis) => {
      const made = all.map((ps, i) => series('G', `p.A${i}V`, 'resistance', [...ps].sort((a, b) => a.day - b.day).map((p, j) => point(`S${j}`, p.day, {
        status: p.status, assay: p.assay, vaf: p.status === 'detected' ? p.v : null, low: p.status === 'detected' ? p.v / 3 : null, high: p.status === 'detected' ? Math.min(1, p.v * 3) : null, upper95: p.status === 'not_detected' ? p.v : null,
      }))));
      const l = layoutTrajectory(view(made, { today: 20500 }), size, { axis });
      expect(l.marks).toHaveLength(all.flat().length);
      for (const m of l.marks) {
        expect(Number.isFinite(m.x) && Number.isFinite(m.y)).toBe(true);
        expect(m.y).toBeGreaterThanOrEqual(l.plot.y - 0.01);
        expect(m.y).toBeLessThanOrEqual(l.height);
      }
      expect(svgText(paintTrajectory(l))).not.toMatch(/NaN|Infinity|undefined/);
    }), { numRuns: 60 });
  });
});

describe('the file', () => {
  const text = standaloneSvg(layoutTrajectory(golden, size), 'HCL-0147 <demo>');
  it('stands alone: its own rules, no script, nothing from elsewhere', () => {
    expect(text).toMatch(/^<\?xml/);
    expect(text).toContain('<style>');
    expect(text).not.toMatch(/<script|href=|url\((?!#)/);
    expect(text).toContain('HCL-0147 &lt;demo&gt;');
    expect(text).toContain('role="img"');
  });
  it('speaks only of what it shows', () => expect(text).not.toMatch(/negative|wild.?type|all clear|\bsafe\b/i));
});
