/** What the gates and the trials say beside their state: every criterion's words, day and opening test, and histories of more than one course. */
import { describe, expect, it } from '@jest/globals';
import type { GateResult, Measurement, RechallengeResult, TreatmentLine } from '@clonewatch/domain';
import { gatesOn, rechallengeOf } from '@clonewatch/guidance';
import { newestVersions, ReadingCache } from '../../../libs/guidance/src/assemble.js';
import { canonicalRecord } from '../../../libs/guidance/src/known.js';
import { snapshotOf } from '../../../libs/guidance/src/snapshot.js';
import { line, measure } from './records.js';
import { assessment, candidate, stateOf, today, usualLines, type Change } from './rechallenge-records.js';

const first = (more: Partial<TreatmentLine>, freeDays = 200, on = 300): TreatmentLine => line(today - freeDays - on, today - freeDays, { bestResponse: 'PR', stopReason: 'progression', ...more });
const next = (more: Partial<TreatmentLine> = {}): TreatmentLine => ({ ...usualLines()[1]!, ...more });
const lines = (more: Partial<TreatmentLine>, freeDays = 200, on = 300): Change => ({ lines: [first(more, freeDays, on), usualLines(freeDays)[1]!] });
const wbc = (fraction: number) => (m: Measurement): Measurement => (m.gene === 'KRAS' || m.gene === 'NRAS' || m.gene === 'BRAF' ? { ...m, wbcVafFraction: fraction } : m);
/** Readiness alone, without the alerts and fits of a whole evaluation. */
function readiness(change: Change = {}): RechallengeResult {
  const canonical = canonicalRecord(candidate(change));
  return rechallengeOf(snapshotOf(canonical, newestVersions(canonical.measurements), today, new ReadingCache(canonical.controls)), () => null)!;
}
const drawn = today - 7;
const stopped = today - 200;

type Told = readonly [state: GateResult['state'], datum: string, day: number | null, opens: GateResult['opens']];
const told = (change: Change, trial: string, kind: string): Told => {
  const g = readiness(change).trials.find((t) => t.id === trial)!.gates.find((x) => x.id === kind)!;
  return [g.state, g.datum, g.day, g.opens];
};

describe('what a trial says', () => {
  it.each<[string, string, Change, Told]>([
    ['CRICKET', 'tissue', {}, ['pass', 'No extended RAS mutation and no BRAF V600E in tissue', null, null]],
    ['CAVE', 'tissue', { profile: { tissueDay: today - 9 } }, ['pass', 'No extended RAS mutation in tissue', today - 9, null]],
    ['JACCRO_CC08_09AR', 'tissue', { profile: { tissueRas: 'exon2_wt_only' } }, ['pass', 'No KRAS exon 2 mutation in tissue', null, null]],
    ['JACCRO_CC08_09AR', 'tissue', { profile: { tissueRas: 'unknown' } }, ['unknown', 'RAS in tissue not recorded to the extent asked for', null, 'tissue']],
    ['CAVE', 'tissue', { profile: { tissueRas: 'exon2_wt_only', tissueDay: today - 9 } }, ['unknown', 'RAS in tissue not recorded to the extent asked for', null, 'tissue']],
    ['CAVE', 'tissue', { profile: { tissueRas: 'mutant', tissueDay: today - 9 } }, ['fail', 'RAS mutated in tissue', today - 9, null]],
    ['CAVE', 'tissue', { profile: { tissueRas: 'mutant', tissueDay: today } }, ['fail', 'RAS mutated in tissue', today, null]],
    ['CAVE', 'tissue', { profile: { tissueRas: 'mutant', tissueDay: today + 1 } }, ['unknown', 'RAS in tissue not recorded to the extent asked for', null, 'tissue']],
    ['CAVE', 'tissue', { assessments: [assessment(today - 40, 'tissue', 'positive', 'NRAS', 'p.Q61H')] }, ['fail', 'NRAS p.Q61H in tissue', today - 40, null]],
    ['PURSUIT', 'plasma', {}, ['pass', 'None called in the sample of 25 May 2026', drawn, null]],
    ['PURSUIT', 'plasma', { depth: 10_000, truncal: { k: 300 }, counts: { 'KRAS p.G12D': 10 }, edit: wbc(0) }, ['pass', 'KRAS p.G12D 0.10 %, at most 0.10 %', drawn, null]],
    ['PURSUIT', 'plasma', { counts: { 'KRAS p.G12D': 35, 'NRAS p.Q61H': 35 }, edit: wbc(0) }, ['fail', 'KRAS p.G12D 1.0 %, NRAS p.Q61H 1.0 % called, above 0.10 %', drawn, null]],
    ['CAVE2', 'plasma', { counts: { 'KRAS p.G12D': 35 }, edit: wbc(0) }, ['fail', 'KRAS p.G12D 1.0 % called', drawn, null]],
    ['CAVE2', 'plasma', { edit: (m) => (m.gene === 'KRAS' && m.variant === 'p.G12D' ? { ...m, mutantCount: null, totalCount: null, reportedStatus: 'detected', wbcVafFraction: 0 } : m) }, ['fail', 'KRAS p.G12D called', drawn, null]],
    ['PURSUIT', 'plasma', { edit: (m) => (m.gene === 'KRAS' && m.variant === 'p.G12D' ? { ...m, mutantCount: null, totalCount: null, reportedStatus: 'detected', wbcVafFraction: 0 } : m) }, ['fail', 'KRAS p.G12D called, above 0.10 %', drawn, null]],
    ['PURSUIT', 'plasma', { age: 29 }, ['fail', 'Sample of 3 May 2026 is older than 28 days', today - 29, null]],
    ['CAVE2', 'plasma', { counts: { 'KRAS p.G12D': 12 } }, ['unknown', 'KRAS p.G12D 0.34 % called, origin not resolved', drawn, 'wbc']],
    ['PURSUIT', 'plasma', { edit: (m) => (m.gene === 'KRAS' && m.variant === 'p.G12D' ? { ...m, mutantCount: null, totalCount: null, reportedStatus: 'detected' } : m) }, ['unknown', 'KRAS p.G12D called, origin not resolved', drawn, 'wbc']],
    ['CAVE2', 'plasma', { counts: { 'KRAS p.A59T': null, 'NRAS p.K117N': null } }, ['unknown', 'Not tested: KRAS 59, NRAS 117', drawn, 'wider_panel']],
    ['CAVE2', 'plasma', { truncal: null }, ['not_informative', 'None called, but no tumour DNA shown in this sample', drawn, 'repeat']],
    ['PULSE', 'amplifications', {}, ['pass', 'None called in the sample of 25 May 2026', drawn, null]],
    ['PULSE', 'amplifications', { counts: { 'ERBB2 amplification': 9, 'MET amplification': 9 } }, ['fail', 'ERBB2 amplification, MET amplification called', drawn, null]],
    ['PULSE', 'amplifications', { counts: { 'ERBB2 amplification': 9 }, edit: (m) => (m.gene === 'ERBB2' ? { ...m, wbcVafFraction: 0.0026 } : m) }, ['pass', 'None called in the sample of 25 May 2026', drawn, null]],
    ['PULSE', 'amplifications', { counts: { 'ERBB2 amplification': null, 'MET amplification': null } }, ['unknown', 'Not tested: ERBB2 amplification, MET amplification', drawn, 'wider_panel']],
    ['PULSE', 'amplifications', { truncal: null }, ['not_informative', 'None called, but no tumour DNA shown in this sample', drawn, 'repeat']],
    // Neither another mechanism nor another gene's copies are its matter.
    ['PULSE', 'amplifications', { counts: { 'MAP2K1 p.K57N': 30, 'RET fusion:CCDC6': null, 'PTEN loss': null }, more: [measure('S1', drawn, 'FLT3', 'amplification', 9, 3500)] }, ['pass', 'None called in the sample of 25 May 2026', drawn, null]],
    ['PULSE', 'amplifications', { edit: () => null, truncal: null }, ['unknown', 'No sample', null, 'repeat']],
    ['CITRIC', 'benefit', {}, ['pass', 'Best response PR', stopped, null]],
    ['CITRIC', 'benefit', lines({ bestResponse: 'PD' }), ['fail', 'Best response PD', stopped, null]],
    ['CITRIC', 'benefit', lines({ bestResponse: 'SD' }, 200, 500), ['unknown', 'Best response SD; what counts as benefit is not defined', stopped, 'record']],
    ...([null, 'NE'] as const).map((bestResponse): [string, string, Change, Told] => ['CITRIC', 'benefit', lines({ bestResponse }), ['unknown', 'Best response to the earlier anti-EGFR treatment not recorded', stopped, 'record']]),
    ['CITRIC', 'benefit', { lines: [line(today - 900, today - 600, { regimen: 'FOLFOX', agents: ['oxaliplatin'], therapyClasses: ['chemotherapy'] }), first({}), next({})] }, ['unknown', 'Anti-EGFR was not in the first line recorded', today - 500, 'record']],
    ['CITRIC', 'benefit', { lines: [line(today - 900, today - 700, { bestResponse: 'CR' }), first({ bestResponse: 'PD' }), next({})] }, ['pass', 'Best response CR', today - 700, null]],
    ['CAVE2', 'prior_response', {}, ['pass', 'Best response PR', stopped, null]],
    ['CAVE2', 'prior_response', lines({ bestResponse: 'SD' }), ['fail', 'Best response SD', stopped, null]],
    ['CAVE2', 'prior_response', lines({ bestResponse: 'PD' }), ['fail', 'Best response PD', stopped, null]],
    ['CAVE2', 'prior_response', lines({ bestResponse: null }), ['unknown', 'Best response to the earlier anti-EGFR treatment not recorded', stopped, 'record']],
    ['PARERE', 'prior_response', lines({ bestResponse: 'SD' }, 200, 183), ['pass', 'Best response SD over 6.0 months', stopped, null]],
    ['PARERE', 'prior_response', lines({ bestResponse: 'SD' }, 200, 182), ['fail', 'Best response SD over 5.9 months', stopped, null]],
    ['PARERE', 'prior_response', { lines: [line(today - 300, null, { bestResponse: 'SD' })] }, ['unknown', 'Best response SD; how long is not recorded', null, 'record']],
    ['JACCRO_CC08_09AR', 'prior_response', lines({ bestResponse: 'SD' }, 200, 30), ['pass', 'Best response SD', stopped, null]],
    ['CRICKET', 'prior_benefit_months', {}, ['pass', '9.8 months on the earlier anti-EGFR treatment', stopped, null]],
    ['CRICKET', 'prior_benefit_months', { lines: [line(today - 300, null)] }, ['unknown', 'How long the earlier anti-EGFR treatment lasted is not recorded', null, 'record']],
    ['CRICKET', 'progression_on_anti_egfr', {}, ['pass', 'Progression on anti-EGFR', stopped, null]],
    ['CRICKET', 'progression_on_anti_egfr', { ...lines({ stopReason: 'planned' }), assessments: [assessment(stopped - 3, 'imaging', ' pd ')] }, ['pass', 'Progression on anti-EGFR', stopped - 3, null]],
    // On the day the drug began progression is on it; the day before it is not.
    ['CRICKET', 'progression_on_anti_egfr', { ...lines({ stopReason: 'planned' }), assessments: [assessment(stopped - 300, 'imaging', 'PD')] }, ['pass', 'Progression on anti-EGFR', stopped - 300, null]],
    ['CRICKET', 'progression_on_anti_egfr', { ...lines({ stopReason: 'planned' }), assessments: [assessment(stopped - 301, 'imaging', 'PD')] }, ['fail', 'Anti-EGFR stopped for another reason (planned)', stopped, null]],
    // Progression of the disease, as gate G5 takes it: an image or a clinical note; one lesion or a marker does not say it.
    ['CRICKET', 'progression_on_anti_egfr', { ...lines({ stopReason: 'planned' }), assessments: [assessment(stopped - 3, 'clinical', 'PD')] }, ['pass', 'Progression on anti-EGFR', stopped - 3, null]],
    ...['lesion:liver', 'cea', 'tissue'].map((kind): [string, string, Change, Told] => ['CRICKET', 'progression_on_anti_egfr', { ...lines({ stopReason: 'planned' }), assessments: [assessment(stopped - 3, kind, 'PD')] },
      ['fail', 'Anti-EGFR stopped for another reason (planned)', stopped, null]]),
    ['CRICKET', 'progression_on_anti_egfr', lines({ stopReason: null }), ['unknown', 'Why anti-EGFR was stopped is not recorded', stopped, 'record']],
    ['CRICKET', 'progression_on_anti_egfr', { lines: [line(today - 300, null)] }, ['unknown', 'On anti-EGFR, no stop recorded', null, 'record']],
    ['CRICKET', 'line_between', {}, ['pass', 'FOLFOX + bevacizumab', today - 186, null]],
    ['CRICKET', 'line', {}, ['pass', 'Would be line 3 of those recorded', null, null]],
    ['CRICKET', 'line', { lines: [first({})] }, ['fail', 'Would be line 2 of those recorded', null, null]],
    // Rows entered one a drug are one line.
    ['CRICKET', 'line', { lines: [first({ agents: ['cetuximab'] }), first({ agents: ['irinotecan'], therapyClasses: ['chemotherapy'] })] }, ['fail', 'Would be line 2 of those recorded', null, null]],
    ['CAVE2', 'free_interval', {}, ['pass', '6.5 months since the last anti-EGFR dose (13 Nov 2025)', stopped, null]],
    ['CAVE2', 'free_interval', lines({}, 121), ['fail', '3.9 months since the last anti-EGFR dose (31 Jan 2026)', today - 121, null]],
    ['CAVE2', 'ecog', { assessments: [assessment(today - 90, 'ECOG', '2'), assessment(today - 10, 'ecog', '1')] }, ['pass', 'ECOG 1', today - 10, null]],
    ['CAVE2', 'ecog', { assessments: [assessment(today, 'ecog', '2')] }, ['fail', 'ECOG 2', today, null]],
    ...['', '-1', '6', '0.5'].map((said): [string, string, Change, Told] => ['CAVE2', 'ecog', { assessments: [assessment(today - 10, 'ecog', said)] }, ['unknown', 'Performance status (ECOG) not recorded', null, 'record']]),
    ['CAVE2', 'ecog', { assessments: [assessment(today - 10, 'ecog', ' 0 ')] }, ['pass', 'ECOG 0', today - 10, null]],
    ['CAVE2', 'ecog', { assessments: [assessment(today - 10, 'ecog', '0.5')] }, ['unknown', 'Performance status (ECOG) not recorded', null, 'record']],
    ['CAVE2', 'ecog', { assessments: [assessment(today - 10, 'ecog score x', '0')] }, ['unknown', 'Performance status (ECOG) not recorded', null, 'record']],
    ['PURSUIT', 'refractory', {}, ['pass', 'Given: fluorouracil, oxaliplatin, irinotecan', null, null]],
    ['PURSUIT', 'refractory', { lines: [first({ agents: ['Cetuximab', 'Irinotecan'] }), next({ agents: ['Capecitabine', 'Oxaliplatin'] })] }, ['pass', 'Given: capecitabine, oxaliplatin, irinotecan', null, null]],
    ['PURSUIT', 'refractory', { lines: [first({}), next({ agents: ['bevacizumab'] })] }, ['fail', 'Not given: fluorouracil, oxaliplatin', null, null]],
    ['PURSUIT', 'refractory', { lines: [first({}), next({ agents: [] })] }, ['unknown', 'Not all drugs of the lines are recorded; not found: fluorouracil, oxaliplatin', null, 'record']],
  ])('%s %s %j', (trial, kind, change, expected) => { expect(told(change, trial, kind)).toEqual(expected); });

  it('names each criterion, and marks what is not verified', () => {
    const names = (trial: string): string[] => readiness().trials.find((t) => t.id === trial)!.gates.map((g) => g.name);
    expect(names('CRICKET')).toEqual(['Tissue', 'Response to earlier anti-EGFR', 'At least 6 months on it', 'Progression on anti-EGFR', 'Line without anti-EGFR between', 'Line 3 or later']);
    expect(names('CHRONOS')).toEqual(['Tissue', 'Plasma: RAS_ext, BRAF V600, EGFR_ECD', 'Response to earlier anti-EGFR', 'Line without anti-EGFR between', 'Line 3 or later', 'ECOG at most 2']);
    expect(names('E_RECHALLENGE').at(-1)).toBe('Free interval of 3.7 months');
    expect(names('PURSUIT').slice(-2)).toEqual(['Free interval of 4 months', 'Standard drugs given']);
    expect(names('PULSE').slice(2)).toEqual(['Plasma: ERBB2 amplification, MET amplification', 'Free interval of 3 months']);
    expect(names('CITRIC').slice(1)).toEqual(['Benefit from first-line anti-EGFR', 'Line 3 or later']);
    const pulse = readiness().trials.find((t) => t.id === 'PULSE')!;
    expect(pulse.gates.map((g) => g.source)).toEqual(['PULSE design, TPS143 2021', ...Array<string>(3).fill('PULSE design, TPS143 2021 (citation not verified, details unsure)')]);
    expect([pulse.name, pulse.note]).toEqual(['PULSE', 'Randomised phase II. Assay, ERBB2 and MET amplification as exclusions unsure.']);
  });

  it('draws that are only ordered have no age, no interval and no length', () => {
    const ordered = { ...candidate(), timeline: { kind: 'days', anchor: 'draw order' } as const };
    expect(gatesOn(ordered, today)!.verdict).toBe('cannot_assess');
  });
});

describe('a history of more than one course', () => {
  /** Two courses of anti-EGFR, the last stopped 200 days ago; their best responses, oldest first. */
  const twice = (early: Partial<TreatmentLine>, late: Partial<TreatmentLine>, gap = 400): Change => ({ lines: [line(stopped - 300 - gap - 200, stopped - 300 - gap, { bestResponse: 'CR', stopReason: 'progression', ...early }), first(late), next()] });
  it('benefit is that of the last course', () => {
    expect(stateOf(readiness(twice({ bestResponse: 'CR' }, { bestResponse: 'PD' })), 'G2')).toBe('fail');
    expect(stateOf(readiness(twice({ bestResponse: 'PD' }, { bestResponse: 'PR' })), 'G2')).toBe('pass');
  });
  it('within one course the best of its lines counts, and a line not recorded leaves SD open, not PR', () => {
    const course = (a: TreatmentLine['bestResponse'], b: TreatmentLine['bestResponse']): string =>
      stateOf(readiness({ lines: [line(stopped - 300, stopped - 150, { bestResponse: a, stopReason: 'planned' }), line(stopped - 150, stopped, { bestResponse: b, stopReason: 'progression' }), next()] }), 'G2');
    expect([course('SD', 'PR'), course('PR', 'SD'), course('PR', 'PD'), course('PR', null), course('SD', null), course(null, 'PD'), course('SD', 'PD'), course('NE', 'PD'), course('CR', null)])
      .toEqual(['pass', 'pass', 'pass', 'pass', 'unknown', 'unknown', 'caution', 'fail', 'pass']);
  });
  it('a line between counts from the day of the last dose, and one with anti-EGFR or before it does not', () => {
    const between = (more: Partial<TreatmentLine>): string => stateOf(readiness({ lines: [first({}), next(more)] }), 'G4');
    expect([between({ startDay: stopped }), between({ startDay: stopped - 1 }), between({ therapyClasses: ['chemotherapy', 'anti_egfr'], startDay: stopped + 150, stopDay: today - 10 })]).toEqual(['pass', 'fail', 'fail']);
  });
  it('the last progression is the latest of images, notes and stops; an image within the line stands for its stop', () => {
    const at = (...seen: readonly (readonly [number, string, string])[]): string => {
      const g = gatesOn(candidate({ lines: [first({}), next({ stopDay: today - 3 })], assessments: seen.map(([day, kind, result]) => assessment(day, kind, result)) }), today)!.gates.find((x) => x.id === 'G5')!;
      return `${g.state}: ${g.datum}`;
    };
    const open = 'unknown: Sample of 25 May 2026 lies before 29 May 2026, when a line was stopped for progression; when it was seen is not recorded';
    expect(at()).toBe(open);
    // Seen on an image within the line, before the sample: the stop is no later progression.
    expect(at([today - 10, 'imaging', 'PD'])).toBe('pass: Sample of 25 May 2026, 7 days old, after the last progression');
    expect(at([today - 3, 'clinical', 'PD'])).toBe('fail: Sample of 25 May 2026 was drawn before the progression of 29 May 2026');
    expect(at([today - 186, 'imaging', 'PD'])).toBe('pass: Sample of 25 May 2026, 7 days old, after the last progression');
    expect(at([today - 187, 'imaging', 'PD'])).toBe(open);
    expect(at([today - 10, 'imaging', 'PD'], [today, 'imaging', 'PD'])).toBe('fail: Sample of 25 May 2026 was drawn before the progression of 1 Jun 2026');
    expect(at([today - 10, 'imaging', 'PD'], [today + 1, 'imaging', 'PD'])).toBe('pass: Sample of 25 May 2026, 7 days old, after the last progression');
    expect(at([today - 10, 'imaging of the chest', 'PD'])).toBe(open);
    expect(at([today - 10, 'imaging', 'no PD'])).toBe(open);
  });
});

describe('what the sample shows', () => {
  const gate = (change: Change, id: string): Told => {
    const g = gatesOn(candidate(change), today)!.gates.find((x) => x.id === id)!;
    return [g.state, g.datum, g.day, g.opens];
  };
  it('several truncal variants are all named, TP53 beside another too; without a confirmed one all that were called', () => {
    const tp53 = measure('S1', drawn, 'TP53', 'p.R175H', 70, 3500, { wbcVafFraction: 0 });
    const smad4 = measure('S1', drawn, 'SMAD4', 'p.R361H', 70, 3500, { wbcVafFraction: 0 });
    expect(gate({ more: [tp53] }, 'G6').slice(0, 2)).toEqual(['pass', 'Truncal APC p.R1450* 3.0 %']);
    expect(gate({ truncal: { gene: 'TP53', variant: 'p.R175H', k: 70 }, more: [smad4] }, 'G6')[0]).toBe(gate({ truncal: { gene: 'SMAD4', variant: 'p.R361H', k: 70 } }, 'G6')[0]);
    expect(gate({ truncal: { wbc: null }, more: [{ ...tp53, wbcVafFraction: null }] }, 'G6').slice(0, 2)).toEqual(['not_informative', 'APC p.R1450*, TP53 p.R175H called, but neither known from tissue nor tested in white blood cells']);
  });
  it('the largest tumour fraction that a row of the sample reports counts, and rows without one do not hide it', () => {
    const one = (fraction: number): Change => ({ truncal: null, depth: 9000, edit: (m) => (m.gene === 'MAP2K1' ? { ...m, tumourFraction: fraction } : m) });
    expect(gate(one(0.02), 'G6')).toEqual(['pass', 'Tumour fraction 2.0 % reported', drawn, null]);
    expect(gate(one(0.009), 'G6')[0]).toBe('not_informative');
  });
  it('the position that saw least decides what is excluded', () => {
    const shallow: Change = { edit: (m) => (m.gene === 'NRAS' && m.variant === 'p.A146T' ? { ...m, totalCount: 1000, inputHge: 1000 } : m) };
    // 1,000 molecules at NRAS 146 exclude no more than they did when every position had 1,000 (row "G7 caution" of the gate states: 0.47 %).
    expect(gate(shallow, 'G7')[1]).toMatch(/^None called: excluded to 0\.47 % VAF/);
    expect(gate(shallow, 'G8')[1]).toMatch(/^None called: excluded to 0\.18 % VAF/);
  });
  it('a shallow position decides wherever it stands in the list', () => {
    for (const [gene, variant] of [['KRAS', 'p.G12D'], ['KRAS', 'p.A146T'], ['BRAF', 'p.V600E']]) {
      expect(gate({ edit: (m) => (m.gene === gene && m.variant === variant ? { ...m, totalCount: 1000, inputHge: 1000 } : m) }, 'G7')[1]).toMatch(/^None called: excluded to 0\.47 % VAF/);
    }
  });
  it('without a truncal variant no other call makes the sample informative; one of tumour origin is not said to show no tumour DNA', () => {
    const nothing = 'No tumour DNA shown in this sample';
    expect(gate({ truncal: null }, 'G6')).toEqual(['not_informative', nothing, drawn, 'repeat']);
    expect(gate({ truncal: null, counts: { 'KRAS p.G12D': 35 } }, 'G6')).toEqual(['not_informative', nothing, drawn, 'repeat']);
    expect(gate({ truncal: null, counts: { 'KRAS p.G12D': 35 }, edit: wbc(0.01) }, 'G6')).toEqual(['not_informative', nothing, drawn, 'repeat']);
    expect(gate({ truncal: null, counts: { 'MAP2K1 p.K57N': 9 } }, 'G6')).toEqual(['not_informative', 'No truncal variant called and no tumour fraction reported: what this sample excludes is not known', drawn, 'repeat']);
  });
  it('an assay that found tumour DNA without naming a variant is said, and is too little where it gives no fraction of 1 %', () => {
    const mrd = measure('S1', drawn, '', '', null, null, { assay: 'PCM MRD', reportedStatus: 'detected', tumourFraction: 0.0004, totalCount: null });
    expect(gate({ truncal: null, more: [mrd] }, 'G6')).toEqual(['not_informative', 'Tumour DNA detected by PCM MRD 1 (tumour fraction 0.040 %), no variant named: below the 1.0 % that a sample must show', drawn, 'repeat']);
  });
  it('names every line, call, codon and fusion, not the first alone', () => {
    const two = (a: Partial<TreatmentLine>, b: Partial<TreatmentLine>): Change => ({ lines: [first({}), line(today - 180, today - 120, { regimen: 'FOLFOX', agents: ['oxaliplatin'], therapyClasses: ['chemotherapy'], ...a }), line(today - 110, today - 30, { regimen: 'regorafenib', agents: ['regorafenib'], therapyClasses: ['multikinase'], ...b })] });
    expect(gate(two({}, {}), 'G4')).toEqual(['pass', 'FOLFOX; regorafenib', today - 180, null]);
    expect(gate(two({ therapyClasses: [] }, { therapyClasses: [] }), 'G4')).toEqual(['unknown', 'FOLFOX; regorafenib: whether it held anti-EGFR is not recorded', today - 180, 'record']);
    // One of two lines is known to be free of anti-EGFR: that one is the line between.
    expect(gate(two({ therapyClasses: [] }, {}), 'G4')).toEqual(['pass', 'regorafenib', today - 110, null]);
    const q1367 = measure('S1', drawn, 'APC', 'p.Q1367*', 105, 3500, { wbcVafFraction: 0 });
    expect(gate({ more: [q1367] }, 'G6')[1]).toBe('Truncal APC p.Q1367* 3.0 %, APC p.R1450* 3.0 %');
    expect(gate({ counts: { 'KRAS p.G12D': 12, 'NRAS p.Q61H': 12 } }, 'G7')[1]).toBe('KRAS p.G12D 0.34 %, NRAS p.Q61H 0.34 % called, origin not resolved: white blood cells not tested and its course does not tell');
    expect(gate({ counts: { 'KRAS p.G12D': 12, 'NRAS p.Q61H': 12 } }, 'G10')[1]).toBe('Origin of KRAS p.G12D, NRAS p.Q61H not resolved: white blood cells not tested and its course does not tell');
    expect(gate({ counts: { 'KRAS p.G12D': 12, 'NRAS p.Q61H': 12 }, edit: wbc(0.004) }, 'G10')[1]).toBe('No doubt recorded; KRAS p.G12D, NRAS p.Q61H not from the tumour');
    expect(gate({ counts: { 'ERBB2 amplification': null, 'MET amplification': null } }, 'G9')[1]).toBe('Not tested: ERBB2 amplification, MET amplification');
    expect(gate({ more: [measure('S1', drawn, 'ALK', 'fusion:EML4', 0, 3500)] }, 'G9')[1]).toBe('None called; fusions looked for in ALK, RET');
    expect(gate({ more: [measure('S1', drawn, 'BRAF', 'p.K601E', 40, 3500), measure('S1', drawn, 'BRAF', 'p.L597Q', 40, 3500)] }, 'G9')[1]).toBe('BRAF p.K601E 1.1 %, BRAF p.L597Q 1.1 % called, origin not resolved');
    const both = gatesOn(candidate({ counts: { 'EGFR p.S492R': 9, 'EGFR p.K467T': 9 } }), today, { plannedAgent: 'panitumumab' })!.gates.find((g) => g.id === 'G8')!;
    expect(both.datum).toMatch(/^EGFR p\.K467T 0\.26 %, EGFR p\.S492R 0\.26 % only: panitumumab keeps its binding; others excluded to 0\.18 % VAF/);
  });
  it('what tissue shows of the ectodomain and of other mechanisms counts in G8 and G9, each in its own', () => {
    const seen = (kind: string, result: string, geneVariant: string, days = -40) => assessment(today + days, kind, result, ...(geneVariant.split(' ') as [string, string]));
    const planned = (plannedAgent: string | null, ...assessments: ReturnType<typeof seen>[]): readonly unknown[] => { const g = gatesOn(candidate({ assessments }), today, { plannedAgent })!.gates.find((x) => x.id === 'G8')!; return [g.state, g.datum, g.day]; };
    const [s492r, g465e, k467t] = [seen('tissue', 'positive', 'EGFR p.S492R', -30), seen('tissue', 'positive', 'EGFR p.G465E', -50), seen('tissue', 'positive', 'EGFR p.K467T', -20)];
    const binds = ' (panitumumab keeps its binding: caution if that is the drug planned)';
    expect(planned(null, s492r)).toEqual(['fail', `EGFR p.S492R found in tissue${binds}`, today - 30]);
    expect(planned('cetuximab', s492r, k467t)).toEqual(['fail', `EGFR p.S492R, EGFR p.K467T found in tissue${binds}`, today - 20]);
    expect(planned('panitumumab', s492r, g465e)).toEqual(['fail', 'EGFR p.G465E found in tissue', today - 50]);
    expect(planned(null, s492r, g465e)).toEqual(['fail', 'EGFR p.G465E, EGFR p.S492R found in tissue', today - 30]);
    expect(planned('panitumumab', s492r)).toEqual(['caution', expect.stringMatching(/; EGFR p\.S492R found in tissue, panitumumab keeps its binding$/), drawn]);
    // BRAF p.S492R is no change of the ectodomain; MET is the matter of G9.
    expect([planned(null, seen('tissue', 'positive', 'BRAF p.S492R'))[0], planned(null, seen('fish', 'positive', 'MET amplification'))[0]]).toEqual(['pass', 'pass']);
    const g9 = (...assessments: ReturnType<typeof seen>[]): readonly unknown[] => gate({ assessments }, 'G9').slice(0, 2);
    expect(g9(seen('fish', 'positive', 'MET amplification'))).toEqual(['fail', 'MET amplification found in tissue']);
    expect(g9(seen('fish', 'positive', 'FLT3 amplification'))).toEqual(['caution', 'FLT3 amplification found in tissue']);
    expect(g9(seen('fish', 'positive', 'KRAS amplification'), seen('ihc', 'loss', 'PTEN loss'))).toEqual(['fail', 'KRAS amplification found in tissue']);
    // The gate's own list comes first: any MAP2K1 change, catalogued or not.
    expect(g9(seen('tissue', 'positive', 'MAP2K1 p.P124L'))).toEqual(['fail', 'MAP2K1 p.P124L found in tissue']);
    // A change that opens a drug, one of another disease's list and one against other drugs are none.
    for (const other of ['EGFR p.L858R', 'EGFR p.T790M', 'EGFR p.S464L', 'KRAS p.G12D', 'BRAF p.D594G', 'CDKN2A loss', 'ESR1 p.D538G', 'FGF19 amplification', 'RAF1 p.S257L', 'RNF43 loss']) expect([other, g9(seen('tissue', 'positive', other))[0]]).toEqual([other, 'pass']);
  });
  it('a RAS or ectodomain call is the matter of its own gate, and one of blood cells, or outside the catalogue, of none', () => {
    expect(gate({ counts: { 'KRAS p.G12D': 35 }, edit: wbc(0) }, 'G9')[0]).toBe('pass');
    expect(gate({ counts: { 'KRAS p.G12D': 35 } }, 'G9')[0]).toBe('pass');
    expect(gate({ counts: { 'EGFR p.G465R': 35 } }, 'G9')[0]).toBe('pass');
    expect(gate({ more: [measure('S1', drawn, 'BRAF', 'p.K601E', 40, 3500, { wbcVafFraction: 0.012 })] }, 'G9')[0]).toBe('pass');
    expect(gate({ more: [measure('S1', drawn, 'KRAS', 'p.L19F', 40, 3500)] }, 'G9')[0]).toBe('pass');
    expect(gate({ more: [measure('S1', drawn, 'BRAF', 'p.D594G', 40, 3500, { wbcVafFraction: 0 })] }, 'G9')[0]).toBe('pass');
    // A gene of clonal haematopoiesis besides RAS and BRAF is no doubt about them.
    expect(gate({ more: [measure('S1', drawn, 'DNMT3A', 'p.R882H', 40, 3500)] }, 'G10')).toEqual(['pass', 'No doubt recorded', drawn, null]);
  });
  it('one suspect tube of the day makes the whole sample doubtful; an inherited variant that is there does not', () => {
    const twoTubes = candidate({ more: [measure('S2', drawn, 'APC', 'p.R1450*', 100, 3500, { wbcVafFraction: 0 })] });
    for (const id of ['S1', 'S2']) expect(gatesOn(twoTubes, today, { suspect: new Set([id]) })!.gates.find((g) => g.id === 'G10')!.state).toBe('unknown');
    const inherited = (k: number): Change => ({ more: [measure('S1', drawn, 'BRCA2', 'p.K3326*', k, 3500), measure('E1', today - 90, 'BRCA2', 'p.K3326*', 1700, 3500, { wbcVafFraction: 0.5 })] });
    expect([gate(inherited(1720), 'G10')[0], gate(inherited(0), 'G10')[0]]).toEqual(['pass', 'unknown']);
  });
});
