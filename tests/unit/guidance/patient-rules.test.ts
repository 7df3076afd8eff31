/** Rules about the patient, asked directly: a draw that cannot answer, codons not tested, criteria of rechallenge met and taken back, and what time alone makes overdue. */
import { describe, expect, it } from '@jest/globals';
import type { AlertFinding, Assessment, Evaluation, Measurement, PatientProfile, PatientRecord, TreatmentLine } from '@clonewatch/domain';
import { confirmationDays, dueAlerts, dueFindings, dueKinds, dueSettledBy, pendingDraws } from '../../../libs/guidance/src/due.js';
import { canonicalRecord, linesKnown } from '../../../libs/guidance/src/known.js';
import { coverageAnsweredBy, coverageRules } from '../../../libs/guidance/src/rules-coverage.js';
import { informativenessRules, overdueDay, overdueFindings } from '../../../libs/guidance/src/rules-patient.js';
import { rechallengeRules } from '../../../libs/guidance/src/rules-rechallenge.js';
import type { Step } from '../../../libs/guidance/src/memory.js';
import { line, measure, patient } from './records.js';
import { candidate, today, usualLines } from './rechallenge-records.js';
import { anew, inShort, once, stepsOf } from './steps.js';

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

describe('criteria of rechallenge met, and taken back', () => {
  /** Two samples more: the first a week before `today`, then three weeks after it, then seven. */
  const good = candidate();
  const sample = (id: string, at: number, edit: (m: Measurement) => Measurement = (m) => m): Measurement[] => good.measurements.map((m) => edit({ ...m, specimenId: id, day: at, knownDay: at }));
  const called = (m: Measurement): Measurement => (m.gene === 'KRAS' && m.variant === 'p.G12D' ? { ...m, mutantCount: 40, wbcVafFraction: 0 } : m);
  const later = today + 21;
  const history = (ms: readonly Measurement[], lines: readonly TreatmentLine[] = usualLines()): PatientRecord => ({ ...patient(ms, lines, { tissueRas: 'ras_ext_wt', tissueBraf: 'wt' }) });
  const over = (r: () => PatientRecord): ((suspect?: ReadonlySet<string>, prepare?: (s: readonly Step[]) => void) => readonly AlertFinding[]) => {
    const steps = once(() => stepsOf(r()));
    return (suspect = new Set(), prepare) => { const own = anew(steps()); prepare?.(own); return own.flatMap((s) => rechallengeRules(s, suspect)); };
  };
  const met = over(() => good);
  const lost = over(() => history([...good.measurements, ...sample('S2', later, called)]));

  it('met: for review, with every gate, valid for the sample and promising nothing', () => {
    const [a, ...more] = met();
    expect(more).toEqual([]);
    expect(a).toMatchObject({
      kind: 'rechallenge_criteria_met', grade: null, severity: 'review', phase: 'off', gene: null, variant: null, members: [], clone: null, episode: 'rechallenge_criteria_met|S1', firedDay: today - 7, knownDay: today - 7, specimenId: 'S1', score: null, threshold: null,
      evidence: { verdict: 'met', sample_on: '2026-05-25', criteria_version: expect.any(String) as unknown, ...versions },
    });
    const gates = a!.evidence.gates as { id: string; name: string; state: string; datum: string; source: string }[];
    expect(gates.map((g) => g.id)).toEqual(['G1', 'G2', 'G3', 'G4', 'G5', 'G6', 'G7', 'G8', 'G9', 'G10']);
    expect(gates.every((g) => g.state === 'pass' && g.name !== '' && g.datum !== '' && g.source !== '')).toBe(true);
    const datum = (id: string): string => gates.find((g) => g.id === id)!.datum;
    expect(a!.text).toBe(`Rechallenge criteria met in the sample of 25 May 2026. ${datum('G6')}. RAS/BRAF: ${datum('G7')}. EGFR ectodomain: ${datum('G8')}. ${datum('G3')}. `
      + 'Default criteria, valid for 28 days from the draw; met criteria promise no response. Suggested check: tumour board; not a treatment instruction.');
  });
  it('once, and after it was lost only at the second sample in a row', () => {
    expect(met(new Set(), (s) => { s[0]!.memory.rechallenge.said = 'met'; })).toEqual([]);
    expect(met(new Set(), (s) => { s[0]!.memory.rechallenge.said = 'lost'; })).toEqual([]);
    expect(met(new Set(), (s) => { s[0]!.memory.rechallenge.said = 'lost'; s[0]!.memory.rechallenge.metRun.push('S0'); })).toHaveLength(1);
    // The same sample again is not a second one.
    expect(met(new Set(), (s) => { s[0]!.memory.rechallenge.said = 'lost'; s[0]!.memory.rechallenge.metRun.push('S1'); })).toEqual([]);
  });
  it('lost: to act on, naming the gates that fail', () => {
    expect(inShort(lost())).toEqual(['rechallenge_criteria_met - review S1', 'rechallenge_criteria_lost - act S2']);
    const a = lost()[1]!;
    expect(a).toMatchObject({ members: [{ gene: 'KRAS', variant: 'p.G12D' }], episode: 'rechallenge_criteria_lost|S2', evidence: { verdict: 'not_met' } });
    const g7 = (a.evidence.gates as { id: string; datum: string }[]).find((g) => g.id === 'G7')!.datum;
    expect(a.text).toBe(`Rechallenge criteria no longer met by the sample of 22 Jun 2026: ${g7}. Suggested check: review any plan that rests on the earlier sample; not a treatment instruction.`);
  });
  it('not lost where nothing had been met', () => expect(over(() => history(sample('S2', later, called)))()).toEqual([]));
  it('what is merely open takes nothing back, nor what time alone closes', () => {
    const open = over(() => history([...good.measurements, ...sample('S2', later, (m) => (m.gene === 'KRAS' ? { ...m, mutantCount: null, totalCount: null, reportedStatus: 'not_covered' } : m))]));
    expect(inShort(open())).toEqual(['rechallenge_criteria_met - review S1']);
    // No other line between any more, by a corrected record: G4 fails.
    const noLine = once(() => stepsOf(history(sample('S2', later), [usualLines()[0]!])));
    const steps = anew(noLine());
    steps[0]!.memory.rechallenge.said = 'met';
    expect(steps.flatMap((s) => rechallengeRules(s, new Set()))).toEqual([]);
  });
  it('back on the drug the question is closed, and what was said forgotten', () => {
    const back = once(() => stepsOf(history(sample('S2', later), [...usualLines(), line(later - 1, null)])));
    const steps = anew(back());
    steps[0]!.memory.rechallenge.said = 'met';
    steps[0]!.memory.rechallenge.metRun.push('S0');
    expect(steps.flatMap((s) => rechallengeRules(s, new Set()))).toEqual([]);
    expect(steps[0]!.memory.rechallenge).toEqual({ said: 'nothing', metRun: [] });
    // Another drug without a stop closes nothing; nor does one that was stopped.
    expect(inShort(over(() => history(sample('S2', later), [usualLines()[0]!, { ...usualLines()[1]!, stopDay: null, stopReason: null }]))())).toEqual(['rechallenge_criteria_met - review S2']);
  });
  it('a sample in doubt meets nothing, and a run of samples is broken by one that does not', () => {
    expect(met(new Set(['S1']))).toEqual([]);
    const steps = anew(once(() => stepsOf(history(sample('S2', later, called))))());
    steps[0]!.memory.rechallenge.said = 'lost';
    steps[0]!.memory.rechallenge.metRun.push('S0');
    expect(steps.flatMap((s) => rechallengeRules(s, new Set()))).toEqual([]);
    expect(steps[0]!.memory.rechallenge).toEqual({ said: 'lost', metRun: [] });
    const never = anew(once(() => stepsOf(history(sample('S2', later), [{ ...usualLines()[0]!, bestResponse: 'PD' }, usualLines()[1]!])))());
    never[0]!.memory.rechallenge.metRun.push('S0');
    expect(never.flatMap((s) => rechallengeRules(s, new Set()))).toEqual([]);
    expect(never[0]!.memory.rechallenge.metRun).toEqual([]);
  });
  it('nor an interval that is too short now, or progression after the sample: time closes and opens these', () => {
    for (const r of [history(sample('S2', today - 7), usualLines(80)), patient(sample('S2', today - 7), usualLines(), { tissueRas: 'ras_ext_wt', tissueBraf: 'wt' }, { assessments: [{ day: today - 6, kind: 'imaging', gene: '', variant: '', result: 'PD', unit: '' }] })]) {
      const steps = anew(stepsOf(r));
      steps[0]!.memory.rechallenge.said = 'met';
      expect(steps.flatMap((s) => rechallengeRules(s, new Set()))).toEqual([]);
    }
  });
  it('lost, and met again by two samples in a row', () => {
    const again = over(() => history([...good.measurements, ...sample('S2', later, called), ...sample('S3', later + 28), ...sample('S4', later + 56)]));
    expect(inShort(again())).toEqual(['rechallenge_criteria_met - review S1', 'rechallenge_criteria_lost - act S2', 'rechallenge_criteria_met - review S4']);
  });
  it('every gate that fails is named', () => {
    const both = (m: Measurement): Measurement => (m.gene === 'EGFR' && m.variant === 'p.G465R' ? { ...m, mutantCount: 40, wbcVafFraction: 0 } : called(m));
    const a = over(() => history([...good.measurements, ...sample('S2', later, both)]))()[1]!;
    const failing = (a.evidence.gates as { id: string; state: string; datum: string }[]).filter((g) => g.state === 'fail' && ['G7', 'G8'].includes(g.id));
    expect(failing).toHaveLength(2);
    expect(a.text).toContain(failing.map((g) => g.datum).join('; '));
    expect(a.members).toEqual(expect.arrayContaining([{ gene: 'KRAS', variant: 'p.G12D' }, { gene: 'EGFR', variant: 'p.G465R' }]));
  });
  it('a late result of an older draw takes nothing back either', () => {
    const steps = anew(stepsOf(history([...sample('S1', today - 7, called), ...sample('S0', today - 20, called).map((m) => ({ ...m, knownDay: today }))])));
    expect(steps.flatMap((s, i) => { if (i === 1) s.memory.rechallenge.said = 'met'; return rechallengeRules(s, new Set()); })).toEqual([]);
  });
  it('a late result of an older draw changes nothing', () => {
    const late = over(() => history([...good.measurements, ...sample('S0', today - 20, called).map((m) => ({ ...m, knownDay: today }))]));
    expect(inShort(late())).toEqual(['rechallenge_criteria_met - review S1']);
  });
});

describe('what time makes due', () => {
  const drawn = (at: number, result = 'taken', kind = 'blood_drawn'): Assessment => ({ day: day0 + at, kind, gene: '', variant: '', result, unit: '' });
  const record = (days: readonly (readonly [number, number?])[], profile: Partial<PatientProfile> = {}, more: Partial<PatientRecord> = {}): PatientRecord =>
    patient(days.map(([d, wait = 0], i) => measure(`S${i + 1}`, day0 + d, 'KRAS', 'p.G12D', 0, 4000, { knownDay: day0 + d + wait })), [line(day0 - 50, null)], profile, more);
  const due = (r: PatientRecord, asOf: number, fired: readonly AlertFinding[] = []): readonly AlertFinding[] => dueFindings(canonicalRecord(r), fired, day0 + asOf);
  const short = (r: PatientRecord, asOf: number, fired: readonly AlertFinding[] = []): string[] => due(r, asOf, fired).map((a) => `${a.kind} ${a.firedDay - day0}`);

  it('blood drawn and not in the laboratory\'s files yet: by a note of that kind, "no" excepted, unless a specimen is within three days', () => {
    const pending = (notes: readonly Assessment[], specimens: readonly number[] = []): number[] => pendingDraws({ assessments: notes, specimens: specimens.map((d) => ({ day: day0 + d })) }).map((d) => d - day0);
    expect(pending([drawn(40), drawn(10), drawn(40)])).toEqual([10, 40]);
    expect(pending([drawn(10, 'No'), drawn(11, 'negative'), drawn(12, 'not possible'), drawn(13, 'planned, no'), drawn(14, 'yes', 'imaging')])).toEqual([13]);
    expect([6, 7, 13, 14].map((d) => pending([drawn(10)], [d]).length)).toEqual([1, 0, 0, 1]);
  });
  it('a late result, in words', () => {
    expect(due(record([[0, 30]]), 21)).toEqual([{
      kind: 'result_late', grade: null, severity: 'review', phase: 'on', gene: null, variant: null, members: [], clone: null, episode: 'result_late|2024-10-04', firedDay: day0 + 21, knownDay: day0 + 21, specimenId: null, score: null, threshold: null,
      evidence: { collected_on: '2024-10-04', late_on: '2024-10-25', result_days: 21, ...versions },
      text: 'No result of the draw of 4 Oct 2024 after 21 days. Suggested check: ask the laboratory for the state of the sample; not a treatment instruction.',
    }]);
    expect([short(record([[0, 30]]), 20), short(record([[0, 21]]), 60), short(record([[0, 22]]), 60)]).toEqual([[], [], ['result_late 21']]);
  });
  it('the first result of a draw counts, whichever row brings it; two tubes of a day are one draw', () => {
    const two = record([[0, 30]]);
    expect(short({ ...two, measurements: [...two.measurements, measure('S1', day0, 'APC', 'p.R1450*', 8, 4000, { knownDay: day0 + 5 })] }, 60)).toEqual([]);
    expect(short(record([[0, 30], [0, 30]]), 60)).toEqual(['result_late 21']);
  });
  it('too late for the next cycle, in words', () => {
    const [a] = due(record([[0, 30]], { nextCycleDay: day0 + 10 }), 11);
    expect(a).toMatchObject({ kind: 'result_late', firedDay: day0 + 11, evidence: { next_cycle_on: '2024-10-14', late_on: '2024-10-15' } });
    expect(a!.text).toBe('No result of the draw of 4 Oct 2024 by the next cycle of 14 Oct 2024: it comes too late for that decision. Suggested check: ask the laboratory for the state of the sample; not a treatment instruction.');
    // Of two draws before the cycle the later was to answer for it; one on its day was not.
    expect(short(record([[0, 30], [5, 30]], { nextCycleDay: day0 + 10 }), 22)).toEqual(['result_late 11', 'result_late 21']);
    expect(short(record([[10, 30]], { nextCycleDay: day0 + 10 }), 31)).toEqual(['result_late 31']);
    expect([9, 10, 11].map((wait) => short(record([[0, wait]], { nextCycleDay: day0 + 10 }), 60).length)).toEqual([0, 0, 1]);
  });
  it('blood noted as drawn: late as any draw, and no draw that is overdue', () => {
    const r = record([[0]], { drawIntervalDays: 28 }, { assessments: [drawn(30)] });
    expect(short(r, 50)).toEqual([]);
    expect(short(r, 51)).toEqual(['result_late 51']);
    expect(short(r, 65)).toEqual(['result_late 51', 'draw_overdue 65']);
    // Between two specimens it fills the gap.
    expect(short(record([[0], [40]], { drawIntervalDays: 28 }, { assessments: [drawn(20)] }), 70)).toEqual(['result_late 41']);
    expect([...dueKinds].sort()).toEqual(['confirmation_overdue', 'draw_overdue', 'result_late']);
  });
  const pd = (at: number, more: Partial<Assessment> = {}): Assessment => ({ day: day0 + at, kind: 'imaging', gene: '', variant: '', result: 'PD', unit: '', ...more });
  it('a repeat test at progression: imaging, the clinic or a line stopped for it; in words', () => {
    const at = (assessments: readonly Assessment[], lines: readonly TreatmentLine[] = [line(day0 - 50, null)]): string[] => short({ ...record([[0]], {}, { assessments }), treatments: lines }, 200);
    expect(at([pd(40)])).toEqual(['draw_overdue 68']);
    expect(at([pd(40, { kind: 'Clinical', result: ' pd ' })])).toEqual(['draw_overdue 68']);
    for (const more of [{ kind: 'cea' }, { kind: 'imaging ct' }, { kind: 'old imaging' }, { result: 'PDX' }, { result: 'no PD' }, { result: 'SD' }]) expect(at([pd(40, more)])).toEqual([]);
    expect(at([], [line(day0 - 50, day0 + 40, { stopReason: 'progression' })])).toEqual(['draw_overdue 68']);
    expect(at([], [line(day0 - 50, day0 + 40, { stopReason: 'toxicity' })])).toEqual([]);
    expect(at([], [line(day0 - 50, null, { stopReason: 'progression' })])).toEqual([]);
    expect(at([pd(40)], [chemo(day0 - 50)])).toEqual([]);
    const [a] = due(record([[0]], {}, { assessments: [pd(40)] }), 68);
    expect(a).toMatchObject({ kind: 'draw_overdue', severity: 'review', episode: 'draw_overdue|progression 13 Nov 2024', firedDay: day0 + 68, evidence: { progression_on: '2024-11-13', overdue_on: '2024-12-11', repeat_days: 28 } });
    expect(a!.text).toBe('Repeat test at progression overdue since 11 Dec 2024: progression of 13 Nov 2024, and no draw since. Suggested check: draw blood, or test tissue, before the next line; not a treatment instruction.');
  });
  it('… not where blood was never drawn by then, nor with a draw from two weeks before to four weeks after', () => {
    expect(short({ ...record([[100]], {}, { assessments: [pd(40)] }) }, 200)).toEqual([]);
    expect([25, 26, 40, 68, 69].map((d) => short(record([[0], [d]], {}, { assessments: [pd(40)] }), 200).length)).toEqual([1, 0, 0, 0, 1]);
    expect([67, 68].map((d) => short(record([[0]], {}, { assessments: [pd(40)] }), d).length)).toEqual([0, 1]);
  });
  it('… one alert for records of one progression, another after four weeks', () => {
    expect(short(record([[0]], {}, { assessments: [pd(68), pd(40), pd(40, { kind: 'clinical' })] }), 200)).toEqual(['draw_overdue 68']);
    expect(short(record([[0]], {}, { assessments: [pd(40), pd(69)] }), 200)).toEqual(['draw_overdue 68', 'draw_overdue 97']);
    // The image came after the line was stopped for progression: the stop was first.
    expect(short({ ...record([[0]], {}, { assessments: [pd(60)] }), treatments: [line(day0 - 50, day0 + 40, { stopReason: 'progression' })] }, 200)).toEqual(['draw_overdue 68']);
  });
  it('… and not where the plan of draws says the same within the window', () => {
    expect(short(record([[0]], { drawIntervalDays: 32 }, { assessments: [pd(40)] }), 200)).toEqual(['draw_overdue 40']);
    expect(short(record([[0]], { drawIntervalDays: 31 }, { assessments: [pd(40)] }), 200)).toEqual(['draw_overdue 39', 'draw_overdue 68']);
    expect(short(record([[5]], { drawIntervalDays: 50 }, { assessments: [pd(40)] }), 200)).toEqual(['draw_overdue 68']);
    expect(short(record([[4]], { drawIntervalDays: 51 }, { assessments: [pd(40)] }), 200)).toEqual(['draw_overdue 68']);
  });
  const detected = (knownAt: number): AlertFinding => ({ kind: 'resistance_detected', gene: 'KRAS', variant: 'p.G12D', firedDay: day0, knownDay: day0 + knownAt, specimenId: 'S1', episode: 'resistance_detected|KRAS p.G12D|S1' }) as unknown as AlertFinding;
  it('a confirmation, in words', () => {
    expect(due(record([[0, 5]]), 75, [detected(5)])).toMatchObject([{
      kind: 'confirmation_overdue', severity: 'review', gene: 'KRAS', variant: 'p.G12D', members: [{ gene: 'KRAS', variant: 'p.G12D' }], episode: 'confirmation_overdue|resistance_detected|KRAS p.G12D|S1', firedDay: day0 + 75, knownDay: day0 + 75, specimenId: null,
      evidence: { detected_on: '2024-10-04', overdue_on: '2024-12-18', confirmation_days: 70, detected_in: 'S1' },
      text: 'KRAS p.G12D was detected in the draw of 4 Oct 2024 and no draw since has tested it: confirmation overdue since 18 Dec 2024. Suggested check: repeat the draw, or test the variant by another method; not a treatment instruction.',
    }]);
    expect(short(record([[0, 5]]), 74, [detected(5)])).toEqual([]);
    expect(short(record([[0, 5]]), 200, [{ ...detected(5), kind: 'resistance_at_baseline' }])).toEqual([]);
  });
  it('… by a draw after the detection that tests the variant and is known in time', () => {
    const with_ = (...ms: Measurement[]): number => short({ ...record([[0]]), measurements: [...record([[0]]).measurements, ...ms] }, 200, [detected(0)]).filter((x) => x.startsWith('confirmation')).length;
    const later = (at: number, more: Partial<Measurement> = {}): Measurement => measure('S9', day0 + at, 'KRAS', 'p.G12D', 0, 4000, more);
    expect(with_(later(30))).toBe(0);
    expect(with_(later(0))).toBe(1);
    expect([70, 71].map((d) => with_(later(30, { knownDay: day0 + d })))).toEqual([0, 1]);
    expect(with_(later(30, { gene: 'NRAS' }))).toBe(1);
    expect(with_(later(30, { variant: 'p.G12V' }))).toBe(1);
    for (const reportedStatus of ['failed_qc', 'not_covered'] as const) expect(with_(later(30, { reportedStatus, mutantCount: null, totalCount: null }))).toBe(1);
    const panel = { gene: '', variant: '', mutantCount: null } as const;
    expect(with_(later(30, { ...panel, panel: ['KRAS:12'] }))).toBe(0);
    expect(with_(later(30, { ...panel, panel: ['KRAS:13'] }))).toBe(1);
    expect(with_(later(30, { gene: '', variant: 'chr5:g.112839942C>T', panel: ['KRAS:12'] }))).toBe(1);
    expect(with_(later(30, { gene: 'NRAS', panel: ['KRAS:12'] }))).toBe(1);
  });
  it.each([[null, 70], [28, 35], [30, 38], [56, 70], [57, 70], [0, 70], [-3, 70]] as const)('planned every %p days: %i days', (interval, days) => expect(confirmationDays(interval)).toBe(days));
  it('come in the order of their days; an order of draws has none, nor has a record without a day', () => {
    const all = short(record([[0, 30]], { drawIntervalDays: 28 }, { assessments: [pd(40)] }), 200, [detected(0)]);
    expect(all).toEqual(['result_late 21', 'draw_overdue 35', 'confirmation_overdue 35', 'draw_overdue 68']);
    expect(short(record([[0, 30]], { drawIntervalDays: 28 }, { timeline: { kind: 'days', anchor: 'draw order' } }), 900, [detected(0)])).toEqual([]);
    expect(dueFindings(canonicalRecord(record([[0, 30]], { drawIntervalDays: 28 })), [], -Infinity)).toEqual([]);
  });
  it('today\'s are those since the evaluation; the next day something falls due is told', () => {
    const r = record([[0]], { drawIntervalDays: 28 }, { assessments: [pd(40)] });
    const of = (asOf: number | null, day: number): unknown[] => { const d = dueAlerts(r, { asOfDay: asOf === null ? null : day0 + asOf, alerts: [] } as unknown as Evaluation, day0 + day); return [d.fired.map((a) => a.firedDay - day0), d.nextDay === null ? null : d.nextDay - day0]; };
    expect(of(0, 34)).toEqual([[], 35]);
    expect(of(0, 35)).toEqual([[35], 68]);
    expect(of(0, 68)).toEqual([[35, 68], null]);
    expect(of(35, 68)).toEqual([[68], null]);
    expect(of(34, 40)).toEqual([[35], 68]);
    expect(of(null, 40)).toEqual([[35], 68]);
  });
  it('is settled by what it asked for', () => {
    const told = (kind: string, more: object = {}): AlertFinding => ({ kind, firedDay: day0 + 35, gene: null, variant: null, episode: 'x', evidence: {}, ...more }) as unknown as AlertFinding;
    const e = (draws: readonly (readonly [string, number])[], more: object = {}): Evaluation => ({ timeline: { kind: 'calendar' }, draws: draws.map(([specimenId, d]) => ({ specimenId, day: day0 + d })), alerts: [], series: [], ...more }) as unknown as Evaluation;
    expect(dueSettledBy(told('draw_overdue'), e([['S1', 34]]))).toBeNull();
    expect(dueSettledBy(told('draw_overdue'), e([['S1', 34], ['S2', 35], ['S3', 60]]))).toBe('drawn: 2024-11-08 (S2)');
    for (const evidence of [{ collected_on: '2024-10-04' }, { collected_day: day0 }]) {
      expect([-4, -3, 3, 4].map((d) => dueSettledBy(told('result_late', { evidence }), e([['S1', d]])) !== null)).toEqual([false, true, true, false]);
      expect(dueSettledBy(told('result_late', { evidence }), e([['S1', 0]]))).toBe('the result of the draw of 2024-10-04 (S1) is there');
    }
    const confirm = told('confirmation_overdue', { gene: 'KRAS', variant: 'p.G12D', episode: 'confirmation_overdue|D' });
    const points = (status: string, at: number, gene = 'KRAS', variant = 'p.G12D'): object => ({ alerts: [{ episode: 'D', firedDay: day0 }], series: [{ gene, variant, points: [{ day: day0 + at, status }] }] });
    expect(dueSettledBy(confirm, e([], points('not_detected', 30)))).toBe('tested again in the draw of 2024-11-03: not detected');
    expect(dueSettledBy(confirm, e([], points('detected', 30)))).toBe('tested again in the draw of 2024-11-03: detected');
    for (const status of ['not_covered', 'failed_qc']) expect(dueSettledBy(confirm, e([], points(status, 30)))).toBeNull();
    expect(dueSettledBy(confirm, e([], points('detected', 0)))).toBeNull();
    expect(dueSettledBy(confirm, e([], points('detected', 30, 'NRAS')))).toBeNull();
    expect(dueSettledBy(confirm, e([], points('detected', 30, 'KRAS', 'p.G12V')))).toBeNull();
    expect(dueSettledBy(confirm, e([], { ...points('detected', 30), alerts: [{ episode: 'other', firedDay: day0 }] }))).toBeNull();
    expect(dueSettledBy(told('resistance_detected', { gene: 'KRAS', variant: 'p.G12D', episode: 'confirmation_overdue|D' }), e([['S1', 40]], points('detected', 30)))).toBeNull();
  });
});
