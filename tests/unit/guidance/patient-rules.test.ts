/** Rules about the patient's draws, asked directly: one that cannot answer, one that is overdue, codons not tested. */
import { describe, expect, it } from '@jest/globals';
import type { AlertFinding, Evaluation, Measurement, PatientProfile, PatientRecord, TreatmentLine } from '@clonewatch/domain';
import { canonicalRecord, linesKnown } from '../../../libs/guidance/src/known.js';
import { coverageAnsweredBy, coverageRules } from '../../../libs/guidance/src/rules-coverage.js';
import { informativenessRules, overdueDay, overdueFindings } from '../../../libs/guidance/src/rules-patient.js';
import { line, measure, patient } from './records.js';
import { inShort, stepsOf } from './steps.js';

const day0 = 20_000;
const chemo = (start: number, stop: number | null = null): TreatmentLine => line(start, stop, { regimen: 'FOLFOX', agents: ['oxaliplatin'], therapyClasses: ['chemotherapy'] });
const versions = { model_version: expect.any(String) as unknown, rules_version: expect.any(String) as unknown };

describe('not_informative', () => {
  type Draw = readonly [at: number, apc: number | null, more?: Partial<Measurement>];
  const rows = (draws: readonly Draw[]): Measurement[] => draws.flatMap(([at, apc, more], i) => [
    measure(`S${i + 1}`, day0 + at, 'APC', 'p.R1450*', apc, apc === null ? null : 4000, { ...(apc === null ? { reportedStatus: 'not_covered' as const } : {}), ...more }), measure(`S${i + 1}`, day0 + at, 'KRAS', 'p.G12D', 0, 4000, more)]);
  const told = (draws: readonly Draw[], lines: readonly TreatmentLine[]): readonly AlertFinding[] => stepsOf(patient(rows(draws), lines)).flatMap((s) => informativenessRules(s));
  const on = [line(day0 - 50, null)];
  const off = [line(day0 - 300, day0 - 50)];

  it('is said of the first draw of a run without tumour DNA, and again after one that shows it', () => {
    expect(inShort(told([[0, 80], [28, 0], [56, 0], [84, 80], [112, 0], [140, 1]], on))).toEqual(['not_informative - note S2', 'not_informative - note S5']);
  });
  it('a draw that shows some tumour DNA ends the run as well', () => expect(inShort(told([[0, 0], [28, 3], [56, 0]], on))).toEqual(['not_informative - note S1', 'not_informative - note S3']));
  it('matters most off the drug, where a decision waits for it: then it is for review', () => {
    expect(inShort(told([[0, 80], [28, 0]], off))).toEqual(['not_informative - review S2']);
    // An assay that looks at no truncal variant cannot show tumour DNA: no news of the patient.
    expect(inShort(told([[0, 80], [28, null]], off))).toEqual(['not_informative - note S2']);
    expect(inShort(stepsOf(patient([measure('S1', day0, 'KRAS', 'p.G12D', 0, 4000)], off)).flatMap((s) => informativenessRules(s)))).toEqual(['not_informative - review S1']);
  });
  it('one truncal variant read by one assay is looked at, whatever the others cover', () => {
    const ms = [...rows([[0, 80]]), measure('S1', day0, 'SMAD4', 'p.R361C', 40, 4000), measure('S2', day0 + 28, 'APC', 'p.R1450*', 0, 4000), measure('S2', day0 + 28, 'APC', 'p.R1450*', null, null, { assay: 'X', reportedStatus: 'not_covered' }), measure('S2', day0 + 28, 'SMAD4', 'p.R361C', null, null, { reportedStatus: 'not_covered' })];
    expect(inShort(stepsOf(patient(ms, off)).flatMap((s) => informativenessRules(s)))).toEqual(['not_informative - review S2']);
  });
  it('is a question of targeted drugs: not before one has begun', () => {
    expect(told([[0, 0]], [])).toEqual([]);
    expect(told([[0, 0]], [chemo(day0 - 50)])).toEqual([]);
    expect(told([[0, 0]], [line(day0 + 1, null)])).toEqual([]);
    expect(told([[0, 0]], [line(day0, null)])).toHaveLength(1);
  });
  it('says depth, what would count as shown, and that a variant not called may be there', () => {
    const [a] = told([[0, 80], [28, 0]], off);
    expect(a).toMatchObject({
      kind: 'not_informative', phase: 'off', gene: null, variant: null, members: [{ gene: 'APC', variant: 'p.R1450*' }], clone: null, episode: 'not_informative|S2', firedDay: day0 + 28, knownDay: day0 + 28, score: null, threshold: null,
      evidence: { informative: 'not_informative', reason: 'Cannot be assessed: no tumour DNA shown in this draw', total_molecules: 4000, input_hge: 4000, truncal_vaf: null, truncal: ['APC p.R1450*'], collected_on: '2024-11-01', ...versions },
    });
    expect(a!.text).toBe('Cannot be assessed: no tumour DNA shown in this draw. Draw of 1 Nov 2024 (4,000 molecules); a variant that was not called in it may still be there. '
      + 'Tumour DNA counts as shown from a truncal call at 0.20 % or a tumour fraction of 1.0 %. Suggested check: repeat the draw, or test tissue; not a treatment instruction.');
    expect(told([[0, 80], [28, null, { mutantCount: null, totalCount: null, reportedStatus: 'failed_qc' }]], off)[0]!.text).toContain('Cannot be assessed: quality control failed. Draw of 1 Nov 2024 (depth unknown);');
  });
  it('a step whose draw is not among the known ones says nothing', () => {
    const [s] = stepsOf(patient(rows([[0, 0]]), on));
    expect(informativenessRules({ ...s!, event: { ...s!.event, specimenId: 'other' } })).toEqual([]);
  });
});

describe('an overdue draw', () => {
  it.each([
    [100, 28, null, 135], [100, 30, null, 138], [100, 1, null, 102], [100, null, null, null], [100, 0, null, null], [100, -7, null, null],
    // Arranged: that day and a quarter of the interval, a day where none is planned.
    [100, 28, 150, 157], [100, 30, 150, 158], [100, null, 150, 151], [100, 0, 150, 151], [100, 28, 100, 135], [100, 28, 99, 135], [100, null, 100, null], [100, 28, 101, 108], [-5, 28, null, 30],
  ] as const)('last draw on day %i, planned every %p days, next arranged for %p: overdue on %p', (last, interval, next, due) => expect(overdueDay(last, interval, next)).toBe(due));

  const record = (days: readonly number[], profile: Partial<PatientProfile> = {}, more: Partial<PatientRecord> = {}): PatientRecord => patient(days.map((d, i) => measure(`S${i}`, day0 + d, 'APC', 'p.R1450*', 80, 4000)), [line(day0 - 50, null)], { drawIntervalDays: 28, ...profile }, more);
  const overdue = (r: PatientRecord, asOf: number): readonly AlertFinding[] => { const c = canonicalRecord(r); return overdueFindings(c, day0 + asOf, (d) => linesKnown(c.treatments, d)); };
  const fired = (r: PatientRecord, asOf: number): number[] => overdue(r, asOf).map((a) => a.firedDay - day0);
  it('fires on the first overdue day and not before; a draw on that day is in time', () => {
    expect([fired(record([0]), 34), fired(record([0]), 35)]).toEqual([[], [35]]);
    expect(fired(record([0, 35]), 60)).toEqual([]);
    expect(fired(record([0, 36]), 60)).toEqual([35]);
    expect(fired(record([36, 0]), 60)).toEqual([35]);
    expect(fired(record([0, 0, 28, 28]), 60)).toEqual([]);
    // What comes after the day asked about is not known.
    expect(fired(record([0, 30, 200]), 64)).toEqual([]);
    expect(fired(record([0, 30, 200]), 65)).toEqual([65]);
  });
  it('an arranged draw concerns the last draw alone', () => {
    expect(fired(record([0], { nextDrawDay: day0 + 60 }), 100)).toEqual([67]);
    expect(fired(record([0, 50], { nextDrawDay: day0 + 60 }), 100)).toEqual([35, 67]);
    expect(fired(record([0, 60], { nextDrawDay: day0 + 60 }), 100)).toEqual([35, 95]);
    // A draw after the day asked about is not known: the arranged one still stands.
    expect(fired(record([0, 30, 200], { nextDrawDay: day0 + 60 }), 70)).toEqual([67]);
    expect(fired(record([0], { drawIntervalDays: null }), 100)).toEqual([]);
    expect(fired(record([0], { drawIntervalDays: null, nextDrawDay: day0 + 60 }), 100)).toEqual([61]);
  });
  it('an order of draws is never late', () => expect(fired(record([0], {}, { timeline: { kind: 'days', anchor: 'draw order' } }), 900)).toEqual([]));
  it('says the last draw, the plan and what to do; asks about the patient and no variant', () => {
    expect(overdue(record([0]), 40)).toEqual([{
      kind: 'draw_overdue', grade: null, severity: 'review', phase: 'on', gene: null, variant: null, members: [], clone: null, episode: 'draw_overdue|after 4 Oct 2024', firedDay: day0 + 35, knownDay: day0 + 35, specimenId: null, score: null, threshold: null,
      evidence: { last_draw_on: '2024-10-04', overdue_on: '2024-11-08', draw_interval_days: 28, factor: 1.25, ...versions },
      text: 'Draw overdue since 8 Nov 2024: last draw 4 Oct 2024, planned every 28 days. Suggested check: arrange the draw or record why it is not planned; not a treatment instruction.',
    }]);
    const [arranged] = overdue(record([0], { nextDrawDay: day0 + 60 }), 100);
    expect(arranged).toMatchObject({ evidence: { next_draw_on: '2024-12-03' } });
    expect(arranged!.text).toContain('last draw 4 Oct 2024, the next arranged for 3 Dec 2024.');
    // The phase is that of the day it fires.
    expect(overdue({ ...record([0]), treatments: [line(day0 - 50, day0 + 34)] }, 40)[0]!.phase).toBe('off');
    expect(overdue({ ...record([0]), treatments: [line(day0 - 50, day0 + 35)] }, 40)[0]!.phase).toBe('on');
    // A line begun since the last draw still waits for its baseline; one that had its first draw does not, whatever is drawn later.
    expect(overdue({ ...record([0]), treatments: [line(day0 + 10, null)] }, 40)[0]!.phase).toBe('baseline');
    expect(overdue({ ...record([0, 36]), treatments: [line(day0 + 10, null)] }, 40)[0]!.phase).toBe('baseline');
    expect(overdue({ ...record([0]), treatments: [line(day0, null)] }, 40)[0]!.phase).toBe('on');
  });
});

describe('coverage_gap', () => {
  const narrow = ['KRAS:12', 'KRAS:13', 'APC'];
  const wide = ['KRAS', 'NRAS', 'BRAF', 'APC'];
  const panels = (...list: readonly (readonly [number, readonly string[] | null])[]): Measurement[] => list.map(([at, panel], i) => measure(`S${i + 1}`, day0 + at, 'KRAS', 'p.G12D', 0, 4000, { panel }));
  const gaps = (ms: readonly Measurement[], lines: readonly TreatmentLine[], profile: Partial<PatientProfile> = {}): readonly AlertFinding[] => stepsOf(patient(ms, lines, profile)).flatMap((s) => coverageRules(s));
  const names = (a: AlertFinding): number => (a.evidence.not_covered as string[]).length;
  const on = [line(day0, null)];

  it('is a note of the assay: what was not tested, of how many, for which drug, since when', () => {
    const [a, ...more] = gaps(panels([10, narrow], [38, narrow]), on);
    expect(more).toEqual([]);
    expect(a).toMatchObject({
      kind: 'coverage_gap', grade: null, severity: 'note', phase: 'baseline', gene: null, variant: null, members: [], clone: null, episode: 'coverage_gap|S1', firedDay: day0 + 10, knownDay: day0 + 10, specimenId: 'S1', score: null, threshold: null,
      evidence: { required: 13, assays: 'NGS 1', regimen: 'FOLFIRI + cetuximab', line_started_on: '2024-10-04', ...versions },
    });
    expect(names(a!)).toBe(11);
    expect(a!.evidence.catalogue).toEqual(expect.arrayContaining(['mcrc_wt.kras.59', 'mcrc_wt.nras.12', 'mcrc_wt.braf.v600e']));
    expect(new Set(a!.evidence.catalogue as string[]).size).toBe((a!.evidence.catalogue as string[]).length);
    expect(a!.text).toBe('Draw of 14 Oct 2024 (NGS 1) did not test KRAS codons 59, 61, 117, 146; NRAS codons 12, 13, 59, 61, 117, 146; BRAF p.V600E, nor is a draw of this line known to have: '
      + '11 of 13 codons or changes that FOLFIRI + cetuximab requires. Resistance there would not be seen; not tested is not not detected. Suggested check: an assay that covers them; not a treatment instruction.');
  });
  it('names the drugs where the regimen has no name, every line in use, and each assay once', () => {
    const two = [line(day0, null, { regimen: '', agents: ['cetuximab', 'irinotecan'] }), chemo(day0 + 8), line(day0 + 5, null, { regimen: 'panitumumab', agents: ['panitumumab'], therapyClasses: ['anti_egfr'] })];
    const [a] = gaps([...panels([10, narrow]), measure('S1', day0 + 10, 'APC', 'p.R1450*', 80, 4000, { panel: narrow }), measure('S1', day0 + 10, 'APC', 'p.R1450*', 80, 4000, { panel: narrow, assay: 'ddPCR', assayVersion: '' })], two);
    expect(a!.evidence).toMatchObject({ regimen: 'cetuximab + irinotecan; panitumumab', assays: 'NGS 1, ddPCR', line_started_on: '2024-10-09' });
  });
  it('a draw up to four weeks before the line counts for it, an older one does not', () => {
    expect(gaps(panels([-28, wide], [10, narrow]), on)).toEqual([]);
    expect(gaps(panels([-29, wide], [10, narrow]), on)).toHaveLength(1);
  });
  it('is said again only when more goes missing, or on another line', () => {
    expect(gaps(panels([10, ['KRAS', 'BRAF', 'APC']], [38, ['KRAS', 'BRAF', 'APC']], [66, narrow]), on).map((a) => [a.specimenId, names(a)])).toEqual([['S1', 6]]);
    const failed = (m: Measurement): Measurement => ({ ...m, mutantCount: null, totalCount: null, reportedStatus: 'failed_qc' });
    const noNras = ['KRAS', 'BRAF', 'APC'];
    const noKras = ['NRAS', 'BRAF', 'APC'];
    const [a, b, c, d] = panels([10, noNras], [38, noKras], [66, narrow], [94, narrow]) as [Measurement, Measurement, Measurement, Measurement];
    // What failed is not missing (codon 12, of which the row itself failed, in the second draw); by the narrow panel more is: BRAF. Then nothing new.
    expect(gaps([failed(a), failed(b), c, d], on).map((x) => [x.specimenId, names(x)])).toEqual([['S1', 6], ['S2', 5], ['S3', 11]]);
    expect(gaps([failed(a), failed(b), failed({ ...c, panel: ['BRAF', 'APC'] }), d], on).map((x) => [x.specimenId, names(x)])).toEqual([['S1', 6], ['S2', 5], ['S4', 11]]);
    expect(gaps([failed(a), c, d], on).map((x) => [x.specimenId, names(x)])).toEqual([['S1', 6], ['S3', 11]]);
    expect(gaps(panels([10, null], [38, narrow]), on).map((a) => a.specimenId)).toEqual(['S2']);
    const again = [line(day0, day0 + 40), line(day0 + 90, null, { regimen: 'panitumumab', agents: ['panitumumab'], therapyClasses: ['anti_egfr'] })];
    expect(gaps(panels([10, narrow], [38, narrow], [95, narrow], [120, narrow]), again).map((a) => a.specimenId)).toEqual(['S1', 'S3']);
  });
  it('answered by a draw, and the question closed: asked again when the next line opens it', () => {
    expect(gaps(panels([10, narrow], [38, wide], [66, narrow]), on).map((a) => a.specimenId)).toEqual(['S1']);
  });
  it('off the drug the line that ended last is still asked about; one in use is asked about alone', () => {
    expect(gaps(panels([60, narrow]), [line(day0, day0 + 40)])).toMatchObject([{ phase: 'off', evidence: { regimen: 'FOLFIRI + cetuximab' } }]);
    const first = line(day0 - 500, day0 - 400, { regimen: 'panitumumab', agents: ['panitumumab'], therapyClasses: ['anti_egfr'] });
    expect(gaps(panels([60, narrow]), [first, line(day0, day0 + 40)])[0]!.evidence).toMatchObject({ regimen: 'FOLFIRI + cetuximab', line_started_on: '2024-10-04' });
    expect(gaps(panels([60, narrow]), [line(day0, day0 + 40), line(day0 + 50, null, { regimen: 'bevacizumab', agents: ['bevacizumab'], therapyClasses: ['vegf'] })])).toEqual([]);
    expect(gaps(panels([-5, narrow]), [line(day0, null)])).toEqual([]);
    // A line begun between the draw and its result was not the draw's question.
    expect(gaps(panels([-5, narrow]).map((m) => ({ ...m, knownDay: day0 + 20 })), [line(day0, null)])).toEqual([]);
    expect(gaps(panels([0, narrow]), [line(day0, null)])).toHaveLength(1);
    expect(gaps(panels([10, narrow]), [chemo(day0)])).toEqual([]);
  });
  it('where rows without drugs are in use, what any drug of the class requires is asked', () => {
    const lung = (lines: readonly TreatmentLine[]): string[] => gaps(panels([10, ['TP53']]), lines, { nosology: 'nsclc_egfr' }).flatMap((a) => a.evidence.not_covered as string[]);
    const tki = (agents: readonly string[]): TreatmentLine => line(day0, null, { regimen: 'TKI', agents, therapyClasses: ['egfr_tki'] });
    expect(lung([tki(['Gefitinib'])])).toContain('EGFR p.T790M');
    expect(lung([tki(['osimertinib'])])).not.toContain('EGFR p.T790M');
    expect(lung([tki([])])).toContain('EGFR p.T790M');
    expect(lung([tki(['osimertinib']), tki([])])).toContain('EGFR p.T790M');
  });
  it('is answered by a draw of its line that was known by the day asked about', () => {
    const answer = (ms: readonly Measurement[], asOf: number | null, lines = on, edit: (a: AlertFinding) => AlertFinding = (a) => a): string | null => {
      const r = patient(ms, lines);
      return coverageAnsweredBy(edit(gaps(ms, lines)[0]!), r, { asOfDay: asOf === null ? null : day0 + asOf } as Evaluation);
    };
    const ms = panels([10, narrow], [38, wide]);
    expect([37, 38, 99].map((d) => answer(ms, d))).toEqual([null, 'tested by the draw of 2024-11-11 (S2)', 'tested by the draw of 2024-11-11 (S2)']);
    expect(answer(ms, null)).toBeNull();
    expect(answer(ms, 99, on, (a) => ({ ...a, kind: 'not_informative' }))).toBeNull();
    // Piece by piece over two draws.
    expect(answer(panels([10, narrow], [38, ['KRAS']], [66, ['NRAS', 'BRAF']]), 99)).toBe('tested by the draw of 2024-12-09 (S3)');
    // A line that is not in the record any more answers nothing.
    const r = patient(ms, []);
    expect(coverageAnsweredBy(gaps(ms, on)[0]!, r, { asOfDay: day0 + 99 } as Evaluation)).toBeNull();
    // A draw before the line is of another question: 29 days before its start.
    const early = [...panels([10, narrow]), measure('S0', day0 - 29, 'KRAS', 'p.G12D', 0, 4000, { panel: wide })];
    expect(answer(early, 99)).toBeNull();
    expect(answer(early, 99, [line(day0 - 500, day0 - 400, { regimen: 'panitumumab', agents: ['panitumumab'], therapyClasses: ['anti_egfr'] }), ...on])).toBeNull();
    // Targets that the catalogue does not require any more are nobody's to answer.
    expect(answer(ms, 99, on, (x) => ({ ...x, evidence: { ...x.evidence, not_covered: ['KRAS codon 1'] } }))).toBeNull();
    const baseline = [...panels([10, narrow]), measure('S0', day0 - 28, 'KRAS', 'p.G12D', 0, 4000, { panel: wide, knownDay: day0 + 20 })];
    expect(answer(baseline, 99)).toBe('tested by the draw of 2024-09-06 (S0)');
  });
});
