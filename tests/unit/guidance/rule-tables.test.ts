/**
 * The tables that the rules read, against their sources typed here once more: registry numbers, patients, alleles, limits. A wrong letter in a table is a wrong gate, and what a screen
 * quotes as a source must name one.
 */
import { describe, expect, it } from '@jest/globals';
import { scenarioSets } from '@clonewatch/guidance';
import { ampTierOf, escatRanks } from '../../../libs/guidance/src/mechanisms/tiers.data.js';
import { brafV600, criteriaVersion, egfrEctodomain, gateData, gateIds, gateRules, mechanisms, panitumumabBinds, pooledContext, rasExtended, sourceText } from '../../../libs/guidance/src/rechallenge/criteria.data.js';
import { leftOf, trialSets, type TrialCriterion } from '../../../libs/guidance/src/rechallenge/trials.data.js';
import { rulesVersion } from '../../../libs/guidance/src/rules.data.js';
import { sampleDays, scenariosVersion, type ScenarioCriterion } from '../../../libs/guidance/src/scenarios/scenarios.data.js';

it('each has a version that says when it was fixed', () => {
  expect([rulesVersion, criteriaVersion, scenariosVersion].map((v) => v.replace(/\d+$/, ''))).toEqual(['rules-2026.', 'rechallenge-2026.', 'scenarios-2026.']);
});

describe('default gates', () => {
  /** Name; what the source must name; how well it is known. */
  const wanted: Readonly<Record<string, readonly [string, RegExp, string]>> = {
    G1: ['Tissue at baseline', /RAS and BRAF V600E in tissue: PURSUIT, PARERE, VELO, CRICKET$/, 'seen'], G2: ['Benefit from earlier anti-EGFR', /CR or PR: CRICKET, CAVE, CHRONOS, VELO, PURSUIT; SD of 6 months or more: PARERE, FIRE-4$/, 'seen'],
    G3: ['Free interval', /4 months: VELO, PURSUIT; more than 4: CAVE-2/, 'seen'], G4: ['Line without anti-EGFR between', /CHRONOS, CRICKET, PARERE, VELO/, 'seen'], G5: ['Recent sample', /PURSUIT: plasma within 28 days/, 'seen'],
    G6: ['Sample shows tumour DNA', /1 % or more: Rolfo 2024, doi:10\.1158\/1078-0432\.CCR-23-3321; none of the trials/, 'seen'], G7: ['RAS and BRAF in plasma', /RAS: PURSUIT; with BRAF V600E: PARERE, CAVE-2\..* proposal without outcome data/, 'proposal'],
    G8: ['EGFR ectodomain in plasma', /CHRONOS, CITRIC; S492R and panitumumab: Montagut 2012, doi:10\.1038\/nm\.2609/, 'recalled'], G9: ['Other mechanisms', /VELO and CAVE-2/, 'seen'],
    G10: ['Identity and origin', /3 of 236 patients, PMID 33737000/, 'recalled'],
  };
  it('have a name, a source that names its trials, and its mark', () => {
    expect(gateIds.map((id) => [id, gateData[id].name, gateData[id].mark])).toEqual(Object.entries(wanted).map(([id, [name, , mark]]) => [id, name, mark]));
    for (const id of gateIds) expect(gateData[id].source).toMatch(wanted[id]![1]);
  });
  it('a source says how well it is known', () => {
    expect((['seen', 'recalled', 'unsure', 'proposal', 'simulated'] as const).map((m) => sourceText('X 2020', m))).toEqual(['X 2020', 'X 2020 (citation not verified)', 'X 2020 (citation not verified, details unsure)', 'X 2020 (our proposal)', 'X 2020 (simulated)']);
  });
  it('numbers: SD from 6 months, 4 months free and caution from 3, 28 days, 1 %, 5 % by chance, a clone of 25 % seen with 95 and 80 %', () => {
    expect(gateRules).toEqual({
      stableMonths: 6, freeIntervalMonths: { pass: 4, caution: 3 }, sampleDays: 28, tumourFraction: 0.01, familywiseAlpha: 0.05, cloneShare: 0.25, detection: { pass: 0.95, caution: 0.8 },
      passVaf: { any: 0.004, known: 0.0025 }, moves: { ratio: 3, surely: 1.5 }, windowProbability: 0.8, ignoreUntestedMechanisms: false,
    });
  });
  it('alleles: six codons of KRAS and of NRAS, BRAF V600E, eight of the EGFR ectodomain', () => {
    const short = (xs: typeof rasExtended): string => xs.map((c) => `${c.gene} ${c.alleles.join(' ')}`).join('; ');
    const ras = (gene: string): string => ['G12A G12C G12D G12R G12S G12V', 'G13C G13D G13R G13V', 'A59E A59G A59T', 'Q61E Q61H Q61K Q61L Q61P Q61R', 'K117E K117N K117R', 'A146P A146T A146V'].map((x) => `${gene} ${x.split(' ').map((a) => `p.${a}`).join(' ')}`).join('; ');
    expect(short(rasExtended)).toBe(`${ras('KRAS')}; ${ras('NRAS')}`);
    expect(rasExtended.map((c) => c.codon)).toEqual([12, 13, 59, 61, 117, 146, 12, 13, 59, 61, 117, 146]);
    expect(short(brafV600)).toBe('BRAF p.V600E');
    expect(egfrEctodomain.map((c) => c.codon)).toEqual([441, 451, 464, 465, 467, 489, 491, 492]);
    expect(short(egfrEctodomain)).toBe('EGFR p.V441D p.V441F p.V441G; EGFR p.R451C; EGFR p.S464L; EGFR p.G465E p.G465R p.G465V; EGFR p.K467T; EGFR p.K489E; EGFR p.I491K p.I491M; EGFR p.S492G p.S492R');
    expect(panitumumabBinds).toEqual(['p.S492R', 'p.K467T']);
  });
  it('further mechanisms: MAP2K1, amplified ERBB2 or MET and kinase fusions fail; PIK3CA exon 20, PTEN, AKT1 E17K and NF1 caution', () => {
    expect(mechanisms.map((m) => [m.call, m.label, m.genes.join(' '), m.change, m.from, m.to])).toEqual([
      ['fail', 'MAP2K1', 'MAP2K1', 'any', undefined, undefined], ['fail', 'ERBB2 amplification', 'ERBB2', 'amplification', undefined, undefined], ['fail', 'MET amplification', 'MET', 'amplification', undefined, undefined],
      ['fail', 'kinase fusion', 'ALK ROS1 RET NTRK1 NTRK2 NTRK3 FGFR2 FGFR3 BRAF', 'fusion', undefined, undefined],
      // Exon 20 of NM_006218: codons 979 to the last, 1068.
      ['caution', 'PIK3CA exon 20', 'PIK3CA', 'codons', 979, 1068], ['caution', 'PTEN loss', 'PTEN', 'loss', undefined, undefined], ['caution', 'AKT1 E17K', 'AKT1', 'codons', 17, 17], ['caution', 'NF1', 'NF1', 'any', undefined, undefined],
    ]);
  });
  it('outcomes beside them: pooled, with their source, and no promise', () => {
    expect(pooledContext).toBe('In 114 patients of four trials without RAS or BRAF mutation in plasma the median progression-free survival was 4.0 months (3.2–4.7) (Ciardiello 2024, doi:10.1001/jamanetworkopen.2024.5635) and about 18 % responded (citation not verified): criteria that are met promise no response.');
  });
});

describe('trials', () => {
  /** Of the published sets: registry, regimen, source, and what its note must say. */
  const wanted: Readonly<Record<string, readonly [name: string, registry: string | null, regimen: string, source: string, note: readonly RegExp[]]>> = {
    CRICKET: ['CRICKET', 'NCT02296203', 'cetuximab + irinotecan', 'Cremolini 2019, doi:10.1001/jamaoncol.2018.5080', [/^Single arm, 28 patients\./, /afterwards only/, /first-line irinotecan \+ cetuximab; between: oxaliplatin \+ bevacizumab/]],
    CAVE: ['CAVE', 'NCT04561336', 'cetuximab + avelumab', 'Martinelli 2021, doi:10.1001/jamaoncol.2021.2915', [/^Single arm, 77 patients\./, /afterwards only \(assay unsure\)/]],
    CHRONOS: ['CHRONOS', 'NCT03227926', 'panitumumab', 'Sartore-Bianchi 2022, doi:10.1038/s41591-022-01886-0', [/27 treated/, /half \(unsure\); published: no mutation/]],
    E_RECHALLENGE: ['E-Rechallenge', 'UMIN000016439', 'cetuximab + irinotecan', 'recalled from abstracts', [/^About 34 patients; no selection by plasma\. Every detail unsure\.$/]],
    JACCRO_CC08_09AR: ['JACCRO CC-08/09AR', null, 'irinotecan + cetuximab or panitumumab', 'Sunakawa 2020, JCO Precis Oncol 4:898', [/34 and 25 patients \(unsure\)/, /afterwards in about 16 \(OncoBEAM\)/]],
    PURSUIT: ['PURSUIT (REMARRY)', null, 'panitumumab + irinotecan', 'Nakajima 2021, doi:10.1186/s12885-021-08395-2', [/about 50 patients \(unsure\)/, /at most 0\.1 % within 28 days/]],
    VELO: ['VELO', 'NCT05468892', 'trifluridine-tipiracil ± panitumumab', 'Napolitano 2023, doi:10.1001/jamaoncol.2023.0655', [/62 patients; registry number recalled/, /KRAS, NRAS, BRAF V600E, EGFR, ERBB2, MAP2K1, PIK3CA/]],
    PARERE: ['PARERE', 'NCT04787341', 'panitumumab → regorafenib or the reverse', 'Ciracì 2025, Ann Oncol', [/213 patients; registry number unsure\. Prospective by plasma/]],
    A_REPEAT: ['A-REPEAT', null, 'not known to us', 'recalled', [/NCT03311750; NCT04509635 is another trial\)\. Details unsure/]],
    FIRE4_R2: ['FIRE-4, second randomisation', 'NCT02934529', 'irinotecan-based + cetuximab, third line', 'FIRE-4 design', [/Between: FOLFOX \+ bevacizumab\. Plasma before the third line unsure/]],
    CAVE2: ['CAVE-2', 'NCT05291156', 'cetuximab ± avelumab', 'CAVE-2 GOIM design', [/registry number unsure/, /ten genes analysed afterwards/]],
    CAPRI2: ['CAPRI-2', 'NCT05312398', 'cetuximab + chemotherapy, by line', 'ESMO Open 2025;10:104511', [/before each line; registry number unsure/, /no classic rechallenge/]],
    PULSE: ['PULSE', 'NCT03992456', 'panitumumab or trifluridine-tipiracil or regorafenib', 'PULSE design, TPS143 2021', [/ERBB2 and MET amplification as exclusions unsure/]],
    CITRIC: ['CITRIC', null, 'cetuximab + irinotecan', 'CITRIC design', [/against a choice without anti-EGFR/, /without a definition/]],
    BEYOND: ['BEYOND (GEMCAD 17-01)', null, 'FOLFIRI + panitumumab, second line', 'Aparicio 2022, doi:10.1007/s12094-022-02868-x', [/31 patients, closed early/, /no free interval/]],
  };
  it('are these, each with its registry, regimen, source and what must be known of it', () => {
    expect(trialSets.map((s) => [s.id, s.name, s.registry, s.regimen, s.source])).toEqual(Object.entries(wanted).map(([id, w]) => [id, ...w.slice(0, 4)]));
    for (const s of trialSets) for (const said of wanted[s.id]![4]) expect(s.note).toMatch(said);
  });

  const months = (m: number): string => `${Number((m * 30.4375).toFixed(2))} d`;
  const short = (c: TrialCriterion): string => {
    const mark = c.mark === 'seen' ? '' : ` (${c.mark})`;
    switch (c.kind) {
      case 'tissue': return `tissue ${c.ras}${c.braf ? ' + BRAF' : ''}${mark}`;
      case 'plasma': return `plasma ${c.alleles.join(' + ')} ≤ ${c.maxVaf}${c.windowDays === null ? '' : ` within ${c.windowDays} d`}, ${c.assay ?? 'any assay'}${mark}`;
      case 'amplifications': return `amplified ${c.genes.join(' ')}${mark}`;
      case 'benefit': return `benefit${mark}`;
      case 'prior_response': return `${c.accepted.join('/')}${c.stableMonths === null ? '' : ` from ${c.stableMonths} months`}${mark}`;
      case 'prior_benefit_months': return `${c.months} months of benefit${mark}`;
      case 'free_interval': return `free ${months(c.months)}${mark}`;
      case 'line_between': return `line between${mark}`;
      case 'progression_on_anti_egfr': return `progressed within ${c.withinDays ?? 'it'}${mark}`;
      case 'line': return `line ${c.from}${mark}`;
      case 'ecog': return `ECOG ${c.max}${mark}`;
      case 'refractory': return `given ${c.drugs.map((d) => d.join('|')).join(' & ')}${mark}`;
    }
  };
  it('ask this', () => {
    const fp = 'given fluorouracil|capecitabine|5-fu|s-1|tegafur|trifluridine & oxaliplatin & irinotecan';
    expect(Object.fromEntries(trialSets.map((s) => [s.id, s.criteria.map(short)]))).toEqual({
      CRICKET: ['tissue extended + BRAF', 'CR/PR', '6 months of benefit', 'progressed within 28', 'line between', 'line 3'],
      CAVE: ['tissue extended', 'CR/PR', 'free 121.75 d (unsure)', 'line between', 'line 3'],
      CHRONOS: ['tissue extended', 'plasma RAS_ext + BRAF V600 + EGFR_ECD ≤ 0, ddPCR', 'CR/PR', 'line between', 'line 3', 'ECOG 2'],
      E_RECHALLENGE: ['tissue extended (unsure)', 'CR/PR/SD from 6 months (unsure)', 'free 112 d (unsure)'],
      JACCRO_CC08_09AR: ['tissue exon2 (unsure)', 'CR/PR/SD (unsure)'],
      PURSUIT: ['tissue extended + BRAF', 'plasma RAS_ext ≤ 0.001 within 28 d, OncoBEAM', 'CR/PR', 'progressed within it', 'free 121.75 d', fp],
      VELO: ['tissue extended', 'CR/PR', 'free 121.75 d', 'line between', 'line 3'],
      PARERE: ['tissue extended + BRAF', 'plasma RAS_ext + BRAF V600 ≤ 0, any assay', 'CR/PR/SD from 6 months', 'line between', 'free 121.75 d (unsure)'],
      A_REPEAT: ['plasma RAS_ext ≤ 0, any assay (unsure)'],
      FIRE4_R2: ['tissue extended', 'CR/PR/SD from 6 months', 'line between', 'plasma RAS_ext ≤ 0, any assay (unsure)'],
      CAVE2: ['plasma RAS_ext + BRAF V600 ≤ 0, FoundationOne Liquid CDx', 'CR/PR', 'free 121.75 d', 'line between', 'line 3', 'ECOG 1'],
      CAPRI2: ['plasma RAS_ext + BRAF V600 ≤ 0, FoundationOne Liquid CDx'],
      PULSE: ['tissue extended + BRAF', 'plasma RAS_ext + BRAF V600 + EGFR_ECD ≤ 0, Guardant360 (unsure)', 'amplified ERBB2 MET (unsure)', 'free 90 d (unsure)'],
      CITRIC: ['plasma RAS_ext + BRAF V600 + EGFR_ECD ≤ 0, Oncomine', 'benefit', 'line 3'],
      BEYOND: ['plasma RAS_ext ≤ 0, any assay', 'line 2'],
    });
  });
  it('state this beside, which no gate evaluates, and why', () => {
    expect(Object.fromEntries(trialSets.map((s) => [s.id, s.left.map((l) => `${l.what}: ${l.why}`)]))).toEqual({
      CRICKET: ['plasma: afterwards', 'free_interval: not_stated', 'earlier_regimen: not_compared', 'between_regimen: not_compared'], CAVE: ['plasma: afterwards'], CHRONOS: ['free_interval: not_stated', 'assay: not_compared'],
      E_RECHALLENGE: ['plasma: none_asked'], JACCRO_CC08_09AR: ['plasma: afterwards'], PURSUIT: ['assay: not_compared'], VELO: ['plasma: afterwards', 'hyperselection: afterwards', 'between_regimen: not_compared'], PARERE: [],
      A_REPEAT: ['prior_response: unsure', 'free_interval: unsure'], FIRE4_R2: ['between_regimen: not_compared'], CAVE2: ['hyperselection: afterwards', 'assay: not_compared'], CAPRI2: ['free_interval: none_asked', 'assay: not_compared'],
      PULSE: ['assay: not_compared'], CITRIC: ['assay: not_compared'], BEYOND: ['free_interval: none_asked', 'line_between: none_asked'],
    });
    expect(leftOf(trialSets.find((s) => s.id === 'PARERE')!)).toEqual([{ what: 'line', why: 'not_stated' }, { what: 'ecog', why: 'not_stated' }]);
  });
});

describe('the other scenarios', () => {
  const how = (c: ScenarioCriterion): string => {
    switch (c.kind) {
      case 'target': return `target ${c.entries.join(' ')}${c.braf ? ' or BRAF of tissue' : ''}`;
      case 'wanted': return `wanted ${c.entries.join(' ')}`;
      case 'panel': return `panel ${c.entries.join(' ')}${c.cautionOnly ? ', caution only' : ''}`;
      case 'given': return `given ${c.classes.join(' ')}`;
      case 'scan': return `scan ${c.assessment} since ${c.since.join(' ')}`;
      case 'marker': return `marker ${c.assessment} × ${c.times} since ${c.since.join(' ')}`;
      case 'limit': return `limit ${c.assessment} ${c.pass}/${c.caution} ${c.unit}`.trim();
      default: return c.kind;
    }
  };
  const recent = 'recent_sample: sample — 28 d, PURSUIT (proposal)';
  const informative = 'informative: informative — Rolfo 2024, doi:10.1158/1078-0432.CCR-23-3321 (seen)';
  const progression = 'progression: progression — RECIST 1.1 (recalled)';
  it('ask this of whom, once these drugs began', () => {
    expect(sampleDays).toBe(28);
    expect(Object.fromEntries(scenarioSets.map((s) => [`${s.id} of ${s.nosology} by ${s.raisedBy.map((x) => x.join('+')).join(' or ')}`, s.criteria.map((c) => `${c.id}: ${how(c)} — ${c.source} (${c.mark})`)]))).toEqual({
      'braf_egfr_escape of mcrc_braf_v600e by braf_inhibitor+anti_egfr': [
        'truncal_target: target mcrc_braf.braf.v600e or BRAF of tissue — BEACON: Kopetz 2019, doi:10.1056/NEJMoa1908075 (recalled)', recent, informative,
        'escape_mapk: panel mcrc_braf.kras.12_13_61_117_146 mcrc_braf.nras.12_13_61 mcrc_braf.map2k1.k57n mcrc_braf.raf1.s257l mcrc_braf.araf.214 — Kopetz 2024 (BEACON); Ahronian 2015, doi:10.1158/2159-8290.CD-14-1518 (recalled)',
        'escape_copies: panel mcrc_braf.braf.amplification mcrc_braf.kras.amplification mcrc_braf.egfr.amplification mcrc_braf.erbb2.amplification mcrc_braf.met.amplification mcrc_braf.pten.loss — Kopetz 2024 (BEACON) (recalled)',
      ],
      'egfr_tki_switch of nsclc_egfr by egfr_tki': [
        'truncal_target: target nsclc.egfr.any — FLAURA, doi:10.1056/NEJMoa1713137 (recalled)', progression, recent, informative, 't790m: t790m — AURA3, doi:10.1056/NEJMoa1612674 (recalled)',
        'c797s: c797s — AURA3/FLAURA: C797S 6 %, 18 % (seen)', 'met_bypass: panel nsclc.met.amplification — AURA3/FLAURA: MET 16 %, 18 % (seen)',
        'other_bypass: panel nsclc.erbb2.amplification nsclc.pik3ca.e542k nsclc.kras.g12c nsclc.braf.v600e nsclc.ret.fusion — AURA3: > 1, 19 % (seen)',
      ],
      'redifferentiation of thyroid_rair_braf by braf_inhibitor or multikinase': [
        'truncal_target: target thyroid.braf.v600e or BRAF of tissue — Rothenberg 2015; Dunn 2019, doi:10.1210/jc.2018-01478; MERAIODE 2023 (recalled)', 'therapy_given: given braf_inhibitor — MERAIODE 2023 (recalled)', recent, informative,
        'ras_escape: panel thyroid.kras.g12v thyroid.nras.q61k thyroid.nras.g13d thyroid.kras.g12d — Cabanillas 2020 (recalled)', 'iodine_uptake: scan iodine_uptake since braf_inhibitor — Dunn 2019, doi:10.1210/jc.2018-01478 (recalled)',
        'thyroglobulin: marker thyroglobulin × 1.2 since braf_inhibitor — MERAIODE 2023 (recalled)',
      ],
      'akt_pathway of breast_hrpos_her2neg by endocrine': [
        'therapy_given: given endocrine — CAPItello-291: Turner 2023, doi:10.1056/NEJMoa2214131 (recalled)', progression, recent, informative,
        'akt_alteration: wanted breast.pik3ca.e542k breast.akt1.e17k breast.pten.loss — CAPItello-291 ctDNA: 77 %, 84 %, 54 % (seen)', 'esr1: panel breast.esr1.e380q, caution only — SERENA-6 2025; PADA-1 2022 (seen)',
        'glucose: limit hba1c 7.9/7.9 % — CAPItello-291: HbA1c < 8 % (unsure)',
      ],
      'hcc_liver of hcc_lenvatinib by multikinase': [
        progression, recent, informative, 'burden: burden — ctDNA (proposal)', 'met_bypass: panel hcc.met.amplification — HGF–MET (recalled)', 'afp: marker afp × 1.2 since multikinase — AFP × 1.2 (proposal)',
        'liver_function: limit child_pugh 6/9 — Child–Pugh A, REFLECT (recalled)',
      ],
    });
  });
});

describe('published scales', () => {
  it('the tiers of AMP/ASCO/CAP: A to D are I-A, I-B, II-C, II-D', () => expect((['A', 'B', 'C', 'D'] as const).map(ampTierOf)).toEqual(['I-A', 'I-B', 'II-C', 'II-D']));
  it('ESCAT ranks, with the source each was taken from and whether it was read there', () => {
    const mosele = 'Mosele Ann Oncol 2020 doi:10.1016/j.annonc.2020.07.014, no';
    expect(Object.fromEntries(Object.entries(escatRanks).map(([id, r]) => [id, `${r.tier}: ${r.source}, ${r.checked}`]))).toEqual({
      'mcrc_braf.braf.v600e': `I-A: ${mosele}`, 'mcrc_wt.braf.v600e': `I-A: ${mosele}`, 'mcrc_wt.msi': `I-A: ${mosele}`, 'nsclc.egfr.any': `I-A: ${mosele}`, 'nsclc.egfr.t790m': `I-A: ${mosele}`,
      'breast.pik3ca.e542k': 'I-A: Crimini Cancer Treat Rev 2021 doi:10.1016/j.ctrv.2021.102223, yes', 'breast.esr1.e380q': 'I-A: ESMO Daily Reporter 2024, yes', 'breast.akt1.e17k': `II-B: ${mosele}`, 'breast.pten.loss': `II-A: ${mosele}`,
    });
  });
});
