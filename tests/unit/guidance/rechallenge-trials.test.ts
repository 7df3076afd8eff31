/** Every trial's criteria on constructed patients, each criterion on both sides of its boundary. */
import { describe, expect, it } from '@jest/globals';
import type { GateState, Measurement, RechallengeVerdict } from '@clonewatch/domain';
import { trialSets } from '@clonewatch/guidance';
import { line } from './records.js';
import { assessment, readiness, today, usualLines, type Change } from './rechallenge-records.js';

const wbcClean = (m: Measurement): Measurement => (m.gene === 'KRAS' || m.gene === 'NRAS' ? { ...m, wbcVafFraction: 0 } : m);
const lines = (first: Parameters<typeof line>[2], freeDays = 200, on = 300) => [line(today - freeDays - on, today - freeDays, { bestResponse: 'PR', stopReason: 'progression', ...first }), usualLines(freeDays)[1]!];
const ecog = (n: string): Change => ({ assessments: [assessment(today - 10, 'ecog', n)] });
const gateOf = (trial: string, kind: string, change: Change): GateState | undefined => readiness(change).trials.find((t) => t.id === trial)!.gates.find((g) => g.id === kind)?.state;
const verdictOf = (trial: string, change: Change): RechallengeVerdict => readiness(change).trials.find((t) => t.id === trial)!.verdict;

describe('trial criteria', () => {
  it('holds fifteen sets, each with a source; what is not verified says so', () => {
    expect(trialSets.map((t) => t.id)).toEqual(['CRICKET', 'CAVE', 'CHRONOS', 'E_RECHALLENGE', 'JACCRO_CC08_09AR', 'PURSUIT', 'VELO', 'PARERE', 'A_REPEAT', 'FIRE4_R2', 'CAVE2', 'CAPRI2', 'PULSE', 'CITRIC', 'BEYOND']);
    const cave = readiness().trials.find((t) => t.id === 'CAVE')!;
    expect(cave.gates.find((g) => g.id === 'free_interval')!.source).toMatch(/citation not verified/);
    expect(cave.gates.find((g) => g.id === 'prior_response')!.source).not.toMatch(/not verified/);
  });

  it.each(trialSets.map((t) => [t.id, t.criteria.some((c) => c.kind === 'ecog')] as const))('%s on the patient who meets the default gates', (id, asksEcog) => {
    // Irinotecan, oxaliplatin and fluorouracil are among the lines; only the performance status is not recorded.
    expect(verdictOf(id, {})).toBe(asksEcog ? 'cannot_assess' : 'met');
    expect(verdictOf(id, ecog('1'))).toBe('met');
  });

  it.each<[string, string, Change, GateState]>([
    ['CRICKET', 'tissue', { profile: { tissueBraf: 'v600e' } }, 'fail'], ['CRICKET', 'tissue', { profile: { tissueRas: 'exon2_wt_only' } }, 'unknown'],
    ['CRICKET', 'prior_response', { lines: lines({ bestResponse: 'SD' }) }, 'fail'], ['CRICKET', 'prior_response', { lines: lines({ bestResponse: null }) }, 'unknown'],
    ['CRICKET', 'prior_benefit_months', { lines: lines({}, 200, 183) }, 'pass'], ['CRICKET', 'prior_benefit_months', { lines: lines({}, 200, 182) }, 'fail'],
    ['CRICKET', 'progression_on_anti_egfr', { lines: lines({ stopReason: 'toxicity' }) }, 'fail'], ['CRICKET', 'progression_on_anti_egfr', { lines: lines({ stopReason: null }) }, 'unknown'],
    ['CRICKET', 'progression_on_anti_egfr', { lines: lines({ stopReason: 'planned' }), assessments: [assessment(today - 200 + 28, 'imaging', 'PD')] }, 'pass'],
    ['CRICKET', 'progression_on_anti_egfr', { lines: lines({ stopReason: 'planned' }), assessments: [assessment(today - 200 + 29, 'imaging', 'PD')] }, 'fail'],
    ['CRICKET', 'line_between', { lines: lines({}).slice(0, 1) }, 'fail'], ['CRICKET', 'line', { lines: lines({}).slice(0, 1) }, 'fail'],
    ['CAVE', 'free_interval', { lines: lines({}, 122) }, 'pass'], ['CAVE', 'free_interval', { lines: lines({}, 121) }, 'fail'], ['CAVE', 'tissue', { profile: { tissueBraf: 'v600e' } }, 'pass'],
    ['CAVE', 'tissue', { profile: { tissueRas: 'mutant' } }, 'fail'],
    ['CHRONOS', 'plasma', { counts: { 'EGFR p.G465R': 9 } }, 'fail'], ['CHRONOS', 'plasma', { counts: { 'EGFR p.S492R': 9 } }, 'fail'], ['CHRONOS', 'plasma', { counts: { 'EGFR p.I491K': null } }, 'unknown'],
    ['CHRONOS', 'plasma', { truncal: null }, 'not_informative'], ['CHRONOS', 'ecog', ecog('2'), 'pass'], ['CHRONOS', 'ecog', ecog('3'), 'fail'], ['CHRONOS', 'ecog', ecog('good'), 'unknown'],
    ['E_RECHALLENGE', 'prior_response', { lines: lines({ bestResponse: 'SD' }, 200, 183) }, 'pass'], ['E_RECHALLENGE', 'prior_response', { lines: lines({ bestResponse: 'SD' }, 200, 182) }, 'fail'],
    ['E_RECHALLENGE', 'free_interval', { lines: lines({}, 112) }, 'pass'], ['E_RECHALLENGE', 'free_interval', { lines: lines({}, 111) }, 'fail'],
    ['JACCRO_CC08_09AR', 'tissue', { profile: { tissueRas: 'exon2_wt_only' } }, 'pass'], ['JACCRO_CC08_09AR', 'tissue', { profile: { tissueRas: 'unknown' } }, 'unknown'],
    ['JACCRO_CC08_09AR', 'prior_response', { lines: lines({ bestResponse: 'SD' }, 200, 30) }, 'pass'], ['JACCRO_CC08_09AR', 'prior_response', { lines: lines({ bestResponse: 'PD' }) }, 'fail'],
    ['PURSUIT', 'plasma', { depth: 10_000, truncal: { k: 300 }, counts: { 'KRAS p.G12D': 10 }, edit: wbcClean }, 'pass'], ['PURSUIT', 'plasma', { depth: 10_000, truncal: { k: 300 }, counts: { 'KRAS p.G12D': 11 }, edit: wbcClean }, 'fail'],
    ['PURSUIT', 'plasma', { counts: { 'KRAS p.G12D': 11 } }, 'unknown'], ['PURSUIT', 'plasma', { counts: { 'EGFR p.G465R': 30 } }, 'pass'], ['PURSUIT', 'plasma', { counts: { 'NRAS p.A59T': null } }, 'unknown'],
    ['PURSUIT', 'plasma', { age: 28 }, 'pass'], ['PURSUIT', 'plasma', { age: 29 }, 'fail'], ['PURSUIT', 'free_interval', { lines: lines({}, 121) }, 'fail'],
    ['PURSUIT', 'refractory', { lines: [lines({})[0]!, { ...usualLines()[1]!, agents: ['bevacizumab', 'fluorouracil'] }] }, 'fail'],
    ['PURSUIT', 'refractory', { lines: [lines({})[0]!, { ...usualLines()[1]!, agents: [] }] }, 'unknown'],
    ['VELO', 'prior_response', { lines: lines({ bestResponse: 'SD' }) }, 'fail'], ['VELO', 'free_interval', { lines: lines({}, 121) }, 'fail'],
    ['PARERE', 'plasma', { counts: { 'BRAF p.V600E': 30 }, assessments: [assessment(today - 9, 'tissue', 'positive', 'BRAF', 'p.V600E')] }, 'fail'], ['PARERE', 'prior_response', { lines: lines({ bestResponse: 'SD' }, 200, 182) }, 'fail'],
    ['A_REPEAT', 'plasma', { counts: { 'KRAS p.Q61H': 30 }, edit: wbcClean }, 'fail'], ['FIRE4_R2', 'plasma', { counts: { 'KRAS p.Q61H': 30 }, edit: wbcClean }, 'fail'],
    ['FIRE4_R2', 'prior_response', { lines: lines({ bestResponse: 'SD' }, 200, 183) }, 'pass'],
    ['CAVE2', 'ecog', ecog('1'), 'pass'], ['CAVE2', 'ecog', ecog('2'), 'fail'], ['CAVE2', 'ecog', {}, 'unknown'], ['CAVE2', 'plasma', { counts: { 'KRAS p.Q61H': 30 }, edit: wbcClean }, 'fail'],
    ['CAPRI2', 'plasma', { counts: { 'BRAF p.V600E': null } }, 'unknown'], ['PULSE', 'free_interval', { lines: lines({}, 90) }, 'pass'], ['PULSE', 'free_interval', { lines: lines({}, 89) }, 'fail'],
    ['PULSE', 'plasma', { counts: { 'EGFR p.S464L': 30 } }, 'fail'], ['CITRIC', 'plasma', { counts: { 'EGFR p.S464L': 30 } }, 'fail'],
    ['PULSE', 'amplifications', {}, 'pass'], ['PULSE', 'amplifications', { counts: { 'ERBB2 amplification': 9 } }, 'fail'], ['PULSE', 'amplifications', { counts: { 'MET amplification': 9 } }, 'fail'],
    ['PULSE', 'amplifications', { counts: { 'ERBB2 amplification': null } }, 'unknown'], ['PULSE', 'amplifications', { counts: { 'MET amplification': null } }, 'unknown'], ['PULSE', 'amplifications', { truncal: null }, 'not_informative'],
    ['PULSE', 'amplifications', { edit: (m) => (m.variant === 'amplification' ? null : { ...m, panel: ['ERBB2', 'MET', 'KRAS'] }) }, 'pass'], ['PULSE', 'amplifications', { edit: (m) => (m.variant === 'amplification' ? null : { ...m, panel: ['ERBB2', 'KRAS'] }) }, 'unknown'],
    ['CITRIC', 'benefit', {}, 'pass'], ['CITRIC', 'benefit', { lines: lines({ bestResponse: 'CR' }) }, 'pass'], ['CITRIC', 'benefit', { lines: lines({ bestResponse: 'SD' }, 200, 400) }, 'unknown'],
    ['CITRIC', 'benefit', { lines: lines({ bestResponse: 'PD' }) }, 'fail'], ['CITRIC', 'benefit', { lines: lines({ bestResponse: null }) }, 'unknown'], ['CITRIC', 'benefit', { lines: lines({ bestResponse: 'NE' }) }, 'unknown'],
    ['CITRIC', 'benefit', { lines: [line(today - 900, today - 600, { regimen: 'FOLFOX', agents: ['oxaliplatin'], therapyClasses: ['chemotherapy'] }), ...lines({})] }, 'unknown'], ['CITRIC', 'line', { lines: lines({}).slice(0, 1) }, 'fail'],
    ['BEYOND', 'line', { lines: lines({}).slice(0, 1) }, 'pass'], ['BEYOND', 'plasma', { counts: { 'KRAS p.Q61H': 30 }, edit: wbcClean }, 'fail'],
  ])('%s %s %j: %s', (trial, kind, change, state) => { expect(gateOf(trial, kind, change)).toBe(state); });

  it('a KRAS of white blood cells is no mutation of the tumour for any of them', () => {
    const blood: Change = { counts: { 'KRAS p.G12D': 30 }, edit: (m) => (m.gene === 'KRAS' && m.variant === 'p.G12D' ? { ...m, wbcVafFraction: 0.008 } : m), ...ecog('0') };
    expect(readiness(blood).trials.map((t) => t.verdict)).toEqual(readiness(ecog('0')).trials.map((t) => t.verdict));
  });
});
