/** Whole pictures, kept: a change of the drawing shows in their diff. `UPDATE_GOLDEN=1` writes them anew; look at each before it is kept. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { layoutTrajectory, standaloneSvg, type TrajectoryOptions, type TrajectoryView } from '@clonewatch/charts';
import { bound, dates, detected, failed, golden, kras, on, series, size, tp53, uncovered, view } from './fixtures.js';

const folder = join(import.meta.dirname, 'golden');
const clone = (id: string, medians: readonly number[]): NonNullable<TrajectoryView['clones']>[number] => ({
  id, parent: null, order: 'undetermined', label: id === 'C1' ? 'KRAS p.G12D' : 'NRAS p.Q61K', tone: { role: 'resistance', shade: id === 'C1' ? 0 : 1 },
  prevalence: medians.map((median, i) => ({ day: dates[i]!, median, low: median * 0.6, high: Math.min(1, median * 1.5) })),
});
const nras = series('NRAS', 'p.Q61K', 'resistance', [bound('S1', dates[0]!, 4100), uncovered('S2', dates[1]!), failed('S3', dates[2]!), detected('S4', dates[3]!, 6, 3800, 0.0006, 0.0034), detected('S5', dates[4]!, 5, 3800, 0.0004, 0.003)]);
const whole = view([kras, nras, tp53], {
  clones: [clone('C1', [0.01, 0.02, 0.02, 0.1, 0.27]), clone('C2', [0.01, 0.01, 0.02, 0.08, 0.06])],
  alerts: [{ id: 'a1', day: dates[3]!, end: null, kind: 'resistance_detected', severity: 'review', title: 'KRAS p.G12D detected', open: true, taken: true }, { id: 'a2', day: dates[4]!, end: null, kind: 'resistance_emerging', severity: 'act', title: 'KRAS p.G12D rising', open: true }],
  assessments: [['2026-01-20', '5.1'], ['2026-03-20', '<0.5'], ['2026-05-02', '8.4']].map(([d, r], i) => ({ id: `c${i}`, day: on(d!), kind: 'cea', track: 'CEA', label: r!, title: `CEA: ${r!}`, result: r!, unit: 'ng/mL' })),
  forecast: { fromDay: dates[4]!, clones: [{ key: kras.key, mostlyPrior: false, levels: [{ vaf: 0.01, median: dates[4]! + 20, low: dates[4]! + 10, high: dates[4]! + 50 }] }] },
});
const pictures: readonly (readonly [string, TrajectoryView, TrajectoryOptions])[] = [
  ['reference', golden, {}], ['linear', golden, { axis: 'linear' }], ['all-tracks', whole, {}], ['clone-lanes', whole, { clones: 'lanes' }],
  ['one-draw', view([series('KRAS', 'p.G12D', 'resistance', [bound('S1', dates[0]!, 4100)])]), {}],
  ['day-zero', view([series('NRAS', 'p.Q61K', 'resistance', [bound('D0', 0, 2400), detected('D1', 28, 3, 2400, 0.0003, 0.0036)])], { timeline: { kind: 'days', anchor: 'first dose' }, today: null, therapies: [{ id: 't', label: 'Line 1', start: 0, stop: null, targeted: true }] }), {}],
];

describe('pictures', () => {
  it.each(pictures)('%s', (name, v, options) => {
    const text = standaloneSvg(layoutTrajectory(v, { ...size, height: 480 }, options), name, '0'.repeat(64)).replace(/<style>[\s\S]*?<\/style>/, '<style/>');
    const file = join(folder, `${name}.svg`);
    if (process.env.UPDATE_GOLDEN === '1' || !existsSync(file)) {
      if (process.env.UPDATE_GOLDEN !== '1') throw new Error(`${file} is not there: UPDATE_GOLDEN=1 writes it`);
      mkdirSync(folder, { recursive: true });
      writeFileSync(file, text);
    }
    // Said in short: a whole picture in a message helps nobody.
    expect(text === readFileSync(file, 'utf8')).toBe(true);
    // Every coordinate has at most two decimals: the same bytes on every machine.
    const coordinates = [...text.matchAll(/ (?:x|y|x1|x2|y1|y2|cx|cy|d|transform|width|height)="([^"]*)"/g)].map((m) => m[1]!);
    expect(coordinates.filter((c) => /\.\d{3,}/.test(c))).toEqual([]);
  });
});
