/** Alerts of molecular response, asked directly: what is said once, what ends it, and what is never read as a response. */
import { describe, expect, it } from '@jest/globals';
import type { AlertFinding, Measurement, PatientRecord, TreatmentLine } from '@clonewatch/domain';
import type { Memory, Step } from '../../../libs/guidance/src/memory.js';
import { responseRules } from '../../../libs/guidance/src/rules-response.js';
import { percent } from '../../../libs/guidance/src/text.js';
import { line, measure, patient } from './records.js';
import { inShort, keptSteps } from './steps.js';

type Row = readonly [day: number, apc: number | null, kras: number | null, n?: number];
const rows = (rs: readonly Row[], more: Partial<Measurement> = {}): Measurement[] => rs.flatMap(([d, a, k, n = 4000], i) => ([['APC', 'p.R1450*', a], ['KRAS', 'p.G12D', k]] as const).map(([gene, variant, count]) =>
  measure(`S${i + 1}`, d, gene, variant, count, count === null ? null : n, count === null ? { reportedStatus: 'not_covered' } : more)));
const other = (start: number, stop: number | null, more: Partial<TreatmentLine> = {}): TreatmentLine => line(start, stop, { regimen: 'bevacizumab', agents: ['bevacizumab'], therapyClasses: ['vegf'], ...more });

describe('alerts of response', () => {
  const all = (ms: readonly Measurement[], lines: readonly TreatmentLine[] = [line(0, null)], more: Partial<PatientRecord> = {}, prepare?: (m: Memory) => void): readonly AlertFinding[] => {
    const steps = (keptSteps(patient(ms, lines, {}, more)));
    prepare?.(steps[0]!.memory);
    return steps.flatMap((s: Step) => responseRules(s));
  };
  const of = (kind: string, ...args: Parameters<typeof all>): readonly AlertFinding[] => all(...args).filter((a) => a.kind === kind);

  it('a molecular response is a note: mean of the truncal variants, both numbers, what the bound supports and what it does not say', () => {
    const [a, ...more] = of('molecular_response', rows([[-3, 200, 0], [28, 30, 0], [56, 10, 0], [84, 8, 0]]));
    expect(more).toEqual([]);
    expect(a).toMatchObject({
      kind: 'molecular_response', grade: null, severity: 'note', phase: 'on', gene: null, variant: null, members: [{ gene: 'APC', variant: 'p.R1450*' }], clone: null, episode: 'molecular_response|S3', firedDay: 56, knownDay: 56, specimenId: 'S3', score: null, threshold: null,
      evidence: { baseline: { specimen_id: 'S1', collected_on: '1969-12-29' }, collected_on: '1970-02-26', max_change: -0.95, variants_read: 1, variants_frozen: 1 },
    });
    expect(a!.text).toMatch(/^Molecular response on FOLFIRI \+ cetuximab\. Mean VAF of truncal APC p\.R1450\* 5\.0 % \(29 Dec 1969\) → 0\.2\d % \(26 Feb 1970\), the second draw in a row below half: ratio 0\.05\d? \(95 % 0\.02\d–0\.0\d+\), highest VAF −95 %\. The bound of this draw supports a fall of 9\d %, no more\. P\(the tumour's own signal halved\) (0\.9\d|1\.00), draw-to-draw variation included\. Says nothing about a resistant clone below its bound\. Not a treatment instruction\.$/);
  });
  it('asks for both draws: a likely halving before, a sure one now', () => {
    expect(of('molecular_response', rows([[-3, 200, 0], [28, 10, 0]]))).toEqual([]);
    expect(of('molecular_response', rows([[-3, 200, 0], [28, 150, 0], [56, 10, 0]]))).toEqual([]);
    expect(of('molecular_response', rows([[-3, 200, 0], [28, 10, 0], [56, 90, 0]]))).toEqual([]);
    // A draw that was not read in between does not break the row.
    expect(inShort(of('molecular_response', rows([[-3, 200, 0], [28, 10, 0], [42, null, 0], [56, 10, 0]])))).toEqual(['molecular_response - note S4']);
  });
  it('is not said of dilution: molecules per mL must have halved too, where both are known', () => {
    const diluted = rows([[-3, 200, 0], [28, 200, 0, 40_000], [56, 200, 0, 40_000]]);
    expect(of('molecular_response', diluted)).toEqual([]);
    expect(of('molecular_response', diluted.map((m) => ({ ...m, plasmaMl: null })))).toHaveLength(1);
    expect(of('molecular_response', diluted.map((m) => (m.specimenId === 'S1' ? { ...m, plasmaMl: null } : m)))).toHaveLength(1);
    expect(of('molecular_response', diluted.map((m) => (m.specimenId === 'S3' ? { ...m, plasmaMl: null } : m)))).toHaveLength(1);
  });
  it('is of truncal variants, and not of one that is only the highest', () => {
    expect(of('molecular_response', rows([[-3, 200, 200], [28, 200, 10], [56, 200, 10]]))).toEqual([]);
    const high = rows([[-3, 200, 0], [28, 10, 0], [56, 10, 0]]).map((m) => (m.gene === 'APC' ? { ...m, gene: 'FOO', variant: 'p.A1B' } : m));
    expect(of('molecular_response', high)).toEqual([]);
    // Its mean is over the truncal variants that were frozen, though a resistant one was frozen beside them.
    expect(of('molecular_response', rows([[-3, 200, 40], [28, 10, 40], [56, 10, 40]]))).toMatchObject([{ members: [{ gene: 'APC', variant: 'p.R1450*' }] }]);
  });
  it('once a line, in use at the draw', () => {
    const ms = rows([[-3, 200, 0], [28, 10, 0], [56, 10, 0], [84, 200, 0], [112, 10, 0], [140, 10, 0]]);
    expect(of('molecular_response', ms).map((a) => a.specimenId)).toEqual(['S3']);
    expect(of('molecular_response', ms, [line(0, 80), other(85, null)]).map((a) => [a.specimenId, a.text.slice(0, 40)])).toEqual([['S3', 'Molecular response on FOLFIRI + cetuxima'], ['S6', 'Molecular response on bevacizumab. Mean ']]);
    expect(of('molecular_response', ms.filter((m) => m.day <= 56), [line(0, 55)])).toEqual([]);
    expect(of('molecular_response', ms.filter((m) => m.day <= 56), [line(0, 56)])).toHaveLength(1);
    expect(of('molecular_response', ms, [])).toEqual([]);
  });

  it('ctDNA not detected is a note with its bound: what a tenth of the baseline would have shown, never an all-clear', () => {
    const [a, ...more] = of('ctdna_not_detected', rows([[-3, 200, 0], [28, 0, 0], [56, 0, 0]]));
    expect(more).toEqual([]);
    expect(a).toMatchObject({
      severity: 'note', grade: null, members: [{ gene: 'APC', variant: 'p.R1450*' }], episode: 'ctdna_not_detected|S2', firedDay: 28,
      evidence: { bound_mean_vaf: expect.closeTo(1 - 0.05 ** (1 / 4000), 6) as unknown, provable_fall: expect.closeTo(0.985, 3) as unknown, baseline: { specimen_id: 'S1', collected_on: '1969-12-29' } },
    });
    expect(a!.evidence.p_seen_tenth as number).toBeGreaterThan(0.99);
    expect(a!.text).toMatch(/^No tracked tumour variant called in the draw of 29 Jan 1970, after APC p\.R1450\* at a mean VAF of 5\.0 % at the start of FOLFIRI \+ cetuximab\. Excluded above a mean VAF of 0\.075 %; a fall of 9\d % is shown, no more\. Had a tenth of the baseline remained, this draw would have called it with (100|99) %\. Tumour below that bound may remain, and such a draw cannot answer for a resistant clone\. Not a treatment instruction\.$/);
  });
  it('is ended by two draws with a call in a row', () => {
    const cleared = (...k: number[]): (string | null)[] => of('ctdna_not_detected', rows([[-3, 200, 0], ...k.map((x, i): Row => [28 + 28 * i, x, 0])])).map((a) => a.specimenId);
    expect(cleared(0, 9, 0)).toEqual(['S2']);
    expect(cleared(0, 9, 9, 0)).toEqual(['S2', 'S5']);
    expect(cleared(0, 9, 0, 9, 0)).toEqual(['S2']);
    expect(cleared(0, 9, 0, 9, 9, 0)).toEqual(['S2', 'S7']);
    // It may come after the response of the same line.
    expect(cleared(10, 10, 0)).toEqual(['S4']);
    // One that was never said is not ended.
    expect(cleared(9, 9, 0)).toEqual(['S4']);
  });
  it('not where another tumour variant is called, the set was not all read, the depth is assumed or would not have shown a tenth', () => {
    expect(of('ctdna_not_detected', rows([[-3, 200, 0], [28, 0, 12]]))).toEqual([]);
    expect(of('ctdna_not_detected', rows([[-3, 200, 40], [28, 0, null]]))).toEqual([]);
    expect(of('ctdna_not_detected', rows([[-3, 200, 40], [28, 0, 0]]))).toHaveLength(1);
    expect(of('ctdna_not_detected', rows([[-3, 200, 0], [28, 0, 0, 300]]))).toEqual([]);
    expect(of('ctdna_not_detected', [...rows([[-3, 200, 0]]), measure('S2', 28, 'APC', 'p.R1450*', null, null, { reportedStatus: 'not_detected', inputHge: 40_000 })])).toEqual([]);
    // A haematopoietic variant is no tumour variant.
    expect(of('ctdna_not_detected', [...rows([[-3, 200, 0], [28, 0, 0]]), measure('S2', 28, 'DNMT3A', 'p.R882H', 90, 4000)])).toHaveLength(1);
    expect(of('ctdna_not_detected', [...rows([[-3, 200, 0], [28, 0, 0]]), measure('S2', 28, '', '', null, null, { assay: 'MRD', assayVersion: '', reportedStatus: 'detected', tumourFraction: 0.001, inputHge: null })])).toEqual([]);
  });
  it('two variants of the set: one whose depth is assumed keeps it back', () => {
    const set = [...rows([[-3, 200, 40], [28, 0, 0]])];
    expect(of('ctdna_not_detected', set.map((m) => (m.gene === 'KRAS' && m.day === 28 ? { ...m, mutantCount: null, totalCount: null, reportedStatus: 'not_detected' as const, inputHge: 40_000 } : m)))).toEqual([]);
    expect(of('ctdna_not_detected', [...set, measure('S2', 28, 'KRAS', 'p.G12D', null, null, { assay: 'X', reportedStatus: 'not_detected', inputHge: 40_000 })])).toEqual([]);
    expect(of('ctdna_not_detected', set)[0]!.text).toContain('after APC p.R1450*, KRAS p.G12D at a mean VAF of');
  });
  it('a late result of a draw before the baseline says nothing of the line', () => {
    expect(all([...rows([[-3, 200, 0]]), measure('S0', -20, 'APC', 'p.R1450*', 0, 4000, { knownDay: 30 })])).toEqual([]);
  });
  it('the mean may halve while one variant rises: both are said', () => {
    const genes = ['APC', 'SMAD4', 'CTNNB1', 'VHL', 'PBRM1', 'TP53', 'TERT'];
    const seven = (id: string, at: number, first: number, rest: number): Measurement[] => genes.map((gene, i) => measure(id, at, gene, 'p.X1Y', i === 0 ? first : rest, 4000));
    const [a] = of('molecular_response', [...seven('S1', -3, 200, 200), ...seven('S2', 28, 210, 2), ...seven('S3', 56, 210, 2)]);
    expect(a!.text).toContain(`Mean VAF of truncal ${[...genes].sort().map((g) => `${g} p.X1Y`).join(', ')} 5.0 %`);
    expect(a!.text).toContain('highest VAF +5.0 %');
  });
  it('nothing is said at the baseline itself, without one, or before the draw is known', () => {
    expect(all(rows([[-3, 200, 0]]))).toEqual([]);
    expect(all(rows([[3, 0, 0], [28, 0, 0]]))).toEqual([]);
    const [s] = keptSteps(patient(rows([[28, 0, 0]]), [line(0, null)]));
    expect(responseRules({ ...s!, event: { ...s!.event, specimenId: 'other' } })).toEqual([]);
  });

  const rise: readonly Row[] = [[-3, 60, 0], [28, 60, 0], [56, 120, 0], [84, 300, 0], [112, 700, 0]];
  const burden = (m: Memory): void => { m.burden = { kind: 'burden_rising', specimenId: 'S4', confirmed: false, lowDraws: 0 }; };
  const unexplained = (rs: readonly Row[], edit: (m: Measurement) => Measurement = (m) => m, lines: readonly TreatmentLine[] = [line(0, null)], prepare: (m: Memory) => void = burden): readonly AlertFinding[] =>
    of('progression_unexplained', rows(rs).map(edit), lines, {}, prepare);
  it('progression unexplained is for review: what was excluded to how much, what was not tested, what plasma cannot show', () => {
    const [a, ...more] = unexplained(rise);
    expect(more).toEqual([]);
    expect(a).toMatchObject({
      severity: 'review', grade: null, gene: null, variant: null, members: [{ gene: 'KRAS', variant: 'p.G12D' }],
      evidence: { excluded_vaf: expect.closeTo(1 - 0.05 ** (1 / 4000), 6) as unknown, burden_since: 'S4', tested: [{ gene: 'KRAS', variant: 'p.G12D', upper95: expect.closeTo(7.5e-4, 5) as unknown }], not_tested: [] },
    });
    expect(a!.evidence.excluded_share_of_tumour as number).toBeCloseTo((a!.evidence.excluded_vaf as number) / (a!.evidence.truncal_vaf as number), 9);
    expect(a!.text).toMatch(/^Tumour burden rises and no resistance mechanism tested explains it\. Truncal APC rising\. .*\. Tested in this draw and excluded above 0\.075 %, that is \d\.\d+ % of the tumour signal: KRAS p\.G12D\. Plasma DNA does not show changes of expression or cell type, and copy-number changes and fusions poorly; other genes were not looked at\. Suggested check: imaging, and a wider panel or tissue \(tumour DNA counts as shown from 0\.20 %\); not a treatment instruction\.$/);
  });
  it('says what was not tested in the draw', () => {
    const [a] = of('progression_unexplained', [...rows(rise), measure('S1', -3, 'NRAS', 'p.Q61K', 0, 4000)], [line(0, null)], {}, burden);
    expect(a!.evidence.not_tested).toEqual([{ gene: 'NRAS', variant: 'p.Q61K' }]);
    expect(a!.text).toContain('KRAS p.G12D. Not tested in it: NRAS p.Q61K. Plasma DNA');
  });
  it('of several mechanisms the widest bound is what was excluded; of several assays of one the tightest', () => {
    const nras = (n: number): Measurement[] => rise.map(([d], i) => measure(`S${i + 1}`, d, 'NRAS', 'p.Q61K', 0, n));
    const told = (...more: Measurement[]): readonly AlertFinding[] => of('progression_unexplained', [...rows(rise), ...more], [line(0, null)], {}, burden);
    expect(told(...nras(300))).toEqual([]);
    const [a] = told(...nras(2000), measure('S1', -3, 'BRAF', 'p.V600E', 0, 4000));
    expect(a!.evidence.excluded_vaf).toBeCloseTo(1 - 0.05 ** (1 / 2000), 6);
    expect(a!.evidence.not_tested).toEqual([{ gene: 'BRAF', variant: 'p.V600E' }]);
    expect(a!.text).toContain(`excluded above 0.15 %, that is ${percent(a!.evidence.excluded_share_of_tumour as number)} of the tumour signal: KRAS p.G12D, NRAS p.Q61K. Not tested in it: BRAF p.V600E.`);
    const two = told(...rise.map(([d], i) => measure(`S${i + 1}`, d, 'KRAS', 'p.G12D', 0, 300, { assay: 'shallow' })));
    expect(two.map((x) => (x.evidence.excluded_vaf as number).toFixed(5))).toEqual(['0.00075']);
    // One mechanism called is enough to explain it, whatever else was excluded.
    expect(told(...rise.map(([d], i) => measure(`S${i + 1}`, d, 'NRAS', 'p.Q61K', i >= 2 ? 12 : 0, 4000)))).toEqual([]);
  });
  it('once a rise, under a targeted drug in use, while the burden is still shown to rise', () => {
    expect(unexplained(rise, (m) => m, [line(0, null)], () => { /* no rise was told */ })).toEqual([]);
    expect(unexplained(rise, (m) => m, [line(0, 60)])).toEqual([]);
    expect(unexplained(rise, (m) => m, [line(0, null, { agents: ['oxaliplatin'], therapyClasses: ['chemotherapy'] })])).toEqual([]);
    expect(unexplained(rise, (m) => m, [line(0, null)], (m) => { burden(m); m.response = { responded: new Set(), cleared: null, unexplained: 'S4' }; })).toEqual([]);
    expect(unexplained(rise, (m) => m, [line(0, null)], (m) => { burden(m); m.response = { responded: new Set(), cleared: null, unexplained: 'S1' }; })).toHaveLength(1);
    expect(unexplained([[-3, 60, 0], [28, 60, 0], [56, 55, 0], [84, 62, 0]])).toEqual([]);
  });
  it('not where a mechanism is called in the draw or is rising on its own, nothing was tested, or the bound is wide', () => {
    expect(unexplained(rise.map(([d, a]) => [d, a, d >= 56 ? 12 : 0] as const))).toEqual([]);
    expect(unexplained(rise, (m) => m, [line(0, null)], (m) => {
      burden(m);
      m.variants.set('KRAS p.G12D', { detected: true, originOpen: false, called: true, lastCalledVaf: 0.01, clearRun: [], episode: { kind: 'resistance_emerging', specimenId: 'S2', confirmed: false, lowDraws: 0 }, persistedSince: null, conflicts: new Set(), baselines: new Set() });
    })).toEqual([]);
    expect(unexplained(rise.map(([d, a]) => [d, a, null] as const))).toEqual([]);
    // 0 of 600 excludes 0.5 % and no less, 0 of 590 does not.
    const depth = (n: number): number => unexplained(rise, (m) => (m.gene === 'KRAS' ? { ...m, totalCount: n } : m)).length;
    expect([depth(597), depth(599)]).toEqual([0, 1]);
    // A depth nobody counted excludes nothing, unless the laboratory states its limit.
    expect(unexplained(rise, (m) => (m.gene === 'KRAS' ? { ...m, mutantCount: null, totalCount: null, reportedStatus: 'not_detected' } : m))).toEqual([]);
    expect(unexplained(rise, (m) => (m.gene === 'KRAS' ? { ...m, mutantCount: null, totalCount: null, reportedStatus: 'not_detected', lodFraction: 0.001 } : m))).toHaveLength(1);
  });
  it('nor where the bound is more than a quarter of the tumour signal', () => {
    // 0 of 1,000 excludes 0.3 %: of a truncal signal of 0.9 % a third, of 1.75 % a sixth.
    const small: readonly Row[] = [[-3, 2, 0], [28, 3, 0], [56, 9, 0], [84, 36, 0]];
    const shallow = (m: Measurement): Measurement => (m.gene === 'KRAS' ? { ...m, totalCount: 1000 } : m);
    expect(unexplained(small, shallow)).toEqual([]);
    expect(unexplained([[-3, 4, 0], [28, 6, 0], [56, 18, 0], [84, 70, 0]], shallow)).toHaveLength(1);
  });
});
