/** Every criterion of the scenarios in every state, on an evaluation written down here: what it says, on which day, and what would answer. */
import { describe, expect, it } from '@jest/globals';
import type { Assessment, CallStatus, Evaluation, Informativeness, PatientProfile, PatientRecord, ScenarioGate, ScenarioReading, TherapyClass, TreatmentLine } from '@clonewatch/domain';
import { scenarioSets, scenariosOf, scenariosVersion } from '@clonewatch/guidance';
import { line, measure, patient } from './records.js';

const today = 1000;
interface Course { readonly gene: string; readonly variant: string; readonly points: readonly (readonly [day: number, status: CallStatus, vaf?: number | null])[]; readonly role?: string; readonly trend?: string }
interface Case {
  readonly nosology: NonNullable<PatientProfile['nosology']>;
  readonly lines: readonly TreatmentLine[];
  readonly draws?: readonly (readonly [day: number, informative?: Informativeness, truncalVaf?: number | null])[];
  readonly series?: readonly Course[];
  readonly panel?: readonly string[] | null;
  readonly assessments?: readonly Assessment[];
  readonly profile?: Partial<PatientProfile>;
  /** Variants whose origin an alert leaves open; the episode may be retracted. */
  readonly open?: readonly { readonly gene: string; readonly variant: string }[];
  readonly retracted?: boolean;
  readonly ordered?: boolean;
  /** Kind of the alert over `open`; what the panel's rows report; the day on which they became known. */
  readonly openKind?: string;
  readonly reported?: 'failed_qc';
  readonly knownDay?: number;
}

function readingOf(c: Case, day: number | null = today): ScenarioReading {
  const draws = c.draws ?? [[today - 7]];
  const id = (d: number): string => `S${d}`;
  const point = (d: number, status: CallStatus, vaf: number | null) => ({ specimenId: id(d), day: d, status, vaf: status === 'detected' ? vaf : null, assay: 'NGS', countUnit: 'molecules', upper95: null, wbcVaf: null });
  const e = {
    asOfDay: today, retracted: c.retracted ? ['open'] : [], draws: draws.map(([d, informative = 'informative', truncalVaf = 0.05]) => ({ specimenId: id(d), day: d, informative, reason: '', truncalVaf })),
    series: (c.series ?? []).map(({ gene, variant, points, role = 'resistance', trend = 'stable' }) => ({ gene, variant, role, trend, points: points.map(([d, status, vaf = 0.01]) => point(d, status, vaf)) })),
    alerts: c.open ? [{ kind: c.openKind ?? 'origin_unresolved', episode: 'open', members: c.open }] : [],
  } as unknown as Evaluation;
  const rows = draws.map(([d]) => measure(id(d), d, '', '', null, 3000, { panel: c.panel === undefined ? null : c.panel, reportedStatus: c.reported ?? null, ...(c.knownDay === undefined ? {} : { knownDay: c.knownDay }) }));
  const record: PatientRecord = patient(rows, c.lines, { nosology: c.nosology, ...c.profile }, { assessments: c.assessments ?? [], ...(c.ordered ? { timeline: { kind: 'days', anchor: 'draw order' } as const } : {}) });
  return scenariosOf(e, record, day)[0]!;
}
const gatesOf = (c: Case, day: number | null = today): Readonly<Record<string, ScenarioGate>> => Object.fromEntries(readingOf(c, day).gates.map((g) => [g.id, g]));
type Told = readonly [state: string, code: string, day: number | null, opens: string | null, values?: Readonly<Record<string, string>>];
const told = (c: Case, id: string, day: number | null = today): Told => { const g = gatesOf(c, day)[id]!; return [g.state, g.finding.code, g.day, g.opens, g.finding.values]; };
const note = (day: number, kind: string, result: string, unit = '', gene = '', variant = ''): Assessment => ({ day, kind, gene, variant, result, unit });
const on = (classes: readonly TherapyClass[], agents: readonly string[] = ['x'], start = today - 200, stop: number | null = null, more: Partial<TreatmentLine> = {}): TreatmentLine => line(start, stop, { regimen: agents.join(' + '), agents, therapyClasses: classes, ...more });
const drawn = today - 7;

const braf: Case = { nosology: 'mcrc_braf_v600e', lines: [on(['braf_inhibitor', 'anti_egfr'])], panel: ['BRAF', 'KRAS', 'NRAS', 'MAP2K1', 'RAF1', 'ARAF', 'EGFR', 'ERBB2', 'MET', 'PTEN', 'APC'] };
const lung: Case = { nosology: 'nsclc_egfr', lines: [on(['egfr_tki'], ['gefitinib'])], panel: ['EGFR', 'MET', 'ERBB2', 'PIK3CA', 'KRAS', 'BRAF', 'RET', 'TP53'] };
const thyroid: Case = { nosology: 'thyroid_rair_braf', lines: [on(['braf_inhibitor'])], panel: ['BRAF', 'KRAS', 'NRAS'] };
const breast: Case = { nosology: 'breast_hrpos_her2neg', lines: [on(['endocrine'])], panel: ['PIK3CA', 'AKT1', 'PTEN', 'ESR1'] };
const liver: Case = { nosology: 'hcc_lenvatinib', lines: [on(['multikinase'])], panel: ['MET'] };
const course = (gene: string, variant: string, status: CallStatus, vaf: number | null = 0.01, more: Partial<Course> = {}): Course => ({ gene, variant, points: [[drawn, status, vaf]], ...more });
const kras = (status: CallStatus, vaf: number | null = 0.01, more: Partial<Course> = {}): Course => course('KRAS', 'p.G12D', status, vaf, more);

describe('a panel of mechanisms', () => {
  it.each<[string, Partial<Case>, string, Told]>([
    ['read and none called', {}, 'escape_mapk', ['pass', 'not_called', drawn, null, {}]],
    ['KRAS called', { series: [kras('detected')] }, 'escape_mapk', ['fail', 'called', drawn, null, { variants: 'KRAS p.G12D 1.0 %' }]],
    ['two called, one without a fraction', { series: [kras('detected', null), course('NRAS', 'p.Q61K', 'detected', 0.02)] }, 'escape_mapk', ['fail', 'called', drawn, null, { variants: 'KRAS p.G12D, NRAS p.Q61K 2.0 %' }]],
    ['KRAS of blood cells', { series: [kras('detected', 0.01, { role: 'chip' })] }, 'escape_mapk', ['pass', 'not_called', drawn, null, {}]],
    ['KRAS inherited', { series: [kras('detected', 0.5, { role: 'germline' })] }, 'escape_mapk', ['pass', 'not_called', drawn, null, {}]],
    ['a change that no entry names', { series: [course('KRAS', 'p.L19F', 'detected')] }, 'escape_mapk', ['pass', 'not_called', drawn, null, {}]],
    ['origin open', { series: [kras('detected')], open: [{ gene: 'KRAS', variant: 'p.G12D' }] }, 'escape_mapk', ['unknown', 'origin_open', drawn, 'wbc', { variants: 'KRAS p.G12D 1.0 %' }]],
    ['origin open, one of another change', { series: [kras('detected')], open: [{ gene: 'KRAS', variant: 'p.G12V' }] }, 'escape_mapk', ['fail', 'called', drawn, null, { variants: 'KRAS p.G12D 1.0 %' }]],
    ['origin open, of another gene', { series: [kras('detected')], open: [{ gene: 'NRAS', variant: 'p.G12D' }] }, 'escape_mapk', ['fail', 'called', drawn, null, { variants: 'KRAS p.G12D 1.0 %' }]],
    ['origin open, taken back', { series: [kras('detected')], open: [{ gene: 'KRAS', variant: 'p.G12D' }], retracted: true }, 'escape_mapk', ['fail', 'called', drawn, null, { variants: 'KRAS p.G12D 1.0 %' }]],
    ['one open, another called', { series: [kras('detected'), course('NRAS', 'p.Q61K', 'detected')], open: [{ gene: 'KRAS', variant: 'p.G12D' }] }, 'escape_mapk', ['fail', 'called', drawn, null, { variants: 'NRAS p.Q61K 1.0 %' }]],
    ['called before, read since', { draws: [[today - 60], [drawn]], series: [{ gene: 'KRAS', variant: 'p.G12D', points: [[today - 60, 'detected'], [drawn, 'not_detected']] }] }, 'escape_mapk', ['caution', 'called_not_now', drawn, null, { variants: 'KRAS p.G12D' }]],
    ['read before and now, never called', { draws: [[today - 60], [drawn]], series: [{ gene: 'KRAS', variant: 'p.G12D', points: [[today - 60, 'not_detected'], [drawn, 'not_detected']] }] }, 'escape_mapk', ['pass', 'not_called', drawn, null, {}]],
    ['called before, not read now', { draws: [[today - 60], [drawn]], panel: ['APC'], series: [{ gene: 'KRAS', variant: 'p.G12D', points: [[today - 60, 'detected']] }] }, 'escape_mapk', ['unknown', 'untested', drawn, 'wider_panel', { what: 'KRAS, NRAS, MAP2K1, RAF1, ARAF' }]],
    ['partly read', { panel: ['KRAS', 'NRAS:12', 'MAP2K1', 'RAF1', 'ARAF'] }, 'escape_mapk', ['unknown', 'untested', drawn, 'wider_panel', { what: 'NRAS' }]],
    ['a draw without tumour DNA', { draws: [[drawn, 'not_informative', null]] }, 'escape_mapk', ['not_informative', 'blind', drawn, 'repeat', {}]],
    ['a limited draw', { draws: [[drawn, 'limited', 0.001]] }, 'escape_mapk', ['not_informative', 'blind', drawn, 'repeat', {}]],
    ['an earlier informative draw does not help', { draws: [[today - 60], [drawn, 'not_informative', null]] }, 'escape_mapk', ['not_informative', 'blind', drawn, 'repeat', {}]],
    ['a call in a draw without tumour DNA is a call', { draws: [[drawn, 'not_informative', null]], series: [kras('detected')] }, 'escape_mapk', ['fail', 'called', drawn, null, { variants: 'KRAS p.G12D 1.0 %' }]],
    ['no draw', { draws: [] }, 'escape_mapk', ['unknown', 'no_sample', null, 'repeat', {}]],
    ['a loss that only cautions', { series: [course('PTEN', 'loss', 'detected', null)] }, 'escape_copies', ['caution', 'called', drawn, null, { variants: 'PTEN loss' }]],
    ['called in one tube of the day and not in another', { series: [{ gene: 'KRAS', variant: 'p.G12D', points: [[drawn, 'not_detected'], [drawn, 'detected', 0.02]] }] }, 'escape_mapk', ['fail', 'called', drawn, null, { variants: 'KRAS p.G12D 2.0 %' }]],
    ['called before and now, at another share', { draws: [[today - 60], [drawn]], series: [{ gene: 'KRAS', variant: 'p.G12D', points: [[today - 60, 'detected', 0.2], [drawn, 'detected', 0.01]] }] }, 'escape_mapk', ['fail', 'called', drawn, null, { variants: 'KRAS p.G12D 1.0 %' }]],
    ['two called before', { draws: [[today - 60], [drawn]], series: ['KRAS p.G12D', 'NRAS p.Q61K'].map((x) => ({ gene: x.split(' ')[0]!, variant: x.split(' ')[1]!, points: [[today - 60, 'detected'], [drawn, 'not_detected']] as const })) }, 'escape_mapk', ['caution', 'called_not_now', drawn, null, { variants: 'KRAS p.G12D, NRAS p.Q61K' }]],
    ['another alert names it', { series: [kras('detected')], open: [{ gene: 'KRAS', variant: 'p.G12D' }], openKind: 'resistance_detected' }, 'escape_mapk', ['fail', 'called', drawn, null, { variants: 'KRAS p.G12D 1.0 %' }]],
    ['the alert names two', { series: [kras('detected')], open: [{ gene: 'NRAS', variant: 'p.Q61K' }, { gene: 'KRAS', variant: 'p.G12D' }] }, 'escape_mapk', ['unknown', 'origin_open', drawn, 'wbc', { variants: 'KRAS p.G12D 1.0 %' }]],
    ['one tube of the day shows tumour DNA', { draws: [[drawn, 'not_informative', null], [drawn, 'informative', 0.05]] }, 'escape_mapk', ['pass', 'not_called', drawn, null, {}]],
    ['the panel failed', { reported: 'failed_qc' }, 'escape_mapk', ['unknown', 'untested', drawn, 'wider_panel', { what: 'KRAS, NRAS, MAP2K1, RAF1, ARAF' }]],
    ['the panel is not reported yet', { knownDay: today + 1 }, 'escape_mapk', ['unknown', 'untested', drawn, 'wider_panel', { what: 'KRAS, NRAS, MAP2K1, RAF1, ARAF' }]],
    ['the panel is reported today', { knownDay: today }, 'escape_mapk', ['pass', 'not_called', drawn, null, {}]],
    ['one that excludes beside one that cautions', { series: [course('RAF1', 'p.S257L', 'detected'), kras('detected')] }, 'escape_mapk', ['fail', 'called', drawn, null, { variants: 'KRAS p.G12D 1.0 %, RAF1 p.S257L 1.0 %' }]],
  ])('%s', (_, more, id, expected) => { expect(told({ ...braf, ...more }, id)).toEqual(expected); });

  it.each<[string, Partial<Case>, string, Told]>([
    ['found in tissue, not in plasma', { assessments: [note(today - 20, 'tissue:liver', 'positive', '', 'KRAS', 'p.G12D')] }, 'escape_mapk', ['fail', 'in_tissue', today - 20, null, { variants: 'KRAS p.G12D' }]],
    ['… in a draw without tumour DNA', { draws: [[drawn, 'not_informative', null]], assessments: [note(today - 20, 'tissue', 'positive', '', 'KRAS', 'p.G12D')] }, 'escape_mapk', ['fail', 'in_tissue', today - 20, null, { variants: 'KRAS p.G12D' }]],
    ['… and called in plasma', { series: [kras('detected')], assessments: [note(today - 20, 'tissue', 'positive', '', 'KRAS', 'p.G12D')] }, 'escape_mapk', ['fail', 'called', drawn, null, { variants: 'KRAS p.G12D 1.0 %' }]],
    ['copies by FISH', { assessments: [note(today - 20, 'fish', 'amplified', '', 'MET'), note(today - 10, 'ihc', '3+', '', 'ERBB2')] }, 'escape_copies', ['caution', 'in_tissue', today - 10, null, { variants: 'MET amplification, ERBB2 amplification' }]],
    ['a newer result of the method did not find it', { assessments: [note(today - 20, 'fish', 'amplified', '', 'MET'), note(today - 10, 'fish', 'not amplified', '', 'MET')] }, 'escape_copies', ['pass', 'not_called', drawn, null, {}]],
    ['tissue of tomorrow', { assessments: [note(today + 1, 'tissue', 'positive', '', 'KRAS', 'p.G12D')] }, 'escape_mapk', ['pass', 'not_called', drawn, null, {}]],
    ['tissue that did not find it reads nothing in plasma', { panel: ['APC'], assessments: [note(today - 20, 'tissue', 'negative', '', 'KRAS', 'p.G12D')] }, 'escape_mapk', ['unknown', 'untested', drawn, 'wider_panel', { what: 'KRAS, NRAS, MAP2K1, RAF1, ARAF' }]],
  ])('%s', (_, more, id, expected) => { expect(told({ ...braf, ...more }, id)).toEqual(expected); });
  it('MET of the lung by FISH is no way past EGFR that was not called', () => {
    const fish = [note(today - 20, 'fish:lung', 'amplified', '', 'MET')];
    expect(told({ ...lung, assessments: fish }, 'met_bypass')).toEqual(['fail', 'in_tissue', today - 20, null, { variants: 'MET amplification' }]);
    expect(told(lung, 'met_bypass')[0]).toBe('pass');
  });
  it('T790M and C797S of tissue count as those of plasma', () => {
    const of = (...variants: string[]): Partial<Case> => ({ assessments: variants.map((v) => note(today - 20, 'tissue', 'positive', '', 'EGFR', v)) });
    const later: Case = { ...lung, lines: [on(['egfr_tki'], ['gefitinib'], today - 400, today - 220), on(['egfr_tki'], ['osimertinib'])] };
    expect(told({ ...lung, ...of('p.T790M') }, 't790m')).toEqual(['pass', 'in_tissue', today - 20, null, { variants: 'EGFR p.T790M' }]);
    expect(told({ ...later, ...of('p.T790M') }, 't790m')[0]).toBe('caution');
    expect(told({ ...lung, ...of('p.C797S') }, 'c797s')).toEqual(['caution', 'in_tissue', today - 20, null, { variants: 'EGFR p.C797S' }]);
    expect(told({ ...later, ...of('p.C797S', 'p.T790M') }, 'c797s')).toEqual(['unknown', 'cis_trans_unknown', today - 20, 'wider_panel', { variants: 'EGFR p.T790M, EGFR p.C797S' }]);
    expect(told({ ...later, ...of('p.C797S'), series: [course('EGFR', 'p.T790M', 'detected')] }, 'c797s')).toEqual(['unknown', 'cis_trans_unknown', today - 20, 'wider_panel', { variants: 'EGFR p.T790M 1.0 %, EGFR p.C797S' }]);
    expect(told({ ...later, ...of('p.T790M'), series: [course('EGFR', 'p.C797S', 'detected')] }, 'c797s')).toEqual(['unknown', 'cis_trans_unknown', drawn, 'wider_panel', { variants: 'EGFR p.T790M, EGFR p.C797S 1.0 %' }]);
    // Whether T790M lies beside it must have been looked for.
    expect(told({ ...lung, ...of('p.C797S'), panel: ['EGFR:797', 'MET'] }, 'c797s').slice(0, 2)).toEqual(['unknown', 'untested']);
  });

  it('what concerns other drugs than those asked about only cautions', () => {
    expect(told({ ...breast, series: [course('ESR1', 'p.D538G', 'detected')] }, 'esr1')).toEqual(['caution', 'called', drawn, null, { variants: 'ESR1 p.D538G 1.0 %' }]);
    expect(told(breast, 'esr1')[0]).toBe('pass');
  });
});

describe('the target', () => {
  const tissue = (result: string, day = today - 300): Partial<Case> => ({ assessments: [note(day, 'tissue', result, '', 'BRAF', 'p.V600E')] });
  it.each<[string, Partial<Case>, Told]>([
    ['in tissue', tissue('positive'), ['pass', 'in_tissue', today - 300, null, { variants: 'BRAF p.V600E' }]],
    ['another gene in tissue', { assessments: [note(today - 9, 'tissue', 'positive', '', 'KRAS', 'p.G12D')] }, ['unknown', 'not_called', drawn, 'tissue', {}]],
    ['another change of it in tissue', { assessments: [note(today - 9, 'tissue', 'positive', '', 'BRAF', 'p.K601E')] }, ['unknown', 'not_called', drawn, 'tissue', {}]],
    ['in the record without a day', { profile: { tissueBraf: 'v600e' } }, ['pass', 'in_tissue', null, null, { variants: 'BRAF p.V600E' }]],
    ['in tissue of tomorrow', tissue('positive', today + 1), ['unknown', 'not_called', drawn, 'tissue', {}]],
    ['not in tissue', tissue('negative'), ['unknown', 'not_called', drawn, 'tissue', {}]],
    ['in the record', { profile: { tissueBraf: 'v600e', tissueDay: today - 9 } }, ['pass', 'in_tissue', today - 9, null, { variants: 'BRAF p.V600E' }]],
    ['in the record of today', { profile: { tissueBraf: 'v600e', tissueDay: today } }, ['pass', 'in_tissue', today, null, { variants: 'BRAF p.V600E' }]],
    ['in the record of tomorrow', { profile: { tissueBraf: 'v600e', tissueDay: today + 1 } }, ['unknown', 'not_called', drawn, 'tissue', {}]],
    ['wild type in the record', { profile: { tissueBraf: 'wt' } }, ['fail', 'recorded', null, null, { what: 'BRAF', result: 'wt' }]],
    ['wild type in the record of tomorrow', { profile: { tissueBraf: 'wt', tissueDay: today + 1 } }, ['unknown', 'not_called', drawn, 'tissue', {}]],
    ['wild type in the record, called in blood', { profile: { tissueBraf: 'wt' }, series: [course('BRAF', 'p.V600E', 'detected', 0.03)] }, ['pass', 'called', drawn, null, { variants: 'BRAF p.V600E 3.0 %' }]],
    ['in blood without tumour DNA', { draws: [[drawn, 'not_informative', null]] }, ['not_informative', 'blind', drawn, 'repeat', {}]],
    ['not looked for', { panel: ['KRAS'] }, ['unknown', 'untested', drawn, 'wider_panel', { what: 'BRAF' }]],
  ])('%s', (_, more, expected) => { expect(told({ ...braf, ...more }, 'truncal_target')).toEqual(expected); });
  it('of another disease is not answered by the tissue state of BRAF', () => {
    expect(told({ ...lung, profile: { tissueBraf: 'v600e' } }, 'truncal_target')[0]).toBe('unknown');
    expect(told({ ...lung, profile: { tissueBraf: 'wt' } }, 'truncal_target').slice(0, 2)).toEqual(['unknown', 'not_called']);
    expect(told({ ...breast, profile: { tissueBraf: 'wt' } }, 'akt_alteration')).toEqual(['unknown', 'not_called', drawn, 'tissue', {}]);
    expect(told({ ...breast, series: [course('PIK3CA', 'p.H1047R', 'detected', 0.02)] }, 'akt_alteration')).toEqual(['pass', 'called', drawn, null, { variants: 'PIK3CA p.H1047R 2.0 %' }]);
    expect(told({ ...breast, assessments: [note(today - 20, 'tissue:liver', 'mutant', '', 'AKT1', 'p.E17K')] }, 'akt_alteration')).toEqual(['pass', 'in_tissue', today - 20, null, { variants: 'AKT1 p.E17K' }]);
  });
});

describe('T790M and C797S', () => {
  const t790m = (status: CallStatus, more: Partial<Course> = {}): Course => course('EGFR', 'p.T790M', status, 0.01, more);
  const c797s = (status: CallStatus, more: Partial<Course> = {}): Course => course('EGFR', 'p.C797S', status, 0.02, more);
  const third: Partial<Case> = { lines: [on(['egfr_tki'], ['gefitinib'], today - 600, today - 300), on(['egfr_tki'], ['Osimertinib'], today - 290)] };
  const before = (c: Course): Course => ({ ...c, points: [[today - 60, 'detected', 0.01], [drawn, 'not_detected']] });
  const twoDraws: Partial<Case> = { draws: [[today - 60], [drawn]] };
  it.each<[string, Partial<Case>, 't790m' | 'c797s', Told]>([
    ['opens a third-generation inhibitor', { series: [t790m('detected')] }, 't790m', ['pass', 'called', drawn, null, { variants: 'EGFR p.T790M 1.0 %' }]],
    ['not called, before one', {}, 't790m', ['fail', 'not_called', drawn, null, {}]],
    ['called, after one', { ...third, series: [t790m('detected')] }, 't790m', ['caution', 'called', drawn, null, { variants: 'EGFR p.T790M 1.0 %' }]],
    ['never called, after one', third, 't790m', ['caution', 'not_called', drawn, null, { variants: '' }]],
    ['lost, after one', { ...third, ...twoDraws, series: [before(t790m('detected'))] }, 't790m', ['caution', 'called_not_now', drawn, null, { variants: 'EGFR p.T790M' }]],
    ['drugs not named', { lines: [on(['egfr_tki'], [])] }, 't790m', ['unknown', 'not_in_record', null, 'record', { what: 'EGFR TKI' }]],
    ['one of two drugs not named', { lines: [on(['egfr_tki'], ['gefitinib'], today - 600, today - 300), on(['egfr_tki'], [])], series: [t790m('detected')] }, 't790m', ['unknown', 'not_in_record', null, 'record', { what: 'EGFR TKI' }]],
    ['another line without drug names', { lines: [on(['egfr_tki'], ['gefitinib']), on(['chemotherapy'], [])], series: [t790m('detected')] }, 't790m', ['pass', 'called', drawn, null, { variants: 'EGFR p.T790M 1.0 %' }]],
    ['after one given with another drug', { lines: [on(['egfr_tki'], ['osimertinib', 'savolitinib'])], series: [t790m('detected')] }, 't790m', ['caution', 'called', drawn, null, { variants: 'EGFR p.T790M 1.0 %' }]],
    ['not looked for', { panel: ['MET'] }, 't790m', ['unknown', 'untested', drawn, 'wider_panel', { what: 'EGFR' }]],
    ['without tumour DNA', { draws: [[drawn, 'not_informative', null]] }, 't790m', ['not_informative', 'blind', drawn, 'repeat', {}]],
    ['none called', {}, 'c797s', ['pass', 'not_called', drawn, null, {}]],
    ['lost', { ...twoDraws, series: [before(c797s('detected'))] }, 'c797s', ['caution', 'called_not_now', drawn, null, { variants: 'EGFR p.C797S' }]],
    ['not looked for', { panel: ['MET', 'EGFR:790'] }, 'c797s', ['unknown', 'untested', drawn, 'wider_panel', { what: 'EGFR' }]],
    ['with T790M', { series: [t790m('detected'), c797s('detected')] }, 'c797s', ['unknown', 'cis_trans_unknown', drawn, 'wider_panel', { variants: 'EGFR p.T790M 1.0 %, EGFR p.C797S 2.0 %' }]],
    ['alone', { series: [c797s('detected')] }, 'c797s', ['caution', 'c797s_alone', drawn, null, { variants: 'EGFR p.C797S 2.0 %' }]],
    ['with T790M not looked for', { panel: ['MET'], series: [c797s('detected')] }, 'c797s', ['unknown', 'untested', drawn, 'wider_panel', { what: 'EGFR' }]],
    ['alone without tumour DNA', { draws: [[drawn, 'not_informative', null]], series: [c797s('detected')] }, 'c797s', ['not_informative', 'blind', drawn, 'repeat', {}]],
  ])('%s', (_, more, id, expected) => { expect(told({ ...lung, ...more }, id)).toEqual(expected); });
  it.each(['osimertinib', 'lazertinib', 'almonertinib', 'aumolertinib', 'furmonertinib', 'befotertinib'])('%s is of the third generation', (drug) => {
    expect(told({ ...lung, lines: [on(['egfr_tki'], [drug])] }, 't790m')[0]).toBe('caution');
  });
});

describe('sample, tumour DNA and progression', () => {
  it('the sample counts for 28 days, and has no age where draws are only ordered', () => {
    const aged = (age: number): Told => told({ ...lung, draws: [[today - age]] }, 'recent_sample');
    expect([aged(0), aged(28), aged(29)]).toEqual([['pass', 'sample_age', today, null, { days: '0' }], ['pass', 'sample_age', today - 28, null, { days: '28' }], ['unknown', 'sample_old', today - 29, 'repeat', { days: '29', most: '28' }]]);
    expect(told({ ...lung, ordered: true }, 'recent_sample')).toEqual(['unknown', 'draw_order', drawn, 'record', {}]);
    expect(told({ ...lung, draws: [] }, 'recent_sample')).toEqual(['unknown', 'no_sample', null, 'repeat', {}]);
  });
  it('tumour DNA is that of the last day alone, its highest truncal share said', () => {
    expect(told({ ...lung, draws: [[drawn, 'informative', 0.05]] }, 'informative')).toEqual(['pass', 'tumour_shown', drawn, null, { vaf: '5.0 %' }]);
    expect(told({ ...lung, draws: [[today - 60, 'informative', 0.2], [drawn, 'limited', 0.001]] }, 'informative')).toEqual(['not_informative', 'tumour_not_shown', drawn, 'repeat', {}]);
    expect(told({ ...lung, draws: [[drawn, 'informative', null]] }, 'informative')[4]).toEqual({ vaf: '0 %' });
    expect(told({ ...lung, draws: [[drawn, 'limited', 0.001], [drawn, 'informative', 0.05]] }, 'informative')).toEqual(['pass', 'tumour_shown', drawn, null, { vaf: '5.0 %' }]);
    expect(told({ ...lung, draws: [] }, 'informative')).toEqual(['unknown', 'no_sample', null, 'repeat', {}]);
  });
  it('progression is an image, a note or a stop, the latest of them, known by today', () => {
    const seen = (...a: readonly Assessment[]): Told => told({ ...lung, assessments: a }, 'progression');
    const none: Told = ['unknown', 'no_progression', null, 'record', {}];
    expect([seen(), seen(note(today + 1, 'imaging', 'PD')), seen(note(today - 5, 'cea', 'PD')), seen(note(today - 5, 'imaging', 'SD')), seen(note(today - 5, 'imaging of liver', 'PD')), seen(note(today - 5, 'imaging', 'not PD')), seen(note(today - 5, 'no imaging', 'PD')), seen(note(today - 5, 'imaging', 'PD?'))]).toEqual(Array.from({ length: 8 }, () => none));
    expect(seen(note(today - 9, 'Imaging', ' pd '), note(today - 5, 'clinical', 'PD'))).toEqual(['pass', 'progression', today - 5, null, {}]);
    expect(seen(note(today, 'imaging', 'PD'))[2]).toBe(today);
    const stop = (stopReason: TreatmentLine['stopReason']): Told => told({ ...lung, lines: [on(['egfr_tki'], ['gefitinib'], today - 200, today - 20, { stopReason })] }, 'progression');
    expect([stop('progression'), stop('toxicity')]).toEqual([['pass', 'progression', today - 20, null, {}], none]);
  });
});

describe('drugs, scans, markers and limits', () => {
  it('a drug given is said with its regimens and the first day', () => {
    const two: Partial<Case> = { lines: [on(['braf_inhibitor'], ['dabrafenib'], today - 400, today - 300), on(['braf_inhibitor', 'mek_inhibitor'], ['dabrafenib', 'trametinib'])] };
    expect(told({ ...thyroid, ...two }, 'therapy_given')).toEqual(['pass', 'given', today - 400, null, { what: 'dabrafenib; dabrafenib + trametinib' }]);
    expect(told({ ...thyroid, lines: [on(['multikinase'])] }, 'therapy_given')).toEqual(['unknown', 'not_given', null, 'record', { what: 'braf_inhibitor' }]);
  });
  it('a scan is read from the day after the drug began, the last by day, and only in its own words', () => {
    const scans = (...a: readonly Assessment[]): Told => told({ ...thyroid, assessments: a }, 'iodine_uptake');
    const at = (ago: number, result: string): Assessment => note(today - ago, 'iodine_uptake', result);
    expect(scans(at(10, 'Positive'))).toEqual(['pass', 'recorded', today - 10, null, { what: 'iodine_uptake', result: 'Positive' }]);
    expect(scans(at(10, ' negative '))).toEqual(['fail', 'recorded', today - 10, null, { what: 'iodine_uptake', result: ' negative ' }]);
    expect(scans(at(10, 'positive?'))).toEqual(['unknown', 'not_readable', today - 10, 'record', { what: 'iodine_uptake', result: 'positive?' }]);
    expect([scans(at(10, 'not negative'))[0], scans(at(10, 'nonpositive'))[0], scans(at(10, 'negative?'))[0], scans(at(10, ' positive '))[0]]).toEqual(['unknown', 'unknown', 'unknown', 'pass']);
    // Another kind of result is not a scan.
    expect(scans(at(90, 'negative'), note(today - 10, 'thyroglobulin', 'positive'))).toEqual(['fail', 'recorded', today - 90, null, { what: 'iodine_uptake', result: 'negative' }]);
    expect([scans(at(199, 'positive'))[0], scans(at(200, 'positive'))]).toEqual(['pass', ['unknown', 'not_in_record', today - 200, 'record', { what: 'iodine_uptake' }]]);
    expect([scans(at(10, 'positive'), at(90, 'negative'))[0], scans(at(90, 'positive'), at(10, 'negative'))[0], scans(at(90, 'negative'), at(-1, 'positive'))[0], scans(at(90, 'negative'), at(0, 'positive'))[0]]).toEqual(['pass', 'fail', 'fail', 'pass']);
    expect(scans()).toEqual(['unknown', 'not_in_record', null, 'record', { what: 'iodine_uptake' }]);
    expect(told({ ...thyroid, lines: [on(['multikinase'])], assessments: [at(10, 'positive')] }, 'iodine_uptake')).toEqual(['unknown', 'not_in_record', null, 'record', { what: 'iodine_uptake' }]);
    // Of several lines the first counts.
    expect(told({ ...thyroid, lines: [on(['braf_inhibitor'], ['x'], today - 200, today - 100), on(['braf_inhibitor'], ['y'], today - 50)], assessments: [at(150, 'positive')] }, 'iodine_uptake')[0]).toBe('pass');
  });
  it('a marker rises by a fifth over its lowest since the last value before the drug', () => {
    const afp = (...a: readonly (readonly [ago: number, result: string, unit?: string])[]): Told => told({ ...liver, assessments: a.map(([ago, result, unit = 'ng/mL']) => note(today - ago, 'AFP', result, unit)) }, 'afp');
    expect(afp([210, '100'], [10, '119'])).toEqual(['pass', 'recorded_from_to', today - 10, null, { what: 'afp', from: '100', to: '119 ng/mL' }]);
    expect(afp([210, '100'], [10, '120'])).toEqual(['caution', 'recorded_from_to', today - 10, null, { what: 'afp', from: '100', to: '120 ng/mL' }]);
    expect(afp([210, '400'], [100, '50'], [10, '60'])).toEqual(['caution', 'recorded_from_to', today - 10, null, { what: 'afp', from: '50', to: '60 ng/mL' }]);
    expect(afp([210, '400'], [100, '50'], [60, '90'], [10, '55'])[4]).toEqual({ what: 'afp', from: '50', to: '55 ng/mL' });
    // Only the last value of before counts: an old low one is no nadir under the drug.
    expect(afp([400, '10'], [210, '100'], [10, '90'])).toEqual(['pass', 'recorded_from_to', today - 10, null, { what: 'afp', from: '100', to: '90 ng/mL' }]);
    expect(afp([200, '100'], [10, '130'])[4]).toEqual({ what: 'afp', from: '100', to: '130 ng/mL' });
    expect(afp([100, '100'], [10, '130'])[0]).toBe('caution');
    expect(afp([10, '100'])).toEqual(['unknown', 'one_value', today - 10, 'record', { what: 'afp', result: '100 ng/mL' }]);
    expect(afp([210, '100'])).toEqual(['unknown', 'one_value', today - 210, 'record', { what: 'afp', result: '100 ng/mL' }]);
    expect([afp([200, '100'])[1], afp([10, '100', ''])[4], afp([210, '100', ''], [10, 'x', ''])[4]]).toEqual(['one_value', { what: 'afp', result: '100' }, { what: 'afp', result: 'x' }]);
    expect(told({ ...liver, assessments: [note(today - 210, 'afp', '100'), note(today - 10, 'afp', '90'), note(today - 5, 'cea', '900')] }, 'afp')[4]).toEqual({ what: 'afp', from: '100', to: '90' });
    expect(afp()).toEqual(['unknown', 'not_in_record', null, 'record', { what: 'afp' }]);
    expect(afp([210, '100'], [10, '90'], [-1, '500'])[0]).toBe('pass');
    for (const bad of ['<0.1', '1e3', '12a', 'a12', '1.', '-3']) expect(afp([210, '100'], [10, bad])).toEqual(['unknown', 'not_readable', today - 10, 'record', { what: 'afp', result: `${bad} ng/mL` }]);
    expect(afp([210, '100'], [10, '130', 'ug/L']).slice(0, 2)).toEqual(['unknown', 'not_readable']);
    expect(afp([210, '100', ''], [10, '130', ''])[4]).toEqual({ what: 'afp', from: '100', to: '130' });
    expect(afp([210, '1.55'], [10, ' 12.25 '])[0]).toBe('caution');
    expect(afp([210, '9'], [10, '10'])[0]).toBe('pass');
  });
  it('a limit is read from the last value in its own unit', () => {
    const child = (...a: readonly (readonly [ago: number, result: string, unit?: string])[]): Told => told({ ...liver, assessments: a.map(([ago, result, unit = '']) => note(today - ago, 'Child_Pugh', result, unit)) }, 'liver_function');
    expect(child([10, '6'])).toEqual(['pass', 'recorded', today - 10, null, { what: 'child_pugh', result: '6' }]);
    expect([child([10, '7'])[0], child([10, '9'])[0], child([10, '10'])[0]]).toEqual(['caution', 'caution', 'fail']);
    expect(child([10, '6'], [90, '10'])[0]).toBe('pass');
    expect(child([90, '6'], [-1, '10'])[0]).toBe('pass');
    expect([child([0, '10'])[0], child()]).toEqual(['fail', ['unknown', 'not_in_record', null, 'record', { what: 'child_pugh' }]]);
    for (const [result, unit] of [['', ''], ['  ', ''], ['A', ''], ['6', 'points'], ['Infinity', '']] as const) expect(child([10, result, unit])).toEqual(['unknown', 'not_readable', today - 10, 'record', { what: 'child_pugh', result: `${result} ${unit}`.trim() }]);
    expect(told({ ...liver, assessments: [note(today - 10, 'child_pugh', '6'), note(today - 5, 'meld', '20')] }, 'liver_function')[4]).toEqual({ what: 'child_pugh', result: '6' });
    expect(told({ ...breast, assessments: [note(today - 3, 'hba1c', '7.2', ' % ')] }, 'glucose')[0]).toBe('pass');
    expect(told({ ...breast, assessments: [note(today - 3, 'hba1c', '7.2', '%')] }, 'glucose')).toEqual(['pass', 'recorded', today - 3, null, { what: 'hba1c', result: '7.2 %' }]);
  });
  it('the burden is that of the truncal variants read in the last sample', () => {
    const truncal = (trend: string, gene = 'TP53', points: Course['points'] = [[drawn, 'detected', 0.05]]): Course => ({ gene, variant: 'p.R175H', role: 'truncal', trend, points });
    const burden = (series: readonly Course[], draws: Case['draws'] = [[drawn]]): Told => told({ ...liver, series, draws }, 'burden');
    expect(burden([truncal('rising')])).toEqual(['caution', 'rising', drawn, null, { variants: 'TP53 p.R175H 5.0 %' }]);
    expect(burden([truncal('stable'), truncal('rising', 'TERT'), truncal('rising', 'CTNNB1')])[4]).toEqual({ variants: 'TERT p.R175H 5.0 %, CTNNB1 p.R175H 5.0 %' });
    expect(burden([truncal('stable'), truncal('falling', 'TERT')])).toEqual(['pass', 'not_rising', drawn, null, { variants: 'TP53 p.R175H 5.0 %, TERT p.R175H 5.0 %' }]);
    expect(burden([truncal('insufficient')])).toEqual(['unknown', 'course_unknown', drawn, 'repeat', {}]);
    expect(burden([truncal('insufficient'), truncal('stable', 'TERT')])[0]).toBe('pass');
    expect(burden([truncal('rising', 'TP53', [[today - 60, 'detected', 0.02], [drawn, 'detected', 0.05]])], [[today - 60], [drawn]])[0]).toBe('caution');
    expect(burden([], [[drawn, 'not_informative', null]])[1]).toBe('course_unknown');
    expect([burden([]), burden([{ ...truncal('rising'), role: 'resistance' }]), burden([truncal('rising', 'TP53', [[today - 60, 'detected', 0.05]])], [[today - 60], [drawn]])]).toEqual(Array.from({ length: 3 }, () => ['unknown', 'course_unknown', drawn, 'repeat', {}]));
    expect(burden([truncal('stable')], [[drawn, 'not_informative', null]])).toEqual(['not_informative', 'blind', drawn, 'repeat', {}]);
    expect(burden([truncal('rising')], [[drawn, 'not_informative', null]])[0]).toBe('caution');
  });
});

describe('a scenario', () => {
  it('arises in its disease once a line with all its classes has begun, by the day asked about', () => {
    const count = (c: Case, day: number | null = today): number => scenariosOf({ asOfDay: today, draws: [], series: [], alerts: [], retracted: [] } as unknown as Evaluation, patient([], c.lines, { nosology: c.nosology }), day).length;
    expect([count(braf), count({ ...braf, lines: [on(['braf_inhibitor'])] }), count({ ...braf, lines: [on(['braf_inhibitor']), on(['anti_egfr'])] }), count({ ...braf, nosology: 'melanoma_braf_v600' }), count({ ...braf, lines: [] })]).toEqual([1, 0, 0, 0, 0]);
    expect([count(braf, today - 201), count(braf, today - 200), count(braf, null), count({ ...thyroid, lines: [on(['multikinase'])] })]).toEqual([0, 1, 1, 1]);
    expect(scenariosOf({ asOfDay: null, draws: [], series: [], alerts: [], retracted: [] } as unknown as Evaluation, patient([], braf.lines, { nosology: braf.nosology }))).toEqual([]);
  });
  it('has the verdict of its gates, the day of its sample and the version of its criteria', () => {
    const tissue: Partial<Case> = { profile: { tissueBraf: 'v600e' } };
    const verdict = (more: Partial<Case>): string => readingOf({ ...braf, ...tissue, ...more }).verdict;
    expect([verdict({}), verdict({ series: [course('PTEN', 'loss', 'detected', null)] }), verdict({ panel: ['KRAS'] }), verdict({ series: [kras('detected')], panel: ['KRAS'] })]).toEqual(['met', 'discuss', 'cannot_assess', 'not_met']);
    expect(readingOf(braf)).toMatchObject({ id: 'braf_egfr_escape', sampleDay: drawn, criteriaVersion: scenariosVersion });
  });
  it('marks its end points and its sources, and names the criteria of its set', () => {
    for (const c of [braf, lung, thyroid, breast, liver]) {
      const set = scenarioSets.find((s) => s.nosology === c.nosology)!;
      const gates = gatesOf(c);
      expect(Object.keys(gates)).toEqual(set.criteria.map((x) => x.id));
      expect(Object.values(gates).filter((g) => g.endPoint).map((g) => g.id)).toEqual(set.criteria.filter((x) => ['scan', 'marker', 'burden'].includes(x.kind)).map((x) => x.id));
      for (const x of set.criteria) expect(gates[x.id]!.source.startsWith(x.source)).toBe(true);
    }
    expect(gatesOf(thyroid)['iodine_uptake']!.source).toBe('Dunn 2019, doi:10.1210/jc.2018-01478 (citation not verified)');
  });
});
