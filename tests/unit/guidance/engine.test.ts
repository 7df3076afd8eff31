/** The questions that the rules put to the statistics: what the assays count, what a threshold costs, from where a fall is counted, and when nothing is asked. */
import { describe, expect, it } from '@jest/globals';
import { assayKindOf, leastThreshold } from '@clonewatch/guidance';
import type { Measurement, PatientRecord, TreatmentLine } from '@clonewatch/domain';
import { fitDecay, halfLivesOf, supports, type CountDraw, type DecayTherapy, type TrackOptions } from '@clonewatch/kinetics';
import { believed, confirms, courseFor, decayOf, fallOf, persistenceOf, priorHalfLifeDays, riseThreshold, sincePeak, strangeDraw, strangeIn, supportsOf, thresholdText, togetherThreshold, trendFor } from '../../../libs/guidance/src/engine.js';
import { defaultPolicy, type Policy } from '../../../libs/guidance/src/policy.js';
import { riseBudget } from '../../../libs/guidance/src/rise-budget.data.js';
import type { Snapshot } from '../../../libs/guidance/src/snapshot.js';
import { countDraws } from '../../../libs/guidance/src/assemble.js';
import { day, draws, line, measure, patient } from './records.js';
import { keptSteps, seriesIn } from './steps.js';

const at = (n: number): number => day('2026-01-08') + 28 * (n - 1);
/** What was asked of a kept snapshot before is forgotten. */
const lastOf = (record: PatientRecord, policy?: Policy): Snapshot => ({ ...keptSteps(record, policy).at(-1)!.snap, answers: new Map() });
const snapOf = (counts: readonly number[], policy?: Policy): Snapshot => lastOf(patient(draws('KRAS', 'p.G12D', counts.map((k, i) => [at(i + 1), k, 4000, 80])), [line(at(1) - 300, at(1) - 10)]), policy);

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
    const two = lastOf(patient([...draws('KRAS', 'p.G12D', [[at(1), 9, 4000, 80]]), measure('S1', at(1), 'NRAS', 'p.Q61K', 9, 4000)], [line(at(1) - 100, null)]), strict);
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

describe('what is asked of the statistics', () => {
  /** The draws of a record, with what the tracks are asked for written down. */
  function listening(record: PatientRecord) {
    const snap = lastOf(record);
    const heard: { key: string; options: TrackOptions }[] = [];
    const tracks = { of: (key: string, all: readonly CountDraw[], options: TrackOptions) => { heard.push({ key, options }); return snap.tracks.of(key, all, options); } };
    return { snap: { ...snap, answers: new Map(), tracks } as unknown as Snapshot, heard };
  }
  const course = (more: readonly Measurement[] = []): PatientRecord => patient([...draws('KRAS', 'p.G12D', [0, 9, 20, 40].map((k, i) => [at(i + 1), k, 4000, 80])), ...more], [line(at(1) - 30, null)]);

  it('the tumour’s own measure is not corrected by itself, blood cells and inheritance not at all; everything else is', () => {
    const blood = [1, 2, 3, 4].flatMap((n) => [measure(`S${n}`, at(n), 'DNMT3A', 'p.R882H', 40, 4000), measure(`S${n}`, at(n), 'BRCA2', 'p.S1982fs', 2000, 4000, { wbcVafFraction: 0.5 })]);
    const { snap, heard } = listening(course(blood));
    for (const s of snap.series) courseFor(snap, s);
    expect(Object.fromEntries(heard.map(({ key, options }) => [key, options.shedding]))).toEqual({ 'KRAS p.G12D|corrected': 'corrected', 'APC p.R1450*|whole': 'whole', 'DNMT3A p.R882H|none': 'none', 'BRCA2 p.S1982fs|none': 'none' });
    const { options } = heard.find((h) => h.key.startsWith('KRAS'))!;
    expect([options.noise === snap.noise, options.treatmentDays === snap.treatmentDays, options.drawOrder]).toEqual([true, true, false]);
    expect(['S1', 'S3'].map((id) => options.strange!(id))).toEqual(['S1', 'S3'].map((id) => strangeIn(snap, seriesIn(snap, 'KRAS'), id)));
    expect(seriesIn(snap, 'APC') && ['KRAS', 'APC', 'DNMT3A'].map((gene) => courseFor(snap, seriesIn(snap, gene)).rise!.sheddingCorrected)).toEqual([true, false, false]);
  });
  it('the drug given again, for a variant that resists it and for no other', () => {
    const [start, again] = [at(1) - 200, at(3) - 5];
    const more = [1, 2, 3, 4].map((n) => measure(`S${n}`, at(n), 'DNMT3A', 'p.R882H', 40, 4000));
    const { snap, heard } = listening({ ...course(more), treatments: [line(start, at(1) - 100), line(again, null)] });
    for (const s of snap.series) courseFor(snap, s);
    const asked = (gene: string): unknown => heard.find((h) => h.key.startsWith(gene))!.options.rechallenges;
    expect(asked('KRAS')).toEqual([expect.objectContaining({ startDay: again, stopDay: null })]);
    expect([asked('APC'), asked('DNMT3A')]).toEqual([[], []]);
    const first = listening(course());
    for (const s of first.snap.series) courseFor(first.snap, s);
    expect(first.heard.map((h) => h.options.rechallenges)).toEqual(first.heard.map(() => []));
  });
  it('corrected only where a truncal variant was called to correct by', () => {
    const alone = lastOf(patient([0, 9, 20].map((k, i) => measure(`S${i + 1}`, at(i + 1), 'KRAS', 'p.G12D', k, 4000)), [line(at(1) - 30, null)]));
    expect(courseFor(alone, seriesIn(alone, 'KRAS')).rise!.sheddingCorrected).toBe(false);
  });
  it('a variant never called has no track and a rise of no evidence', () => {
    const { snap, heard } = listening(course([1, 2, 3, 4].map((n) => measure(`S${n}`, at(n), 'NRAS', 'p.Q61K', 0, 4000))));
    const silent = courseFor(snap, seriesIn(snap, 'NRAS'));
    expect([silent.state, silent.rise!.score, silent.rise!.calledDraws, heard]).toEqual([null, 0, 0, []]);
    // The draws that looked for it, all the same.
    expect(silent.rise!.drawsUsed).toBe(4);
    expect([courseFor(snap, seriesIn(snap, 'KRAS')).rise!.drawsUsed, courseFor(snap, seriesIn(snap, 'KRAS')).rise!.calledDraws]).toEqual([4, 3]);
    // Asked again, nothing is worked out again.
    expect(heard).toHaveLength(1);
  });
  it('a clone that keeps its share of a tumour that falls, falls; one that keeps it while the tumour grows does not', () => {
    const both = (truncal: readonly number[]): string => {
      const snap = lastOf(patient(draws('KRAS', 'p.G12D', truncal.map((t, i) => [at(i + 1), t / 2, 4000, t])), [line(at(1) - 300, at(1) - 10)]));
      return trendFor(snap, seriesIn(snap, 'KRAS'));
    };
    expect([both([1600, 800, 400, 200, 100]), both([100, 200, 400, 800, 1600]) === 'falling', both([400, 410, 390, 400, 405]) === 'falling']).toEqual(['falling', false, false]);
    // Its share rises while the tumour falls: no fall.
    const snap = lastOf(patient(draws('KRAS', 'p.G12D', [[at(1), 20, 4000, 1600], [at(2), 20, 4000, 800], [at(3), 20, 4000, 400], [at(4), 20, 4000, 200], [at(5), 20, 4000, 100]]), [line(at(1) - 300, at(1) - 10)]));
    expect(trendFor(snap, seriesIn(snap, 'KRAS'))).not.toBe('falling');
  });
});

describe('the threshold of a patient', () => {
  const strict: Policy = { ...defaultPolicy, falseRises: 0.01 };
  const { atZero, perUnit, together } = riseBudget;
  const expected = (zero: number, variants: number): number => (Math.log(zero * variants) - Math.log((1 - together.share) * 0.01)) / perUnit;
  const droplets = { countUnit: 'partitions' as const, wildtypeCount: 4000, assay: 'ddPCR', backgroundFraction: null, inputHge: null };
  const threshold = (ms: readonly Measurement[], policy = strict): number => riseThreshold(lastOf(patient(ms, [line(at(1) - 30, null)]), policy));
  it('is that of what its assays counted: reactions, molecules or both; a row that gives no count does not say', () => {
    const ddpcr = measure('S1', at(1), 'KRAS', 'p.G12D', 12, 20000, droplets);
    const unread = measure('S1', at(1), 'APC', 'p.R1450*', null, null, { reportedStatus: 'not_covered' });
    expect(threshold([ddpcr])).toBeCloseTo(expected(atZero.partitions, 1), 9);
    expect(threshold([ddpcr, unread, { ...unread, gene: 'TP53', variant: 'p.R175H', mutantCount: 0, totalCount: 0 }])).toBeCloseTo(expected(atZero.partitions, 1), 9);
    expect(threshold([ddpcr, measure('S1', at(1), 'APC', 'p.R1450*', 80, 4000)])).toBeCloseTo(expected(atZero.both, 1), 9);
  });
  it('counts the variants that can raise an alert, at least one', () => {
    expect(threshold([measure('S1', at(1), 'APC', 'p.R1450*', 80, 4000), measure('S1', at(1), 'TP53', 'p.R175H', 80, 4000)])).toBeCloseTo(expected(atZero.molecules, 1), 9);
    expect(threshold([measure('S1', at(1), 'KRAS', 'p.G12D', 8, 4000), measure('S1', at(1), 'NRAS', 'p.Q61K', 8, 4000), measure('S1', at(1), 'APC', 'p.R1450*', 80, 4000)])).toBeCloseTo(expected(atZero.molecules, 2), 9);
  });
  it('a policy that fixes both is taken at its word', () => {
    const fixed = { ...strict, thresholds: { single: 3.25, together: 4.5 } };
    const snap = lastOf(patient([measure('S1', at(1), 'KRAS', 'p.G12D', 8, 4000)], []), fixed);
    expect([riseThreshold(snap), togetherThreshold(snap)]).toEqual([3.25, 4.5]);
  });
});

describe('draws that may be another sample’s', () => {
  /** Three variants at once in the fifth draw, after four that had none of them; what the sixth shows. */
  const odd = (sixth: number): Snapshot => lastOf(patient([
    ...[0, 0, 0, 0, 60, sixth].flatMap((k, i) => ['KRAS p.G12D', 'NRAS p.Q61K', 'EGFR p.S464L', 'MAP2K1 p.K57N'].map((v) => measure(`S${i + 1}`, at(i + 1), v.split(' ')[0]!, v.split(' ')[1]!, k, 4000))),
    ...[80, 80, 80, 80, 80, 80].map((t, i) => measure(`S${i + 1}`, at(i + 1), 'APC', 'p.R1450*', t, 4000)),
  ], [line(at(1) - 30, null)]));
  const ids = (snap: Snapshot, shows: (d: CountDraw) => boolean): string[] => believed(snap, seriesIn(snap, 'KRAS'), countDraws(seriesIn(snap, 'KRAS')), shows).map((d) => d.specimenId);
  it('are believed once the next draw, itself plain, shows the same', () => {
    const [once, twice] = [odd(0), odd(60)];
    expect(strangeIn(once, seriesIn(once, 'KRAS'), 'S5')).toBeGreaterThan(0.25);
    expect(strangeIn(once, seriesIn(once, 'KRAS'), 'S2')).toBeLessThan(0.25);
    expect(strangeDraw(once, 'S5')).toBeGreaterThan(strangeDraw(once, 'S2'));
    expect(ids(once, (d) => d.called)).toEqual([]);
    expect(ids(twice, (d) => d.called)).toContain('S6');
    // What is plain needs no second; what is not shown is none.
    expect(ids(once, (d) => !d.called)).toEqual(['S1', 'S2', 'S3', 'S4', 'S6']);
    expect(ids(once, () => true)).toEqual(['S1', 'S2', 'S3', 'S4', 'S5', 'S6']);
  });
  it('support is asked of the last four draws', () => {
    const snap = snapOf([40, 60, 90, 130, 200, 300, 450]);
    const s = seriesIn(snap, 'KRAS');
    expect(supportsOf(snap, s)).toEqual(believed(snap, s, countDraws(s).slice(3), supports));
    expect(supportsOf(snap, s).length).toBeGreaterThan(1);
  });
});

describe('under which treatment it fell', () => {
  const counts: readonly (readonly [number, number])[] = [[400, 800], [300, 700], [200, 300], [120, 200], [60, 150]];
  const ms = draws('KRAS', 'p.G12D', counts.map(([k, t], i) => [at(i + 1), k, 4000, t]));
  const chemo = (start: number, stop: number | null): TreatmentLine => line(start, stop, { regimen: 'FOLFOX', agents: ['oxaliplatin'], therapyClasses: ['chemotherapy'] });
  const past = line(at(1) - 400, at(1) - 100);
  const log = (t: number): number => Math.log((t + 0.5) / 4000);
  const fit = (lines: readonly TreatmentLine[], all: readonly Measurement[] = ms) => { const snap = lastOf(patient(all, lines)); const s = seriesIn(snap, 'KRAS'); return { snap, s, own: countDraws(s), found: decayOf(snap, s, countDraws(s), at(5)) }; };
  const wanted = (own: readonly CountDraw[], therapy: DecayTherapy | null, sheddingKnown = true) => fitDecay(own, { priorMedianDays: 3.7 * 30.4375, drawOrder: false, therapy, sheddingKnown, asOfDay: at(5), clearanceVaf: 0.001 });

  it('the first that began with its draws or up to 60 days before, other than the drugs it resists', () => {
    // Draws at days 0, 28, 56, 84, 112 from the first. Chemotherapy from day 14: before its effect are draws until day 24, under it those after day 35.
    const therapy = { startDay: at(1) + 14, stopDay: null, tumourFall: log(150) - log(800) };
    const one = fit([past, chemo(at(1) + 14, null)]);
    expect(one.found).toEqual(wanted(one.own, therapy));
    expect(one.found).not.toEqual(wanted(one.own, null));
    // An older one was in use already; the one that began with the draws comes first.
    const two = fit([past, chemo(at(1) - 61, at(2)), chemo(at(1) + 14, null)]);
    expect(two.found).toEqual(wanted(two.own, therapy));
    const fresh = fit([past, chemo(at(1) - 60, at(2)), chemo(at(1) + 14, null)]);
    expect(fresh.found).toEqual(wanted(fresh.own, { startDay: at(1) - 60, stopDay: at(2), tumourFall: null }));
    const old = fit([past, chemo(at(1) - 200, null)]);
    expect(old.found).toEqual(wanted(old.own, { startDay: at(1) - 200, stopDay: null, tumourFall: null }));
    // Begun with the last draw, it is one of them; ended by the first, or begun after the last, it is none.
    const late = fit([past, chemo(at(5), null)]);
    expect(late.found).toEqual(wanted(late.own, { startDay: at(5), stopDay: null, tumourFall: null }));
    for (const none of [chemo(at(1) - 90, at(1)), chemo(at(5) + 1, null)]) { const r = fit([past, none]); expect(r.found).toEqual(wanted(r.own, null)); }
    const until = fit([past, chemo(at(1) - 90, at(1) + 1)]);
    expect(until.found).toEqual(wanted(until.own, { startDay: at(1) - 90, stopDay: at(1) + 1, tumourFall: null }));
    // The drug it resists explains no fall.
    const own = fit([line(at(1) - 400, null)]);
    expect(own.found).toEqual(wanted(own.own, null));
  });
  it('how far the tumour fell: its lowest level from day 21 to day 170 of the line, from the mean of the last two until day 10', () => {
    const fall = (start: number, tumourFall: number | null): void => { const r = fit([past, chemo(start, null)]); expect([start - at(1), r.found]).toEqual([start - at(1), wanted(r.own, { startDay: start, stopDay: null, tumourFall })]); };
    // Day 46: draws at 0, 28 and 56 are before its effect, of which the last two count; 84 and 112 are under it.
    fall(at(1) + 46, log(150) - (log(700) + log(300)) / 2);
    fall(at(1) + 45, log(150) - (log(800) + log(700)) / 2);
    // Day 63: the draw of day 84 is 21 days after and not under it yet; of day 62 it is.
    fall(at(1) + 63, log(150) - (log(700) + log(300)) / 2);
    fall(at(1) + 92, null);
    const falls = draws('KRAS', 'p.G12D', [[at(1), 400, 4000, 800], [at(2), 300, 4000, 50], [at(3), 250, 4000, 100]]);
    const risen = fit([past, chemo(at(1) + 5, null)], falls);
    expect(risen.found).toEqual(fitDecay(risen.own, { priorMedianDays: 3.7 * 30.4375, drawOrder: false, therapy: { startDay: at(1) + 5, stopDay: null, tumourFall: log(50) - log(800) }, sheddingKnown: true, asOfDay: at(5), clearanceVaf: 0.001 }));
    const far = draws('KRAS', 'p.G12D', [[at(1), 400, 4000, 800], [at(1) + 170, 100, 4000, 90], [at(1) + 171, 100, 4000, 20]]);
    const bounded = fit([past, chemo(at(1), null)], far);
    expect(bounded.found).toEqual(wanted(bounded.own, { startDay: at(1), stopDay: null, tumourFall: log(90) - log(800) }));
  });
  it('the truncal variant itself is no measure of its own fall, and without one shedding is not known', () => {
    const { snap } = fit([chemo(at(1) + 14, null)]);
    const trunk = seriesIn(snap, 'APC');
    const options = { priorMedianDays: 4.4 * 30.4375, drawOrder: false, therapy: { startDay: at(1) + 14, stopDay: null, tumourFall: null } };
    expect(fallOf(snap, trunk, countDraws(trunk))).toEqual(halfLivesOf(countDraws(trunk), { ...options, relative: false }));
    const clone = seriesIn(snap, 'KRAS');
    const own = { priorMedianDays: 3.7 * 30.4375, drawOrder: false, therapy: { ...options.therapy, tumourFall: log(150) - log(800) } };
    expect(fallOf(snap, clone, countDraws(clone))).toEqual(halfLivesOf(countDraws(clone), { ...own, relative: true }));
    expect(fallOf(snap, clone, countDraws(clone))).not.toEqual(halfLivesOf(countDraws(clone), { ...own, relative: false }));
    const alone = fit([past], ms.filter((m) => m.gene === 'KRAS'));
    expect(alone.snap.lead).toBeNull();
    expect(alone.found).toEqual(wanted(alone.own, null, false));
    expect(fallOf(alone.snap, alone.s, alone.own)).toEqual(halfLivesOf(alone.own, { priorMedianDays: 3.7 * 30.4375, drawOrder: false, therapy: null, relative: false }));
  });
  it('nothing is asked of one draw, or of two without a call', () => {
    const { snap, s, own } = fit([past]);
    expect([decayOf(snap, s, own.slice(0, 1), at(5)), fallOf(snap, s, own.slice(0, 1)), persistenceOf(snap, s, own.slice(0, 1))]).toEqual([null, null, null]);
    expect(decayOf(snap, s, own.map((d) => ({ ...d, called: false })), at(5))).toBeNull();
  });
});
