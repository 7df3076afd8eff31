/** The patient as known at one moment: draws, truncal variants, shedding, exposures, and why a draw cannot answer. */
import { describe, expect, it } from '@jest/globals';
import type { Measurement } from '@clonewatch/domain';
import { engineDefaults, sheddingNoise } from '@clonewatch/kinetics';
import { calledIn, exposuresOf, testDraws, type Snapshot } from '../../../libs/guidance/src/snapshot.js';
import { draws, line, measure, patient } from './records.js';
import { lastSnap, seriesIn, stepsOf } from './steps.js';

const kras = (id: string, at: number, k: number | null, more: Partial<Measurement> = {}): Measurement => measure(id, at, 'KRAS', 'p.G12D', k, k === null ? null : 4000, more);

describe('the patient as known', () => {
  const ms = draws('KRAS', 'p.G12D', [[10, 0, 4000, 80], [38, 8, 4000, 90], [66, 20, 4000, 85]]);
  const whole = (): Snapshot => lastSnap(patient(ms, [line(0, 50), line(52, null, { regimen: 'FOLFOX', agents: [], therapyClasses: ['chemotherapy'] })]));
  it('its draws, the days lines began or ended, the truncal variants and the leading one', () => {
    const snap = whole();
    expect(snap.drawDays).toEqual([10, 38, 66]);
    expect(snap.treatmentDays).toEqual([0, 50, 52]);
    expect(snap.truncal.map((s) => s.gene)).toEqual(['APC']);
    expect(snap.lead!.gene).toBe('APC');
    expect([...snap.measured.keys()]).toEqual(['S1', 'S2', 'S3']);
    expect(snap.measured.get('S1')).toHaveLength(2);
  });
  it('two tubes of a day are two draws of one day', () => {
    const s = lastSnap(patient([kras('A', 10, 8), kras('B', 10, 9)], []));
    expect([s.draws.length, s.drawDays]).toEqual([2, [10]]);
  });
  it('the leading truncal variant is called in most draws, the first of equals', () => {
    const lead = (apc: readonly number[], smad4: readonly number[]): string | undefined => lastSnap(patient(apc.flatMap((k, i) => [measure(`S${i}`, 28 * i, 'APC', 'p.R1450*', k, 4000), measure(`S${i}`, 28 * i, 'SMAD4', 'p.R361C', smad4[i]!, 4000)]), [])).lead?.gene;
    expect(lead([80, 80, 80], [90, 90, 90])).toBe('APC');
    expect(lead([80, 0, 80], [90, 90, 90])).toBe('SMAD4');
    expect(lastSnap(patient([kras('S1', 0, 8)], [])).lead).toBeNull();
  });
  it('a draw is one with a known result; what its rows say of tumour fraction and input, the highest', () => {
    const r = patient([kras('S1', 0, 8, { tumourFraction: 0.02, inputHge: 900 }), measure('S1', 0, 'APC', 'p.R1450*', 3, 4000, { tumourFraction: 0.05, inputHge: 1200 }), measure('S1', 0, 'TP53', 'p.R175H', 3, 4000, { tumourFraction: 0.03, inputHge: null })], [], {}, {
      specimens: [{ specimenId: 'S1', day: 0, knownDay: 0, specimenType: 'plasma' }, { specimenId: 'S2', day: 9, knownDay: 9, specimenType: 'plasma' }] });
    const found = lastSnap(r).draws;
    expect(found.map((d) => d.specimenId)).toEqual(['S1']);
    expect(found[0]).toMatchObject({ inputHge: 1200, informative: 'informative' });
    expect(found[0]!.reason).toContain('5.0 %');
  });
  it('every step knows what came by then and no more', () => {
    const steps = stepsOf(patient(ms, [line(0, 50)]));
    expect(steps.map((s) => s.snap.draws.length)).toEqual([1, 2, 3]);
    expect(steps.map((s) => s.snap.lines[0]!.stopDay)).toEqual([null, null, 50]);
  });
  it('exposures to what a variant resists; of one that resists nothing none', () => {
    const snap = whole();
    expect(exposuresOf(snap, seriesIn(snap, 'KRAS')).map((e) => [e.startDay, e.stopDay])).toEqual([[0, 50]]);
    expect(exposuresOf(snap, seriesIn(snap, 'APC'))).toEqual([]);
    const braf = lastSnap(patient([measure('S1', 10, 'BRAF', 'p.V600E', 80, 4000)], [line(0, null, { agents: ['encorafenib', 'cetuximab'], therapyClasses: ['braf_inhibitor', 'anti_egfr'] })], { nosology: 'mcrc_braf_v600e' }));
    expect(exposuresOf(braf, seriesIn(braf, 'BRAF'))).toEqual([]);
  });
  it('the shedding of its draws is read from the truncal calls, each draw told whether a line began or ended since the one before', () => {
    const rows: readonly (readonly [number, number, number])[] = [[0, 400, 380], [28, 420, 390], [56, 80, 0], [84, 70, 75], [112, 90, 88], [140, 60, 66]];
    const tracked = (lines: readonly (readonly [number, number | null])[]): Snapshot => lastSnap(patient(rows.flatMap(([at, apc, smad4], i) => [measure(`S${i + 1}`, at, 'APC', 'p.R1450*', apc, 4000), measure(`S${i + 1}`, at, 'SMAD4', 'p.R361C', smad4, 4000)]), lines.map(([a, b]) => line(a, b))));
    const expected = (changed: readonly number[]): unknown => [...sheddingNoise(rows.map(([at, apc, smad4], i) => ({
      specimenId: `S${i + 1}`, day: at, treatmentChanged: changed.includes(i + 1),
      variants: [{ key: 'APC p.R1450*', k: apc, n: 4000 }, ...(smad4 === 0 ? [] : [{ key: 'SMAD4 p.R361C', k: smad4, n: 4000 }])],
    })))];
    expect([...tracked([]).noise]).toEqual(expected([]));
    // Begun the day after the second draw; on the day of a draw it is since the draw before; a stop counts as a beginning does.
    expect([...tracked([[29, null]]).noise]).toEqual(expected([3]));
    expect([...tracked([[56, null]]).noise]).toEqual(expected([3]));
    expect([...tracked([[28, null]]).noise]).toEqual(expected([2]));
    expect([...tracked([[-50, 60]]).noise]).toEqual(expected([4]));
    expect([...tracked([[-50, 60], [100, null]]).noise]).toEqual(expected([4, 5]));
    expect(expected([3])).not.toEqual(expected([]));
    // A line begun before the first draw changed nothing between draws.
    expect([...tracked([[-50, null]]).noise]).toEqual(expected([]));
  });
  it('an order of draws has no shedding in time', () => {
    const order = lastSnap(patient(ms, [], {}, { timeline: { kind: 'days', anchor: 'draw order' } }));
    expect([order.noise.size, order.drawOrder, order.shedding.size > 0]).toEqual([0, true, true]);
    const shed = testDraws(order, seriesIn(order, 'KRAS')).map((d) => d.shedding);
    expect(shed[1]!).toBeGreaterThan(shed[0]!);
    const none = lastSnap(patient([kras('S1', 0, 8)], []));
    expect([none.noise.size, none.shedding.size, none.drawOrder]).toEqual([0, 0, false]);
  });
  it('why a draw cannot answer: failed, covered nothing, or read and shows nothing', () => {
    const reason = (...rows: Measurement[]): string => lastSnap(patient([...ms, ...rows], [])).draws.at(-1)!.reason;
    const off = (more: Partial<Measurement>): Measurement => measure('S9', 99, '', '', null, null, { assay: 'other', panel: ['NRAS'], ...more });
    expect(reason(off({ reportedStatus: 'failed_qc' }))).toBe('Cannot be assessed: quality control failed');
    expect(reason(off({ reportedStatus: 'not_covered' }))).toBe('Cannot be assessed: no tracked variant was covered by the assay');
    expect(reason(off({ totalCount: 4000 }))).toBe('Cannot be assessed: no tumour DNA shown in this draw');
    expect(reason(off({ reportedStatus: 'failed_qc' }), off({ assay: 'third', totalCount: 4000 }))).toBe('Cannot be assessed: no tumour DNA shown in this draw');
    // A variant's own row of a gene nobody tracked before is one; that row alone says nothing of the rest of the panel.
    expect(reason(measure('S9', 99, 'NRAS', 'p.Q61K', null, null, { reportedStatus: 'not_covered' }))).toBe('Cannot be assessed: no tracked variant was covered by the assay');
    expect(reason(measure('S9', 99, '', 'chr1:g.115256529T>C', null, null, { reportedStatus: 'not_covered' }))).toBe('Cannot be assessed: no tracked variant was covered by the assay');
    expect(reason(measure('S9', 99, 'NRAS', 'p.Q61K', null, null))).toBe('Cannot be assessed: no tracked variant was covered by the assay');
    // Nothing but a failed row is known of the patient.
    expect(lastSnap(patient([off({ reportedStatus: 'failed_qc' }), off({ assay: 'third', reportedStatus: 'not_covered' })], [])).draws[0]!.reason).toBe('Cannot be assessed: quality control failed');
    expect(lastSnap(patient([off({ reportedStatus: 'not_covered' })], [])).draws[0]!.reason).toBe('Cannot be assessed: no tracked variant was covered by the assay');
    expect(reason(off({ reportedStatus: 'failed_qc' }), off({ assay: 'third', reportedStatus: 'not_covered' }))).toBe('Cannot be assessed: quality control failed');
  });
  it('called by any assay of the draw', () => {
    const s = seriesIn(lastSnap(patient([kras('S1', 0, 0, { assay: 'A' }), kras('S1', 0, 9, { assay: 'B' }), kras('S2', 9, 0)], [])), 'KRAS');
    expect([calledIn(s, 'S1'), calledIn(s, 'S2'), calledIn(s, 'S3')]).toEqual([true, false, false]);
  });
  it('draws carry the shedding of the truncal signal: above its usual height, more', () => {
    const snap = whole();
    const found = testDraws(snap, seriesIn(snap, 'KRAS'));
    expect(found.map((d) => d.specimenId)).toEqual(['S1', 'S2', 'S3']);
    expect(found[1]!.shedding).toBeGreaterThan(found[0]!.shedding);
    const without = lastSnap(patient([kras('S1', 0, 8), kras('S2', 9, 8)], []));
    expect(testDraws(without, seriesIn(without, 'KRAS')).map((d) => d.shedding)).toEqual([1, 1]);
    const gap = lastSnap(patient([...ms, kras('S4', 94, 30)], []));
    expect(testDraws(gap, seriesIn(gap, 'KRAS')).at(-1)!.shedding).toBe(1);
    // As uneven as the last draw shows the patient to shed; never less than usual, however even the truncal signal looks.
    const usual = engineDefaults.sigmaShared.value ** 2;
    const uneven = lastSnap(patient(draws('KRAS', 'p.G12D', [400, 20, 380, 15, 420, 18].map((t, i) => [28 * i, 8, 4000, t] as const)), []));
    for (const snapshot of [gap, uneven]) {
      const noise = [...snapshot.noise.values()].at(-1)!;
      expect(new Set(testDraws(snapshot, seriesIn(snapshot, 'KRAS')).map((d) => d.sheddingVariance))).toEqual(new Set([Math.max(usual, noise.whole)]));
    }
    expect([...uneven.noise.values()].at(-1)!.whole).toBeGreaterThan(usual);
  });
});
