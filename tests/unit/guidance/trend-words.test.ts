/** The word of a trend, the half-life beside it and the reading of a decay agree: two draws that exclude no change, and a clone that rises again off its drug. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { PatientRecord, SeriesResult, TreatmentLine } from '@clonewatch/domain';
import { evaluatePatient } from '@clonewatch/guidance';
import { changeOf, type CountDraw, type TrackOptions } from '@clonewatch/kinetics';
import { trendFor } from '../../../libs/guidance/src/engine.js';
import { line, measure, patient } from './records.js';
import { keptSteps } from './steps.js';

const record = (gene: string, variant: string, counts: readonly (readonly [number, number])[], step: number, lines: readonly TreatmentLine[] = []): PatientRecord =>
  patient(counts.map(([k, n], i) => measure(`S${i + 1}`, step * i, gene, variant, k, n)), lines);
const read = (r: PatientRecord): SeriesResult => evaluatePatient(r, null).series[0]!;
const off = [line(-200, -5)];

describe('two draws', () => {
  it('707 and 30 of 1,000 exclude that nothing changed, in a truncal variant and in a clone, on every interval', () => {
    for (const step of [14, 28, 60, 90, 180]) {
      for (const [gene, variant] of [['KRAS', 'p.G12D'], ['TP53', 'p.R175H'], ['APC', 'p.R1450*']] as const) {
        const s = read(record(gene, variant, [[707, 1000], [30, 1000]], step));
        expect([gene, step, s.trend, s.halfLifeDays === null]).toEqual([gene, step, 'falling', false]);
        expect(s.growthPerDay!.high).toBeLessThan(0);
      }
    }
  });
  it('what shedding and counting explain is no fall, and what they leave open is not stable: 30 and 12 of 4,000; 30 and 28 are', () => {
    expect(read(record('KRAS', 'p.G12D', [[30, 4000], [12, 4000]], 28, off)).trend).toBe('insufficient');
    expect(read(record('KRAS', 'p.G12D', [[30, 4000], [28, 4000]], 28, off)).trend).toBe('stable');
    expect(read(record('KRAS', 'p.G12D', [[3, 4000], [3, 4000]], 28, off)).trend).toBe('insufficient'); // too few molecules to show it
  });
  it('the other way round is not called stable, and not a rise before the rise test says so', () => {
    const s = read(record('APC', 'p.R1450*', [[12, 4000], [900, 4000]], 28));
    expect(['rising', 'insufficient']).toContain(s.trend);
  });
  it('a draw that may be another sample’s proves nothing, nor do two assays, one day, or no call', () => {
    const d = (k: number, more: Partial<CountDraw> = {}): CountDraw => ({ day: 0, specimenId: 'A', assay: 'NGS', k, n: 1000, background: 0.03, called: k > 2, shedding: 1, ...more });
    const o: TrackOptions = { noise: new Map(), shedding: 'whole', treatmentDays: [], rechallenges: [], drawOrder: false };
    const b = d(30, { day: 28, specimenId: 'B' });
    expect(changeOf([d(707), b], o)).toBe('fell');
    expect(changeOf([b, d(707)], o)).toBe('fell'); // whatever the order of the rows
    expect(changeOf([d(707), b], { ...o, strange: () => 0.5 })).toBe('open');
    expect(changeOf([d(707), { ...b, assay: 'dPCR' }], o)).toBe('open');
    expect(changeOf([d(707), { ...b, day: 0 }], o)).toBe('open');
    expect(changeOf([d(0), d(0, { day: 28, specimenId: 'B' })], o)).toBe('open');
    expect(changeOf([d(707)], o)).toBe('open');
  });
  it('law: time turned round turns the answer round; more molecules at the same fractions never take a change back', () => {
    const draw = fc.record({ k: fc.integer({ min: 3, max: 400 }), n: fc.integer({ min: 500, max: 8000 }) });
    fc.assert(fc.property(draw, draw, fc.integer({ min: 1, max: 200 }), (x, y, days) => {
      const at = (v: { k: number; n: number }, day: number, times = 1): CountDraw => ({ day, specimenId: `S${day}`, assay: 'NGS', k: times * v.k, n: times * v.n, background: 0, called: true, shedding: 1 });
      const o: TrackOptions = { noise: new Map(), shedding: 'whole', treatmentDays: [], rechallenges: [], drawOrder: false };
      const there = changeOf([at(x, 0), at(y, days)], o);
      expect(changeOf([at(y, 0), at(x, days)], o)).toBe(there === 'fell' ? 'rose' : there === 'rose' ? 'fell' : there);
      // Half a molecule is added to each count, so a change at the very limit may move: only clear ones are asked.
      if ((there === 'fell' || there === 'rose') && Math.abs(Math.log((x.k / x.n) / (y.k / y.n))) > 1.6) expect(changeOf([at(x, 0, 20), at(y, days, 20)], o)).toBe(there);
    }), { numRuns: 200 });
  });
});

describe('more draws than two', () => {
  const trends = (counts: readonly number[], gene = 'APC', variant = 'p.R1450*', step = 28, begun = -10): string[] => {
    const lines = gene === 'APC' ? [line(begun, null)] : off;
    return counts.map((_, i) => read(record(gene, variant, counts.slice(0, i + 1).map((k) => [k, 4000] as const), step, lines)).trend);
  };
  it('a fall that goes on is called a fall, of a truncal variant on the drug and of a clone off it', () => {
    expect(trends([300, 180, 108, 65, 39]).slice(3)).toEqual(['falling', 'falling']);
    expect(trends([300, 180, 108, 65, 39], 'KRAS', 'p.G12D').slice(3)).toEqual(['falling', 'falling']);
    expect(trends([800, 80, 8, 6]).slice(1)).toEqual(['falling', 'falling', 'falling']);
  });
  it('what fell long ago and stands since is not falling; what turns up again is not either', () => {
    expect(trends([800, 20, 21, 19, 20, 22, 20], 'APC', 'p.R1450*', 28, 5).at(-1)).toBe('stable'); // of a line begun after the first draw
    // With nothing that explains the fall this patient's shedding may be as uneven as that: nothing is shown.
    expect(trends([800, 80, 8, 8, 8, 8, 8, 8]).at(-1)).toBe('insufficient');
    expect(trends([300, 100, 30, 90]).at(-1)).not.toBe('falling');
  });
  it('noise of shedding alone is no fall', () => expect(trends([60, 45, 70, 40, 55])).not.toContain('falling'));
  it('an assay that reads lower is no fall: only draws of the last assay are compared', () => {
    const d = (k: number, day: number, assay: string): CountDraw => ({ day, specimenId: `S${day}`, assay, k, n: 1000, background: 0.03, called: true, shedding: 1 });
    const o: TrackOptions = { noise: new Map(), shedding: 'whole', treatmentDays: [], rechallenges: [], drawOrder: false };
    expect(changeOf([d(400, 0, 'A'), d(420, 28, 'A'), d(60, 56, 'B'), d(63, 84, 'B')], o)).toBe('level');
    expect(changeOf([d(400, 0, 'A'), d(100, 28, 'B'), d(60, 56, 'A'), d(20, 84, 'B')], o)).toBe('fell');
  });
});

describe('a long fall and then a rise off the drug', () => {
  const counts = [300, 100, 30, 12, 14, 40, 120, 300];
  const upTo = (n: number): SeriesResult => read(record('KRAS', 'p.G12D', counts.slice(0, n).map((k) => [k, 4000] as const), 30, off));
  it('reads as growing again from the draw at which the rise test says so, with no day of clearance and no half-life', () => {
    for (let n = 2; n <= counts.length; n += 1) {
      const s = upTo(n);
      const risen = s.rise!.score > s.rise!.threshold && s.rise!.supportingDraws >= 2;
      expect([n, s.trend === 'rising', s.decay!.reading === 'regrowing']).toEqual([n, risen, risen]);
      if (risen) expect([s.decay!.clearanceDay, s.decay!.clearanceDay80, s.halfLifeDays]).toEqual([null, null, null]);
    }
    expect(upTo(4).trend).toBe('falling');
    expect(upTo(7).trend).toBe('rising');
    expect(upTo(7).doublingDays!.median).toBeLessThan(40);
  });
  it('a fall that goes on keeps its reading and its day', () => {
    const s = read(record('KRAS', 'p.G12D', [600, 240, 96, 38, 15].map((k) => [k, 4000] as const), 30, off));
    expect([s.trend, s.decay!.reading]).toEqual(['falling', 'decay']);
    expect(s.decay!.clearanceDay).not.toBeNull();
  });
});

describe('level draws', () => {
  const o: TrackOptions = { noise: new Map(), shedding: 'whole', treatmentDays: [], rechallenges: [], drawOrder: false };
  const at = (k: number, day: number, n = 4000): CountDraw => ({ day, specimenId: `S${day}`, assay: 'NGS', k, n, background: 0.1, called: true, shedding: 1 });
  /** P(the line over two draws moved more than threefold), by hand: sd² = 2 × (0.35² + 0.2²) for shedding and own noise, and 1/(k + ½) of each count. */
  const moved = (a: number, b: number): number => {
    const sd = Math.sqrt(2 * (0.35 ** 2 + 0.2 ** 2) + 1 / (a + 0.5) + 1 / (b + 0.5));
    const change = Math.log((b - 0.1 + 0.5) / (a - 0.1 + 0.5));
    const upper = (z: number): number => { let sum = 0; for (let x = z; x < 9; x += 1e-4) sum += Math.exp(-0.5 * x * x) * 1e-4; return sum / Math.sqrt(2 * Math.PI); };
    return upper((Math.log(3) - change) / sd) + upper((Math.log(3) + change) / sd);
  };
  it('are those of which a threefold change is less likely than one in five', () => {
    for (const [a, b] of [[400, 400], [40, 40], [40, 60], [40, 70], [40, 80], [40, 90], [12, 12], [6, 6], [5, 5], [4, 4], [90, 40]] as const) {
      expect([a, b, Math.abs(moved(a, b) - 0.2) > 1e-3, changeOf([at(a, 0), at(b, 28)], o)]).toEqual([a, b, true, moved(a, b) < 0.2 ? 'level' : 'open']);
    }
  });
  it('law: neither the days between them nor a draw that reads nothing changes the answer', () => {
    const count = fc.integer({ min: 0, max: 400 });
    fc.assert(fc.property(fc.array(count, { minLength: 2, maxLength: 4 }), fc.integer({ min: 2, max: 60 }), (ks, step) => {
      const days = (s: number): CountDraw[] => ks.map((k, i) => at(k, i * s));
      expect(changeOf(days(step), o)).toBe(changeOf(days(1), o));
      expect(changeOf([...days(step), at(0, 5000, 0)], o)).toBe(changeOf(days(step), o));
    }), { numRuns: 100 });
  });
  it('a clone that is level only once corrected for shedding is not called so: one that fell is falling, one that rose is open', () => {
    const word = (ks: readonly number[], logs: readonly number[]): string => {
      const rows = ks.flatMap((k, i) => [measure(`S${i}`, 28 * i, 'APC', 'p.R1450*', 400, 4000), measure(`S${i}`, 28 * i, 'KRAS', 'p.G12D', k, 4000)]);
      const { snap } = keptSteps(patient(rows, [line(-400, -200)])).at(-1)!;
      const noise = new Map(logs.map((log, i) => [`S${i}`, { log, variance: 0.01, whole: 0.02 }]));
      return trendFor({ ...snap, noise, answers: new Map() }, snap.series.find((s) => s.gene === 'KRAS')!);
    };
    expect(word([200, 210, 195], [0, 0, 0])).toBe('stable');
    expect(word([100, 200, 400], [-0.7, 0, 0.7])).toBe('insufficient');
    expect(word([400, 200, 100], [0.7, 0, -0.7])).toBe('falling');
  });
});
