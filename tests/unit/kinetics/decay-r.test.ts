/**
 * The decay's posterior against R (tests/golden/generate_decay.R): the same likelihood integrated without tables. At the points of its table a draw's ln likelihood agrees to 1e-6
 * (oracles.test.ts); between them the engine reads straight lines, 0.067 of ln VAF apart, which costs up to 3e-3 of ln likelihood a draw and moves a mode by less than a tenth of the
 * level's own sd. What is said of a clone is integrals of it, and they agree better: see the bounds below.
 */
import { readFileSync } from 'node:fs';
import { fitDecay, type CountDraw } from '@clonewatch/kinetics';
import { logChange, type CourseKind } from '../../../libs/kinetics/src/decay/courses.js';
import { logLikelihoods, sumAt } from '../../../libs/kinetics/src/decay/draw-likelihood.js';
import { decayPosterior, type DecayPosterior } from '../../../libs/kinetics/src/decay/posterior.js';

interface Phases { readonly kind: CourseKind; readonly rate: number; readonly extra: number; readonly from: number; readonly days: number }
interface Fit {
  readonly name: string; readonly rows: readonly (readonly [day: number, k: number, n: number])[]; readonly prior_median: number; readonly variance: number; readonly factor: number;
  readonly therapy: { readonly from: number; readonly to: number; readonly fall: number } | null; readonly p_not_decaying: number;
  readonly half_life: { readonly low: number; readonly median: number; readonly high: number };
  readonly posterior: readonly (Phases & { readonly weight: number; readonly mean: number; readonly sd: number })[];
  readonly modes: readonly (Phases & { readonly level: number; readonly log_half_life: number; readonly value: number })[];
}
const { fits } = JSON.parse(readFileSync(new URL('../../golden/decay_r.json', import.meta.url), 'utf8')) as { readonly fits: readonly Fit[] };

const first = (f: Fit): number => f.rows[0]![0];
const daysOf = (f: Fit): Float64Array => Float64Array.from(f.rows, ([day]) => day - first(f));
const countsOf = (f: Fit): { k: number; exposure: number; b: number; variance: number }[] => f.rows.map(([, k, n]) => ({ k, exposure: n, b: 3e-5 * n, variance: f.variance }));
const posteriorOf = (f: Fit): DecayPosterior => decayPosterior({ t: daysOf(f), counts: countsOf(f) }, f.prior_median, f.therapy && { from: f.therapy.from, to: f.therapy.to, tumourFall: f.therapy.fall });
const near = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-9 * (1 + Math.abs(b));
const same = (a: Phases, b: Phases): boolean => a.kind === b.kind && near(a.rate, b.rate) && near(a.extra, b.extra) && near(a.from, b.from) && near(a.days, b.days);

describe.each(fits)('$name', (f) => {
  it('every course: its weight to 0.004, its level to a hundredth of its sd, the sd to 1 %', () => {
    const { courses } = posteriorOf(f);
    expect(f.posterior.length).toBeGreaterThan(20);
    for (const c of f.posterior) {
      const found = courses.find((w) => same(w.course, c))!;
      expect(Math.abs(found.weight - c.weight)).toBeLessThan(0.004);
      expect(Math.abs(found.mean - c.mean) / c.sd).toBeLessThan(0.01);
      expect(Math.abs(found.sd / c.sd - 1)).toBeLessThan(0.01);
    }
    // What R leaves out is light.
    expect(courses.filter((w) => !f.posterior.some((c) => same(w.course, c))).every((w) => w.weight < 0.0011)).toBe(true);
  });

  it('half-life: median and 95 % interval to 1 %, P(no decay) to 0.004', () => {
    const draws = f.rows.map(([day, k, n], i): CountDraw => ({ day, specimenId: `S${i}`, assay: 'NGS', k, n, background: 3e-5 * n, called: k >= 2, shedding: 1 }));
    const therapy = f.therapy && { startDay: first(f) + f.therapy.from, stopDay: first(f) + f.therapy.to, tumourFall: f.therapy.fall };
    const found = fitDecay(draws, { priorMedianDays: f.prior_median, drawOrder: false, sheddingKnown: false, asOfDay: first(f) + 300, clearanceVaf: 0.001, therapy })!;
    for (const at of ['low', 'median', 'high'] as const) expect(Math.abs(found.halfLifeDays[at] / f.half_life[at] - 1)).toBeLessThan(0.01);
    expect(Math.abs(found.pNotDecaying! - f.p_not_decaying)).toBeLessThan(0.004);
  });

  it('the mode of each kind of course by optim and optimize', () => {
    const tables = logLikelihoods(countsOf(f), [f.factor]);
    const t = daysOf(f);
    for (const m of f.modes) {
      const of = (level: number, rate: number): number => sumAt(tables, 0, Float64Array.from(t, (d) => logChange({ ...m, rate }, d)), level);
      const prior = (logHalfLife: number): number => (m.kind === 'decay' ? -0.5 * ((logHalfLife - Math.log(f.prior_median)) / 0.6) ** 2 - Math.log(0.6 * Math.sqrt(2 * Math.PI)) : 0);
      const at = of(m.level, m.rate) + prior(m.log_half_life);
      expect(Math.abs(at - m.value)).toBeLessThan(3e-3 * t.length);
      // Nothing about it is higher by more than the table is off.
      for (let i = -60; i <= 60; i += 1) for (const j of m.kind === 'decay' ? [-0.2, -0.1, -0.05, 0, 0.05, 0.1, 0.2] : [0]) {
        const rate = m.kind === 'decay' ? -Math.LN2 / Math.exp(m.log_half_life + j) : m.rate;
        expect(of(m.level + i / 100, rate) + prior(m.log_half_life + j)).toBeLessThan(m.value + 3e-3 * t.length);
      }
    }
  });
});
