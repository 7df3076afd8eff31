/** Every default gate in every state it can take, at its boundaries, each on a patient who meets all the others. */
import { describe, expect, it } from '@jest/globals';
import type { GateState, Measurement, RechallengeVerdict } from '@clonewatch/domain';
import { evaluatePatient } from '@clonewatch/guidance';
import { line, measure, patient } from './records.js';
import { assessment, candidate, datumOf, readiness, stateOf, today, usualLines, type Change } from './rechallenge-records.js';

const wbc = (fraction: number, gene: string, variant: string) => (m: Measurement): Measurement => (m.gene === gene && m.variant === variant ? { ...m, wbcVafFraction: fraction } : m);
const lines = (first: Parameters<typeof line>[2], freeDays = 200, on = 300) => [line(today - freeDays - on, today - freeDays, { bestResponse: 'PR', stopReason: 'progression', ...first }), usualLines(freeDays)[1]!];
const earlier = (rows: readonly (readonly [string, string, number, number])[], at = today - 120): Measurement[] => rows.map(([g, v, k, n]) => measure(`E${at}`, at, g, v, k, n));

type Row = readonly [string, string, Change, GateState, RechallengeVerdict];
const rows: readonly Row[] = [
  ['G1', 'no mutation in extended RAS and BRAF', {}, 'pass', 'met'],
  ['G1', 'only exon 2 tested', { profile: { tissueRas: 'exon2_wt_only' } }, 'unknown', 'cannot_assess'],
  ['G1', 'RAS not recorded', { profile: { tissueRas: null } }, 'unknown', 'cannot_assess'],
  ['G1', 'BRAF not recorded', { profile: { tissueBraf: 'unknown' } }, 'unknown', 'cannot_assess'],
  ['G1', 'RAS mutant', { profile: { tissueRas: 'mutant' } }, 'fail', 'not_met'],
  ['G1', 'BRAF V600E', { profile: { tissueBraf: 'v600e' } }, 'fail', 'not_met'],
  ['G1', 'mutation in a later biopsy', { assessments: [assessment(today - 40, 'tissue', 'positive', 'KRAS', 'p.G12V')] }, 'fail', 'not_met'],
  ['G1', 'a biopsy of tomorrow is not known', { assessments: [assessment(today + 1, 'tissue', 'positive', 'KRAS', 'p.G12V')] }, 'pass', 'met'],
  ['G1', 'tissue tested tomorrow is not known', { profile: { tissueDay: today + 1 } }, 'unknown', 'cannot_assess'],
  ['G2', 'CR', { lines: lines({ bestResponse: 'CR' }) }, 'pass', 'met'],
  ['G2', 'SD over 6 months', { lines: lines({ bestResponse: 'SD' }, 200, 183) }, 'caution', 'discuss'],
  ['G2', 'SD a day short of 6 months', { lines: lines({ bestResponse: 'SD' }, 200, 182) }, 'fail', 'not_met'],
  ['G2', 'PD', { lines: lines({ bestResponse: 'PD' }) }, 'fail', 'not_met'],
  ['G2', 'not evaluable', { lines: lines({ bestResponse: 'NE' }) }, 'unknown', 'cannot_assess'],
  ['G2', 'not recorded', { lines: lines({ bestResponse: null }) }, 'unknown', 'cannot_assess'],
  ['G3', '4 months', { lines: lines({}, 122) }, 'pass', 'met'],
  ['G3', 'a day short of 4 months', { lines: lines({}, 121) }, 'caution', 'discuss'],
  ['G3', '3 months', { lines: lines({}, 92) }, 'caution', 'discuss'],
  ['G3', 'a day short of 3 months', { lines: lines({}, 91) }, 'fail', 'not_met'],
  ['G3', 'on the drug', { lines: [line(today - 300, null)] }, 'fail', 'not_met'],
  ['G3', 'a stop in the future is not known', { lines: [line(today - 300, today + 1)] }, 'fail', 'not_met'],
  ['G4', 'no line between', { lines: lines({}).slice(0, 1) }, 'fail', 'not_met'],
  ['G4', 'a line of unknown kind between', { lines: [lines({})[0]!, line(today - 150, null, { regimen: 'trial drug', agents: [], therapyClasses: [] })] }, 'unknown', 'cannot_assess'],
  ['G5', '27 days', { age: 27 }, 'pass', 'met'],
  ['G5', '28 days', { age: 28 }, 'pass', 'met'],
  ['G5', '29 days', { age: 29 }, 'fail', 'not_met'],
  ['G5', 'drawn the day before progression', { assessments: [assessment(today - 6, 'imaging', 'PD')] }, 'fail', 'not_met'],
  ['G5', 'drawn on the day of progression', { assessments: [assessment(today - 7, 'imaging', 'PD')] }, 'pass', 'met'],
  ['G5', 'progression somewhen before a stop after the draw', { lines: [lines({})[0]!, { ...usualLines()[1]!, stopDay: today - 2 }] }, 'unknown', 'cannot_assess'],
  ['G6', 'truncal variant not in white blood cells', {}, 'pass', 'met'],
  ['G6', 'truncal variant known from tissue', { truncal: { wbc: null }, assessments: [assessment(today - 400, 'tissue', 'positive', 'APC', 'p.R1450*')] }, 'pass', 'met'],
  ['G6', 'truncal variant unconfirmed', { truncal: { wbc: null } }, 'not_informative', 'cannot_assess'],
  ['G6', 'truncal variant unconfirmed, but it moves', { truncal: { wbc: null }, more: earlier([['APC', 'p.R1450*', 10, 3500]]) }, 'pass', 'met'],
  ['G6', 'no truncal variant', { truncal: null }, 'not_informative', 'cannot_assess'],
  ['G6', 'truncal variant not called', { truncal: { k: 0 }, more: earlier([['APC', 'p.R1450*', 100, 3500]]) }, 'not_informative', 'cannot_assess'],
  ['G6', 'TP53 alone, unconfirmed', { truncal: { gene: 'TP53', variant: 'p.R175H', wbc: null } }, 'not_informative', 'cannot_assess'],
  ['G6', 'TP53 alone, not in white blood cells', { truncal: { gene: 'TP53', variant: 'p.R175H' } }, 'not_informative', 'cannot_assess'],
  ['G6', 'tumour fraction 1 %', { truncal: null, edit: (m) => ({ ...m, tumourFraction: 0.01 }), depth: 9000 }, 'pass', 'met'],
  ['G6', 'tumour fraction just below 1 %', { truncal: null, edit: (m) => ({ ...m, tumourFraction: 0.0099 }), depth: 9000 }, 'not_informative', 'cannot_assess'],
  ['G7', 'called', { counts: { 'KRAS p.G12D': 12 }, edit: wbc(0, 'KRAS', 'p.G12D') }, 'fail', 'not_met'],
  ['G7', 'called, moving since an earlier draw', { counts: { 'KRAS p.G12D': 12 }, more: earlier([['KRAS', 'p.G12D', 0, 5000]]) }, 'fail', 'not_met'],
  ['G7', 'called, known from tissue', { counts: { 'NRAS p.Q61H': 12 }, assessments: [assessment(today - 9, 'tissue', 'detected', 'NRAS', 'p.Q61H')] }, 'fail', 'not_met'],
  ['G7', 'called, origin open', { counts: { 'KRAS p.G12D': 12 } }, 'unknown', 'cannot_assess'],
  ['G7', 'KRAS of white blood cells neither denies nor grants', { counts: { 'KRAS p.G12D': 12 }, edit: wbc(0.004, 'KRAS', 'p.G12D') }, 'pass', 'met'],
  ['G7', 'class-3 BRAF is no call of BRAF V600', { more: [measure('S1', today - 7, 'BRAF', 'p.D594G', 40, 3500, { wbcVafFraction: 0 })] }, 'pass', 'met'],
  ['G7', 'two molecules of an allele never seen', { counts: { 'KRAS p.G12D': 2 }, edit: wbc(0, 'KRAS', 'p.G12D') }, 'pass', 'met'],
  ['G7', 'two molecules of an allele seen before', { counts: { 'KRAS p.G12D': 2 }, edit: wbc(0, 'KRAS', 'p.G12D'), more: earlier([['KRAS', 'p.G12D', 30, 3500]]) }, 'fail', 'not_met'],
  ['G7', 'a codon not covered', { counts: { 'NRAS p.K117N': null } }, 'unknown', 'cannot_assess'],
  ['G7', 'a codon without a row', { edit: (m) => (m.gene === 'KRAS' && m.variant === 'p.A59T' ? null : m) }, 'unknown', 'cannot_assess'],
  ['G7', 'allele-specific partitions read one change, not the codon', { edit: (m) => (m.variant === 'p.G13D' ? { ...m, countUnit: 'partitions', totalCount: 18000, wildtypeCount: 3200 } : m) }, 'unknown', 'cannot_assess'],
  ['G7', 'partitions of a panel that names the gene', { edit: (m) => (m.variant === 'p.G13D' ? { ...m, countUnit: 'partitions', totalCount: 18000, wildtypeCount: 3200, panel: ['KRAS', 'NRAS'] } : m) }, 'pass', 'met'],
  ['G7', 'a depth nobody reported', { edit: (m) => (m.gene === 'NRAS' ? { ...m, mutantCount: null, totalCount: null, reportedStatus: 'not_detected', inputHge: null } : m) }, 'unknown', 'cannot_assess'],
  ['G7', 'a stated limit of detection in place of a depth', { edit: (m) => (m.gene === 'NRAS' ? { ...m, mutantCount: null, totalCount: null, reportedStatus: 'not_detected', inputHge: null, lodFraction: 0.002 } : m) }, 'pass', 'met'],
  ['G7', 'a quarter of the tumour would have been seen', { depth: 1500, truncal: { k: 40 } }, 'pass', 'met'],
  ['G7', '… would mostly have been seen', { depth: 1000, truncal: { k: 16 } }, 'caution', 'discuss'],
  ['G7', 'so too in a shallow sample of a tumour that sheds much, which excludes no clone of 0.4 %', { depth: 1150, truncal: { k: 200 } }, 'caution', 'discuss'],
  ['G7', '… and with a clone called before, none of 0.25 %', { depth: 1700, truncal: { k: 200 }, more: earlier([['KRAS', 'p.G12D', 30, 3500]]) }, 'caution', 'discuss'],
  ['G7', '… which a deeper sample does', { depth: 2600, truncal: { k: 200 }, more: earlier([['KRAS', 'p.G12D', 30, 3500]]) }, 'pass', 'met'],
  ['G7', '… would not', { depth: 1000, truncal: { k: 8 } }, 'not_informative', 'cannot_assess'],
  ['G8', 'G465R called', { counts: { 'EGFR p.G465R': 9 } }, 'fail', 'not_met'],
  ['G8', 'S492R called, drug not known', { counts: { 'EGFR p.S492R': 9 } }, 'fail', 'not_met'],
  ['G8', 'ectodomain not covered', { counts: { 'EGFR p.S492R': null } }, 'unknown', 'cannot_assess'],
  ['G9', 'MAP2K1', { counts: { 'MAP2K1 p.K57N': 9 } }, 'fail', 'not_met'],
  ['G9', 'kinase fusion', { counts: { 'RET fusion:CCDC6': 9 } }, 'fail', 'not_met'],
  ['G9', 'class-2 BRAF, excluded by the catalogue', { more: [measure('S1', today - 7, 'BRAF', 'p.K601E', 40, 3500, { wbcVafFraction: 0 })] }, 'fail', 'not_met'],
  ['G9', 'PIK3CA exon 20', { counts: { 'PIK3CA p.H1047R': 9 } }, 'caution', 'discuss'],
  ['G9', 'PIK3CA exon 9 is not asked for', { more: [measure('S1', today - 7, 'PIK3CA', 'p.E545K', 40, 3500)] }, 'pass', 'met'],
  ['G9', 'amplification not tested', { counts: { 'ERBB2 amplification': null } }, 'unknown', 'cannot_assess'],
  ['G10', 'unresolved origin', { counts: { 'BRAF p.V600E': 12 } }, 'unknown', 'cannot_assess'],
  ['G10', 'inherited variant missing', { more: [measure('S1', today - 7, 'BRCA2', 'p.K3326*', 0, 3500), measure('E1', today - 90, 'BRCA2', 'p.K3326*', 1700, 3500, { wbcVafFraction: 0.5 })] }, 'unknown', 'cannot_assess'],
];

describe('default gates', () => {
  it.each(rows)('%s %s', (id, _why, change, state, verdict) => {
    const r = readiness(change);
    expect([stateOf(r, id), r.verdict]).toEqual([state, verdict]);
  });

  it('every gate is shown in every state that it can take', () => {
    const shown = (id: string): string[] => [...new Set(rows.filter((r) => r[0] === id).map((r) => r[3]))].sort();
    expect(Object.fromEntries(['G1', 'G2', 'G3', 'G4', 'G5', 'G6', 'G7', 'G8', 'G9'].map((id) => [id, shown(id).join(' ')]))).toEqual({
      G1: 'fail pass unknown', G2: 'caution fail pass unknown', G3: 'caution fail pass', G4: 'fail unknown', G5: 'fail pass unknown', G6: 'not_informative pass',
      G7: 'caution fail not_informative pass unknown', G8: 'fail unknown', G9: 'caution fail pass unknown',
    });
  });
});

describe('wording', () => {
  it('names the sample, and promises nothing', () => {
    expect(readiness().wording).toBe('Criteria met in the sample of 25 May 2026');
    expect(readiness({ truncal: null }).wording).toBe('Cannot be assessed: no tumour DNA shown in this sample. A repeat draw would answer');
    expect(readiness({ counts: { 'KRAS p.G12D': 12 }, edit: wbc(0, 'KRAS', 'p.G12D') }).wording).toBe('Not met: KRAS p.G12D 0.34 % called');
    const open = readiness({ counts: { 'KRAS p.G12D': 12 } });
    expect([open.answeredBy, open.wording]).toEqual(['wbc', 'Cannot be assessed: KRAS p.G12D 0.34 % called, origin not resolved: white blood cells not tested and its course does not tell. Sequencing of white blood cells would answer']);
    expect(readiness({ counts: { 'NRAS p.K117N': null } }).answeredBy).toBe('wider_panel');
    expect(readiness({ profile: { tissueRas: null }, counts: { 'NRAS p.K117N': null } }).answeredBy).toBeNull();
    for (const [, , change] of rows) expect(JSON.stringify(readiness(change))).not.toMatch(/negative|wild.?type|will respond|NaN|undefined/i);
  });
});

describe('what the sample excludes', () => {
  it('three molecules never seen before are the limit: 6.30 of 3,500 less the background (SciPy: gamma.ppf(0.95, 3) = 6.2958)', () => {
    const r = readiness();
    expect(r.excludedToVaf).toBeCloseTo((6.295793622 - 3e-5 * 3500) / 3500, 9);
    expect(datumOf(r, 'G7')).toMatch(/excluded to 0\.18 % VAF, 7\.2 % of the tumour/);
  });
  it('the position that saw least decides; there two molecules are enough (gamma.ppf(0.95, 2) = 4.7439)', () => {
    const shallow = readiness({ edit: (m) => (m.variant === 'p.A146T' && m.gene === 'NRAS' ? { ...m, totalCount: 1750 } : m) });
    expect(shallow.excludedToVaf).toBeCloseTo((4.743864518 - 3e-5 * 1750) / 1750, 9);
  });
  it('is not said where an allele is called or a codon not tested', () => {
    expect(readiness({ counts: { 'KRAS p.G12D': 12 } }).excludedToVaf).toBeNull();
    expect(readiness({ counts: { 'NRAS p.K117N': null } }).excludedToVaf).toBeNull();
    expect(readiness({ counts: { 'NRAS p.K117N': null } }).excludedToShare).toBeNull();
  });
});

describe('the question', () => {
  const rows1 = [measure('S1', today, 'APC', 'p.R1450*', 90, 3000)];
  it('does not arise before anti-EGFR, nor in another disease', () => {
    expect(evaluatePatient(patient(rows1, [line(today - 90, null, { therapyClasses: ['vegf', 'chemotherapy'], agents: ['bevacizumab'] })]), null).rechallenge).toBeNull();
    expect(evaluatePatient(patient(rows1, [line(today + 1, null)]), { day: today }).rechallenge).toBeNull();
    expect(evaluatePatient({ ...candidate(), profile: { ...candidate().profile, nosology: 'melanoma_braf_v600' } }, null).rechallenge).toBeNull();
  });
  it('arises for an unknown disease with anti-EGFR', () => {
    expect(evaluatePatient({ ...candidate(), profile: { ...candidate().profile, nosology: null } }, { day: today }).rechallenge!.verdict).toBe('met');
  });
  it('without any sample nothing is met', () => {
    const r = evaluatePatient(patient([], usualLines(), { tissueRas: 'ras_ext_wt', tissueBraf: 'wt' }), { day: today }).rechallenge!;
    expect([r.verdict, stateOf(r, 'G5'), stateOf(r, 'G6'), stateOf(r, 'G7')]).toEqual(['cannot_assess', 'unknown', 'not_informative', 'unknown']);
  });
  it('an order of draws has no interval and no age', () => {
    const order = { ...candidate(), timeline: { kind: 'days' as const, anchor: 'draw order' } };
    const r = evaluatePatient(order, { day: today }).rechallenge!;
    expect([r.verdict, stateOf(r, 'G3'), stateOf(r, 'G5')]).toEqual(['cannot_assess', 'unknown', 'unknown']);
  });
});
