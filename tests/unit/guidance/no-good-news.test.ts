/** Nothing untested, uninformative or uncomputed reads as good news: constructed patients, and the demonstration's, through the whole rule path. */
import { describe, expect, it } from '@jest/globals';
import type { AlertGlimpse, Evaluation, Measurement, PatientProfile, PatientRecord, TreatmentLine } from '@clonewatch/domain';
import { evaluatePatient, glanceOf, mechanismsOf, type GlanceContext } from '@clonewatch/guidance';
import { storyPatients } from '@clonewatch/simulate';
import { day, draws, line, measure, patient } from './records.js';
import { storyRecord } from './simulated.js';

const start = day('2026-01-01');
const at = (i: number): number => start + 28 * i;
const stories = new Map([...storyPatients(7, 20600)].map((p) => [p.patientId, storyRecord(p)]));
const story = (id: string): PatientRecord => stories.get(id)!;
const glance = (e: Evaluation, lines: readonly TreatmentLine[], more: Partial<GlanceContext> = {}) => glanceOf(e, {
  today: e.asOfDay, lines, nextCycleDay: null, pending: [], alerts: e.alerts.map((a): AlertGlimpse => ({ ...a, state: 'open' })), ...more,
});
const kinds = (e: Evaluation): readonly string[] => e.alerts.map((a) => a.kind);
const lenvatinib = line(start - 3, null, { regimen: 'lenvatinib', agents: ['lenvatinib'], therapyClasses: ['multikinase'] });
const liver: Partial<PatientProfile> = { nosology: 'hcc_lenvatinib' };
const trunk = (rows: readonly (readonly [number, number, number])[], n = 5000): readonly Measurement[] =>
  rows.flatMap((ks, i) => [['TERT', 'c.-124C>T'], ['CTNNB1', 'p.S45F'], ['TP53', 'p.R249S']].map(([g, v], j) => measure(`S${i + 1}`, at(i), g!, v!, ks[j]!, n, { wbcVafFraction: 0 })));

describe('the burden rises without a resistance variant', () => {
  it('DEMO-HCC: tenfold in TERT, CTNNB1 and TP53, and in the sentence, with an alert', () => {
    const e = evaluatePatient(story('DEMO-HCC'), null);
    const [a] = e.alerts.filter((x) => x.kind === 'burden_rising');
    expect(a).toMatchObject({ grade: 'rising', severity: 'review', members: [{ gene: 'CTNNB1' }, { gene: 'TERT' }, { gene: 'TP53' }] });
    expect(a!.firedDay).toBe(e.draws.at(-1)!.day);
    expect(e.sentence).toMatch(/^Tumour burden rising: /);
    expect(glance(e, story('DEMO-HCC').treatments).reading.text).toBe('Truncal rises; no resistance variant reported, which does not exclude one');
  });
  it('one truncal variant alone against two that stand is no rise of the burden', () => {
    const e = evaluatePatient(patient(trunk([[60, 60, 60], [60, 62, 60], [62, 60, 120], [60, 61, 260], [61, 60, 520]]), [lenvatinib], liver), null);
    expect(e.series.find((s) => s.gene === 'TP53')!.trend).toBe('rising');
    expect(kinds(e)).not.toContain('burden_rising');
  });
  it('a rise that ends in a fall is not said to go on', () => {
    const e = evaluatePatient(patient(trunk([[20, 20, 20], [20, 22, 21], [42, 40, 44], [90, 85, 92], [190, 180, 185], [60, 55, 57], [15, 14, 16], [5, 4, 6]]), [lenvatinib], liver), null);
    expect(kinds(e)).toContain('burden_rising');
    expect(e.sentence).not.toContain('rising');
  });
});

describe('what nobody looked for', () => {
  it('a disease without a change that alone shows resistance says so, and not that none was found', () => {
    const e = evaluatePatient(patient(trunk([[100, 90, 95]]), [lenvatinib], liver), null);
    expect(e.sentence).toBe('Draw of 1 Jan 2026: truncal TERT c.-124C>T called at 2.0 %; the catalogue has no change that alone shows resistance in this disease.');
  });
  it('a disease with such changes, none reported: that does not exclude one', () => {
    const e = evaluatePatient(patient([measure('S1', start, 'APC', 'p.R1450*', 300, 4000, { wbcVafFraction: 0 })], [line(start - 30, null)]), null);
    expect(e.sentence).toBe('Draw of 1 Jan 2026: truncal APC p.R1450* called at 7.5 %; no resistance variant reported, which does not exclude one.');
  });
  it('a caution of the catalogue is tracked: its bound is said, and its call is said', () => {
    const braf = line(start - 30, null, { regimen: 'dabrafenib', agents: ['dabrafenib'], therapyClasses: ['braf_inhibitor', 'mek_inhibitor'] });
    const thyroid = (k: number): Evaluation => evaluatePatient(patient([measure('S1', start, 'BRAF', 'p.V600E', 100, 5000, { wbcVafFraction: 0 }), measure('S1', start, 'NRAS', 'p.Q61K', k, 5000, { wbcVafFraction: 0 })], [braf], { nosology: 'thyroid_rair_braf' }), null);
    expect(thyroid(0).sentence).toBe('No tracked resistance variant called on 1 Jan 2026; NRAS p.Q61K excluded above 0.060 %.');
    expect(thyroid(50).sentence).toBe('NRAS p.Q61K called, a caution of the catalogue that raises no alert by itself: 1 Jan 2026 1.0 % (0.7–1.3; 50/5,000).');
    for (const k of [0, 50]) expect(glance(thyroid(k), [braf]).reading.text).not.toContain('no resistance variant');
  });
});

describe('a change of copy number has no fraction', () => {
  const rows = (status: 'detected' | 'not_detected', i: number): readonly Measurement[] => [
    measure(`S${i + 1}`, at(i), 'EGFR', 'p.L858R', 300, 5000, { wbcVafFraction: 0 }), measure(`S${i + 1}`, at(i), 'MET', 'amplification', null, null, { reportedStatus: status, inputHge: 5000 }),
  ];
  const tki = line(start - 60, null, { regimen: 'osimertinib', agents: ['osimertinib'], therapyClasses: ['egfr_tki'] });
  const e = evaluatePatient(patient([...rows('not_detected', 0), ...rows('not_detected', 1), ...rows('detected', 2)], [tki], { nosology: 'nsclc_egfr' }), null);
  const met = e.series.find((s) => s.gene === 'MET')!;
  it('neither a bound where it was not found, nor a share or an area where it was', () => {
    expect(met.points.map((p) => [p.status, p.vaf, p.upper95, p.lod95])).toEqual([['not_detected', null, null, null], ['not_detected', null, null, null], ['detected', null, null, null]]);
    expect(met.shareOfTumour).toBeNull();
    expect(e.clones.find((c) => c.id === met.clone)!.prevalence).toEqual([]);
    expect(glance(e, [tki]).shares).toEqual([expect.objectContaining({ label: 'MET amplification', share: null, upper: null, reason: 'not computed' })]);
  });
  it('not found, it is not "excluded above" anything', () => {
    const before = evaluatePatient(patient([...rows('not_detected', 0), ...rows('not_detected', 1)], [tki], { nosology: 'nsclc_egfr' }), null);
    expect(before.sentence).toBe('No tracked resistance variant called on 29 Jan 2026; down to which share is not known.');
  });
  it('an empty row of a panel that covers the gene gives it no depth either', () => {
    const empty = measure('S4', at(3), '', '', null, 5000, { panel: ['MET', 'EGFR'] });
    const again = evaluatePatient(patient([...rows('detected', 2), empty], [tki], { nosology: 'nsclc_egfr' }), null);
    expect(again.series.find((s) => s.gene === 'MET')!.points.at(-1)).toMatchObject({ status: 'not_detected', upper95: null, totalMolecules: null });
  });
  it('the demonstration has no such area', () => {
    const demo = evaluatePatient(story('DEMO-NSCLC'), null);
    expect(demo.clones.filter((c) => c.variants.some((v) => v.variant === 'amplification')).flatMap((c) => c.prevalence)).toEqual([]);
  });
});

describe('a draw that cannot be assessed', () => {
  it('DEMO-RCC: no clone leads where no draw showed enough tumour DNA', () => {
    const e = evaluatePatient(story('DEMO-RCC'), null);
    expect([e.leadingClone, mechanismsOf(e, story('DEMO-RCC')).leading]).toEqual([null, null]);
    expect(glance(e, story('DEMO-RCC').treatments).reading.text).toBe('The last draw tells little: Truncal VHL p.S65* called at 0.042 %, below 0.20 %');
  });
  it('a trunk that led before does not explain a draw that shows too little', () => {
    const record = patient([measure('S1', at(0), 'APC', 'p.R1450*', 200, 4000, { wbcVafFraction: 0 }), measure('S2', at(1), 'APC', 'p.R1450*', 0, 4000, { wbcVafFraction: 0 })], [line(start - 30, null)]);
    const e = evaluatePatient(record, null);
    expect(e.leadingClone).toBe('C0');
    expect(mechanismsOf(e, record)).toMatchObject({ verdict: 'cannot_assess', leading: null });
  });
  it('a resistance variant that white blood cells do not carry shows tumour DNA, and not how much', () => {
    const kras = (k: number, wbc: number | null): Evaluation => evaluatePatient(patient([measure('S1', start, 'KRAS', 'p.G12D', k, 3000, { wbcVafFraction: wbc })], [line(start - 90, null)]), null);
    expect(kras(90, 0).informative).toEqual({ status: 'limited', reason: 'Tumour DNA shown by KRAS p.G12D at 3.0 %; without a truncal variant called it is not known how much' });
    // Untested in blood cells it may be theirs; of a few molecules nothing is proven.
    expect(kras(90, null).informative.status).toBe('not_informative');
    expect(kras(4, 0).informative.status).toBe('not_informative');
    expect(kras(90, 0).rechallenge!.gates.find((g) => g.id === 'G6')).toMatchObject({ state: 'not_informative', datum: 'No truncal variant called and no tumour fraction reported: what this sample excludes is not known' });
  });
});

describe('said of the last draw', () => {
  it('a clone far below the draw before is not said to rise, whatever its course', () => {
    const rows = draws('KRAS', 'p.G12D', [[at(0), 0, 3000, 120], [at(1), 15, 3000, 130], [at(2), 270, 3000, 120], [at(3), 1350, 3000, 125], [at(4), 270, 3000, 120]]);
    const record = patient(rows, [line(start - 60, null)]);
    const e = evaluatePatient(record, null);
    expect(e.sentence).toMatch(/^KRAS p\.G12D lower than in the draw before, after a rise: 26 Mar 2026 45 % \(43–47; 1,350\/3,000\) → 23 Apr 2026 9\.0 % /);
    expect(glance(e, record.treatments).reading).toEqual({ kind: 'cannot_tell', text: 'KRAS p.G12D lower in the last draw than in the one before, after a rise: one draw shows no direction' });
    // At the draw before it did rise.
    expect(evaluatePatient(record, { day: at(3) }).sentence).toMatch(/^KRAS p\.G12D rise confirmed: /);
  });
  it('the published case falls: that is said, and that it is still there', () => {
    const e = evaluatePatient(story('DEMO-CASE'), null);
    expect(e.sentence).toMatch(/^KRAS p\.G12D called, falling: .* 3\.0 % /);
    expect(glance(e, story('DEMO-CASE').treatments).reading.text).toBe('KRAS p.G12D falls, still called; no truncal variant is known');
  });
  it('what moves with the trunk has no share of its own, least of all one above 100 %', () => {
    const e = evaluatePatient(story('DEMO-BREAST'), null);
    expect(e.alerts.find((a) => a.kind === 'target_found' && a.gene === 'PIK3CA')!.text).toContain('It moves with the truncal variants: no share of its own.');
    expect(glance(e, []).shares.map((s) => s.label)).toEqual(['ESR1 p.D538G']);
  });
  it('an image beside the rise is not asked for again', () => {
    const r = story('DEMO-HCC');
    const e = evaluatePatient(r, null);
    const imaged = r.assessments.filter((a) => a.kind === 'imaging').map((a) => a.day);
    expect(glance(e, r.treatments).test?.kind).toBe('imaging');
    expect(glance(e, r.treatments, { imaged }).test).toBeNull();
    expect(glance(e, r.treatments, { imaged: imaged.slice(0, -1) }).test?.kind).toBe('imaging');
  });
  it('both drugs of a combination are named where both count', () => {
    const a = evaluatePatient(story('DEMO-BRAF'), null).alerts.find((x) => x.kind === 'resistance_emerging')!;
    expect(a.text).toContain('On encorafenib + cetuximab wk ');
  });
});
