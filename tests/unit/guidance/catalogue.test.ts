import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { canonicalVariant, nosologies, type Nosology, type TherapyClass, type TreatmentLine, type VariantRole } from '@clonewatch/domain';
import { catalogue, covers, evaluatePatient, matchCatalogue, type CatalogueEntry } from '@clonewatch/guidance';
import { classDrugs } from '../../../libs/guidance/src/catalogue/index.js';
import { line, measure, patient, replayPatient } from './records.js';

/** From tests/golden/generate_catalogue.py, which reads an entry's words and never its matcher. */
const examples = JSON.parse(readFileSync(new URL('../../golden/catalogue.json', import.meta.url), 'utf8')) as Readonly<Record<string, { genes: string[]; matches: string[]; decoys: string[] }>>;

const best = (gene: string, variant: string, nosology: Nosology | null, classes: TherapyClass[], agents: string[] = []): string | undefined => {
  const m = matchCatalogue(gene, variant, nosology, classes, agents).filter((x) => x.entry.effect !== 'decoy')[0];
  return m && `${m.entry.effect} ${m.entry.action}${m.applies ? '' : ' not given'}`;
};

/** A drug of the entry's class that it does not name. */
const anotherOf = (e: CatalogueEntry): string => classDrugs[e.classes[0]!]!.find((d) => !e.agents.includes(d))!;

describe('the catalogue', () => {
  it('keeps every entry under a name of its own; an entry that no variant can show says why', () => {
    expect(catalogue).toHaveLength(161);
    expect(new Set(catalogue.map((e) => e.id)).size).toBe(161);
    const unmatched = catalogue.flatMap((e) => (e.matcher.kind === 'unmatched' ? [e.matcher.reason] : []));
    expect(unmatched).toHaveLength(15);
    expect(unmatched.every((reason) => reason.length > 20)).toBe(true);
    expect(catalogue.every((e) => ['yes', 'some', 'no'].includes(e.citationChecked))).toBe(true);
    expect(new Set(catalogue.map((e) => e.nosology))).toEqual(new Set([...nosologies, null]));
  });
  it('a verified citation names a source, and what excludes a drug says what to do', () => {
    for (const e of catalogue) {
      if (e.citationChecked !== 'no') expect(e.citation).not.toBe('');
      if (e.action === 'exclude') expect([e.strategy.length > 4, e.mechanism !== 'not_tumour', ['resistance', 'resistance_marker'].includes(e.effect)]).toEqual([true, true, true]);
      expect(e.effect === 'decoy').toBe(e.action === 'never_alert');
    }
  });
  it.each(catalogue.map((e) => [e.id, e] as const))('%s', (id, e) => {
    const read = examples[id];
    // Entries that no variant can show have no example, and only they.
    expect(read === undefined).toBe(e.matcher.kind === 'unmatched');
    const found = (gene: string, variant: string): boolean =>
      matchCatalogue(gene, variant, e.nosology, [...e.classes, ...e.optionalClasses], e.agents).some((m) => m.entry.id === id && m.applies);
    for (const gene of e.genes) {
      for (const v of read?.matches ?? []) {
        expect([gene, v, canonicalVariant(v), found(gene, v)]).toEqual([gene, v, v, true]);
        expect(found('CLEC3B', v)).toBe(false);
        for (const other of nosologies) if (e.nosology !== null && other !== e.nosology) expect(matchCatalogue(gene, v, other, e.classes, e.agents).some((m) => m.entry.id === id)).toBe(false);
        for (const missing of e.classes) {
          expect(matchCatalogue(gene, v, e.nosology, e.classes.filter((c) => c !== missing), e.agents).find((m) => m.entry.id === id)?.applies).toBe(false);
        }
        // Another drug of the class is none of the entry's; where none of the class is named it may be one.
        if (e.agents.length > 0) expect([[anotherOf(e)], ['irinotecan']].map((agents) => matchCatalogue(gene, v, e.nosology, e.classes, agents).find((m) => m.entry.id === id)?.applies)).toEqual([false, true]);
      }
      for (const v of read?.decoys ?? ['amplification', 'loss', 'p.A1V']) expect([gene, v, found(gene, v)]).toEqual([gene, v, false]);
    }
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
    // What a draw's own file takes back counts before what the panel names, in whatever order.
    [['KRAS', '!KRAS:12'], 'KRAS', 'p.G12D', false], [[' ?KRAS:12', 'KRAS'], 'KRAS', 'p.G12D', false], [['KRAS', '!KRAS:12'], 'KRAS', 'p.G13D', true], [['KRAS', '!KRAS:12'], 'KRAS', 'p.X?', false], [['KRAS', '!KRAS:12'], 'KRAS', 'amplification', true],
    [['EGFR', '!EGFR:748'], 'EGFR', 'p.E746_A750del', false], [['EGFR', '!EGFR:751'], 'EGFR', 'p.E746_A750del', true], [['KRAS', '!NRAS:12'], 'KRAS', 'p.G12D', true], [['!KRAS:12'], 'KRAS', 'p.G13D', false], [['TP53', '?TP53:p.R213*'], 'TP53', 'p.R213*', false],
    [['TP53', '?TP53:p.R213*'], 'TP53', 'p.X213X', true], [['TP53', '?TP53'], 'TP53', 'p.R248Q', false], [['ERBB2', '!HER2:755'], 'ERBB2', 'p.L755S', false],
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
