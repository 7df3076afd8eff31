/** Rules about one draw, asked directly: an option found, a sample in doubt, tumour DNA back without a named variant. Which alert, how severe, with what evidence, on which side of each boundary. */
import { describe, expect, it } from '@jest/globals';
import type { AlertFinding, DrawResult, Measurement, PatientProfile, TreatmentLine, TumourDna } from '@clonewatch/domain';
import { backgroundTail } from '@clonewatch/kinetics';
import { countDraws } from '../../../libs/guidance/src/assemble.js';
import { targetRules } from '../../../libs/guidance/src/rules-target.js';
import { suspectRules } from '../../../libs/guidance/src/rules-suspect.js';
import { wholeDrawRules } from '../../../libs/guidance/src/rules-whole-draw.js';
import { memoryOf, type Step } from '../../../libs/guidance/src/memory.js';
import { presentOn, presentText, returnsOn, returnText } from '../../../libs/guidance/src/tumour-dna.js';
import { draws, line, measure, patient } from './records.js';
import { anew, lastSnap, once, stepsOf } from './steps.js';

const day0 = 20_000;
const at = (i: number): number => day0 + 28 * i;
/** The rule over all draws of a record, with one memory; the draws are made once. */
const over = (rule: (s: Step) => readonly AlertFinding[], make: () => readonly Step[]): ((from?: (steps: readonly Step[]) => void) => readonly AlertFinding[]) => {
  const steps = once(make);
  return (prepare) => { const own = anew(steps()); prepare?.(own); return own.flatMap((s) => rule(s)); };
};

describe('target_found', () => {
  const rows = (gene: string, variant: string, counts: readonly number[], more: Partial<Measurement> = {}): Measurement[] => draws(gene, variant, counts.map((k, i) => [at(i), k, 4000, 200] as const)).map((m) => (m.gene === gene ? { ...m, ...more } : m));
  const target = (ms: () => readonly Measurement[], lines: readonly TreatmentLine[], profile: Partial<PatientProfile> = {}): ReturnType<typeof over> => over(targetRules, () => stepsOf(patient(ms(), lines, profile)));
  const cetuximab = [line(day0 - 70, null)];
  const drug = (agent: string, ...classes: TreatmentLine['therapyClasses']): TreatmentLine => line(day0 - 70, null, { regimen: agent, agents: [agent], therapyClasses: classes });
  const g12c = target(() => rows('KRAS', 'p.G12C', [0, 40, 80]), cetuximab);

  it('is a note beside the alert of resistance; said once, at the draw that calls it, with what limits the option', () => {
    const [a, ...more] = g12c();
    expect(more).toEqual([]);
    expect(a).toMatchObject({
      kind: 'target_found', grade: null, severity: 'note', phase: 'on', gene: 'KRAS', variant: 'p.G12C', members: [{ gene: 'KRAS', variant: 'p.G12C' }], clone: 'C1', episode: 'target_found|KRAS p.G12C|S2',
      firedDay: at(1), knownDay: at(1), specimenId: 'S2', score: null, threshold: null,
      evidence: {
        label: 'KRAS p.G12C', share_of_tumour: { median: expect.closeTo(0.2, 1) as unknown },
        option: { text: 'KRAS G12C inhibitor + anti-EGFR (tier A when truncal, tier D when acquired and subclonal)', entry: 'mcrc_wt.kras.g12c', effect: 'resistance', tier: 'A', citation: expect.any(String) as unknown, citation_checked: 'no' },
      },
    });
    expect(a!.text).toMatch(new RegExp('^KRAS p\\.G12C called: the catalogue knows an option for it\\. 4 Oct 2024 ND \\(<0\\.075 %, 4,000 molecules\\) → 1 Nov 2024 1\\.0 % \\(.*; 40/4,000\\)\\. '
      + 'Option: KRAS G12C inhibitor \\+ anti-EGFR \\(tier A when truncal, tier D when acquired and subclonal\\); tier A, citation not verified \\(mcrc_wt\\.kras\\.g12c\\)\\. Share of the tumour signal \\d+ % \\(95 % \\d+ %–\\d+ %\\)\\. '
      + 'Truncal APC [a-z, ]+\\. On cetuximab wk 14\\. CHIP: WBC not tested\\. Suggested check: confirm the variant, tumour board; not a treatment instruction\\.$'));
  });
  it('not before the call, and not again once told', () => {
    expect(g12c((steps) => steps[0]!.memory.targets!.add('KRAS p.G12C'))).toEqual([]);
    expect(target(() => rows('KRAS', 'p.G12C', [0, 0]), cetuximab)()).toEqual([]);
  });
  it('of a first detection the rules of variants have already told, however faint it is', () => {
    const faint = target(() => rows('KRAS', 'p.G12C', [0, 0, 3]), cetuximab);
    expect(faint()).toEqual([]);
    expect(faint((steps) => { memoryOf(steps[0]!.memory, 'KRAS p.G12C').detected = true; })).toHaveLength(1);
    expect(faint((steps) => { memoryOf(steps[0]!.memory, 'KRAS p.G12C').detected = false; })).toEqual([]);
  });
  it('is a notice of its own where no alert of resistance stands beside it: sensitivity proven in patients', () => {
    const pik3ca = target(() => rows('PIK3CA', 'p.H1047R', [0, 30]), [drug('letrozole', 'endocrine')], { nosology: 'breast_hrpos_her2neg' });
    expect(pik3ca()).toMatchObject([{ severity: 'review', evidence: { option: { text: 'capivasertib+fulvestrant; alpelisib; inavolisib+palbociclib (1L)', effect: 'sensitivity', citation_checked: 'some' } } }]);
    expect(pik3ca()[0]!.text).toContain('tier A, citation verified in part (breast.pik3ca.e542k)');
    expect(target(() => rows('MET', 'p.M1268T', [0, 30]), [], { nosology: 'rcc' })().map((a) => (a.evidence.option as { tier: string }).tier)).toEqual(['B']);
    // Tier D opens nothing, nor does the primary target of the disease, of tier A though it is.
    expect(target(() => rows('TSC1', 'p.R692*', [0, 30]), [], { nosology: 'rcc' })()).toEqual([]);
    expect(target(() => rows('BRAF', 'p.V600E', [0, 30]), [], { nosology: 'mcrc_braf_v600e' })()).toEqual([]);
    expect(target(() => rows('FGF19', 'amplification', [0, 30]), [], { nosology: 'hcc_lenvatinib' })()).toEqual([]);
  });
  it('is not said of an option that was given: the drug it names, or all of its classes in one line', () => {
    const t790m = (lines: readonly TreatmentLine[]): number => target(() => rows('EGFR', 'p.T790M', [0, 30]), lines, { nosology: 'nsclc_egfr' })().length;
    expect(t790m([drug('gefitinib', 'egfr_tki')])).toBe(1);
    expect(t790m([drug('gefitinib', 'egfr_tki'), drug('Osimertinib', 'egfr_tki')])).toBe(0);
    // A short name is part of many words: "met" of "osimertinib" would be none.
    expect(t790m([drug('met', 'egfr_tki')])).toBe(1);
    expect(t790m([drug('acq', 'egfr_tki')])).toBe(1);
    const both = line(day0 - 70, null, { regimen: 'trial', agents: ['drug A', 'drug B'], therapyClasses: ['kras_g12c_inhibitor', 'anti_egfr', 'chemotherapy'] });
    expect(target(() => rows('KRAS', 'p.G12C', [0, 40]), [both])()).toEqual([]);
    // The two classes one after the other were never given together.
    expect(target(() => rows('KRAS', 'p.G12C', [0, 40]), [drug('drug A', 'kras_g12c_inhibitor'), drug('drug B', 'anti_egfr')])()).toHaveLength(1);
    // An option that names drugs and no class is not given by having had no such class.
    expect(target(() => rows('ERBB2', 'amplification', [0, 40]), [drug('drug C', 'other')], { nosology: 'mcrc_ras_braf_wt' })()).toHaveLength(1);
  });
  it('blood cells open nothing, nor does an inherited variant, nor an origin that is open', () => {
    expect(target(() => rows('KRAS', 'p.G12C', [40, 40], { wbcVafFraction: 0.01 }), cetuximab)()).toEqual([]);
    expect(target(() => rows('PIK3CA', 'p.H1047R', [2000, 2000], { wbcVafFraction: 0.5 }), [], { nosology: 'breast_hrpos_her2neg' })()).toEqual([]);
    expect(target(() => [0, 1].map((i) => measure(`S${i}`, at(i), 'KRAS', 'p.G12C', 40, 4000)), cetuximab)()).toEqual([]);
  });
  it('a share is said where it can be: not of what moves with the tumour, and not without a truncal call', () => {
    // Beside a tumour that is confirmed but shows no truncal variant in the draw: tumour fraction reported.
    const alone = target(() => [measure('S1', at(0), 'KRAS', 'p.G12C', 40, 4000, { tumourFraction: 0.1 })], cetuximab)();
    expect(alone).toMatchObject([{ evidence: { share_of_tumour: null } }]);
    expect(alone[0]!.text).toContain('Share of the tumour not computed.');
    const truncal = over(targetRules, () => stepsOf(patient(rows('PIK3CA', 'p.H1047R', [180, 200]), [], { nosology: 'breast_hrpos_her2neg' }, { assessments: [{ day: day0 - 9, kind: 'tissue', gene: 'PIK3CA', variant: 'p.H1047R', result: 'positive', unit: '' }] })))();
    for (const a of truncal) if (a.clone === 'C0') expect([a.text.includes('It moves with the truncal variants: no share of its own.'), a.evidence.share_of_tumour]).toEqual([true, null]);
    expect(truncal.map((a) => a.clone)).toEqual(['C0']);
  });
});

describe('sample_suspect', () => {
  type Row = readonly [apc: number, krasD: number, krasV: number, nras: number];
  const names = [['APC', 'p.R1450*'], ['KRAS', 'p.G12D'], ['KRAS', 'p.G12V'], ['NRAS', 'p.Q61K']] as const;
  const suspect = (rows: readonly Row[], n = 4000, more: (m: Measurement) => Measurement = (m) => m): readonly AlertFinding[] => {
    const ms = rows.flatMap((row, i) => names.map(([gene, variant], j) => more(measure(`S${i + 1}`, at(i), gene, variant, row[j]!, n))));
    return anew(stepsOf(patient(ms, [line(day0 - 10, null)]))).flatMap((s) => suspectRules(s));
  };
  const usual: readonly Row[] = [[120, 0, 0, 0], [100, 0, 0, 0]];

  it('a truncal variant lost while another appears: a swap would look so; both are named', () => {
    const [a, ...more] = suspect([...usual, [0, 60, 0, 0]]);
    expect(more).toEqual([]);
    expect(a).toMatchObject({
      kind: 'sample_suspect', grade: null, severity: 'review', phase: 'on', gene: null, variant: null, members: [{ gene: 'KRAS', variant: 'p.G12D' }, { gene: 'APC', variant: 'p.R1450*' }], clone: null, episode: 'sample_suspect|S3',
      firedDay: at(2), knownDay: at(2), specimenId: 'S3', score: null, threshold: null, evidence: { appeared: ['KRAS p.G12D'], missing: ['APC p.R1450*'], collected_on: '2024-11-29', rules_version: expect.any(String) as unknown, model_version: expect.any(String) as unknown },
    });
    expect(a!.text).toBe('Draw of 29 Nov 2024 does not fit the draws before it: APC p.R1450*, called before, is missing while KRAS p.G12D appears for the first time: a swapped sample would look like this. '
      + 'Alerts of clones from this draw are held back. Suggested check: identity of the sample with the laboratory, and a repeat draw; not a treatment instruction.');
  });
  it('two that appear together: another sample\'s DNA would look so', () => {
    const [a, ...more] = suspect([...usual, [110, 12, 9, 0]]);
    expect(more).toEqual([]);
    expect(a).toMatchObject({ evidence: { appeared: ['KRAS p.G12D', 'KRAS p.G12V'], missing: [] } });
    expect(a!.text).toContain('KRAS p.G12D, KRAS p.G12V appear together for the first time: DNA of another sample would look like this. Alerts');
  });
  it('one that appears alone, with the truncal signal in place, is a detection', () => expect(suspect([...usual, [110, 60, 0, 0]])).toEqual([]));
  it('a newcomer has two draws before it that did not call it: in the first two draws nothing is new', () => {
    expect(suspect([[120, 12, 9, 0]])).toEqual([]);
    expect(suspect([[120, 0, 0, 0], [120, 12, 9, 0]])).toEqual([]);
    expect(suspect([[120, 12, 9, 0], [110, 12, 9, 0], [0, 12, 9, 0]])).toEqual([]);
    // Called three draws ago and not since: new again.
    expect(suspect([[120, 12, 9, 0], ...usual, [110, 12, 9, 0]])).toHaveLength(1);
    expect(suspect([...usual, [110, 12, 9, 0], [115, 0, 0, 0], [115, 12, 9, 0]])).toHaveLength(1);
  });
  it('a call that background gives now and then is no plain newcomer', () => {
    // Of a position whose background scatters as blanks do, 5 of 4,000 come once in 350 draws, 6 once in 560: beyond 2 in 1,000 from six on.
    for (const [k, tail] of [[3, 0.0097], [5, 0.0029], [6, 0.0018]] as const) expect(backgroundTail(countDraws(lastSnap(patient([measure('S1', 0, 'KRAS', 'p.G12D', k, 4000)], [])).series[0]!)[0]!)).toBeCloseTo(tail, 4);
    expect(suspect([...usual, [110, 5, 5, 0]])).toEqual([]);
    expect(suspect([...usual, [110, 6, 5, 0]])).toEqual([]);
    expect(suspect([...usual, [110, 6, 6, 0]])).toHaveLength(1);
    expect(suspect([...usual, [0, 5, 0, 0]])).toEqual([]);
    expect(suspect([...usual, [0, 6, 0, 0]])).toHaveLength(1);
  });
  it('lost is what would still give eight molecules at a fifth of the draw before', () => {
    // 40 of 4,000 before: a fifth over 4,000 is 8.
    expect(suspect([[120, 0, 0, 0], [40, 0, 0, 0], [0, 60, 0, 0]])).toHaveLength(1);
    expect(suspect([[120, 0, 0, 0], [39, 0, 0, 0], [0, 60, 0, 0]])).toEqual([]);
    expect(suspect([[120, 0, 0, 0], [0, 0, 0, 0], [0, 60, 0, 0]])).toEqual([]);
    expect(suspect([[0, 0, 0, 0], [120, 0, 0, 0], [2, 60, 0, 0]])).toEqual([]);
    // The draw before counts, not an older one.
    expect(suspect([[120, 0, 0, 0], [120, 0, 0, 0], [20, 0, 0, 0], [0, 60, 0, 0]])).toEqual([]);
    // A variant first looked at in this draw cannot be lost.
    expect(suspect([...usual, [0, 60, 0, 0]], 4000, (m) => (m.gene === 'APC' && m.specimenId !== 'S3' ? { ...m, mutantCount: null, totalCount: null, reportedStatus: 'not_covered' } : m))).toEqual([]);
    // Not covered is not lost.
    expect(suspect([...usual, [0, 60, 0, 0]], 4000, (m) => (m.gene === 'APC' && m.specimenId === 'S3' ? { ...m, mutantCount: null, totalCount: null, reportedStatus: 'not_covered' } : m))).toEqual([]);
  });
  it('a fall without a newcomer is a fall', () => expect(suspect([...usual, [0, 0, 0, 0]])).toEqual([]));
  it('three faint ones at once, as another sample\'s would be', () => {
    expect(suspect([...usual, ...usual, ...usual, [110, 4, 4, 4]])).toMatchObject([{ specimenId: 'S7', evidence: { appeared: ['KRAS p.G12D', 'KRAS p.G12V', 'NRAS p.Q61K'] } }]);
    expect(suspect([...usual, ...usual, ...usual, [110, 4, 4, 0]])).toEqual([]);
  });
  it('variants that raise no alert of resistance are no newcomers', () => {
    expect(suspect([...usual, [0, 60, 9, 0]], 4000, (m) => (m.gene === 'KRAS' ? { ...m, gene: 'FOO', variant: m.variant === 'p.G12D' ? 'p.A1B' : 'p.C2D' } : m))).toEqual([]);
  });
});

describe('tumour DNA of a draw as a whole', () => {
  const dna = (state: TumourDna['state'], more: Partial<TumourDna> = {}): TumourDna => ({ assay: 'MRD', state, tumourFraction: null, moleculesPerMl: null, lod: null, ...more });
  const draw = (specimenId: string, day: number, ...tumourDna: TumourDna[]): Pick<DrawResult, 'specimenId' | 'day' | 'tumourDna'> => ({ specimenId, day, ...(tumourDna.length > 0 ? { tumourDna } : {}) });
  it('in words, with what amount is given', () => {
    expect(presentText(dna('detected', { tumourFraction: 0.00041, moleculesPerMl: 1.0963 }))).toBe('Tumour DNA detected by MRD (tumour fraction 0.041 %, 1.1 molecules/mL), no variant named');
    expect(presentText(dna('detected', { moleculesPerMl: 1234.5 }))).toBe('Tumour DNA detected by MRD (1230 molecules/mL), no variant named');
    expect(presentText(dna('detected', { tumourFraction: 0.02 }))).toBe('Tumour DNA detected by MRD (tumour fraction 2.0 %), no variant named');
    expect(presentText(dna('detected'))).toBe('Tumour DNA detected by MRD (amount not given), no variant named');
  });
  it('is there on a day when any tube of it shows it', () => {
    const found = dna('detected');
    const all = [draw('A', 5, dna('not_detected')), draw('B', 10, dna('not_detected')), draw('C', 10, dna('not_evaluable'), found), draw('D', 20)];
    expect([5, 10, 20, 30].map((d) => presentOn(all, d))).toEqual([null, found, null, null]);
  });
  it('is back when the assay had said "not detected" the last time it could be read, in every tube of that day', () => {
    const back = (...earlier: ReturnType<typeof draw>[]): string[] => returnsOn([...earlier, draw('Z', 100, dna('detected'))], 100).map((r) => `${r.before.specimenId} ${r.before.day}`);
    expect(back()).toEqual([]);
    expect(back(draw('A', 10, dna('not_detected')))).toEqual(['A 10']);
    expect(back(draw('A', 10, dna('not_detected')), draw('B', 20, dna('detected')))).toEqual([]);
    expect(back(draw('A', 10, dna('detected')), draw('B', 20, dna('not_detected')))).toEqual(['B 20']);
    expect(back(draw('A', 10, dna('not_detected')), draw('B', 20, dna('not_evaluable')))).toEqual(['A 10']);
    expect(back(draw('A', 10, dna('not_evaluable')))).toEqual([]);
    expect(back(draw('A', 10, dna('not_detected'), dna('detected')))).toEqual([]);
    expect(back(draw('A', 10, dna('not_detected')), draw('B', 10, dna('not_detected')))).toEqual(['B 10']);
    expect(back(draw('A', 10, dna('not_detected', { assay: 'other' })))).toEqual([]);
    expect(back(draw('A', 10, dna('not_detected')), draw('B', 20, dna('detected', { assay: 'other' })))).toEqual(['A 10']);
    expect(back(draw('A', 10, dna('not_detected')), draw('B', 20))).toEqual(['A 10']);
    // On the day itself is not before it; not detected is not found.
    expect(back(draw('A', 100, dna('not_detected')))).toEqual([]);
    expect(returnsOn([draw('A', 10, dna('not_detected')), draw('Z', 100, dna('not_detected'))], 100)).toEqual([]);
    expect(returnsOn([draw('A', 10, dna('not_detected')), draw('Z', 90, dna('detected')), draw('Y', 100)], 100)).toEqual([]);
  });
  it('is said to be detected again', () => {
    const [r] = returnsOn([draw('A', 10, dna('not_detected')), draw('Z', 100, dna('detected', { tumourFraction: 0.0003 }))], 100);
    expect(returnText(r!)).toBe('Tumour DNA detected again by MRD (tumour fraction 0.030 %), no variant named');
  });
});

describe('burden_rising by an assay that names no variant', () => {
  const whole = (specimenId: string, day: number, state: 'detected' | 'not_detected' | 'failed_qc', more: Partial<Measurement> = {}): Measurement =>
    measure(specimenId, day, '', '', null, null, { assay: 'MRD', assayVersion: '', reportedStatus: state, tumourFraction: state === 'detected' ? 0.0003 : null, backgroundFraction: null, inputHge: null, ...more });
  const rule = (...ms: Measurement[]): ReturnType<typeof over> => over(wholeDrawRules, () => stepsOf(patient(ms, [line(day0 - 10, null)])));
  const back = rule(whole('S1', at(0), 'not_detected'), whole('S2', at(1), 'detected', { lodFraction: 0.0001, copiesPerMl: 1.2 }));
  it('is a watch for review, with the amount, the limit as stated and the draw before', () => {
    const [a, ...more] = back();
    expect(more).toEqual([]);
    expect(a).toEqual({
      kind: 'burden_rising', grade: 'watch', severity: 'review', phase: 'on', gene: null, variant: null, members: [], clone: null, episode: 'burden_rising|MRD|S2', firedDay: at(1), knownDay: at(1), specimenId: 'S2', score: null, threshold: null,
      evidence: { assay: 'MRD', tumour_dna: 'detected', tumour_fraction: 0.0003, molecules_per_ml: 1.2, lod: 0.0001, collected_on: '2024-11-01', before: { specimen_id: 'S1', collected_on: '2024-10-04', tumour_dna: 'not_detected' }, model_version: expect.any(String) as unknown, rules_version: expect.any(String) as unknown },
      text: 'Tumour DNA detected again by MRD (tumour fraction 0.030 %, 1.2 molecules/mL), no variant named: not detected on 4 Oct 2024, detected on 1 Nov 2024. Limit of detection of the assay as stated: 0.010 %. One draw: not confirmed by a second. Suggested check: repeat draw and imaging; not a treatment instruction.',
    });
  });
  it('without a stated limit says so', () => expect(rule(whole('S1', at(0), 'not_detected'), whole('S2', at(1), 'detected'))()[0]!.text).toContain('The limit of detection of the assay is not given.'));
  it('not while a rise by variants is told, and once a draw and assay', () => {
    expect(back((steps) => { steps[0]!.memory.burden = { kind: 'burden_rising', specimenId: 'S1', confirmed: false, lowDraws: 0 }; })).toEqual([]);
    const steps = anew(stepsOf(patient([whole('S1', at(0), 'not_detected'), whole('S2', at(1), 'detected')], [])));
    expect([...steps, steps[1]!].flatMap((s) => wholeDrawRules(s))).toHaveLength(1);
  });
  it('comes with the row of the assay itself: a panel\'s result of the same draw, later, tells nothing new', () => {
    const later = rule(whole('S1', at(0), 'not_detected'), whole('S2', at(1), 'detected', { knownDay: at(1) + 5 }), measure('S2', at(1), 'APC', 'p.R1450*', 0, 4000), measure('S2', at(1), '', 'chr5:g.112839942C>T', 0, 4000, { knownDay: at(1) + 9 }));
    expect(later().map((a) => a.knownDay)).toEqual([at(1) + 5]);
  });
  it('a panel\'s later result does not bring up what was left to a rise by variants', () => {
    for (const row of [measure('S2', at(1), 'APC', 'p.R1450*', 0, 4000, { knownDay: at(1) + 9 }), measure('S2', at(1), '', 'chr5:g.112839942C>T', 0, 4000, { knownDay: at(1) + 9 })]) {
      const steps = anew(stepsOf(patient([whole('S1', at(0), 'not_detected'), whole('S2', at(1), 'detected'), row], [])));
      expect(steps.flatMap((s, i) => { s.memory.burden = i < 2 ? { kind: 'burden_rising', specimenId: 'S1', confirmed: false, lowDraws: 0 } : null; return wholeDrawRules(s); })).toEqual([]);
    }
    // Both reported on one day: told.
    expect(rule(whole('S1', at(0), 'not_detected'), whole('S2', at(1), 'detected'), measure('S2', at(1), 'APC', 'p.R1450*', 0, 4000))()).toHaveLength(1);
  });
  it('two tubes of a day are told by the one that shows it', () => {
    const two = rule(whole('S1', at(0), 'not_detected'), whole('S2', at(1), 'detected'), whole('S3', at(1), 'not_detected'));
    expect(two().map((a) => a.specimenId)).toEqual(['S2']);
  });
});
