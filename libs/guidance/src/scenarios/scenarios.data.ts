/**
 * The questions as data: which disease, which drugs raise them, which criteria they ask. `entries` are ids of the resistance catalogue, which says what a call does.
 * A product default that a site may confirm, not a treatment recommendation.
 */
import type { Nosology, ScenarioGateId, ScenarioId, TherapyClass } from '@clonewatch/domain';
import type { EvidenceMark } from '../rechallenge/criteria.data.js';

/** Version of these sets and their numbers: changes whenever any of them does. */
export const scenariosVersion = 'scenarios-2026.2';

interface Sourced { readonly source: string; readonly mark: EvidenceMark }

/** How a criterion is read. A call of a `panel` entry fails or cautions as the catalogue's action says. */
export type ScenarioCriterion = Sourced & { readonly id: ScenarioGateId } & (
  /** The change the drugs aim at, known from tissue or called in blood. `braf`: the recorded tissue state counts too. */
  | { readonly kind: 'target'; readonly entries: readonly string[]; readonly braf: boolean }
  /** Wanted: a call passes. Not called is unknown until tissue says, since plasma misses part. */
  | { readonly kind: 'wanted'; readonly entries: readonly string[] }
  /** `cautionOnly`: the catalogue's exclusion concerns other drugs than those asked about. */
  | { readonly kind: 'panel'; readonly entries: readonly string[]; readonly cautionOnly?: boolean }
  | { readonly kind: 't790m' | 'c797s' | 'informative' | 'sample' | 'progression' | 'burden' }
  | { readonly kind: 'given'; readonly classes: readonly TherapyClass[] }
  /** Latest result of an assessment since the drugs began: positive passes, negative fails. An end point. */
  | { readonly kind: 'scan'; readonly assessment: string; readonly since: readonly TherapyClass[] }
  /** A marker since the drugs began: a rise cautions. An end point; `times`: the ratio from which it counts as one. */
  | { readonly kind: 'marker'; readonly assessment: string; readonly since: readonly TherapyClass[]; readonly times: number }
  /** A number with an upper limit: at most `pass` passes, at most `caution` cautions, above fails. */
  | { readonly kind: 'limit'; readonly assessment: string; readonly unit: string; readonly pass: number; readonly caution: number });

export interface ScenarioSet {
  readonly id: ScenarioId;
  readonly nosology: Nosology;
  /** Arises once a line with all of one of these lists has begun. */
  readonly raisedBy: readonly (readonly TherapyClass[])[];
  readonly criteria: readonly ScenarioCriterion[];
}

/** A sample older than this answers no question of today. Days; as anti-EGFR rechallenge. */
export const sampleDays = 28;

const informative: ScenarioCriterion = { id: 'informative', kind: 'informative', source: 'Rolfo 2024, doi:10.1158/1078-0432.CCR-23-3321', mark: 'seen' };
const recent: ScenarioCriterion = { id: 'recent_sample', kind: 'sample', source: '28 d, PURSUIT', mark: 'proposal' };
const progression: ScenarioCriterion = { id: 'progression', kind: 'progression', source: 'RECIST 1.1', mark: 'recalled' };

export const scenarioSets: readonly ScenarioSet[] = [
  { id: 'braf_egfr_escape', nosology: 'mcrc_braf_v600e', raisedBy: [['braf_inhibitor', 'anti_egfr']], criteria: [
    { id: 'truncal_target', kind: 'target', entries: ['mcrc_braf.braf.v600e'], braf: true, source: 'BEACON: Kopetz 2019, doi:10.1056/NEJMoa1908075', mark: 'recalled' },
    recent, informative,
    { id: 'escape_mapk', kind: 'panel', entries: ['mcrc_braf.kras.12_13_61_117_146', 'mcrc_braf.nras.12_13_61', 'mcrc_braf.map2k1.k57n', 'mcrc_braf.raf1.s257l', 'mcrc_braf.araf.214'], source: 'Kopetz 2024 (BEACON); Ahronian 2015, doi:10.1158/2159-8290.CD-14-1518', mark: 'recalled' },
    { id: 'escape_copies', kind: 'panel', entries: ['mcrc_braf.braf.amplification', 'mcrc_braf.kras.amplification', 'mcrc_braf.egfr.amplification', 'mcrc_braf.erbb2.amplification', 'mcrc_braf.met.amplification', 'mcrc_braf.pten.loss'], source: 'Kopetz 2024 (BEACON)', mark: 'recalled' }] },
  { id: 'egfr_tki_switch', nosology: 'nsclc_egfr', raisedBy: [['egfr_tki']], criteria: [
    { id: 'truncal_target', kind: 'target', entries: ['nsclc.egfr.any'], braf: false, source: 'FLAURA, doi:10.1056/NEJMoa1713137', mark: 'recalled' },
    progression, recent, informative,
    { id: 't790m', kind: 't790m', source: 'AURA3, doi:10.1056/NEJMoa1612674', mark: 'recalled' },
    { id: 'c797s', kind: 'c797s', source: 'AURA3/FLAURA: C797S 6 %, 18 %', mark: 'seen' },
    { id: 'met_bypass', kind: 'panel', entries: ['nsclc.met.amplification'], source: 'AURA3/FLAURA: MET 16 %, 18 %', mark: 'seen' },
    { id: 'other_bypass', kind: 'panel', entries: ['nsclc.erbb2.amplification', 'nsclc.pik3ca.e542k', 'nsclc.kras.g12c', 'nsclc.braf.v600e', 'nsclc.ret.fusion'], source: 'AURA3: > 1, 19 %', mark: 'seen' }] },
  { id: 'redifferentiation', nosology: 'thyroid_rair_braf', raisedBy: [['braf_inhibitor'], ['multikinase']], criteria: [
    { id: 'truncal_target', kind: 'target', entries: ['thyroid.braf.v600e'], braf: true, source: 'Rothenberg 2015; Dunn 2019, doi:10.1210/jc.2018-01478; MERAIODE 2023', mark: 'recalled' },
    { id: 'therapy_given', kind: 'given', classes: ['braf_inhibitor'], source: 'MERAIODE 2023', mark: 'recalled' },
    recent, informative,
    { id: 'ras_escape', kind: 'panel', entries: ['thyroid.kras.g12v', 'thyroid.nras.q61k', 'thyroid.nras.g13d', 'thyroid.kras.g12d'], source: 'Cabanillas 2020', mark: 'recalled' },
    { id: 'iodine_uptake', kind: 'scan', assessment: 'iodine_uptake', since: ['braf_inhibitor'], source: 'Dunn 2019, doi:10.1210/jc.2018-01478', mark: 'recalled' },
    { id: 'thyroglobulin', kind: 'marker', assessment: 'thyroglobulin', since: ['braf_inhibitor'], times: 1.2, source: 'MERAIODE 2023', mark: 'recalled' }] },
  { id: 'akt_pathway', nosology: 'breast_hrpos_her2neg', raisedBy: [['endocrine']], criteria: [
    { id: 'therapy_given', kind: 'given', classes: ['endocrine'], source: 'CAPItello-291: Turner 2023, doi:10.1056/NEJMoa2214131', mark: 'recalled' },
    progression, recent, informative,
    { id: 'akt_alteration', kind: 'wanted', entries: ['breast.pik3ca.e542k', 'breast.akt1.e17k', 'breast.pten.loss'], source: 'CAPItello-291 ctDNA: 77 %, 84 %, 54 %', mark: 'seen' },
    { id: 'esr1', kind: 'panel', entries: ['breast.esr1.e380q'], cautionOnly: true, source: 'SERENA-6 2025; PADA-1 2022', mark: 'seen' },
    { id: 'glucose', kind: 'limit', assessment: 'hba1c', unit: '%', pass: 7.9, caution: 7.9, source: 'CAPItello-291: HbA1c < 8 %', mark: 'unsure' }] },
  { id: 'hcc_liver', nosology: 'hcc_lenvatinib', raisedBy: [['multikinase']], criteria: [
    progression, recent, informative,
    { id: 'burden', kind: 'burden', source: 'ctDNA', mark: 'proposal' },
    { id: 'met_bypass', kind: 'panel', entries: ['hcc.met.amplification'], source: 'HGF–MET', mark: 'recalled' },
    { id: 'afp', kind: 'marker', assessment: 'afp', since: ['multikinase'], times: 1.2, source: 'AFP × 1.2', mark: 'proposal' },
    { id: 'liver_function', kind: 'limit', assessment: 'child_pugh', unit: '', pass: 6, caution: 9, source: 'Child–Pugh A, REFLECT', mark: 'recalled' }] },
];
