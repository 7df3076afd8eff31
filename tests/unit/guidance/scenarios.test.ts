/** The questions beside anti-EGFR rechallenge, on the demonstration's stories and on the same with one thing changed. */
import { describe, expect, it } from '@jest/globals';
import type { Assessment, Measurement, PatientRecord, ScenarioReading } from '@clonewatch/domain';
import { catalogue, evaluatePatient, scenarioSets, scenariosOf } from '@clonewatch/guidance';
import { storyPatients } from '@clonewatch/simulate';
import { storyRecord } from './simulated.js';

const stories = new Map([...storyPatients(7, 20600)].map((p) => [p.patientId, storyRecord(p)]));
const story = (id: string): PatientRecord => stories.get(id)!;
const read = (r: PatientRecord, day: number | null = null): ScenarioReading => scenariosOf(evaluatePatient(r, day === null ? null : { day }), r)[0]!;
const states = (s: ScenarioReading): Readonly<Record<string, string>> => Object.fromEntries(s.gates.map((g) => [g.id, g.state]));
const gate = (s: ScenarioReading, id: string) => s.gates.find((g) => g.id === id)!;
const last = (r: PatientRecord): number => Math.max(...r.measurements.map((m) => m.day));
const change = (r: PatientRecord, f: (m: Measurement) => Measurement | null): PatientRecord => ({ ...r, measurements: r.measurements.map(f).filter((m) => m !== null) });
/** The last draw without this change: read, and nothing there. */
const without = (r: PatientRecord, gene: string, variant: string): PatientRecord =>
  change(r, (m) => (m.gene === gene && m.variant === variant ? (m.reportedStatus === null ? { ...m, mutantCount: 0 } : { ...m, reportedStatus: 'not_detected' }) : m));
const noted = (r: PatientRecord, kind: string, result: string, unit: string, keep: (a: Assessment) => boolean): PatientRecord =>
  ({ ...r, assessments: [...r.assessments.filter((a) => a.kind !== kind || keep(a)), { day: last(r), kind, gene: '', variant: '', result, unit }] });

it('every criterion names entries of the catalogue, of its disease', () => {
  for (const set of scenarioSets) {
    for (const c of set.criteria) {
      expect(c.source).not.toBe('');
      for (const id of 'entries' in c ? c.entries : []) expect([id, catalogue.find((e) => e.id === id)?.nosology]).toEqual([id, set.nosology]);
    }
  }
});
it.each(['DEMO-MELANOMA', 'DEMO-RCC', 'DEMO-CASE'])('%s raises none of them', (id) => {
  expect(scenariosOf(evaluatePatient(story(id), null), story(id))).toEqual([]);
});
it('nothing arises before the drugs that raise the question', () => {
  const r = { ...story('DEMO-BRAF'), treatments: [] };
  expect(scenariosOf(evaluatePatient(r, null), r)).toEqual([]);
});

describe('escape from BRAF and EGFR inhibition', () => {
  it('KRAS called: not met, with the number and the day', () => {
    const s = read(story('DEMO-BRAF'));
    expect(s).toMatchObject({ id: 'braf_egfr_escape', verdict: 'not_met', sampleDay: last(story('DEMO-BRAF')) });
    expect(gate(s, 'escape_mapk')).toMatchObject({ state: 'fail', day: s.sampleDay, finding: { code: 'called', values: { variants: expect.stringMatching(/^KRAS p\.G12D \d/) as unknown as string } } });
    expect(gate(s, 'truncal_target')).toMatchObject({ state: 'pass', finding: { code: 'in_tissue' } });
  });
  it('none called in an informative draw that read everything passes; without the panel it is unknown, without tumour DNA not informative', () => {
    const clean = without(story('DEMO-BRAF'), 'KRAS', 'p.G12D');
    // ARAF and RAF1 are outside the story's panel.
    expect(gate(read(clean), 'escape_mapk')).toMatchObject({ state: 'unknown', opens: 'wider_panel', finding: { values: { what: 'RAF1, ARAF' } } });
    const wide = change(clean, (m) => ({ ...m, panel: [...(m.panel ?? []), 'RAF1', 'ARAF'] }));
    expect(states(read(wide))).toMatchObject({ escape_mapk: 'pass', escape_copies: 'pass', informative: 'pass' });
    expect(read(wide).verdict).toBe('met');
    const blind = change(wide, (m) => (m.mutantCount === null ? m : { ...m, mutantCount: 0 }));
    expect(states(read(blind))).toMatchObject({ escape_mapk: 'not_informative', escape_copies: 'not_informative', informative: 'not_informative' });
    expect(read(blind).verdict).toBe('cannot_assess');
  });
  it('called before and read since without a call: caution, no pass', () => {
    const r = story('DEMO-BRAF');
    const gone = change(r, (m) => (m.gene === 'KRAS' && m.day === last(r) ? { ...m, mutantCount: 0 } : { ...m, panel: [...(m.panel ?? []), 'RAF1', 'ARAF'] }));
    expect(gate(read(change(gone, (m) => ({ ...m, panel: [...(m.panel ?? []), 'RAF1', 'ARAF'] }))), 'escape_mapk')).toMatchObject({ state: 'caution', finding: { code: 'called_not_now' } });
  });
});

describe('EGFR inhibitor switch', () => {
  const r = story('DEMO-NSCLC');
  it('T790M with C797S in one sample: cis or trans is unknown, and MET amplified fails', () => {
    const s = read(r);
    expect(states(s)).toMatchObject({ t790m: 'caution', c797s: 'unknown', met_bypass: 'fail' });
    expect(gate(s, 'c797s').finding.code).toBe('cis_trans_unknown');
    expect(read(without(r, 'MET', 'amplification')).verdict).toBe('cannot_assess');
  });
  it('C797S without T790M is a caution; with T790M not read it stays unknown', () => {
    expect(gate(read(without(r, 'EGFR', 'p.T790M')), 'c797s')).toMatchObject({ state: 'caution', finding: { code: 'c797s_alone' } });
    const unread = change(r, (m) => (m.gene === 'EGFR' && m.variant === 'p.T790M' ? null : { ...m, panel: ['MET', 'EGFR:797', 'EGFR:858', 'TP53'] }));
    expect(gate(read(unread), 'c797s')).toMatchObject({ state: 'unknown', finding: { code: 'untested' } });
  });
  it('at the end of gefitinib T790M opens the third generation', () => {
    const atSwitch = r.treatments[0]!.stopDay!;
    const s = read(r, atSwitch + 1);
    expect(states(s)).toMatchObject({ progression: 'pass', t790m: 'pass', c797s: 'pass' });
    expect(gate(read(without(r, 'EGFR', 'p.T790M'), atSwitch + 1), 't790m').state).toBe('fail');
  });
  it('drugs without names: whether a third-generation inhibitor was given is unknown', () => {
    expect(gate(read({ ...r, treatments: r.treatments.map((l) => ({ ...l, agents: [] })) }), 't790m')).toMatchObject({ state: 'unknown', opens: 'record' });
  });
  it('29 days later the sample answers no longer', () => {
    const e = evaluatePatient(r, null);
    const on = (days: number) => gate(scenariosOf(e, r, last(r) + days)[0]!, 'recent_sample').state;
    expect([on(27), on(28), on(29)]).toEqual(['pass', 'pass', 'unknown']);
  });
});

describe('re-differentiation', () => {
  const r = story('DEMO-THYROID');
  it('uptake come back passes; thyroglobulin rising is a caution; both are end points', () => {
    const s = read(r);
    expect(states(s)).toMatchObject({ truncal_target: 'pass', therapy_given: 'pass', iodine_uptake: 'pass', thyroglobulin: 'caution' });
    expect(s.gates.filter((g) => g.endPoint).map((g) => g.id)).toEqual(['iodine_uptake', 'thyroglobulin']);
    expect(gate(s, 'thyroglobulin').finding).toEqual({ code: 'recorded_from_to', values: { what: 'thyroglobulin', from: '64', to: '118 ng/mL' } });
  });
  it('a scan of before the drug is no answer; a negative one under it fails; another word is not read', () => {
    const scan = (result: string) => gate(read(noted(r, 'iodine_uptake', result, '', () => false)), 'iodine_uptake').state;
    expect([scan('negative'), scan('equivocal')]).toEqual(['fail', 'unknown']);
    const old = { ...r, assessments: r.assessments.filter((a) => a.kind !== 'iodine_uptake' || a.result === 'negative') };
    expect(gate(read(old), 'iodine_uptake')).toMatchObject({ state: 'unknown', finding: { code: 'not_in_record' } });
  });
  it('values below a limit or in another unit are not compared', () => {
    for (const [result, unit] of [['<0.1', 'ng/mL'], ['70', 'ug/L']] as const) expect(gate(read(noted(r, 'thyroglobulin', result, unit, (a) => a.result === '64')), 'thyroglobulin')).toMatchObject({ state: 'unknown', finding: { code: 'not_readable' } });
    expect(gate(read(noted(r, 'thyroglobulin', '76.7', 'ng/mL', (a) => a.result === '64')), 'thyroglobulin').state).toBe('pass');
    expect(gate(read(noted(r, 'thyroglobulin', '76.8', 'ng/mL', (a) => a.result === '64')), 'thyroglobulin').state).toBe('caution');
  });
});

describe('AKT pathway', () => {
  const r = story('DEMO-BREAST');
  it('PIK3CA passes, ESR1 is said, glucose is under the limit', () => {
    expect(states(read(r))).toMatchObject({ akt_alteration: 'pass', esr1: 'caution', glucose: 'pass' });
    expect(read(r).verdict).toBe('discuss');
  });
  it('plasma that shows none leaves tissue open', () => {
    const none = { ...without(r, 'PIK3CA', 'p.H1047R'), assessments: r.assessments.filter((a) => a.kind !== 'tissue') };
    expect(['unknown', 'not_informative']).toContain(gate(read(none), 'akt_alteration').state);
  });
  it.each([['7.9', '%', 'pass'], ['8.0', '%', 'fail'], ['48', 'mmol/mol', 'unknown']])('HbA1c %s %s: %s', (result, unit, state) => {
    expect(gate(read(noted(r, 'hba1c', result, unit, () => false)), 'glucose').state).toBe(state);
  });
});

describe('HCC under lenvatinib', () => {
  const r = story('DEMO-HCC');
  it('burden and AFP rise, the liver still works: for discussion', () => {
    const s = read(r);
    expect(s.verdict).toBe('discuss');
    expect(states(s)).toMatchObject({ burden: 'caution', afp: 'caution', liver_function: 'pass', met_bypass: 'pass' });
  });
  it.each([['6', 'pass'], ['7', 'caution'], ['9', 'caution'], ['10', 'fail'], ['A', 'unknown']])('Child–Pugh %s: %s', (result, state) => {
    expect(gate(read(noted(r, 'child_pugh', result, '', () => false)), 'liver_function').state).toBe(state);
  });
});

/** What was not looked for and what could not have answered: take it away from any story, and nothing becomes a pass that was none. */
describe('unknown and not informative never become a pass', () => {
  const cases = ['DEMO-NSCLC', 'DEMO-THYROID', 'DEMO-HCC', 'DEMO-BREAST', 'DEMO-BRAF'].map((id) => [id] as const);
  it.each(cases)('%s', (id) => {
    const r = story(id);
    const full = states(read(r));
    const less: readonly PatientRecord[] = [
      change(r, (m) => ({ ...m, panel: null })), { ...r, assessments: [] }, change(r, (m) => (m.day === last(r) ? { ...m, reportedStatus: 'failed_qc', mutantCount: null, totalCount: null } : m)),
      change(r, (m) => (m.day === last(r) ? { ...m, reportedStatus: 'not_covered', mutantCount: null, totalCount: null, panel: null } : m)),
    ];
    for (const poorer of less) for (const g of read(poorer).gates) if (g.state === 'pass') expect([g.id, full[g.id]]).toEqual([g.id, 'pass']);
  });
});
