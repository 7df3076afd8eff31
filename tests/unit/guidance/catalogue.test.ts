import { describe, expect, it } from '@jest/globals';
import type { Nosology, TherapyClass, TreatmentLine, VariantRole } from '@clonewatch/domain';
import { catalogue, covers, evaluatePatient, matchCatalogue } from '@clonewatch/guidance';
import { line, measure, patient, replayPatient } from './records.js';

const best = (gene: string, variant: string, nosology: Nosology | null, classes: TherapyClass[], agents: string[] = []): string | undefined => {
  const m = matchCatalogue(gene, variant, nosology, classes, agents).filter((x) => x.entry.effect !== 'decoy')[0];
  return m && `${m.entry.effect} ${m.entry.action}${m.applies ? '' : ' not given'}`;
};

describe('the catalogue', () => {
  it('keeps every entry; what cannot be expressed is listed and never matches', () => {
    expect(catalogue).toHaveLength(154);
    expect(new Set(catalogue.map((e) => e.id)).size).toBe(154);
    const unparsed = catalogue.filter((e) => e.matcher.kind === 'unparsed');
    expect(unparsed.length).toBeGreaterThan(10);
    expect(catalogue.every((e) => ['yes', 'some', 'no'].includes(e.citationChecked))).toBe(true);
  });
  it.each<[string, string, Nosology | null, TherapyClass[], string[], string | undefined]>([
    ['KRAS', 'p.G12D', 'mcrc_ras_braf_wt', ['anti_egfr'], [], 'resistance exclude'],
    ['NRAS', 'p.Q61K', 'mcrc_ras_braf_wt', [], [], 'resistance exclude not given'],
    ['KRAS', 'p.G12D', null, ['anti_egfr'], [], 'resistance exclude'],
    ['KRAS', 'p.G12D', null, ['vegf'], [], undefined],
    ['KRAS', 'amplification', 'mcrc_ras_braf_wt', ['anti_egfr'], [], 'resistance exclude'],
    ['KRAS', 'p.L19F', 'mcrc_ras_braf_wt', ['anti_egfr'], [], undefined],
    ['EGFR', 'p.S492R', 'mcrc_ras_braf_wt', ['anti_egfr'], ['cetuximab'], 'resistance exclude'],
    ['EGFR', 'p.S492R', 'mcrc_ras_braf_wt', ['anti_egfr'], ['panitumumab'], 'resistance exclude not given'],
    ['BRAF', 'p.V600E', 'mcrc_ras_braf_wt', ['anti_egfr'], [], 'resistance exclude'],
    ['BRAF', 'p.V600E', 'mcrc_braf_v600e', ['braf_inhibitor', 'anti_egfr'], [], 'sensitivity context'],
    ['KRAS', 'p.G12D', 'mcrc_braf_v600e', ['braf_inhibitor', 'anti_egfr'], [], 'resistance exclude'],
    ['BRAF', 'p.V600E', 'melanoma_braf_v600', ['braf_inhibitor', 'mek_inhibitor'], [], 'sensitivity context'],
    ['NRAS', 'p.Q61R', 'melanoma_braf_v600', ['braf_inhibitor', 'mek_inhibitor'], [], 'resistance exclude'],
    ['NRAS', 'p.Q61R', 'melanoma_braf_v600', ['braf_inhibitor'], [], 'resistance exclude not given'],
    ['EGFR', 'p.E746_A750del', 'nsclc_egfr', ['egfr_tki'], [], 'sensitivity context'],
    ['EGFR', 'p.T790M', 'nsclc_egfr', ['egfr_tki'], ['gefitinib'], 'resistance exclude'],
    ['EGFR', 'p.T790M', 'nsclc_egfr', ['egfr_tki'], ['osimertinib'], 'resistance exclude not given'],
    ['EGFR', 'p.C797S', 'nsclc_egfr', ['egfr_tki'], ['osimertinib'], 'resistance exclude'],
    ['MET', 'amplification', 'nsclc_egfr', ['egfr_tki'], ['osimertinib'], 'resistance exclude'],
    ['ESR1', 'p.D538G', 'breast_hrpos_her2neg', ['endocrine', 'cdk46'], [], 'resistance exclude'],
    ['PIK3CA', 'p.H1047R', 'breast_hrpos_her2neg', ['akt_pathway', 'endocrine'], [], 'sensitivity context'],
    ['PTEN', 'p.R130*', 'mcrc_ras_braf_wt', ['anti_egfr'], [], 'resistance caution'],
    ['ALK', 'fusion:EML4', 'mcrc_ras_braf_wt', ['anti_egfr'], [], 'resistance exclude'],
    ['BRAF', 'p.D594G', 'mcrc_ras_braf_wt', ['anti_egfr'], [], 'uncertain context'],
  ])('%s %s in %s on %j %j', (gene, variant, nosology, classes, agents, expected) => {
    expect(best(gene, variant, nosology, classes, agents)).toBe(expected);
  });
});

describe('panels', () => {
  it.each<[string[] | null, string, string, boolean]>([
    [null, 'KRAS', 'p.G12D', false], [['KRAS'], 'KRAS', 'p.G12D', true], [['KRAS:12'], 'KRAS', 'p.G12D', true], [['KRAS:13'], 'KRAS', 'p.G12D', false],
    [['EGFR:p.S492R'], 'EGFR', 'p.S492R', true], [['EGFR:S492R'], 'EGFR', 'p.S492R', true], [['EGFR:p.S492R'], 'EGFR', 'p.G465R', false], [['KRAS:12'], 'KRAS', 'amplification', false],
  ])('%j covers %s %s: %s', (panel, gene, variant, expected) => { expect(covers(panel, gene, variant)).toBe(expected); });
});

describe('roles', () => {
  const role = (gene: string, variant: string, nosology: Nosology | null, treatments: TreatmentLine[], k = 40, wbc: number | null = null): VariantRole => {
    const ms = [0, 28].flatMap((d, i) => [measure(`S${i}`, d, gene, variant, k, 3800, { wbcVafFraction: wbc }), measure(`S${i}`, d, 'APC', 'p.R1450*', 400, 3800)]);
    return evaluatePatient(patient(ms, treatments, { nosology }), null).series.find((s) => s.gene === gene)!.role;
  };
  it('reads the same variant by disease, drug and white blood cells', () => {
    expect(role('KRAS', 'p.G12D', 'mcrc_ras_braf_wt', [])).toBe('resistance');
    expect(role('BRAF', 'p.V600E', 'melanoma_braf_v600', [])).toBe('truncal');
    expect(role('BRAF', 'p.V600E', 'mcrc_braf_v600e', [line(-5, null, { therapyClasses: ['braf_inhibitor', 'anti_egfr'], agents: [] })])).toBe('truncal');
    expect(role('BRAF', 'p.V600E', 'mcrc_ras_braf_wt', [line(-5, null)])).toBe('resistance');
    expect(role('EGFR', 'p.L858R', 'nsclc_egfr', [])).toBe('sensitising');
    expect(role('TET2', 'p.Q1466*', null, [])).toBe('chip');
    expect(role('ATM', 'p.R337C', null, [], 40, 0)).toBe('other');
    expect(role('KRAS', 'p.G12D', 'mcrc_ras_braf_wt', [], 40, 0.0095)).toBe('chip');
    expect(role('KRAS', 'p.G12D', 'mcrc_ras_braf_wt', [], 40, 0)).toBe('resistance');
    expect(role('BRCA2', 'p.K3326*', null, [], 1900, 0.49)).toBe('germline');
  });
  it('a caution never alerts', () => {
    const ms = [0, 28, 56, 84].flatMap((d, i) => [measure(`S${i}`, d, 'PTEN', 'p.R130*', [0, 5, 30, 160][i]!, 3800), measure(`S${i}`, d, 'APC', 'p.R1450*', 400, 3800)]);
    expect(replayPatient(patient(ms, [line(-5, null)]))).toEqual([]);
  });
  it('an open origin is said: KRAS with no tumour DNA shown and no WBC', () => {
    const ms = [0, 28].map((d, i) => measure(`S${i}`, d, 'KRAS', 'p.G12D', 9, 3800));
    expect(replayPatient(patient(ms, [line(-60, null)])).map((a) => a.kind)).toEqual(expect.arrayContaining(['resistance_detected', 'origin_unresolved', 'not_informative']));
  });
});
