/** Alerts about burden: once, with evidence, with the bound and never as an all-clear. */
import type { AlertFinding, AlertKind, Measurement, PatientRecord } from '@clonewatch/domain';
import { evaluatePatient } from '@clonewatch/guidance';
import { line, measure, patient, replayPatient } from './records.js';

type Row = readonly [day: number, apc: number, kras: number, n?: number];
const rows = (rs: readonly Row[]): Measurement[] => rs.flatMap(([d, a, k, n = 3800], i) => [measure(`S${i + 1}`, d, 'APC', 'p.R1450*', a, n), measure(`S${i + 1}`, d, 'KRAS', 'p.G12D', k, n)]);
const fired = (ms: readonly Measurement[], kind: AlertKind, lines = [line(0, null)]): readonly AlertFinding[] => replayPatient(patient(ms, lines)).filter((a) => a.kind === kind);

describe('molecular_response', () => {
  it('fires once a line, as a note, at the second draw in a row that makes a halving sure', () => {
    const [a, ...more] = fired(rows([[-3, 190, 0], [20, 120, 0], [48, 30, 0], [76, 12, 0], [104, 300, 0], [132, 10, 0], [160, 8, 0]]), 'molecular_response');
    expect(more).toEqual([]);
    expect(a).toMatchObject({ severity: 'note', specimenId: 'S4', grade: null, episode: 'molecular_response|S4', members: [{ gene: 'APC', variant: 'p.R1450*' }] });
    expect(a!.evidence.p_tumour_halved as number).toBeGreaterThan(0.95);
    expect(a!.text).toContain('Mean VAF of truncal APC p.R1450* 5.0 % (29 Dec 1969) → 0.32 % (18 Mar 1970)');
    expect(a!.text).toContain('Not a treatment instruction.');
  });
  it('is not read from one draw, from draw-to-draw variation, from dilution, or from a clone that falls alone', () => {
    expect(fired(rows([[-3, 190, 0], [48, 0, 0], [76, 180, 0]]), 'molecular_response')).toEqual([]);
    expect(fired(rows([[-3, 190, 0], [48, 100, 0], [76, 90, 0]]), 'molecular_response')).toEqual([]);
    // Six times the DNA in the same plasma: VAF a sixth, molecules per mL unchanged.
    expect(fired(rows([[-3, 190, 0], [48, 140, 0, 22_800], [76, 140, 0, 22_800]]), 'molecular_response')).toEqual([]);
    expect(fired(rows([[-3, 190, 190], [48, 180, 9], [76, 190, 2]]), 'molecular_response')).toEqual([]);
  });
  it('fires anew on another line', () => {
    const ms = rows([[-3, 190, 0], [48, 20, 0], [76, 10, 0], [100, 180, 0], [150, 15, 0], [180, 12, 0]]);
    expect(fired(ms, 'molecular_response', [line(0, 95), line(102, null, { regimen: 'FOLFOX' })]).map((a) => a.specimenId)).toEqual(['S3', 'S6']);
  });
});

describe('ctdna_not_detected', () => {
  it('says the bound and what would have been seen, once until it is back in two draws', () => {
    const all = fired(rows([[-3, 190, 0], [48, 0, 0], [76, 0, 0], [104, 9, 0], [132, 0, 0], [160, 9, 0], [188, 12, 0], [216, 0, 0]]), 'ctdna_not_detected');
    expect(all.map((a) => a.specimenId)).toEqual(['S2', 'S8']);
    expect(all[0]!.evidence.bound_mean_vaf).toBeCloseTo(1 - 0.05 ** (1 / 3800), 6);
    expect(all[0]!.text).toContain('Excluded above a mean VAF of 0.079 %');
    expect(all[0]!.text).not.toMatch(/wild.?type|negative|clear of/i);
  });
  it('is silent when the draw could not have shown a tenth, when something else is called, or when the set was not all read', () => {
    expect(fired(rows([[-3, 190, 0], [48, 0, 0, 200]]), 'ctdna_not_detected')).toEqual([]);
    expect(fired(rows([[-3, 190, 0], [48, 0, 9]]), 'ctdna_not_detected')).toEqual([]);
    const ms = rows([[-3, 190, 30], [48, 0, 0]]).map((m) => (m.gene === 'KRAS' && m.day === 48 ? { ...m, mutantCount: null, totalCount: null, reportedStatus: 'not_covered' as const } : m));
    expect(fired(ms, 'ctdna_not_detected')).toEqual([]);
  });
});

describe('progression_unexplained', () => {
  const rising: readonly Row[] = [[-3, 190, 0], [28, 60, 0], [56, 55, 0], [84, 120, 0], [112, 400, 0], [140, 900, 0]];
  it('fires with the rise of the burden when every mechanism tested is excluded, and says how far', () => {
    const [burden] = fired(rows(rising), 'burden_rising');
    const [a, ...more] = fired(rows(rising), 'progression_unexplained');
    expect(more).toEqual([]);
    expect(a).toMatchObject({ severity: 'review', specimenId: burden!.specimenId, members: [{ gene: 'KRAS', variant: 'p.G12D' }] });
    expect(a!.evidence.excluded_vaf).toBeCloseTo(1 - 0.05 ** (1 / 3800), 6);
    expect(a!.text).toContain('excluded above 0.079 %');
  });
  it('is silent when a mechanism is called, when the bound is wide, when nothing was tested, and off targeted drugs', () => {
    expect(fired(rows(rising.map(([d, a]) => [d, a, d > 80 ? 12 : 0] as const)), 'progression_unexplained')).toEqual([]);
    expect(fired(rows(rising).filter((m) => m.gene !== 'KRAS'), 'progression_unexplained')).toEqual([]);
    expect(fired(rows(rising), 'progression_unexplained', [line(0, 60)])).toEqual([]);
    const shallow = rows(rising).map((m) => (m.gene === 'KRAS' ? { ...m, totalCount: 300 } : m));
    expect(fired(shallow, 'progression_unexplained')).toEqual([]);
  });
  it('is silent where tissue has named the mechanism under the drug by then; a caution, an older biopsy, another drug\'s or a later result does not silence it', () => {
    const seen = (kind: string, result: string, day: number, gene = 'MET', variant = ''): PatientRecord['assessments'][number] => ({ day, kind, result, gene, variant, unit: '' });
    const told = (...assessments: PatientRecord['assessments']): number => evaluatePatient({ ...patient(rows(rising), [line(0, null)]), assessments }, null).alerts.filter((a) => a.kind === 'progression_unexplained').length;
    expect(told()).toBe(1);
    expect(told(seen('fish:liver', 'amplified', 100))).toBe(0);
    expect([told(seen('fish', 'not amplified', 100)), told(seen('fish', 'amplified', 100, 'FLT3')), told(seen('fish', 'amplified', -400)), told(seen('fish', 'amplified', 300)), told(seen('tissue', 'positive', 100, 'APC', 'p.R1450*'))]).toEqual([1, 1, 1, 1, 1]);
    // S492R explains nothing under panitumumab.
    const under = (agents: readonly string[]): number => evaluatePatient({ ...patient(rows(rising), [line(0, null, { agents })]), assessments: [seen('tissue', 'positive', 100, 'EGFR', 'p.S492R')] }, null).alerts.filter((a) => a.kind === 'progression_unexplained').length;
    expect([under(['cetuximab']), under(['panitumumab'])]).toEqual([0, 1]);
  });
});
