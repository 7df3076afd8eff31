/** `target_found`: an alteration with an option appears. When that is said, when it is not, and that it is never one notice more than needed. */
import { describe, expect, it } from '@jest/globals';
import type { AlertFinding, Measurement, PatientProfile, TreatmentLine } from '@clonewatch/domain';
import { day, draws, line, measure, patient, replayPatient } from './records.js';

const start = day('2026-01-01');
const at = (i: number): number => start + 10 + 28 * i;
const rows = (gene: string, variant: string, counts: readonly number[], n = 4000): Measurement[] => draws(gene, variant, counts.map((k, i) => [at(i), k, n, 200] as const));
const found = (m: readonly Measurement[], lines: readonly TreatmentLine[], profile: Partial<PatientProfile> = {}): readonly AlertFinding[] => replayPatient(patient(m, lines, profile)).filter((a) => a.kind === 'target_found');
const cetuximab = [line(start, null)];
const breast: Partial<PatientProfile> = { nosology: 'breast_hrpos_her2neg' };
const letrozole = [line(start, null, { regimen: 'letrozole', agents: ['letrozole'], therapyClasses: ['endocrine'] })];

describe('an alteration with an option', () => {
  it('KRAS G12C: said once, as a note beside the alert of resistance, with the limits of the option', () => {
    const all = found(rows('KRAS', 'p.G12C', [0, 0, 12, 40, 90]), cetuximab);
    expect(all).toMatchObject([{ severity: 'note', grade: null, specimenId: 'S3', gene: 'KRAS', variant: 'p.G12C', evidence: { option: { entry: 'mcrc_wt.kras.g12c', tier: 'A' } } }]);
    expect(all[0]!.text).toContain('tier D when acquired and subclonal');
    expect(all[0]!.text).toContain('not a treatment instruction');
    expect(all[0]!.text).toMatch(/Share of the tumour signal \d/);
  });
  it('PIK3CA in breast cancer raises no alert of resistance, so this is the notice', () => {
    expect(found(rows('PIK3CA', 'p.H1047R', [0, 30, 40]), letrozole, breast)).toMatchObject([{ severity: 'review', specimenId: 'S2' }]);
  });
  it('ESR1 under endocrine therapy; MET amplification and T790M under an EGFR inhibitor', () => {
    expect(found(rows('ESR1', 'p.D538G', [0, 30]), letrozole, breast)).toMatchObject([{ severity: 'note', specimenId: 'S2' }]);
    const tki = (agent: string): readonly TreatmentLine[] => [line(start, null, { regimen: agent, agents: [agent], therapyClasses: ['egfr_tki'] })];
    expect(found(rows('EGFR', 'p.T790M', [0, 30]), tki('gefitinib'), { nosology: 'nsclc_egfr' })).toHaveLength(1);
  });
});

describe('what opens nothing', () => {
  it('an alteration without an option', () => expect(found(rows('KRAS', 'p.G12D', [0, 0, 12, 40]), cetuximab)).toEqual([]));
  it('an option of another disease', () => expect(found(rows('KRAS', 'p.G12C', [0, 12, 40]), [], { nosology: 'melanoma_braf_v600' })).toEqual([]));
  it('an option that was given: by drug, or by all of its classes in one line', () => {
    const osimertinib = [line(start, null, { regimen: 'osimertinib', agents: ['osimertinib'], therapyClasses: ['egfr_tki'] })];
    expect(found(rows('EGFR', 'p.T790M', [0, 30]), osimertinib, { nosology: 'nsclc_egfr' })).toEqual([]);
    const both = [line(start, null, { regimen: 'sotorasib + panitumumab', agents: ['sotorasib', 'panitumumab'], therapyClasses: ['kras_g12c_inhibitor', 'anti_egfr'] })];
    expect(found(rows('KRAS', 'p.G12C', [0, 12, 40]), both)).toEqual([]);
  });
  it('a single faint call', () => expect(found(rows('KRAS', 'p.G12C', [0, 0, 2, 0, 0]), cetuximab)).toEqual([]));
  it('what white blood cells carry, and what may be theirs', () => {
    const blood = rows('KRAS', 'p.G12C', [30, 40]).map((m) => (m.gene === 'KRAS' ? { ...m, wbcVafFraction: m.mutantCount! / m.totalCount! } : m));
    expect(found(blood, cetuximab)).toEqual([]);
    // No tumour DNA shown, white blood cells not tested: open.
    expect(found([0, 1].map((i) => measure(`S${i + 1}`, at(i), 'KRAS', 'p.G12C', 30, 4000)), cetuximab)).toEqual([]);
  });
  it('the primary target of the disease', () => {
    const r = rows('BRAF', 'p.V600E', [40, 30, 25]);
    expect(found(r, [], { nosology: 'mcrc_braf_v600e' })).toEqual([]);
  });
  it('a draw that does not fit its patient', () => {
    const swapped = [...draws('KRAS', 'p.G12C', [0, 0, 0, 90].map((k, i) => [at(i), k, 4000, i === 3 ? 0 : 400] as const)), ...[0, 0, 0, 80].map((k, i) => measure(`S${i + 1}`, at(i), 'NRAS', 'p.Q61K', k, 4000))];
    expect(replayPatient(patient(swapped, cetuximab)).map((a) => a.kind)).toContain('sample_suspect');
    expect(found(swapped, cetuximab)).toEqual([]);
  });
});
