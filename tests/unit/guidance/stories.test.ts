/** The demonstration's stories, read as of each draw: every disease of the catalogue from its first draw to the board's question. */
import { describe, expect, it } from '@jest/globals';
import { nosologies, type Evaluation, type PatientRecord } from '@clonewatch/domain';
import { boardPacketOf, evaluatePatient, excludedInTissue, mechanismsOf, scenariosOf } from '@clonewatch/guidance';
import { storyPatients, storyQuestions } from '@clonewatch/simulate';
import { line, measure, patient } from './records.js';
import { storyRecord } from './simulated.js';

const lastDay = 20600;
const stories = new Map([...storyPatients(7, lastDay)].map((p) => [p.patientId, storyRecord(p)]));
const story = (id: string): PatientRecord => stories.get(id)!;
const told = (e: Evaluation): readonly string[] => e.alerts.map((a) => [a.kind, a.grade, a.gene, a.variant].filter((x) => x !== null).join(' '));

it('every disease has its patient and its question, with results known by the last day', () => {
  expect(new Set(storyQuestions.map((q) => q.nosology))).toEqual(new Set(nosologies));
  expect([...stories.keys()]).toEqual(storyQuestions.map((q) => q.patientId));
  for (const q of storyQuestions) expect(q.question).toMatch(/\?$/);
  for (const r of stories.values()) {
    const known = Math.max(...r.measurements.map((m) => m.knownDay));
    expect(known - lastDay).toBeLessThanOrEqual(4);
    // Progression is on record: without it a board would not meet.
    expect([...r.assessments.map((a) => a.result), ...r.treatments.map((t) => t.stopReason)].some((x) => x === 'PD' || x === 'progression')).toBe(true);
  }
});
it('the same seed, the same rows; another, other counts', () => {
  const text = (seed: number): string => JSON.stringify([...storyPatients(seed, lastDay)]);
  expect(text(7)).toBe(text(7));
  expect(text(7)).not.toBe(text(8));
});
it.each([
  ['DEMO-MELANOMA', 'resistance_emerging confirmed NRAS p.Q61K', 'explained', 'NRAS'],
  ['DEMO-NSCLC', 'resistance_emerging confirmed EGFR p.C797S', 'explained', 'EGFR'],
  ['DEMO-BREAST', 'resistance_emerging confirmed ESR1 p.D538G', 'explained', 'ESR1'],
  ['DEMO-BRAF', 'resistance_emerging confirmed KRAS p.G12D', 'explained', 'KRAS'],
])('%s: the clone rises, is confirmed and leads', (id, alert, verdict, target) => {
  const e = evaluatePatient(story(id), null);
  const m = mechanismsOf(e, story(id));
  expect(told(e)).toContain(alert);
  expect([m.verdict, m.leading?.target]).toEqual([verdict, target]);
});
it('DEMO-NSCLC: T790M first, C797S and MET after the switch', () => {
  const m = mechanismsOf(evaluatePatient(story('DEMO-NSCLC'), null), story('DEMO-NSCLC'));
  expect(m.called.map((c) => `${c.order} ${c.gene} ${c.variant}`)).toEqual(['1 EGFR p.T790M', '2 EGFR p.C797S', '3 MET amplification']);
});
it('DEMO-FISH: plasma names no mechanism; FISH of the growing lesion does, and changes the reading, the criteria and the options', () => {
  const r = story('DEMO-FISH');
  const e = evaluatePatient(r, null);
  const before = { ...r, assessments: r.assessments.filter((a) => !/^(?:fish|tissue:)/.test(a.kind)) };
  const without = evaluatePatient(before, null);
  expect(told(e).filter((a) => a.startsWith('resistance'))).toEqual([]);
  expect(mechanismsOf(without, before).verdict).toBe('partly_tested');
  const m = mechanismsOf(e, r);
  expect(m).toMatchObject({ verdict: 'explained', inTissue: [{ kind: 'fish:lung', gene: 'MET', variant: 'amplification' }] });
  expect(m.wording).toMatch(/: not called in plasma, but found in tissue: MET amplification; catalogued as resistance to EGFR inhibitor\.$/);
  expect(m.beside.filter((b) => b.gene === 'MET')).toMatchObject([{ plasma: 'not_detected', agrees: false }]);
  expect([m, mechanismsOf(without, before)].map((x) => x.furtherTests.find((f) => f.test === 'fish_or_ihc')?.shows.includes('MET'))).toEqual([false, true]);
  expect(scenariosOf(e, r)[0]!.gates.find((g) => g.id === 'met_bypass')).toMatchObject({ state: 'fail', finding: { code: 'in_tissue' } });
  expect(boardPacketOf(e, r).options.find((o) => o.gene === 'MET')!.limits).toContain('found in tissue, not called in plasma');
  expect([e.sentence, without.sentence]).toEqual([expect.stringMatching(/^Tumour burden rising: EGFR .*\); found in tissue: MET amplification\.$/), expect.not.stringContaining('tissue')]);
  // The burden rose unexplained before the biopsy; since then tissue explains it.
  const fish = r.assessments.find((a) => a.kind === 'fish:lung')!.day;
  expect(e.alerts.filter((a) => a.kind === 'progression_unexplained').every((a) => a.knownDay < fish)).toBe(true);
  const known = (day: number): string[] => excludedInTissue({ assessments: r.assessments, nosology: 'nsclc_egfr' }, r.treatments, day).map((f) => f.gene);
  expect([known(fish - 1), known(fish)]).toEqual([[], ['MET']]);
});
it.each(['DEMO-THYROID', 'DEMO-HCC'])('%s: tumour DNA in every draw, and no resistance is invented', (id) => {
  const e = evaluatePatient(story(id), null);
  expect(e.informative.status).toBe('informative');
  expect(told(e).filter((a) => a.startsWith('resistance'))).toEqual([]);
  expect(mechanismsOf(e, story(id)).verdict).toBe('partly_tested');
});
it('DEMO-RCC: a tumour that sheds next to nothing is never read as good news', () => {
  const e = evaluatePatient(story('DEMO-RCC'), null);
  expect(e.draws.slice(1).every((d) => d.informative !== 'informative')).toBe(true);
  expect(mechanismsOf(e, story('DEMO-RCC')).verdict).toBe('cannot_assess');
  expect(told(e).filter((a) => /molecular_response|ctdna_not_detected|below_bound/.test(a))).toEqual([]);
});

/** Published: KRAS absent → emerges about three months into cetuximab → 70.7 % → 3.0 % within two months of chemotherapy. */
describe('the published case', () => {
  const record = story('DEMO-CASE');
  const start = record.treatments[0]!.startDay;
  const chemo = record.treatments[1]!.startDay;
  const kras = (e: Evaluation) => e.series.find((s) => s.gene === 'KRAS')!;
  const asOf = (day: number): Evaluation => evaluatePatient(record, { day: start + day });
  it('absent before and in the first two months: no draw says resistance', () => {
    const e = asOf(70);
    expect(kras(e).points.map((p) => p.status)).toEqual(['not_detected', 'not_detected', 'not_detected']);
    expect(told(e).filter((a) => a.startsWith('resistance'))).toEqual([]);
  });
  it('emerges about three months in, before imaging says progression', () => {
    const first = evaluatePatient(record, null).alerts.find((a) => a.kind === 'resistance_detected')!;
    expect((first.firedDay - start) / 30.44).toBeCloseTo(3, 0);
    expect(first.firedDay).toBeLessThan(record.assessments.find((a) => a.result === 'PD')!.day);
  });
  it('70.7 %: confirmed, in the leading clone, an act for the board, explained by KRAS', () => {
    const e = asOf(190);
    expect(kras(e).points.at(-1)!.vaf).toBeCloseTo(0.707, 3);
    expect([kras(e).trend, kras(e).clone]).toEqual(['rising', e.leadingClone]);
    expect(told(e)).toEqual(expect.arrayContaining(['resistance_emerging confirmed KRAS p.G12D', 'therapy_conflict confirmed KRAS p.G12D']));
    expect(mechanismsOf(e, record).leading).toMatchObject({ target: 'KRAS' });
  });
  it('3.0 % within two months of chemotherapy: falling, still called, and rechallenge is not met', () => {
    const e = evaluatePatient(record, null);
    const last = kras(e).points.at(-1)!;
    expect([last.vaf, last.status]).toEqual([0.03, 'detected']);
    expect(last.day - chemo).toBeLessThanOrEqual(61);
    expect(kras(e).trend).toBe('falling');
    expect(e.rechallenge).toMatchObject({ verdict: 'not_met' });
    expect(e.rechallenge!.gates.find((g) => g.id === 'G7')).toMatchObject({ state: 'fail', datum: 'KRAS p.G12D 3.0 % called' });
    expect(`${e.sentence} ${e.rechallenge!.wording}`).not.toMatch(/cleared|wild type|will respond|not detected/);
  });
});

/** Acquired in first-line anti-EGFR patients. Three draws on cetuximab, absent in the first, then 0.8 % and 2.4 %; APC truncal in all. */
describe('lists of acquired mutations', () => {
  const acquired = (gene: string, variant: string): PatientRecord => patient(
    [0, 28, 56].flatMap((day, i) => [measure(`S${i}`, day, 'APC', 'p.R1450*', 300, 4000, { wbcVafFraction: 0 }), measure(`S${i}`, day, gene, variant, [0, 32, 96][i]!, 4000, { wbcVafFraction: 0 })]),
    [line(-60, null)],
  );
  const resistance = (gene: string, variant: string): readonly string[] => told(evaluatePatient(acquired(gene, variant), null)).filter((a) => /^resistance|^therapy_conflict/.test(a));
  it.each([['KRAS', 'p.G12V'], ['KRAS', 'p.G12C'], ['KRAS', 'p.Q61H'], ['MAP2K1', 'p.K57N'], ['MAP2K1', 'p.K57T']])('%s %s is flagged', (gene, variant) => {
    expect(resistance(gene, variant)).toEqual(expect.arrayContaining([`resistance_detected watch ${gene} ${variant}`, `resistance_emerging rising ${gene} ${variant}`]));
  });
  it.each([['APC', 'p.E1309fs'], ['TP53', 'p.R213*'], ['PTEN', 'p.R130*']])('%s %s on its own is not', (gene, variant) => {
    expect(resistance(gene, variant)).toEqual([]);
  });
});
