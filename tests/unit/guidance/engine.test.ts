/** The questions that the rules put to the statistics: what the assays count, what a threshold costs, from where a fall is counted, and when nothing is asked. */
import { describe, expect, it } from '@jest/globals';
import { assayKindOf, leastThreshold } from '@clonewatch/guidance';
import type { CountDraw } from '@clonewatch/kinetics';
import { confirms, decayOf, fallOf, persistenceOf, priorHalfLifeDays, riseThreshold, sincePeak, thresholdText, togetherThreshold } from '../../../libs/guidance/src/engine.js';
import { defaultPolicy, type Policy } from '../../../libs/guidance/src/policy.js';
import { riseBudget } from '../../../libs/guidance/src/rise-budget.data.js';
import type { Snapshot } from '../../../libs/guidance/src/snapshot.js';
import { countDraws } from '../../../libs/guidance/src/assemble.js';
import { day, draws, line, measure, patient } from './records.js';
import { keptSteps, seriesIn } from './steps.js';

const at = (n: number): number => day('2026-01-08') + 28 * (n - 1);
const snapOf = (counts: readonly number[], policy?: Policy): Snapshot => keptSteps(patient(draws('KRAS', 'p.G12D', counts.map((k, i) => [at(i + 1), k, 4000, 80])), [line(at(1) - 300, at(1) - 10)]), policy).at(-1)!.snap;

describe('what assays count', () => {
  it('reactions, molecules, or both', () => {
    expect([assayKindOf(['partitions']), assayKindOf(['molecules']), assayKindOf(['reads']), assayKindOf(['reads', 'molecules']), assayKindOf(['partitions', 'molecules']), assayKindOf(['reads', 'partitions']), assayKindOf([])])
      .toEqual(['partitions', 'molecules', 'molecules', 'molecules', 'both', 'both', 'molecules']);
  });
});

describe('thresholds', () => {
  // Few false rises are asked for, so that the budget and not the least threshold speaks.
  const strict: Policy = { ...defaultPolicy, falseRises: 0.01 };
  it('one of a single variant spends what is left of the budget, shared by those that can raise an alert; one of several together its own part', () => {
    const { atZero, perUnit, together } = riseBudget;
    const snap = snapOf([0, 9], strict);
    expect(riseThreshold(snap)).toBeCloseTo((Math.log(atZero.molecules) - Math.log(1 - together.share) - Math.log(0.01)) / perUnit, 9);
    expect(togetherThreshold(snap)).toBeCloseTo((Math.log(together.atZero) - Math.log(together.share) - Math.log(0.01)) / together.perUnit, 9);
    const two = keptSteps(patient([...draws('KRAS', 'p.G12D', [[at(1), 9, 4000, 80]]), measure('S1', at(1), 'NRAS', 'p.Q61K', 9, 4000)], [line(at(1) - 100, null)]), strict).at(-1)!.snap;
    expect(riseThreshold(two) - riseThreshold(snap)).toBeCloseTo(Math.log(2) / perUnit, 9);
    const generous = snapOf([0, 9], { ...defaultPolicy, falseRises: 1e9 });
    expect([riseThreshold(generous), togetherThreshold(generous)]).toEqual([leastThreshold, leastThreshold]);
  });
  it('a site may set its own, and confirms by its own', () => {
    const own: Policy = { ...defaultPolicy, grades: { rising: 7.5, confirmed: 9 } };
    const snap = snapOf([0, 9], own);
    expect([riseThreshold(snap), confirms(snap, { score: 9 }), confirms(snap, { score: 9.1 })]).toEqual([7.5, false, true]);
    expect(confirms(snapOf([0, 9]), { score: 0 })).toBe(true);
    expect([thresholdText(own), thresholdText({ ...own, grades: { ...own.grades!, rising: null } }), thresholdText(defaultPolicy)])
      .toEqual(['set by the site', `≈ ${defaultPolicy.falseRises} false alerts/100 patient-years, simulated`, `≈ ${defaultPolicy.falseRises} false alerts/100 patient-years, simulated`]);
  });
});

describe('a fall', () => {
  const d = (k: number, n: number): CountDraw => ({ day: k, specimenId: `${k}`, assay: 'NGS', k, n, background: 0, called: true, shedding: 1 });
  it('is counted from the highest fraction, not the highest count; from the first of equal ones', () => {
    expect(sincePeak([d(10, 1000), d(20, 1000), d(30, 4000), d(5, 1000)]).map((x) => x.k)).toEqual([20, 30, 5]);
    expect(sincePeak([d(10, 1000), d(20, 2000), d(5, 1000)]).map((x) => x.k)).toEqual([10, 20, 5]);
  });
  it('is asked of two draws at least, of which one was called', () => {
    const ask = (counts: readonly number[]): boolean[] => {
      const snap = snapOf(counts);
      const s = seriesIn(snap, 'KRAS');
      return [decayOf(snap, s, countDraws(s), at(counts.length)), fallOf(snap, s, countDraws(s)), persistenceOf(snap, s, countDraws(s))].map((x) => x !== null);
    };
    expect(ask([400])).toEqual([false, false, false]);
    expect(ask([0, 0])).toEqual([false, false, false]);
    expect(ask([400, 100]).slice(0, 2)).toEqual([true, true]);
    expect(ask([400, 0]).slice(0, 2)).toEqual([true, true]);
  });
  it('that does not come is told with its probability and the usual median of the gene', () => {
    const snap = snapOf([80, 82, 79, 81, 80, 82, 80, 79, 81, 80, 82, 80, 79, 81]);
    const s = seriesIn(snap, 'KRAS');
    const found = persistenceOf(snap, s, countDraws(s))!;
    const usual = priorHalfLifeDays(snap.policy, 'KRAS');
    expect(found.halfLifeDays.low).toBeGreaterThan(usual);
    expect(found.text).toMatch(new RegExp(`^Probability that it does not decay: [\\d.]+ %; half-life if it does ~.+ d \\(95 % CrI .+\\), usual median ${usual.toFixed(0)} d\\.$`));
  });
});
