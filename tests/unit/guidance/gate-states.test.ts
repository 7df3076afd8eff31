/**
 * Every default gate in every state that it can reach, with what it says there and which test would answer. The states a gate can reach are data of this
 * test: a further one met on simulated decisions, a gate without rows, or a state that no row shows, make it red.
 */
import { describe, expect, it } from '@jest/globals';
import type { GateResult, GateState, Measurement, PatientRecord, RechallengeVerdict, TreatmentLine } from '@clonewatch/domain';
import { gateData, gateIds, gatesOn, type RechallengeOptions } from '@clonewatch/guidance';
import { answeredBy, verdictFrom, wordingOf } from '../../../libs/guidance/src/rechallenge/verdict.js';
import { decide, designSeed } from '../../bench/safety.js';
import { line, measure, patient } from './records.js';
import { fromEngine, inLanguage, loadLanguage } from '@clonewatch/words';
import { assessment, candidate, datumOf, readiness, stateOf, today, usualLines, type Change } from './rechallenge-records.js';

type GateId = (typeof gateIds)[number];
const reachable: Readonly<Record<GateId, readonly GateState[]>> = {
  G1: ['pass', 'fail', 'unknown'], G2: ['pass', 'caution', 'fail', 'unknown'], G3: ['pass', 'caution', 'fail', 'unknown'], G4: ['pass', 'fail', 'unknown'], G5: ['pass', 'fail', 'unknown'],
  G6: ['pass', 'not_informative'], G7: ['pass', 'caution', 'fail', 'unknown', 'not_informative'], G8: ['pass', 'caution', 'fail', 'unknown', 'not_informative'],
  G9: ['pass', 'caution', 'fail', 'unknown'], G10: ['pass', 'unknown'],
};

const wbc = (fraction: number) => (m: Measurement): Measurement => (m.gene === 'KRAS' || m.gene === 'NRAS' || m.gene === 'BRAF' ? { ...m, wbcVafFraction: fraction } : m);
const first = (more: Partial<TreatmentLine>, freeDays = 200, on = 300): TreatmentLine => line(today - freeDays - on, today - freeDays, { bestResponse: 'PR', stopReason: 'progression', ...more });
const lines = (more: Partial<TreatmentLine>, freeDays = 200, on = 300): Change => ({ lines: [first(more, freeDays, on), usualLines(freeDays)[1]!] });
const then = (more: Partial<TreatmentLine>): Change => ({ lines: [first({}), { ...usualLines()[1]!, ...more }] });
const inOrder: PatientRecord = { ...candidate(), timeline: { kind: 'days', anchor: 'draw order' } };
const undrawn = patient([], usualLines(), { tissueRas: 'ras_ext_wt', tissueBraf: 'wt' });
/** Day numbers before day 0: tissue without a day is known on any day. */
const shift = -today - 5;
const base = candidate();
const earlier: PatientRecord = {
  ...base, timeline: { kind: 'days', anchor: 'start of chemotherapy' }, measurements: base.measurements.map((m) => ({ ...m, day: m.day + shift, knownDay: m.knownDay + shift })),
  specimens: base.specimens.map((x) => ({ ...x, day: x.day + shift, knownDay: x.knownDay + shift })),
  treatments: base.treatments.map((l) => ({ ...l, startDay: l.startDay + shift, stopDay: l.stopDay === null ? null : l.stopDay + shift })),
};
const panitumumab: RechallengeOptions = { plannedAgent: 'panitumumab' };
const clear = 'None called: excluded to 0.18 % VAF, 7.2 % of the tumour; P(detect a clone of 25 % of the tumour) 1.00';
const shallow = { depth: 1000, truncal: { k: 8 } };

type Row = readonly [id: GateId, state: GateState, record: Change | PatientRecord, datum: string, opens: GateResult['opens'], day: number | null, options?: RechallengeOptions];
const s = today - 7;
const rows: readonly Row[] = [
  ['G1', 'pass', {}, 'No extended RAS mutation and no BRAF V600E in tissue', null, null],
  ['G1', 'pass', { profile: { tissueDay: today } }, 'No extended RAS mutation and no BRAF V600E in tissue', null, today],
  ['G1', 'pass', { profile: { tissueBraf: 'other' } }, 'No extended RAS mutation and no BRAF V600E in tissue (another BRAF change is recorded: its class decides)', null, null],
  ['G1', 'fail', { profile: { tissueRas: 'mutant', tissueDay: today - 9 } }, 'RAS mutated in tissue', null, today - 9],
  ['G1', 'fail', { profile: { tissueBraf: 'v600e', tissueDay: today - 9 } }, 'BRAF V600E in tissue', null, today - 9],
  ['G1', 'fail', { assessments: [assessment(today - 40, 'tissue', 'positive', 'KRAS', 'p.G12V')] }, 'KRAS p.G12V found in tissue', null, today - 40],
  ['G1', 'fail', { assessments: [assessment(today - 40, 'tissue', 'positive', 'BRAF', 'p.V600E')] }, 'BRAF p.V600E found in tissue', null, today - 40],
  ['G1', 'unknown', { profile: { tissueRas: null } }, 'Extended RAS in tissue not recorded', 'tissue', null],
  ['G1', 'unknown', { profile: { tissueRas: 'unknown' } }, 'Extended RAS in tissue not recorded', 'tissue', null],
  ['G1', 'unknown', { profile: { tissueRas: 'mutant', tissueDay: today + 1 } }, 'Extended RAS in tissue not recorded', 'tissue', null],
  ['G1', 'unknown', { profile: { tissueBraf: 'v600e', tissueDay: today + 1 } }, 'Extended RAS in tissue not recorded', 'tissue', null],
  ['G1', 'unknown', { profile: { tissueRas: 'exon2_wt_only', tissueDay: today - 9 } }, 'Only KRAS exon 2 tested in tissue: exons 3 and 4 and NRAS not', 'tissue', today - 9],
  ['G1', 'unknown', { profile: { tissueBraf: null } }, 'No extended RAS mutation in tissue; BRAF in tissue not recorded', 'tissue', null],
  ['G1', 'unknown', { profile: { tissueBraf: 'unknown', tissueDay: today - 9 } }, 'No extended RAS mutation in tissue; BRAF in tissue not recorded', 'tissue', today - 9],
  ['G1', 'pass', earlier, 'No extended RAS mutation and no BRAF V600E in tissue', null, null],
  ['G2', 'pass', {}, 'Best response PR', null, today - 200],
  ['G2', 'pass', lines({ bestResponse: 'CR' }), 'Best response CR', null, today - 200],
  ['G2', 'caution', lines({ bestResponse: 'SD' }, 200, 183), 'Best response SD over 6.0 months', null, today - 200],
  ['G2', 'fail', lines({ bestResponse: 'SD' }, 200, 182), 'Best response SD, and only 5.9 months on treatment', null, today - 200],
  ['G2', 'fail', lines({ bestResponse: 'PD' }), 'Best response PD', null, today - 200],
  ['G2', 'unknown', lines({ bestResponse: 'NE' }), 'Best response not evaluable', 'record', today - 200],
  ['G2', 'unknown', lines({ bestResponse: null }), 'Best response to the earlier anti-EGFR treatment not recorded', 'record', today - 200],
  ['G2', 'unknown', { lines: [line(today - 300, null, { bestResponse: 'SD' })] }, 'Best response SD; how long is not recorded', 'record', null],
  ['G3', 'pass', lines({}, 122), '4.0 months since the last anti-EGFR dose (30 Jan 2026)', null, today - 122],
  ['G3', 'caution', lines({}, 121), '3.9 months since the last anti-EGFR dose (31 Jan 2026)', null, today - 121],
  ['G3', 'pass', lines({}, 121), '4.0 months since the last anti-EGFR dose (31 Jan 2026)', null, today - 121, { plannedDay: today + 1 }],
  ['G3', 'caution', lines({}, 92), '3.0 months since the last anti-EGFR dose (1 Mar 2026)', null, today - 92],
  ['G3', 'fail', lines({}, 91), '2.9 months since the last anti-EGFR dose (2 Mar 2026)', null, today - 91],
  ['G3', 'fail', { lines: [line(today - 300, null)] }, 'On anti-EGFR since 5 Aug 2025, no stop recorded', null, today - 300],
  ['G3', 'unknown', inOrder, 'Day numbers only order the draws: no interval', 'record', today - 200],
  ['G4', 'pass', {}, 'FOLFOX + bevacizumab', null, today - 186],
  ['G4', 'pass', then({ regimen: '' }), 'bevacizumab + oxaliplatin + fluorouracil', null, today - 186],
  ['G4', 'fail', { lines: [first({})] }, 'No line without anti-EGFR recorded since', null, today - 200],
  ['G4', 'unknown', then({ regimen: 'trial drug', agents: [], therapyClasses: [] }), 'trial drug: whether it held anti-EGFR is not recorded', 'record', today - 186],
  ['G5', 'pass', { age: 28 }, 'Sample of 4 May 2026, 28 days old, after the last progression', null, today - 28],
  ['G5', 'pass', then({ stopReason: 'planned' }), 'Sample of 25 May 2026, 7 days old, after the last progression', null, s],
  ['G5', 'pass', { lines: [first({ stopReason: 'toxicity' }), { ...usualLines()[1]!, stopReason: 'planned' }] }, 'Sample of 25 May 2026, 7 days old; no progression recorded', null, s],
  ['G5', 'fail', { age: 29 }, 'Sample of 3 May 2026 is 29 days old (at most 28)', null, today - 29],
  ['G5', 'fail', { age: 28 }, 'Sample of 4 May 2026 is 29 days old (at most 28)', null, today - 28, { plannedDay: today + 1 }],
  ['G5', 'fail', { assessments: [assessment(today - 6, 'imaging', 'PD')] }, 'Sample of 25 May 2026 was drawn before the progression of 26 May 2026', null, s],
  ['G5', 'fail', { assessments: [assessment(today - 6, 'clinical', ' pd ')] }, 'Sample of 25 May 2026 was drawn before the progression of 26 May 2026', null, s],
  ['G5', 'pass', { assessments: [assessment(today - 6, 'imaging', 'SD'), assessment(today - 6, 'cea', 'PD'), assessment(today + 1, 'imaging', 'PD')] }, 'Sample of 25 May 2026, 7 days old, after the last progression', null, s],
  ['G5', 'unknown', then({ stopDay: today - 2 }), 'Sample of 25 May 2026 lies before 30 May 2026, when a line was stopped for progression; when it was seen is not recorded', 'repeat', s],
  ['G5', 'unknown', inOrder, 'Day numbers only order the draws: the age of the sample is not known', 'record', s],
  ['G5', 'unknown', undrawn, 'No sample', 'repeat', null],
  ['G6', 'pass', {}, 'Truncal APC p.R1450* 3.0 %', null, s],
  ['G6', 'pass', { edit: (m) => (m.gene === 'APC' ? { ...m, mutantCount: null, totalCount: null, reportedStatus: 'detected' } : m), more: [measure('E1', today - 120, 'APC', 'p.R1450*', 105, 3500)] }, 'Truncal APC p.R1450* called', null, s],
  ['G6', 'pass', { truncal: null, edit: (m) => ({ ...m, tumourFraction: 0.01 }), depth: 9000 }, 'Tumour fraction 1.0 % reported', null, s],
  ['G6', 'not_informative', { truncal: null }, 'No tumour DNA shown in this sample', 'repeat', s],
  ['G6', 'not_informative', { truncal: { gene: 'TP53', variant: 'p.R175H' } }, 'TP53 p.R175H alone: TP53 may come from blood cells and proves no tumour DNA by itself', 'tissue', s],
  ['G6', 'not_informative', { truncal: { wbc: null } }, 'APC p.R1450* called, but neither known from tissue nor tested in white blood cells', 'wbc', s],
  ['G6', 'not_informative', undrawn, 'No sample', 'repeat', null],
  ['G7', 'pass', {}, clear, null, s],
  ['G7', 'pass', { counts: { 'KRAS p.G12D': 12 }, edit: wbc(0.004) }, clear, null, s],
  ['G7', 'caution', { depth: 1000, truncal: { k: 16 } }, 'None called: excluded to 0.47 % VAF, 39 % of the tumour; P(detect a clone of 25 % of the tumour) 0.85; a pass needs 0.40 %', null, s],
  ['G7', 'caution', { depth: 1150, truncal: { k: 200 } }, 'None called: excluded to 0.41 % VAF, 2.8 % of the tumour; P(detect a clone of 25 % of the tumour) 1.00; a pass needs 0.40 %', null, s],
  ['G7', 'caution', { depth: 1700, truncal: { k: 200 }, more: [measure('E1', today - 120, 'KRAS', 'p.G12D', 30, 3500)] }, 'None called: excluded to 0.28 % VAF, 2.8 % of the tumour; P(detect a clone of 25 % of the tumour) 1.00; a pass needs 0.25 % where a clone was called before', null, s],
  ['G7', 'fail', { counts: { 'KRAS p.G12D': 12 }, edit: wbc(0) }, 'KRAS p.G12D 0.34 % called', null, s],
  ['G7', 'fail', { counts: { 'KRAS p.G12D': 12, 'NRAS p.Q61H': 35 }, edit: wbc(0) }, 'KRAS p.G12D 0.34 %, NRAS p.Q61H 1.0 % called', null, s],
  ['G7', 'fail', { edit: (m) => (m.gene === 'KRAS' && m.variant === 'p.G12D' ? { ...m, mutantCount: null, totalCount: null, reportedStatus: 'detected', wbcVafFraction: 0 } : m) }, 'KRAS p.G12D called', null, s],
  ['G7', 'unknown', { counts: { 'KRAS p.G12D': 12 } }, 'KRAS p.G12D 0.34 % called, origin not resolved: white blood cells not tested and its course does not tell', 'wbc', s],
  ['G7', 'unknown', { counts: { 'NRAS p.K117N': null, 'KRAS p.A59T': null, 'KRAS p.G12D': null } }, 'Not tested: KRAS 12, 59; NRAS 117', 'wider_panel', s],
  ['G7', 'unknown', { edit: (m) => (m.variant === 'p.G13D' ? { ...m, countUnit: 'partitions', totalCount: 18000, wildtypeCount: 3200 } : m) }, 'Not tested: KRAS 13 (p.G13D only); NRAS 13 (p.G13D only)', 'wider_panel', s],
  ['G7', 'unknown', { edit: (m) => (m.gene === 'NRAS' ? { ...m, mutantCount: null, totalCount: null, reportedStatus: 'not_detected', inputHge: null } : m) }, 'None called, but the depth is not reported: what was excluded is not known', 'repeat', s],
  ['G7', 'unknown', undrawn, 'No sample', 'repeat', null],
  ['G7', 'not_informative', shallow, 'None called: excluded to 0.47 % VAF, 88 % of the tumour; P(detect a clone of 25 % of the tumour) 0.55; a pass needs 0.40 %', 'repeat', s],
  ['G7', 'not_informative', { truncal: null }, 'None called; excluded to 0.18 % VAF, but no tumour DNA is shown to measure it by', 'repeat', s],
  ['G8', 'pass', {}, clear, null, s],
  ['G8', 'caution', { counts: { 'EGFR p.S492R': 9 } }, `EGFR p.S492R 0.26 % only: panitumumab keeps its binding; others ${clear.slice(13)}`, null, s, panitumumab],
  ['G8', 'caution', { counts: { 'EGFR p.K467T': 9 } }, `EGFR p.K467T 0.26 % only: panitumumab keeps its binding; others ${clear.slice(13)}`, null, s, panitumumab],
  ['G8', 'fail', { counts: { 'EGFR p.S492R': 9 } }, 'EGFR p.S492R 0.26 % called (panitumumab keeps its binding: caution if that is the drug planned)', null, s],
  ['G8', 'fail', { counts: { 'EGFR p.S492R': 9 } }, 'EGFR p.S492R 0.26 % called (panitumumab keeps its binding: caution if that is the drug planned)', null, s, { plannedAgent: 'cetuximab' }],
  ['G8', 'fail', { counts: { 'EGFR p.S492R': 9, 'EGFR p.G465R': 9 } }, 'EGFR p.G465R 0.26 % called', null, s, panitumumab],
  ['G8', 'fail', { counts: { 'EGFR p.S492R': 9, 'EGFR p.G465R': 9 } }, 'EGFR p.G465R 0.26 %, EGFR p.S492R 0.26 % called', null, s],
  ['G8', 'unknown', { counts: { 'EGFR p.S492R': null } }, 'Not tested: EGFR 492', 'wider_panel', s],
  ['G8', 'unknown', undrawn, 'No sample', 'repeat', null],
  ['G8', 'not_informative', { truncal: null }, 'None called; excluded to 0.18 % VAF, but no tumour DNA is shown to measure it by', 'repeat', s],
  ['G8', 'not_informative', { ...shallow, counts: { 'EGFR p.S492R': 9 } }, 'EGFR p.S492R 0.90 % only: panitumumab keeps its binding; others excluded to 0.47 % VAF, 88 % of the tumour; P(detect a clone of 25 % of the tumour) 0.55', 'repeat', s, panitumumab],
  ['G9', 'pass', {}, 'None called; fusions looked for in RET', null, s],
  ['G9', 'caution', { counts: { 'PIK3CA p.H1047R': 9 } }, 'PIK3CA p.H1047R 0.26 % called', null, s],
  ['G9', 'caution', { counts: { 'PIK3CA p.H1047R': 9, 'NF1 loss': 9 } }, 'NF1 loss 0.26 %, PIK3CA p.H1047R 0.26 % called', null, s],
  ['G9', 'caution', { more: [measure('S1', s, 'ERBB2', 'p.S310F', 40, 3500)] }, 'ERBB2 p.S310F 1.1 % called', null, s],
  ['G9', 'pass', { more: [measure('S1', s, 'PIK3CA', 'p.E545K', 40, 3500)] }, 'None called; fusions looked for in RET', null, s],
  ['G9', 'fail', { counts: { 'MAP2K1 p.K57N': 9, 'PIK3CA p.H1047R': 9 } }, 'MAP2K1 p.K57N 0.26 % called', null, s],
  ['G9', 'fail', { counts: { 'MET amplification': 9, 'ERBB2 amplification': null } }, 'MET amplification 0.26 % called', null, s],
  ['G9', 'unknown', { counts: { 'ERBB2 amplification': null } }, 'Not tested: ERBB2 amplification', 'wider_panel', s],
  ['G9', 'unknown', { counts: { 'ERBB2 amplification': null, 'PTEN loss': 9 } }, 'PTEN loss 0.26 % called. Not tested: ERBB2 amplification', 'wider_panel', s],
  ['G9', 'unknown', { more: [measure('S1', s, 'BRAF', 'p.K601E', 40, 3500)] }, 'BRAF p.K601E 1.1 % called, origin not resolved', 'wbc', s],
  ['G9', 'unknown', undrawn, 'No sample', 'wider_panel', null],
  ['G10', 'pass', {}, 'No doubt recorded', null, s],
  ['G10', 'pass', { counts: { 'KRAS p.G12D': 12 }, edit: wbc(0.004) }, 'No doubt recorded; KRAS p.G12D not from the tumour', null, s],
  ['G10', 'pass', {}, 'No doubt recorded', null, s, { suspect: new Set(['another']) }],
  ['G10', 'unknown', {}, 'The sample is under suspicion: identity, date or dilution', 'repeat', s, { suspect: new Set(['S1']) }],
  ['G10', 'unknown', { counts: { 'BRAF p.V600E': 12 } }, 'Origin of BRAF p.V600E not resolved: white blood cells not tested and its course does not tell', 'wbc', s],
  ['G10', 'unknown', { more: [measure('S1', s, 'BRCA2', 'p.K3326*', 0, 3500), measure('E1', today - 90, 'BRCA2', 'p.K3326*', 1700, 3500, { wbcVafFraction: 0.5 })] }, 'Inherited BRCA2 p.K3326* is missing: is it this patient\'s blood?', 'repeat', s],
  ['G10', 'unknown', undrawn, 'No sample', 'repeat', null],
];

const gateOf = (record: Change | PatientRecord, id: string, options: RechallengeOptions = {}): GateResult =>
  gatesOn('patientId' in record ? record : candidate(record), record === earlier ? today + shift : today, options)!.gates.find((g) => g.id === id)!;

describe('the verdict in words', () => {
  const said = (verdict: RechallengeVerdict, gates: readonly Partial<GateResult>[], date: string | null = '25 May 2026'): string => wordingOf(verdict, gates as readonly GateResult[], date);
  const open = (id: string, datum: string, opens: GateResult['opens'], state: GateState = 'unknown'): Partial<GateResult> => ({ id, datum, opens, state });
  it('names the sample\'s day, or that it is not known; never a null', () => {
    expect([said('met', []), said('met', [], null)]).toEqual(['Criteria met in the sample of 25 May 2026', 'Criteria met in the sample of unknown date']);
    const caution = [{ id: 'G2', state: 'caution' as const, datum: 'Best response SD over 6.0 months', opens: null }];
    expect([said('discuss', caution), said('discuss', caution, null)]).toEqual(['For discussion, none failed in the sample of 25 May 2026: Best response SD over 6.0 months', 'For discussion, none failed in the sample of unknown date: Best response SD over 6.0 months']);
  });
  it('what a site lets stand open is said as not evaluated, and is never part of what was met', () => {
    const untested = [open('G9', 'Not tested: MET amplification', 'wider_panel')];
    expect(said('met', untested)).toBe('Criteria met in the sample of 25 May 2026, as far as evaluated; not evaluated: Not tested: MET amplification');
    const caution = { id: 'G2', state: 'caution' as const, datum: 'Best response SD over 6.0 months', opens: null };
    expect(said('discuss', [caution, ...untested])).toBe('For discussion, none failed in the sample of 25 May 2026: Best response SD over 6.0 months; not evaluated: Not tested: MET amplification');
  });
  it('says every failed gate, what cannot be assessed by the blind gate first, and the one test that would answer', () => {
    expect(said('not_met', [{ id: 'G1', state: 'fail', datum: 'RAS mutated in tissue' }, { id: 'G2', state: 'fail', datum: 'Best response PD' }, open('G3', 'x', 'record')])).toBe('Not met: RAS mutated in tissue; Best response PD');
    expect(said('cannot_assess', [open('G9', 'Not tested: MET', 'wider_panel'), open('G6', 'No tumour DNA shown in this sample', 'repeat', 'not_informative')])).toBe('Cannot be assessed: no tumour DNA shown in this sample');
    for (const [test, words] of [['repeat', 'A repeat draw'], ['wbc', 'Sequencing of white blood cells'], ['tissue', 'A result from tumour tissue'], ['wider_panel', 'A wider panel'], ['record', 'Completing the record']] as const) {
      expect(said('cannot_assess', [open('G1', 'KRAS open', test)])).toBe(`Cannot be assessed: KRAS open. ${words} would answer`);
    }
  });
  it('an open origin is said once, by the gate of the allele; by G10 where no other says it', () => {
    const g10 = open('G10', 'Origin of KRAS p.G12D not resolved', 'wbc');
    expect(said('cannot_assess', [open('G7', 'KRAS p.G12D called, origin not resolved', 'wbc'), g10])).toBe('Cannot be assessed: KRAS p.G12D called, origin not resolved. Sequencing of white blood cells would answer');
    expect(said('cannot_assess', [g10])).toBe('Cannot be assessed: origin of KRAS p.G12D not resolved. Sequencing of white blood cells would answer');
    expect(said('cannot_assess', [open('G10', 'The sample is under suspicion', 'repeat'), open('G7', 'x', 'wbc')])).toBe('Cannot be assessed: the sample is under suspicion; x');
  });
  it('a fail outranks what is open, what is open a caution, a caution a pass', () => {
    const of = (...states: GateState[]): RechallengeVerdict => verdictFrom(states);
    expect([of(), of('pass'), of('pass', 'caution'), of('caution', 'unknown'), of('caution', 'not_informative'), of('unknown', 'fail', 'not_informative')]).toEqual(['met', 'met', 'discuss', 'cannot_assess', 'cannot_assess', 'not_met']);
    expect([answeredBy([open('G1', 'a', 'wbc'), open('G2', 'b', 'wbc')] as GateResult[]), answeredBy([open('G1', 'a', 'wbc'), open('G2', 'b', 'tissue')] as GateResult[]), answeredBy([])]).toEqual(['wbc', null, null]);
  });
});

describe('gates', () => {
  it.each(rows.map((r, i) => [r[0], r[1], i, r] as const))('%s %s, row %i', (id, state, _i, [, , record, datum, opens, day, options]) => {
    const { name, source } = gateData[id];
    expect(gateOf(record, id, options)).toEqual({ id, name, state, datum, day, opens, source: expect.stringContaining(source) as unknown as string });
  });

  it('every gate has rows for every state that it can reach, and for no other', () => {
    expect(Object.keys(reachable)).toEqual([...gateIds]);
    const shown = (id: string): string[] => [...new Set(rows.filter((r) => r[0] === id).map((r) => r[1]))].sort();
    for (const id of gateIds) expect([id, shown(id)]).toEqual([id, [...reachable[id]].sort()]);
  });

  it('no other state is met on 300 simulated decisions', () => {
    for (let i = 0; i < 300; i += 1) for (const [id, state] of Object.entries(decide(designSeed, i).states)) expect([i, id, reachable[id as GateId]]).toEqual([i, id, expect.arrayContaining([state])]);
  });

  it('a source that was not verified says so, our own proposal too', () => {
    const source = (id: string): string => gateOf({}, id).source;
    expect([source('G8'), source('G10')].every((x) => x.endsWith('(citation not verified)'))).toBe(true);
    expect(source('G7')).toMatch(/\(our proposal\)$/);
    for (const id of ['G1', 'G2', 'G3', 'G4', 'G5', 'G6', 'G9']) expect(source(id)).toBe(gateData[id as GateId].source);
  });

  it('a site may let untested mechanisms stand without holding up the verdict; other gates still do', () => {
    const untested = candidate({ counts: { 'ERBB2 amplification': null } });
    expect(gatesOn(untested, today)!.verdict).toBe('cannot_assess');
    expect(gatesOn(untested, today, { ignoreUntestedMechanisms: true })!.verdict).toBe('met');
    expect(gatesOn(candidate({ counts: { 'ERBB2 amplification': null, 'NRAS p.K117N': null } }), today, { ignoreUntestedMechanisms: true })!.verdict).toBe('cannot_assess');
    expect(gatesOn(candidate({ counts: { 'ERBB2 amplification': null, 'MET amplification': 9 } }), today, { ignoreUntestedMechanisms: true })!.verdict).toBe('not_met');
  });
});

describe('what tissue shows by any of its methods', () => {
  const seen = (kind: string, result: string, gene: string, variant = '', days = -40) => assessment(today + days, kind, result, gene, variant);
  it.each(['tissue', 'tissue:liver', 'Sanger', 'aso_pcr', 'ASO-PCR', 'pcr', 'ihc'])('%s: a RAS or BRAF mutation fails G1 and every trial that asks of tissue', (kind) => {
    const r = readiness({ assessments: [seen(kind, 'positive', 'BRAF', 'p.V600E')] });
    expect([stateOf(r, 'G1'), datumOf(r, 'G1')]).toEqual(['fail', 'BRAF p.V600E found in tissue']);
    expect(r.trials.find((t) => t.id === 'PARERE')!.gates.find((g) => g.id === 'tissue')!.state).toBe('fail');
  });
  const g9 = (...assessments: ReturnType<typeof seen>[]): readonly string[] => { const r = readiness({ assessments }); return [stateOf(r, 'G9'), datumOf(r, 'G9')]; };
  it('G9 fails or cautions by it; what was not tested in plasma stays unknown', () => {
    const clean = g9();
    expect(clean[0]).toBe('pass');
    expect(g9(seen('fish', 'amplified', 'MET'))).toEqual(['fail', 'MET amplification found in tissue']);
    expect(g9(seen('ihc', '3+', 'ERBB2'), seen('cish:liver', 'positive', 'ERBB2', 'amplification'))).toEqual(['fail', 'ERBB2 amplification found in tissue']);
    expect(g9(seen('ihc', 'loss', 'PTEN'))).toEqual(['caution', 'PTEN loss found in tissue']);
    expect([g9(seen('fish', 'not amplified', 'MET')), g9(seen('ihc', '2+', 'ERBB2')), g9(seen('imaging', 'positive', 'MET', 'amplification')), g9(seen('fish', 'amplified', 'MET', '', 1))]).toEqual([clean, clean, clean, clean]);
    expect([g9(seen('fish', 'amplified', 'MET', '', -60), seen('fish', 'not amplified', 'MET')), g9(seen('fish', 'not amplified', 'MET', '', -60), seen('fish', 'amplified', 'MET'))].map((x) => x[0])).toEqual(['pass', 'fail']);
    const untested = readiness({ assessments: [seen('ihc', 'loss', 'PTEN')], counts: { 'NF1 loss': null } });
    expect([stateOf(untested, 'G9'), datumOf(untested, 'G9')]).toEqual(['unknown', 'PTEN loss found in tissue. Not tested: NF1']);
    const called = readiness({ assessments: [seen('ihc', 'loss', 'PTEN')], counts: { 'PIK3CA p.H1047R': 30 } });
    expect([stateOf(called, 'G9'), datumOf(called, 'G9')]).toEqual(['caution', expect.stringMatching(/^PIK3CA p\.H1047R 0\.86 % called; PTEN loss found in tissue$/)]);
  });
  it('what the catalogue lists against anti-EGFR counts as in plasma, outside the list of G9 too', () => {
    expect(g9(seen('fish', 'amplified', 'KRAS'))).toEqual(['fail', 'KRAS amplification found in tissue']);
    expect(g9(seen('tissue', 'positive', 'BRAF', 'p.K601E'))).toEqual(['fail', 'BRAF p.K601E found in tissue']);
    expect(g9(seen('fish', 'amplified', 'FLT3'))).toEqual(['caution', 'FLT3 amplification found in tissue']);
    // Class 3 and an ectodomain change are not its matter, nor is RAS.
    for (const [gene, variant] of [['BRAF', 'p.D594G'], ['EGFR', 'p.S464L'], ['KRAS', 'p.G12D'], ['PIK3CA', 'p.E545K']] as const) expect(g9(seen('tissue', 'positive', gene, variant))[0]).toBe('pass');
  });
  it('of two results of one day the one that found it counts, in whatever order', () => {
    const two = [seen('fish', 'amplified', 'MET'), seen('fish', 'not amplified', 'MET')];
    expect([g9(...two)[0], g9(...[...two].reverse())[0]]).toEqual(['fail', 'fail']);
  });
  it('G1: a RAS change at an asked codon that is not in our list of alleles, and one whose codon nobody recorded', () => {
    const g1 = (...assessments: ReturnType<typeof seen>[]): readonly string[] => { const r = readiness({ assessments }); return [stateOf(r, 'G1'), datumOf(r, 'G1')]; };
    expect(g1(seen('tissue', 'positive', 'KRAS', 'p.G12F'))).toEqual(['fail', 'KRAS p.G12F found in tissue']);
    expect(g1(seen('tissue', 'mutant', 'NRAS'))).toEqual(['fail', 'NRAS mutation found in tissue']);
    expect(g1(seen('fish', 'positive', 'KRAS'))[0]).toBe('pass');
    expect(g1(seen('tissue', 'mutant', 'BRAF'))[0]).toBe('pass');
    expect(g1(seen('tissue', 'positive', 'KRAS', 'p.G12='))[0]).toBe('pass');
  });
  describe('G8, the EGFR ectodomain', () => {
    const g8 = (assessments: ReturnType<typeof seen>[], more: Change = {}, plannedAgent: string | null = null): readonly string[] => { const g = gatesOn(candidate({ assessments, ...more }), today, { plannedAgent })!.gates.find((x) => x.id === 'G8')!; return [g.state, g.datum]; };
    const binds = ' (panitumumab keeps its binding: caution if that is the drug planned)';
    it.each(['p.S464L', 'p.G465R', 'p.I491M', 'p.K489E', 'p.V441D'])('%s in tissue fails, whichever antibody is planned', (variant) => {
      for (const planned of [null, 'cetuximab', 'panitumumab']) expect(g8([seen('tissue:liver', 'positive', 'EGFR', variant)], {}, planned)).toEqual(['fail', `EGFR ${variant} found in tissue`]);
    });
    it('S492R and K467T fail unless panitumumab is planned; then they caution, and only where the plasma would pass', () => {
      for (const variant of ['p.S492R', 'p.K467T']) {
        for (const planned of [null, 'cetuximab']) expect(g8([seen('sanger', 'detected', 'EGFR', variant)], {}, planned)).toEqual(['fail', `EGFR ${variant} found in tissue${binds}`]);
        expect(g8([seen('sanger', 'detected', 'EGFR', variant)], {}, 'panitumumab')).toEqual(['caution', expect.stringMatching(new RegExp(`^None called: excluded to .*; EGFR ${variant.replace('.', '\\.')} found in tissue, panitumumab keeps its binding$`))]);
      }
      expect(g8([seen('sanger', 'detected', 'EGFR', 'p.S492R')], { truncal: null }, 'panitumumab')[0]).toBe('not_informative');
      expect(g8([seen('sanger', 'detected', 'EGFR', 'p.S492R')], { counts: { 'EGFR p.K489E': null } }, 'panitumumab')).toEqual(['unknown', 'Not tested: EGFR 489']);
      expect(g8([seen('sanger', 'detected', 'EGFR', 'p.S492R'), seen('tissue', 'positive', 'EGFR', 'p.G465E')], {}, 'panitumumab')).toEqual(['fail', 'EGFR p.G465E found in tissue']);
      expect(g8([seen('sanger', 'detected', 'EGFR', 'p.S492R'), seen('tissue', 'positive', 'EGFR', 'p.G465E')])).toEqual(['fail', 'EGFR p.S492R, EGFR p.G465E found in tissue']);
      expect(g8([seen('sanger', 'detected', 'EGFR', 'p.S492R')], { counts: { 'EGFR p.K467T': 9 } }, 'panitumumab')).toEqual(['caution', expect.stringMatching(/^EGFR p\.K467T 0\.26 % only: .*; EGFR p\.S492R found in tissue, panitumumab keeps its binding$/)]);
    });
    it('what tissue did not find, of another day, of another gene\'s codon or outside the ectodomain changes nothing', () => {
      const clean = g8([]);
      expect(clean[0]).toBe('pass');
      for (const a of [seen('tissue', 'negative', 'EGFR', 'p.S464L'), seen('tissue', 'positive', 'EGFR', 'p.S464L', 1), seen('tissue', 'positive', 'EGFR', 'p.L858R'), seen('imaging', 'positive', 'EGFR', 'p.S464L'), seen('tissue', 'positive', 'EGFR', 'p.S464=')]) expect(g8([a])).toEqual(clean);
      expect(g8([seen('tissue', 'positive', 'EGFR', 'p.S464L', -60), seen('tissue', 'negative', 'EGFR', 'p.S464L')])).toEqual(clean);
    });
    it('a call in plasma is said before what tissue found; the verdict is not met by either', () => {
      expect(g8([seen('tissue', 'positive', 'EGFR', 'p.S464L')], { counts: { 'EGFR p.G465R': 30 } })[1]).toBe('EGFR p.G465R 0.86 % called');
      expect(readiness({ assessments: [seen('tissue', 'positive', 'EGFR', 'p.S464L')] })).toMatchObject({ verdict: 'not_met', wording: 'Not met: EGFR p.S464L found in tissue' });
    });
  });
  it('in plasma a tissue result that found nothing tests nothing', () => {
    const r = readiness({ assessments: [seen('fish', 'not amplified', 'MET')], counts: { 'MET amplification': null } });
    expect([stateOf(r, 'G9'), datumOf(r, 'G9')]).toEqual(['unknown', 'Not tested: MET amplification']);
  });
  it('is said in Russian', async () => {
    await loadLanguage('ru');
    const said = ['MET amplification found in tissue', 'PTEN loss found in tissue. Not tested: NF1', 'PIK3CA p.H1047R 0.86 % called; PTEN loss found in tissue', 'PIK3CA p.H1047R 0.86 % called; PTEN loss found in tissue. Not tested: NF1'].map((x) => inLanguage('ru', () => fromEngine(x)).replaceAll('\u00a0', ' '));
    expect(said).toEqual(['MET (амплификация) найден в ткани', 'PTEN (утрата): найдено в ткани. Не исследовано: NF1', 'Выявлено: PIK3CA p.H1047R 0,86 %; найдено в ткани: PTEN (утрата)', 'Выявлено: PIK3CA p.H1047R 0,86 %; найдено в ткани: PTEN (утрата). Не исследовано: NF1']);
  });
});
